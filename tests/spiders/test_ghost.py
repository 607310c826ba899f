"""Ghost: recognised by its marks, its API found in the page, records read one by one, its pages of two times, where its answers go on."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from scrapy.http import Response

from scraper.detect import HomePage
from scraper.extraction.answers import ghost_api as ghost
from scraper.extraction.answers.entry import Frame, ReadEntry
from scraper.extraction.post import extract_post
from scraper.items import Page
from scraper.listing.answers import Answer
from spiders.ghost import Ghost, api_root, content_posts, member_comments
from storage.records import REMOVED, Access, Post

PAGES = Path(__file__).resolve().parents[1] / "platforms/ghost"
NOW = datetime(2026, 11, 24, tzinfo=UTC)
ROOT = "https://lamp.example/ghost/api/content/posts/?key=0123456789abcdef0123456789"
KEY = "0123456789abcdef0123456789"


def page(body: bytes, url: str = ROOT) -> Page:
    return Page(url=url, body=body, fetched_at=NOW)


def entries(body: bytes | None = None) -> list[ReadEntry]:
    return ghost.read_posts(page((PAGES / "posts.json").read_bytes() if body is None else body), Frame(rules=Ghost.rules, language="en"))


def post_of(place: int) -> Post:
    post = entries()[place].post
    assert post is not None
    return post


def home(html: str = "", headers: dict[str, str] | None = None) -> HomePage:
    return HomePage(url="https://lamp.example/", html=f"<html>{html}</html>", headers=headers or {})


FEED = '<link rel="alternate" type="application/rss+xml" title="Lamp" href="https://lamp.example/rss/">'


@pytest.mark.parametrize(
    ("site", "is_ghost"),
    [
        (home('<meta name="generator" content="Ghost 5.99" />'), True),
        (home('<meta name="generator" content="Ghost 0.11">'), True),
        (home(headers={"x-ghost-cache-status": "HIT"}), True),
        (home(f'{FEED}<script data-ghost="https://lamp.example/"></script><img src="/content/images/2020/01/a.jpg">'), True),
        (home(f'{FEED}<body class="home-template">a port of its theme to Jekyll'), False),
        (home('<meta name="generator" content="Ghostwriter 1.0">'), False),
        (home('<meta name="generator" content="WordPress 6.7">' + FEED), False),
        (
            home(
                f'<meta name="generator" content="Hugo 0.110">{FEED}<link href="/assets/built/screen.css"><img src="/content/images/2020/01/a.jpg">'
            ),
            False,
        ),
    ],
)
def test_a_home_page_is_recognised_by_its_marks(site: HomePage, is_ghost: bool) -> None:
    assert (Ghost.recognise(site) >= 0.7) is is_ghost


@pytest.mark.parametrize(
    ("html", "root"),
    [
        (f'<script data-ghost="https://lamp.example/" data-key="{KEY}" data-api="https://lamp.ghost.io/ghost/api/content/">', "https://lamp.ghost.io/ghost/api/content"),
        (f'<script data-key="{KEY}" data-sodo-search="https://lamp.example/blog/">', "https://lamp.example/blog/ghost/api/content"),
        (f'<meta name="generator" content="Ghost 3.41"><script>search({{key: "{KEY}"}})</script>', "https://lamp.example/log/ghost/api/v3/content"),
        (f'<meta name="generator" content="Ghost 6.1"><script>const key = \'{KEY}\'</script>', "https://lamp.example/log/ghost/api/content"),
        ('<script data-ghost="https://lamp.example/" data-api="https://lamp.example/ghost/api/content/">', None),
        (f'<script data-key="w-1" data-api="https://w.example/"></script><script data-key="{KEY}" data-ghost="/log/">', "https://lamp.example/log/ghost/api/content"),
        ('<script data-key="w-1" data-api="https://w.example/"></script>', None),
        (f'<script data-key="{KEY}" data-ghost="http://[x" data-api="http://[x">', "https://lamp.example/log/ghost/api/content"),
    ],
)  # fmt: skip
def test_the_page_says_where_the_api_is(html: str, root: str | None) -> None:
    assert api_root(home(html), "https://lamp.example/log/") == (f"{root}/posts/?key={KEY}" if root else None)


# Posts


def test_a_post_with_all_its_fields() -> None:
    post = post_of(0)
    assert (post.url, post.platform_id, post.title) == ("https://lamp.example/oars/", "5c7ece47da174000c0c5c6d7", "Oars & rope")
    assert post.published is not None
    assert post.updated is not None
    assert (post.published.iso, post.updated.iso) == ("2014-03-01T18:19:00+01:00", "2014-03-02T09:00:12+01:00")
    assert [(author.name, author.url) for author in post.authors] == [("Ann Bo", "https://lamp.example/author/ann/"), ("Cy", None)]
    assert [(term.kind.value, term.name) for term in post.terms] == [("tag", "Boats")]
    assert (post.subtitle, post.access, post.canonical_url) == (
        "How we came by an oar.",
        Access.PUBLIC,
        "https://elsewhere.example/oars/",
    )
    assert post.body_text == "We carved an oar. See elsewhere and there.\nThe sea\nIt took a week."
    assert "ann@lamp.example" not in repr(post)


def test_links_are_those_that_the_author_set() -> None:
    assert [link.url for link in post_of(0).links] == ["https://wood.example/ash?kind=1", "https://wood.example/elm?ref=others"]


def test_pictures_are_originals() -> None:
    assert [(media.url, media.alt, media.kind) for media in post_of(0).media] == [
        ("https://lamp.example/content/images/2014/03/cover.jpg", "A boat", "image"),
        ("https://lamp.example/content/images/2014/03/oar.jpg", "An oar", "image"),
        ("https://lamp.example/content/media/2014/03/sea.mp3", None, "audio"),
    ]


def test_of_a_closed_post_only_what_strangers_may_read_is_taken_and_called_so() -> None:
    paid, members = post_of(1), post_of(2)
    assert (paid.access, paid.body_text, paid.subtitle) == (
        Access.PREVIEW,
        "The first paragraph is for everybody.",
        "What is behind the wall.",
    )
    assert (members.access, members.body_text, members.authors[0].name) == (Access.MEMBERS, "", "Ann Bo")


def test_a_post_of_an_older_version_is_public_and_one_finished_before_its_moment_is_not_updated() -> None:
    post = post_of(3)
    assert (post.access, post.updated, post.body_text) == (Access.PUBLIC, None, "All.")


def test_what_is_no_published_post_is_left_out_and_counts_for_the_place_of_the_next_page() -> None:
    answer = json.loads((PAGES / "posts.json").read_bytes())
    assert [entry.sighting.url.partition(".example")[2] for entry in entries()] == ["/oars/", "/paid/", "/members/", "/old/"]
    assert [stamp.fingerprint for stamp in ghost.stamps_of(answer)][:1] == ["2014-03-02T09:00:12.000+01:00"]
    assert len(ghost.keys_of(answer)) == 7


@pytest.mark.parametrize("answer", ["{}", "[]", "null", "5", '{"posts":null}', '{"posts":[{"id":5},{"url":7},null,{"id":"a","url":"x:"}]}'])
def test_an_answer_of_another_shape_holds_no_posts(answer: str) -> None:
    assert entries(answer.encode()) == []
    assert ghost.read_comments(page(answer.encode())).comments == []


@pytest.mark.parametrize("field", ["html", "tags", "authors", "published_at", "feature_image", "custom_excerpt", "title", "access"])
@pytest.mark.parametrize("value", [None, 5, [], {}, [5, None, {"name": 5}], ""])
def test_a_field_of_another_shape_costs_only_itself(field: str, value: object) -> None:
    record = {**json.loads((PAGES / "posts.json").read_bytes())["posts"][0], field: value}
    read = entries(json.dumps({"posts": [record]}).encode())[0]
    assert (read.fault, read.post is not None and read.post.url) == (None, "https://lamp.example/oars/")


def test_a_post_about_shortcodes_keeps_them() -> None:
    record = json.loads((PAGES / "posts.json").read_bytes())["posts"][0] | {"html": "<p>Write [toc] or [gallery].</p>"}
    post = entries(json.dumps({"posts": [record]}).encode())[0].post
    assert post is not None
    assert post.body_text == "Write [toc] or [gallery]."


# Comments


def test_comments_name_their_post_their_parent_and_their_moment() -> None:
    read = ghost.read_comments(page((PAGES / "comments.json").read_bytes()))
    assert read.faults == []
    assert {found.url for found in read.comments[:4]} == {"https://lamp.example/oars/"}
    said = [
        (found.comment.key[-2:], (found.comment.parent or "")[-2:], found.comment.author, found.comment.text) for found in read.comments
    ]
    assert said == [
        ("a1", "", "J. O'K", "What ash?"),
        ("a2", "a1", "Ann Bo", "White ash."),
        ("a3", "a2", None, "Ah."),
        ("a4", "a1", "Cy", ""),
        ("a5", "", "Dee", ""),
    ]
    assert [found.comment.status for found in read.comments] == ["approved"] * 3 + [REMOVED] * 2
    first = read.comments[0].comment
    assert first.published is not None
    assert first.published.iso == "2022-08-08T10:00:00+00:00"
    assert "script" not in (first.html or "")
    assert "Head of oars" not in repr(read)


def answered(value: dict[str, Any], url: str = "https://lamp.example/members/api/comments/") -> Answer:
    return Answer(Response(url), value, 1)


def paged(following: int | None, **records: Any) -> dict[str, Any]:
    return {**records, "meta": {"pagination": {"total": 250, "next": following}}}


def test_replies_that_an_answer_cuts_have_pages_of_their_own() -> None:
    api = member_comments("https://lamp.example/members/api/comments/")
    query = parse_qs(urlsplit(api.pages(1, None) or "").query)
    assert (query["limit"], query["order"], "post" in query["include"][0].split(",")) == (["100"], ["created_at asc,id asc"], True)
    cut = json.loads((PAGES / "comments.json").read_bytes())["comments"]
    assert parse_qs(urlsplit(api.pages(2, answered(paged(2, comments=cut))) or "").query)["page"] == ["2"]
    assert api.pages(3, answered(paged(None, comments=[]))) is None
    [replies] = api.threads(paged(2, comments=cut))
    first, further = replies(1, None) or "", replies(2, answered(paged(2, comments=[]))) or ""
    assert urlsplit(first).path == urlsplit(further).path == "/members/api/comments/62f0000000000000000000a1/replies/"
    assert parse_qs(urlsplit(further).query)["page"] == ["2"]
    assert replies(3, answered(paged(None, comments=[]))) is None


# Where the pages of the API begin


@pytest.mark.parametrize(
    ("before", "goes_on"),
    [
        (paged(2, posts=[{"id": "a"}]), True),
        (paged(None, posts=[{"id": "a"}]), False),
        (paged(None, posts=[{"id": str(n)} for n in range(100)]), True),  # a full answer may have more behind it, whatever it says
        ({"posts": [{"id": "a"}]}, True),  # nothing is said: until an answer names nothing new
    ],
)
def test_the_api_is_read_as_long_as_it_goes_on(before: dict[str, Any], goes_on: bool) -> None:
    assert (content_posts(ROOT).pages(2, answered(before, ROOT)) is not None) is goes_on


def test_posts_of_one_moment_have_their_places() -> None:
    """A database orders what is alike otherwise for each page."""
    for order, pages in (("published_at asc,id asc", content_posts(ROOT).pages), ("created_at asc,id asc", member_comments(ROOT).pages)):
        assert parse_qs(urlsplit(pages(1, None) or "").query)["order"] == [order]


def test_an_update_asks_for_three_fields_and_for_posts_by_their_ids() -> None:
    api = content_posts(ROOT)
    changes = parse_qs(urlsplit(api.changes(1, None) or "").query)
    assert (changes["fields"], changes["order"], changes["key"]) == (["id,url,updated_at"], ["updated_at desc,id desc"], [KEY])
    assert api.chosen is not None
    assert parse_qs(urlsplit(api.chosen(["a1", "b2"])).query)["filter"] == ["id:['a1','b2']"]


# Pages


def test_a_page_of_2026_behind_a_wall() -> None:
    post = extract_post(page((PAGES / "post-2026.html").read_bytes(), "https://lamp.example/a-net/"), Ghost.rules).post
    assert (post.title, post.subtitle, post.access) == ("A net in March", "With a hole as large as a door.", Access.PREVIEW)
    assert [(author.name, author.url) for author in post.authors] == [
        ("Ann Bo", "https://lamp.example/author/ann/"),
        ("Cy", "https://lamp.example/author/cy/"),
    ]
    assert [term.name for term in post.terms] == ["Nets", "Rope"]
    assert post.published is not None
    assert post.published.iso == "2026-03-14T17:19:00+00:00"
    assert [media.url for media in post.media] == ["https://lamp.example/content/images/2026/03/net.jpg"]
    assert (post.body_text or "").split("\n") == [
        "The net had a hole as large as a door, and we mended it in the yard while the rain kept off.",
        "Which twine?",
        "Tarred twine, of course.",
        "By noon we had used all of the twine that the chandler sold us in the autumn, and the hole was a window.",
    ]


@pytest.mark.parametrize(
    ("asked", "access"),
    [
        (
            '<section class="gh-cta"><button data-portal="signup">Subscribe</button><span data-portal="signin">Sign in</span></section>',
            "preview",
        ),
        (
            '<aside class="flex"><h2>For subscribers only</h2><a data-portal="signup">Join</a> <a data-portal="signin">Sign in</a></aside>',
            "preview",
        ),
        ('<div class="kg-button-card"><a href="#/portal/signup" class="kg-btn">Subscribe</a></div>', "public"),
    ],
)
def test_a_wall_of_a_themes_own_is_known_by_asking_who_reads_to_sign_in(asked: str, access: str) -> None:
    words = "The net had a hole as large as a door, and we mended it in the yard while the rain kept off, until noon."
    html = f'<nav><a data-portal="signin">Sign in</a></nav><article><h1>A net</h1><div class="gh-content"><p>{words}</p>{asked}</div></article>'
    post = extract_post(page(html.encode(), "https://lamp.example/a-net/"), Ghost.rules).post
    assert (post.access, "Sign in" in (post.body_text or "")) == (Access(access), False)


def test_a_post_is_by_all_that_its_json_ld_names_where_the_theme_shows_the_first() -> None:
    people = [{"@type": "Person", "name": name} for name in ("Ann Bo", "Cy Dow")]
    ld = {"@type": "Article", "headline": "A net", "author": people[0], "contributor": people[1:]}
    html = f'<script type="application/ld+json">{json.dumps(ld)}</script><article><h1>A net</h1><div class="gh-content"><p>Twine.</p></div></article>'
    post = extract_post(page(html.encode(), "https://lamp.example/a-net/"), Ghost.rules).post
    assert [author.name for author in post.authors] == ["Ann Bo", "Cy Dow"]


def test_a_page_of_2017() -> None:
    post = extract_post(page((PAGES / "post-2017.html").read_bytes(), "http://lamp.example/ice/"), Ghost.rules).post
    assert (post.title, [author.name for author in post.authors], [term.name for term in post.terms]) == ("Ice", ["Ann Bo"], ["Winter"])
    assert (post.body_text or "").split("\n") == [
        "The harbour froze in the night, and nobody went out; we played cards with the ferrymen until noon.",
        "In the afternoon the ice was thick enough to walk upon, and the dog was the first who did.",
    ]


# Title, author, day, words and tags that the pages show
CAPTURED = {
    "josephg.com.html": ("I was wrong. CRDTs are the future", "Joseph Gentle", "2020-09-26", 0),
    "captainvincent/21st-century-c.html": ("21st Century C / 21世紀 C 語言 筆記", "Captain Vincent", "2016-03-04", 6),
    "captainvincent/ghost-0-9-0-upgrade.html": ("Ghost 0.9.0 Upgrade", "Captain Vincent", "2016-08-27", 0),
    "captainvincent/scrapy-jie-shao.html": ("Scrapy 介紹", "Captain Vincent", "2016-12-29", 3),
}


@pytest.mark.parametrize("name", sorted(CAPTURED))
def test_a_captured_page(shared_dir: Path, name: str) -> None:
    body = (shared_dir / "samples/ghost" / name).read_bytes()
    assert Ghost.recognise(HomePage(url="https://name.example/", html=body.decode(), headers={})) >= 0.7
    post = extract_post(page(body, "https://name.example/x/"), Ghost.rules).post
    title, author, day, tags = CAPTURED[name]
    assert (post.title, [one.name for one in post.authors], len(post.terms)) == (title, [author], tags)
    assert post.published is not None
    assert post.published.iso[:10] == day
    assert not [noise for noise in ("Share this post", "Read Next", "Subscribe") if noise in (post.body_text or "")]


def test_a_captured_record(shared_dir: Path) -> None:
    read = entries((shared_dir / "samples/ghost/ghost-api.posts.json").read_bytes())
    post = read[0].post
    assert post is not None
    assert (post.url, post.title, [author.name for author in post.authors], [term.name for term in post.terms]) == (
        "https://demo.ghost.io/welcome-short/",
        "Welcome",
        ["Ghost"],
        ["Getting Started"],
    )
    assert "ghost@example.com" not in repr(post)
