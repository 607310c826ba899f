"""``blogarchive add``: new blogs by their addresses, detected, listed and crawled."""

import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from scraper.cli.invocation import Command, invocation
from scraper.cli.options import DAY, INTERVAL, config_flags, crawl_options, dry_run_option, pages_option
from scraper.errors import UsageError

if TYPE_CHECKING:
    from scraper.config import Config
    from storage.archive import Archive

STDIN = "-"


@click.command(cls=Command)
@click.argument("addresses", metavar="URL... | -", nargs=-1, required=True)
@click.option("--no-crawl", is_flag=True, help="Detect, list and store the blog; `update` fetches its posts.")
@click.option("--tag", "tags", metavar="TAG", multiple=True, help="A word to choose the blog by (`update @TAG`); may be repeated.")
@click.option("--every", type=INTERVAL, metavar="TIME", help="How often `update` visits it (1d).")
@click.option("--since", type=DAY, metavar="DATE", help="Only posts published on this day or later, until `update --full` lifts that.")
@pages_option
@click.option("--platform", metavar="NAME", help="Do not detect: use this platform (`doctor` names them).")
@crawl_options
@dry_run_option
def command(
    addresses: tuple[str, ...],
    no_crawl: bool,
    tags: tuple[str, ...],
    every: str | None,
    since: datetime | None,
    pages: bool,
    platform: str | None,
    dry_run: bool,
    **flags: object,
) -> int:
    """Archive the blogs at these addresses.

    A known blog is continued. - reads addresses from stdin, one a line.
    """
    from scraper.cli.runs import run_and_tell
    from scraper.config import parse_interval
    from scraper.extraction import worker

    urls = _checked(_spelled_out(addresses))
    worker.prepare()  # a page at least will be read; meanwhile this process loads what it needs itself
    from scraper.fleet import Task

    _check_platform(platform)
    wishes = Task(
        kind="add",
        target="",
        tags=tags,
        every=parse_interval(every) if every else None,
        since=since,
        pages=pages,
        platform=platform,
        no_crawl=no_crawl or dry_run,
        is_kept=STDIN in addresses,
    )
    with _archive(config_flags(**flags), dry_run=dry_run) as (archive, config):
        return run_and_tell(archive, config, [replace(wishes, target=url) for url in urls], is_failure=lambda _: True)


def _check_platform(name: str | None) -> None:
    """Nothing is done for a platform that does not exist."""
    if name is None:
        return
    from scraper.platforms import all_platforms

    names = sorted(platform.name for platform in all_platforms())
    if name not in names:
        raise UsageError(f"--platform {name!r}: no such platform; there are {', '.join(names)}")


@contextmanager
def _archive(flags: dict[str, object], *, dry_run: bool) -> "Iterator[tuple[Archive, Config]]":
    """The archive to add to; a dry run works on one of its own that is thrown away."""
    import tempfile

    from scraper.config import load_config
    from storage.archive import Archive

    call = invocation()
    if not dry_run:
        config = call.config(flags)
        with call.open_or_create(config) as archive:
            yield archive, config
        return
    with tempfile.TemporaryDirectory(prefix="blogarchive-") as folder, Archive.create(Path(folder)) as archive:
        yield archive, load_config(call.folder_or_none(), flags=flags)


def _spelled_out(addresses: Iterable[str]) -> list[str]:
    """The addresses, those of stdin in place of ``-``: one a line, blank lines and lines with # left out."""
    words: list[str] = []
    for address in addresses:
        lines: Iterable[str] = sys.stdin.read().removeprefix("\ufeff").splitlines() if address == STDIN else (address,)
        words += [line.strip() for line in lines if line.strip() and not line.lstrip().startswith("#")]
    return words


def _checked(words: Sequence[str]) -> list[str]:
    """The addresses in full; nothing is done when one of them is none."""
    from scraper.urls import user_url

    urls = {word: user_url(word) for word in words}
    wrong = [word for word, url in urls.items() if url is None]
    if wrong or not words:
        text = f"{wrong[0]!r}: not an address" if wrong else "no address was given"
        raise UsageError(f"{text}; try https://blog.example/")
    return list(dict.fromkeys(url for url in urls.values() if url is not None))
