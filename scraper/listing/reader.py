"""Reads listings (feeds, sitemaps, archive pages) into sightings: paging, nesting, stopping, and what they say about the posts.

Used by all platforms; a platform only says where its listings are.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Iterable, Sequence, Set
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from itertools import chain

from scrapy.http import Response
from w3lib.url import add_or_replace_parameter

from scraper.errors import BlogError, Unreachable
from scraper.extraction.answers.feeds import Feed, FeedEntry, read_feed
from scraper.extraction.answers.sitemaps import MAX_URLS, Sitemap, read_sitemap
from scraper.extraction.lists.entries import ListedLink
from scraper.extraction.lists.page import ListingPage, read_listing
from scraper.fetcher import Fetcher
from scraper.inventory import Inventory
from scraper.listing.sightings import Sightings
from scraper.listing.sitemap_files import build_times, may_list_posts, names_others, names_posts, settled_files, sighting_of
from scraper.responses import is_html, page_of
from scraper.session import Session
from scraper.urls import at_home, hostname, loose_key, may_be_page
from storage import queries
from storage.records import Sighting

logger = logging.getLogger(__name__)

NumberedPage = Callable[[ListingPage, int], str]  # from a page of a list and a number, the address of the page of that number

MAX_SITEMAPS = 500  # files below one index
MAX_SITEMAP_DEPTH = 3  # the protocol allows one index above its files
MISSING_SITEMAPS = 20  # in a row: of such an index the rest is not there either
MAX_FEED_PAGES = 2_000
MAX_LIST_PAGES = 2_000
COMPARE_EVERY = timedelta(days=30)  # totals and times tell of news, and not when one post went, alone or as another came
BARREN_PAGES = 2  # list pages in a row without a new entry end a walk: calendars and tag lists are endless


@dataclass(frozen=True, slots=True)
class Listed:
    """How a listing went: the posts that it named; ``is_unchanged`` when its server said that nothing is new (304).

    ``is_whole``: not only the newest were asked for, so it also tells what was changed long after it was new.
    """

    urls: Set[str] = frozenset()
    is_unchanged: bool = False
    is_whole: bool = True


def joined(results: Iterable[Listed | None]) -> Listed | None:
    """How listings went together; ``None`` where there was none."""
    found = [listed for listed in results if listed is not None]
    if not found:
        return None
    return Listed(
        frozenset().union(*(listed.urls for listed in found)),
        is_unchanged=all(listed.is_unchanged for listed in found),
        is_whole=all(listed.is_whole for listed in found),
    )


@dataclass(slots=True)
class ListingReader:
    """Reads the listings of one blog in one crawl."""

    fetcher: Fetcher
    sightings: Sightings
    inventory: Inventory
    lists_comments: bool = False  # the platform does, apart from the posts: their number in a feed tells nothing of the posts' pages
    is_update: bool = False  # the archive is whole as far as it knows: ask only for what is new or changed
    has_gap: bool = False  # a feed or list named no post that is held: it may have rolled over posts that nobody saw
    pages: list[ListingPage] = field(default_factory=list)  # list pages read so far
    _settled: set[str] = field(default_factory=set)  # files of a sitemap that are as they were, by their index's word

    @property
    def session(self) -> Session:
        """The crawl that reads."""
        return self.fetcher.session

    async def _document(self, url: str, part_of: str | None = None, *, whole: bool = False) -> Response | None:
        return await self.fetcher.document(url, conditional=self.is_update and not whole, part_of=part_of)

    async def _further_document(self, url: str, part_of: str | None, *, whole: bool = False) -> Response | None:
        """A document that gives no answer says nothing about others of its listing."""
        try:
            return await self._document(url, part_of, whole=whole)
        except BlogError as error:
            logger.info("not read: %s", error)
            return None

    # Feeds

    async def read_feed(self, url: str, *, page_parameter: str | None = None, known: Set[str] = frozenset()) -> Listed | None:
        """Read a feed and its older pages (RFC 5005, or by a parameter that the platform has), until one names nothing but what is
        ``known``; ``None`` when there is no feed there.
        """
        urls: set[str] = set()
        said: set[str] = set()
        pages, first, number = [url], None, 1
        while pages and number <= MAX_FEED_PAGES:
            document = pages.pop(0)
            response = await (self._document(document) if document == url else self._further_document(document, "feed"))
            feed: Feed | None = await self.session.read(read_feed, page_of(response)) if response is not None else None
            if feed is None:
                continue
            if self._is_elsewhere(document, [entry.sighting.url for entry in feed.entries]):
                return None
            new = self._take_feed(feed, url) - urls
            self.sightings.newest |= new if first is None else set()
            first = first or feed
            urls |= new
            number += 1
            told = {mark for entry in feed.entries if (mark := entry.sighting.fingerprint)}
            is_news = not told or bool(told - said)  # the same entries under fresh addresses are none
            said |= told
            if new - known and is_news and not self.is_update:
                pages += [older for older in feed.older if not self.fetcher.has_asked(older)]
                pages += [add_or_replace_parameter(url, page_parameter, str(number))] if page_parameter else []
        if number > MAX_FEED_PAGES and pages:
            logger.warning("%s: only its first %d pages were read", url, MAX_FEED_PAGES)
        if first is None:
            return Listed(is_unchanged=True) if url in self.fetcher.unchanged else None
        return Listed(urls, is_whole=not self.is_update)

    async def read_index_feed(self, url: str) -> Listed | None:
        """Read a feed for the posts that it names, and for what tells that they changed: its texts and times are others than theirs. It is
        asked for whole, for its server calls it unchanged while there are new comments.
        """
        response = await self.fetcher.document(url, conditional=False)
        feed: Feed | None = await self.session.read(read_feed, page_of(response)) if response is not None else None
        if feed is None or self._is_elsewhere(url, [entry.sighting.url for entry in feed.entries]):
            return None
        named = self._take_feed(replace(feed, entries=tuple(map(_as_named, feed.entries))), url)
        self.sightings.newest |= named
        return Listed(named, is_whole=not self.is_update)

    def _is_elsewhere(self, document: str, urls: Sequence[str]) -> bool:
        """Whether a document names pages, and all on another host: then the blog has moved, and what it had is not gone."""
        home = hostname(self.session.blog.home_url)
        if not urls or any(hostname(self.sightings.own(url)) == home for url in urls):
            return False
        self.fetcher.trouble = Unreachable(
            f"{document}: lists pages of {hostname(urls[0])} alone; has the blog moved there? add its new address"
        )
        logger.warning("%s", self.fetcher.trouble)
        return True

    def _take_feed(self, feed: Feed, document: str) -> set[str]:
        """Record a feed's entries. Where most are dated, an entry without a date is no post: some feeds list every page of a site.

        Where it is said to have none, half of them are enough: that is a page.
        """
        own = (e for e in feed.entries if not (e.is_part and self.inventory.shares_pages))
        entries = [e for e in self._ours_of(own) if not self._is_home(e.sighting.url)]
        dated = sum(e.hints.published is not None for e in entries)
        posts = [
            e for e in entries if e.is_ahead or e.hints.published is not None or dated < (0.5 if e.has_no_date else 0.8) * len(entries)
        ]
        named = {e.sighting.url: self._as_told(e) for e in posts}
        self.sightings.take("feed", document, named, is_whole=feed.is_complete)
        self.sightings.keep_hints(posts)
        self.has_gap |= bool(named) and not named.keys() & self.inventory.posts
        return set(named)

    def _as_told(self, entry: FeedEntry) -> Sighting:
        """An entry as a sighting, whose fingerprint changes with all that a visit of the post's page would bring: new comments too."""
        told = entry.sighting.fingerprint
        if told is None or self.lists_comments:
            return entry.sighting
        return replace(entry.sighting, fingerprint=" ".join((told, *(str(counter.value) for counter in entry.hints.counters))))

    def _ours_of(self, entries: Iterable[FeedEntry]) -> list[FeedEntry]:
        """The entries that belong to the blog, under the spellings by which their addresses are known."""
        spelled = (replace(e, sighting=replace(e.sighting, url=self.sightings.spelled(e.sighting.url))) for e in entries)
        return [entry for entry in spelled if self.session.in_scope(entry.sighting.url)]

    def _is_home(self, url: str) -> bool:
        return loose_key(url) == loose_key(self.session.blog.home_url)

    # Sitemaps

    async def read_sitemap(self, url: str, *, posts_only: bool = False) -> Listed | None:
        """Read a sitemap with all that it nests. ``posts_only``: the platform says that it lists posts and nothing else."""
        urls: set[str] = set()
        found = is_elsewhere = False
        known = (self.session.documents(source) for source in ("sitemap-index", "sitemap", "post-sitemap"))
        stated = {*self.session.robots_sitemaps(self.session.blog.home_url), *chain.from_iterable(known)}
        queue: list[tuple[str, bool, int]] = [(url, posts_only, 0)]
        missing = 0
        for _ in range(MAX_SITEMAPS):
            if not queue or missing >= MISSING_SITEMAPS:
                break
            document, is_posts, depth = queue.pop(0)
            if self.fetcher.has_asked(document):  # two indexes name it
                continue
            sitemap = await self._sitemap(document, is_stated=depth > 0 or document in stated)
            if sitemap is None:
                missing = 0 if document in self.fetcher.unchanged else missing + 1
                continue
            missing = 0
            if sitemap.feed is not None:
                urls |= self._take_stated_feed(sitemap.feed, document)
                continue
            if sitemap.entries and not sitemap.is_whole:
                self.fetcher.note_gap(_part_of(document), BlogError(f"{document}: is cut off, or longer than {MAX_URLS} addresses"))
            if sitemap.is_index:
                found = True
                nested = await self._nested(sitemap, document) if depth < MAX_SITEMAP_DEPTH else []
                queue += [(file, False, depth + 1) for file in nested]
            elif self._is_elsewhere(document, [entry.url for entry in sitemap.entries]):
                is_elsewhere = True
            else:
                found = True
                urls |= await self._take_sitemap(sitemap, document, is_posts=is_posts or names_posts(document))
        if queue and missing < MISSING_SITEMAPS:
            logger.warning("%s: only the first %d files below it were read", url, MAX_SITEMAPS)
        if not found or (is_elsewhere and not urls):
            return Listed(is_unchanged=True) if url in self.fetcher.unchanged else None
        return Listed(urls)

    async def read_known_sitemaps(self) -> Listed | None:
        """Read the sitemaps of earlier visits: that an index has not changed says nothing of its files. Where none of them is there any
        more, robots.txt may name another one.
        """
        leaves = self.session.documents("post-sitemap") or self.session.documents("sitemap")
        known = dict.fromkeys([*self.session.documents("sitemap-index"), *leaves])
        listed = joined([await self.read_sitemap(url) for url in known if url not in self._settled])
        if listed is not None or not known:
            return listed
        stated = self.session.robots_sitemaps(self.session.blog.home_url)
        return joined([await self.read_sitemap(url) for url in dict.fromkeys(stated) if not self.fetcher.has_asked(url)])

    def _take_stated_feed(self, feed: Feed, document: str) -> set[str]:
        """Take a feed that robots.txt names as a sitemap for the feed that it is: a sitemap of all pages may lie at the usual place."""
        if self._is_elsewhere(document, [entry.sighting.url for entry in feed.entries]):
            return set()
        urls = self._take_feed(feed, document)
        self.sightings.newest |= urls
        return urls

    async def _sitemap(self, document: str, *, is_stated: bool) -> Sitemap | None:
        is_index = document in self.session.documents("sitemap-index")  # asked for whole: the times in it tell which files to ask
        response = await self._further_document(document, _part_of(document) if is_stated else None, whole=is_index)
        sitemap: Sitemap | None = await self.session.read(read_sitemap, page_of(response)) if response is not None else None
        return sitemap

    async def _nested(self, sitemap: Sitemap, document: str) -> list[str]:
        """The files of an index that may list posts. On an update only those that do so by their names, and have changed."""
        self.session.saw_listing("sitemap-index", document, ())
        nested = {at_home(e.url, self.session.blog.home_url): e.lastmod for e in sitemap.entries if may_list_posts(e.url)}
        if not self.is_update:
            return list(nested)
        likely = [url for url in nested if names_posts(url)] or [url for url in nested if not names_others(url)] or list(nested)
        known = await self.session.ask(queries.latest_changes, self.session.blog_id, datetime.now(UTC) - COMPARE_EVERY)
        self._settled |= settled_files({url: nested[url] for url in likely}, known)
        return [url for url in likely if url not in self._settled]

    async def _take_sitemap(self, sitemap: Sitemap, document: str, *, is_posts: bool) -> set[str]:
        source = "post-sitemap" if is_posts else "sitemap"
        ours = await asyncio.to_thread(self._ours, sitemap, source)  # a file may have 50,000 addresses: a second of the event loop's time
        if not is_posts and names_others(document):
            self.inventory.learn(others=ours)
            return set()
        self.sightings.take(source, document, ours, is_whole=sitemap.is_whole)
        return set(ours)

    def _ours(self, sitemap: Sitemap, source: str) -> dict[str, Sighting]:
        entries = {self.sightings.spelled(e.url): e for e in sitemap.entries}
        home = loose_key(self.session.blog.home_url)
        built = build_times([entry for url, entry in entries.items() if url in self.inventory.posts])
        return {
            url: sighting_of(url, entry, source, built)
            for url, entry in entries.items()
            if self.session.in_scope(url) and may_be_page(url) and loose_key(url) != home
        }

    # Pages that list posts

    async def read_list_pages(
        self, start: str | ListingPage, *, source: str, known: Set[str] = frozenset(), numbered: NumberedPage | None = None
    ) -> Listed | None:
        """Read a page that lists posts and the further pages it leads to, until some in a row name nothing new but what is ``known``.

        ``None`` when they name nothing: what says that the blog's domain is for sale is no list of its posts. ``numbered`` gives the
        addresses of further pages that the platform answers though no page leads to them.
        """
        urls: set[str] = set()
        barren = 0
        async for page in self._list_pages(start, source, numbered):
            leads_on = {self.sightings.spelled(url) for url in page.older}  # no entries: a calendar without end has nothing else
            fresh = self.take_page(page, source) - urls - leads_on - known
            urls |= fresh
            if self.is_update and not fresh - self.inventory.posts:
                break  # an update: older pages hold what is held
            barren = 0 if fresh else barren + 1
            if barren >= BARREN_PAGES:
                break
        self.has_gap |= self.is_update and bool(urls) and not urls & self.inventory.posts
        if urls:
            return Listed(urls, is_whole=not self.is_update)
        return Listed(is_unchanged=True) if isinstance(start, str) and start in self.fetcher.unchanged else None

    async def _list_pages(self, start: str | ListingPage, source: str, numbered: NumberedPage | None) -> AsyncIterator[ListingPage]:
        queue = [start]
        led_to: set[str] = set() if numbered is not None or isinstance(start, ListingPage) else {start}
        seen: set[str] = set()
        for number in range(1, MAX_LIST_PAGES + 1):
            if not queue:
                return
            step = queue.pop(0)
            page = step if isinstance(step, ListingPage) else await self.list_page(step, source if step in led_to else None)
            if page is None:
                continue
            yield page
            older = [url for url in page.older if self.session.in_scope(url) and not self.fetcher.has_asked(url) and url not in queue]
            led_to.update(older)
            queue += older
            entries = {entry.url for entry in page.entries}
            named = entries.difference(page.sections) or entries  # a blog's posts may all lie below "/topics/"
            if numbered is not None and not queue and len(named - seen) > 0.5 * len(named):  # the rest stands on every page
                queue.append(numbered(page, number + 1))
            elif queue:
                numbered = None  # its pages lead on: where they end, the list does
            seen |= entries
        if queue:
            logger.warning("%s: not read: only the first %d pages of a list are", queue[0], MAX_LIST_PAGES)

    async def list_page(self, url: str, part_of: str | None) -> ListingPage | None:
        """Read one page as a list; ``None`` when it is not there or no page. ``part_of``: the listing that the blog says it belongs to."""
        response = await self._further_document(url, part_of)
        if response is None or not is_html(response):
            return None
        page: ListingPage = await self.session.read(read_listing, page_of(response))
        return page

    def take_page(self, page: ListingPage, source: str) -> set[str]:
        """Record what a page lists; return the addresses that its source had not named before."""
        self.pages.append(page)
        self.inventory.model.add_other(page.signs)
        self.sightings.note_endings(e.url for e in page.entries)
        self.inventory.learn(others={self.sightings.spelled(url) for url in (page.url, *page.terms)})
        linked = (ListedLink(url=url, title=None) for url in page.links if self.inventory.is_post_address(url))
        entries = {self.sightings.spelled(e.url): e for e in (*linked, *page.entries)}
        ours = {
            url: Sighting(url=url, source=source, title=e.title, published=e.published)
            for url, e in entries.items()
            if self.may_be_post(url) and not self._is_home(url) and url not in self.inventory.others
        }
        return self.sightings.take(source, page.url, ours)

    def may_be_post(self, url: str) -> bool:
        """Whether an address is one of this blog, and such as the platform's posts have."""
        return self.session.in_scope(url) and (not self.inventory.post_path or self.inventory.is_post_address(url))

    # Answers of APIs

    def take_entries(self, entries: Iterable[FeedEntry], document: str) -> set[str]:
        """Record what an API lists; return the addresses."""
        ours = self._ours_of(entries)
        named = {entry.sighting.url: entry.sighting for entry in ours}
        self.sightings.take("api", document, named)
        self.sightings.keep_hints(ours)
        return set(named)


def _as_named(entry: FeedEntry) -> FeedEntry:
    """An entry without its text and its times."""
    hints = replace(entry.hints, published=None, updated=None, body_html=None, body_is_whole=False, excerpt=None)
    return FeedEntry(sighting=replace(entry.sighting, published=None, modified=None), hints=hints)


def _part_of(sitemap: str) -> str:
    return "post-sitemap" if names_posts(sitemap) else "sitemap"
