"""The command starts fast: nothing heavy is imported before a command needs it."""

import subprocess
import sys

import pytest

from scraper.cli.main import cli
from tests.cli.conftest import PROJECT

HEAVY = ("scrapy", "twisted", "sqlalchemy", "lxml", "trafilatura", "alembic", "rich", "msgspec", "asyncio")
BARE = "import click\n@click.command()\ndef main():\n    'Bare.'\nmain()\n"
COMMANDS = cli.list_commands(cli.make_context("blogarchive", ["status"], resilient_parsing=True))


@pytest.mark.parametrize("words", [[], *[[name] for name in COMMANDS]], ids=lambda words: " ".join(words) or "blogarchive")
def test_help_imports_nothing_heavy(words: list[str]) -> None:
    script = (
        "import sys\n"
        "from scraper.cli.invocation import Invocation\n"
        "from scraper.cli.main import run\n"
        f"code = run([*{words!r}, '--help'], Invocation())\n"
        f"print(sorted(set({HEAVY!r}) & set(sys.modules)), file=sys.stderr)\n"
        "sys.exit(code)\n"
    )
    done = subprocess.run([sys.executable, "-c", script], cwd=PROJECT, capture_output=True, text=True, check=True, timeout=60)
    assert done.stderr.strip() == "[]"
    assert "Usage: blogarchive" in done.stdout


def test_help_costs_less_than_twice_a_bare_click_command() -> None:
    """The processor's time, the least of several, in turns: the clock on the wall also counts who else is at work.

    It is measured five times, and on a loaded machine up to fifteen.
    """

    script = (
        "import resource, subprocess, sys\n"
        "subprocess.run(sys.argv[1:], check=True, stdout=subprocess.DEVNULL)\n"
        "used = resource.getrusage(resource.RUSAGE_CHILDREN)\n"
        "print(used.ru_utime + used.ru_stime)\n"
    )

    def used(code: str) -> float:
        command = [sys.executable, "-c", script, sys.executable, "-c", code, "--help"]
        return float(subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=True, timeout=60).stdout)

    def is_cheap(pairs: list[tuple[float, float]]) -> bool:
        return min(ours for ours, _ in pairs) < 2 * min(bare for _, bare in pairs)

    pairs: list[tuple[float, float]] = []
    while len(pairs) < 5 or (len(pairs) < 15 and not is_cheap(pairs)):
        pairs.append((used("from scraper.cli.main import main; main()"), used(BARE)))
    assert is_cheap(pairs)
