"""Exports: every field as it was stated, streamed, and a file that is there whole or not at all."""

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from storage.archive import Archive
from storage.exporters import exporters, whole_file
from storage.exporters.jsonl import JsonLines
from storage.exporters.rows import FIELDS, post_row
from storage.queries import StoredPost, posts
from tests.cli.conftest import Call

PROMISED = {
    *("url", "title", "subtitle", "authors", "published_at", "updated_at", "tags", "categories", "language", "body_text", "body_html"),
    *("comments", "counters", "media", "links", "access", "status", "revision", "captured_at", "sources"),
}


def rows(call: Call, archive: Path, *words: str) -> list[dict[str, Any]]:
    done = call("--archive", archive, "export", "jsonl", *words)
    assert done.code == 0
    return [json.loads(line) for line in done.out.splitlines()]


def test_a_post_comes_out_as_it_was_stated(call: Call, archive: Path) -> None:
    row = rows(call, archive)[0]
    assert set(row) >= PROMISED
    assert (row["type"], row["v"], row["blog"]) == ("post", 1, "blog.example")
    assert (row["published_at"], row["updated_at"]) == ("2024-02-03T23:30:00+09:00", "2024-02-05")
    assert row["authors"] == [{"name": "Ada", "url": "https://blog.example/ada"}, {"name": "Bo", "url": None}]
    assert (row["tags"], row["categories"], row["subtitle"]) == (["kitchen"], ["Food"], "")
    assert row["counters"] == {"views": 10, "comments": 0}
    assert [(comment["author"], comment["published_at"], comment["parent"]) for comment in row["comments"]] == [
        ("Cy", "2024-02-04", None),
        ("Ada", None, "c1"),
    ]
    assert row["media"][0]["url"] == "https://blog.example/loaf.jpg"
    assert row["media"][0]["alt"] == "A loaf"
    assert row["sources"] == {"title": "feed", "body_text": "feed", "published": "json-ld"}
    assert (row["uncertain"], row["doubts"]) == (["updated"], {"title": "open-graph: Bread!"})
    assert (row["status"], row["revision"], row["captured_at"]) == ("live", 1, "2024-05-06T07:08:09Z")
    assert row["capture"]["warc_file"].endswith(".warc.gz")


def test_what_nobody_stated_is_null(call: Call, archive: Path) -> None:
    row = next(row for row in rows(call, archive) if row["url"].endswith("undated"))
    assert [row[name] for name in ("published_at", "updated_at", "subtitle", "language", "licence")] == [None] * 5
    assert (row["authors"], row["comments"], row["counters"]) == ([], [], {})


@pytest.mark.parametrize(
    ("words", "names"),
    [
        ((), ["bread", "hostile", "undated"]),
        (("--since", "2024-01-01"), ["bread"]),
        (("--until", "2024-01-01"), ["hostile"]),
        (("--author", "Bo"), ["bread"]),
        (("--term", "Food"), ["bread"]),
        (("--status", "gone"), []),
        (("--status", "live", "--status", "gone", "--term", "kitchen"), ["bread"]),
        (("--blog", "https://blog.example/any/where"), ["bread", "hostile", "undated"]),
    ],
)
def test_filters(call: Call, archive: Path, words: tuple[str, ...], names: list[str]) -> None:
    assert [row["url"].rpartition("/")[2] for row in rows(call, archive, *words)] == names


def test_an_unknown_blog_is_a_mistake(call: Call, archive: Path) -> None:
    done = call("--archive", archive, "export", "jsonl", "--blog", "other.example")
    assert done.code == 2
    assert "other.example" in done.err


def test_every_row_has_every_field_in_the_documented_order(archive: Path) -> None:
    with Archive.open(archive) as opened:
        for stored in posts(opened):
            assert list(post_row(stored)) == list(FIELDS)


def test_a_failed_export_leaves_the_old_file_and_nothing_beside_it(archive: Path, tmp_path: Path) -> None:
    out = tmp_path / "out" / "posts.jsonl"
    out.parent.mkdir()
    out.write_text("old")

    def failing(found: Iterator[StoredPost]) -> Iterator[StoredPost]:
        yield next(found)
        raise RuntimeError("the database went away")

    with Archive.open(archive) as opened, pytest.raises(RuntimeError), whole_file(out) as file:
        JsonLines().write(failing(posts(opened)), file)
    assert out.read_text() == "old"
    assert [path.name for path in out.parent.iterdir()] == ["posts.jsonl"]


def test_an_export_has_the_rights_of_any_new_file(call: Call, archive: Path, tmp_path: Path) -> None:
    (tmp_path / "any").touch()
    call("--archive", archive, "export", "csv", "-o", "posts.csv")
    assert (tmp_path / "posts.csv").stat().st_mode == (tmp_path / "any").stat().st_mode


def test_an_export_to_a_link_writes_the_file_that_it_leads_to(call: Call, archive: Path, tmp_path: Path) -> None:
    (tmp_path / "disk").mkdir()
    (tmp_path / "posts.csv").symlink_to("disk/posts.csv")
    for _ in range(2):  # the file is made, then written anew
        assert call("--archive", archive, "export", "csv", "-o", "posts.csv").code == 0
        assert (tmp_path / "posts.csv").is_symlink()
        assert "Bread" in (tmp_path / "disk" / "posts.csv").read_text()


def test_an_export_to_a_pipe_goes_to_who_reads_it(call: Call, archive: Path, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with os.fdopen(os.open(tmp_path / "pipe", os.O_RDONLY | os.O_NONBLOCK), "rb") as reader:
        assert call("--archive", archive, "export", "jsonl", "-o", "pipe").code == 0
        assert (tmp_path / "pipe").is_fifo()
        assert len(reader.read().splitlines()) == 3


def test_no_folder_for_the_file_is_a_mistake(call: Call, archive: Path) -> None:
    done = call("--archive", archive, "export", "jsonl", "-o", "no/such/folder.jsonl")
    assert done.code == 2
    assert "no/such" in done.err


@pytest.mark.parametrize("name", ["archive.db", "archive.db-wal", "blogarchive.toml", "warc/posts.csv", "again/archive.db"])
def test_an_export_does_not_take_the_place_of_the_archive(call: Call, archive: Path, name: str) -> None:
    (archive / "again").symlink_to(archive)
    done = call("--archive", archive, "export", "csv", "-o", archive / name)
    assert (done.code, len(done.err.splitlines()), "belongs to the archive" in done.err) == (2, 1, True)
    assert call("--archive", archive, "status").code == 0
    assert call("--archive", archive, "export", "csv", "-o", archive / "posts.csv").code == 0


def test_formats_are_found_by_being_there() -> None:
    folder = Path(__file__).parents[2] / "storage" / "exporters"
    assert set(exporters()) == {path.stem for path in folder.glob("*.py")} - {"__init__", "rows"}
    assert all(exporter.purpose for exporter in exporters().values())
