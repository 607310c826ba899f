"""The inventory: which addresses a blog has, who says so, and which are to be fetched next."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, Select, case, exists, func, select

from storage import models
from storage.archive import Archive
from storage.columns import Row, read_date
from storage.engine import reading
from storage.records import CHANGED, AddressState, BlogId, PostId, StatedDate

_ADDRESS = models.address
_SIGHTING = models.sighting
_CHUNK = 500
COMMENTS = "comments"  # the source of a claim about comments; all other claims are about posts


def is_counted() -> ColumnElement[bool]:
    """Whether a platform's total counts a comment: a reader's, or any that a list names, but no notice of another blog on a page alone."""
    comment = models.comment.c
    return (comment.kind == "comment") | comment.listed_at.is_not(None)


@dataclass(frozen=True, slots=True, kw_only=True)
class PendingAddress:
    """An address to fetch, and what its sources say about it."""

    url: str
    title: str | None = None
    published: StatedDate | None = None
    modified: StatedDate | None = None
    sources: tuple[str, ...] = ()
    is_known_post: bool = False
    has_left: bool = False  # a list of all posts that named it names it no more
    reason: str | None = None  # why it is asked for again, or what its last try gave
    attempts: int = 0

    @property
    def has_changed(self) -> bool:
        """Whether a list says so."""
        return (self.reason or "").startswith(CHANGED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """How many there are, in a source's words, when it said so, and when all of them were last compared with what is held."""

    total: int
    stated_at: datetime
    compared_at: datetime | None


class InventoryRow(NamedTuple):
    """An address and what became of it."""

    url: str
    state: AddressState
    post_id: PostId | None


def pending(archive: Archive, blog_id: BlogId, limit: int) -> list[PendingAddress]:
    """Return the addresses to fetch next, newest first: by stated publication, then modification, then order of sighting."""
    with reading(archive.engine) as connection:
        rows = connection.execute(pending_statement(blog_id, limit)).mappings().all()
        words = _words(connection, [row["id"] for row in rows])
    return [_pending_address(row, words[row["id"]]) for row in rows]


def documents(archive: Archive, blog_id: BlogId) -> list[tuple[str, str]]:
    """Return the documents that list the blog's posts, as (source, document), those that name most first, then the last found."""
    listing = models.listing
    statement = (
        select(listing.c.source, listing.c.document)
        .where(listing.c.blog_id == blog_id)
        .order_by(listing.c.named.desc(), listing.c.last_seen_at.desc(), listing.c.document)
    )
    with reading(archive.engine) as connection:
        return [(row.source, row.document) for row in connection.execute(statement)]


def latest_changes(archive: Archive, blog_id: BlogId, asked_since: datetime) -> dict[str, datetime]:
    """Return the latest change that each listing document states of a post, of those documents that were answered since a moment."""
    capture, listing = models.capture, models.listing
    documents = select(listing.c.document).where(listing.c.blog_id == blog_id)
    is_answer = (capture.c.blog_id == blog_id) & capture.c.status.in_((200, 304)) & (capture.c.fetched_at >= asked_since)
    answered = select(capture.c.url).where(capture.c.url.in_(documents), is_answer)
    statement = (
        select(_SIGHTING.c.document, func.max(_SIGHTING.c.modified_at).label("changed_at"))
        .join(_ADDRESS, _ADDRESS.c.id == _SIGHTING.c.address_id)
        .where(_ADDRESS.c.blog_id == blog_id, _SIGHTING.c.document.in_(answered), _SIGHTING.c.missing_since.is_(None))
        .group_by(_SIGHTING.c.document)
    )
    with reading(archive.engine) as connection:
        return {row.document: row.changed_at for row in connection.execute(statement) if row.changed_at is not None}


def claim(archive: Archive, blog_id: BlogId, source: str) -> Claim | None:
    """Return how many posts (or comments) a source last said the blog has."""
    table = models.claim
    statement = select(table.c.total, table.c.stated_at, table.c.compared_at).where(table.c.blog_id == blog_id, table.c.source == source)
    with reading(archive.engine) as connection:
        row = connection.execute(statement).first()
    return None if row is None else Claim(total=row.total, stated_at=row.stated_at, compared_at=row.compared_at)


def fingerprints(archive: Archive, blog_id: BlogId, source: str, urls: Collection[str]) -> dict[str, str | None]:
    """Return what a source said last of those of the addresses that are held or settled otherwise, by address."""
    statement = (
        select(_ADDRESS.c.url, _SIGHTING.c.fingerprint)
        .join(_SIGHTING, (_SIGHTING.c.address_id == _ADDRESS.c.id) & (_SIGHTING.c.source == source))
        .where(_ADDRESS.c.blog_id == blog_id, _ADDRESS.c.url.in_(urls), _ADDRESS.c.state != AddressState.PENDING)
        .where(_SIGHTING.c.missing_since.is_(None))
    )
    with reading(archive.engine) as connection:
        return {row.url: row.fingerprint for row in connection.execute(statement)}


def pending_statement(blog_id: BlogId, limit: int) -> Select[Any]:
    """Return the statement of ``pending``."""
    columns = (_ADDRESS.c.id, _ADDRESS.c.url, _ADDRESS.c.post_id, _ADDRESS.c.attempts, _ADDRESS.c.reason)
    is_pending = (_ADDRESS.c.blog_id == blog_id) & (_ADDRESS.c.state == AddressState.PENDING)
    order = (_ADDRESS.c.published_at.desc().nulls_last(), _ADDRESS.c.modified_at.desc().nulls_last(), _ADDRESS.c.id)
    return select(*columns).where(is_pending).order_by(*order).limit(limit)


def pending_counts(archive: Archive, blog_ids: Collection[BlogId]) -> Mapping[BlogId, int]:
    """Return how many addresses of each of the blogs are to be fetched."""
    is_pending = _ADDRESS.c.blog_id.in_(blog_ids) & (_ADDRESS.c.state == AddressState.PENDING)
    statement = select(_ADDRESS.c.blog_id, func.count().label("number")).where(is_pending).group_by(_ADDRESS.c.blog_id)
    with reading(archive.engine) as connection:
        found = {BlogId(row.blog_id): int(row.number) for row in connection.execute(statement)}
    return {blog_id: found.get(blog_id, 0) for blog_id in blog_ids}


def share_named(archive: Archive, blog_id: BlogId, source: str, others: Collection[str]) -> float:
    """Return how much of what is held and named by other sources was named by this one too, 0 to 1."""

    def is_named(*sources: str) -> ColumnElement[bool]:
        is_there = _SIGHTING.c.missing_since.is_(None)
        return exists().where(_SIGHTING.c.address_id == _ADDRESS.c.id, _SIGHTING.c.source.in_(sources), is_there)

    is_one = (_ADDRESS.c.blog_id == blog_id) & (_ADDRESS.c.state == AddressState.HELD) & is_named(*others)
    statement = select(func.count(), func.count(case((is_named(source), 1)))).where(is_one)
    with reading(archive.engine) as connection:
        every, named = connection.execute(statement).one()
    return float(named / every) if every else 1.0


def held_among(archive: Archive, blog_id: BlogId, urls: Sequence[str]) -> set[str]:
    """Return those of the addresses at which the blog shows a post that is held."""
    held = select(_ADDRESS.c.url).where(_ADDRESS.c.blog_id == blog_id, _ADDRESS.c.post_id.is_not(None))
    found: set[str] = set()
    with reading(archive.engine) as connection:
        for start in range(0, len(urls), _CHUNK):
            found.update(connection.scalars(held.where(_ADDRESS.c.url.in_(urls[start : start + _CHUNK]))))
    return found


def inventory(archive: Archive, blog_id: BlogId) -> Iterator[InventoryRow]:
    """Give every address of the blog, in the order of sighting."""
    columns = (_ADDRESS.c.url, _ADDRESS.c.state, _ADDRESS.c.post_id)
    statement = select(*columns).where(_ADDRESS.c.blog_id == blog_id).order_by(_ADDRESS.c.id)
    with reading(archive.engine) as connection:
        yield from (InventoryRow(*row) for row in connection.execution_options(yield_per=_CHUNK).execute(statement))


def inventory_rows(connection: Connection, blog_id: BlogId) -> Iterator[tuple[Row, Sequence[Row]]]:
    """Give every address row of the blog with the rows of its sightings."""
    statement = select(_ADDRESS).where(_ADDRESS.c.blog_id == blog_id).order_by(_ADDRESS.c.id)
    for rows in connection.execution_options(yield_per=_CHUNK).execute(statement).mappings().partitions():
        words = _words(connection, [row["id"] for row in rows])
        for row in rows:
            yield row, words[row["id"]]


def _words(connection: Connection, address_ids: Sequence[int]) -> Mapping[int, list[Row]]:
    words: dict[int, list[Row]] = defaultdict(list)
    for start in range(0, len(address_ids), _CHUNK):
        statement = select(_SIGHTING).where(_SIGHTING.c.address_id.in_(address_ids[start : start + _CHUNK])).order_by(_SIGHTING.c.id)
        for row in connection.execute(statement).mappings():
            words[row["address_id"]].append(row)
    return words


def _sources(words: Sequence[Row]) -> tuple[str, ...]:
    return tuple(word["source"] for word in words if word["missing_since"] is None)


def _pending_address(row: Row, words: Sequence[Row]) -> PendingAddress:
    return PendingAddress(
        url=row["url"],
        title=_first(words, "title"),
        published=_published(words),
        modified=read_date(_first(words, "modified_iso")),
        sources=_sources(words),
        is_known_post=row["post_id"] is not None,
        has_left=any(word["missing_since"] is not None for word in words),
        reason=row["reason"],
        attempts=row["attempts"],
    )


def _published(words: Sequence[Row]) -> StatedDate | None:
    """The first date of those that tell the author's day, where any does."""
    stated = [StatedDate(word["published_iso"]) for word in words if word["published_iso"] is not None]
    return min(stated, key=lambda date: date.is_placeless, default=None)


def _first(words: Sequence[Row], name: str) -> str | None:
    return next((word[name] for word in words if word[name] is not None), None)
