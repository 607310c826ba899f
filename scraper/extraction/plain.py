"""From an element to plain text: one line a paragraph, list item, table row or heading; code and poems keep their lines."""

import re

from lxml.etree import _Element, iterwalk

from scraper.text import clean_text

BLOCKS = frozenset(
    {
        *("address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details", "dialog", "dir", "div", "dl", "dt"),
        *("fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "main", "menu"),
        *("nav", "ol", "p", "pre", "section", "summary", "table", "tbody", "tfoot", "thead", "tr", "ul", "td", "th"),
    }
)
SILENT = frozenset(
    {"script", "style", "noscript", "template", "head", "iframe", "object", "audio", "video", "svg", "canvas", "select", "textarea"}
)
_SPACES = re.compile(r"[ \t\r\f\v\n\u00a0\u200b]+")
_BLANK_LINES = re.compile(r"\n{2,}")


class _Lines:
    """Collects text; a break is only made where text follows text."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._at_start = True
        self._wants_space = False

    def add(self, text: str | None) -> None:
        if not text:
            return
        squeezed = _SPACES.sub(" ", text)
        stripped = squeezed.strip(" ")
        if not stripped:
            self._wants_space = True
            return
        if (self._wants_space or squeezed[0] == " ") and not self._at_start:
            self._parts.append(" ")
        self._parts.append(stripped)
        self._at_start = False
        self._wants_space = squeezed[-1] == " "

    def add_verbatim(self, text: str | None) -> None:
        if text:
            self._parts.append(text)
            self._at_start = text.endswith("\n")
            self._wants_space = False

    def end_line(self) -> None:
        if not self._at_start:
            self._parts.append("\n")
        self._at_start = True
        self._wants_space = False

    def text(self) -> str:
        lines = (line.rstrip() for line in clean_text("".join(self._parts)).split("\n"))
        return _BLANK_LINES.sub("\n", "\n".join(lines)).strip("\n")


def plain_text(element: _Element) -> str:
    """The text of an element as a reader sees it, one block a line."""
    lines = _Lines()
    silent = verbatim = 0
    for event, node in iterwalk(element, events=("start", "end")):
        tag = node.tag if isinstance(node.tag, str) else ""
        if event == "start":
            silent += tag in SILENT
            verbatim += tag == "pre"
            if not silent:
                _open(lines, tag, node, is_verbatim=verbatim > 0)
            continue
        if not silent and tag in BLOCKS:
            lines.end_line()
        silent -= tag in SILENT
        verbatim -= tag == "pre"
        if not silent and node is not element:
            (lines.add_verbatim if verbatim else lines.add)(node.tail)
    return lines.text()


def _open(lines: _Lines, tag: str, node: _Element, *, is_verbatim: bool) -> None:
    if tag in BLOCKS or tag == "br":
        lines.add_verbatim("\n") if is_verbatim and tag == "br" else lines.end_line()
    if tag:
        (lines.add_verbatim if is_verbatim else lines.add)(node.text)
