"""The statement of completeness: what each source knows of a blog, what is held of it, and what is missing and why."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, Connection, func, select

from storage import models
from storage.archive import Archive
from storage.columns import Row, is_latest_counter, read_blog
from storage.engine import reading
from storage.queries.estimate import Estimate
from storage.queries.inventory import COMMENTS, inventory_rows, is_counted
from storage.queries.overlap import estimates
from storage.queries.pictures import count_pictures
from storage.records import WHOLE, AddressState, Blog, BlogId, PostStatus

THIN_WORDS = 50
_POST = models.post
_LINK = "link"  # a post links to it; all other sources are listings
_NEWEST_ALONE = frozenset({_LINK, "feed"})
_MEANT_WHOLE = frozenset({"api", "post-sitemap", "sitemap", "archive-page"})  # a feed or a front page may show the newest alone
_NO_POSTS = (AddressState.NOT_A_POST, AddressState.OUT_OF_SCOPE)


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceCount:
    """What one source has named: posts, those that it names still, those that are held, and those that are not."""

    source: str
    known: int
    listed: int
    held: int
    missing: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Missing:
    """An address that a source calls a post, and why nothing is held for it; ``published`` is the day or moment that a source states."""

    url: str
    state: AddressState
    reason: str | None
    sources: tuple[str, ...]
    published: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CommentGap:
    """A post that states more comments than are held."""

    url: str
    stated: int
    held: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Audit:
    """What is known of a blog, and what is held.

    ``only_in`` counts for each source the posts that no other names; ``months`` counts posts by the author's local month, and
    ``empty_months`` are those without any between the first and the last; ``claims`` are the totals that sources state; ``estimates``
    guess from independent samples how many posts there are. ``names_all`` is false where a listing could not be read, only a feed names all
    that is named, or a total shows that none does: its source names fewer than it says, or leaves out what others name and none of these is
    whole. Comments count while their page shows them, pictures where any was asked for. ``unread`` are the addresses of held posts that
    gave no answer when they were asked for last, or only a part of the post. ``rejected`` are the addresses that were listed and judged to
    be no posts of this blog, with the reason. ``last_error`` says what the last visit could not do.
    """

    blog: Blog
    by_source: tuple[SourceCount, ...]
    held: int
    gone: int
    missing: tuple[Missing, ...]
    unread: tuple[Missing, ...]
    rejected: tuple[Missing, ...]
    only_in: dict[str, int]
    months: dict[str, int]
    empty_months: tuple[str, ...]
    undated: int
    thin_posts: tuple[str, ...]
    comments_claimed: int
    comments_held: int
    comment_gaps: tuple[CommentGap, ...]
    pictures_shown: int
    pictures_held: int
    claims: dict[str, int]
    names_all: bool
    estimates: tuple[Estimate, ...]
    last_error: str | None


@dataclass(slots=True)
class _Named:
    """Who names a post, or an address that may be one: ever, and still."""

    ever: set[str] = field(default_factory=set)
    still: set[str] = field(default_factory=set)


@dataclass(slots=True)
class _Inventory:
    """A post with several addresses is one; ``held`` is by the post's id."""

    held: dict[int, _Named] = field(default_factory=lambda: defaultdict(_Named))
    lacking: list[_Named] = field(default_factory=list)
    missing: list[Missing] = field(default_factory=list)
    unread: list[Missing] = field(default_factory=list)
    rejected: list[Missing] = field(default_factory=list)

    def listed(self) -> frozenset[int]:
        """The held posts that a listing of the blog's own has named."""
        return frozenset(post for post, named in self.held.items() if named.ever - {_LINK})

    def by_source(self) -> Iterator[SourceCount]:
        """Count for each source."""
        held = Counter(source for named in self.held.values() for source in named.ever)
        lacking = Counter(source for named in self.lacking for source in named.ever)
        listed = Counter(source for named in (*self.held.values(), *self.lacking) for source in named.still)
        for source in sorted(held | lacking):
            yield SourceCount(
                source=source, known=held[source] + lacking[source], listed=listed[source], held=held[source], missing=lacking[source]
            )

    def only_in(self) -> dict[str, int]:
        """Count for each source what no other names."""
        alone = (named.ever for named in (*self.held.values(), *self.lacking) if len(named.ever) == 1)
        return dict(sorted(Counter(source for sources in alone for source in sources).items()))

    def names_all(self, totals: dict[str, int], *, has_bound: bool) -> bool:
        """Whether what is listed may be all: by the totals that sources state, else since one that is no feed, which may name the newest
        alone, names what the others do. A user's bound leaves out what totals count.
        """
        rejected = Counter(source for address in self.rejected for source in address.sources)
        counts = {count.source: count for count in self.by_source()}
        if not has_bound and any(total > counts[source].listed + rejected[source] for source, total in totals.items() if source in counts):
            return False
        listed = sum(1 for named in (*self.held.values(), *self.lacking) if named.ever - {_LINK})
        meant = _MEANT_WHOLE if totals else counts.keys() - _NEWEST_ALONE
        return not (totals or counts) or any(counts[source].known >= WHOLE * listed for source in meant & counts.keys())


def audit(archive: Archive, blog_id: BlogId) -> Audit:
    """Return the statement of completeness of a blog."""
    with reading(archive.engine) as connection:
        blog = read_blog(connection.execute(select(models.blog).where(models.blog.c.id == blog_id)).mappings().one())
        inventory = _read_inventory(connection, blog_id)
        statuses = _counts(connection, blog_id, _POST.c.status)
        months = _counts(connection, blog_id, func.substr(_POST.c.published_iso, 1, 7))
        undated = months.pop(None, 0)
        stated, comments = _comments_stated(connection, blog_id), _comments_held(connection, blog_id)
        claims = _claims(connection, blog_id)
        shown, pictures = count_pictures(connection, blog_id)
        counted = _comments_held(connection, blog_id, is_counted()) if COMMENTS in claims else comments
        return Audit(
            blog=blog,
            by_source=tuple(inventory.by_source()),
            held=sum(statuses.values()),
            gone=statuses.get(PostStatus.GONE, 0),
            missing=tuple(inventory.missing),
            unread=tuple(inventory.unread),
            rejected=tuple(inventory.rejected),
            only_in=inventory.only_in(),
            months=dict(sorted(months.items())),
            empty_months=tuple(month for month in _months_between(months) if month not in months),
            undated=undated,
            thin_posts=_thin_posts(connection, blog_id),
            comments_claimed=claims.pop(COMMENTS, sum(stated.values())),
            comments_held=sum(counted.values()),
            comment_gaps=tuple(
                CommentGap(url=url, stated=number, held=comments.get(url, 0))
                for url, number in stated.items()
                if number > comments.get(url, 0)
            ),
            pictures_shown=shown,
            pictures_held=pictures,
            claims=claims,
            names_all=blog.gap is None and inventory.names_all(claims, has_bound=blog.since is not None),
            estimates=estimates(connection, blog_id, inventory.listed()),
            last_error=_last_error(connection, blog_id),
        )


def _read_inventory(connection: Connection, blog_id: BlogId) -> _Inventory:
    inventory = _Inventory()
    for row, words in inventory_rows(connection, blog_id):
        if row["post_id"] is None and row["state"] is AddressState.TOO_OLD:
            continue  # the user does not want it
        if row["post_id"] is None and row["state"] in _NO_POSTS:
            inventory.rejected.append(_missing(row, words, {word["source"] for word in words}))
            continue
        named = _Named() if row["post_id"] is None else inventory.held[row["post_id"]]
        named.ever.update(word["source"] for word in words)
        named.still.update(word["source"] for word in words if word["missing_since"] is None)
        if row["post_id"] is None:
            inventory.lacking.append(named)
            inventory.missing.append(_missing(row, words, named.ever))
        elif row["state"] is AddressState.FAILED:
            inventory.unread.append(_missing(row, words, named.ever))
    return inventory


def _missing(row: Row, words: Sequence[Row], sources: set[str]) -> Missing:
    published = next((word["published_iso"] for word in words if word["published_iso"]), None)
    return Missing(url=row["url"], state=row["state"], reason=row["reason"], sources=tuple(sorted(sources)), published=published)


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


def _comments_stated(connection: Connection, blog_id: BlogId) -> dict[str, int]:
    """The number of comments that each post states, by its address."""
    counter = models.counter
    is_last = (counter.c.name == "comments") & is_latest_counter()
    statement = select(_POST.c.url, counter.c.value).join(counter).where(_POST.c.blog_id == blog_id, is_last)
    return {row.url: row.value for row in connection.execute(statement.order_by(_POST.c.id))}


def _comments_held(connection: Connection, blog_id: BlogId, *conditions: ColumnElement[bool]) -> dict[str, int]:
    comment = models.comment
    statement = select(_POST.c.url, func.count().label("number")).join(comment, comment.c.post_id == _POST.c.id)
    is_shown = (_POST.c.blog_id == blog_id) & comment.c.missing_since.is_(None)
    return {row.url: row.number for row in connection.execute(statement.where(is_shown, *conditions).group_by(_POST.c.id, _POST.c.url))}


def _claims(connection: Connection, blog_id: BlogId) -> dict[str, int]:
    statement = select(models.claim).where(models.claim.c.blog_id == blog_id).order_by(models.claim.c.source)
    return {row.source: row.total for row in connection.execute(statement)}


def _last_error(connection: Connection, blog_id: BlogId) -> str | None:
    crawl = models.crawl
    error: str | None = connection.scalar(select(crawl.c.error).where(crawl.c.blog_id == blog_id).order_by(crawl.c.id.desc()).limit(1))
    return error
