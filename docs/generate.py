"""Writes ``docs/reference/`` from the code: commands from their help, settings, fields and tables from where they are declared."""

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

import click
from click.testing import CliRunner

REFERENCE = Path(__file__).parent / "reference"
NOTE = "<!-- Written by docs/generate.py (`make docs`); do not edit. -->\n"


def commands() -> str:
    """The help of every command."""
    from scraper.cli.main import cli

    context = click.Context(cli, info_name="blogarchive")
    parts = ["# Commands\n", NOTE, _help([]), _grammar()]
    parts += [f"## {name}\n\n{_help([name])}" for name in cli.list_commands(context)]
    parts += ["## Formats of export\n", _table(("format", "what it is"), _formats())]
    return "\n".join(parts)


def _grammar() -> str:
    return (
        "The common options may stand before or after the command's word.\n"
        "A BLOG is named by its slug, its host, any address in it, or `@TAG`.\n"
        "Results go to stdout, everything else to stderr: a table on a terminal, tab-separated lines without a heading in a pipe,\n"
        'one JSON document with `"type"` and `"v"` under `--json`.\n'
    )


def _help(words: list[str]) -> str:
    from scraper.cli.main import cli

    result = CliRunner().invoke(cli, [*words, "--help"], prog_name="blogarchive", terminal_width=100, env={"COLUMNS": "100"})
    return f"```\n{result.output.rstrip()}\n```\n"


def _formats() -> Iterator[tuple[str, str]]:
    from storage.exporters import exporters

    yield from ((f"`{name}`", exporter.purpose) for name, exporter in exporters().items())


def settings() -> str:
    """Every setting, its variable, its default and its meaning."""
    from scraper.cli.template import settings_file
    from scraper.config import BLOG_SETTINGS, SETTINGS

    rows = [(f"`{setting.name}`", f"`{setting.variable}`", f"`{setting.example}`", setting.meaning) for setting in SETTINGS]
    blogs = [(f'`blogs."…".{setting.name}`', f"`{setting.example}`", setting.meaning) for setting in BLOG_SETTINGS]
    return "\n".join(
        [
            "# Settings\n",
            NOTE,
            "Defaults, then `blogarchive.toml` in the archive, then the environment, then flags; `blogarchive config` prints every",
            "value and where it comes from. `BLOGARCHIVE_ARCHIVE` names the archive's folder.\n",
            _table(("setting", "variable", "example", "meaning"), rows),
            "For one blog, by its host or slug; these win over `[crawl]`, and a flag wins over them:\n",
            _table(("setting", "example", "meaning"), blogs),
            "Durations are `500ms`, `1s`, `50m`, `1h30m`, `1d` or a number of seconds; intervals also `hourly`, `daily`, `weekly`,",
            "`monthly`; sizes `512MiB` or `1GB`.\n",
            "The file that a new archive gets:\n",
            f"```toml\n{settings_file().rstrip()}\n```\n",
        ]
    )


def fields() -> str:
    """The fields of an exported post."""
    from storage.exporters.csv import COLUMNS
    from storage.exporters.rows import FIELDS

    rows = [(f"`{name}`", meaning, "yes" if name in COLUMNS else "") for name, meaning in FIELDS.items()]
    return "\n".join(
        [
            "# Fields of an exported post\n",
            NOTE,
            'One JSON object a line (`export jsonl`). *Unknown* is `null`; *known to be empty* is `""`, `[]` or `{}`.',
            "Closed sets of words may get new members.",
            "In CSV, lists are joined with `; `, and a cell that a spreadsheet would take for a formula begins with an apostrophe.\n",
            _table(("field", "what it holds", "in CSV"), rows),
        ]
    )


def tables() -> str:
    """The tables and columns of an archive's database."""
    from storage import models

    parts = ["# Tables\n", NOTE]
    for name, table in sorted(models.Base.metadata.tables.items()):
        described = next((mapper.class_.__doc__ for mapper in models.Base.registry.mappers if mapper.local_table is table), "")
        rows = [(f"`{column.name}`", _type(column), "" if column.nullable else "yes", _target(column)) for column in table.columns]
        parts += [f"## {name}\n", f"{_first_line(described)}\n", _table(("column", "type", "required", "refers to"), rows)]
    return "\n".join(parts)


def _type(column: object) -> str:
    from sqlalchemy import Column
    from sqlalchemy.dialects import sqlite

    assert isinstance(column, Column)  # noqa: S101 -- tables have nothing else
    return str(column.type.compile(sqlite.dialect())).lower()


def _target(column: object) -> str:
    keys = getattr(column, "foreign_keys", ())
    return ", ".join(sorted(f"`{key.target_fullname}`" for key in keys))


def _first_line(text: str | None) -> str:
    return " ".join((text or "").split("\n\n")[0].split())


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = [head, tuple("---" for _ in head), *rows]
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines) + "\n"


PAGES = {"commands.md": commands, "settings.md": settings, "fields.md": fields, "tables.md": tables}


def main() -> None:
    """Write every generated page."""
    os.environ.pop("BLOGARCHIVE_ARCHIVE", None)
    REFERENCE.mkdir(exist_ok=True)
    for name, page in PAGES.items():
        (REFERENCE / name).write_text(page(), encoding="utf-8")


if __name__ == "__main__":
    main()
