"""What the answers of APIs are, and how one that lists posts is read."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from scrapy.http import Response

from scraper.extraction.feeds import FeedEntry


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
