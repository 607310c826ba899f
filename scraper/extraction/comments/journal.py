"""The comments on the page of an entry in LiveJournal and the sites of its code, with what each answers: whole ones only.

Sources: of dreamwidth/dreamwidth styles/core2.s2 and styles/siteviews/layout.s2, pages recorded in spec/support/fixtures of
glowfic-constellation/glowfic (2014 to 2016), and what public clients of LiveJournal read of its pages (``Site.page``, 2018 to 2026; before
that ``comments_json``). There the page has them for a script to show.
"""

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime
from typing import Any

from lxml.etree import _Element

from scraper.dates import parse_date
from scraper.extraction.comments.in_page import MAX_COMMENTS
from scraper.extraction.elements import names_of, select, text_of
from scraper.extraction.page import absolute, parse_text
from scraper.extraction.plain import plain_text
from scraper.extraction.sanitise import safe_html
from scraper.json_values import json_behind, string_at, value_at
from scraper.text import squeeze
from storage.records import REMOVED, Comment, StatedDate

_DATA = re.compile(r"\bSite\.page\s*=\s*(?={)")
_MOST_DATA = 20  # a page has them once
_KEY = re.compile(r"cmt(\d+)")
_COUNT = re.compile(r"[1-9][0-9]{0,18}")  # none is 0
_ANSWERED = re.compile(r"[?&]thread=(\d+)")


def read_journal_comments(tree: _Element, text: str, base: str, not_after: date) -> tuple[Comment, ...]:
    """The comments that stand in the page's data, else in its mark-up; a collapsed one is none, a removed one without its words."""
    data = [comment for record in _records(tree, text) if (comment := _of_record(record, base)) is not None]
    items = select(tree, ".dwexpcomment")[:MAX_COMMENTS] if not data and "dwexpcomment" in text else ()
    shown = (_of_element(item, base, not_after) for item in items)
    return (*data, *(comment for comment in shown if comment is not None))


def _records(tree: _Element, text: str) -> Iterator[Mapping[str, Any]]:
    """The records of the last data that hold any: the words of an entry may quote a script."""
    scripts = select(tree, "script#comments_json")[:1] if "comments_json" in text else ()
    places = [found.end() for found in _DATA.finditer(text)] if "Site.page" in text else []  # looked for on the pages of all platforms
    stated = (
        *(json_behind((script.text or "").strip(), 0) for script in scripts),
        *(json_behind(text, end) for end in places[-_MOST_DATA:]),
    )
    lists = [said if isinstance(said, list) else value_at(said, "comments") for said in stated]
    found = next((said for said in reversed(lists) if isinstance(said, list) and said), [])
    return (record for record in found[:MAX_COMMENTS] if isinstance(record, Mapping))


def _of_record(record: Mapping[str, Any], base: str) -> Comment | None:
    key, html, is_removed = _number(record.get("dtalkid")), string_at(record, "article"), record.get("deleted") == 1
    if key is None or (html is None and not is_removed):
        return None
    body = _with_subject("" if is_removed else html or "", string_at(record, "subject"))
    name = string_at(record, "dname") or string_at(record, "uname")
    return Comment(
        key=key,
        text=plain_text(body),
        html=safe_html(body, base),
        author=squeeze(name) if name else None,
        author_url=absolute(string_at(record, "commenter_journal_base"), base),
        published=_moment(record.get("ctime_ts")),
        parent=_number(record.get("parent")),
        status=REMOVED if is_removed else "approved",
    )


def _with_subject(html: str, subject: str | None) -> _Element:
    """The words with the subject above them, which the next reader sees first; an answer's is the question's again."""
    body: _Element = parse_text(html).find("body")
    if subject and text_of(body) and not subject.lower().startswith("re:"):
        line = body.makeelement("p")
        line.text, body.text, line.tail = squeeze(subject), None, body.text
        body.insert(0, line)
    return body


def _of_element(item: _Element, base: str, not_after: date) -> Comment | None:
    key = _KEY.fullmatch(item.get("id") or "")
    wrapper, content = (next(iter(select(item, css)), None) for css in (".comment-wrapper", ".comment-content"))
    if key is None or wrapper is None:
        return None
    is_removed = "deleted" in names_of(wrapper)
    if content is None and not is_removed:
        return None
    subject = next((text_of(e) for e in select(item, ".comment-title") if "no-subject" not in names_of(wrapper)), None)
    body = _with_subject("" if content is None else safe_html(content, base), subject)
    author = next(iter(select(item, ".comment-poster .ljuser a:has(b)")), None)
    moment = next((text_of(e) for e in select(item, ".datetime span[title]")), "")
    answered = next((found for e in select(item, ".commentparent a") if (found := _ANSWERED.search(e.get("href") or ""))), None)
    return Comment(
        key=key[1],
        text=plain_text(body),
        html=safe_html(body, base),
        author=text_of(author) if author is not None else None,
        author_url=absolute(author.get("href"), base) if author is not None else None,
        published=parse_date(moment, not_after=not_after),
        parent=answered[1] if answered else None,
        status=REMOVED if is_removed else "approved",
    )


def _number(value: object) -> str | None:
    return str(value) if isinstance(value, int | str) and _COUNT.fullmatch(str(value)) else None


def _moment(value: object) -> StatedDate | None:
    """A moment that is told in seconds since 1970."""
    seconds = _number(value)
    return StatedDate(datetime.fromtimestamp(int(seconds), UTC).isoformat()) if seconds and len(seconds) <= 10 else None
