"""``kill -9`` at any moment, and the same command again: nothing lost, nothing twice, nothing stored fetched again."""

import random
import signal
import sqlite3
import time
from collections.abc import Callable, Sequence
from contextlib import closing, suppress

import psutil
import pytest

from scraper.demo import DemoBlog, DemoServer, serve
from scraper.demo.wordpress import DemoWordPress
from tests.crawl.shop import Shop, assert_all_comments, assert_sound, assert_whole, post_hits
from tests.forked import Forked

# Each inner sequence is one archive, each number one kill: when the server has seen so many requests of that run,
BY_REQUESTS = [(1, 2, 3, 5, 9, 40), pytest.param((4, 6, 7, 12), marks=pytest.mark.drill)]
# when the archive holds so many posts more than before that run,
BY_STORED = [(1, 6, 1, 12, 1)]
# and when so much time has gone by.
BY_SECONDS = [(0.3, 0.7, 1.1, 1.5, 1.9, 2.3), pytest.param((2.1, 2.7, 3.3, 3.9), marks=pytest.mark.drill)]
# Pages in flight: fetched or being read, and not yet in a transaction, when the process is killed.
IN_FLIGHT = 60


def kill_all(process: Forked) -> None:
    """Kill the crawl with its workers, as a machine does that loses its power."""
    process.kill_all()
    process.wait()


def interrupted(shop: Shop, server: DemoServer, wait: Callable[[Forked, int], bool]) -> bool:
    """One run that is killed when ``wait`` returns true; false when it ended before. No post that is held is fetched again."""
    held, count = shop.held_urls(), len(server.log)
    process = shop.start("add", server.url, "--delay", "0", "-q")
    killed = wait(process, count)
    kill_all(process)
    again = {server.origin + path for path in post_hits(server, since=count)} & held
    assert not again, f"held, and fetched again: {sorted(again)[:3]}"
    return killed


def assert_completes(shop: Shop, server: DemoServer, killed: int) -> None:
    """The last run, which nobody disturbs, makes the archive whole."""
    held, count = shop.held_urls(), len(server.log)
    ended = shop.add(server)
    assert ended.code == 0, ended
    assert not {server.origin + path for path in post_hits(server, since=count)} & held
    assert sum(hits - 1 for hits in post_hits(server).values()) <= IN_FLIGHT * killed
    assert_whole(shop, server)
    assert {row["revision"] for row in shop.export()} == {1}
    assert_sound(shop)


def after_requests(server: DemoServer, goal: int) -> Callable[[Forked, int], bool]:
    def wait(process: Forked, before: int) -> bool:
        while process.poll() is None:
            if server.wait_for_requests(before + goal, timeout_s=0.05):
                return True
        return False

    return wait


def after_answers_of(server: DemoServer, word: str, goal: int) -> Callable[[Forked, int], bool]:
    def wait(process: Forked, before: int) -> bool:
        while process.poll() is None:
            if sum(word in path for path in server.paths(since=before)) >= goal:
                return True
            time.sleep(0.01)
        return False

    return wait


def after_stored(shop: Shop, goal: int) -> Callable[[Forked, int], bool]:
    held = stored(shop)

    def wait(process: Forked, before: int) -> bool:
        while process.poll() is None:
            if stored(shop) >= held + goal:
                return True
            time.sleep(0.02)
        return False

    return wait


def stored(shop: Shop) -> int:
    """How many posts the archive holds now, asked at so little cost that the crawl is not slowed down by it."""
    file = shop.root / "archive.db"
    with suppress(sqlite3.OperationalError), closing(sqlite3.connect(f"{file.as_uri()}?mode=ro", uri=True)) as database:
        return int(database.execute("SELECT count(*) FROM post").fetchone()[0])
    return 0  # there are no tables yet


def after_seconds(seconds: float) -> Callable[[Forked, int], bool]:
    def wait(process: Forked, before: int) -> bool:
        end = time.monotonic() + seconds
        while process.poll() is None and time.monotonic() < end:
            time.sleep(0.01)
        return process.poll() is None

    return wait


@pytest.mark.parametrize("goals", BY_REQUESTS, ids=str)
def test_a_crawl_killed_by_requests_is_completed(shop: Shop, goals: Sequence[int]) -> None:
    with serve(DemoBlog(60), latency_s=0.005) as server:
        killed = sum(interrupted(shop, server, after_requests(server, goal)) for goal in goals)
        assert killed >= len(goals) - 1
        assert_completes(shop, server, killed)


@pytest.mark.parametrize("goals", BY_STORED, ids=str)
def test_a_crawl_killed_while_it_stores_is_completed(shop: Shop, goals: Sequence[int]) -> None:
    with serve(DemoBlog(90), latency_s=0.2) as server:
        for goal in goals:
            held = shop.held_urls()
            assert interrupted(shop, server, after_stored(shop, goal))
            assert held < shop.held_urls()
        assert_completes(shop, server, len(goals))


@pytest.mark.parametrize("moments", BY_SECONDS, ids=str)
def test_a_crawl_killed_by_the_clock_is_completed(shop: Shop, moments: Sequence[float]) -> None:
    with serve(DemoBlog(60), latency_s=moments[0] / 8) as server:  # slow enough that there is something left to kill
        killed = sum(interrupted(shop, server, after_seconds(moment)) for moment in moments)
        assert killed >= 2
        assert_completes(shop, server, killed)


def test_a_crawl_of_an_api_killed_between_its_posts_and_its_comments_is_completed(shop: Shop) -> None:
    with serve(DemoWordPress(330), latency_s=0.05) as server:
        for word, goal in (("/wp/v2/posts", 3), ("/wp/v2/comments", 2), ("/wp/v2/comments", 1)):
            assert interrupted(shop, server, after_answers_of(server, word, goal))
        assert_completes(shop, server, 3)
        assert_all_comments(shop, server)


def test_an_update_killed_is_completed(shop: Shop) -> None:
    with serve(DemoBlog(20), latency_s=0.02) as server:
        assert shop.add(server).code == 0
        edited = server.blog.edit(4, title="Changed while nobody looked")
        added = [server.blog.add(f"A late entry, number {number}").title for number in range(10)]
        for goal in (1, 3, 6):
            count = len(server.log)
            process = shop.start("update", "--all", "--delay", "0", "-q")
            after_requests(server, goal)(process, count)
            kill_all(process)
        assert shop.update().code == 0
        revisions = {row["title"]: row["revision"] for row in shop.export()}
        assert revisions[edited.title] == 2
        assert {revisions[title] for title in added} == {1}
        assert_whole(shop, server)
        assert_sound(shop)


def test_no_worker_outlives_a_killed_crawler(shop: Shop) -> None:
    """Only the crawler itself dies, as the kernel's out-of-memory killer does it: its workers notice."""
    with serve(DemoBlog(60), latency_s=0.05) as server:
        process = shop.spawn(shop.argv("add", server.url, "--delay", "0", "-q"))
        assert server.wait_for_requests(15)
        children = psutil.Process(process.pid).children(recursive=True)
        process.kill()
        process.wait()
        _, alive = psutil.wait_procs(children, timeout=15)
        for child in alive:
            child.kill()
        process.communicate()
        assert not alive


def test_a_run_told_to_stop_leaves_in_order(shop: Shop) -> None:
    with serve(DemoBlog(60), latency_s=0.05) as server:
        process = shop.spawn(shop.argv("add", server.url, "--delay", "0", "-q"))
        assert server.wait_for_requests(15)
        process.send_signal(signal.SIGTERM)
        _, err = process.communicate(timeout=30)
        assert process.returncode == 128 + signal.SIGTERM, err
        assert "Traceback" not in err
        assert_completes(shop, server, killed=1)


@pytest.mark.drill
@pytest.mark.timeout(1800)
def test_a_hundred_kills_lose_nothing(shop: Shop) -> None:
    rng = random.Random(7)  # noqa: S311  # the same kills each time, no secret
    with serve(DemoBlog(1200), latency_s=0.005) as server:
        killed = 0
        for _ in range(100):
            wait = after_requests(server, rng.randint(1, 40)) if rng.random() < 0.7 else after_seconds(rng.uniform(0.2, 4))
            killed += interrupted(shop, server, wait)
        assert_completes(shop, server, killed)
