"""A member of a Forem over HTTP: all articles by its API, each discussion in one answer, and little at the next visit."""

from typing import Any

import pytest

from scraper.demo import DemoServer, serve, truth_rows
from scraper.demo.forem import DemoForem, article_id
from scraper.demo.posts import DemoComment
from tests.crawl.shop import Shop, assert_sound, comments_of, likeness

POSTS = 33


def held(shop: Shop) -> dict[str, dict[str, Any]]:
    return {row["url"]: row for row in shop.export()}


def assert_true(shop: Shop, server: DemoServer) -> None:
    """The archive holds every article of the member with all fields, and nobody else's."""
    got = {url: row for url, row in held(shop).items() if row["status"] == "live"}
    want = {row["url"]: row for row in truth_rows(server.blog, server.origin)}
    assert set(got) == set(want)
    for url, true in want.items():
        row = got[url]
        assert (row["title"], row["subtitle"], row["access"]) == (true["title"], true["subtitle"], "public")
        assert (row["published_at"], row["updated_at"]) == (true["published_at"], true["updated_at"])
        assert [author["name"] for author in row["authors"]] == [author["name"] for author in true["authors"]]
        assert sorted(row["tags"]) == sorted(true["tags"])
        assert [medium["url"] for medium in row["media"]] == [medium["url"] for medium in true["media"]]
        assert likeness(row["body_text"] or "", true["body_text"]) >= 0.97, (row["body_text"], true["body_text"])
        assert comments_of(row) == comments_of(true)
    assert "NOISE" not in str(got)


def discussions(server: DemoServer, since: int = 0) -> list[int]:
    return sorted(int(path.partition("a_id=")[2].partition("&")[0]) for path in server.paths(since=since) if "a_id=" in path)


def pages(server: DemoServer, since: int = 0) -> list[str]:
    return sorted(path for path in server.paths(since=since) if path.startswith(f"{server.blog.prefix}/") and not path.endswith("/"))


@pytest.mark.parametrize("per_page", [1000, 30])
def test_every_article_of_a_member_with_its_discussion(shop: Shop, per_page: int) -> None:
    with serve(DemoForem(POSTS, per_page=per_page, crossposted=frozenset({4, 11}))) as server:
        shop.add(server)
        assert_true(shop, server)
        assert len(pages(server)) == POSTS
        assert discussions(server) == sorted(article_id(post) for post in server.blog.posts if post.comments)
        assert_sound(shop)
        before, count = shop.export(), len(server.log)
        assert shop.update().err == ""
        assert [path.partition("?")[0] for path in server.paths(since=count)] == ["/robots.txt", "/api/articles"]
        assert shop.export() == before


def test_an_edit_and_a_comment_cost_their_pages_and_one_answer(shop: Shop) -> None:
    with serve(DemoForem(POSTS)) as server:
        shop.add(server)
        edited, quiet = server.blog.edit(2, title="Edited long ago"), server.blog.posts[-2]
        said = DemoComment(number=990_001, author="tern47", published=quiet.published, text="Late words.")
        talked = server.blog.edit(quiet.number, silent=True, comments=(*quiet.comments, said))
        count = len(server.log)
        shop.update()
        assert pages(server, count) == sorted(server.blog.prefix + post.path for post in (edited, talked))
        assert discussions(server, count) == [article_id(talked)]
        assert_true(shop, server)


def test_where_the_api_is_closed_the_feed_names_the_newest(shop: Shop) -> None:
    with serve(DemoForem(POSTS, api=False)) as server:
        shop.add(server)
        assert len(held(shop)) == 12
