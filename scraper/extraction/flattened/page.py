"""A page of which only the text is left, line by line: its title, author, days, body, counters, terms and comments.

Three things tell a line's part: the lines that blog software itself writes, the line's place, and whether it repeats over the pages of
the blog. What none of them tells stays in the body, and the body is marked uncertain.
"""

import math
import re
from collections import Counter as Bag
from collections.abc import Iterable, Sequence
from dataclasses import replace
from html import escape

from scraper.errors import ExtractionError
from scraper.extraction.body.line_book import Kind, WidgetLines, fold_line
from scraper.extraction.body.widget_lines import line_book
from scraper.extraction.flattened.byline import author_below
from scraper.extraction.flattened.head import Head, read_head
from scraper.extraction.flattened.lines import Line, is_bare_label, is_repeated, is_term, labelled_terms, split_lines
from scraper.extraction.flattened.tail import Tail, find_end
from scraper.extraction.shown.counters import first_of_each
from scraper.text import clean_text
from storage.records import Author, Link, Post, Term, TermKind

MIN_FILES = 3  # fewer pages show no template
MAX_TERMS = 30  # lines below a label; more is a text
MAX_REPEATED = 160  # characters; a longer line that repeats may be a text that the author published twice
_URL = re.compile(r"https?://[^\s<>\"'()\[\]{}]+[^\s<>\"'()\[\]{}.,;:!?…]")


class LineCensus:
    """Counts on how many pages of one blog each short line stands."""

    def __init__(self) -> None:
        self._seen: Bag[str] = Bag()
        self._pages = 0

    def add(self, text: str) -> None:
        """Count the lines of one more page."""
        self._pages += 1
        self._seen.update({fold_line(line) for line in clean_text(text).split("\n") if line.strip() and len(line) <= MAX_REPEATED})

    def repeated(self) -> frozenset[str]:
        """The lines that at least three, and at least half, of the pages have: menus, footers and widgets."""
        needed = max(MIN_FILES, math.ceil(self._pages / 2))
        return frozenset(line for line, count in self._seen.items() if line and count >= needed)


def repeated_lines(texts: Iterable[str]) -> frozenset[str]:
    """The short lines that repeat over the pages of one blog."""
    census = LineCensus()
    for text in texts:
        census.add(text)
    return census.repeated()


def read_flattened(text: str, *, url: str, repeated_lines: frozenset[str] = frozenset()) -> Post:
    """The post that a page's bare text holds; ExtractionError where it holds nothing.

    ``repeated_lines`` come from the function of that name over the pages of the same blog.
    """
    platform = line_book().platform(text.splitlines())
    lines = split_lines(text, line_book(frozenset({platform.platform}) if platform else frozenset()))
    if not lines:
        raise ExtractionError("no text in it")
    head = read_head(lines, platform, repeated_lines)
    end, tail = find_end(lines, head.body, platform, repeated_lines)
    body, terms, author = _body(lines[head.body : end], head, tail, platform, repeated_lines)
    if not body and not head.title:
        body, head = lines, replace(head, uncertain=("title", "body"))  # nothing but lines of a platform: no post that we know
    return _post(url, replace(head, author=author), tail, body, terms, is_bounded=end < len(lines) or platform is None)


def _body(
    lines: Sequence[Line], head: Head, tail: Tail, platform: WidgetLines | None, repeated: frozenset[str]
) -> tuple[list[Line], list[Term], str | None]:
    """The lines of the body, without the widgets in and around it; the terms and the author that stood below it."""
    own = [line for line in lines if line.kind is not Kind.INLINE]
    categories = head.dropped if platform is not None else frozenset()
    terms: list[Term] = []
    while own and (taken := _chrome_below(own, head, platform, repeated)):
        terms = [*_terms(own[-taken:], categories), *terms]
        head = replace(head, author=head.author or author_below(own[-1]))
        del own[-taken:]
    first = next((i for i, line in enumerate(own) if not is_repeated(line, repeated)), 0)
    return [*head.kept, *own[first:], *tail.left], terms, head.author


def _chrome_below(lines: Sequence[Line], head: Head, platform: WidgetLines | None, repeated: frozenset[str]) -> int:
    """How many of the last lines are the page's and not the author's: buttons, terms, lines of the template."""
    last = lines[-1]
    if last.is_long or last.kind is Kind.OWN:
        return 0
    if last.kind in {Kind.SHARE, Kind.HEADER, Kind.COMMENT_BOX, Kind.TAGS} or is_repeated(last, repeated):
        return 1
    if platform is not None and (fold_line(last.text) in head.dropped or last.text.isdecimal()):
        return 1
    if len(lines) > 1 and (last.text == head.author or (head.author is None and platform is not None and author_below(last))):
        return 1
    for taken, line in enumerate(reversed(lines[-MAX_TERMS:]), 1):
        if line.kind is Kind.TAGS:
            return taken if is_bare_label(line) else 0
        if not is_term(line):
            return 0
    return 0


def _terms(lines: Sequence[Line], categories: frozenset[str]) -> list[Term]:
    if lines[0].kind is Kind.TAGS:
        return labelled_terms(lines)
    return [Term(name=line.text, kind=TermKind.CATEGORY) for line in lines if fold_line(line.text) in categories and line.kind is None]


def _post(url: str, head: Head, tail: Tail, body: Sequence[Line], terms: Sequence[Term], *, is_bounded: bool) -> Post:
    uncertain = [*head.uncertain]
    if head.kept or tail.left or not is_bounded:
        uncertain.append("body")
    fields = {
        "title": head.title,
        "subtitle": head.subtitle,
        "body_html": "\n".join(f"<p>{escape(line.text, quote=False)}</p>" for line in body),
        "body_text": "\n".join(line.text for line in body),
        "authors": (Author(name=head.author),) if head.author else (),
        "published": head.published,
        "updated": head.updated,
        "terms": tuple(dict.fromkeys((*head.terms, *terms))),
        "links": _links(body),
        "comments": tail.comments,
        "counters": first_of_each((*head.counters, *tail.counters)),
    }
    filled = {name: value for name, value in fields.items() if value}
    return Post(url=url, **filled, sources=dict.fromkeys(filled, "text"), uncertain=tuple(dict.fromkeys(uncertain)))  # type: ignore[arg-type]


def _links(body: Sequence[Line]) -> tuple[Link, ...]:
    """The addresses that the text itself shows."""
    return tuple(Link(url=url) for url in dict.fromkeys(found for line in body for found in _URL.findall(line.text)))
