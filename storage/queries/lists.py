"""Lists across posts: authors, terms, comments, media and links, each with how many posts they belong to."""

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Label, Select, Table, func, select

from storage import models
from storage.archive import Archive
from storage.columns import Row
from storage.engine import reading
from storage.queries.parts import read_comment
from storage.records import BlogId, Comment, TermKind

_BLOG = models.blog
_POST = models.post
_CHUNK = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class AuthorRow:
    """Somebody who signs posts of a blog."""

    blog: str
    name: str
    url: str | None
    posts: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TermRow:
    """What posts of a blog are filed under."""

    blog: str
    kind: TermKind
    name: str
    url: str | None
    posts: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CommentRow:
    """A comment and the post that it stands under."""

    blog: str
    post_url: str
    comment: Comment
    is_missing: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class MediaRow:
    """A medium that posts of a blog show; ``kept_at`` is when its bytes were got, if they were."""

    blog: str
    url: str
    kind: str
    posts: int
    kept_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkRow:
    """An address that posts of a blog lead to."""

    blog: str
    url: str
    posts: int


ListRow = AuthorRow | TermRow | CommentRow | MediaRow | LinkRow


def list_rows(archive: Archive, kind: str, *, blog_ids: Collection[BlogId] | None = None) -> Iterator[ListRow]:
    """Give the rows of one of ``LISTS``, by blog; those that belong to most posts come first, comments in the order of their posts."""
    make_statement, read = LISTS[kind]
    statement = make_statement()
    if blog_ids is not None:
        statement = statement.where(_BLOG.c.id.in_(blog_ids))
    with reading(archive.engine) as connection:
        for row in connection.execution_options(yield_per=_CHUNK).execute(statement).mappings():
            yield read(row)


def _counted(table: Table, place: Table) -> Select[Any]:
    number = func.count(place.c.post_id.distinct())
    return (
        select(_BLOG.c.slug.label("blog"), table, number.label("posts"))
        .select_from(table.join(_BLOG).outerjoin(place))
        .group_by(_BLOG.c.id, table.c.id)
        .order_by(_BLOG.c.id, number.desc(), table.c.id)
    )


def _comments() -> Select[Any]:
    comment, parent = models.comment, models.comment.alias("parent_comment")
    return (
        select(_BLOG.c.slug.label("blog"), _POST.c.url.label("post_url"), comment, parent.c.key.label("parent"))
        .select_from(comment.join(_POST).join(_BLOG).outerjoin(parent, parent.c.id == comment.c.parent_id))
        .order_by(_BLOG.c.id, _POST.c.id, comment.c.position, comment.c.id)
    )


def _kept_at() -> Label[Any]:
    held = models.picture.join(models.capture)
    is_one = models.picture.c.media_id == models.media.c.id
    return select(models.capture.c.fetched_at).select_from(held).where(is_one).scalar_subquery().label("kept_at")


def _links() -> Select[Any]:
    link = models.link
    number = func.count(link.c.post_id.distinct())
    return (
        select(_BLOG.c.slug.label("blog"), link.c.url, number.label("posts"))
        .select_from(link.join(_POST).join(_BLOG))
        .group_by(_BLOG.c.id, link.c.url)
        .order_by(_BLOG.c.id, number.desc(), link.c.url)
    )


def _comment_row(row: Row) -> CommentRow:
    is_missing = row["missing_since"] is not None
    return CommentRow(blog=row["blog"], post_url=row["post_url"], comment=read_comment(row), is_missing=is_missing)


LISTS: dict[str, tuple[Callable[[], Select[Any]], Callable[[Row], ListRow]]] = {
    "authors": (
        lambda: _counted(models.author, models.post_author),
        lambda row: AuthorRow(blog=row["blog"], name=row["name"], url=row["url"], posts=row["posts"]),
    ),
    "terms": (
        lambda: _counted(models.term, models.post_term),
        lambda row: TermRow(blog=row["blog"], kind=row["kind"], name=row["name"], url=row["url"], posts=row["posts"]),
    ),
    "comments": (_comments, _comment_row),
    "media": (
        lambda: _counted(models.media, models.post_media).add_columns(_kept_at()),
        lambda row: MediaRow(blog=row["blog"], url=row["url"], kind=row["kind"], posts=row["posts"], kept_at=row["kept_at"]),
    ),
    "links": (_links, lambda row: LinkRow(blog=row["blog"], url=row["url"], posts=row["posts"])),
}
