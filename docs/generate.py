"""Writes what the docs say of the code: commands from their help, settings, fields, tables and platforms from where they are declared,
and the README's transcript by running it.
"""

import os
import pty
import re
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from click.testing import CliRunner

if TYPE_CHECKING:
    from sqlalchemy import Column, Table

    from scraper.platform import Platform

PROJECT = Path(__file__).resolve().parents[1]
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

    parts = ["# Tables\n", NOTE, _columns_in_words(), picture()]
    for name, table in sorted(models.METADATA.tables.items()):
        rows = _table(("column", "type", "required", "refers to"), map(_described, table.columns))
        parts += [f"## {name}\n", f"{table.info['about']}\n", rows]
    return "\n".join(parts)


def _described(column: "Column[Any]") -> tuple[str, ...]:
    return (f"`{column.name}`", _members(column) or _type(column), "" if column.nullable else "yes", _target(column))


def _columns_in_words() -> str:
    return (
        "Columns that end in `_at` hold moments in UTC. Beside one that ends in `_iso`, which holds a date exactly as it was stated,\n"
        "`_at` is for sorting: a bare day counts from its midnight, and a time without an offset as UTC. Questions that are often asked\n"
        "are in [How to](../how-to.md#ask-the-tables).\n"
    )


def picture() -> str:
    """The tables and how they refer to each other, drawn by whoever shows Mermaid; columns that only describe are left to the lists."""
    from storage import models

    tables = sorted(models.METADATA.tables.values(), key=lambda table: table.name)
    lines = [line for table in tables for line in (*_entity(table), *_relations(table))]
    return "\n".join(["```mermaid", "erDiagram", *lines, "```\n"])


def _entity(table: "Table") -> Iterator[str]:
    unique = {column.name for constraint in _unique(table) for column in constraint}
    yield f"    {table.name} {{"
    for column in table.columns:
        marks = [mark for mark, is_so in (("PK", column.primary_key), ("FK", column.foreign_keys), ("UK", column.name in unique)) if is_so]
        if marks:
            yield f"        {_type(column)} {column.name} {', '.join(marks)}"
    yield "    }"


def _unique(table: "Table") -> Iterator[Any]:
    from sqlalchemy import UniqueConstraint

    yield from (constraint.columns for constraint in table.constraints if isinstance(constraint, UniqueConstraint))


def _relations(table: "Table") -> Iterator[str]:
    for key in sorted(table.foreign_keys, key=lambda key: key.parent.name):
        one = "|o" if key.parent.nullable else "||"
        yield f"    {key.column.table.name} {one}--o{{ {table.name} : {key.parent.name}"


def _type(column: "Column[Any]") -> str:
    from sqlalchemy.dialects import sqlite

    return str(column.type.compile(sqlite.dialect())).lower()


def _members(column: "Column[Any]") -> str:
    """The words of a closed set."""
    return ", ".join(f"`{word}`" for word in getattr(column.type, "enums", ()))


def _target(column: "Column[Any]") -> str:
    return ", ".join(sorted(f"`{key.target_fullname}`" for key in column.foreign_keys))


def _first_line(text: str | None) -> str:
    return " ".join((text or "").split("\n\n")[0].split())


def platforms() -> str:
    """The platforms that have a spider, and how they list posts."""
    rows = [(f"`{platform.name}`", _about(platform), "; ".join(_listings(platform))) for platform in _platforms()]
    return _table(("platform", "what it does", "listings, best first"), rows)


def _platforms() -> "Iterator[type[Platform]]":
    from scrapy.settings import Settings
    from scrapy.spiderloader import SpiderLoader

    loader = SpiderLoader(Settings({"SPIDER_MODULES": ["spiders"]}))
    yield from (loader.load(name) for name in sorted(loader.list()))  # type: ignore[misc]  # all spiders here are platforms


def _about(platform: "type[Platform]") -> str:
    return _first_line(sys.modules[platform.__module__].__doc__)


def _listings(platform: "type[Platform]") -> Iterator[str]:
    for name, traits in platform.listings().items():
        marks = [
            word for word, is_so in (("all posts", traits.complete), ("whole texts", traits.bodies), ("else", traits.fallback)) if is_so
        ]
        marks += [f"{traits.per_request:,} a request"] if traits.per_request else []
        yield name.replace("_", " ") + (f" ({', '.join(marks)})" if marks else "")


PORT = 8000
SESSION = (
    ("blogarchive", "add", "http://127.0.0.1:8000/", "--delay", "0"),
    ("blogarchive", "status"),
    ("blogarchive", "update", "--all", "--delay", "0"),
    ("blogarchive", "audit"),
    ("blogarchive", "list", "posts", "--limit", "3"),
    ("blogarchive", "export", "jsonl", "-o", "posts.jsonl"),
)


def transcript() -> str:
    """What a terminal shows when the demo blog is archived, updated, audited and exported."""
    from scraper.demo import DemoBlog, serve

    with tempfile.TemporaryDirectory() as folder, serve(DemoBlog(44), _port()) as server:
        lines = ["$ export BLOGARCHIVE_ARCHIVE=archive"]
        for words in SESSION:
            shown = _typed([word.replace("http://127.0.0.1:8000/", server.url) for word in words[1:]], Path(folder))
            lines += [f"$ {' '.join(words)}", *shown]
        text = "\n".join(lines).replace(server.origin.rpartition(":")[2], str(PORT))
    return f"```console\n{text}\n```\n"


def _port() -> int:
    """The port that the transcript names, so that its tables are aligned; any other where somebody has it."""
    with socket.socket() as asked:
        return PORT if asked.connect_ex(("127.0.0.1", PORT)) else 0


def _typed(words: Sequence[str], folder: Path) -> list[str]:
    """The lines that a command prints on a terminal; what it shows only while it works is gone at its end, there as here."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("BLOGARCHIVE_")}
    ours = {"PYTHONPATH": str(PROJECT), "BLOGARCHIVE_ARCHIVE": "archive", "COLUMNS": "140", "NO_COLOR": "1", "TERM": "xterm"}
    near, far = pty.openpty()
    command = [sys.executable, "-m", "scraper.cli.main", *words]
    with subprocess.Popen(command, cwd=folder, env=environment | ours, stdout=far, stderr=subprocess.DEVNULL) as process:  # noqa: S603 -- ours
        os.close(far)
        told = b"".join(iter(lambda: _read(near), b""))
    os.close(near)
    if process.returncode != 0:
        raise SystemExit(f"{' '.join(command)} ended with {process.returncode}")
    return [line.rstrip() for line in click.unstyle(told.decode()).splitlines()]


def _read(screen: int) -> bytes:
    try:
        return os.read(screen, 65536)
    except OSError:  # Linux says so when the other side has closed
        return b""


def readme(*, with_transcript: bool) -> str:
    """The README with its generated parts as they are now."""
    text = (PROJECT / "README.md").read_text(encoding="utf-8")
    text = _between(text, "platforms", platforms())
    return _between(text, "transcript", transcript()) if with_transcript else text


def _between(text: str, name: str, part: str) -> str:
    pattern = re.compile(rf"(<!-- {name}: .*?-->\n).*?(<!-- end of {name} -->)", re.DOTALL)
    return pattern.sub(lambda found: f"{found[1]}\n{part}\n{found[2]}", text)


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
    (PROJECT / "README.md").write_text(readme(with_transcript=True), encoding="utf-8")


if __name__ == "__main__":
    main()
