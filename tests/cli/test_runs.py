"""``add`` and ``update`` on a blog that is served on loopback: their last lines are true, and their exit codes are for cron."""

import re
import signal
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from scraper.cli.commands.update import PATIENCE
from scraper.cli.runs import _what_next
from scraper.cli.summary import exit_code, summary_lines
from scraper.config import Config
from scraper.demo import DemoBlog, serve
from scraper.demo.wordpress import DemoWordPress
from scraper.fleet import BlogResult, RunSummary
from storage.archive import Archive
from storage.queries import status
from storage.records import Blog
from tests.cli.conftest import PROJECT, Call

Spawn = Callable[..., subprocess.CompletedProcess[str]]
BLOG = Blog(home_url="https://blog.example/", slug="blog.example", platform="generic", scope="blog.example/")
RESULT = BlogResult(address=BLOG.home_url, blog=BLOG, outcome="unchanged")


def test_add_then_update_end_with_true_lines(spawn: Spawn, tmp_path: Path) -> None:
    with serve(DemoBlog(12)) as server:
        added = spawn("add", server.url, "--archive", tmp_path / "a", "--delay", "0", "--tag", "demo", "--every", "1h")
        assert added.returncode == 0, added.stderr
        changes, costs, ahead = added.stdout.splitlines()
        assert changes == "1 blog: 12 new posts, 12 posts held"
        assert costs.startswith(f"{len(server.log)} requests, 0 not modified, ")
        assert ahead.startswith("next due ")
        assert ahead.endswith(f"; see: blogarchive --archive {tmp_path / 'a'} status")
        seen = len(server.log)
        updated = spawn("update", "@demo", "--archive", tmp_path / "a", "--delay", "0")
        assert updated.returncode == 0, updated.stderr
        assert updated.stdout.splitlines()[0] == "1 blog: 1 unchanged, 12 posts held"
        assert updated.stdout.splitlines()[1].startswith(f"{len(server.log) - seen} requests, ")


def test_no_crawl_says_what_it_would_cost_and_a_dry_run_keeps_nothing(spawn: Spawn, tmp_path: Path) -> None:
    with serve(DemoBlog(12)) as server:
        dry = spawn("add", server.url, "--archive", tmp_path / "a", "--dry-run", "--delay", "0")
        assert dry.returncode == 0, dry.stderr
        assert dry.stdout.startswith("1 blog: 1 listed, 0 posts held, up to ")
        assert f"up to 1 minute at 0 s between requests: blogarchive --archive {tmp_path / 'a'} add, without --dry-run" in dry.stdout
        assert not (tmp_path / "a").exists()
        listed = spawn("add", server.url, "--archive", tmp_path / "a", "--no-crawl", "--delay", "0")
        assert listed.stdout.startswith("1 blog: 1 listed, 0 posts held, up to ")
        assert f"up to 1 minute at 0 s between requests: blogarchive --archive {tmp_path / 'a'} update" in listed.stdout
        assert not [path for path in server.paths() if path in {post.path for post in DemoBlog(12).posts}]


def test_a_dry_run_knows_what_the_archive_holds_and_leaves_it_alone(spawn: Spawn, call: Call, tmp_path: Path) -> None:
    with serve(DemoBlog(6)) as server:
        words = ("add", server.url, "--archive", tmp_path / "a", "--delay", "0")
        assert spawn(*words).returncode == 0
        before = call("--archive", tmp_path / "a", "list", "crawls", "--json").json
        whole = spawn(*words, "--dry-run")
        assert whole.stdout.splitlines()[0].endswith("6 posts held")
        assert whole.stdout.splitlines()[-1] == "nothing was kept: that was a dry run"
        server.blog.add("A new one")
        more = spawn(*words, "--dry-run")
        assert re.search(r" 6 posts held, up to [12] more to fetch$", more.stdout.splitlines()[0])  # it may have the first page of a month
        assert more.stdout.splitlines()[-1].endswith(" add, without --dry-run")
    assert call("--archive", tmp_path / "a", "list", "crawls", "--json").json == before


def test_a_limit_that_ended_a_visit_is_told_in_words(spawn: Spawn, call: Call, tmp_path: Path) -> None:
    with serve(DemoBlog(6)) as server:
        assert spawn("add", server.url, "--archive", tmp_path / "a", "--delay", "0", "--max-requests", "1").returncode == 15
    assert "  last visit: 1 request\n" in call("--archive", tmp_path / "a", "audit").out


def test_one_dead_blog_does_not_stop_the_other(spawn: Spawn, tmp_path: Path) -> None:
    with serve(DemoBlog(6)) as server:
        done = spawn("add", "http://127.0.0.1:9/", server.url, "--archive", tmp_path / "a", "--delay", "0", "--json")
    assert done.returncode == 3
    assert "connection refused" in done.stderr
    assert '"outcome":"unreachable"' in done.stdout
    assert '"new_posts":6' in done.stdout


def test_update_calls_a_dead_blog_a_failure_only_after_some_runs(spawn: Spawn, call: Call, tmp_path: Path) -> None:
    with serve(DemoBlog(6)) as server:
        assert spawn("add", server.url, "--archive", tmp_path / "a", "--delay", "0").returncode == 0
    runs = [spawn("update", "--all", "-q", "--archive", tmp_path / "a", "--delay", "0") for _ in range(PATIENCE)]
    assert [run.returncode for run in runs] == [0] * (PATIENCE - 1) + [3]
    assert [bool(run.stderr) for run in runs] == [False] * (PATIENCE - 1) + [True]
    assert call("--archive", tmp_path / "a", "status", "--sick").out.startswith("127.0.0.1")
    assert spawn("update", "--all", "-q", "--archive", tmp_path / "a", "--delay", "0", "--fail-on", "never").returncode == 0


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_a_crawl_in_order_and_the_next_run_completes_it(
    spawn: Spawn, call: Call, tmp_path: Path, number: signal.Signals
) -> None:
    words = ("--archive", str(tmp_path / "a"), "--delay", "0")
    with serve(DemoBlog(30), latency_s=0.2) as server:
        command = [sys.executable, "-m", "scraper.cli.main", "add", server.url, *words]
        with subprocess.Popen(command, cwd=PROJECT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
            assert server.wait_for_requests(12)
            process.send_signal(number)
            out, err = process.communicate(timeout=60)
        assert process.returncode == 128 + number
        assert "stopped by a signal" in out
        assert err == ""
        server.latency_s = 0
        assert spawn("add", server.url, *words).returncode == 0
    assert call("--archive", tmp_path / "a", "verify", "--all").code == 0
    assert len(call("--archive", tmp_path / "a", "list", "posts").out.splitlines()) == 30


@pytest.mark.parametrize(
    ("outcomes", "stopped_by", "code"),
    [
        (["unchanged", "changed", "busy"], None, 0),
        (["limit"], None, 15),
        (["limit", "incomplete"], None, 3),
        (["refused"], None, 3),
        (["not_a_blog"], None, 3),
        (["unreachable", "stopped"], 15, 143),
    ],
)
def test_a_runs_one_code_is_the_gravest(outcomes: list[str], stopped_by: int | None, code: int) -> None:
    summary = RunSummary(tuple(replace(RESULT, outcome=outcome) for outcome in outcomes), stopped_by)
    assert exit_code(summary, lambda _: True) == code


def test_the_summary_counts_and_names() -> None:
    results = (
        RESULT,
        replace(RESULT, outcome="changed", new_posts=3, known=5, held=4, bytes=2_100_000, requests=7, not_modified=2),
        replace(RESULT, outcome="unreachable", message="DNS\x1b[31m"),
    )
    named = "blog.example: DNS\ufffd[31m"
    first, second = summary_lines(RunSummary(results))
    assert first == f"3 blogs: 1 unchanged, 3 new posts in 1, 1 unreachable ({named}), 4 posts held, up to 1 more to fetch"
    assert second == "7 requests, 2 not modified, 2.1 MB"


def test_a_platform_that_does_not_exist_is_refused_before_anything_is_done(call: Call, tmp_path: Path) -> None:
    done = call("add", "https://blog.example/", "--archive", tmp_path / "a", "--platform", "wordpres")
    assert done.code == 2
    assert "--platform 'wordpres': no such platform; there are ameblo, blogger, forem, generic, " in done.err
    assert "wordpress" in done.err
    assert not (tmp_path / "a").exists()


def test_addresses_from_a_file_that_an_editor_marked_with_a_bom_are_read(tmp_path: Path) -> None:
    with serve(DemoBlog(3)) as server:
        argv = [sys.executable, "-m", "scraper.cli.main", "add", "-", "--archive", str(tmp_path / "a"), "--delay", "0"]
        lines = f"\ufeff{server.url}\r\n# and no more\r\n".encode()
        done = subprocess.run(argv, cwd=PROJECT, input=lines, capture_output=True, timeout=120, check=False)
    assert (done.returncode, done.stdout.splitlines()[0]) == (0, b"1 blog: 3 new posts, 3 posts held"), done


def test_what_an_audit_fetched_is_told_in_two_lines(spawn: Spawn, tmp_path: Path) -> None:
    with serve(DemoBlog(6)) as server:
        assert spawn("add", server.url, "--archive", tmp_path / "a", "--delay", "0", "--no-crawl", "-q").returncode == 0
        done = spawn("audit", "--fetch", "--archive", tmp_path / "a", "--delay", "0")
    changes, costs = done.stderr.splitlines()
    assert changes.startswith("1 blog: 6 new posts")
    assert " requests, " in costs


@pytest.mark.parametrize(("kind", "minutes"), [(DemoBlog, "20 minutes"), (DemoWordPress, "1 minute")])
def test_the_time_ahead_counts_requests_and_not_posts(tmp_path: Path, kind: type[DemoBlog], minutes: str) -> None:
    """An API carries a hundred posts with one request."""
    with serve(kind(20)) as server:
        url, argv = server.url, [sys.executable, "-m", "scraper.cli.main", "--archive", str(tmp_path / "a")]
        listed = subprocess.run([*argv, "add", url, "--no-crawl", "--delay", "0"], cwd=PROJECT, capture_output=True, check=False)
        assert listed.returncode == 0, listed
    with Archive.open(tmp_path / "a") as archive:
        (state,) = status(archive)
        result = BlogResult(address=url, blog=state.blog, outcome="unchanged", known=20)
        told = _what_next(archive, Config(delay_s=60.0), RunSummary((result,)))
    assert told.startswith(f"fetching them takes up to {minutes} at 60 s between requests")
