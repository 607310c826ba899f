"""Any blog: feed, sitemap, archive pages, pagination. Which addresses are posts is learned from the posts that feeds and lists name."""

from collections.abc import Awaitable, Callable, Iterable
from contextlib import suppress
from datetime import timedelta
from urllib.parse import urljoin

from scraper.detect import HomePage
from scraper.errors import BlogError
from scraper.listing.archive_pages import MAX_ARCHIVES, archives_of, read_archives, read_calendar, read_linked_lists
from scraper.listing.reader import Listed, joined
from scraper.platform import Platform, listing
from scraper.urls import hostname, site_of

# Where generators put their feed when no page declares one; most blogs have one of these.
FEED_PLACES = ("/feed/", "/feed.xml", "/atom.xml", "/rss.xml", "/index.xml", "/feeds/all.atom.xml", "/feed.php")
FRONT_EVERY = timedelta(days=7)
SITEMAP_PLACES = ("/sitemap.xml", "/sitemap_index.xml", "/sitemap-index.xml")  # the last: Astro's and Gatsby's

Reader = Callable[[str], Awaitable[Listed | None]]


class Generic(Platform):
    """The platform of blogs that no other platform recognises."""

    name = "generic"
    knows_software = False

    @classmethod
    def recognise(cls, home: HomePage) -> float:
        """Anything may be a blog; every other platform's evidence is stronger."""
        return 0.01

    @listing(complete=True, bodies=True, per_request=10)
    async def news_of_shared_pages(self) -> Listed | None:
        """On an update the pages that several posts share, where it is known that posts have none of their own."""
        return await self.read_shared_pages() if self.is_update else None

    @listing(bodies=True, per_request=10)
    async def feed(self) -> Listed | None:
        """The declared feeds of this host, else the usual places, else feeds declared on other hosts."""
        declared = self.declared_feeds()
        own = [url for url in declared if hostname(url) == hostname(self.session.blog.home_url)]
        places = [self.at(place) for place in FEED_PLACES] if self.home else []
        foreign = [url for url in declared if url not in own]
        return await self._first(self.read_feed, own[:2], places, foreign[:1])

    @listing(complete=True, per_request=1000)
    async def sitemap(self) -> Listed | None:
        """The sitemaps that robots.txt, the page or the usual places name."""
        if self.home is None:
            return await self.reader.read_known_sitemaps()
        stated = [*self.session.robots_sitemaps(self.session.blog.home_url), *self.home.listing.sitemaps]
        root = f"{site_of(self.session.blog.home_url)}"
        places = [*(self.at(place) for place in SITEMAP_PLACES), *(root + place for place in SITEMAP_PLACES)]
        return await self._all(self.read_sitemap, stated) or await self._first(self.read_sitemap, list(dict.fromkeys(places)))

    @listing(complete=True)
    async def archives(self) -> Listed | None:
        """The home page, and the pages that it links to as archives."""
        if self.home is None:
            return await self._front_page()
        entries = self.reader.take_page(self.home.listing, "home-page")
        pages = archives_of(self.reader, self.home.listing)
        read = await read_archives(self.reader, pages)
        further = [url for page in self.reader.pages if page.url in pages for url in archives_of(self.reader, page)]  # "full archive"
        read = joined([read, await read_archives(self.reader, further[:MAX_ARCHIVES])])
        return read or (Listed(entries) if entries else None)

    @listing(bodies=True, per_request=10)
    async def feed_of_lists(self) -> Listed | None:
        """The feeds that pages which list posts declare, where the home has none: a blog may be a part of a site."""
        if self.home is None or self.is_update or self.sightings.by_source["feed"]:
            return None
        own = (url for page in self.reader.pages for url in page.post_feeds if hostname(url) == hostname(self.session.blog.home_url))
        return await self._first(self.read_feed, [url for url in dict.fromkeys(own) if not self.fetcher.has_asked(url)][:2])

    @listing(complete=True, per_request=1000)
    async def feed_of_all(self) -> Listed | None:
        """The feed of all posts by which a script fills the archive page of iWeb, where no link is."""
        if self.home is None or not self.home.page.generator.startswith("iWeb"):
            return None
        return await self._try(self.reader.read_feed, urljoin(self.home.url, "blog-archive.xml"))

    @listing()
    async def translations(self) -> Listed | None:
        """The front pages in other languages, where the home page declares some."""
        return await self.read_translations()

    @listing(fallback=True)
    async def pagination(self) -> Listed | None:
        """The home page's older pages, one after the other."""
        if self.home is None:  # asked for whole: an unchanged one may lead to a list that did change
            self.home = await self.find_home()
            return await self.reader.read_list_pages(self.home.listing, source="home-page") or await self.archives()
        return await self.reader.read_list_pages(self.home.listing, source="home-page")

    @listing(fallback=True)
    async def calendar(self) -> Listed | None:
        """The archives of years and months that the home page and its archive pages link to."""
        return await read_calendar(self.reader) if self.home is not None else None

    @listing(fallback=True)
    async def sections(self) -> Listed | None:
        """The lists of categories and tags."""
        return await self.read_sections()

    @listing(fallback=True)
    async def linked_lists(self) -> Listed | None:
        """The lists among the few pages that the home page leads to, where nothing else names a post and that names no dated one."""
        named = any(urls for source, urls in self.sightings.by_source.items() if source != "home-page")
        if self.home is None or named or any(entry.published for entry in self.home.listing.entries):
            return None
        return await read_linked_lists(self.reader, self.home.listing)

    @listing(bodies=True, per_request=10)
    async def shared_pages(self) -> Listed | None:
        """The home page and all that may be archives, where nothing names a post that has a page of its own."""
        return None if self.is_update else await self.read_shared_pages()

    async def _front_page(self) -> Listed | None:
        """The home page once a week, where a feed alone tells of news: it may be one that nobody fills any more."""
        session = self.session
        if any(map(session.documents, ("sitemap", "post-sitemap", "shared-page"))) or not session.documents("home-page"):
            return None
        if not await self.is_due(session.blog.home_url, every=FRONT_EVERY):
            return None
        self.home = await self.find_home()
        return await self.reader.read_list_pages(self.home.listing, source="home-page")

    async def _first(self, read: Reader, *places: Iterable[str]) -> Listed | None:
        for url in dict.fromkeys(url for group in places for url in group):
            listed = await self._try(read, url)
            if listed is not None:
                return listed
        return None

    async def _all(self, read: Reader, urls: Iterable[str]) -> Listed | None:
        return joined([await self._try(read, url) for url in dict.fromkeys(urls)])

    async def _try(self, read: Reader, url: str) -> Listed | None:
        """One address that gives no answer says nothing about the next."""
        with suppress(BlogError):
            return await read(url)
        return None
