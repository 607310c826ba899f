"""What is printed: for people, for pipes, for programs; and that no stranger's title gets at any of them."""

import csv
import io
import json
import os
import pty
import subprocess
import sys
import unicodedata
from pathlib import Path

import pytest

from scraper.cli.output import cell, printable, write_json_line
from tests.cli.conftest import HOSTILE, PROJECT, Call

# What would move a cursor, ring, colour, or turn the direction of a line.
FORBIDDEN = {"Cc", "Cf", "Zl", "Zp", "Cs"}


def unsafe(text: str) -> set[str]:
    return {repr(char) for char in text if unicodedata.category(char) in FORBIDDEN and char not in "\t\n\u200c\u200d"}


@pytest.mark.parametrize(
    "words", [("list", "posts"), ("show", "https://blog.example/hostile"), ("show", "3", "--text"), ("audit",), ("status",)]
)
def test_a_hostile_title_cannot_reach_the_terminal(call: Call, archive: Path, words: tuple[str, ...]) -> None:
    done = call("--archive", archive, *words)
    assert done.code == 0
    assert done.out
    assert unsafe(done.out) == set()


def test_piped_lists_are_one_line_a_post_with_tabs(call: Call, archive: Path) -> None:
    lines = call("--archive", archive, "list", "posts", "--fields", "url,title,published_at").out.splitlines()
    assert len(lines) == 3
    assert lines[0].split("\t") == ["https://blog.example/bread", "Bread", "2024-02-03T23:30:00+09:00"]


def on_a_terminal(*words: object, code: int = 0, columns: int = 80) -> str:
    main, side = pty.openpty()
    environment = os.environ | {"COLUMNS": str(columns), "PYTHONPATH": str(PROJECT), "TERM": "dumb", "NO_COLOR": "1"}
    command = [sys.executable, "-m", "scraper.cli.main", *map(str, words)]
    process = subprocess.Popen(command, stdout=side, stderr=side, stdin=side, env=environment)
    os.close(side)
    shown = b""
    try:
        while chunk := os.read(main, 4096):
            shown += chunk
    except OSError:  # Linux ends a terminal's reading with an error
        pass
    os.close(main)
    assert process.wait(timeout=60) == code
    return shown.decode().replace("\r\n", "\n")


def test_on_a_terminal_a_table_fits_and_markup_is_only_text(archive: Path) -> None:
    shown = on_a_terminal("--archive", archive, "list", "posts", "--fields", "title,url")
    lines = shown.splitlines()
    assert all(len(line) <= 80 for line in lines)
    assert len(lines) == 4
    assert unsafe(shown) == set()


def test_on_a_terminal_the_widest_column_gives_way(archive: Path) -> None:
    shown = on_a_terminal("--archive", archive, "list", "posts", "--fields", "status,title,url").splitlines()
    assert shown[0].split() == ["status", "title", "url"]
    assert shown[1].split() == ["live", "Bread", "https://blog.example/bread"]


def test_a_narrow_terminal_shows_fewer_columns_and_no_moment_cut(archive: Path) -> None:
    """Ids, states and authors are spared before a title or a moment is cut to nothing; who names the columns gets all of them."""
    shown = on_a_terminal("--archive", archive, "list", "posts", columns=60).splitlines()
    assert "2024-02-03 23:30" in shown[1]
    assert "status" not in shown[0]
    named = on_a_terminal("--archive", archive, "list", "posts", "--fields", "id,status,authors,published_at,title,url", columns=60)
    assert {"id", "status", "authors", "title", "url"} <= set(named.split())  # a heading may take two lines


def test_on_a_terminal_captured_bytes_are_refused(archive: Path) -> None:
    shown = on_a_terminal("--archive", archive, "show", "1", "--raw", code=2)
    assert len(shown.splitlines()) == 1
    assert "`> page.html`" in shown
    assert "<p>0" not in shown


def test_what_is_said_and_what_is_shown_keep_their_order_in_one_file(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "scraper.cli.main", "--archive", "demo", "demo", "--posts", "2"]
    environment = os.environ | {"PYTHONPATH": str(PROJECT), "PYTHONUNBUFFERED": ""}
    lines = subprocess.check_output(command, cwd=tmp_path, env=environment, stderr=subprocess.STDOUT, text=True, timeout=120).splitlines()
    after = [lines[lines.index(heading) + 1] for heading in ("status:", "audit:", "one post:")]
    assert [line.split()[0][:9] for line in after] == ["127.0.0.1", "127.0.0.1", "url"]


def test_without_a_word_the_help_is_shown(call: Call) -> None:
    done = call()
    assert done.code == 2
    assert done.err.splitlines() == call("--help").out.splitlines()


def test_json_carries_the_title_as_it_is(call: Call, archive: Path) -> None:
    done = call("--archive", archive, "--json", "list", "posts")
    assert done.json["type"] == "posts"
    assert done.json["v"] == 1
    assert HOSTILE in [row["title"] for row in done.json["items"]]
    assert unsafe(done.out) == set()
    assert unsafe(call("--archive", archive, "--json", "show", "3").out) == set()


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        (("status",), "status"),
        (("audit",), "audit"),
        (("verify",), "verify"),
        (("config",), "config"),
        (("doctor",), "doctor"),
        (("update", "--dry-run"), "plan"),
        (("show", "1"), "post"),
        (("init",), "archive"),
        (("export", "csv", "-o", "out.csv"), "export"),
        *[(("list", kind), kind) for kind in ("posts", "gone", "authors", "terms", "comments", "media", "links", "captures", "crawls")],
    ],
)
def test_every_command_has_one_json_document_with_type_and_version(call: Call, archive: Path, words: tuple[str, ...], kind: str) -> None:
    for typed in (("--json", *words), (*words, "--json")):
        done = call("--archive", archive, *typed)
        assert done.code == 0
        assert (done.json["type"], done.json["v"]) == (kind, 1)


def test_quiet_is_heard_before_and_after_the_word(call: Call, archive: Path) -> None:
    for words in (("-q", "update", "blog.example", "--dry-run"), ("verify", "-q"), ("-q", "verify")):
        assert call("--archive", archive, *words).err == ""
    assert call("--archive", archive, "verify").err != ""


def test_the_archive_is_found_by_flag_by_variable_and_by_standing_in_it(call: Call, archive: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert call("status", "--archive", archive).out
    assert call("status", named=archive).out
    (archive / "deep" / "deeper").mkdir(parents=True)
    monkeypatch.chdir(archive / "deep" / "deeper")
    assert call("status").out.startswith("blog.example\t")


def test_nothing_printable_is_lost() -> None:
    assert printable("naïve ‍👩‍💻 نمی‌خواهم 日本語") == "naïve ‍👩‍💻 نمی‌خواهم 日本語"
    assert printable("a\tb\nc") == "a b c"
    assert cell(("a", "b\x1b")) == "a, b\ufffd"


def test_a_spreadsheet_finds_no_formula_and_no_broken_row(call: Call, archive: Path) -> None:
    call("--archive", archive, "export", "csv", "-o", "out.csv")
    content = Path("out.csv").read_bytes()
    assert content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))
    assert [row["url"].rpartition("/")[2] for row in rows] == ["bread", "hostile", "undated"]
    assert rows[1]["title"].startswith("'=cmd()")
    assert not any(value.startswith(("=", "+", "-", "@", "\t", "\r")) for row in rows for value in row.values())


def test_csv_joins_what_json_lists(call: Call, archive: Path) -> None:
    call("--archive", archive, "export", "csv", "-o", "out.csv")
    row = next(csv.DictReader(io.StringIO(Path("out.csv").read_text(encoding="utf-8-sig"), newline="")))
    assert (row["authors"], row["tags"], row["counters"]) == ("Ada; Bo", "kitchen", "comments=0; views=10")


@pytest.mark.parametrize("odd", ["\x9b", "\x7f", "\u202e", "\u2028", "\U000e0001", "\ue000"])
def test_json_escapes_what_cannot_be_printed_and_nothing_else(odd: str) -> None:
    stream = io.StringIO()
    write_json_line(stream, {"title": f"naïve 日本語 👩\u200d💻{odd}"})
    line = stream.getvalue()
    assert line.startswith('{"title":"naïve 日本語 👩\u200d💻\\u')
    assert unsafe(line) == set()
    assert json.loads(line) == {"title": f"naïve 日本語 👩\u200d💻{odd}"}


def test_an_export_keeps_what_cannot_be_printed_as_it_is(call: Call, archive: Path) -> None:
    assert "\u202e" in call("--archive", archive, "export", "jsonl").out


def test_json_lines_of_an_error_are_json(call: Call) -> None:
    done = call("--json", "no-such-command")
    assert json.loads(done.err)["code"] == 2
