"""The markup conventions of blogs without any standard: where themes put date, byline and terms around a post's title and body."""

import re
from datetime import date
from itertools import pairwise, takewhile

from lxml.etree import _Element

from scraper.dates import date_in_line, parse_date
from scraper.extraction.claims import Claims
from scraper.extraction.contents import is_of_text
from scraper.extraction.counters import first_of_each, parse_counters
from scraper.extraction.elements import attribute_words, elements_of, names_of, own_texts, text_of, texts_within
from scraper.extraction.heading import heading_text
from scraper.extraction.keywords import keyword_terms
from scraper.extraction.microformats import stated_date
from scraper.extraction.page import absolute, is_of_page, is_own
from scraper.extraction.people import (
    authors_from,
    behind_signed_day,
    byline_of,
    is_posted_by,
    leads_on,
    leads_to_author,
    names_author,
    names_linked_author,
    signed_day,
    unique,
    without_further_labels,
)
from scraper.extraction.scope import AUTHOR_NAMES, Scope
from scraper.extraction.terms import is_term_link, marks_tags, post_terms
from scraper.text import count_words, squeeze
from storage.records import Author, Counter, StatedDate, Term, TermKind

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
_NOTE = re.compile(r"(?:[a-z]+[-_])?(?:about[-_]?(?:the[-_])?author|author[-_](?:bio|description|info|box|card|about))(?:[-_].*)?")
_BLOCK_AUTHOR = re.compile(r"(?!.*(?:quot|cite|bookmark|embed|photo|image|date))[\w-]+[-_]author(?:[-_]+name)?")
_DAY_AND_AUTHOR = re.compile(r"(?:[\w-]+[-_])?(?:date[-_]*(?:and[-_]*)?author|author[-_]*(?:and[-_]*)?date)")
# "by signing up, you agree" names nobody
_BYLINE = re.compile(r"(?i)(?:(?:written|posted|published|submitted)\s+)?(?:by|von|par|por):?\s+(?!(?-i:[a-z])\S*\s)(?=\S)(.{2,60})$")
_SIGNED = re.compile(
    r"(?i)(?:posted|submitted|gespeichert|geschrieben|soumis|publié|enviado|publicado|inviato|pubblicato|ingediend|geplaatst)"
    r"\s+(?:by|von|par|por|da|door)\s+\S(?:.{0,40}\S)?\s+(?:at|on|am|um|le|el|em|il|op)\s+(?=\D{0,12}\d).{4,40}"
)  # whatever the name begins with; Drupal has such a line above each post
_AUTHOR_TERM = re.compile(r"authors?|(?:written|posted|published) by|autor(?:in|en|es)?|auteurs?|作者|著者", re.IGNORECASE)
_NAME_TERM = re.compile(r"name|user|nom|nombre|nome", re.IGNORECASE)
_MAX_NOTE_WORDS = 60
_ABOUT = re.compile(r"about|über|sobre|propos|author|autor|auteur", re.IGNORECASE)
_LABELLED = re.compile(r"^[^:：\d]{2,25}[:：]\s*\S")
_PICTURED_BY = re.compile(r"photo|image|picture|illustration|fotos?\b|bild(?:er)?\b|ilustraci|immagin|摄影|图片", re.IGNORECASE)
_SEGMENT = re.compile(r"\s+(?:[|·•‧∙—–]|/{1,2})\s+|\s{2,}|\s*[|·•]\s*|\n+|(?<=\d{4}-\d\d-\d\d)\s*[,，]\s*")
# WordPress's first default theme told it in a sentence: "This entry was posted on Monday, May 5th, 2014 at 9:30 am and is filed under …"
_POSTED_ON = re.compile(r"\bwas (?:posted|published|written) on (.{6,48}?)(?=,? (?:and|by|in|under)\b|[.]? *$)", re.IGNORECASE)
_PADDED = re.compile(r"(?<=\w) {2}(?=\d\b)")  # strftime's "%e" gives every day two columns: "July  1, 2019"
_LONG_NUMBER = re.compile(r"\d{9,}")  # no reader takes it for a moment
_HEADINGS = ("h2", "h3", "h4", "h5", "h6")
_COUNTER_NAMES = re.compile(r"view|count|comment|like|stat|pv|visit")
_MAX_COUNTER = 80  # characters of what says a number and little more
_SIGNS = frozenset("|·•/")
_MAX_HEAD_TEXT = 400
_MAX_DATED = 80  # characters of a line that says who wrote the post and when
_STEPS_TO_DAY = 3  # boxes around a post, and around the posts of its day
_MAX_BYLINE_WORDS = 12


def read_byline(scope: Scope, base: str) -> Claims:
    """Authors that the post itself labels in so many words ("Author: …"): metadata often names the blog's owner instead."""
    labelled = (e for e in scope.around if _is_author_element(e) and _LABELLED.search(text_of(e)) and not _PICTURED_BY.match(text_of(e)))
    return Claims(source="html", authors=unique(tuple(author for element in labelled for author in _named(element, base))))


def read_notice(scope: Scope, base: str) -> Claims:
    """The author that a line beside the text names, whatever it is called: notices of copyright below a post have one."""
    said = [e for e in _written_by([e for e in scope.around if scope.is_outside_text(e)]) if not _is_of_card(e, base)]
    authors = unique(tuple(author for element in said for author in _named(element, base)))
    is_list = len(authors) > 1 and len({element.getparent() for element in said}) > 1  # as of books, each with its author
    return Claims(source="html", authors=() if is_list else authors)


def _is_of_card(element: _Element, base: str) -> bool:
    """Whether the lines beside one are labelled too, as in a card on a book; a notice of copyright gives the address of the post.

    A line of the post's tags is none of these.
    """
    parent = element.getparent()
    beside = [line for line in parent if line is not element] if parent is not None else []
    lines = [text_of(line) for line in beside if not any(is_term_link(link, base) for link in elements_of(line, "a"))]
    return any(_LABELLED.search(line) and not names_author(line) for line in lines) and not any("://" in line for line in lines)


def _written_by(elements: list[_Element]) -> list[_Element]:
    """The narrowest elements that say "author: …"."""
    said = [e for e in elements if names_author(text := text_of(e)) and count_words(without_further_labels(text)) <= _MAX_BYLINE_WORDS]
    wrappers = {step for e in said for step in e.iterancestors()}
    return [e for e in said if e not in wrappers]


def read_conventions(scope: Scope, base: str, languages: tuple[str, ...], not_after: date) -> Claims:
    """What the elements around the post say of it."""
    elements = list(scope.around)
    published, updated = _dates(elements, base, languages, not_after)
    published = published or _day_above(scope.root, languages, not_after)
    return Claims(
        source="html",
        authors=_authors(elements, base),
        published=published,
        updated=updated if updated is not None or published is None else _later(elements, published, languages, not_after),
        terms=_terms(scope, [element for element in elements if not scope.is_boxed(element)], base),
        has_marked_tags=marks_tags(elements, base),
        counters=_counters(elements),
    )


def _day_above(root: _Element | None, languages: tuple[str, ...], not_after: date) -> StatedDate | None:
    """The day in a heading right above the post's own element, where software sets one above the posts of each day."""
    steps = (root, *list(root.iterancestors())[:_STEPS_TO_DAY]) if root is not None else ()
    boxes = takewhile(lambda step: step.tag not in {"body", "main", "html"}, steps)
    above = next((before for box in boxes if (before := next(box.itersiblings("*", preceding=True), None)) is not None), None)
    if above is None or not (above.tag in _HEADINGS or any(_DATE_NAMES.fullmatch(name) for name in names_of(above))):
        return None
    return parse_date(text_of(above), languages=languages, not_after=not_after)


def _terms(scope: Scope, elements: list[_Element], base: str) -> tuple[Term, ...]:
    """The terms that the page shows at the post, and the keywords of its head where no tags are shown."""
    shown = post_terms(elements, scope.beside(), scope.inside(), base)
    kinds = {term.kind for term in shown}
    if TermKind.TAG in kinds or scope.root is None:
        return shown
    return (*shown, *(term for term in keyword_terms(scope.root.getroottree().getroot(), base) if term.kind not in kinds))


def _dates(elements: list[_Element], base: str, languages: tuple[str, ...], not_after: date) -> tuple[StatedDate | None, StatedDate | None]:
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


def _later(elements: list[_Element], published: StatedDate, languages: tuple[str, ...], not_after: date) -> StatedDate | None:
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
        is_marked = _is_author_element(element) or names_linked_author(element, base)
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
    parts = (segment for line in (_PADDED.sub(" ", text), text) for segment in _SEGMENT.split(line))
    return dict.fromkeys((*([told[1]] if told is not None else []), *parts))


def _authors(elements: list[_Element], base: str) -> tuple[Author, ...]:
    links = [element for element in elements if _is_author_link(element)]
    marked = [e for e in elements if _is_author_element(e) and not _is_of_day_alone(e) and (e.tag != "a" or not _is_in_note(e))]
    # a note on the author ends with a link to all of their posts, in words of its own
    leading = [element for element in elements if element.tag == "a" and leads_to_author(element, base) and not _is_in_note(element)]
    for found in ([link for link in links if not _is_in_note(link)], marked, links, leading):
        named = [author for element in found for author in _named(element, base)]
        if named:
            return unique(tuple(_people(named, base)))
    byline = next((authors_from(text_of(element)) for element in elements if _is_byline(element)), ())
    return byline or _defined(elements, base) or _headed(elements) or _in_block(elements, base) or _beside_day(elements)


def _people(named: list[Author], base: str) -> list[Author]:
    """Those of the marked names that are people's: the others are roles, days, accounts elsewhere, and a name with words around it."""
    full = [author.name for author in named if " " in author.name]
    alone = [author for author in named if not any(name != author.name and name in author.name for name in full)]
    return [author for author in alone if author.url and is_own(author.url, base)] or alone


def _defined(elements: list[_Element], base: str) -> tuple[Author, ...]:
    """The authors of a list of definitions, as Tailwind's starters have it; each may have one of their own with name and accounts."""
    for place in (e for e in elements if e.tag == "dd" and _AUTHOR_TERM.fullmatch(_term_of(e))):
        names = [e for e in elements_of(place, "dd") if e is not place and _NAME_TERM.fullmatch(_term_of(e))]
        people = unique(tuple(author for e in names or [place] for author in _named(e, base)))
        if people and count_words(text_of(place)) <= _MAX_NOTE_WORDS:
            return people
    return ()


def _term_of(definition: _Element) -> str:
    term = definition.getprevious()
    return text_of(term).strip(" :：") if term is not None and term.tag == "dt" else ""


def _is_byline(element: _Element) -> bool:
    """Whether a short line begins with "by"; a wrapper of several such lines is none, nor are words of a sentence ("by definition")."""
    text = byline_of(element)
    if element.tag in {"h1", "h2", "h3"} or len(text) > 80 or not _is_signed(text) or _is_in_prose(element):
        return False
    return not any(_is_signed(behind_signed_day(text_of(child))) for child in elements_of(element) if child is not element)


def _is_in_prose(element: _Element) -> bool:
    parent = element.getparent()
    if element.tag not in {"em", "i", "b", "strong", "a", "span"} or parent is None:
        return False
    return count_words(" ".join(own_texts(parent))) > _MAX_BYLINE_WORDS


def _is_signed(line: str) -> bool:
    return _BYLINE.match(line) is not None or _SIGNED.fullmatch(line) is not None or is_posted_by(line)


def _headed(elements: list[_Element]) -> tuple[Author, ...]:
    """A note on the author may name them in its heading alone."""
    notes = (e for e in elements if any(AUTHOR_NAMES.fullmatch(name) or _NOTE.fullmatch(name) for name in names_of(e)))
    headings = (heading for note in notes for heading in elements_of(note, *_HEADINGS))
    found = (authors_from(text_of(heading)) for heading in headings if not _ABOUT.search(text_of(heading)))
    return next((authors for authors in found if authors), ())


def _in_block(elements: list[_Element], base: str) -> tuple[Author, ...]:
    """Names of classes that end in the word, behind a block's own (BEM): nothing, where they name more than one."""
    marked = (e for e in elements if any(_BLOCK_AUTHOR.fullmatch(name) for name in names_of(e)) and not _is_in_note(e))
    named = (_named(element, base) for element in marked if count_words(text_of(element)) <= _MAX_BYLINE_WORDS)
    found = unique(tuple(author for authors in named for author in authors))
    return found if len(found) == 1 else ()


def _beside_day(elements: list[_Element]) -> tuple[Author, ...]:
    """The author in a place that is named for day and author, where a sign stands between the two: "Dec. 12, 2014 · Ann Lee"."""
    for place in elements:
        if not any(_DAY_AND_AUTHOR.fullmatch(name) for name in names_of(place)) or count_words(text_of(place)) > 2 * _MAX_BYLINE_WORDS:
            continue
        parts = [part.strip() for part in _SEGMENT.split(text_of(place)) if part.strip()]
        others = [part for part in parts if parse_date(part) is None]
        if len(parts) == 2 and len(others) == 1:
            return authors_from(others[0])
    return ()


def _is_author_link(element: _Element) -> bool:
    return element.tag == "a" and "author" in attribute_words(element, "rel")


def _is_of_day_alone(element: _Element) -> bool:
    """A place for author and day may hold the day alone, where the author has a note of their own below."""
    return element.find(".//time") is not None and element.find(".//a") is None


def _is_in_note(element: _Element) -> bool:
    return any(_NOTE.fullmatch(name) for step in element.iterancestors() for name in names_of(step))


def _is_author_element(element: _Element) -> bool:
    return (
        any(AUTHOR_NAMES.fullmatch(name) for name in (*names_of(element), (element.get("id") or "").lower()))
        or ("vcard" in names_of(element) and element.tag in {"address", "span"})
    ) and count_words(text_of(element)) <= _MAX_BYLINE_WORDS


def _named(element: _Element, base: str) -> tuple[Author, ...]:
    named = next(
        (
            e
            for e in elements_of(element)
            if (e.tag == "strong" or {"fn", "p-name", "author-name", "name"} & set(names_of(e))) and text_of(e)[-1:] not in {"", ":", "："}
        ),
        None,
    )
    links = _links_of_names([link for link in elements_of(element, "a") if text_of(link) and not is_of_page(link.get("href"), base)])
    if len(links) == 1 and leads_on(text_of(links[0])):
        named = next((e for e in (named, *elements_of(element, *_HEADINGS)) if e is not None and authors_from(text_of(e))), None)
    if named is None and len(links) == 1:
        named = links[0]
    address = absolute(links[0].get("href"), base) if len(links) == 1 else None
    if len(links) > 1:
        return unique(tuple(author for link in links for author in authors_from(text_of(link), absolute(link.get("href"), base))))
    return authors_from(heading_text(named if named is not None else element), address)


def _links_of_names(links: list[_Element]) -> list[_Element]:
    """The links of a byline as far as they lead to authors: behind "in", or behind a sign and in another folder, stand sections."""
    for place, (before, link) in enumerate(pairwise(links), 1):
        between = (before.tail or "").strip()
        if between == "in" or (between in _SIGNS and _folder(link) != _folder(links[0])):
            return links[:place]
    return links


def _folder(link: _Element) -> str:
    return re.sub(r"[^/]+/?(?:index\.\w+)?$", "", link.get("href") or "")


def _counters(elements: list[_Element]) -> tuple[Counter, ...]:
    named = (e for e in elements if any(_COUNTER_NAMES.search(name) for name in (*names_of(e), e.get("id") or "")))
    texts = (text for element in named if 0 < len(text := text_of(element)) <= _MAX_COUNTER)
    return first_of_each(counter for text in texts for counter in parse_counters(text))
