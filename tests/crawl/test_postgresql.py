"""The same promises with the tables in PostgreSQL."""

import os
import signal
import uuid
from collections.abc import Iterator

import psycopg
import pytest
from psycopg.sql import SQL, Identifier
from sqlalchemy import make_url

from scraper.demo import DemoBlog, serve
from tests.crawl.shop import Shop, assert_sound, assert_whole, post_hits


@pytest.fixture
def shop(shop: Shop, postgresql_server: str) -> Iterator[Shop]:
    """A folder whose archive keeps its tables in a new, empty database."""
    name = Identifier(f"crawl_{uuid.uuid4().hex[:12]}")
    with psycopg.connect(postgresql_server, autocommit=True) as connection:
        connection.execute(SQL("CREATE DATABASE {} TEMPLATE template0").format(name))
        shop.database_url = make_url(postgresql_server).set(database=name.as_string().strip('"')).render_as_string(hide_password=False)
        ended = shop.run("init", "--database", shop.database_url)
        assert ended.code == 0, ended
        yield shop
        connection.execute(SQL("DROP DATABASE {} WITH (FORCE)").format(name))


def test_a_blog_is_archived_killed_completed_and_updated(shop: Shop) -> None:
    with serve(DemoBlog(30), latency_s=0.01) as server:
        for goal in (4, 12, 20):
            count, held = len(server.log), shop.held_urls()
            process = shop.start("add", server.url, "--delay", "0", "-q")
            assert server.wait_for_requests(count + goal) or process.poll() is not None
            os.killpg(process.pid, signal.SIGKILL)
            process.communicate()
            assert not {server.origin + path for path in post_hits(server, since=count)} & held
        assert shop.add(server).code == 0
        assert_whole(shop, server)
        assert_sound(shop)
        before, count = shop.export(), len(server.log)
        ended = shop.update()
        assert (ended.code, ended.out, ended.err) == (0, "", "")
        assert shop.export() == before
        assert len(server.log) - count <= 3, server.log[count:]


def test_two_runs_share_a_blog(shop: Shop) -> None:
    with serve(DemoBlog(30), latency_s=0.02) as server:
        running = [shop.start("add", server.url, "--delay", "0", "-q") for _ in range(2)]
        errors = [process.communicate(timeout=100)[1] for process in running]
        assert [process.returncode for process in running] == [0, 0], errors
        assert max(post_hits(server).values()) == 1
        assert_whole(shop, server)
