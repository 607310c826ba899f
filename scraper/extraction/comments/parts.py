"""The parts of one comment: who wrote it, when, and its text, by what software calls them and by what its links say of them."""

import re
from collections.abc import Callable, Iterable, Iterator
from copy import deepcopy
from datetime import date
from functools import cached_property
from itertools import takewhile

from lxml.etree import _Element

from scraper.dates import parse_date
from scraper.extraction.elements import SUBHEADINGS, attribute_words, cut_all, elements_of, is_within, names_of, own_texts, text_of
from scraper.extraction.media import spell_emoji
from scraper.extraction.page import absolute
from scraper.extraction.people import may_be_name
from scraper.extraction.stated.microformats import stated_date
from scraper.text import count_words, squeeze
from storage.records import Author, StatedDate

COMMENTER_NAMES = re.compile(
    r"fn|p-author|(?:comment|user)[-_]{0,2}(?:source[-_])?(?:author|name|user)(?:[-_]name)?|author|auth[-_]?name|h-card|nickname|commenter"
)
_BODY_NAMES = re.compile(
    r"(?:comment|e|p)[-_]{0,2}(?:item[-_])?(?:content|body|text|entry|copy|message)|text|message|content|isso-text|msgarticle"
)
_ASIDE_NAMES = re.compile(
    r"comment[-_]?(?:meta|date|time|info|actions?|edit|reply|edit[-_]reply|tools|avatar)\w*(?:[-_](?:link|wrap|wrapper))?"
    r"|reply|says|avatar|datestamp|timespan|dt-published|(?:by-?)?post-?author"
)
_META_NAMES = re.compile(
    _ASIDE_NAMES.pattern
    + r"|comment[-_]{0,2}(?:author|head(?:er)?|footer)\w*(?:[-_]name)?|vcard|rating|comment-notes|comment-awaiting-moderation"
    r"|p-author|h-card"
)
_PREFIX = re.compile(r"^(?:[a-z0-9]+[-_]+)+(?=comment)")  # software puts its name before: wp-block-comment-content, ast-comment-time
_DATE_NAMES = re.compile(r"date|time|posted|published")
_BODY_ITEMS = frozenset({"text", "description", "commenttext"})
_VERBS = (
    r"(?:says|said|writes|wrote|schreibt|(?:hat )?(?:gesagt|geschrieben)|(?:a )?(?:dit|écrit)|dice|ha (?:detto|scritto|dicho|escrito)|dijo"
    r"|escribió|diz|disse|escreveu|schreef|zei|pisze|пишет|говорит)"
)
_SAYS = re.compile(rf"(?:(?:^|\s+){_VERBS})?(?:\s+(?:on|am|le|op|el))?\s*(?:[:：]|\.{{3}}|…)?$", re.IGNORECASE)
_SAID = re.compile(rf"(\S.{{0,60}}?)\s+{_VERBS}\s*(?:[:：]|\.{{3}}|…)", re.IGNORECASE)
_SIGNED = re.compile(r"(?:^(?:from|de)|(?:^|[\s,])(?:by|par|von|por))\s+(\S.{0,60}?)\s*(?:[-–—|·]\s.*|[-–—|·,:]*)$", re.IGNORECASE)
# "Comment by Ann — May 5, 2014 @ 9:30 am", as WordPress's first themes had it
_KIND_BY = re.compile(
    r"(?:comments?|trackback|pingback|kommentar|commentaire|comentario|comentário|commento|reactie)\s+"
    r"(?:by|from|von|par|de|por|di|da|door|van)\s*[:：]?\s+(\S.*?)(?:\s+[–—|·@-]\s.*|\s*[–—|·-])?$",
    re.IGNORECASE,
)
_META_TAGS = frozenset({"cite", "time", "form", "button", "header", "footer", "dt"})
_MAX_DATE_WORDS = 12
_REPLY = re.compile(r"[?&@]replyto(?:com)?=", re.IGNORECASE)  # of WordPress and Typecho, whatever a theme calls the link
_WORDS_BESIDE = 2  # a link to answer: "or quote"
_SIGNS = " |·•–—-"
_MAX_LINE_WORDS = 20  # of a line that says who wrote it, when, and how to answer
_ISO = re.compile(r"\d{4}-\d\d-\d\d(?: \d\d:\d\d(?::\d\d)?)?")
_NUMBERED = re.compile(r"(?:[^\w\s]|\w+[\s.#])\W*\d+")  # what a theme calls a comment: "#1", "Comment 3"
_DIGIT = re.compile(r"\d")
_BETWEEN = re.compile(r"\s*[|·•–—]\s*|\s//\s|\s(?:by|par|von|por)\s")  # the parts of a line of meta


def is_named(element: _Element, names: re.Pattern[str]) -> bool:
    """Whether one of its class names is one of these, what software puts before "comment" left out."""
    return any(names.fullmatch(_PREFIX.sub("", name)) for name in names_of(element))


def _items_of(element: _Element) -> frozenset[str]:
    """The names that an element has in microdata."""
    return frozenset(attribute_words(element, "itemprop"))


class CommentParts:
    """What one comment's element holds, without the comments in it (``items`` are the elements of all)."""

    def __init__(self, item: _Element, items: frozenset[_Element], base: str, languages: tuple[str, ...], not_after: date) -> None:
        self.item, self.base = item, base
        self._items, self._languages, self._not_after = items, languages, not_after
        self._own = list(self._walk())
        self._text_place = self._find_text()
        self.author, self._author_place = self._find_author()

    def _walk(self) -> Iterator[_Element]:
        foreign: set[_Element] = set()
        for element in elements_of(self.item):
            if element.getparent() in foreign or (element is not self.item and element in self._items):
                foreign.add(element)
                continue
            yield element

    def _find_author(self) -> tuple[Author | None, _Element | None]:
        """The author, and the element that names them: the labels of reply link and portrait tell a name from what stands around it."""
        people = [(person, element) for element in self._author_elements() if (person := self._person(element)) is not None]
        labels = self._labels()
        called = ((person, element) for person, element in people if any(person.name in label for label in labels))
        linked = ((self._person(e), e) for e in self._own if e.tag == "a" and text_of(e) in labels)
        named = next(called, None) or next(((person, e) for person, e in linked if person is not None), None)
        return named or self._named_by(labels) or next(iter(people), None) or self._signed() or (None, None)

    def _author_elements(self) -> Iterator[_Element]:
        """Where the author may be named, the surest first: WordPress calls the link to an author's address ``url`` in every theme."""
        yield from (e for e in self._own if e.tag == "a" and "url" in names_of(e))
        marked = [e for e in self._own if is_named(e, COMMENTER_NAMES) or "author" in _items_of(e)]
        wider = [e for e in marked if any(text_of(inner) not in {"", text_of(e)} for inner in marked if is_within(inner, e))]
        yield from (e for e in marked if e not in wider)
        yield from wider
        yield from (next(elements_of(e, "b", "strong"), e) for e in self._own if e.tag == "cite")
        headings = [e for e in self._own if e.tag in SUBHEADINGS and not self._is_text(e)]
        bold = [e for e in self._own if e.tag in {"b", "strong"} and self._text_place is not None and not self._is_text(e)]
        people = ((e, self._person(e)) for e in (*headings, *bold))
        yield from (e for e, person in people if person is not None and may_be_name(person.name) and not _NUMBERED.fullmatch(person.name))

    def _person(self, element: _Element) -> Author | None:
        """Whom an element names: the comment's date, its reply link and "says" may stand in it too."""
        copy = deepcopy(element)
        copy.tail = None
        cut_all(e for e in elements_of(copy) if e is not copy and (e.tag == "time" or is_named(e, _ASIDE_NAMES)))
        inner = next((e for e in elements_of(copy) if "fn" in names_of(e) and text_of(e)), copy)
        name = _KIND_BY.sub(r"\1", squeeze(_SAYS.sub("", text_of(inner))))
        links = (*elements_of(copy, "a"), *(step for step in element.iterancestors("a") if step in self._own))
        link = next((e.get("href") or "" for e in links if text_of(e)), "#")
        return Author(name=name, url=None if link.startswith("#") else absolute(link, self.base)) if name else None

    def _labels(self) -> list[str]:
        """What the reply link ("Reply to Ann") and the portrait say for those who cannot see: the author's name is in it."""
        replies = (e.get("aria-label") or e.get("data-replyto") for e in self._own if "comment-reply-link" in names_of(e))
        portraits = (e.get("alt") for e in self._own if e.tag == "img" and any(name.endswith("avatar") for name in names_of(e)))
        return [squeeze(label) for label in (*replies, *portraits) if label]

    def _named_by(self, labels: list[str]) -> tuple[Author, _Element] | None:
        """The longest text outside of links that a label holds: themes print the name of who has no address without an element for it."""
        lead = next((e for e in elements_of(self._text_place) if squeeze(e.text or "")), None) if self._text_place is not None else None
        elements = (e for e in self._own if e.tag != "a" and (e is lead or not self._is_text(e)))
        runs = ((text.strip(_SIGNS), e) for text, e in _runs(elements))
        named = [(text, e) for text, e in runs if text and any(text in label for label in labels)]
        best = max(named, key=lambda entry: len(entry[0]), default=None)
        return (Author(name=best[0]), best[1]) if best else None

    def _signed(self) -> tuple[Author, _Element] | None:
        """Who a line above the text says it is from, in words alone: "From Ann - 4 May", "Ann says:"."""
        elements = [e for e in self._own if self._text_place is not None and not self._is_text(e)]
        texts = ((text, e) for text, e in (*_runs(elements), *((text_of(e), e) for e in elements)) if count_words(text) <= _MAX_DATE_WORDS)
        lines = ((found[1], e) for text, e in texts if (found := _SIGNED.search(text) or _SAID.fullmatch(text)))
        return next(((Author(name=name, url=self._address_of(name, e)), e) for name, e in lines if may_be_name(name)), None)

    def _address_of(self, name: str, line: _Element) -> str | None:
        """Where a name in a line leads."""
        return next((absolute(link.get("href"), self.base) for link in elements_of(line, "a") if text_of(link) == name), None)

    def published(self) -> StatedDate | None:
        """When it was written: by an element made for that, by its attribute for programs, else by what a link or a short line says."""
        dated = [e for e in self._own if e.tag == "time" or e.get("datetime") or _items_of(e) & {"datepublished", "datecreated"}]
        linked = [e for e in self._own if e.tag in {"abbr", "a", "span"}]
        named = [e for e in self._own if _DATE_NAMES.search(" ".join(names_of(e))) and count_words(text_of(e)) <= _MAX_DATE_WORDS]
        stated = (stated_date(e, self._languages, self._not_after) for e in (*dated, *linked, *named))
        return next((moment for moment in stated if moment is not None), None) or next((moment for moment, _ in self._dated_lines), None)

    @cached_property
    def _dated_lines(self) -> list[tuple[StatedDate, _Element]]:
        """The moments that stand bare between the parts of a line, and the element of each: older themes mark nothing in it."""
        elements = (e for e in self._own if not self._is_text(e))
        runs = ((run, e) for run, e in _runs(elements) if _DIGIT.search(run) and count_words(run) <= _MAX_DATE_WORDS)
        parts = ((part, e) for run, e in runs for part in _BETWEEN.split(run))
        stated = ((self._moment(part), e) for part, e in parts if _DIGIT.search(part))
        return [(moment, e) for moment, e in stated if moment is not None]

    def _moment(self, text: str) -> StatedDate | None:
        """What a text tells, or the ISO date in it: "发布于 2014-05-01 17:00:00"."""
        iso = _ISO.search(text)
        tries = (parse_date(said, languages=self._languages, not_after=self._not_after) for said in (text, iso[0] if iso else "") if said)
        return next((moment for moment in tries if moment is not None), None)

    def _find_text(self) -> _Element | None:
        """The element that is marked as the text; one with the answers in it only where it has nothing else but them."""
        marked = [e for e in self._own if e is not self.item and _is_marked_text(e) and text_of(e)]
        if not marked:
            return None
        inside = set(elements_of(marked[-1]))
        is_wrapper = not inside.isdisjoint(self._items) and any(is_named(e, COMMENTER_NAMES) for e in self._own if e in inside)
        return None if is_wrapper else marked[-1]

    def _is_text(self, element: _Element) -> bool:
        """Whether an element is of the text: themes set the line above it into its place too."""
        if self._text_place is None or not is_within(element, self._text_place):
            return False
        steps = takewhile(lambda step: step is not self._text_place, (element, *element.iterancestors()))
        return not any(is_named(step, _META_NAMES) for step in steps)

    def body(self) -> _Element:
        """The text, a tree of its own; where none is marked, what is left when meta lines, the author and answers are off."""
        chosen = self._text_place if self._text_place is not None else self.item
        lines = {e for _, e in self._dated_lines if e is not self.item and count_words(text_of(e)) <= _MAX_LINE_WORDS}
        lines.update(e for e in self._own if self._is_permalink(e))
        copy = self._copy_without(chosen, lambda e: e in lines or _is_meta(e))
        if not text_of(copy):  # themes exist that set the text into the element of the author
            copy = self._copy_without(chosen, lambda e: e in lines or (_is_meta(e) and e.find(".//p") is None))
        if self.author is None or self._author_place is None or not is_within(self._author_place, chosen):
            return copy
        if text_of(copy) != self.author.name:  # a notice of another blog may be its name alone
            _drop_first_line(copy, self.author.name)
        return copy

    def _is_permalink(self, element: _Element) -> bool:
        """Whether it is a link to this comment: "at 17:05", where the one above is of the same day."""
        own, address = self.item.get("id"), element.get("href") or ""
        return element.tag == "a" and bool(own) and address.endswith(f"#{own}") and not _is_in_sentence(element)

    def _copy_without(self, chosen: _Element, is_beside: Callable[[_Element], bool]) -> _Element:
        """A copy of an element without the comments in it and what stands beside the text."""
        copy = deepcopy(chosen)
        copy.tail = None
        pairs = zip(elements_of(copy), elements_of(chosen), strict=True)
        cut_all(e for e, own in pairs if e is not copy and (own in self._items or is_beside(own)))
        spell_emoji(copy)
        return copy


def _runs(elements: Iterable[_Element]) -> Iterator[tuple[str, _Element]]:
    """The words that stand in elements themselves, each run with its element."""
    texts = ((squeeze(text), e) for e in elements for text in own_texts(e))
    return (run for run in texts if run[0])


def _is_marked_text(element: _Element) -> bool:
    return is_named(element, _BODY_NAMES) or bool(_items_of(element) & _BODY_ITEMS)


def _is_meta(element: _Element) -> bool:
    if "children" in names_of(element) or element.tag in _META_TAGS or is_named(element, _META_NAMES):
        return True
    return element.tag == "a" and _REPLY.search(element.get("href") or "") is not None and not _is_in_sentence(element)


def _is_in_sentence(link: _Element) -> bool:
    """Whether a paragraph says more than a link in it and the few words beside: people link to what others wrote."""
    around = next(link.iterancestors("p"), None)
    return around is not None and count_words(text_of(around)) - count_words(text_of(link)) > _WORDS_BESIDE


def _drop_first_line(body: _Element, line: str) -> None:
    """Takes off a text's first line where it is this one."""
    for element in elements_of(body):
        for holder, name in ((element, "text"), *((child, "tail") for child in element)):
            text = squeeze(getattr(holder, name) or "")
            said = _SAYS.sub("", text)
            if line in {text, said} or (not said and text[:1].isalpha()):
                setattr(holder, name, None)
            if text:
                return
