"""Small questions to elements of a tree, and the one way of cutting: names, texts, visibility, selection, plain ancestors."""

import re
from collections.abc import Iterable, Iterator, Set
from functools import lru_cache

from cssselect.xpath import HTMLTranslator, XPathExpr
from lxml.etree import XPath, _Element
from lxml.html import HtmlElement
from lxml.html.defs import tags as lxml_tags

from scraper.text import squeeze

MAX_TEXT = 100_000
# as the living standard has them, obsolete ones too, and what search engines made up
HTML_TAGS = lxml_tags | frozenset("bdi data dialog hgroup main nobr noembed picture rb rtc search slot template xmp noindex spacer".split())
SUBHEADINGS = frozenset({"h2", "h3", "h4", "h5", "h6"})
HEADINGS = SUBHEADINGS | {"h1"}
_STRING = XPath("string()", smart_strings=False)
_PSEUDO = re.compile(r"::(?:attr\(([\w:.-]+)\)|text)\s*$")
_HIDDEN_STYLE = re.compile(r"(?:display\s*:\s*none|visibility\s*:\s*hidden)", re.IGNORECASE)


def names_of(element: _Element) -> tuple[str, ...]:
    """The lower-cased class names of an element; the tag too where it is the theme's own: ``<sidebar>``, ``<share-buttons>``."""
    names = element.get("class") or ""
    return _names(names if element.tag in HTML_TAGS else f"{element.tag} {names}")


@lru_cache(maxsize=4096)  # one page asks for the same few names thousands of times
def _names(attribute: str) -> tuple[str, ...]:
    return tuple(attribute.lower().split())


def attribute_words(element: _Element, name: str) -> list[str]:
    """The words of an attribute that may hold several, as ``rel`` and ``itemprop`` do, in lower case."""
    return (element.get(name) or "").lower().split()


def raw_text(element: _Element) -> str:
    """All text of an element, as it stands."""
    return str(_STRING(element))


def text_of(element: _Element) -> str:
    """The element's text as one clean line, as much of it as telling what the element is may need."""
    return squeeze(raw_text(element)[:MAX_TEXT])


def own_texts(element: _Element) -> tuple[str, ...]:
    """The pieces of text that stand in an element itself, and not in one within it."""
    return (element.text or "", *(child.tail or "" for child in element))


def texts_within(element: _Element, kept: Set[_Element]) -> Iterator[str]:
    """The pieces of text that an element holds itself and in those within it that are kept."""
    yield element.text or ""
    for child in element:
        if child in kept:
            yield from texts_within(child, kept)
        yield child.tail or ""


def text_length(element: _Element) -> int:
    """How many characters of text an element holds, white space left out at the ends of each piece."""
    return sum(len(part.strip()) for part in element.itertext())


def is_hidden(element: _Element) -> bool:
    """Whether a reader never sees the element, by its own attributes."""
    style = element.get("style")
    return element.get("hidden") is not None or (style is not None and _HIDDEN_STYLE.search(style) is not None)


def cut(element: _Element) -> None:
    """Takes an element out of its tree; the text after it stays."""
    parent = element.getparent()
    if parent is None:
        return
    tail = element.tail
    if tail:
        previous = element.getprevious()
        if previous is not None:
            previous.tail = (previous.tail or "") + " " + tail
        else:
            parent.text = (parent.text or "") + " " + tail
    element.tail = None
    parent.remove(element)


def cut_all(elements: Iterable[_Element]) -> None:
    """Cuts several elements, which may lie in each other."""
    for element in list(elements):
        cut(element)


def is_within(element: _Element, ancestor: _Element) -> bool:
    """Whether an element is the other one or lies in it."""
    return element is ancestor or any(parent is ancestor for parent in element.iterancestors())


def elements_of(tree: _Element, *tags: str) -> Iterator[HtmlElement]:
    """All elements (comments and instructions are none), of these tags where given."""
    for element in tree.iter(*tags):
        if isinstance(element.tag, str):
            yield element


class _Translator(HTMLTranslator):
    """CSS with ``:own-post``: the element of the post that the page is about, among others that look like it.

    WordPress numbers both: ``post-7`` is the class of that element, and ``postid-7`` of the body around it.
    """

    def xpath_own_post_pseudo(self, xpath: XPathExpr) -> XPathExpr:
        """The pseudo-class, found by its name."""
        number = "substring-before(concat(substring-after(concat(' ', normalize-space(/html/body/@class)), ' postid-'), ' '), ' ')"
        return xpath.add_condition(f"contains(concat(' ', normalize-space(@class), ' '), concat(' post-', {number}, ' '))")


_TRANSLATOR = _Translator()


@lru_cache(maxsize=512)
def _compiled(selector: str) -> XPath:
    return XPath(_TRANSLATOR.css_to_xpath(selector))


def select(tree: _Element, selector: str) -> list[_Element]:
    """The elements that a CSS selector names, in the order of the page; a ``::attr(x)`` at its end is not looked at."""
    found = _compiled(_PSEUDO.sub("", selector))(tree)
    return [element for element in found if isinstance(element, _Element)] if isinstance(found, list) else []


def values(tree: _Element, selector: str) -> list[str]:
    """The texts that a selector names, or the values of an attribute where it ends in ``::attr(name)``; empty ones left out."""
    pseudo = _PSEUDO.search(selector)
    attribute = pseudo[1] if pseudo else None
    found = (squeeze(element.get(attribute) or "") if attribute else text_of(element) for element in select(tree, selector))
    return [value for value in found if value]
