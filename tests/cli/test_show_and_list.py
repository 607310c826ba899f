"""``show`` and ``list``: what is held, and who said so."""

from pathlib import Path

import pytest

from tests.cli.conftest import Call


def test_show_tells_each_field_with_its_source(call: Call, archive: Path) -> None:
    lines = call("--archive", archive, "show", "https://blog.example/bread").out.splitlines()
    facts = {line[:18].strip(): line[19:] for line in lines}
    assert facts["title"] == "Bread  [feed]"
    assert facts["published_at"] == "2024-02-03T23:30:00+09:00  [json-ld]"
    assert facts["updated_at"] == "2024-02-05 (uncertain)"
    assert facts["authors"] == "Ada, Bo"
    assert facts["body"].startswith("2 words, 1 links, 1 media  [feed]")
    assert "warc/blog.example/" in facts["revision 1"]


def test_show_puts_an_answer_under_its_comment(call: Call, archive: Path) -> None:
    out = call("--archive", archive, "show", "1").out
    assert "\n  Cy, 2024-02-04: Mine burnt.\n    Ada: Lower the heat.\n" in out


@pytest.mark.parametrize("name", ["1", "https://blog.example/bread", "blog.example/bread", "https://blog.example/bread/"])
def test_a_post_is_found_by_id_and_by_any_spelling_of_its_address(call: Call, archive: Path, name: str) -> None:
    assert call("--archive", archive, "show", name, "--text").out == "Flour, water.\n"


@pytest.mark.parametrize("name", ["0", "99", "9" * 40, "https://blog.example/nothing", "https://other.example/", "bread"])
def test_a_post_that_is_not_there_is_a_mistake(call: Call, archive: Path, name: str) -> None:
    done = call("--archive", archive, "show", name)
    assert done.code == 2
    assert "no such post" in done.err


def test_html_and_raw(call: Call, archive: Path) -> None:
    assert call("--archive", archive, "show", "1", "--html").out == "<p>Flour, water.</p>\n"
    assert call("--archive", archive, "show", "1", "--raw").out == "<p>0"


@pytest.mark.parametrize(
    ("words", "first"),
    [
        (("authors",), ["1", "Ada", "https://blog.example/ada", "blog.example"]),
        (("terms", "--sort", "name"), ["1", "category", "Food", "blog.example"]),
        (("comments",), ["2024-02-04", "Cy", "Mine burnt.", "https://blog.example/bread"]),
        (("media",), ["1", "image", "https://blog.example/loaf.jpg", "blog.example"]),
        (("links",), ["1", "https://other.example/", "blog.example"]),
        (("captures", "--fields", "url,content_type"), ["https://blog.example/hostile", "text/html"]),
        (("posts", "--sort", "published_at", "--fields", "url", "--limit", "1"), ["https://blog.example/hostile"]),
        (("posts", "--sort", "-published_at", "--fields", "url", "--limit", "1"), ["https://blog.example/bread"]),
        (("posts", "--author", "Bo", "--fields", "title,authors,words"), ["Bread", "Ada, Bo", "2"]),
    ],
)
def test_lists(call: Call, archive: Path, words: tuple[str, ...], first: list[str]) -> None:
    done = call("--archive", archive, "list", *words)
    assert done.err == ""
    assert done.out.splitlines()[0].split("\t") == first


@pytest.mark.parametrize(
    "words", [("posts", "--fields", "tittle"), ("posts", "--sort", "tittle"), ("terms", "--author", "Ada"), ("posters",)]
)
def test_a_column_or_filter_that_a_list_has_not_is_a_mistake(call: Call, archive: Path, words: tuple[str, ...]) -> None:
    assert call("--archive", archive, "list", *words).code == 2
