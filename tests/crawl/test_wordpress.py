"""WordPress over HTTP: whole by its API, by its feeds and pages where that is closed, and cheap at the second visit."""

import json
import re
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from scraper.demo import DemoServer, serve, truth_rows
from scraper.demo.posts import DemoComment
from scraper.demo.wordpress import DemoWordPress
from scraper.demo.wordpress_site import post_id
from spiders.wordpress import FIRST_YEAR, QUIET_YEARS
from storage.archive import Archive
from storage.queries import CommentRow, list_rows
from tests.crawl.shop import Shop, assert_sound, comments_of, likeness

POSTS = 43
FIELDS = ("published_at", "updated_at", "language", "access", "status")


def held(shop: Shop) -> dict[str, dict[str, Any]]:
    return {row["url"]: row for row in shop.export()}


def assert_true(shop: Shop, server: DemoServer) -> None:
    """The archive holds what the blog shows: every post, every field, every comment, no word of a plugin or of a hidden post."""
    got, want = held(shop), {row["url"]: row for row in truth_rows(server.blog, server.origin)}
    assert {url for url, row in got.items() if row["status"] == "live"} == set(want)
    for url, true in want.items():
        row = got[url]
        assert {name: row[name] for name in FIELDS} == {name: true[name] for name in FIELDS}
        assert row["title"] == true["title"]
        assert sorted(row["tags"]) == sorted(true["tags"])
        assert row["categories"] == true["categories"]
        assert [author["name"] for author in row["authors"]] == [author["name"] for author in true["authors"]]
        assert likeness(row["body_text"] or "", true["body_text"]) >= 0.97, (row["body_text"], true["body_text"])
        assert comments_of(row) == comments_of(true)
    assert not [url for url, row in got.items() if "NOISE" in str(row) or "SECRET" in str(row)]


def pages_of_posts(server: DemoServer, since: int = 0) -> list[str]:
    paths = {server.blog.prefix + post.path for post in server.blog.posts}
    return [path for path in server.paths(since=since) if path in paths]


def fallbacks(server: DemoServer) -> list[str]:
    return [path for path in server.paths() if re.search(r"/page/|paged=|feed", path) and "comments" not in path]


@pytest.mark.parametrize(
    "blog",
    [
        pytest.param(lambda: DemoWordPress(POSTS), id="pretty"),
        pytest.param(lambda: DemoWordPress(POSTS, permalinks="plain"), id="plain"),
        pytest.param(lambda: DemoWordPress(POSTS, prefix="/blog"), id="subfolder"),
        pytest.param(lambda: DemoWordPress(POSTS, api="leaky", protected=True), id="leaky"),
        pytest.param(lambda: DemoWordPress(POSTS, api="lying"), id="lying"),
        pytest.param(lambda: DemoWordPress(POSTS, version="5.4"), id="old"),
        pytest.param(lambda: DemoWordPress(POSTS, comments_api=False), id="comments closed"),
    ],
)
def test_an_open_api_gives_every_post_and_no_page_is_asked_for(shop: Shop, blog: Any) -> None:
    with serve(blog()) as server:
        assert shop.add(server).code == 0
        assert_true(shop, server)
        assert pages_of_posts(server) == []
        assert fallbacks(server) == [], "what the API named is not asked for again in the feed and the archives"
        assert_sound(shop)
        before, count = shop.export(), len(server.log)
        ended = shop.update()
        assert (ended.code, ended.out, ended.err) == (0, "", "")
        assert len(server.log) - count <= (5 if blog().setup.api == "lying" or not blog().setup.comments_api else 3), server.log[count:]
        assert shop.export() == before


@pytest.mark.parametrize("api", ["forbidden", "missing", "html", "broken"])
@pytest.mark.parametrize("permalinks", ["pretty", "plain"])
def test_a_closed_api_says_so_and_the_pages_are_read(shop: Shop, api: Any, permalinks: Any) -> None:
    with serve(DemoWordPress(POSTS, api=api, permalinks=permalinks, protected=True)) as server:
        ended = shop.run("add", server.url, "--delay", "0", "-v")
        assert ended.code == 0, ended
        assert len([line for line in ended.lines if "listing failed" in line and "listing=rest_api" in line]) == 1, ended.err
        assert_true(shop, server)


@pytest.mark.parametrize("permalinks", ["pretty", "plain"])
def test_older_pages_are_read_though_no_page_leads_to_them(shop: Shop, permalinks: Any) -> None:
    """As in themes that load more posts by a script."""
    with serve(DemoWordPress(POSTS, api="missing", sitemap=False, feed_pages=False, older=False, permalinks=permalinks)) as server:
        assert shop.add(server).code == 0
        assert_true(shop, server)
        asked = [path for path in fallbacks(server) if "feed" not in path]
        assert asked == [f"/?paged={n}" if permalinks == "plain" else f"/page/{n}/" for n in range(2, 7)]
        count = len(server.log)
        assert shop.update().code == 0
        assert not [path for path in server.paths(since=count) if re.match(r"/page/|/\?paged=", path)]


def test_the_home_page_under_a_number_is_asked_once(shop: Shop) -> None:
    with serve(DemoWordPress(12, api="missing", sitemap=False, feed_pages=False, older=False)) as server:
        server.blog.put("/page/2/", server.blog.page("/", server.origin).body, content_type="text/html")
        assert shop.add(server).code == 0
        assert [path for path in server.paths() if path.startswith("/page/")] == ["/page/2/"]


@pytest.mark.parametrize("older", [True, False])
def test_where_nothing_names_a_post_the_lists_of_the_years_are_read(shop: Shop, older: bool) -> None:
    no_feeds = ("/feed/", "/?feed=rss2")
    with serve(DemoWordPress(POSTS, api="missing", sitemap=False, landing=True, older=older, robots_disallow=no_feeds)) as server:
        assert shop.add(server).code == 0
        assert_true(shop, server)
        years = [path for path in server.paths() if re.fullmatch(r"/\?m=\d{4}", path)]
        oldest = min(post.published.year for post in server.blog.posts)
        assert len(years) == datetime.now(UTC).year - oldest + 1 + min(QUIET_YEARS, oldest - FIRST_YEAR)


def test_posts_that_only_a_feed_dates_get_the_days_of_the_zone_in_which_the_blog_dates_comments(shop: Shop) -> None:
    with serve(DemoWordPress(POSTS, api="missing", dates=False)) as server:
        assert shop.add(server).code == 0
        assert_true(shop, server)
        night = [post for post in server.blog.posts if post.published.date() != post.published.astimezone(UTC).date()][-1]
        edited = server.blog.edit(night.number, silent=True, title="Another title")
        assert shop.update().code == 0
        assert held(shop)[server.origin + edited.path]["revision"] == 2
        assert_true(shop, server)


def test_the_sitemap_of_a_blog_in_a_folder_is_read_though_robots_txt_names_that_of_the_network(shop: Shop) -> None:
    with serve(DemoWordPress(12, prefix="/annex", api="missing")) as server:
        server.blog.put("/robots.txt", f"Sitemap: {server.origin}/wp-sitemap.xml".encode(), content_type="text/plain")
        entries = f"<url><loc>{server.origin}/2020/01/of-the-network/</loc></url>"
        sitemap = f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{entries}</urlset>'
        server.blog.put("/wp-sitemap.xml", sitemap.encode(), content_type="application/xml")
        assert shop.add(server).code == 0
        assert "/annex/wp-sitemap.xml" in server.paths()
        assert "/wp-sitemap.xml" not in server.paths()
        assert_true(shop, server)


def test_what_robots_txt_closes_is_not_asked_for(shop: Shop) -> None:
    with serve(DemoWordPress(12, robots_disallow=("/wp-json/",))) as server:
        assert shop.add(server).code == 0
        assert shop.update().code == 0
        assert not [path for path in server.paths() if "/wp-json" in path or "rest_route" in path]
        assert_true(shop, server)


def test_an_api_that_gives_one_page_for_ever_is_asked_twice(shop: Shop) -> None:
    with serve(DemoWordPress(230, api="repeating")) as server:
        assert shop.add(server).code == 0
        assert len([path for path in server.paths() if path.startswith("/wp-json/wp/v2/posts")]) == 2
        assert len(held(shop)) == 230  # the sitemap names the rest


def test_a_large_blog_costs_a_request_for_a_hundred_posts(shop: Shop) -> None:
    with serve(DemoWordPress(450)) as server:
        assert shop.add(server).code == 0
        assert len([path for path in server.paths() if path.startswith("/wp-json/wp/v2/posts")]) <= 6
        assert len(held(shop)) == 450


# The second visit


def test_an_edit_a_new_post_and_one_that_is_gone(shop: Shop) -> None:
    with serve(DemoWordPress(POSTS)) as server:
        blog = server.blog
        assert shop.add(server).code == 0
        count = len(server.log)
        edited = blog.edit(7, title="Another title")
        blog.add("A new one")
        removed = blog.remove(11)
        assert shop.update().code == 0
        assert_true(shop, server)
        rows = held(shop)
        assert [url for url, row in rows.items() if row["revision"] == 2] == [server.origin + edited.path]
        gone = rows[server.origin + removed.path]
        assert (gone["status"], gone["status_reason"]) == ("gone", "the server answered 404")
        assert server.paths(since=count, status=404) == [removed.path]
        count = len(server.log)
        assert shop.update().code == 0
        assert len(server.log) - count == 3


def test_a_post_that_was_written_long_before_it_was_published_is_found(shop: Shop) -> None:
    """A scheduled post appears without a new date of change: only the number of posts tells."""
    with serve(DemoWordPress(130)) as server:
        late = server.blog.posts[3]
        server.blog._publish(tuple(post for post in server.blog.posts if post is not late))
        assert shop.add(server).code == 0
        assert len(held(shop)) == 129
        server.blog._publish((*server.blog.posts[:3], late, *server.blog.posts[3:]))
        assert shop.update().code == 0
        assert_true(shop, server)


def test_new_comments_are_kept_and_their_post_is_not_asked_for(shop: Shop) -> None:
    with serve(DemoWordPress(POSTS)) as server:
        assert shop.add(server).code == 0
        old, count = server.blog.posts[-2], len(server.log)
        first = DemoComment(number=90_001, author="Ann", published=server.blog.posts[-1].published, text="I was there too.")
        answer = DemoComment(number=90_002, author="Bo", published=first.published, text="So was I.", parent=first.number)
        server.blog.edit(old.number, silent=True, comments=(*old.comments, first, answer))
        assert shop.update().code == 0
        assert_true(shop, server)
        assert len(server.log) - count == 3


def test_new_comments_that_a_feed_of_their_own_brings_have_no_page_read_again(shop: Shop) -> None:
    with serve(DemoWordPress(12, api="forbidden")) as server:
        assert shop.add(server).code == 0
        post, count = server.blog.posts[-2], len(server.log)
        new = DemoComment(number=90_001, author="Ann", published=server.blog.posts[-1].published, text="I was there too.")
        server.blog.edit(post.number, silent=True, comments=(*post.comments, new))
        assert shop.update().code == 0
        assert "I was there too." in str(held(shop)[server.origin + post.path]["comments"])
        assert pages_of_posts(server, since=count) == []


def test_new_comments_of_a_feed_are_told_in_the_time_of_the_blog_as_the_first_ones_were(shop: Shop) -> None:
    with serve(DemoWordPress(12, comments_api=False)) as server:
        root = server.blog.page("/wp-json/", server.origin).body
        server.blog.put("/wp-json/", root, content_type="application/json", modified_at=datetime.now(UTC))  # it has not changed since
        assert shop.add(server).code == 0
        post = server.blog.posts[-1]
        new = DemoComment(number=90_001, author="Ann", published=post.published, text="I was there too.")
        server.blog.edit(post.number, silent=True, comments=(*post.comments, new))
        assert shop.update().code == 0
        stated = {comment["text"]: comment["published_at"] for comment in held(shop)[server.origin + post.path]["comments"]}
        assert stated[new.text] == new.published.isoformat(timespec="seconds")


def test_a_comment_that_was_approved_late_is_found_by_the_number_of_comments(shop: Shop) -> None:
    with serve(DemoWordPress(160)) as server:
        old = next(post for post in server.blog.posts if post.comments)
        server.blog.edit(old.number, silent=True, comments=old.comments[1:])
        assert shop.add(server).code == 0
        server.blog.edit(old.number, silent=True, comments=old.comments)
        assert shop.update().code == 0
        assert_true(shop, server)
        count = len(server.log)
        assert shop.update().code == 0
        assert len(server.log) - count == 3


def test_a_comment_that_the_blog_took_away_is_kept_and_called_missing(shop: Shop) -> None:
    with serve(DemoWordPress(POSTS)) as server:
        assert shop.add(server).code == 0
        post = next(post for post in server.blog.posts if post.comments)
        taken, before = post.comments[-1], sum(len(post.comments) for post in server.blog.posts)
        server.blog.edit(post.number, silent=True, comments=post.comments[:-1])
        assert shop.update().code == 0
        assert f"comments {before:,}" in shop.run("audit").out  # the number alone does not tell which
        assert shop.update("--full").code == 0
        rows = json.loads(shop.run("list", "comments", "--json").out)["items"]
        assert [(row["key"], row["text"]) for row in rows if row["is_missing"]] == [(str(taken.number), taken.text)]
        assert f"comments {before - 1:,} of {before - 1:,}" in shop.run("audit").out


def test_comments_that_an_import_numbered_anew_are_held_once(shop: Shop) -> None:
    with serve(DemoWordPress(8)) as server:
        assert shop.add(server).code == 0
        told = {title: len(row["comments"]) for title, row in held(shop).items()}
        assert sum(told.values()) > 5
        server.blog._publish(tuple(replace(post, comments=tuple(map(renumbered, post.comments))) for post in server.blog.posts))
        assert shop.update().code == 0
        assert {title: len(row["comments"]) for title, row in held(shop).items()} == told
        asked = len(server.log)
        assert shop.update().code == 0
        assert len(server.log) - asked <= 3
        assert_true(shop, server)


def test_comments_that_went_as_spam_are_called_missing_though_a_new_one_came(shop: Shop) -> None:
    with serve(DemoWordPress(8)) as server:
        assert shop.add(server).code == 0
        spammed = [post for post in server.blog.posts if post.comments]
        gone = sum(len(post.comments) for post in spammed[:-1])
        assert gone > 4
        for post in spammed[:-1]:
            server.blog.edit(post.number, comments=())
        last = spammed[-1]
        new = replace(last.comments[-1], number=9000, parent=None, text="Is it quiet now?", published=datetime.now(UTC))
        server.blog.edit(last.number, comments=(*last.comments, new))
        assert shop.update().code == 0
        assert shop.update("--full").code == 0
        with Archive.open(shop.root) as archive:
            assert sum(row.is_missing for row in list_rows(archive, "comments") if isinstance(row, CommentRow)) == gone


def test_an_api_that_robots_txt_closes_is_not_missed(shop: Shop) -> None:
    with serve(DemoWordPress(12)) as server:
        assert shop.add(server).code == 0
        server.blog = DemoWordPress(12, robots_disallow=("/wp-json/",))
        asked = len(server.log)
        assert shop.update().code == 0
        assert "/" not in server.paths(since=asked)


def renumbered(comment: DemoComment) -> DemoComment:
    return replace(comment, number=comment.number + 1000, parent=comment.parent and comment.parent + 1000)


def test_a_full_visit_writes_no_revision_of_what_did_not_change(shop: Shop) -> None:
    with serve(DemoWordPress(POSTS)) as server:
        assert shop.add(server).code == 0
        assert shop.update("--full").code == 0
        assert {row["revision"] for row in shop.export()} == {1}
        assert pages_of_posts(server) == []


def test_a_crawl_that_was_cut_short_is_completed_by_the_next(shop: Shop) -> None:
    with serve(DemoWordPress(330)) as server:
        assert shop.run("add", server.url, "--delay", "0", "-q", "--max-requests", "5").code != 0
        assert 0 < len(held(shop)) < 330
        assert shop.update().code == 0
        assert len(held(shop)) == 330
        assert pages_of_posts(server) == []


def test_hidden_posts_of_the_demo_are_nowhere(shop: Shop) -> None:
    with serve(DemoWordPress(20, api="leaky")) as server:
        assert shop.add(server).code == 0
        assert {row["url"] for row in shop.export()} == {server.origin + post.path for post in server.blog.posts}
        ids = {f"/?p={post_id(post)}" for post in server.blog.posts}
        assert not ids & set(server.paths())
