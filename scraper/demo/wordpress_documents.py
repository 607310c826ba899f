"""The documents of the demo WordPress for machines: feeds of posts and of comments, sitemaps, robots.txt."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from email.utils import format_datetime
from html import escape
from typing import TypeVar

from scraper.demo.listings import sitemap
from scraper.demo.pages import Reply
from scraper.demo.posts import DemoComment, DemoPost
from scraper.demo.prose import BLOG_TITLE
from scraper.demo.wordpress_site import Site, body_html, noise_html, post_id, teaser

T = TypeVar("T")
RSS = "application/rss+xml; charset=UTF-8"
ATOM = "application/atom+xml; charset=UTF-8"
XML = "application/xml; charset=UTF-8"
PER_SITEMAP = 2_000
_SPACES = " ".join(
    f'xmlns:{name}="{url}"'
    for name, url in (
        ("content", "http://purl.org/rss/1.0/modules/content/"),
        ("dc", "http://purl.org/dc/elements/1.1/"),
        ("slash", "http://purl.org/rss/1.0/modules/slash/"),
        ("wfw", "http://wellformedweb.org/CommentAPI/"),
    )
)


def robots(site: Site) -> Reply:
    """What robots may not ask for."""
    lines = ["User-agent: *", *(f"Disallow: {site.state.prefix}{path}" for path in site.setup.robots_disallow)]
    if site.state.has_sitemap and not site.setup.is_plain:
        lines.append(f"Sitemap: {site.base}/wp-sitemap.xml")
    return Reply(200, "text/plain; charset=utf-8", ("\n".join(lines) + "\n").encode(), site.state.changed_at)


def feed(site: Site, query: dict[str, str]) -> Reply | None:
    """One page of the feed of posts, newest first."""
    posts = _page(site, site.state.posts[::-1], query, site.state.feed_items)
    return _rss(site, BLOG_TITLE, (_item(site, post) for post in posts)) if posts else None


def comment_feed(site: Site, query: dict[str, str], number: str) -> Reply | None:
    """One page of the feed of comments: the whole blog's, or one post's."""
    rows = [(post, comment) for post in site.state.posts if number in {"", str(post_id(post))} for comment in post.comments]
    rows.sort(key=lambda row: row[1].published, reverse=True)
    shown = _page(site, rows, query, 10)
    title = f"Comments for {BLOG_TITLE}"
    if "atom" in query.get("feed", ""):
        return _atom(site, title, (_comment_entry(site, *row) for row in shown)) if shown else None
    return _rss(site, title, (_comment_item(site, *row) for row in shown)) if shown else None


def post_comment_feed(site: Site, query: dict[str, str], path: str) -> Reply | None:
    """The feed of one post's comments, by the post's path."""
    place = site.state.places.get(path)
    return None if place is None else comment_feed(site, query, str(post_id(site.state.posts[place])))


def _page(site: Site, items: Sequence[T], query: dict[str, str], size: int) -> Sequence[T]:
    number = int(query.get("paged", "1")) if site.setup.pages_feeds else 1
    return items[(number - 1) * size : number * size]


def _rss(site: Site, title: str, items: Iterable[str]) -> Reply:
    body = "\n".join(items)
    text = f"""<?xml version="1.0" encoding="UTF-8"?><rss version="2.0" {_SPACES}>
<channel>
<title>{title}</title>
<link>{site.base}</link>
<language>en</language>
<generator>https://wordpress.org/?v={site.setup.version}</generator>
{body}
</channel>
</rss>
"""
    return Reply(200, RSS, text.encode(), site.state.changed_at)


def _atom(site: Site, title: str, entries: Iterable[str]) -> Reply:
    body, own = "\n".join(entries), escape(site.at("comments/feed/atom/", "?feed=comments-atom"))
    text = f"""<?xml version="1.0" encoding="UTF-8"?><feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en-US"
xmlns:thr="http://purl.org/syndication/thread/1.0">
<title type="text">{title}</title>
<updated>{_rfc3339(site.state.changed_at)}</updated>
<link rel="alternate" type="text/html" href="{site.base}" />
<link rel="self" type="application/atom+xml" href="{own}" />
<id>{own}</id>
<generator uri="https://wordpress.org/" version="{site.setup.version}">WordPress</generator>
{body}
</feed>
"""
    return Reply(200, ATOM, text.encode(), site.state.changed_at)


def _item(site: Site, post: DemoPost) -> str:
    before, after = noise_html(site, post)
    terms = "".join(f"<category><![CDATA[{name}]]></category>" for name in (post.category, *post.tags))
    content = teaser(post) if post.access == "members" else ""
    return f"""<item>
<title>{"Protected: " if content else ""}{escape(post.title)}</title>
<link>{escape(site.base + post.path)}</link>
<dc:creator><![CDATA[{post.authors[0]}]]></dc:creator>
<pubDate>{_rfc822(post.published)}</pubDate>
{terms}
<guid isPermaLink="false">{site.base}/?p={post_id(post)}</guid>
<description><![CDATA[{teaser(post)}]]></description>
<content:encoded><![CDATA[{content or before + body_html(site, post) + after}]]></content:encoded>
<slash:comments>{len(post.comments)}</slash:comments>
</item>"""


def _comment_item(site: Site, post: DemoPost, comment: DemoComment) -> str:
    anchor = escape(f"{site.base}{post.path}#comment-{comment.number}")
    return f"""<item>
<title>Comment on {escape(post.title)} by {escape(comment.author)}</title>
<link>{anchor}</link>
<dc:creator><![CDATA[{comment.author}]]></dc:creator>
<pubDate>{_rfc822(comment.published)}</pubDate>
<guid isPermaLink="false">{site.base}/?p={post_id(post)}#comment-{comment.number}</guid>
<description><![CDATA[{comment.text}]]></description>
<content:encoded><![CDATA[<p>{escape(comment.text, quote=False)}</p>]]></content:encoded>
</item>"""


def _comment_entry(site: Site, post: DemoPost, comment: DemoComment) -> str:
    page, short = escape(site.base + post.path), f"{site.base}/?p={post_id(post)}"
    answered = f"#comment-{comment.parent}" if comment.parent else ""
    return f"""<entry>
<title>Comment on {escape(post.title)} by {escape(comment.author)}</title>
<link rel="alternate" href="{page}#comment-{comment.number}" type="text/html" />
<author><name>{escape(comment.author)}</name></author>
<id>{short}#comment-{comment.number}</id>
<updated>{_rfc3339(comment.published)}</updated>
<published>{_rfc3339(comment.published)}</published>
<content type="html" xml:base="{page}#comment-{comment.number}"><![CDATA[<p>{escape(comment.text, quote=False)}</p>]]></content>
<thr:in-reply-to ref="{short}{answered}" href="{page}{answered}" type="text/html" />
</entry>"""


def _rfc3339(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def _rfc822(moment: datetime) -> str:
    """Feeds of WordPress state UTC."""
    return format_datetime(moment.astimezone(UTC))


def sitemap_index(site: Site) -> Reply | None:
    """The index that WordPress makes since 5.5."""
    if not site.state.has_sitemap:
        return None
    pages = range(1, max(1, -(-len(site.state.posts) // PER_SITEMAP)) + 1)
    names = [*(f"posts-post-{number}" for number in pages), "posts-page-1", "taxonomies-category-1", "users-1"]
    rows = "".join(f"<sitemap><loc>{site.base}/wp-sitemap-{name}.xml</loc></sitemap>" for name in names)
    space = "http://www.sitemaps.org/schemas/sitemap/0.9"
    text = f'<?xml version="1.0" encoding="UTF-8"?><sitemapindex xmlns="{space}">{rows}</sitemapindex>'
    return Reply(200, XML, text.encode(), site.state.changed_at)


def post_sitemap(site: Site, number: int) -> Reply | None:
    """One file of posts."""
    posts = site.state.posts[(number - 1) * PER_SITEMAP : number * PER_SITEMAP]
    if not site.state.has_sitemap or not posts:
        return None
    text = sitemap((site.base + post.path, post.changed) for post in posts)
    return Reply(200, XML, text.encode(), site.state.changed_at)


def page_sitemap(site: Site) -> Reply | None:
    """The pages that are no posts."""
    addresses = [(f"{site.base}/", site.state.changed_at), (f"{site.base}/about/", site.state.changed_at)]
    return Reply(200, XML, sitemap(addresses).encode(), site.state.changed_at) if site.state.has_sitemap else None
