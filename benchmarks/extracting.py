"""``python -m benchmarks.extracting``: posts read on all cores and nothing else, the limit of extraction.

The pages are in memory, the processes are the standard library's, and they get their pages in handfuls: nothing of ours but the reading.
"""

import json
import multiprocessing
import resource
import time
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, datetime

import click

from benchmarks.measuring import CORES
from benchmarks.serving import make_blog
from scraper.extraction.post import extract_post
from scraper.items import Page, Rules

ORIGIN = "http://127.0.1.1:8000"


def read(page: Page) -> int:
    """Read one page as a crawl does; the answer is small, as it is not what is measured."""
    return len(extract_post(page, Rules()).post.body_text or "")


@click.command()
@click.option("--posts", default=600)
def main(posts: int) -> None:
    """Print how many posts were read in how many seconds, and how many of them the processors worked."""
    now = datetime.now(UTC)
    blog = make_blog("demo", posts, 0)
    pages = [Page(url=ORIGIN + post.path, body=blog.page(post.path, ORIGIN).body, fetched_at=now, charset="utf-8") for post in blog.posts]
    started = time.perf_counter()
    with ProcessPoolExecutor(CORES, mp_context=multiprocessing.get_context("spawn")) as pool:
        lengths = list(pool.map(read, pages, chunksize=8))
    seconds, spent = time.perf_counter() - started, resource.getrusage(resource.RUSAGE_CHILDREN)
    print(json.dumps({"seconds": seconds, "cpu_s": spent.ru_utime + spent.ru_stime, "answers": len(lengths)}))


if __name__ == "__main__":
    main()
