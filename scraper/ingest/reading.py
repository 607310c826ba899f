"""Opens files that may be compressed with gzip, and looks at their first bytes."""

import gzip
from contextlib import suppress
from io import BufferedIOBase
from pathlib import Path
from typing import cast

HEAD_BYTES = 4096
_GZIP = b"\x1f\x8b"


def is_gzip(path: Path) -> bool:
    """Whether the file's first bytes say gzip, whatever its name says."""
    with path.open("rb") as stream:
        return stream.read(2) == _GZIP


def open_plain(path: Path) -> BufferedIOBase:
    """The file's bytes without gzip."""
    return cast(BufferedIOBase, gzip.open(path, "rb") if is_gzip(path) else path.open("rb"))


def head_of(path: Path) -> bytes:
    """The first bytes of the file without gzip: as many as there are, where it is torn."""
    head = b""
    with open_plain(path) as stream, suppress(EOFError):
        while len(head) < HEAD_BYTES and (more := stream.read1(HEAD_BYTES)):
            head += more
    return head


def has_wide_mark(head: bytes) -> bool:
    """Whether the bytes begin as UTF-16 and UTF-32 do: there a zero is half a letter."""
    return head.startswith((b"\xff\xfe", b"\xfe\xff", b"\x00\x00\xfe\xff"))


def is_binary(head: bytes) -> bool:
    """Whether the bytes cannot be text in any encoding: a zero outside UTF-16 and UTF-32, or many control characters."""
    if has_wide_mark(head):
        return False
    controls = sum(1 for byte in head if byte < 32 and byte not in b"\t\n\r\f\x1b")
    return b"\x00" in head or controls * 20 > len(head)
