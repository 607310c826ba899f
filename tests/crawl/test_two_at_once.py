"""Two runs at once on one archive: no work done twice, no failure on a lock."""

import threading
from collections.abc import Sequence

import pytest

from scraper.demo import DemoBlog, DemoServer, serve
from scraper.demo.pages import Reply
from tests.crawl.shop import Ended, Shop, assert_sound, assert_whole, post_hits
from tests.forked import Forked


class BlogWithADoor(DemoBlog):
    """Answers nobody as long as its door is closed."""

    def __init__(self, posts: int) -> None:
        super().__init__(posts)
        self.is_open, self.is_asked = threading.Event(), threading.Event()
        self.is_open.set()

    def page(self, path: str, origin: str = "") -> Reply:
        self.is_asked.set()
        self.is_open.wait(60)
        return super().page(path, origin)


def together(shop: Shop, calls: Sequence[Sequence[str]]) -> list[Ended]:
    """Start all, then wait for all."""
    running: list[Forked] = [shop.start(*words) for words in calls]
    return [Ended(process.wait(100), *process.communicate()) for process in running]


def fetched_twice(server: DemoServer) -> list[str]:
    return [path for path, count in post_hits(server).items() if count > 1]


def test_two_updates_share_a_listed_blog(shop: Shop) -> None:
    with serve(DemoBlog(40), latency_s=0.02) as server:
        assert shop.run("add", server.url, "--delay", "0", "--no-crawl", "-q").code == 0
        ends = together(shop, [("update", "--all", "-q", "--delay", "0")] * 2)
        assert [(ended.code, ended.out, ended.err) for ended in ends] == [(0, "", "")] * 2
        assert not fetched_twice(server)
        assert_whole(shop, server)
        assert_sound(shop)


def test_two_adds_of_one_new_blog(shop: Shop) -> None:
    assert shop.run("init").code == 0
    with serve(DemoBlog(40), latency_s=0.02) as server:
        ends = together(shop, [("add", server.url, "-q", "--delay", "0")] * 2)
        assert [ended.code for ended in ends] == [0, 0], ends
        assert not fetched_twice(server)
        assert_whole(shop, server)
        assert_sound(shop)


def test_three_adds_make_the_archive_once(shop: Shop) -> None:
    """Nobody has made the archive yet: whoever comes first does, the others wait for it."""
    with serve(DemoBlog(12), latency_s=0.02) as server:
        ends = together(shop, [("add", server.url, "-q", "--delay", "0")] * 3)
        assert [ended.code for ended in ends] == [0, 0, 0], ends
        assert not fetched_twice(server)
        assert_whole(shop, server)


def test_two_blogs_at_once_do_not_disturb_each_other(shop: Shop) -> None:
    assert shop.run("init").code == 0
    with serve(DemoBlog(15)) as one, serve(DemoBlog(15, seed=2, prefix="/log")) as other:
        ends = together(shop, [("add", server.url, "-q", "--delay", "0") for server in (one, other)])
        assert [ended.code for ended in ends] == [0, 0], ends
        want = {one.origin + post.path for post in one.blog.posts} | {other.origin + "/log" + post.path for post in other.blog.posts}
        assert shop.held_urls() == want


def test_what_another_run_visited_meanwhile_is_not_visited_again(shop: Shop) -> None:
    """The list of a long run is made when it begins; what it comes to an hour later may be done by then."""
    blog = BlogWithADoor(6)
    with serve(blog) as slow, serve(DemoBlog(6, seed=2)) as other:
        assert shop.add(slow).code == shop.add(other).code == 0  # the one visited longest ago is the first to be visited
        blog.edit(0, title="Edited")
        blog.is_open.clear()
        blog.is_asked.clear()
        seen = len(other.log)
        with shop.start("update", slow.url, other.url, "--delay", "0", "--jobs", "1") as process:
            assert blog.is_asked.wait(60)
            assert shop.run("update", other.url, "--delay", "0", "-q").code == 0
            done = len(other.log)
            blog.is_open.set()
            out, err = process.communicate(timeout=100)
        assert (process.returncode, err) == (0, "")
        assert "1 crawled by another run" in out
        assert len(other.log) == done > seen


@pytest.mark.drill
@pytest.mark.timeout(900)
def test_twenty_pairs_of_cron_jobs_stay_silent(shop: Shop) -> None:
    with serve(DemoBlog(25)) as server:
        assert shop.add(server).code == 0
        for _ in range(20):
            server.blog.add(f"Entry at {len(server.log)}")
            ends = together(shop, [("update", "--all", "-q", "--delay", "0")] * 2)
            assert [(ended.code, ended.out, ended.err) for ended in ends] == [(0, "", "")] * 2
        assert_whole(shop, server)
