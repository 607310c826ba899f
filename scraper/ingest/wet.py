"""Common Crawl WET: a WARC of ``conversion`` records, each the bare text of one page with its address and the day of its capture."""

from collections import Counter as Bag
from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed
from warcio.recordloader import ArcWarcRecord

from scraper.errors import ExtractionError, UsageError
from scraper.extraction.flattened.page import MIN_FILES, LineCensus, read_flattened
from scraper.ingest.format import Format, Imported, Options, Problem, one_line, saved_at
from scraper.items import MAX_BODY_BYTES
from scraper.urls import canonical_url, hostname


class Wet(Format):
    """A WARC that holds texts instead of answers."""

    name = "wet"

    @classmethod
    def recognise(cls, path: Path, head: bytes) -> float:
        """A WARC by its first bytes; WET by its first records or its name."""
        if not head.startswith(b"WARC/"):
            return 0.0
        return 1.0 if b"WARC-Type: conversion" in head or ".wet" in path.suffixes else 0.3

    def read(self, path: Path, options: Options) -> Iterator[Imported | Problem]:
        """A post for each text; the lines that repeat over the pages of one host are learned first."""
        if options.url is not None:
            raise UsageError(f"--url names one page, but {path} is a WARC: its records state their own addresses")
        repeated = _repeated_by_host(path)
        found = 0
        for record, body in _texts(path):
            found += 1
            yield _imported(path, record, body, repeated)
        if not found:
            raise ExtractionError("a WARC without texts: only WET files can be imported")


def _texts(path: Path) -> Iterator[tuple[ArcWarcRecord, bytes]]:
    """The conversion records and their bytes; a torn end is an ExtractionError after the last whole record."""
    with path.open("rb") as stream:
        try:
            for record in ArchiveIterator(stream):
                if record.rec_type == "conversion":
                    yield record, record.content_stream().read(MAX_BODY_BYTES + 1)
        except (ArchiveLoadFailed, EOFError, UnicodeDecodeError) as error:
            raise ExtractionError(f"the WARC is broken: {' '.join(str(error).split())[:120]}") from error


def _repeated_by_host(path: Path) -> dict[str, frozenset[str]]:
    """The repeated lines of each host with enough pages to show them. Read twice: most hosts of a crawl have a single page."""
    pages = Bag(_host(record) for record, _ in _whole(path))
    hosts: dict[str, LineCensus] = defaultdict(LineCensus)
    for record, body in _whole(path):
        host = _host(record)
        if pages[host] >= MIN_FILES:
            hosts[host].add(body.decode("utf-8", "replace"))
    return {host: census.repeated() for host, census in hosts.items()}


def _whole(path: Path) -> Iterator[tuple[ArcWarcRecord, bytes]]:
    try:
        yield from _texts(path)
    except ExtractionError:
        return  # said when the posts themselves are read


def _host(record: ArcWarcRecord) -> str:
    return hostname(canonical_url(record.rec_headers.get_header("WARC-Target-URI") or "") or "")


def _imported(path: Path, record: ArcWarcRecord, body: bytes, repeated: dict[str, frozenset[str]]) -> Imported | Problem:
    stated = record.rec_headers.get_header("WARC-Target-URI") or ""
    url = canonical_url(stated)
    if url is None or len(body) > MAX_BODY_BYTES:
        return Problem(path, f"a record of {stated or 'no address'}: {'too large' if url else 'not an address'}")
    try:
        post = read_flattened(body.decode("utf-8", "replace"), url=url, repeated_lines=repeated.get(_host(record), frozenset()))
    except Exception as error:  # noqa: BLE001  # the door of one page: the others are read
        return Problem(path, f"{url}: {one_line(error)}")
    captured_at = _date(record) or saved_at(path)
    return Imported(post=post, raw=body, content_type="text/plain", url=url, captured_at=captured_at, kind=Wet.name, path=path)


def _date(record: ArcWarcRecord) -> datetime | None:
    try:
        moment = datetime.fromisoformat(record.rec_headers.get_header("WARC-Date") or "")
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
