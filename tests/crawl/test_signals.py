"""A run that is told to stop ends in order within five seconds, whatever it waits for; told twice, it ends at once."""

import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager

import pytest
from sqlalchemy import select

from scraper.demo import DemoBlog, DemoServer, serve
from storage import models
from storage.archive import Archive
from storage.engine import reading
from tests.crawl.odd_spiders import odd_command
from tests.crawl.shop import Shop, assert_sound, assert_whole
from tests.forked import Forked

END_S = 5.0
Running = Forked | subprocess.Popen[str]


@contextmanager
def running(started: Running) -> Iterator[Running]:
    with started as process:
        try:
            yield process
        finally:
            process.kill()


def stop(process: Running, number: signal.Signals = signal.SIGTERM) -> tuple[float, str, str]:
    """Send a signal; return how long the process took to end, and what it said."""
    began = time.monotonic()
    process.send_signal(number)
    out, err = process.communicate(timeout=30)
    return time.monotonic() - began, out, err


def assert_left_in_order(shop: Shop) -> None:
    """Every crawl of the archive has an end, and no blog is held."""
    with Archive.open(shop.root) as archive, reading(archive.engine) as connection:
        crawls = connection.execute(select(models.crawl.c.outcome, models.crawl.c.finished_at)).all()
        assert crawls
        assert all(crawl.finished_at is not None for crawl in crawls)
        assert crawls[-1].outcome == "stopped"
        assert list(connection.scalars(select(models.blog.c.lease_holder))) == [None]


def end_of(shop: Shop, started: Forked, server: DemoServer, requests: int, number: signal.Signals = signal.SIGTERM) -> None:
    with running(started) as process:
        assert server.wait_for_requests(requests)
        time.sleep(0.5)
        seconds, out, err = stop(process, number)
    assert process.returncode == 128 + number, err
    assert err == ""
    assert "1 stopped by a signal" in out
    assert seconds < END_S
    assert_left_in_order(shop)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGHUP])
def test_while_posts_are_fetched(shop: Shop, number: signal.Signals) -> None:
    with serve(DemoBlog(60), latency_s=0.1) as server:
        end_of(shop, shop.start("add", server.url, "--delay", "0"), server, 20, number)
        server.latency_s = 0
        assert shop.add(server).code == 0
        assert_whole(shop, server)
        assert_sound(shop)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_all_processes_of_a_run_are_told_at_once(shop: Shop, number: signal.Signals) -> None:
    """As systemd does, and a terminal that closes: the reading processes leave it to the crawler."""
    with serve(DemoBlog(60), latency_s=0.1) as server:
        with running(shop.start("add", server.url, "--delay", "0")) as process:
            assert server.wait_for_requests(20)
            os.killpg(process.pid, number)
            out, err = process.communicate(timeout=30)
        assert process.returncode == 128 + number
        assert err == ""
        assert "1 stopped by a signal" in out
        assert_left_in_order(shop)


@pytest.mark.parametrize("requests", [1, 4])
def test_while_a_slow_host_is_listed(shop: Shop, requests: int) -> None:
    with serve(DemoBlog(60), latency_s=20.0 if requests == 1 else 0.0) as server:
        end_of(shop, shop.start("add", server.url, "--delay", "0" if requests == 1 else "1s"), server, requests)


def test_during_a_pause_that_the_host_asked_for(shop: Shop) -> None:
    with serve(DemoBlog(6)) as server:
        server.fail_next("/", 503, times=20)
        end_of(shop, shop.start("add", server.url, "--delay", "0"), server, 3)


@pytest.mark.parametrize("platform", ["reads-a-list-for-ever", "reads-a-post-for-ever"])
def test_while_a_page_is_read_that_takes_for_ever(shop: Shop, platform: str) -> None:
    with serve(DemoBlog(6)) as server:
        end_of(shop, shop.start("add", server.url, "--delay", "0", "--platform", platform, program=odd_command), server, 4)


def test_while_another_process_holds_the_database(shop: Shop) -> None:
    with serve(DemoBlog(60), latency_s=0.1) as server:
        with running(shop.start("add", server.url, "--delay", "0")) as process:
            assert server.wait_for_requests(20)
            with closing(sqlite3.connect(shop.root / "archive.db", timeout=20, isolation_level=None)) as other:
                other.execute("BEGIN IMMEDIATE")
                time.sleep(2.0)  # by now the writer waits for the lock
                seconds, out, err = stop(process)
        assert (process.returncode, err) == (143, ""), err
        assert "1 stopped by a signal" in out
        assert seconds < END_S
        server.latency_s = 0
        assert shop.add(server).code == 0
        assert_whole(shop, server)
        assert_sound(shop)


@pytest.mark.parametrize("number", [signal.SIGHUP, signal.SIGINT])
def test_a_signal_that_is_ignored_from_the_start_ends_nothing(shop: Shop, number: signal.Signals) -> None:
    """As under nohup, or in the background of a shell without job control."""
    with serve(DemoBlog(20), latency_s=0.05) as server:
        ignoring = f"import os, signal, sys; signal.signal({number:d}, signal.SIG_IGN); os.execv(sys.argv[1], sys.argv[1:])"
        with running(shop.spawn([sys.executable, "-c", ignoring, *shop.argv("add", server.url, "--delay", "0")])) as process:
            assert server.wait_for_requests(5)
            _, _, err = stop(process, number)
        assert (process.returncode, err) == (0, "")
        assert_whole(shop, server)


def test_a_second_signal_ends_at_once(shop: Shop) -> None:
    with serve(DemoBlog(6), latency_s=20.0) as server:
        with running(shop.spawn(shop.argv("add", server.url, "--delay", "0"))) as process:
            assert server.wait_for_requests(1)
            process.send_signal(signal.SIGTERM)
            time.sleep(0.5)
            seconds, _, err = stop(process)
        assert (process.returncode, err) == (143, "")
        assert seconds < 1.0
        server.latency_s = 0
        assert shop.add(server).code == 0
        assert_whole(shop, server)
