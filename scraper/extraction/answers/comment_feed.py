"""Reads a feed of comments (WordPress has one for the blog and one a post): who wrote what under which post, and in answer to whom."""

import re
from datetime import date, datetime
from html import unescape
from io import BytesIO
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import feedparser
from lxml.html import HtmlElement
from w3lib.url import url_query_cleaner

from scraper.dates import parse_date
from scraper.extraction.answers.feeds import xml_bytes
from scraper.extraction.elements import cut, elements_of, text_of
from scraper.extraction.media import spell_emoji
from scraper.extraction.page import parse_text
from scraper.extraction.plain import plain_text
from scraper.extraction.sanitise import safe_html
from scraper.items import Page
from scraper.text import count_words, squeeze
from scraper.urls import canonical_url
from storage.events import PostComment
from storage.records import Comment, StatedDate

_MAX_ANSWERED_WORDS = 25
_NUMBER = re.compile(r"#comment-(\d+)$")
_PAGE = re.compile(r"comment-page-\d+/?$")  # of a discussion on several pages, which the link to a comment names


def read_comment_feed(page: Page, zone: str | None = None) -> list[PostComment]:
    """The comments of a feed; nothing of a feed of posts. Feeds state times in UTC: ``zone`` is that in which the blog shows them."""
    parsed = feedparser.parse(BytesIO(xml_bytes(page)), sanitize_html=False, resolve_relative_uris=False)
    return [found for raw in parsed.entries if (found := _comment(raw, page.last_day, _zone(zone)))]


def _zone(name: str | None) -> ZoneInfo | None:
    try:
        return ZoneInfo(name) if name else None
    except (ValueError, OSError, ZoneInfoNotFoundError):
        return None


def _published(raw: dict[str, Any], last_day: date, zone: ZoneInfo | None) -> StatedDate | None:
    stated = parse_date(raw.get("published") or raw.get("updated") or "", not_after=last_day)
    if stated is None or zone is None or (moment := datetime.fromisoformat(stated.iso)).tzinfo is None:
        return stated
    return StatedDate(moment.astimezone(zone).isoformat())


def _cut_answered(body: HtmlElement) -> None:
    """WordPress sets "In reply to Ann." before an answer, with a link to what is answered."""
    first = next(elements_of(body, "p"), None)
    if first is None or count_words(text_of(first)) > _MAX_ANSWERED_WORDS:
        return
    links = [element.get("href") or "" for element in elements_of(first, "a")]
    if len(links) == 1 and _NUMBER.search(links[0]):
        cut(first)


def _comment(raw: dict[str, Any], last_day: date, zone: ZoneInfo | None) -> PostComment | None:
    number = _NUMBER.search(raw.get("link") or "") or _NUMBER.search(raw.get("id") or "")
    url = canonical_url(url_query_cleaner(_PAGE.sub("", (raw.get("link") or "").partition("#")[0]), ["cpage"], remove=True, unique=False))
    html = max((content.get("value") or "" for content in raw.get("content", [])), key=len, default="") or raw.get("summary") or ""
    if number is None or url is None or not html:
        return None
    body = parse_text(html).find("body")
    spell_emoji(body)
    _cut_answered(body)
    answered = _NUMBER.search((raw.get("thr_in-reply-to") or {}).get("ref") or "")
    comment = Comment(
        key=number[1],
        text=plain_text(body),
        html=safe_html(body, url),
        author=squeeze(unescape(raw.get("author") or "")) or None,
        author_url=canonical_url((raw.get("author_detail") or {}).get("href") or ""),
        published=_published(raw, last_day, zone),
        parent=answered[1] if answered else None,
    )
    return PostComment(url=url, comment=comment)
