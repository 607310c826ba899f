"""Insert-or-update for both databases, and rows by many keys at once."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, TypeVar

from sqlalchemy import BindParameter, Column, Connection, Table, bindparam, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite

from storage.columns import Row

_CHUNK = 1000  # SQLite takes 32,766 parameters a statement; every row here has fewer than 30
_Item = TypeVar("_Item")
Key = tuple[Any, ...]


def chunks(items: Iterable[_Item]) -> Iterator[list[_Item]]:
    """Cut into lists that fit one statement."""
    chunk: list[_Item] = []
    for item in items:
        chunk.append(item)
        if len(chunk) == _CHUNK:
            yield chunk
            chunk = []
    if chunk:
        yield chunk


def given(column: Column[Any]) -> BindParameter[Any]:
    """Return the parameter of an update that carries a column's new value, with the column's type."""
    return bindparam(f"new_{column.name}", type_=column.type)


def as_given(row: Row) -> dict[str, Any]:
    """Return a row of values under the names that ``given`` makes."""
    return {f"new_{name}": value for name, value in row.items()}


def conflict_insert(connection: Connection, table: Table) -> postgresql.Insert | sqlite.Insert:
    """Return the insert of this database that knows ``ON CONFLICT``."""
    return postgresql.insert(table) if connection.dialect.name == "postgresql" else sqlite.insert(table)


def upsert(connection: Connection, table: Table, rows: Sequence[Row]) -> None:
    """Insert rows, or overwrite those with the same primary key."""
    if not rows:
        return
    statement = conflict_insert(connection, table)
    keys = [column.name for column in table.primary_key]
    changes = {name: statement.excluded[name] for name in rows[0] if name not in keys}
    connection.execute(statement.on_conflict_do_update(index_elements=keys, set_=changes), rows)


def ensure_ids(connection: Connection, table: Table, key: Sequence[str], rows: Mapping[Key, Row]) -> dict[Key, int]:
    """Return the id of each row by its key, inserting those that are not there; ``rows`` is by key too.

    Nobody else inserts meanwhile: the batch holds the lock of its blogs. A ``url`` that was unknown is filled in.
    """
    found = select_by_keys(connection, table, key, rows)
    if "url" not in key:
        _fill_urls(connection, table, rows, found)
    ids = {values: row["id"] for values, row in found.items()}
    columns = [table.c[name] for name in key]
    missing = [dict(row) for values, row in rows.items() if values not in ids]
    for chunk in chunks(missing):
        for new_id, *values in connection.execute(insert(table).returning(table.c.id, *columns), chunk):
            ids[tuple(values)] = new_id
    return ids


def select_by_keys(connection: Connection, table: Table, key: Sequence[str], wanted: Iterable[Key]) -> dict[Key, Row]:
    """Return the rows whose key columns have one of the wanted values; the first column has few values, the last has many."""
    found: dict[Key, Row] = {}
    for chunk in chunks(sorted(set(wanted))):
        condition = [table.c[name].in_({values[place] for values in chunk}) for place, name in enumerate(key)]
        keys = set(chunk)
        for row in connection.execute(select(table).where(*condition)).mappings():
            values = tuple(row[name] for name in key)
            if values in keys:
                found[values] = row
    return found


def _fill_urls(connection: Connection, table: Table, rows: Mapping[Key, Row], found: Mapping[Key, Row]) -> None:
    filled = [
        {"new_id": row["id"], "new_url": rows[values]["url"]} for values, row in found.items() if row["url"] is None and rows[values]["url"]
    ]
    if filled:
        connection.execute(update(table).where(table.c.id == given(table.c.id)).values(url=given(table.c.url)), filled)
