"""Blogs: made known once, kept true, and their addresses opened again for a crawl."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, func, select, update

from storage import models
from storage.archive import Archive
from storage.columns import read_blog
from storage.engine import writing
from storage.records import AddressState, Blog, BlogId
from storage.writer.upsert import chunks, conflict_insert

_TABLE = models.blog


def register_blog(archive: Archive, blog: Blog) -> Blog:
    """Return the blog with its id; one with the same home address or scope is the same blog and stays as it is."""
    with writing(archive.engine) as connection:
        while True:
            known = _find(connection, blog)
            if known is not None:
                return known
            slug = _free_slug(connection, blog.slug)
            # Another process may take the slug or register the blog between our look and our insert (PostgreSQL): then look again.
            statement = conflict_insert(connection, _TABLE).on_conflict_do_nothing().returning(_TABLE.c.id)
            new_id = connection.scalar(statement, _columns(blog) | {"slug": slug})
            if new_id is not None:
                return replace(blog, id=BlogId(new_id), slug=slug)


def update_blog(archive: Archive, blog: Blog) -> None:
    """Write what is now known of a registered blog: home address, platform, scope, title, language, tags; the slug stays."""
    with writing(archive.engine) as connection:
        connection.execute(update(_TABLE).where(_TABLE.c.id == blog.id).values(_columns(blog)))


def set_pace(archive: Archive, blog_id: BlogId, *, delay_s: float | None, every: str | None) -> None:
    """Set how long to wait between two requests and how often to visit; ``None`` means as the configuration says."""
    with writing(archive.engine) as connection:
        connection.execute(update(_TABLE).where(_TABLE.c.id == blog_id).values(delay_s=delay_s, every=every))


def reopen_failed(archive: Archive, blog_id: BlogId) -> int:
    """Give the addresses that failed another try; returns how many."""
    return _reopen(archive, blog_id, [AddressState.FAILED])


def recheck_all(archive: Archive, blog_id: BlogId) -> int:
    """Have everything looked at again that was held, failed, or forbidden; returns how many."""
    return _reopen(
        archive, blog_id, [AddressState.HELD, AddressState.GONE, AddressState.FAILED, AddressState.ROBOTS, AddressState.MEMBERS_ONLY]
    )


def reopen_missing(archive: Archive, blog_id: BlogId) -> int:
    """Have every address looked at again of which nothing is held, whatever kept it from being read; returns how many."""
    states = [AddressState.FAILED, AddressState.ROBOTS, AddressState.MEMBERS_ONLY, AddressState.GONE]
    return _reopen(archive, blog_id, states, models.address.c.post_id.is_(None))


def drop_lost_captures(archive: Archive, blog_id: BlogId) -> int:
    """Take captures whose records are cut off their file's end as lost, and have their posts fetched again; returns how many.

    A response that ends with its file has lost its request, which is written behind it.
    """
    capture = models.capture
    of_blog = (capture.c.blog_id == blog_id) & capture.c.warc_file.is_not(None)
    with writing(archive.engine) as connection:
        ends = func.max(capture.c.warc_offset + capture.c.warc_length)
        files = connection.execute(select(capture.c.warc_file, ends.label("end")).where(of_blog).group_by(capture.c.warc_file)).all()
        lost: list[int] = []
        for file, end in files:
            size = path.stat().st_size if (path := archive.root / file).is_file() else 0
            if end >= size:
                is_lost = of_blog & (capture.c.warc_file == file) & (capture.c.warc_offset + capture.c.warc_length >= size)
                lost += connection.scalars(select(capture.c.id).where(is_lost))
        for chunk in chunks(lost):
            _drop_captures(connection, chunk)
        return len(lost)


def _drop_captures(connection: Connection, ids: list[int]) -> None:
    capture, revision, address = models.capture, models.revision, models.address
    gone = {"warc_file": None, "warc_offset": None, "warc_length": None, "digest": None, "etag": None, "last_modified": None}
    connection.execute(update(capture).where(capture.c.id.in_(ids)).values(**gone, error="its record was lost"))
    posts = select(revision.c.post_id).where(revision.c.capture_id.in_(ids))
    is_held = address.c.post_id.in_(posts) & (address.c.state == AddressState.HELD)
    connection.execute(update(address).where(is_held).values(state=AddressState.PENDING, reason="the record of its page was lost"))


def _reopen(archive: Archive, blog_id: BlogId, states: Iterable[AddressState], *conditions: ColumnElement[bool]) -> int:
    table = models.address
    with writing(archive.engine) as connection:
        is_one = and_(table.c.blog_id == blog_id, table.c.state.in_(states), *conditions)
        statement = update(table).where(is_one).values(state=AddressState.PENDING)
        return connection.execute(statement).rowcount


def _find(connection: Connection, blog: Blog) -> Blog | None:
    is_same = _TABLE.c.home_url == blog.home_url
    if blog.scope:
        is_same |= _TABLE.c.scope == blog.scope
    row = connection.execute(select(_TABLE).where(is_same).order_by(_TABLE.c.id)).first()
    return None if row is None else read_blog(row._mapping)


def _free_slug(connection: Connection, wanted: str) -> str:
    pattern = wanted.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"
    taken = set(connection.scalars(select(_TABLE.c.slug).where(_TABLE.c.slug.like(pattern, escape="\\"))))
    number, slug = 1, wanted
    while slug in taken:
        number += 1
        slug = f"{wanted}-{number}"
    return slug


def _columns(blog: Blog) -> dict[str, Any]:
    names = ("home_url", "platform", "scope", "title", "language")
    return {name: getattr(blog, name) for name in names} | {"tags": list(blog.tags)}
