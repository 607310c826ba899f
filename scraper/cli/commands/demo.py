"""``blogarchive demo``: archives a blog that it serves itself on loopback, and shows what is there."""

from pathlib import Path

import click

from scraper.cli.invocation import Command, invocation


@click.command(cls=Command)
@click.option("--posts", type=click.IntRange(1, 10_000), default=44, metavar="N", help="How many posts the blog has (44).")
@click.pass_context
def command(context: click.Context, posts: int) -> int:
    """Archive a small blog that this machine serves itself.

    It goes into ./demo-archive, else --archive; status, audit and one post are shown.
    """
    from scraper.cli.commands import add, audit, show, status
    from scraper.cli.output import say
    from scraper.demo import DemoBlog, serve

    call = invocation()
    call.named = call.named or Path("demo-archive")
    with serve(DemoBlog(posts)) as server:
        say(f"a blog of {posts} posts is at {server.url}; archiving it into {call.named}")
        code = int(context.invoke(add.command, addresses=(server.url,), delay="0") or 0)
    for title, later, words in (("status", status.command, {}), ("audit", audit.command, {}), ("one post", show.command, {"post": "1"})):
        say("")
        say(f"{title}:")
        context.invoke(later, **words)
    return code
