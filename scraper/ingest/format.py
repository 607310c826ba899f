"""What a format of saved files is, what it is given, and what comes out of it."""

import base64
import hashlib
import zlib
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from scraper.errors import ExtractionError
from scraper.ingest.reading import open_plain
from scraper.items import MAX_BODY_BYTES, Page, Rules
from storage.records import Post


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """A post out of a file: its content, the bytes it was read from (without gzip), and when they were saved.

    ``url`` is the post's address, or a stable ``urn:sha1:`` of the bytes where none is known; ``kind`` is the name of the format.
    """

    post: Post
    raw: bytes
    content_type: str
    url: str
    captured_at: datetime
    kind: str
    path: Path


@dataclass(frozen=True, slots=True)
class Problem:
    """A file, or a part of one, that could not be read, and why, in one line."""

    path: Path
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """What the user said of the files, and what the caller knows: ``rules_for`` finds the rules of the platform that made a page."""

    url: str | None = None
    rules_for: Callable[[Page], Rules] = lambda _page: Rules()
    repeated_lines: frozenset[str] = frozenset()


class Format(ABC):
    """One kind of file. ``name`` is what an imported post says it came from."""

    name: str

    @classmethod
    @abstractmethod
    def recognise(cls, path: Path, head: bytes) -> float:
        """How sure are we, 0 to 1, from the name and the first bytes (without gzip) alone."""

    @abstractmethod
    def read(self, path: Path, options: Options) -> Iterator[Imported | Problem]:
        """The posts in a file; OSError or ExtractionError where the whole file cannot be read."""

    @classmethod
    def repeated_lines(cls, paths: Sequence[Path]) -> frozenset[str]:
        """The lines that repeat over files of one blog, for formats in which nothing else shows the template."""
        return frozenset()


def read_bytes(path: Path) -> bytes:
    """The whole file without gzip; ExtractionError where it is larger than a page may be."""
    with open_plain(path) as stream:
        body = stream.read(MAX_BODY_BYTES + 1)
    if len(body) > MAX_BODY_BYTES:
        raise ExtractionError(f"larger than {MAX_BODY_BYTES // 1024 // 1024} MiB: not a page")
    if not body.strip():
        raise ExtractionError("the file is empty")
    return body


def saved_at(path: Path) -> datetime:
    """When the file was last written: the nearest to when the page was saved that a bare file knows."""
    return datetime.fromtimestamp(int(path.stat().st_mtime), UTC)


def urn_of(body: bytes) -> str:
    """A stable address for bytes that state none."""
    return f"urn:sha1:{base64.b32encode(hashlib.sha1(body, usedforsecurity=False).digest()).decode()}"


def one_line(error: Exception) -> str:
    """Why a file, or a part of one, could not be read; what nobody foresaw is told with its kind."""
    text = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
    is_foreseen = isinstance(error, OSError | EOFError | zlib.error | ExtractionError)
    return " ".join((text if is_foreseen else f"{type(error).__name__}: {text}").split())[:200] or type(error).__name__
