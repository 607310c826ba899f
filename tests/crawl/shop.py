"""One archive and the command, as a user at a shell has them; the crawls run as processes of their own.

They are forked from a process that has loaded all (see ``tests.forked``), and what does not crawl runs in the tests' own process. Only tests
of the start, and those that starve a command or give it another platform, start it as users do.
"""

import os
import re
import signal
import subprocess
import sys
from argparse import Namespace
from collections import Counter
from contextlib import redirect_stderr, redirect_stdout, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from io import StringIO
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from sqlalchemy import bindparam, select, update
from warcio.checker import Checker

from scraper.cli.invocation import Invocation
from scraper.cli.main import run
from scraper.demo import DemoServer, truth_rows
from storage import models
from storage.archive import Archive
from storage.engine import reading
from storage.errors import ArchiveMissing
from storage.exporters.rows import post_row
from storage.queries import posts
from tests import forked
from tests.forked import Forked, Program

PROJECT = Path(__file__).resolve().parents[2]
CRAWLING = {"add", "update", "--fetch"}
Rows = list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Ended:
    """How a command ended, and what it said."""

    code: int
    out: str
    err: str

    @property
    def lines(self) -> list[str]:
        """What it said on stderr."""
        return [line for line in self.err.splitlines() if line.strip()]


class Shop:
    """A folder with an archive in it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.root = folder / "archive"
        self.database_url: str | None = None  # None: the SQLite file in the folder
        kept = {name: value for name, value in os.environ.items() if "proxy" not in name.lower() and not name.startswith("BLOGARCHIVE")}
        # One reading process a crawl: the tests themselves run side by side, and starting one costs more than reading a small blog.
        ours = {"HOME": str(folder), "LANG": "C.UTF-8", "PYTHONPATH": str(PROJECT), "BLOGARCHIVE_EXTRACTION_WORKERS": "1"}
        self.env = kept | ours

    def argv(self, *words: str) -> list[str]:
        """The command line."""
        return [sys.executable, "-m", "scraper.cli.main", "--archive", str(self.root), *words]

    def run(self, *words: str, program: Program = forked.command, timeout_s: float = 100) -> Ended:
        """Run a command of blogarchive to its end."""
        if not CRAWLING & set(words):
            return self._run_here(*words)
        done = forked.run(self.argv(*words)[2:], env=self.env, cwd=self.folder, program=program, timeout_s=timeout_s)
        return Ended(done.returncode, done.stdout, done.stderr)

    def _run_here(self, *words: str) -> Ended:
        with redirect_stdout(StringIO()) as out, redirect_stderr(StringIO()) as err:
            code = run(list(words), Invocation(named=self.root))
        return Ended(code, out.getvalue(), err.getvalue())

    def call(self, argv: list[str], *, cwd: Path | None = None, timeout_s: float = 100) -> Ended:
        """Run any command to its end; all of its processes are ended with it when the time is over."""
        with self.spawn(argv, cwd) as process:
            try:
                out, err = process.communicate(timeout=timeout_s)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()
                raise
        return Ended(process.returncode, out, err)

    def start(self, *words: str, program: Program = forked.command) -> Forked:
        """Start a command of blogarchive in a process group of its own, and leave it running."""
        return Forked(self.argv(*words)[2:], env=self.env, cwd=self.folder, program=program)

    def add(self, *servers: DemoServer) -> Ended:
        """``add`` these blogs without pause between requests, quietly."""
        return self.run("add", *(server.url for server in servers), "--delay", "0", "-q")

    def update(self, *words: str) -> Ended:
        """``update`` of everything without pause between requests, quietly."""
        return self.run("update", "--all", "--delay", "0", "-q", *words)

    def export(self) -> Rows:
        """The rows of the archive, read in this process by what the JSONL export is made of."""
        with Archive.open(self.root, self.database_url) as archive:
            return [post_row(stored) for stored in posts(archive)]

    def day_goes_by(self) -> None:
        """All that was fetched was fetched a day earlier."""
        capture = models.capture
        with Archive.open(self.root, self.database_url) as archive, archive.engine.begin() as connection:
            rows = connection.execute(select(capture.c.id, capture.c.fetched_at)).all()
            earlier = [{"of_id": row.id, "at": row.fetched_at - timedelta(days=1)} for row in rows]
            connection.execute(
                update(capture)
                .where(capture.c.id == bindparam("of_id"))
                .values(fetched_at=bindparam("at", type_=capture.c.fetched_at.type)),
                earlier,
            )

    def held_urls(self) -> set[str]:
        """The addresses of the posts that the archive holds now; none when there is no archive yet."""
        with suppress(ArchiveMissing), Archive.open(self.root, self.database_url) as archive, reading(archive.engine) as connection:
            return set(connection.scalars(select(models.post.c.url)))
        return set()

    def warcs(self) -> list[Path]:
        """The WARC files, oldest first."""
        return sorted(self.root.rglob("*.warc.gz"), key=lambda file: (file.stat().st_mtime_ns, file.name))

    def spawn(self, argv: list[str], cwd: Path | None = None) -> subprocess.Popen[str]:
        """Start any command in a process group of its own."""
        return subprocess.Popen(
            argv, cwd=cwd or self.folder, env=self.env, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True
        )


def assert_whole(shop: Shop, server: DemoServer) -> None:
    """The archive holds each post of the blog once, under its title, and nothing else of it."""
    got = [(row["url"], row["title"]) for row in shop.export() if row["status"] == "live" and row["url"].startswith(server.url)]
    want = [(row["url"], row["title"]) for row in truth_rows(server.blog, server.origin)]
    assert sorted(got) == sorted(want)


def assert_all_comments(shop: Shop, server: DemoServer) -> None:
    """The archive holds each comment of the blog once, under its post."""
    got = {row["url"]: comments_of(row) for row in shop.export()}
    assert got == {row["url"]: comments_of(row) for row in truth_rows(server.blog, server.origin)}


def comments_of(row: dict[str, Any]) -> list[tuple[Any, ...]]:
    """Key, parent, author, moment and text of a post's comments, whoever numbered them."""
    found = [{name: (value or "").removeprefix("comment-") for name, value in comment.items()} for comment in row["comments"]]
    return sorted((c["key"], c["parent"], c["author"], datetime.fromisoformat(c["published_at"]), c["text"]) for c in found)


def assert_sound(shop: Shop) -> None:
    """Our own verification and warcio's find nothing to say against the archive."""
    verified = shop.run("verify", "--all")
    assert (verified.code, "Traceback" in verified.err) == (0, False), verified
    assert shop.warcs()
    assert Checker(Namespace(inputs=[str(file) for file in shop.warcs()], verbose=False)).process_all() == 0


def assert_clear(ended: Ended, code: int, *words: str) -> None:
    """It ended with this code and one line on stderr that says all of these words, and did not show its insides."""
    assert ended.code == code, ended
    assert "Traceback" not in ended.err, ended.err
    telling = [line for line in ended.lines if all(word in line for word in words)]
    assert len(telling) == 1, ended.err
    assert len(telling[0]) < 400


def post_hits(server: DemoServer, *, since: int = 0) -> Counter[str]:
    """How often each post page was sent whole."""
    paths = {server.blog.prefix + post.path for post in server.blog.posts}
    return Counter(path for path in map(unquote, server.paths(since=since, status=200)) if path in paths)


def tokens(text: str) -> Counter[str]:
    """Words and signs of writing without spaces, for comparison."""
    return Counter(re.findall(r"\w+", text.casefold()))


def likeness(one: str, other: str) -> float:
    """F1 of the words of two texts."""
    first, second = tokens(one), tokens(other)
    common = (first & second).total()
    return 2 * common / (first.total() + second.total()) if common else float(first == second)
