import gzip
import os
import subprocess
import sys
import zlib
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import brotli  # type: ignore[import-untyped]  # ships no annotations
import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st
from warcio.archiveiterator import ArchiveIterator

from storage.captures import (
    CaptureUnreadableError,
    Exchange,
    PayloadTooLargeError,
    WarcSeries,
    decoded_body,
    payload_digest,
    read_exchange,
    repair,
    verify,
)
from storage.records import Capture

NOW = datetime(2026, 11, 24, 12, 0, 0, 123456, tzinfo=UTC)
URL = "https://blog.example/a post/?q=1"


def an_exchange(body: bytes = b"<p>Hello</p>", **changes: object) -> Exchange:
    exchange = Exchange(
        url="https://blog.example/2024/a/?q=1",
        request_headers=(("Host", "blog.example"), ("User-Agent", "blogarchive/0.1.0")),
        status=200,
        reason="OK",
        response_headers=(("Content-Type", "text/html"), ("ETag", '"one"'), ("Last-Modified", "Tue, 24 Nov 2026 10:00:00 GMT")),
        body=body,
        ip="192.0.2.7",
        fetched_at=NOW,
    )
    return replace(exchange, **changes)  # type: ignore[arg-type]  # a test names the fields it cares for


def test_a_header_with_a_nul_is_kept_as_a_text_that_every_database_takes() -> None:
    exchange = Exchange(url="https://blog.example/", status=200, fetched_at=datetime.now(UTC), response_headers=(("ETag", '"a\0b"'),))
    assert exchange.header("etag") == '"a b"'


def test_a_server_of_an_old_protocol_was_asked_in_ours(tmp_path: Path) -> None:
    series = WarcSeries(tmp_path, "blog", "s")
    series.write(an_exchange(protocol="HTTP/1.0"))
    series.close()
    with warc_files(tmp_path)[0].open("rb") as stream:
        blocks = {record.rec_type: record.raw_stream.read() for record in ArchiveIterator(stream, no_record_parse=True)}
    assert (blocks["request"].splitlines()[0], blocks["response"].splitlines()[0]) == (b"GET /2024/a/?q=1 HTTP/1.1", b"HTTP/1.0 200 OK")


def warc_files(root: Path) -> list[Path]:
    return sorted(root.glob("warc/*/*.warc.gz"))


def assert_sound(*files: Path) -> None:
    """The ``check`` of warcio has nothing to say."""
    done = subprocess.run([sys.executable, "-m", "warcio.cli", "check", *map(str, files)], capture_output=True, text=True)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def record_types(path: Path) -> list[str]:
    with path.open("rb") as stream:
        return [record.rec_type for record in ArchiveIterator(stream)]


def test_an_exchange_comes_back_as_it_was_written(tmp_path: Path) -> None:
    series = WarcSeries(tmp_path, "blog", "crawl-1")
    exchange = an_exchange(request_body=b"a=1", method="POST", body=gzip.compress(b"x" * 1000))

    capture = series.write(exchange)

    assert read_exchange(tmp_path, capture) == exchange
    assert capture.digest == payload_digest(exchange.body)
    assert (capture.status, capture.etag, capture.content_type) == (200, '"one"', "text/html")
    series.close()


@given(
    body=st.binary(max_size=300),
    value=st.text(st.characters(max_codepoint=255, exclude_characters="\r\n\x00", exclude_categories=["Zs", "Cc"]), max_size=40),
    status=st.integers(200, 599).filter(lambda code: code not in {204, 304}),
)
def test_every_body_and_header_survives_the_round_trip(
    tmp_path_factory: pytest.TempPathFactory, body: bytes, value: str, status: int
) -> None:
    root = tmp_path_factory.mktemp("archive")
    series = WarcSeries(root, "blog", "crawl-1")
    exchange = an_exchange(body=body, status=status, response_headers=(("X-Value", value), ("Content-Length", str(len(body)))))

    capture = series.write(exchange)
    series.close()

    assert read_exchange(root, capture) == exchange
    assert list(verify(root, [capture])) == []


def test_warcio_finds_every_record_sound_and_reads_its_status(tmp_path: Path) -> None:
    series = WarcSeries(tmp_path, "blog", "crawl-1", operator="mailto:archive@blog.example")
    first = series.write(an_exchange())
    series.write(an_exchange(), earlier=first)
    series.write(an_exchange(body=b"", status=304, reason="Not Modified"), earlier=first)
    series.write(an_exchange(body=b"", status=301, reason="", response_headers=(("Location", "/caf\xe9"),)))
    series.write_resource("file:///posts/a.txt", "text/plain", b"text", NOW)
    series.close()

    (path,) = warc_files(tmp_path)
    assert_sound(path)
    index = subprocess.run(
        [sys.executable, "-m", "warcio.cli", "index", "-f", "warc-type,http:status", str(path)], capture_output=True, text=True, check=True
    ).stdout
    assert '{"warc-type": "response", "http:status": "200"}' in index
    assert '{"warc-type": "revisit", "http:status": "304"}' in index
    assert '{"warc-type": "response", "http:status": "301"}' in index
    assert record_types(path) == [
        "warcinfo",
        *["response", "request", "revisit", "request"] * 1,
        "revisit",
        "request",
        "response",
        "request",
        "resource",
    ]


def test_the_file_says_who_made_it_and_why(tmp_path: Path) -> None:
    series = WarcSeries(tmp_path, "blog", "crawl-1", operator="mailto:archive@blog.example")
    series.write(an_exchange())
    series.close()

    with warc_files(tmp_path)[0].open("rb") as stream:
        info = next(iter(ArchiveIterator(stream))).content_stream().read().decode()
    for line in ("software: blogarchive/", "format: WARC File Format 1.1", "robots: RFC 9309", "operator: mailto:archive@blog.example"):
        assert line in info


def test_every_record_is_a_gzip_member_that_starts_where_the_capture_says(tmp_path: Path) -> None:
    series = WarcSeries(tmp_path, "blog", "crawl-1")
    captures = [series.write(an_exchange(body=bytes([n]) * 100)) for n in range(3)]
    series.close()

    data = warc_files(tmp_path)[0].read_bytes()
    for capture in captures:
        assert capture.warc_offset is not None
        assert capture.warc_length is not None
        record = gzip.decompress(data[capture.warc_offset : capture.warc_offset + capture.warc_length])
        assert record.startswith(b"WARC/1.1\r\nWARC-Type: response\r\n")


def test_a_transfer_coding_that_was_undone_no_longer_misleads_a_reader(tmp_path: Path) -> None:
    series = WarcSeries(tmp_path, "blog", "crawl-1")
    headers = (("Transfer-Encoding", "chunked"), ("Content-Length", "5"), ("Content-Type", "text/html"))
    capture = series.write(an_exchange(body=b"longer than five", response_headers=headers))
    series.close()

    (path,) = warc_files(tmp_path)
    assert_sound(path)
    stored = read_exchange(tmp_path, capture)
    assert dict(stored.response_headers)["X-Archive-Orig-Transfer-Encoding"] == "chunked"
    assert dict(stored.response_headers)["X-Archive-Orig-Content-Length"] == "5"
    assert stored.header("Content-Length") == "16"
    with path.open("rb") as stream:
        bodies = [record.content_stream().read() for record in ArchiveIterator(stream) if record.rec_type == "response"]
    assert bodies == [b"longer than five"]


def test_a_revisit_leads_to_the_payload_of_the_first_capture(tmp_path: Path) -> None:
    series = WarcSeries(tmp_path, "blog", "crawl-1")
    first = series.write(an_exchange())
    same = series.write(an_exchange(fetched_at=NOW + timedelta(days=1)), earlier=first)
    unchanged = series.write(an_exchange(body=b"", status=304, fetched_at=NOW + timedelta(days=2)), earlier=first)
    series.close()

    for original in (None, same):
        with pytest.raises(CaptureUnreadableError, match="refers to a record that was lost"):
            read_exchange(tmp_path, same, original)
    assert read_exchange(tmp_path, same, original=first).body == b"<p>Hello</p>"
    whole = read_exchange(tmp_path, unchanged, original=first)
    assert (whole.status, whole.body, whole.fetched_at) == (200, b"<p>Hello</p>", NOW + timedelta(days=2))
    assert unchanged.digest == first.digest
    assert list(verify(tmp_path, [first, same, unchanged])) == []


def test_a_changed_answer_is_kept_whole_although_an_earlier_capture_is_known(tmp_path: Path) -> None:
    series = WarcSeries(tmp_path, "blog", "crawl-1")
    first = series.write(an_exchange())
    changed = series.write(an_exchange(body=b"new"), earlier=first)
    series.close()

    assert read_exchange(tmp_path, changed).body == b"new"


def test_a_full_file_is_followed_by_the_next_between_exchanges(tmp_path: Path) -> None:
    series = WarcSeries(tmp_path, "blog", "crawl-1", max_bytes=3000)
    captures = [series.write(an_exchange(body=os.urandom(900))) for _ in range(6)]
    series.close()

    assert [path.name for path in warc_files(tmp_path)] == ["crawl-1-00000.warc.gz", "crawl-1-00001.warc.gz", "crawl-1-00002.warc.gz"]
    assert_sound(*warc_files(tmp_path))
    assert list(verify(tmp_path, captures)) == []


def test_a_second_series_of_the_same_name_never_touches_the_first(tmp_path: Path) -> None:
    for _ in range(2):
        series = WarcSeries(tmp_path, "blog", "crawl-1")
        series.write(an_exchange())
        series.close()

    assert [path.name for path in warc_files(tmp_path)] == ["crawl-1-00000.warc.gz", "crawl-1-00001.warc.gz"]


def test_what_write_returned_survives_a_killed_process(tmp_path: Path) -> None:
    script = (
        "import os, signal, sys\nfrom datetime import UTC, datetime\nfrom pathlib import Path\n"
        "from storage.captures import Exchange, WarcSeries\n"
        "series = WarcSeries(Path(sys.argv[1]), 'blog', 'crawl-1')\n"
        "for n in range(5):\n"
        "    series.write(Exchange(url=f'http://b.example/{n}', status=200, body=b'x' * 5000, fetched_at=datetime.now(UTC)))\n"
        "os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    subprocess.run([sys.executable, "-c", script, str(tmp_path)], check=False, cwd=Path(__file__).parents[2])

    (path,) = warc_files(tmp_path)
    assert record_types(path) == ["warcinfo", *["response", "request"] * 5]
    assert repair(path.parent) == []


@pytest.mark.parametrize("cut", [1, 8, 50, 200])
def test_a_torn_last_record_is_cut_and_the_rest_is_whole(tmp_path: Path, cut: int) -> None:
    series = WarcSeries(tmp_path, "blog", "crawl-1")
    captures = [series.write(an_exchange(body=os.urandom(500))) for _ in range(3)]
    series.close()
    (path,) = warc_files(tmp_path)
    os.truncate(path, path.stat().st_size - cut)

    lines = repair(path.parent)

    assert len(lines) == 1
    assert lines[0].startswith("crawl-1-00000.warc.gz: cut ")
    assert_sound(path)
    assert list(verify(tmp_path, captures[:2])) == []
    assert repair(path.parent) == []


@pytest.mark.parametrize("content", [b"", b"\x1f\x8b\x08", b"not gzip at all"])
def test_a_file_with_nothing_whole_in_it_is_removed(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "crawl-1-00000.warc.gz"
    path.write_bytes(content)

    assert repair(tmp_path) == [f"{path.name}: removed, no whole record in its {len(content)} bytes"]
    assert not path.exists()


def test_a_file_that_is_being_written_is_not_repaired(tmp_path: Path) -> None:
    series = WarcSeries(tmp_path, "blog", "crawl-1")
    series.write(an_exchange())
    (path,) = warc_files(tmp_path)
    with path.open("ab") as file:
        file.write(b"half a rec")

    assert repair(path.parent) == []
    series.close()
    assert len(repair(path.parent)) == 1


def test_a_damaged_byte_is_found(tmp_path: Path) -> None:
    series = WarcSeries(tmp_path, "blog", "crawl-1")
    capture = series.write(an_exchange(body=b"precious"))
    series.close()
    (path,) = warc_files(tmp_path)
    start, length = capture.warc_offset or 0, capture.warc_length or 0
    record = gzip.decompress(path.read_bytes()[start : start + length])
    forged = gzip.compress(record.replace(b"precious", b"worthles"), compresslevel=6, mtime=0)
    data = path.read_bytes()
    path.write_bytes(data[:start] + forged + data[start + length :])

    (problem,) = verify(tmp_path, [capture])

    assert problem.text == f"warc/blog/crawl-1-00000.warc.gz at {start}: the block does not match its digest"


def test_missing_and_misplaced_records_are_named(tmp_path: Path) -> None:
    series = WarcSeries(tmp_path, "blog", "crawl-1")
    capture = series.write(an_exchange())
    series.close()

    gone = replace(capture, warc_file="warc/blog/lost.warc.gz")
    request = replace(capture, warc_offset=(capture.warc_offset or 0) + (capture.warc_length or 0))
    beyond = replace(capture, warc_offset=10**6)
    other = replace(capture, url="https://blog.example/other")
    forged = replace(capture, digest=payload_digest(b"other"))
    texts = [problem.text for problem in verify(tmp_path, [gone, request, beyond, other, forged])]

    for text, expected in zip(texts, ["missing", "a request record", "ends before", "not of https", "archive's digest"], strict=True):
        assert expected in text


def test_a_request_that_failed_has_nothing_to_read_and_nothing_to_verify(tmp_path: Path) -> None:
    capture = Capture(url=URL, status=None, fetched_at=NOW, error="refused")

    assert list(verify(tmp_path, [capture])) == []
    with pytest.raises(CaptureUnreadableError, match="nothing was kept of it \\(refused\\)"):
        read_exchange(tmp_path, capture)


def test_an_imported_file_is_kept_as_it_came(tmp_path: Path) -> None:
    series = WarcSeries(tmp_path, "blog", "import-1")
    capture = series.write_resource("urn:sha1:ABC", "text/plain", b"top of page\n", NOW)
    series.close()

    assert read_exchange(tmp_path, capture).body == b"top of page\n"
    assert list(verify(tmp_path, [capture])) == []


def test_sync_may_be_called_at_any_time(tmp_path: Path) -> None:
    series = WarcSeries(tmp_path, "blog", "crawl-1")
    series.sync()
    capture = series.write(an_exchange())
    series.sync()
    series.close()
    series.sync()
    assert list(verify(tmp_path, [capture])) == []


TEXT = b"The same words, again and again. " * 200


@pytest.mark.parametrize(
    ("coding", "body"),
    [
        ("gzip", gzip.compress(TEXT)),
        ("x-gzip", gzip.compress(TEXT[:100]) + gzip.compress(TEXT[100:])),
        ("deflate", zlib.compress(TEXT)),
        ("deflate", zlib.compress(TEXT, wbits=-15)),
        ("br", brotli.compress(TEXT)),
        ("zstd", zstandard.ZstdCompressor().compress(TEXT)),
        ("gzip, gzip", gzip.compress(gzip.compress(TEXT))),
        ("identity", TEXT),
        ("unheard-of", TEXT),
    ],
    ids=["gzip", "gzip of two members", "zlib", "raw deflate", "brotli", "zstd", "twice", "identity", "unknown"],
)
def test_content_codings_are_undone_within_the_limit(coding: str, body: bytes) -> None:
    exchange = an_exchange(body=body, response_headers=(("Content-Encoding", coding),))

    assert decoded_body(exchange, len(TEXT)) == TEXT
    if coding != "unheard-of":
        with pytest.raises(PayloadTooLargeError):
            decoded_body(exchange, len(TEXT) - 1)


def test_a_compressed_body_that_breaks_off_gives_what_came() -> None:
    exchange = an_exchange(body=gzip.compress(os.urandom(5000))[:2000], response_headers=(("Content-Encoding", "gzip"),))

    assert len(decoded_body(exchange)) > 1000


def test_a_file_that_was_closed_well_is_not_read_as_a_whole(tmp_path: Path) -> None:
    series = WarcSeries(tmp_path, "blog", "crawl-1")
    first = series.write(an_exchange(body=os.urandom(20_000_000)))
    series.write(an_exchange())
    series.close()
    (path,) = warc_files(tmp_path)
    with path.open("r+b") as file:  # damage far from the end is for ``verify`` to find
        file.seek((first.warc_offset or 0) + 5000)
        file.write(b"damage")

    assert repair(path.parent) == []
    assert len(list(verify(tmp_path, [first]))) == 1


def test_a_gzip_file_inside_the_torn_record_does_not_pass_for_its_end(tmp_path: Path) -> None:
    inner = gzip.compress(b"WARC/1.1\r\n" + os.urandom(300), mtime=0)
    series = WarcSeries(tmp_path, "blog", "import-1")
    kept = series.write(an_exchange())
    series.write_resource("file:///dump.warc.gz", "application/warc", inner * 3 + os.urandom(1000), NOW)
    series.close()
    (path,) = warc_files(tmp_path)
    os.truncate(path, path.stat().st_size - 600)

    assert len(repair(path.parent)) == 1
    assert_sound(path)
    assert list(verify(tmp_path, [kept])) == []
