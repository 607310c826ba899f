"""``python -m benchmarks.pages``: bare Scrapy, extraction alone on all cores, and a crawl of the same pages end to end.

Twice: pages as heavy as those of real blogs, and the demo's light ones, of which reading takes so little that fetching and keeping show.
"""

import click

from benchmarks.limits import Limits
from benchmarks.measuring import Bench, bench
from benchmarks.serving import served

KINDS = {"furnished": "pages as heavy as real ones", "demo": "light pages"}


@click.command()
@click.option("--posts", default=1_000, help="Distinct pages; a page is read in some ten milliseconds, a heavy one in thirty.")
@click.option("--kind", "kinds", multiple=True, type=click.Choice(list(KINDS)), default=list(KINDS), help="Only this; repeatable.")
def main(posts: int, kinds: tuple[str, ...]) -> None:
    """Print the rates, and the crawl's share of the lower limit."""
    with bench(f"a blog of {posts:,} pages, end to end") as run:
        for kind in kinds:
            run.head(KINDS[kind])
            _measure(run, kind, posts)


def _measure(run: Bench, kind: str, posts: int) -> None:
    with served(kind, posts=posts) as blog:
        limits = Limits(run, blog.post_urls(), kind)
        limits.measure_pages()
        blog.asked()
        cost = run.blogarchive(kind, "add", *blog.homes(), "-q")
        asked = blog.asked()
        run.check_held(kind, posts)
        limits.measure_pages()
    limit, shared = limits.lowest(), limits.shared()
    rate = posts / (cost.ended_at - asked.first_at)  # the limits do not count the start of Python either
    run.say("end to end, from the first request", rate, "posts/s")
    run.say("the whole command", cost.seconds, "s")
    run.say("processor time of the main process", 1000 * cost.cpu_s / posts, "ms a post")
    run.say("requests beside the posts", len(asked.urls) - posts, "")
    run.say("99 of 100 waits for the event loop within", 1000 * cost.usual_lag_s, "ms")
    run.say("share of what the cores can do of both", rate / shared, "")
    run.at_least("share of the lower limit", rate / limit, 0.9)
    run.at_most("longest wait for the event loop, ms", 1000 * cost.lag_s, 100)


if __name__ == "__main__":
    main()
