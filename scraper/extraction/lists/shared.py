"""Pages that several posts share: each post's only address is that of a place on its page, ``/2002_05_01_archive.html#94321234``.

The software of before 2003 and diaries written by hand have no others. A page is cut into its entries, each read as a page of its own.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass, replace
from itertools import pairwise
from urllib.parse import unquote, urldefrag

from lxml.etree import iterwalk, tostring
from lxml.html import Element, HtmlElement

from scraper.dates import parse_date
from scraper.extraction.elements import HEADINGS, attribute_words, cut, elements_of, names_of, text_length, text_of
from scraper.extraction.lists.addresses import entry_place, may_be_entry
from scraper.extraction.page import absolute, base_url, parse_html
from scraper.extraction.post import VERSION, extract_post
from scraper.items import Hints, Page, PostItem, Rules
from scraper.text import count_words, fingerprint
from scraper.urls import canonical_url, hostname, loose_key, may_be_page, path_of
from storage.records import Post, StatedDate

LEAST_ENTRIES = 3  # of a page, to tell that it is one which posts share
MAX_ENTRIES = 1_000  # of one page, which take half of the time that a page has
_NAME_OF_DAY = re.compile(r"(?:(?:post|entry|blog|item)[-_]*)?(?:date|day)(?:[-_]?header)?|dateline")
_MAX_BYLINE_WORDS = 12
_LONGEST_DAY = 40  # characters: "Wednesday, September 25th, 2002"
_MARK = re.compile(
    r"[\W_]*(?:(?:perma(?:nent)?[-\s]*)?link|permalien)?[\W_]*(?:\d\d?(?::\d\d){1,2}(?:\s*[ap]\.?m\.?)?|\d{1,3})?[\W_]*", re.IGNORECASE
)  # of an entry's place: a sign, its word, its number, or the time of day
_ENDS_LINE = frozenset("br hr p div table ul ol dl blockquote pre h1 h2 h3 h4 h5 h6".split())
_INLINE = frozenset("a b i u em strong small big font span sup sub code tt".split())
_NUMBERED = re.compile(r"(\D*)\d[\d._-]*")
_DAY = re.compile(r"(?<!\d)((?:19|20)\d\d)[-_/.]?(0[1-9]|1[0-2])[-_/.]?(0[1-9]|[12]\d|3[01])(?!\d{3})")
_MONTH = re.compile(r"(?<!\d)((?:19|20)\d\d)[-_/.]?(0[1-9]|1[0-2])(?!\d\d\d)")
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d")
_DAY_OF_MONTH = re.compile(r"(?:_|d(?:ay)?[_-]?)?(0?[1-9]|[12]\d|3[01])", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class AnchoredEntry:
    """A post that a page shows with others: its address is that of a page, perhaps another one, with a fragment."""

    page: str
    fragment: str
    post: Post
    fingerprint: str  # of what makes a revision: the same wherever the entry stands

    def item(self, url: str, page: Page) -> PostItem:
        """The post at its address, read from the ``page`` that was asked for."""
        return PostItem(post=self.post.at(url), address=url, captured_at=page.fetched_at, capture_url=page.url, version=VERSION)


@dataclass(frozen=True, slots=True)
class SharedPage:
    """What a page shows of such posts: entries, perhaps with the addresses of other pages, and the other pages of such addresses."""

    entries: tuple[AnchoredEntry, ...]
    documents: tuple[str, ...]
    is_whole: bool = True  # it has not more entries than are read

    def at(self, url: str) -> list[AnchoredEntry]:
        """The entries whose own page is that of this address."""
        return [entry for entry in self.entries if loose_key(entry.page) == loose_key(url)]


def read_anchored(page: Page, rules: Rules, *, least: int = LEAST_ENTRIES, wanted: str | None = None) -> SharedPage:
    """The dated entries of a page to whose places links lead, where there are at least so many; or those beside the ``wanted`` one.

    Places with a name alone may be parts of any page: of these there are always to be as many as tell a page that posts share.
    """
    tree = parse_html(page)
    links = _links(tree, page)
    documents = dict.fromkeys(found for fragment, found in links if loose_key(found) != loose_key(page.url) and entry_place(f"#{fragment}"))
    for kind, group in _groups(tree, links, page).items():
        needed = least if kind is not None else LEAST_ENTRIES
        if wanted is not None:
            needed = 1 if any(fragment == wanted for fragment, _ in group.values()) else len(group) + 1
        entries = list(_entries(tree, group, page, rules)) if len(group) >= needed else []
        if len(entries) >= needed:
            return SharedPage(tuple(entries), tuple(documents), is_whole=len(group) <= MAX_ENTRIES)
    return SharedPage((), tuple(documents))


def _links(tree: HtmlElement, page: Page) -> list[tuple[str, str]]:
    """The places to which a page's links lead, on which page of its host."""
    base = base_url(tree, page)
    split = (urldefrag(address) for link in elements_of(tree, "a", "area") if (address := absolute(link.get("href"), base)))
    found = ((unquote(place.fragment), canonical_url(place.url)) for place in split if place.fragment)
    return [
        (fragment, url)
        for fragment, url in found
        if url is not None and hostname(url) == hostname(page.url) and may_be_page(url) and may_be_entry(fragment)
    ]


def _groups(tree: HtmlElement, links: list[tuple[str, str]], page: Page) -> dict[str | None, dict[HtmlElement, tuple[str, str]]]:
    """The places that links lead to, with their fragment and page, those of one kind together, and in the order of the page."""
    pages: dict[str, str] = {}
    for fragment, url in links:
        if fragment not in pages or loose_key(url) == loose_key(page.url):
            pages[fragment] = url
    groups: dict[str | None, dict[HtmlElement, tuple[str, str]]] = defaultdict(dict)
    for element in elements_of(tree):
        name = next((n for n in (element.get("id"), element.get("name") if element.tag == "a" else None) if n in pages), None)
        if name is not None:
            kind = _NUMBERED.fullmatch(name)
            groups[kind[1] if kind else None][element] = (name, pages.pop(name))
    return groups


def _entries(tree: HtmlElement, places: dict[HtmlElement, tuple[str, str]], page: Page, rules: Rules) -> Iterator[AnchoredEntry]:
    head = _head(tree)
    for segment in _segments(places, page)[:MAX_ENTRIES]:
        post = _read(segment, head, page, rules)
        if post.published is not None and (post.title or post.body_text or post.media):
            shown = fingerprint(" ".join((post.title or "", post.body_text or "", *(medium.url for medium in post.media))))
            yield AnchoredEntry(segment.page, segment.fragment, post, shown)


@dataclass(slots=True)
class _Segment:
    """What stands from one place to the next, and the day in the heading above, which holds until there is another."""

    fragment: str
    page: str
    day: StatedDate | None
    article: HtmlElement

    @property
    def address_day(self) -> StatedDate | None:
        """The day that the fragment and the page's address tell."""
        for text in (self.fragment, path_of(self.page)):
            if found := _DAY.search(text):
                return parse_date("-".join(found.groups()))
        month, day = _MONTH.search(path_of(self.page)), _DAY_OF_MONTH.fullmatch(self.fragment)
        return parse_date(f"{month[1]}-{month[2]}-{int(day[1]):02}") if month and day else None


def _segments(places: dict[HtmlElement, tuple[str, str]], page: Page) -> list[_Segment]:
    year = _year_of(page)
    segments: list[_Segment] = []
    day: StatedDate | None = None
    for place, piece in _pieces(places):
        if place is not None:
            fragment, url = places[place]
            day = _day_alone(place, year, is_place=True)[1] or day
            segments.append(_Segment(fragment, url, day, Element("article")))
        is_day, stated = _day_alone(piece, year, is_place=place is not None)
        day = stated if is_day else day
        if segments:
            segment = segments[-1]
            segment.day = day if is_day and _is_begin(segment.article, piece) else segment.day
            segment.article.append(_words(piece.tail) if is_day else deepcopy(piece))
    return segments


def _year_of(page: Page) -> str:
    """The year in a page's address, which software leaves out of the days on it."""
    found = _YEAR.search(path_of(page.url))
    return found[0] if found is not None else ""


def _is_begin(article: HtmlElement, day: HtmlElement) -> bool:
    """Whether a day stands at the beginning of an entry, or below its title as no heading: else it is that of the next one."""
    said = [piece for piece in article if text_of(piece) or (piece.tail or "").strip()]
    return not said or (day.tag not in HEADINGS and all(piece.tag in HEADINGS and not (piece.tail or "").strip() for piece in said))


def _pieces(places: dict[HtmlElement, tuple[str, str]]) -> Iterator[tuple[HtmlElement | None, HtmlElement]]:
    """The elements of which each belongs to one entry at most, in the order of the page, each with the place in it."""
    held = Counter(step for place in places for step in (place, *place.iterancestors()))
    if len(places) == 1:
        (place,) = places
        around = (step for step in place.iterancestors() if count_words(text_of(step)) > count_words(text_of(place)))
        entry = next(around, place)
        yield from _above(entry)
        yield place, _words("")
        yield from _split(entry, Counter(), {})
        return
    tops = {_top(place, held): place for place in places}
    whole = min((step for step, count in held.items() if count == len(places)), key=text_length)
    yield from _above(whole)
    yield from _split(whole, held, tops)


def _above(whole: HtmlElement) -> Iterator[tuple[None, HtmlElement]]:
    """What stands right above the entries, perhaps their day."""
    siblings = (next(step.itersiblings("*", preceding=True), None) for step in (whole, *whole.iterancestors()))
    above = next((element for element in siblings if element is not None), None)
    if above is not None:
        yield None, above


def _top(place: HtmlElement, held: Counter[HtmlElement]) -> HtmlElement:
    """The largest element around a place that holds no other."""
    return next((step for step, around in pairwise((place, *place.iterancestors())) if held[around] > 1), place)


def _split(
    whole: HtmlElement, held: Counter[HtmlElement], tops: dict[HtmlElement, HtmlElement]
) -> Iterator[tuple[HtmlElement | None, HtmlElement]]:
    if (whole.text or "").strip():
        yield None, _words(whole.text)
    for child in whole:
        if held[child] <= 1:
            yield tops.get(child), child
            continue
        if child in tops:
            yield tops[child], _words("")
        yield from _split(child, held, tops)
        if (child.tail or "").strip():
            yield None, _words(child.tail)


def _words(text: str | None) -> HtmlElement:
    element = Element("span")
    element.text = text
    return element


def _day_alone(piece: HtmlElement, year: str, *, is_place: bool) -> tuple[bool, StatedDate | None]:
    """Whether an element says nothing but the day of an entry or of all that follow, and which."""
    text = text_of(piece)
    is_heading = is_place or piece.tag in HEADINGS or any(_NAME_OF_DAY.fullmatch(name) for name in names_of(piece))
    if not is_heading or len(text) > _LONGEST_DAY or not any(map(str.isdigit, text)):
        return False, None
    stated = parse_date(text) or (parse_date(f"{text} {year}") if year else None)
    if stated is None:
        return not is_place and not any(map(str.isalpha, text)), None  # a day all the same: 5/3/2002 may be either of two
    return "T" not in stated.iso, stated


def _read(segment: _Segment, head: HtmlElement, page: Page, rules: Rules) -> Post:
    """The post of an entry, read as what a page with nothing else on it shows."""
    article = segment.article
    for link in [link for link in elements_of(article, "a") if _leads_to(link, segment.fragment)]:
        _cut_mark(link, _year_of(page))
    heading = _first_heading(article)
    if heading is not None:
        heading.tag = "h1"
    html, body = Element("html"), Element("body")
    html.extend((deepcopy(head), body))
    body.append(article)
    alone = replace(page, body=tostring(html, encoding="utf-8", method="html"), charset="utf-8")
    hints = Hints(source="listing").filled("listing", listed=segment.day or segment.address_day)
    return extract_post(alone, rules, hints).post


def _head(tree: HtmlElement) -> HtmlElement:
    """What the head of a page says of each of its posts; title, metadata and keywords are those of all together."""
    head = Element("head")
    for element in elements_of(tree, "base", "meta", "link"):
        is_told = element.tag == "base" or "http-equiv" in element.attrib or element.get("name") == "author"
        if is_told or "license" in attribute_words(element, "rel"):
            head.append(deepcopy(element))
    return head


def _leads_to(link: HtmlElement, fragment: str) -> bool:
    """Whether a link leads to a place, or is that place."""
    return fragment in {link.get("id"), link.get("name"), unquote(urldefrag(link.get("href") or "").fragment)}


def _cut_mark(link: HtmlElement, year: str) -> None:
    """Cut what only marks the place of an entry, with all around it that says nothing else: a sign, the day, the time of day.

    The time in a line of who posted it stays with that line.
    """
    mark = link
    line = _line_of(link) if link.get("href") is not None else link
    is_day = _day_alone(link, year, is_place=True)[0]
    while (parent := mark.getparent()) is not None and parent.tag != "article" and _MARK.fullmatch(text_of(parent)):
        mark = parent
    says_time = any(map(str.isdigit, text_of(mark)))
    is_of_line = says_time and mark is link and text_of(line).find(text_of(link)) > 0
    if is_day or (_MARK.fullmatch(text_of(mark)) and not is_of_line):
        cut(mark)
    elif is_of_line and line.tag == "p" and not line.attrib and count_words(text_of(line)) <= _MAX_BYLINE_WORDS:
        line.set("class", "post-footer")  # "posted by Jo | 10:07 PM", as templates call it


def _line_of(link: HtmlElement) -> HtmlElement:
    """The element around a link, where a line of text without one of its own is given one: software ends it by breaks alone."""
    parent, line, first = link.getparent(), Element("p"), link
    if parent.tag in _INLINE or not any(child.tag in _ENDS_LINE for child in parent):
        return parent
    while (before := first.getprevious()) is not None and before.tag not in _ENDS_LINE:
        first = before
    line.text = parent.text if before is None else before.tail
    if before is None:
        parent.text = None
    else:
        before.tail = None
    parent.insert(parent.index(first), line)
    while (node := line.getnext()) is not None and node.tag not in _ENDS_LINE:
        line.append(node)
    return line


def _first_heading(article: HtmlElement) -> HtmlElement | None:
    """The heading with which an entry begins: whatever its level, it is the title."""
    for event, element in iterwalk(article, events=("start", "end")):
        if event == "start" and element.tag in HEADINGS and text_of(element) and not _day_alone(element, "", is_place=False)[0]:
            return element
        said = element.text if event == "start" else element.tail if element is not article else None
        if (said or "").strip() and not any(step.tag in HEADINGS for step in (element, *element.iterancestors())):
            return None
    return None
