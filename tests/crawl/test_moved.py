"""A blog whose owner changed the addresses of its posts still has each of them once, live, and kept up to date."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from scraper.demo import DemoBlog, serve
from scraper.demo.pages import HTML, Reply
from scraper.demo.wordpress import DemoWordPress
from storage.archive import Archive
from storage.queries import posts
from tests.crawl.shop import Shop, assert_sound, assert_whole

MAKERS = [pytest.param(lambda: DemoBlog(12), id="generic"), pytest.param(lambda: DemoWordPress(12), id="wordpress")]


def leading_on(url: str) -> bytes:
    """The page that generators of static pages leave at an old address."""
    head = f'<!DOCTYPE html><html lang="en"><head><title>{url}</title><link rel="canonical" href="{url}"><meta name="robots" content="noindex">'
    return f'{head}<meta charset="utf-8"><meta http-equiv="refresh" content="0; url={url}"></head></html>'.encode()


def move_all(blog: DemoBlog, *, redirects: bool) -> None:
    """Every post gets another address; the old ones lead there, or are gone."""
    old = blog.posts
    new = tuple(replace(post, path=f"{post.path.rstrip('/')}-moved/") for post in old)
    blog._publish(new)
    for before, after in zip(old, new, strict=True) if redirects else ():
        blog._instead[before.path] = Reply(301, "text/html", b"moved", headers=(("Location", blog.prefix + after.path),))


def ids_of(shop: Shop) -> set[int]:
    with Archive.open(shop.root) as archive:
        return {stored.id for stored in posts(archive)}


@pytest.mark.parametrize("make", MAKERS)
@pytest.mark.parametrize("redirects", [True, False])
def test_posts_that_moved_are_followed(shop: Shop, make: Callable[[], DemoBlog], redirects: bool) -> None:
    blog = make()
    with serve(blog) as server:
        assert shop.add(server).code == 0
        ids = ids_of(shop)
        move_all(blog, redirects=redirects)
        ended = shop.run("update", "--all", "--delay", "0")
        assert (ended.code, "gone" in ended.out) == (0, False), ended
        assert_whole(shop, server)
        assert {row["status"] for row in shop.export()} == {"live"}
        assert ids_of(shop) == ids
        blog.edit(blog.posts[5].number, title="A new title after the edit")
        assert shop.update().code == 0
        assert_whole(shop, server)
        assert_sound(shop)


def test_posts_that_an_import_dated_anew_are_followed_to_their_new_addresses(shop: Shop) -> None:
    blog = DemoBlog(5)
    with serve(blog) as server:
        assert shop.add(server).code == 0
        ids, day = ids_of(shop), datetime(2026, 11, 20, 12, tzinfo=UTC)
        blog._publish(tuple(replace(p, published=day + timedelta(minutes=p.number), path=f"/2026/11/{p.path[9:]}") for p in blog.posts))
        assert shop.update().code == 0
        assert_whole(shop, server)
        assert {row["status"] for row in shop.export()} == {"live"}
        assert ids_of(shop) == ids


def test_posts_are_followed_where_the_pages_at_their_old_addresses_lead_on(shop: Shop) -> None:
    blog = DemoBlog(12)
    with serve(blog) as server:
        assert shop.add(server).code == 0
        ids, old = ids_of(shop), [post.path for post in blog.posts]
        move_all(blog, redirects=False)
        for path, post in zip(old, blog.posts, strict=True):
            blog.put(path, leading_on(server.origin + post.path))
        assert shop.update().code == 0
        assert_whole(shop, server)
        assert {(row["status"], row["revision"]) for row in shop.export()} == {("live", 1)}
        assert ids_of(shop) == ids
        assert_sound(shop)


def test_a_short_post_that_leads_home_when_it_has_been_read_is_a_post(shop: Shop) -> None:
    blog = DemoBlog(6)
    words = f"<p>{'Five goats went to sea in the morning. ' * 4}</p>"
    head = '<meta http-equiv="refresh" content="300; url=/"><meta property="og:type" content="article">'
    blog.put(
        blog.posts[2].path,
        f"<html><head>{head}</head><body><article><h1>{blog.posts[2].title}</h1>{words}</article></body></html>".encode(),
    )
    with serve(blog) as server:
        assert shop.add(server).code == 0
        assert server.origin + blog.posts[2].path in {row["url"] for row in shop.export()}


def test_posts_that_an_api_names_at_other_addresses_cost_no_page(shop: Shop) -> None:
    """Not even that of one that was edited as it moved: its number and its day say which it is."""
    with serve(DemoWordPress(12)) as server:
        assert shop.add(server).code == 0
        ids, asked = ids_of(shop), len(server.log)
        old = {post.path for post in server.blog.posts}
        server.blog.edit(server.blog.posts[5].number, title="A new title at a new address")
        move_all(server.blog, redirects=True)
        assert shop.update().code == 0
        pages = old | {post.path for post in server.blog.posts}
        assert [path for path in server.paths(since=asked) if path.partition("?")[0] in pages] == []
        assert sum("include=" in path for path in server.paths(since=asked)) == 1
        assert_whole(shop, server)
        assert ids_of(shop) == ids
        assert [row["revision"] for row in shop.export() if row["title"] == "A new title at a new address"] == [2]
        asked = len(server.log)
        assert shop.update().code == 0
        assert len(server.log) - asked <= 3
        assert_sound(shop)


@pytest.mark.parametrize("make", MAKERS)
def test_a_post_that_went_is_told_once(shop: Shop, make: Callable[[], DemoBlog]) -> None:
    blog = make()
    with serve(blog) as server:
        assert shop.add(server).code == 0
        blog.remove(5)
        told = [shop.run("update", "--all", "--full", "--delay", "0").out for _ in range(2)]
        assert ["1 gone post" in out for out in told] == [True, False]


class Gone(DemoBlog):
    """A blog that went to another domain: its front page says so, and its feed and sitemap name the posts there."""

    def page(self, path: str, origin: str = "") -> Reply:
        if path == "/":
            return Reply(200, HTML, b"<title>Moved</title><p>This blog has moved to <a href=https://new.example/>new.example</a>.")
        reply = super().page(path, origin)
        return reply if path == "/robots.txt" else reply._replace(body=reply.body.replace(origin.encode(), b"https://new.example"))


def test_a_blog_whose_lists_all_name_another_domain_is_not_called_unchanged(shop: Shop) -> None:
    with serve(DemoBlog(12)) as server:
        assert shop.add(server).code == 0
        server.blog = Gone(12)
        ended = shop.run("update", "--all", "--delay", "0")
        assert (ended.code, "1 unreachable" in ended.out) == (0, True), ended
        assert "lists pages of new.example alone; has the blog moved there? add its new address" in ended.out
        assert len(shop.held_urls()) == 12
