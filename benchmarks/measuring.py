"""What every benchmark does: run commands as processes of their own, and set what they took against the limit."""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

PROJECT = Path(__file__).resolve().parents[1]
CORES = len(os.sched_getaffinity(0))


@dataclass(frozen=True, slots=True)
class Cost:
    """What a command took; see ``probe``."""

    seconds: float
    ended_at: float
    cpu_s: float
    peak_bytes: int
    lag_s: float
    usual_lag_s: float


class Bench:
    """A folder for archives, and the figures of a run. The exit code says whether each met its target."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.missed: list[str] = []

    def blogarchive(self, archive: str, *words: str) -> Cost:
        """Run a command on an archive of this folder, without pause between requests; it must end well."""
        report = self.folder / "report.json"
        root = str(self.folder / archive)
        self._run([sys.executable, "-m", "benchmarks.probe", str(report), "--archive", root, *words])
        return Cost(**json.loads(report.read_text()))

    def check_held(self, archive: str, posts: int) -> None:
        """A crawl that lost something has not run faster: all posts must be there."""
        told = json.loads(
            self._run([sys.executable, "-m", "scraper.cli.main", "--archive", str(self.folder / archive), "--json", "status"])
        )
        held = sum(row["posts"] for row in told["items"])
        if held != posts:
            raise SystemExit(f"{archive}: holds {held} of {posts} posts")

    def seconds_of(self, archive: str, *words: str) -> float:
        """The time of a command as a user waits for it, from its start to its end."""
        root = str(self.folder / archive)
        started = time.perf_counter()
        self._run([sys.executable, "-m", "scraper.cli.main", "--archive", root, *words])
        return time.perf_counter() - started

    def script(self, module: str, *words: str) -> Any:
        """Run a module of ours that prints its result as JSON on its last line."""
        return json.loads(self._run([sys.executable, "-m", f"benchmarks.{module}", *words]).splitlines()[-1])

    def _run(self, command: list[str]) -> str:
        kept = {name: value for name, value in os.environ.items() if not name.startswith("BLOGARCHIVE_")}
        ours = {"PYTHONPATH": str(PROJECT), "BLOGARCHIVE_CRAWL_DELAY": "0"}
        ended = subprocess.run(command, env=kept | ours, cwd=self.folder, capture_output=True, text=True, check=False)
        if ended.returncode != 0:
            raise SystemExit(f"{' '.join(command)} ended with {ended.returncode}:\n{ended.stderr[-4000:]}")
        return ended.stdout

    def head(self, name: str) -> None:
        """Print what the figures that follow are about."""
        print(f" {name}", flush=True)

    def say(self, name: str, value: float, unit: str) -> None:
        """Print a figure that is no target."""
        print(f"  {name:<44} {value:>12,.{0 if value >= 100 else 2}f} {unit}", flush=True)

    def at_least(self, name: str, value: float, target: float) -> None:
        """Print a figure, and whether it is as large as it must be."""
        self._judge(name, value, f"at least {target:g}", value >= target)

    def at_most(self, name: str, value: float, target: float) -> None:
        """Print a figure, and whether it is as small as it must be."""
        self._judge(name, value, f"at most {target:g}", value <= target)

    def _judge(self, name: str, value: float, target: str, is_met: bool) -> None:
        print(f"  {name:<44} {value:>12,.2f} {target}: {'reached' if is_met else 'MISSED'}", flush=True)
        if not is_met:
            self.missed.append(name)


@contextmanager
def bench(question: str) -> Iterator[Bench]:
    """Print the question, give a folder that is gone at the end, and exit with 1 where a target was missed."""
    print(f"{question} ({CORES} cores)", flush=True)
    with tempfile.TemporaryDirectory(prefix="blogarchive-bench-") as folder:
        made = Bench(Path(folder))
        yield made
    if made.missed:
        sys.exit(1)
