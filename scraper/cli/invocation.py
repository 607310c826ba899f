"""What every command shares: where the archive is, how loud to be, JSON or not; said before or after the command's word."""

import os
import shlex
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import click

from scraper.errors import ArchiveMissing, UsageError
from scraper.folder import find_archive, is_archive, is_vacant

if TYPE_CHECKING:
    from scraper.config import Config
    from storage.archive import Archive


@dataclass(slots=True)
class Invocation:
    """One call of the command line."""

    named: Path | None = None  # --archive or BLOGARCHIVE_ARCHIVE
    as_json: bool = False
    verbosity: int = 0  # -1: quiet, 1 and more: talkative
    flags: dict[str, object] = field(default_factory=dict)

    @property
    def is_quiet(self) -> bool:
        """Whether only errors are said."""
        return self.verbosity < 0

    def folder(self) -> Path:
        """The archive's folder: named, else this folder or a parent that is an archive."""
        if self.named is not None:
            if self.named.is_file():
                raise UsageError(f"{self.named}: a file; an archive is a folder")
            return self.named
        here = Path.cwd()
        found = find_archive(here)
        if found is None:
            raise ArchiveMissing(f"no archive in {here} or above; make one with `blogarchive init`, or name one with --archive DIR")
        return found

    @property
    def spoken(self) -> str:
        """How the program is called again for the same archive: with the folder's name where nothing else leads there."""
        is_stated = os.environ.get("BLOGARCHIVE_ARCHIVE") == str(self.named)
        if self.named is None or is_stated or find_archive(Path.cwd()) == self.named.resolve():
            return "blogarchive"
        return f"blogarchive --archive {shlex.quote(str(self.named))}"

    def folder_or_none(self) -> Path | None:
        """As ``folder``, for commands that work without an archive too."""
        try:
            return self.folder()
        except ArchiveMissing:
            return None

    def config(self, flags: Mapping[str, object] | None = None) -> "Config":
        """The settings of the archive, with what this call's flags say."""
        from scraper.config import load_config

        return load_config(self.folder_or_none(), flags=flags)

    def open(self, config: "Config | None" = None) -> "Archive":
        """The archive that is there; raises ArchiveMissing with the way out."""
        from storage.archive import Archive

        config = config or self.config()
        folder = self.folder()
        if not is_archive(folder):
            raise ArchiveMissing(f"{folder}: no archive there; make one with `blogarchive --archive {folder} init`")
        return Archive.open(folder, config.database_url)

    def open_or_create(self, config: "Config | None" = None) -> "Archive":
        """The archive, made first where a folder was named that is not there or empty."""
        folder = self.folder()
        if is_archive(folder) or is_vacant(folder):
            return create_archive(folder, config or self.config())
        return self.open(config)


def create_archive(folder: Path, config: "Config") -> "Archive":
    """Make the folder, the database and a commented settings file; what is there already stays."""
    from scraper.cli.template import write_settings_file
    from storage.archive import Archive

    archive = Archive.create(folder, config.database_url)
    write_settings_file(folder, database=config.database_url if config.origins.get("storage.database") == "flag" else None)
    return archive


def invocation() -> Invocation:
    """The call under way."""
    return click.get_current_context().ensure_object(Invocation)


class Command(click.Command):
    """A command that also takes the common options after its word."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # click's own signature, passed on
        self.params.extend(common_options())


def common_options() -> list[click.Option]:
    """``--archive --json -q -v``: they write into the Invocation, so that no command has to take them."""
    return [
        click.Option(
            ["--archive"],
            metavar="DIR",
            type=click.Path(path_type=Path),
            expose_value=False,
            callback=_set_archive,
            help="The archive's folder; else $BLOGARCHIVE_ARCHIVE, else this folder or a parent that is one.",
        ),
        click.Option(["--json", "as_json"], is_flag=True, expose_value=False, callback=_set_json, help="Print one JSON document."),
        click.Option(["-q", "--quiet"], is_flag=True, expose_value=False, callback=_set_quiet, help="Say nothing but errors."),
        click.Option(["-v", "--verbose"], count=True, expose_value=False, callback=_set_verbose, help="Say more; twice, even more."),
    ]


def _set_archive(context: click.Context, _: click.Parameter, value: Path | None) -> None:
    if value is not None:
        context.ensure_object(Invocation).named = value


def _set_json(context: click.Context, _: click.Parameter, value: bool) -> None:
    if value:
        context.ensure_object(Invocation).as_json = True


def _set_quiet(context: click.Context, _: click.Parameter, value: bool) -> None:
    if value:
        context.ensure_object(Invocation).verbosity = -1


def _set_verbose(context: click.Context, _: click.Parameter, value: int) -> None:
    if value:
        context.ensure_object(Invocation).verbosity = value
