"""Blogger over HTTP: whole by its feeds, by sitemap, archives and pages where they are off, and cheap at the second visit."""

from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest

from scraper.demo import DemoServer, serve, truth_rows
from scraper.demo.blogger import DemoBlogger
from scraper.demo.posts import DemoComment
from tests.crawl.shop import Shop, assert_sound, comments_of, likeness
from tests.crawl.test_kill import after_requests, kill_all

POSTS = 43
LARGE = 20_000  # bytes of an answer: few entries at a time


def held(shop: Shop) -> dict[str, dict[str, Any]]:
    return {row["url"]: row for row in shop.export()}


def assert_true(shop: Shop, server: DemoServer, *, by_pages: bool = False) -> None:
    """The archive holds what the blog shows: every post, every field, every comment; pages tell the time of a comment to the minute."""
    got, want = held(shop), {row["url"]: row for row in truth_rows(server.blog, server.origin)}
    assert {url for url, row in got.items() if row["status"] == "live"} == set(want)
    for url, true in want.items():
        row = got[url]
        assert (row["title"], row["published_at"], sorted(row["tags"])) == (true["title"], true["published_at"], sorted({*true["tags"]}))
        assert [author["name"] for author in row["authors"]] == [author["name"] for author in true["authors"]]
        assert likeness(row["body_text"] or "", true["body_text"]) >= 0.97, (row["body_text"], true["body_text"])
        if by_pages:
            assert [place[:3] for place in comments_of(row)] == [place[:3] for place in comments_of(true)]
        else:
            assert comments_of(row) == comments_of(true)
            assert row["updated_at"] == true["updated_at"]
    assert "NOISE" not in str(got)
    assert "noreply" not in str(got)


def pages_of_posts(server: DemoServer, since: int = 0) -> list[str]:
    return [path for path in server.paths(since=since) if path.endswith(".html")]


def claims(shop: Shop) -> str:
    return shop.run("audit").out.splitlines()[0].partition(": ")[2]


@pytest.mark.parametrize(
    "blog",
    [
        pytest.param(lambda: DemoBlogger(POSTS), id="whole"),
        pytest.param(lambda: DemoBlogger(POSTS, most_bytes=LARGE), id="fewer than asked for"),
        pytest.param(lambda: DemoBlogger(POSTS, feed="lying"), id="lying"),
        pytest.param(lambda: DemoBlogger(POSTS, feed="repeating"), id="repeating"),
    ],
)
def test_the_feed_gives_every_post_and_comment_and_no_page_is_asked_for(shop: Shop, blog: Any) -> None:
    with serve(blog()) as server:
        assert shop.add(server).code == 0
        assert_true(shop, server)
        assert pages_of_posts(server) == []
        assert not [path for path in server.paths() if path.startswith(("/search", "/20"))]
        assert_sound(shop)
        before, count = shop.export(), len(server.log)
        ended = shop.update()
        assert (ended.code, ended.out, ended.err) == (0, "", "")
        assert len(server.log) - count <= 3, server.log[count:]
        assert shop.export() == before


def test_the_audit_says_what_the_blog_says(shop: Shop) -> None:
    with serve(DemoBlogger(POSTS)) as server:
        assert shop.add(server).code == 0
        number = sum(len(post.comments) for post in server.blog.posts)
        assert claims(shop) == (
            f"blogger says {POSTS}; api {POSTS}; sitemap {POSTS}; held {POSTS}; none missing; comments {number} of {number}"
        )


@pytest.mark.parametrize("feed", ["full", "short"])
def test_what_was_edited_removed_and_added_is_seen_and_so_is_a_new_comment(shop: Shop, feed: Any) -> None:
    with serve(DemoBlogger(POSTS, feed=feed)) as server:
        assert shop.add(server).code == 0
        edited = server.blog.edit(17, title="Edited")
        removed = server.blog.remove(23)
        server.blog.add("A new one")
        shop.update()
        assert_true(shop, server)
        rows = held(shop)
        assert rows[server.origin + edited.path]["revision"] == 2
        assert rows[server.origin + removed.path]["status"] == "gone"
        post = server.blog.posts[30]
        said = DemoComment(
            number=9_000_001, author="Late", published=datetime(2026, 11, 20, 8, tzinfo=post.published.tzinfo), text="Late words."
        )
        server.blog.edit(post.number, silent=True, comments=(*post.comments, said))
        count = len(server.log)
        shop.update()
        assert len(server.log) - count <= 3
        assert_true(shop, server)


def test_comments_without_a_feed_are_read_from_the_pages_of_posts_that_have_some(shop: Shop) -> None:
    with serve(DemoBlogger(POSTS, comment_feed=False)) as server:
        assert shop.add(server).code == 0
        assert_true(shop, server, by_pages=True)
        assert len(pages_of_posts(server)) == sum(1 for post in server.blog.posts if post.comments) < POSTS
        assert {row["revision"] for row in held(shop).values()} == {1}
        count = len(server.log)
        assert shop.update().code == 0
        assert len(server.log) - count <= 3


def test_a_short_feed_says_all_but_the_text_which_the_page_has(shop: Shop) -> None:
    with serve(DemoBlogger(POSTS, feed="short")) as server:
        assert shop.add(server).code == 0
        assert_true(shop, server)
        assert len(pages_of_posts(server)) == POSTS
        assert all(row["platform_id"] for row in shop.export())
        count = len(server.log)
        assert shop.update().code == 0
        assert len(server.log) - count <= 3


@pytest.mark.parametrize(
    ("blog", "at_most"),
    [
        pytest.param(lambda: DemoBlogger(POSTS, feed="missing"), 3, id="feed off"),
        pytest.param(lambda: DemoBlogger(POSTS, feed="empty"), 5, id="feed empty"),
        pytest.param(lambda: DemoBlogger(POSTS, feed="static"), 5, id="a copy in files"),
        pytest.param(lambda: DemoBlogger(POSTS, feed="missing", sitemap=False), 2, id="neither feed nor sitemap"),
    ],
)
def test_without_its_feeds_the_pages_give_the_same(shop: Shop, blog: Any, at_most: int) -> None:
    with serve(blog()) as server:
        assert shop.add(server).code == 0
        assert_true(shop, server, by_pages=True)
        assert len(pages_of_posts(server)) == POSTS
        assert not [path for path in server.paths() if path.startswith(("/search", "/p/"))]
        count = len(server.log)
        server.blog.add("A new one")
        assert shop.update().code == 0
        assert len(server.log) - count <= at_most + 2, server.paths(since=count)
        assert any(row["title"] == "A new one" for row in shop.export())


def test_an_emptied_feed_hides_no_new_post(shop: Shop) -> None:
    """An owner turned it off after it had been read; that it names nothing does not say that nothing is new."""
    blog = DemoBlogger(POSTS)
    with serve(blog) as server:
        assert shop.add(server).code == 0
        blog.setup = replace(blog.setup, feed="empty")
        for title in ("A first one", "A second one"):
            server.blog.add(title)
            assert shop.update().code == 0
        assert {"A first one", "A second one"} <= {row["title"] for row in shop.export()}
        assert {row["status"] for row in shop.export()} == {"live"}


def test_a_removed_comment_keeps_its_place_and_the_words_that_were_held(shop: Shop) -> None:
    blog = DemoBlogger(POSTS)
    post = next(post for post in blog.posts if len(post.comments) >= 2)
    first = post.comments[0]
    never = post.comments[1].number
    blog.setup = replace(blog.setup, removed_comments=frozenset({never}))
    with serve(blog) as server:
        assert shop.add(server).code == 0
        blog.setup = replace(blog.setup, removed_comments=frozenset({never, first.number}))
        assert shop.update("--full").code == 0
        said = {comment["key"]: comment for comment in held(shop)[server.origin + post.path]["comments"]}
        assert [(said[str(n)]["status"], said[str(n)]["text"]) for n in (first.number, never)] == [("removed", first.text), ("removed", "")]
        assert said[str(never)]["parent"] == str(first.number)
        assert claims(shop).endswith("comments {0} of {0}".format(sum(len(post.comments) for post in blog.posts)))


def test_with_pages_wanted_the_feed_only_says_which(shop: Shop) -> None:
    with serve(DemoBlogger(POSTS)) as server:
        assert shop.run("add", server.url, "--delay", "0", "-q", "--pages").code == 0
        assert_true(shop, server, by_pages=True)
        assert len(pages_of_posts(server)) == POSTS


def test_what_was_killed_goes_on(shop: Shop) -> None:
    with serve(DemoBlogger(POSTS, most_bytes=LARGE), latency_s=0.05) as server:
        for goal in (4, 6, 9):
            count = len(server.log)
            process = shop.start("add", server.url, "--delay", "0", "-q")
            after_requests(server, goal)(process, count)
            kill_all(process)
        assert shop.add(server).code == 0
        assert_true(shop, server)
        assert {row["revision"] for row in shop.export()} == {1}
        assert_sound(shop)
