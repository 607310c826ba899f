"""Captures: one row an exchange, which was the latest of an address, and what becomes of those whose record was lost."""

from collections.abc import Iterable, Sequence

from sqlalchemy import Connection, delete, func, insert, select, update

from storage import models
from storage.archive import Archive
from storage.columns import capture_columns, is_on_the_web
from storage.engine import writing
from storage.events import CaptureMade
from storage.records import IMPORT, AddressState, Capture
from storage.writer.upsert import chunks

_TABLE = models.capture


def record_captures(connection: Connection, events: Sequence[CaptureMade]) -> Sequence[None]:
    """Write one row an exchange."""
    rows = [{"blog_id": event.blog_id, "crawl_id": event.crawl_id, **capture_columns(event.capture)} for event in events]
    connection.execute(insert(_TABLE), rows)
    return [None] * len(events)


def latest_captures(connection: Connection, addresses: Iterable[tuple[int, str]]) -> dict[tuple[int, str], int]:
    """Return the id of the latest capture of each (blog, address) that has one."""
    latest: dict[tuple[int, str], int] = {}
    for chunk in chunks(sorted(set(addresses))):
        urls = {url for _, url in chunk}
        statement = select(_TABLE.c.blog_id, _TABLE.c.url, func.max(_TABLE.c.id)).where(_TABLE.c.url.in_(urls))
        for blog_id, url, capture_id in connection.execute(statement.group_by(_TABLE.c.blog_id, _TABLE.c.url)):
            latest[blog_id, url] = capture_id
    return latest


def drop_lost_captures(archive: Archive, file: str, end: int) -> int:
    """Take captures whose records lie behind the end of a WARC file as lost, and have their posts fetched again; returns how many.

    An answer that ends with its file has lost its request, which is written behind it; an imported file has none.
    """
    ends_at = _TABLE.c.warc_offset + _TABLE.c.warc_length
    is_cut = (ends_at > end) | ((ends_at == end) & (_TABLE.c.method != IMPORT))
    with writing(archive.engine) as connection:
        lost = connection.scalars(select(_TABLE.c.id).where(_TABLE.c.warc_file == file, is_cut)).all()
        for chunk in chunks(lost):
            _drop(connection, chunk)
    return len(lost)


def drop_broken_captures(archive: Archive, broken: Iterable[Capture]) -> int:
    """Take captures whose records do not hold any more as lost, and have their posts fetched again; returns how many."""
    lost: list[int] = []
    with writing(archive.engine) as connection:
        for capture in broken:
            lies_there = (_TABLE.c.warc_file == capture.warc_file) & (_TABLE.c.warc_offset == capture.warc_offset)
            lost += connection.scalars(select(_TABLE.c.id).where(lies_there)).all()
        for chunk in chunks(lost):
            _drop(connection, chunk)
    return len(lost)


def _drop(connection: Connection, ids: Sequence[int]) -> None:
    revision, address = models.revision, models.address
    no_payload = {"digest": None, "etag": None, "last_modified": None}
    no_record = {"warc_file": None, "warc_offset": None, "warc_length": None}
    lost, same = _TABLE.alias(), _TABLE.alias()
    # Records of a later visit that refer to one that was lost have lost what they refer to: the next answer is asked for and kept whole.
    is_same = (same.c.blog_id == lost.c.blog_id) & (same.c.url == lost.c.url) & (same.c.digest == lost.c.digest)
    dependent = connection.scalars(select(same.c.id).join(lost, is_same).where(lost.c.id.in_(ids))).all()
    for chunk in chunks(dependent):
        connection.execute(update(_TABLE).where(_TABLE.c.id.in_(chunk)).values(no_payload))
    connection.execute(update(_TABLE).where(_TABLE.c.id.in_(ids)).values(**no_payload, **no_record, error="its record was lost"))
    connection.execute(delete(models.picture).where(models.picture.c.capture_id.in_(ids)))
    posts = select(revision.c.post_id).where(revision.c.capture_id.in_(ids))
    is_held = address.c.post_id.in_(posts) & (address.c.state == AddressState.HELD) & is_on_the_web(address.c.url)
    connection.execute(update(address).where(is_held).values(state=AddressState.PENDING, reason="the record of its page was lost"))
