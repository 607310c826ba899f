"""Addresses that say by themselves what they list: all posts, those of a year or a month, those of a category or a tag."""

import re

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
    r"[/?](?:categor(?:y|ies)|kategorien?|kategori(?:a|er)?|categorias?|rubriques?|etiquetas?|etiket|tags?|tagged|topics?|labels?)/[^?]*[^/?]"
    r"|[?&](?:cat|category|tag|c(?==[^\W\d]))=[^&]",
    re.IGNORECASE,
)


def is_calendar(url: str) -> bool:
    """Whether an address is that of a year or a month; a year behind a month is the name of a post's file: ``2005/10/2006.html``."""
    found = _CALENDAR.search(url)
    return found is not None and not _IN_MONTH.search(url[: found.start() + 1])
