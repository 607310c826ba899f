"""Go on with a first visit that was cut short: what it was answered is read from the archive, and not asked again."""

from typing import Self

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import Headers, Response
from scrapy.responsetypes import responsetypes

from scraper.middlewares import SessionView, session_of

RESUMED = "resumed"  # the flag of an answer that comes from the archive


class ResumeMiddleware:
    """Answers requests whose ``meta["resumable"]`` is true in the server's place, so that a visit limited to fewer requests than a blog's
    listings take comes further each time.
    """

    def __init__(self, session: SessionView) -> None:
        self._session = session

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """See Scrapy."""
        return cls(session_of(crawler))

    async def process_request(self, request: Request) -> Response | None:
        """Return the earlier answer, where there is one."""
        if not request.meta.get("resumable") or request.method != "GET" or "earlier" in request.meta:
            return None
        exchange = await self._session.earlier_answer(request.url)
        if exchange is None:
            return None
        headers = Headers()
        for name, value in exchange.response_headers:
            headers.appendlist(name, value)
        request.meta["asked_at"] = exchange.fetched_at
        kind = responsetypes.from_args(headers=headers, url=request.url, body=exchange.body)
        return kind(request.url, status=exchange.status, headers=headers, body=exchange.body, flags=[RESUMED], protocol=exchange.protocol)
