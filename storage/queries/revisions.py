"""The states that the content of a post went through."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from storage import models
from storage.archive import Archive
from storage.bodies import expand
from storage.columns import Row, prefixed_capture, read_joined_capture
from storage.engine import reading
from storage.records import Capture, PostId

_REVISION = models.revision


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredRevision:
    """A content of a post that differs from the one before it, with the exchange that brought it."""

    number: int
    title: str | None
    subtitle: str | None
    body_html: str | None
    body_text: str | None
    words: int
    content_digest: str
    captured_at: datetime
    capture: Capture | None


def revisions(archive: Archive, post_id: PostId) -> Iterator[StoredRevision]:
    """Give the revisions of a post, oldest first."""
    statement = (
        select(_REVISION, *prefixed_capture())
        .outerjoin(models.capture, models.capture.c.id == _REVISION.c.capture_id)
        .where(_REVISION.c.post_id == post_id)
        .order_by(_REVISION.c.number)
    )
    with reading(archive.engine) as connection:
        for row in connection.execute(statement).mappings():
            yield _stored_revision(row)


def _stored_revision(row: Row) -> StoredRevision:
    names = ("number", "title", "subtitle", "words", "content_digest", "captured_at")
    return StoredRevision(
        body_html=expand(row["body_html"]),
        body_text=expand(row["body_text"]),
        capture=read_joined_capture(row),
        **{name: row[name] for name in names},
    )
