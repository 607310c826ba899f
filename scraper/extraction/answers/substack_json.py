"""What the JSON of Substack says of posts and comments. It is that of its own pages, and documented by nobody: each name may be missing.

Sources: recorded answers and clients in public repositories of 2023 to 2026 (``/api/v1/posts`` has bodies, ``/api/v1/archive`` none; of a
post for payers the body is the part before the wall, without a mark, or null; ``ancestor_path`` joins ids by dots).
"""

from collections import Counter as Tally
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from hashlib import blake2b
from html import escape
from urllib.parse import urljoin

import msgspec
from lxml.html import HtmlElement, tostring

from scraper.dates import if_later, parse_date
from scraper.extraction.answers.entry import (
    Frame,
    ReadComments,
    ReadEntry,
    Record,
    Stamp,
    comments_of,
    posts_of,
    read_entry,
    records_in,
    threads_of,
)
from scraper.extraction.answers.feeds import FeedEntry
from scraper.extraction.elements import elements_of, names_of
from scraper.extraction.page import parse_text
from scraper.extraction.plain import plain_text
from scraper.extraction.sanitise import safe_html
from scraper.items import Hints, Page
from scraper.json_values import json_value, string_at, value_at
from scraper.text import count_of, squeeze
from scraper.urls import canonical_url, hostname
from storage.events import PostComment
from storage.records import REMOVED, Access, Author, Comment, Counter, Media, Sighting, Term, TermKind

PEOPLE = "https://substack.com/@"
_COUNTERS = (("comments", "comment_count"), ("likes", "reaction_count"), ("shares", "restacks"))
_TOLD = ("title", "subtitle", "type", "wordcount", "cover_image", "slug")  # what also a list without bodies says
_MARKS = {"bold": "b", "strong": "b", "italic": "i", "em": "i", "code": "code", "strike": "s"}
_BLOCKS = {"paragraph": "p", "blockquote": "blockquote", "bulletList": "ul", "orderedList": "ol", "listItem": "li", "codeBlock": "pre"}
MAX_DEPTH = 40  # of a comment's marks and lists


@dataclass(slots=True)
class OwnPosts:
    """A blog's own posts in the answers of a list at ``url``. Whose they are the first tells: a later one may name others' alone."""

    url: str
    owner: str | None = None

    def keys(self, answer: object) -> list[str]:
        """The ids of an answer's records, whatever they are; asked of each answer before anything else."""
        if self.owner is None:
            self.owner = _owner_of(answer, self.url)
        return [key for record in records_of(answer) if (key := _id(record))]

    def stamps(self, answer: object) -> list[Stamp]:
        """The posts that an answer names."""
        return [stamp for _record, stamp in self._stamped(answer)]

    def read(self, page: Page, frame: Frame) -> list[ReadEntry]:
        """The posts of an answer: whole where it has their bodies, else what it says of them beyond the text."""
        answer = json_value(page.body)
        has_bodies = any(string_at(record, "body_html") for record in records_of(answer))
        return posts_of(self._stamped(answer), lambda record, stamp: _read_post(record, stamp, page, frame, has_bodies=has_bodies))

    def _stamped(self, answer: object) -> Iterator[tuple[Record, Stamp]]:
        own = {"", _owner_of(answer, self.url) if self.owner is None else self.owner}
        for record in records_of(answer):
            if record.get("is_published") is False or record.get("type") == "restack" or record.get("restacked_post_id"):
                continue
            url, key = _address(record, self.url, is_own=_owner(record) in own), _id(record)
            if url and key:
                yield record, Stamp(key=key, url=url, fingerprint=_fingerprint(record))


def records_of(answer: object) -> list[Record]:
    """The records of an answer: a list, or one under a name."""
    return records_in(value_at(answer, "posts") if isinstance(answer, Mapping) else answer)


def _id(record: Record) -> str | None:
    number = record.get("id")
    return str(number) if isinstance(number, int | str) and not isinstance(number, bool) and str(number) else None


def _owner_of(answer: object, base: str) -> str | None:
    """Whose most posts of an answer are: of those on the blog's own host, where there are some."""
    records = records_of(answer)
    here = [record for record in records if hostname(canonical_url(string_at(record, "canonical_url") or "") or "") == hostname(base)]
    return max(Tally(map(_owner, here or records)).items(), key=lambda owner: owner[1], default=(None, 0))[0]


def _owner(record: Record) -> str:
    """The number of the blog whose post a record is; ``""`` where it is not said."""
    stated = record.get("publication_id")
    return "" if stated is None else str(stated)


def _address(record: Record, base: str, *, is_own: bool) -> str | None:
    """The post's address. A blog with a domain that is not compulsory answers under both: its own posts belong where it was asked."""
    stated, slug = string_at(record, "canonical_url"), string_at(record, "slug")
    url = canonical_url(stated) if stated else None
    if slug and is_own and (url is None or hostname(url) != hostname(base)):
        return canonical_url(urljoin(base, f"/p/{slug}"))
    return url


def _fingerprint(record: Record) -> str:
    """What changes with the post, with who may read it, and with the number of its comments. Not every answer dates the last change."""
    said = string_at(record, "updated_at") or blake2b(repr([record.get(name) for name in _TOLD]).encode(), digest_size=12).hexdigest()
    return f"{said} {string_at(record, 'audience') or ''} {count_of(record.get('comment_count')) or 0}"


def _read_post(record: Record, stamp: Stamp, page: Page, frame: Frame, *, has_bodies: bool) -> ReadEntry:
    entry = _entry(record, stamp, page, has_bodies=has_bodies)
    return _dated(read_entry(entry, frame)) if entry.hints.body_is_whole else ReadEntry(entry.sighting, None, hints=entry.hints)


def _dated(read: ReadEntry) -> ReadEntry:
    """The post of which only the moment is known: where its author is, that may be another day."""
    return replace(read, post=replace(read.post, uncertain=("published",))) if read.post and read.post.published else read


def _entry(record: Record, stamp: Stamp, page: Page, *, has_bodies: bool) -> FeedEntry:
    published = parse_date(string_at(record, "post_date") or "", not_after=page.last_day)
    updated = if_later(parse_date(string_at(record, "updated_at") or "", not_after=page.last_day), published)
    title, body, access = string_at(record, "title"), string_at(record, "body_html"), _access(record)
    # A list that has bodies has none where the wall is before the first word, or where a thread is nothing but its comments.
    is_whole = body is not None or (has_bodies and (access is Access.MEMBERS or record.get("type") == "thread"))
    hints = Hints(
        source="api",
        title=squeeze(title) if title else None,
        authors=tuple(_authors(record)),
        published=published,
        updated=updated,
        terms=tuple(_terms(record)),
        body_html=_with_files(record, body or ""),
        body_is_whole=is_whole,
        excerpt=string_at(record, "subtitle"),
        platform_id=stamp.key,
        language=string_at(record, "language"),
        cover=_cover(record),
        counters=tuple(_counters(record)),
        access=access,
    )
    sighting = Sighting(
        url=stamp.url, source="api", title=hints.title, published=published, modified=updated, fingerprint=stamp.fingerprint
    )
    return FeedEntry(sighting=sighting, hints=hints)


def _access(record: Record) -> Access:
    """Only what is for everyone is whole; of other posts there is the part before the wall, or nothing."""
    if string_at(record, "audience") in {"everyone", None} and not record.get("free_unlock_required"):
        return Access.PUBLIC
    return Access.PREVIEW if string_at(record, "body_html") else Access.MEMBERS


def _authors(record: Record) -> Iterator[Author]:
    people = record.get("publishedBylines")
    for person in people if isinstance(people, list) else ():
        if name := string_at(person, "name"):
            yield Author(name=squeeze(name), url=_profile(person))


def _profile(person: object) -> str | None:
    handle = string_at(person, "handle")
    return canonical_url(PEOPLE + handle) if handle else None


def _terms(record: Record) -> Iterator[Term]:
    if section := string_at(record, "section_name"):
        yield Term(name=squeeze(section), kind=TermKind.CATEGORY)
    tags = record.get("postTags")
    for tag in tags if isinstance(tags, list) else ():
        if (name := string_at(tag, "name")) and value_at(tag, "hidden") is not True:
            yield Term(name=squeeze(name))


def _counters(record: Record) -> Iterator[Counter]:
    for name, key in _COUNTERS:
        value = count_of(record.get(key))
        if value is not None:
            yield Counter(name=name, value=value)


def _cover(record: Record) -> Media | None:
    stated = string_at(record, "cover_image")
    url = canonical_url(stated) if stated else None
    return Media(url=url) if url else None


# Bodies


def _with_files(record: Record, html: str) -> str:
    """A body with what only scripts would show: an episode's sound, and what stands in the attributes of empty boxes."""
    sound = string_at(record, "podcast_url")
    if "data-attrs" in html:
        body = parse_text(html).find("body")
        for element in list(elements_of(body, "div")):
            _fill(element)
        html = "".join([escape(body.text or ""), *(tostring(child, encoding="unicode") for child in body)])
    return f'{html}<audio src="{escape(sound)}"></audio>' if sound else html


def _fill(element: HtmlElement) -> None:
    """Put into the box of a gallery its pictures, and into that of a short message its words, where they are not there."""
    names = set(names_of(element))
    if len(element) or not names & {"image-gallery-embed", "twitter-embed", "tweet"}:
        return
    try:
        said = msgspec.json.decode(element.get("data-attrs") or "")
    except ValueError:
        return
    html = _gallery(value_at(said, "gallery")) if "image-gallery-embed" in names else _message(said)
    if html:
        element.extend(list(parse_text(html).find("body")))


def _gallery(said: object) -> str:
    images = value_at(said, "images")
    places = [place for image in images if (place := string_at(image, "src"))] if isinstance(images, list) else []
    caption = string_at(said, "caption")
    shown = "".join(f'<img src="{escape(place)}" alt="{escape(string_at(said, "alt") or "")}">' for place in places)
    return f"<figure>{shown}{f'<figcaption>{escape(caption)}</figcaption>' if caption else ''}</figure>" if shown else ""


def _message(said: object) -> str:
    words, url = string_at(said, "full_text"), canonical_url(string_at(said, "url") or "")
    who = " ".join(filter(None, (string_at(said, "name"), f"@{name}" if (name := string_at(said, "username")) else None)))
    link = f'<p><a href="{escape(url)}">{escape(who or url)}</a></p>' if url else ""
    return f"<blockquote><p>{escape(words)}</p>{link}</blockquote>" if words else ""


# Comments


def read_comments(page: Page, url: str) -> ReadComments:
    """The comments of an answer on the post at ``url``, each before its answers; one that was removed without its words."""

    def read(node: tuple[Record, str | None]) -> Iterator[PostComment]:
        yield PostComment(url=url, comment=_comment(*node, url, page))

    return comments_of(_in_order(json_value(page.body)), read, lambda node: _id(node[0]))


def _in_order(answer: object) -> Iterator[tuple[Record, str | None]]:
    """All comments of a tree with the keys of those that they answer, as they stand on the page."""
    for record, parent in threads_of(answer if isinstance(answer, list) else value_at(answer, "comments"), _id):
        yield record, parent or _last_ancestor(record)


def _last_ancestor(record: Record) -> str | None:
    return (string_at(record, "ancestor_path") or "").rpartition(".")[2] or None


def _comment(record: Record, parent: str | None, url: str, page: Page) -> Comment:
    html = _document(record.get("body_json"), 0) or _paragraphs(string_at(record, "body") or "")
    is_removed = record.get("deleted") is True or not html
    if is_removed and not record.keys() & {"deleted", "body", "body_json"}:
        raise ValueError("it says nothing of its words")
    body = parse_text("" if is_removed else html).find("body")
    name = string_at(record, "name")
    return Comment(
        key=_id(record) or "",
        text=plain_text(body),
        html=safe_html(body, url),
        author=squeeze(name) if name else None,
        author_url=_profile(record),
        published=parse_date(string_at(record, "date") or "", not_after=page.last_day),
        parent=parent,
        status=REMOVED if is_removed else "approved",
    )


def _paragraphs(text: str) -> str:
    return "".join(f"<p>{escape(part).replace(chr(10), '<br>')}</p>" for part in text.split("\n\n") if part.strip())


def _document(node: object, depth: int) -> str:
    """A comment's words as HTML: the plain ones beside them have lost their links."""
    if depth > MAX_DEPTH:
        return ""
    if (text := value_at(node, "text")) and isinstance(text, str):
        return _marked(escape(text), value_at(node, "marks"))
    kind = string_at(node, "type") or ""
    if kind in {"hardBreak", "hard_break"}:
        return "<br>"
    inner = "".join(_document(child, depth + 1) for child in records_in(value_at(node, "content")))
    block = _BLOCKS.get(kind)
    return f"<{block}>{inner}</{block}>" if block and inner else inner


def _marked(html: str, marks: object) -> str:
    for mark in records_in(marks):
        kind, place = string_at(mark, "type") or "", canonical_url(string_at(mark, "attrs", "href") or "")
        if kind == "link" and place:
            html = f'<a href="{escape(place)}">{html}</a>'
        elif kind in _MARKS:
            html = f"<{_MARKS[kind]}>{html}</{_MARKS[kind]}>"
    return html
