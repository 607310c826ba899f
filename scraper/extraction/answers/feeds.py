"""Reads feeds: RSS, Atom, RDF (feedparser) and JSON Feed. Malformed ones give what can be read of them.

Sources: RSS 2.0, RFC 4287 (Atom), RFC 5005 (paging and archives), jsonfeed.org version 1.1.
"""

import hashlib
import html
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from io import BytesIO
from typing import Any

import feedparser
from w3lib.encoding import read_bom

from scraper.dates import parse_date, says_no_date
from scraper.extraction.lists.addresses import entry_place, shared_pages
from scraper.extraction.page import decode, strip_references
from scraper.extraction.people import authors_from, unique
from scraper.items import Hints, Page
from scraper.json_values import json_value
from scraper.text import clean_text, folded, squeeze
from scraper.urls import canonical_url, hostname
from storage.records import Author, Counter, Sighting, StatedDate, Term, TermKind

_INLINE = re.compile(
    r"</?(?:a|abbr|b|bdi|bdo|big|br|cite|code|del|dfn|em|font|i|img|ins|kbd|mark|q|s|samp|small|span|strike|strong|sub|sup|tt|u|var|wbr|p)"
    r"(?:\s[^<>]*)?/?>",
    re.IGNORECASE,
)
_CDATA = re.compile(r"\s*<!\[CDATA\[(.*)\]\](?:>|&gt;)\s*", re.DOTALL)
_REFERENCE = re.compile(r"&#(?:x([0-9a-f]{6,}+)|([0-9]{7,}+));?", re.IGNORECASE)
_COUNTED = re.compile(r"(.*\S) \[(\d{1,6})\]", re.DOTALL)
_ROOT = re.compile(rb"<(?:\w+:)?(rss|feed|RDF|(?i:html))[\s>]")
_DECLARATION = re.compile(rb"<\?xml[^>]*>")
MAX_CODE = 0x10FFFF
LEAST_BUILT = 3  # posts that share a time were written by a build; fewer may have been edited together
# How a document in wide characters begins that has no byte order mark (XML 1.0 appendix F, RFC 8259 is UTF-8 alone).
_WIDE = ((b"<\0\0\0", "utf-32-le"), (b"\0\0\0<", "utf-32-be"), (b"<\0", "utf-16-le"), (b"\0<", "utf-16-be"))
_CUT = re.compile(r"(?:\[?(?:…|\.\.\.|&#8230;|&hellip;)\]?|continue reading\W*|read (?:more|the rest)\W*)\s*(?:</\w+>\s*)*$", re.IGNORECASE)
_CALLED_EXCERPT = re.compile(r"""\s*<div class=["'][^"']*\bpost-excerpt\b""")  # ABlog names its content so


@dataclass(frozen=True, kw_only=True)
class FeedEntry:
    """One entry: the sighting it is, and all else it says of the post."""

    sighting: Sighting
    hints: Hints
    has_no_date: bool = False  # as the feed says, and not only leaves one out
    is_part: bool = False  # it names a place on a page that others of the feed share
    is_ahead: bool = False  # its date lies in the future, of an event perhaps: that is not believed, but a page has none


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """A feed document. ``older`` are the addresses of its further pages (RFC 5005 ``next`` and ``prev-archive``)."""

    home_url: str | None
    entries: tuple[FeedEntry, ...]
    older: tuple[str, ...]
    is_complete: bool  # RFC 5005 §2: <fh:complete/>


def read_feed(page: Page) -> Feed | None:
    """Return the feed that an answer holds, ``None`` when it holds none (an HTML page, an empty body)."""
    page = in_bytes_of_ascii(page)
    head = page.body.lstrip()[:1]
    if head == b"{":
        return _json_feed(page)
    root = _ROOT.search(page.body[:20_000])  # the first that it may be: an entry may hold a whole page
    if not head or root is None or root[1].lower() == b"html":
        return None
    parsed = feedparser.parse(BytesIO(xml_bytes(page)), sanitize_html=False, resolve_relative_uris=False)
    if not parsed.version and not parsed.entries:
        return None
    meta = parsed.feed
    title = clean_text(meta.get("title", "")) or None
    editors = _of_all_entries(meta, title, page.url) if parsed.version.startswith("atom") else ()  # RSS names editors, who need not write
    software = meta.get("generator", "").lower()
    mended = next((mend for name, mend in _MENDED.items() if name in software), None)
    raws = [mended(raw) for raw in parsed.entries] if mended else parsed.entries
    entries = _without_build_time(_entries(raws, page, editors), page.fetched_at)
    return Feed(
        home_url=canonical_url(meta.get("link", ""), page.url) if meta.get("link") else None,
        entries=tuple(entries),
        older=tuple(_older(meta, page.url)),
        is_complete="fh_complete" in meta,
    )


def xml_bytes(page: Page) -> bytes:
    """Give feedparser bytes whose declared encoding is true, whatever stands before the XML declaration."""
    start = page.body.find(b"<")
    body = page.body[max(start, 0) :]
    declaration = _DECLARATION.match(body)
    if declaration is not None and not declaration[0].isascii():  # feedparser cannot read that, nor then the rest
        body = body[declaration.end() :]
    if page.charset is None:
        return _without_odd_references(body.decode("latin-1")).encode("latin-1")  # of ASCII, as they are in every charset
    text = decode(page)
    text = text[max(text.find("<"), 0) :]
    return re.sub(r"^<\?xml[^>]*\?>", "", _without_odd_references(text), count=1).encode("utf-8")


def _without_odd_references(text: str) -> str:
    """One reference to what is no character (half of an emoji, a number beyond Unicode) costs feedparser the whole feed."""

    def keep(found: re.Match[str]) -> str:
        digits = (found[1] or found[2]).lstrip("0")[:9] or "0"
        return found[0] if int(digits, 16 if found[1] else 10) <= MAX_CODE else ""

    return _REFERENCE.sub(keep, strip_references(text))


def in_bytes_of_ascii(page: Page) -> Page:
    """The same document in UTF-8 where its byte order mark or its first bytes tell its encoding: what follows looks for ASCII in it."""
    encoding, mark = read_bom(page.body)
    if encoding is None:
        encoding, mark = next((name for start, name in _WIDE if page.body.startswith(start)), None), b""
    if encoding is None:
        return page
    text = page.body[len(mark or b"") :].decode(encoding, "replace")
    return replace(page, body=text.encode("utf-8", "replace"), charset="utf-8")


def _without_build_time(entries: list[FeedEntry], fetched_at: datetime) -> list[FeedEntry]:
    """Believe no moment that all entries share: a broken generator writes that of its run there, an import that of its own. One that is
    not of now is the posts' where their pages show no other.
    """
    dates = {entry.hints.published for entry in entries}
    built = next(iter(dates)) if len(dates) == 1 and len(entries) >= LEAST_BUILT else None
    if built is None or "T" not in built.iso:
        return entries
    if abs(built.utc - fetched_at) > timedelta(days=1):
        return [replace(e, hints=replace(e.hints, published=None).filled("feed", listed=built)) for e in entries]
    return [
        replace(e, hints=replace(e.hints, published=None), sighting=replace(e.sighting, published=None, fingerprint=None)) for e in entries
    ]


def _older(meta: dict[str, Any], base: str) -> list[str]:
    links = [link for link in meta.get("links", []) if link.get("rel") in {"next", "prev-archive"} and link.get("href")]
    return [url for link in links if (url := canonical_url(link["href"], base))]


def _entries(raws: list[dict[str, Any]], page: Page, editors: tuple[Author, ...]) -> list[FeedEntry]:
    links = [(raw, link, url) for raw in raws if (link := _link(raw, page.url)) and (url := canonical_url(link, page.url))]
    shared = shared_pages((url, entry_place(link)) for _, link, url in links)
    entries = ((feed_entry(raw, url, page.last_day, editors), link) for raw, link, url in links)
    return [replace(entry, is_part=entry.sighting.url in shared and bool(entry_place(link))) for entry, link in entries]


def feed_entry(raw: dict[str, Any], url: str, not_after: date, editors: tuple[Author, ...] = ()) -> FeedEntry:
    """What an entry says of the post at ``url``, in the names that feedparser gives to Atom's; a title is HTML unless it says otherwise."""
    title = _title(raw)
    contents = [_unwrapped(c.get("value") or "") for c in raw.get("content", [])]
    content = max(contents, key=len, default="")
    summary = _unwrapped(raw.get("summary") or "")
    summary = summary if summary != content else ""
    body = content or summary
    is_whole = bool(content) and not _CUT.search(content.rstrip()[-200:]) and not _CALLED_EXCERPT.match(content)
    published, updated = _dates(raw, not_after)
    authors = _authors(raw)
    inherited = () if authors else _authors(raw.get("source") or {}) or editors
    hints = Hints(
        source="feed",
        title=title,
        authors=authors or inherited,
        published=published,
        updated=updated,
        terms=_terms(raw),
        body_html=body or None,
        body_is_whole=is_whole,
        excerpt=clean_text(_strip_markup(summary)) or None if summary else None,
        platform_id=_id(raw, url),
        counters=tuple(_counters(raw)),
        stated_by={"authors": "feed"} if inherited else {},  # not by the entry: a byline may know better
    )
    told = raw.get("published") or ""
    is_ahead = published is None and parse_date(told) is not None
    return FeedEntry(sighting=_sighting(url, hints), hints=hints, has_no_date=says_no_date(told), is_ahead=is_ahead)


def _without_count(raw: dict[str, Any]) -> dict[str, Any]:
    """An entry of Textpattern, which puts the number of comments behind the title: "Bread at sea level [3]"."""
    found = _COUNTED.fullmatch(raw.get("title") or "")
    return {**raw, "title": found[1], "slash_comments": found[2]} if found else raw


def _with_whole_text(raw: dict[str, Any]) -> dict[str, Any]:
    """An entry of Tumblr, whose description is the whole post, or the part before "Keep reading"."""
    text = raw.get("summary") or ""
    return raw if "content" in raw or 'class="read_more"' in text else {**raw, "content": [{"value": text}]}


_MENDED = {"textpattern": _without_count, "tumblr (": _with_whole_text}  # by what stands in the feed's generator


def _unwrapped(markup: str) -> str:
    """Templates that escape a CDATA section show its marks to every reader; they are none of the author's."""
    found = _CDATA.fullmatch(markup)
    return found[1] if found else markup


def _counters(raw: dict[str, Any]) -> Iterator[Counter]:
    """The number of comments, as feeds with the RSS module "slash", Atom threads (RFC 4685 §5) and LiveJournal's (Feed.pm) state it."""
    stated = str(raw.get("slash_comments") or raw.get("thr_total") or raw.get("lj_reply-count") or "")
    if stated.isdecimal() and len(stated) < 10:
        yield Counter(name="comments", value=int(stated))


def _id(raw: Any, url: str) -> str | None:
    """The id of an entry; its own address is none that the platform gave, and would take the place of one that its API says."""
    stated = raw.get("id") or None
    return None if stated is None or canonical_url(stated) == url else stated


def _sighting(url: str, hints: Hints) -> Sighting:
    published, updated, title = hints.published, hints.updated, hints.title or None
    said = "\0".join((title or "", published.iso if published else "", updated.iso if updated else "", hints.body_html or ""))
    fingerprint = hashlib.sha1(said.encode(errors="replace"), usedforsecurity=False).hexdigest()
    return Sighting(url=url, source="feed", title=title, published=published, modified=updated, fingerprint=fingerprint)


def _link(raw: dict[str, Any], base: str) -> str:
    """The address that an entry states; ``""`` where it states none."""
    guid = raw.get("id", "") if raw.get("guidislink", True) else ""
    stated = (raw.get("feedburner_origlink"), raw.get("link"), guid)
    return next((link for link in stated if link and canonical_url(link, base)), "")


def _dates(raw: dict[str, Any], not_after: date) -> tuple[StatedDate | None, StatedDate | None]:
    published = parse_date(raw.get("published") or raw.get("created") or "", not_after=not_after)
    updated = parse_date(raw.get("updated") or "", not_after=not_after) if "updated" in raw else None
    if published is None:  # an Atom entry without <published> has had one state only, as far as anybody said
        return updated, None
    return published, updated if updated != published else None


def _authors(raw: dict[str, Any]) -> tuple[Author, ...]:
    """As they are named; WordPress puts names into CDATA as they stand in HTML (``&#38;``)."""
    people = [p for p in raw.get("authors", []) if p.get("name")] or [raw.get("author_detail") or {}]
    named = [author for p in people for author in authors_from(html.unescape(p.get("name") or ""), p.get("href"))]
    return unique(tuple(named))


def _of_all_entries(meta: dict[str, Any], title: str | None, base: str) -> tuple[Author, ...]:
    """The authors that entries without any inherit from their feed (RFC 4287 §4.2.1, JSON Feed 1.1); the blog's own name is nobody's."""
    names = {folded(title or ""), folded(hostname(base))}
    return tuple(author for author in _authors(meta) if folded(author.name) not in names)


def _terms(raw: dict[str, Any]) -> tuple[Term, ...]:
    labels = dict.fromkeys(clean_text(t.get("label") or t.get("term") or "") for t in raw.get("tags", []))
    return tuple(Term(name=label, kind=TermKind.TAG) for label in labels if label)


def _title(raw: dict[str, Any]) -> str | None:
    """A title as text: an HTML one may hold markup, and angle brackets that are none of it ("A <blog> template"). An empty one says that
    the post has none.
    """
    text = raw.get("title")
    if text is None:
        return None
    return squeeze(text) if (raw.get("title_detail") or {}).get("type") == "text/plain" else title_text(text)


def title_text(markup: str) -> str:
    """The words of a title that is HTML."""
    return squeeze(html.unescape(_INLINE.sub("", markup)))


def _strip_markup(text: str) -> str:
    return re.sub(r"</?[a-zA-Z][^<>]*>", "", text)


def _json_feed(page: Page) -> Feed | None:
    try:
        data = json_value(decode(page).encode())
    except ValueError:
        return None
    if not isinstance(data, dict) or "jsonfeed.org" not in str(data.get("version")):
        return None
    items = data.get("items")
    raws = [_as_entry(item) for item in items if isinstance(item, dict)] if isinstance(items, list) else []
    older = canonical_url(str(data.get("next_url") or ""), page.url)
    title = clean_text(str(data.get("title") or "")) or None
    editors = _of_all_entries({"authors": _json_people(data)}, title, page.url)
    return Feed(
        home_url=canonical_url(str(data.get("home_page_url") or ""), page.url),
        entries=tuple(_entries(raws, page, editors)),
        older=(older,) if older else (),
        is_complete=False,
    )


def _as_entry(item: dict[str, Any]) -> dict[str, Any]:
    """Give a JSON Feed item the names that feedparser gives to Atom's; a field of another type than it should be says nothing."""
    tags = item.get("tags")
    title = item.get("title")
    return {
        "id": str(item.get("id") or ""),
        "guidislink": str(item.get("id")).startswith(("http://", "https://")),
        "link": _text(item.get("url")) or _text(item.get("external_url")),
        "title": title if isinstance(title, str) else None,
        "content": [{"value": _text(item.get("content_html")) or _text(item.get("content_text"))}],
        "summary": _text(item.get("summary")),
        "published": _text(item.get("date_published")),
        "updated": _text(item.get("date_modified")),
        "authors": _json_people(item),
        "tags": [{"term": str(tag)} for tag in _list(tags)],
    }


def _json_people(said: dict[str, Any]) -> list[dict[str, Any]]:
    people = said.get("authors") or [said.get("author")]
    return [{"name": _text(p.get("name")), "href": _text(p.get("url")) or None} for p in _list(people) if isinstance(p, dict)]


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []
