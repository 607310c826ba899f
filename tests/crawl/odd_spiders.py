"""Platforms that go wrong in ways that no blog can bring about on purpose; the command is run with them by ``odd_argv``."""

import sys
import threading
import time
from collections.abc import AsyncIterator
from typing import Any

from scrapy.http import Response

from scraper.detect import HomePage
from scraper.items import PostItem
from scraper.listings import Listed
from scraper.platform import listing
from spiders.generic import Generic
from storage.queries import PendingAddress
from tests.crawl.shop import Shop

_MAIN = f"import scraper.settings as s; s.SPIDER_MODULES.append({__name__!r}); from scraper.cli.main import main; main()"


def odd_argv(shop: Shop, *words: str) -> list[str]:
    """The command line, with these platforms beside those of the project."""
    return [sys.executable, "-c", _MAIN, "--archive", str(shop.root), *words]


class Odd(Generic):
    """Recognises nothing: it is named by the test."""

    @classmethod
    def recognise(cls, home: HomePage) -> float:
        if threading.current_thread() is threading.main_thread():
            raise RuntimeError("all blogs wait while a page is looked at")
        return 0.0


class BreaksAtStart(Odd):
    name = "breaks-at-start"

    async def start(self) -> AsyncIterator[Any]:
        raise RuntimeError("broken before the first request")
        yield


class BreaksAtAPost(Odd):
    name = "breaks-at-a-post"

    async def _read(self, response: Response, address: PendingAddress) -> PostItem | None:
        raise RuntimeError("broken at a post")


class ReadsAListForEver(Odd):
    name = "reads-a-list-for-ever"

    @listing(complete=True)
    async def slow(self) -> Listed | None:
        await self.reader.compute(time.sleep, 60)
        return None


class ReadsAPostForEver(Odd):
    name = "reads-a-post-for-ever"

    async def _read(self, response: Response, address: PendingAddress) -> PostItem | None:
        await self.reader.compute(time.sleep, 60)
        return None
