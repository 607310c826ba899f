"""Tumblr: its first API carries 50 whole posts an answer without a key; else sitemap, feed, archive and numbered pages.

That API names no post on some blogs, and now and then answers without a word. ``www.tumblr.com/name`` shows the blog of
``name.tumblr.com``, which leads there where its owner has turned the theme off: the address on the blog's own host stays the same.

Sources: tumblr.com/docs (api/v1, custom_themes); clients and captured answers in public repositories (TumblThree, gallery-dl,
ArchiveTeam/tumblr-grab), feeds of 2013 and 2023, a page of 2014.
"""

from urllib.parse import urlencode

from scraper.aliases import Aliases
from scraper.detect import HomePage
from scraper.extraction.answers import tumblr_api as said
from scraper.extraction.lists.page import ListingPage
from scraper.items import Rules
from scraper.listing.answers import Answer, PageAddress
from scraper.listing.api import Api
from scraper.listing.archive_pages import read_archives, read_calendar
from scraper.listing.reader import Listed, joined
from scraper.platform import Platform, listing
from scraper.urls import hostname

PER_REQUEST = 50  # what the server gives at most
POSTS = "/api/read/json"
_NETWORK = r"https?://(?:www\.)?tumblr\.com/"
# What follows the network's host and is no blog's name.
_PLACES = "|".join(
    "about abuse activity apps blog business communities customize dashboard developers docs domains edit explore follow followers "
    "following help inbox jobs join likes live login logout messages new oauth policy post press privacy radar reblog register safe-mode "
    "search security settings share shop support svc tagged terms themes video widgets".split()
)
_NAME = rf"(?!(?:{_PLACES})\b(?!-))([a-zA-Z0-9-]{{1,40}})"
_BEHIND = r"/?(?:[?#].*)?"
_ALT = ".tmblr-alt-text-helper"  # a button behind a picture


class Tumblr(Platform):
    """Tumblr, under tumblr.com and under domains of its blogs' own."""

    name = "tumblr"
    example = "https://name.tumblr.com/"
    has_moments = True
    aliases = Aliases(
        own=(
            (rf"{_NETWORK}(?:blog/(?:view/)?)?{_NAME}/(\d+)(/[^/?#]*)?{_BEHIND}", r"https://\1.tumblr.com/post/\2\3"),
            (rf"{_NETWORK}(?:blog/(?:view/)?)?{_NAME}{_BEHIND}", r"https://\1.tumblr.com/"),
        ),
        posts=((r"(https?://[^/?#]+)/(?:(?:post|image)/|(?=\d{5}))(\d+)(?:[/?#].*)?", r"\1/post/\2"),),
        walls=(
            (rf"{_NETWORK}(?:login|login_required|dashboard)\b(?!-).*", "Tumblr shows it to those alone who are logged in"),
            (rf"{_NETWORK}safe-mode\b(?!-).*", "Tumblr calls it explicit, and shows it to those alone who are logged in"),
            (rf"{_NETWORK}privacy/consent\b.*", "Tumblr shows it to those alone who agree to its terms of privacy first"),
        ),
    )
    rules = Rules(
        post=("article", ".post", "[id^='post-'], [id^='post_']"),
        tags=("[class*='tag'] a[href*='/tagged/'], a[class*='tag'][href*='/tagged/'], a[rel='tag'][href*='/tagged/']",),
        # A theme may give a post the names of its tags for classes: no plain word is told from those.
        others=(
            "ol.notes, #notes, .post-notes, .notes-container",  # who liked and reblogged it
            _ALT,
            ".like_button, .reblog_button, .like_and_reblog_buttons, #tumblr_controls, .tmblr-iframe, iframe[src*='assets.tumblr.com']",
        ),
        noise=(_ALT,),
        # As pictures were called until 2018. Of those that are shown smaller there is no larger one.
        original_media=((r"^(https?://(?:\d+\.)?media\.tumblr\.com/(?:\w{32}/)?tumblr_[^/?#]+)_(?:500|540|640)(\.\w+)$", r"\1_1280\2"),),
        titles_from_text=True,
    )

    @classmethod
    def recognise(cls, home: HomePage) -> float:
        """Its servers name the blog, and its host; else several marks that they put into the head of each page, whatever the theme."""
        if "x-tumblr-user" in home.headers or hostname(home.url).endswith(".tumblr.com"):
            return 0.95
        marks = (
            "meta[property^='al:'][content^='tumblr://'], link[href^='ios-app://305343404/'], link[href^='android-app://com.tumblr/']",
            "meta[property='og:type'][content^='tumblr-feed:']",
            "script[src*='assets.tumblr.com/'][src*='tumblelog']",
            "iframe#tumblr_controls, iframe.tmblr-iframe, iframe[src*='assets.tumblr.com/assets/html/iframe']",
            "link[rel='alternate'][type='application/json+oembed'][href*='tumblr.com/oembed/']",
        )
        found = sum(map(home.has, marks))
        return min(0.9, 0.35 * found) if found > 1 else 0.0

    @listing(complete=True, bodies=True, per_request=PER_REQUEST)
    async def posts(self) -> Listed | None:
        """All posts with their bodies. It dates no change: an update compares the latest, and all of them once a month."""
        return await self.read_api(post_list(self.at(POSTS)))

    @listing(complete=True, per_request=1000, check=True)
    async def sitemap(self) -> Listed | None:
        """All posts with the time of their last change, apart from the standing pages."""
        return await self.reader.read_known_sitemaps() if self.home is None else await self.read_sitemap("/sitemap.xml")

    @listing(bodies=True, per_request=20, check=True)
    async def feed(self) -> Listed | None:
        """The latest twenty with their bodies."""
        return await self.read_feed("/rss")

    @listing(fallback=True)
    async def archives(self) -> Listed | None:
        """The archive, and those of months to which it leads."""
        if self.home is None:
            return None
        return joined([await read_archives(self.reader, [self.at("/archive")]), await read_calendar(self.reader)])

    @listing(fallback=True)
    async def front(self) -> Listed | None:
        """The home page, and the numbered ones behind it, which are there whatever its theme links to."""
        if self.home is None:  # asked for whole: an update whose listings are all gone
            self.home = await self.find_home()
        return await self.reader.read_list_pages(self.home.listing, source="home-page", numbered=self._numbered)

    def _numbered(self, _page: ListingPage, number: int) -> str:
        return self.at(f"/page/{number}")


def post_list(root: str) -> Api:
    """The posts, the latest first: what is published during the visit is named twice, and none is left out."""
    return Api(
        root=root,
        pages=pages_of(root),
        changes=pages_of(root),
        keys=said.keys_of,
        stamps=said.stamps_of,
        total=lambda answer: said.total_of(answer.value),
        read=said.read_posts,
    )


def pages_of(root: str) -> PageAddress:
    """The pages of the list. Each begins where the records of the one before ended; ``debug`` asks for JSON in place of a script."""

    def address(_number: int, before: Answer | None) -> str | None:
        received = len(said.records_of(before.value)) if before else 0
        start = said.start_of(before.value) + received if before else 0
        is_last = before is not None and received < PER_REQUEST and start >= (said.total_of(before.value) or 0)
        return None if is_last else f"{root}?{urlencode({'debug': '1', 'num': str(PER_REQUEST), 'start': str(start)})}"

    return address
