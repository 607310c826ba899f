"""``blogarchive add``: new blogs by their addresses, detected, listed and crawled."""

import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from scraper.cli.invocation import Command, invocation
from scraper.cli.options import DAY, INTERVAL, TAG, config_flags, crawl_options, dry_run_option, pages_option
from scraper.errors import UsageError

if TYPE_CHECKING:
    from scraper.config import Config
    from scraper.fleet import BlogResult
    from storage.archive import Archive

STDIN = "-"


@click.command(cls=Command)
@click.argument("addresses", metavar="URL... | -", nargs=-1, required=True)
@click.option("--no-crawl", is_flag=True, help="Detect, list and store the blog; `update` fetches its posts.")
@click.option(
    "--tag", "tags", type=TAG, metavar="TAG", multiple=True, help="A word to choose the blog by (`update @TAG`); may be repeated."
)
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

    A known blog is continued. - reads addresses from stdin, one a line. Where no post is found nothing is added.
    """
    from scraper.cli.runs import run_and_tell
    from scraper.extraction import worker
    from scraper.values import parse_interval, parse_tag

    urls = _checked(_spelled_out(addresses))
    worker.prepare()  # a page at least will be read; meanwhile this process loads what it needs itself
    from scraper.fleet import Task

    _check_platform(platform)
    wishes = Task(
        target="",
        tags=tuple(map(parse_tag, tags)),
        every=parse_interval(every) if every else None,
        since=since,
        pages=pages,
        platform=platform,
        no_crawl=no_crawl or dry_run,
        is_kept=STDIN in addresses,
    )
    tasks = [replace(wishes, target=url) for url in urls]
    with _archive(config_flags(**flags), dry_run=dry_run) as (archive, config), _beside(config, archive, dry_run=dry_run) as as_kept:
        return run_and_tell(archive, config, tasks, is_failure=lambda _: True, as_kept=as_kept)


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


@contextmanager
def _beside(config: "Config", tried: "Archive", *, dry_run: bool) -> "Iterator[Callable[[BlogResult], BlogResult] | None]":
    """Tells what a dry run found beside what is in the archive that it leaves alone; nothing of any other run."""
    from functools import partial

    from scraper.folder import is_archive

    call = invocation()
    folder = call.folder_or_none()
    if not dry_run or folder is None or not is_archive(folder):
        yield (lambda result: result) if dry_run else None
        return
    with call.open(config) as kept:
        yield partial(_as_kept, kept, tried)


def _as_kept(kept: "Archive", tried: "Archive", result: "BlogResult") -> "BlogResult":
    """The result with the posts that the archive holds, and what it knows besides or would."""
    from storage.queries import find_blog, inventory, status
    from storage.records import AddressState, id_of

    blog = find_blog(kept, result.blog.home_url) if result.blog else None
    if blog is None or result.blog is None:
        return result
    (state,) = status(kept, [id_of(blog)])
    known = {row.url for row in inventory(kept, id_of(blog))}
    news = sum(row.state is AddressState.PENDING and row.url not in known for row in inventory(tried, id_of(result.blog)))
    return replace(result, held=state.posts, known=state.known + news)


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
