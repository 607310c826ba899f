"""Between the plain values of ``storage.records`` and the columns of the tables, in both directions."""

import logging
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Label, func, select

from storage import models
from storage.records import Blog, BlogId, Capture, StatedDate

# What stands in a unique index must fit a B-tree entry of PostgreSQL (about 2,700 bytes).
LIMIT_KEY_BYTES = 2600

Row = Mapping[Any, Any]  # SQLAlchemy's row mappings do not type their keys

# The columns of ``crawl`` that count something.
CRAWL_COUNTS = ("requests", "not_modified", "bytes", "new_posts", "new_revisions", "gone", "failures")
_CAPTURE_FIELDS = (
    "url",
    "method",
    "status",
    "fetched_at",
    "content_type",
    "digest",
    "warc_file",
    "warc_offset",
    "warc_length",
    "etag",
    "last_modified",
    "error",
)
_PREFIX = "capture_"
_log = logging.getLogger(__name__)


def fits_key(value: str, table: str) -> bool:
    """Tell whether a text can be a key; one that cannot is logged, for its row is left out."""
    if len(value.encode("utf-8", "replace")) <= LIMIT_KEY_BYTES:
        return True
    _log.warning("key too long, row left out table=%s limit_bytes=%d key=%.80s", table, LIMIT_KEY_BYTES, value)
    return False


def is_on_the_web(url: ColumnElement[str]) -> ColumnElement[bool]:
    """Whether an address can be asked for: a text that was imported without one has a ``urn:``."""
    return url.like("http%")


def is_latest_counter() -> ColumnElement[bool]:
    """Whether a row of ``counter`` is what its post showed last under its name."""
    counter, later = models.counter, models.counter.alias("later")
    latest = select(func.max(later.c.observed_at)).where(later.c.post_id == counter.c.post_id, later.c.name == counter.c.name)
    return counter.c.observed_at == latest.scalar_subquery()


def date_columns(name: str, stated: StatedDate | None) -> dict[str, Any]:
    """Return the two columns of a stated date: as stated, and as a moment to sort by."""
    return {f"{name}_iso": stated.iso if stated else None, f"{name}_at": moment(stated)}


def capture_columns(capture: Capture) -> dict[str, Any]:
    """Return the columns of a capture that the record holds."""
    return {name: getattr(capture, name) for name in _CAPTURE_FIELDS}


def read_date(iso: str | None) -> StatedDate | None:
    """Return a stated date from its column."""
    return None if iso is None else StatedDate(iso)


def read_capture(row: Row, prefix: str = "") -> Capture:
    """Return the record of a row of ``capture``, whose columns may carry a prefix."""
    return Capture(**{name: row[prefix + name] for name in _CAPTURE_FIELDS})


def prefixed_capture() -> list[Label[Any]]:
    """Return the columns of ``capture`` for a row that joins it to another table."""
    return [models.capture.c[name].label(_PREFIX + name) for name in _CAPTURE_FIELDS]


def read_joined_capture(row: Row) -> Capture | None:
    """Return the capture of a row that was selected with ``prefixed_capture``, if it has one."""
    return None if row[_PREFIX + "url"] is None else read_capture(row, _PREFIX)


def read_blog(row: Row) -> Blog:
    """Return the record of a row of ``blog``."""
    names = ("home_url", "slug", "platform", "scope", "title", "language", "since", "paused_at", "pause_reason", "gap", "gap_tries")
    return Blog(id=BlogId(row["id"]), tags=tuple(row["tags"]), **{name: row[name] for name in names})


def moment(stated: StatedDate | None) -> datetime | None:
    """Return a stated date as a moment to sort by; none where it is before or after all moments."""
    try:
        return stated.utc if stated else None
    except OverflowError:  # the first or last day of the calendar, moved by its offset
        return None
