"""Read captures back from their WARC files, and check that they still say what the archive says of them."""

import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed

from storage.captures.exchange import Exchange, Headers, payload_digest
from storage.captures.series import NOT_MODIFIED
from storage.errors import ArchiveDamaged
from storage.records import Capture


class CaptureUnreadableError(ArchiveDamaged):
    """A capture's record is missing or damaged."""


@dataclass(frozen=True, slots=True)
class CaptureProblem:
    """What is wrong with the record of one capture."""

    capture: Capture
    text: str
    is_final: bool = True  # False: its file was not read, and may be whole on a disk that is not there


class _Record(NamedTuple):
    kind: str
    headers: dict[str, str]  # names in lower case
    block: bytes


def read_exchange(archive_root: Path, capture: Capture, original: Capture | None = None) -> Exchange:
    """The exchange of a capture.

    A revisit record carries no payload: it is taken from ``original``, the capture it refers to, and for "not modified" the original's
    status and headers as well. Raises :class:`CaptureUnreadableError`.
    """
    records = _records_at(archive_root, capture)
    answer = records[0]
    if answer.kind not in {"response", "revisit", "resource"}:
        raise CaptureUnreadableError(f"{_place(capture)}: a {answer.kind} record where an answer was expected")
    request = next((r for r in records[1:] if r.headers.get("warc-concurrent-to") == answer.headers.get("warc-record-id")), None)
    exchange = _exchange(capture, answer, request)
    if answer.kind != "revisit":
        return exchange
    if original is None or original == capture:
        raise CaptureUnreadableError(f"{_place(capture)}: refers to a record that was lost")
    first = read_exchange(archive_root, original)
    if answer.headers.get("warc-profile", "").endswith("server-not-modified"):
        return replace(first, fetched_at=exchange.fetched_at)
    return replace(exchange, body=first.body)


def verify(archive_root: Path, captures: Iterable[Capture]) -> Iterator[CaptureProblem]:
    """Recompute the digests of every capture that lies in a WARC; yields what does not hold."""
    for capture in captures:
        if capture.warc_file is None:
            continue
        try:
            records = _records_at(archive_root, capture)
        except CaptureUnreadableError as error:
            yield CaptureProblem(capture, str(error), is_final=not isinstance(error.__cause__, OSError))
            continue
        text = _fault(capture, records[0]) or _fault_of_request(records)
        if text is not None:
            yield CaptureProblem(capture, f"{_place(capture)}: {text}")


def _fault(capture: Capture, record: _Record) -> str | None:
    if record.kind not in {"response", "revisit", "resource"}:
        return f"a {record.kind} record where an answer was expected"
    uri = record.headers.get("warc-target-uri")
    if uri != capture.url.replace(" ", "%20"):
        return f"the record of {uri}, not of {capture.url}"
    if record.headers.get("warc-block-digest") not in {None, payload_digest(record.block)}:
        return "the block does not match its digest"
    if record.headers.get("warc-profile") == NOT_MODIFIED or capture.digest is None:
        return None
    return None if _payload_digest_of(record) == capture.digest else "the payload does not match the archive's digest"


def _fault_of_request(records: list[_Record]) -> str | None:
    """An answer that was asked for has its request behind it; an imported file has none."""
    if records[0].kind == "resource":
        return None
    if len(records) < 2 or records[1].headers.get("warc-concurrent-to") != records[0].headers.get("warc-record-id"):
        return "the record of its request cannot be read"
    intact = records[1].headers.get("warc-block-digest") in {None, payload_digest(records[1].block)}
    return None if intact else "the block of its request does not match its digest"


def _payload_digest_of(record: _Record) -> str | None:
    if record.kind == "revisit":
        return record.headers.get("warc-payload-digest")
    payload = record.block if record.kind == "resource" else record.block.partition(b"\r\n\r\n")[2]
    return payload_digest(payload)


def _records_at(archive_root: Path, capture: Capture) -> list[_Record]:
    """The record of an answer, and the one behind it, which is that of its request."""
    if capture.warc_file is None or capture.warc_offset is None:
        raise CaptureUnreadableError(f"{capture.url}: nothing was kept of it ({capture.error or 'no answer'})")
    try:
        with (archive_root / capture.warc_file).open("rb") as stream:
            stream.seek(capture.warc_offset)
            return _read_records(stream, _place(capture))
    except FileNotFoundError as error:
        raise CaptureUnreadableError(f"{capture.warc_file}: the file is missing") from error
    except OSError as error:
        raise CaptureUnreadableError(f"{_place(capture)}: {error}") from error


def _read_records(stream: Any, place: str) -> list[_Record]:
    records: list[_Record] = []
    try:
        for record in ArchiveIterator(stream, no_record_parse=True):
            headers = {name.lower(): value for name, value in record.rec_headers.headers}
            records.append(_Record(record.rec_type, headers, record.raw_stream.read()))
            if len(records) == 2:
                break
    except (ArchiveLoadFailed, EOFError, ValueError, zlib.error) as error:
        if not records:
            raise CaptureUnreadableError(f"{place}: no record can be read there") from error
    if not records:
        raise CaptureUnreadableError(f"{place}: the file ends before the record")
    if len(records[0].block) != int(records[0].headers.get("content-length", -1)):
        raise CaptureUnreadableError(f"{place}: the record is cut short")
    return records


def _exchange(capture: Capture, answer: _Record, request: _Record | None) -> Exchange:
    fetched_at = datetime.fromisoformat(answer.headers.get("warc-date", capture.fetched_at.isoformat()))
    if answer.kind == "resource":
        kind = answer.headers.get("content-type", "application/octet-stream")
        return Exchange(
            url=capture.url,
            method=capture.method,
            status=200,
            response_headers=(("Content-Type", kind),),
            body=answer.block,
            fetched_at=fetched_at,
        )
    status_line, headers, body = _parse_http(answer.block)
    protocol, _, rest = status_line.partition(" ")
    code, _, reason = rest.partition(" ")
    request_line, request_headers, request_body = _parse_http(request.block) if request else (capture.method, (), b"")
    return Exchange(
        url=capture.url,
        method=request_line.split(" ", 1)[0],
        request_headers=request_headers,
        request_body=request_body,
        protocol=protocol,
        status=int(code) if code.isdigit() else capture.status or 0,
        reason=reason,
        response_headers=headers,
        body=body,
        ip=answer.headers.get("warc-ip-address"),
        fetched_at=fetched_at,
        truncated=answer.headers.get("warc-truncated"),
    )


def _parse_http(block: bytes) -> tuple[str, Headers, bytes]:
    head, _, body = block.partition(b"\r\n\r\n")
    first, *lines = head.decode("latin-1").split("\r\n")
    pairs = (line.partition(":") for line in lines if ":" in line)
    return first, tuple((name, value.strip()) for name, _, value in pairs), body


def _place(capture: Capture) -> str:
    return f"{capture.warc_file} at {capture.warc_offset}"
