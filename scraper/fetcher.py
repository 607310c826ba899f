"""Asks a blog's server for what is no post's page (listings, answers of APIs, further pages), and remembers what came of it."""

import asyncio
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import Response
from scrapy.http.request import NO_CALLBACK
from w3lib.encoding import http_content_type_encoding

from scraper.errors import BlogError, NotAsked, Refused, Unreachable
from scraper.failures import HostGivenUpError, RefusedError, error_text
from scraper.items import Page
from scraper.responses import GONE, has_moved_for_good, is_trouble, is_unchanged
from scraper.session import Session
from scraper.urls import at_home
from storage import queries
from storage.captures import decoded_body


@dataclass(slots=True)
class Fetcher:
    """The requests of one crawl whose answers are waited for where they are asked."""

    crawler: Crawler
    session: Session
    unchanged: set[str] = field(default_factory=set)  # documents that are as they were at the last visit (304)
    moved_to: str | None = None  # where the blog's own host leads for good, under another scheme or with or without "www."
    trouble: BlogError | None = None  # the last request without an answer
    is_lost: bool = False  # a listing that answered the visit before is not there any more
    gaps: dict[str, BlogError] = field(default_factory=dict)  # by listing, why it could be read but for a part of it
    _asked: set[str] = field(default_factory=set)

    async def fetch(self, url: str, *, conditional: bool = False, **request: Any) -> Response:
        """Get an answer of any status; raises Unreachable or Refused when there is none."""
        if reason := self.session.why_ended():  # at once: a walk over hundreds of files would wait for its turn with each of them
            self.trouble = NotAsked(f"{url}: not asked: {reason}; the next crawl tries again")
            raise self.trouble
        asked = Request(url, callback=NO_CALLBACK, meta={"conditional": conditional, "resumable": True}, **request)
        engine = self.crawler.engine
        try:
            response = await engine.download_async(asked)
        except Exception as error:  # whatever the downloader raises, it is about this request alone
            self.trouble = _kind(error)(f"{url}: {error_text(error)}")
            raise self.trouble from error
        self.session.count("answers")
        return response

    async def document(self, url: str, *, conditional: bool, part_of: str | None = None) -> Response | None:
        """Get a listing's document once a crawl: ``None`` when it is not there, was read already, or (``conditional``) has not changed.

        A conditional request of what was not there three times in a row is made once a month. The blog itself says of a document that it is
        ``part_of`` a listing: that one has a gap where this gives no answer, or none but its server's trouble.
        """
        if url in self._asked:
            return None
        self._asked.add(url)
        if conditional and await self.session.ask(queries.is_long_gone, self.session.blog_id, url, datetime.now(UTC)):
            return None
        try:
            response = await self.fetch(url, conditional=conditional)
        except (Unreachable, NotAsked) as error:
            self.note_gap(part_of, error)
            raise
        if is_unchanged(response):
            self.unchanged.add(url)
            return None
        if is_trouble(response.status) or response.status == 304:
            self.note_gap(part_of, Unreachable(f"{url}: the server answered {response.status}"))
        if conditional and response.status in GONE:
            earlier = await self.session.ask(queries.capture_before, self.session.blog_id, url, self.session.started_at)
            self.is_lost |= earlier is not None and earlier.status in {200, 304}
        if has_moved_for_good(response) and at_home(response.url, url) != response.url:
            self.moved_to = response.url
        return response if response.status == 200 else None

    async def kept(self, url: str) -> Page | None:
        """Return a page that was asked for already, as it was kept; ``None`` where none was."""
        await asyncio.to_thread(self.session.workshop.writer.flush)
        exchange = await self.session.ask(queries.settled_answer, self.session.blog_id, url, since=self.session.kept_since)
        if exchange is None or exchange.status != 200:
            return None
        charset = http_content_type_encoding(exchange.header("Content-Type") or "")
        return Page(url=url, body=decoded_body(exchange), fetched_at=exchange.fetched_at, charset=charset)

    def note_gap(self, listing: str | None, error: BlogError) -> None:
        """Keep why a part of a listing could not be read."""
        if listing is not None:
            self.gaps.setdefault(listing, error)

    def has_asked(self, url: str) -> bool:
        """Whether a listing's document was asked for in this crawl."""
        return url in self._asked


def _kind(error: Exception) -> type[BlogError]:
    if isinstance(error, HostGivenUpError):
        return NotAsked
    return Refused if isinstance(error, RefusedError) else Unreachable
