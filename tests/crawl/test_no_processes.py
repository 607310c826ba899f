"""A system that gives no more processes ends a run in one line; nothing is lost, and the next run goes on."""

import sys

import pytest

from scraper.demo import DemoBlog, serve
from tests.crawl.shop import Shop, assert_clear, assert_sound, assert_whole

FEW = """
from scraper.extraction import worker
worker.READY.append("tests.crawl.without_fork")
worker.MAX_TASKS = 5
from scraper.cli.main import main
main()
"""
STARVED = """
from multiprocessing import forkserver
def refuse(): raise BlockingIOError(11, "Resource temporarily unavailable")
forkserver.ensure_running = refuse
from scraper.cli.main import main
main()
"""


@pytest.mark.parametrize(("workers", "forks"), [(1, 0), (2, 1), (1, 1)])
def test_a_reading_process_that_cannot_be_forked(shop: Shop, workers: int, forks: int) -> None:
    """The first, the second, or one that is to replace the first after some pages."""
    with serve(DemoBlog(30)) as server:
        starved = shop.env | {"FORKS": str(forks), "BLOGARCHIVE_EXTRACTION_WORKERS": str(workers)}
        shop.env, usual = starved, shop.env
        ended = shop.call([sys.executable, "-c", FEW, "--archive", str(shop.root), "add", server.url, "--delay", "0"])
        assert_clear(ended, 1, "the reading processes do not start")
        shop.env = usual
        assert shop.run("status").out.count("\n") == 1
        assert shop.add(server).code == 0
        assert_whole(shop, server)
        assert_sound(shop)


@pytest.mark.parametrize("word", ["add", "update"])
def test_what_they_are_forked_from_cannot_be_started(shop: Shop, word: str) -> None:
    with serve(DemoBlog(6)) as server:
        if word == "update":
            assert shop.add(server).code == 0
            server.blog = DemoBlog(8)
        words = ["add", server.url] if word == "add" else ["update", "--all"]
        ended = shop.call([sys.executable, "-c", STARVED, "--archive", str(shop.root), *words, "--delay", "0"])
        assert_clear(ended, 1, "the reading processes do not start", "Resource temporarily unavailable")
        assert shop.add(server).code == 0
        assert_whole(shop, server)
