"""Ghost: its Content API carries a hundred whole posts an answer, its members' API all comments; else sitemap, feed and pages.

Every Ghost since 5 shows its visitors' key in the page. Its own robots.txt closes ``/ghost/``, so the API answers only where the blog lies
below a larger site, the theme brings a robots.txt, or the API is another host's; comments are not closed. Posts that name another page as
the original are in API, feed and list pages, and not in the sitemap. No Accept-Version is sent: it changes nothing in an answer, and where
it does not fit, Ghost writes to the owner.

Sources: docs.ghost.org/content-api, TryGhost/SDK (bases of versions 2 to 4); of TryGhost/Ghost ghost_head.js, robots.txt, the sitemap's
base-generator.js, content-cta.hbs, api-version-compatibility and the routes of comments; TryGhost/Casper and TryGhost/Source (themes).
"""

import re
from collections.abc import Callable
from datetime import timedelta
from urllib.parse import quote, urlencode

from scraper.detect import HomePage
from scraper.extraction.answers import ghost_api as ghost
from scraper.items import Rules
from scraper.listing.answers import Answer, PageAddress
from scraper.listing.api import PER_REQUEST, Api
from scraper.listing.archive_pages import read_calendar
from scraper.listing.discussion import CommentApi
from scraper.listing.reader import Listed, joined
from scraper.platform import Platform, listing
from scraper.urls import canonical_url

COMMENTS = "/members/api/comments/"
FULL_SITEMAP = 50_000  # addresses of a file; those of more posts are in further ones, which the index names
FEED_EVERY = timedelta(days=7)  # at updates that the sitemap tells: it leaves out what was published elsewhere first
VERSIONED = range(2, 5)  # versions of Ghost whose API has them in its address
_GENERATOR = re.compile(r"Ghost (\d+)\.")
_KEY = re.compile(r"[0-9a-f]{26}")
_WRITTEN_KEY = re.compile(rf"\bkey[\"']?\s*[:=]\s*[\"']?({_KEY.pattern})\b")  # of themes that search by the API, before Ghost did so itself
_MARKS = (
    "script[data-ghost], script[data-sodo-search], [data-ghost-comments-counts-api], #gh-members-styles",
    "link[rel='alternate'][type='application/rss+xml'][href$='/rss/']",
    "[src*='/content/images/20'], [srcset*='/content/images/size/'], [style*='/content/images/20']",
    "link[href*='/public/cards.min.css?v='], link[href*='/assets/built/'], link[href*='/assets/css/screen.css?v=']",
    "body.home-template, body.post-template, body.tag-template",
)


class Ghost(Platform):
    """Ghost, hosted by its makers and by others, from 0.x on."""

    name = "ghost"
    example = "https://name.ghost.io/"
    has_moments = True
    rules = Rules(
        post=("article.gh-article", "article.article", "article.post-full", "article.post:not(.post-card)"),
        title=("h1.gh-article-title", "h1.article-title", "h1.post-full-title", "h1.post-title"),
        subtitle=(".gh-article-excerpt", ".article-excerpt", ".post-full-custom-excerpt"),
        body=(".gh-content", ".post-full-content .post-content", ".post-full-content", ".post-content", ".c-content"),
        author=(
            *(".gh-article-author-name a", ".article-byline .author-name a", ".post-full-author-header .author-name a"),
            *(".gh-article-author-name", ".article-byline .author-name", ".gh-author-name", ".post-full-author-header .author-name"),
        ),
        coauthors="contributor",
        published=("time.gh-article-meta-date", "time.byline-meta-date", "time.post-full-meta-date", "time.post-date"),
        cover=(".gh-article-image img", ".article-image img", ".post-full-image img", ".gh-feature-image img"),
        walls=("[data-portal='signin']",),  # whatever it looks like in a theme, strangers are asked whether they have an account
        noise=(
            ".gh-post-upgrade-cta, .gh-post-upgrade-cta-content",  # the wall, which Ghost prints behind what strangers may read
            ":is(.gh-content, .post-content, .post-body) > :has([data-portal='signin'])",  # a theme's own
            ".kg-signup-card, .subscribe-form, .gh-subscribe, .gh-subscribe-form, .footer-cta, .gh-cta",  # forms for an e-mail address
            ".kg-cta-card",  # an advertisement, another for members than for strangers
            ".kg-audio-player, .kg-video-player, .kg-video-overlay",  # buttons and clocks of a player that is a script
            ".gh-comments, .article-comments, .post-full-comments, #ghost-comments-root",  # a script's frame with its heading
            ".read-next, .read-next-feed, .read-more-wrap, .related-posts",  # cards of other posts
            ".share-links, .gh-button-share, .post-share, .post-full-footer",  # buttons, and the author's card below them
        ),
    )

    _is_told: bool = False

    @classmethod
    def recognise(cls, home: HomePage) -> float:
        """Its name in the head or its cache's header; else several marks of its pages together: ports of its themes have some."""
        if _GENERATOR.match(home.generator) or home.generator == "Ghost":
            return 0.95
        if any(name.startswith("x-ghost-") for name in home.headers):
            return 0.9
        if home.generator:  # another's, with a port of its theme
            return 0.0
        found = sum(map(home.has, _MARKS))
        return min(0.9, 0.25 * found) if found >= 3 else 0.0

    @listing(complete=True, bodies=True, per_request=PER_REQUEST)
    async def content_api(self) -> Listed | None:
        """All posts with their bodies, or what strangers may read of them; robots.txt closes it on most blogs."""
        listed = await self.read_api(content_posts(root)) if (root := self._api_root) else None
        self._is_told |= listed is not None and listed.is_whole
        return listed

    @listing(complete=True, per_request=1000, check=True)
    async def sitemap(self) -> Listed | None:
        """All posts but those that name another page as the original, with the time of their last change."""
        if self.home is None:
            listed = await self.reader.read_known_sitemaps()
        else:
            listed = await self.read_sitemap("/sitemap-posts.xml", posts_only=True)
            if listed is None or not listed.urls or len(listed.urls) >= FULL_SITEMAP:
                listed = joined([listed, *[await self.read_sitemap(place) for place in self._other_sitemaps()]])
        self._is_told |= listed is not None
        return listed

    @listing(bodies=True, per_request=15)
    async def feed(self) -> Listed | None:
        """The newest 15; at updates that API or sitemap told, once a week for what the sitemap leaves out."""
        if self.is_update and self._is_told and not await self.is_due(*self.session.documents("feed"), every=FEED_EVERY):
            return None
        for address in dict.fromkeys((*self.declared_feeds(), self.at("/rss/"))):
            if listed := await self.read_feed(address):
                return listed
        return None

    @listing(check=True)
    async def archives(self) -> Listed | None:
        """The home page's older pages, where no API names the posts that the sitemap leaves out."""
        if self.sightings.by_source["api"]:
            return None
        if self.home is None:  # asked for whole: an unchanged one may lead to a list that did change
            self.home = await self.find_home()
        return await self.reader.read_list_pages(self.home.listing, source="home-page")

    @listing(fallback=True)
    async def sections(self) -> Listed | None:
        """The lists of tags: a front page may be a showcase without older pages."""
        return await self.read_sections()

    @listing(fallback=True)
    async def calendar(self) -> Listed | None:
        """The archives that the pages so far link to: a theme may have some."""
        return await read_calendar(self.reader) if self.home is not None else None

    async def comments(self) -> None:
        """All comments of the blog; no page shows them, as a script loads them. Ghost before 5.9 has none, and owners turn them off."""
        if self.home is None or self.home.page.has("[data-ghost-comments-counts-api]"):
            await self.read_comments(member_comments(self.at(COMMENTS)), are_shown=False)

    @property
    def _api_root(self) -> str | None:
        """The address of the API's posts with the key that the site gives every visitor, as the page or an earlier visit has them."""
        if self.home is None:
            return next(iter(self.session.documents("api-root")), None)
        return api_root(self.home.page, self.session.blog.home_url)

    def _other_sitemaps(self) -> list[str]:
        stated = self.session.robots_sitemaps(self.session.blog.home_url)
        return list(dict.fromkeys((self.at("/sitemap.xml"), *stated, *(self.home.listing.sitemaps if self.home else ()))))


def api_root(page: HomePage, home_url: str) -> str | None:
    """Where a page says that the posts of the Content API are, with its key; ``None`` where it shows no key."""
    said = next((dict(script.attrib) for script in page.tree.iter("script") if _KEY.fullmatch(script.get("data-key", ""))), {})
    written = _WRITTEN_KEY.search(page.html)
    key = said.get("data-key") or (written[1] if written else None)
    if key is None:
        return None
    site = canonical_url(said.get("data-sodo-search") or said.get("data-ghost") or home_url, home_url) or home_url
    version = _GENERATOR.match(page.generator)
    versioned = f"v{version[1]}/" if version and int(version[1]) in VERSIONED else ""
    stated = canonical_url(said["data-api"], home_url) if "data-api" in said else None
    base = stated or f"{site.rstrip('/')}/ghost/api/{versioned}content"
    return f"{base.rstrip('/')}/posts/?{urlencode({'key': key})}"


def content_posts(root: str) -> Api:
    """The posts of the Content API, the oldest first: what is published during the visit shifts no page. Those of one moment, as an import
    leaves them, stand by their ids: a database gives them in any order, and for each page in another.
    """

    def pages(order: str, **query: str) -> PageAddress:
        return _numbered(lambda number: _address(root, limit=str(PER_REQUEST), page=str(number), order=order, **query))

    return Api(
        root=root,
        pages=pages("published_at asc,id asc", include="tags,authors"),
        changes=pages("updated_at desc,id desc", fields="id,url,updated_at"),
        chosen=lambda ids: _address(root, limit=str(PER_REQUEST), include="tags,authors", filter=f"id:[{','.join(map(repr, ids))}]"),
        keys=ghost.keys_of,
        stamps=ghost.stamps_of,
        total=lambda answer: ghost.total_of(answer.value),
        read=ghost.read_posts,
    )


def member_comments(root: str) -> CommentApi:
    """The comments of all posts with their replies. It counts no replies, so it states no number that could be compared."""

    def pages(order: str, include: str, thread: str = "") -> PageAddress:
        place = f"{root}{quote(thread, safe='')}/replies/" if thread else root

        def page(number: int, before: Answer | None) -> str | None:
            is_more = before is None or ghost.next_page(before.value)
            return _address(place, limit=str(PER_REQUEST), page=str(number), order=order, include=include) if is_more else None

        return page

    include = "member,post,replies,replies.member,count.replies"
    return CommentApi(
        pages=pages("created_at asc,id asc", include),
        changes=pages("created_at desc,id desc", include),
        threads=lambda answer: [pages("created_at asc,id asc", "member,post", thread) for thread in ghost.cut_threads(answer)],
        keys=ghost.comment_keys,
        total=lambda _answer: None,
        read=ghost.read_comments,
    )


def _numbered(address: Callable[[int], str]) -> PageAddress:
    """Numbered pages: as many as an answer says there are, and more while they are full or none is said."""

    def page(number: int, before: Answer | None) -> str | None:
        is_short = before is not None and len(ghost.keys_of(before.value)) < PER_REQUEST
        is_last = before is not None and is_short and ghost.total_of(before.value) is not None and not ghost.next_page(before.value)
        return None if is_last else address(number)

    return page


def _address(root: str, **query: str) -> str:
    return f"{root}{'&' if '?' in root else '?'}{urlencode(query, quote_via=quote, safe=',:')}"
