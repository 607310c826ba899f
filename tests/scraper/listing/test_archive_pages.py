"""Archives of years and months."""

import asyncio
from collections import defaultdict
from types import SimpleNamespace
from typing import Any, cast

from scraper.inventory import Inventory
from scraper.listing.archive_pages import read_calendar
from scraper.listing.reader import Listed, ListingReader


class _Months:
    """A reader of a blog whose front page links to its months, the newest first, and shows the posts of the newest three itself."""

    def __init__(self, months: int, shown: int) -> None:
        self.posts = {f"https://blog.example/2014/{n:02}/": f"https://blog.example/walk-{n}" for n in range(months, 0, -1)}
        self.known = set(list(self.posts.values())[:shown])
        self.pages = [SimpleNamespace(calendar=list(self.posts), entries=[1])]
        self.session = SimpleNamespace(in_scope=lambda url: url.startswith("https://blog.example/"))
        self.sightings = SimpleNamespace(by_source=defaultdict(set))
        self.inventory = Inventory(home_url="https://blog.example/")

    async def read_list_pages(self, url: str, **_: Any) -> Listed | None:
        self.pages.append(SimpleNamespace(calendar=[], entries=[self.posts[url]]))
        return None if self.posts[url] in self.known else Listed(frozenset({self.posts[url]}))


def test_months_whose_posts_the_front_page_shows_hide_none_of_those_behind_them() -> None:
    reader = _Months(months=8, shown=3)
    listed = asyncio.run(read_calendar(cast(ListingReader, reader)))
    assert listed is not None
    assert listed.urls == set(reader.posts.values()) - reader.known
