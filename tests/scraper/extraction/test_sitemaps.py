"""Sitemaps: nested, compressed, broken, and those whose dates say nothing."""

import gzip
from datetime import UTC, datetime

import pytest

from scraper.extraction.answers import sitemaps
from scraper.extraction.answers.sitemaps import MAX_BYTES, Sitemap, read_sitemap
from scraper.items import Page
from storage.records import StatedDate

NS = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'


def _read(body: bytes) -> Sitemap | None:
    return read_sitemap(Page(url="https://blog.example/sitemap.xml", body=body, fetched_at=datetime(2026, 1, 1, tzinfo=UTC)))


def _urlset(rows: str, ns: str = NS) -> bytes:
    return f'<?xml version="1.0" encoding="UTF-8"?><urlset {ns}>{rows}</urlset>'.encode()


@pytest.mark.parametrize("odd", ["9999-12-31T23:59:59-10:00", "2026-01-03", "0001-01-01T00:00:00Z"])
def test_a_time_that_cannot_be_is_no_time(odd: str) -> None:
    row = f"<url><loc>/a</loc><lastmod>{odd}</lastmod><publication_date>{odd}</publication_date></url>"
    sitemap = _read(_urlset(f"{row}<url><loc>/b</loc><lastmod>2026-01-02T01:00:00+14:00</lastmod></url>"))
    assert sitemap is not None
    assert [(entry.lastmod, entry.published) for entry in sitemap.entries] == [
        (None, None),
        (StatedDate("2026-01-02T01:00:00+14:00"), None),
    ]


def test_a_urlset_gives_addresses_and_times() -> None:
    sitemap = _read(_urlset("<url><loc> https://blog.example/a </loc><lastmod>2020-01-02</lastmod></url><url><loc>/b</loc></url>"))
    assert sitemap is not None
    assert not sitemap.is_index
    assert [(e.url, e.modified) for e in sitemap.entries] == [
        ("https://blog.example/a", StatedDate("2020-01-02")),
        ("https://blog.example/b", None),
    ]


def test_a_file_that_breaks_off_says_so() -> None:
    whole = f"<urlset {NS}>{''.join(f'<url><loc>https://blog.example/{n}</loc></url>' for n in range(50))}</urlset>".encode()
    for body, is_whole in ((whole, True), (whole[:1500], False), (gzip.compress(whole), True), (gzip.compress(whole)[:-30], False)):
        sitemap = _read(body)
        assert sitemap is not None
        assert (sitemap.is_whole, len(sitemap.entries) == 50) == (is_whole, is_whole)


def test_an_address_within_which_a_file_breaks_off_is_none() -> None:
    sitemap = _read(b"<urlset><url><loc>https://blog.example/whole</loc></url><url><loc>https://blog.example/tor")
    assert sitemap is not None
    assert [entry.url for entry in sitemap.entries] == ["https://blog.example/whole"]


@pytest.mark.parametrize(("surplus", "is_whole"), [(0, True), (1, False)])
def test_a_file_as_long_as_the_protocol_allows_is_whole(monkeypatch: pytest.MonkeyPatch, surplus: int, is_whole: bool) -> None:
    monkeypatch.setattr(sitemaps, "MAX_URLS", 20)
    urls = [f"https://blog.example/{number}/" for number in range(20 + surplus)]
    xml = "".join(f"<url><loc>{url}</loc></url>" for url in urls)
    for body in (f"<urlset>{xml}</urlset>", "\n".join(urls)):
        found = _read(body.encode())
        assert found is not None
        assert (len(found.entries), found.is_whole) == (20, is_whole)


@pytest.mark.parametrize("body", [f"<urlset {NS}/>", f"<urlset {NS}></urlset><!-- {'kept ' * 5000} -->"], ids=["nothing", "tail"])
def test_a_file_that_names_nothing_or_goes_on_behind_its_end_is_whole(body: str) -> None:
    sitemap = _read(body.encode())
    assert sitemap is not None
    assert sitemap.is_whole


def test_an_index_names_other_files() -> None:
    sitemap = _read(f"<sitemapindex {NS}><sitemap><loc>https://blog.example/post-sitemap.xml</loc></sitemap></sitemapindex>".encode())
    assert sitemap is not None
    assert sitemap.is_index
    assert sitemap.entries[0].url == "https://blog.example/post-sitemap.xml"


@pytest.mark.parametrize(
    "body",
    [
        gzip.compress(_urlset("<url><loc>https://blog.example/a</loc></url>")),
        b"warning: something\n" + _urlset("<url><loc>https://blog.example/a</loc></url>"),
        _urlset("<url><loc>https://blog.example/a</loc></url>", 'xmlns="http://www.google.com/schemas/wrong/0.84"'),
        _urlset("<url><loc>https://blog.example/a</loc></url><url><loc>https://blog.example/?a=1&b=2</loc></url>"),
        _urlset("<url><loc>https://blog.example/a</loc></url>")[:-20],
        b"https://blog.example/a\nhttps://blog.example/b\n",
        _urlset("<url><loc>https://blog.example/a</loc></url>").decode().replace("UTF-8", "UTF-16").encode("utf-16"),
        gzip.compress("https://blog.example/a\n".encode("utf-16")),
        _urlset("<url><image:image><image:loc>/a.png</image:loc></image:image><loc>https://blog.example/a</loc></url>"),
    ],
    ids=[
        "gzip",
        "leading junk",
        "wrong namespace",
        "bare ampersand",
        "cut",
        "plain text",
        "UTF-16",
        "plain text in UTF-16",
        "undeclared prefix",
    ],
)
def test_broken_and_unusual_files_give_what_they_hold(body: bytes) -> None:
    sitemap = _read(body)
    assert sitemap is not None
    assert "https://blog.example/a" in {e.url for e in sitemap.entries}


def test_a_time_that_most_pages_share_is_the_builds_and_not_theirs() -> None:
    rows = "".join(f"<url><loc>https://blog.example/{n}</loc><lastmod>2024-01-01T00:00:00Z</lastmod></url>" for n in range(20))
    own = "<url><loc>https://blog.example/own</loc><lastmod>2020-02-02T00:00:00Z</lastmod></url>"
    sitemap = _read(_urlset(rows + own))
    assert sitemap is not None
    assert [e.url for e in sitemap.entries if e.modified] == ["https://blog.example/own"]


def test_news_dates_and_titles_are_kept() -> None:
    news = (
        '<url><loc>https://blog.example/a</loc><n:news xmlns:n="http://www.google.com/schemas/sitemap-news/0.9">'
        "<n:publication_date>2020-01-02T03:04:05+02:00</n:publication_date><n:title>A day</n:title></n:news></url>"
    )
    sitemap = _read(_urlset(news))
    assert sitemap is not None
    assert sitemap.entries[0].published == StatedDate("2020-01-02T03:04:05+02:00")
    assert sitemap.entries[0].title == "A day"


def test_a_feed_that_stands_for_a_sitemap_gives_its_latest_pages() -> None:
    item = "<item><title>A</title><link>https://blog.example/a</link><pubDate>Tue, 05 Mar 2019 23:30:00 +0900</pubDate></item>"
    feed = f'<?xml version="1.0"?><rss version="2.0"><channel><title>x</title>{item}</channel></rss>'.encode()
    for body in (feed, gzip.compress(feed)):
        sitemap = _read(body)
        assert sitemap is not None
        assert [(e.url, e.title, e.published) for e in sitemap.entries] == [
            ("https://blog.example/a", "A", StatedDate("2019-03-05T23:30:00+09:00"))
        ]
        assert sitemap.feed is not None
        assert not sitemap.is_whole


def test_a_bomb_is_read_to_the_limit_only() -> None:
    bomb = gzip.compress(b"<urlset><url><loc>https://blog.example/a</loc></url>" + b" " * (MAX_BYTES + 1000))
    sitemap = _read(bomb)
    assert sitemap is not None
    assert [e.url for e in sitemap.entries] == ["https://blog.example/a"]


def test_entities_are_not_resolved() -> None:
    body = b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><urlset><url><loc>https://blog.example/&e;</loc></url></urlset>'
    sitemap = _read(body)
    assert sitemap is None or all("root" not in e.url for e in sitemap.entries)


@pytest.mark.parametrize("body", [b"", b"<html></html>", b"\x1f\x8bnot gzip", b"words"])
def test_what_is_no_sitemap_is_none(body: bytes) -> None:
    assert _read(body) is None
