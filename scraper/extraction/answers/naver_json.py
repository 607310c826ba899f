"""What the lists of Naver say of a blog's posts, and of their tags.

Sources: clients in public repositories that name the fields and what they found in answers of 2023 to 2026 (titles escaped as in forms,
numbers as strings, days of Seoul, "4시간 전" in place of the day for a day; ``openType`` 2 for what all may see), and gallery-dl.
"""

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from html import unescape
from typing import Any
from urllib.parse import unquote_plus
from zoneinfo import ZoneInfo

from scraper.dates import parse_date
from scraper.extraction.answers.entry import Frame, ReadEntry, Record, Stamp, posts_of, read_entry, records_in
from scraper.extraction.answers.feeds import FeedEntry
from scraper.items import Hints, Page
from scraper.json_values import json_value, string_at, value_at
from scraper.text import count_of, squeeze
from storage.records import Access, Counter, Sighting, StatedDate, Term

ZONE = "Asia/Seoul"
_TOLD = ("title", "categoryNo", "openType", "isPostNotOpen")
_CLOSED = ("isPostNotOpen", "isPostBlocked", "isBlockTmpForced")
_OPEN_TO_ALL = "2"
_AGO = re.compile(r"(\d{1,2})\s*(분|시간)\s*전")
_UNITS = {"분": timedelta(minutes=1), "시간": timedelta(hours=1)}


def keys_of(answer: object) -> list[str]:
    """The numbers of an answer's posts."""
    return [key for record in _records(answer) if (key := string_at(record, "logNo"))]


def total_of(answer: object) -> int | None:
    """How many posts the list says there are."""
    return count_of(value_at(answer, "totalCount"))


def stamps_of(answer: object, *, home: str) -> list[Stamp]:
    """The posts that an answer names, below the blog's ``home``."""
    return [stamp for _record, stamp in _stamped(answer, home)]


def read_titles(page: Page, frame: Frame, *, home: str) -> list[ReadEntry]:
    """What a list says of its posts; the text is on their pages, but of those that strangers may not see."""
    return posts_of(_stamped(json_value(page.body), home), lambda record, stamp: _entry(record, stamp, page, frame))


def tags_of(answer: object) -> dict[str, tuple[Term, ...]] | None:
    """The tags that an answer tells of posts, by their numbers; ``None`` where it tells nothing of what was asked."""
    if not isinstance(value_at(answer, "taglist"), list):
        return None
    found: dict[str, tuple[Term, ...]] = {}
    for record in records_in(value_at(answer, "taglist")):
        names = unquote_plus(string_at(record, "tagName") or "").split(",")
        found[str(record.get("logno"))] = tuple(Term(name=name) for name in map(squeeze, names) if name)
    return found


def _records(answer: object) -> list[Record]:
    return records_in(value_at(answer, "postList"))


def _stamped(answer: object, home: str) -> Iterator[tuple[Record, Stamp]]:
    for record in _records(answer):
        key = string_at(record, "logNo")
        if key and key.isdecimal():
            day = _day(record)  # what is new is told by hours: the day is news once, and its page has the minute then
            told = " ".join([*(str(record.get(name)) for name in _TOLD), day.iso if day else ""])
            yield record, Stamp(key=key, url=f"{home}/{key}", fingerprint=told)


def _entry(record: Record, stamp: Stamp, page: Page, frame: Frame) -> ReadEntry:
    title = squeeze(unescape(unquote_plus(string_at(record, "title") or "")))
    comments = count_of(record.get("commentCount"))
    is_open = str(record.get("openType", _OPEN_TO_ALL)) == _OPEN_TO_ALL and not any(str(record.get(name)) == "1" for name in _CLOSED)
    hints = Hints(
        source="api",
        title=title or None,
        published=_day(record) or _recent(record, page.fetched_at),
        platform_id=stamp.key,
        counters=() if comments is None else (Counter(name="comments", value=comments),),
        access=Access.PUBLIC if is_open else Access.MEMBERS,
    )
    sighting = Sighting(url=stamp.url, source="api", title=hints.title, published=hints.published, fingerprint=stamp.fingerprint)
    return ReadEntry(sighting, None, hints=hints) if is_open else read_entry(FeedEntry(sighting=sighting, hints=hints), frame)


def _day(record: Record) -> StatedDate | None:
    return parse_date(string_at(record, "addDate") or "", languages=("ko",))


def _recent(record: Record, now: datetime) -> StatedDate | None:
    """The day in Seoul of what is told by minutes or hours, where all moments that this may mean are of one day."""
    ago = _AGO.fullmatch(squeeze(string_at(record, "addDate") or ""))
    if ago is None:
        return None
    latest, unit = now - int(ago[1]) * _UNITS[ago[2]], _UNITS[ago[2]]
    days: set[Any] = {moment.astimezone(ZoneInfo(ZONE)).date() for moment in (latest, latest - unit)}
    return StatedDate(days.pop().isoformat()) if len(days) == 1 else None
