"""Every exception of ours, and the exit code that it ends a command with.

BlogArchiveError                    1   anything of ours
├── UsageError                      2   wrong flag, file or address: says which, and what would be right
│   └── ConfigError                 2
├── ArchiveMissing                 10
├── ArchiveLocked                  11   an exclusive job (migration, repair) runs here
├── ArchiveDamaged                 12   a check failed: says which record
├── BlogError                       3   one blog; the others go on
│   ├── Unreachable
│   ├── Refused                         robots.txt, or the address guard
│   └── NotABlog
└── ExtractionError                 1   one page; recorded as a fact about that capture
"""

from typing import ClassVar


class BlogArchiveError(Exception):
    """Anything of ours; ``exit_code`` is what the command ends with."""

    exit_code: ClassVar[int] = 1


class UsageError(BlogArchiveError):
    """The user's words cannot be followed; nothing was done."""

    exit_code = 2


class ConfigError(UsageError):
    """A value of ``blogarchive.toml`` or of the environment is wrong."""


class ArchiveMissing(BlogArchiveError):
    """There is no archive where one was looked for."""

    exit_code = 10


class ArchiveLocked(BlogArchiveError):
    """An exclusive job runs on this archive."""

    exit_code = 11


class ArchiveDamaged(BlogArchiveError):
    """A check of the archive failed."""

    exit_code = 12


class BlogError(BlogArchiveError):
    """One blog could not be visited, or not wholly; the others go on."""

    exit_code = 3


class Unreachable(BlogError):
    """No answer: DNS, connection, time, or only server errors."""


class Refused(BlogError):
    """robots.txt or the guard of private addresses forbids the visit."""


class NotABlog(BlogError):
    """The address answers, but no post was found there."""


class ExtractionError(BlogArchiveError):
    """One page could not be read: too slow, too large, or broken beyond repair."""
