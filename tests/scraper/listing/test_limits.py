"""What is beyond a bound of ours is not read, and a line says so."""

import asyncio
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any, cast

import pytest
from scrapy.http import HtmlResponse, Response, XmlResponse

from scraper import further_pages
from scraper.extraction.post import extract_post
from scraper.fetcher import Fetcher
from scraper.inventory import Inventory
from scraper.listing import reader
from scraper.listing.reader import ListingReader
from scraper.listing.sightings import Sightings
from scraper.responses import page_of
from scraper.session import Session
from spiders.wordpress import WordPress

HOME = "https://blog.example/"


class Site:
    """A blog in place of a fetcher and its session: every page is made by a function of its path."""

    def __init__(self, answer: Callable[[str], str]) -> None:
        self.answer = answer
        self.asked: list[str] = []
        self.unchanged: set[str] = set()
        self.session = SimpleNamespace(
            blog=SimpleNamespace(home_url=HOME, slug="blog.example"),
            read=self._read,
            in_scope=lambda _url: True,
            documents=lambda _source: [],
            robots_sitemaps=lambda _url: (),
            saw_listing=lambda *_args, **_kwargs: None,
        )

    async def fetch(self, url: str) -> Response:
        self.asked.append(url)
        text = self.answer(url.removeprefix(HOME))
        kind = XmlResponse if text.startswith("<?xml") else HtmlResponse
        return kind(url, body=text, encoding="utf-8", headers={"Content-Type": "text/xml" if kind is XmlResponse else "text/html"})

    async def document(self, url: str, *, conditional: bool, part_of: str | None) -> Response:
        return await self.fetch(url)

    def has_asked(self, url: str) -> bool:
        return url in self.asked

    async def _read(self, function: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        return function(*args, **kwargs)

    def reader(self) -> ListingReader:
        session = cast(Session, self.session)
        return ListingReader(cast(Fetcher, self), Sightings(session), Inventory(HOME))


@pytest.mark.parametrize(("files", "is_told"), [(2, False), (3, True)])
def test_more_files_of_an_index_than_are_read(
    files: int, is_told: bool, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(reader, "MAX_SITEMAPS", 3)

    def answer(path: str) -> str:
        tag = "sitemap" if path == "sitemap.xml" else "url"
        names = [f"posts-{n}.xml" for n in range(files)] if tag == "sitemap" else [f"2014/05/walk-{path[6]}/"]
        root = f'{tag}{"index" if tag == "sitemap" else "set"} xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
        return f'<?xml version="1.0"?><{root}>{"".join(f"<{tag}><loc>{HOME}{name}</loc></{tag}>" for name in names)}</{root.split()[0]}>'

    listed = asyncio.run(Site(answer).reader().read_sitemap(f"{HOME}sitemap.xml"))
    assert listed is not None
    assert len(listed.urls) == 2
    assert ("only the first 3 files" in caplog.text) is is_told


@pytest.mark.parametrize(("pages", "is_told"), [(3, False), (4, True)])
def test_more_pages_of_a_list_than_are_read(
    pages: int, is_told: bool, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(reader, "MAX_LIST_PAGES", 3)

    def answer(path: str) -> str:
        number = int(path.removeprefix("page/") or 1)
        entries = "".join(f'<li><a href="/walk-{number}-{n}/">Walk {number} {n}</a> <time>2014-05-0{n}</time></li>' for n in (1, 2, 3))
        older = f'<a rel="next" href="/page/{number + 1}">Older posts</a>' if number < pages else ""
        return f"<!doctype html><html><body><main><ul>{entries}</ul>{older}</main></body></html>"

    listed = asyncio.run(Site(answer).reader().read_list_pages(HOME, source="home-page"))
    assert listed is not None
    assert len(listed.urls) == 9
    assert ("only the first 3 pages" in caplog.text) is is_told


def test_more_further_pages_of_a_post_than_are_read(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    """As many as may be are read, also where its first page names more at once."""
    monkeypatch.setattr(further_pages, "MAX_FURTHER_PAGES", 3)

    def answer(path: str) -> str:
        links = "".join(f'<a href="/long/{n}/">{n}</a> ' for n in range(2, 7))
        text = f"<p>The words of page {path.removeprefix('long/').strip('/') or 1}.</p>"
        body = f'<div class="entry-content">{text}<p class="post-nav-links">Pages: {links}</p></div>'
        return f'<!doctype html><html><body class="single"><article class="hentry"><h1>Long</h1>{body}</article></body></html>'

    async def read() -> str:
        site, url = Site(answer), f"{HOME}long/"
        first = extract_post(page_of(await site.fetch(url)), WordPress.rules)
        return (await further_pages.read_further(cast(Fetcher, site), first, url, WordPress.rules)).post.body_text or ""

    assert [word for word in asyncio.run(read()).split() if word[0].isdigit()] == ["1.", "2.", "3.", "4."]
    assert "only its first 3 further pages" in caplog.text
