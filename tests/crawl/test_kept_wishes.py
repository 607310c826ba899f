"""What a user says of a blog with ``add`` holds from the first moment on, and for every visit after."""

import json
from datetime import date
from typing import Any

import pytest

from scraper.config import Config
from scraper.demo import DemoBlog, serve
from scraper.demo.wordpress import DemoWordPress
from scraper.errors import Unreachable
from scraper.session import Session
from scraper.workshop import Workshop
from storage.archive import Archive
from storage.records import Blog
from storage.writer import register_blog
from tests.crawl.shop import Shop, assert_whole

SINCE = date(2024, 1, 1)


def only_status(shop: Shop) -> dict[str, Any]:
    (row,) = json.loads(shop.run("status", "--json").out)["items"]
    return dict(row)


def test_tags_and_pace_survive_a_kill(shop: Shop) -> None:
    with serve(DemoBlog(60), latency_s=0.1) as server:
        with shop.start("add", server.url, "--delay", "0", "--tag", "lamps", "--every", "3h", "--since", f"{SINCE}") as process:
            assert server.wait_for_requests(1)
            process.kill()
        row = only_status(shop)
    assert (row["tags"], row["every"], row["since"]) == (["lamps"], "3h", f"{SINCE}")


@pytest.mark.parametrize("kind", [DemoBlog, DemoWordPress])
def test_a_first_day_holds_for_every_update_until_it_is_lifted(shop: Shop, kind: type[DemoBlog]) -> None:
    with serve(kind(20)) as server:
        wanted = {server.origin + post.path for post in server.blog.posts if post.published.date() >= SINCE}
        assert 0 < len(wanted) < 20
        ended = shop.run("add", server.url, "--delay", "0", "--since", f"{SINCE}")
        assert (ended.code, ended.out.splitlines()[0]) == (0, f"1 blog: {len(wanted)} new posts, {len(wanted)} posts held")
        assert shop.held_urls() == wanted
        assert "nothing is due" in shop.run("update").err
        assert f"held {len(wanted)} since {SINCE}; none missing" in shop.run("audit").out
        wanted.add(server.origin + server.blog.add("News").path)
        assert shop.update().code == 0
        assert shop.held_urls() == wanted
        assert shop.update("--since", "2026-01-01").code == 0
        assert shop.update().code == 0
        assert shop.held_urls() == wanted
        assert shop.update("--full").code == 0
        assert only_status(shop)["since"] is None
        assert_whole(shop, server)


def test_posts_that_one_update_left_out_are_fetched_by_the_next(shop: Shop) -> None:
    with serve(DemoBlog(12)) as server:
        assert shop.run("add", server.url, "--delay", "0", "-q", "--no-crawl").code == 0
        assert shop.update("--since", f"{SINCE}").code == 0
        assert 0 < len(shop.held_urls()) < 12
        assert shop.update().code == 0
        assert_whole(shop, server)
        server.blog.edit(3, title="An old one, edited")
        assert shop.update("--since", f"{SINCE}").code == 0
        assert shop.run("verify").code == 0
        assert shop.update().code == 0
        assert_whole(shop, server)


@pytest.mark.parametrize(("new_posts", "outcome"), [(0, "unreachable"), (3, "incomplete")])
def test_a_blog_that_fails_for_good_is_never_called_changed(shop: Shop, new_posts: int, outcome: str) -> None:
    workshop = Workshop(Archive.create(shop.root), Config())
    blog = Blog(home_url="https://blog.example/", slug="blog", platform="generic", scope="blog.example/")
    session = Session(workshop, register_blog(workshop.archive, blog))
    session.count("new_posts", new_posts)
    session.fail(Unreachable("the server answered 500"))
    assert session.outcome("finished") == (outcome, "the server answered 500")
    session.close(outcome)
    workshop.close()


def test_a_platform_that_is_named_for_a_known_blog_is_its_platform_from_then_on(shop: Shop) -> None:
    with serve(DemoWordPress(6)) as server:
        for named, words in (("generic", ("--platform", "generic")), ("generic", ()), ("wordpress", ("--platform", "wordpress"))):
            assert shop.run("add", server.url, "--delay", "0", *words).code == 0
            assert only_status(shop)["platform"] == named
        assert shop.update().code == 0
        assert only_status(shop)["platform"] == "wordpress"
        assert_whole(shop, server)


def test_a_generic_blog_whose_home_page_is_a_platforms_is_said_to_be_one(shop: Shop) -> None:
    with serve(DemoWordPress(6)) as server:
        assert shop.run("add", server.url, "--delay", "0", "--platform", "generic").code == 0
        assert only_status(shop)["trouble"] is None
        assert shop.update("--full").code == 0
        assert f"add --platform wordpress {server.url}" in only_status(shop)["trouble"]
        assert shop.run("add", server.url, "--delay", "0", "--platform", "wordpress").code == 0
        assert shop.update("--full").code == 0
        assert only_status(shop)["trouble"] is None
