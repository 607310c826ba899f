"""Ameba Blog: recognised by what it tells its script, its API read record by record, and the page of an entry."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from scraper.detect import HomePage
from scraper.extraction.answers import ameblo_json as said
from scraper.extraction.answers.entry import Frame
from scraper.extraction.lists.page import read_listing
from scraper.extraction.post import extract_post
from scraper.items import Page
from scraper.listing.answers import Answer
from spiders.ameblo import Ameblo, blog_entries, numbered_list
from storage.records import Access

PAGES = Path(__file__).resolve().parents[1] / "platforms/ameblo"
HOME = "https://ameblo.jp/ann"
NOW = datetime(2026, 6, 1, tzinfo=UTC)


def page(body: bytes, url: str = "https://ameblo.jp/_api/blogEntries;amebaId=ann;blogId=7") -> Page:
    return Page(url=url, body=body, fetched_at=NOW)


def answer() -> Any:
    return json.loads((PAGES / "entries.json").read_bytes())


def test_a_blog_is_recognised_by_its_feed_and_what_it_tells_its_script() -> None:
    html = (PAGES / "entry-2026.html").read_text()
    assert Ameblo.recognise(HomePage(url=HOME, html=html, headers={})) >= 0.7
    for other in (html.replace("window.INIT_DATA", "window.DATA"), html.replace("rssblog.ameba.jp", "feeds.example")):
        assert Ameblo.recognise(HomePage(url=HOME, html=other, headers={})) == 0.0


@pytest.mark.parametrize(
    ("address", "home"),
    [
        ("https://ameblo.jp/ann-b/entry-12966301740.html", "https://ameblo.jp/ann-b/"),
        ("https://ameblo.jp/ann/entrylist-3.html?x=1", "https://ameblo.jp/ann/"),
        ("https://ameblo.jp/ann/", None),
        ("https://other.example/ann/entry-1.html", None),
    ],
)
def test_any_page_of_a_blog_tells_its_home(address: str, home: str | None) -> None:
    assert Ameblo.aliases.home(address) == home


def test_the_feed_stands_for_the_blog() -> None:
    assert Ameblo.aliases.own_address("http://rssblog.ameba.jp/ann/rss20.xml") == "https://ameblo.jp/ann/"


def test_a_page_tells_the_number_of_its_blog() -> None:
    html = (PAGES / "entry-2026.html").read_text()
    assert said.blog_number(html, "ann") == "10052327982"
    assert said.blog_number(html, "bob") is None
    for broken in ("", "window.INIT_DATA=", 'window.INIT_DATA={"bloggerState":[]};', 'window.INIT_DATA={"bloggerState":'):
        assert said.blog_number(broken, "ann") is None


def test_the_api_names_open_entries_and_those_of_friends() -> None:
    opened, friends = said.read_entries(page((PAGES / "entries.json").read_bytes()), Frame(rules=Ameblo.rules), home=HOME)
    assert opened.hints is not None
    assert opened.hints.published is not None
    assert opened.hints.updated is not None
    assert (opened.sighting.url, opened.hints.title, opened.post) == (f"{HOME}/entry-12966301740.html", "櫂と 綱", None)
    assert (opened.hints.published.iso, opened.hints.updated.iso) == ("2026-05-16T08:46:17+09:00", "2026-05-16T17:04:35+09:00")
    assert [(term.name, term.kind.value) for term in opened.hints.terms] == [("木工", "category")]
    assert friends.post is not None
    assert (friends.post.url, friends.post.access, friends.post.body_text) == (f"{HOME}/amemberentry-12966301741.html", Access.MEMBERS, "")
    assert said.keys_of(answer()) == ["12966301740", "12966301741"]
    assert (said.total_of(answer()), said.next_of(answer())) == (233, 100)


def test_an_edit_changes_an_entrys_fingerprint() -> None:
    before, edited = answer(), answer()
    edited["entities"]["entryMap"]["12966301740"]["last_edit_datetime"] = "2026-05-17T00:00:00.000+09:00"
    assert said.stamps_of(before, home=HOME)[0].fingerprint != said.stamps_of(edited, home=HOME)[0].fingerprint


def test_an_answer_of_another_shape_costs_only_itself() -> None:
    for body in (b"{}", b"null", b'{"entities":[]}', b'{"entities":{"entryMap":{"1":5,"2":{"entry_id":true}},"blogPageMap":{}}}'):
        assert said.read_entries(page(body), Frame(rules=Ameblo.rules), home=HOME) == []
        assert said.next_of(json.loads(body)) is None


def test_an_answer_says_where_the_next_one_begins() -> None:
    root = "https://ameblo.jp/_api/blogEntries;amebaId=ann;blogId=7"
    api = blog_entries(root, HOME)
    response: Any = None
    assert api.pages(1, None) == f"{root};limit=100;offset=0"
    assert api.pages(2, Answer(response, answer(), 2)) == f"{root};limit=100;offset=100"
    last = answer()
    last["entities"]["blogPageMap"]["10052327982"]["paging"]["next"] = 233
    assert api.pages(3, Answer(response, last, 2)) is None


def test_lists_are_numbered() -> None:
    first = read_listing(page(b"<html><body><p>x</p></body></html>", f"{HOME}/entrylist.html"))
    assert numbered_list(first, 2) == f"{HOME}/entrylist-2.html"


def test_an_entry_with_all_its_fields() -> None:
    read = extract_post(page((PAGES / "entry-2026.html").read_bytes(), f"{HOME}/entry-12966301740.html"), Ameblo.rules).post
    assert (read.title, read.body_text) == ("櫂と 綱", "櫂を削った。\n楡について\n一週間かかった。")
    assert [author.name for author in read.authors] == ["アン@島"]
    assert read.published is not None
    assert read.published.iso == "2026-05-16T08:46:17+09:00"
    assert [media.url for media in read.media] == [
        "https://stat.ameba.jp/user_images/20260516/08/ann/aa/bb/p/o0640040012345678901.png",
        "https://stat.ameba.jp/user_images/20260516/08/ann/aa/bb/p/o0800060012345678902.jpg",
    ]
    assert "https://wood.example/elm" in [link.url for link in read.links]
