"""``python -m benchmarks.fleet``: many blogs with latency in one run, against one after another and against the machine's limit."""

import click

from benchmarks.limits import Limits
from benchmarks.measuring import bench
from benchmarks.serving import served

SAMPLE = 300  # pages from which the limits are found


@click.command()
@click.option("--blogs", default=50)
@click.option("--posts", default=40, help="Posts of each blog.")
@click.option("--kind", type=click.Choice(["furnished", "demo"]), default="furnished", help="Pages as heavy as real ones, or light ones.")
@click.option("--latency", "latency_s", default=0.05, help="Seconds before each answer.")
def main(blogs: int, posts: int, kind: str, latency_s: float) -> None:
    """Print the rates of both ways and the fleet's share of the limit."""
    total = blogs * posts
    with bench(f"a fleet of {blogs} blogs of {posts} posts, {latency_s:g} s latency") as run:
        with served(kind, posts=SAMPLE) as fast, served(kind, posts=posts, blogs=blogs, latency_s=latency_s) as many:
            limits = Limits(run, fast.post_urls(), kind)  # without latency: the limit is the machine's, not one host's
            limits.measure_pages()
            many.asked()
            together = run.blogarchive("fleet", "add", *many.homes(), "-q")
            rate = total / (together.ended_at - many.asked().first_at)
            single = run.blogarchive("single", "add", *many.homes(), "-q", "--jobs", "1")
            alone = total / (single.ended_at - many.asked().first_at)
            run.check_held("fleet", total)
            limits.measure_pages()
        limit = limits.lowest()
        run.say("together", rate, "posts/s")
        run.say("one after another", alone, "posts/s")
        run.say("times as fast as one after another", rate / alone, "")
        run.at_least("share of the lower limit", rate / limit, 0.9)
        run.at_most("longest wait for the event loop, ms", 1000 * together.lag_s, 100)


if __name__ == "__main__":
    main()
