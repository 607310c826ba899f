"""Substack over HTTP: whole by its JSON, by its archive, sitemap, feed and pages where that is closed, and cheap at the second visit."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from scraper.demo import DemoServer, serve, truth_rows
from scraper.demo.posts import DemoComment
from scraper.demo.substack import DemoSubstack, post_id
from tests.crawl.shop import Shop, assert_sound, comments_of, likeness
from tests.crawl.test_kill import after_requests, kill_all
from tests.crawl.test_wordpress_faults import long_ago

POSTS = 43
PREVIEW = 20  # the demo's post for readers who pay


def held(shop: Shop) -> dict[str, dict[str, Any]]:
    return {row["url"]: row for row in shop.export()}


def assert_true(shop: Shop, server: DemoServer, *, has_threads: bool = True, has_tags: bool = True) -> None:
    """The archive holds what the blog shows: every post, every field, every comment in its thread."""
    got, want = held(shop), {row["url"]: row for row in truth_rows(server.blog, server.origin)}
    assert {url for url, row in got.items() if row["status"] == "live"} == set(want)
    for url, true in want.items():
        row = got[url]
        names = [author["name"] for author in row["authors"]]
        assert (row["title"], row["subtitle"], row["access"]) == (true["title"], true["subtitle"], true["access"])
        assert (row["published_at"], row["updated_at"]) == (true["published_at"], true["updated_at"])
        assert names == [author["name"] for author in true["authors"]]
        assert row["media"] == [medium | {"kind": "image"} for medium in true["media"]]
        assert likeness(row["body_text"] or "", true["body_text"]) >= 0.97, (row["body_text"], true["body_text"])
        if has_tags:
            assert (row["tags"], row["categories"]) == (true["tags"], true["categories"])
        if has_threads:
            assert comments_of(row) == comments_of(true)
    assert "NOISE" not in str(got)
    assert "other.example" not in str(got)


def pages_of_posts(server: DemoServer, since: int = 0) -> list[str]:
    return [path for path in server.paths(since=since) if path.startswith("/p/")]


def threads(server: DemoServer, since: int = 0) -> list[int]:
    return sorted(int(path.split("/")[4]) for path in server.paths(since=since) if path.endswith("sort=oldest_first"))


def discussed(server: DemoServer) -> list[int]:
    return sorted(post_id(post) for post in server.blog.posts if post.comments)


def claims(shop: Shop) -> str:
    return shop.run("audit").out.splitlines()[0].partition(": ")[2]


def comment(number: int) -> DemoComment:
    return DemoComment(number=number, author="Late", published=datetime(2026, 11, 20, 8, tzinfo=UTC), text="Late words.")


@pytest.mark.parametrize("api", ["whole", "short", "wrapped"])
def test_the_api_gives_every_post_and_each_discussion_in_one_answer(shop: Shop, api: Any) -> None:
    with serve(DemoSubstack(POSTS, api=api, locked=frozenset({7}))) as server:
        assert shop.add(server).code == 0
        assert_true(shop, server)
        assert pages_of_posts(server) == []
        assert threads(server) == discussed(server), "no post is asked for that says that nobody commented"
        assert not [path for path in server.paths() if path.startswith("/api/v1/archive")]
        assert_sound(shop)
        before, count = shop.export(), len(server.log)
        ended = shop.update()
        assert (ended.code, ended.out, ended.err) == (0, "", "")
        assert len(server.log) - count <= 3, server.log[count:]
        assert shop.export() == before


def test_the_audit_counts_against_the_sitemap(shop: Shop) -> None:
    with serve(DemoSubstack(POSTS)) as server:
        assert shop.add(server).code == 0
        number = sum(len(post.comments) for post in server.blog.posts)
        listed = f"api {POSTS}; sitemap {POSTS}; held {POSTS}; none missing; comments {number} of {number}"
        assert claims(shop) == f"substack says {POSTS}; {listed}"


def test_what_was_edited_removed_and_added_is_seen_late_and_new(shop: Shop) -> None:
    with serve(DemoSubstack(POSTS)) as server:
        assert shop.add(server).code == 0
        old, late = server.blog.edit(2, title="Edited long ago"), server.blog.edit(41, title="Edited of late")
        removed = server.blog.remove(23)
        server.blog.add("A new one")
        count = len(server.log)
        shop.update()
        assert_true(shop, server, has_tags=False)
        rows = held(shop)
        assert [rows[server.origin + post.path]["revision"] for post in (old, late)] == [2, 2]
        assert rows[server.origin + removed.path]["status"] == "gone"
        assert sorted(pages_of_posts(server, count)) == sorted([old.path, removed.path]), "what the API carries needs no page"
        assert claims(shop).startswith(
            f"substack says {POSTS + 1}; api {POSTS + 1}; sitemap {POSTS}; held {POSTS + 1} (1 gone from the blog); none missing"
        )
        count = len(server.log)
        shop.update()
        assert len(server.log) - count <= 3


def test_a_new_comment_costs_one_request_and_one_that_vanished_is_missing(shop: Shop) -> None:
    with serve(DemoSubstack(POSTS)) as server:
        assert shop.add(server).code == 0
        post = next(post for post in reversed(server.blog.posts) if len(post.comments) >= 2)
        server.blog.edit(post.number, silent=True, comments=(*post.comments[:-1], *(comment(number) for number in (9_000_001, 9_000_002))))
        count = len(server.log)
        shop.update()
        assert threads(server, count) == [post_id(post)]
        assert len(server.log) - count <= 5
        keys = {comment["key"] for comment in held(shop)[server.origin + post.path]["comments"]}
        assert {str(post.comments[-1].number), "9000001", "9000002"} <= keys, "nothing is deleted"
        assert claims(shop).endswith("comments {0} of {0}".format(sum(len(post.comments) for post in server.blog.posts)))


def test_a_discussion_that_was_emptied_is_missing(shop: Shop) -> None:
    with serve(DemoSubstack(POSTS)) as server:
        assert shop.add(server).code == 0
        post = next(post for post in reversed(server.blog.posts) if len(post.comments) >= 2)
        server.blog.edit(post.number, silent=True, comments=())
        for asked in ([post_id(post)], []):
            count = len(server.log)
            assert shop.update().code == 0
            assert threads(server, count) == asked
        assert len(held(shop)[server.origin + post.path]["comments"]) == len(post.comments), "nothing is deleted"
        assert claims(shop).endswith("comments {0} of {0}".format(sum(len(post.comments) for post in server.blog.posts)))


def test_a_removed_comment_keeps_its_place_and_the_words_that_were_held(shop: Shop) -> None:
    blog = DemoSubstack(POSTS)
    post = next(post for post in blog.posts if len(post.comments) >= 2)
    first, never = post.comments[0], post.comments[1].number
    blog.setup = replace(blog.setup, removed_comments=frozenset({never}))
    with serve(blog) as server:
        assert shop.add(server).code == 0
        blog.setup = replace(blog.setup, removed_comments=frozenset({never, first.number}))
        assert shop.update("--full").code == 0
        said = {comment["key"]: comment for comment in held(shop)[server.origin + post.path]["comments"]}
        assert [(said[str(n)]["status"], said[str(n)]["text"]) for n in (first.number, never)] == [("removed", first.text), ("removed", "")]
        assert said[str(never)]["parent"] == str(first.number)


@pytest.mark.parametrize("threads_are", ["closed", "page"])
def test_where_discussions_are_closed_the_pages_show_what_they_show(shop: Shop, threads_are: Any) -> None:
    with serve(DemoSubstack(POSTS, threads=threads_are)) as server:
        assert shop.add(server).code == 0
        assert_true(shop, server, has_threads=False)
        assert len(threads(server)) == 3
        assert len(pages_of_posts(server)) == len(discussed(server))
        shown = sum(min(2, len(post.comments)) for post in server.blog.posts)
        assert sum(len(row["comments"]) for row in shop.export()) == shown
        assert {row["revision"] for row in shop.export()} == {1}
        count = len(server.log)
        assert shop.update().code == 0
        assert len(server.log) - count <= 3, server.paths(since=count)


def test_a_blog_with_one_discussion_that_is_closed_shows_it_on_its_page(shop: Shop) -> None:
    with serve(DemoSubstack(3, threads="closed")) as server:
        post = server.blog.posts[1]
        assert [len(one.comments) > 0 for one in server.blog.posts] == [False, True, True]
        server.blog.edit(2, silent=True, comments=())
        assert shop.add(server).code == 0
        assert (threads(server), pages_of_posts(server)) == ([post_id(post)], [post.path])


def test_a_discussion_for_readers_who_pay_costs_no_page(shop: Shop) -> None:
    with serve(DemoSubstack(POSTS)) as server:
        assert shop.add(server).code == 0
        post = server.blog.edit(41, silent=True, comments=(comment(9_000_001), comment(9_000_002)))
        server.fail_next(f"/api/v1/post/{post_id(post)}/comments?token=&all_comments=true&sort=oldest_first", 403)
        for asked in ([post_id(post)], []):
            count = len(server.log)
            assert shop.update().code == 0
            assert (threads(server, count), pages_of_posts(server, count)) == (asked, [])


def test_the_address_that_a_feed_gives_as_an_id_takes_the_place_of_none(shop: Shop) -> None:
    blog = DemoSubstack(POSTS)
    with serve(blog) as server:
        assert shop.add(server).code == 0
        blog.setup = replace(blog.setup, api="closed", archive="closed")
        count = len(server.log)
        shop.update("--full")
        assert threads(server, count) == discussed(server)


def test_a_discussion_that_fails_is_asked_for_again_and_no_other_one(shop: Shop) -> None:
    with serve(DemoSubstack(POSTS)) as server:
        post = next(post for post in server.blog.posts if post.comments)
        server.fail_next(f"/api/v1/post/{post_id(post)}/comments?token=&all_comments=true&sort=oldest_first", 500, times=10)
        shop.add(server)
        assert len(set(threads(server))) == len(discussed(server))
        server.fail_next(f"/api/v1/post/{post_id(post)}/comments?token=&all_comments=true&sort=oldest_first", 500, times=-10)
        count = len(server.log)
        assert shop.update().code == 0
        assert threads(server, count) == [post_id(post)]
        assert_true(shop, server)


@pytest.mark.parametrize(
    ("blog", "source", "at_most"),
    [
        pytest.param(lambda: DemoSubstack(POSTS, api="closed"), "api", 4, id="API closed"),
        pytest.param(lambda: DemoSubstack(POSTS, api="page"), "api", 4, id="a page in place of JSON"),
        pytest.param(lambda: DemoSubstack(POSTS, api="empty"), "api", 4, id="API empty"),
        pytest.param(lambda: DemoSubstack(POSTS, api="closed", archive="repeating"), "sitemap", 5, id="archive repeats itself"),
        pytest.param(lambda: DemoSubstack(POSTS, api="closed", archive="closed"), "feed", 5, id="no JSON"),
        pytest.param(lambda: DemoSubstack(POSTS, api="page", archive="page", feed=False), "sitemap", 5, id="sitemap alone"),
        pytest.param(lambda: DemoSubstack(POSTS, api="closed", sitemap=False), "api", 5, id="archive alone"),
    ],
)
def test_without_the_api_the_pages_give_the_same(shop: Shop, blog: Any, source: str, at_most: int) -> None:
    with serve(blog()) as server:
        assert shop.add(server).code == 0
        assert_true(shop, server, has_threads=False, has_tags=False)
        assert sorted(set(pages_of_posts(server))) == sorted(post.path for post in server.blog.posts)
        assert len(pages_of_posts(server)) == POSTS
        assert f"{source} " in claims(shop)
        count = len(server.log)
        server.blog.add("A new one")
        assert shop.update().code == 0
        assert len(server.log) - count <= at_most + 1, server.paths(since=count)
        assert any(row["title"] == "A new one" for row in shop.export())


def test_an_api_that_closes_for_a_day_brings_no_page_to_be_read_again(shop: Shop) -> None:
    blog = DemoSubstack(POSTS)
    with serve(blog) as server:
        assert shop.add(server).code == 0
        for mode in ("closed", "empty", "page", "whole"):
            blog.setup = replace(blog.setup, api=mode)
            server.blog.add(f"A new one while {mode}")
            added = server.blog.posts[-1]
            count = len(server.log)
            assert shop.update().code == 0
            assert pages_of_posts(server, count) in ([], [added.path])
            assert added.title in {row["title"] for row in shop.export()}
        assert {row["revision"] for row in shop.export()} == {1}


def test_robots_txt_decides_whether_the_api_is_asked(shop: Shop) -> None:
    blog = DemoSubstack(POSTS)
    blog.put("/robots.txt", b"User-agent: *\nDisallow: /api/\n", content_type="text/plain")
    with serve(blog) as server:
        assert shop.add(server).code == 0
        assert not [path for path in server.paths() if path.startswith("/api/")]
        assert_true(shop, server, has_threads=False, has_tags=False)
        assert len(pages_of_posts(server)) == POSTS


def test_without_a_sitemap_a_removed_post_is_seen_when_all_are_compared(shop: Shop) -> None:
    with serve(DemoSubstack(POSTS, sitemap=False)) as server:
        assert shop.add(server).code == 0
        removed, edited = server.blog.remove(3), server.blog.edit(5, title="Edited long ago")
        long_ago(shop)
        count = len(server.log)
        assert shop.update().code == 0
        rows = held(shop)
        assert rows[server.origin + removed.path]["status"] == "gone"
        assert rows[server.origin + edited.path]["revision"] == 2
        assert pages_of_posts(server, count) == [removed.path]


def test_a_post_that_closes_to_strangers_is_whole_no_more(shop: Shop) -> None:
    with serve(DemoSubstack(POSTS)) as server:
        assert shop.add(server).code == 0
        post = server.blog.edit(41, silent=True, access="preview")
        assert shop.update().code == 0
        row = held(shop)[server.origin + post.path]
        assert (row["access"], row["revision"]) == ("preview", 2)
        assert_true(shop, server)


def test_an_api_that_repeats_itself_hides_no_post_of_the_sitemap(shop: Shop) -> None:
    with serve(DemoSubstack(POSTS, api="repeating")) as server:
        assert shop.add(server).code == 0
        assert_true(shop, server, has_threads=False, has_tags=False)
        assert len(pages_of_posts(server)) == POSTS - 25


def test_an_api_that_repeats_itself_later_calls_no_post_removed(shop: Shop) -> None:
    blog = DemoSubstack(POSTS, sitemap=False)
    with serve(blog) as server:
        assert shop.add(server).code == 0
        long_ago(shop)
        blog.setup = replace(blog.setup, api="repeating")
        count = len(server.log)
        assert shop.update().code == 0
        assert pages_of_posts(server, count) == []
        assert f"api {POSTS}; held {POSTS}; none missing" in claims(shop)


def test_neither_json_nor_sitemap_leaves_what_feed_and_front_page_name(shop: Shop) -> None:
    with serve(DemoSubstack(POSTS, api="closed", archive="closed", sitemap=False)) as server:
        shop.add(server)
        assert len(shop.export()) >= 20


def test_with_pages_wanted_the_api_only_says_which(shop: Shop) -> None:
    with serve(DemoSubstack(POSTS)) as server:
        assert shop.run("add", server.url, "--delay", "0", "-q", "--pages").code == 0
        assert_true(shop, server, has_threads=False, has_tags=False)
        assert len(pages_of_posts(server)) == POSTS


def test_a_page_makes_no_revision_of_what_the_api_gave(shop: Shop) -> None:
    """The sitemap calls a post changed of which only the number of its likes is another."""
    with serve(DemoSubstack(POSTS)) as server:
        assert shop.add(server).code == 0
        for number in range(8):
            server.blog.edit(number, updated=datetime(2026, 11, 1 + number, tzinfo=UTC))
        count = len(server.log)
        assert shop.update().code == 0
        assert len(pages_of_posts(server, count)) == 8
        assert {row["revision"] for row in shop.export()} == {1}


def test_what_was_killed_goes_on(shop: Shop) -> None:
    with serve(DemoSubstack(POSTS), latency_s=0.05) as server:
        for goal in (4, 9, 14):
            count = len(server.log)
            process = shop.start("add", server.url, "--delay", "0", "-q")
            after_requests(server, goal)(process, count)
            kill_all(process)
        assert shop.add(server).code == 0
        assert_true(shop, server)
        assert {row["revision"] for row in shop.export()} == {1}
        assert_sound(shop)
