"""Crawls and captures: what was asked of a blog, and where the answers lie."""

from collections.abc import Collection, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, exists, func, or_, select

from storage import models
from storage.archive import Archive
from storage.captures import Exchange, read_exchange
from storage.columns import CRAWL_COUNTS, Row, read_capture
from storage.engine import reading
from storage.errors import ArchiveDamaged
from storage.records import TRIED_EVERY, TRIES, BlogId, Capture, CrawlId, Validators

_CAPTURE = models.capture
_CRAWL = models.crawl
_CHUNK = 500
_NOT_THERE = (404, 410)
_SETTLED = (200, 301, 302, 303, 307, 308, *_NOT_THERE)
GONE_FOR = timedelta(days=2)
CUT_SHORT = ("busy", "limit", "stopped")  # the outcomes of crawls that left the work to another one


@dataclass(frozen=True, slots=True, kw_only=True)
class CrawlRow:
    """One run over one blog; ``finished_at`` is unknown for one that runs or was killed."""

    id: CrawlId
    blog_id: BlogId
    blog: str
    started_at: datetime
    finished_at: datetime | None
    outcome: str | None
    error: str | None
    counts: dict[str, int]


def crawls(archive: Archive, blog_id: BlogId | None = None, limit: int | None = None) -> Iterator[CrawlRow]:
    """Give the crawls of one blog or all, latest first."""
    statement = select(_CRAWL, models.blog.c.slug).join(models.blog).order_by(_CRAWL.c.id.desc()).limit(limit)
    if blog_id is not None:
        statement = statement.where(_CRAWL.c.blog_id == blog_id)
    with reading(archive.engine) as connection:
        for row in connection.execution_options(yield_per=_CHUNK).execute(statement).mappings():
            yield _crawl_row(row)


def was_visited(archive: Archive, blog_id: BlogId, *, since: datetime) -> bool:
    """Return whether a crawl of the blog ended after that moment, and was not cut short."""
    is_one = (_CRAWL.c.blog_id == blog_id) & (_CRAWL.c.finished_at > since) & _CRAWL.c.outcome.not_in(CUT_SHORT)
    with reading(archive.engine) as connection:
        return connection.execute(select(_CRAWL.c.id).where(is_one).limit(1)).first() is not None


def is_first_visit_cut_short(archive: Archive, blog_id: BlogId, crawl_id: CrawlId) -> bool:
    """Return whether a crawl goes on with the first visit of its blog: there were crawls before it, and none of them came to its end."""
    ended = func.count(_CRAWL.c.finished_at).filter(_CRAWL.c.outcome.not_in(CUT_SHORT))
    before = select(func.count(), ended).where(_CRAWL.c.blog_id == blog_id, _CRAWL.c.id < crawl_id)
    with reading(archive.engine) as connection:
        number, whole = connection.execute(before).one()
    return number > 0 and whole == 0


def captures(archive: Archive, blog_id: BlogId | None = None, *, limit: int | None = None) -> Iterator[Capture]:
    """Give the captures of one blog or all, latest first."""
    statement = select(_CAPTURE).order_by(_CAPTURE.c.id.desc()).limit(limit)
    if blog_id is not None:
        statement = statement.where(_CAPTURE.c.blog_id == blog_id)
    with reading(archive.engine) as connection:
        for row in connection.execution_options(yield_per=_CHUNK).execute(statement).mappings():
            yield read_capture(row)


def capture_before(archive: Archive, blog_id: BlogId, url: str, moment: datetime) -> Capture | None:
    """Return the last capture of an address that was made before that moment."""
    is_one = (_CAPTURE.c.url == url) & (_CAPTURE.c.blog_id == blog_id) & (_CAPTURE.c.fetched_at < moment)
    with reading(archive.engine) as connection:
        row = connection.execute(select(_CAPTURE).where(is_one).order_by(_CAPTURE.c.id.desc()).limit(1)).mappings().first()
    return read_capture(row) if row is not None else None


def settled_answer(archive: Archive, blog_id: BlogId, url: str, *, since: datetime) -> Exchange | None:
    """Return the last answer that a crawl got at an address and that stands: a document, where it lies now, or that there is none.

    ``None`` as well where it cannot be read any more.
    """
    is_one = (_CAPTURE.c.url == url) & (_CAPTURE.c.blog_id + 0 == blog_id) & (_CAPTURE.c.method == "GET") & _CAPTURE.c.crawl_id.is_not(None)
    is_settled = _CAPTURE.c.status.in_(_SETTLED) & (_CAPTURE.c.fetched_at >= since)
    statement = select(_CAPTURE).where(is_one, is_settled).order_by(_CAPTURE.c.id.desc()).limit(1)
    with reading(archive.engine) as connection:
        row = connection.execute(statement).mappings().first()
    if row is None:
        return None
    capture = read_capture(row)
    with suppress(ArchiveDamaged):
        exchange = read_exchange(archive.root, capture, original(archive, blog_id, capture))
        return exchange if exchange.truncated is None else None
    return None


def is_long_gone(archive: Archive, blog_id: BlogId, url: str, now: datetime) -> bool:
    """Whether an address has not been there for days, at three visits or more, the last of them less than a month ago."""
    is_one = (_CAPTURE.c.url == url) & (_CAPTURE.c.blog_id == blog_id)
    is_there = _CAPTURE.c.status.not_in(_NOT_THERE)
    last_there = select(func.coalesce(func.max(_CAPTURE.c.id), 0)).where(is_one, is_there).scalar_subquery()
    visits, at = func.count(_CAPTURE.c.crawl_id.distinct()), _CAPTURE.c.fetched_at
    statement = select(visits, func.min(at), func.max(at)).where(is_one, _CAPTURE.c.status.in_(_NOT_THERE), _CAPTURE.c.id > last_there)
    with reading(archive.engine) as connection:
        number, first, last = connection.execute(statement).one()
    return number >= TRIES and bool(last - first >= GONE_FOR and now - last < TRIED_EVERY)


def validators(
    archive: Archive, blog_id: BlogId, url: str, *, asked: Collection[str] = (), since: datetime | None = None
) -> Validators | None:
    """Return what the last whole answer of an address said for a conditional request; none where that came before ``since``.

    Given the addresses that were ``asked``, only an answer counts whose post or listing was stored: what a kill or a page that could not be
    read kept from being stored must come again, and a 304 would hide it for ever.
    """
    with reading(archive.engine) as connection:
        row = connection.execute(validators_statement(blog_id, url, asked)).mappings().first()
    capture = read_capture(row) if row is not None else None
    if capture is None or (since is not None and capture.fetched_at < since):
        return None
    return Validators(etag=capture.etag, last_modified=capture.last_modified, capture=original(archive, blog_id, capture) or capture)


def original(archive: Archive, blog_id: BlogId, capture: Capture) -> Capture | None:
    """Return the capture in which the payload of a capture lies: itself, or the first of the same payload, to which it refers.

    ``None`` where nothing was kept of it.
    """
    is_same = (_CAPTURE.c.url == capture.url) & (_CAPTURE.c.blog_id == blog_id) & (_CAPTURE.c.digest == capture.digest)
    with reading(archive.engine) as connection:
        row = connection.execute(select(_CAPTURE).where(is_same).order_by(_CAPTURE.c.id).limit(1)).mappings().first()
    return read_capture(row) if row is not None else None


def validators_statement(blog_id: BlogId, url: str, asked: Collection[str] = ()) -> Select[Any]:
    """Return the statement of ``validators``."""
    # A blog has many captures, an address few; SQLite, which has no statistics here, must not take the blog's index: a sum has none.
    is_whole = (_CAPTURE.c.url == url) & (_CAPTURE.c.blog_id + 0 == blog_id) & (_CAPTURE.c.status == 200)
    says_something = or_(_CAPTURE.c.etag.is_not(None), _CAPTURE.c.last_modified.is_not(None), _CAPTURE.c.digest.is_not(None))
    found = select(_CAPTURE).where(is_whole, says_something).order_by(_CAPTURE.c.id.desc()).limit(1)
    return found.where(_is_stored(blog_id, asked)) if asked else found


def _is_stored(blog_id: BlogId, asked: Collection[str]) -> ColumnElement[bool]:
    """Whether what came of one of these addresses is at least as new as a capture."""
    address, post, listing = models.address, models.post, models.listing
    is_address = (address.c.blog_id == blog_id) & address.c.url.in_(asked) & (address.c.post_id == post.c.id)
    is_listing = (listing.c.blog_id == blog_id) & listing.c.document.in_(asked)
    return or_(
        exists().where(is_address, post.c.last_captured_at >= _CAPTURE.c.fetched_at),
        exists().where(is_listing, listing.c.last_seen_at >= _CAPTURE.c.fetched_at),
    )


def _crawl_row(row: Row) -> CrawlRow:
    names = ("id", "blog_id", "started_at", "finished_at", "outcome", "error")
    return CrawlRow(blog=row["slug"], counts={name: row[name] for name in CRAWL_COUNTS}, **{name: row[name] for name in names})
