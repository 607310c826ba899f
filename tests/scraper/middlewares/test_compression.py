import gzip
import zlib
from collections.abc import Callable

import brotli  # type: ignore[import-untyped]  # ships no annotations
import pytest
import zstandard
from scrapy.downloadermiddlewares.httpcompression import HttpCompressionMiddleware
from scrapy.exceptions import ResponseDataLossError
from scrapy.http import Request, Response, TextResponse
from scrapy.responsetypes import responsetypes
from scrapy.utils.test import get_crawler

from scraper.middlewares.compression import FastCompressionMiddleware

WORDS = "Le café naïve de l’été coûte “cinq” euros. Straße, größer, Žluťoučký kůň. " * 8
JAPANESE = "これは日本語の文章です。今日は天気がいいですね。" * 12
KOREAN = "오늘은 날씨가 좋습니다. 안녕하세요 여러분. " * 12


def html(text: str, encoding: str, head: str = "") -> bytes:
    return f"<html><head>{head}<title>x</title></head><body><p>{text}</p></body></html>".encode(encoding, "replace")


PAGES = {
    "header says utf-8": ("text/html; charset=utf-8", html(WORDS, "utf-8")),
    "header says windows-1252": ("text/html; charset=windows-1252", html(WORDS, "windows-1252")),
    "header says iso-8859-1 and means windows-1252": ("text/html; charset=iso-8859-1", html(WORDS, "windows-1252")),
    "header says utf-8 but it is windows-1252": ("text/html; charset=utf-8", html(WORDS, "windows-1252")),
    "header says what nobody knows": ("text/html; charset=klingon", html(WORDS, "utf-8")),
    "euc-kr by header": ("text/html; charset=euc-kr", html(KOREAN, "euc-kr")),
    "shift_jis by meta": ("text/html", html(JAPANESE, "shift_jis", '<meta charset="shift_jis">')),
    "iso-8859-2 by http-equiv": (
        "text/html",
        html(WORDS, "iso-8859-2", '<meta http-equiv="Content-Type" content="text/html; charset=iso-8859-2">'),
    ),
    "utf-8 by byte order mark": ("text/html", b"\xef\xbb\xbf" + html(WORDS, "utf-8")),
    "utf-16 by byte order mark": ("text/html", b"\xff\xfe" + html(WORDS, "utf-16-le")),
    "mark against header": ("text/html; charset=windows-1252", b"\xef\xbb\xbf" + html(WORDS, "utf-8")),
    "utf-8 untold": ("text/html", html(WORDS, "utf-8")),
    "windows-1252 untold": ("text/html", html(WORDS, "windows-1252")),
    "shift_jis untold": ("text/html", html(JAPANESE, "shift_jis")),
    "no content type": ("", html(WORDS, "utf-8")),
    "xml with declaration": (
        "application/xml",
        f'<?xml version="1.0" encoding="windows-1252"?><a>{WORDS}</a>'.encode("windows-1252", "replace"),
    ),
    "json": ("application/json", f'{{"a": "{WORDS}"}}'.encode()),
    "plain text": ("text/plain", WORDS.encode("utf-8")),
    "a picture": ("image/png", b"\x89PNG\r\n\x1a\n" + bytes(200)),
    "a gzip file": ("application/gzip", gzip.compress(WORDS.encode())),
    "empty": ("text/html", b""),
    "ascii": ("text/html", b"<p>plain</p>"),
}
CODINGS: dict[str, Callable[[bytes], bytes]] = {
    "gzip": gzip.compress,
    "deflate": zlib.compress,
    "br": brotli.compress,
    "zstd": zstandard.ZstdCompressor().compress,
}


def as_downloaded(content_type: str, body: bytes, coding: str | None) -> Response:
    """What the download handler makes of an answer."""
    headers = {"Content-Type": content_type} if content_type else {}
    if coding is not None:
        headers["Content-Encoding"], body = coding, CODINGS[coding](body)
    kind = responsetypes.from_args(headers=Response("http://b.example/", headers=headers).headers, url="http://b.example/post", body=body)
    return kind("http://b.example/post", headers=headers, body=body, status=200, flags=["kept"], protocol="HTTP/1.1")


@pytest.mark.parametrize("coding", [*CODINGS, None])
@pytest.mark.parametrize("name", PAGES)
def test_class_body_and_encoding_are_those_of_scrapys_own_middleware(name: str, coding: str | None) -> None:
    crawler = get_crawler()
    request = Request("http://b.example/post")
    stock = HttpCompressionMiddleware(crawler=crawler).process_response(request, as_downloaded(*PAGES[name], coding))
    ours = FastCompressionMiddleware(crawler=crawler).process_response(request, as_downloaded(*PAGES[name], coding))

    assert isinstance(stock, Response)
    assert isinstance(ours, Response)
    assert (type(ours), ours.body, ours.headers, ours.status, ours.flags, ours.protocol) == (
        type(stock), stock.body, stock.headers, stock.status, stock.flags, stock.protocol,
    )  # fmt: skip
    assert ours.body == PAGES[name][1]
    if isinstance(stock, TextResponse):
        assert isinstance(ours, TextResponse)
        assert (ours.encoding, ours.text) == (stock.encoding, stock.text)


def test_the_charset_detector_never_sees_compressed_bytes(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[bytes] = []
    original = TextResponse._body_inferred_encoding

    def spy(self: TextResponse) -> str:
        seen.append(self.body[:2])
        return original(self)

    monkeypatch.setattr(TextResponse, "_body_inferred_encoding", spy)
    response = as_downloaded("text/html", html(WORDS, "utf-8"), "gzip")
    done = FastCompressionMiddleware(crawler=get_crawler()).process_response(Request("http://b.example/"), response)

    assert isinstance(done, TextResponse)
    assert done.encoding == "utf-8"
    assert seen == [b"<h"]


def answered(body: bytes, *codings: str) -> Response:
    return TextResponse("http://b.example/", headers={"Content-Type": "text/html", "Content-Encoding": list(codings)}, body=body)


@pytest.mark.parametrize(
    ("body", "codings"),
    [(b"<p>plain</p>", ["gzip"]), (gzip.compress(b"<p>plain</p>"), ["gzip", "gzip"]), (gzip.compress(b"<p>plain</p>"), [])],
    ids=["not-packed", "packed-once", "not-told"],
)
def test_the_bytes_are_believed_before_the_header(body: bytes, codings: list[str]) -> None:
    done = FastCompressionMiddleware(crawler=get_crawler()).process_response(Request("http://b.example/"), answered(body, *codings))
    assert isinstance(done, Response)
    assert done.body == b"<p>plain</p>"


def test_half_a_gzip_file_is_no_answer() -> None:
    body = gzip.compress(html(WORDS * 50, "utf-8"))
    with pytest.raises(ResponseDataLossError):
        FastCompressionMiddleware(crawler=get_crawler()).process_response(
            Request("http://b.example/"), answered(body[: len(body) // 2], "gzip")
        )


def test_a_whole_document_in_a_gzip_stream_without_end_is_taken() -> None:
    packer = zlib.compressobj(wbits=31)
    page = html(WORDS, "utf-8")
    body = packer.compress(page + b"<!-- from the cache -->") + packer.flush(zlib.Z_SYNC_FLUSH)
    done = FastCompressionMiddleware(crawler=get_crawler()).process_response(Request("http://b.example/"), answered(body, "gzip"))
    assert isinstance(done, Response)
    assert done.body.startswith(page)
