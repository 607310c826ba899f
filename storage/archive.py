"""An archive: a folder, and the database that belongs to it; made, opened, and brought to the newest schema here."""

import os
from pathlib import Path
from types import TracebackType
from typing import Self

from sqlalchemy import URL, Connection, Engine, inspect, text
from sqlalchemy.exc import DatabaseError, OperationalError

from storage.engine import (
    close,
    database_address,
    hurry,
    is_full,
    is_locked,
    is_read_only,
    is_unopenable,
    make_engine,
    may_be_written,
    message_of,
    writing,
)
from storage.errors import (
    ArchiveDamaged,
    ArchiveLocked,
    ArchiveMissing,
    ArchiveReadOnly,
    ArchiveTooNew,
    ArchiveUnreachable,
    BlogArchiveError,
    DiskFull,
)

DATABASE_NAME = "archive.db"
SCHEMA_VERSION = "0005"  # the newest migration: opening an archive of this version needs no Alembic
_MIGRATION_LOCK = 0x626C6F67  # "blog", for PostgreSQL's advisory lock


class Archive:
    """An open archive; close it, or use it as a context."""

    def __init__(self, root: Path, engine: Engine) -> None:
        self.root = root
        self.engine = engine
        self._version: str | None = None

    @classmethod
    def create(cls, root: Path, database_url: str | None = None) -> Self:
        """Make an archive in ``root``, or open the one that is there."""
        root.mkdir(parents=True, exist_ok=True)
        archive = cls._connect(root, database_url)
        archive._migrate_when_behind()
        return archive

    @classmethod
    def open(cls, root: Path, database_url: str | None = None) -> Self:
        """Open the archive in ``root``; raises ``ArchiveMissing`` where there is none."""
        if database_url is None and not (root / DATABASE_NAME).is_file():
            raise ArchiveMissing(f"{root}: no archive here; make one with `blogarchive init {root}`")
        archive = cls._connect(root, database_url)
        if archive._version is None:
            archive.close()
            raise ArchiveMissing(f"{archive}: holds no archive; make one with `blogarchive init {root}`")
        archive._migrate_when_behind()
        return archive

    @classmethod
    def _connect(cls, root: Path, database_url: str | None) -> Self:
        url = database_address(database_url) if database_url else URL.create("sqlite", database=str((root / DATABASE_NAME).absolute()))
        archive = cls(root, make_engine(url))
        try:
            archive._version = archive._read_version()
        except DatabaseError as error:
            archive.close()
            raise archive._explained(error) from error
        except BlogArchiveError:
            archive.close()
            raise
        return archive

    @property
    def is_read_only(self) -> bool:
        """Whether its database may be read and not written; a server tells only when it is asked to write."""
        return self.engine.dialect.name == "sqlite" and not may_be_written(Path(str(self.engine.url.database)))

    def hurry(self) -> None:
        """Wait for no database any more that does not answer: the process is about to end."""
        hurry(self.engine)

    def close(self) -> None:
        """Give the connections back."""
        close(self.engine)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def __str__(self) -> str:
        return (
            str(self.engine.url.database) if self.engine.dialect.name == "sqlite" else self.engine.url.render_as_string(hide_password=True)
        )

    def _read_version(self) -> str | None:
        with self.engine.connect() as connection:
            return _schema_version(connection)

    def _migrate_when_behind(self) -> None:
        if self._version == SCHEMA_VERSION:
            return
        if self.is_read_only and self._version is not None:
            self.close()
            raise ArchiveReadOnly(self, "made by an older blogarchive; copy the folder to where its tables can be brought up to date")
        try:
            self._migrate()
        except DatabaseError as error:
            self.close()
            raise self._explained(error) from error
        except BlogArchiveError:
            self.close()
            raise

    def _migrate(self) -> None:
        with writing(self.engine) as connection:
            _take_migration_lock(connection)
            version = _schema_version(connection)  # another process may have migrated while we waited
            if version != SCHEMA_VERSION:
                _upgrade(connection, str(self), version)
        self._version = SCHEMA_VERSION

    def _explained(self, error: DatabaseError) -> BlogArchiveError:
        reason = message_of(error)
        if is_locked(error):
            return ArchiveLocked(f"{self}: an exclusive job runs on this archive; try again when it has ended")
        if is_full(error):
            return DiskFull(f"{self}: {reason}")
        if is_read_only(error):
            return ArchiveReadOnly(self)
        if isinstance(error, OperationalError) and self.engine.dialect.name != "sqlite":
            return ArchiveUnreachable(f"{self}: the database cannot be reached: {reason}")
        if is_unopenable(error):
            if (why := _why_forbidden(Path(str(self.engine.url.database)))) is not None:
                return ArchiveReadOnly(self, why)
            return ArchiveMissing(f"{self}: the database cannot be opened: {reason}")
        return ArchiveDamaged(f"{self}: not a usable database: {reason}")


def _why_forbidden(file: Path) -> str | None:
    """Why a database may not even be opened, where that is so; SQLite says of everything that it is unable to."""
    if file.exists():
        return None if os.access(file, os.R_OK) else "it may not be read here"
    return None if os.access(file.parent, os.W_OK) else "it may not be made here"


def _schema_version(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    version: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
    return version


def _take_migration_lock(connection: Connection) -> None:
    # SQLite's write lock is held already: the transaction began with it.
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _MIGRATION_LOCK})


def _upgrade(connection: Connection, name: str, version: str | None) -> None:
    from alembic import command
    from alembic.config import Config
    from alembic.script import ScriptDirectory
    from alembic.util import CommandError

    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", "storage:migrations")
    scripts = ScriptDirectory.from_config(config)
    try:
        scripts.get_revision(version or "base")
    except CommandError as error:
        raise ArchiveTooNew(f"{name}: made by a newer blogarchive (schema {version}); update blogarchive to open it") from error
    command.upgrade(config, "head")
