"""The demo blog as a WordPress site serves it: REST API, feeds, sitemaps, pages of a theme with the noise of plugins.

The posts are ``DemoBlog``'s, so that the truth about them is the same; what differs is the way in which they are shown. Nothing here
listens on a port; ``server.py`` does.
"""

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Literal
from urllib.parse import parse_qsl

from scraper.demo import wordpress_api as api
from scraper.demo import wordpress_documents as documents
from scraper.demo import wordpress_theme as theme
from scraper.demo.blog import EXAMPLE_ORIGIN, DemoBlog
from scraper.demo.pages import HTML, Reply
from scraper.demo.posts import DemoPost
from scraper.demo.wordpress_site import HIDDEN, JSON, Setup, Site, comment_number, post_id

ApiMode = Literal["open", "forbidden", "missing", "html", "broken", "lying", "repeating", "leaky"]


class DemoWordPress(DemoBlog):
    """A WordPress blog. Beside its posts it has hidden ones (draft, private, trashed, scheduled), which the truth leaves out,
    and with ``protected`` one behind a password, of which the truth knows no text.

    ``api`` is what REST requests meet: ``forbidden`` (401), ``missing`` (404), ``html`` (a page instead of JSON), ``broken`` (cut
    JSON), ``lying`` (totals a thousand times too high), ``repeating`` (any page number gives the first page), ``leaky`` (hidden posts
    are listed too). ``comments_api=False`` closes the comments alone. ``version`` 5.6 has no ``modified_after``. ``users="hidden"``
    leaves the names out of the API, and with ``"seo"`` only a plugin tells them. ``feed_pages=False`` ignores ``paged``, as caches do.
    ``dates=False`` is a theme that dates no post, only the comments, ``older=False`` one whose lists lead to no older posts, and
    ``landing`` one whose front page leads to no post at all.
    """

    def __init__(
        self,
        posts: int = 44,
        *,
        seed: int = 1,
        prefix: str = "",
        api: ApiMode = "open",
        comments_api: bool = True,
        permalinks: Literal["pretty", "plain"] = "pretty",
        version: str = "6.7",
        sitemap: bool = True,
        feed_items: int = 10,
        robots_disallow: tuple[str, ...] = ("/wp-admin/",),
        protected: bool = False,
        users: Literal["shown", "hidden", "seo"] = "shown",
        feed_pages: bool = True,
        dates: bool = True,
        older: bool = True,
        landing: bool = False,
    ) -> None:
        super().__init__(posts, seed=seed, prefix=prefix, sitemap=sitemap, feed_items=feed_items)
        self.setup = Setup(
            api=api,
            comments_api=comments_api,
            is_plain=permalinks == "plain",
            version=version,
            robots_disallow=robots_disallow,
            shows_users=users == "shown",
            has_seo_plugin=users == "seo",
            pages_feeds=feed_pages,
            shows_dates=dates,
            links_older=older,
            has_landing=landing,
        )
        self._state = replace(self._state, posts=tuple(self._placed(post) for post in self.posts))
        if protected and posts:
            self._protect(posts // 2)
        self._cache: dict[tuple[int, str, str], Reply] = {}

    def page(self, path: str, origin: str = EXAMPLE_ORIGIN) -> Reply:
        """The answer to a path with its query, as seen under ``origin``. API answers are kept: a benchmark measures its client."""
        bare, _, query = path.partition("#")[0].partition("?")
        if bare in self._instead:
            return self._instead[bare]
        key = (id(self._state), path, origin)
        if key in self._cache:
            return self._cache[key]
        reply = answer(Site(self._state, self.setup, origin), bare, dict(parse_qsl(query, keep_blank_values=True)))
        if reply.content_type == JSON:
            self._cache[key] = reply
        return reply

    def _publish(self, posts: tuple[DemoPost, ...], **changes: object) -> None:
        super()._publish(tuple(self._placed(post) for post in posts), **changes)
        self._cache.clear()

    def _placed(self, post: DemoPost) -> DemoPost:
        """The post as this site has it: without previews, which WordPress does not know, at its address, its comments numbered."""
        path = f"/?p={post_id(post)}" if self.setup.is_plain else post.path
        comments = tuple(
            replace(comment, number=comment_number(comment.number), parent=comment.parent and comment_number(comment.parent))
            for comment in post.comments
        )
        return replace(post, path=path, comments=comments, access="public" if post.access == "preview" else post.access)

    def _protect(self, number: int) -> None:
        """A post behind a password: its title is public, its text and comments are not."""
        kept = (replace(p, access="members", body=(), comments=()) if p.number == number else p for p in self.posts)
        self._state = replace(self._state, posts=tuple(kept))


def answer(site: Site, path: str, query: dict[str, str]) -> Reply:
    """The reply to a path and its query."""
    prefix = site.state.prefix
    if path == "/robots.txt":
        return documents.robots(site)
    if not path.startswith(f"{prefix}/"):
        return theme.missing(site)
    inner = path.removeprefix(prefix)
    if inner in site.state.removed:
        return theme.missing(site)
    if inner.startswith("/wp-json"):
        return theme.missing(site) if site.setup.is_plain else api.answer(site, inner.removeprefix("/wp-json"), query)
    if inner in {"/", "/index.php"} and query:
        return _by_query(site, query)
    for pattern, read in _ROUTES:
        if found := pattern.fullmatch(inner):
            return read(site, query, *found.groups()) or theme.missing(site)
    return theme.missing(site)


def _by_query(site: Site, query: dict[str, str]) -> Reply:
    """What WordPress answers at its front door: ``?rest_route=``, ``?feed=``, ``?p=``, ``?paged=``."""
    if "rest_route" in query:
        return api.answer(site, query["rest_route"], query)
    if "feed" in query:
        number = query.get("p", "")
        reply = documents.comment_feed(site, query, number) if "comments" in query["feed"] or number else documents.feed(site, query)
    elif "p" in query:
        if site.state.removed and f"/?p={query['p']}" in site.state.removed:
            return theme.missing(site)
        reply = theme.post_by_id(site, query["p"])
    elif "page_id" in query:
        reply = theme.about(site)
    elif "m" in query:
        reply = theme.year(site, query["m"], query.get("paged", "1"))
    else:
        reply = theme.listing(site, query.get("paged", "1"))
    return reply or theme.missing(site)


_Route = Callable[..., Reply | None]
_ROUTES: tuple[tuple[re.Pattern[str], _Route], ...] = (
    (re.compile(r"/"), lambda site, _query: theme.front(site)),
    (re.compile(r"/page/(\d{1,6})/"), lambda site, _query, number: theme.listing(site, number)),
    (re.compile(r"(/\d{4}/\d\d/[a-z0-9-]+/)"), lambda site, _query, path: theme.post_by_path(site, path)),
    (re.compile(r"(/\d{4}/\d\d/[a-z0-9-]+/)feed/"), lambda site, query, path: documents.post_comment_feed(site, query, path)),
    (re.compile(r"/feed/"), lambda site, query: documents.feed(site, query)),
    (re.compile(r"/comments/feed/"), lambda site, query: documents.comment_feed(site, query, "")),
    (re.compile(r"/comments/feed/atom/"), lambda site, query: documents.comment_feed(site, {**query, "feed": "comments-atom"}, "")),
    (re.compile(r"/wp-sitemap\.xml"), lambda site, _query: documents.sitemap_index(site)),
    (re.compile(r"/wp-sitemap-posts-post-(\d+)\.xml"), lambda site, _query, number: documents.post_sitemap(site, int(number))),
    (re.compile(r"/wp-sitemap-posts-page-1\.xml"), lambda site, _query: documents.page_sitemap(site)),
    (re.compile(r"/about/"), lambda site, _query: theme.about(site)),
    (re.compile(r"/category/([a-z0-9-]+)/"), lambda site, _query, name: theme.category(site, name)),
    (re.compile(r"/wp-content/uploads/.+"), lambda site, _query: Reply(200, "image/png", b"\x89PNG", site.state.changed_at)),
)

__all__ = ["HIDDEN", "HTML", "ApiMode", "DemoWordPress"]
