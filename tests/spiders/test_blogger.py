"""Blogger: recognised by its marks, its feeds read entry by entry, its pages of two times, where the pages of a feed begin."""

import gzip
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from lxml.html import HtmlElement
from scrapy.http import Response

from scraper.detect import HomePage
from scraper.extraction import plain
from scraper.extraction.answers import blogger_feed as feeds
from scraper.extraction.answers import entry
from scraper.extraction.answers.entry import Frame, ReadEntry
from scraper.extraction.lists.page import read_listing
from scraper.extraction.post import extract_post
from scraper.items import Page
from scraper.listing.answers import Answer
from spiders.blogger import PER_REQUEST, Blogger, comment_feed, post_feed
from storage.records import REMOVED, Post

PAGES = Path(__file__).resolve().parents[1] / "platforms/blogger"
NOW = datetime(2026, 11, 24, tzinfo=UTC)
ROOT = "https://lamp.example/feeds/posts/default"


def page(body: bytes, url: str = ROOT) -> Page:
    return Page(url=url, body=body, fetched_at=NOW)


def entries(body: bytes) -> list[ReadEntry]:
    return feeds.read_posts(page(body), Frame(rules=Blogger.rules, language="en"))


def whole() -> Post:
    post = entries((PAGES / "posts.json").read_bytes())[0].post
    assert post is not None
    return post


def home(html: str = "", url: str = "https://lamp.example/") -> HomePage:
    return HomePage(url=url, html=f"<html>{html}</html>", headers={})


FEED_LINK = '<link rel="alternate" type="application/atom+xml" href="https://lamp.example/feeds/posts/default" />'


@pytest.mark.parametrize(
    ("site", "is_blogger"),
    [
        (home("<meta content='blogger' name='generator'/>"), True),
        (home('<link rel="service.post" type="application/atom+xml" href="https://www.blogger.com/feeds/77/posts/default" />'), True),
        (home(f'{FEED_LINK}<link href="https://www.blogger.com/dyn-css/authorization.css?targetBlogID=77" rel="stylesheet">'), True),
        (home(f'{FEED_LINK}<div class="widget Blog" id="Blog1">x</div>'), True),
        (home('<meta name="generator" content="WordPress 6.7">' + FEED_LINK), False),
        (home('<p>I moved from Blogger</p><img src="https://1.bp.blogspot.com/-x/A/s320/a.jpg">'), False),
        (home("", "https://name.blogspot.com/"), False),
    ],
)
def test_a_home_page_is_recognised_by_its_marks_and_not_by_its_host(site: HomePage, is_blogger: bool) -> None:
    assert (Blogger.recognise(site) >= 0.7) is is_blogger


# The feed of posts


def test_a_post_of_the_feed_with_all_its_fields() -> None:
    post = whole()
    assert (post.url, post.platform_id, post.title) == ("https://lamp.example/2014/03/oars.html", "9001", "Oars, 5 < 6")
    assert post.published is not None
    assert post.updated is not None
    assert (post.published.iso, post.updated.iso) == ("2014-03-01T18:19:00+01:00", "2014-03-02T09:00:12+01:00")
    assert [(author.name, author.url) for author in post.authors] == [("Ann Bo", "https://www.blogger.com/profile/1234")]
    assert [(term.kind.value, term.name) for term in post.terms] == [("tag", "Boats"), ("tag", "Rope & tar")]
    assert {counter.name: counter.value for counter in post.counters} == {"comments": 3}
    assert post.body_text == "We carved an oar. See elsewhere.\nIt took a week..."
    assert "noreply" not in repr(post)


def test_the_pictures_of_a_post_are_originals_each_once_and_no_tracker() -> None:
    assert [(media.url, media.alt) for media in whole().media] == [("https://2.bp.blogspot.com/-a/B/C/D/s0/oar.jpg", "An oar")]


def test_a_post_without_words_is_whole_and_one_finished_before_its_day_is_not_updated() -> None:
    post = entries((PAGES / "posts.json").read_bytes())[1].post
    assert post is not None
    assert (post.title, post.body_text, post.updated) == ("", "", None)


def test_what_the_feed_cuts_is_left_to_the_page_with_all_else_that_it_says() -> None:
    cut, short = entries((PAGES / "posts.json").read_bytes())[2:]
    assert (cut.post, cut.fault, short.post, short.fault) == (None, None, None, None)
    assert cut.hints is not None
    assert short.hints is not None
    assert (cut.hints.title, cut.hints.body_is_whole, short.hints.title) == ("Cut at its break", False, "Short")
    assert [(counter.name, counter.value) for counter in cut.hints.counters] == [("comments", 1)]
    assert (short.sighting.source, short.sighting.fingerprint) == ("api", "2013-12-01T08:00:00.000+01:00")


def test_an_answer_tells_its_stamps_its_place_and_whether_there_is_more() -> None:
    answer = json.loads((PAGES / "posts.json").read_bytes())
    assert [stamp.key for stamp in feeds.stamps_of(answer)] == ["9001", "9002", "9003", "9004"]
    assert len(feeds.keys_of(answer)) == 5, "what has no address counts for the place of the next page"
    assert (feeds.total_of(answer), feeds.start_of(answer), feeds.leads_on(answer)) == (9, 1, True)


@pytest.mark.parametrize("answer", ["{}", "[]", "null", "5", '{"feed":null}', '{"feed":{"entry":[{"id":{}},{"link":5},null]}}'])
def test_an_answer_of_another_shape_holds_no_posts(answer: str) -> None:
    assert entries(answer.encode()) == []
    assert feeds.read_comments(page(answer.encode())).comments == []
    assert (feeds.total_of(json.loads(answer)), feeds.leads_on(json.loads(answer))) == (None, False)


def test_an_entry_that_cannot_be_read_costs_only_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    def plain_text(body: HtmlElement) -> str:
        if "oar" in (text := plain.plain_text(body)):
            raise OverflowError(text)
        return text

    monkeypatch.setattr(entry, "plain_text", plain_text)
    first, second, *_ = entries((PAGES / "posts.json").read_bytes())
    assert (first.post, (first.fault or "").partition(":")[0]) == (None, "OverflowError")
    assert second.post is not None


# Where the pages of a feed begin


def answered(received: int, *, start: int = 1, total: int | None = None, leads_on: bool = False) -> Answer:
    feed: dict[str, Any] = {
        "entry": [{"id": {"$t": f"post-{start + n}"}} for n in range(received)],
        "openSearch$startIndex": {"$t": str(start)},
    }
    if total is not None:
        feed["openSearch$totalResults"] = {"$t": str(total)}
    if leads_on:
        feed["link"] = [{"rel": "next", "href": "https://www.blogger.com/feeds/77/posts/default?start-index=7"}]
    return Answer(Response(ROOT), {"feed": feed}, received)


def start_of(url: str | None) -> int | None:
    return int(parse_qs(urlsplit(url).query)["start-index"][0]) if url else None


@pytest.mark.parametrize(
    ("before", "start"),
    [
        (answered(150, total=320), 151),
        (answered(31, start=151, total=320), 182),  # fewer than asked for: large entries
        (answered(20, start=301, total=320), None),
        (answered(150, total=150), 151),  # a full answer may have more behind it, whatever it says
        (answered(20, total=5, leads_on=True), 21),
        (answered(20, total=None), None),
        (answered(20, total=60_000), 21),
    ],
)
def test_a_page_begins_behind_the_entries_that_were_received(before: Answer, start: int | None) -> None:
    assert start_of(post_feed(ROOT).pages(2 if before.value["feed"]["openSearch$startIndex"]["$t"] == "1" else 3, before)) == start


def test_the_first_page_asks_for_the_most_and_that_of_an_update_for_few() -> None:
    api = post_feed(ROOT)
    whole, changed = (parse_qs(urlsplit(pages(1, None) or "").query) for pages in (api.pages, api.changes))
    assert (whole["max-results"], whole["orderby"], whole["alt"], whole["redirect"]) == (
        [str(PER_REQUEST)],
        ["published"],
        ["json"],
        ["false"],
    )
    assert (changed["max-results"], changed["orderby"]) == (["10"], ["updated"])
    assert comment_feed(ROOT).is_latest_first


# The feed of comments


def test_comments_name_their_post_their_parent_and_their_moment() -> None:
    read = feeds.read_comments(page((PAGES / "comments.json").read_bytes()))
    removed, second, first = read.comments
    assert (read.faults, {found.url.partition("//")[2] for found in read.comments}) == ([], {"lamp.example/2014/03/oars.html"})
    assert [(found.comment.key, found.comment.parent) for found in read.comments] == [("503", "502"), ("502", "501"), ("501", None)]
    assert (first.comment.author, first.comment.author_url) == ("J. O’K", "https://www.blogger.com/profile/6")
    assert (second.comment.author, second.comment.text) == ("Anonymous", "Two\nlines")
    assert "script" not in (second.comment.html or "")
    assert first.comment.published is not None
    assert first.comment.published.iso == "2014-03-02T23:30:00+01:00"
    assert (removed.comment.status, removed.comment.text, removed.comment.author) == (REMOVED, "", "Cy")


# Pages


def test_a_page_of_2009_with_its_comments_in_definitions() -> None:
    post = extract_post(
        page((PAGES / "post-2009.html").read_bytes(), "http://lamp.example/2009/03/a-net-in-march.html"), Blogger.rules
    ).post
    assert (post.title, [author.name for author in post.authors], [term.name for term in post.terms]) == (
        "A net in March",
        ["Ann Bo"],
        ["Nets", "Rope & tar"],
    )
    assert post.published is not None
    assert post.published.iso == "2009-03-14T18:19:00+01:00"
    assert (post.body_text or "").split("\n") == [
        "The net had a hole as large as a door, and we mended it in the yard while the rain kept off.",
        "By noon we had used all of the twine that the chandler sold us in the autumn, and the hole was a window.",
    ]
    assert [media.url for media in post.media] == ["https://3.bp.blogspot.com/_x/S/A/B/s0/net.jpg"]
    said = [(c.key, c.author, c.author_url, c.published.iso if c.published else None, c.text) for c in post.comments]
    assert said == [
        ("601", "J. Ok", "http://www.blogger.com/profile/6", "2009-03-15T07:53:00", "What twine did you take?"),
        ("602", "Anonymous", None, "2009-03-16T11:40:00", "Tarred, of course."),
    ]


def test_the_home_page_lists_its_posts_though_their_list_is_a_widget() -> None:
    listed = read_listing(page((PAGES / "front.html").read_bytes(), "http://lamp.example/"))
    found = {
        entry.url.partition("/2009/03/")[2]: (entry.title, entry.published.iso if entry.published else None) for entry in listed.entries
    }
    assert found == {
        "oars.html": ("Oars", "2009-03-15"),
        "blog-post_14.html": (None, "2009-03-14"),  # without a title there is its permalink alone, in a footer that is the post's
        "ice.html": ("Ice", "2009-03-13"),
    }
    assert listed.calendar == ("http://lamp.example/2009/", "http://lamp.example/2009/03/")


# Title, author, day and number of comments that the pages show
CAPTURED = {
    "blog.python.org.html": ("Python 3.6.0 is now available!", "Ned Deily", "2016-12-23", 0),
    "bumsbutzener-gumpfen.blogspot.com.tach-auch.html": ("Tach auch!", None, "2020-04-28", 0),
    "johnhcochrane.blogspot.com.html.gz": ("Free Market Vaccines", "John H. Cochrane", "2020-12-07", 71),
    "luxuryhaven.co.hyatt.html": (None, None, "2019-05-30", 24),
    "derpapierplanet.de.juni.html": ("Through the Booking Glass: Juni & Genre-Vorstellung", None, None, 13),
}


@pytest.mark.parametrize("name", sorted(CAPTURED))
def test_a_captured_page(shared_dir: Path, name: str) -> None:
    body = (shared_dir / "samples/blogger" / name).read_bytes()
    post = extract_post(
        page(gzip.decompress(body) if name.endswith(".gz") else body, "https://name.example/2019/05/x.html"), Blogger.rules
    ).post
    title, author, day, comments = CAPTURED[name]
    assert title in (None, post.title)
    assert author is None or [one.name for one in post.authors] == [author]
    assert day is None or (post.published is not None and post.published.iso[:10] == day)
    assert len(post.comments) == comments
    assert not [noise for noise in ("BlogThis", "Email This", "Older Post", "Newer Post") if noise in (post.body_text or "")]
