"""The demo blog as a member's articles on a site of Forem: its API of articles and comments, a feed of twelve, and the pages.

Sources: of forem/forem app/views/articles/show.html.erb, articles/feed.rss.builder, users/show.html.erb, api/v1/articles, api/v0/comments,
pages/robots.text.erb and ArticleApiIndexService. Nothing here listens on a port.
"""

import re
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from html import escape
from typing import Any
from urllib.parse import quote

import msgspec

from scraper.demo.blocks import Block, Picture
from scraper.demo.blog import EXAMPLE_ORIGIN, DemoBlog
from scraper.demo.pages import HTML, PlatformSite, Reply, Route
from scraper.demo.posts import DemoComment, DemoPost
from scraper.demo.prose import BLOG_TITLE

JSON = "application/json; charset=utf-8"
MEMBER = "ingrid"
NEWEST = 12
SHOWN = 8  # on the profile, before its script loads more
Query = dict[str, str]


@dataclass(frozen=True, slots=True)
class Setup:
    """How the site is set up: see ``DemoForem``."""

    per_page: int
    is_open: bool
    crossposted: frozenset[int]
    removed_comments: frozenset[int]


class DemoForem(DemoBlog):
    """A member of a site of Forem, which also lists one article that she wrote for an organisation.

    ``per_page`` is the most that the API gives an answer, ``api=False`` closes it (403). The articles ``crossposted`` name a page of
    another site as the original; ``removed_comments`` are the numbers of those whose words were taken away.
    """

    def __init__(
        self,
        posts: int = 44,
        *,
        seed: int = 1,
        per_page: int = 1000,
        api: bool = True,
        crossposted: frozenset[int] = frozenset(),
        removed_comments: frozenset[int] = frozenset(),
    ) -> None:
        super().__init__(posts, seed=seed, prefix=f"/{MEMBER}")
        self.setup = Setup(per_page, api, crossposted, removed_comments)
        self._state = replace(self._state, posts=tuple(map(self._placed, self.posts)))

    def page(self, path: str, origin: str = EXAMPLE_ORIGIN) -> Reply:
        """The answer to a path with its query, as seen under ``origin``."""
        bare, _, query = path.partition("#")[0].partition("?")
        if bare in self._instead:
            return self._instead[bare]
        site = Site(self._state, self.setup, origin)
        return site.answer(_ROUTES, bare, query) or _missing()

    def _publish(self, posts: tuple[DemoPost, ...], **changes: object) -> None:
        super()._publish(tuple(map(self._placed, posts)), **changes)

    def _placed(self, post: DemoPost) -> DemoPost:
        comments = tuple(replace(one, published=one.published.astimezone(UTC)) for one in post.comments)
        return replace(
            post,
            path=f"/{post.path.strip('/').rpartition('/')[2]}",
            published=post.published.astimezone(UTC),
            updated=post.updated.astimezone(UTC) if post.updated else None,
            authors=post.authors[:1],
            access="public",
            comments=comments,
        )


class Site(PlatformSite[Setup]):
    """One state of the member's articles as seen under one origin."""


def article_id(post: DemoPost) -> int:
    """The number of an article."""
    return 1_800_000 + post.number


def _moment(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


# The API


def _articles(site: Site, query: Query) -> Reply:
    if not site.setup.is_open:
        return Reply(403, JSON, b'{"error":"Forbidden Bots","status":403}')
    size = min(int(query.get("per_page", "30")), site.setup.per_page)
    start = size * (int(query.get("page", "1")) - 1)
    records = [_of_organisation(site), *(_record(site, post) for post in site.latest)] if query.get("username") == MEMBER else []
    return Reply(200, JSON, msgspec.json.encode(records[start : start + size]))


def _record(site: Site, post: DemoPost) -> dict[str, Any]:
    url = site.base + post.path
    return {
        "type_of": "article",
        "id": article_id(post),
        "title": post.title,
        "description": post.subtitle or f"{post.body_text[:97]}...",
        "slug": post.path.strip("/"),
        "path": f"/{MEMBER}{post.path}",
        "url": url,
        "comments_count": len(post.comments),
        "public_reactions_count": post.views,
        "language": post.language,
        "cover_image": None,
        "canonical_url": _original(site, post),
        "edited_at": _moment(post.updated) if post.updated else None,
        "published_at": _moment(post.published),
        "tag_list": list(post.tags),
        "tags": ", ".join(post.tags),
        "user": {"name": post.authors[0], "username": MEMBER},
    }


def _of_organisation(site: Site) -> dict[str, Any]:
    url = f"{site.origin}/lighthouses/for-the-keepers"
    return {
        "type_of": "article",
        "id": 7,
        "title": "For the keepers",
        "url": url,
        "published_at": "2026-11-01T08:00:00Z",
        "comments_count": 3,
    }


def _original(site: Site, post: DemoPost) -> str:
    return f"https://elsewhere.example{post.path}" if post.number in site.setup.crossposted else site.base + post.path


def _comments(site: Site, query: Query) -> Reply | None:
    post = next((post for post in site.state.posts if str(article_id(post)) == query.get("a_id")), None)
    return Reply(200, JSON, msgspec.json.encode(_nodes(site, post, None))) if post and site.setup.is_open else None


def _nodes(site: Site, post: DemoPost, parent: int | None) -> list[dict[str, Any]]:
    return [_node(site, post, comment) for comment in post.comments if comment.parent == parent]


def _node(site: Site, post: DemoPost, comment: DemoComment) -> dict[str, Any]:
    is_removed = comment.number in site.setup.removed_comments
    return {
        "type_of": "comment",
        "id_code": str(comment.number),
        "created_at": _moment(comment.published),
        "body_html": "<p>[deleted]</p>" if is_removed else f"<p>{escape(comment.text)}</p>\n\n",
        "user": {} if is_removed else {"name": comment.author, "username": re.sub(r"\W", "", comment.author.lower())},
        "children": _nodes(site, post, comment.number),
    }


# Feed and pages


def _robots(site: Site, _query: Query) -> Reply:
    text = f"User-agent: *\nDisallow: /search?q=*\nDisallow: /mod/*\nDisallow: /admin/*\n\nSitemap: {site.origin}/sitemap-index.xml\n"
    return Reply(200, "text/plain", text.encode())


def _feed(site: Site, _query: Query) -> Reply:
    items = "".join(
        f"""<item><title>{escape(post.title)}</title><dc:creator>{escape(post.authors[0])}</dc:creator>
<pubDate>{post.published:%a, %d %b %Y %H:%M:%S +0000}</pubDate><link>{site.base}{post.path}</link><guid>{site.base}{post.path}</guid>
<description>{escape("".join(block.html(site.base) for block in post.body))}</description></item>"""
        for post in site.latest[:NEWEST]
    )
    text = f"""<?xml version="1.0" encoding="UTF-8"?><rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel>
<title>Site: {BLOG_TITLE}</title><link>{site.base}</link><language>en</language>{items}</channel></rss>"""
    return Reply(200, "application/rss+xml; charset=utf-8", text.encode(), site.state.changed_at)


def _profile(site: Site, _query: Query) -> Reply:
    rows = "".join(
        f"""<div class="crayons-story"><a href="/{MEMBER}{post.path}" class="crayons-story__hidden-navigation-link">{escape(post.title)}</a>
<h2 class="crayons-story__title"><a href="/{MEMBER}{post.path}">{escape(post.title)}</a></h2>
<time datetime="{_moment(post.published)}">{post.published:%b %d}</time></div>"""
        for post in site.latest[:SHOWN]
    )
    main = f"""<header class="profile-header crayons-card"><h1 class="crayons-title">{BLOG_TITLE}</h1></header>
<div class="crayons-layout" id="index-container" data-which="articles"><main class="articles-list" id="articles-list">
<div class="substories" id="substories">{rows}</div><div class="loading-articles" id="loading-articles">loading...</div></main></div>"""
    return _page(BLOG_TITLE, main, f'<link rel="alternate" type="application/rss+xml" title="RSS" href="/feed/{MEMBER}" />')


def _article(site: Site, _query: Query, path: str) -> Reply | None:
    place = site.state.places.get(path)
    if place is None:
        return None
    post = site.state.posts[place]
    url, author = site.base + path, escape(post.authors[0])
    schema = {
        "@context": "http://schema.org",
        "@type": "Article",
        "url": url,
        "headline": post.title,
        "author": {"@type": "Person", "name": post.authors[0], "url": site.base},
        "datePublished": _moment(post.published),
        "dateModified": _moment(post.changed),
    }
    head = f"""<link rel="canonical" href="{_original(site, post)}" /><meta property="og:type" content="article" />
<meta property="og:url" content="{url}" /><meta property="og:title" content="{escape(post.title)}" />
<meta name="description" content="{escape(post.subtitle or "")} Tagged with NOISE." />
<script type="application/ld+json">{msgspec.json.encode(schema).decode()}</script>"""
    tags = " ".join(f'<a class="crayons-tag" href="/t/{tag}"><span class="crayons-tag__prefix">#</span>{tag}</a>' for tag in post.tags)
    main = f"""<div class="crayons-layout crayons-layout--article"><aside aria-label="Article actions"><button>12 NOISE</button></aside>
<main class="crayons-layout__content"><article class="crayons-card crayons-article" id="article-show-container" data-path="/{MEMBER}{path}">
<header class="crayons-article__header" id="main-title"><div class="crayons-article__header__meta"><h1>{escape(post.title)}</h1>
<div class="spec__tags">{tags}</div><div class="crayons-article__subheader"><a href="/{MEMBER}" class="crayons-link">
<span class="crayons-avatar"><img alt="{MEMBER} profile image" src="/a.png"></span>{author}</a>
<span class="fs-s"><time datetime="{_moment(post.published)}">{post.published:%b %d}</time><i>・3 min read NOISE</i></span></div></div>
</header><div class="crayons-article__main">
<div class="crayons-article__body text-styles" data-article-id="{article_id(post)}" id="article-body">
{"".join(_block(site, block) for block in post.body)}</div></div><section id="comments"><h2>Top comments</h2>
{"".join(_shown(comment) for comment in post.comments[:2])}</section></article>
<div class="crayons-card"><h3>Read next NOISE</h3><a href="/other/read-next">Another one NOISE</a></div></main></div>"""
    return _page(f"{post.title} - Site", main, head)


def _shown(comment: DemoComment) -> str:
    return f"""<div id="comment-node-{77_000 + comment.number}" class="comment single-comment-node root">
<a class="crayons-link">{escape(comment.author)}</a><div class="comment__body">{escape(comment.text)}</div></div>"""


def _block(site: Site, block: Block) -> str:
    html = block.html(site.base)
    if html.startswith("<pre"):
        panel = '<div class="highlight__panel js-actions-panel"><svg><title>Enter fullscreen mode NOISE</title></svg></div>'
        return f'<div class="highlight js-code-highlight">{html}{panel}</div>'
    if not isinstance(block, Picture):
        return html
    for found in set(re.findall(r'src="([^"]+)"', html)):
        html = html.replace(found, f"https://media2.site.example/dynamic/image/width=800,height=,fit=scale-down/{quote(found, safe='')}")
    return html


def _page(title: str, main: str, head: str) -> Reply:
    text = f"""<!DOCTYPE html><html lang="en"><head><title>{escape(title)}</title>{head}</head>
<body class="sans-serif-article-body" data-user-status="logged-out"><header class="crayons-header"><a href="/">Site</a></header>
<div id="page-content" class="wrapper stories" data-current-page="stories-show">{main}</div></body></html>"""
    return Reply(200, HTML, text.encode())


def _missing() -> Reply:
    return Reply(404, HTML, b"<!doctype html><html><head><title>404</title></head><body>This page does not exist</body></html>")


_ROUTES: tuple[Route, ...] = (
    (re.compile(r"/robots\.txt"), _robots),
    (re.compile(r"/api/articles"), _articles),
    (re.compile(r"/api/comments"), _comments),
    (re.compile(rf"/feed/{MEMBER}"), _feed),
    (re.compile(rf"/{MEMBER}/?"), _profile),
    (re.compile(rf"/{MEMBER}(/[a-z0-9-]+)"), _article),
)
