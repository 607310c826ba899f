"""What must hold between rows and cannot be said as a constraint, and what SQLite can tell of its own file."""

from typing import Any

from sqlalchemy import Connection, Select, func, select, text

from storage import models
from storage.archive import Archive
from storage.engine import reading
from storage.records import AddressState

_SHOWN = 20  # of one kind; the archive is damaged all the same
_POST = models.post
_REVISION = models.revision
_ADDRESS = models.address


def check_integrity(archive: Archive) -> list[str]:
    """Return one line for each problem found; none for a sound archive."""
    with reading(archive.engine) as connection:
        problems = _check_sqlite(connection) if connection.dialect.name == "sqlite" else []
        for what, statement in _checks().items():
            problems += [f"{what}: {name}" for name in connection.scalars(statement.limit(_SHOWN))]
    return problems


def _check_sqlite(connection: Connection) -> list[str]:
    lines = [str(line) for line in connection.scalars(text("PRAGMA integrity_check"))]
    problems = [f"database file: {line}" for line in lines if line != "ok"]
    for table, row, parent, _ in connection.execute(text("PRAGMA foreign_key_check")):
        problems.append(f"{table} row {row}: points to a row of {parent} that is not there")
    return problems


def _checks() -> dict[str, Select[Any]]:
    has_current = select(_REVISION.c.id).where(_REVISION.c.post_id == _POST.c.id, _REVISION.c.number == _POST.c.revision).exists()
    current_digest = select(_REVISION.c.content_digest).where(_REVISION.c.post_id == _POST.c.id, _REVISION.c.number == _POST.c.revision)
    has_gap = select(_REVISION.c.post_id).group_by(_REVISION.c.post_id).having(func.count() != func.max(_REVISION.c.number))
    of_other_blog = _ADDRESS.join(_POST, (_POST.c.id == _ADDRESS.c.post_id) & (_POST.c.blog_id != _ADDRESS.c.blog_id))
    is_held = _ADDRESS.c.state == AddressState.HELD
    has_address = select(_ADDRESS.c.id).where(_ADDRESS.c.post_id == _POST.c.id).exists()
    half_kept = models.capture.c.warc_file.is_not(None) & models.capture.c.warc_offset.is_(None)
    return {
        "post without its current revision": select(_POST.c.url).where(~has_current),
        "post whose digest is not its revision's": select(_POST.c.url).where(_POST.c.content_digest != current_digest.scalar_subquery()),
        "post with a gap in its revisions": select(_POST.c.url).where(_POST.c.id.in_(has_gap)),
        "post without an address": select(_POST.c.url).where(~has_address),
        "held address without a post": select(_ADDRESS.c.url).where(is_held, _ADDRESS.c.post_id.is_(None)),
        "address with the post of another blog": select(_ADDRESS.c.url).select_from(of_other_blog),
        "capture without its place in the WARC file": select(models.capture.c.url).where(half_kept),
    }
