"""The spider that goes before all others: finds a new blog's home, and asks the platforms whose it is."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any, Self

import scrapy
from scrapy.crawler import Crawler

from scraper.detect import Finder, Home, recognise
from scraper.fetcher import Fetcher
from scraper.platform import Platform
from scraper.platforms import all_aliases, all_platforms
from scraper.session import Session


class Detector(scrapy.Spider):
    """Finds a blog's home and platform; yields nothing, but leaves ``home`` and ``platform`` for who started it."""

    name = "detector"

    session: Session
    address: str
    home: Home | None = None
    platform: type[Platform] | None = None
    fetcher: Fetcher

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:
        """Take the session that the fleet opened."""
        spider = super().from_crawler(crawler, *args, **kwargs)
        spider.session, spider.address = kwargs["session"], kwargs["url"]
        spider.fetcher = Fetcher(crawler, spider.session)
        return spider

    async def start(self) -> AsyncIterator[Any]:
        """Find the home, recognise its platform, and keep both in the blog's row."""
        with self.session.blamed(self.address):
            self.home = await Finder(self.fetcher, all_aliases()).find(self.address)
            # A home of some megabytes takes most of a second to parse and to search; the loop turns meanwhile.
            self.platform = await asyncio.to_thread(recognise, self.home.page, all_platforms())
            await self.session.update_blog(
                self.home.describe(self.session.blog, self.platform.name), self.home.entries, next(iter(self.home.feeds), None)
            )
        return
        yield  # an async generator, as Scrapy wants it
