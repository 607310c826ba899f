"""Archives of years and months."""

import asyncio
from collections import defaultdict
from types import SimpleNamespace
from typing import Any, cast

import pytest

from scraper.inventory import Inventory
from scraper.listing.archive_pages import read_calendar, read_linked_lists
from scraper.listing.reader import Listed, ListingReader
from tests.scraper.listing.test_limits import HOME, Site


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


@pytest.mark.parametrize(("address", "day"), [("m/{}/", "May {}, 2014"), ("2014/05/0{}/walk/", "A day in spring")])
def test_a_front_page_that_leads_to_few_pages_is_asked_which_of_them_lists_dated_posts(address: str, day: str) -> None:
    pages = {
        "": '<p>I am Ann.</p><p>My <a href="/cv/">life</a> and <a href="/musings/">some musings</a>.</p>',
        "cv/": '<ul><li><a href="/cv/school/">School</a></li><li><a href="/cv/work/">Work</a></li></ul>',
        "musings/": "".join(f'<div><p><a href="/{address.format(n)}">Walk {n}</a></p><p>{day.format(n)}</p></div>' for n in (1, 2, 3)),
    }

    async def listed() -> Listed | None:
        reader = Site(lambda path: f"<!doctype html><html><body><main>{pages[path]}</main></body></html>").reader()
        front = await reader.list_page(HOME, None)
        assert front is not None
        return await read_linked_lists(reader, front)

    found = asyncio.run(listed())
    assert found is not None
    assert found.urls == {HOME + address.format(n) for n in (1, 2, 3)}
