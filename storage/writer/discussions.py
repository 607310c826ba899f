"""Comments that were read apart from their posts: added under the posts that are held, by the addresses of these."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, select, true, update

from storage import models
from storage.columns import Row, fits_key
from storage.events import CommentsEnded, CommentsRead, PostComment
from storage.records import REMOVED, Comment
from storage.writer.comments import CommentKey, comment_columns, comment_rows, insert_comments, same_comments, tie_comments, update_comments
from storage.writer.upsert import chunks, given, select_by_keys

_COMMENT = models.comment
_WORDS = ("text", "html", "author", "author_url")


def record_discussions(connection: Connection, events: Sequence[CommentsRead]) -> Sequence[None]:
    """Write the comments; those of posts that are not held are left out, and offered again by the next visit."""
    for event in events:
        _record(connection, event)
    return [None] * len(events)


def record_discussion_ends(connection: Connection, events: Sequence[CommentsEnded]) -> Sequence[None]:
    """Note since when the comments are missing that were listed once and now are not; those that only their page shows are its own."""
    for event in events:
        address = models.address
        is_its = true() if event.url is None else address.c.url == event.url
        posts = select(address.c.post_id).where(address.c.blog_id == event.blog_id, address.c.post_id.is_not(None), is_its)
        is_left_out = _COMMENT.c.post_id.in_(posts) & (_COMMENT.c.listed_at < event.began_at) & _COMMENT.c.missing_since.is_(None)
        connection.execute(update(_COMMENT).where(is_left_out).values(missing_since=event.ended_at))
    return [None] * len(events)


def _record(connection: Connection, event: CommentsRead) -> None:
    posts = select_by_keys(connection, models.address, ("blog_id", "url"), [(event.blog_id, found.url) for found in event.comments])
    placed = {(post_id, found.comment.key): found for found in event.comments if (post_id := _post_id(posts, event, found))}
    held = _under_told_keys(connection, placed, comment_rows(connection, sorted({post_id for post_id, _ in placed})))
    rows = _rows(placed, held, event)
    ids = {key: row["id"] for key, row in held.items()}
    ids |= insert_comments(connection, [row for key, row in rows.items() if key not in held])
    if event.is_whole:
        update_comments(connection, held, rows)
    for chunk in chunks(ids[key] for key in placed):
        connection.execute(update(_COMMENT).where(_COMMENT.c.id.in_(chunk)).values(listed_at=event.read_at))
    tie_comments(connection, ids, held, {key: found.comment.parent for key, found in placed.items() if event.is_whole or key not in held})


def _post_id(posts: Mapping[tuple[Any, ...], Row], event: CommentsRead, found: PostComment) -> int | None:
    address = posts.get((event.blog_id, found.url))
    return address["post_id"] if address is not None and fits_key(found.comment.key, "comment") else None


def _under_told_keys(
    connection: Connection, placed: Mapping[CommentKey, PostComment], held: Mapping[CommentKey, Row]
) -> dict[CommentKey, Row]:
    """The held comments; those that pages alone showed get the keys under which a list names them from now on."""
    told: dict[int, list[Comment]] = defaultdict(list)
    for (post_id, _), found in placed.items():
        told[post_id].append(found.comment)
    shown: dict[int, list[Row]] = defaultdict(list)
    for (post_id, key), row in held.items():
        if row["listed_at"] is None or (post_id, key) in placed:
            shown[post_id].append(row)
    same = {(post_id, key): row for post_id in told for key, row in same_comments(told[post_id], shown[post_id]).items()}
    if same:
        statement = update(_COMMENT).where(_COMMENT.c.id == given(_COMMENT.c.id)).values(key=given(_COMMENT.c.key))
        connection.execute(statement, [{"new_id": row["id"], "new_key": key} for (_, key), row in same.items()])
    renamed = {row["id"] for row in same.values()}
    return {key: row for key, row in held.items() if row["id"] not in renamed} | same


def _rows(
    placed: Mapping[CommentKey, PostComment], held: Mapping[CommentKey, Row], event: CommentsRead
) -> dict[CommentKey, dict[str, Any]]:
    """The rows in the order of reading, behind those that each post has already; known ones stay at their places."""
    last = _last_positions(held)
    rows: dict[CommentKey, dict[str, Any]] = {}
    for key, found in placed.items():
        post_id = key[0]
        if key in held:
            position = held[key]["position"]
        else:
            position = last[post_id] = last.get(post_id, -1) + 1
        row = comment_columns(post_id, position, found.comment, event.read_at)
        is_only_known_from_before = found.comment.status == REMOVED and key in held
        rows[key] = row | {name: held[key][name] for name in _WORDS} if is_only_known_from_before else row
    return rows


def _last_positions(held: Mapping[CommentKey, Row]) -> dict[int, int]:
    last: dict[int, int] = {}
    for (post_id, _), row in held.items():
        last[post_id] = max(last.get(post_id, -1), row["position"])
    return last
