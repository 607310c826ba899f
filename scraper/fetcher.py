"""Asks a blog's server for what is no post's page (listings, answers of APIs, further pages), and remembers what came of it."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import Response
from scrapy.http.request import NO_CALLBACK

from scraper.errors import BlogError, Refused, Unreachable
from scraper.failures import RefusedError, error_text
from scraper.responses import has_moved_for_good
from scraper.session import Session
from scraper.urls import at_home
from storage import queries


@dataclass(slots=True)
class Fetcher:
    """The requests of one crawl whose answers are waited for where they are asked."""

    crawler: Crawler
    session: Session
    unchanged: set[str] = field(default_factory=set)  # documents that are as they were at the last visit (304)
    moved_to: str | None = None  # where the blog's own host leads for good, under another scheme or with or without "www."
    trouble: BlogError | None = None  # the last request without an answer
    gap: BlogError | None = None  # an API could be read but for some of its pages
    _asked: set[str] = field(default_factory=set)

    async def fetch(self, url: str, *, conditional: bool = False, **request: Any) -> Response:
        """Get an answer of any status; raises Unreachable or Refused when there is none."""
        if reason := self.session.why_ended():  # at once: a walk over hundreds of files would wait for its turn with each of them
            self.trouble = Refused(f"{url}: not asked: {reason}; the next crawl tries again")
            raise self.trouble
        asked = Request(url, callback=NO_CALLBACK, meta={"conditional": conditional}, **request)
        engine = self.crawler.engine
        try:
            response = await engine.download_async(asked)
        except Exception as error:  # whatever the downloader raises, it is about this request alone
            kind = Refused if isinstance(error, RefusedError) else Unreachable
            self.trouble = kind(f"{url}: {error_text(error)}")
            raise self.trouble from error
        self.session.count("answers")
        return response

    async def document(self, url: str, *, conditional: bool) -> Response | None:
        """Get a listing's document once a crawl: ``None`` when it is not there, was read already, or (``conditional``) has not changed.

        A conditional request of what was not there three times in a row is made once a month.
        """
        if url in self._asked:
            return None
        self._asked.add(url)
        if conditional and await self.session.ask(queries.is_long_gone, self.session.blog_id, url, datetime.now(UTC)):
            return None
        response = await self.fetch(url, conditional=conditional)
        if has_moved_for_good(response) and at_home(response.url, url) != response.url:
            self.moved_to = response.url
        if response.status == 304:
            self.unchanged.add(url)
            return None
        return response if response.status == 200 else None

    def has_asked(self, url: str) -> bool:
        """Whether a listing's document was asked for in this crawl."""
        return url in self._asked
