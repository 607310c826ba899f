"""Blogger: its feed carries 150 whole posts an answer, and that of its comments the whole discussion; else sitemap, archives and pages.

Source: developers.google.com/blogger/docs/2.0/developers_guide_protocol (parameters of the feeds).
"""

from w3lib.url import add_or_replace_parameters

from scraper.detect import HomePage
from scraper.extraction.answers import blogger_feed as feeds
from scraper.items import Rules
from scraper.listing.answers import Answer, PageAddress
from scraper.listing.api import Api
from scraper.listing.archive_pages import read_calendar
from scraper.listing.discussion import CommentApi
from scraper.listing.reader import Listed
from scraper.platform import Platform, listing

PER_REQUEST = 150  # what the server gives at most, whatever is asked for
FEW = 10  # whole posts, in the first answer of an update: most of the time nothing was changed
POSTS = "/feeds/posts/default"
COMMENTS = "/feeds/comments/default"


class Blogger(Platform):
    """Blogger, under blogspot.com and under domains of its blogs' own."""

    name = "blogger"
    example = "https://name.blogspot.com/"
    has_moments = True
    rules = Rules(
        post=(".post.hentry", ".hentry", ".post-outer", ".post:has(.post-body)"),
        title=(".post-title", ".entry-title"),
        body=(".post-body", ".entry-content", "[itemprop~='articleBody']"),
        author=(".post-author .fn [itemprop='name']", ".post-author .fn", ".post-author [rel='author']"),
        published=("abbr.published", "time.published", ".timestamp-link abbr", ".timestamp-link time"),
        tags=(".post-labels a", ".labels a[rel='tag']"),
        noise=(
            ".post-footer, .post-header, .post-share-buttons, .share-buttons, .goog-inline-block.dummy-container, .reaction-buttons",
            ".star-ratings, .post-backlinks, .post-icons, .post-comment-link, .post-labels, .post-location, .blog-pager, .jump-link",
            ".widget.PopularPosts, .widget.BlogArchive, .widget.Label, .widget.Profile, .widget.FeaturedPost, .post-feeds, .feed-links",
            ".cookie-choices-info, .linkwithin_div, .related-posts, #related-posts, .addthis, .addthis_toolbox, .inline-ad",
            ".blogger-post-footer > img[width='1']",  # counts who reads the feed
        ),
    )

    @classmethod
    def recognise(cls, home: HomePage) -> float:
        """Its templates name the generator and the blog's own feed at blogger.com; where a skin left both out, several marks together."""
        if home.generator.lower() == "blogger" or home.has("link[rel='service.post'][href*='blogger.com/feeds/']"):
            return 0.95
        marks = (
            "link[rel='alternate'][href*='/feeds/posts/default']",
            "link[href*='www.blogger.com/static/'], script[src*='www.blogger.com/static/'], link[href*='www.blogger.com/dyn-css/']",
            "meta[itemprop='blogId']",
            ".widget.Blog, #Blog1",
        )
        found = sum(map(home.has, marks))
        return min(0.9, 0.35 * found) if found > 1 else 0.0

    @listing(complete=True, bodies=True, per_request=10)
    async def news_of_shared_pages(self) -> Listed | None:
        """On an update the months of a blog that was published elsewhere before posts had pages, where it is known to be one."""
        return await self.read_shared_pages() if self.is_update else None

    @listing(complete=True, bodies=True, per_request=PER_REQUEST)
    async def posts(self) -> Listed | None:
        """All posts with their bodies; the owner may have shortened them, or turned the feed off."""
        return await self.read_api(post_feed(self.at(POSTS)))

    @listing(bodies=True, per_request=25, fallback=True)
    async def feed(self) -> Listed | None:
        """The same feed as a copy in files has it, which answers no query: the newest posts."""
        for address in dict.fromkeys((self.at(POSTS), *self.declared_feeds())):
            if listed := await self.read_feed(address):
                return listed
        return None

    @listing(complete=True, per_request=150, check=True)
    async def sitemap(self) -> Listed | None:
        """All posts, in files of 150."""
        return await self.reader.read_known_sitemaps() if self.home is None else await self.read_sitemap("/sitemap.xml")

    @listing(fallback=True)
    async def front(self) -> Listed | None:
        """The posts of the home page."""
        if self.home is None:  # asked for whole: an update whose listings are all gone
            self.home = await self.find_home()
            return await self.reader.read_list_pages(self.home.listing, source="home-page")
        entries = self.reader.take_page(self.home.listing, "home-page")
        return Listed(entries) if entries else None

    @listing(fallback=True)
    async def calendar(self) -> Listed | None:
        """The archives of months and years that the home page links to."""
        return await read_calendar(self.reader) if self.home is not None else None

    @listing(fallback=True)
    async def older(self) -> Listed | None:
        """The home page's older posts, where nothing else names any: they are searches, which robots.txt forbids and which never end."""
        if self.home is None or self.sightings.named() - self.sightings.by_source["home-page"]:
            return None
        return await self.reader.read_list_pages(self.home.listing, source="home-page")

    @listing(bodies=True, per_request=10)
    async def shared_pages(self) -> Listed | None:
        """The months of such a blog, where nothing names a post that has a page of its own."""
        return None if self.is_update else await self.read_shared_pages()

    async def comments(self) -> None:
        """All comments of the blog by their feed; those that pages show were read with them."""
        await self.read_comments(comment_feed(self.at(COMMENTS)))


def post_feed(root: str) -> Api:
    """The posts, the latest first: what is published during the visit is named twice, and none is left out."""
    return Api(
        root=root,
        pages=pages_of(root, orderby="published"),
        changes=pages_of(root, first=FEW, orderby="updated"),
        keys=feeds.keys_of,
        stamps=feeds.stamps_of,
        total=_total,
        read=feeds.read_posts,
    )


def comment_feed(root: str) -> CommentApi:
    """The comments of all posts and pages."""
    pages = pages_of(root, orderby="published")
    return CommentApi(pages=pages, changes=pages, keys=feeds.keys_of, total=_total, read=feeds.read_comments, is_latest_first=True)


def pages_of(root: str, *, first: int = PER_REQUEST, **query: str) -> PageAddress:
    """The pages of a feeds. Each begins where the entries of the one before ended, which are fewer than asked for where they are large."""

    def address(number: int, before: Answer | None) -> str | None:
        received = len(feeds.records_of(before.value)) if before else 0
        start = feeds.start_of(before.value) + received if before else 1
        is_short = received < (first if number == 2 else PER_REQUEST)
        if before and is_short and start > (_total(before) or 0) and not feeds.leads_on(before.value):
            return None
        size = str(PER_REQUEST if before else first)
        return add_or_replace_parameters(
            root, {"alt": "json", "redirect": "false", "start-index": str(start), "max-results": size, **query}
        )

    return address


def _total(answer: Answer) -> int | None:
    return feeds.total_of(answer.value)
