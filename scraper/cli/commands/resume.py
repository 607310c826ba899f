"""``blogarchive resume``: paused blogs are visited again."""

import click

from scraper.cli.invocation import Command, invocation


@click.command(cls=Command)
@click.argument("blogs", metavar="BLOG...", nargs=-1, required=True)
def command(blogs: tuple[str, ...]) -> None:
    """Visit these blogs again that were paused."""
    from scraper.cli.choice import chosen_blogs
    from scraper.cli.output import emit_document, say
    from storage import writer
    from storage.records import id_of

    call = invocation()
    config = call.config()
    with call.open(config) as archive:
        chosen = chosen_blogs(archive, config, blogs)
        for blog in chosen:
            writer.resume(archive, id_of(blog))
            say(f"{blog.slug}: visited again by `update`")
    if call.as_json:
        emit_document("resume", {"blogs": [blog.slug for blog in chosen]})
