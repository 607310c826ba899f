"""Connections to SQLite and PostgreSQL: one way to read, one way to write.

A writing transaction on SQLite takes the write lock at its first statement, so that it waits for others instead of failing halfway.
A database that may be read and not written is opened so that SQLite makes no file beside it.
"""

import os
import re
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

from sqlalchemy import URL, Connection, Dialect, Engine, create_engine, event, make_url, text
from sqlalchemy.exc import ArgumentError, DBAPIError, OperationalError
from sqlalchemy.pool import ConnectionPoolEntry

from storage.errors import ArchiveReadOnly, ArchiveUnreachable, ConnectionLost, DiskFull, NoDatabaseAddress

P = ParamSpec("P")
T = TypeVar("T")

LOCK_TIMEOUT_S = 30.0
RECONNECT_S = 30.0  # how long a server that answered before may be away: it restarts, or a standby takes over
_POLL_S = 0.25  # between two tries, after which a process that is about to end gives up
# A host that vanishes without a word, as at a power cut, is noticed after half a minute, not after the two hours of TCP's defaults.
_DEAD_HOST = {"keepalives": 1, "keepalives_idle": 15, "keepalives_interval": 5, "keepalives_count": 3, "tcp_user_timeout": 30_000}
_READ_ONLY = "blogarchive_read_only"
_WRITING = "blogarchive_writing"
_PATIENCE = "blogarchive_patience_s"


def database_address(text: str) -> URL:
    """Return the address of a database; ``postgres://`` is what many hosts call PostgreSQL's. Raises ``NoDatabaseAddress``."""
    try:
        address = make_url(re.sub(r"^postgres(?=://)", "postgresql", text))
        backend = address.get_backend_name()
    except (ArgumentError, ValueError) as error:
        raise NoDatabaseAddress(f"the database is not named by an address such as postgresql://user@host/name: {text[:20]!r}…") from error
    if backend not in {"sqlite", "postgresql"}:
        raise NoDatabaseAddress(f"{address.render_as_string(hide_password=True)}: neither PostgreSQL nor SQLite; try postgresql://…")
    return address


def make_engine(address: URL) -> Engine:
    """Return an engine for an address of a database; nothing is connected yet."""
    return _sqlite_engine(address) if address.get_backend_name() == "sqlite" else _postgresql_engine(address)


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """Give the connection of one writing transaction: committed at the end, rolled back on an error."""
    with _told_apart(engine), _connected(engine) as connection:
        connection = connection.execution_options(**{_WRITING: True})
        with connection.begin():
            if engine.dialect.name == "postgresql":
                patience_s = max(_patience_s(engine, LOCK_TIMEOUT_S), _POLL_S)
                connection.execute(text(f"SET LOCAL lock_timeout = {int(patience_s * 1000)}"))
            yield connection


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """Give a connection that sees one state of the archive until it is closed, whatever is written meanwhile."""
    with _told_apart(engine), _connected(engine) as connection:
        if engine.dialect.name == "postgresql":
            connection = connection.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
        with connection.begin():
            yield connection


def again_when_lost(function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Call a function that is one transaction, and once more when its connection broke: a server that restarts costs only time."""
    try:
        return function(*args, **kwargs)
    except ConnectionLost:
        return function(*args, **kwargs)


def hurry(engine: Engine) -> None:
    """Wait no longer for a server that does not answer or a lock that another process holds: the process is about to end."""
    engine.update_execution_options(**{_PATIENCE: 0.0})


def close(engine: Engine) -> None:
    """Close all connections, also those that threads or unfinished reads still have: each when it comes back, not when it is collected."""
    event.listen(engine.pool, "checkin", _close_returned)
    engine.dispose()


def _close_returned(connection: Any, record: ConnectionPoolEntry) -> None:
    if connection is not None:
        record.invalidate()


def _connected(engine: Engine) -> Connection:
    """Connect; a server that was there and is not, or is only starting, is waited for. Raises ArchiveUnreachable when it stays away."""
    began = time.monotonic()
    while True:
        try:
            return engine.connect()
        except OperationalError as error:
            if engine.dialect.name != "postgresql":
                raise
            if time.monotonic() - began >= _patience_s(engine, RECONNECT_S):
                raise ArchiveUnreachable(f"{_shown(engine)}: the database does not answer: {message_of(error)}") from error
            time.sleep(_POLL_S)


def _patience_s(engine: Engine, usual_s: float) -> float:
    options: Any = engine.get_execution_options()
    return float(options.get(_PATIENCE, usual_s))


@contextmanager
def _told_apart(engine: Engine) -> Iterator[None]:
    """Raise ConnectionLost where a transaction ended because its connection did (whether it was committed is not known).

    Raises DiskFull and ArchiveReadOnly where that is what the database means.
    """
    try:
        yield
    except DBAPIError as error:
        if is_read_only(error):
            raise ArchiveReadOnly(_shown(engine)) from error
        if is_full(error):
            raise DiskFull(f"{_shown(engine)}: {message_of(error)}") from error
        if error.connection_invalidated:
            raise ConnectionLost(f"{_shown(engine)}: the database broke the connection off: {message_of(error)}") from error
        raise


def message_of(error: DBAPIError) -> str:
    """Return what the database said, on one line."""
    return next(iter(str(error.orig).strip().splitlines()), "") or type(error.orig).__name__


def _shown(engine: Engine) -> str:
    is_file = engine.dialect.name == "sqlite"
    return str(engine.url.database) if is_file else engine.url.render_as_string(hide_password=True)


def is_locked(error: BaseException | None) -> bool:
    """Tell whether a database error only says that somebody else holds the lock."""
    original = getattr(error, "orig", error)
    if isinstance(original, sqlite3.OperationalError):
        return original.sqlite_errorcode & 0xFF in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}
    return getattr(original, "sqlstate", None) in {"55P03", "40P01", "40001"}


def is_full(error: DBAPIError) -> bool:
    """Tell whether a database error only says that no room is left for its files."""
    if isinstance(error.orig, sqlite3.OperationalError):
        return error.orig.sqlite_errorcode in {sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR_SHMSIZE}
    return getattr(error.orig, "sqlstate", None) == "53100"


def is_read_only(error: DBAPIError) -> bool:
    """Tell whether a database error only says that its files may not be written."""
    if isinstance(error.orig, sqlite3.OperationalError):
        return error.orig.sqlite_errorcode & 0xFF == sqlite3.SQLITE_READONLY
    return getattr(error.orig, "sqlstate", None) == "25006"


def is_unopenable(error: DBAPIError) -> bool:
    """Tell whether a database error only says that SQLite cannot open the file, or make it."""
    return isinstance(error.orig, sqlite3.OperationalError) and error.orig.sqlite_errorcode & 0xFF == sqlite3.SQLITE_CANTOPEN


def may_be_written(file: Path) -> bool:
    """Tell whether SQLite can write a database: its file, and those that it makes beside it."""
    return not file.exists() or (os.access(file, os.W_OK) and os.access(file.parent, os.W_OK))


def _sqlite_engine(url: URL) -> Engine:
    engine = create_engine(url, connect_args={"timeout": LOCK_TIMEOUT_S})
    event.listen(engine, "do_connect", _connect_sqlite)
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _postgresql_engine(url: URL) -> Engine:
    return create_engine(
        url.set(drivername="postgresql+psycopg"),
        pool_pre_ping=True,
        connect_args={"connect_timeout": 10, "application_name": "blogarchive", **_DEAD_HOST},
    )


def _connect_sqlite(dialect: Dialect, record: ConnectionPoolEntry, words: list[Any], options: dict[str, Any]) -> Any:
    """Open a database that may not be written in another way; ``None`` leaves any other to SQLAlchemy."""
    file = Path(words[0])
    record.info[_READ_ONLY] = not may_be_written(file)
    return dialect.connect(_read_only_address(file), **options, uri=True) if record.info[_READ_ONLY] else None


def _read_only_address(file: Path) -> str:
    """What opens a database in WAL mode where its files cannot be made (sqlite.org/wal.html, "Read-Only Databases").

    With the files of a writer beside it, it is read with them. Without them it is told not to look for any, which would pass over what
    only a log holds.
    """
    log, index = (file.with_name(file.name + suffix) for suffix in ("-wal", "-shm"))
    if log.exists() and index.exists():
        return f"{file.as_uri()}?mode=ro"
    if log.exists() and log.stat().st_size:
        why = f"its newest changes are still in {log.name}, which cannot be read where nothing can be written; copy the folder elsewhere"
        raise ArchiveReadOnly(file, why)
    return f"{file.as_uri()}?mode=ro&immutable=1"


def _prepare_sqlite(connection: sqlite3.Connection, record: ConnectionPoolEntry) -> None:
    # The driver must not open transactions by itself: it would begin them deferred, and an upgrade to a write can then fail at once.
    connection.isolation_level = None
    connection.execute(_busy_timeout(LOCK_TIMEOUT_S))
    if not record.info[_READ_ONLY]:
        _switch_to_wal(connection)
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA foreign_keys = ON")


def _switch_to_wal(connection: sqlite3.Connection) -> None:
    # Two processes that create one archive at the same moment: SQLite does not wait here by itself.
    deadline = time.monotonic() + LOCK_TIMEOUT_S
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            if not is_locked(error) or time.monotonic() > deadline:
                raise
            time.sleep(0.05)
        else:
            return


def _begin_sqlite(connection: Connection) -> None:
    options: Any = connection.get_execution_options()
    if options.get(_WRITING):
        _take_write_lock(connection)
    else:
        connection.exec_driver_sql("BEGIN")


def _take_write_lock(connection: Connection) -> None:
    # In steps: SQLite's own wait cannot be cut short when the process is told to end.
    began = time.monotonic()
    connection.exec_driver_sql(_busy_timeout(_POLL_S))
    try:
        while True:
            try:
                connection.exec_driver_sql("BEGIN IMMEDIATE")
            except OperationalError as error:
                if not is_locked(error) or time.monotonic() - began >= _patience_s(connection.engine, LOCK_TIMEOUT_S):
                    raise
            else:
                return
    finally:
        connection.exec_driver_sql(_busy_timeout(LOCK_TIMEOUT_S))


def _busy_timeout(seconds: float) -> str:
    return f"PRAGMA busy_timeout = {int(seconds * 1000)}"
