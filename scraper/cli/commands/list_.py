"""``blogarchive list``: what the archive holds, one line a thing."""

from collections.abc import Callable, Collection, Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

import click

from scraper.cli.invocation import Command, invocation
from scraper.cli.options import COUNT, blog_option, since_option, until_option
from scraper.errors import UsageError

if TYPE_CHECKING:
    from storage.archive import Archive
    from storage.records import BlogId, PostStatus

KINDS = ("posts", "gone", "authors", "terms", "comments", "media", "links", "captures", "crawls")
Rows = Iterator[dict[str, Any]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """Which of them are wanted."""

    blog_ids: "list[BlogId] | None"
    author: str | None
    term: str | None
    since: datetime | None
    until: datetime | None

    def each_blog(self) -> "list[BlogId] | list[None]":
        """The blogs one by one; None stands for all of them at once."""
        return [None] if self.blog_ids is None else self.blog_ids


@click.command(cls=Command)
@click.argument("kind", type=click.Choice(KINDS), metavar="KIND")
@blog_option
@click.option("--author", metavar="NAME", help="Only posts of this author.")
@click.option("--term", metavar="NAME", help="Only posts with this tag or category.")
@since_option
@until_option
@click.option("--fields", metavar="A,B", help="These columns, in this order.")
@click.option("--limit", type=COUNT, metavar="N", help="At most so many lines.")
@click.option("--sort", metavar="FIELD", help="Order by this column; -FIELD from the other end.")
def command(
    kind: str,
    blogs: tuple[str, ...],
    author: str | None,
    term: str | None,
    since: datetime | None,
    until: datetime | None,
    fields: str | None,
    limit: str | None,
    sort: str | None,
) -> None:
    """List what is held, one line each.

    KIND is posts, gone (posts), authors, terms, comments, media, links, captures or crawls.
    """
    from itertools import islice

    from scraper.cli.choice import chosen_ids
    from scraper.cli.output import emit_rows

    call = invocation()
    config = call.config()
    columns = _columns(kind, fields, sort)
    with call.open(config) as archive:
        ids = chosen_ids(archive, config, blogs)
        rows = READERS[kind](archive, _filters(kind, ids, author=author, term=term, since=since, until=until))
        rows = _ordered(rows, sort) if sort else rows
        rows = islice(rows, int(limit)) if limit else rows
        if fields:
            emit_rows(kind, columns, ({name: row[name] for name in columns} for row in rows))
        else:
            emit_rows(kind, columns, rows, spare=SPARE.get(kind, ()))


# What is shown, and below it what --fields and --json know besides.
COLUMNS = {
    "posts": ("id", "published_at", "title", "authors", "status", "url"),
    "gone": ("id", "published_at", "title", "reason", "url"),
    "captures": ("fetched_at", "status", "url", "content_type", "warc_file", "warc_offset", "error"),
    "crawls": ("id", "blog", "started_at", "finished_at", "outcome", "new_posts", "new_revisions", "gone", "requests", "failures", "error"),
    "authors": ("posts", "name", "url", "blog"),
    "terms": ("posts", "kind", "name", "blog"),
    "comments": ("published_at", "author", "text", "post_url"),
    "media": ("posts", "kind", "url", "blog"),
    "links": ("posts", "url", "blog"),
}
# What a narrow terminal does not show, first to last.
SPARE: dict[str, tuple[str, ...]] = {
    "posts": ("status", "authors"),
    "captures": ("warc_offset", "warc_file", "content_type"),
    "crawls": ("id", "finished_at", "failures", "gone"),
}
MORE = {
    "posts": ("blog", "updated_at", "tags", "categories", "language", "revision", "words", "comments", "captured_at", "access", "reason"),
    "gone": ("blog", "authors", "status", "updated_at", "revision", "captured_at"),
    "captures": ("method", "digest", "warc_length", "etag", "last_modified"),
    "crawls": ("not_modified", "bytes"),
    "terms": ("url",),
    "media": ("kept_at",),
    "comments": ("blog", "key", "parent", "author_url", "status", "kind", "is_missing"),
}
# Which filters a kind has; another one would be passed over in silence, so it is refused.
FILTERS: dict[str, tuple[str, ...]] = {
    "captures": ("since", "until"),
    "crawls": ("since", "until"),
    "gone": ("author", "term", "since", "until"),
    "posts": ("author", "term", "since", "until"),
}


def _filters(kind: str, blog_ids: "list[BlogId] | None", **given: Any) -> Filters:
    for name, value in given.items():
        if value is not None and name not in FILTERS.get(kind, ()):
            takers = ", ".join(sorted(taker for taker, names in FILTERS.items() if name in names))
            raise UsageError(f"--{name} does not go with {kind}; it goes with: {takers}")
    return Filters(blog_ids=blog_ids, **given)


def _known(kind: str) -> tuple[str, ...]:
    """The columns that a kind has, those shown first."""
    return COLUMNS[kind] + MORE.get(kind, ())


def _columns(kind: str, wanted: str | None, sort: str | None) -> tuple[str, ...]:
    known = _known(kind)
    columns = tuple(name.strip() for name in wanted.split(",") if name.strip()) if wanted is not None else COLUMNS[kind]
    if not columns:
        raise UsageError(f"--fields {wanted!r}: no column is named; there are: {', '.join(known)}")
    for name in (*columns, *([sort.removeprefix("-")] if sort else [])):
        if name not in known:
            raise UsageError(f"{name}: no column of {kind}; there are: {', '.join(known)}")
    return columns


def _ordered(rows: Rows, sort: str) -> Rows:
    """In the order of a column; unknown values last, from either end."""
    column, is_reversed = sort.removeprefix("-"), sort.startswith("-")
    found = list(rows)
    known = [row for row in found if row[column] is not None]
    known.sort(key=lambda row: row[column], reverse=is_reversed)
    yield from known
    yield from (row for row in found if row[column] is None)


def _posts(archive: "Archive", filters: Filters, statuses: "Collection[PostStatus] | None" = None) -> Rows:
    from storage.bodies import length_in_words
    from storage.exporters.rows import post_row
    from storage.queries import posts

    wanted = {name: getattr(filters, name) for name in ("blog_ids", "author", "term", "since", "until")}
    found = posts(archive, statuses=statuses, **wanted)
    for stored in found:
        row = post_row(stored)
        names = (*COLUMNS["posts"], *MORE["posts"])
        more = {
            "id": stored.id,
            "authors": [author.name for author in stored.post.authors],
            "words": length_in_words(stored.post.body_text),
            "comments": len(stored.post.comments),
            "reason": stored.status_reason,
        }
        yield {name: more[name] if name in more else row[name] for name in names}


def _gone(archive: "Archive", filters: Filters) -> Rows:
    from storage.records import PostStatus

    return _posts(archive, filters, [PostStatus.GONE])


def _captures(archive: "Archive", filters: Filters) -> Rows:
    from storage.queries import captures

    names = (*COLUMNS["captures"], *MORE["captures"])
    for blog_id in filters.each_blog():
        for capture in captures(archive, blog_id):
            if _is_between(capture.fetched_at, filters):
                yield {name: getattr(capture, name) for name in names}


def _crawls(archive: "Archive", filters: Filters) -> Rows:
    from storage.queries import crawls

    for blog_id in filters.each_blog():
        for crawl in crawls(archive, blog_id):
            if _is_between(crawl.started_at, filters):
                row = asdict(crawl)
                yield row | row.pop("counts")


def _is_between(moment: datetime, filters: Filters) -> bool:
    return (filters.since is None or moment >= filters.since) and (filters.until is None or moment < filters.until)


def _parts(kind: str) -> "Callable[[Archive, Filters], Rows]":
    def rows(archive: "Archive", filters: Filters) -> Rows:
        from storage.queries import list_rows

        return (asdict(row) for row in list_rows(archive, kind, blog_ids=filters.blog_ids))

    return rows


def _comments(archive: "Archive", filters: Filters) -> Rows:
    from storage.queries import CommentRow, list_rows

    for row in list_rows(archive, "comments", blog_ids=filters.blog_ids):
        if isinstance(row, CommentRow):
            published = row.comment.published
            more = {"published_at": published.iso if published else None, "blog": row.blog, "post_url": row.post_url}
            names = ("author", "text", "key", "parent", "author_url", "status", "kind")
            yield more | {"is_missing": row.is_missing} | {name: getattr(row.comment, name) for name in names}


READERS: "dict[str, Callable[[Archive, Filters], Rows]]" = {
    "posts": _posts,
    "gone": _gone,
    "captures": _captures,
    "crawls": _crawls,
    "comments": _comments,
    **{kind: _parts(kind) for kind in ("authors", "terms", "media", "links")},
}
