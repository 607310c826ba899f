"""``blogarchive export``: the posts in a format for other programs."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import IO

import click

from scraper.cli.invocation import Command, invocation
from scraper.cli.options import DAY, blog_option, since_option, until_option
from scraper.errors import UsageError
from scraper.folder import is_its_own


@click.command(cls=Command)
@click.argument("format_name", metavar="FORMAT")
@click.option(
    "-o",
    "--output",
    metavar="FILE",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write here, whole or not at all; a pipe is written as it is.",
)
@blog_option
@since_option
@until_option
@click.option(
    "--changed-since",
    type=DAY,
    metavar="TIME",
    help="Only what is new, changed, gone or newly commented in the archive since this day or moment.",
)
@click.option("--author", metavar="NAME", help="Only posts of this author.")
@click.option("--term", metavar="NAME", help="Only posts with this tag or category.")
@click.option("--status", "statuses", multiple=True, type=click.Choice(["live", "gone", "unreachable"]), help="Only these; repeatable.")
def command(
    format_name: str,
    output: Path | None,
    blogs: tuple[str, ...],
    since: datetime | None,
    until: datetime | None,
    changed_since: datetime | None,
    author: str | None,
    term: str | None,
    statuses: tuple[str, ...],
) -> None:
    """Write posts as FORMAT (jsonl, csv) to stdout or a file."""
    from scraper.cli.choice import chosen_ids
    from scraper.cli.output import emit_document, say
    from scraper.text import many
    from storage.exporters import exporters
    from storage.queries import posts
    from storage.records import PostStatus

    call = invocation()
    exporter = exporters().get(format_name)
    if exporter is None:
        raise UsageError(f"{format_name}: not a format of export; there are: {', '.join(exporters())}")
    if output is not None and not output.exists() and not output.resolve().parent.is_dir():
        raise UsageError(f"{output}: there is no folder {output.resolve().parent}")
    if output is None and call.as_json:
        raise UsageError("--json tells about an export to a file: say -o FILE as well")
    if output is not None and is_its_own(call.folder(), output):
        raise UsageError(f"{output}: belongs to the archive itself, and an export would take its place; name another file")
    config = call.config()
    with call.open(config) as archive, _destination(output) as out:
        ids = chosen_ids(archive, config, blogs)
        kept = [PostStatus(status) for status in statuses] or None
        found = posts(archive, blog_ids=ids, since=since, until=until, changed_since=changed_since, author=author, term=term, statuses=kept)
        count = exporter().write(found, out)
    if call.as_json:
        emit_document("export", {"format": format_name, "file": str(output), "posts": count})
    elif output is not None:
        say(f"{many(count, 'post')} in {output}")


@contextmanager
def _destination(output: Path | None) -> Iterator[IO[bytes]]:
    from storage.exporters import whole_file

    if output is None:
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
    else:
        with whole_file(output) as out:
            yield out
