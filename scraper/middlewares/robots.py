"""robots.txt by RFC 9309: asked once a host, obeyed for every request, its Crawl-delay kept."""

import asyncio
import logging
from typing import Self

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest, NotConfigured
from scrapy.http.request import NO_CALLBACK
from scrapy.utils.httpobj import urlparse_cached

from scraper.failures import AddressRefusedError, HostGivenUpError, RobotsRefusedError
from scraper.middlewares import SessionView, session_of
from scraper.robots import RobotsRules, product_token, rules_of_answer

logger = logging.getLogger(__name__)

MOST_REDIRECTS = 5  # RFC 9309 §2.3.1.2
_FIRST = 1000  # before anything else of its host


class RobotsMiddleware:
    """Scrapy's own middleware treats an unreadable robots.txt as consent and passes over Crawl-delay; hence this one."""

    def __init__(self, crawler: Crawler, session: SessionView) -> None:
        self._crawler = crawler
        self._session = session
        self._name = product_token(crawler.settings.get("USER_AGENT") or "")
        self._asked: dict[str, asyncio.Future[RobotsRules | Exception]] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """See Scrapy."""
        if not crawler.settings.getbool("ROBOTSTXT_OBEY"):
            raise NotConfigured
        return cls(crawler, session_of(crawler))

    async def process_request(self, request: Request) -> None:
        """Raise :class:`RobotsRefusedError` for what is forbidden, and for an unreachable host its own error."""
        if request.meta.get("dont_obey_robotstxt"):
            return
        url = urlparse_cached(request)
        rules = await self._rules(f"{url.scheme}://{url.netloc.lower()}")
        if isinstance(rules, Exception):
            request.meta["dont_retry"] = True  # that was tried with robots.txt already
            raise rules.with_traceback(None)
        why = rules.why_forbidden(request.url)
        if why is not None:
            self._session.count("refused_by_robots")
            was_led_there = "redirect_urls" in request.meta  # else who asked knows the address
            raise RobotsRefusedError(f"{request.url}: {why}" if was_led_there else why)

    async def _rules(self, origin: str) -> RobotsRules | Exception:
        future = self._asked.get(origin)
        if future is None:
            future = self._asked[origin] = asyncio.get_running_loop().create_future()
            rules = self._session.robots.get(origin) or await self._fetch(origin)  # the spider that found the blog may have asked
            if isinstance(rules, RobotsRules):
                self._session.robots[origin] = rules
                if rules.crawl_delay:  # kept also where the user asked for no pause
                    self._session.hosts.slow_down(self._crawler.engine.downloader.get_slot_key(Request(origin)), rules.crawl_delay)
            future.set_result(rules)
        return await asyncio.shield(future)

    async def _fetch(self, origin: str) -> RobotsRules | Exception:
        meta = {"dont_obey_robotstxt": True, "redirect_ttl": MOST_REDIRECTS, "conditional": False, "max_retry_times": 2}
        request = Request(f"{origin}/robots.txt", priority=_FIRST, meta=meta, callback=NO_CALLBACK)
        try:
            response = await self._crawler.engine.download_async(request)
        except AddressRefusedError as error:
            # The host's own address: its requests say so themselves. Else a redirect of robots.txt led there.
            is_own = error.host == urlparse_cached(request).hostname
            return error if is_own else RobotsRules(refusal=f"robots.txt cannot be read: {error}")
        except HostGivenUpError as error:
            return error
        except IgnoreRequest:  # too many redirects, or a bomb: as good as no file
            return RobotsRules()
        except Exception as error:  # noqa: BLE001  # whatever it is, the requests to this host fail with it
            return error
        # A long file takes up to a second to parse; the loop turns meanwhile.
        return await asyncio.to_thread(rules_of_answer, response.status, response.body, self._name)
