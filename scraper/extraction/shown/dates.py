"""Dates as the elements around a post show them, without any standard, and which of them is that of the last change."""

import re
from datetime import date
from itertools import takewhile

from lxml.etree import _Element

from scraper.dates import date_in_line, parse_date
from scraper.extraction.contents import is_of_text
from scraper.extraction.elements import SUBHEADINGS, names_of, text_of, texts_within
from scraper.extraction.page import is_of_page
from scraper.extraction.people import (
    names_linked_author,
    signed_day,
)
from scraper.extraction.shown.authors import LINE_PARTS, is_author_element
from scraper.extraction.stated.microformats import stated_date
from scraper.text import count_words, squeeze
from storage.records import StatedDate

_DATE_NAMES = re.compile(
    r"(?:(?:post|entry|article|blog|published|publish|meta|single|item)[-_]*)*(?:date|time|published|pubdate|datetime"
    r"|posted-on|timestamp|date-header|created|dateline|day)(?:[-_](?:published|time|header))?"
)
_UPDATED = re.compile(r"updated|update(?![a-z])|modif|lastmod|edited")
_UPDATED_TEXT = re.compile(
    r"\b(?:updated|modified|last edit(?:ed)?|revised|aktualisiert|geändert|mise? à jour|modifié|actualizado|actualización"
    r"|modificado|atualizado|atualização|aggiornato|aggiornamento|bijgewerkt|uppdaterad|opdateret|zaktualizowano|aktualizacja|güncelle\w*"
    r"|cập nhật|diperbarui|обновлен\w*|изменен\w*|оновлен\w*|ενημερώθηκε|ενημέρωση)\b|更新|修改|수정|עודכן"
    r"|تحديث|به‌روزرسانی|แก้ไขล่าสุด|अपडेट",
    re.IGNORECASE,
)
_PUBLISHED_TEXT = re.compile(
    r"\b(?:published|posted|created|written|veröffentlicht|publié|publicado|pubblicato|опубликован\w*)\b|发表|發表|发布|公開|投稿|創建|创建|작성",
    re.IGNORECASE,
)
# WordPress's first default theme told it in a sentence: "This entry was posted on Monday, May 5th, 2014 at 9:30 am and is filed under …"
_POSTED_ON = re.compile(r"\bwas (?:posted|published|written) on (.{6,48}?)(?=,? (?:and|by|in|under)\b|[.]? *$)", re.IGNORECASE)
_PADDED = re.compile(r"(?<=\w) {2}(?=\d\b)")  # strftime's "%e" gives every day two columns: "July  1, 2019"
_LONG_NUMBER = re.compile(r"\d{9,}")  # no reader takes it for a moment
_MAX_HEAD_TEXT = 400
_MAX_DATED = 80  # characters of a line that says who wrote the post and when
_STEPS_TO_DAY = 3  # boxes around a post, and around the posts of its day


def day_above(root: _Element | None, languages: tuple[str, ...], not_after: date) -> StatedDate | None:
    """The day in a heading right above the post's own element, where software sets one above the posts of each day."""
    steps = (root, *list(root.iterancestors())[:_STEPS_TO_DAY]) if root is not None else ()
    boxes = takewhile(lambda step: step.tag not in {"body", "main", "html"}, steps)
    above = next((before for box in boxes if (before := next(box.itersiblings("*", preceding=True), None)) is not None), None)
    if above is None or not (above.tag in SUBHEADINGS or any(_DATE_NAMES.fullmatch(name) for name in names_of(above))):
        return None
    return parse_date(text_of(above), languages=languages, not_after=not_after)


def shown_dates(
    elements: list[_Element], base: str, languages: tuple[str, ...], not_after: date
) -> tuple[StatedDate | None, StatedDate | None]:
    """Published and updated: what the element or the words before it call so, else the first date is the published one."""
    published = updated = first = None
    for element in elements:
        if not _is_dated(element, base):
            continue
        stated = stated_date(element, languages, not_after)
        if stated is None:
            continue
        if _says_updated(element):
            updated = updated or stated
        elif _says_published(element):
            published = published or stated
        else:
            first = first or stated
    if published is None and first is None:
        first, named_later = _dates_in_lines(elements, base, languages, not_after)
        updated = updated or named_later
    return published or first, updated


def later_date(elements: list[_Element], published: StatedDate, languages: tuple[str, ...], not_after: date) -> StatedDate | None:
    """A second, later moment in the same list of meta items, without a word: that of the last change."""
    moments = [element for element in elements if element.tag == "time" and element.get("datetime")]
    if len(moments) != 2 or not _share_list(*moments):
        return None
    stated = stated_date(moments[1], languages, not_after)
    return stated if stated is not None and stated.utc > published.utc else None


def _share_list(one: _Element, other: _Element) -> bool:
    lists = [next((step for step in element.iterancestors() if step.tag in {"ul", "ol", "dl"}), None) for element in (one, other)]
    return lists[0] is not None and lists[0] is lists[1]


def _is_in_teaser(element: _Element, base: str) -> bool:
    """Whether a date stands with other words in a link: it is that of what the link leads to, but for links to the page itself."""
    link = next(element.iterancestors("a"), None)
    if link is None or "bookmark" in (link.get("rel") or "") or next(link.iterancestors("h1"), None) is not None:
        return False
    if is_of_page(link.get("href"), base):
        return False
    return text_of(link) != text_of(element)


def _is_dated(element: _Element, base: str) -> bool:
    if _is_in_teaser(element, base):
        return False
    if element.tag == "time" or (element.tag == "abbr" and element.get("title")):
        return True
    return any(_DATE_NAMES.fullmatch(name) for name in names_of(element)) and count_words(text_of(element)) <= 25


def _says_updated(element: _Element) -> bool:
    names = " ".join((*_date_names(element), (element.get("itemprop") or "").lower()))
    if _UPDATED.search(names) and "published" not in names:
        return True
    label = _label(element)
    return _UPDATED_TEXT.search(label) is not None and _PUBLISHED_TEXT.search(label) is None


def _date_names(element: _Element) -> tuple[str, ...]:
    """The names of a date's element, and of the one around it that holds nothing else."""
    parent = element.getparent()
    return (*names_of(element), *(names_of(parent) if parent is not None and text_of(parent) == text_of(element) else ()))


def _says_published(element: _Element) -> bool:
    names = " ".join((*names_of(element), (element.get("itemprop") or "").lower()))
    return "published" in names or element.get("pubdate") is not None or _PUBLISHED_TEXT.search(_label(element)) is not None


def _label(element: _Element) -> str:
    """The words right before a date, or its own first ones: "Updated", "Posted on"."""
    own = re.split(r"\d", text_of(element), maxsplit=1)[0]
    previous = element.getprevious()
    parent = element.getparent()
    before = (previous.tail or "") if previous is not None else ((parent.text or "") if parent is not None else "")
    if not before.strip() and previous is not None and previous.tag not in {"time"} and not re.search(r"\d", text_of(previous)):
        before = text_of(previous)
    return f"{before[-60:]} {own[:60]} {element.get('title') or ''}"


def _dates_in_lines(
    elements: list[_Element], base: str, languages: tuple[str, ...], not_after: date
) -> tuple[StatedDate | None, StatedDate | None]:
    """A date that stands as a short line or a part of one beside the title, and one that its line calls that of the last change."""
    updated, around = None, frozenset(elements)  # a column that is around the post may hold the days of others
    for element in elements:
        if element.tag in {"h1", "script"} or len(element) > 8:
            continue
        text = "\n".join(part for part in texts_within(element, around) if part.strip()) if len(element) else (element.text or "")
        if not re.search(r"\d", text) or len(text) > _MAX_HEAD_TEXT or is_of_text(element):
            continue
        is_marked = is_author_element(element) or names_linked_author(element, base)
        for segment in (*_segments(text), signed_day(squeeze(text), is_marked=is_marked)):
            is_short = 6 <= len(segment.strip()) <= _MAX_DATED and _LONG_NUMBER.fullmatch(segment.strip()) is None
            stated = date_in_line(segment, languages=languages, not_after=not_after) if is_short else None
            if stated is None or not re.search(r"\d{4}", segment) or re.search("©|copyright", text, re.IGNORECASE):
                continue
            if _UPDATED_TEXT.search(segment) is None or _PUBLISHED_TEXT.search(segment) is not None:
                return stated, updated
            updated = updated or stated
    return None, updated


def _segments(text: str) -> dict[str, None]:
    """The parts of a line that signs or gaps hold apart; a gap before a single digit is taken for padding first, then for a gap."""
    told = _POSTED_ON.search(text.replace("\n", " "))
    parts = (segment for line in (_PADDED.sub(" ", text), text) for segment in LINE_PARTS.split(line))
    return dict.fromkeys((*([told[1]] if told is not None else []), *parts))
