"""The same spiders by Scrapy's own command, from the project's folder."""

import json
import sys

from scraper.demo import DemoBlog, serve, truth_rows
from tests.crawl.shop import PROJECT, Ended, Shop, assert_whole


def scrapy(shop: Shop, *words: str) -> Ended:
    return shop.call([sys.executable, "-m", "scrapy", *words], cwd=PROJECT)


def test_scrapy_list_names_the_platforms(shop: Shop) -> None:
    ended = scrapy(shop, "list")
    assert ended.code == 0, ended
    assert {"generic", "wix"} <= set(ended.out.split())


def test_a_crawl_without_archive_yields_every_post(shop: Shop) -> None:
    out = shop.folder / "out.jsonl"
    with serve(DemoBlog(13)) as server:
        ended = scrapy(shop, "crawl", "generic", "-a", f"url={server.url}", "-O", str(out), "-s", "DOWNLOAD_DELAY=0")
        assert ended.code == 0, ended
        rows = [json.loads(line) for line in out.read_text().splitlines()]
        truth = truth_rows(server.blog, server.origin)
    assert sorted((row["url"], row["title"]) for row in rows) == sorted((row["url"], row["title"]) for row in truth)
    assert "Traceback" not in ended.err


def test_a_crawl_with_archive_stores_what_blogarchive_then_finds(shop: Shop) -> None:
    assert shop.run("init").code == 0
    with serve(DemoBlog(13)) as server:
        ended = scrapy(shop, "crawl", "generic", "-a", f"url={server.url}", "-a", f"archive={shop.root}", "-s", "DOWNLOAD_DELAY=0")
        assert ended.code == 0, ended
        assert_whole(shop, server)
        count = len(server.log)
        assert shop.update().code == 0
        assert len(server.log) - count <= 3, server.log[count:]
        assert_whole(shop, server)
