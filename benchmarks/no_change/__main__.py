"""``python -m benchmarks.no_change``: an update of a large, unchanged blog, against ``blogarchive status``."""

from statistics import median

import click

from benchmarks.measuring import bench
from benchmarks.serving import served


@click.command()
@click.option("--kind", type=click.Choice(["demo", "wordpress"]), default="wordpress")
@click.option("--posts", default=10_000)
@click.option("--times", default=5)
def main(kind: str, posts: int, times: int) -> None:
    """Print the requests, and how many times as long the update takes as the status."""
    with bench(f"an unchanged blog of {posts:,} posts ({kind})") as run, served(kind, posts=posts) as blog:
        run.blogarchive("archive", "add", *blog.homes(), "-q")
        run.blogarchive("archive", "update", "--all", "-q")  # the first may still learn validators
        blog.asked()
        updates = [run.seconds_of("archive", "update", "--all", "-q") for _ in range(times)]
        asked = len(blog.asked().urls) / times
        status = median(run.seconds_of("archive", "status") for _ in range(times))
        run.say("status", status, "s")
        run.say("update", median(updates), "s")
        run.at_most("requests of an update", asked, 3)
        run.at_most("times as long as status", median(updates) / status, 1.5)


if __name__ == "__main__":
    main()
