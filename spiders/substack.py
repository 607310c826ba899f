"""Substack: its API carries 25 whole posts an answer, and all comments of a post; else its archive, sitemap and feed, and the pages.

Sources: recorded answers and clients in public repositories of 2023 to 2026 (jakub-k-slys/substack-api, NHagar/substack_api); nothing of it
is documented. Answers may hold fewer posts than asked for, ``/api/v1/archive`` may lag by days, and robots.txt leaves ``/api/`` open.
"""

from functools import partial
from urllib.parse import urlencode, urljoin

from scraper.detect import HomePage
from scraper.extraction.answers import substack_json as said
from scraper.items import Rules
from scraper.listing.answers import Answer, PageAddress
from scraper.listing.api import Api
from scraper.listing.reader import Listed
from scraper.listing.threads import ThreadApi
from scraper.platform import Platform, listing

PER_REQUEST = 25  # whole posts; some hosts give no more
PER_PREVIEW = 12  # as the blog's own page asks; of more some are left out
FEW = 10  # whole posts, in the first answer of an update
# Of its own pages; its pictures stand on those of others, which also connect to its hosts before they load one.
FILES = tuple(f"{host}/{folder}/" for host in ("substackcdn.com", "cdn.substack.com") for folder in ("bundle", "min", "theme"))
POSTS = "/api/v1/posts"
ARCHIVE = "/api/v1/archive"
TALK = ".tweet-ufi, .tweet-footer .likes, .tweet-footer .retweets"  # of short messages within a text


class Substack(Platform):
    """Substack, under substack.com and under domains of its blogs' own."""

    name = "substack"
    example = "https://name.substack.com/"
    has_moments = True
    rules = Rules(
        post=("article.newsletter-post", "article.podcast-post", ".single-post article", "article:has(.body.markup)"),
        title=("h1.post-title",),
        subtitle=("h3.subtitle",),
        body=(".available-content .body.markup", ".body.markup"),
        others=(TALK, ".post-end-cta-full"),  # names the author again, and since when the blog is there (2022)
        noise=(
            ".subscription-widget-wrap, .subscription-widget, .subscribe-widget, .button-wrapper, .captioned-button-wrap",
            ".install-substack-app-embed, .poll-embed, .digest-post-embed, [data-component-name='DigestPostEmbed']",
            ".image-link-expand, .header-anchor-widget, .header-anchor-parent, .community-chat, .directMessage",
            TALK,
            ".tweet-header img, .tweet-user-avatar, .quote-tweet-header-avatar",
            ".embedded-post-cta-wrapper, .embedded-post-meta, .embedded-post-publication-logo, .embedded-publication-logo",
            ".post-ufi, .like-button-container, .paywall, .post-preview, .footer-wrap, .publication-footer, .comments-page",
        ),
    )

    @classmethod
    def recognise(cls, home: HomePage) -> float:
        """Its servers name themselves; else the files of its pages and their shape together."""
        if home.headers.get("x-cluster", "").lower() == "substack" or "substack" in home.headers.get("x-served-by", "").lower():
            return 0.95
        marks = (
            ", ".join(f"script[src*='{files}']" for files in FILES),
            ", ".join(f"link[href*='{files}']" for files in FILES),
            ".available-content, .post-preview, .portable-archive, .pencraft",
            "link[rel='alternate'][type='application/rss+xml']:is([href='/feed'], [href='/feed/'])",
        )
        found = [home.has(mark) for mark in marks]
        return min(0.9, 0.35 * sum(found)) if any(found[:2]) and sum(found) > 1 else 0.0

    @listing(complete=True, per_request=1000)
    async def sitemap(self) -> Listed | None:
        """All posts, with the day of their last change, which the API tells of the newest alone. Asked first: what it calls changed and
        the API then carries needs no page.
        """
        return await self.reader.read_known_sitemaps() if self.home is None else await self.read_sitemap("/sitemap.xml")

    @listing(complete=True, bodies=True, per_request=PER_REQUEST)
    async def posts(self) -> Listed | None:
        """All posts with their bodies; of those for payers what is before the wall."""
        return await self.read_api(post_list(self.at(POSTS), limit=PER_REQUEST, first=FEW))

    @listing(complete=True, per_request=PER_PREVIEW, fallback=True)
    async def archive(self) -> Listed | None:
        """What the blog's own list of posts is made of, without bodies: the pages have them. It dates no change, so that all posts would
        look changed to an update where the other list failed to answer this once.
        """
        if self.is_update and self.at(ARCHIVE) not in self.session.documents("api-root"):
            return None
        return await self.read_api(post_list(self.at(ARCHIVE), limit=PER_PREVIEW, sort="new", search=""))

    @listing(bodies=True, per_request=20, fallback=True)
    async def feed(self) -> Listed | None:
        """The newest twenty with their bodies."""
        return await self.read_feed("/feed")

    @listing(fallback=True)
    async def front(self) -> Listed | None:
        """The posts that the home page and the list behind it show."""
        for start in ("/archive", "/"):
            if listed := await self.reader.read_list_pages(self.at(start), source="home-page"):
                return listed
        return None

    async def comments(self) -> None:
        """The whole discussion of each post that says it has one, and again when its number of comments changed."""
        root = self.at("/")
        await self.read_threads(ThreadApi(address=partial(thread_address, root), read=said.read_comments))


def post_list(root: str, *, limit: int, first: int = 0, **query: str) -> Api:
    """The posts, the latest first: what is published during the visit is named twice, and none is left out."""
    own = said.OwnPosts(root)
    return Api(
        root=root,
        pages=pages_of(root, query, limit=limit),
        changes=pages_of(root, query, limit=limit, first=first),
        keys=own.keys,
        stamps=own.stamps,
        total=lambda _answer: None,
        read=own.read,
        is_counted=False,
    )


def pages_of(root: str, query: dict[str, str], *, limit: int, first: int = 0) -> PageAddress:
    """The pages of a list. Each begins where the records of those before ended, which may be fewer than asked for; the last is empty."""
    received = 0

    def address(number: int, before: Answer | None) -> str:
        nonlocal received
        received = received + len(said.records_of(before.value)) if before else 0
        size = first if first and number == 1 else limit
        return f"{root}?{urlencode({**query, 'offset': str(received), 'limit': str(size)})}"

    return address


def thread_address(root: str, key: str) -> str:
    """Where all comments of a post are, by its id."""
    return urljoin(root, f"/api/v1/post/{key}/comments?{urlencode({'token': '', 'all_comments': 'true', 'sort': 'oldest_first'})}")
