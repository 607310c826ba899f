"""Connections: nobody waits for ever, neither for another process's lock nor for a host that has vanished."""

import sqlite3
import threading
import time
from typing import Any

import psycopg
import pytest
from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from storage import engine as engine_module
from storage import models
from storage.archive import Archive
from storage.engine import is_locked, reading, writing


def touch(connection: Connection) -> None:
    connection.execute(models.blog.update().values(title="touched"))


def locked_out_after(archive: Archive) -> float:
    """Try to write what another connection holds; return how long that was tried."""
    began = time.monotonic()
    with pytest.raises(DBAPIError) as caught, writing(archive.engine) as connection:
        touch(connection)
    assert is_locked(caught.value)
    return time.monotonic() - began


@pytest.mark.usefixtures("blog")
def test_a_lock_is_waited_for_only_so_long(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine_module, "LOCK_TIMEOUT_S", 1.0)
    with writing(archive.engine) as holder:
        touch(holder)
        assert 0.9 < locked_out_after(archive) < 3.0
        archive.hurry()
        assert locked_out_after(archive) < 0.9


@pytest.mark.usefixtures("blog")
@pytest.mark.parametrize("database", ["sqlite"])
def test_a_wait_that_is_under_way_ends_when_the_process_is_told_to(archive: Archive) -> None:
    with writing(archive.engine) as holder:
        touch(holder)
        threading.Timer(0.5, archive.hurry).start()
        assert 0.4 < locked_out_after(archive) < 2.0


def is_closed(connection: Any) -> bool:
    """Whether a connection of either driver is closed."""
    try:
        connection.execute("SELECT 1")
    except sqlite3.ProgrammingError:
        return True
    except psycopg.OperationalError:
        return bool(connection.closed)
    return False


def test_a_connection_that_a_thread_still_has_when_the_archive_is_closed_is_closed_when_it_comes_back(archive: Archive) -> None:
    with reading(archive.engine) as connection:
        early: Any = connection.connection.dbapi_connection
        archive.close()
        assert not is_closed(early)
    assert is_closed(early)
    with reading(archive.engine) as connection:  # a thread that came too late
        late: Any = connection.connection.dbapi_connection
    assert is_closed(late)


@pytest.mark.parametrize("database", ["postgresql"])
def test_a_server_whose_host_vanishes_is_noticed_in_half_a_minute(archive: Archive) -> None:
    with archive.engine.connect() as connection:
        driver: Any = connection.connection.dbapi_connection
        known = driver.info.get_parameters()
    assert int(known["tcp_user_timeout"]) <= 30_000
    assert int(known["keepalives_idle"]) + int(known["keepalives_interval"]) * int(known["keepalives_count"]) <= 30
