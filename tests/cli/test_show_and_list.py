"""``show`` and ``list``: what is held, and who said so."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from scraper.cli.commands.show import threaded
from storage.archive import Archive
from storage.batch import Writer
from storage.events import PostRead
from storage.records import BlogId, Comment, Post
from tests.cli.conftest import LONG_AGO, POSTS, Call

DAY = timedelta(days=1)


def test_show_tells_each_field_with_its_source(call: Call, archive: Path) -> None:
    lines = call("--archive", archive, "show", "https://blog.example/bread").out.splitlines()
    facts = {line[:18].strip(): line[19:] for line in lines}
    assert facts["title"] == "Bread  [feed]"
    assert facts["published_at"] == "2024-02-03T23:30:00+09:00  [json-ld]"
    assert facts["updated_at"] == "2024-02-05 (uncertain)"
    assert facts["authors"] == "Ada, Bo"
    assert facts["body"].startswith("2 words, 1 link, 1 media  [feed]")
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


@pytest.mark.parametrize("words", [("--text", "--raw"), ("--html", "--text")])
def test_one_form_is_shown_at_a_time(call: Call, archive: Path, words: tuple[str, ...]) -> None:
    done = call("--archive", archive, "show", "1", *words)
    assert (done.code, done.out) == (2, "")
    assert all(word in done.err for word in words)


def test_a_revision_is_shown_with_its_own_content_to_people_and_to_programs(call: Call, archive: Path) -> None:
    edited = replace(POSTS[0], title="Better bread", body_text="Flour, water, salt.", body_html="<p>Flour, water, salt.</p>")
    read = PostRead(
        blog_id=BlogId(1), crawl_id=None, address=edited.url, post=edited, captured_at=LONG_AGO + DAY, capture_url=None, version="test"
    )
    with Archive.open(archive) as opened, Writer(opened) as writer:
        writer.put(read).result(timeout=30)
    for number, title in (("1", "Bread"), ("2", "Better bread")):
        words = ("--archive", archive, "show", "1", "--rev", number)
        lines = call(*words).out.splitlines()
        assert lines[next(i for i, line in enumerate(lines) if line.startswith("title "))].startswith(f"{'title':18} {title}  [")
        assert call(*words, "--json").json["title"] == title
    assert call("--archive", archive, "show", "1", "--rev", "1", "--json").json["capture"]["warc_file"].endswith(".warc.gz")


def test_comments_are_shown_however_deep_they_answer_and_also_in_a_circle() -> None:
    deep = [Comment(key=f"c{i}", text="", parent=f"c{i - 1}" if i else "not held") for i in range(2000)]
    circle = [Comment(key="a", text="", parent="b"), Comment(key="b", text="", parent="a"), Comment(key="own", text="", parent="own")]
    shown = [(depth, comment.key) for depth, comment in threaded((*circle, *reversed(deep)))]
    assert shown == [*((i, f"c{i}") for i in range(2000)), (0, "a"), (1, "b"), (0, "own")]


def test_a_deep_answer_is_set_to_the_right_only_so_far(call: Call, archive: Path) -> None:
    deep = tuple(Comment(key=f"k{i}", author="Di", text=f"answer {i}", parent=f"k{i - 1}" if i else None) for i in range(80))
    post = Post(url="https://blog.example/deep", title="Deep", body_text="Words.", comments=deep)
    read = PostRead(blog_id=BlogId(1), crawl_id=None, address=post.url, post=post, captured_at=LONG_AGO, capture_url=None, version="test")
    with Archive.open(archive) as opened, Writer(opened) as writer:
        writer.put(read).result(timeout=30)
    lines = call("--archive", archive, "show", post.url).out.splitlines()[-80:]
    assert [line.strip() for line in lines] == [f"Di: answer {i}" for i in range(80)]
    assert max(len(line) for line in lines) < 80


@pytest.mark.parametrize(
    ("words", "first"),
    [
        (("authors",), ["1", "Ada", "https://blog.example/ada", "blog.example"]),
        (("terms", "--sort", "name"), ["1", "category", "Food", "blog.example"]),
        (("comments",), ["2024-02-04", "Cy", "Mine burnt.", "https://blog.example/bread"]),
        (("comments", "--fields", "author,kind"), ["Cy", "comment"]),
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
    "words",
    [
        ("posts", "--fields", "tittle"),
        ("posts", "--fields", ","),
        ("posts", "--fields", ""),
        ("posts", "--sort", "tittle"),
        ("terms", "--author", "Ada"),
        ("posters",),
    ],
)
def test_a_column_or_filter_that_a_list_has_not_is_a_mistake(call: Call, archive: Path, words: tuple[str, ...]) -> None:
    assert call("--archive", archive, "list", *words).code == 2
