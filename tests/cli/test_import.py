"""``import``: a saved page or a bare text becomes a post with its bytes as evidence."""

import json
from pathlib import Path
from typing import cast

from tests.cli.conftest import Call

PAGE = """<!doctype html><html lang="en"><head><title>Lamps | A Blog</title><link rel="canonical" href="https://saved.example/lamps">
<meta property="og:type" content="article"></head><body><article><h1>Lamps</h1><p>{}</p></article></body></html>"""
TEXT = "We walked along the harbour until the lamps were lit, and then a little further. " * 8


def exported(call: Call, archive: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in call("--archive", archive, "export", "jsonl").out.splitlines()]


def test_a_saved_page_makes_archive_blog_post_and_capture(call: Call, tmp_path: Path) -> None:
    (tmp_path / "lamps.html").write_text(PAGE.format(TEXT))
    done = call("--archive", "new", "import", "lamps.html")
    assert (done.code, done.err) == (0, "")
    assert done.out.startswith("new\tlamps.html\tLamps\thttps://saved.example/lamps")
    (row,) = exported(call, tmp_path / "new")
    assert (row["url"], row["blog"]) == ("https://saved.example/lamps", "saved.example")
    assert call("--archive", "new", "verify", "--all").code == 0
    assert call("--archive", "new", "show", "https://saved.example/lamps", "--raw").out == PAGE.format(TEXT)


def test_the_same_file_again_adds_nothing(call: Call, tmp_path: Path) -> None:
    (tmp_path / "lamps.html").write_text(PAGE.format(TEXT))
    call("--archive", "new", "import", "lamps.html")
    assert call("--archive", "new", "import", "lamps.html").out.startswith("known\t")
    assert [row["revision"] for row in exported(call, tmp_path / "new")] == [1]


def test_an_edited_page_is_a_revision_and_the_old_one_can_be_seen(call: Call, tmp_path: Path) -> None:
    for text in (TEXT, TEXT + "It rained."):
        (tmp_path / "lamps.html").write_text(PAGE.format(text))
        call("--archive", "new", "import", "lamps.html")
    assert [row["revision"] for row in exported(call, tmp_path / "new")] == [2]
    assert "It rained" in call("--archive", "new", "show", "1", "--text").out
    assert "It rained" not in call("--archive", "new", "show", "1", "--text", "--rev", "1").out
    assert call("--archive", "new", "show", "1", "--rev", "3").code == 2


def test_a_text_takes_its_address_and_blog_from_the_user(call: Call, tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text(f"Lamps\n\n{TEXT}\n")
    assert call("--archive", "new", "import", "notes.txt", "--url", "saved.example/lamps", "--blog", "harbour").code == 0
    (row,) = exported(call, tmp_path / "new")
    assert (row["url"], row["blog"], row["title"], row["published_at"]) == ("https://saved.example/lamps", "harbour", "Lamps", None)


def test_what_a_page_holds_without_end_is_bounded_as_in_a_crawl(call: Call, tmp_path: Path) -> None:
    comment = f'<ol id="comments"><li class="comment" id="comment-5"><cite class="fn">{"Ada" * 200}</cite><p>Well said.</p></li></ol>'
    (tmp_path / "lamps.html").write_text(PAGE.format(TEXT).replace("</article>", f"</article>{comment}"))
    call("--archive", "new", "import", "lamps.html")
    (row,) = exported(call, tmp_path / "new")
    assert [len(said["author"]) for said in cast(list[dict[str, str]], row["comments"])] == [300]


def test_a_dry_run_leaves_nothing(call: Call, tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text(f"Lamps\n\n{TEXT}\n")
    done = call("--archive", "new", "import", "notes.txt", "--dry-run")
    assert (done.code, done.out.split("\t")[:3]) == (0, ["would import", "notes.txt", "Lamps"])
    assert not (tmp_path / "new").exists()


def test_an_imported_blog_is_not_crawled_unless_named(call: Call, tmp_path: Path) -> None:
    (tmp_path / "lamps.html").write_text(PAGE.format(TEXT))
    call("--archive", "new", "import", "lamps.html")
    assert call("--archive", "new", "update", "--all", "--dry-run").out == ""
    assert call("--archive", "new", "update", "saved.example", "--dry-run").out.startswith("saved.example\t")


def test_an_archive_is_no_folder_of_saved_pages(call: Call, tmp_path: Path) -> None:
    (tmp_path / "lamps.html").write_text(PAGE.format(TEXT))
    assert call("--archive", "new", "import", "lamps.html").code == 0
    done = call("--archive", "new", "import", "new")
    assert (done.code, done.err) == (2, "blogarchive: new: an archive, and no folder of saved pages\n")


def test_one_line_a_file_and_json_for_programs(call: Call, tmp_path: Path) -> None:
    folder = tmp_path / "pages"
    folder.mkdir()
    for number in range(3):
        (folder / f"{number}.html").write_text(PAGE.replace("lamps", f"lamps-{number}").format(f"{number} {TEXT}"))
    (folder / "junk.bin").write_bytes(bytes(range(256)) * 9)
    done = call("--archive", "new", "--json", "import", folder)
    assert done.code == 3
    assert [item["outcome"] for item in done.json["items"]].count("new") == 3
    assert [item["outcome"] for item in done.json["items"]].count("failed") == 1
    assert "junk.bin" in done.err
