"""``audit`` states completeness, ``status`` and ``update`` know what is due."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from scraper.cli.statement import spans
from storage.archive import Archive
from storage.batch import Writer
from storage.events import ListingSeen
from storage.queries import find_blog
from storage.records import BlogId, Sighting
from storage.writer import finish_crawl, note_wishes, start_crawl, update_blog
from tests.cli.conftest import Call


def crawled(archive: Path, outcome: str, *, ago: timedelta = timedelta(0), error: str | None = None) -> None:
    """A crawl that ended so."""
    moment = datetime.now(UTC) - ago
    with Archive.open(archive) as opened:
        crawl = start_crawl(opened, blog_id(opened), moment)
        finish_crawl(opened, crawl, finished_at=moment, outcome=outcome, counts={}, error=error)


def blog_id(opened: Archive) -> BlogId:
    blog = find_blog(opened, "blog.example")
    assert blog is not None
    assert blog.id is not None
    return blog.id


def test_audit_names_what_a_source_knows_and_we_lack(call: Call, archive: Path) -> None:
    with Archive.open(archive) as opened, Writer(opened) as writer:
        sightings = tuple(Sighting(url=f"https://blog.example/{name}", source="sitemap") for name in ("bread", "lost"))
        writer.put(
            ListingSeen(
                blog_id=blog_id(opened),
                crawl_id=None,
                source="sitemap",
                document="https://blog.example/sitemap.xml",
                sightings=sightings,
                seen_at=datetime.now(UTC),
            )
        ).result(timeout=30)
    out = call("--archive", archive, "audit").out
    assert out.startswith("blog.example: sitemap 2; held 3; 1 missing; comments 2\n")
    assert "missing: https://blog.example/lost (not fetched yet; named by sitemap)" in out
    assert "1 post without a stated date" in out
    assert "2023-01 to 2024-02: 12 months without posts: 2023-02 to 2024-01" in out


def test_months_in_a_row_are_one_span() -> None:
    assert spans(["2019-11", "2020-01", "2019-12", "2020-03"]) == [["2019-11", "2019-12", "2020-01"], ["2020-03"]]


def test_a_blog_is_due_when_its_interval_is_over(call: Call, archive: Path) -> None:
    def due() -> str:
        return call("--archive", archive, "update", "--dry-run").out

    assert due() == "blog.example\thttps://blog.example/\n"  # never visited
    crawled(archive, "unchanged", ago=timedelta(hours=23))
    assert due() == ""
    assert call("--archive", archive, "status", "--due").out == ""
    assert call("--archive", archive, "update", "--all", "--dry-run").out != ""
    with Archive.open(archive) as opened:
        note_wishes(opened, blog_id(opened), every="12h")
    assert due() != ""
    (archive / "blogarchive.toml").write_text('[blogs."blog.example"]\nevery = "weekly"\n')
    assert due() == ""


@pytest.mark.parametrize("outcome", ["limit", "stopped", None])
def test_a_blog_whose_last_visit_was_cut_short_is_due(call: Call, archive: Path, outcome: str | None) -> None:
    crawled(archive, "unchanged")
    assert call("--archive", archive, "update", "--dry-run").out == ""
    if outcome is None:  # killed: its end is not known
        with Archive.open(archive) as opened:
            start_crawl(opened, blog_id(opened), started_at=datetime.now(UTC))
    else:
        crawled(archive, outcome)
    assert call("--archive", archive, "update", "--dry-run").out == "blog.example\thttps://blog.example/\n"


def test_a_blog_that_was_never_found_is_tried_again_by_the_next_run(call: Call, archive: Path) -> None:
    """A site that was down when its address was added must not wait for its second day because a daily job begins a minute early."""
    with Archive.open(archive) as opened:
        blog = find_blog(opened, "blog.example")
        assert blog is not None
        update_blog(opened, replace(blog, platform="unknown"))
    crawled(archive, "unreachable", ago=timedelta(minutes=50))
    assert call("--archive", archive, "update", "--dry-run").out == ""
    crawled(archive, "unreachable", ago=timedelta(minutes=70))
    assert call("--archive", archive, "update", "--dry-run").out != ""
    (archive / "blogarchive.toml").write_text('[blogs."blog.example"]\nevery = "weekly"\n')
    assert call("--archive", archive, "update", "--dry-run").out == ""


def test_a_tag_of_the_settings_chooses_blogs(call: Call, archive: Path) -> None:
    (archive / "blogarchive.toml").write_text('[blogs."blog.example"]\ntags = ["diaries"]\n')
    assert call("--archive", archive, "update", "@diaries", "--dry-run").out.startswith("blog.example")
    assert call("--archive", archive, "update", "@novels", "--dry-run").code == 2


def test_status_tells_trouble(call: Call, archive: Path) -> None:
    assert call("--archive", archive, "status", "--sick").out == ""
    crawled(archive, "unreachable", error="https://blog.example/: connection refused")
    (item,) = call("--archive", archive, "--json", "status", "--sick").json["items"]
    assert item["trouble"] == "unreachable: https://blog.example/: connection refused"
    assert (item["posts"], item["known"]) == (3, 3)


@pytest.mark.parametrize("column", ["blog", "posts", "last_change_at", "last_crawl_at", "next_due_at"])
def test_status_sorts_by_every_column_it_offers(call: Call, archive: Path, column: str) -> None:
    assert call("--archive", archive, "status", "--sort", column).out.startswith("blog.example\t")
