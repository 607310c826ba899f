"""What a command prints: a table for people on a terminal, tab-separated lines in a pipe, one JSON document when asked.

Everything comes from strangers' pages: nothing printed here can move a cursor, colour a line or turn its direction.
"""

import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import IO, Any

import click

from scraper.cli.invocation import invocation

_JOINERS = "\u200c\u200d"  # Persian words and emoji need them; they turn and move nothing
Row = Mapping[str, Any]
_MOST = 24  # characters of a value that a table makes room for before it leaves out another column
_GAP = 2  # between columns


def printable(text: str) -> str:
    """A string on one line without control or direction characters."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(char if char.isprintable() or char in _JOINERS else " " if char.isspace() else "\ufffd" for char in text)


def paragraphs(text: str) -> str:
    """Text of several lines, each made printable."""
    return "\n".join(printable(line) for line in text.splitlines())


def cell(value: object) -> str:
    """A value as people read it."""
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case datetime():
            return value.strftime("%Y-%m-%d %H:%M")
        case list() | tuple() | frozenset():
            return ", ".join(cell(item) for item in value)
        case _:
            return printable(str(value))


def say(text: str) -> None:
    """A line about the work: stderr, and not under ``-q``."""
    if not invocation().is_quiet:
        sys.stdout.flush()  # where both go into one file, in the order in which they were said
        click.echo(printable(text), err=True)


def warn(text: str) -> None:
    """A line that must be read, quiet or not."""
    click.echo(f"blogarchive: {printable(text)}", err=True)


def write_json_line(stream: IO[str], document: Any) -> None:
    """One JSON document on one line."""
    stream.write(_json(document) + "\n")


def _json(document: Any) -> str:
    """A value as JSON in which only what cannot be printed is escaped: it arrives as it is, and no terminal obeys it on the way."""
    import json

    import msgspec

    text = msgspec.json.encode(document, enc_hook=str).decode()
    if text.isprintable():
        return text
    return "".join(char if char.isprintable() or char in _JOINERS else json.dumps(char)[1:-1] for char in text)


def emit_document(kind: str, document: Row) -> None:
    """The one JSON document of a command; each names its type and its version."""
    write_json_line(sys.stdout, {"type": kind, "v": 1, **document})


def emit_rows(kind: str, columns: Sequence[str], rows: Iterable[Row], *, spare: Sequence[str] = ()) -> None:
    """Rows in the form that was asked for; streamed, except into a terminal's table, which must see all to be laid out.

    A terminal without room for all columns shows no ``spare`` ones.
    """
    if invocation().as_json:
        _emit_json_rows(kind, rows)
    elif sys.stdout.isatty():
        _emit_table(columns, rows, spare)
    else:
        for row in rows:
            sys.stdout.write("\t".join(cell(row.get(column)) for column in columns) + "\n")


def _emit_json_rows(kind: str, rows: Iterable[Row]) -> None:
    sys.stdout.write(f'{{"type":"{kind}","v":1,"items":[')
    for text in _separated(map(_json, rows)):
        sys.stdout.write(text)
    sys.stdout.write("]}\n")


def _separated(texts: Iterable[str]) -> Iterator[str]:
    for index, text in enumerate(texts):
        yield f",\n{text}" if index else text


def _emit_table(columns: Sequence[str], rows: Iterable[Row], spare: Sequence[str]) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    console = Console()
    cells = [{column: _short(column, row.get(column)) for column in columns} for row in rows]
    shown = _fitting(columns, cells, spare, console.width)
    table = Table(box=None, pad_edge=False, header_style="bold")
    for column in shown:
        table.add_column(column.replace("_", " "))
    for row in cells:
        # Said of the cells: of columns that may not wrap rich shrinks all alike, of others the widest first.
        table.add_row(*(Text(row[column], no_wrap=True, overflow="ellipsis") for column in shown))
    console.print(table)


def _short(column: str, value: object) -> str:
    """A value as a table shows it: of a moment the day and the minute."""
    text = cell(value)[:500]
    return text[:16].replace("T", " ") if column.endswith("_at") else text


def _fitting(columns: Sequence[str], cells: Sequence[Mapping[str, str]], spare: Sequence[str], width: int) -> list[str]:
    """The columns for which there is room: where there is not enough, those without a value go, then the ``spare`` ones in their order."""
    from rich.cells import cell_len

    def needed(column: str) -> int:
        return max(len(column), min(_MOST, max((cell_len(row[column]) for row in cells), default=0)))

    shown = list(columns)
    empty = [column for column in columns if spare and not any(row[column] for row in cells)]
    for column in dict.fromkeys((*empty, *spare)):
        if sum(map(needed, shown)) + _GAP * (len(shown) - 1) <= width:
            break
        shown.remove(column)
    return shown
