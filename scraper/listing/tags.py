"""Reads tags that a platform tells apart from the posts: of many posts a request where it does, before their pages are read."""

import asyncio
import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from scraper.errors import BlogError
from scraper.fetcher import Fetcher
from scraper.listing.answers import value_of
from scraper.listing.sightings import Sightings
from storage import queries
from storage.records import Term

logger = logging.getLogger(__name__)

MAX_POSTS = 100_000


@dataclass(frozen=True, slots=True, kw_only=True)
class TagApi:
    """Where the tags of some posts are, by what ``key`` takes for their ids from their addresses, and what an answer says, by the ids;
    ``None`` where it says nothing of what was asked.
    """

    address: Callable[[Sequence[str]], str]
    key: Callable[[str], str]
    read: Callable[[Any], Mapping[str, tuple[Term, ...]] | None]
    per_request: int


async def read_tags(fetcher: Fetcher, sightings: Sightings, api: TagApi) -> None:
    """Keep the tags of all posts that are to be fetched until they are. Where none comes, the posts have none until all is asked again."""
    session = fetcher.session
    await asyncio.to_thread(session.workshop.writer.flush)
    pending = await session.ask(queries.pending, session.blog_id, MAX_POSTS)
    urls = {api.key(address.url): address.url for address in pending}
    left, size = list(urls), api.per_request
    try:
        while left and not session.is_over_limit():
            asked = left[:size]
            found = api.read(await value_of(fetcher, await fetcher.fetch(api.address(asked))))
            if found is None and len(asked) > 1:  # one at a time, then
                size = 1
                continue
            left = left[size:]
            for key, tags in (found or {}).items():
                if key in urls:
                    sightings.keep_tags(urls[key], tags)
    except BlogError as error:
        logger.info("tags not told blog=%s: %s", session.blog.slug, error)
        session.note = f"tags of {len(left)} posts are not told: {error}"
