"""``python -m benchmarks.api``: a WordPress of 10,000 posts by its API, against fetching, decoding and sanitising the same answers."""

from urllib.parse import urlsplit

import click

from benchmarks.limits import Limits
from benchmarks.measuring import bench
from benchmarks.serving import served


@click.command()
@click.option("--posts", default=10_000)
def main(posts: int) -> None:
    """Print the requests, and how many times as long the crawl takes as its reading must."""
    with bench(f"a WordPress of {posts:,} posts by its API") as run, served("wordpress", posts=posts) as blog:
        run.blogarchive("first", "add", *blog.homes(), "-q")  # the answers are made
        asked = blog.asked().urls
        limits = Limits(run, asked)
        limits.measure_reading()
        blog.asked()
        cost = run.blogarchive("second", "add", *blog.homes(), "-q")
        run.check_held("second", posts)
        limits.measure_reading()
        seconds = len(asked) / limits.lowest()
        crawl = cost.ended_at - blog.asked().first_at
        run.say("crawl, from the first request", crawl, "s")
        run.say("the whole command", cost.seconds, "s")
        run.say("posts", posts / crawl, "posts/s")
        run.say("processor time of the main process", cost.cpu_s, "s")
        run.say("requests", len(asked), "")
        pages = [url for url in asked if urlsplit(url).path.rstrip("/").endswith("/posts")]
        run.at_most("requests for posts", len(pages), posts / 100 * 1.1)
        run.at_most("times as long as the reading", crawl / seconds, 2.0)
        run.at_most("longest wait for the event loop, ms", 1000 * cost.lag_s, 100)


if __name__ == "__main__":
    main()
