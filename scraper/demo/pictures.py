"""Tiny pictures made in code, the same bytes each time."""

import struct
import zlib

PNG_SIGNATURE = b"\x89PNG\r\n\x1a\n"


def logo() -> bytes:
    """The blog's logo, an SVG."""
    return (
        b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32" role="img" aria-label="A lighthouse">'
        b'<path d="M13 30 14 10h4l1 20z" fill="#a33"/><circle cx="16" cy="7" r="4" fill="#fd6"/></svg>'
    )


def png(width: int, height: int, shade: int) -> bytes:
    """A grey picture of the wanted size, whose slope depends on ``shade`` (0 to 255)."""
    rows = b"".join(b"\x00" + bytes([(shade + row) % 256]) * width for row in range(height))
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return PNG_SIGNATURE + _chunk(b"IHDR", header) + _chunk(b"IDAT", zlib.compress(rows, 6)) + _chunk(b"IEND", b"")


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
