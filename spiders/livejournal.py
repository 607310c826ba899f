"""LiveJournal, Dreamwidth and other sites of this code: the calendar names all entries, the page of each has its comments in pages of 25.

An entry is asked for in the site's own design (``format=light``), whatever style the journal has, with all comments one below the other
(``view=flat``): in threads most are collapsed where there are many. The feed has the latest 25 with the number of their comments; its texts
are cut where the author set a cut, and its times are those when the server got the entry, not those that the author gave it.

Sources: of dreamwidth/dreamwidth cgi-bin/LJ/Feed.pm, LJ/Talk.pm, LJ/S2 and DW/Controller/Journal.pm (addresses), styles/core2.s2 and
styles/siteviews/layout.s2; pages recorded by glowfic-constellation/glowfic (Dreamwidth); LiveJournal's own code of 2014 and a robots.txt
of its in public repositories, and clients there.
"""

import re
from contextlib import suppress

from scraper.aliases import Aliases
from scraper.detect import HomePage
from scraper.errors import BlogError
from scraper.items import Rules
from scraper.listing.archive_pages import read_calendar
from scraper.listing.reader import Listed
from scraper.platform import Platform, listing

PAGE_QUERY = "?format=light&view=flat"
_MARKS = (
    "link[rel='alternate'][href$='/data/rss']",
    "link[rel='alternate'][href$='/data/atom']",
    "link[rel='meta'][href$='/data/foaf']",
    "span.ljuser",
)


class LiveJournal(Platform):
    """Journals and communities, under names of their own and as folders of their site."""

    name = "livejournal"
    example = "https://name.livejournal.com/"
    aliases = Aliases(own=((rf"(.+){re.escape(PAGE_QUERY)}", r"\1"),), pages=((r"(.+)", rf"\1{PAGE_QUERY}"),))
    post_path = r"(?:\d{4}/\d\d/\d\d/[a-z0-9_-]+|\d+)\.html"
    rules = Rules(
        post=(".entry-wrapper", "article.aentry", ".b-singlepost"),
        title=("h3.entry-title", ".aentry-post__title-text", ".aentry-post__title", ".b-singlepost-title"),
        untitled=("(no subject)", "(no title)", "(без темы)"),
        body=(".entry-content", ".aentry-post__text", ".b-singlepost-body"),
        author=(
            *(".entry-poster > .ljuser:first-child a:has(b)", ".entry-poster > .ljuser:first-child"),  # behind it the community's
            *(".aentry-head .ljuser:first-child a:has(b)", ".b-singlepost-author .ljuser:first-child a:has(b)"),
        ),
        published=(".entry .datetime", ".aentry-head__date time", ".aentry-head__date", ".b-singlepost-author-date"),
        tags=(".tag a[rel='tag']", ".aentry-tags a", ".aentry-post__tags a", ".b-singlepost-tags a"),
        counters=(".entry-readlink",),
        comment_pages=(r"\?(?:(?:format|style)=\w+&)?view=flat&page=([2-9]|[1-9]\d+)(?:&(?:format|style)=\w+)?",),
        noise=(
            ".lj-like, .lj-share, .b-repost, .adv, .ljad, .entry-linkbar, .ljtags",  # buttons, and what is not the author's
        ),
        locked=("form[action*='/adult_']",),  # a notice that asks for the reader's age
        original_media=((r"^(https?://ic\.pics\.livejournal\.com/[^?#]+)_\d+(\.\w+)$", r"\1_original\2"),),
    )

    @classmethod
    def recognise(cls, home: HomePage) -> float:
        """The documents that a journal's page declares, how it names people, and what it tells its scripts of the journal."""
        found = sum(map(home.has, _MARKS)) + ("currentJournalBase" in home.html)
        return min(0.95, 0.35 * found) if found > 1 else 0.0

    @listing(per_request=25)
    async def feed(self) -> Listed | None:
        """The latest 25, with the number of their comments."""
        return await self.reader.read_index_feed(self.at("/data/rss"))

    @listing(complete=True, fallback=True)
    async def calendar(self) -> Listed | None:
        """All entries by the subjects of each month; the years name the months. Too many pages for what is new."""
        if self.is_update:
            return None
        with suppress(BlogError):  # the home page leads to the years too
            await self.reader.read_list_pages(self.at("/calendar"), source="archive-page")
        return await read_calendar(self.reader)

    @listing(per_request=10, fallback=True)
    async def recent(self) -> Listed | None:
        """The latest entries, where robots.txt closes the feed as that of LiveJournal does; its older pages end after some hundreds."""
        start = self.home.listing if self.home is not None else self.at("/")
        return await self.reader.read_list_pages(start, source="home-page", known=self.sightings.named())

    @listing(per_request=1000, fallback=True)
    async def sitemap(self) -> Listed | None:
        """Entries among other pages; Dreamwidth has none."""
        return await self.read_sitemap("/sitemap.xml")
