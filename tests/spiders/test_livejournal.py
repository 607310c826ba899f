"""LiveJournal and its kin: recognised by what a journal's page declares, entries of three designs read, comments with what they answer."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from scraper.detect import HomePage
from scraper.extraction.post import extract_post
from scraper.inventory import Inventory
from scraper.items import Extraction, Hints, Page
from spiders.livejournal import LiveJournal
from storage.records import REMOVED

PAGES = Path(__file__).resolve().parents[1] / "platforms/livejournal"
NOW = datetime(2026, 12, 1, tzinfo=UTC)


def read(name: str, number: int, hints: Hints | None = None) -> Extraction:
    page = Page(url=f"https://tide-tables.journal.example/{number}.html", body=(PAGES / name).read_bytes(), fetched_at=NOW)
    return extract_post(page, LiveJournal.rules, hints)


FEEDS = '<link rel="alternate" type="application/rss+xml" href="https://a.example/data/rss"><link rel="alternate" href="https://a.example/data/atom">'


@pytest.mark.parametrize(
    ("html", "is_journal"),
    [
        ((PAGES / "entry-dreamwidth.html").read_text(), True),
        ((PAGES / "entry-2018.html").read_text(), True),
        (FEEDS, True),
        ('<link rel="alternate" type="application/rss+xml" href="/data/rss"><p>Data of a town</p>', False),
        ('<p>I moved here from <span class="ljuser"><b>me</b></span></p>', False),
    ],
)
def test_a_home_page_is_recognised_by_its_marks(html: str, is_journal: bool) -> None:
    assert (LiveJournal.recognise(HomePage(url="https://a.example/", html=html, headers={})) >= 0.7) is is_journal


def test_an_entry_of_a_community_with_all_its_fields() -> None:
    read_page = read("entry-dreamwidth.html", 2014)
    post = read_page.post
    assert (post.title, post.body_text) == ("The oar", "We carved an oar for cy.\nIt took a week.")
    assert [(author.name, author.url) for author in post.authors] == [("ann_bo", "https://ann-bo.journal.example/")]
    assert post.published is not None
    assert post.published.iso == "2014-11-14T00:35:00"
    assert [term.name for term in post.terms] == ["boats", "north steps"]
    assert [(counter.name, counter.value) for counter in post.counters] == [("comments", 31)]
    assert read_page.further == ("https://tide-tables.journal.example/2014.html?view=flat&page=2&format=light",)


def test_comments_have_their_subject_author_moment_and_what_they_answer() -> None:
    comments = read("entry-dreamwidth.html", 2014).post.comments
    assert [(c.key, c.parent, c.author, c.text, c.status) for c in comments] == [
        ("301", None, "cy", "Ash or elm?\nWhich wood was it?", "approved"),
        ("302", None, None, "", REMOVED),
        ("303", "301", None, "Elm.", "approved"),
    ], "of one that is collapsed nothing is taken"
    assert [c.published.iso if c.published else None for c in comments] == ["2014-11-14T02:37:00+00:00", None, "2014-11-23T22:37:00+00:00"]
    assert (comments[0].html, comments[0].author_url) == ("<p>Ash or elm?</p>Which <i>wood</i> was it?", "https://cy.journal.example/")


def test_comments_that_a_script_shows_are_read_from_the_pages_data() -> None:
    post = read("entry-2018.html", 240072).post
    assert [(c.key, c.parent, c.author, c.text, c.status) for c in post.comments] == [
        ("1841864", None, "cy", 'Bright\nHow bright? {"very"}; tell', "approved"),
        ("1842120", "1841864", None, "", REMOVED),
        ("1842376", "1842120", "ann", "Very.", "approved"),
    ]
    assert post.comments[0].published is not None
    assert post.comments[0].published.iso == "2018-04-02T21:03:47+00:00"


def test_an_entry_without_a_subject_is_untitled_whatever_stands_in_its_place() -> None:
    for hints in (None, Hints(title="(no subject)", source="listing", stated_by={"title": "listing"})):
        post = read("entry-2018.html", 240072, hints).post
        assert not post.title
    assert post.published is not None
    assert (post.published.iso, [term.name for term in post.terms]) == ("2018-04-02T21:00:00", ["lamp"])
    assert [media.url for media in post.media] == ["https://ic.pics.livejournal.com/tide_tables/1/2/2_original.jpg"]
    assert "Like" not in (post.body_text or "")


def test_an_entry_of_the_older_design() -> None:
    post = read("entry-2013.html", 77).post
    assert post.published is not None
    assert (post.title, post.body_text, post.published.iso) == ("Лодка", "Мы построили лодку.", "2013-09-07T19:07:00")
    assert ([term.name for term in post.terms], [author.name for author in post.authors]) == (["лодки"], ["tide_tables"])
    assert [(c.key, c.author, c.text) for c in post.comments] == [("301", "cy", "Ура")]


def test_half_an_emoji_in_the_pages_data_costs_no_comment() -> None:
    record = '{"dtalkid":5,"article":"Ho\\ud83d!","dname":"cy"}'
    html = f"<html><body><div class='entry-content'>Words.</div><script>Site.page = {{\"comments\":[{record}]}};</script></body></html>"
    page = Page(url="https://a.example/1.html", body=html.encode(), fetched_at=NOW)
    assert [comment.text for comment in extract_post(page, LiveJournal.rules).post.comments] == ["Ho\ufffd!"]


@pytest.mark.parametrize("data", ["{", "[]", "null", '{"comments":5}', '{"comments":[5,null,{"dtalkid":[]},{"dtalkid":"x","article":5}]}'])
def test_data_of_another_shape_hold_no_comments(data: str) -> None:
    html = f"<html><body><div class='entry-content'>Words.</div><script>Site.page = {data};</script></body></html>"
    page = Page(url="https://a.example/1.html", body=html.encode(), fetched_at=NOW)
    assert extract_post(page, LiveJournal.rules).post.comments == ()


@pytest.mark.parametrize(
    ("path", "is_post"),
    [("77.html", True), ("2014.html", True), ("2026/02/01/my-slug.html", True), ("77.html?thread=301", False), ("2014/11/", False), ("tag/77.html", False)],
)  # fmt: skip
def test_only_entries_have_the_addresses_of_entries(path: str, is_post: bool) -> None:
    for home in ("https://tide-tables.journal.example/", "https://users.journal.example/tide_tables/"):
        assert Inventory(home_url=home, post_path=LiveJournal.post_path).is_post_address(home + path) is is_post
