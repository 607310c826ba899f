"""Whether a blog that was visited before is one of other software now: its visit then goes on as one of that platform."""

import asyncio
from collections.abc import Collection

from scraper.detect import Home, Recognisable, recognise
from scraper.kept import kept_front
from scraper.session import Session
from scraper.urls import loose_key
from storage.records import Validators

Software = type[Recognisable]


class OtherSoftware(Exception):
    """The front page is one of another platform than before."""

    def __init__(self, platform: Software, home: Home) -> None:
        super().__init__(f"{home.url}: is one of {platform.name} now")
        self.platform, self.home = platform, home


async def look_for_other(
    platform: Software, session: Session, home: Home, earlier: Validators | None, *, of: Collection[Software], posts: Collection[str]
) -> None:
    """Raise OtherSoftware where the ``earlier`` front page was none of the platform ``of`` all whose it is now. Where it was, the user
    chose the blog's platform, and no guess takes the place of that; of one that may be any blog's it is noted.
    """
    if not of:
        return
    found = await asyncio.to_thread(recognise, home.page, of)
    if found is platform or home.lack is not None or not (found.knows_software or _lists_posts(home, posts)):
        return
    before = await asyncio.to_thread(kept_front, session, earlier.capture) if earlier is not None else None
    if before is not None and await asyncio.to_thread(recognise, before, of) is not found:
        raise OtherSoftware(found, home)
    if not platform.knows_software:
        session.note = f"its home page is one of {found.name}: `add --platform {found.name} {home.url}` reads it as that"


def _lists_posts(home: Home, posts: Collection[str]) -> bool:
    """Whether a front page that may be anything is a blog's: maintenance and a domain for sale have neither posts nor a feed of some."""
    held = {loose_key(url) for url in posts}
    return any(loose_key(url) in held for url in home.entries) or (bool(home.feeds) and bool(home.entries))
