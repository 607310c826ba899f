"""Captures: one row an exchange, and which was the latest of an address."""

from collections.abc import Iterable, Sequence

from sqlalchemy import Connection, func, insert, select

from storage import models
from storage.columns import capture_columns
from storage.events import CaptureMade
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
