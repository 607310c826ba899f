"""Listings: who says that there is a post, since when, and what left a listing."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, func, insert, null, select, update

from storage import models
from storage.columns import Row, date_columns, fits_key, moment
from storage.events import ClaimSeen, ListingEnded, ListingSeen
from storage.records import CHANGED, AddressState, Sighting
from storage.writer.upsert import as_given, chunks, given, select_by_keys, upsert

_ADDRESS = models.address
_SIGHTING = models.sighting
# What a changed word of the same source opens again: all but what scope, robots.txt or the user's wishes leave out.
_REOPENED = (
    *(AddressState.HELD, AddressState.DUPLICATE, AddressState.GONE, AddressState.NOT_A_POST),
    *(AddressState.FAILED, AddressState.MEMBERS_ONLY),
)
# A link on a post's page and an API's answers are no documents to ask again; where an API begins is remembered.
LISTING_DOCUMENTS = frozenset({"api-root", "feed", "sitemap", "post-sitemap", "sitemap-index", "archive-page", "home-page", "shared-page"})
_DAY = "2024-05-31"
_TIMES = ("published_at", "modified_at")
_STATED = ("title", "published_iso", "published_at", "modified_iso", "modified_at", "fingerprint")


def record_claims(connection: Connection, events: Sequence[ClaimSeen]) -> Sequence[None]:
    """Keep the latest number of posts that each source states."""
    latest = {(e.blog_id, e.source): asdict(e) for e in events}
    upsert(connection, models.claim, list(latest.values()))
    return [None] * len(events)


def record_listings(connection: Connection, events: Sequence[ListingSeen]) -> Sequence[None]:
    """Add what each listing names to the inventory, and the listing's own document to those that updates ask again."""
    rows = {
        (e.blog_id, e.source, e.document): {
            "blog_id": e.blog_id,
            "source": e.source,
            "document": e.document,
            "named": len(e.sightings),
            "last_seen_at": e.seen_at,
        }
        for e in events
        if e.source in LISTING_DOCUMENTS and fits_key(e.document, "document")
    }
    upsert(connection, models.listing, list(rows.values()))
    for event in events:
        _record_listing(connection, event)
    return [None] * len(events)


def record_listing_ends(connection: Connection, events: Sequence[ListingEnded]) -> Sequence[None]:
    """Note what each document no longer names, and have those posts looked at again."""
    for event in events:
        _record_listing_end(connection, event)
    return [None] * len(events)


def _record_listing(connection: Connection, event: ListingSeen) -> None:
    by_url = {sighting.url: sighting for sighting in event.sightings if fits_key(sighting.url, "address")}
    for chunk in chunks(by_url.values()):
        _record_sightings(connection, event, chunk)


def _record_sightings(connection: Connection, event: ListingSeen, sightings: Sequence[Sighting]) -> None:
    keys = [(event.blog_id, sighting.url) for sighting in sightings]
    addresses = {url: row for (_, url), row in select_by_keys(connection, _ADDRESS, ("blog_id", "url"), keys).items()}
    ids = {url: row["id"] for url, row in addresses.items()}
    seen = _earlier_words(connection, event.source, list(ids.values()))
    ids |= _insert_addresses(connection, event, [s for s in sightings if s.url not in addresses])
    words = [_word(event, ids[sighting.url], sighting) for sighting in sightings]
    _insert_words(connection, event, [word for word in words if word["address_id"] not in seen])
    _update_words(connection, [word for word in words if word["address_id"] in seen])
    _repeat_times(connection, words, {row["id"]: row for row in addresses.values()})
    _reopen_changed(connection, event.source, words, seen, addresses)
    _close_returned(connection, event.source, seen.values())


def _insert_addresses(connection: Connection, event: ListingSeen, sightings: Sequence[Sighting]) -> dict[str, int]:
    if not sightings:
        return {}
    rows = [
        {
            "blog_id": event.blog_id,
            "url": sighting.url,
            "state": AddressState.PENDING,
            "first_seen_at": event.seen_at,
            "published_at": moment(sighting.published),
            "modified_at": moment(sighting.modified),
        }
        for sighting in sightings
    ]
    statement = insert(_ADDRESS).returning(_ADDRESS.c.url, _ADDRESS.c.id)
    return {row.url: row.id for row in connection.execute(statement, rows)}


def _earlier_words(connection: Connection, source: str, address_ids: Sequence[int]) -> dict[int, Row]:
    if not address_ids:
        return {}
    statement = select(_SIGHTING).where(_SIGHTING.c.address_id.in_(address_ids), _SIGHTING.c.source == source)
    return {row["address_id"]: row for row in connection.execute(statement).mappings()}


def _word(event: ListingSeen, address_id: int, sighting: Sighting) -> dict[str, Any]:
    return {
        "address_id": address_id,
        "source": event.source,
        "document": event.document,
        "title": sighting.title,
        **date_columns("published", sighting.published),
        **date_columns("modified", sighting.modified),
        "fingerprint": sighting.fingerprint,
        "last_seen_crawl_id": event.crawl_id,
    }


def _insert_words(connection: Connection, event: ListingSeen, words: Sequence[Row]) -> None:
    if words:
        connection.execute(insert(_SIGHTING), [{**word, "first_seen_at": event.seen_at} for word in words])


def _update_words(connection: Connection, words: Sequence[Row]) -> None:
    if not words:
        return
    # A source that says less than before has not taken back what it said.
    values: dict[str, Any] = {name: func.coalesce(given(_SIGHTING.c[name]), _SIGHTING.c[name]) for name in _STATED}
    values |= {name: given(_SIGHTING.c[name]) for name in ("document", "last_seen_crawl_id")} | {"missing_since": null()}
    is_word = (_SIGHTING.c.address_id == given(_SIGHTING.c.address_id)) & (_SIGHTING.c.source == given(_SIGHTING.c.source))
    connection.execute(update(_SIGHTING).where(is_word).values(values), [as_given(word) for word in words])


def _repeat_times(connection: Connection, words: Sequence[Row], addresses: Mapping[int, Row]) -> None:
    """Repeat in known addresses the times that are said of them now."""
    rows = [
        {"new_id": word["address_id"], **{f"new_{name}": word[name] for name in _TIMES}}
        for word in words
        if word["address_id"] in addresses and any(word[name] not in {None, addresses[word["address_id"]][name]} for name in _TIMES)
    ]
    if rows:
        values = {name: func.coalesce(given(_ADDRESS.c[name]), _ADDRESS.c[name]) for name in _TIMES}
        connection.execute(update(_ADDRESS).where(_ADDRESS.c.id == given(_ADDRESS.c.id)).values(values), rows)


def _reopen_changed(
    connection: Connection, source: str, words: Sequence[Row], seen: Mapping[int, Row], addresses: Mapping[str, Row]
) -> None:
    states = {row["id"]: row["state"] for row in addresses.values()}
    changed = [
        word["address_id"]
        for word in words
        if states.get(word["address_id"]) in _REOPENED and _has_changed(seen.get(word["address_id"]), word)
    ]
    if changed:
        values = {"state": AddressState.PENDING, "reason": f"{CHANGED} {source}"}
        connection.execute(update(_ADDRESS).where(_ADDRESS.c.id.in_(changed)).values(values))


def _has_changed(earlier: Row | None, word: Row) -> bool:
    if earlier is None or earlier["fingerprint"] is None or word["fingerprint"] is None:
        return False
    return bool(earlier["fingerprint"] != word["fingerprint"]) and not _is_same_time(earlier["fingerprint"], word["fingerprint"])


def _is_same_time(one: str, other: str) -> bool:
    """Whether two fingerprints are times that a sitemap's new software may tell of one change: in another zone, or to the day alone."""
    try:
        times = [datetime.fromisoformat(told) for told in (one, other)]
    except ValueError:
        return False
    if len(_DAY) in {len(one), len(other)}:
        return one[: len(_DAY)] == other[: len(_DAY)]
    return all(time.tzinfo for time in times) and times[0] == times[1]


def _close_returned(connection: Connection, source: str, seen: Iterable[Row]) -> None:
    """A post that only moved from one page of a listing to the next had not left it; one that was gone and is listed again may be back."""
    returned = [row["address_id"] for row in seen if row["missing_since"] is not None]
    if returned:
        is_left = _ADDRESS.c.id.in_(returned) & (_ADDRESS.c.state == AddressState.PENDING) & (_ADDRESS.c.reason == _left(source))
        values = {"state": AddressState.HELD, "reason": None}
        connection.execute(update(_ADDRESS).where(is_left, _ADDRESS.c.post_id.is_not(None)).values(values))
        is_back = _ADDRESS.c.id.in_(returned) & (_ADDRESS.c.state == AddressState.GONE)
        connection.execute(update(_ADDRESS).where(is_back).values(state=AddressState.PENDING, reason=f"listed again by {source}"))


def _record_listing_end(connection: Connection, event: ListingEnded) -> None:
    of_blog = select(_ADDRESS.c.id).where(_ADDRESS.c.id == _SIGHTING.c.address_id, _ADDRESS.c.blog_id == event.blog_id).exists()
    has_left = (
        (_SIGHTING.c.document == event.document)
        & (_SIGHTING.c.source == event.source)
        & _SIGHTING.c.last_seen_crawl_id.is_distinct_from(event.crawl_id)
        & _SIGHTING.c.missing_since.is_(None)
        & of_blog
    )
    statement = update(_SIGHTING).where(has_left).values(missing_since=event.seen_at).returning(_SIGHTING.c.address_id)
    for chunk in chunks(connection.scalars(statement).all()):
        is_held = _ADDRESS.c.id.in_(chunk) & (_ADDRESS.c.state == AddressState.HELD)
        connection.execute(update(_ADDRESS).where(is_held).values(state=AddressState.PENDING, reason=_left(event.source)))


def _left(source: str) -> str:
    return f"left {source}"
