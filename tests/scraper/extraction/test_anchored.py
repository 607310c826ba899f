"""Pages that several posts share: where one ends and the next begins, whose the day is, and which places are none of a post."""

from datetime import UTC, datetime
from typing import Any

import pytest

from scraper.extraction.lists.shared import AnchoredEntry, SharedPage, read_anchored
from scraper.items import Page, Rules

URL = "https://diary.example/2003/05.html"
TEXT = "The road was wet, the dog was slow, and nobody wanted to talk."


def shared(body: str, *, url: str = URL, **wish: Any) -> SharedPage:
    html = f"<html><head><title>Slow days: May 2003</title></head><body><h1><a href='/'>Slow days</a></h1><div>{body}</div></body></html>"
    return read_anchored(Page(url=url, body=html.encode(), fetched_at=datetime(2026, 1, 1, tzinfo=UTC), charset="utf-8"), Rules(), **wish)


def told(entry: AnchoredEntry) -> tuple[str, str | None, str | None, str | None]:
    published = entry.post.published
    return entry.fragment, entry.post.title, published.iso if published else None, entry.post.body_text


BLOGGER = (
    '{day}<div class="post"><a name="94{n}"></a><h3>Walk {n}</h3><p>{text}</p><p>posted by Jo at <a href="#94{n}">10:07 PM</a></p></div>'
)
BREAKS = '{day}<a name="94{n}"></a><b>Walk {n}.</b> {text}<br>posted by Jo | <a href="{url}#94{n}">10:07 PM</a><br><br>'
RULES = '{day}<a name="94{n}" href="#94{n}">#</a> {text}<hr>'
ROWS = '{day}<h3><a name="94{n}" href="#94{n}">*{n}</a> Walk {n}</h3>{text}'


@pytest.mark.parametrize(
    ("pattern", "title", "text"),
    [
        (BLOGGER, "Walk {n}", TEXT),
        (BREAKS, None, f"Walk {{n}}. {TEXT}"),
        (RULES, None, TEXT),
        (ROWS, "Walk {n}", TEXT),
    ],
    ids=["boxes", "line breaks", "rules", "headings"],
)
def test_an_entry_goes_from_its_place_to_the_next_under_the_day_of_the_heading_above(pattern: str, title: str | None, text: str) -> None:
    days = {1: "<h2>Thursday, May 15, 2003</h2>", 3: '<div class="date">14 May 2003</div>'}
    page = shared("".join(pattern.format(n=n, day=days.get(n, ""), text=TEXT, url=URL) for n in (1, 2, 3, 4)))
    assert list(map(told, page.entries)) == [
        (f"94{n}", title and title.format(n=n), "2003-05-15" if n < 3 else "2003-05-14", text.format(n=n)) for n in (1, 2, 3, 4)
    ]
    assert page.at(URL) == list(page.entries)


@pytest.mark.parametrize(
    ("place", "url", "day"),
    [
        ('<a name="{n}">{n}</a>', URL, "2003-05-{n}"),
        ('<a name="d{n}"><b>May {n}</b></a>', URL, "2003-05-{n}"),
        ('<h3 id="200305{n}">Rain</h3>', "https://diary.example/", "2003-05-{n}"),
        ('<a name="a{n}"></a>', "https://diary.example/2003/05/15.html", "2003-05-15"),
        ('<h3 id="{n}">May {n}, 2003</h3>', "https://diary.example/diary.html", "2003-05-{n}"),
    ],
    ids=["number of the day", "without a year", "whole day", "in the page's address", "as heading"],
)
def test_the_day_is_that_of_the_entry_or_of_its_address(place: str, url: str, day: str) -> None:
    name = "200305{n}" if "200305" in place else "d{n}" if "d{n}" in place else "a{n}" if "a{n}" in place else "{n}"
    contents = "".join(f'<a href="#{name}">{{n}}</a> '.format(n=n) for n in (15, 12, 10))
    page = shared(contents + "".join(f"{place}<p>{TEXT}</p>".format(n=n) for n in (15, 12, 10)), url=url)
    assert [entry.post.published.iso for entry in page.entries if entry.post.published] == [day.format(n=n) for n in (15, 12, 10)]
    assert {entry.post.body_text for entry in page.entries} == {TEXT}


def test_the_entries_of_a_front_page_are_those_of_the_pages_to_which_their_permalinks_lead() -> None:
    month = "https://diary.example/archives/2003_05.html"
    item = '<h2>May {n}, 2003</h2><a name="94{n}"></a><p>{text}</p><p><a href="{month}#94{n}">link</a></p>'
    page = shared("".join(item.format(n=n, text=TEXT, month=month) for n in (15, 12, 10)), url="https://diary.example/")
    assert {(entry.page, entry.post.body_text) for entry in page.entries} == {(month, TEXT)}
    assert page.documents == (month,)
    assert page.at("https://diary.example/") == []


UNDATED = "".join(f'<h2 id="q{n}">Question {n} <a href="#q{n}">¶</a></h2><p>{TEXT}</p>' for n in range(9))
COMMENTS = "".join(f'<div id="comment-{n}"><p>{TEXT}</p><a href="#comment-{n}">May {n}, 2003</a></div>' for n in range(1, 9))
UNLINKED = "".join(f'<h2 id="d{n}">May {n}, 2003</h2><p>{TEXT}</p>' for n in range(1, 9))
TWO = "".join(f'<h2 id="d{n}">May {n}, 2003 <a href="#d{n}">#</a></h2><p>{TEXT}</p>' for n in (1, 2))


@pytest.mark.parametrize("body", [UNDATED, COMMENTS, UNLINKED, TWO], ids=["no days", "comments", "no links", "too few"])
def test_other_places_of_a_page_are_no_posts(body: str) -> None:
    assert shared(body).entries == ()


def test_a_note_below_an_entry_does_not_cut_it() -> None:
    item = '<h2>May {n}, 2003 <a id="d{n}" href="#d{n}">#</a></h2><p>{text}<a id="fnref{n}" href="#fn{n}">1</a></p><p>Home.</p>'
    notes = '<ol><li id="fn{n}">Wet. <a href="#fnref{n}">back</a></li></ol>'
    page = shared("".join((item + notes).format(n=n, text=TEXT) for n in (15, 12, 10)))
    assert [entry.fragment for entry in page.entries] == ["d15", "d12", "d10"]
    assert all("Home." in (entry.post.body_text or "") for entry in page.entries)


@pytest.mark.parametrize("box", ["<h4>May 15, 2003</h4><div>", "<div><h4>May 15, 2003</h4>"], ids=["above", "within"])
def test_the_one_entry_of_a_page_is_read_where_others_are_known(box: str) -> None:
    page = shared(f'{box}<a name="a1"></a><p>{TEXT}</p><a href="#a1">#</a></div>', least=1)
    assert list(map(told, page.entries)) == [("a1", None, "2003-05-15", TEXT)]


def test_a_part_of_a_page_is_no_entry_beside_those_with_numbers_unless_it_is_wanted() -> None:
    body = f'<a href="#main">Skip</a><div id="main">{BLOGGER}</div>'.format(n=1, day="<h2>May 15, 2003</h2>", text=TEXT)
    assert [entry.fragment for entry in shared(body, least=1).entries] == ["941"]
    assert [entry.fragment for entry in shared(body, wanted="main").entries] == ["main"]
