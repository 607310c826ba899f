"""``python -m benchmarks.fetching FILE``: bare Scrapy on a list of addresses, the limit of fetching.

No middleware, pipeline or setting of ours: Scrapy's own defaults without robots.txt and delay, and as many connections as we open.
With ``--read`` each JSON answer is decoded and its HTML sanitised as well, all on one core.
"""

import json
import os
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import click
import msgspec
import nh3
import scrapy
from scrapy.crawler import AsyncCrawlerProcess
from scrapy.http import Response

from scraper.fleet import CONNECTIONS

SETTINGS = {
    "ROBOTSTXT_OBEY": False,
    "DOWNLOAD_DELAY": 0,
    "CONCURRENT_REQUESTS_PER_DOMAIN": CONNECTIONS,
    "LOG_LEVEL": "ERROR",
    "TELNETCONSOLE_ENABLED": False,
}


class Bare(scrapy.Spider):
    """Asks for each address once."""

    name = "bare"
    urls: list[str]
    reads: bool
    answers = 0

    async def start(self) -> AsyncIterator[Any]:
        """All of them."""
        for url in self.urls:
            yield scrapy.Request(url, dont_filter=True, meta={"handle_httpstatus_all": True})

    def parse(self, response: Response) -> None:
        """Count, and read where asked."""
        Bare.answers += 1
        if self.reads:
            read(response)


def read(response: Response) -> None:
    """Decode an answer and sanitise the HTML in it."""
    if b"json" not in (response.headers.get("Content-Type") or b""):
        return
    items = msgspec.json.decode(response.body)
    for item in items if isinstance(items, list) else []:
        for field in ("content", "excerpt"):
            if html := item.get(field, {}).get("rendered"):
                nh3.clean(html)


@click.command()
@click.argument("urls", type=click.Path(path_type=Path))
@click.option("--read", "reads", is_flag=True)
def main(urls: Path, reads: bool) -> None:
    """Print how many answers came in how many seconds, and how many of them the processor worked."""
    addresses = urls.read_text(encoding="utf-8").split()
    if reads:
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    started, cpu = time.perf_counter(), time.process_time()
    process = AsyncCrawlerProcess(SETTINGS)
    process.crawl(Bare, urls=addresses, reads=reads)
    process.start()
    if Bare.answers != len(addresses):
        raise SystemExit(f"{Bare.answers} answers to {len(addresses)} requests: this is no limit")
    print(json.dumps({"seconds": time.perf_counter() - started, "cpu_s": time.process_time() - cpu, "answers": Bare.answers}))


if __name__ == "__main__":
    main()
