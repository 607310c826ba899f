"""The platform of blogs that no other recognises: which of its listings are asked."""

import asyncio
from collections import defaultdict
from types import SimpleNamespace
from typing import Any

from scraper.inventory import Inventory
from scraper.listing.reader import Listed
from spiders.generic import Generic


def test_a_front_page_without_a_feed_leaves_that_which_the_page_of_the_blog_declares() -> None:
    asked: list[str] = []

    async def read_feed(url: str, **_: Any) -> Listed:
        asked.append(url)
        return Listed(frozenset({"https://site.example/blog/a-walk"}))

    spider = Generic.__new__(Generic)
    spider.home = SimpleNamespace(listing=SimpleNamespace(has_places=False))  # type: ignore[assignment]
    spider.inventory = Inventory(home_url="https://site.example/")
    spider.session = SimpleNamespace(blog=SimpleNamespace(home_url="https://site.example/"))  # type: ignore[assignment]
    spider.sightings = SimpleNamespace(by_source=defaultdict(set))  # type: ignore[assignment]
    spider.fetcher = SimpleNamespace(has_asked={}.get)  # type: ignore[assignment]
    feeds = ("https://other.example/feed", "https://site.example/blog/index.xml")
    spider.reader = SimpleNamespace(is_update=False, pages=[SimpleNamespace(post_feeds=feeds)], read_feed=read_feed)  # type: ignore[assignment]

    async def listed() -> Listed | None:
        return await spider.feed_of_lists()

    assert asyncio.run(listed()) is not None
    assert asked == ["https://site.example/blog/index.xml"]
    spider.sightings.by_source["feed"].add("https://site.example/blog/a-walk")
    assert asyncio.run(listed()) is None


def test_the_sitemap_of_generators_that_no_page_names_is_looked_for_under_their_name() -> None:
    asked: list[str] = []

    async def read_sitemap(url: str, **_: Any) -> Listed | None:
        asked.append(url)
        return Listed(frozenset({"https://site.example/a-walk/"})) if url == "https://site.example/sitemap-index.xml" else None

    spider = Generic.__new__(Generic)
    spider.home = SimpleNamespace(url="https://site.example/", listing=SimpleNamespace(sitemaps=()))  # type: ignore[assignment]
    blog = SimpleNamespace(home_url="https://site.example/")
    spider.session = SimpleNamespace(blog=blog, robots_sitemaps=lambda _url: ())  # type: ignore[assignment]
    spider.reader = SimpleNamespace(read_sitemap=read_sitemap)  # type: ignore[assignment]

    async def listed() -> Listed | None:
        return await spider.sitemap()

    assert asyncio.run(listed()) is not None
    assert len(asked) == len(set(asked))
