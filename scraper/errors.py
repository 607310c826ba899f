"""The errors of ours that a command may end with, and their exit codes; why a request gave no answer is told by ``scraper.failures``.

BlogArchiveError                    1   anything of ours
├── UsageError                      2   wrong flag, file or address: says which, and what would be right
│   └── ConfigError                 2
├── NoDatabaseAddress               2   storage.database names no database that we can use
├── ArchiveTooNew                   2   a newer version made it
├── ArchiveMissing                 10
├── ArchiveLocked                  11   an exclusive job (migration, repair) runs here
├── ArchiveDamaged                 12   a check failed: says which record
│   └── CaptureUnreadableError     12   a record is missing or damaged
├── ArchiveLost                     1   the archive takes nothing more: the run ends
│   ├── ArchiveUnreachable          1   its database server does not answer, or went away and did not come back
│   │   └── ConnectionLost          1   the connection broke within a transaction: it is tried once more
│   ├── ArchiveReadOnly             2   it lies where it may be read and not written
│   ├── NoReaders                   1   no process can be started that reads pages
│   └── DiskFull                   16
├── BlogError                       3   one blog; the others go on
│   ├── Unreachable
│   ├── Refused                         robots.txt, the address guard, or its server
│   │   └── NotAsked                    not in this crawl, which ended or gave the host up: the next one asks
│   ├── NotABlog
│   ├── BlogBusy                        no failure: another visit does the work
│   └── BlogPaused                      no failure: the user wants no visit
├── PayloadTooLargeError            1   a kept answer grows beyond the limit when it is unpacked
└── ExtractionError                 1   one page; recorded as a fact about that capture
"""

from typing import ClassVar

from storage.errors import (
    ArchiveDamaged,
    ArchiveLocked,
    ArchiveLost,
    ArchiveMissing,
    ArchiveReadOnly,
    BlogArchiveError,
    DiskFull,
    has_no_room,
    is_forbidden,
)
from storage.records import Blog

__all__ = [
    "ArchiveDamaged",
    "ArchiveLocked",
    "ArchiveLost",
    "ArchiveMissing",
    "ArchiveReadOnly",
    "BlogArchiveError",
    "BlogBusy",
    "BlogError",
    "BlogPaused",
    "ConfigError",
    "DiskFull",
    "ExtractionError",
    "NoReaders",
    "NotABlog",
    "NotAsked",
    "Refused",
    "Unreachable",
    "UsageError",
    "has_no_room",
    "is_forbidden",
]


class UsageError(BlogArchiveError):
    """The user's words cannot be followed; nothing was done."""

    exit_code = 2


class ConfigError(UsageError):
    """A value of ``blogarchive.toml`` or of the environment is wrong."""


class NoReaders(ArchiveLost):
    """No process can be started that reads pages: what is fetched now could not be kept."""

    def __init__(self, cause: BaseException | str) -> None:
        said = cause if isinstance(cause, str) else ": ".join(filter(None, (type(cause).__name__, str(cause))))
        from tempfile import gettempdir

        places = f"memory, room in {gettempdir()} (TMPDIR), and in the limit of processes (ulimit -u)"
        super().__init__(f"the reading processes do not start ({said}); is there {places}?")


class BlogError(BlogArchiveError):
    """One blog could not be visited, or not wholly; the others go on. ``outcome`` is the word for it in the crawl table."""

    exit_code = 3
    outcome: ClassVar[str] = "incomplete"


class Unreachable(BlogError):
    """No answer: DNS, connection, time, or only server errors."""

    outcome = "unreachable"


class Refused(BlogError):
    """robots.txt, the guard of private addresses or the blog's server forbids the visit."""

    outcome = "refused"


class NotAsked(Refused):
    """Not asked for in this crawl, which ended or had given the host up: the next one asks."""


class NotABlog(BlogError):
    """The address answers, but no post was found there."""

    outcome = "not_a_blog"


class BlogBusy(BlogError):
    """Another visit of this blog is under way, or was made since this run began."""

    outcome = "busy"

    def __init__(self, blog: Blog) -> None:
        super().__init__(f"{blog.slug}: another run crawls it")
        self.blog = blog


class BlogPaused(BlogError):
    """The user has the blog visited no more."""

    outcome = "paused"

    def __init__(self, blog: Blog) -> None:
        super().__init__(f"{blog.slug}: paused; `blogarchive resume {blog.slug}` has it visited again")
        self.blog = blog


class ExtractionError(BlogArchiveError):
    """One page could not be read: too slow, too large, or broken beyond repair."""
