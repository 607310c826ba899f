"""What belongs to a post beside its content: names, media, links, comments, counters, and who said so. It is kept up to date in place."""

from collections.abc import Sequence

from sqlalchemy import Connection

from storage.writer.comments import record_comments
from storage.writer.contents import record_links, record_media
from storage.writer.names import record_authors, record_terms
from storage.writer.observations import record_counters, record_field_sources
from storage.writer.reading import Reading


def record_details(connection: Connection, readings: Sequence[Reading]) -> None:
    """Write all that the readings state about their posts."""
    if not readings:
        return
    for record in (record_authors, record_terms, record_media, record_links, record_comments, record_counters, record_field_sources):
        record(connection, readings)
