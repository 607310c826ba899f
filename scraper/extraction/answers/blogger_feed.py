"""What the feeds of Blogger say of posts and comments. It is Atom in JSON (``alt=json``): ``thr:total`` is ``thr$total``, and a text stands
under ``$t``.

Sources: developers.google.com/gdata/docs/json, RFC 4287 (Atom), RFC 4685 (threads).
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from html import unescape
from typing import Any

from scraper.dates import if_later, parse_date
from scraper.extraction.answers.entry import Frame, ReadComments, ReadEntry, Stamp, comments_of, posts_of, read_entry
from scraper.extraction.answers.feeds import FeedEntry, feed_entry
from scraper.extraction.page import parse_text
from scraper.extraction.plain import plain_text
from scraper.extraction.sanitise import safe_html
from scraper.items import Page
from scraper.json_values import json_value, string_at, value_at
from scraper.text import count_of, squeeze
from scraper.urls import canonical_url
from storage.events import PostComment
from storage.records import REMOVED, Comment, Media

_NUMBER = re.compile(r"post-(\d+)$")  # tag:blogger.com,1999:blog-1.post-2
_LAST_NUMBER = re.compile(r"/comments/(?:default|full|summary)/(\d+)$")
_LAST_LINK = re.compile(r"<a\s[^<>]*?href=[\"']([^\"'<>]+)[\"'](?:(?!<a\s).){0,400}$", re.IGNORECASE | re.DOTALL)
Record = Mapping[str, Any]


def read_posts(page: Page, frame: Frame) -> list[ReadEntry]:
    """The posts of an answer: whole, or what a feed of summaries says of them."""
    return posts_of(_stamped(json_value(page.body)), lambda record, stamp: _read_post(record, stamp, page, frame))


def read_comments(page: Page) -> ReadComments:
    """The comments of an answer, each with the address of its post; one that was removed without its words."""
    return comments_of(
        records_of(json_value(page.body)), lambda record: _comment(record, page), lambda record: string_at(record, "id", "$t")
    )


def records_of(answer: object) -> list[Record]:
    """The entries of an answer."""
    entries = value_at(answer, "feed", "entry")
    return [record for record in entries if isinstance(record, Mapping)] if isinstance(entries, list) else []


def keys_of(answer: object) -> list[str]:
    """The ids of an answer's entries: of comments the numbers under which they are kept."""
    return [key for record in records_of(answer) if (key := _number(record))]


def stamps_of(answer: object) -> list[Stamp]:
    """The posts that an answer names."""
    return [stamp for _record, stamp in _stamped(answer)]


def total_of(answer: object) -> int | None:
    """How many entries the feed says that it has on all of its pages."""
    return count_of(value_at(answer, "feed", "openSearch$totalResults", "$t"))


def start_of(answer: object) -> int:
    """The place of an answer's first entry among all, from 1."""
    return count_of(value_at(answer, "feed", "openSearch$startIndex", "$t")) or 1


def leads_on(answer: object) -> bool:
    """Whether an answer says that there is a next page (RFC 5005)."""
    links = value_at(answer, "feed", "link")
    return isinstance(links, list) and any(string_at(link, "rel") == "next" for link in links)


def _number(record: Record) -> str | None:
    found = _NUMBER.search(string_at(record, "id", "$t") or "")
    return found[1] if found else None


def _stamped(answer: object) -> Iterator[tuple[Record, Stamp]]:
    for record in records_of(answer):
        link, key = _link(record, "alternate"), _number(record)
        url = canonical_url(link) if link else None
        if url and key:
            yield record, Stamp(key=key, url=url, fingerprint=string_at(record, "updated", "$t"))


def _link(record: Record, relation: str) -> str | None:
    """Where the entry's link of this relation leads."""
    links = value_at(record, "link")
    ours = [link for link in links if string_at(link, "rel") == relation] if isinstance(links, list) else []
    return next((href for link in ours if (href := string_at(link, "href"))), None)


def _read_post(record: Record, stamp: Stamp, page: Page, frame: Frame) -> ReadEntry:
    entry = _entry(record, stamp, page)
    return read_entry(entry, frame) if entry.hints.body_is_whole else ReadEntry(entry.sighting, None, hints=entry.hints)


def _entry(record: Record, stamp: Stamp, page: Page) -> FeedEntry:
    entry = feed_entry(_as_atom(record), stamp.url, page.last_day)
    is_whole = "content" in record and not _is_cut(string_at(record, "content", "$t") or "", stamp.url)
    updated = if_later(entry.hints.updated, entry.hints.published)
    hints = replace(entry.hints, updated=updated, platform_id=stamp.key, cover=_cover(record), body_is_whole=is_whole)
    return FeedEntry(sighting=replace(entry.sighting, source="api", fingerprint=stamp.fingerprint), hints=hints)


def _is_cut(html: str, url: str) -> bool:
    """Whether a text ends with a link to the rest of it: a feed may end at each post's jump break."""
    found = _LAST_LINK.search(html[-1000:])
    return found is not None and canonical_url(unescape(found[1])) == url


def _as_atom(record: Record) -> dict[str, Any]:
    """Give an entry the names that feedparser gives to Atom's."""
    people, terms, title = value_at(record, "author"), value_at(record, "category"), value_at(record, "title", "$t")
    return {
        "title": title if isinstance(title, str) else None,
        "title_detail": {"type": "text/plain" if value_at(record, "title", "type") == "text" else "text/html"},
        "content": [{"value": string_at(record, "content", "$t") or ""}],
        "summary": string_at(record, "summary", "$t") or "",
        "published": string_at(record, "published", "$t"),
        "updated": string_at(record, "updated", "$t") or "",
        "authors": [_person(person) for person in people] if isinstance(people, list) else [],
        "tags": [{"term": string_at(term, "term") or ""} for term in terms] if isinstance(terms, list) else [],
        "thr_total": string_at(record, "thr$total", "$t"),
    }


def _person(person: object) -> dict[str, str | None]:
    return {"name": string_at(person, "name", "$t"), "href": string_at(person, "uri", "$t")}


def _cover(record: Record) -> Media | None:
    stated = string_at(record, "media$thumbnail", "url")
    url = canonical_url(stated) if stated else None
    return Media(url=url) if url else None


def _comment(record: Record, page: Page) -> Iterator[PostComment]:
    link = string_at(record, "thr$in-reply-to", "href") or _link(record, "alternate")
    url, key = canonical_url(link.partition("#")[0]) if link else None, _number(record)
    if not url or not key:
        return
    is_removed = _is_removed(record)
    html = string_at(record, "content", "$t") or string_at(record, "summary", "$t") or ""
    body = parse_text("" if is_removed else html).find("body")
    person = _person(value_at(record, "author", 0))
    answered = _LAST_NUMBER.search(_link(record, "related") or "")
    comment = Comment(
        key=key,
        text=plain_text(body),
        html=safe_html(body, url),
        author=squeeze(person["name"]) if person["name"] else None,
        author_url=canonical_url(person["href"] or ""),
        published=parse_date(string_at(record, "published", "$t") or "", not_after=page.last_day),
        parent=answered[1] if answered else None,
        status=REMOVED if is_removed else "approved",
    )
    yield PostComment(url=url, comment=comment)


def _is_removed(record: Record) -> bool:
    """Whether a comment's words were taken away: only its place in the thread is left."""
    said = value_at(record, "gd$extendedProperty")
    properties = said if isinstance(said, list) else []
    return any(string_at(one, "name") == "blogger.contentRemoved" and string_at(one, "value") != "false" for one in properties)
