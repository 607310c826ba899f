"""Cut what a killed writer left: the torn last record of a WARC file."""

import contextlib
import zlib
from collections.abc import Callable
from io import BufferedRandom
from pathlib import Path

from storage.captures.locking import lock
from storage.captures.series import SUFFIX

_BLOCK_BYTES = 1 << 18
_TAIL_BYTES = 1 << 24  # longer last records exist only near the limit of a body; then the file is read as a whole
_MEMBER_START = b"\x1f\x8b\x08\x00\x00\x00\x00\x00"  # a gzip member without name and time, as the series writes it


BeforeCut = Callable[[Path, int], object]


def repair(folder: Path, *, before_cut: BeforeCut | None = None) -> list[str]:
    """Cut each file of ``folder`` after its last whole record and say so, one line a file; a file with nothing whole is removed.

    ``before_cut`` is told the file and its new size first: when it raises, or the machine stops then, the file is torn still, and cut the
    next time. Files that somebody is writing are left alone.
    """
    lines = [_repair_file(path, before_cut) for path in sorted(folder.glob(f"*{SUFFIX}"))]
    return [line for line in lines if line is not None]


def _repair_file(path: Path, before_cut: BeforeCut | None) -> str | None:
    with path.open("r+b") as file:
        if not lock(file):
            return None
        size = file.seek(0, 2)
        if _ends_whole(file, size):
            return None
        end = last_whole_record(file)
        if end == size and size > 0:
            return None
        if before_cut is not None:
            before_cut(path, end)
        if end == 0:
            path.unlink()
            return f"{path.name}: removed, no whole record in its {size} bytes"
        file.truncate(end)
        return f"{path.name}: cut {size - end} bytes of a torn last record at {end}"


def _ends_whole(file: BufferedRandom, size: int) -> bool:
    """Whether the file's last bytes are a whole record; spares reading all of a file that was closed well, however large."""
    start = max(0, size - _TAIL_BYTES)
    file.seek(start)
    tail = file.read()
    place = len(tail)
    while (place := tail.rfind(_MEMBER_START, 0, place)) >= 0:
        member = zlib.decompressobj(zlib.MAX_WBITS | 16)
        with contextlib.suppress(zlib.error):
            begins_as_record = member.decompress(tail[place:], 5) == b"WARC/"
            if begins_as_record:
                member.decompress(member.unconsumed_tail)
                return member.eof and not member.unused_data
    return False


def last_whole_record(file: BufferedRandom) -> int:
    """Where the last gzip member ends that is whole, checksum included."""
    file.seek(0)
    good_end = position = 0
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
