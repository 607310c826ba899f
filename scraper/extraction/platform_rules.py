"""Applies a platform's Rules to a page."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from lxml.etree import _Element
from lxml.html import HtmlElement

from scraper.dates import parse_date
from scraper.extraction.claims import MAX_TERM, Claims
from scraper.extraction.elements import elements_of, names_of, select, text_of, values
from scraper.extraction.page import absolute
from scraper.extraction.people import authors_from, unique
from scraper.extraction.shown.classed_terms import classed_terms
from scraper.extraction.shown.counters import first_of_each, parse_counters
from scraper.extraction.shown.terms import post_terms
from scraper.extraction.stated.microformats import stated_date
from scraper.items import Rules
from storage.records import Author, Counter, StatedDate, Term, TermKind


def post_root(tree: HtmlElement, rules: Rules) -> _Element:
    """The element within which the rules hold: the first that ``post`` names, else the page."""
    return next((found[0] for selector in rules.post if (found := select(tree, selector))), tree)


def read_platform(tree: HtmlElement, rules: Rules, base: str, languages: tuple[str, ...], not_after: date) -> Claims:
    """What the platform's own places hold."""
    root = post_root(tree, rules)
    return Claims(
        source="platform",
        title=true_title(_title(root, rules.title), rules),
        subtitle=_first(root, rules.subtitle),
        authors=_authors(root, rules.author, base),
        published=_placed(_date(root, rules.published, languages, not_after), rules.zone),
        updated=_placed(_date(root, rules.updated, languages, not_after), rules.zone),
        terms=tuple(term for kind in (TermKind.TAG, TermKind.CATEGORY) for term in _of_kind(tree, root, rules, kind, base)),
        counters=_counters(root, rules.counters),
    )


def told_apart(terms: tuple[Term, ...], shown: Claims, tree: HtmlElement, rules: Rules) -> tuple[Term, ...]:
    """A feed's terms with their kinds: it calls all of them tags, but names the categories first; the page tells where the tags begin.

    It does by the class names of the post's element, else by the tags that it shows.
    """
    if rules.term_classes is None or any(term.kind is not TermKind.TAG for term in terms):
        return terms
    names = names_of(post_root(tree, rules))
    categories, tags = (sum(name.startswith(prefix) for name in names) for prefix in rules.term_classes)
    if categories + tags != len(terms):
        on_page = {term.name.casefold() for term in shown.terms if term.kind is TermKind.TAG}
        categories = len(terms) - len(on_page)
        if not on_page or {term.name.casefold() for term in terms[categories:]} != on_page:
            return terms
    return (*(replace(term, kind=TermKind.CATEGORY) for term in terms[:categories]), *terms[categories:])


def without_keywords(stated: Sequence[Claims], tree: HtmlElement, rules: Rules) -> Sequence[Claims]:
    """What metadata say; without tags where the class names of the post's element tell categories and no tag: those are for machines."""
    if rules.term_classes is None:
        return stated
    names = names_of(post_root(tree, rules))
    has_categories, has_tags = (any(name.startswith(prefix) for name in names) for prefix in rules.term_classes)
    if has_tags or not has_categories:
        return stated
    return [replace(claims, terms=tuple(term for term in claims.terms if term.kind is not TermKind.TAG)) for claims in stated]


def true_title(title: str | None, rules: Rules) -> str | None:
    """A title; an empty one where the platform's words for that stand in its place."""
    return "" if title is not None and title.casefold() in rules.untitled else title


def platform_body(tree: HtmlElement, rules: Rules) -> _Element | None:
    """The element in which the platform keeps the body: the first that says anything, for themes call a cover's frame so too."""
    root = post_root(tree, rules)
    found = _selected(root, rules.body)
    return next((element for element in found if text_of(element)), found[0] if found else None)


def platform_comments(tree: HtmlElement, rules: Rules) -> list[_Element]:
    """The elements of the comments, one each."""
    return _selected(tree, rules.comments)


def _title(root: _Element, selectors: tuple[str, ...]) -> str | None:
    """The title; an element for it that is empty says that the post has none."""
    shown = [text_of(element) for element in _selected(root, selectors)]
    return next((text for text in shown if text), "" if shown else None)


def _first(root: _Element, selectors: tuple[str, ...]) -> str | None:
    return next((found[0] for selector in selectors if (found := values(root, selector))), None)


def _authors(root: _Element, selectors: tuple[str, ...], base: str) -> tuple[Author, ...]:
    for selector in selectors:
        if "::attr(" in selector:
            found = [author for value in values(root, selector) for author in authors_from(value)]
        else:
            found = [
                author
                for element in select(root, selector)
                for author in authors_from(text_of(element), absolute(element.get("href"), base))
            ]
        if found:
            return unique(tuple(found))
    return ()


def _date(root: _Element, selectors: tuple[str, ...], languages: tuple[str, ...], not_after: date) -> StatedDate | None:
    for selector in selectors:
        if "::attr(" in selector:
            stated = (parse_date(value, languages=languages, not_after=not_after) for value in values(root, selector))
        else:
            stated = (stated_date(element, languages, not_after) for element in select(root, selector))
        found = next((moment for moment in stated if moment is not None), None)
        if found is not None:
            return found
    return None


def _placed(stated: StatedDate | None, zone: str | None) -> StatedDate | None:
    """A time of the platform's zone with its offset; what is stated as a day stays one."""
    if stated is None or zone is None or stated.has_offset or "T" not in stated.iso:
        return stated
    return StatedDate(datetime.fromisoformat(stated.iso).replace(tzinfo=ZoneInfo(zone)).isoformat())


def _selected(root: _Element, selectors: tuple[str, ...]) -> list[_Element]:
    """The elements that selectors name, those of the first one first."""
    return [element for selector in selectors for element in select(root, selector)]


def _of_kind(tree: HtmlElement, root: _Element, rules: Rules, kind: TermKind, base: str) -> list[Term]:
    """The terms of a kind that the root shows, else those of its class names; a slug is the name of one that nothing on the page names."""
    selectors = rules.categories if kind is TermKind.CATEGORY else rules.tags
    others = _selected(root, rules.categories) if kind is TermKind.TAG else []
    shown = _terms([element for element in _selected(root, selectors) if element not in others], kind, base)
    if shown or rules.term_classes is None:
        return shown
    prefix = rules.term_classes[0 if kind is TermKind.CATEGORY else 1]
    linked, lacking = classed_terms(tree, root, kind, prefix, base)
    if lacking and any(term.kind is kind for term in post_terms(list(elements_of(root)), (), (), base)):
        return []  # what stands around the post tells more
    return [*linked, *(Term(name=slug, kind=kind) for slug in lacking if not slug.isdecimal())]


def _terms(elements: list[_Element], kind: TermKind, base: str) -> list[Term]:
    found: dict[str, Term] = {}
    for element in elements:
        name = text_of(element).lstrip("#").strip()
        if 0 < len(name) <= MAX_TERM:
            found.setdefault(name.casefold(), Term(name=name, kind=kind, url=absolute(element.get("href"), base)))
    return list(found.values())


def _counters(root: _Element, selectors: tuple[str, ...]) -> tuple[Counter, ...]:
    texts = (text for selector in selectors for text in values(root, selector))
    return first_of_each(counter for text in texts for counter in parse_counters(text))
