"""The frame of a page: its menus, sidebars, headers and footers, which stand beside what the page is about."""

import re

from lxml.html import HtmlElement

from scraper.extraction.elements import names_of, text_length

_FRAME_TAGS = {"nav", "header", "footer", "aside", "form"}
_FRAME_BOXES = {"div", "section", "ul", "ol", "dl", "table", "td", "p"}
_FRAME_ROLES = {"navigation", "banner", "contentinfo", "complementary", "search", "menu"}
_FRAME_NAMES = re.compile(
    r"(?:^|[-_ ])(?:nav|navbar|navigation|menu|sidebar|footer|widgets?|breadcrumbs?|pagination|pager|paginator|tag-?cloud|"
    r"related|share|sharing|social)(?:$|[-_ ])",
    re.IGNORECASE,
)
# Inside one of these they are an entry's, not the page's; a list itself may have a footer with its pages.
_ENTRY_PARTS = {"header": {"article", "section", "li", "main"}, "footer": {"article", "li"}}
_WRAPPERS = {"div", "section", "td"}
_AROUND_ALL = {"form", "header"}  # ASP.NET puts each page into a form, and a header that is never closed holds all that follows
_WHOLE_PAGE = 0.9


class Frames:
    """Which elements of a page are menus, sidebars and footers, or lie in one."""

    def __init__(self, tree: HtmlElement) -> None:
        self._known: dict[HtmlElement, bool] = {}
        body = tree.find("body")
        self._body = body if body is not None else tree
        self._links = _count(self._body, "a")
        self._articles = _count(self._body, "article")
        self._entries = _count_entries(self._body)
        self._text = text_length(self._body)

    def hold(self, element: HtmlElement) -> bool:
        """Whether an element lies in a frame."""
        parent = element.getparent()
        if parent is None:
            return False
        if parent not in self._known:
            self._known[parent] = self._is_frame(parent) or self.hold(parent)
        return self._known[parent]

    def _is_frame(self, element: HtmlElement) -> bool:
        tag = element.tag
        if tag in {"body", "html", "main", "article"} or not isinstance(tag, str):
            return False
        if tag in _AROUND_ALL and (self._holds_most(element) or _is_unclosed(element)):
            return False
        if tag in _ENTRY_PARTS:
            return not any(a.tag in _ENTRY_PARTS[tag] for a in element.iterancestors())
        if tag in _FRAME_TAGS or element.get("role") in _FRAME_ROLES:
            return True
        # The id of a heading is its title's slug: a post called "Share this" is no share bar.
        names = f"{element.get('class', '')} {element.get('id', '')}"
        if tag not in _FRAME_BOXES or not _FRAME_NAMES.search(names) or _heads_article(element) or _ends_entry(element):
            return False
        return tag not in _WRAPPERS or not self._wraps_page(element)

    def _wraps_page(self, element: HtmlElement) -> bool:
        """Themes call the box around all of a page ``sidebar-left`` or ``menu-open``, for what is beside: it holds the main part too."""
        if element.find(".//main") is not None or element.find(".//*[@role='main']") is not None:
            return True
        if 0 < self._articles == _count(element, "article") or 0 < self._entries == _count_entries(element):
            return True
        # a menu may have nearly all links of a page, but not its title or its text
        return self._has_links(element) and (element.find(".//h1") is not None or text_length(element) > 0.5 * self._text)

    def _holds_most(self, element: HtmlElement) -> bool:
        return self._has_links(element) and text_length(element) > 0.5 * self._text

    def _has_links(self, element: HtmlElement) -> bool:
        return _count(element, "a") > _WHOLE_PAGE * self._links


def _is_unclosed(element: HtmlElement) -> bool:
    """Whether a header holds what none may (HTML §4.3.8): it ends where the page does."""
    return element.tag == "header" and (element.find(".//main") is not None or element.find(".//footer") is not None)


def _heads_article(element: HtmlElement) -> bool:
    """Whether the title of an entry stands in an element: to b2evolution each part of a post is a widget."""
    article = next(element.iterancestors("article"), None)
    heading = next(article.iter("h1", "h2", "h3"), None) if article is not None else None
    return heading is not None and element in heading.iterancestors()


def _ends_entry(element: HtmlElement) -> bool:
    """Whether an element is the footer of an entry, or a line of it, in which the permalink of one without a title stands, and that of
    each in Blogger's first templates, which know no other mark than "post".
    """
    is_footer = any(name.startswith("post-footer") for name in names_of(element))
    return is_footer and any(_is_entry(step) or "post" in names_of(step) for step in element.iterancestors())


def _is_entry(element: HtmlElement) -> bool:
    return "hentry" in names_of(element)


def _count_entries(element: HtmlElement) -> int:
    """How many entries are marked so (microformats); to Blogger the list of all of them is a widget."""
    return sum(map(_is_entry, element.iter("div", "article", "section", "li")))


def _count(element: HtmlElement, tag: str) -> int:
    return sum(1 for _ in element.iter(tag))
