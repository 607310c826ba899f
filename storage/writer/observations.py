"""Counters over time, and for each field which extractor gave it."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, select

from storage import models
from storage.columns import is_latest_counter
from storage.writer.reading import Reading
from storage.writer.upsert import chunks, upsert

_COUNTER = models.counter


def record_counters(connection: Connection, readings: Sequence[Reading]) -> None:
    """Write the numbers that differ from the last ones seen."""
    last = _last_values(connection, [r.post_id for r in readings if not r.is_new and r.post.counters])
    rows = {
        (r.post_id, counter.name): {"post_id": r.post_id, "name": counter.name, "value": counter.value, "observed_at": r.at}
        for r in readings
        for counter in r.post.counters
    }
    upsert(connection, _COUNTER, [row for key, row in rows.items() if last.get(key) != row["value"]])


def record_field_sources(connection: Connection, readings: Sequence[Reading]) -> None:
    """Write who gave each field, who contradicts, and which fields are a guess."""
    rows: list[dict[str, Any]] = []
    for reading in readings:
        post = reading.post
        rows += [
            {
                "post_id": reading.post_id,
                "field": field,
                "source": post.sources.get(field),
                "version": reading.event.version,
                "doubt": post.doubts.get(field),
                "uncertain": field in post.uncertain,
            }
            for field in sorted({*post.sources, *post.doubts, *post.uncertain})
        ]
    upsert(connection, models.field_source, rows)


def _last_values(connection: Connection, post_ids: Sequence[int]) -> dict[tuple[int, str], int]:
    last: dict[tuple[int, str], int] = {}
    for chunk in chunks(post_ids):
        statement = select(_COUNTER.c.post_id, _COUNTER.c.name, _COUNTER.c.value)
        for post_id, name, value in connection.execute(statement.where(_COUNTER.c.post_id.in_(chunk), is_latest_counter())):
            last[post_id, name] = value
    return last
