"""``blogarchive verify``: whether the archive still says and holds what it should."""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

import click

from scraper.cli.invocation import Command, invocation
from scraper.errors import ArchiveDamaged

if TYPE_CHECKING:
    from storage.archive import Archive
    from storage.captures import CaptureProblem
    from storage.records import Capture

DEFAULT_PERCENT = 5.0


class Percent(click.ParamType[float]):
    """A share such as ``5%``."""

    name = "percent"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:
        """The share in percent, above 0 and up to 100."""
        try:
            percent = float(str(value).removesuffix("%"))
        except ValueError:
            percent = 0.0
        if not 0 < percent <= 100:
            self.fail(f"{value!r}: not a share; try 5%", param, ctx)
        return percent


@click.command(cls=Command)
@click.option("--sample", type=Percent(), metavar="N%", help="Check the WARC records of this share of the captures (5%).")
@click.option("--all", "everything", is_flag=True, help="Check the WARC record of every capture.")
@click.option("--repair", "repairs", is_flag=True, help="Cut torn records off WARC files; fetch again what broke.")
def command(sample: float | None, everything: bool, repairs: bool) -> None:
    """Check the database's constraints and the WARC records' digests.

    Damage ends with 12. A repair cuts torn records off the ends of WARC files, and gives up those checked that do not match their digests:
    the next visit fetches their pages again. A file that is missing is only named: it may be on a disk that is not there.
    """
    from scraper.cli.output import emit_document, say, warn
    from scraper.text import many
    from storage.captures import verify
    from storage.queries import captures, check_integrity

    call = invocation()
    with call.open() as archive:
        repaired = _mend(archive) if repairs else []
        counted = Counted(_sampled(captures(archive), 100.0 if everything else sample or DEFAULT_PERCENT))
        found = list(verify(archive.root, counted))
        if repairs:
            repaired += _give_up(archive, [problem for problem in found if problem.is_final])
            found = [problem for problem in found if not problem.is_final]
        problems = list(check_integrity(archive)) + [problem.text for problem in found]
    if call.as_json:
        emit_document("verify", {"captures_checked": counted.count, "repaired": repaired, "problems": problems})
    else:
        for line in problems:
            warn(line)
        for line in repaired:
            say(f"repaired: {line}")
        checked = f"{many(counted.count, 'WARC record')} checked"
        say(checked if problems else f"database sound, {checked}")
    if problems:
        raise ArchiveDamaged(f"{call.folder()}: {many(len(problems), 'problem')}; the first: {problems[0]}")


class Counted:
    """The captures that pass through, counted."""

    def __init__(self, captures: "Iterable[Capture]") -> None:
        self._captures = captures
        self.count = 0

    def __iter__(self) -> "Iterator[Capture]":
        for capture in self._captures:
            self.count += capture.warc_file is not None
            yield capture


def _sampled(captures: "Iterable[Capture]", percent: float) -> "Iterator[Capture]":
    """Each capture with the same chance: over many runs all of them are looked at."""
    import random

    return (capture for capture in captures if percent >= 100 or random.random() * 100 < percent)  # noqa: S311 -- no secret is made


def _mend(archive: "Archive") -> list[str]:
    from storage.mending import mend

    return [line for folder in sorted((archive.root / "warc").glob("*/")) for line in mend(archive, folder.name)]


def _give_up(archive: "Archive", broken: "list[CaptureProblem]") -> list[str]:
    from storage.writer import drop_broken_captures

    drop_broken_captures(archive, (problem.capture for problem in broken))
    return [f"{problem.text}; given up, and its page is fetched again" for problem in broken]
