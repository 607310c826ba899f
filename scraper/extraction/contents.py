"""The table of contents that a generator sets into a body: a word for it, and below it links to the body's own headings alone."""

import re

from lxml.etree import _Element

from scraper.extraction.elements import SUBHEADINGS, cut, elements_of, is_within, text_length, text_of
from scraper.extraction.noise import link_density
from scraper.extraction.page import is_of_page

_WORDS = re.compile(
    r"\W*(?:table\s+of\s+contents?|contents?|toc|on\s+this\s+page|in\s+this\s+(?:post|article)|inhalt(?:sverzeichnis)?|sommaire"
    r"|table\s+des\s+matières|(?:tabla\s+de\s+)?contenidos?|índice|indice|sumário|inhoud(?:sopgave)?|spis\s+treści|obsah|innehåll|indhold"
    r"|содержание|оглавление|зміст|περιεχόμενα|içindekiler|mục\s+lục|daftar\s+isi|目录|目錄|文章目录|目次|もくじ|목차|فهرست|المحتويات|תוכן\s+עניינים)\W*",
    re.IGNORECASE,
)
_LABELS = ("summary", "h2", "h3", "h4", "h5", "h6", "p", "div", "strong", "b", "span")
_MAX_PARTS = 2  # of a label: a box around more is none, and its text is long to read
_LEAST_LINKS = 2
_LEAST_HEADINGS = 3  # in a list of them; a line of meta may lead to the comments and to their form
_MOSTLY = 0.8


def cut_contents(container: _Element, base: str) -> None:
    """Cuts each table of contents with its label."""
    for label in list(elements_of(container, *_LABELS)):
        if len(label) > _MAX_PARTS or not is_within(label, container) or not _WORDS.fullmatch(text_of(label)):
            continue
        table = next((sibling for sibling in label.itersiblings() if text_of(sibling)), None)
        if table is not None and not (label.tail or "").strip() and _lists_headings(table, base):
            cut(table)
            cut(label)


def _lists_headings(table: _Element, base: str) -> bool:
    """Whether all that an element says are links into the page itself."""
    links = [link for link in elements_of(table, "a") if text_of(link)]
    is_own = all("#" in (link.get("href") or "") and is_of_page(link.get("href"), base) for link in links)
    return len(links) >= _LEAST_LINKS and is_own and link_density(table) > _MOSTLY


def is_of_text(element: _Element) -> bool:
    """Whether a short element is or holds what no line of meta does: code, a heading with the link to itself, a list of such headings."""
    parts = list(elements_of(element))
    headings = (part for part in parts if part.tag in SUBHEADINGS)
    if any(_leads_within(link) for heading in headings for link in elements_of(heading, "a")):
        return True
    if any(step.tag in {"pre", "code"} for step in (*parts, *element.iterancestors())):
        return True
    links = [step for step in (*parts, *element.iterancestors("a")) if step.tag == "a" and _leads_within(step)]
    return len(links) >= _LEAST_HEADINGS or sum(map(text_length, links)) >= _MOSTLY * text_length(element) > 0


def _leads_within(link: _Element) -> bool:
    return re.match(r"#.", link.get("href") or "") is not None
