"""Which links of a page are entries of its list, and what it says of each.

Entries are links of the page's main part that repeat in one place of its structure; a list is told from a menu by titles and dates.
"""

import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Set
from dataclasses import dataclass
from datetime import date

from lxml.html import HtmlElement

from scraper.dates import date_in_line, parse_date
from scraper.extraction.lists.addresses import is_calendar
from scraper.extraction.lists.links import Anchor, is_permalink
from scraper.extraction.lists.words import NO_TITLE
from scraper.items import Page
from scraper.shapes import shape_of
from scraper.urls import loose_key, may_be_page, site_of, without_index
from storage.records import StatedDate

_FURTHER = re.compile(r"(.+?)(?:/|[?&]page=)(\d{1,3})/?$")  # of a post on several pages
_LONG_NUMBER = 20  # characters of a number and the word before it: "Page 2", "Страница 12"
_SUMMARY = re.compile(r"/summary\.html$")  # Serendipity's, of a month
_NO_ENTRY = re.compile(r"^[\W\d]*$")  # page numbers, arrows, pictures
_DATE_TEXT_LIMIT = 80
_PARTS_OF_LINE = re.compile(r"\s*\|\s*|\s+(?:[·•]|/{1,2})(?:\s+|$)")  # "May 5, 2014 at 9:30 PM | categories:"
_MONTH_TEXT = re.compile(r"([^\W\d]{3,12}\.? (?:19|20)\d\d)(?:\s*[(\[（]\d+[)\]）])?")
_LEAST_SIBLINGS = 2


@dataclass(frozen=True, kw_only=True)
class ListedLink:
    """An entry of a list: its address, the title that the list gives, and the day that stands beside it."""

    url: str
    title: str | None
    published: StatedDate | None = None


def entries_of(anchors: list[Anchor], page: Page, site: str) -> tuple[ListedLink, ...]:
    """The entries of the lists that a page holds, each once, in their order."""
    groups: dict[str, list[Anchor]] = defaultdict(list)
    candidates = [a for a in anchors if not a.in_frame and _may_lead_to_page(a) and a.url != page.url and not _leads_to_month(a)]
    known = {loose_key(a.url) for a in candidates if _names_entry(a)} - {loose_key(site)}
    for anchor in candidates:
        if not _is_further_page(anchor, known):
            groups[_place(anchor.element)].append(anchor)
    found: dict[str, ListedLink] = {}
    today = page.fetched_at.date()
    for group in groups.values():
        named = [a for a in group if _names_entry(a)]
        ours = [a for a in named if loose_key(site_of(a.url)) == loose_key(site)]
        if len(ours) >= max(1, len(named) * 0.7):
            for entry in _listed(ours, site, today):
                found[entry.url] = _joined(found.get(entry.url), entry)
    for group in groups.values():
        for entry in _listed(_untitled(group, found), site, today):
            found.setdefault(entry.url, entry)
    return tuple(found.values())


def _may_lead_to_page(anchor: Anchor) -> bool:
    return may_be_page(anchor.url) and not (anchor.element.get("type") or "").endswith(("/atom+xml", "/rss+xml"))  # HTML §4.6.6


def _is_month(url: str) -> bool:
    """Whether an address ends with a year and a month: the list of that month's posts."""
    url = _SUMMARY.sub("", url)
    return is_calendar(url) and shape_of(url).classes[-2:] == ("{year}", "{month}")


def _leads_to_month(anchor: Anchor) -> bool:
    """Whether a link leads to the list of a month: what is ``2.html`` below a year and called "May" is no post."""
    return _is_month(anchor.url) or (is_calendar(anchor.url) and (says_month(anchor.text) or says_month(f"{anchor.text} 2000")))


def says_month(text: str) -> bool:
    """Whether words are the name of a month and its year, be it with the number of its posts."""
    found = _MONTH_TEXT.fullmatch(text)
    return found is not None and parse_date(f"1 {found[1]}") is not None


def _untitled(group: list[Anchor], found: Collection[str]) -> list[Anchor]:
    """The links of one place, when entries stand there and links without words whose addresses are of the entries' kind.

    They are a heading or a picture of a post without a title; an icon leads elsewhere, or to an entry that is known.
    """
    entries = [a for a in group if a.url in found]
    kinds = {_kind(a.url) for a in entries}
    silent = [a for a in group if not a.text and a.url not in found and _kind(a.url) in kinds]
    return [*entries, *silent] if silent and len(entries) >= max(_LEAST_SIBLINGS, len(silent)) else []


def _kind(url: str) -> tuple[str, ...]:
    """The site and the shape of an address; the slug of a post without a title is its number."""
    classes = shape_of(url).classes
    return site_of(url), *("{slug}" if part == "{number}" else part for part in classes)


def _names_entry(anchor: Anchor) -> bool:
    """Whether a link has words, or is marked as the permalink of its entry: a post without a title has no more."""
    return not _NO_ENTRY.match(anchor.text) or is_permalink(anchor.element)


def _is_further_page(anchor: Anchor, known: Set[str]) -> bool:
    """Whether a link leads to a further page of a post that is named too and printed whole: "Page 2", to ``/post/2/`` beside ``/post/``."""
    found = _FURTHER.match(without_index(anchor.url))
    if found is None or loose_key(found[1]) not in known:
        return False
    is_number = len(anchor.text) <= _LONG_NUMBER and re.findall(r"\d+", anchor.text) == [found[2]]
    return is_number or "post-page-numbers" in (anchor.element.get("class") or "").split()  # as WordPress calls them


def _joined(known: ListedLink | None, new: ListedLink) -> ListedLink:
    """One entry is often linked twice, by its title and by its date or a "read more"."""
    if known is None:
        return new
    return ListedLink(url=new.url, title=known.title or new.title, published=known.published or new.published)


def _place(element: HtmlElement) -> str:
    """Where in the page's structure a link stands: tags and first classes up to the fifth ancestor, numbers left out."""
    parts: list[str] = []
    for ancestor in (element, *element.iterancestors()):
        if ancestor.tag in {"body", "main", "html"} or len(parts) == 6:
            break
        names = (ancestor.get("class") or "").split()
        parts.append(f"{ancestor.tag}.{re.sub(r'[0-9]+', '', names[0]) if names else ''}")
    return ">".join(parts)


def _listed(group: list[Anchor], site: str, today: date) -> Iterator[ListedLink]:
    members = {a.element for a in group}
    for anchor in group:
        container = _container(anchor.element, members)
        is_dated = container is not None and not _is_of_another(container, anchor.element, site)
        beside = (container, _term_of(container)) if container is not None and is_dated else ()
        published = next((day for part in beside if part is not None and (day := _date_beside(part, anchor.element, today))), None)
        is_part = "#" in anchor.element.get("href")  # of the entry's page: its comments
        is_title = not is_part and not NO_TITLE.match(anchor.text) and parse_date(anchor.text) is None
        yield ListedLink(url=anchor.url, title=(anchor.text or None) if is_title else None, published=published)


def _container(element: HtmlElement, members: set[HtmlElement]) -> HtmlElement | None:
    """The largest ancestor that holds this entry and no other of its list."""
    best = None
    for steps, ancestor in enumerate(element.iterancestors()):
        if steps > 6 or ancestor.tag == "body" or any(a in members and a is not element for a in ancestor.iter("a")):
            break
        best = ancestor
    return best


def _term_of(container: HtmlElement) -> HtmlElement | None:
    """The term that an entry of a description list belongs to: archives have its day there."""
    return next(container.itersiblings("dt", preceding=True), None) if container.tag == "dd" else None


def _is_of_another(container: HtmlElement, link: HtmlElement, site: str) -> bool:
    """Whether the heading in a link's container leads to another page: the link is to its category or author, the day is not its own."""
    own = (link.get("href") or "").partition("#")[0]
    headed = [anchor for heading in container.iter("h1", "h2", "h3", "h4") for anchor in heading.iter("a") if anchor.get("href")]
    return link not in headed and any(_leads_to_entry(anchor, site) and anchor.get("href").partition("#")[0] != own for anchor in headed)


def _leads_to_entry(link: HtmlElement, site: str) -> bool:
    href = link.get("href")
    is_own = "//" not in href or href.startswith(site)
    return is_own and not _NO_ENTRY.match("".join(link.itertext())) and not is_calendar(href)


def _date_beside(container: HtmlElement, link: HtmlElement, today: date) -> StatedDate | None:
    """The one day that stands in an entry's container, in a <time> or in a short text of its own."""
    days: dict[str, StatedDate] = {}
    for element in container.iter("time"):
        stated = parse_date(element.get("datetime") or "".join(element.itertext()), not_after=today)
        if stated:
            return stated
    for element in container.iter():
        for text in (element.text if element is not link else None, element.tail if element is not container else None):
            for part in _PARTS_OF_LINE.split(text) if text and len(text.strip()) <= _DATE_TEXT_LIMIT else ():
                stated = date_in_line(part.strip(" \t\n\r-–—·•:,()[]»«"), not_after=today) if any(c.isdigit() for c in part) else None
                if stated:
                    days.setdefault(stated.iso[:10], stated)
    return next(iter(days.values())) if len(days) == 1 else None
