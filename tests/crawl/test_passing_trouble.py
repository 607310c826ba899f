"""What is closed or not there for a moment is asked for again, and what stays so is left alone."""

from collections.abc import Callable

import pytest

from scraper.demo import DemoBlog, serve
from scraper.demo.posts import DemoPost
from tests.crawl.shop import Shop, assert_clear, assert_whole


def add(blog: DemoBlog) -> DemoPost:
    return blog.add("News of the day")


def edit(blog: DemoBlog) -> DemoPost:
    return blog.edit(5, title="A new title after the edit")


CASES = [(add, 404), (add, 403), (edit, 403)]  # a held post that answers 404 is gone until a listing says otherwise


@pytest.mark.parametrize(("change", "status"), CASES)
def test_a_post_that_is_not_shown_for_a_moment_is_held_as_it_is_after_the_next_visit(
    shop: Shop, change: Callable[[DemoBlog], DemoPost], status: int
) -> None:
    with serve(DemoBlog(12)) as server:
        assert shop.add(server).code == 0
        server.fail_next(change(server.blog).path, status)
        assert shop.update().code == 0
        assert shop.update().code == 0
        assert_whole(shop, server)


def test_a_post_that_always_fails_ends_three_updates_incomplete_and_is_then_tried_once_a_month(shop: Shop) -> None:
    with serve(DemoBlog(12)) as server:
        assert shop.add(server).code == 0
        path = server.blog.edit(5, title="A new title after the edit").path
        server.fail_next(path, 500, times=10_000)
        for _ in range(3):
            assert_clear(shop.update(), 3)
        count = len(server.log)
        assert shop.update().code == 0
        assert path not in server.paths(since=count)
        assert "1 address failed" in shop.run("status").out


@pytest.mark.parametrize("status", [404, 403])
def test_of_many_posts_that_are_not_shown_one_is_asked_for_at_a_visit_and_all_when_it_is_there(shop: Shop, status: int) -> None:
    with serve(DemoBlog(12)) as server:
        closed = {post.path for post in server.blog.posts[-8:]}
        for path in closed:
            server.fail_next(path, status, times=10_000)
        assert shop.add(server).code == 0
        asked: list[str] = []
        for _ in range(3):
            count = len(server.log)
            assert shop.update().code == 0
            assert len(server.log) - count <= 4, server.log[count:]
            asked += [path for path in server.paths(since=count) if path in closed]
        assert len(set(asked)) == len(asked) == 3  # each time another one
        for path in closed:
            server.fail_next(path, status, times=-10_000)
        count = len(server.log)
        assert shop.update().code == 0
        assert_whole(shop, server)
        assert len(server.log) - count <= 11


def test_a_feed_and_a_sitemap_that_are_gone_are_left_alone_after_three_visits_and_come_back(shop: Shop) -> None:
    with serve(DemoBlog(12)) as server:
        assert shop.add(server).code == 0
        for path in ("/feed.xml", "/sitemap.xml"):
            server.fail_next(path, 404, times=10_000)
        for _ in range(4):  # within a day: it may be a mistake of that day
            count = len(server.log)
            assert shop.update().code == 0
            assert "/feed.xml" in server.paths(since=count)
        for _ in range(2):
            shop.day_goes_by()
            assert shop.update().code == 0
        count = len(server.log)
        assert shop.update().code == 0
        assert server.paths(since=count) == ["/robots.txt", "/"]
        new = server.blog.add("News of the day")
        assert shop.update().code == 0
        assert server.origin + new.path in shop.held_urls()
        for path in ("/feed.xml", "/sitemap.xml"):
            server.fail_next(path, 404, times=-10_000)
        count = len(server.log)
        assert shop.update("--full").code == 0
        assert {"/feed.xml", "/sitemap.xml"} <= set(server.paths(since=count))
