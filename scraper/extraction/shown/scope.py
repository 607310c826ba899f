"""The part of a page that speaks of one post, and what themes call its pieces."""

import re
from collections.abc import Iterator
from functools import cached_property

from lxml.etree import _Element

from scraper.extraction.elements import HEADINGS, elements_of, is_within, names_of, text_of
from scraper.extraction.noise import is_noise
from scraper.extraction.shown.heading import Heading
from scraper.extraction.shown.terms import TERM_NAMES
from scraper.text import count_words

AUTHOR_NAMES = re.compile(
    r"(?:[a-z]{1,4}-)?(?:p-|(?:post|entry|article|blog|meta|by|single|item|copyright)[-_]*)*(?:authors?|byline|by-line|writer"
    r"|posted-by|contributor)(?:[-_]*(?:name|link|title))?"
)
_NOT_OF_THE_POST = re.compile(
    r"related|recent|sidebar|(?<!evo_)widget(?!_core_item)|popular|comment(?!s?[-_]*(?:link|count|num))|respond|recommend|more-posts|prev|next"
    r"|archive-list|latest|trending|pagination|navigation|navbar|card-list",
    re.IGNORECASE,
)
# of themes in general, and of the generator ABlog under all of its themes
_META_BLOCK = re.compile(r"(?:\w+-)?(?:post|entry|article)[-_]+(?:meta|metadata|info|details|byline|authors?|date)|ablog__postcard")
_PAGE_FOOTERS = frozenset({"footer", "site-footer", "page-footer", "main-footer"})  # as ids; the bare word may be a post's class
_OWN_FOOTER = re.compile(r"(?:\w+-)?(?:post|entry|article)[-_]*(?:footer|foot|bottom)|(?:footer|foot)[-_]+(?:post|entry|article)")
_MAX_META_WORDS = 25


class Scope:
    """The part of a page that speaks of one post: around its title and body, without the body, comments and other posts."""

    def __init__(self, heading: Heading | None, place: _Element | None) -> None:
        self._heading = heading.element if heading is not None else None
        self._place = place
        self.root = self._root()

    def _root(self) -> _Element | None:
        inner = self._place if self._place is not None else self._heading
        if inner is None:
            return None
        for step in (inner, *inner.iterancestors()):
            holds_title = self._heading is None or is_within(self._heading, step)
            if step.tag in {"body", "html"}:
                return step if holds_title else None
            is_root = step.tag in {"article", "main"} or step.get("role") == "main"
            if holds_title and (is_root or {"h-entry", "hentry", "post"} & set(names_of(step))):
                return step
        return None

    @cached_property
    def around(self) -> tuple[_Element, ...]:
        """The elements of the scope outside of the body, in the order of the page, then those of the page's one meta block elsewhere."""
        return tuple(self._around())

    def _around(self) -> Iterator[_Element]:
        if self.root is None:
            return
        skipped: set[_Element] = set()
        for element in elements_of(self.root):
            if self._place is None and self._starts_prose(element):
                return  # without a known body its first paragraph ends what is about the post
            if element.getparent() in skipped or self._is_foreign(element):
                skipped.add(element)
                continue
            if self._place is not None and element is self._place and not self._holds_heading(self._place):
                yield from self._parts_in_body(self._place)
                skipped.add(self._place)
                continue
            yield element
        yield from self._blocks_elsewhere(self.root)

    def is_outside_text(self, element: _Element) -> bool:
        """Whether an element stands beside a body that is known: a text may quote somebody else's byline."""
        return self._place is not None and not is_within(element, self._place)

    def inside(self) -> Iterator[_Element]:
        """The elements of the text but those of other posts in it: some themes print the tags there without a name."""
        if self._place is None:
            return
        skipped = set(_headed_by_links(self._place)) - {self._place, *self._place.iterancestors()}
        for element in elements_of(self._place):
            if element.getparent() in skipped or self._is_foreign(element):
                skipped.add(element)
            elif element not in skipped:
                yield element

    def beside(self) -> Iterator[_Element]:
        """The elements of the page's main part outside of the scope: some themes print the terms above or below the post's own element."""
        if self.root is None:
            return
        main = next((step for step in self.root.iterancestors() if step.tag == "main" or step.get("role") == "main"), self.root.getparent())
        if main is None or main.tag in {"body", "html"}:
            return
        skipped = {self.root, *_headed_by_links(main)} - {*self.root.iterancestors()}
        for element in elements_of(main):
            if element.getparent() in skipped or (element is not main and self._is_foreign(element)):
                skipped.add(element)
            elif element not in skipped:
                yield element

    def _starts_prose(self, element: _Element) -> bool:
        return element.tag == "p" and count_words(text_of(element)) > _MAX_META_WORDS

    def _parts_in_body(self, body: _Element) -> Iterator[_Element]:
        """Some themes put the meta lines into the body's own element: its footer, its elements with the names of such lines."""
        wanted: set[_Element] = set()
        skipped: set[_Element] = set()  # a footer of the text may hold the comments
        for element in elements_of(body):
            if element is body:
                continue
            if element.getparent() in skipped or self._is_foreign(element):
                skipped.add(element)
            elif element.tag in {"header", "footer"} or is_noise(element) or element.getparent() in wanted:
                wanted.add(element)
                yield element

    def _blocks_elsewhere(self, root: _Element) -> Iterator[_Element]:
        """Some themes put date and author into a column beside the post: the block is named for it and there is one of its name."""
        blocks: dict[str, list[_Element]] = {}
        for element in elements_of(root.getroottree().getroot()):
            for name in names_of(element):
                if _META_BLOCK.fullmatch(name):
                    blocks.setdefault(name, []).append(element)
        for found in blocks.values():
            if (
                len(found) == 1
                and not is_within(found[0], root)
                and not any(self._is_other_post(step) for step in (found[0], *found[0].iterancestors()))
            ):
                yield from elements_of(found[0])

    def _is_other_post(self, element: _Element) -> bool:
        if element.tag == "article":
            return not self._holds_post(element)
        return any(_NOT_OF_THE_POST.search(name) and "sidebar" not in name for name in names_of(element)) and not self._holds_post(element)

    def _holds_heading(self, element: _Element) -> bool:
        return self._heading is not None and is_within(self._heading, element)

    def _is_foreign(self, element: _Element) -> bool:
        if element is self.root:
            return False
        if element is self._place:
            return False
        if element.tag in {"aside", "nav"} and any(
            pattern.fullmatch(name) for name in names_of(element) for pattern in (TERM_NAMES, _META_BLOCK, AUTHOR_NAMES)
        ):
            return False
        if element.tag in {"aside", "nav", "script", "style"} or self._is_footer_of_page(element):
            return True
        if self._holds_post(element):
            return False
        return (element.tag == "article" and self._place is not None) or any(
            _NOT_OF_THE_POST.search(name) for name in (*names_of(element), element.get("id") or "")
        )

    def is_boxed(self, element: _Element) -> bool:
        """Whether an element stands in a box with a heading of its own on a page that marks no post: lists of all categories do."""
        return any(self._is_box_of_page(step) and not self._holds_post(step) for step in (element, *element.iterancestors()))

    def _is_box_of_page(self, element: _Element) -> bool:
        if self.root is None or self.root.tag not in {"body", "html"} or element.tag not in {"div", "section", "li", "td"}:
            return False
        first = next(element.iterchildren("*"), None)
        is_headed = first is not None and first.tag in HEADINGS and not (element.text or "").strip()
        return is_headed and not any(
            pattern.fullmatch(name) for name in names_of(element) for pattern in (_META_BLOCK, AUTHOR_NAMES, TERM_NAMES)
        )

    def _is_footer_of_page(self, element: _Element) -> bool:
        """Whether a footer is that of the page, as one outside of any post is; one named as a post's is the post's.

        To ikiwiki a post is a page, below which it prints the tags.
        """
        if "pagefooter" in names_of(element):
            return False
        if (element.get("id") or "").lower() in _PAGE_FOOTERS or not _PAGE_FOOTERS.isdisjoint({*names_of(element)} - {"footer"}):
            return True
        is_of_root = element.tag == "footer" and self.root is not None and self.root.tag in {"body", "html"}
        return is_of_root and not any(_OWN_FOOTER.fullmatch(name) or _META_BLOCK.fullmatch(name) for name in names_of(element))

    def _holds_post(self, element: _Element) -> bool:
        return any(part is not None and is_within(part, element) for part in (self._heading, self._place))


def _headed_by_links(main: _Element) -> Iterator[_Element]:
    """The elements that hold a heading which leads to a page: teasers of other posts."""
    for heading in elements_of(main, *HEADINGS):
        steps = [heading, *heading.iterancestors()]
        links = (step for step in (*heading.iter("a"), *steps) if step.tag == "a")
        if any(not (link.get("href") or "#").startswith("#") for link in links):  # a "#" beside it leads to the heading itself
            yield from steps
