"""Further pages of a list by their numbers, where no page leads to them."""

import asyncio
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any, cast

from scraper.extraction.lists.page import ListingPage, read_listing
from scraper.fetcher import Fetcher
from scraper.inventory import Inventory
from scraper.items import Page
from scraper.listing.reader import ListingReader
from scraper.listing.sightings import Sightings

HOME = "https://blog.example/"


class _Pages(ListingReader):
    """A blog of three pages; those behind them have its menu alone."""

    async def list_page(self, url: str, part_of: str | None) -> ListingPage | None:
        number = int(url.removeprefix(f"{HOME}page/"))
        posts = "".join(f'<article><h2><a href="/topics/walk-{number}-{n}/">Walk {number}, {n}</a></h2></article>' for n in range(5))
        html = f'<nav><a href="/topics/all/">All of them</a></nav><main>{posts if number <= 3 else ""}</main>'
        return read_listing(Page(url=url, body=f"<html><body>{html}</body></html>".encode(), fetched_at=datetime.now(UTC)))


def test_they_go_on_where_all_posts_lie_in_a_folder_that_is_called_topics() -> None:
    async def read() -> list[ListingPage]:
        fetcher: Any = SimpleNamespace(session=SimpleNamespace(in_scope=bool), has_asked=set[str]().__contains__)
        reader = _Pages(cast(Fetcher, fetcher), cast(Sightings, None), Inventory(home_url=HOME))
        return [page async for page in reader._list_pages(f"{HOME}page/1", "home-page", lambda _page, number: f"{HOME}page/{number}")]

    assert [page.url for page in asyncio.run(read())] == [f"{HOME}page/{number}" for number in (1, 2, 3, 4)]
