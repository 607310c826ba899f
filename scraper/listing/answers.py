"""What the answers of APIs are, and how those of one that lists something are read, page by page."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from scrapy.http import Response

from scraper.errors import Refused, Unreachable
from scraper.extraction.answers.feeds import FeedEntry
from scraper.fetcher import Fetcher
from scraper.json_values import json_value
from scraper.listing.reader import Listed, ListingReader
from scraper.responses import content_type, is_trouble
from scraper.session import Session
from storage import queries
from storage.records import TRIED_EVERY, Capture

logger = logging.getLogger(__name__)

MOST_GAPS = 3  # pages of an API that cannot be read, before the rest is given up
MAX_API_PAGES = 10_000
_NO_API = frozenset({401, 403, 404, 405, 410, 451})


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer of an API, what its JSON says, and how many of its records no page before it named."""

    response: Response
    value: Any
    new: int


PageAddress = Callable[[int, Answer | None], str | None]  # where a page is, by its number and the answer before it; None: there is no more
Keys = Callable[[Any], Iterable[str]]  # the ids of the records in an answer


@dataclass(frozen=True, slots=True, kw_only=True)
class JsonFeed:
    """An API that lists posts without being their source: where its pages are, what they name, and how many posts it says there are."""

    document: str
    address: PageAddress
    entries: Callable[[Any], list[FeedEntry]]
    total: Callable[[Any], int]


async def read_json(fetcher: Fetcher, url: str) -> Any | None:
    """Get a JSON answer; ``None`` when there is none (an error, an HTML page, broken JSON). What it says is needed, changed or not."""
    response = await fetcher.fetch(url)
    return await _decoded(response) if response.status == 200 else None


async def knock(session: Session, *urls: str | None) -> None:
    """Raise Refused where the last visit that asked for one of these found an API closed that never answered: it is tried once a month."""
    last = await last_answer(session, *urls)
    if last is None or not is_closed(last) or datetime.now(UTC) - last.fetched_at >= TRIED_EVERY:
        return
    said = f"the server answered {last.status} ({last.content_type or 'no type stated'})"
    raise Refused(f"{last.url}: {said} on {last.fetched_at:%Y-%m-%d}; it is tried again after a month")


async def last_answer(session: Session, *urls: str | None) -> Capture | None:
    """Return what the last visit that asked for one of these was answered."""
    asked = [await session.ask(queries.capture_before, session.blog_id, url, session.started_at) for url in urls if url]
    return max((capture for capture in asked if capture), key=lambda capture: capture.fetched_at, default=None)


def is_closed(answer: Capture) -> bool:
    """Whether an API is not there: hosts of static files answer its address with a page, as they do with any query."""
    return answer.status in _NO_API or (answer.status == 200 and (answer.content_type or "").startswith("text/html"))


async def json_pages(
    fetcher: Fetcher, address: PageAddress, keys: Keys, *, seen: set[str] | None = None, **request: Any
) -> AsyncIterator[Answer]:
    """Give the answers of an API, page by page, until one names nothing new; raises Refused or Unreachable when one does not come.

    APIs say how many pages there are, and lie: what counts is whether a page names a record that no page before it did, nor what was
    ``seen`` before, to which its records are added.
    """
    seen = set() if seen is None else seen
    answer: Answer | None = None
    gaps: dict[str, Unreachable] = {}
    tries = 0  # in vain
    for number in range(1, MAX_API_PAGES + 1):
        url = address(number, answer)
        if url is None or fetcher.session.is_over_limit():
            break
        response = await fetcher.fetch(url, **request)
        if number > 1 and response.status == 400:  # WordPress: "rest_post_invalid_page_number"
            break
        try:
            value = await value_of(fetcher, response)
        except Unreachable as error:  # one post may break its page, and no other one
            gaps[url] = error
            tries += 1
            if answer is None or tries >= MOST_GAPS:
                break
            continue
        gaps.pop(url, None)  # where the address follows from the answer before, it is asked for again
        named = set(keys(value))
        answer = Answer(response, value, len(named - seen))
        if not answer.new:
            if named:
                logger.info("API repeats itself blog=%s: the rest of its pages is not asked for url=%s", fetcher.session.blog.slug, url)
            break
        seen |= named
        yield answer
    else:
        logger.warning("%s: only the first %d pages of this API were read", answer and answer.response.url, MAX_API_PAGES)
    if gap := next(iter(gaps.values()), None):
        if answer is not None:
            fetcher.gaps.setdefault("api", gap)
        raise gap


async def read_json_pages(reader: ListingReader, feed: JsonFeed, **request: Any) -> Listed | None:
    """Read an API that lists posts for their pages to be fetched; ``None`` when it names none, or is closed."""
    urls: set[str] = set()
    entries: list[FeedEntry] = []  # of the answer that is read: each carries a body, which is made once

    def keys(value: Any) -> list[str]:
        entries[:] = feed.entries(value)
        return [entry.sighting.url for entry in entries]

    with suppress(Refused):
        async for answer in json_pages(reader.fetcher, feed.address, keys, **request):
            urls |= reader.take_entries(entries, feed.document)
            if len(urls) >= feed.total(answer.value):
                break
    return Listed(urls) if urls else None


async def value_of(fetcher: Fetcher, response: Response) -> Any:
    """What an answer of an API says; raises Unreachable where its server fails, and Refused where it gives something else."""
    is_blank = response.status == 200 and not response.body.strip()
    if is_blank or is_trouble(response.status):
        fetcher.trouble = Unreachable(f"{response.url}: the server answered {response.status}{' without a word' if is_blank else ''}")
        raise fetcher.trouble
    if response.status != 200:  # a closed API is no trouble: the blog has other listings
        raise Refused(f"{response.url}: the server answered {response.status}")
    value = await _decoded(response)
    if value is None:
        raise Refused(f"{response.url}: the answer is no JSON ({content_type(response) or 'no type stated'})")
    return value


async def _decoded(response: Response) -> Any | None:
    with suppress(ValueError):
        return await asyncio.to_thread(json_value, response.body)
    return None
