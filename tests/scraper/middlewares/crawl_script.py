"""A crawl in a process of its own, as the reactor cannot start twice: a plan comes in as JSON, what happened goes out as JSON."""

import json
import resource
import sys
import time
from collections import Counter
from collections.abc import AsyncIterator, Collection, Iterator
from dataclasses import asdict
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Any

import scrapy
from scrapy.crawler import AsyncCrawlerProcess
from scrapy.http import Response, TextResponse
from scrapy.settings import Settings
from twisted.python.failure import Failure

from scraper import politeness
from scraper.failures import error_text
from scraper.politeness import Hosts
from scraper.robots import RobotsRules
from storage.captures import WarcSeries
from storage.records import Capture, Validators


class TinySession:
    """The smallest archive a crawl can have: WARC files, and captures in a list."""

    def __init__(self, plan: dict[str, Any]) -> None:
        self.warc = WarcSeries(Path(plan["root"]), "blog", "crawl")
        self.private_hosts = frozenset(plan.get("private_hosts", ()))
        self.allow_nets: tuple[IPv4Network | IPv6Network, ...] = tuple(map(ip_network, plan.get("allow_nets", ())))
        self.hosts = Hosts()
        self.robots: dict[str, RobotsRules] = {}
        self.captures: list[Capture] = []
        self.counts: Counter[str] = Counter()

    def record(self, capture: Capture) -> None:
        self.captures.append(capture)

    def why_ended(self) -> str | None:
        return None

    async def validators(self, url: str, asked: Collection[str] = ()) -> Validators | None:
        whole = [capture for capture in self.captures if capture.url == url and capture.status == 200]
        return Validators(whole[-1].etag, whole[-1].last_modified, whole[-1]) if whole else None

    def count(self, name: str, n: int = 1) -> None:
        self.counts[name] += n


class PlannedSpider(scrapy.Spider):
    """Asks for the addresses of each round when the round before is answered."""

    name = "planned"
    plan: dict[str, Any]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.session = None if self.plan.get("foreign") else TinySession(self.plan)
        self.results: list[dict[str, Any]] = []
        self.rounds: list[list[str]] = [list(urls) for urls in self.plan["rounds"]]
        self.open_requests = 0

    async def start(self) -> AsyncIterator[Any]:
        for request in self.next_round():
            yield request

    def next_round(self) -> Iterator[scrapy.Request]:
        urls = self.rounds.pop(0) if self.rounds else []
        self.open_requests += len(urls)
        meta = self.plan.get("meta", {})
        for url in urls:
            yield scrapy.Request(url, self.parse, errback=self.failed, dont_filter=True, meta=dict(meta), headers=self.plan.get("headers"))

    def parse(self, response: Response) -> Iterator[scrapy.Request]:
        encoding = response.encoding if isinstance(response, TextResponse) else None
        text = response.text[:2000] if isinstance(response, TextResponse) else None
        return self.note(response.meta, url=response.url, status=response.status, size=len(response.body), encoding=encoding, text=text,
                         kind=type(response).__name__)  # fmt: skip

    def failed(self, failure: Failure) -> Iterator[scrapy.Request]:
        request: scrapy.Request = failure.request  # type: ignore[attr-defined]
        return self.note(request.meta, url=request.url, error=error_text(failure.value), error_type=type(failure.value).__name__)

    def note(self, meta: dict[str, Any], **facts: Any) -> Iterator[scrapy.Request]:
        capture = meta.get("capture")
        extra = {"at": time.time(), "capture": asdict(capture) if capture else None, "has_earlier": "earlier" in meta}
        self.results.append({**facts, **extra})
        self.open_requests -= 1
        if not self.open_requests:
            yield from self.next_round()


def peak_mb() -> float:
    """The most memory that this process ever had; on Linux ``ru_maxrss`` counts what its parent had before it as well."""
    status = Path("/proc/self/status")
    if not status.exists():
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024**2
    return next(int(line.split()[1]) / 1024 for line in status.read_text(encoding="ascii").splitlines() if line.startswith("VmHWM"))


def main() -> None:
    plan = PlannedSpider.plan = json.load(sys.stdin)
    politeness.FIRST_BACKOFF_S = plan.get("first_backoff_s", politeness.FIRST_BACKOFF_S)
    settings = Settings()
    settings.setmodule("scraper.settings")
    settings.setdict({"ITEM_PIPELINES": {}, "SPIDER_MODULES": [], "LOG_LEVEL": "INFO", **plan.get("settings", {})}, priority="cmdline")
    started = time.time()
    process = AsyncCrawlerProcess(settings)
    crawler = process.create_crawler(PlannedSpider)
    process.crawl(crawler)
    process.start()
    spider = crawler.spider
    assert isinstance(spider, PlannedSpider)
    out: dict[str, Any] = {"results": spider.results, "seconds": time.time() - started, "stats": crawler.stats.get_stats()}
    out["peak_mb"] = peak_mb()
    if spider.session is not None:
        spider.session.warc.close()
        robots = {host: [rules.sitemaps, rules.crawl_delay, rules.refusal] for host, rules in spider.session.robots.items()}
        out |= {"captures": [asdict(c) for c in spider.session.captures], "counts": spider.session.counts, "robots": robots}
    json.dump(out, sys.stdout, default=str)
