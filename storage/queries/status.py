"""How each blog stands: what is held, what is left, and how the last crawl went."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, func, select

from storage import models
from storage.archive import Archive
from storage.columns import Row, read_blog
from storage.engine import reading
from storage.queries.crawls import CUT_SHORT
from storage.queries.inventory import COMMENTS, is_counted
from storage.records import AddressState, Blog, BlogId, PostStatus

_CRAWL = models.crawl


@dataclass(frozen=True, slots=True, kw_only=True)
class BlogStatus:
    """One blog at a glance.

    ``posts`` counts all that are held, ``gone`` those of them that the blog shows no more; ``known`` counts the posts and the addresses
    that may still be some; ``comments`` counts readers' that the blog shows, of ``comments_stated`` by its own words; ``counts`` has the
    number of addresses by state; ``was_cut_short`` is true of a last visit that was killed, stopped or at a limit before its end.
    """

    blog: Blog
    posts: int
    gone: int
    pending: int
    failed: int
    known: int
    comments: int
    comments_stated: int | None
    last_crawl_at: datetime | None
    last_outcome: str | None
    was_cut_short: bool
    last_error: str | None
    last_change_at: datetime | None
    counts: dict[str, int]
    every: str | None = None


def status(archive: Archive, blog_ids: Collection[BlogId] | None = None) -> list[BlogStatus]:
    """Return how each of the blogs stands, or all, in the order in which they were added."""
    blogs = select(models.blog).order_by(models.blog.c.id)
    if blog_ids is not None:
        blogs = blogs.where(models.blog.c.id.in_(blog_ids))
    with reading(archive.engine) as connection:
        rows = connection.execute(blogs).mappings().all()
        ids = [row["id"] for row in rows]
        addresses, posts = _address_counts(connection, ids), _post_counts(connection, ids)
        comments, claims = _comment_counts(connection, ids), _comment_claims(connection, ids)
        crawls, changes = _last_crawls(connection, ids), _last_changes(connection, ids)
    return [
        _blog_status(
            row,
            addresses[row["id"]],
            posts[row["id"]],
            (comments.get(row["id"], 0), claims.get(row["id"])),
            crawls.get(row["id"]),
            changes.get(row["id"]),
        )
        for row in rows
    ]


def _address_counts(connection: Connection, ids: Collection[int]) -> Mapping[int, list[Row]]:
    table = models.address
    without_post = (func.count() - func.count(table.c.post_id)).label("without_post")
    statement = select(table.c.blog_id, table.c.state, func.count().label("number"), without_post)
    return _by_blog(connection, statement.where(table.c.blog_id.in_(ids)).group_by(table.c.blog_id, table.c.state))


def _post_counts(connection: Connection, ids: Collection[int]) -> Mapping[int, list[Row]]:
    table = models.post
    statement = select(table.c.blog_id, table.c.status, func.count().label("number"))
    return _by_blog(connection, statement.where(table.c.blog_id.in_(ids)).group_by(table.c.blog_id, table.c.status))


def _comment_counts(connection: Connection, ids: Collection[int]) -> dict[int, int]:
    post, comment = models.post, models.comment
    is_shown = post.c.blog_id.in_(ids) & comment.c.missing_since.is_(None) & is_counted()
    statement = select(post.c.blog_id, func.count().label("number")).join(comment, comment.c.post_id == post.c.id).where(is_shown)
    return {row.blog_id: row.number for row in connection.execute(statement.group_by(post.c.blog_id))}


def _comment_claims(connection: Connection, ids: Collection[int]) -> dict[int, int]:
    claim = models.claim
    statement = select(claim.c.blog_id, claim.c.total).where(claim.c.blog_id.in_(ids), claim.c.source == COMMENTS)
    return {row.blog_id: row.total for row in connection.execute(statement)}


def _by_blog(connection: Connection, statement: Select[Any]) -> Mapping[int, list[Row]]:
    found: dict[int, list[Row]] = defaultdict(list)
    for row in connection.execute(statement).mappings():
        found[row["blog_id"]].append(row)
    return found


def _last_crawls(connection: Connection, ids: Collection[int]) -> dict[int, Row]:
    last = select(func.max(_CRAWL.c.id)).where(_CRAWL.c.blog_id.in_(ids)).group_by(_CRAWL.c.blog_id)
    return {row["blog_id"]: row for row in connection.execute(select(_CRAWL).where(_CRAWL.c.id.in_(last))).mappings()}


def _last_changes(connection: Connection, ids: Collection[int]) -> dict[int, datetime]:
    has_changed = _CRAWL.c.new_posts + _CRAWL.c.new_revisions + _CRAWL.c.gone > 0
    statement = select(_CRAWL.c.blog_id, func.max(_CRAWL.c.finished_at).label("at")).where(_CRAWL.c.blog_id.in_(ids), has_changed)
    return {row.blog_id: row.at for row in connection.execute(statement.group_by(_CRAWL.c.blog_id))}


def _blog_status(
    row: Row,
    addresses: list[Row],
    posts: list[Row],
    comments: tuple[int, int | None],
    crawl: Row | None,
    changed_at: datetime | None,
) -> BlogStatus:
    by_state = {count["state"]: count["number"] for count in addresses}
    by_status = {count["status"]: count["number"] for count in posts}
    undecided = sum(count["without_post"] for count in addresses if count["state"] in (AddressState.PENDING, AddressState.FAILED))
    held = sum(by_status.values())
    return BlogStatus(
        blog=read_blog(row),
        posts=held,
        gone=by_status.get(PostStatus.GONE, 0),
        pending=by_state.get(AddressState.PENDING, 0),
        failed=by_state.get(AddressState.FAILED, 0),
        known=held + undecided,
        comments=comments[0],
        comments_stated=comments[1],
        last_crawl_at=crawl["started_at"] if crawl else None,
        last_outcome=crawl["outcome"] if crawl else None,
        was_cut_short=crawl is not None and (crawl["finished_at"] is None or crawl["outcome"] in CUT_SHORT),
        last_error=crawl["error"] if crawl else None,
        last_change_at=changed_at,
        counts={state.value: number for state, number in by_state.items()},
        every=row["every"],
    )
