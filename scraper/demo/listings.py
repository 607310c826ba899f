"""What the demo blog offers to machines: an Atom feed, a sitemap, robots.txt."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from xml.sax.saxutils import escape

from scraper.demo.posts import DemoPost
from scraper.demo.prose import BLOG_TAGLINE, BLOG_TITLE


def atom(base: str, posts: Sequence[DemoPost], changed: datetime) -> str:
    """A feed with the whole content of the posts that it is given, newest first."""
    entries = "\n".join(_entry(base, post) for post in posts)
    return f"""<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom">
<title>{BLOG_TITLE}</title>
<subtitle>{BLOG_TAGLINE}</subtitle>
<id>{base}/</id>
<link rel="alternate" type="text/html" href="{base}/"/>
<link rel="self" type="application/atom+xml" href="{base}/feed.xml"/>
<updated>{changed.isoformat()}</updated>
{entries}
</feed>
"""


def _entry(base: str, post: DemoPost) -> str:
    authors = "".join(f"<author><name>{escape(name)}</name></author>" for name in post.authors)
    terms = "".join(f'<category term="{escape(tag)}"/>' for tag in post.tags)
    content = escape("\n".join(block.html(base) for block in post.shown_body))
    return f"""<entry>
<title>{escape(post.title)}</title>
<id>{base}{post.path}</id>
<link rel="alternate" type="text/html" href="{base}{post.path}"/>
<published>{post.published.isoformat()}</published>
<updated>{post.changed.isoformat()}</updated>
{authors}{terms}
<content type="html">{content}</content>
</entry>"""


def sitemap(addresses: Iterable[tuple[str, datetime]]) -> str:
    """A sitemap of (address, last modified)."""
    rows = "\n".join(f"<url><loc>{escape(url)}</loc><lastmod>{moment.isoformat()}</lastmod></url>" for url, moment in addresses)
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
{rows}
</urlset>
"""


def robots(prefix: str, sitemap_url: str | None) -> str:
    """Search results and drafts are closed to robots."""
    lines = ["User-agent: *", f"Disallow: {prefix}/search", f"Disallow: {prefix}/drafts/"]
    return "\n".join([*lines, f"Sitemap: {sitemap_url}"] if sitemap_url else lines) + "\n"
