"""What Ameba's API says of a blog's entries, and its pages of the blog's number.

Sources: a page recorded in 2026 (the fields of an entry and of its blog in ``window.INIT_DATA``), clients in public repositories (where
an answer has its entries and its paging; ``publish_flg`` is "open", or "amember" for what the author's friends at Ameba may see).
"""

import re
from collections.abc import Iterator, Mapping

from scraper.dates import if_later, parse_date
from scraper.extraction.answers.entry import Frame, ReadEntry, Record, Stamp, posts_of, read_entry
from scraper.extraction.answers.feeds import FeedEntry
from scraper.items import Hints, Page
from scraper.json_values import json_behind, json_value, string_at, value_at
from scraper.text import count_of, squeeze
from storage.records import Access, Sighting, Term, TermKind

_STATE = re.compile(r"window\.INIT_DATA\s*=\s*(?=\{)")
_TOLD = ("entry_title", "last_edit_datetime", "publish_flg", "theme_name")


def blog_number(html: str, name: str) -> str | None:
    """The number of a blog by its name, as its pages tell it to their script."""
    found = _STATE.search(html)
    number = value_at(json_behind(html, found.end()), "bloggerState", "bloggerMap", name, "blog") if found else None
    return str(number) if isinstance(number, int) and not isinstance(number, bool) else None


def keys_of(answer: object) -> list[str]:
    """The ids of an answer's entries."""
    return [stamp.key for stamp in stamps_of(answer, home="")]


def total_of(answer: object) -> int | None:
    """How many entries the API says there are."""
    return count_of(value_at(_paging(answer), "total_count"))


def next_of(answer: object) -> int | None:
    """Where the next answer begins; ``None`` where this one was the last."""
    place, total = count_of(value_at(_paging(answer), "next")), total_of(answer)
    return place if place and total and place < total else None


def stamps_of(answer: object, *, home: str) -> list[Stamp]:
    """The entries that an answer names, below the blog's ``home``."""
    return [stamp for _record, stamp in _stamped(answer, home)]


def read_entries(page: Page, frame: Frame, *, home: str) -> list[ReadEntry]:
    """What an answer says of its entries; the text is on their pages, but of those that strangers may not see."""
    return posts_of(_stamped(json_value(page.body), home), lambda record, stamp: _entry(record, stamp, page, frame))


def _paging(answer: object) -> object:
    pages = value_at(answer, "entities", "blogPageMap")
    return value_at(next(iter(pages.values()), None), "paging") if isinstance(pages, Mapping) else None


def _stamped(answer: object, home: str) -> Iterator[tuple[Record, Stamp]]:
    entries = value_at(answer, "entities", "entryMap")
    for record in entries.values() if isinstance(entries, Mapping) else ():
        key = str(value_at(record, "entry_id"))
        if key.isdecimal():
            place = f"{home}/entry-{key}.html" if _is_open(record) else f"{home}/amemberentry-{key}.html"
            yield record, Stamp(key=key, url=place, fingerprint=" ".join(str(record.get(name)) for name in _TOLD))


def _is_open(record: Record) -> bool:
    return string_at(record, "publish_flg") in {None, "open"}


def _entry(record: Record, stamp: Stamp, page: Page, frame: Frame) -> ReadEntry:
    published = parse_date(string_at(record, "entry_created_datetime") or "", not_after=page.last_day)
    theme = string_at(record, "theme_name")
    title = string_at(record, "entry_title")
    hints = Hints(
        source="api",
        title=squeeze(title) if title else None,
        published=published,
        updated=if_later(parse_date(string_at(record, "last_edit_datetime") or "", not_after=page.last_day), published),
        terms=(Term(name=squeeze(theme), kind=TermKind.CATEGORY),) if theme else (),
        platform_id=stamp.key,
        access=Access.PUBLIC if _is_open(record) else Access.MEMBERS,
    )
    sighting = Sighting(
        url=stamp.url, source="api", title=hints.title, published=published, modified=hints.updated, fingerprint=stamp.fingerprint
    )
    return ReadEntry(sighting, None, hints=hints) if _is_open(record) else read_entry(FeedEntry(sighting=sighting, hints=hints), frame)
