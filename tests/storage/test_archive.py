"""Archives: made, opened, migrated; what is no archive says so in one line."""

import re
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import make_url, text
from sqlalchemy.exc import IntegrityError, StatementError

from storage import archive as archive_module
from storage import engine as engine_module
from storage import models
from storage.archive import SCHEMA_VERSION, Archive
from storage.engine import reading, writing
from storage.errors import ArchiveDamaged, ArchiveLocked, ArchiveMissing, ArchiveTooNew, ArchiveUnreachable, NoDatabaseAddress
from storage.queries import all_blogs, check_integrity
from storage.records import Blog, id_of
from storage.writer import pause, register_blog, start_crawl
from tests.storage.samples import Story, at, make_blog, make_post

ROOT = Path(__file__).resolve().parents[2]


def test_a_new_archive_is_empty_and_sound(tmp_path: Path, empty_database_url: str | None) -> None:
    with Archive.create(tmp_path / "deep" / "archive", empty_database_url) as archive:
        assert all_blogs(archive) == []
        assert check_integrity(archive) == []


def test_making_an_archive_twice_keeps_what_is_in_it(tmp_path: Path, database_url: str | None) -> None:
    with Archive.create(tmp_path, database_url) as archive:
        blog = register_blog(archive, make_blog())
    with Archive.create(tmp_path, database_url) as archive:
        assert all_blogs(archive) == [blog]


def test_an_archive_of_the_newest_schema_opens_without_alembic(tmp_path: Path, database_url: str | None) -> None:
    Archive.create(tmp_path, database_url).close()
    program = (
        "import sys; from pathlib import Path; from storage.archive import Archive; Archive.open(Path(sys.argv[1]), sys.argv[2] or None)"
    )
    command = [sys.executable, "-c", program + "; print('alembic' in sys.modules)", str(tmp_path), database_url or ""]
    assert subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout == "False\n"


def test_the_known_version_is_that_of_the_newest_migration() -> None:
    config = Config()
    config.set_main_option("script_location", "storage:migrations")
    assert ScriptDirectory.from_config(config).get_current_head() == SCHEMA_VERSION


def test_the_migrations_make_the_tables_of_the_models(archive: Archive) -> None:
    # Alembic cannot compare an index with a descending column on SQLite; the next test does.
    skipped = {"ix_address_order", "ix_post_newest"} if archive.engine.dialect.name == "sqlite" else set()
    options = {
        "compare_type": True,
        "compare_server_default": True,
        "include_object": lambda _object, name, kind, *_: kind != "index" or name not in skipped,
    }
    with reading(archive.engine) as connection:
        context = MigrationContext.configure(connection, opts=options)
        assert compare_metadata(context, models.METADATA) == []


def test_the_migrations_make_the_checks_and_indexes_of_the_models(tmp_path: Path) -> None:
    with Archive.create(tmp_path / "migrated") as migrated:
        by_migration = _schema(migrated)
    with closing(sqlite3.connect(tmp_path / "metadata.db")) as file:
        file.execute("CREATE TABLE alembic_version (version_num)")
        file.execute("INSERT INTO alembic_version VALUES (?)", [SCHEMA_VERSION])
        file.commit()
    with Archive.open(tmp_path, f"sqlite:///{tmp_path / 'metadata.db'}") as made:
        with writing(made.engine) as connection:
            models.METADATA.create_all(connection)
        assert by_migration == _schema(made)


def _schema(archive: Archive) -> dict[str, list[str]]:
    statement = text("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL AND name <> 'alembic_version'")
    with reading(archive.engine) as connection:
        return {
            name: sorted(filter(None, (part.strip(" \t()") for part in re.split(r"[,\n]", sql))))
            for name, sql in connection.execute(statement)
        }


def test_an_archive_of_the_first_schema_is_brought_up_to_date(archive: Archive, blog: Blog, database_url: str | None) -> None:
    with writing(archive.engine) as connection:
        connection.execute(text("ALTER TABLE blog DROP COLUMN paused_at"))
        connection.execute(text("ALTER TABLE blog DROP COLUMN pause_reason"))
        connection.execute(text("ALTER TABLE comment DROP COLUMN kind"))
        connection.execute(text("ALTER TABLE comment DROP COLUMN changed_at"))
        connection.execute(text("ALTER TABLE blog DROP COLUMN gap"))
        connection.execute(text("ALTER TABLE blog DROP COLUMN gap_tries"))
        connection.execute(text("DROP TABLE picture"))
        connection.execute(text("CREATE TABLE template (id INTEGER PRIMARY KEY)"))
        connection.execute(text("UPDATE alembic_version SET version_num = '0001'"))
    archive.close()
    with Archive.open(archive.root, database_url) as opened:
        assert all_blogs(opened) == [blog]
        pause(opened, id_of(blog), "mistyped", at(0))
        assert [known.pause_reason for known in all_blogs(opened)] == ["mistyped"]


def test_processes_that_make_one_archive_at_once_all_get_it(tmp_path: Path, empty_database_url: str | None) -> None:
    with ThreadPoolExecutor(4) as pool:
        archives = list(pool.map(lambda _: Archive.create(tmp_path, empty_database_url), range(4)))
    assert [all_blogs(archive) for archive in archives] == [[]] * 4
    for archive in archives:
        archive.close()


def test_an_archive_that_is_not_there_is_missing(tmp_path: Path) -> None:
    with pytest.raises(ArchiveMissing, match="blogarchive init"):
        Archive.open(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_database_without_an_archive_is_missing_one(tmp_path: Path, empty_database_url: str | None) -> None:
    url = empty_database_url or f"sqlite:///{tmp_path / 'other.db'}"
    with pytest.raises(ArchiveMissing, match="holds no archive"):
        Archive.open(tmp_path, url)


def test_a_server_that_does_not_answer_is_told_without_its_password(tmp_path: Path) -> None:
    with pytest.raises(ArchiveUnreachable, match="cannot be reached") as caught:
        Archive.open(tmp_path, "postgresql://me:secret@127.0.0.1:9/none")
    assert "secret" not in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_file_that_is_no_database_is_damaged(tmp_path: Path) -> None:
    (tmp_path / "archive.db").write_bytes(b"<html>not a database</html>" * 100)
    with pytest.raises(ArchiveDamaged, match=r"archive\.db"):
        Archive.open(tmp_path)


def test_an_archive_of_a_newer_version_is_left_alone(tmp_path: Path, database_url: str | None) -> None:
    with Archive.create(tmp_path, database_url) as archive, writing(archive.engine) as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(ArchiveTooNew, match="newer blogarchive"):
        Archive.open(tmp_path, database_url)


def test_tables_that_cannot_be_brought_up_to_date_are_damage_and_no_missing_archive(tmp_path: Path, database_url: str | None) -> None:
    with Archive.create(tmp_path, database_url) as archive, writing(archive.engine) as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '0001'"))  # and they are of a later version
    with pytest.raises(ArchiveDamaged, match="not a usable database"):
        Archive.open(tmp_path, database_url)


def test_a_migration_that_another_process_runs_is_waited_for_only_so_long(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, empty_database_url: str | None
) -> None:
    monkeypatch.setattr(engine_module, "LOCK_TIMEOUT_S", 1.0)
    with _migrating(tmp_path, empty_database_url), pytest.raises(ArchiveLocked, match="exclusive"):
        Archive.create(tmp_path, empty_database_url)


@contextmanager
def _migrating(root: Path, url: str | None) -> Iterator[None]:
    engine = engine_module.make_engine(make_url(url or f"sqlite:///{root / 'archive.db'}"))
    with writing(engine) as connection:
        archive_module._take_migration_lock(connection)
        yield
    engine.dispose()


def test_a_folder_of_any_name_can_hold_an_archive(tmp_path: Path) -> None:
    root = tmp_path / "mein Archiv? 50% #1 日本"
    Archive.create(root).close()
    assert (root / "archive.db").is_file()
    Archive.open(root).close()


@pytest.mark.parametrize(
    ("_what", "statement"),
    [
        ("blog", "INSERT INTO crawl (blog_id, started_at) VALUES (4711, '2026-01-01')"),
        ("state", "UPDATE address SET state = 'unheard-of'"),
        ("status", "UPDATE post SET status = 'unheard-of'"),
        ("held", "UPDATE address SET post_id = NULL"),
        ("url", "UPDATE post SET url = NULL"),
        ("number", "UPDATE revision SET number = 0"),
        ("unique", "INSERT INTO author (blog_id, name) SELECT blog_id, name FROM author"),
    ],
)
def test_the_database_itself_refuses_what_cannot_be(story: Story, _what: str, statement: str) -> None:
    story.read(make_post())
    with pytest.raises(IntegrityError), writing(story.archive.engine) as connection:
        connection.execute(text(statement))


def test_sqlite_is_set_to_be_durable_and_to_wait(tmp_path: Path) -> None:
    with Archive.create(tmp_path) as archive, reading(archive.engine) as connection:
        settings = {
            name: connection.scalar(text(f"PRAGMA {name}")) for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        }
    assert settings == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "busy_timeout": 30000}


def test_a_reader_sees_one_state_while_others_write(archive: Archive, blog: Blog) -> None:
    number = text("SELECT count(*) FROM blog")
    with reading(archive.engine) as connection:
        before = connection.scalar(number)
        register_blog(archive, make_blog(home_url="https://x.example/", slug="x", scope="x.example/"))
        assert connection.scalar(number) == before == 1


def test_a_naive_time_is_refused(archive: Archive, blog: Blog) -> None:
    assert blog.id is not None
    with pytest.raises(StatementError, match="has no zone"):
        start_crawl(archive, blog.id, datetime(2026, 1, 1))


@pytest.mark.parametrize("address", ["mysql://me:secret@localhost/db", "me:secret", "oracle+nothing://x", ""])
def test_what_is_no_address_of_our_databases_is_refused_as_a_mistake_of_the_user(tmp_path: Path, address: str) -> None:
    with pytest.raises(NoDatabaseAddress, match="postgresql://") as caught:
        Archive.open(tmp_path, address or "postgresql//x")
    assert caught.value.exit_code == 2
    assert "secret@" not in str(caught.value)


def test_the_short_name_of_postgresql_will_do() -> None:
    assert engine_module.database_address("postgres://db.example/archive").get_backend_name() == "postgresql"
