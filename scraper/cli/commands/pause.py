"""``blogarchive pause``: blogs that are visited no more."""

from datetime import UTC, datetime

import click

from scraper.cli.invocation import Command, invocation


@click.command(cls=Command)
@click.argument("blogs", metavar="BLOG...", nargs=-1, required=True)
@click.option("--reason", metavar="TEXT", help="Why; `status` shows it.")
def command(blogs: tuple[str, ...], reason: str | None) -> None:
    """Visit these blogs no more, until `resume`.

    What is held of them stays. For a blog that has ended, or an address that cannot be visited.
    """
    from scraper.cli.choice import chosen_blogs
    from scraper.cli.output import emit_document, say
    from storage import writer
    from storage.records import id_of

    call = invocation()
    config = call.config()
    with call.open(config) as archive:
        chosen = chosen_blogs(archive, config, blogs)
        for blog in chosen:
            writer.pause(archive, id_of(blog), reason or blog.pause_reason, datetime.now(UTC))
            say(f"{blog.slug}: paused; `{call.spoken} resume {blog.slug}` has it visited again")
    if call.as_json:
        emit_document("pause", {"blogs": [blog.slug for blog in chosen], "reason": reason})
