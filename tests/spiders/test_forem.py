"""Forem: recognised by its marks, its lists read record by record, the page of an article, and each discussion in its threads."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from scraper.detect import HomePage
from scraper.extraction.answers import forem_json as said
from scraper.extraction.answers.entry import Frame, ReadEntry
from scraper.extraction.post import extract_post
from scraper.items import Page
from spiders.forem import Forem, member_articles, thread_address
from storage.records import REMOVED, Post

PAGES = Path(__file__).resolve().parents[1] / "platforms/forem"
NOW = datetime(2026, 12, 1, tzinfo=UTC)
OARS = "https://lamp.example/ann/oars-rope-4f2"


def page(body: bytes, url: str = "https://lamp.example/api/articles?username=ann") -> Page:
    return Page(url=url, body=body, fetched_at=NOW)


def entries() -> dict[str, ReadEntry]:
    return {one.sighting.url: one for one in said.read_articles(page((PAGES / "articles.json").read_bytes()), Frame(rules=Forem.rules))}


def post() -> Post:
    return extract_post(page((PAGES / "article-2021.html").read_bytes(), OARS), Forem.rules, entries()[OARS].hints).post


PROFILE = '<div class="profile-header crayons-card"></div><div id="index-container"><main id="articles-list"><div id="substories"></div></main></div>'
FEED = '<link rel="alternate" type="application/rss+xml" title="RSS" href="/feed/ann">'


@pytest.mark.parametrize(
    ("html", "is_forem"),
    [
        (FEED + PROFILE, True),
        ((PAGES / "article-2021.html").read_text(), True),
        (FEED + '<div id="article-body">Words of another software</div>', False),
        ('<div class="profile-header"></div>', False),
    ],
)
def test_a_members_page_is_recognised_by_its_marks(html: str, is_forem: bool) -> None:
    assert (Forem.recognise(HomePage(url="https://lamp.example/ann", html=html, headers={})) >= 0.7) is is_forem


def test_a_list_says_what_changes_with_an_article_and_all_but_its_text() -> None:
    read = entries()[OARS]
    assert read.hints is not None
    assert read.hints.published is not None
    assert read.hints.updated is not None
    assert (read.post, read.hints.title, read.hints.platform_id, read.hints.language) == (None, "Oars & rope", "1812001", "en")
    assert (read.hints.published.iso, read.hints.updated.iso) == ("2024-03-01T17:19:00+00:00", "2024-03-02T08:00:12+00:00")
    assert [term.name for term in read.hints.terms] == ["boats", "wood"]
    assert [(counter.name, counter.value) for counter in read.hints.counters] == [("comments", 3), ("likes", 12)]
    stamps = said.stamps_of(json.loads((PAGES / "articles.json").read_bytes()))
    assert [stamp.key for stamp in stamps] == ["1812001", "9", "10"]
    assert "2024-03-02T08:00:12Z" in (stamps[0].fingerprint or "")


def test_a_field_of_another_shape_costs_only_itself() -> None:
    hints = entries()["https://lamp.example/ann/bare"].hints
    assert hints is not None
    assert (hints.title, hints.authors, hints.terms, hints.counters, hints.cover, hints.updated) == (None, (), (), (), None, None)
    for answer in (b"{}", b"null", b"5", b'[5,null,{"id":true,"url":"https://a.example/b"}]'):
        assert said.read_articles(page(answer), Frame(rules=Forem.rules)) == []
        assert said.read_comments(page(answer), OARS).comments == []


def test_an_article_with_all_its_fields_belongs_to_its_member_whatever_page_is_the_original() -> None:
    read = post()
    assert (read.url, read.canonical_url, read.title, read.subtitle) == (OARS, "https://elsewhere.example/oars/", "Oars & rope", None)
    assert read.body_text == "We carved an oar. See there.\ncarve(oar)\nIt took a week."
    assert [(author.name, author.url) for author in read.authors] == [("Ann Bo", "https://lamp.example/ann")]
    assert [(term.name, term.kind.value) for term in read.terms] == [("boats", "tag"), ("wood", "tag")]
    assert [media.url for media in read.media] == [
        "https://files.lamp.example/uploads/oar.png",
        "https://files.lamp.example/uploads/sea.png",
    ]
    assert read.comments == (), "the API has them, under other keys"


def test_a_discussion_in_its_threads_with_what_was_removed() -> None:
    found = said.read_comments(page((PAGES / "comments.json").read_bytes(), thread_address("https://lamp.example", "1812001")), OARS)
    assert [(c.comment.key, c.comment.parent, c.comment.author, c.comment.text, c.comment.status) for c in found.comments] == [
        ("2bc1", None, "Cy", "Which wood?", "approved"),
        ("2bc2", "2bc1", None, "", REMOVED),
        ("2bc3", "2bc2", "Ann Bo", "Elm.", "approved"),
    ]
    first = found.comments[0].comment
    assert first.published is not None
    assert (first.published.iso, first.author_url) == ("2024-03-01T20:00:00+00:00", "https://lamp.example/cy")


def test_a_list_is_read_to_its_end_whatever_is_the_most_of_an_answer() -> None:
    api = member_articles("https://lamp.example", "ann")
    assert api.pages(2, None) == "https://lamp.example/api/articles?username=ann&state=all&per_page=1000&page=2"
