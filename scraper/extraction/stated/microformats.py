"""Microformats2 ``h-entry``, the classic ``hentry``, and microdata of schema.org: marks in the post's own elements."""

import re
from datetime import date, time, timedelta

from lxml.etree import _Element
from lxml.html import HtmlElement

from scraper.dates import parse_date
from scraper.extraction.claims import MAX_TERM, Claims
from scraper.extraction.elements import attribute_words, elements_of, is_within, names_of, text_of
from scraper.extraction.page import absolute
from scraper.extraction.people import authors_from, unique
from scraper.extraction.stated.jsonld import POST_TYPES
from scraper.text import count_words, squeeze
from storage.records import Author, StatedDate, Term, TermKind

_ROOTS = frozenset({"h-entry", "hentry"})
_OTHERS = frozenset({"h-cite", "h-feed", "h-card", "vcard"})
_LABEL = re.compile(r"[^,:：]{1,20}[:：]\s*")
_NONE = frozenset("none 无 暂无 暂无标签".split())  # what Typecho's themes show behind "Tags:" where a post has none
_OUTERMOST_RDFA = "descendant-or-self::*[contains(@vocab, 'schema.org')][not(ancestor::*[contains(@vocab, 'schema.org')])]"


def stated_date(element: _Element, languages: tuple[str, ...], not_after: date) -> StatedDate | None:
    """The date that an element states: in its machine-readable attribute, else in its text.

    Where the attribute tells a moment in UTC and readers are shown the day before or after, that is the author's.
    """
    values = (element.get("datetime"), element.get("content"), element.get("title"), text_of(element))
    told = (parse_date(value, languages=languages, not_after=not_after) for value in values if value)
    stated = next((moment for moment in told if moment is not None), None)
    if stated is None or not stated.is_placeless or stated.utc.time() == time():  # midnight is a day, and shown wrong by clocks in the west
        return stated
    shown = parse_date(text_of(element), languages=languages, not_after=not_after)
    return shown if shown is not None and abs(shown.day - stated.day) == timedelta(days=1) else stated


def own_root(place: _Element | None, roots: list[_Element]) -> _Element | None:
    """Of several roots the one that holds the body or the title; a single one on the page is it anyway."""
    if place is not None:
        around = [root for root in roots if is_within(place, root)]
        if around:
            return around[-1]
        return None
    return roots[0] if len(roots) == 1 else None


def read_microformats(tree: _Element, place: _Element | None, base: str, languages: tuple[str, ...], not_after: date) -> Claims:
    """What the microformats of the entry around ``place`` say."""
    roots = [element for element in elements_of(tree) if _ROOTS & set(names_of(element))]
    root = own_root(place, roots)
    if root is None:
        return Claims(source="microformats")
    properties = _mf_properties(root)
    dates = {
        name: _first_date(properties.get(name, []), languages, not_after) for name in ("dt-published", "published", "dt-updated", "updated")
    }
    return Claims(
        source="microformats",
        title=next((text_of(e) for e in properties.get("p-name", []) if text_of(e)), None),
        authors=_mf_authors(properties.get("p-author", []), base),
        published=dates["dt-published"] or dates["published"],
        updated=dates["dt-updated"] or dates["updated"],
        terms=tuple(dict.fromkeys(Term(name=name) for e in properties.get("p-category", []) for name in _term_names(e))),
    )


def _mf_properties(root: _Element) -> dict[str, list[_Element]]:
    """The properties of one entry; those of entries and cards nested in it are their own."""
    found: dict[str, list[_Element]] = {}
    skipped: set[_Element] = set()
    for element in elements_of(root):
        if element is root:
            continue
        names = set(names_of(element))
        parent = element.getparent()
        if parent in skipped:
            skipped.add(element)
            continue
        for name in names & {"p-name", "p-author", "dt-published", "dt-updated", "p-category", "published", "updated", "author"}:
            found.setdefault(name, []).append(element)
        if names & (_ROOTS | _OTHERS) or "e-content" in names or "comment" in names:
            skipped.add(element)
    return found


def _first_date(elements: list[_Element], languages: tuple[str, ...], not_after: date) -> StatedDate | None:
    return next((stated for element in elements if (stated := stated_date(element, languages, not_after)) is not None), None)


def _mf_authors(elements: list[_Element], base: str) -> tuple[Author, ...]:
    found: list[Author] = []
    for element in elements:
        named = next((e for e in elements_of(element) if e is not element and {"p-name", "fn"} & set(names_of(e))), element)
        link = next((e for e in elements_of(element, "a") if e.get("href")), None)
        found.extend(
            authors_from(
                text_of(named) or squeeze(element.get("value") or ""), absolute(link.get("href"), base) if link is not None else None
            )
        )
    return unique(tuple(found))


def spell_rdfa(tree: HtmlElement) -> HtmlElement:
    """Spells the RDFa Lite of schema.org as microdata: its attributes say the same by other names."""
    for root in tree.xpath(_OUTERMOST_RDFA):  # each element once, however deep they lie in each other
        for element in elements_of(root):
            kind, name = element.get("typeof"), element.get("property") or ""
            if kind and element.get("itemtype") is None:
                element.set("itemscope", "")
                element.set("itemtype", f"https://schema.org/{kind.split()[0]}")
            if name and ":" not in name and element.get("itemprop") is None:
                element.set("itemprop", name)
    return tree


def read_microdata(tree: _Element, place: _Element | None, base: str, languages: tuple[str, ...], not_after: date) -> Claims:
    """What the microdata item around ``place`` says."""
    roots = [element for element in elements_of(tree) if element.get("itemscope") is not None and item_type(element) in POST_TYPES]
    types = frozenset(item_type(root) for root in roots)
    root = own_root(place, roots)
    if root is None:
        return Claims(source="microdata", types=types)
    properties = _item_properties(root)
    published = _first_date(properties.get("datepublished", []) + properties.get("datecreated", []), languages, not_after)
    return Claims(
        source="microdata",
        title=_nearest_value(properties.get("headline") or properties.get("name", []), place, tree),
        authors=_item_authors(properties.get("author", []) or properties.get("creator", []), base),
        published=published,
        updated=_first_date(properties.get("datemodified", []), languages, not_after),
        terms=_item_terms(properties),
        types=types,
    )


def _nearest_value(elements: list[_Element], place: _Element | None, tree: _Element) -> str | None:
    """The value that stands next before the body: a banner above may call the blog's section a headline too."""
    order = {element: number for number, element in enumerate(elements_of(tree))} if len(elements) > 1 else {}
    before = [element for element in elements if place is not None and order.get(element, 0) < order.get(place, 0)]
    return _value(before[-1]) if before else next((value for element in elements if (value := _value(element))), None)


def item_type(element: _Element) -> str:
    """The name of an element's type in microdata, without the vocabulary's address."""
    return re.split(r"[/:]", (element.get("itemtype") or "").split(" ")[0])[-1]


def _item_properties(root: _Element) -> dict[str, list[_Element]]:
    found: dict[str, list[_Element]] = {}
    foreign: set[_Element] = set()
    for element in elements_of(root):
        if element is root:
            continue
        if element.getparent() in foreign:
            foreign.add(element)
            continue
        for name in attribute_words(element, "itemprop"):
            found.setdefault(name, []).append(element)
        if element.get("itemscope") is not None:
            foreign.add(element)
    return found


def _value(element: _Element) -> str:
    return squeeze(element.get("content") or "") or text_of(element)


def _item_authors(elements: list[_Element], base: str) -> tuple[Author, ...]:
    found: list[Author] = []
    for element in elements:
        named = next((e for e in elements_of(element) if e is not element and "name" in attribute_words(e, "itemprop")), element)
        link = next((e for e in elements_of(element, "a", "link") if e.get("href")), None)
        found.extend(authors_from(_value(named), absolute(link.get("href"), base) if link is not None else None))
    return unique(tuple(found))


def _item_terms(properties: dict[str, list[_Element]]) -> tuple[Term, ...]:
    tags = [name for element in properties.get("keywords", []) for name in _term_names(element)]
    sections = [name for element in properties.get("articlesection", []) for name in _section_names(element)]
    return (
        *(Term(name=name) for name in dict.fromkeys(tags)),
        *(Term(name=name, kind=TermKind.CATEGORY) for name in dict.fromkeys(sections) if 0 < len(name) <= MAX_TERM),
    )


def _section_names(element: _Element) -> list[str]:
    """What an element calls the post's sections: its links where they are nearly all that it says ("in Rivers, Roads"), else its value."""
    links = [text_of(link) for link in elements_of(element, "a")]
    is_list = count_words(text_of(element)) <= sum(map(count_words, links)) + len(links)
    return links if links and is_list and not element.get("content") else [_value(element)]


def _term_names(element: _Element) -> list[str]:
    links = [text_of(link) for link in elements_of(element, "a")]
    label = None if element.get("content") or links else _LABEL.match(text_of(element))
    values = links or [part.strip() for part in _value(element)[label.end() if label else 0 :].split(",")]
    return [] if label and values[0].casefold() in _NONE else [value for value in values if 0 < len(value) <= MAX_TERM]
