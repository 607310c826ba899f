"""Platforms that go wrong in ways that no blog can bring about on purpose; ``odd_command`` is the command with them."""

import os
import signal
import threading
import time
from collections.abc import AsyncIterator
from typing import Any

from scrapy.http import Response

from scraper.aliases import Aliases
from scraper.detect import HomePage
from scraper.items import Page, PostItem
from scraper.listing.reader import Listed
from scraper.platform import listing
from scraper.platforms import all_aliases, all_platforms
from scraper.settings import SPIDER_MODULES
from spiders.generic import Generic
from spiders.tumblr import Tumblr
from storage.queries import PendingAddress
from storage.records import Post
from tests.forked import command


def odd_command() -> None:
    """The command, with these platforms beside those of the project."""
    SPIDER_MODULES.append(__name__)
    all_platforms.cache_clear()
    all_aliases.cache_clear()
    command()


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
        await self.session.read(time.sleep, 60)
        return None


class ReadsAPostForEver(Odd):
    name = "reads-a-post-for-ever"

    async def _read(self, response: Response, address: PendingAddress) -> PostItem | None:
        await self.session.read(time.sleep, 60)
        return None


class Killed(Odd):
    """Is killed when a page or a feed has been captured, and nothing is stored of it yet, where ``KILL_AT`` says so."""

    name = "killed"

    def _item(self, post: Post, response: Response, address: PendingAddress, page: Page) -> PostItem:
        self._end_at("post")
        return super()._item(post, response, address, page)

    async def read_feed(self, address: str, *, page_parameter: str | None = None) -> Listed | None:
        await self.fetcher.document(self.at(address), conditional=False)
        self._end_at("feed")
        self.fetcher._asked.clear()
        return await super().read_feed(address, page_parameter=page_parameter)

    def _end_at(self, moment: str) -> None:
        if os.environ.get("KILL_AT") == moment:
            self.session.workshop.writer.flush()
            os.kill(os.getpid(), signal.SIGKILL)


class TumblrOnThisMachine(Tumblr):
    """With a network's host that is of this machine too."""

    name = "tumblr-here"
    aliases = Aliases(
        own=(
            (r"http://localhost:(\d+)/lampkeepers/(\d+)(/[^/?#]*)?", r"http://127.0.0.1:\1/post/\2\3"),
            (r"http://localhost:(\d+)/lampkeepers", r"http://127.0.0.1:\1/"),
        ),
        posts=Tumblr.aliases.posts,
        walls=((r"http://localhost:\d+/login_required/.*", "the network shows it to those alone who are logged in"),),
    )

    @classmethod
    def recognise(cls, home: HomePage) -> float:
        return 0.0
