"""Reads the posts of blogs that have no page for each: whole from all pages that several share, on an update from those with news.

Such a page is read as an answer of an API is: all that it shows goes on to the archive, and what it shows no more has left it.
"""

from collections.abc import Awaitable, Callable, Iterable, Set
from contextlib import suppress
from dataclasses import dataclass, field

from scraper.detect import Home
from scraper.errors import BlogError
from scraper.evidence import POST_SOURCES
from scraper.extraction.lists.page import ListingPage, read_listing
from scraper.extraction.lists.shared import LEAST_ENTRIES, MAX_ENTRIES, AnchoredEntry, SharedPage, read_anchored
from scraper.items import Page, PostItem, Rules
from scraper.listing.archive_pages import MAX_KNOWN_MONTHS, archives_of
from scraper.listing.reader import BARREN_PAGES, MAX_LIST_PAGES, Listed, ListingReader
from scraper.responses import is_html, page_of
from scraper.session import Session
from scraper.shapes import Shape, shape_of
from scraper.urls import may_be_page
from storage import queries
from storage.records import AddressState, Sighting

SOURCE = "shared-page"
_HALF = 0.5


@dataclass(slots=True)
class SharedPages:
    """Reads them in one crawl; ``take`` hands a post on, ``None`` where the user wants addresses alone."""

    reader: ListingReader
    rules: Rules
    take: Callable[[PostItem], Awaitable[None]] | None
    _are_known: bool = field(init=False)  # that posts share their pages: then one may show a single post

    def __post_init__(self) -> None:
        """What is held tells how the blog is."""
        self._are_known = any("#" in url for url in self.reader.inventory.posts)

    async def update(self) -> Listed | None:
        """Read the home page, and those pages of which it shows an entry that is not held so; ``None`` where posts share none, or the home
        page is another than it was.
        """
        session = self.reader.session
        home = session.blog.home_url
        if not self._are_known:
            return None
        page = await self._asked(home)
        shown = await self._shown(page) if page is not None else SharedPage((), ())
        shows_entries = home in session.documents(SOURCE)
        if page is None and shows_entries:
            return Listed(is_unchanged=True) if home in self.reader.fetcher.unchanged else None
        if shows_entries and not shown.entries:
            return None
        urls = await self._taken(page, shown) if page is not None and shown.entries else set()
        news = [entry.page for entry in (await self._news(shown.entries)).values() if page is None or entry not in shown.at(page.url)]
        further = news if shown.entries else await self._latest(page, shown)
        answers = False
        for url in dict.fromkeys(further):
            answer = await self._asked(url)
            answers |= answer is not None or url in self.reader.fetcher.unchanged
            urls |= await self._taken(answer, await self._shown(answer)) if answer is not None else set()
        return Listed(urls, is_unchanged=not urls) if shown.entries or answers else None

    async def _latest(self, page: Page | None, shown: SharedPage) -> list[str]:
        """The page of the newest post, and the first of those that are new on a front page which only leads to them."""
        session = self.reader.session
        newest = await session.ask(lambda archive: next(queries.posts(archive, blog_ids=[session.blog_id], limit=1), None))
        known = session.documents(SOURCE)
        listing = await session.read(read_listing, page) if page is not None else None
        linked = (*shown.documents, *(self._leads_to(listing, set(map(shape_of, known))) if listing is not None else ()))
        new = [url for url in dict.fromkeys(linked) if url not in known][:BARREN_PAGES]
        return [*new, *([newest.post.url.partition("#")[0]] if newest is not None else [])]

    async def read(self, home: Home) -> Listed | None:
        """Read all pages that posts share; ``None`` where none do, or some source names posts that have pages of their own."""
        if not self._are_known and self._own_pages(*POST_SOURCES):  # most blogs: their front page is not cut for nothing
            return None
        front = await self._shown(page_of(home.response))
        if not self._are_known and (self._names_pages(home, front) or not await self._share(home, front)):
            return None
        self._are_known = True
        return await self._read_all(page_of(home.response), self._read_links(home))

    async def _read_all(self, home: Page, links: Iterable[str]) -> Listed | None:
        """Read the home page, those of its ``links`` and of the list pages so far, until many in a row show nothing."""
        urls: set[str] = set()
        lists = [*self.reader.pages]
        shapes: set[Shape] = set()  # of the pages that showed entries
        pages = dict.fromkeys([home.url, *links, *(url for page in lists for url in (page.url, *self._leads_to(page, shapes)))], False)
        misses = 0
        for number in range(MAX_LIST_PAGES + 1):
            url = next((url for url, is_read in pages.items() if not is_read), None)
            if url is None or misses >= MAX_KNOWN_MONTHS:
                break
            if number == MAX_LIST_PAGES:
                self.reader.fetcher.note_gap(
                    SOURCE, BlogError(f"{url}: not read: only the first {MAX_LIST_PAGES} pages that posts share are")
                )
                break
            pages[url] = True
            was_asked = self.reader.fetcher.has_asked(url)
            page = home if url == home.url else await self._page(url)
            shown = await self._shown(page) if page is not None else None
            misses = 0 if shown is not None and shown.entries else misses + (not was_asked)
            if page is not None and shown is not None and shown.entries:
                urls |= await self._taken(page, shown)
                lists.append(await self.reader.session.read(read_listing, page))
                is_of_kind = shape_of(url) in shapes
                shapes.add(shape_of(url))
                further = (found for known in (lists[-1:] if is_of_kind else lists) for found in self._leads_to(known, shapes))
                pages = dict.fromkeys([*shown.documents, *further], False) | pages
        return Listed(urls) if urls else None

    def _own_pages(self, *sources: str) -> set[str]:
        """The pages that posts have for themselves, by these sources and the archive."""
        named = (self.reader.sightings.by_source[source] for source in sources)
        return self.reader.inventory.posts.union(*named) - self._parted()

    def _parted(self) -> set[str]:
        """The pages to whose places the lists lead."""
        sightings = self.reader.sightings
        return {sightings.spelled(url) for page in self.reader.pages for url in page.parted if sightings.is_known(url)}

    def _names_pages(self, home: Home, front: SharedPage) -> bool:
        """Whether lists name posts that have pages of their own. Where the front page shows entries, it would lead to the pages of these;
        a dated link in the text of one is no other post.
        """
        lists = [home.listing] if front.entries else self.reader.pages
        dated = {self.reader.sightings.spelled(e.url) for page in lists for e in page.entries if e.published is not None}
        is_in_sitemap = not front.entries and bool(self._own_pages("sitemap"))
        return is_in_sitemap or len(dated - self._parted()) > _HALF * len(front.entries)

    async def _share(self, home: Home, front: SharedPage) -> bool:
        """Whether posts share the front page, a page that was read as a list, or one of the first to whose places the front page leads."""
        if front.entries:
            return True
        for url in (*(page.url for page in self.reader.pages), *self._read_links(home), *front.documents[:BARREN_PAGES]):
            page = await self._page(url)
            if page is not None and (await self._shown(page)).at(page.url):
                return True
        return False

    def _leads_to(self, page: ListingPage, shapes: Set[Shape]) -> list[str]:
        """The pages that may be shared to which a list leads: by its links to their places, by what they are called, and those with a
        number in their address that are like such pages.
        """
        alike = (url for url in page.links if (shape := shape_of(url)) in shapes and any(map(_is_number, shape.classes)))
        found = (*page.parted, *archives_of(self.reader, page), *page.calendar, *alike)
        return [url for url in found if self.reader.session.in_scope(url)]

    def _read_links(self, home: Home) -> list[str]:
        """The pages to which a front page leads that were read to see whether they are lists."""
        return [url for url in home.listing.links if self.reader.fetcher.has_asked(url)]

    async def _page(self, url: str) -> Page | None:
        return await (self.reader.fetcher.kept(url) if self.reader.fetcher.has_asked(url) else self._asked(url))

    async def _asked(self, url: str) -> Page | None:
        """A page of the blog that is there, and has changed where this is an update; one that gives no answer says nothing of others."""
        if self.reader.session.in_scope(url) and may_be_page(url):
            with suppress(BlogError):
                response = await self.reader.fetcher.document(url, conditional=self.reader.is_update, part_of=SOURCE)
                return page_of(response) if response is not None and is_html(response) else None
        return None

    async def _shown(self, page: Page) -> SharedPage:
        least = 1 if self._are_known else LEAST_ENTRIES
        return await self.reader.session.read(read_anchored, page, self.rules, least=least)

    async def _taken(self, page: Page, shown: SharedPage) -> set[str]:
        """Record the entries of a page, and hand on its posts, on an update those with news; return their addresses."""
        session, sightings = self.reader.session, self.reader.sightings
        ours = self._ours(shown.at(page.url))
        news = await self._news(ours.values()) if self.reader.is_update else ours
        if not shown.is_whole:
            self.reader.fetcher.note_gap(SOURCE, BlogError(f"{page.url}: has more than {MAX_ENTRIES} entries"))
        found = {
            url: Sighting(url=url, source=SOURCE, title=e.post.title, published=e.post.published, fingerprint=e.fingerprint)
            for url, e in ours.items()
        }
        sightings.take(SOURCE, page.url, found, is_whole=shown.is_whole)
        own = sightings.spelled(page.url)
        if ours and own in sightings.named():  # as an entry of a list
            session.settle(own, AddressState.NOT_A_POST, "posts share it")
        self.reader.inventory.learn(others=[own] if ours else [])
        for url, entry in news.items():
            if self.take is not None:
                await self.take(entry.item(url, page))
        return set(news)

    def _ours(self, entries: Iterable[AnchoredEntry]) -> dict[str, AnchoredEntry]:
        """Entries by the addresses of the blog by which they are known."""
        spelled = {f"{self.reader.sightings.spelled(entry.page)}#{entry.fragment}": entry for entry in entries}
        return {url: entry for url, entry in spelled.items() if self.reader.session.in_scope(url)}

    async def _news(self, entries: Iterable[AnchoredEntry]) -> dict[str, AnchoredEntry]:
        """The entries that the archive does not hold as they are now."""
        session, ours = self.reader.session, self._ours(entries)
        known = await session.ask(queries.fingerprints, session.blog_id, SOURCE, list(ours))
        return {url: entry for url, entry in ours.items() if known.get(url) != entry.fingerprint}


async def read_part(session: Session, rules: Rules, page: Page, url: str) -> PostItem | None:
    """Read the post at an address from the page that it shares with others; ``None`` where that does not show it."""
    fragment = url.partition("#")[2]
    shown = await session.read(read_anchored, page, rules, wanted=fragment)
    return next((entry.item(url, page) for entry in shown.at(page.url) if entry.fragment == fragment), None)


def _is_number(part: str) -> bool:
    return part.startswith(("{year}", "{month}", "{day}", "{number}"))
