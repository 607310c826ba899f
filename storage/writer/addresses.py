"""Addresses of the inventory: what became of each."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, bindparam, case, exists, literal, null, select, update

from storage import models
from storage.columns import Row
from storage.events import AddressOutcome, AddressSettled, PostUnchanged
from storage.records import AddressState, PostStatus
from storage.writer.captures import latest_captures
from storage.writer.upsert import chunks, conflict_insert, select_by_keys

_TABLE = models.address
# What the blog does not show us now, for whatever reason.
_WITHHELD = (AddressState.FAILED, AddressState.MEMBERS_ONLY, AddressState.ROBOTS, AddressState.OUT_OF_SCOPE)
_FRESH = timedelta(days=1)
_NO_PAGE = (*_WITHHELD, AddressState.GONE)
_POST = models.post


def address_columns(
    blog_id: int, url: str, state: AddressState, at: datetime, *, reason: str | None = None, post_id: int | None = None
) -> dict[str, Any]:
    """Return the row of an address as ``put_addresses`` takes it."""
    return {
        "blog_id": blog_id,
        "url": url,
        "state": state,
        "reason": reason,
        "post_id": post_id,
        "first_seen_at": at,
        "checked_at": at,
        "attempts": int(state in _NO_PAGE),
    }


def put_addresses(connection: Connection, rows: Sequence[Row]) -> None:
    """Set the state of addresses, known or not; the post of an address stays unless another one is given."""
    if not rows:
        return
    statement = conflict_insert(connection, _TABLE)
    new = statement.excluded
    changes = {
        "state": new.state,
        "reason": new.reason,
        "checked_at": new.checked_at,
        "post_id": case((new.post_id.is_not(None), new.post_id), else_=_TABLE.c.post_id),
        "attempts": case((new.attempts > 0, _TABLE.c.attempts + new.attempts), else_=0),
    }
    connection.execute(statement.on_conflict_do_update(index_elements=["blog_id", "url"], set_=changes), rows)


def record_settled(connection: Connection, events: Sequence[AddressSettled]) -> Sequence[AddressOutcome]:
    """Set the state of addresses; a post whose own address is gone or closed is marked so, with the evidence."""
    put_addresses(connection, [address_columns(e.blog_id, e.address, e.state, e.settled_at, reason=e.reason) for e in events])
    gone = _ended_posts(connection, [e for e in events if e.state is AddressState.GONE])
    ended = [e for e in events if (e.blog_id, e.address) in gone]
    _mark_posts(connection, ended, PostStatus.GONE, [PostStatus.LIVE, PostStatus.UNREACHABLE])
    withheld = [e for e in events if e.state in _WITHHELD and not e.is_shown]
    _mark_posts(connection, withheld, PostStatus.UNREACHABLE, [PostStatus.LIVE])
    return [AddressOutcome(is_gone=(e.blog_id, e.address) in gone) for e in events]


def record_unchanged(connection: Connection, events: Sequence[PostUnchanged]) -> Sequence[None]:
    """Take the word of a 304: what is held for the address is current, and its post is live."""
    is_address = and_(_TABLE.c.blog_id == bindparam("of_blog"), _TABLE.c.url == bindparam("of_url"))
    is_own = exists().where(_POST.c.id == _TABLE.c.post_id, _POST.c.url == _TABLE.c.url)
    # Without a post there is nothing that could be unchanged: its page was captured, then lost before it was stored. The next crawl
    # reads it whole.
    state = case(
        (_TABLE.c.post_id.is_(None), literal(AddressState.FAILED, _TABLE.c.state.type)),
        (is_own, literal(AddressState.HELD, _TABLE.c.state.type)),
        else_=literal(AddressState.DUPLICATE, _TABLE.c.state.type),
    )
    values = {"state": state, "reason": null(), "attempts": 0, "checked_at": bindparam("at")}
    rows = [{"of_blog": e.blog_id, "of_url": e.address, "at": e.checked_at} for e in events]
    connection.execute(update(_TABLE).where(is_address).values(values), rows)
    _revive_posts(connection, rows)
    return [None] * len(events)


def _ended_posts(connection: Connection, events: Sequence[AddressSettled]) -> set[tuple[int, str]]:
    """The posts that went with their own addresses; one that another address shows too has moved there."""
    by_key = {(e.blog_id, e.address): e for e in events}
    rows = select_by_keys(connection, _POST, ("blog_id", "url"), by_key)
    posts = {key: row["id"] for key, row in rows.items() if row["status"] != PostStatus.GONE}
    others: dict[int, Row] = {}
    for chunk in chunks(posts.values()):
        is_other = _TABLE.c.post_id.in_(chunk) & (_TABLE.c.state == AddressState.DUPLICATE)
        found = connection.execute(select(_TABLE).where(is_other).order_by(_TABLE.c.checked_at)).mappings()
        others |= {row["post_id"]: row for row in found}
    for key, post_id in posts.items():
        if post_id in others:
            _move_post(connection, post_id, others[post_id], by_key[key].settled_at)
    return {key for key, post_id in posts.items() if post_id not in others}


def _move_post(connection: Connection, post_id: int, address: Row, at: datetime) -> None:
    """Make another address the post's own; one that was not looked at for long is looked at again."""
    is_fresh = address["checked_at"] is not None and at - address["checked_at"] < _FRESH
    state, reason = (AddressState.HELD, None) if is_fresh else (AddressState.PENDING, "its post's address is gone")
    connection.execute(update(_POST).where(_POST.c.id == post_id).values(url=address["url"]))
    connection.execute(update(_TABLE).where(_TABLE.c.id == address["id"]).values(state=state, reason=reason))


def _mark_posts(connection: Connection, events: Sequence[AddressSettled], status: PostStatus, instead_of: Sequence[PostStatus]) -> None:
    if not events:
        return
    evidence = latest_captures(connection, [(e.blog_id, e.address) for e in events])
    statement = (
        update(_POST)
        .where(_POST.c.blog_id == bindparam("of_blog"), _POST.c.url == bindparam("of_url"), _POST.c.status.in_(instead_of))
        .values(status=status, status_reason=bindparam("why"), status_at=bindparam("at"), status_capture_id=bindparam("evidence"))
    )
    rows = [
        {
            "of_blog": e.blog_id,
            "of_url": e.address,
            "why": e.reason,
            "at": e.settled_at,
            "evidence": evidence.get((e.blog_id, e.address)),
        }
        for e in events
    ]
    connection.execute(statement, rows)


def _revive_posts(connection: Connection, rows: Sequence[Row]) -> None:
    is_of_address = _POST.c.id == (
        select(_TABLE.c.post_id).where(_TABLE.c.blog_id == bindparam("of_blog"), _TABLE.c.url == bindparam("of_url")).scalar_subquery()
    )
    statement = update(_POST).where(is_of_address, _POST.c.status != PostStatus.LIVE)
    values = {"status": PostStatus.LIVE, "status_reason": null(), "status_at": bindparam("at"), "status_capture_id": null()}
    connection.execute(statement.values(values), [{name: row[name] for name in ("of_blog", "of_url", "at")} for row in rows])


def since_live(now: ColumnElement[datetime]) -> ColumnElement[datetime | None]:
    """When the status of a post that is live now changed last: of one that always was live it never did."""
    return case((_POST.c.status != PostStatus.LIVE, now), else_=_POST.c.status_at)
