"""What a spider may yield, and what goes to the extraction workers and comes back.

All of it is plain, picklable and free of Scrapy, so that extraction stays pure.
"""

from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any

from storage.records import Access, Author, Counter, Media, Post, Sighting, StatedDate, Term

__all__ = ["Extraction", "Hints", "Page", "PageSigns", "PostItem", "Rules", "Sighting"]

MAX_BODY_BYTES = 16 * 1024 * 1024  # of one answer or file; more is not a page


@dataclass(frozen=True, kw_only=True)
class Page:
    """One answer as the workers get it: decompressed bytes, the header's charset, and when it came."""

    url: str
    body: bytes
    fetched_at: datetime
    content_type: str | None = None
    charset: str | None = None  # as the Content-Type header states it; None: find out

    @property
    def last_day(self) -> date:
        """The last day that a post may be from: a post of tomorrow is a matter of zones, one of next year a mistake."""
        return self.fetched_at.date() + timedelta(days=1)


@dataclass(frozen=True, kw_only=True)
class Rules:
    """Where a platform puts things: CSS selectors, each tried in order, inside ``post`` where given.

    ``noise`` is cut from the body, ``widget_lines`` are regular expressions of lines that are the platform's own, for flattened text.
    ``original_media`` rewrites (pattern, replacement) a media address to the original's.
    """

    post: tuple[str, ...] = ()
    title: tuple[str, ...] = ()
    untitled: tuple[str, ...] = ()  # what stands in the place of a title where there is none, in lower case
    subtitle: tuple[str, ...] = ()
    body: tuple[str, ...] = ()
    author: tuple[str, ...] = ()
    coauthors: str | None = None  # the property of a post's JSON-LD that names its further authors
    published: tuple[str, ...] = ()
    updated: tuple[str, ...] = ()
    zone: str | None = None  # in which ``published`` and ``updated`` are told, where they say none
    tags: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    term_classes: tuple[str, str] | None = None  # how class names of the post's element begin, one for each category, one for each tag
    comments: tuple[str, ...] = ()  # one element a comment
    counters: tuple[str, ...] = ()  # elements whose text holds "10 views", "3 comments", …
    richer: tuple[str, ...] = ()  # what a page's body holds and the feed leaves out of it
    noise: tuple[str, ...] = ()
    others: tuple[str, ...] = ()  # lists of other posts on a post's page
    cover: tuple[str, ...] = ()  # the picture above the post, outside its body
    further_pages: tuple[str, ...] = ()  # regular expressions: what stands behind a post's address in those of its other pages
    comment_pages: tuple[str, ...] = ()  # the same for the other pages of its comments
    original_media: tuple[tuple[str, str], ...] = ()
    walls: tuple[str, ...] = ()  # what stands behind the part of a closed post that strangers may read
    locked: tuple[str, ...] = ()  # an element that stands where the text is withheld: a password is asked for
    has_shortcodes: bool = False  # WordPress: what a missing plugin left raw is read as what it stood for
    titles_from_text: bool = False  # Tumblr: feed and metadata call a post without a title by the beginning of its text


@dataclass(frozen=True, kw_only=True)
class Hints:
    """What listings (feed, API, archive page) already said about a post; ``source`` names the strongest of them.

    ``body_is_whole`` tells a full-content feed from one of excerpts.
    """

    source: str = "feed"
    title: str | None = None
    authors: tuple[Author, ...] = ()
    published: StatedDate | None = None
    updated: StatedDate | None = None
    terms: tuple[Term, ...] = ()
    body_html: str | None = None
    listed: StatedDate | None = None  # of publication, as another listing gives it
    body_is_whole: bool = False
    excerpt: str | None = None
    platform_id: str | None = None
    language: str | None = None
    cover: Media | None = None
    counters: tuple[Counter, ...] = ()
    access: Access = Access.PUBLIC
    stated_by: dict[str, str] = field(default_factory=dict)  # field → another listing than ``source`` that stated it

    def filled(self, source: str, **said: Any) -> "Hints":
        """Return hints with the fields that are unknown here taken from what another listing said."""
        new = {name: value for name, value in said.items() if value is not None and getattr(self, name) is None}
        return replace(self, **new, stated_by={**self.stated_by, **dict.fromkeys(new, source)})


@dataclass(frozen=True, kw_only=True)
class PageSigns:
    """What a page shows of its own kind, for the question whether it is a post.

    ``features`` are marks of its template (``meta:og:type=article``, ``body.single-post``, ``h1@article>header>h1``); pages of one template
    share them, pages of another do not.
    """

    features: frozenset[str] = frozenset()
    og_type: str | None = None
    schema_types: frozenset[str] = frozenset()
    articles: int = 0  # elements that look like one whole entry each
    is_blank: bool = False  # shows neither title, text nor picture: a shell for a program to fill
    looks_missing: bool = False  # says "not found" with status 200
    looks_closed: bool = False  # a page of a server or its guard, with status 200, in place of the one that was asked for
    lacks_title: bool = False  # shows nothing of the title under which the post is listed
    other_title: str | None = None  # its own, where that has other words than the listed one


@dataclass(frozen=True, kw_only=True)
class Extraction:
    """All that one page gave: the post's fields, the signs of its kind, every link (absolute, in order), its other pages."""

    post: Post
    signs: PageSigns
    links: tuple[str, ...] = ()
    further: tuple[str, ...] = ()  # addresses of the post's other pages
    lacks: str | None = None  # the first of them that could not be had, and why


@dataclass(frozen=True, slots=True, kw_only=True)
class PostItem:
    """A post on its way to the archive: its content, the address under which it was known, and that of its capture."""

    post: Post = field(repr=False)  # Scrapy logs items
    address: str
    captured_at: datetime
    capture_url: str | None = None
    version: str = ""  # of the extractor
    lacks: str | None = None  # why it is not the whole post
