"""``blogarchive add``: new blogs by their addresses, detected, listed and crawled."""

import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from scraper.cli.invocation import Command, invocation
from scraper.cli.options import (
    DAY,
    INTERVAL,
    allow_net_option,
    config_flags,
    delay_option,
    dry_run_option,
    jobs_option,
    max_requests_option,
    max_time_option,
)
from scraper.errors import UsageError

if TYPE_CHECKING:
    from scraper.config import Config
    from scraper.fleet import RunSummary
    from storage.archive import Archive


@dataclass(frozen=True, slots=True, kw_only=True)
class Wishes:
    """What the user says about the blogs, beside how to crawl."""

    no_crawl: bool
    tags: tuple[str, ...]
    every: str | None
    since: datetime | None
    platform: str | None


@click.command(cls=Command)
@click.argument("addresses", metavar="URL... | -", nargs=-1, required=True)
@click.option("--no-crawl", is_flag=True, help="Detect, list and store the blog; `update` fetches its posts.")
@click.option("--tag", "tags", metavar="TAG", multiple=True, help="A word to choose the blog by (`update @TAG`); may be repeated.")
@click.option("--every", type=INTERVAL, metavar="TIME", help="How often `update` visits it (1d).")
@click.option("--since", type=DAY, metavar="DATE", help="Only posts published on this day or later.")
@click.option("--platform", metavar="NAME", help="Do not detect: use this platform (`scrapy list` names them).")
@delay_option
@allow_net_option
@max_time_option
@max_requests_option
@jobs_option
@dry_run_option
def command(
    addresses: tuple[str, ...],
    no_crawl: bool,
    tags: tuple[str, ...],
    every: str | None,
    since: datetime | None,
    platform: str | None,
    dry_run: bool,
    **flags: object,
) -> int:
    """Archive the blogs at these addresses (- reads them from stdin, one a line); a known one is continued."""
    urls = _checked(_spelled_out(addresses))
    wishes = Wishes(no_crawl=no_crawl or dry_run, tags=tags, every=every, since=since, platform=platform)
    with _archive(config_flags(**flags), dry_run=dry_run) as (archive, config):
        return _add(archive, config, urls, wishes)


def _add(archive: "Archive", config: "Config", urls: Sequence[str], wishes: Wishes) -> int:
    from scraper.cli.runs import run_and_tell
    from scraper.fleet import Task

    tasks = [Task(kind="add", target=url, since=wishes.since, no_crawl=wishes.no_crawl, platform=wishes.platform) for url in urls]
    code, summary = run_and_tell(archive, config, tasks, is_failure=lambda _: True)
    _remember(archive, summary, wishes)
    return code


def _remember(archive: "Archive", summary: "RunSummary", wishes: Wishes) -> None:
    """Write the tags and the pace to the blogs that came of the addresses."""
    from scraper.config import parse_interval
    from storage.writer import set_pace, update_blog

    for blog in (result.blog for result in summary.blogs if result.blog):
        if set(wishes.tags) - set(blog.tags):
            update_blog(archive, replace(blog, tags=tuple(dict.fromkeys((*blog.tags, *wishes.tags)))))
        if wishes.every and blog.id is not None:
            set_pace(archive, blog.id, delay_s=None, every=parse_interval(wishes.every))


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
        lines: Iterable[str] = sys.stdin if address == "-" else (address,)
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
