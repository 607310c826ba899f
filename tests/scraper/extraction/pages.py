"""Small pages of the tests' own, as themes write them."""

from datetime import UTC, datetime

from scraper.extraction.post import extract_post
from scraper.items import Extraction, Hints, Page, Rules

NOW = datetime(2026, 11, 24, tzinfo=UTC)
URL = "https://blog.example/2014/05/a-post/"
PROSE = (
    "<p>The ferry left at seven and nobody on the pier was surprised, because the ferry had left at"
    " seven every day for the last thirty years.</p>"
    "<p>What surprised them was the goat. It stood at the rail, chewing a timetable, with the calm of"
    " somebody who has paid for the whole journey.</p>"
)
FIRST_WORDS = "The ferry left at seven"


def page(html: str | bytes, *, url: str = URL, charset: str | None = "utf-8") -> Page:
    """A page as the workers get it."""
    return Page(url=url, body=html.encode() if isinstance(html, str) else html, fetched_at=NOW, charset=charset)


def document(body: str, head: str = "", lang: str = "en") -> str:
    """A whole document around a body."""
    return f'<!doctype html><html lang="{lang}"><head><meta charset="utf-8">{head}</head><body>{body}</body></html>'


def extracted(body: str, head: str = "", *, url: str = URL, rules: Rules | None = None, hints: Hints | None = None) -> Extraction:
    """What the extractor makes of a document."""
    return extract_post(page(document(body, head), url=url), rules or Rules(), hints)
