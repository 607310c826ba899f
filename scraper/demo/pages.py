"""The answer of the demo blog to every address: a pure function of the blog's state, the path and the origin it is seen under."""

import re
import zlib
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from typing import Generic, NamedTuple, TypeVar
from urllib.parse import parse_qsl

from scraper.demo import listings, theme
from scraper.demo.blocks import IMAGE_WIDTHS, Picture
from scraper.demo.pictures import logo, png
from scraper.demo.posts import DemoPost, slug
from scraper.demo.prose import AUTHORS, BLOG_TITLE

SetupT = TypeVar("SetupT")
HTML = "text/html; charset=utf-8"
PER_PAGE = 10
# About and contact have not changed since the blog began.
BEGAN_AT = datetime(2019, 1, 2, 8, 0, tzinfo=UTC)
# The larger site that a blog under a prefix belongs to: path, title, text. Nothing of it is a post.
OUTSIDE = (
    ("/", "Rock and Rope Supplies", "Everything for people who live on rocks. Our blog keeps the log of one of them."),
    ("/products/", "Products", "Lamps, rope, and a bucket that has been praised by strangers."),
    ("/products/lamp-oil/", "Lamp oil, one litre", "Burns clear for eleven hours. Delivered by the Tuesday ferry."),
    ("/products/tarred-rope/", "Tarred rope, by the metre", "Smells of harbour. Does not let go."),
    ("/team/", "Team", "Five people and a dog who has been promoted twice."),
)


class Reply(NamedTuple):
    """The answer to one address, before the server adds validators and coding."""

    status: int
    content_type: str
    body: bytes
    modified_at: datetime | None = None
    headers: tuple[tuple[str, str], ...] = ()
    tag: str | None = None  # of a server that does not make its tags of the bytes


Route = tuple[re.Pattern[str], Callable[..., Reply | None]]  # of a path; what is given has the site, the query and the parts of the path


@dataclass(frozen=True)
class State:
    """The blog at one moment: its posts, oldest first, and how it is set up."""

    posts: tuple[DemoPost, ...]
    changed_at: datetime
    prefix: str = ""
    has_feed: bool = True
    has_sitemap: bool = True
    feed_items: int = 10
    structured: bool = True
    removed: frozenset[str] = field(default_factory=frozenset)

    @cached_property
    def places(self) -> dict[str, int]:
        """Path → place among the posts."""
        return {post.path: place for place, post in enumerate(self.posts)}

    @cached_property
    def tags(self) -> dict[str, str]:
        """Slug → tag, most used first."""
        return {slug(tag): tag for tag, _ in Counter(tag for post in self.posts for tag in post.tags).most_common()}

    @cached_property
    def years(self) -> list[int]:
        """The years with posts, newest first."""
        return sorted({post.published.year for post in self.posts}, reverse=True)

    @cached_property
    def pictures(self) -> frozenset[str]:
        """The stems of all pictures."""
        return frozenset(block.stem for post in self.posts for block in post.body if isinstance(block, Picture))


@dataclass(frozen=True)
class PlatformSite(Generic[SetupT]):
    """One state of the blog as a platform, set up in some way, shows it under one origin."""

    state: State
    setup: SetupT
    origin: str

    @property
    def base(self) -> str:
        """The blog's absolute base address without a closing slash."""
        return self.origin + self.state.prefix

    @property
    def latest(self) -> list[DemoPost]:
        """The posts, the latest first."""
        return sorted(self.state.posts, key=lambda post: post.published, reverse=True)

    def answer(self, routes: Iterable[Route], path: str, query: str) -> Reply | None:
        """What the first of the routes that a path fits gives for it and its query."""
        fits = ((found, give) for pattern, give in routes if (found := pattern.fullmatch(path)))
        return next((give(self, dict(parse_qsl(query)), *found.groups()) for found, give in fits), None)


@dataclass(frozen=True, slots=True)
class View:
    """One state of the blog as seen under one origin."""

    state: State
    origin: str

    @property
    def base(self) -> str:
        """The blog's absolute base address without a closing slash."""
        return self.origin + self.state.prefix

    @property
    def frame(self) -> theme.Frame:
        """What the theme needs on every page."""
        state = self.state
        recent, tags = state.posts[:-6:-1], tuple(state.tags.values())
        return theme.Frame(self.base, state.has_feed, state.structured, state.changed_at.year, recent, state.years, tags)

    def html(self, title: str, main: str, path: str, *, status: int = 200, head: str = "") -> Reply:
        """A page in the theme; every page changes with the blog because the sidebar does."""
        text = theme.page(self.frame, path, title, main, head=head)
        return Reply(status, HTML, text.encode(), self.state.changed_at if status == 200 else None)

    def text(self, content_type: str, text: str) -> Reply:
        """A document for machines."""
        return Reply(200, content_type, text.encode(), self.state.changed_at)


def answer(state: State, path: str, origin: str) -> Reply:
    """The reply to a path without query."""
    view = View(state, origin)
    if state.prefix and not path.startswith(f"{state.prefix}/"):
        return _outside(view, path)
    inner = path.removeprefix(state.prefix)
    if inner in state.removed:
        return view.html("Gone", "<h1>Gone</h1><p>This page was taken down by its author.</p>", inner, status=410)
    for pattern, read in _ROUTES:
        if found := pattern.fullmatch(inner):
            return read(view, *found.groups()) or _missing(view)
    return _missing(view)


def _missing(view: View) -> Reply:
    return view.html("Not found", "<h1>Not found</h1><p>There is nothing at this address.</p>", "/", status=404)


def _listing(view: View, number: str = "1") -> Reply | None:
    posts, place = view.state.posts, int(number)
    last = max(1, -(-len(posts) // PER_PAGE))
    if not 1 <= place <= last:
        return None
    newest_first = posts[::-1][(place - 1) * PER_PAGE : place * PER_PAGE]
    main = theme.entry_list(view.frame, BLOG_TITLE, newest_first, pager=theme.pager(view.frame, place, last))
    return view.html(BLOG_TITLE if place == 1 else f"Page {place}", main, "/" if place == 1 else f"/page/{place}/")


def _post(view: View, path: str) -> Reply | None:
    posts, place = view.state.posts, view.state.places.get(path)
    if place is None:
        return None
    post = posts[place]
    older = posts[place - 1] if place else None
    newer = posts[place + 1] if place + 1 < len(posts) else None
    text = theme.post_page(view.frame, post, older, newer, _related(posts, place))
    return Reply(200, HTML, text.encode(), view.state.changed_at)


def _related(posts: Sequence[DemoPost], place: int) -> list[DemoPost]:
    nearby = posts[max(0, place - 30) : place + 30]
    return [other for other in nearby if other.category == posts[place].category and other is not posts[place]][-3:]


def _titles(view: View, heading: str, path: str, keep: Callable[[DemoPost], bool]) -> Reply | None:
    kept = [post for post in reversed(view.state.posts) if keep(post)]
    return view.html(heading, theme.title_list(view.frame, heading, kept), path) if kept else None


def _year(view: View, year: str) -> Reply | None:
    return _titles(view, year, f"/{year}/", lambda post: post.published.year == int(year))


def _archive(view: View) -> Reply:
    """Links to the years only: the posts are one step further."""
    years = "".join(f'<li><a href="{view.base}/{year}/">{year}</a></li>' for year in view.state.years)
    return view.html("Archive", f'<h1>Archive</h1><ul class="years">{years}</ul>', "/archive/")


def _tag(view: View, name: str) -> Reply | None:
    tag = view.state.tags.get(name)
    return _titles(view, f"Tag: {tag}", f"/tag/{name}/", lambda post: tag in post.tags) if tag else None


def _category(view: View, name: str) -> Reply | None:
    return _titles(view, f"Category: {name}", f"/category/{name}/", lambda post: slug(post.category) == name)


def _author(view: View, name: str) -> Reply | None:
    full = next((author for author in AUTHORS if slug(author) == name), name)
    return _titles(view, full, f"/author/{name}/", lambda post: full in post.authors)


def _about(view: View) -> Reply:
    head = '<meta property="og:type" content="website">\n' if view.state.structured else ""
    return view.html("About", theme.about(view.frame), "/about/", head=head)


def _contact(view: View) -> Reply:
    return view.html("Contact", theme.contact(), "/contact/")


def _closed(view: View) -> Reply:
    """What robots.txt closes: whoever reads it does not obey."""
    return view.html("Draft", "<h1>The next one</h1><p>Not finished.</p>", "/drafts/the-next-one/")


def _feed(view: View) -> Reply | None:
    if not view.state.has_feed:
        return None
    newest = view.state.posts[::-1][: view.state.feed_items]
    return view.text("application/atom+xml; charset=utf-8", listings.atom(view.base, newest, view.state.changed_at))


def _sitemap(view: View) -> Reply | None:
    """Lists the posts among all the other pages."""
    state, base = view.state, view.base
    if not state.has_sitemap:
        return None
    addresses = [(f"{base}/", state.changed_at), (f"{base}/about/", BEGAN_AT), (f"{base}/contact/", BEGAN_AT)]
    addresses += [(base + post.path, post.changed) for post in reversed(state.posts)]
    addresses += [(f"{base}/tag/{name}/", state.changed_at) for name in state.tags]
    addresses += [(f"{base}/{year}/", state.changed_at) for year in state.years]
    addresses += [(view.origin + path, BEGAN_AT) for path, _, _ in OUTSIDE] if state.prefix else []
    return view.text("application/xml", listings.sitemap(addresses))


def _robots(view: View) -> Reply:
    """The sitemap is the whole host's."""
    where = f"{view.origin}/sitemap.xml" if view.state.has_sitemap else None
    return view.text("text/plain; charset=utf-8", listings.robots(view.state.prefix, where))


def _media(view: View, name: str) -> Reply | None:
    if name == "logo.svg":
        return Reply(200, "image/svg+xml", logo(), view.state.changed_at)
    found = re.fullmatch(r"(.+)-(\d{1,4})\.png", name)
    if not found or found[1] not in view.state.pictures or int(found[2]) not in IMAGE_WIDTHS:
        return None
    width = int(found[2])
    return Reply(200, "image/png", png(width, width * 5 // 8, zlib.crc32(found[1].encode()) % 256), view.state.changed_at)


def _outside(view: View, path: str) -> Reply:
    """A page of the larger site."""
    if path == "/robots.txt":
        return _robots(view)
    if path == "/sitemap.xml" and (reply := _sitemap(view)):
        return reply
    title, text = next(((title, text) for own, title, text in OUTSIDE if own == path), ("Not found", "Nothing here."))
    menu = " ".join(f'<a href="{view.origin}{own}">{name}</a>' for own, name, _ in OUTSIDE) + f' <a href="{view.base}/">Blog</a>'
    body = (
        f"<!doctype html>\n<html lang=en><meta charset=utf-8><title>{title}</title><nav>{menu}</nav><h1>{title}</h1><p>{text}</p></html>\n"
    )
    return Reply(404, HTML, body.encode()) if title == "Not found" else Reply(200, HTML, body.encode(), BEGAN_AT)


_ROUTES: tuple[tuple[re.Pattern[str], Callable[..., Reply | None]], ...] = (
    (re.compile(r"/"), _listing),
    (re.compile(r"/page/(\d{1,6})/"), _listing),
    (re.compile(r"(/\d{4}/\d\d/[a-z0-9-]+/)"), _post),
    (re.compile(r"/(\d{4})/"), _year),
    (re.compile(r"/archive/"), _archive),
    (re.compile(r"/tag/([a-z0-9-]+)/"), _tag),
    (re.compile(r"/category/([a-z0-9-]+)/"), _category),
    (re.compile(r"/author/([a-z0-9-]+)/"), _author),
    (re.compile(r"/about/"), _about),
    (re.compile(r"/contact/"), _contact),
    (re.compile(r"/drafts/the-next-one/|/search"), _closed),
    (re.compile(r"/feed\.xml"), _feed),
    (re.compile(r"/sitemap\.xml"), _sitemap),
    (re.compile(r"/robots\.txt"), _robots),
    (re.compile(r"/media/(.+)"), _media),
)
