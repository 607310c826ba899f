"""A post from what an API or a feed says of it, without a page: the body cleaned and sanitised, every field with its source."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar

from lxml.html import HtmlElement

from scraper.extraction.answers.feeds import FeedEntry
from scraper.extraction.body.container import clean_body
from scraper.extraction.body.shortcodes import expand_shortcodes
from scraper.extraction.hinted import excerpt_of
from scraper.extraction.language import language_of
from scraper.extraction.links import body_links
from scraper.extraction.media import media_of, with_cover
from scraper.extraction.page import parse_text
from scraper.extraction.plain import plain_text
from scraper.extraction.sanitise import safe_html
from scraper.items import Hints, Rules
from scraper.text import squeeze, strip_controls
from storage.events import PostComment
from storage.records import Access, Post, Sighting

R = TypeVar("R")  # a record of an answer
Record = Mapping[str, Any]
MAX_COMMENTS = 50_000  # of one post


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """What all entries of a blog share: where its platform puts noise, its language."""

    rules: Rules
    language: str | None = None


@dataclass(frozen=True, kw_only=True)
class Stamp:
    """What tells whether a record of an API is known: its id, the post's address, and when it was changed."""

    key: str
    url: str
    fingerprint: str | None

    @property
    def sighting(self) -> Sighting:
        """The record as a sighting."""
        return Sighting(url=self.url, source="api", fingerprint=self.fingerprint)


@dataclass(frozen=True)
class ReadEntry:
    """An entry that was read: the sighting it is, and the post. Its page tells where a ``fault`` kept that from being read, and where the
    entry has no whole text, only ``hints`` at what the page will say.

    ``author_key`` stands for the author where an API numbers its authors and does not name them; for each of several, with commas.
    """

    sighting: Sighting
    post: Post | None
    author_key: str | None = None
    fault: str | None = None
    hints: Hints | None = None


@dataclass(frozen=True, slots=True)
class ReadComments:
    """The comments that were read of an answer, and why some of its records could not be, by their ids."""

    comments: list[PostComment] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)


def comments_of(records: Iterable[R], read: Callable[[R], Iterable[PostComment]], name: Callable[[R], object]) -> ReadComments:
    """The comments of all records that can be read; ``name`` gives the id of one that cannot."""
    found = ReadComments()
    for record in records:
        try:
            found.comments.extend(read(record))
        except Exception as error:  # noqa: BLE001  # the door of one record: the others are kept
            found.faults.append(f"{name(record)}: {type(error).__name__}: {error}")
    return found


def threads_of(answer: object, name: Callable[[Record], str | None]) -> Iterator[tuple[Record, str | None]]:
    """All comments of a tree of ``children`` with the ids of those that they answer, as they stand on the page; what has no id is none."""
    stack: list[tuple[Record, str | None]] = [(record, None) for record in reversed(records_in(answer))]
    for _ in range(MAX_COMMENTS):
        if not stack:
            return
        record, parent = stack.pop()
        key = name(record)
        if key is not None:
            yield record, parent
        stack += [(child, key) for child in reversed(records_in(record.get("children")))]


def records_in(value: object) -> list[Record]:
    """The records of a list in an answer; where there is no list, none."""
    return [record for record in value if isinstance(record, Mapping)] if isinstance(value, list) else []


def posts_of(stamped: Iterable[tuple[R, Stamp]], read: Callable[[R, Stamp], ReadEntry]) -> list[ReadEntry]:
    """The posts of all records; one that cannot be read is left to its page."""
    found = []
    for record, stamp in stamped:
        try:
            found.append(read(record, stamp))
        except Exception as error:  # noqa: BLE001  # the door of one record: the others are kept
            found.append(ReadEntry(stamp.sighting, None, fault=f"{type(error).__name__}: {error}"))
    return found


def read_entry(entry: FeedEntry, frame: Frame) -> ReadEntry:
    """The post that an entry carries. Of a post that is closed to strangers no text is taken, whatever the answer holds; of one that is
    shown in part, that part is.
    """
    hints, url = entry.hints, entry.sighting.url
    body = _body(hints, frame.rules, url)
    text = plain_text(body)
    stated = hints.language or frame.language
    language, language_source = language_of((stated.lower(),) if stated else (), text)
    post = Post(
        url=url,
        title=None if hints.title is None else squeeze(hints.title),
        subtitle=excerpt_of(hints, text),
        body_html=safe_html(body, url),
        body_text=text,
        authors=hints.authors,
        published=hints.published,
        updated=hints.updated,
        terms=hints.terms,
        language=language,
        links=body_links(body, url, url),
        media=with_cover(hints.cover, media_of(body, url, frame.rules.original_media), frame.rules.original_media),
        counters=hints.counters,
        access=hints.access,
        platform_id=hints.platform_id,
    )
    sources = {name: hints.source for name in _STATED if getattr(post, name)} | ({"body": hints.source} if text or post.media else {})
    return ReadEntry(entry.sighting, replace(post, sources=sources | ({"language": language_source} if language_source else {})))


_STATED = ("title", "subtitle", "authors", "published", "updated", "terms", "platform_id")


def _body(hints: Hints, rules: Rules, url: str) -> HtmlElement:
    html = strip_controls(hints.body_html) if hints.access is not Access.MEMBERS and hints.body_html else ""
    body = parse_text(expand_shortcodes(html) if rules.has_shortcodes else html).find("body")
    return clean_body(body, None, rules.noise, place=None, base=url).element
