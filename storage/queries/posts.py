"""Posts with all that belongs to them, streamed: the memory for one partition, whatever the size of the archive."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, exists, func, or_, select

from storage import models
from storage.archive import Archive
from storage.bodies import expand
from storage.columns import Row, prefixed_capture, read_blog, read_date, read_joined_capture
from storage.engine import reading
from storage.queries.parts import Parts, load_parts
from storage.records import Blog, BlogId, Capture, Post, PostId, PostStatus, StatedDate

_POST = models.post
_REVISION = models.revision
_CHUNK = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredPost:
    """A post as the archive holds it: its current revision, and what is known of it now.

    ``captured_at`` is when this content was seen first, ``checked_at`` when it was seen last; ``capture`` is the exchange that brought it.
    """

    id: PostId
    post: Post
    blog: Blog
    status: PostStatus
    status_reason: str | None
    revision: int
    captured_at: datetime
    first_captured_at: datetime
    checked_at: datetime
    capture: Capture | None


class HeldText(NamedTuple):
    """What tells a post that is held from others: title, text and day."""

    title: str | None
    body_text: str | None
    published: StatedDate | None


def held_text(archive: Archive, blog_id: BlogId, address: str) -> HeldText | None:
    """Return what is held of the post at an address."""
    is_current = (_REVISION.c.post_id == _POST.c.id) & (_REVISION.c.number == _POST.c.revision)
    of_address = models.address.join(_POST, models.address.c.post_id == _POST.c.id).join(_REVISION, is_current)
    statement = select(_REVISION.c.title, _REVISION.c.body_text, _POST.c.published_iso).select_from(of_address)
    with reading(archive.engine) as connection:
        row = connection.execute(statement.where(models.address.c.blog_id == blog_id, models.address.c.url == address)).first()
    return None if row is None else HeldText(row.title, expand(row.body_text), read_date(row.published_iso))


def posts(
    archive: Archive,
    *,
    blog_ids: Collection[BlogId] | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
    changed_since: datetime | None = None,
    author: str | None = None,
    term: str | None = None,
    statuses: Collection[PostStatus] | None = None,
    limit: int | None = None,
    post_url: str | None = None,
    post_id: PostId | None = None,
) -> Iterator[StoredPost]:
    """Give posts by blog, newest first; ``since`` is included, ``until`` is not, and a post without a date is in no span.

    What counts is the author's day, as he stated it. ``changed_since`` is a moment of the archive's own: what was read since, whose status
    changed, or whose comments came or went.
    """
    conditions = [
        None if blog_ids is None else _POST.c.blog_id.in_(blog_ids),
        None if since is None else _published_day() >= since.date().isoformat(),
        None if until is None else _published_day() < until.date().isoformat(),
        None if changed_since is None else _is_changed(changed_since),
        None if author is None else _is_by(author),
        None if term is None else _is_filed_under(term),
        None if statuses is None else _POST.c.status.in_(statuses),
        None if post_url is None else _POST.c.url == post_url,
        None if post_id is None else _POST.c.id == post_id,
    ]
    statement = posts_statement([condition for condition in conditions if condition is not None], limit)
    with reading(archive.engine) as connection:
        blogs = {row["id"]: read_blog(row) for row in connection.execute(select(models.blog)).mappings()}
        for rows in connection.execution_options(yield_per=_CHUNK).execute(statement).mappings().partitions():
            parts = load_parts(connection, [row["id"] for row in rows])
            for row in rows:
                yield _stored_post(row, blogs[row["blog_id"]], parts)


def posts_statement(conditions: Sequence[ColumnElement[bool]], limit: int | None) -> Select[Any]:
    """Return the statement of ``posts``."""
    content = [_REVISION.c[name] for name in ("title", "subtitle", "body_html", "body_text", "captured_at")]
    is_current = (_REVISION.c.post_id == _POST.c.id) & (_REVISION.c.number == _POST.c.revision)
    return (
        select(_POST, *content, *prefixed_capture())
        .join(_REVISION, is_current)
        .outerjoin(models.capture, models.capture.c.id == _REVISION.c.capture_id)
        .where(*conditions)
        .order_by(_POST.c.blog_id, _POST.c.published_at.desc().nulls_last(), _POST.c.id)
        .limit(limit)
    )


def _published_day() -> ColumnElement[str]:
    return func.substr(_POST.c.published_iso, 1, len("2024-05-31"))


def _is_changed(since: datetime) -> ColumnElement[bool]:
    """Whether what is held of a post may differ from what was: only listings that call it changed, and whole checks, have it read again."""
    comment = models.comment
    is_news = or_(*(column >= since for column in (comment.c.first_seen_at, comment.c.changed_at, comment.c.missing_since)))
    return (_POST.c.last_captured_at >= since) | (_POST.c.status_at >= since) | exists().where(comment.c.post_id == _POST.c.id, is_news)


def _is_by(name: str) -> ColumnElement[bool]:
    join = models.post_author.join(models.author)
    return _POST.c.id.in_(select(models.post_author.c.post_id).select_from(join).where(models.author.c.name == name))


def _is_filed_under(name: str) -> ColumnElement[bool]:
    join = models.post_term.join(models.term)
    return _POST.c.id.in_(select(models.post_term.c.post_id).select_from(join).where(models.term.c.name == name))


def _stored_post(row: Row, blog: Blog, parts: Parts) -> StoredPost:
    return StoredPost(
        id=PostId(row["id"]),
        post=_post(row, parts),
        blog=blog,
        status=row["status"],
        status_reason=row["status_reason"],
        revision=row["revision"],
        captured_at=row["captured_at"],
        first_captured_at=row["first_captured_at"],
        checked_at=row["last_captured_at"],
        capture=read_joined_capture(row),
    )


def _post(row: Row, parts: Parts) -> Post:
    same = ("url", "title", "subtitle", "language", "canonical_url", "comment_system", "licence", "access", "platform_id")
    post_id = row["id"]
    words = parts.field_sources[post_id]
    return Post(
        body_html=expand(row["body_html"]),
        body_text=expand(row["body_text"]),
        published=read_date(row["published_iso"]),
        updated=read_date(row["updated_iso"]),
        authors=tuple(parts.authors[post_id]),
        terms=tuple(parts.terms[post_id]),
        links=tuple(parts.links[post_id]),
        media=tuple(parts.media[post_id]),
        comments=tuple(parts.comments[post_id]),
        counters=tuple(parts.counters[post_id]),
        sources={word["field"]: word["source"] for word in words if word["source"] is not None},
        doubts={word["field"]: word["doubt"] for word in words if word["doubt"] is not None},
        uncertain=tuple(word["field"] for word in words if word["uncertain"]),
        **{name: row[name] for name in same},
    )
