"""Ask again what failed for a while, as often and as late as the host wants it; nothing is lost, nobody is hammered."""

import logging
from contextlib import AbstractAsyncContextManager
from typing import Self

from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.retry import get_retry_request
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    ResponseDataLossError,
)
from scrapy.http import Response
from scrapy.utils.response import response_status_message

from scraper.failures import error_text
from scraper.middlewares import SessionView, session_of
from scraper.politeness import PAUSE_STATUSES, Visitor

logger = logging.getLogger(__name__)

PAUSED_TRIES = 4  # again, after the first, of a request that was answered 429 or 503
TIMEOUT_TRIES = 1  # a host that let us wait that long twice is left to the next crawl
_PASSING = (CannotResolveHostError, DownloadConnectionRefusedError, DownloadFailedError, ResponseDataLossError, OSError)


class PolitenessMiddleware:
    """In the place of Scrapy's retry: the same for failures, and for 429 and 503 the whole host is left alone first."""

    def __init__(self, crawler: Crawler, session: SessionView) -> None:
        self._crawler = crawler
        self._session = session
        self._times = crawler.settings.getint("RETRY_TIMES")
        self._statuses = {int(code) for code in crawler.settings.getlist("RETRY_HTTP_CODES")} | PAUSE_STATUSES
        connections = max(1, crawler.settings.getint("CONCURRENT_REQUESTS_PER_DOMAIN"))
        self._visitor = Visitor(crawler.settings.getfloat("DOWNLOAD_DELAY"), connections, self._why_ended)
        crawler.signals.connect(self.spider_closed, signals.spider_closed)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """See Scrapy."""
        return cls(crawler, session_of(crawler))

    def spider_closed(self) -> None:
        """Let the hosts forget this crawl."""
        self._session.hosts.leave(self._visitor)

    def turn(self, host: str) -> AbstractAsyncContextManager[None]:
        """Wait until a host may be spoken to, then speak; called by the download handler."""
        return self._session.hosts.turn(host, self._visitor)

    def _why_ended(self) -> str | None:
        # Scrapy has no signal for the start of an orderly end, only for its completion.
        slot = self._crawler.engine._slot
        if slot is None or slot.closing is not None:
            return "the crawl ends"
        return self._session.why_ended()

    def observe(self, host: str, response: Response) -> None:
        """Take note of an answer before the next request to its host may leave; called by the download handler."""
        header = response.headers.get("Retry-After")
        pause = self._session.hosts.observe(host, response.status, header.decode("latin-1") if header else None)
        if pause is not None:
            self._session.count("throttled")
            logger.info("host paused host=%s status=%d seconds=%.0f", host, response.status, pause)

    def process_response(self, request: Request, response: Response) -> Request | Response:
        """The request once more for a status that passes, else the response."""
        is_unasked = response.status == 304 and "earlier" not in request.meta  # a broken cache's
        if response.status not in self._statuses and not is_unasked:
            return response
        times = PAUSED_TRIES if response.status in PAUSE_STATUSES else self._times
        return self._again(request, response_status_message(response.status), times) or response

    def process_exception(self, request: Request, exception: Exception) -> Request | None:
        """The request once more for a failure that may pass."""
        if isinstance(exception, DownloadTimeoutError):
            return self._again(request, error_text(exception), min(TIMEOUT_TRIES, self._times))
        if isinstance(exception, _PASSING):
            return self._again(request, error_text(exception), self._times)
        return None

    def _again(self, request: Request, reason: str, times: int) -> Request | None:
        spider = self._crawler.spider
        if spider is None or request.meta.get("dont_retry"):
            return None
        times = min(times, request.meta.get("max_retry_times", times))
        return get_retry_request(request, spider=spider, reason=reason, max_retry_times=times)
