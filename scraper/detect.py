"""From any address of a blog to its home, and from the home to its platform.

The address may be the home, a post, a feed, a sitemap, or a part of a larger site. A platform is recognised by evidence, never by one list:
each platform of SPIDER_MODULES says how sure it is.
"""

import re
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cached_property
from typing import ClassVar, Protocol, TypeVar
from urllib.parse import urljoin, urlsplit

from lxml.html import HtmlElement
from scrapy.http import Response

from scraper.aliases import Aliases
from scraper.errors import BlogError, ExtractionError, NotABlog, Refused, Unreachable
from scraper.extraction.answers.feeds import Feed, read_feed
from scraper.extraction.answers.sitemaps import read_sitemap
from scraper.extraction.lists.page import ListingPage, read_listing
from scraper.extraction.page import parse_html
from scraper.fetcher import Fetcher
from scraper.items import Page
from scraper.responses import CLOSED, content_type, is_html, is_trouble, page_of, refresh_of
from scraper.urls import at_home, file_key, hostname, in_scope, loose_key, scope_of, site_of
from storage.records import Blog

_NO_TIME = datetime.min.replace(tzinfo=UTC)  # the tree of a home page does not depend on when it came


class Recognisable(Protocol):
    """What detection asks of a platform."""

    name: str
    knows_software: ClassVar[bool]

    @classmethod
    def recognise(cls, home: "HomePage") -> float:
        """How sure is it, 0 to 1."""
        ...


@dataclass(frozen=True)
class HomePage:
    """A blog's home page as platforms see it, to say whether it is theirs."""

    url: str
    html: str
    headers: Mapping[str, str]

    @classmethod
    def of(cls, response: Response) -> "HomePage":
        """Wrap a fetched page."""
        headers = {name.decode("latin-1").lower(): b", ".join(values).decode("latin-1") for name, values in response.headers.items()}
        return cls(url=response.url, html=response.body.decode("utf-8", "replace"), headers=headers)

    @cached_property
    def tree(self) -> HtmlElement:
        """The parsed page."""
        return parse_html(Page(url=self.url, body=self.html.encode(), fetched_at=_NO_TIME, charset="utf-8"))

    @cached_property
    def generator(self) -> str:
        """What ``<meta name=generator>`` says."""
        return next((m.get("content") or "" for m in self.tree.iter("meta") if (m.get("name") or "").lower() == "generator"), "")

    def has(self, css: str) -> bool:
        """Whether an element of this selector exists."""
        return bool(self.tree.cssselect(css))


@dataclass(frozen=True, slots=True, kw_only=True)
class Home:
    """A blog's home as it was found: its page, what the page lists, and what belongs to the blog. A large page takes most of a second to
    be parsed: all that ask for elements of it share one tree.
    """

    response: Response
    page: HomePage
    listing: ListingPage
    scope: str
    fault: ExtractionError | None = None  # for which its page was not read

    @property
    def lack(self) -> BlogError | None:
        """Why there is no front page. That hides neither feed nor sitemap; without either there is no blog."""
        if self.fault is not None:
            return NotABlog(f"{self.url}: its home page is {self.fault}")
        if self.listing.frames and all(hostname(url) != hostname(self.url) for url in self.listing.frames):  # beside its own it is an ad
            return NotABlog(f"{self.url}: shows {self.listing.frames[0]} in a frame; is that the blog's address?")
        return _refusal(self.url, self.response) if self.response.status >= 400 else None

    @property
    def url(self) -> str:
        """The address of the home page."""
        return self.response.url

    @property
    def title(self) -> str | None:
        """What the home page calls itself."""
        return self.listing.title

    @property
    def language(self) -> str | None:
        """The language of the home page; none where the blog has others, of whose posts it says nothing."""
        return None if any(in_scope(url, self.scope) for url in self.listing.translations) else self.listing.language

    @property
    def entries(self) -> list[str]:
        """The addresses that the home page lists within the blog."""
        return [entry.url for entry in self.listing.entries if in_scope(entry.url, self.scope)]

    @property
    def feeds(self) -> list[str]:
        """The feeds of posts that the home page declares, its own choice first."""
        return list(self.listing.post_feeds)

    def describe(self, blog: Blog, platform: str) -> Blog:
        """Return the blog with what its home page told; what was known before stays."""
        return replace(
            blog,
            home_url=self.url,
            scope=self.scope if blog.is_unvisited else blog.scope,
            platform=platform,
            title=blog.title or self.title,
            language=blog.language or self.language,
        )


R = TypeVar("R", bound=Recognisable)


class Finder:
    """Finds the home of the blog that an address belongs to."""

    def __init__(self, fetcher: Fetcher, aliases: Aliases = Aliases()) -> None:  # noqa: B008 (frozen)
        self._ask = fetcher.fetch
        self._aliases = aliases
        self._is_new = fetcher.session.blog.is_unvisited
        self._compute = fetcher.session.read

    async def find(self, url: str) -> Home:
        """Return the home; raises Unreachable, Refused or NotABlog."""
        try:
            answer = await self._fetch(url)
        except Unreachable as error:
            answer = await self._without_tls(url, error)
        response = _checked(url, answer)
        if not is_html(response):
            return await self._home(await self._home_of_document(response))
        try:
            response, listing = await self._listed(response)
        except ExtractionError as error:
            if not _is_front(response.url):
                raise
            empty = response.replace(body=b"")
            return replace(_described(empty, await self._compute(read_listing, page_of(empty)), url), fault=error)
        if _is_front(response.url) or _is_own_list(listing):
            return _described(response, listing, url)
        home_url = self._aliases.home(next(iter(listing.frames), response.url)) or await self._home_of_page(response.url, listing)
        if file_key(home_url) == file_key(response.url):
            return _described(response, listing, url)
        return await self._home(home_url)

    async def _home(self, url: str) -> Home:
        response = await self._get(url)
        if not is_html(response):
            raise NotABlog(f"{response.url}: not a page ({content_type(response) or 'no type stated'})")
        return _described(*await self._listed(response), url)

    async def _listed(self, response: Response) -> tuple[Response, ListingPage]:
        """A page, under the blog's own address, and what it lists; where it does nothing but lead to another one of its host, that one.
        Generators write such a root for a blog that lies in a folder.
        """
        listing = await self._compute(read_listing, page_of(response))
        own = self._aliases.own_address(response.url)
        response = response if own == response.url else response.replace(url=own)
        target = refresh_of(response)
        if target and all(loose_key(entry.url) == loose_key(target) for entry in listing.entries):
            with suppress(BlogError):
                found = await self._get(target)
                if is_html(found):
                    return found, await self._compute(read_listing, page_of(found))
        return response, listing

    async def _without_tls(self, url: str, error: Unreachable) -> Response:
        """The answer of a new blog without a certificate: who leaves the scheme out asks for ``https``."""
        if self._is_new and url.startswith("https://"):
            with suppress(BlogError):
                return await self._fetch(f"http://{url.removeprefix('https://')}")
        raise error

    async def _fetch(self, url: str) -> Response:
        response = await self._ask(url)
        if wall := self._aliases.wall(response.url):
            raise Refused(f"{url}: {wall}")
        return response

    async def _get(self, url: str) -> Response:
        return _checked(url, await self._fetch(url))

    async def _home_of_document(self, response: Response) -> str:
        """A feed names its home; a sitemap lies in its blog's."""
        page = page_of(response)
        feed = await self._compute(read_feed, page)
        if feed is not None:
            return _home_of_feed(feed, page.url) or f"{site_of(page.url)}/"
        if await self._compute(read_sitemap, page) is not None:
            return urljoin(page.url, "./")
        raise NotABlog(f"{page.url}: neither a page, a feed nor a sitemap ({page.content_type or 'no type stated'})")

    async def _home_of_page(self, url: str, listing: ListingPage) -> str:
        """A post's page declares the blog's feed, which names the home; else its head links to it. One that is shown elsewhere tells
        nothing of the blog's own host.
        """
        if site_of(listing.url) != site_of(url):
            return f"{site_of(url)}/"
        for feed_url, _ in [f for f in listing.feeds if hostname(f[0]) == hostname(url) and "comment" not in f[0]][:1]:
            try:
                response = await self._fetch(feed_url)
            except BlogError:
                continue
            feed = await self._compute(read_feed, page_of(response)) if response.status == 200 else None
            home = _home_of_feed(feed, url) if feed else None
            if home:
                return home
        return listing.home or f"{site_of(url)}/"


def _home_of_feed(feed: Feed, url: str) -> str | None:
    """The home that a feed names, where it is on the same host: generators left unconfigured name localhost or example.com."""
    return at_home(feed.home_url, url) if feed.home_url and hostname(feed.home_url) == hostname(url) else None


def _is_own_list(listing: ListingPage) -> bool:
    """Whether a page below the root is the front page of a blog there: it lists entries that lie under it, and is no archive of a year."""
    folder = listing.url if listing.url.endswith("/") else f"{listing.url}/"
    last = folder.rstrip("/").rpartition("/")[2]
    if re.fullmatch(r"\d+", last) or re.search(r"/(?:tags?|categor\w+|author|archives?|page|label|topics?|search)/", urlsplit(folder).path):
        return False
    own = [e for e in listing.entries if at_home(e.url, folder).startswith(folder) and e.url != folder]
    is_above_shared = any(url.startswith(folder) and url != folder for url in listing.parted)  # posts there have no page of their own
    return is_above_shared or (len(own) >= 3 and len(own) >= 0.5 * len(listing.entries))


def _is_front(url: str) -> bool:
    return urlsplit(url).path in {"", "/"}


def _checked(url: str, response: Response) -> Response:
    if is_trouble(response.status):
        raise Unreachable(f"{url}: the server answered {response.status}; try again later")
    if response.status >= 400 and not _is_front(response.url):
        raise _refusal(url, response)
    return response


def _refusal(url: str, response: Response) -> BlogError:
    kind = Refused if response.status in CLOSED else NotABlog
    return kind(f"{url}: the server answered {response.status}; is the address right?")


def _described(response: Response, listing: ListingPage, asked: str) -> Home:
    home_scope, root = _scopes(response.url)
    inside = [e for e in listing.entries if loose_key(e.url).startswith(home_scope.rstrip("/"))]
    is_whole = bool(inside) or not listing.entries
    # A site's root that leads to the front page in the visitor's language stands for all of its languages.
    others = [url for url in listing.translations if in_scope(url, root) and not in_scope(url, home_scope)]
    scope = root if not is_whole or (_is_front(asked) and others) else home_scope
    return Home(response=response, page=HomePage.of(response), listing=listing, scope=scope)


def _scopes(url: str) -> tuple[str, str]:
    return scope_of(url), scope_of(f"{site_of(url)}/")


def recognise(home: HomePage, platforms: Iterable[type[R]]) -> type[R]:
    """Return the platform that is surest of this home page."""
    return max(platforms, key=lambda platform: platform.recognise(home))
