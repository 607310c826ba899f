"""What is shown of a run while it goes on."""

import os
import pty
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from scraper.cli.progress import Progress
from scraper.config import Config
from scraper.demo import DemoBlog, serve
from scraper.fleet import BlogResult
from scraper.session import Session
from scraper.workshop import Workshop
from storage.archive import Archive
from storage.records import Blog
from storage.writer import register_blog
from tests.cli.conftest import PROJECT


@pytest.fixture
def workshop(tmp_path: Path) -> Iterator[Workshop]:
    workshop = Workshop(Archive.create(tmp_path / "a"), Config())
    yield workshop
    workshop.close()


def session_of(workshop: Workshop, host: str) -> Session:
    home = f"https://{host}/"
    return Session(workshop, register_blog(workshop.archive, Blog(home_url=home, slug=host, platform="generic", scope=f"{host}/")))


def test_each_blog_has_a_line_and_all_of_them_have_one(workshop: Workshop) -> None:
    progress = Progress()
    sessions = [session_of(workshop, host) for host in ("one.example", "two.example")]
    for session in sessions:
        progress.started(session.blog.home_url, session)
        session.count("new_posts", 3)
        session.count("requests", 1_000)
    sessions[0].count("failures")
    assert progress.lines() == [
        "one.example: 3 new posts, 0 to fetch, 1,000 requests, 1 failed",
        "two.example: 3 new posts, 0 to fetch, 1,000 requests",
    ]
    progress.finished(BlogResult(address=sessions[1].blog.home_url, blog=None, outcome="changed", new_posts=3, requests=1_000))
    assert progress.summary() == "1 blog done, 1 under way: 6 new posts, 2,000 requests, 1 failed"
    for session in sessions:
        session.close("changed")


def test_a_terminal_shows_a_line_a_blog_and_at_the_end_only_the_three_lines(tmp_path: Path) -> None:
    with serve(DemoBlog(12), latency_s=0.1) as server:
        argv = [sys.executable, "-m", "scraper.cli.main", "add", server.url, "--archive", str(tmp_path / "a"), "--delay", "0"]
        shown = on_a_terminal(argv)
    assert re.search(r"127\.0\.0\.1[^:]*: \d+ new posts?, \d+ to fetch, \d+ requests?", shown)
    last = [line for line in re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", shown).splitlines() if line.strip()][-3:]
    assert last[0] == "1 blog: 12 new posts, 12 posts held"
    assert shown.rindex("\x1b[?25h") > shown.rfind("\x1b[?25l")  # the cursor is there


def on_a_terminal(argv: list[str]) -> str:
    """Run a command on a terminal of its own; return all that it wrote there."""
    terminal, child_side = pty.openpty()
    env = os.environ | {"PYTHONPATH": str(PROJECT), "TERM": "xterm", "COLUMNS": "120"}
    with subprocess.Popen(argv, stdin=child_side, stdout=child_side, stderr=child_side, env=env, start_new_session=True) as process:
        os.close(child_side)
        written = b""
        with suppress(OSError):  # its side is closed
            while piece := os.read(terminal, 65_536):
                written += piece
    os.close(terminal)
    assert process.returncode == 0, written
    return written.decode()
