"""What Tumblr's first API says of posts (``/api/read/json``): it needs no key, and gives each post in the fields of its type.

Sources: tumblr.com/docs/en/api/v1; answers of 2009 to 2016 and models of clients in public repositories (TumblThree, jekyll-import).
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from hashlib import blake2b
from html import escape
from typing import Any
from urllib.parse import unquote

from scraper.dates import parse_date, told_twice
from scraper.extraction.answers.entry import Frame, ReadEntry, Stamp, posts_of, read_entry
from scraper.extraction.answers.feeds import FeedEntry, title_text
from scraper.items import Hints, Page
from scraper.json_values import json_value, string_at, value_at
from scraper.text import count_of, squeeze
from scraper.urls import canonical_url
from storage.records import Author, Counter, Link, Sighting, StatedDate, Term

_TITLES = ("regular-title", "link-text", "conversation-title")
# What is no content, or changes without it: counts, buttons, players with their tokens, portraits.
_PASSING = re.compile(r"note-count|audio-plays|(?:like|reblog)-button|reblog-key|tumblelog|(?:video|audio)-(?:player|embed).*|.*avatar.*")
_PHOTO = re.compile(r"photo-url-(\d+)")
_SOUND = re.compile(r"[?&;]audio_file=([^\"'&\s<>\\]+)")
_PLAYS = re.compile(r"<(?:iframe|embed|object|video)\b", re.IGNORECASE)
Record = Mapping[str, Any]


def read_posts(page: Page, frame: Frame) -> list[ReadEntry]:
    """The posts of an answer, whole."""
    answer = json_value(page.body)
    blog = string_at(answer, "tumblelog", "name")
    return posts_of(_stamped(answer), lambda record, stamp: _read_post(record, stamp, blog, page, frame))


def records_of(answer: object) -> list[Record]:
    """The records of an answer."""
    records = value_at(answer, "posts")
    return [record for record in records if isinstance(record, Mapping)] if isinstance(records, list) else []


def keys_of(answer: object) -> list[str]:
    """The ids of an answer's records."""
    return [key for record in records_of(answer) if (key := _id(record))]


def stamps_of(answer: object) -> list[Stamp]:
    """The posts that an answer names."""
    return [stamp for _record, stamp in _stamped(answer)]


def start_of(answer: object) -> int:
    """How many posts stand before those of an answer, the latest first."""
    return count_of(value_at(answer, "posts-start")) or 0


def total_of(answer: object) -> int | None:
    """How many posts the blog has."""
    return count_of(value_at(answer, "posts-total"))


def _id(record: Record) -> str | None:
    number = record.get("id")  # a number once, a string since
    return str(number) if isinstance(number, int | str) and str(number).isdecimal() else None


def _stamped(answer: object) -> Iterator[tuple[Record, Stamp]]:
    for record in records_of(answer):
        link, key = string_at(record, "url-with-slug") or string_at(record, "url"), _id(record)
        url = canonical_url(link) if link else None
        if url and key:
            yield record, Stamp(key=key, url=url, fingerprint=_fingerprint(record))


def _fingerprint(record: Record) -> str:
    """What changes with the post: no answer dates a change."""
    said = sorted((name, value) for name, value in record.items() if not _PASSING.fullmatch(name))
    return blake2b(repr(said).encode(errors="replace"), digest_size=12).hexdigest()


def _read_post(record: Record, stamp: Stamp, blog: str | None, page: Page, frame: Frame) -> ReadEntry:
    hints = _hints(record, stamp, blog, page)
    sighting = Sighting(url=stamp.url, source="api", title=hints.title, published=hints.published, fingerprint=stamp.fingerprint)
    read = read_entry(FeedEntry(sighting=sighting, hints=hints), frame)
    return replace(read, post=replace(read.post, links=(*read.post.links, *_reblogged(record)))) if read.post else read


def _hints(record: Record, stamp: Stamp, blog: str | None, page: Page) -> Hints:
    author = string_at(record, "tumblelog", "name") or blog
    tags = record.get("tags")
    notes = count_of(record.get("note-count"))
    return Hints(
        source="api",
        title=next((title_text(title) for name in _TITLES if (title := string_at(record, name))), ""),
        authors=(Author(name=squeeze(author)),) if author else (),
        published=_published(record, page),
        terms=tuple(Term(name=squeeze(tag)) for tag in tags if isinstance(tag, str) and tag.strip()) if isinstance(tags, list) else (),
        body_html=_BODIES.get(record.get("type", ""), _regular)(record),
        body_is_whole=True,
        platform_id=stamp.key,
        counters=(Counter(name="notes", value=notes),) if notes is not None else (),
    )


def _published(record: Record, page: Page) -> StatedDate | None:
    """The moment by the blog's clock, which is stated without its offset beside the same in UTC."""
    utc, local = (parse_date(string_at(record, name) or "", not_after=page.last_day) for name in ("date-gmt", "date"))
    if utc is None or local is None or not utc.is_placeless or local.has_offset:
        return utc or local
    return told_twice(datetime.fromisoformat(local.iso), datetime.fromisoformat(utc.iso).replace(tzinfo=None))


def _reblogged(record: Record) -> Iterator[Link]:
    """From where a post was taken over, and where it was first: not every text says so."""
    for name in ("reblogged-from", "reblogged-root"):
        url = canonical_url(string_at(record, f"{name}-url") or "")
        if url:
            yield Link(url=url, text=string_at(record, f"{name}-name"), rel=name)


# Bodies, in the order in which themes show their parts


def _regular(record: Record) -> str:
    return string_at(record, "regular-body") or ""


def _photo(record: Record) -> str:
    """A picture, or those of a set, which repeats the first; each at the largest size that is stated."""
    photos = record.get("photos")
    parts = [part for part in photos if isinstance(part, Mapping)] if isinstance(photos, list) else []
    return "".join(_figure(part, record) for part in parts or [record]) + (string_at(record, "photo-caption") or "")


def _figure(photo: Record, record: Record) -> str:
    sizes = {int(found[1]): url for name in photo if (found := _PHOTO.fullmatch(name)) and (url := string_at(photo, name))}
    if not sizes:
        return ""
    picture, link, caption = f'<img src="{escape(sizes[max(sizes)])}">', string_at(record, "photo-link-url"), string_at(photo, "caption")
    shown = f'<a href="{escape(link)}">{picture}</a>' if link else picture
    return f"<figure>{shown}{f'<figcaption>{caption}</figcaption>' if caption else ''}</figure>"


def _quote(record: Record) -> str:
    source = string_at(record, "quote-source")
    return f"<blockquote>{string_at(record, 'quote-text') or ''}</blockquote>{f'<div>{source}</div>' if source else ''}"


def _link(record: Record) -> str:
    url, words = string_at(record, "link-url") or "", string_at(record, "link-text")
    return f'<p><a href="{escape(url)}">{words or escape(url)}</a></p>{string_at(record, "link-description") or ""}'


def _conversation(record: Record) -> str:
    lines = record.get("conversation")
    if not isinstance(lines, list) or not lines:
        return "".join(f"<p>{line}</p>" for line in (string_at(record, "conversation-text") or "").splitlines())
    said = ((string_at(line, "label"), string_at(line, "phrase") or "") for line in lines)
    return "".join(f"<p>{f'<b>{label}</b> ' if label else ''}{phrase}</p>" for label, phrase in said)


def _audio(record: Record) -> str:
    player = string_at(record, "audio-embed") or string_at(record, "audio-player") or ""
    file = _SOUND.search(player)  # which a script would write into the page
    track = " – ".join(filter(None, (string_at(record, "id3-artist"), string_at(record, "id3-title"))))
    named = f"<figcaption>{escape(track)}</figcaption>" if track else ""
    shown = f'<audio src="{escape(unquote(file[1]))}"></audio>' if file else player
    return f"<figure>{shown}{named}</figure>{string_at(record, 'audio-caption') or ''}"


def _video(record: Record) -> str:
    source = string_at(record, "video-source") or ""
    player = next((html for html in (string_at(record, "video-player"), source) if html and _PLAYS.search(html)), None)
    address = canonical_url(source)
    shown = player or (f'<a href="{escape(address)}">{escape(address)}</a>' if address else "")
    return f"<figure>{shown}</figure>{string_at(record, 'video-caption') or ''}"


def _answer(record: Record) -> str:
    return f"<blockquote><p>{string_at(record, 'question') or ''}</p></blockquote>{string_at(record, 'answer') or ''}"


_BODIES = {
    "photo": _photo,
    "quote": _quote,
    "link": _link,
    "conversation": _conversation,
    "audio": _audio,
    "video": _video,
    "answer": _answer,
}
