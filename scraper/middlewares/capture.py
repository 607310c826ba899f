"""Keep every exchange as it came over the wire, before anything else looks at it."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Self

from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Headers, Response
from scrapy.utils.httpobj import urlparse_cached
from scrapy.utils.response import response_status_message

from scraper.errors import ArchiveLost
from scraper.failures import error_text
from scraper.middlewares import SessionView, session_of
from scraper.middlewares.resume import RESUMED
from storage.captures import Exchange
from storage.records import Capture


class CaptureMiddleware:
    """Closest to the downloader: redirects, 304s, errors and robots.txt pass here like pages do.

    A response goes on only when its record is with the operating system, and ``request.meta["capture"]`` says where.
    """

    def __init__(self, crawler: Crawler, session: SessionView) -> None:
        self._session = session
        # One thread: compressing must not hold the loop, and records keep the order in which answers came.
        self._writer = ThreadPoolExecutor(1, "warc")
        crawler.signals.connect(self.spider_closed, signals.spider_closed)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """See Scrapy."""
        return cls(crawler, session_of(crawler))

    def spider_closed(self) -> None:
        """Let the writing thread end; what it was given is written."""
        self._writer.shutdown()

    async def process_response(self, request: Request, response: Response) -> Response:
        """Write the exchange, then pass the response on; one that comes from the archive is there."""
        if RESUMED in response.flags:
            return response
        exchange = exchange_of(request, response)
        earlier = request.meta.get("earlier") or await self._session.validators(exchange.url)
        capture = await self._write(exchange, earlier.capture if earlier else None)
        self._keep(request, capture)
        return response

    def process_exception(self, request: Request, exception: Exception) -> None:
        """Note a request that got no answer; one that was refused was never made."""
        if not isinstance(exception, IgnoreRequest):
            now = datetime.now(UTC)
            self._keep(request, Capture(url=request.url, method=request.method, status=None, fetched_at=now, error=error_text(exception)))

    async def _write(self, exchange: Exchange, earlier: Capture | None) -> Capture:
        try:
            return await asyncio.get_running_loop().run_in_executor(self._writer, self._session.warc.write, exchange, earlier)
        except (OSError, ArchiveLost) as error:
            self._session.cannot_keep(error)
            raise

    def _keep(self, request: Request, capture: Capture) -> None:
        request.meta["capture"] = capture
        self._session.record(capture)


def exchange_of(request: Request, response: Response) -> Exchange:
    """What went over the wire, as far as the client still knows it; it is dated by when it began (ISO 28500, 5.4)."""
    through_proxy = bool(request.meta.get("proxy"))
    return Exchange(
        url=request.url.partition("#")[0],
        method=request.method,
        request_headers=_request_headers(request),
        request_body=request.body,
        protocol=response.protocol or "HTTP/1.1",
        status=response.status,
        reason=response_status_message(response.status).partition(" ")[2],
        response_headers=_pairs(response.headers),
        body=response.body,
        ip=str(response.ip_address) if response.ip_address and not through_proxy else None,
        fetched_at=request.meta["asked_at"],
        truncated="unspecified" if "dataloss" in response.flags else None,  # "partial" are all that end by the connection's close
    )


def _request_headers(request: Request) -> tuple[tuple[str, str], ...]:
    host = urlparse_cached(request).netloc.rpartition("@")[2]
    # The proxy's password is between us and the proxy; the blog's server never saw it, and neither does the archive.
    pairs = (pair for pair in _pairs(request.headers) if pair[0].lower() not in {"proxy-authorization", "host"})
    return (("Host", host), *pairs)


def _pairs(headers: Headers) -> tuple[tuple[str, str], ...]:
    return tuple((name.decode("latin-1"), value.decode("latin-1")) for name, values in headers.items() for value in values)
