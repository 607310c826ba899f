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
