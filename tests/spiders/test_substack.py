"""Substack: recognised by its servers and files, its JSON read record by record, its pages of two times, where the pages of a list begin."""

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
from scraper.extraction.answers import entry
from scraper.extraction.answers import substack_json as said
from scraper.extraction.answers.entry import Frame, ReadEntry
from scraper.extraction.post import extract_post
from scraper.items import Page
from scraper.listing.answers import Answer
from spiders.substack import Substack, post_list, thread_address
from storage.records import REMOVED, Access, Post

PAGES = Path(__file__).resolve().parents[1] / "platforms/substack"
NOW = datetime(2026, 11, 24, tzinfo=UTC)
ROOT = "https://nets.example/api/v1/posts"
MEDIA = "https://substack-post-media.s3.amazonaws.com/public/images/"
POST = "https://nets.example/p/nets"


def page(body: bytes, url: str = ROOT) -> Page:
    return Page(url=url, body=body, fetched_at=NOW)


def entries(body: bytes) -> dict[str, ReadEntry]:
    read = said.OwnPosts(ROOT).read(page(body), Frame(rules=Substack.rules, language="en"))
    return {one.sighting.url.rpartition("/")[2]: one for one in read}


def posts() -> dict[str, ReadEntry]:
    return entries((PAGES / "posts.json").read_bytes())


def post_of(slug: str) -> Post:
    post = posts()[slug].post
    assert post is not None
    return post


def home(html: str = "", **headers: str) -> HomePage:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return HomePage(url="https://nets.example/", html=f"<html>{html}</html>", headers=named)


FILES = '<script type="module" src="https://substackcdn.com/bundle/assets/main-ba3a5a8a.js"></script>'
CONNECTED = '<link rel="preconnect" href="https://substackcdn.com/"><script src="https://substack.com/embedjs/embed.js"></script>'


@pytest.mark.parametrize(
    ("site", "is_substack"),
    [
        (home(x_cluster="substack"), True),
        (home(x_served_by="Substack"), True),
        (home(FILES + '<link rel="alternate" type="application/rss+xml" href="/feed" title="The Net Loft">'), True),
        (home('<script src="https://cdn.substack.com/min/main.bundle.js"></script><div class="post-preview">x</div>'), True),
        (home('<link rel="preload" as="style" href="https://substackcdn.com/bundle/theme/a.css"><div class="pencraft">x</div>'), True),
        (home(FILES), False),
        (home('<a href="https://nets.substack.com">My newsletter</a><img src="https://substackcdn.com/image/fetch/x.png">'), False),
        (home(CONNECTED + '<link rel="alternate" type="application/rss+xml" href="/feed.xml">'), False),
        (home(CONNECTED + '<link rel="alternate" type="application/rss+xml" href="/feed">'), False),
        (home(CONNECTED + '<div class="post-preview"><img src="https://substackcdn.com/image/fetch/x.png"></div>'), False),
        (
            home('<script src="https://substackcdn.com/image/x.js"></script><link rel="icon" href="https://substackcdn.com/image/x.png">'),
            False,
        ),
        (home('<meta name="generator" content="Ghost 5"><link rel="alternate" type="application/rss+xml" href="/feed">'), False),
    ],
)
def test_a_home_page_is_recognised_by_its_servers_and_files(site: HomePage, is_substack: bool) -> None:
    assert (Substack.recognise(site) >= 0.7) is is_substack


# The list of posts


def test_a_post_of_the_list_with_all_its_fields() -> None:
    post = post_of("nets")
    assert (post.url, post.platform_id, post.title, post.subtitle) == (POST, "901", "Nets & <holes>", "What a spring took")
    assert post.published is not None
    assert post.updated is not None
    assert (post.published.iso, post.updated.iso) == ("2025-06-06T13:56:04+00:00", "2025-07-01T00:17:16+00:00")
    assert [(author.name, author.url) for author in post.authors] == [("Ann Bo", "https://substack.com/@annbo"), ("Cy O’K", None)]
    assert [(term.kind.value, term.name) for term in post.terms] == [("category", "Craft"), ("tag", "Nets")]
    assert {counter.name: counter.value for counter in post.counters} == {"comments": 3, "likes": 4, "shares": 1}
    assert (post.access, post.language) == (Access.PUBLIC, "en")


def test_a_body_keeps_notes_captions_and_embeds_and_loses_what_asks_for_subscriptions() -> None:
    text = post_of("nets").body_text or ""
    for kept in (
        "The net, mended.",
        "Two nets",
        "A net is <mostly> holes.",
        "Ann Bo @ann",
        "On knots",
        "It was torn in March.",
        "patience",
    ):
        assert kept in text
    assert "NOISE" not in text


def test_pictures_are_originals_the_cover_first_and_a_gallery_has_its_own() -> None:
    shown = [(media.url.removeprefix(MEDIA), media.alt) for media in post_of("nets").media]
    assert shown == [("cover.png", None), ("net_100x50.png", "A net"), ("a1.jpeg", "Nets"), ("a2.png", "Nets")]


def test_what_is_for_payers_is_never_whole() -> None:
    paid, locked = post_of("paid"), post_of("locked")
    assert (paid.access, paid.body_text, paid.subtitle) == (Access.PREVIEW, "What stands before the wall.", "For readers who pay")
    assert (locked.access, locked.body_text) == (Access.MEMBERS, "")


def test_a_thread_has_no_text_an_episode_has_its_sound() -> None:
    assert (post_of("thread").body_text, post_of("thread").access) == ("", Access.PUBLIC)
    episode = post_of("episode")
    assert (episode.body_text, [(media.kind, media.url) for media in episode.media]) == (
        "Show notes.",
        [("audio", "https://api.substack.com/feed/podcast/905/a.mp3")],
    )


def test_a_free_post_without_its_body_is_left_to_its_page() -> None:
    lost = posts()["lost"]
    assert (lost.post, lost.fault) == (None, None)
    assert lost.hints is not None
    assert (lost.hints.title, lost.hints.body_is_whole) == ("Lost", False)


def test_posts_of_other_blogs_are_none_and_own_ones_stand_where_the_blog_was_asked() -> None:
    read = posts()
    assert "shared" not in read
    assert read["elsewhere"].sighting.url == "https://other.example/p/elsewhere"  # out of scope
    assert read["two-hosts"].sighting.url == "https://nets.example/p/two-hosts"


def foreign(number: int) -> dict[str, Any]:
    url = f"https://other.example/p/{number}"
    return {"id": number, "publication_id": 8, "slug": str(number), "canonical_url": url, "body_html": "<p>Theirs.</p>"}


def test_more_posts_of_another_blog_than_own_ones_are_still_that_blogs() -> None:
    own = {"id": 9, "publication_id": 77, "slug": "own", "canonical_url": "https://nets.example/p/own", "body_html": "<p>Ours.</p>"}
    assert [stamp.url for stamp in said.OwnPosts(ROOT).stamps([foreign(1), own, foreign(2)]) if "nets.example" in stamp.url] == [
        "https://nets.example/p/own"
    ]


def test_an_answer_of_posts_of_another_blog_alone_names_no_own_one() -> None:
    for host in ("nets.example", "nets.substack.com"):  # which of its two names the answers tell does not matter
        own = {"id": 9, "publication_id": 77, "slug": "own", "canonical_url": f"https://{host}/p/own"}
        listed = post_list(ROOT, limit=25)
        assert list(listed.keys([own])) == ["9"]
        assert [stamp.url for stamp in listed.stamps([own])] == ["https://nets.example/p/own"]
        assert [stamp.url for stamp in listed.stamps([foreign(1)])] == ["https://other.example/p/1"]
        read = listed.read(page(json.dumps([foreign(1)]).encode()), Frame(rules=Substack.rules))
        assert [one.sighting.url for one in read] == ["https://other.example/p/1"]


def test_the_archive_says_all_but_bodies() -> None:
    read = entries((PAGES / "archive.json").read_bytes())
    assert {one.post for one in read.values()} == {None}
    hints = {slug: one.hints for slug, one in read.items() if one.hints is not None}
    assert [hints[slug].access for slug in ("nets", "paid", "locked")] == [Access.PUBLIC, Access.MEMBERS, Access.MEMBERS]
    assert hints["nets"].platform_id == "901"


def test_an_answer_tells_its_stamps_and_what_changes_with_a_comment() -> None:
    answer = json.loads((PAGES / "posts.json").read_bytes())
    before = {stamp.key: stamp.fingerprint for stamp in said.OwnPosts(ROOT).stamps(answer)}
    answer[0]["comment_count"] += 1
    answer[1]["reaction_count"] += 1
    after = {stamp.key: stamp.fingerprint for stamp in said.OwnPosts(ROOT).stamps(answer)}
    assert [key for key in before if before[key] != after[key]] == ["901"]
    assert len(said.records_of(answer)) == 11, "what has no address counts for the place of the next page"


@pytest.mark.parametrize("answer", ["{}", "[]", "null", "5", '{"posts":null}', '[{"id":{}},{"id":1},{"slug":[]},null]', '[{"id":true}]'])
def test_an_answer_of_another_shape_holds_no_posts(answer: str) -> None:
    assert entries(answer.encode()) == {}
    assert said.read_comments(page(answer.encode()), POST).comments == [], "what says nothing of its words is not called removed"


def test_odd_values_cost_the_field_and_not_the_post() -> None:
    odd = {
        "id": "a",
        "slug": "x",
        "title": 5,
        "post_date": 7,
        "publishedBylines": {},
        "postTags": [1],
        "comment_count": "many",
        "publication_id": {},
    }
    answer = json.dumps([odd | {"body_html": "<p>Here.</p>", "cover_image": {}, "audience": 1, "section_name": ""}]).encode()
    post = entries(answer)["x"].post
    assert post is not None
    assert (post.title, post.published, post.authors, post.terms, post.counters, post.body_text) == (None, None, (), (), (), "Here.")


def test_a_record_that_cannot_be_read_costs_only_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    def plain_text(body: HtmlElement) -> str:
        if "notes" in (text := plain.plain_text(body)):
            raise OverflowError(text)
        return text

    monkeypatch.setattr(entry, "plain_text", plain_text)
    read = posts()
    assert (read["episode"].post, (read["episode"].fault or "").partition(":")[0]) == (None, "OverflowError")
    assert read["nets"].post is not None


# Where the pages of a list begin


def answered(received: int) -> Answer:
    return Answer(Response(ROOT), [{"id": number} for number in range(received)], received)


def place_of(url: str | None) -> tuple[str, str]:
    query = parse_qs(urlsplit(url or "").query)
    return query["offset"][0], query["limit"][0]


def test_a_page_begins_behind_the_records_that_were_received() -> None:
    pages = post_list(ROOT, limit=25, first=10).pages
    assert [place_of(pages(1, None)), place_of(pages(2, answered(23))), place_of(pages(3, answered(25)))] == [
        ("0", "25"),
        ("23", "25"),
        ("48", "25"),
    ]


def test_an_update_asks_for_few_first_and_a_list_is_read_twice_from_its_begin() -> None:
    changes = post_list(ROOT, limit=25, first=10, sort="new").changes
    assert [place_of(changes(1, None)), place_of(changes(2, answered(10))), place_of(changes(1, None))] == [
        ("0", "10"),
        ("10", "25"),
        ("0", "10"),
    ]
    assert (changes(1, None) or "").startswith(f"{ROOT}?sort=new&")


def test_a_discussion_is_asked_for_whole() -> None:
    assert thread_address("https://nets.example/", "901") == (
        "https://nets.example/api/v1/post/901/comments?token=&all_comments=true&sort=oldest_first"
    )


# Comments


def test_comments_stand_in_their_thread_with_their_links_and_a_removed_one_in_its_place() -> None:
    read = said.read_comments(page((PAGES / "comments.json").read_bytes()), POST)
    first, removed, answer, last, numbered = (found.comment for found in read.comments)
    assert (read.faults, {found.url for found in read.comments}) == ([], {POST})
    assert [(c.key, c.parent) for c in (first, removed, answer, last, numbered)] == [
        ("501", None),
        ("502", "501"),
        ("503", "502"),
        ("504", "502"),
        ("505", None),
    ]
    assert (first.text, first.author, first.author_url) == ("See the <net>\nTwo\nlines", "Cy", "https://substack.com/@cy")
    assert 'href="https://twine.example/net"' in (first.html or "")
    assert (removed.status, removed.text, removed.author) == (REMOVED, "", None)
    assert "script>" not in (answer.html or "")
    assert (last.published, answer.published and answer.published.iso) == (None, "2025-07-02T10:00:00+00:00")


def test_a_comment_nested_without_end_is_bounded() -> None:
    deep: dict[str, Any] = {"type": "text", "text": "deep"}
    for _ in range(80):
        deep = {"type": "blockquote", "content": [deep]}
    answer = json.dumps({"comments": [{"id": 1, "body": "plain", "body_json": deep}]}).encode()
    (found,) = said.read_comments(page(answer), POST).comments
    assert found.comment.text == "plain"


# Pages


def test_a_page_gives_what_the_list_gave() -> None:
    """Else an update that reads the page of a post would make a revision of what nobody edited."""
    listed, shown = post_of("nets"), extract_post(page((PAGES / "post.html").read_bytes(), POST), Substack.rules).post
    for name in ("title", "subtitle", "published", "updated", "access"):
        assert getattr(shown, name) == getattr(listed, name), name
    assert "NOISE" not in (shown.body_text or "")
    for kept in ("The net, mended.", "On knots", "It was torn in March.", "Twine is patience."):
        assert kept in (shown.body_text or "")


# Title, subtitle, words of the body, pictures, author
CAPTURED = {
    "china.substack.html": ("Adam Tooze on World Order, Then and Now", "Do fiscal constraints matter?", 5596, 4, "Jordan Schneider"),
    "computerenhance.com.html": ("No really, why can't we have raw UDP in JavaScript?", "In my opinion", 3139, 1, "Casey Muratori"),
    "garymarcus.html.gz": ("Nonsense on Stilts", "No, LaMDA is not sentient.", 1555, 1, "Gary Marcus"),
    "slowboring.html.gz": ("Elon Musk’s business ties deserve more scrutiny", "Across industries", 2352, 5, "Matthew Yglesias"),
    "substack-headings.html.gz": ("Seniority", "How to behave", 1037, 5, "Franco Fernando"),
}


@pytest.mark.parametrize("name", sorted(CAPTURED))
def test_a_captured_page(shared_dir: Path, name: str) -> None:
    body = (shared_dir / "samples/substack" / name).read_bytes()
    post = extract_post(page(gzip.decompress(body) if name.endswith(".gz") else body, "https://nets.example/p/x"), Substack.rules).post
    title, subtitle, words, pictures, author = CAPTURED[name]
    assert (post.title, (post.subtitle or "")[: len(subtitle)]) == (title, subtitle)
    assert (len((post.body_text or "").split()), len(post.media), post.access) == (words, pictures, Access.PUBLIC)
    assert ([one.name for one in post.authors], post.counters) == ([author], ()), (
        "the likes of a message within the text are not the post's"
    )
    assert not [media for media in post.media if "image/fetch" in media.url or "twitter_name" in media.url]
    noise = ("Retweets", "Share this post", "reader-supported", "Subscribe now", "Type your email")
    assert not [words for words in noise if words in (post.body_text or "")]


def test_a_captured_answer(shared_dir: Path) -> None:
    answer = json.loads((shared_dir / "samples/substack/api.posts.by-id.167180194.json").read_bytes())
    url = "https://angelsant.substack.com/api/v1/posts"
    read = said.OwnPosts(url).read(
        Page(url=url, body=json.dumps([answer["post"]]).encode(), fetched_at=NOW),
        Frame(rules=Substack.rules),
    )
    (post,) = (one.post for one in read)
    assert post is not None
    assert (post.platform_id, [author.name for author in post.authors]) == ("167180194", ["Angel Rodriguez Santiago"])
    assert (post.subtitle, post.access, len(post.terms)) == ("The New Blueprint for Solopreneurs", Access.PUBLIC, 7)
    assert {counter.name: counter.value for counter in post.counters} == {"comments": 1, "likes": 4, "shares": 1}
    assert not [media for media in post.media if "image/fetch" in media.url]
