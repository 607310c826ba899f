"""Terms that the class names of a post's element tell, as WordPress prints them whatever its theme shows: ``category-at-sea tag-9``.

A class has the term's slug, or its number where the slug is in other letters than Latin ones. The term's name stands where the page links
to it: beside the post, in a menu, in a cloud.
"""

import re
from collections.abc import Iterable, Iterator
from urllib.parse import parse_qs, unquote, urlsplit

from lxml.etree import _Element

from scraper.extraction.claims import MAX_TERM
from scraper.extraction.elements import attribute_words, elements_of, is_within, names_of, text_of
from scraper.extraction.page import absolute
from scraper.extraction.shown.terms import term_place
from storage.records import Term, TermKind

# what the core calls links to terms in its lists, clouds and menus
_NAMES = {
    TermKind.CATEGORY: frozenset({"cat-item", "menu-item-object-category"}),
    TermKind.TAG: frozenset({"tag-cloud-link", "menu-item-object-post_tag"}),
}
_PATHS = {TermKind.CATEGORY: re.compile(r"/category/|[?&]cat="), TermKind.TAG: re.compile(r"/tag/|[?&]tag=")}
_NUMBER = re.compile(r"(?:cat-item|tag-link)-(\d+)")
_COUNT = re.compile(r"\s*[(（\[]\d+[)）\]]$")
_NOT_IN_CLASS = re.compile(r"%[0-9a-f]{2}|[^a-z0-9_-]")
MAX_TERMS = 100


def classed_terms(tree: _Element, root: _Element, kind: TermKind, prefix: str, base: str) -> tuple[list[Term], list[str]]:
    """The terms of a kind that the post's element has in its class names, and what these have of those that the page does not name."""
    classes = [name.removeprefix(prefix) for name in names_of(root) if name.startswith(prefix) and name != prefix][:MAX_TERMS]
    links = [link for link in elements_of(tree, "a") if classes and text_of(link) and _kind(link) is kind]
    known: dict[str, _Element] = {}
    for link in sorted(links, key=lambda link: not link.get("rel")):  # those beside a post have it
        for name in _classes(link):
            known.setdefault(name, link)
    found = [known[name] for name in classes if name in known]
    lacking = [name for name in classes if name not in known]
    if lacking and (group := _of_the_post(links, root, classes)):
        found, lacking = group, []
    return [Term(name=_name(link), kind=kind, url=absolute(link.get("href"), base)) for link in found], lacking


def _kind(link: _Element) -> TermKind | None:
    rel = attribute_words(link, "rel")
    if "category" in rel:
        return TermKind.CATEGORY
    parent = link.getparent()
    names = {*names_of(link), *(names_of(parent) if parent is not None else ())}
    address = link.get("href") or ""
    told = (kind for kind in _NAMES if names & _NAMES[kind] or _PATHS[kind].search(address))
    return next(told, TermKind.TAG if "tag" in rel else None)


def _classes(link: _Element) -> Iterator[str]:
    """What stands behind the prefix in the class of the term to which a link leads."""
    parent = link.getparent()
    for name in (*names_of(link), *(names_of(parent) if parent is not None else ())):
        if number := _NUMBER.fullmatch(name):
            yield number[1]
    if slug := _slug(link):
        yield slug


def _slug(link: _Element) -> str | None:
    """The slug as a class has it, where anything is left of it: the core takes out what no class name has."""
    try:
        parts = urlsplit(link.get("href") or "")
    except ValueError:  # a placeholder: http://[url]/
        return None
    query = parse_qs(parts.query)
    stated = (query.get("tag") or query.get("cat") or [parts.path.rstrip("/").rpartition("/")[2]])[0]
    slug = _NOT_IN_CLASS.sub("", (stated if stated.isascii() else "").lower())
    return slug if slug.strip("-") and (not slug.isdecimal() or "cat" in query) else None


def _of_the_post(links: Iterable[_Element], root: _Element, classes: list[str]) -> list[_Element]:
    """The group of links nearest to the post that leads to as many terms as it has, and to none that it has not."""
    groups: dict[_Element | None, list[_Element]] = {}
    for link in links:
        groups.setdefault(term_place(link), []).append(link)
    fitting = {place: group for place, group in groups.items() if place is not None and _fits(group, classes)}
    for step in (root, *root.iterancestors()):
        near = [group for place, group in fitting.items() if is_within(place, step)]
        if near:
            addresses = {tuple(unquote(link.get("href") or "", errors="surrogateescape") for link in group) for group in near}
            return near[0] if len(addresses) == 1 else []
    return []


def _fits(group: list[_Element], classes: list[str]) -> bool:
    """Whether each link leads to a term of the post or to one that may be, where the class has a number and the address none or no more.

    A menu may have as many: one link has to be told, or all be marked as terms of what they stand in (``rel``).
    """
    slugs = [_slug(link) for link in group]
    told = [slug for slug in slugs if slug in classes]
    readable = [slug for slug in slugs if slug is not None and not slug.isdecimal()]
    is_marked = bool(told) or all(link.get("rel") for link in group)
    return is_marked and len(group) == len(classes) and set(readable) <= set(classes)


def _name(link: _Element) -> str:
    return _COUNT.sub("", text_of(link)).lstrip("#").strip()[:MAX_TERM]
