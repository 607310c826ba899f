"""No scheme but http and https, no endless address, and no private network, at each hop of a redirect."""

from typing import Self

from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.utils.httpobj import urlparse_cached

from scraper.failures import AddressRefusedError
from scraper.middlewares import SessionView, session_of
from scraper.safety import Allowance, GuardedResolver, guard, literal_address, normal_host, proxy_hosts


class SafetyMiddleware:
    """Tells the address guard what this crawl may reach, and refuses what needs no look-up to be refused."""

    def __init__(self, crawler: Crawler, session: SessionView) -> None:
        self._session = session
        self._hosts = frozenset(map(normal_host, session.private_hosts))
        self._longest_url = crawler.settings.getint("URLLENGTH_LIMIT")
        guard.admit(self, Allowance(self._hosts, tuple(session.allow_nets)))
        crawler.signals.connect(self.spider_closed, signals.spider_closed)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """See Scrapy; a runner that installs no resolver gets the guarded one here."""
        session = session_of(crawler)
        _install_resolver(crawler)
        return cls(crawler, session)

    def spider_closed(self) -> None:
        """End the guard for this crawl."""
        guard.dismiss(self)

    def process_request(self, request: Request) -> None:
        """Raise :class:`AddressRefusedError` for what must not be asked."""
        try:
            self._check(request)
        except AddressRefusedError:
            self._session.count("refused_addresses")
            raise

    def _check(self, request: Request) -> None:
        url = urlparse_cached(request)
        if url.scheme not in {"http", "https"}:
            raise AddressRefusedError(f"{request.url[:100]}: not an http or https address")
        if self._longest_url and len(request.url) > self._longest_url:
            raise AddressRefusedError(f"{request.url[:100]}…: an address of {len(request.url)} characters (limit {self._longest_url})")
        host = url.hostname or ""
        name = normal_host(host)
        if literal_address(name):
            guard.check_literal(host, self)
        elif name in proxy_hosts() - self._hosts:
            # The guard lets the proxy's name through for the proxy's sake; a blog must not use that to reach its other ports.
            raise AddressRefusedError(f"{host}: the host of the configured proxy", host)


def _install_resolver(crawler: Crawler) -> None:
    from twisted.internet import reactor

    if not isinstance(reactor.nameResolver, GuardedResolver):
        GuardedResolver.from_crawler(crawler, reactor).install_on_reactor()
