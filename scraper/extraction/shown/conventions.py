"""The markup conventions of blogs without any standard: where themes put date, byline and terms around a post's title and body."""

import re
from datetime import date

from lxml.etree import _Element

from scraper.extraction.claims import Claims
from scraper.extraction.elements import names_of, text_of
from scraper.extraction.shown.authors import shown_authors
from scraper.extraction.shown.counters import first_of_each, parse_counters
from scraper.extraction.shown.dates import day_above, later_date, shown_dates
from scraper.extraction.shown.keywords import keyword_terms
from scraper.extraction.shown.scope import Scope
from scraper.extraction.shown.terms import marks_tags, post_terms
from storage.records import Counter, Term, TermKind

_COUNTER_NAMES = re.compile(r"view|count|comment|like|stat|pv|visit")
_MAX_COUNTER = 80  # characters of what says a number and little more


def read_conventions(scope: Scope, base: str, languages: tuple[str, ...], not_after: date) -> Claims:
    """What the elements around the post say of it."""
    elements = list(scope.around)
    published, updated = shown_dates(elements, base, languages, not_after)
    published = published or day_above(scope.root, languages, not_after)
    return Claims(
        source="html",
        authors=shown_authors(elements, base),
        published=published,
        updated=updated if updated is not None or published is None else later_date(elements, published, languages, not_after),
        terms=_terms(scope, [element for element in elements if not scope.is_boxed(element)], base),
        has_marked_tags=marks_tags(elements, base),
        counters=_counters(elements),
    )


def _terms(scope: Scope, elements: list[_Element], base: str) -> tuple[Term, ...]:
    """The terms that the page shows at the post, and the keywords of its head where no tags are shown."""
    shown = post_terms(elements, scope.beside(), scope.inside(), base)
    kinds = {term.kind for term in shown}
    if TermKind.TAG in kinds or scope.root is None:
        return shown
    return (*shown, *(term for term in keyword_terms(scope.root.getroottree().getroot(), base) if term.kind not in kinds))


def _counters(elements: list[_Element]) -> tuple[Counter, ...]:
    named = (e for e in elements if any(_COUNTER_NAMES.search(name) for name in (*names_of(e), e.get("id") or "")))
    texts = (text for element in named if 0 < len(text := text_of(element)) <= _MAX_COUNTER)
    return first_of_each(counter for text in texts for counter in parse_counters(text))
