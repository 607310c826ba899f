"""The same promises with the tables in PostgreSQL."""

import json
import uuid
from collections.abc import Iterator

import psycopg
import pytest
from psycopg.sql import SQL, Identifier
from sqlalchemy import make_url

from scraper.demo import DemoBlog, DemoServer, serve
from scraper.demo.wordpress import DemoWordPress
from tests.crawl.shop import Shop, assert_all_comments, assert_sound, assert_whole, post_hits


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
            process.kill_all()
            process.wait()
            assert not {server.origin + path for path in post_hits(server, since=count)} & held
        assert shop.add(server).code == 0
        assert_whole(shop, server)
        assert_sound(shop)
        before, count = shop.export(), len(server.log)
        ended = shop.update()
        assert (ended.code, ended.out, ended.err) == (0, "", "")
        assert shop.export() == before
        assert len(server.log) - count <= 3, server.log[count:]


def test_a_wordpress_is_archived_and_updated(shop: Shop) -> None:
    with serve(DemoWordPress(130)) as server:
        assert shop.add(server).code == 0
        assert_whole(shop, server)
        assert_all_comments(shop, server)
        before = shop.export()
        edited, removed = server.blog.edit(7, title="Another title"), server.blog.remove(11)
        assert shop.update().code == 0
        changed = {row["url"] for row in shop.export() if row not in before}
        assert changed == {server.origin + post.path for post in (edited, removed)}
        assert_whole(shop, server)


def test_two_runs_share_a_blog(shop: Shop) -> None:
    with serve(DemoBlog(30), latency_s=0.02) as server:
        running = [shop.start("add", server.url, "--delay", "0", "-q") for _ in range(2)]
        errors = [process.communicate(timeout=100)[1] for process in running]
        assert [process.returncode for process in running] == [0, 0], errors
        assert max(post_hits(server).values()) == 1
        assert_whole(shop, server)


def test_what_no_database_takes_is_cleaned_at_the_door(shop: Shop) -> None:
    r"""NUL and halves of surrogate pairs (JSON can spell both), a title of a megabyte, a name, a tag and an address without end."""
    blog = DemoBlog(6)
    spoiled = {
        '"headline": "': r'"headline": "\u0000\ud800 \udc00',
        '"name": "': r'"name": "\u0000\udfff' + "n" * 100_000,
        '"keywords": ["': r'"keywords": ["\u0000\ud83d", "' + "k" * 100_000 + '", "',
        '"url": "http': r'"image": "http://x.example/\u0000\ud800' + "i" * 20_000 + '", "url": "http',
        '"inLanguage": "': r'"inLanguage": "\u0000\ud800' + "e" * 5_000,
    }
    with serve(blog) as server:
        for number, (old, new) in enumerate(spoiled.items()):
            _rewrite(server, number, old, new)
        _rewrite(server, 5, blog.posts[5].title, "T" * 1_000_000)
        ended = shop.add(server)
        assert (ended.code, ended.err) == (0, ""), ended
        rows = {row["url"]: row for row in shop.export()}
        assert rows.keys() == {server.origin + post.path for post in blog.posts}
        assert all(len(row["title"]) <= 1_000 for row in rows.values())
        assert "\\u0000" not in json.dumps(list(rows.values()), default=str)
        assert_sound(shop)


def _rewrite(server: DemoServer, number: int, old: str, new: str) -> None:
    """Have a post's page say something else."""
    path = server.blog.posts[number].path
    page = server.blog.page(path, server.origin).body.decode()
    assert old in page
    server.blog.put(path, page.replace(old, new).encode())
