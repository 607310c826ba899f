"""The benchmarks run and judge: what they measure is not the test's business, only that they do."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parents[1]
RUNS = {
    "pages": ["--posts", "12"],
    "api": ["--posts", "30"],
    "no_change": ["--posts", "12", "--kind", "demo", "--times", "1"],
    "memory": ["--small", "10", "--large", "20", "--kind", "demo"],
    "fleet": ["--blogs", "2", "--posts", "6", "--latency", "0"],
    "store": ["--posts", "200"],
}


def test_every_folder_is_a_question_in_the_readme() -> None:
    folders = {path.parent.name for path in (PROJECT / "benchmarks").glob("*/__main__.py")}
    text = (PROJECT / "benchmarks" / "README.md").read_text(encoding="utf-8")
    assert folders == set(RUNS) == set(re.findall(r"\]\((\w+)/__main__\.py\)", text))


@pytest.mark.drill  # each runs small, but a minute of two cores in all
@pytest.mark.parametrize("name", RUNS)
def test_a_benchmark_prints_ratios_and_judges_them(name: str) -> None:
    ended = subprocess.run(
        [sys.executable, "-m", f"benchmarks.{name}", *RUNS[name]], cwd=PROJECT, capture_output=True, text=True, timeout=150, check=False
    )
    judged = re.findall(r"(reached|MISSED)$", ended.stdout, re.MULTILINE)
    assert judged, ended
    assert ended.returncode == int("MISSED" in judged), ended
    assert ended.stderr == ""
