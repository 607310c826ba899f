"""The root of our exceptions, and those that concern the archive itself; ``scraper.errors`` grows the rest of the tree."""

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import ClassVar, TypeGuard


class BlogArchiveError(Exception):
    """Anything of ours; ``exit_code`` is what the command ends with."""

    exit_code: ClassVar[int] = 1


class ArchiveMissing(BlogArchiveError):
    """There is no archive where one was looked for."""

    exit_code = 10


class ArchiveLocked(BlogArchiveError):
    """An exclusive job (migration, repair) runs on this archive."""

    exit_code = 11


class ArchiveDamaged(BlogArchiveError):
    """A check of the archive failed, or what was asked for cannot be read any more."""

    exit_code = 12


class ArchiveTooNew(BlogArchiveError):
    """A newer version has brought the archive's tables to a schema that this one does not know."""

    exit_code = 2


class NoDatabaseAddress(BlogArchiveError):
    """What was given as the address of a database is none that we can use."""

    exit_code = 2


class ArchiveLost(BlogArchiveError):
    """The archive takes nothing more: a run ends with it, for what it fetched now could not be kept."""


class ArchiveUnreachable(ArchiveLost):
    """The database server of the archive does not answer any more."""


class ConnectionLost(ArchiveUnreachable):
    """The connection broke within a transaction; a new one may be had."""


class ArchiveReadOnly(ArchiveLost):
    """The archive lies where it may not be written, or not even read."""

    exit_code = 2

    def __init__(self, place: object, why: str = "it may be read here, and not written") -> None:
        super().__init__(f"{place}: {why}")


class DiskFull(ArchiveLost):
    """No room is left for what was to be written."""

    exit_code = 16

    def __init__(self, what: object) -> None:
        super().__init__(f"the disk is full: {what}")


def has_no_room(error: BaseException) -> bool:
    """Tell whether the operating system has no room, or no more of the user's, for a file."""
    return isinstance(error, OSError) and error.errno in {errno.ENOSPC, errno.EDQUOT}


def is_forbidden(error: BaseException) -> TypeGuard[OSError]:
    """Tell whether the operating system does not let the user write, or read, a file."""
    return isinstance(error, OSError) and error.errno in {errno.EROFS, errno.EACCES, errno.EPERM}


@contextmanager
def told_when_full(place: Path) -> Iterator[None]:
    """Raise DiskFull where there is no room for what is written to ``place``."""
    try:
        yield
    except OSError as error:
        if has_no_room(error):
            raise DiskFull(f"{place}: {error.strerror}") from error
        raise
