"""The docs say what is there: generated pages are current, every link leads somewhere, no command is forgotten."""

import importlib.util
import json
import os
import re
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from types import ModuleType
from typing import Any

import click
import pytest

from tests import forked

PROJECT = Path(__file__).resolve().parents[1]
PAGES = sorted([*PROJECT.glob("*.md"), *(PROJECT / "docs").rglob("*.md"), *(PROJECT / "benchmarks").rglob("*.md")])


@pytest.fixture(scope="module")
def generate() -> ModuleType:
    spec = importlib.util.spec_from_file_location("generate", PROJECT / "docs" / "generate.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("name", ["commands.md", "settings.md", "fields.md", "tables.md"])
def test_a_generated_page_is_current(generate: ModuleType, name: str) -> None:
    assert set(generate.PAGES) == {"commands.md", "settings.md", "fields.md", "tables.md"}
    written = (PROJECT / "docs" / "reference" / name).read_text(encoding="utf-8")
    assert written == generate.PAGES[name](), "run `make docs`"


def test_the_platforms_in_the_readme_are_those_that_have_a_spider(generate: ModuleType) -> None:
    assert (PROJECT / "README.md").read_text(encoding="utf-8") == generate.readme(with_transcript=False), "run `make docs`"
    assert "| `generic` |" in generate.platforms()


def test_the_transcript_in_the_readme_is_what_a_terminal_shows(generate: ModuleType) -> None:
    """But for what differs from run to run: times, sizes and ports, and where their width cuts a line of a table."""
    written = (PROJECT / "README.md").read_text(encoding="utf-8").partition("<!-- transcript: ")[2].partition("```console\n")[2]
    shown = generate.transcript().removeprefix("```console\n")
    assert _masked(written.partition("```")[0]) == _masked(shown.partition("```")[0]), "run `make docs`"


def _masked(text: str) -> list[str]:
    lines = (re.sub(r"\d[\d.,:-]*(?: [kM]?B\b)?", "#", line) for line in text.splitlines() if "…" not in line)
    return [" ".join(line.split()) for line in lines]


def test_the_picture_shows_every_table_and_reference(generate: ModuleType) -> None:
    from storage import models

    picture = generate.picture()
    for table in models.METADATA.tables.values():
        assert f"\n    {table.name} {{" in picture
        for key in table.foreign_keys:
            assert re.search(rf"\n    {key.column.table.name} \S+ {table.name} : {key.parent.name}\n", picture)


def test_every_command_and_flag_is_in_the_reference() -> None:
    from scraper.cli.main import cli

    text = (PROJECT / "docs" / "reference" / "commands.md").read_text(encoding="utf-8")
    context = click.Context(cli)
    for name in cli.list_commands(context):
        command = cli.get_command(context, name)
        assert command is not None
        section = text.partition(f"## {name}\n")[2].partition("\n## ")[0]
        flags = [flag for param in command.params if isinstance(param, click.Option) for flag in param.opts]
        assert [flag for flag in flags if flag not in section] == []
        assert command.help


def test_every_setting_field_format_and_exit_code_is_in_the_reference() -> None:
    from scraper.config import BLOG_SETTINGS, SETTINGS
    from scraper.errors import BlogArchiveError
    from storage.exporters import exporters
    from storage.exporters.rows import FIELDS

    reference = {path.name: path.read_text(encoding="utf-8") for path in (PROJECT / "docs" / "reference").glob("*.md")}
    assert all(f"`{setting.name}`" in reference["settings.md"] for setting in SETTINGS)
    assert all(f".{setting.name}`" in reference["settings.md"] for setting in BLOG_SETTINGS)
    assert all(f"`{name}`" in reference["fields.md"] for name in FIELDS)
    assert all(f"`{name}`" in reference["commands.md"] for name in exporters())
    codes = {error.exit_code for error in _all_subclasses(BlogArchiveError)}
    assert all(f"\n| {code} |" in reference["exit-codes.md"] for code in codes)


def _all_subclasses(cls: type[Any]) -> set[type[Any]]:
    return {cls}.union(*(_all_subclasses(child) for child in cls.__subclasses__()))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(PROJECT)))
def test_links_between_pages_lead_somewhere(page: Path) -> None:
    targets = re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8"))
    assert [target for target in targets if not (page.parent / target).exists()] == []


@pytest.fixture
def run(tmp_path: Path) -> Callable[..., str]:
    """Runs commands on the archive of the demo blog, and returns what they print."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("BLOGARCHIVE_")} | {"PYTHONPATH": str(PROJECT)}

    def typed(*words: str) -> str:
        done = forked.run(["blogarchive", "--archive", "demo-archive", *words], cwd=tmp_path, env=environment)
        assert done.returncode == 0, done
        return done.stdout

    typed("demo", "--posts", "6")
    return typed


def test_the_tutorials_commands_work_on_the_demo_blog(run: Callable[..., str], tmp_path: Path) -> None:
    """Sections 2 to 4, word by word; what comes before is `make demo`."""
    sections = (PROJECT / "docs" / "tutorial.md").read_text(encoding="utf-8").split("\n## ")[2:5]
    lines = [line for section in sections for block in re.findall(r"```\n(.*?)```", section, re.DOTALL) for line in block.splitlines()]
    assert len(lines) >= 9
    assert all(run(*line.removeprefix("blogarchive ").split()) for line in lines if " -o " not in line and "verify" not in line)
    assert [run(*line.removeprefix("blogarchive ").split()) for line in lines if " -o " in line or "verify" in line] == ["", "", ""]
    assert {"posts.jsonl", "posts.csv"} <= {path.name for path in tmp_path.iterdir()}


def test_the_questions_to_the_tables_are_answered(run: Callable[..., str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Those of the how-to, asked of the demo blog after one of its posts changed and linked to another."""
    page = (PROJECT / "docs" / "how-to.md").read_text(encoding="utf-8")
    with closing(sqlite3.connect(tmp_path / "demo-archive" / "archive.db")) as database:
        database.execute("INSERT INTO link (post_id, position, url) SELECT 1, 99, url FROM post WHERE id = 2")
        database.execute("UPDATE post SET revision = 2 WHERE id = 1")
        database.commit()
        answers = [database.execute(question).fetchall() for question in re.findall(r"```sql\n(.*?)```", page, re.DOTALL)]
        database.execute("UPDATE post SET revision = 1 WHERE id = 1")
        database.commit()
    by_author, changed, linked, commenters = answers
    assert sum(posts for _, _, posts in by_author) >= 6
    assert (len(changed), changed[0][1], len(linked)) == (1, 1, 1)
    assert commenters[0][1] >= commenters[-1][1] > 0
    monkeypatch.chdir(tmp_path / "demo-archive")
    names: dict[str, Any] = {}
    (program,) = re.findall(r"```python\n(.*?)```", page, re.DOTALL)
    exec(program, names)  # noqa: S102 -- as a reader of the page does
    assert names["text"] in {json.loads(line)["body_text"] for line in run("export", "jsonl").splitlines()}


def test_the_list_of_commands_cuts_no_line_short() -> None:
    from scraper.cli.main import cli

    shown = cli.get_help(click.Context(cli, terminal_width=80))
    assert "  update  " in shown
    assert "..." not in shown.replace("[ARGS]...", "")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(PROJECT)))
def test_a_command_in_the_docs_is_one_that_exists(page: Path) -> None:
    from scraper.cli.main import cli

    known = set(cli.list_commands(click.Context(cli)))
    text = page.read_text(encoding="utf-8")
    lines = [line for block in re.findall(r"```\n(.*?)```", text, re.DOTALL) for line in block.splitlines()]
    called = [line.split("#")[0].split() for line in lines if re.match(r"(?:\S+/)?blogarchive(?= )", line)]
    words = [next((word for word in line[1:] if word in known), None) for line in called if line[1:2] != ["[OPTIONS]"]]
    assert None not in words
    targets = set(re.findall(r"^([a-z][a-z-]*):", (PROJECT / "Makefile").read_text(), re.MULTILINE))
    assert {line.split()[1] for line in lines if line.startswith("make ")} <= targets
