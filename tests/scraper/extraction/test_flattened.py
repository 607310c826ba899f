"""Flattened pages: every page of ``flattened_pages`` gives exactly what stands in the JSON beside it."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from scraper.errors import ExtractionError
from scraper.extraction.flattened.lines import line_day
from scraper.extraction.flattened.page import read_flattened, repeated_lines
from storage.records import Post

PAGES = Path(__file__).parent / "flattened_pages"
LONG = "The morning began before the harbour was awake, and nobody on the quay could have said how the day would end for the two of us. "
URL = "urn:sha1:PAGE"


def fields_of(post: Post) -> dict[str, Any]:
    """A post as the JSON files state it; what is empty is left out."""
    stated = {
        "title": post.title,
        "subtitle": post.subtitle,
        "authors": [author.name for author in post.authors],
        "published": post.published.iso if post.published else None,
        "updated": post.updated.iso if post.updated else None,
        "terms": [[term.kind.value, term.name] for term in post.terms],
        "counters": {counter.name: counter.value for counter in post.counters},
        "body": (post.body_text or "").split("\n"),
        "comments": [[c.author, c.published.iso if c.published else None, c.text] for c in post.comments],
        "uncertain": sorted(post.uncertain),
    }
    return {name: value for name, value in stated.items() if value}


@pytest.mark.parametrize("page", sorted(PAGES.glob("*.txt")), ids=lambda page: page.stem)
def test_flattened_page(page: Path) -> None:
    wanted = json.loads(page.with_suffix(".json").read_text(encoding="utf-8"))
    post = read_flattened(page.read_text(encoding="utf-8"), url=URL)
    assert fields_of(post) == {name: value for name, value in wanted.items() if value}
    assert post.url == URL
    assert set(post.sources.values()) == {"text"}


@pytest.mark.parametrize("page", sorted(PAGES.glob("*.txt")), ids=lambda page: page.stem)
@pytest.mark.parametrize("ending", ["\r\n", "\r", "\u2028"])
def test_line_ends_and_a_byte_order_mark_change_nothing(page: Path, ending: str) -> None:
    text = page.read_text(encoding="utf-8")
    assert read_flattened("\ufeff" + text.replace("\n", ending) + ending, url=URL) == read_flattened(text, url=URL)


def test_a_captured_page_comes_out_whole(shared_dir: Path) -> None:
    text = (shared_dir / "samples/wix/summit-in-geneva.flattened.txt").read_text(encoding="utf-8")
    post = read_flattened(text, url=URL)
    body = (post.body_text or "").split("\n")
    assert post.title == "Biden-Putin 2021 Summit in Geneva"
    assert [author.name for author in post.authors] == ["Miriam Specka"]
    assert {counter.name: counter.value for counter in post.counters} == {"views": 10, "comments": 0}
    assert post.published is None
    assert body == [*(line.strip() for line in text.splitlines() if len(line) > 200), "Further reading and sources consulted"]


@pytest.mark.parametrize("text", ["", "\n \r\n\t\n", "\ufeff", "\u200b\n"])
def test_nothing_in_it_is_an_error_of_one_line(text: str) -> None:
    with pytest.raises(ExtractionError, match="no text"):
        read_flattened(text, url=URL)


def test_text_is_escaped_in_the_html() -> None:
    post = read_flattened(f"Title of it\n\n{LONG}<script>alert(1)</script> & more\n\n<b>end</b>", url=URL)
    assert post.body_html is not None
    assert "<script>" not in post.body_html
    assert post.body_html.endswith("<p>&lt;b&gt;end&lt;/b&gt;</p>")
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; more</p>" in post.body_html


def test_addresses_in_the_text_are_links() -> None:
    post = read_flattened(f"Title of it\n\n{LONG}See https://a.example/x_(y), or (https://b.example/z).\nhttps://a.example/x_", url=URL)
    assert [link.url for link in post.links] == ["https://a.example/x_", "https://b.example/z"]


@pytest.mark.parametrize("line", ["Feb 2", "3 days ago", "vor 3 Tagen", "2月3日", "23 hours ago"])
def test_a_day_without_a_year_is_no_date_but_marks_the_byline(line: str) -> None:
    post = read_flattened(f"top of page\nSearch\nA morning at the harbour\nAda Brook\n{line}\n{LONG}\n3 views\nbottom of page", url=URL)
    assert (post.title, post.published) == ("A morning at the harbour", None)
    assert post.body_text == LONG.strip()


def test_a_copyright_year_is_no_date() -> None:
    post = read_flattened(f"A morning\n\n{LONG}\n\n© 2019 Harbour. All rights reserved.", url=URL)
    assert post.published is None
    assert post.body_text == LONG.strip()


def page_of_blog(number: int, extra: str = "") -> str:
    """A page of a blog of unknown software: a template around a post."""
    return (
        f"The Harbour Gazette\nBoats\nOpening hours\nPost number {number} of the series\n\n{number}. {LONG}\n\n{extra}"
        f"Further reading\nThe sea, volume {number}\n\nFind us on the quay\nCall the harbour master\n"
    )


def test_lines_that_repeat_over_a_blog_are_its_template() -> None:
    pages = [page_of_blog(number) for number in range(5)]
    repeated = repeated_lines(pages)
    post = read_flattened(pages[3], url=URL, repeated_lines=repeated)
    assert post.title == "Post number 3 of the series"
    assert post.body_text == f"3. {LONG.strip()}\nFurther reading\nThe sea, volume 3"


def test_without_other_pages_what_cannot_be_told_stays() -> None:
    post = read_flattened(page_of_blog(3), url=URL)
    for line in ("Boats", "Opening hours", "Post number 3 of the series", "Find us on the quay", "Call the harbour master"):
        assert line in (post.body_text or "").split("\n")


def test_an_authors_own_heading_is_kept_although_it_repeats() -> None:
    pages = [
        page_of_blog(number).replace(f"The sea, volume {number}\n\nFind us on the quay\nCall the harbour master\n", "")
        for number in range(4)
    ]
    post = read_flattened(pages[0], url=URL, repeated_lines=repeated_lines(pages))
    assert (post.body_text or "").endswith("\nFurther reading")


def test_the_name_of_a_blogs_only_author_repeats_and_is_still_the_author() -> None:
    pages = [
        f"top of page\nSearch\nAda Brook\n\nMorning {number} at the harbour\n\n{number} {LONG}\n\n5 views\nbottom of page"
        for number in range(4)
    ]
    post = read_flattened(pages[2], url=URL, repeated_lines=repeated_lines(pages))
    assert (post.title, [author.name for author in post.authors]) == ("Morning 2 at the harbour", ["Ada Brook"])


@pytest.mark.parametrize(
    ("pages", "expected"),
    [
        (["a\nx", "a\ny"], frozenset()),
        (["a\nx", "a\ny", "a\nz"], {"a"}),
        (["a\nx", "A  \ny", "a:\nz", "w", "v", "u"], {"a"}),
        (["a\nx", "a\ny", "a\nz", "w", "v", "u", "t"], frozenset()),
        (["a\na\na", "b", "c"], frozenset()),
    ],
)
def test_what_repeats_is_on_three_and_on_half_of_the_pages(pages: list[str], expected: frozenset[str]) -> None:
    assert repeated_lines(pages) == expected


def test_a_long_line_that_repeats_is_no_template() -> None:
    assert repeated_lines([LONG * 2] * 5) == frozenset()


def test_a_file_of_ten_thousand_lines_is_read_whole() -> None:
    text = "\n".join(
        ["top of page", "Ada Brook", "Title of it", *(f"{number}. {LONG}" for number in range(10_000)), "3 views", "bottom of page"]
    )
    post = read_flattened(text, url=URL)
    assert len((post.body_text or "").split("\n")) == 10_000


PIECES = (
    *(
        "top of page",
        "Search",
        "Ada Brook",
        "Feb 3, 2021",
        "3 days ago",
        "2 min read",
        "A morning at the harbour",
        "by Ada Brook",
        "12",
        "Share",
    ),
    *(
        "10 views0 comments",
        "Comments",
        "3 Comments",
        "Bob says:",
        "March 4, 2012 at 4:05 pm",
        "Nice.",
        "Reply",
        "Leave a Reply",
        "Tags:",
        "boats",
    ),
    *(
        "Recent Posts",
        "See All",
        "Post navigation",
        "© 2019 Harbour",
        "bottom of page",
        "Further reading",
        "Posted in News",
        "",
        "Home",
        "Written by",
    ),
)


@given(st.lists(st.sampled_from(PIECES) | st.integers(0, 99).map(lambda number: f"{number} {LONG * 2}".strip()), min_size=1, max_size=30))
def test_no_paragraph_is_ever_lost(lines: list[str]) -> None:
    assume(any(lines))
    post = read_flattened("\n".join(lines), url=URL)
    kept = "\n".join([post.body_text or "", *(comment.text for comment in post.comments)]).split("\n")
    assert [line for line in lines if len(line) > 200 and line not in kept] == []


@given(st.text(max_size=400))
def test_no_text_breaks_the_reading(text: str) -> None:
    try:
        post = read_flattened(text, url=URL)
    except ExtractionError:
        return
    assert post.title or post.body_text or post.counters or post.authors or post.published or post.comments or post.terms


@pytest.mark.parametrize(("line", "day"), [("Feb 282 min read", None), ("Yesterday5 мин. чтения", None)])
def test_a_reading_time_that_is_glued_to_the_day_is_none_of_the_text(line: str, day: str | None) -> None:
    post = read_flattened(f"Frost at six\nAnn Lee\n{line}\n{LONG}\n{LONG}", url=URL)
    assert (post.title, [author.name for author in post.authors]) == ("Frost at six", ["Ann Lee"])
    assert (post.body_text or "").startswith("The morning")


def test_a_sentence_that_begins_with_a_day_is_text() -> None:
    sentence = "2019年10月16日の朝、船は七時に出て誰も驚かなかった"
    post = read_flattened(f"Frost at six\n{LONG}\n{sentence}\n{LONG}", url=URL)
    assert sentence in (post.body_text or "")
    assert line_day(sentence) is None
