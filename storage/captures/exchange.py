"""One HTTP exchange as a value, its digest, its bytes in a record, and its body decoded within a limit."""

import base64
import hashlib
import io
import zlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

import brotli  # type: ignore[import-untyped]  # ships no annotations
import zstandard

from storage.errors import BlogArchiveError
from storage.gzipped import gunzip

Headers = tuple[tuple[str, str], ...]

# Headers that speak of the transfer, not of what is stored: after the client undid the transfer coding they would make a reader
# look for chunks that are not there. WARC writers (warcio, Browsertrix, wget) keep them under this prefix.
ORIGINAL_PREFIX = "X-Archive-Orig-"


class PayloadTooLargeError(BlogArchiveError):
    """A body grows beyond the caller's limit when it is decompressed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """One request and its answer. Header values hold the wire's bytes as Latin-1, so that nothing is lost or guessed.

    ``body`` has the transfer coding undone and the content coding kept; ``truncated`` is a reason of WARC 1.1 §5.13 ("length",
    "time", "disconnect", "unspecified") when the answer is not whole.
    """

    url: str
    method: str = "GET"
    request_headers: Headers = ()
    request_body: bytes = b""
    protocol: str = "HTTP/1.1"
    status: int
    reason: str = ""
    response_headers: Headers = ()
    body: bytes = b""
    ip: str | None = None
    fetched_at: datetime
    truncated: str | None = None

    def header(self, name: str) -> str | None:
        """The first response header of that name; a NUL in it is a blank (RFC 9110 §5.5), which no database would take."""
        return next((value.replace("\0", " ") for key, value in self.response_headers if key.lower() == name.lower()), None)


def payload_digest(payload: bytes) -> str:
    """The digest as WARC writes it: ``sha1:BASE32``."""
    return "sha1:" + base64.b32encode(hashlib.sha1(payload, usedforsecurity=False).digest()).decode("ascii")


def request_block(exchange: Exchange) -> bytes:
    """The request as an origin server sees it; ``protocol`` is the answer's, and a server of HTTP/1.0 is asked in 1.1 too."""
    parts = urlsplit(exchange.url)
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return _head(f"{exchange.method} {target} HTTP/1.1", exchange.request_headers) + exchange.request_body


def response_head(exchange: Exchange) -> bytes:
    """Status line and headers, true for the body that follows in the record."""
    return _head(f"{exchange.protocol} {exchange.status} {exchange.reason}".rstrip(), _true_headers(exchange))


def _true_headers(exchange: Exchange) -> Iterable[tuple[str, str]]:
    describes_body = exchange.method != "HEAD" and exchange.status not in {204, 304}
    length = str(len(exchange.body))
    stated = False
    for name, value in exchange.response_headers:
        lowered = name.lower()
        if lowered == "transfer-encoding" or (describes_body and lowered == "content-length" and value.strip() != length):
            yield ORIGINAL_PREFIX + name, value
        elif not (describes_body and lowered == "content-length" and stated):
            stated = stated or lowered == "content-length"
            yield name, value
    if describes_body and not stated and any(name.lower() == "content-length" for name, _ in exchange.response_headers):
        yield "Content-Length", length


def _head(first_line: str, headers: Iterable[tuple[str, str]]) -> bytes:
    lines = [first_line, *(f"{name}: {value}" for name, value in headers)]
    return b"".join(_one_line(line) + b"\r\n" for line in lines) + b"\r\n"


def _one_line(text: str) -> bytes:
    return text.replace("\r", " ").replace("\n", " ").encode("latin-1", "replace")


def decoded_body(exchange: Exchange, limit_bytes: int = 16 * 1024 * 1024) -> bytes:
    """The body with its content codings undone, as far as they are known.

    Raises :class:`PayloadTooLargeError` as soon as more than ``limit_bytes`` come out; a gzip stream that breaks off gives what came
    before.
    """
    body = exchange.body
    codings = [
        coding.strip().lower()
        for name, value in exchange.response_headers
        if name.lower() == "content-encoding"
        for coding in value.split(",")
    ]
    for coding in reversed(codings):
        decode = _DECODERS.get(coding)
        if decode is None:
            break
        body = decode(body, limit_bytes + 1)
        if len(body) > limit_bytes:
            raise PayloadTooLargeError(f"{exchange.url}: more than {limit_bytes} bytes when decompressed")
    return body


def _gunzip(data: bytes, limit: int) -> bytes:
    return gunzip(data, limit)[0]


def _inflate(data: bytes, limit: int) -> bytes:
    # Half of the servers that say "deflate" mean zlib (RFC 9110), the others send it raw.
    for window in (zlib.MAX_WBITS, -zlib.MAX_WBITS):
        try:
            return zlib.decompressobj(window).decompress(data, limit)
        except zlib.error:
            continue
    return b""


def _unbrotli(data: bytes, limit: int) -> bytes:
    decoder = brotli.Decompressor()
    out = bytearray()
    try:
        out += decoder.process(data, output_buffer_limit=limit)
        while len(out) < limit and not decoder.is_finished():
            more = decoder.process(b"", output_buffer_limit=limit - len(out))
            if not more:
                break
            out += more
    except brotli.error:
        pass
    return bytes(out)


def _unzstd(data: bytes, limit: int) -> bytes:
    try:
        with zstandard.ZstdDecompressor().stream_reader(io.BytesIO(data), read_across_frames=True) as reader:
            return reader.read(limit)
    except zstandard.ZstdError:
        return b""


_DECODERS: dict[str, Callable[[bytes, int], bytes]] = {
    "gzip": _gunzip,
    "x-gzip": _gunzip,
    "deflate": _inflate,
    "br": _unbrotli,
    "zstd": _unzstd,
    "identity": lambda data, _limit: data,
}
