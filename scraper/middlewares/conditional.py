"""Ask "has it changed?" (RFC 9110 §13) where the archive holds an answer already."""

from typing import Self

from scrapy import Request
from scrapy.crawler import Crawler

from scraper.middlewares import SessionView, session_of


class ConditionalMiddleware:
    """Adds the validators of the last whole answer to requests whose ``meta["conditional"]`` is true.

    A 304 reaches the spider as it is; ``meta["earlier"]`` then says which capture still holds.
    """

    def __init__(self, session: SessionView) -> None:
        self._session = session

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """See Scrapy."""
        return cls(session_of(crawler))

    async def process_request(self, request: Request) -> None:
        """Set both conditional headers, as RFC 9110 §13.2.2 asks of a client that knows both."""
        # A redirect copies the request: the validators of the first address say nothing about the second.
        for name in ("If-None-Match", "If-Modified-Since"):
            request.headers.pop(name, None)
        request.meta.pop("earlier", None)
        if not request.meta.get("conditional"):
            return
        first = request.meta.get("redirect_urls", [request.url])[0]
        earlier = await self._session.validators(request.url, {request.url, first})
        if earlier is None:
            return
        request.meta["earlier"] = earlier
        if earlier.etag:
            request.headers["If-None-Match"] = earlier.etag
        if earlier.last_modified:
            request.headers["If-Modified-Since"] = earlier.last_modified
