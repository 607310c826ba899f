"""Blogs: made known once, kept true, and their addresses opened again for a crawl."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, FromClause, ScalarSelect, and_, delete, exists, func, or_, select, update
from sqlalchemy.exc import IntegrityError

from storage import models
from storage.archive import Archive
from storage.columns import is_on_the_web, read_blog
from storage.engine import writing
from storage.records import TRIED_EVERY, TRIES, AddressState, Blog, BlogId, CrawlId
from storage.writer.upsert import conflict_insert

_TABLE = models.blog
_LACKING = (AddressState.GONE, AddressState.MEMBERS_ONLY)


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
            new_id = connection.scalar(statement, _learned(blog) | {"slug": slug, "tags": list(blog.tags), "since": blog.since})
            if new_id is not None:
                return replace(blog, id=BlogId(new_id), slug=slug)


def update_blog(archive: Archive, blog: Blog) -> Blog:
    """Write what a visit learned of a blog: home address, platform, scope, title, language. Its slug and what the user said of it stay.

    Returns it, or, with nothing written, the other blog that has this home address or scope.
    """
    try:
        return _update(archive, blog)
    except IntegrityError:  # another process took the address between our look and our update (PostgreSQL): now it is seen
        return _update(archive, blog)


def change_platform(archive: Archive, blog_id: BlogId, platform: str) -> Blog:
    """Have a blog read as one of another platform: where the one before had its listings, and what they counted, is none of this one.

    A list of this one's may name the comments that are held by other keys. Until all listings of it were asked, there is a gap.
    """
    with writing(archive.engine) as connection:
        values = {"platform": platform, "gap": f"its listings as a blog of {platform} were not all read", "gap_tries": 0}
        connection.execute(update(_TABLE).where(_TABLE.c.id == blog_id).values(values))
        for table in (models.listing, models.claim):
            connection.execute(delete(table).where(table.c.blog_id == blog_id))
        _forget_lists_of_comments(connection, blog_id)
        return _read(connection, blog_id)


def forget_lists_of_comments(archive: Archive, blog_id: BlogId) -> None:
    """Take a blog's comments for such as pages alone showed: a list may name them by other keys now."""
    with writing(archive.engine) as connection:
        _forget_lists_of_comments(connection, blog_id)


def note_wishes(
    archive: Archive, blog_id: BlogId, *, tags: Iterable[str] = (), every: str | None = None, since: date | None = None
) -> Blog:
    """Keep what the user says of a blog: more tags, how often to visit it, how far back to go; what is not said stays."""
    with writing(archive.engine) as connection:
        return _note_wishes(connection, blog_id, tags=tags, every=every, since=since)


def lift_since(archive: Archive, blog_id: BlogId) -> Blog:
    """Have posts of every age fetched from now on."""
    with writing(archive.engine) as connection:
        connection.execute(update(_TABLE).where(_TABLE.c.id == blog_id).values(since=None))
        return _read(connection, blog_id)


def pause(archive: Archive, blog_id: BlogId, reason: str | None, at: datetime) -> None:
    """Have a blog visited no more, until ``resume``; all that is held of it stays."""
    with writing(archive.engine) as connection:
        connection.execute(update(_TABLE).where(_TABLE.c.id == blog_id).values(paused_at=at, pause_reason=reason))


def resume(archive: Archive, blog_id: BlogId) -> None:
    """Have a blog visited again."""
    with writing(archive.engine) as connection:
        connection.execute(update(_TABLE).where(_TABLE.c.id == blog_id).values(paused_at=None, pause_reason=None))


def note_gap(archive: Archive, blog_id: BlogId, gap: str | None, tries: int) -> Blog:
    """Keep what of a blog's listings could not be read when all were asked for, ``None`` where all could be."""
    with writing(archive.engine) as connection:
        connection.execute(update(_TABLE).where(_TABLE.c.id == blog_id).values(gap=gap, gap_tries=tries))
        return _read(connection, blog_id)


def merge_blog(archive: Archive, blog_id: BlogId, into: BlogId) -> Blog:
    """Make a blog of which nothing but its visits is known one with another: visits and wishes go there, and its row goes away.

    Returns the other as it is now.
    """
    with writing(archive.engine) as connection:
        for table in (models.crawl, models.capture):
            connection.execute(update(table).where(table.c.blog_id == blog_id).values(blog_id=into))
        row = connection.execute(select(_TABLE.c.tags, _TABLE.c.every, _TABLE.c.since).where(_TABLE.c.id == blog_id)).first()
        if row is None:  # it is done already, and only the answer was lost with the connection
            return _read(connection, into)
        connection.execute(delete(_TABLE).where(_TABLE.c.id == blog_id))
        return _note_wishes(connection, into, **row._mapping)


def forget_blog(archive: Archive, blog_id: BlogId, *, is_none: bool) -> list[str] | None:
    """Take a blog out of the archive again of which no visit found anything to hold, and return the WARC files that its visits filled.

    ``is_none``: its address answers and shows no blog. Without it the blog is one whose only visit in vain got no answer at all. ``None``:
    it stays, with what it holds, what a next visit may fetch, or a visit that goes on.
    """
    capture, address = models.capture, models.address
    with writing(archive.engine) as connection:
        is_free = (_TABLE.c.id == blog_id) & _TABLE.c.lease_holder.is_(None)
        if connection.scalar(select(_TABLE.c.id).where(is_free).with_for_update()) is None:
            return None
        if connection.scalar(select(_is_worth_a_visit(blog_id) if is_none else _was_met(blog_id))):
            return None
        files = connection.scalars(select(capture.c.warc_file).where(capture.c.blog_id == blog_id).distinct()).all()
        ids = select(address.c.id).where(address.c.blog_id == blog_id)
        connection.execute(delete(models.sighting).where(models.sighting.c.address_id.in_(ids)))
        for table in (address, models.listing, models.claim, capture, models.crawl):
            connection.execute(delete(table).where(table.c.blog_id == blog_id))
        connection.execute(delete(_TABLE).where(_TABLE.c.id == blog_id))
    return [file for file in files if file]


def _is_worth_a_visit(blog_id: BlogId) -> ColumnElement[bool]:
    """Whether a post is held, or an address is known that may be one, or the blog was kept after an earlier visit."""
    address, post, crawl = models.address, models.post, models.crawl
    was_kept = select(func.count()).where(crawl.c.blog_id == blog_id, crawl.c.finished_at.is_not(None)).scalar_subquery() > 1
    is_none = address.c.state.in_((AddressState.NOT_A_POST, AddressState.OUT_OF_SCOPE, AddressState.GONE))
    return was_kept | exists().where(address.c.blog_id == blog_id, ~is_none) | exists().where(post.c.blog_id == blog_id)


def _was_met(blog_id: BlogId) -> ColumnElement[bool]:
    """Whether anything ever answered for a blog, or was imported, or it was kept after an earlier visit in vain."""
    address, capture, crawl = models.address, models.capture, models.crawl
    in_vain = select(func.count()).where(crawl.c.blog_id == blog_id, crawl.c.outcome == "unreachable").scalar_subquery()
    has_answered = exists().where(capture.c.blog_id == blog_id, capture.c.status.is_not(None))
    return (in_vain != 1) | has_answered | exists().where(address.c.blog_id == blog_id)


def reopen_troubled(archive: Archive, blog_id: BlogId, now: datetime) -> None:
    """Give another try to addresses that gave no page: at three visits in a row, then once a month.

    A post that was never held may not be there yet when its feed names it; one that a long list names for ever is not asked for again. Of
    those that a feed or an API names, one that was not there and one that was closed are asked for; ``reopen_lacking`` opens the others.
    """
    address = models.address
    state, is_held = address.c.state, address.c.post_id.is_not(None)
    is_turn = (address.c.attempts < TRIES) | (address.c.checked_at < now - TRIED_EVERY)
    has_failed = state == AddressState.FAILED
    is_closed = is_held & state.in_((AddressState.MEMBERS_ONLY, AddressState.ROBOTS))
    samples = [address.c.id == _first_lacking(blog_id, lacking) for lacking in _LACKING]
    _reopen(archive, blog_id, or_((has_failed | is_closed) & is_turn, *samples))


def reopen_lacking(archive: Archive, blog_id: BlogId, before: datetime) -> int:
    """Give another try to all posts that a feed or an API names and that were not there or closed when they were asked for ``before``."""
    return _reopen(archive, blog_id, or_(*(_is_lacking(models.address, state) for state in _LACKING)), models.address.c.checked_at < before)


def _first_lacking(blog_id: BlogId, state: AddressState) -> ScalarSelect[Any]:
    """The newest of those that were asked for least often: at each visit another one."""
    other = models.address.alias()
    order = (other.c.attempts, other.c.published_at.desc().nulls_last(), other.c.id.desc())
    return select(other.c.id).where(other.c.blog_id == blog_id, _is_lacking(other, state)).order_by(*order).limit(1).scalar_subquery()


def _is_lacking(address: FromClause, state: AddressState) -> ColumnElement[bool]:
    """Whether an address was never held, is named where news stand, and was asked for in vain less than three times."""
    sighting = models.sighting
    is_news = sighting.c.source.in_(("api", "feed")) & sighting.c.missing_since.is_(None)
    is_named = exists().where(sighting.c.address_id == address.c.id, is_news)
    return address.c.post_id.is_(None) & (address.c.state == state) & (address.c.attempts < TRIES) & is_named


def recheck_all(archive: Archive, blog_id: BlogId) -> int:
    """Have everything looked at again that was held, is gone, failed, or was forbidden; returns how many."""
    states = [AddressState.HELD, AddressState.GONE, AddressState.FAILED, AddressState.ROBOTS, AddressState.MEMBERS_ONLY]
    return _reopen(archive, blog_id, models.address.c.state.in_(states))


def reopen_unnamed(archive: Archive, blog_id: BlogId, crawl_id: CrawlId) -> int:
    """Have held posts looked at again that no list of a crawl named; returns how many."""
    address, sighting = models.address, models.sighting
    is_named = exists().where(sighting.c.address_id == address.c.id, sighting.c.last_seen_crawl_id == crawl_id)
    return _reopen(archive, blog_id, address.c.state == AddressState.HELD, ~is_named)


def reopen_too_old(archive: Archive, blog_id: BlogId, reason: str | None) -> int:
    """Have addresses looked at again that were too old for an earlier crawl, except for this same reason; returns how many."""
    table = models.address
    return _reopen(archive, blog_id, table.c.state == AddressState.TOO_OLD, table.c.reason.is_distinct_from(reason))


def reopen_missing(archive: Archive, blog_id: BlogId) -> int:
    """Have every address looked at again that failed, and those of which nothing is held, whatever kept them from being read; returns
    how many.
    """
    table = models.address
    states = [AddressState.ROBOTS, AddressState.MEMBERS_ONLY, AddressState.GONE]
    return _reopen(archive, blog_id, or_(table.c.state == AddressState.FAILED, table.c.state.in_(states) & table.c.post_id.is_(None)))


def _reopen(archive: Archive, blog_id: BlogId, *conditions: ColumnElement[bool]) -> int:
    table = models.address
    with writing(archive.engine) as connection:
        is_one = and_(table.c.blog_id == blog_id, is_on_the_web(table.c.url), *conditions)
        statement = update(table).where(is_one).values(state=AddressState.PENDING)
        return connection.execute(statement).rowcount


def _forget_lists_of_comments(connection: Connection, blog_id: BlogId) -> None:
    post, comment = models.post, models.comment
    is_its = comment.c.post_id.in_(select(post.c.id).where(post.c.blog_id == blog_id))
    connection.execute(update(comment).where(is_its).values(listed_at=None))


def _update(archive: Archive, blog: Blog) -> Blog:
    with writing(archive.engine) as connection:
        owner = _find(connection, blog, _TABLE.c.id != blog.id)
        if owner is None:
            connection.execute(update(_TABLE).where(_TABLE.c.id == blog.id).values(_learned(blog)))
        return owner or blog


def _note_wishes(connection: Connection, blog_id: BlogId, *, tags: Iterable[str], every: str | None, since: date | None) -> Blog:
    said: dict[str, Any] = {name: value for name, value in (("every", every), ("since", since)) if value is not None}
    said["tags"] = list(dict.fromkeys((*_read(connection, blog_id).tags, *tags)))
    connection.execute(update(_TABLE).where(_TABLE.c.id == blog_id).values(said))
    return _read(connection, blog_id)


def _read(connection: Connection, blog_id: BlogId) -> Blog:
    return read_blog(connection.execute(select(_TABLE).where(_TABLE.c.id == blog_id)).mappings().one())


def _find(connection: Connection, blog: Blog, *conditions: ColumnElement[bool]) -> Blog | None:
    is_same = _TABLE.c.home_url == blog.home_url
    if blog.scope:
        is_same |= _TABLE.c.scope == blog.scope
    row = connection.execute(select(_TABLE).where(is_same, *conditions).order_by(_TABLE.c.id)).first()
    return None if row is None else read_blog(row._mapping)


def _free_slug(connection: Connection, wanted: str) -> str:
    pattern = wanted.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"
    taken = set(connection.scalars(select(_TABLE.c.slug).where(_TABLE.c.slug.like(pattern, escape="\\"))))
    number, slug = 1, wanted
    while slug in taken:
        number += 1
        slug = f"{wanted}-{number}"
    return slug


def _learned(blog: Blog) -> dict[str, Any]:
    return {name: getattr(blog, name) for name in ("home_url", "platform", "scope", "title", "language")}
