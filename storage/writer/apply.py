"""A batch of events becomes rows: in one transaction of the caller's, grouped by kind, in the order that the data needs."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from sqlalchemy import Connection, select

from storage import models
from storage.events import (
    AddressSettled,
    CaptureMade,
    ClaimSeen,
    CommentsEnded,
    CommentsRead,
    Event,
    ListingEnded,
    ListingSeen,
    Outcome,
    PictureAsked,
    PostRead,
    PostUnchanged,
)
from storage.writer.addresses import record_settled, record_unchanged
from storage.writer.captures import record_captures
from storage.writer.discussions import record_discussion_ends, record_discussions
from storage.writer.listings import record_claims, record_listing_ends, record_listings
from storage.writer.pictures import record_pictures
from storage.writer.posts import record_posts

# Captures first: a post names the one it came from. Listings before posts, whose addresses they may have named.
_RECORDERS: dict[type, Callable[[Connection, Sequence[Any]], Sequence[Outcome]]] = {
    CaptureMade: record_captures,
    ClaimSeen: record_claims,
    ListingSeen: record_listings,
    ListingEnded: record_listing_ends,
    PostRead: record_posts,
    PostUnchanged: record_unchanged,
    AddressSettled: record_settled,
    CommentsRead: record_discussions,
    CommentsEnded: record_discussion_ends,
    PictureAsked: record_pictures,
}


def apply(connection: Connection, events: Sequence[Event]) -> list[Outcome]:
    """Write the events within the caller's transaction and return what each came to."""
    _lock_blogs(connection, events)
    outcomes: list[Outcome] = [None] * len(events)
    for group in _apart(events):
        for kind, record in _RECORDERS.items():
            places = [place for place in group if type(events[place]) is kind]
            if places:
                results = record(connection, [events[place] for place in places])
                for place, outcome in zip(places, results, strict=True):
                    outcomes[place] = outcome
    return outcomes


def _lock_blogs(connection: Connection, events: Sequence[Event]) -> None:
    # One writer a blog at a time on PostgreSQL, so that what was looked up stays true until the commit; SQLite has one writer anyhow.
    ids = {event.blog_id for event in events}
    connection.execute(select(models.blog.c.id).where(models.blog.c.id.in_(ids)).order_by(models.blog.c.id).with_for_update(key_share=True))


def _apart(events: Sequence[Event]) -> Iterator[list[int]]:
    """Cut the places of events into groups in which no address is decided twice, so that the later word stays the later one."""
    group: list[int] = []
    decided: set[tuple[int, str]] = set()
    for place, event in enumerate(events):
        addresses = _addresses_decided(event)
        if addresses & decided:
            yield group
            group, decided = [], set()
        group.append(place)
        decided |= addresses
    if group:
        yield group


def _addresses_decided(event: Event) -> set[tuple[int, str]]:
    if isinstance(event, PostRead):
        return {(event.blog_id, event.address), (event.blog_id, event.post.url)}
    if isinstance(event, PostUnchanged | AddressSettled):
        return {(event.blog_id, event.address)}
    return set()
