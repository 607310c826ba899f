"""A blog at Ameba over HTTP: all entries by its API or its lists, each page once, and two requests at the next visit."""

from typing import Any

from scraper.demo import DemoServer, serve
from scraper.demo.ameblo import NICKNAME, DemoAmeblo, picture_of
from scraper.demo.blocks import Picture
from tests.crawl.shop import Shop, assert_sound, likeness

POSTS = 33


def held(shop: Shop) -> dict[str, dict[str, Any]]:
    return {row["url"]: row for row in shop.export()}


def assert_true(shop: Shop, server: DemoServer, *, by_api: bool = True) -> None:
    """The archive holds every entry with all that its page and the API say, and nothing of what stands around it."""
    got = {url: row for url, row in held(shop).items() if row["status"] == "live"}
    assert set(got) == {server.origin + server.blog.prefix + post.path for post in server.blog.posts}
    for post in server.blog.posts:
        row = got[server.origin + server.blog.prefix + post.path]
        updated = post.updated.isoformat() if post.updated and by_api else None
        assert (row["title"], row["subtitle"], row["access"]) == (post.title, None, "public")
        assert (row["published_at"], row["updated_at"]) == (post.published.isoformat(), updated)
        assert [author["name"] for author in row["authors"]] == [NICKNAME]
        assert (row["tags"], row["categories"]) == ([], [post.category] if by_api else [])
        assert [medium["url"] for medium in row["media"]] == [picture_of(block) for block in post.body if isinstance(block, Picture)]
        assert likeness(row["body_text"] or "", post.body_text) >= 0.97, (row["body_text"], post.body_text)
    assert "NOISE" not in str(got)


def pages(server: DemoServer, since: int = 0) -> list[str]:
    return sorted(path for path in server.paths(since=since) if "/entry-" in path)


def test_every_entry_by_the_api_and_then_two_requests(shop: Shop) -> None:
    with serve(DemoAmeblo(POSTS)) as server:
        assert shop.add(server).code == 0
        assert_true(shop, server)
        assert_sound(shop)
        assert len(server.log) == 3 + POSTS
        before, count = shop.export(), len(server.log)
        assert shop.update().err == ""
        assert [path.partition(";")[0] for path in server.paths(since=count)] == ["/robots.txt", "/_api/blogEntries"]
        assert shop.export() == before


def test_a_new_entry_an_edit_and_a_removed_entry_cost_their_pages(shop: Shop) -> None:
    with serve(DemoAmeblo(POSTS)) as server:
        shop.add(server)
        gone = server.blog.remove(3)
        server.blog.edit(5, title="Edited")
        server.blog.add("A new one")
        edited, new = (next(post for post in server.blog.posts if post.number == number) for number in (5, POSTS))
        count = len(server.log)
        shop.update()
        assert pages(server, count) == sorted(server.blog.prefix + post.path for post in (gone, edited, new))
        assert_true(shop, server)
        assert held(shop)[server.origin + server.blog.prefix + gone.path]["status"] == "gone"


def test_what_friends_alone_may_see_is_named_and_not_asked_for(shop: Shop) -> None:
    with serve(DemoAmeblo(POSTS, friends=frozenset({7}))) as server:
        shop.add(server)
        rows = [row for url, row in held(shop).items() if "/amemberentry-" in url]
        assert [(row["title"], row["access"], row["body_text"]) for row in rows] == [(server.blog.posts[7].title, "members", "")]
        assert len(server.log) == 3 + POSTS - 1


def test_where_robots_txt_closes_the_api_the_lists_name_all(shop: Shop) -> None:
    with serve(DemoAmeblo(POSTS, api=False)) as server:
        shop.add(server)
        assert_true(shop, server, by_api=False)
        assert not [path for path in server.paths() if "_api" in path]
