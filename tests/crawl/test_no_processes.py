"""A system that gives no more processes ends a run in one line; nothing is lost, and the next run goes on."""

import errno
import resource
import tempfile
from multiprocessing import forkserver

import pytest

from scraper.cli.main import main
from scraper.demo import DemoBlog, serve
from scraper.extraction import worker
from tests.crawl.shop import Shop, assert_clear, assert_sound, assert_whole
from tests.forked import command


def with_few_forks() -> None:
    """The command on a system that gives its reading processes no more forks than ``FORKS``."""
    worker.READY.append("tests.crawl.without_fork")
    worker.MAX_TASKS = 5
    command()


def starved() -> None:
    """The command on a system that gives it no process at all."""
    forkserver.ensure_running = refuse
    main()


def without_room() -> None:
    """The command where no file may become as large as the model of languages."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (1_000_000, 1_000_000))
    main()


def refuse() -> None:
    raise BlockingIOError(errno.EAGAIN, "Resource temporarily unavailable")


@pytest.mark.parametrize(("workers", "forks"), [(1, 0), (2, 1), (1, 1)])
def test_a_reading_process_that_cannot_be_forked(shop: Shop, workers: int, forks: int) -> None:
    """The first, the second, or one that is to replace the first after some pages."""
    with serve(DemoBlog(30)) as server:
        starved = shop.env | {"FORKS": str(forks), "BLOGARCHIVE_EXTRACTION_WORKERS": str(workers)}
        shop.env, usual = starved, shop.env
        ended = shop.run("add", server.url, "--delay", "0", program=with_few_forks)
        assert_clear(ended, 1, "the reading processes do not start")
        shop.env = usual
        assert shop.run("status").out.count("\n") == 1
        assert shop.add(server).code == 0
        assert_whole(shop, server)
        assert_sound(shop)


@pytest.mark.parametrize("word", ["add", "update"])
def test_what_they_are_forked_from_cannot_be_started(shop: Shop, word: str) -> None:
    with serve(DemoBlog(6)) as server:
        if word == "update":
            assert shop.add(server).code == 0
            server.blog = DemoBlog(8)
        words = ["add", server.url] if word == "add" else ["update", "--all"]
        ended = shop.run(*words, "--delay", "0", program=starved)
        assert_clear(ended, 1, "the reading processes do not start", "Resource temporarily unavailable")
        assert shop.add(server).code == 0
        assert_whole(shop, server)


def test_the_folder_for_temporary_files_is_full(shop: Shop) -> None:
    with serve(DemoBlog(6)) as server:
        ended = shop.run("add", server.url, "--delay", "0", program=without_room)
        assert_clear(ended, 1, "the reading processes do not start", f"room in {tempfile.gettempdir()}")
        assert shop.add(server).code == 0
        assert_whole(shop, server)
