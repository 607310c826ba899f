"""Authors as the elements around a post name them, without any standard: classes, labels, bylines, notes on the author."""

import re
from itertools import pairwise

from lxml.etree import _Element

from scraper.dates import parse_date
from scraper.extraction.claims import Claims
from scraper.extraction.elements import SUBHEADINGS, attribute_words, elements_of, names_of, own_texts, text_of
from scraper.extraction.page import absolute, is_of_page, is_own
from scraper.extraction.people import (
    author_links,
    authors_from,
    behind_signed_day,
    byline_of,
    is_posted_by,
    leads_on,
    names_author,
    unique,
    without_further_labels,
)
from scraper.extraction.shown.heading import heading_text
from scraper.extraction.shown.scope import AUTHOR_NAMES, Scope
from scraper.extraction.shown.terms import is_term_link
from scraper.text import count_words
from storage.records import Author

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
LINE_PARTS = re.compile(r"\s+(?:[|·•‧∙—–]|/{1,2})\s+|\s{2,}|\s*[|·•]\s*|\n+|(?<=\d{4}-\d\d-\d\d)\s*[,，]\s*")
_SIGNS = frozenset("|·•/")
_MAX_BYLINE_WORDS = 12


def read_byline(scope: Scope, base: str) -> Claims:
    """Authors that the post itself labels in so many words ("Author: …"): metadata often names the blog's owner instead."""
    labelled = (e for e in scope.around if is_author_element(e) and _LABELLED.search(text_of(e)) and not _PICTURED_BY.match(text_of(e)))
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


def shown_authors(elements: list[_Element], base: str) -> tuple[Author, ...]:
    """The authors that links, classes or words name; a note on the author counts where nothing else does."""
    links = [element for element in elements if _is_author_link(element)]
    marked = [e for e in elements if is_author_element(e) and not _is_of_day_alone(e) and (e.tag != "a" or not _is_in_note(e))]
    # a note on the author ends with a link to all of their posts, in words of its own
    leading = [link for link in author_links(elements, base) if not _is_in_note(link)]
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
    headings = (heading for note in notes for heading in elements_of(note, *SUBHEADINGS))
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
        parts = [part.strip() for part in LINE_PARTS.split(text_of(place)) if part.strip()]
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


def is_author_element(element: _Element) -> bool:
    """Whether an element is named as one that holds the author, and holds little."""
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
        named = next((e for e in (named, *elements_of(element, *SUBHEADINGS)) if e is not None and authors_from(text_of(e))), None)
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
