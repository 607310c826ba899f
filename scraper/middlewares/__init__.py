"""Downloader middlewares, one a file; what they need of a crawl is a :class:`SessionView`, which our spiders carry."""

from collections.abc import Collection
from typing import Protocol

from scrapy.crawler import Crawler
from scrapy.exceptions import NotConfigured

from scraper.politeness import Hosts
from scraper.robots import RobotsRules
from scraper.values import IpNetwork
from storage.captures import Exchange, WarcSeries
from storage.records import Capture, Validators


class SessionView(Protocol):
    """What the middlewares need of a crawl; :class:`scraper.session.Session` is it, and tests make a smaller one."""

    @property
    def warc(self) -> WarcSeries:
        """Where exchanges are kept; a crawl without an archive has a temporary one."""

    @property
    def private_hosts(self) -> frozenset[str]:
        """Hosts that the user named, which may have private addresses."""

    @property
    def allow_nets(self) -> tuple[IpNetwork, ...]:
        """Networks that the user allowed."""

    @property
    def robots(self) -> dict[str, RobotsRules]:
        """What each host's robots.txt says, by scheme, host and port; filled by the robots middleware."""

    @property
    def hosts(self) -> Hosts:
        """The hosts that this process speaks to, and what they ask for."""

    def why_ended(self) -> str | None:
        """Why this crawl must make no more requests, in words: a signal, or a limit of the user's."""

    def record(self, capture: Capture) -> None:
        """Queue the row of a capture."""

    def cannot_keep(self, error: Exception) -> None:
        """End the crawl: what it asks for now could not be kept."""

    async def validators(self, url: str, asked: Collection[str] = ()) -> Validators | None:
        """What the last whole answer of ``url`` said for a conditional request; with ``asked``, one that was stored for these."""

    async def earlier_answer(self, url: str) -> Exchange | None:
        """What a visit that was cut short, and that this one goes on with, was answered at an address; each answer is given once."""

    def count(self, name: str, n: int = 1) -> None:
        """Add to one of the crawl's counts."""


def session_of(crawler: Crawler) -> SessionView:
    """The session of the crawl; a spider of somebody else has none and goes without these middlewares."""
    session: SessionView | None = getattr(crawler.spider, "session", None)
    if session is None:
        raise NotConfigured("the spider has no session")
    return session
