"""Comments: upserted by their key within a post, tied to their parents, and kept when they vanish."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, insert, select, update

from storage import models
from storage.columns import Row, date_columns, fits_key, moment
from storage.records import Comment
from storage.writer.reading import Reading
from storage.writer.upsert import as_given, chunks, given

_TABLE = models.comment
_CHANGING = ("position", "text", "html", "author", "author_url", "published_iso", "published_at", "status", "kind", "missing_since")
CommentKey = tuple[int, str]


def record_comments(connection: Connection, readings: Sequence[Reading]) -> None:
    """Write the comments that the readings show; those that are shown no more get the time since when."""
    looked = [r for r in readings if _has_looked(r)]
    held = comment_rows(connection, [r.post_id for r in looked if not r.is_new])
    of_post: dict[int, list[Row]] = defaultdict(list)
    for row in held.values():
        of_post[row["post_id"]].append(row)
    shown = [(r, _under_held_keys(_comments(r), of_post[r.post_id])) for r in looked]
    rows = {(r.post_id, c.key): comment_columns(r.post_id, place, c, r.at) for r, comments in shown for place, c in enumerate(comments)}
    ids = {key: row["id"] for key, row in held.items()}
    ids |= insert_comments(connection, [row for key, row in rows.items() if key not in held])
    update_comments(connection, held, {key: {**row, **_told_by_list(held.get(key), row)} for key, row in rows.items()})
    parents = {(r.post_id, comment.key): comment.parent for r, comments in shown for comment in comments}
    tie_comments(connection, ids, held, {key: parent for key, parent in parents.items() if parent or not _is_listed(held.get(key))})
    # A page may show only some of what a list named: what is missing of that, the list says.
    is_shown_alone = {key for key, row in held.items() if row["missing_since"] is None and row["listed_at"] is None}
    _miss(connection, looked, [held[key] for key in is_shown_alone - rows.keys()])


def _told_by_list(held: Row | None, shown: Row) -> Row:
    """What a list said of a comment and its page does not: when it was written, which that tells to the minute or in words, and by whom."""
    if held is None or not _is_listed(held):
        return {}
    moments = ("published_iso", "published_at") if held["published_at"] is not None else ()
    people = [name for name in ("author", "author_url") if shown[name] is None]
    return {name: held[name] for name in (*moments, *people)}


def _is_listed(held: Row | None) -> bool:
    return held is not None and held["listed_at"] is not None


def _has_looked(reading: Reading) -> bool:
    # A page that shows no comments may only have failed to load them, unless it says that there are none.
    says_none = any(counter.name == "comments" and counter.value == 0 for counter in reading.post.counters)
    return says_none or reading.says("comments", reading.post.comments)


def _comments(reading: Reading) -> list[Comment]:
    return list({comment.key: comment for comment in reading.post.comments if fits_key(comment.key, "comment")}.values())


def _under_held_keys(comments: Sequence[Comment], held: Sequence[Row]) -> list[Comment]:
    """The comments under the keys of those that are held: other software numbers them anew, and where pages number none, the key is made of
    the date as the theme shows it.
    """
    keys: dict[str | None, str] = {key: row["key"] for key, row in same_comments(comments, held).items()}
    return [replace(c, key=keys.get(c.key, c.key), parent=keys.get(c.parent, c.parent)) for c in comments]


def same_comments(comments: Sequence[Comment], held: Sequence[Row]) -> dict[str, Row]:
    """Return the held comments that these are under other keys, by the keys that these have: of one author, with one text, of one day."""
    known, told = {row["key"] for row in held}, {comment.key for comment in comments}
    free: dict[tuple[str | None, str], list[Row]] = defaultdict(list)
    for row in held:
        if row["key"] not in told:
            free[row["author"], _words(row["text"])].append(row)
    found: dict[str, Row] = {}
    for comment in comments:
        alike = free.get((comment.author, _words(comment.text)), []) if comment.key not in known else []
        if (same := next((row for row in alike if _is_near(row["published_at"], moment(comment.published))), None)) is not None:
            alike.remove(same)
            found[comment.key] = same
    return found


def _words(text: str | None) -> str:
    return " ".join((text or "").split())


def _is_near(one: datetime | None, other: datetime | None) -> bool:
    """Whether two dates may be one: told to the day, and in any zone."""
    return one is None or other is None or abs(one - other) < timedelta(days=2)


def comment_columns(post_id: int, position: int, comment: Comment, at: datetime) -> dict[str, Any]:
    """Return the row of a comment, without its parent."""
    return {
        "post_id": post_id,
        "key": comment.key,
        "position": position,
        "text": comment.text,
        "html": comment.html,
        "author": comment.author,
        "author_url": comment.author_url,
        **date_columns("published", comment.published),
        "status": comment.status,
        "kind": comment.kind,
        "first_seen_at": at,
        "missing_since": None,
    }


def comment_rows(connection: Connection, post_ids: Sequence[int]) -> dict[CommentKey, Row]:
    """Return the comments that the posts have, by post and key."""
    held: dict[CommentKey, Row] = {}
    for chunk in chunks(post_ids):
        rows = connection.execute(select(_TABLE).where(_TABLE.c.post_id.in_(chunk))).mappings()
        held |= {(row["post_id"], row["key"]): row for row in rows}
    return held


def insert_comments(connection: Connection, rows: Sequence[Row]) -> dict[CommentKey, int]:
    """Add comments, and return their ids."""
    statement = insert(_TABLE).returning(_TABLE.c.post_id, _TABLE.c.key, _TABLE.c.id)
    return {(post_id, key): new_id for chunk in chunks(rows) for post_id, key, new_id in connection.execute(statement, chunk)}


def update_comments(connection: Connection, held: Mapping[CommentKey, Row], rows: Mapping[CommentKey, Row]) -> None:
    """Change those of the held comments of which something else is said now."""
    changed = [
        {**row, "id": held[key]["id"], "changed_at": row["first_seen_at"]}
        for key, row in rows.items()
        if key in held and _differs(held[key], row)
    ]
    if changed:
        names = (*_CHANGING, "changed_at")
        values = {name: given(_TABLE.c[name]) for name in names}
        parameters = [as_given({name: row[name] for name in ("id", *names)}) for row in changed]
        connection.execute(update(_TABLE).where(_TABLE.c.id == given(_TABLE.c.id)).values(values), parameters)


def _differs(held: Row, row: Row) -> bool:
    return any(held[name] != row[name] for name in _CHANGING)


def tie_comments(
    connection: Connection, ids: Mapping[CommentKey, int], held: Mapping[CommentKey, Row], parents: Mapping[CommentKey, str | None]
) -> None:
    """Tie comments to the ones they answer, given the keys of these; one whose parent is not held stands alone."""
    ties = []
    for (post_id, key), parent in parents.items():
        parent_id = ids.get((post_id, parent)) if parent else None
        known = held[post_id, key]["parent_id"] if (post_id, key) in held else None
        if parent_id != known:
            ties.append({"new_id": ids[post_id, key], "new_parent_id": parent_id})
    if ties:
        statement = update(_TABLE).where(_TABLE.c.id == given(_TABLE.c.id)).values(parent_id=given(_TABLE.c.parent_id))
        connection.execute(statement, ties)


def _miss(connection: Connection, readings: Sequence[Reading], vanished: Sequence[Row]) -> None:
    at = {reading.post_id: reading.at for reading in readings}
    if vanished:
        statement = update(_TABLE).where(_TABLE.c.id == given(_TABLE.c.id)).values(missing_since=given(_TABLE.c.missing_since))
        connection.execute(statement, [{"new_id": row["id"], "new_missing_since": at[row["post_id"]]} for row in vanished])
