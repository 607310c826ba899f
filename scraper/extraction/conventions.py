"""The markup conventions of blogs without any standard: where themes put date, byline and terms around a post's title and body."""

import re
from collections.abc import Iterator
from datetime import date

from lxml.etree import _Element

from scraper.dates import parse_date
from scraper.extraction.claims import Claims
from scraper.extraction.counters import parse_counters
from scraper.extraction.elements import elements_of, is_within, names_of, text_of
from scraper.extraction.heading import Heading
from scraper.extraction.microformats import stated_date
from scraper.extraction.noise import is_noise
from scraper.extraction.page import absolute
from scraper.extraction.people import authors_from, unique
from scraper.text import count_words
from storage.records import Author, Counter, StatedDate, Term, TermKind

_DATE_NAMES = re.compile(
    r"(?:(?:post|entry|article|blog|published|publish|meta|single|item)[-_]*)*(?:date|time|published|pubdate|datetime"
    r"|posted-on|timestamp|date-header|created|dateline|day)(?:[-_](?:published|time|header))?"
)
_UPDATED = re.compile(r"updated|modified|modif|lastmod|last-update|edited")
_UPDATED_TEXT = re.compile(
    r"\b(?:updated|modified|last edit(?:ed)?|revised|aktualisiert|geändert|mis à jour|modifié|actualizado|modificado"
    r"|atualizado|aggiornato|bijgewerkt|uppdaterad|opdateret|обновлен\w*|изменен\w*)\b|更新|修改|最終更新|수정|עודכן",
    re.IGNORECASE,
)
_PUBLISHED_TEXT = re.compile(
    r"\b(?:published|posted|created|written|veröffentlicht|publié|publicado|pubblicato|опубликован\w*)\b|发表|發表|发布|公開|投稿|創建|创建|작성",
    re.IGNORECASE,
)
_AUTHOR_NAMES = re.compile(
    r"(?:[a-z]{1,4}-)?(?:p-|(?:post|entry|article|blog|meta|by|single|item|copyright)[-_]*)*(?:author|byline|by-line|writer|author-name"
    r"|authors|author__name|posted-by|contributor)(?:[-_]*(?:name|link|title))?"
)
_NOTE = re.compile(r"(?:[a-z]+[-_])?(?:about[-_]?(?:the[-_])?author|author[-_](?:bio|description|info|box|card|about))(?:[-_]\w+)*")
# "by signing up, you agree" names nobody
_BYLINE = re.compile(r"(?:(?:written|posted|published)\s+)?(?:by|von|par|por)\s+(?!(?-i:[a-z])\S*\s)(?=\S)(.{2,60})$", re.IGNORECASE)
_ABOUT = re.compile(r"about|über|sobre|propos|author|autor|auteur", re.IGNORECASE)
_NOT_OF_THE_POST = re.compile(
    r"related|recent|sidebar|widget|popular|comment(?!s?[-_]*(?:link|count|num))|respond|recommend|more-posts|read-next|prev|next|footer-widget"
    r"|archive-list|latest|trending|pagination|navigation|card-list",
    re.IGNORECASE,
)
_TAG_PATH = re.compile(
    r"/(?:tags?|topics?|keywords?|labels?|search/label|etiquetas?|schlagwort(?:e)?|hashtags?|t)/[^/?#]+/?(?:index\.html?"
    r"|[^/]+\.html?)?$|[?&]tag=",
    re.IGNORECASE,
)
_CATEGORY_PATH = re.compile(
    r"/(?:categor(?:y|ies|ia|ias|ie)|kategorien?|cat|sections?|rubriques?)/(?:[^?#]+?)/?(?:index\.html?|[^/]+\.html?)?$|[?&]cat(?:egory)?=",
    re.IGNORECASE,
)
_CATEGORY_NAMES = re.compile(r"cat-?links?|categor|kategorie|section-name")
_AUTHOR_PATH = re.compile(r"/(?:authors?|autor(?:en|es)?|auteurs?)/[^/?#]+/?$", re.IGNORECASE)
_SAYS_BY = re.compile(r"(?:\b(?:by|von|par|por|door|av)|(?:作者|автор)\s*[:：]?)\s*$", re.IGNORECASE)
_PAGE_NUMBER = re.compile(r"\d{1,2}")
_META_BLOCK = re.compile(r"(?:\w+-)?(?:post|entry|article)[-_]+(?:meta|metadata|info|details|byline|authors?|date)")
_TERM_NAMES = re.compile(r"(?:[\w]+[-_]+)*(?:tag|tags)(?:[-_]+(?:item|name|label))?")
_TAG_CLOUD = re.compile(r"\b(?:tag-cloud-link|wp(?:-block)?-tag-cloud|widget_tag_cloud)\b")  # of the blog, not of the post
_LABELLED = re.compile(r"^[^:：\d]{2,25}[:：]\s*\S")
_SEGMENT = re.compile(r"\s+[|·•‧∙/—–]\s+|\s{2,}|\s*[|·•]\s*|\n+|(?<=\d{4}-\d\d-\d\d)\s*[,，]\s*")
_MAX_HEAD_TEXT = 400
_MAX_META_WORDS = 25


class Scope:
    """The part of a page that speaks of one post: around its title and body, without the body, comments and other posts."""

    def __init__(self, heading: Heading | None, place: _Element | None) -> None:
        self._heading = heading.element if heading is not None else None
        self._place = place
        self.root = self._root()

    def _root(self) -> _Element | None:
        inner = self._place if self._place is not None else self._heading
        if inner is None:
            return None
        for step in (inner, *inner.iterancestors()):
            holds_title = self._heading is None or is_within(self._heading, step)
            if step.tag in {"body", "html"}:
                return step if holds_title else None
            if holds_title and (step.tag in {"article", "main"} or {"h-entry", "hentry", "post"} & set(names_of(step))):
                return step
        return None

    def around(self) -> Iterator[_Element]:
        """The elements of the scope outside of the body, in the order of the page, then those of the page's one meta block elsewhere."""
        if self.root is None:
            return
        skipped: set[_Element] = set()
        for element in elements_of(self.root):
            if self._place is None and self._starts_prose(element):
                return  # without a known body its first paragraph ends what is about the post
            if element.getparent() in skipped or self._is_foreign(element):
                skipped.add(element)
                continue
            if self._place is not None and element is self._place and not self._holds_heading(self._place):
                yield from self._parts_in_body(self._place)
                skipped.add(self._place)
                continue
            yield element
        yield from self._blocks_elsewhere(self.root)

    def beside(self) -> Iterator[_Element]:
        """The elements of the page's main part outside of the scope: some themes print the terms above or below the post's own element."""
        if self.root is None:
            return
        main = next((step for step in self.root.iterancestors() if step.tag == "main" or step.get("role") == "main"), self.root.getparent())
        skipped = {self.root}
        for element in elements_of(main) if main is not None and main.tag not in {"body", "html"} else ():
            if element.getparent() in skipped or (element is not main and self._is_foreign(element)):
                skipped.add(element)
            elif element not in skipped:
                yield element

    def _starts_prose(self, element: _Element) -> bool:
        return element.tag == "p" and count_words(text_of(element)) > _MAX_META_WORDS

    def _parts_in_body(self, body: _Element) -> Iterator[_Element]:
        """Some themes put the meta lines into the body's own element: its footer, its elements with the names of such lines."""
        wanted: set[_Element] = set()
        for element in elements_of(body):
            is_part = element is not body and (element.tag in {"header", "footer"} or is_noise(element)) and not self._is_foreign(element)
            if is_part or element.getparent() in wanted:
                wanted.add(element)
                yield element

    def _blocks_elsewhere(self, root: _Element) -> Iterator[_Element]:
        """Some themes put date and author into a column beside the post: the block is named for it and there is one of its name."""
        blocks: dict[str, list[_Element]] = {}
        for element in elements_of(root.getroottree().getroot()):
            for name in names_of(element):
                if _META_BLOCK.fullmatch(name):
                    blocks.setdefault(name, []).append(element)
        for found in blocks.values():
            if (
                len(found) == 1
                and not is_within(found[0], root)
                and not any(self._is_other_post(step) for step in (found[0], *found[0].iterancestors()))
            ):
                yield from elements_of(found[0])

    def _is_other_post(self, element: _Element) -> bool:
        if element.tag == "article":
            return not self._holds_post(element)
        return any(_NOT_OF_THE_POST.search(name) and "sidebar" not in name for name in names_of(element)) and not self._holds_post(element)

    def _holds_heading(self, element: _Element) -> bool:
        return self._heading is not None and is_within(self._heading, element)

    def _is_foreign(self, element: _Element) -> bool:
        if element is self.root:
            return False
        if element is self._place:
            return False
        if element.tag in {"aside", "nav"} and any(
            pattern.fullmatch(name) for name in names_of(element) for pattern in (_TERM_NAMES, _META_BLOCK, _AUTHOR_NAMES)
        ):
            return False
        if element.tag in {"aside", "nav", "script", "style"} or (
            element.tag == "footer" and self.root is not None and self.root.tag in {"body", "html"}
        ):
            return True
        if element.tag == "article" and self._place is not None and not self._holds_post(element):
            return True
        return any(_NOT_OF_THE_POST.search(name) for name in (*names_of(element), element.get("id") or "")) and not self._holds_post(
            element
        )

    def _holds_post(self, element: _Element) -> bool:
        return any(part is not None and is_within(part, element) for part in (self._heading, self._place))


def read_byline(scope: Scope, base: str) -> Claims:
    """Authors that the post itself labels in so many words ("Author: …"): metadata often names the blog's owner instead."""
    labelled = (e for e in scope.around() if _is_author_element(e) and _LABELLED.search(text_of(e)))
    return Claims(source="html", authors=unique(tuple(author for element in labelled for author in _named(element, base))))


def read_conventions(scope: Scope, base: str, languages: tuple[str, ...], not_after: date) -> Claims:
    """What the elements around the post say of it."""
    elements = list(scope.around())
    published, updated = _dates(elements, languages, not_after)
    return Claims(
        source="html",
        authors=_authors(elements, base),
        published=published,
        updated=updated if updated is not None or published is None else _later(elements, published, languages, not_after),
        terms=_scope_terms(scope, elements, base),
        counters=_counters(elements),
    )


def _dates(elements: list[_Element], languages: tuple[str, ...], not_after: date) -> tuple[StatedDate | None, StatedDate | None]:
    """Published and updated: what the element or the words before it call so, else the first date is the published one."""
    published = updated = first = None
    for element in elements:
        if not _is_dated(element):
            continue
        stated = stated_date(element, languages, not_after)
        if stated is None:
            continue
        if _says_updated(element):
            updated = updated or stated
        elif _says_published(element):
            published = published or stated
        else:
            first = first or stated
    published = published or first
    return published or _date_in_lines(elements, languages, not_after), updated


def _later(elements: list[_Element], published: StatedDate, languages: tuple[str, ...], not_after: date) -> StatedDate | None:
    """A second, later moment in the same list of meta items, without a word: that of the last change."""
    moments = [element for element in elements if element.tag == "time" and element.get("datetime")]
    if len(moments) != 2 or not _share_list(*moments):
        return None
    stated = stated_date(moments[1], languages, not_after)
    return stated if stated is not None and stated.utc > published.utc else None


def _share_list(one: _Element, other: _Element) -> bool:
    lists = [next((step for step in element.iterancestors() if step.tag in {"ul", "ol", "dl"}), None) for element in (one, other)]
    return lists[0] is not None and lists[0] is lists[1]


def _is_dated(element: _Element) -> bool:
    if element.tag == "time" or (element.tag == "abbr" and element.get("title")):
        return True
    return any(_DATE_NAMES.fullmatch(name) for name in names_of(element)) and count_words(text_of(element)) <= 25


def _says_updated(element: _Element) -> bool:
    names = " ".join((*names_of(element), (element.get("itemprop") or "").lower()))
    if _UPDATED.search(names) and "published" not in names:
        return True
    label = _label(element)
    return _UPDATED_TEXT.search(label) is not None and _PUBLISHED_TEXT.search(label) is None


def _says_published(element: _Element) -> bool:
    names = " ".join((*names_of(element), (element.get("itemprop") or "").lower()))
    return "published" in names or element.get("pubdate") is not None or _PUBLISHED_TEXT.search(_label(element)) is not None


def _words_before(element: _Element) -> str:
    previous, parent = element.getprevious(), element.getparent()
    return (previous.tail or "") if previous is not None else ((parent.text or "") if parent is not None else "")


def _label(element: _Element) -> str:
    """The words right before a date, or its own first ones: "Updated", "Posted on"."""
    own = re.split(r"\d", text_of(element), maxsplit=1)[0]
    previous = element.getprevious()
    before = _words_before(element)
    if not before.strip() and previous is not None and previous.tag not in {"time"} and not re.search(r"\d", text_of(previous)):
        before = text_of(previous)
    return f"{before[-60:]} {own[:60]} {element.get('title') or ''}"


def _date_in_lines(elements: list[_Element], languages: tuple[str, ...], not_after: date) -> StatedDate | None:
    """A date that stands as a short line or a part of one beside the title."""
    for element in elements:
        if element.tag in {"h1", "script"} or len(element) > 8:
            continue
        text = "\n".join(str(part) for part in element.itertext() if part.strip()) if len(element) else (element.text or "")
        if not re.search(r"\d", text) or len(text) > _MAX_HEAD_TEXT:
            continue
        for segment in _SEGMENT.split(text):
            stated = parse_date(segment, languages=languages, not_after=not_after) if 6 <= len(segment.strip()) <= 50 else None
            if stated is not None and re.search(r"\d{4}", segment) and not re.search("©|copyright", text, re.IGNORECASE):
                return stated
    return None


def _authors(elements: list[_Element], base: str) -> tuple[Author, ...]:
    links = [element for element in elements if _is_author_link(element)]
    marked = [e for e in elements if _is_author_element(e) and not _is_of_day_alone(e) and (e.tag != "a" or not _is_in_note(e))]
    # a note on the author ends with a link to all of their posts, in words of its own
    for found in ([link for link in links if not _is_in_note(link)], marked, links):
        named = [author for element in found for author in _named(element, base)]
        if named:
            return unique(tuple(named))
    for element in elements:
        if element.tag not in {"h1", "h2", "h3"} and len(text_of(element)) <= 80 and _BYLINE.match(text_of(element)):
            return authors_from(text_of(element))
    return _headed(elements)


def _headed(elements: list[_Element]) -> tuple[Author, ...]:
    """A note on the author may name them in its heading alone."""
    notes = (e for e in elements if any(_AUTHOR_NAMES.fullmatch(name) or _NOTE.fullmatch(name) for name in names_of(e)))
    headings = (heading for note in notes for heading in elements_of(note, "h2", "h3", "h4", "h5", "h6"))
    found = (authors_from(text_of(heading)) for heading in headings if not _ABOUT.search(text_of(heading)))
    return next((authors for authors in found if authors), ())


def _is_author_link(element: _Element) -> bool:
    """Whether a link leads to the author's page: marked so, or behind "by" to a place that generators have for them."""
    if element.tag != "a":
        return False
    if "author" in (element.get("rel") or "").lower().split():
        return True
    parent = element.getparent()
    line = [link for link in parent.iterchildren("a") if _AUTHOR_PATH.search(link.get("href") or "")] if parent is not None else []
    return element in line and _SAYS_BY.search(_words_before(line[0])) is not None


def _is_of_day_alone(element: _Element) -> bool:
    """A place for author and day may hold the day alone, where the author has a note of their own below."""
    return element.find(".//time") is not None and element.find(".//a") is None


def _is_in_note(element: _Element) -> bool:
    return any(_NOTE.fullmatch(name) for step in element.iterancestors() for name in names_of(step))


def _is_author_element(element: _Element) -> bool:
    return (
        any(_AUTHOR_NAMES.fullmatch(name) for name in names_of(element))
        or ("vcard" in names_of(element) and element.tag in {"address", "span"})
    ) and count_words(text_of(element)) <= 12


def _named(element: _Element, base: str) -> tuple[Author, ...]:
    named = next(
        (
            e
            for e in elements_of(element)
            if ({"fn", "p-name", "author-name", "name"} & set(names_of(e)) or (e.tag == "strong" and text_of(e)[-1:] not in {":", "："}))
            and text_of(e)
        ),
        None,
    )
    links = [link for link in elements_of(element, "a") if text_of(link)]
    if named is None and len(links) == 1:
        named = links[0]
    address = absolute(links[0].get("href"), base) if len(links) == 1 else None
    if len(links) > 1:
        return unique(tuple(author for link in links for author in authors_from(text_of(link), absolute(link.get("href"), base))))
    return authors_from(text_of(named if named is not None else element), address)


def _scope_terms(scope: Scope, elements: list[_Element], base: str) -> tuple[Term, ...]:
    """The terms around the post, and of a kind that is not there what links beside it call so."""
    found = _terms(elements, base)
    kinds = {term.kind for term in found}
    beside = _terms([element for element in scope.beside() if element.get("rel")], base) if len(kinds) < 2 else ()
    return (*found, *(term for term in beside if term.kind not in kinds))


def _terms(elements: list[_Element], base: str) -> tuple[Term, ...]:
    found: dict[tuple[str, TermKind], Term] = {}
    for element in elements:
        kind = _term_kind(element) if element.tag == "a" else _plain_term_kind(element)
        name = text_of(element).lstrip("#").strip(" ,")
        if kind is not None and 0 < len(name) <= 100 and not _PAGE_NUMBER.fullmatch(name):
            found.setdefault((name.casefold(), kind), Term(name=name, kind=kind, url=absolute(element.get("href"), base)))
    return tuple(found.values())[:100]


def _plain_term_kind(element: _Element) -> TermKind | None:
    """Some themes print tags without links: elements named "tag" in one named "tags"."""
    parent = element.getparent()
    is_tag = element.tag in {"span", "li"} and len(element) == 0 and any(_TERM_NAMES.fullmatch(name) for name in names_of(element))
    return TermKind.TAG if is_tag and parent is not None and any(_TERM_NAMES.fullmatch(name) for name in names_of(parent)) else None


def _term_kind(link: _Element) -> TermKind | None:
    rel = (link.get("rel") or "").lower().split()
    href = link.get("href") or ""
    parents = " ".join(name for step in (link, *list(link.iterancestors())[:3]) for name in names_of(step))
    if _TAG_CLOUD.search(parents):
        return None
    if (
        "category" in rel
        or _CATEGORY_PATH.search(href)
        or (("tag" in rel or _TAG_PATH.search(href)) and _CATEGORY_NAMES.search(parents) and "tag" not in parents)
    ):
        return TermKind.CATEGORY
    if "tag" in rel or _TAG_PATH.search(href):
        return TermKind.TAG
    return None


def _counters(elements: list[_Element]) -> tuple[Counter, ...]:
    found: dict[str, Counter] = {}
    for element in elements:
        if not any(re.search(r"view|count|comment|like|stat|pv|visit", name) for name in (*names_of(element), element.get("id") or "")):
            continue
        text = text_of(element)
        for counter in parse_counters(text) if 0 < len(text) <= 80 else ():
            found.setdefault(counter.name, counter)
    return tuple(found.values())
