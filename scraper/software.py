"""Whether a blog that was visited before is one of other software now: its visit then goes on as one of that platform."""

import asyncio
from collections.abc import Collection
from contextlib import suppress

from scraper.detect import Home, HomePage, Recognisable, recognise
from scraper.errors import ExtractionError
from scraper.extraction.lists.page import ListingPage, read_listing
from scraper.kept import kept_fronts
from scraper.responses import page_of
from scraper.session import Session
from scraper.urls import loose_key

LOOKED_BACK = 12  # front pages: one that says nothing may stand there for weeks

Software = type[Recognisable]


class OtherSoftware(Exception):
    """The front page is one of another platform than before."""

    def __init__(self, platform: Software, home: Home) -> None:
        super().__init__(f"{home.url}: is one of {platform.name} now")
        self.platform, self.home = platform, home


async def look_for_other(
    platform: Software, session: Session, home: Home, *, of: Collection[Software], posts: Collection[str]
) -> OtherSoftware | None:
    """Return what says so where the front page was none of the platform ``of`` all whose it is now. Where it was, the user chose the
    blog's platform, and no guess takes the place of that; of one that may be any blog's it is noted.
    """
    if not of:
        return None
    found = await asyncio.to_thread(recognise, home.page, of)
    if found is platform or home.lack is not None or not _says_something(found, home.listing, session, posts):
        return None
    if await _found_before(session, of, posts) not in {found, None}:
        return OtherSoftware(found, home)
    if not platform.knows_software:
        session.note = f"its home page is one of {found.name}: `add --platform {found.name} {home.url}` reads it as that"
    return None


async def _found_before(session: Session, of: Collection[Software], posts: Collection[str]) -> Software | None:
    """Whose the last front page was that said something."""
    earlier = kept_fronts(session, LOOKED_BACK)
    while (response := await asyncio.to_thread(next, earlier, None)) is not None:
        found = await asyncio.to_thread(recognise, HomePage.of(response), of)
        with suppress(ExtractionError):
            if _says_something(found, await session.read(read_listing, page_of(response)), session, posts):
                return found
    return None


def _says_something(found: Software, listing: ListingPage, session: Session, posts: Collection[str]) -> bool:
    """Whether a front page tells whose it is. One that may be anything is a blog's where it lists posts or has a feed of some: maintenance
    and a domain for sale have neither.
    """
    entries = [entry.url for entry in listing.entries if session.in_scope(entry.url)]
    held = {loose_key(url) for url in posts}
    return found.knows_software or any(loose_key(url) in held for url in entries) or bool(listing.post_feeds and entries)
