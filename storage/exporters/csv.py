"""CSV for spreadsheets: one post a row; lists are joined, and nothing in a cell can run as a formula."""

import codecs
import csv
from collections.abc import Iterable, Mapping
from typing import IO, TYPE_CHECKING, Any

from storage.exporters import Exporter
from storage.exporters.rows import FIELDS, post_row

if TYPE_CHECKING:
    from storage.queries import StoredPost

LEFT_OUT = frozenset({"type", "v", "body_html", "capture", "sources", "doubts"})
COLUMNS = [name for name in FIELDS if name not in LEFT_OUT]
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")  # OWASP, "CSV injection": a spreadsheet would evaluate such a cell
NAMED_BY = {"authors": "name", "media": "url", "links": "url", "comments": "text"}


class Csv(Exporter):
    """For spreadsheets."""

    name = "csv"
    purpose = "One row a post, for spreadsheets."

    def write(self, posts: Iterable["StoredPost"], out: IO[bytes]) -> int:
        """UTF-8 with a mark at the start, without which spreadsheets take it for a local encoding."""
        # Not a TextIOWrapper: left by an error (a reader that went away) it would close the stream, which is not ours.
        writer, count = csv.writer(codecs.getwriter("utf-8-sig")(out)), 0
        writer.writerow(COLUMNS)
        for count, stored in enumerate(posts, start=1):  # noqa: B007 -- the last value is the answer
            row = post_row(stored)
            writer.writerow([cell(name, row[name]) for name in COLUMNS])
        return count


def cell(name: str, value: Any) -> str:
    """One cell's text; what a spreadsheet would take for a formula gets an apostrophe before it."""
    text = "" if value is None else _flat(name, value)
    return f"'{text}" if text.lstrip().startswith(FORMULA_STARTS) or text.startswith(FORMULA_STARTS) else text


def _flat(name: str, value: Any) -> str:
    if isinstance(value, Mapping):
        return "; ".join(f"{key}={item}" for key, item in value.items())
    if isinstance(value, list):
        return "; ".join(str(item[NAMED_BY[name]]) if name in NAMED_BY else str(item) for item in value)
    return value.isoformat() if hasattr(value, "isoformat") else str(value)
