"""Reads pages as lists of posts: home pages, archives, calendars. Which links are entries, and which lead to more of them.

Entries are links of the page's main part that repeat in one place of its structure; a list is told from a menu by titles and dates.
"""

import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Set
from copy import deepcopy
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlsplit

from lxml.html import HtmlElement

from scraper.dates import date_in_line, parse_date
from scraper.extraction.declared import feeds, related, translations
from scraper.extraction.elements import attribute_words
from scraper.extraction.frames import Frames
from scraper.extraction.list_addresses import ARCHIVE_PATH, SECTION, entry_place, is_calendar, shared_pages
from scraper.extraction.list_words import ARCHIVE, NO_TITLE, OLDER, OLDER_POSTS
from scraper.extraction.page import base_url, parse_html
from scraper.extraction.post import extract_post
from scraper.extraction.terms import has_term_rel
from scraper.items import Page, PageSigns
from scraper.shapes import is_below_posts, shape_of
from scraper.text import clean_text, squeeze
from scraper.urls import at_home, canonical_url, loose_key, may_be_page, path_of, site_of, without_index
from storage.records import StatedDate

# "pg" is Textpattern's; copies in files spell the sign before it "%3F" or "@"
_PAGE_NUMBER = re.compile(
    r"(?:[/?]pages?[/:-]?|(?:[?&@]|%3F)(?:page|paged|pg)=|/index|(?-i:/P(?=\d+\.html)))(\d{1,4})(?:(?:/|\.html?)?$|(?=&))", re.IGNORECASE
)
_GOES_ON = re.compile(r"[?&]updated-max=")  # Blogger says where a list goes on, at an address of its own, and not the number of its page
_NUMBERED = re.compile(r"(.*/)(\d{1,4})(?:/|\.html?)?$")
_FURTHER = re.compile(r"(.+?)(?:/|[?&]page=)(\d{1,3})/?$")  # of a post on several pages
_LONG_NUMBER = 20  # characters of a number and the word before it: "Page 2", "Страница 12"
_PAGER = re.compile(r"(?:^|[-_ ])(?:pagination|pager|paginator|page-?(?:nav(?:i|igation)?|numbers?))(?:$|[-_ ])", re.IGNORECASE)
_FEED_PATH = re.compile(r"/(?:feed|rss|atom)/?$|/(?:feed|rss2?|atom|index)\.(?:xml|rss|atom|json)$", re.IGNORECASE)
_SUMMARY = re.compile(r"/summary\.html$")  # Serendipity's, of a month
_NO_ENTRY = re.compile(r"^[\W\d]*$")  # page numbers, arrows, pictures
_DATE_TEXT_LIMIT = 80
_PARTS_OF_LINE = re.compile(r"\s*\|\s*|\s+(?:[·•]|/{1,2})(?:\s+|$)")  # "May 5, 2014 at 9:30 PM | categories:"
_MONTH_TEXT = re.compile(r"([^\W\d]{3,12}\.? (?:19|20)\d\d)(?:\s*[(\[（]\d+[)\]）])?")
LEAST_SIBLINGS = 2
LEAST_MONTHS = 3


@dataclass(frozen=True, kw_only=True)
class ListedLink:
    """An entry of a list: its address, the title that the list gives, and the day that stands beside it."""

    url: str
    title: str | None
    published: StatedDate | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ListingPage:
    """What a page says as a list. All addresses are canonical."""

    url: str
    title: str | None
    language: str | None
    feeds: tuple[tuple[str, str], ...]  # address, title
    sitemaps: tuple[str, ...]
    translations: tuple[str, ...]  # of this page, in other languages
    home: str | None
    frames: tuple[str, ...]  # of a set of frames, or of a page that shows nothing else
    entries: tuple[ListedLink, ...]
    older: tuple[str, ...]
    archives: tuple[str, ...]
    calendar: tuple[str, ...]  # archives of a year or a month
    sections: tuple[str, ...]  # lists of a category or a tag
    terms: frozenset[str]
    parted: frozenset[str]  # pages that posts share, by the links to their places
    has_places: bool  # it leads to several places of one page
    links: tuple[str, ...]
    signs: PageSigns

    @property
    def post_feeds(self) -> tuple[str, ...]:
        """The addresses of its feeds without those of comments."""
        return tuple(url for url, title in self.feeds if "comment" not in f"{url} {title}".lower())


def read_listing(page: Page) -> ListingPage:
    """Read a page as a list of posts; raises ExtractionError when the answer is no page."""
    tree = parse_html(page)
    base = base_url(tree, page)
    anchors = list(_anchors(tree, base, page.url))
    site = site_of(page.url)
    terms = frozenset(a.url for a in anchors if has_term_rel(a.element)) - _titled(anchors)
    places = {(a.url, a.place) for a in anchors if a.place}
    entries = _entries([a for a in anchors if a.url not in terms], page, site)
    own = [a for a in anchors if a.url.startswith(site) and may_be_page(a.url)]
    stated = (url for url in related(tree, "archives", base) if url.startswith(site))
    return ListingPage(
        url=page.url,
        title=squeeze(tree.findtext(".//title") or "") or None,
        language=tree.get("lang"),
        feeds=tuple(feeds(tree, base)) or tuple(_linked_feeds(anchors, site)),
        sitemaps=tuple(related(tree, "sitemap", base)),
        translations=tuple(dict.fromkeys(url for url in translations(tree, base) if loose_key(url) != loose_key(page.url))),
        home=next(related(tree, "home", base), None) or _logo_link(anchors, site),
        frames=tuple(dict.fromkeys(_shown(tree, "frame", base) or ([] if anchors else _shown(tree, "iframe", base)))),
        entries=entries,
        older=tuple(url for url in dict.fromkeys([*related(tree, "next", base), *_older(anchors, page.url)]) if url != page.url),
        archives=tuple(dict.fromkeys(a.url for a in own if ARCHIVE.match(a.text) or ARCHIVE_PATH.search(path_of(without_index(a.url))))),
        calendar=tuple(dict.fromkeys((*filter(is_calendar, (*stated, *(a.url for a in own))), *_named_months(own, entries)))),
        sections=tuple(dict.fromkeys(a.url for a in own if a.url in terms or SECTION.search(a.url))),
        terms=terms,
        parted=shared_pages(places),
        has_places=len({url for url, _ in places}) < len(places),
        links=tuple(dict.fromkeys(a.url for a in anchors)),
        signs=extract_post(page).signs,
    )


@dataclass(slots=True)
class _Anchor:
    element: HtmlElement
    url: str
    text: str
    in_frame: bool
    place: str  # of an entry on its page


def _anchors(tree: HtmlElement, base: str, page_url: str) -> Iterator[_Anchor]:
    frames = Frames(tree)
    for element in tree.iter("a", "area"):
        href = element.get("href")
        url = canonical_url(href, base) if href and not href.startswith("#") else None
        if url:
            text = squeeze(clean_text(_words_of(element))) or squeeze(element.get("aria-label") or element.get("title") or "")
            yield _Anchor(element, at_home(url, page_url), text[:500], frames.hold(element), entry_place(href))


def _words_of(anchor: HtmlElement) -> str:
    """A link's text without the day that stands in it beside the title, unless the day is all that it has."""
    whole = "".join(anchor.itertext())
    if anchor.find(".//time") is None:
        return whole
    copy = deepcopy(anchor)
    for day in list(copy.iter("time")):
        day.drop_tree()
    copy.tail = None
    words = "".join(copy.itertext())
    return words if words.strip() else whole


def _titled(anchors: list[_Anchor]) -> frozenset[str]:
    """What links lead to as entries, by their heading or as a permalink: Drupal marks the link "Read more" to a post as one to a tag."""
    return frozenset(a.url for a in anchors if not has_term_rel(a.element) and (_is_permalink(a.element) or _in_heading(a.element)))


def _in_heading(element: HtmlElement) -> bool:
    return any(step.tag in {"h1", "h2", "h3", "h4"} for step in element.iterancestors())


def _is_permalink(element: HtmlElement) -> bool:
    """Whether a link is marked as the permanent one of its entry (HTML §4.6.6.3)."""
    return "bookmark" in attribute_words(element, "rel")


def _linked_feeds(anchors: list[_Anchor], site: str) -> Iterator[tuple[str, str]]:
    """Feeds of this host that a page which declares none has for its readers to click on; one deep below it is a category's or a post's."""
    found = (anchor for anchor in anchors if anchor.url.startswith(site) and _FEED_PATH.search(anchor.url))
    for anchor in sorted(found, key=lambda anchor: len(anchor.url)):
        if _FEED_PATH.sub("", anchor.url.removeprefix(site)).count("/") <= 1:
            yield anchor.url, anchor.text


def _logo_link(anchors: list[_Anchor], site: str) -> str | None:
    """The home of a blog is the shortest address of its host that the head of its pages links to."""
    first = [a.url for a in anchors[:15] if a.url.startswith(site) and may_be_page(a.url) and "?" not in a.url]
    return min(first, key=len, default=None)


def _shown(tree: HtmlElement, tag: str, base: str) -> list[str]:
    """What frames show; one without height counts visitors."""
    frames = (frame for frame in tree.iter(tag) if frame.get("height") not in {"0", "1"})
    return [url for frame in frames if (url := canonical_url(frame.get("src") or "", base))]


def _older(anchors: list[_Anchor], url: str) -> list[str]:
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


def _is_next_number(anchor: _Anchor, url: str, *, says_older: bool) -> bool:
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


def _entries(anchors: list[_Anchor], page: Page, site: str) -> tuple[ListedLink, ...]:
    groups: dict[str, list[_Anchor]] = defaultdict(list)
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


def _may_lead_to_page(anchor: _Anchor) -> bool:
    return may_be_page(anchor.url) and not (anchor.element.get("type") or "").endswith(("/atom+xml", "/rss+xml"))  # HTML §4.6.6


def _is_month(url: str) -> bool:
    """Whether an address ends with a year and a month: the list of that month's posts."""
    url = _SUMMARY.sub("", url)
    return is_calendar(url) and shape_of(url).classes[-2:] == ("{year}", "{month}")


def _leads_to_month(anchor: _Anchor) -> bool:
    """Whether a link leads to the list of a month: what is ``2.html`` below a year and called "May" is no post."""
    return _is_month(anchor.url) or (is_calendar(anchor.url) and (_says_month(anchor.text) or _says_month(f"{anchor.text} 2000")))


def _says_month(text: str) -> bool:
    found = _MONTH_TEXT.fullmatch(text)
    return found is not None and parse_date(f"1 {found[1]}") is not None


def _named_months(anchors: list[_Anchor], entries: tuple[ListedLink, ...]) -> tuple[str, ...]:
    """What links called by nothing but a month and its year lead to, where there are several: the archives, whatever their addresses.

    Posts may be called so too: what has a heading or a day of its own, or an address like those of the posts.
    """
    months = [a for a in anchors if _says_month(a.text)]
    urls = {a.url for a in months}
    posts = {entry.url for entry in entries if entry.published is not None} | {a.url for a in months if _in_heading(a.element)}
    shapes = {shape_of(entry.url) for entry in entries if entry.url not in urls}
    months = [a for a in months if a.url not in posts and shape_of(a.url) not in shapes and not is_below_posts(a.url)]
    found = tuple(dict.fromkeys(a.url for a in months))
    return found if len(found) >= LEAST_MONTHS and len({a.text for a in months}) >= LEAST_MONTHS else ()


def _untitled(group: list[_Anchor], found: Collection[str]) -> list[_Anchor]:
    """The links of one place, when entries stand there and links without words whose addresses are of the entries' kind.

    They are a heading or a picture of a post without a title; an icon leads elsewhere, or to an entry that is known.
    """
    entries = [a for a in group if a.url in found]
    kinds = {_kind(a.url) for a in entries}
    silent = [a for a in group if not a.text and a.url not in found and _kind(a.url) in kinds]
    return [*entries, *silent] if silent and len(entries) >= max(LEAST_SIBLINGS, len(silent)) else []


def _kind(url: str) -> tuple[str, ...]:
    """The site and the shape of an address; the slug of a post without a title is its number."""
    classes = shape_of(url).classes
    return site_of(url), *("{slug}" if part == "{number}" else part for part in classes)


def _names_entry(anchor: _Anchor) -> bool:
    """Whether a link has words, or is marked as the permalink of its entry: a post without a title has no more."""
    return not _NO_ENTRY.match(anchor.text) or _is_permalink(anchor.element)


def _is_further_page(anchor: _Anchor, known: Set[str]) -> bool:
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


def _listed(group: list[_Anchor], site: str, today: date) -> Iterator[ListedLink]:
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
