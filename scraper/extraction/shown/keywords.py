"""The keywords of the head as terms, where the page itself tells that they are some: most themes state the same few on every page."""

from lxml.etree import _Element

from scraper.extraction.shown.terms import terms_of_blog
from scraper.extraction.stated.metadata import read_metas, split_names
from scraper.text import folded
from storage.records import Term

_MAX_KEYWORDS = 12


def keyword_terms(page: _Element, base: str) -> tuple[Term, ...]:
    """The keywords if each is the name of a tag or a category that the page links to, and not all of those are among them."""
    names = list(dict.fromkeys(folded(name) for value in read_metas(page).get("keywords", ()) for name in split_names(value)))
    if not 0 < len(names) <= _MAX_KEYWORDS:
        return ()
    known = {folded(term.name): term for term in terms_of_blog(page, base)}
    return tuple(known[name] for name in names) if set(names) < known.keys() else ()
