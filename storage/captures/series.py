"""Write WARC files: the record of an exchange is with the operating system before ``write`` returns."""

import contextlib
import gzip
import os
import threading
import uuid
from collections.abc import Iterable
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from io import FileIO
from pathlib import Path

from storage.captures.exchange import Exchange, payload_digest, request_block, response_head
from storage.captures.locking import lock
from storage.errors import DiskFull, told_when_full
from storage.records import IMPORT, Capture

SUFFIX = ".warc.gz"
_PROFILE = "http://netpreserve.org/warc/1.1/revisit/"
NOT_MODIFIED = _PROFILE + "server-not-modified"
IDENTICAL = _PROFILE + "identical-payload-digest"

_Fields = list[tuple[str, str]]


class WarcSeries:
    """The WARC files of one crawl: ``warc/<blog>/<series>-00000.warc.gz`` and on, a new one when ``max_bytes`` are reached.

    Safe to use from several threads. The open file is locked, so that :func:`storage.captures.repair` leaves it alone.
    """

    def __init__(
        self, archive_root: Path, blog_slug: str, series: str, max_bytes: int = 1_000_000_000, operator: str | None = None
    ) -> None:
        self._root = archive_root
        self._folder = archive_root / "warc" / blog_slug
        self._series = series
        self._max_bytes = max_bytes
        self._operator = operator
        self._mutex = threading.Lock()
        self._file: FileIO | None = None
        self._path = self._folder
        self._offset = 0
        self._unsynced = False

    def write(self, exchange: Exchange, earlier: Capture | None = None) -> Capture:
        """Keep one exchange and say where its response (or revisit) record lies.

        With ``earlier``, the capture that holds the same payload, a 304 and an answer with an equal digest become ``revisit`` records.
        """
        digest = payload_digest(exchange.body)
        fields, body = _answer_fields(exchange, digest, earlier)
        answer_id = _record_id()
        head = response_head(exchange)
        answer = _record([*fields[:1], ("WARC-Record-ID", answer_id), *fields[1:]], head + body)
        request = _record(_request_fields(exchange, answer_id), request_block(exchange))
        place, offset = self._append(answer, request)
        kept_digest = earlier.digest if earlier is not None and exchange.status == 304 else digest
        return Capture(
            url=exchange.url,
            method=exchange.method,
            status=exchange.status,
            fetched_at=exchange.fetched_at,
            content_type=exchange.header("Content-Type"),
            digest=kept_digest,
            warc_file=place,
            warc_offset=offset,
            warc_length=len(answer),
            etag=exchange.header("ETag"),
            last_modified=exchange.header("Last-Modified"),
        )

    def write_resource(self, url: str, content_type: str, data: bytes, fetched_at: datetime) -> Capture:
        """Keep bytes that came by no HTTP exchange (an imported file) as a ``resource`` record; ``url`` may be file: or urn:."""
        fields = [
            ("WARC-Type", "resource"),
            ("WARC-Record-ID", _record_id()),
            ("WARC-Target-URI", _uri(url)),
            ("WARC-Date", _date(fetched_at)),
            ("Content-Type", content_type),
        ]
        record = _record(fields, data)
        place, offset = self._append(record)
        return Capture(
            url=url,
            method=IMPORT,
            status=200,
            fetched_at=fetched_at,
            content_type=content_type,
            digest=payload_digest(data),
            warc_file=place,
            warc_offset=offset,
            warc_length=len(record),
        )

    def sync(self) -> None:
        """Have the disk hold what was written so far; writers are not held up meanwhile."""
        with self._mutex:
            if self._file is None or not self._unsynced:
                return
            descriptor = os.dup(self._file.fileno())
            self._unsynced = False
        try:
            with told_when_full(self._folder):  # some file systems find room only now
                os.fsync(descriptor)
        except (OSError, DiskFull):
            self._unsynced = True
            raise
        finally:
            os.close(descriptor)

    def close(self) -> None:
        """End the series; it can be written to again, in a new file."""
        with self._mutex, told_when_full(self._folder):
            try:
                self._finish_file()
            finally:  # also where the disk does not hold it
                if self._file is not None:
                    self._file.close()
                    self._file = None

    def _append(self, *records: bytes) -> tuple[str, int]:
        with self._mutex, told_when_full(self._folder):
            if self._file is not None and self._offset >= self._max_bytes:
                self._finish_file()
            file = self._file or self._start_file()
            start = self._offset
            self._put(file, b"".join(records))
            return self._path.relative_to(self._root).as_posix(), start

    def _put(self, file: FileIO, data: bytes) -> None:
        self._unsynced = True
        view = memoryview(data)
        try:
            while view:
                view = view[file.write(view) :]
        except OSError:
            # A full disk must not leave half a record before the next whole one.
            with contextlib.suppress(OSError):
                file.truncate(self._offset)
            raise
        self._offset += len(data)

    def _start_file(self) -> FileIO:
        self._folder.mkdir(parents=True, exist_ok=True)
        self._path, file = self._new_file()
        self._offset = 0
        try:
            self._put(file, _record(_info_fields(self._path.name), self._info().encode()))
        except OSError:
            file.close()
            self._path.unlink()
            raise
        _sync_folder(self._folder)
        self._file = file
        return file

    def _new_file(self) -> tuple[Path, FileIO]:
        number = 0
        while True:
            path = self._folder / f"{self._series}-{number:05d}{SUFFIX}"
            try:
                # O_APPEND: after a truncation the next write lands at the new end.
                descriptor = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY | os.O_APPEND, 0o644)
            except FileExistsError:
                number += 1
                continue
            file = FileIO(descriptor, "ab")
            if lock(file) and path.exists():
                return path, file
            file.close()  # a repair came between, and removed the empty file

    def _finish_file(self) -> None:
        if self._file is None:
            return
        if self._unsynced:
            os.fsync(self._file.fileno())
            self._unsynced = False
        self._file.close()
        self._file = None

    def _info(self) -> str:
        fields = [
            ("software", f"blogarchive/{_own_version()}"),
            ("format", "WARC File Format 1.1"),
            ("conformsTo", "http://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/"),
            ("isPartOf", self._series),
            ("robots", "RFC 9309"),
            ("operator", self._operator or ""),
        ]
        return "".join(f"{name}: {value}\r\n" for name, value in fields if value)


def _answer_fields(exchange: Exchange, digest: str, earlier: Capture | None) -> tuple[_Fields, bytes]:
    common = _exchange_fields(exchange)
    if exchange.truncated:
        common.append(("WARC-Truncated", exchange.truncated))
    kind = ("Content-Type", "application/http; msgtype=response")
    profile = _revisit_profile(exchange, digest, earlier)
    if profile is None or earlier is None:
        return [("WARC-Type", "response"), *common, kind, ("WARC-Payload-Digest", digest)], exchange.body
    refers = [
        ("WARC-Profile", profile),
        ("WARC-Refers-To-Target-URI", _uri(earlier.url)),
        ("WARC-Refers-To-Date", _date(earlier.fetched_at)),
    ]
    digests = [("WARC-Payload-Digest", digest)] if profile == IDENTICAL else []
    return [("WARC-Type", "revisit"), *common, *refers, kind, *digests], b""


def _revisit_profile(exchange: Exchange, digest: str, earlier: Capture | None) -> str | None:
    if earlier is None:
        return None
    if exchange.status == 304:
        return NOT_MODIFIED
    return IDENTICAL if exchange.body and earlier.digest == digest else None


def _request_fields(exchange: Exchange, answer_id: str) -> _Fields:
    return [
        ("WARC-Type", "request"),
        ("WARC-Record-ID", _record_id()),
        *_exchange_fields(exchange),
        ("WARC-Concurrent-To", answer_id),
        ("Content-Type", "application/http; msgtype=request"),
        ("WARC-Payload-Digest", payload_digest(exchange.request_body)),
    ]


def _exchange_fields(exchange: Exchange) -> _Fields:
    fields = [("WARC-Target-URI", _uri(exchange.url)), ("WARC-Date", _date(exchange.fetched_at))]
    return [*fields, ("WARC-IP-Address", exchange.ip)] if exchange.ip else fields


def _info_fields(filename: str) -> _Fields:
    return [
        ("WARC-Type", "warcinfo"),
        ("WARC-Record-ID", _record_id()),
        ("WARC-Date", _date(datetime.now(UTC))),
        ("WARC-Filename", filename),
        ("Content-Type", "application/warc-fields"),
    ]


def _record(fields: Iterable[tuple[str, str]], block: bytes) -> bytes:
    """One record as one gzip member. Written here, not by warcio: that re-encodes HTTP headers that are not ASCII."""
    lines = ["WARC/1.1", *(f"{name}: {value}" for name, value in fields)]
    lines += [f"WARC-Block-Digest: {payload_digest(block)}", f"Content-Length: {len(block)}", "", ""]
    return gzip.compress("\r\n".join(lines).encode() + block + b"\r\n\r\n", compresslevel=6, mtime=0)


def _record_id() -> str:
    return f"<urn:uuid:{uuid.uuid4()}>"


def _date(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def _uri(url: str) -> str:
    return url.replace(" ", "%20").replace("\r", "%0D").replace("\n", "%0A")


def _own_version() -> str:
    try:
        return version("blogarchive")
    except PackageNotFoundError:
        return "unknown"


def _sync_folder(folder: Path) -> None:
    """Make a new file's name durable; file systems that cannot sync a folder need it not."""
    with contextlib.suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
