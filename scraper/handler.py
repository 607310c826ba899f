"""The last step before the wire: waits for the host's pause, lets no endless header through, and names what went wrong.

It sits below all middlewares, so that requests already queued for a host wait too when the host asks for a pause.
"""

import logging
from datetime import UTC, datetime

from scrapy import Request
from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler, _LenientHTTP11ClientFactory, _LenientHTTP11ClientProtocol
from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.stats import get_header_size, get_status_size
from scrapy.exceptions import CannotResolveHostError, DownloadCancelledError, DownloadFailedError
from scrapy.http import Response
from scrapy.utils.httpobj import urlparse_cached
from twisted.internet.interfaces import IAddress
from twisted.python.failure import Failure
from twisted.web._newclient import BODY, DONE

from scraper.failures import AddressRefusedError, causes
from scraper.middlewares import session_of
from scraper.middlewares.politeness import PolitenessMiddleware
from scraper.safety import guard

logger = logging.getLogger(__name__)

# Browsers and servers stop between 8 and 256 KiB; Twisted limits a line, not their number.
HEADERS_LIMIT_BYTES = 256 * 1024


class HeadersTooLargeError(Exception):
    """An answer whose headers do not end."""

    def __init__(self) -> None:
        super().__init__(f"more than {HEADERS_LIMIT_BYTES} bytes of headers")


class _BoundedProtocol(_LenientHTTP11ClientProtocol):
    """Counts what comes before the body of each answer, interim answers (1xx) included."""

    _head_bytes = 0

    def request(self, request):  # type: ignore[no-untyped-def]  # Twisted's classes are not annotated
        self._head_bytes = 0
        return super().request(request)

    def dataReceived(self, data: bytes) -> None:  # noqa: N802
        super().dataReceived(data)  # type: ignore[no-untyped-call]
        if self._parser is None or self._parser.state in {BODY, DONE}:
            return
        self._head_bytes += len(data)
        if self._head_bytes > HEADERS_LIMIT_BYTES:
            self._giveUp(Failure(HeadersTooLargeError()))  # type: ignore[no-untyped-call]
            if self.transport is not None:
                self.transport.abortConnection()


class _BoundedFactory(_LenientHTTP11ClientFactory):
    def buildProtocol(self, addr: IAddress | None) -> _BoundedProtocol:  # noqa: ARG002, N802
        return _BoundedProtocol(self._quiescentCallback)  # type: ignore[no-untyped-call]


class BlogDownloadHandler(HTTP11DownloadHandler):
    """Scrapy's HTTP handler with the manners and limits of an archive."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._pool._factory = _BoundedFactory

    async def download_request(self, request: Request) -> Response:
        """Wait for the host's turn, then download."""
        politeness = self._crawler.get_downloader_middleware(PolitenessMiddleware)
        if politeness is None:  # a foreign spider
            return await self._download(request)
        key = request.meta.get("download_slot") or urlparse_cached(request).hostname or ""
        async with politeness.turn(key):
            response = await self._download(request)
            politeness.observe(key, response)
        self._count(response)
        return response

    def _count(self, response: Response) -> None:
        """Count what came over the wire: status line, headers, and the body as it was sent."""
        size = get_status_size(response.status) + 4 + get_header_size(response.headers) + len(response.body)
        session_of(self._crawler).count("bytes", size)

    async def _download(self, request: Request) -> Response:
        host = urlparse_cached(request).hostname or ""
        if request.meta.get("proxy"):
            guard.check_literal(host)
        request.meta["asked_at"] = datetime.now(UTC)
        try:
            return await super().download_request(request)
        except CannotResolveHostError as error:
            refusal = guard.outcome(host)
            if refusal is None:
                raise
            raise AddressRefusedError(refusal, host) from error
        except DownloadCancelledError as error:
            limit = request.meta.get("download_maxsize", self._default_maxsize)
            raise DownloadCancelledError(str(error) or f"larger than {limit} bytes") from error
        except DownloadFailedError as error:
            for cause in causes(error):
                if isinstance(cause, HeadersTooLargeError):
                    raise DownloadCancelledError(str(cause)) from error
            raise
