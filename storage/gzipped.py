"""Unpacks gzip (RFC 1952) as servers send it: of many members, with padding behind them, or cut short."""

import zlib
from gzip import BadGzipFile, GzipFile
from io import BytesIO

MAGIC = b"\x1f\x8b"
_CHUNK = 65_536


def gunzip(data: bytes, limit: int) -> tuple[bytes, str | None]:
    """Return what all members hold, at most ``limit`` bytes, and what cut it short, if anything did. Other data is returned as it is."""
    if not data.startswith(MAGIC):
        return data, None
    out = bytearray()
    with GzipFile(fileobj=BytesIO(data)) as packed:
        try:
            while len(out) < limit and (chunk := packed.read1(min(_CHUNK, limit - len(out)))):
                out += chunk
        except BadGzipFile:  # padding behind the last member, or its sum alone is wrong
            return bytes(out), None
        except (EOFError, zlib.error) as error:
            return bytes(out), str(error)
    return bytes(out), None
