"""A journal over HTTP: whole by its calendar and the pages of its entries, true about what strangers may not see, cheap at the next visit."""

from datetime import timedelta
from typing import Any
from urllib.parse import quote

import pytest

from scraper.demo import DemoServer, serve, truth_rows
from scraper.demo.livejournal import DemoLiveJournal
from scraper.demo.pages import HTML, Reply
from scraper.demo.posts import DemoComment, DemoPost
from spiders.livejournal import PAGE_QUERY
from tests.crawl.shop import Shop, assert_sound, comments_of, likeness

POSTS = 30
LONG = 12  # the entry with more comments than stand on a page


def held(shop: Shop) -> dict[str, dict[str, Any]]:
    return {row["url"]: row for row in shop.export()}


def talk(post: DemoPost, number: int) -> tuple[DemoComment, ...]:
    """Threads of three."""
    made: list[DemoComment] = []
    for place in range(number):
        published = (post.published + timedelta(hours=place + 1)).replace(second=0)
        parent = made[-1].number if place % 3 else None
        made.append(DemoComment(number=9000 + place * 256, author="tern47", published=published, text=f"Word {place}.", parent=parent))
    return tuple(made)


def journal(**setup: Any) -> DemoLiveJournal:
    """A journal with one long discussion; comments tell no seconds."""
    made = DemoLiveJournal(POSTS, **setup)
    for post in made.posts:
        told = tuple(one.__class__(**{**_fields(one), "published": one.published.replace(second=0)}) for one in post.comments)
        made.edit(post.number, silent=True, comments=talk(post, 60) if post.number == LONG else told)
    return made


def _fields(comment: DemoComment) -> dict[str, Any]:
    return {name: getattr(comment, name) for name in ("number", "author", "published", "text", "parent")}


def assert_true(shop: Shop, server: DemoServer, *, without: frozenset[int] = frozenset()) -> None:
    """The archive holds every entry that strangers may read, as its author dated it, with all comments in their threads."""
    numbers = {server.origin + server.blog.prefix + post.path: post.number for post in server.blog.posts}
    got = {url: row for url, row in held(shop).items() if row["status"] == "live"}
    want = {row["url"]: row for row in truth_rows(server.blog, server.origin) if numbers[row["url"]] not in without}
    assert set(got) == set(want)
    for url, true in want.items():
        row = got[url]
        assert (row["title"] or "", row["subtitle"], row["access"]) == (true["title"], None, "public")
        assert row["published_at"][:16] == true["published_at"][:16], "the author's own day and minute, whatever the server's was"
        assert [author["name"] for author in row["authors"]] == [author["name"] for author in true["authors"]]
        assert sorted(row["tags"]) == sorted(true["tags"])
        assert likeness(row["body_text"] or "", true["body_text"]) >= 0.97, (row["body_text"], true["body_text"])
        assert comments_of(row) == comments_of(true)
    assert "NOISE" not in str(got)


def entries_asked(server: DemoServer, since: int = 0) -> list[str]:
    return sorted(path.partition("?")[0] for path in server.paths(since=since) if ".html?format" in path)


def test_all_entries_with_all_comments_and_a_second_visit_of_one_request(shop: Shop) -> None:
    closed = frozenset({1, 2, 7})
    blog = journal(untitled=frozenset({3, 25}), cut=frozenset({4, 28}), locked=frozenset({7}), adult=frozenset({2}))
    with serve(blog) as server:
        friends, adult = (server.origin + blog.posts[number].path for number in (1, 2))
        login = f"{server.origin}/?returnto={quote(friends + PAGE_QUERY, safe='')}&errmsg=notloggedin"
        blog._instead[blog.posts[1].path] = Reply(302, HTML, b"", headers=(("Location", login),))  # as LiveJournal has it
        shop.add(server)
        assert_true(shop, server, without=closed)
        assert len(entries_asked(server)) == len(set(entries_asked(server))) == POSTS - 1, "a page each, and none of a trap's"
        further = [path for path in server.paths() if ".html?view=flat" in path]
        assert len(further) == 2, "of sixty comments two pages more"
        assert_sound(shop)
        before, count = shop.export(), len(server.log)
        assert shop.update().err == ""
        assert [path for path in server.paths(since=count) if path != "/robots.txt"] == ["/data/rss"]
        assert shop.export() == before
        told = shop.run("audit").out
        assert f"missing: {friends} (leads to {login}; " in told
        assert f"missing: {adult} (its page shows nothing to strangers; " in told


def test_new_entries_edits_and_comments_cost_a_page_each_and_a_removed_entry_is_gone_when_its_page_is(shop: Shop) -> None:
    with serve(journal()) as server:
        shop.add(server)
        edited, removed = server.blog.edit(POSTS - 3, title="Edited"), server.blog.remove(POSTS - 8)
        quiet = server.blog.posts[-5]
        talked = server.blog.edit(quiet.number, silent=True, comments=(*quiet.comments, *talk(quiet, 4)))
        server.blog.add("A new one")
        count = len(server.log)
        shop.update()
        assert entries_asked(server, count) == sorted(post.path for post in (edited, talked, server.blog.posts[-1]))
        assert held(shop)[server.origin + removed.path]["status"] == "live", "its page was not asked for"
        shop.update("--full")
        assert_true(shop, server)
        assert held(shop)[server.origin + removed.path]["status"] == "gone"
        assert held(shop)[server.origin + edited.path]["revision"] == 2


@pytest.mark.parametrize("closed", [("/d*",), ("/d*", "/calendar", *(f"/{year}/" for year in range(1999, 2027)))])
def test_where_robots_txt_closes_the_feed_or_the_calendar_too_entries_come_from_the_other_lists(
    shop: Shop, closed: tuple[str, ...]
) -> None:
    with serve(journal(closed=closed)) as server:
        shop.add(server)
        assert_true(shop, server)
        server.blog.add("A new one")
        count = len(server.log)
        shop.update()
        assert_true(shop, server)
        lists = [path for path in server.paths(since=count) if ".html" not in path]
        assert lists == ["/robots.txt", "/", "/?skip=20"], "until one names nothing new"


def test_a_community_in_a_folder_of_its_site_has_the_poster_of_each_entry(shop: Shop) -> None:
    with serve(journal(community=True, prefix="/salt_and_lamp")) as server:
        shop.add(server)
        assert_true(shop, server)
