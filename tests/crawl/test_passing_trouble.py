"""What is closed or not there for a moment is asked for again, and what stays so is left alone."""

import pytest

from scraper.demo import DemoBlog, serve
from tests.crawl.shop import Shop, assert_clear, assert_whole


@pytest.mark.parametrize("status", [404, 403])
def test_a_new_post_that_is_not_there_when_its_feed_names_it_is_held_after_the_next_visit(shop: Shop, status: int) -> None:
    with serve(DemoBlog(12)) as server:
        assert shop.add(server).code == 0
        server.fail_next(server.blog.add("News of the day").path, status)
        assert shop.update().code == 0
        assert shop.update().code == 0
        assert_whole(shop, server)


def test_an_edited_post_that_is_closed_for_a_moment_is_read_at_the_next_visit(shop: Shop) -> None:
    with serve(DemoBlog(12)) as server:
        assert shop.add(server).code == 0
        server.fail_next(server.blog.edit(5, title="A new title after the edit").path, 403)
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
