"""Pictures that were asked for, and the captures that hold them."""

from collections.abc import Sequence

from sqlalchemy import Connection

from storage import models
from storage.events import Outcome, PictureAsked
from storage.writer.captures import latest_captures
from storage.writer.upsert import upsert


def record_pictures(connection: Connection, events: Sequence[PictureAsked]) -> list[Outcome]:
    """Write what came of asking."""
    captures = latest_captures(connection, [(event.blog_id, event.capture_url) for event in events if event.capture_url is not None])
    rows = [
        {
            "media_id": event.media_id,
            "capture_id": captures.get((event.blog_id, event.capture_url or "")),
            "attempts": event.attempts,
        }
        for event in events
    ]
    upsert(connection, models.picture, rows)
    return [None] * len(events)
