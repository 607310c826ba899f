"""``python -m benchmarks.extracting``: posts read on all cores and nothing else, the limit of extraction.

The pages are in memory, the processes are the standard library's, and they get their pages in handfuls: nothing of ours but the reading.
"""

import json
import multiprocessing
import time
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, datetime
from multiprocessing.synchronize import Barrier

import click

from benchmarks.measuring import CORES
from benchmarks.serving import make_blog
from scraper.extraction.post import extract_post
from scraper.items import Page, Rules

ORIGIN = "http://127.0.1.1:8000"


def read(page: Page) -> tuple[int, float]:
    """Read one page as a crawl does; returns the length of its text, and how long the processor worked."""
    started = time.process_time()
    text = extract_post(page, Rules()).post.body_text
    return len(text or ""), time.process_time() - started


@click.command()
@click.option("--kind", default="demo")
@click.option("--posts", default=600)
def main(kind: str, posts: int) -> None:
    """Print how many posts were read in how many seconds, and how many of them the processors worked."""
    now = datetime.now(UTC)
    blog = make_blog(kind, posts, 0)
    pages = [Page(url=ORIGIN + post.path, body=blog.page(post.path, ORIGIN).body, fetched_at=now, charset="utf-8") for post in blog.posts]
    ready = multiprocessing.get_context("spawn").Barrier(CORES + 1)
    with ProcessPoolExecutor(CORES, multiprocessing.get_context("spawn"), initializer=_start, initargs=(ready, pages[0])) as pool:
        for _ in range(CORES):
            pool.submit(int)
        ready.wait()  # to start Python and load the libraries is not the reading of pages
        started = time.perf_counter()
        answers = list(pool.map(read, pages, chunksize=8))
        seconds = time.perf_counter() - started
    print(json.dumps({"seconds": seconds, "cpu_s": sum(spent for _, spent in answers), "answers": len(answers)}))


def _start(ready: Barrier, page: Page) -> None:
    read(page)
    ready.wait()


if __name__ == "__main__":
    main()
