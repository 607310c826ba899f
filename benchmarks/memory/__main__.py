"""``python -m benchmarks.memory``: the peak of the main process at a small blog and at one twenty times its size."""

import click

from benchmarks.measuring import bench
from benchmarks.serving import served

LIMIT_MB = 300
FLAT = 1.15  # the larger blog may need so many times the memory: what is held for each address is a line of text


@click.command()
@click.option("--kind", type=click.Choice(["demo", "wordpress"]), default="wordpress", help="demo: by pages; takes ten times as long.")
@click.option("--small", default=1_000)
@click.option("--large", default=20_000)
def main(kind: str, small: int, large: int) -> None:
    """Print the peaks and their ratio."""
    with bench(f"memory at {small:,} and {large:,} posts ({kind})") as run:
        peaks = []
        for posts in (small, large):
            with served(kind, posts=posts) as blog:
                cost = run.blogarchive(f"archive-{posts}", "add", *blog.homes(), "-q")
                run.check_held(f"archive-{posts}", posts)
            peaks.append(cost.peak_bytes / 10**6)
            run.at_most(f"peak at {posts:,} posts, MB", peaks[-1], LIMIT_MB)
        run.at_most("times the memory of the small blog", peaks[1] / peaks[0], FLAT)


if __name__ == "__main__":
    main()
