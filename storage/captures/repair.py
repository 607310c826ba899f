"""Cut what a killed writer left: the torn last record of a WARC file."""

import zlib
from collections.abc import Mapping
from io import BufferedRandom
from pathlib import Path

from storage.captures.locking import lock
from storage.captures.series import SUFFIX

_BLOCK_BYTES = 1 << 18


def repair(folder: Path, from_offset: Mapping[str, int] | None = None) -> list[str]:
    """Cut each file of ``folder`` after its last whole record and say so, one line a file; a file with nothing whole is removed.

    ``from_offset`` names for a file the start of a record known to be whole (the last one in the database): only what follows it is
    read. Files that somebody is writing are left alone.
    """
    known = from_offset or {}
    lines = (_repair_file(path, known.get(path.name, 0)) for path in sorted(folder.glob(f"*{SUFFIX}")))
    return [line for line in lines if line is not None]


def _repair_file(path: Path, start: int) -> str | None:
    with path.open("r+b") as file:
        if not lock(file):
            return None
        size = file.seek(0, 2)
        end = last_whole_record(file, start if start < size else 0)
        if end == size and size > 0:
            return None
        if end == 0:
            path.unlink()
            return f"{path.name}: removed, no whole record in its {size} bytes"
        file.truncate(end)
        return f"{path.name}: cut {size - end} bytes of a torn last record at {end}"


def last_whole_record(file: BufferedRandom, start: int = 0) -> int:
    """Where the last gzip member ends that is whole, checksum included, counting from the member at ``start``."""
    file.seek(start)
    good_end = position = start
    member = zlib.decompressobj(zlib.MAX_WBITS | 16)
    pending = b""
    while block := pending or file.read(_BLOCK_BYTES):
        try:
            member.decompress(block)
            pending = member.unused_data
        except zlib.error:
            return good_end
        position += len(block) - len(pending)
        if member.eof:
            good_end = position
            member = zlib.decompressobj(zlib.MAX_WBITS | 16)
    return good_end
