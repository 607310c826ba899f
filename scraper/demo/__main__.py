"""``python -m scraper.demo --port N``: the demo blog until SIGTERM or Ctrl-C; its address on one line."""

import signal
import threading

import click

from scraper.demo import DemoBlog, serve


@click.command()
@click.option("--port", default=8000, show_default=True, help="Port to listen on; 0 takes a free one.")
@click.option("--posts", default=44, show_default=True, help="How many posts the blog has.")
@click.option("--prefix", default="", help="Path of the blog under a larger site, such as /blog.")
@click.option("--latency", "latency_s", default=0.0, show_default=True, help="Seconds before each answer.")
def main(port: int, posts: int, prefix: str, latency_s: float) -> None:
    """Serve the demo blog on loopback."""
    end = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: end.set())
    with serve(DemoBlog(posts, prefix=prefix), port, latency_s=latency_s) as server:
        click.echo(server.url)
        end.wait()


if __name__ == "__main__":
    main()
