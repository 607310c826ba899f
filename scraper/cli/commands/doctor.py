"""``blogarchive doctor``: whether this machine and this archive are fit for the work."""

import re
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from scraper.cli.invocation import Command, invocation
from scraper.errors import ArchiveMissing, BlogArchiveError, ConfigError, UsageError

if TYPE_CHECKING:
    from scraper.cli.invocation import Invocation

LEAST_FREE_BYTES = 500 * 10**6  # below this a crawl may not end


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at; ``code`` is the exit code that it calls for when it is not well."""

    check: str
    is_well: bool
    found: str
    code: int = 1


@click.command(cls=Command)
def command() -> int:
    """Check Python, libraries, certificates, the disk and the archive."""
    from scraper.cli.output import emit_rows

    call = invocation()
    findings = [finding for check in CHECKS for finding in check(call)]
    rows = [{"check": finding.check, "well": "ok" if finding.is_well else "NOT WELL", "found": finding.found} for finding in findings]
    emit_rows("doctor", ("well", "check", "found"), rows)
    return next((finding.code for finding in findings if not finding.is_well), 0)


def _python(_: "Invocation") -> Iterator[Finding]:
    import platform

    fits = (3, 11) <= sys.version_info[:2] <= (3, 14)
    yield Finding("python", fits, f"{platform.python_version()} on {platform.system()} {platform.machine()}")


def _libraries(_: "Invocation") -> Iterator[Finding]:
    """Every library that our own package asks for."""
    from importlib.metadata import PackageNotFoundError, requires, version

    try:
        asked = [name for name in requires("blogarchive") or () if "extra ==" not in name]
    except PackageNotFoundError:
        yield Finding("libraries", True, "not looked for: blogarchive runs from its source and is not installed")
        return
    for name in (re.split(r"[^\w.-]", requirement, maxsplit=1)[0] for requirement in asked):
        try:
            yield Finding(name, True, version(name))
        except PackageNotFoundError:
            yield Finding(name, False, "not installed")


def _platforms(_: "Invocation") -> Iterator[Finding]:
    from scraper.platforms import all_platforms

    names = [platform.name for platform in all_platforms()]
    yield Finding("platforms", bool(names), ", ".join(names) or "none found")


def _certificates(_: "Invocation") -> Iterator[Finding]:
    import ssl

    count = ssl.create_default_context().cert_store_stats()["x509_ca"]
    paths = ssl.get_default_verify_paths()
    place = paths.cafile or paths.capath or "nowhere"
    # A folder of certificates is read one by one when needed: its count is 0 until then.
    yield Finding("certificates", count > 0 or bool(paths.capath), f"{count} authorities from {place}")


def _disk(call: "Invocation") -> Iterator[Finding]:
    import shutil
    import tempfile

    folder = call.folder_or_none() or Path.cwd()
    while not folder.exists():
        folder = folder.parent
    free = shutil.disk_usage(folder).free
    yield Finding("disk", free > LEAST_FREE_BYTES, f"{free / 10**9:.1f} GB free at {folder.absolute()}", 16)
    try:
        tempfile.TemporaryFile(dir=folder).close()
    except OSError as error:
        yield Finding("writing", False, f"{folder}: {error.strerror}", UsageError.exit_code)
    else:
        yield Finding("writing", True, f"{folder.absolute()} can be written")


def _archive(call: "Invocation") -> Iterator[Finding]:
    """The settings and the database; no archive is no fault, unless one was named."""
    from storage.queries import all_blogs

    try:
        config = call.config()
        with call.open(config) as archive:
            yield Finding("settings", True, f"{len(config.origins)} set, the others by default")
            for name in config.blogs.keys() - {config.table_of(blog) for blog in all_blogs(archive)}:
                yield Finding("settings", False, f'[blogs."{name}"] is the table of no blog of the archive', ConfigError.exit_code)
            access = ", to be read and not written" if archive.is_read_only else ""
            yield Finding("archive", True, f"{archive.root.absolute()}, {archive.engine.dialect.name}{access}")
    except ArchiveMissing as error:
        yield Finding("archive", call.named is None, str(error), error.exit_code)
    except BlogArchiveError as error:
        yield Finding("archive", False, str(error), error.exit_code)


CHECKS: tuple[Callable[["Invocation"], Iterator[Finding]], ...] = (_python, _libraries, _platforms, _certificates, _disk, _archive)
