"""Addresses that say by themselves what they list: all posts, those of a year or a month, those of a category or a tag."""

import re
from collections import Counter
from collections.abc import Iterable

ARCHIVE_PATH = re.compile(
    r"/(?:archives?|all-?posts|posts|blog|weblog|journal|news|timeline|sitemap|toc|articles)(?:/|\.html?|\.php)?$",
    re.IGNORECASE,
)
# of a year or a month, as they are named: ``2014/05/``, ``2004_05_01_archive.html``, ``?m=200405``, ``archive/2014/05/1``
_CALENDAR = re.compile(
    r"/(?:archives?[-_])?(?:19|20)\d\d(?:[/_-]?(?:0[1-9]|1[0-2])|[/_-][1-9])?(?:(?:[_-]01)?[_-]archives?)?(?:/|/?index\.html?|\.html?|\.php)?$"
    r"|[?&]m=(?:19|20)\d\d(?:0[1-9]|1[0-2])?$|/archives?/(?:19|20)\d\d/(?:0[1-9]|1[0-2])/1/?$",
    re.IGNORECASE,
)
_IN_MONTH = re.compile(r"/(?:19|20)\d\d/(?:0?[1-9]|1[0-2])/(?:\d\d?/)?$")
SECTION = re.compile(
    r"[/?](?:categor(?:y|ies)|kategorien?|kategori(?:a|er)?|categorias?|rubriques?|etiquetas?|etiket|tags?|tagged|topics?|labels?)[/:][^?]*[^/?]"
    r"|[?&](?:cat|category|tag|c(?==[^\W\d]))=[^&]",
    re.IGNORECASE,
)
# places of a page that are no entries: comments, notes, the rest of a text, what leads around on the page
_OTHER_PLACE = re.compile(r"(?:c\d|comment|respon|repl|track|ping|fn|foot|note|ref|cite|more|top|disqus)", re.IGNORECASE)
_HALF = 0.5


def may_be_entry(fragment: str) -> bool:
    """Whether a fragment may be that of an entry of its page, and not of one of the other places that software names."""
    return bool(fragment) and not _OTHER_PLACE.match(fragment)


def entry_place(href: str) -> str:
    """The fragment of an address that leads to an entry on its page, with a number in it; ``""`` where it leads to none."""
    fragment = href.partition("#")[2]
    return fragment if may_be_entry(fragment) and any(map(str.isdigit, fragment)) else ""


def shared_pages(links: Iterable[tuple[str, str]]) -> frozenset[str]:
    """The pages to whose places links lead, where most lead to pages with several: the posts of old software share their pages.

    Two links into one page, to a comment perhaps, say nothing of the pages to which one leads each.
    """
    places = Counter(url for url, place in set(links) if place)
    return frozenset(places) if sum(count for count in places.values() if count > 1) >= _HALF * places.total() else frozenset()


def is_calendar(url: str) -> bool:
    """Whether an address is that of a year or a month; a year behind a month is the name of a post's file: ``2005/10/2006.html``."""
    found = _CALENDAR.search(url)
    return found is not None and not _IN_MONTH.search(url[: found.start() + 1])
