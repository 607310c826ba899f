"""Tumblr over HTTP: whole by its first API where that answers, by sitemaps, feed, archive and pages where it does not, and cheap later."""

from typing import Any

import pytest

from scraper.demo import DemoServer, serve
from scraper.demo.tumblr import NAME, DemoTumblr, picture_of, post_id, type_of
from tests.crawl.odd_spiders import odd_command
from tests.crawl.shop import Ended, Shop, assert_clear, assert_sound, likeness

POSTS = 58
API = "/api/read/json?debug=1&num=50&start="


def held(shop: Shop) -> dict[str, dict[str, Any]]:
    return {row["url"].rpartition("/post/")[2].partition("/")[0]: row for row in shop.export() if row["status"] == "live"}


def assert_true(shop: Shop, server: DemoServer, *, has_slugs: bool = True) -> None:
    """The archive holds what the blog shows: every post once, every field, and nobody's notes."""
    got = held(shop)
    assert len(got) == len(shop.export())
    assert set(got) == {post_id(post) for post in server.blog.posts}
    for post in server.blog.posts:
        row = got[post_id(post)]
        assert not has_slugs or row["url"] == server.origin + post.path
        assert (row["title"] or "", [author["name"] for author in row["authors"]]) == (post.title, [NAME]), row
        assert row["published_at"] == post.published.isoformat()
        assert row["tags"] == list(post.tags)
        assert likeness(row["body_text"] or "", post.body_text) >= 0.97, (row["body_text"], post.body_text)
        assert [(medium["kind"], medium["url"]) for medium in row["media"]] == media_of(post)
        assert row["comments"] == []
    assert "NOISE" not in str(got)


def media_of(post: Any) -> list[tuple[str, str]]:
    return {
        "photo": [("image", picture_of(post))],
        "audio": [("audio", f"https://a.tumblr.com/tumblr_a{post.number}o1.mp3")],
        "video": [("video", "https://player.vimeo.com/video/1234")],
    }.get(type_of(post), [])


def pages_of_posts(server: DemoServer, since: int = 0) -> list[str]:
    return [path for path in server.paths(since=since) if path.startswith("/post/")]


def claims(shop: Shop) -> str:
    return shop.run("audit").out.splitlines()[0].partition(": ")[2]


def costs_of_update(shop: Shop, server: DemoServer) -> list[str]:
    """The requests of an update without news."""
    before, count = shop.export(), len(server.log)
    ended = shop.update()
    assert (ended.code, ended.out, ended.err) == (0, "", "")
    assert shop.export() == before
    return server.paths(since=count)


@pytest.mark.parametrize(("api", "pages"), [("open", 0), ("script", 0), ("lying", 0), ("repeating", POSTS - 50)])
def test_the_api_gives_every_post_and_no_page_is_asked_for(shop: Shop, api: Any, pages: int) -> None:
    with serve(DemoTumblr(POSTS, api=api)) as server:
        assert shop.add(server).code == 0
        assert_true(shop, server)
        assert len(pages_of_posts(server)) == pages
        assert_sound(shop)
        assert costs_of_update(shop, server) == ["/robots.txt", f"{API}0"]


@pytest.mark.parametrize("api", ["missing", "html", "empty"])
def test_without_its_api_the_pages_give_the_same(shop: Shop, api: Any) -> None:
    with serve(DemoTumblr(POSTS, api=api)) as server:
        assert shop.add(server).code == 0
        assert_true(shop, server, has_slugs=False)
        assert len(pages_of_posts(server)) == POSTS
        assert len(costs_of_update(shop, server)) <= 4


@pytest.mark.parametrize(
    "setup", [{}, {"months": False}, {"months": False, "linked": False}], ids=["months", "linked pages", "pages that no theme links to"]
)
def test_with_neither_api_nor_sitemap_its_lists_lead_to_every_post(shop: Shop, setup: dict[str, bool]) -> None:
    with serve(DemoTumblr(POSTS, api="missing", sitemap=False, **setup)) as server:
        assert shop.add(server).code == 0
        assert_true(shop, server, has_slugs=False)
        assert len(pages_of_posts(server)) == POSTS
        count = len(server.log)
        new = server.blog.add("A new one")
        assert shop.update().code == 0
        assert post_id(new) in held(shop)
        assert len(pages_of_posts(server, count)) == 1


@pytest.mark.parametrize("api", ["open", "missing"])
def test_what_was_edited_removed_and_added_is_seen(shop: Shop, api: Any) -> None:
    with serve(DemoTumblr(POSTS, api=api)) as server:
        assert shop.add(server).code == 0
        edited = server.blog.edit(48, title="Edited")
        removed = server.blog.remove(23)
        new = server.blog.add("A new one")
        shop.update()
        rows = {row["url"].rpartition("/post/")[2].partition("/")[0]: row for row in shop.export()}
        assert (rows[post_id(edited)]["title"], rows[post_id(edited)]["revision"]) == ("Edited", 2)
        assert rows[post_id(removed)]["status"] == "gone"
        assert post_id(new) in rows
        assert len(costs_of_update(shop, server)) <= 4
        assert claims(shop).startswith(f"tumblr says {POSTS};" if api == "open" else f"feed 20; sitemap {POSTS};")


def test_notes_that_come_are_no_edit(shop: Shop) -> None:
    with serve(DemoTumblr(POSTS)) as server:
        assert shop.add(server).code == 0
        server.blog.edit(POSTS - 1, silent=True, views=90_210)
        shop.update()
        assert {row["revision"] for row in shop.export()} == {1}


def test_an_answer_without_a_word_is_asked_for_again(shop: Shop) -> None:
    """Its servers give one now and then, with status 200 (TumblThree #280)."""
    blog = DemoTumblr(POSTS)
    blog.blank_once.add(f"{API}50")
    with serve(blog) as server:
        assert shop.add(server).code == 0
        assert_true(shop, server)
        assert pages_of_posts(server) == []


def add_from_network(shop: Shop, server: DemoServer, place: str) -> Ended:
    """``add`` of an address on the network's host."""
    shop.env["BLOGARCHIVE_CRAWL_ALLOW_NETS"] = "127.0.0.0/8"
    network = server.url.replace("127.0.0.1", "localhost")
    return shop.run("add", f"{network}{place}", "--platform", "tumblr-here", "--delay", "0", "-q", program=odd_command)


@pytest.mark.parametrize("api", ["open", "missing"])
def test_a_blog_that_its_network_shows_is_held_at_its_own_host(shop: Shop, api: Any) -> None:
    with serve(DemoTumblr(POSTS, api=api, theme=False)) as server:
        assert add_from_network(shop, server, f"{NAME}/700000000003").code == 0
        assert_true(shop, server, has_slugs=api == "open")
        assert {row["url"].partition("/post/")[0] for row in shop.export()} == {server.origin}
        assert len([path for path in server.paths(status=200) if path.startswith(f"/{NAME}/")]) == (1 if api == "open" else POSTS + 1)


def test_a_blog_behind_a_login_is_told_in_one_line(shop: Shop) -> None:
    with serve(DemoTumblr(3, walled=True)) as server:
        assert_clear(add_from_network(shop, server, NAME), 3, f"{server.url}: the network shows it to those alone who are logged in")
