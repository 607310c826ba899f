"""Which links lead to further pages of a list: by their words, and by numbers in their addresses."""

import re
from urllib.parse import urlsplit

from lxml.html import HtmlElement

from scraper.extraction.lists.links import Anchor
from scraper.extraction.lists.words import OLDER, OLDER_POSTS
from scraper.urls import site_of, without_index

# "pg" is Textpattern's; copies in files spell the sign before it "%3F" or "@"
_PAGE_NUMBER = re.compile(
    r"(?:[/?]pages?[/:-]?|(?:[?&@]|%3F)(?:page|paged|pg)=|/index|(?-i:/P(?=\d+\.html)))(\d{1,4})(?:(?:/|\.html?)?$|(?=&))", re.IGNORECASE
)
_GOES_ON = re.compile(r"[?&]updated-max=")  # Blogger says where a list goes on, at an address of its own, and not the number of its page
_NUMBERED = re.compile(r"(.*/)(\d{1,4})(?:/|\.html?)?$")
_PAGER = re.compile(r"(?:^|[-_ ])(?:pagination|pager|paginator|page-?(?:nav(?:i|igation)?|numbers?))(?:$|[-_ ])", re.IGNORECASE)


def older_lists(anchors: list[Anchor], url: str) -> list[str]:
    """Links to further pages of this list: by their words, and by a page number one above this page's. Where pages have numbers, another
    query leads elsewhere: to the next month of a calendar. What is called older posts alone may be anywhere: ``/before/470765.html``.
    """
    number = _page_number(url)
    numbered: list[str] = []
    queried: list[str] = []
    named: list[str] = []
    for anchor in anchors:
        if not anchor.url.startswith(site_of(url)):
            continue
        found = _PAGE_NUMBER.search(without_index(anchor.url))
        says_older = bool(OLDER.match(anchor.text)) and any(c.isalpha() or c in "›»→" for c in anchor.text)
        is_next = (found and int(found[1]) == number + 1) or _is_next_number(anchor, url, says_older=says_older)
        if is_next or (says_older and (found or _GOES_ON.search(anchor.url))):
            numbered.append(anchor.url)
        elif says_older and _is_query_of(anchor.url, url):
            queried.append(anchor.url)
        elif OLDER_POSTS.match(anchor.text):
            named.append(anchor.url)
    return numbered or queried or named


def _is_query_of(further: str, url: str) -> bool:
    """Whether an address is the page's own with another query, which may say where a list goes on: ``?start=10``, ``?before=2024``."""
    ours, own = urlsplit(without_index(further)), urlsplit(without_index(url))
    return ours.path == own.path and bool(ours.query) and ours.query != own.query


def _is_next_number(anchor: Anchor, url: str, *, says_older: bool) -> bool:
    """Whether a link leads to the number after this page's, and says that there is more: by its words, below its address (``/blog/`` and
    ``/blog/2/``), or as that number in a place for page numbers, wherever. Some count addresses from zero, and "2" leads to ``/blog/1/``.
    """
    found, own = _NUMBERED.match(without_index(anchor.url)), _NUMBERED.match(without_index(url))
    if found is None:
        return False
    number, shown = int(found[2]), {found[2], str(int(found[2]) + 1)}
    is_in_pager = anchor.text in shown and _in_pager(anchor.element)
    if not (says_older or is_in_pager):
        return False
    if own is not None and own[1] == found[1]:
        return number == int(own[2]) + 1
    is_second = anchor.text == "2" or (says_older and number in {1, 2})
    return is_second and (is_in_pager or found[1] == without_index(url).rstrip("/") + "/")


def _in_pager(element: HtmlElement) -> bool:
    steps = list(element.iterancestors())[:5]
    return any(_PAGER.search(f"{step.get('class', '')} {step.get('id', '')}") for step in steps)


def _page_number(url: str) -> int:
    found = _PAGE_NUMBER.search(without_index(url))
    return int(found[1]) if found else 1
