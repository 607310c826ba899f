"""Many blogs in one process: polite to a host that several share, and none stops the others."""

import itertools
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from scraper.demo import DemoBlog, DemoServer, serve
from scraper.demo.pages import Reply
from storage.archive import Archive
from storage.lease import acquire
from storage.queries import all_blogs, crawls
from storage.writer import update_blog
from tests.crawl.hasty import FIRST_PAUSE_S, hasty_command
from tests.crawl.odd_spiders import odd_command
from tests.crawl.shop import Shop, assert_whole

LATE_S = 0.3  # by which a loaded machine may note a request late
ROW = 10  # requests in a row: lateness does not add up, delays do


class ClockedBlog(DemoBlog):
    """Notes when it was asked, on a list that several blogs may share."""

    def __init__(self, asked: list[tuple[float, str]], posts: int, *, seed: int) -> None:
        super().__init__(posts, seed=seed, feed_items=posts)
        self._asked = asked
        self.seed = seed

    def page(self, path: str, origin: str = "") -> Reply:
        self._asked.append((time.monotonic(), f"{self.seed}{path}"))
        return super().page(path, origin)


@contextmanager
def served(number: int, posts: int) -> Iterator[list[DemoServer]]:
    with ExitStack() as stack:
        yield [stack.enter_context(serve(DemoBlog(posts, seed=seed))) for seed in range(number)]


def gaps(asked: list[tuple[float, str]]) -> list[float]:
    return [later - earlier for (earlier, _), (later, _) in itertools.pairwise(asked)]


def assert_spaced(asked: list[tuple[float, str]], delay_s: float) -> None:
    """Any requests in a row took as long as the delay says."""
    times = [at for at, _ in asked]
    rows = [later - earlier for earlier, later in zip(times, times[ROW:], strict=False)]
    assert min(rows) >= ROW * delay_s - LATE_S, rows


def outcomes(shop: Shop) -> dict[str, str | None]:
    """How the last crawl of each blog ended, by its home."""
    with Archive.open(shop.root, shop.database_url) as archive:
        return {blog.home_url: next(crawls(archive, blog.id, 1)).outcome for blog in all_blogs(archive)}


def set_platform(shop: Shop, home_url: str, platform: str) -> None:
    with Archive.open(shop.root) as archive:
        (blog,) = [blog for blog in all_blogs(archive) if blog.home_url == home_url]
        update_blog(archive, replace(blog, platform=platform))


def test_two_blogs_on_one_host_share_its_delay(shop: Shop) -> None:
    asked: list[tuple[float, str]] = []
    with serve(ClockedBlog(asked, 8, seed=1)) as one, serve(ClockedBlog(asked, 8, seed=2)) as other:
        ended = shop.run("add", one.url, other.url, "--delay", "200ms", "--jobs", "2", "-q")
        assert ended.code == 0, ended
        assert_whole(shop, one)
        assert_whole(shop, other)
    assert_spaced(asked, 0.2)
    turns = [name[0] for _, name in asked]
    assert sum(one != other for one, other in itertools.pairwise(turns)) > len(turns) / 2, turns  # they took turns


def test_a_pause_that_one_blog_is_asked_for_holds_for_the_other_on_its_host(shop: Shop) -> None:
    asked: list[tuple[float, str]] = []
    with serve(ClockedBlog(asked, 2, seed=1)) as one, serve(ClockedBlog(asked, 2, seed=2)) as other:
        one.fail_next("/", 503)
        ended = shop.run("add", one.url, other.url, "--delay", "50ms", "--jobs", "2", "-q", program=hasty_command)
        assert ended.code == 0, ended
        seen = [(seen.path, seen.status) for seen in one.log]
    assert ("/", 503) in seen
    assert max(gaps(asked)) >= FIRST_PAUSE_S, gaps(asked)


def test_a_crawl_delay_holds_for_every_blog_of_the_host(shop: Shop) -> None:
    asked: list[tuple[float, str]] = []
    with serve(ClockedBlog(asked, 8, seed=1)) as one, serve(ClockedBlog(asked, 8, seed=2)) as other:
        one.blog.put("/robots.txt", b"User-agent: *\nCrawl-delay: 0.25\n", content_type="text/plain")
        ended = shop.run("add", one.url, other.url, "--delay", "0", "--jobs", "2", "-q")
        assert ended.code == 0, ended
    known_at = next(number for number, (_, name) in enumerate(asked) if name == "1/robots.txt")
    assert_spaced(asked[known_at + 9 :], 0.25)  # those that were under way are let through


def test_a_blog_that_breaks_its_crawl_stops_no_other(shop: Shop) -> None:
    with served(5, posts=6) as servers:
        at_start, at_post, at_disk, busy, sound = servers
        assert shop.run("add", *(server.url for server in servers), "--no-crawl", "--delay", "0", "-q").code == 0
        set_platform(shop, at_start.url, "breaks-at-start")
        set_platform(shop, at_post.url, "breaks-at-a-post")
        with Archive.open(shop.root) as archive:
            blogs = {blog.home_url: blog for blog in all_blogs(archive)}
            at_disk.log.clear()
            _make_unwritable(shop.root / "warc" / blogs[at_disk.url].slug)
            blog_id = blogs[busy.url].id
            assert blog_id is not None
            with acquire(archive, blog_id) or pytest.fail("not free"):
                ended = shop.run("update", "--all", "--delay", "0", "--jobs", "5", program=odd_command)
        assert ended.code == 3, ended
        assert "Traceback" not in ended.err
        assert "RuntimeError: broken before the first request" in ended.err
        assert "1 crawled by another run" in ended.out
        got = outcomes(shop)
        assert [got[server.url] for server in (at_start, at_post, at_disk)] == ["incomplete", "incomplete", "incomplete"]
        assert "its answers cannot be kept: [Errno" in ended.err
        assert len(at_disk.log) == 1
        assert got[sound.url] == "changed"
        assert_whole(shop, sound)


def _make_unwritable(folder: Path) -> None:
    """Put a file where the folder must be."""
    for file in folder.iterdir():
        file.unlink()
    folder.rmdir()
    folder.write_bytes(b"")


def test_a_limit_is_for_the_whole_run_and_what_is_left_is_done_next_time(shop: Shop) -> None:
    with served(4, posts=18) as servers:
        urls = [server.url for server in servers]
        ended = shop.run("add", *urls, "--delay", "0", "--jobs", "2", "--max-requests", "20")
        assert ended.code == 15, ended
        asked = sum(len(server.log) for server in servers)
        assert asked <= 20 + 2 * 8, asked  # what was under way when the limit came
        assert "4 stopped by a limit" in ended.out
        assert shop.run("add", *urls, "--delay", "0", "-q").code == 0
        for server in servers:
            assert_whole(shop, server)


def test_update_visits_first_what_it_visited_longest_ago(shop: Shop) -> None:
    with served(3, posts=3) as servers:
        for number in (2, 0, 1):
            assert shop.add(servers[number]).code == 0
        marks = [len(server.log) for server in servers]
        assert shop.update("--jobs", "1").code == 0
        assert all(len(server.log) > mark for server, mark in zip(servers, marks, strict=True))
        with Archive.open(shop.root) as archive:
            urls = [server.url for server in servers]
            started = [urls.index(crawl_home(archive, crawl.blog)) for crawl in itertools.islice(crawls(archive), 3)]
    assert started[::-1] == [2, 0, 1]


def crawl_home(archive: Archive, slug: str) -> str:
    return next(blog.home_url for blog in all_blogs(archive) if blog.slug == slug)


def test_no_blog_waits_while_the_platform_of_another_is_recognised(shop: Shop) -> None:
    with serve(DemoBlog(3)) as server:
        assert shop.run("add", server.url, "--delay", "0", program=odd_command).code == 0
        assert_whole(shop, server)
