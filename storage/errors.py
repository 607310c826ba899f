"""The root of our exceptions, and those that concern the archive itself; ``scraper.errors`` grows the rest of the tree."""

from typing import ClassVar


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
    """A check of the archive failed."""

    exit_code = 12


class ArchiveUnreachable(BlogArchiveError):
    """The database server of the archive does not answer any more."""


class ConnectionLost(ArchiveUnreachable):
    """The connection broke within a transaction; a new one may be had."""
