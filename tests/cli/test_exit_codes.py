"""The exit codes are a promise to cron: one test a row of the table."""

import json
import shlex
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from scraper.cli.invocation import Invocation
from scraper.cli.main import Stopped, run
from tests.cli.conftest import PROJECT, Call


def test_nothing_due_is_no_failure(call: Call, tmp_path: Path) -> None:
    assert call("--archive", tmp_path / "new", "init").code == 0
    done = call("--archive", tmp_path / "new", "update", "-q")
    assert (done.code, done.out, done.err) == (0, "", "")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("add", "ht!tp:/x"), "not an address"),
        (("add",), "URL"),
        (("update", "--no-such-flag"), "--no-such-flag"),
        (("no-such-command",), "no-such-command"),
        (("add", "https://blog.example/", "--delay", "soon"), "not a duration"),
        (("add", "https://blog.example/", "--every", "dialy"), "not an interval"),
        (("add", "https://blog.example/", "--since", "yesterday"), "not a date"),
        (("add", "https://blog.example/", "--tag", ""), "not a word"),
        (("init", "new", "--database", "mysql://db.example/archive"), "neither PostgreSQL nor SQLite"),
        (("import", "no-such-file"), "no such file"),
        (("export", "paper"), "csv, jsonl"),
        (("verify", "--sample", "0"), "not a share"),
    ],
)
def test_a_wrong_word_is_told_on_one_line_and_ends_with_2(call: Call, archive: Path, words: tuple[str, ...], said: str) -> None:
    done = call("--archive", archive, *words)
    assert done.code == 2
    assert said in done.err
    assert len(done.err.splitlines()) == 1
    assert done.out == ""


def test_a_wrong_address_among_right_ones_means_that_nothing_is_done(call: Call, tmp_path: Path) -> None:
    assert call("--archive", tmp_path / "new", "add", "https://blog.example/", "ht!tp:/x").code == 2
    assert not (tmp_path / "new").exists()


def test_a_wrong_setting_ends_with_2(call: Call, archive: Path) -> None:
    (archive / "blogarchive.toml").write_text('[crawl]\nevery = "dialy"\n')
    done = call("--archive", archive, "update")
    assert done.code == 2
    assert 'blogarchive.toml: crawl.every = "dialy": not an interval; try "1d"' in done.err


@pytest.mark.parametrize("words", [("update",), ("status",), ("list", "posts"), ("show", "1"), ("audit",), ("verify",), ("export", "csv")])
def test_no_archive_ends_with_10_and_says_what_to_do(call: Call, tmp_path: Path, words: tuple[str, ...]) -> None:
    done = call("--archive", tmp_path / "nowhere", *words)
    assert done.code == 10
    assert "init" in done.err
    assert not (tmp_path / "nowhere").exists()


def test_a_folder_of_somebody_elses_files_is_not_made_an_archive(call: Call, tmp_path: Path) -> None:
    (tmp_path / "photos").mkdir()
    (tmp_path / "photos" / "me.jpg").write_bytes(b"")
    assert call("--archive", tmp_path / "photos", "import", "photos/me.jpg").code == 10
    assert call("init", tmp_path / "photos").code == 2
    assert sorted(path.name for path in (tmp_path / "photos").iterdir()) == ["me.jpg"]


def test_a_damaged_warc_ends_with_12_and_names_the_file(call: Call, archive: Path) -> None:
    assert call("--archive", archive, "verify", "--all").code == 0
    warc = next(archive.rglob("*.warc.gz"))
    content = bytearray(warc.read_bytes())
    content[-40] ^= 0xFF
    warc.write_bytes(content)
    done = call("--archive", archive, "verify", "--all")
    assert done.code == 12
    assert warc.name in done.err


def test_a_missing_warc_ends_with_12(call: Call, archive: Path) -> None:
    next(archive.rglob("*.warc.gz")).unlink()
    for words in (("verify", "--all"), ("show", "https://blog.example/bread", "--raw")):
        assert call("--archive", archive, *words).code == 12


def test_a_database_that_another_job_has_locked_ends_with_11(call: Call, archive: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("storage.engine.LOCK_TIMEOUT_S", 0.3)
    with closing(sqlite3.connect(archive / "archive.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        done = call("--archive", archive, "pause", "blog.example")
        assert (done.code, len(done.err.splitlines()), "another job" in done.err) == (11, 1, True)
        assert call("--archive", archive, "status").code == 0


def test_a_file_that_is_no_database_is_damage_not_a_trace(call: Call, archive: Path) -> None:
    for path in archive.glob("archive.db*"):
        path.unlink()
    (archive / "archive.db").write_bytes(b"this is not a database, " * 100)
    done = call("--archive", archive, "status")
    assert done.code == 12
    assert "Traceback" not in done.err


def test_a_broken_constraint_ends_with_12(call: Call, archive: Path) -> None:
    with sqlite3.connect(archive / "archive.db") as database:
        database.execute("DELETE FROM revision")
    database.close()
    assert call("--archive", archive, "verify").code == 12


def test_an_unreachable_blog_ends_add_with_3(spawn: Callable[..., subprocess.CompletedProcess[str]], tmp_path: Path) -> None:
    done = spawn("--archive", tmp_path / "new", "add", "http://127.0.0.1:9/", "--delay", "0")
    assert done.returncode == 3
    assert "Traceback" not in done.stderr
    assert "127.0.0.1" in done.stdout + done.stderr


def test_a_file_that_cannot_be_imported_ends_with_3_and_the_others_are_in(call: Call, tmp_path: Path) -> None:
    (tmp_path / "empty.html").write_bytes(b"")
    (tmp_path / "good.txt").write_text("A day out\n\n" + "We walked along the harbour until the lamps were lit. " * 8)
    done = call("--archive", tmp_path / "new", "import", "empty.html", "good.txt")
    assert done.code == 3
    assert "empty.html" in done.err
    assert "A day out" in done.out


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_ends_with_128_and_its_number(number: signal.Signals) -> None:
    waiting = (
        "import time\n"
        "from scraper.cli import main\n"
        "main.cli.main = lambda *words, **more: (print('up', flush=True), time.sleep(60))\n"
        "main.main()\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", waiting], cwd=PROJECT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "up\n"
        time.sleep(0.05)
        process.send_signal(number)
        _, err = process.communicate(timeout=30)
    assert process.returncode == 128 + number
    assert "Traceback" not in err


def test_a_stop_is_no_failure_that_a_door_may_catch() -> None:
    assert not issubclass(Stopped, Exception)


def test_an_unexpected_error_is_one_line_and_ends_with_1(call: Call, archive: Path) -> None:
    (archive / "warc").mkdir(exist_ok=True)
    with sqlite3.connect(archive / "archive.db") as database:
        database.execute("DROP TABLE term")
        database.execute("DROP TABLE comment")
    database.close()
    done = call("--archive", archive, "export", "jsonl")
    assert done.code == 1
    assert done.err.startswith("blogarchive: unexpected ")
    assert len(done.err.splitlines()) == 1


def test_a_trace_that_is_asked_for_cannot_reach_the_terminal_either(call: Call, archive: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise ValueError("\x1b[31m red \u202e evil\nof a page")

    monkeypatch.setattr("storage.queries.status", broken)
    done = call("--archive", archive, "-v", "status")
    assert done.code == 1
    assert "Traceback" in done.err
    assert "of a page" in done.err
    assert "\x1b" not in done.err
    assert "\u202e" not in done.err


def test_with_json_the_last_line_on_stderr_is_the_error(call: Call, tmp_path: Path) -> None:
    for words, code in ((("add", "ht!tp:/x", "--json"), 2), (("--json", "--archive", tmp_path / "no", "status"), 10)):
        done = call(*words)
        document = json.loads(done.err.splitlines()[-1])
        assert document["type"] == "exit_error"
        assert document["code"] == done.code == code
        assert document["message"]


@pytest.mark.parametrize("words", [("export", "jsonl"), ("export", "csv"), ("list", "posts")], ids=" ".join)
def test_a_reader_that_goes_away_is_met_with_silence(archive: Path, words: tuple[str, ...]) -> None:
    command = [sys.executable, "-m", "scraper.cli.main", "--archive", str(archive), *words]
    with subprocess.Popen(command, cwd=PROJECT, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        process.stdout.close()
        assert process.stderr is not None
        err = process.stderr.read()
        process.wait(timeout=60)
    assert err == b""
    assert process.returncode == 128 + signal.SIGPIPE


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="only Linux has a device that is always full")
@pytest.mark.parametrize("words", [("export", "jsonl"), ("list", "posts"), ("status",)])
def test_a_full_disk_ends_with_16(archive: Path, words: tuple[str, ...]) -> None:
    command = [sys.executable, "-m", "scraper.cli.main", "--archive", str(archive), *words]
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(command, cwd=PROJECT, stdout=full, stderr=subprocess.PIPE, text=True, timeout=60, check=False)
    assert (done.returncode, len(done.stderr.splitlines())) == (16, 1)


@pytest.mark.parametrize(
    ("closed", "words"), [(">&-", "list posts"), (">&-", "export jsonl"), ("2>&-", "status"), (">&- 2>&- <&-", "audit")]
)
def test_a_stream_that_is_closed_is_no_failure(archive: Path, closed: str, words: str) -> None:
    done = typed_in_a_shell(f"--archive {shlex.quote(str(archive))} {words} {closed}")
    assert (done.returncode, done.stderr) == (0, "")


def test_no_addresses_come_from_a_closed_stream(tmp_path: Path) -> None:
    done = typed_in_a_shell(f"--archive {shlex.quote(str(tmp_path / 'new'))} add - <&-")
    assert (done.returncode, "no address was given" in done.stderr) == (2, True)


def typed_in_a_shell(words: str) -> subprocess.CompletedProcess[str]:
    command = f"{shlex.quote(sys.executable)} -m scraper.cli.main {words}"
    return subprocess.run(["sh", "-c", command], cwd=PROJECT, capture_output=True, text=True, timeout=60, check=False)


def test_a_file_that_is_named_as_the_archive_is_a_mistake(call: Call, tmp_path: Path) -> None:
    (tmp_path / "posts.csv").touch()
    for words in (("status",), ("add", "https://blog.example/"), ("config",)):
        done = call(*words, named=Path("posts.csv"))
        assert (done.code, done.err) == (2, "blogarchive: posts.csv: a file; an archive is a folder\n")


def test_run_knows_the_code_of_help() -> None:
    assert run(["--help"], Invocation()) == 0
