"""The statement of completeness: what each source knows of a blog, what is held of it, and what is missing and why."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, func, select

from storage import models
from storage.archive import Archive
from storage.columns import read_blog
from storage.engine import reading
from storage.queries.inventory import inventory_rows
from storage.records import AddressState, Blog, BlogId, PostStatus

THIN_WORDS = 50
_POST = models.post
_NO_POSTS = (AddressState.NOT_A_POST, AddressState.OUT_OF_SCOPE)


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceCount:
    """What one source names: addresses of posts, those of them that are held, and those that are not."""

    source: str
    known: int
    held: int
    missing: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Missing:
    """An address that a source calls a post, and why nothing is held for it."""

    url: str
    state: AddressState
    reason: str | None
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Audit:
    """What is known of a blog, and what is held.

    ``only_in`` counts for each source the addresses that no other names; ``months`` counts posts by the author's local month, and
    ``empty_months`` are those without any between the first and the last; ``claims`` are the totals that sources state.
    """

    blog: Blog
    by_source: tuple[SourceCount, ...]
    held: int
    gone: int
    missing: tuple[Missing, ...]
    only_in: dict[str, int]
    months: dict[str, int]
    empty_months: tuple[str, ...]
    undated: int
    thin_posts: tuple[str, ...]
    comments_claimed: int
    comments_held: int
    claims: dict[str, int]


@dataclass(slots=True)
class _Sums:
    known: Counter[str] = field(default_factory=Counter)
    held: Counter[str] = field(default_factory=Counter)
    only_in: Counter[str] = field(default_factory=Counter)
    missing: list[Missing] = field(default_factory=list)


def audit(archive: Archive, blog_id: BlogId) -> Audit:
    """Return the statement of completeness of a blog."""
    with reading(archive.engine) as connection:
        blog = read_blog(connection.execute(select(models.blog).where(models.blog.c.id == blog_id)).mappings().one())
        sums = _sum_inventory(connection, blog_id)
        statuses = _counts(connection, blog_id, _POST.c.status)
        months = _counts(connection, blog_id, func.substr(_POST.c.published_iso, 1, 7))
        undated = months.pop(None, 0)
        return Audit(
            blog=blog,
            by_source=tuple(_source_count(source, sums) for source in sorted(sums.known)),
            held=sum(statuses.values()),
            gone=statuses.get(PostStatus.GONE, 0),
            missing=tuple(sums.missing),
            only_in=dict(sorted(sums.only_in.items())),
            months=dict(sorted(months.items())),
            empty_months=tuple(month for month in _months_between(months) if month not in months),
            undated=undated,
            thin_posts=_thin_posts(connection, blog_id),
            comments_claimed=_comments_claimed(connection, blog_id),
            comments_held=_comments_held(connection, blog_id),
            claims=_claims(connection, blog_id),
        )


def _sum_inventory(connection: Connection, blog_id: BlogId) -> _Sums:
    sums = _Sums()
    for row, words in inventory_rows(connection, blog_id):
        if row["post_id"] is None and row["state"] in _NO_POSTS:
            continue
        sources = tuple(sorted({word["source"] for word in words}))
        sums.known.update(sources)
        if len(sources) == 1:
            sums.only_in.update(sources)
        if row["post_id"] is not None:
            sums.held.update(sources)
        else:
            sums.missing.append(Missing(url=row["url"], state=row["state"], reason=row["reason"], sources=sources))
    return sums


def _source_count(source: str, sums: _Sums) -> SourceCount:
    known, held = sums.known[source], sums.held[source]
    return SourceCount(source=source, known=known, held=held, missing=known - held)


def _counts(connection: Connection, blog_id: BlogId, what: Any) -> dict[Any, int]:
    statement = select(what.label("what"), func.count().label("number")).where(_POST.c.blog_id == blog_id).group_by(what)
    return {row.what: row.number for row in connection.execute(statement)}


def _months_between(months: dict[str, int]) -> Iterator[str]:
    if not months:
        return
    year, month = map(int, min(months).split("-"))
    while (current := f"{year:04}-{month:02}") <= max(months):
        yield current
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)


def _thin_posts(connection: Connection, blog_id: BlogId) -> tuple[str, ...]:
    revision = models.revision
    is_current = (revision.c.post_id == _POST.c.id) & (revision.c.number == _POST.c.revision)
    statement = select(_POST.c.url).join(revision, is_current).where(_POST.c.blog_id == blog_id, revision.c.words < THIN_WORDS)
    return tuple(connection.scalars(statement.order_by(_POST.c.id)))


def _comments_claimed(connection: Connection, blog_id: BlogId) -> int:
    counter, later = models.counter, models.counter.alias("later")
    latest = select(func.max(later.c.observed_at)).where(later.c.post_id == counter.c.post_id, later.c.name == counter.c.name)
    is_last = (counter.c.name == "comments") & (counter.c.observed_at == latest.scalar_subquery())
    statement = select(func.sum(counter.c.value)).join(_POST).where(_POST.c.blog_id == blog_id, is_last)
    return int(connection.scalar(statement) or 0)


def _comments_held(connection: Connection, blog_id: BlogId) -> int:
    statement = select(func.count()).select_from(models.comment).join(_POST).where(_POST.c.blog_id == blog_id)
    return connection.scalar(statement) or 0


def _claims(connection: Connection, blog_id: BlogId) -> dict[str, int]:
    statement = select(models.claim).where(models.claim.c.blog_id == blog_id).order_by(models.claim.c.source)
    return {row.source: row.total for row in connection.execute(statement)}
