"""An archive that may be read and not written: reading commands work, writing ones say so in one line, and nothing is made beside it."""

import ctypes
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from scraper.cli.template import write_settings_file
from tests import forked
from tests.cli.conftest import PROJECT

READING = {
    "status": [],
    "list": ["posts"],
    "show": ["https://blog.example/bread"],
    "export": ["jsonl"],
    "audit": [],
    "verify": ["--all"],
    "config": [],
    "update": ["--dry-run"],
}
WRITING = {"add": ["http://127.0.0.1:9/"], "update": ["--all"], "import": ["page.html"]}
VERSION_3, CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH = 0x20080522, 1, 2  # of linux/capability.h

Run = Callable[..., subprocess.CompletedProcess[str]]


def obey_permissions() -> None:
    """Give up what root may do to others' files: this process and those that it forks find them as an ordinary user does."""
    libc = ctypes.CDLL(None)
    header, sets = (ctypes.c_uint32 * 2)(VERSION_3, 0), (ctypes.c_uint32 * 6)()  # effective, permitted, inheritable; and their upper halves
    assert libc.capget(header, sets) == 0
    kept = ~(1 << CAP_DAC_OVERRIDE | 1 << CAP_DAC_READ_SEARCH) & 0xFFFFFFFF
    sets[0], sets[1] = sets[0] & kept, sets[1] & kept
    assert libc.capset(header, sets) == 0


def obedient_command() -> None:
    """The command, run by a user who has to obey permissions."""
    obey_permissions()
    forked.command()


def say_what_may_be_written() -> None:
    """A program that says whether such a user may write to the folder in which it runs."""
    obey_permissions()
    sys.exit(os.access(".", os.W_OK))


@pytest.fixture
def page(tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text(f"<title>A page</title><article><h1>A page</h1><p>{'Words on a page. ' * 30}</p></article>")


@pytest.fixture
def locked(archive: Path) -> Iterator[Path]:
    """The folder and its files without permission to write."""
    write_settings_file(archive, database=None)
    paths = [archive, *archive.rglob("*")]
    for path in paths:
        path.chmod(0o555 if path.is_dir() else 0o444)
    yield archive
    for path in paths:
        path.chmod(0o755 if path.is_dir() else 0o644)


@pytest.fixture
def run(locked: Path, tmp_path: Path) -> Run:
    """Runs the command as a user who has to obey permissions."""
    if forked.run([], cwd=locked, env=os.environ, program=say_what_may_be_written).returncode:
        pytest.skip("root cannot be made to obey permissions here")
    known = {name: value for name, value in os.environ.items() if not name.startswith("BLOGARCHIVE_")}
    archive = ("--archive", str(locked))
    return lambda *words: forked.run(["blogarchive", *archive, *words], cwd=tmp_path, env=known, program=obedient_command)


def on_a_mount(folder: Path, archive: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """Run the command where the archive lies on a mount that cannot be written."""
    apart = 'mount --bind "$0" "$0" && mount -o remount,bind,ro "$0" && ! touch "$0/x" 2>/dev/null || exit 99; exec "$@"'
    unshare = shutil.which("unshare")
    if unshare is None:
        pytest.skip("no unshare here")
    before = (unshare, *([] if os.geteuid() == 0 else ["--map-root-user"]), "--mount", "sh", "-c", apart, str(archive))
    known = {name: value for name, value in os.environ.items() if not name.startswith("BLOGARCHIVE_")}
    done = subprocess.run(
        [*before, sys.executable, "-m", "scraper.cli.main", "--archive", str(archive), *words],
        cwd=folder,
        env=known | {"PYTHONPATH": str(PROJECT)},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    if done.returncode in {1, 99} and "blogarchive" not in done.stderr:
        pytest.skip(f"no mounts of one's own here: {done.stderr.strip()}")
    return done


@pytest.mark.parametrize("name", READING)
def test_it_is_read_and_nothing_is_made_beside_it(run: Run, locked: Path, name: str) -> None:
    before = sorted(locked.rglob("*"))
    done = run(name, *READING[name])
    assert (done.returncode, done.stderr.count("blogarchive:")) == (0, 0), done
    assert done.stdout or name == "verify"
    assert sorted(locked.rglob("*")) == before


@pytest.mark.usefixtures("page")
@pytest.mark.parametrize("name", WRITING)
def test_what_would_write_says_so_in_one_line(run: Run, locked: Path, name: str) -> None:
    done = run(name, *WRITING[name])
    line = f"blogarchive: {locked / 'archive.db'}: it may be read here, and not written"
    assert (done.returncode, done.stderr.splitlines()) == (2, [line])


def test_a_database_that_may_not_even_be_read_is_no_missing_one(archive: Path, run: Run) -> None:
    (archive / "archive.db").chmod(0o000)
    done = run("status")
    assert (done.returncode, done.stderr) == (2, f"blogarchive: {archive / 'archive.db'}: it may not be read here\n")


def test_a_folder_that_may_not_be_written_is_told_of_by_init(run: Run, tmp_path: Path) -> None:
    (tmp_path / "bare").mkdir(mode=0o555)
    done = run("init", str(tmp_path / "bare"))
    assert (done.returncode, done.stderr) == (2, f"blogarchive: {tmp_path / 'bare' / 'archive.db'}: it may not be made here\n")


def test_a_database_that_alone_is_not_writable_gets_no_files_beside_it(archive: Path, run: Run) -> None:
    archive.chmod(0o755)
    assert run("status").returncode == 0
    assert [path.name for path in archive.glob("archive.db*")] == ["archive.db"]
    assert run("update", "--all").returncode == 2


def test_doctor_says_what_it_finds(run: Run) -> None:
    done = run("doctor")
    assert done.returncode == 2, done
    assert "sqlite, to be read and not written" in done.stdout
    assert "NOT WELL\twriting" in done.stdout


def test_the_writer_of_another_user_may_be_at_work(archive: Path, run: Run) -> None:
    archive.chmod(0o755)
    with closing(sqlite3.connect(archive / "archive.db")) as writer:
        writer.execute("UPDATE blog SET title = 'in the log'")
        writer.commit()
        archive.chmod(0o555)
        done = run("status", "--json")
        archive.chmod(0o755)
    assert "in the log" in done.stdout, done


def test_what_only_a_log_holds_is_not_passed_over(archive: Path, run: Run) -> None:
    """As on a copy of an archive that was made in the middle of a run, without the index of the log."""
    archive.chmod(0o755)
    with closing(sqlite3.connect(archive / "archive.db")) as writer:
        writer.execute("UPDATE blog SET title = 'in the log'")
        writer.commit()
        log = (archive / "archive.db-wal").read_bytes()
    (archive / "archive.db-wal").write_bytes(log)
    archive.chmod(0o555)
    done = run("status")
    assert done.returncode == 2, done
    (line,) = done.stderr.splitlines()
    assert "archive.db-wal" in line
    assert "copy the folder" in line


def test_one_of_an_older_version_is_told_apart(archive: Path, run: Run) -> None:
    archive.chmod(0o755)
    with closing(sqlite3.connect(archive / "archive.db")) as file:
        file.execute("UPDATE alembic_version SET version_num = '0001'")
        file.commit()
    archive.chmod(0o555)
    done = run("status")
    assert (done.returncode, "made by an older blogarchive" in done.stderr, len(done.stderr.splitlines())) == (2, True, 1)


def test_an_export_to_where_nothing_may_be_written_is_one_line(run: Run, locked: Path) -> None:
    done = run("export", "jsonl", "-o", str(locked / "posts.jsonl"))
    (line,) = done.stderr.splitlines()
    assert (done.returncode, "Permission denied" in line, "Errno" in line) == (2, True, False)
    assert line.startswith(f"blogarchive: {locked / 'posts.jsonl'}: ")


@pytest.mark.parametrize("name", READING)
def test_it_is_read_on_a_mount_that_cannot_be_written(archive: Path, tmp_path: Path, name: str) -> None:
    done = on_a_mount(tmp_path, archive, name, *READING[name])
    assert (done.returncode, done.stderr.count("blogarchive:")) == (0, 0), done


def test_it_is_not_written_on_a_mount_that_cannot_be_written(archive: Path, tmp_path: Path) -> None:
    refused = on_a_mount(tmp_path, archive, "update", "--all")
    assert (refused.returncode, len(refused.stderr.splitlines())) == (2, 1), refused
