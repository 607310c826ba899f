"""``blogarchive import``: saved pages, bare page texts and dumps join the archive."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from scraper.cli.invocation import Command, invocation
from scraper.cli.options import dry_run_option
from scraper.errors import UsageError

if TYPE_CHECKING:
    from scraper.ingest.store import FileReport

COLUMNS = ("outcome", "file", "title", "url", "message")


@click.command(cls=Command)
@click.argument("files", metavar="FILE...", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--url", metavar="URL", help="The post's address, for one file that does not state it.")
@click.option("--blog", metavar="BLOG", help="The blog they belong to: slug, host, address, or a new name; else by each page's address.")
@dry_run_option
def command(files: tuple[Path, ...], url: str | None, blog: str | None, dry_run: bool) -> int:
    """Take in saved HTML pages, flattened page texts and WET files.

    A folder means all files in it.
    """
    missing = [file for file in files if not file.exists()]
    if missing:
        raise UsageError(f"{missing[0]}: no such file or folder")
    with _reports(files, _address(url), blog, dry_run=dry_run) as reports:
        return _tell(reports)


@contextmanager
def _reports(files: tuple[Path, ...], url: str | None, blog: str | None, *, dry_run: bool) -> "Iterator[Iterable[FileReport]]":
    from scraper.ingest.store import preview_files, store_files

    if dry_run:
        yield preview_files(files, url=url)
        return
    call = invocation()
    config = call.config()
    with call.open_or_create(config) as archive:
        yield store_files(archive, config, files, url=url, blog_name=blog)


def _tell(reports: "Iterable[FileReport]") -> int:
    """Print a line a file; 3 when one of them failed."""
    from scraper.cli.output import emit_rows, warn

    call, failed = invocation(), 0
    rows = []
    for report in reports:
        rows.append(
            {
                "outcome": report.outcome,
                "file": str(report.path),
                "title": report.title,
                "url": report.url,
                "blog": report.blog,
                "message": report.message,
            }
        )
        if report.outcome == "failed":
            failed += 1
            warn(f"{report.path}: {report.message}")
    if call.as_json or not call.is_quiet:
        emit_rows("import", COLUMNS, rows)
    return 3 if failed else 0


def _address(url: str | None) -> str | None:
    from scraper.urls import user_url

    if url is None:
        return None
    checked = user_url(url)
    if checked is None:
        raise UsageError(f"--url {url!r}: not an address; try https://blog.example/a-post")
    return checked
