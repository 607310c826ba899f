"""Rows of a post that have a place: the list of this reading takes the place of the one before."""

from collections.abc import Sequence

from sqlalchemy import Connection, Table, delete, insert

from storage.columns import Row
from storage.writer.reading import Reading
from storage.writer.upsert import chunks


def replace_lists(connection: Connection, table: Table, readings: Sequence[Reading], rows: Sequence[Row]) -> None:
    """Make ``rows`` the rows of the readings' posts in a table whose key is (post_id, position)."""
    for chunk in chunks(r.post_id for r in readings if not r.is_new):
        connection.execute(delete(table).where(table.c.post_id.in_(chunk)))
    if rows:
        connection.execute(insert(table), rows)
