"""Wix: its blog sitemap names every post, the page carries it whole, the feed is short; the site's JSON helps where robots.txt allows."""

from collections.abc import Mapping

from scraper.dates import parse_date
from scraper.detect import HomePage
from scraper.extraction.answers.feeds import FeedEntry
from scraper.extraction.answers.ricos import rich_content_to_html
from scraper.items import Hints, Rules
from scraper.json_values import string_at, value_at
from scraper.listing.answers import Answer, JsonFeed, read_json_pages
from scraper.listing.reader import Listed
from scraper.platform import Platform, listing
from scraper.text import squeeze
from scraper.urls import canonical_url
from storage.records import Author, Sighting, StatedDate, Term

PER_REQUEST = 50
MAX_POSTS = 20_000
ACCESS_TOKENS = "/_api/v1/access-tokens"
POST_FEED = f"/_api/blog-frontend-adapter-public/v2/post-feed-page?pageSize={PER_REQUEST}&includeContent=true&type=ALL_POSTS"
# What a page of Wix has and nothing else; a site shows several of them.
_MARKS = (
    "#wix-warmup-data",
    "#wix-viewer-model, #wix-essential-viewer-model",
    "script[src*='static.parastorage.com'], link[href*='static.parastorage.com'], script[src*='siteassets.parastorage.com']",
    "#SITE_CONTAINER #masterPage, #SITE_CONTAINER #site-root",
    "wow-image, wix-image",
    "[data-hook='post-description'], [data-hook='post-list-item']",
)


class Wix(Platform):
    """Wix Blog, in its page templates of 2019 to 2026."""

    name = "wix"
    example = "https://name.wixsite.com/blog"
    rules = Rules(
        # Recent posts below the post have the same hooks as the post itself.
        post=("article[data-hook='post']", "[data-hook='post']", "[data-hook='post-page']"),
        # A wrapper around the heading has the heading's hook.
        title=("h1[data-hook='post-title']", "[data-hook='post-title'] h1", "[data-hook='post-title']"),
        body=("[data-hook='post-description']", ".post-content__body"),
        author=("a[data-hook='profile-link']", "[data-hook='user-name']"),
        published=("[data-hook='time-ago']",),
        tags=(
            "[data-hook='tag-cloud-root'] a",
            "[data-hook='post-footer'] a[href*='/tags/']",
            "[data-hook='post-footer'] a[href*='/hashtags/']",
        ),
        categories=("[data-hook='category-label-list__item']", "[data-hook='post-footer'] a[href*='/categories/']"),
        counters=("[data-hook='post-main-actions__stats']", "[data-hook='post-stats']", "[data-hook='like-button-with-count__like-count']"),
        noise=(
            "[data-hook='recent-posts']",
            "[data-hook='post-footer']",
            "[data-hook='post-main-actions-desktop']",
            "[data-hook='post-main-actions__stats']",
            "[data-hook='image-expand-button']",
            "[data-hook^='share-button']",
            "[data-hook='more-button']",
            "[data-hook='blog-desktop-header-container']",
            "#WIX_ADS",
            "#SCROLL_TO_TOP",
            "#SCROLL_TO_BOTTOM",
        ),
        original_media=(
            (r"^(https?://[^/]*wixstatic\.com/media/[^/?#]+?)(?:%7E|~)(mv2[^/?#]*)(?:[/?#].*)?$", r"\1~\2"),
            (r"^(https?://video\.wixstatic\.com/video/[^/?#]+)/\d+p/.*$", r"\1/file"),
        ),
    )

    @classmethod
    def recognise(cls, home: HomePage) -> float:
        """The page's generator or the server's headers say it; else several marks of the page together."""
        if "wix.com" in home.generator.lower():
            return 0.95
        if any(name.startswith("x-wix-") for name in home.headers):
            return 0.9
        marks = sum(home.has(mark) for mark in _MARKS)
        return min(0.9, 0.35 * marks) if marks > 1 else 0.0

    @listing(complete=True, per_request=1000)
    async def blog_sitemap(self) -> Listed | None:
        """All posts with the day of their last change; under another name only in the site's index."""
        return await self.read_sitemap("/blog-posts-sitemap.xml", posts_only=True) or await self.read_sitemap("/sitemap.xml")

    @listing(per_request=20)
    async def feed(self) -> Listed | None:
        """The newest 20, without their bodies."""
        return await self.read_feed("/blog-feed.xml")

    @listing(complete=True, bodies=True, per_request=PER_REQUEST, fallback=True)
    async def site_json(self) -> Listed | None:
        """What the blog's own pages load with the public tokens that the site gives every visitor; one of them is the blog's."""
        for token in access_tokens(await self.read_json(ACCESS_TOKENS)):
            feed = JsonFeed(document=POST_FEED, address=self._post_feed, entries=self._entries, total=total_of)
            if listed := await read_json_pages(self.reader, feed, headers={"Authorization": token}):
                return listed
        return None

    def _post_feed(self, number: int, _before: Answer | None) -> str:
        return self.at(f"{POST_FEED}&page={number}")

    def _entries(self, answer: object) -> list[FeedEntry]:
        return posts_of(answer, self.session.blog.home_url)


def access_tokens(answer: object) -> list[str]:
    """The tokens in the site's answer, one an app, under the old and the new name."""
    apps = answer.get("apps") if isinstance(answer, Mapping) else None
    found = [app.get(name) for app in apps.values() for name in ("accessToken", "instance")] if isinstance(apps, Mapping) else []
    return list(dict.fromkeys(token for token in found if isinstance(token, str) and token))


def posts_of(answer: object, home_url: str) -> list[FeedEntry]:
    """The posts in one page of the site's feed of posts."""
    posts = value_at(answer, "postFeedPage", "posts", "posts")
    return [entry for post in posts if (entry := _entry(post, home_url))] if isinstance(posts, list) else []


def total_of(answer: object) -> int:
    """How many posts the site says it has; none stated is more than any."""
    total = value_at(answer, "postFeedPage", "posts", "pagingMetaData", "total")
    return total if isinstance(total, int) else MAX_POSTS


def _entry(post: object, home_url: str) -> FeedEntry | None:
    url = _address(post, home_url)
    if url is None:
        return None
    published, updated = _day(post, "firstPublishedDate"), _day(post, "lastPublishedDate")
    title, name, content = _text(post, "title"), _text(post, "owner", "name"), value_at(post, "richContent") or value_at(post, "content")
    body = rich_content_to_html(content) if isinstance(content, Mapping) else None
    hashtags = value_at(post, "hashtags")
    hints = Hints(
        source="api",
        title=title,
        authors=(Author(name=name),) if name else (),
        published=published,
        updated=updated,
        terms=tuple(Term(name=tag) for tag in hashtags if isinstance(tag, str) and tag) if isinstance(hashtags, list) else (),
        body_html=body or None,
        body_is_whole=bool(body),
        excerpt=_text(post, "excerpt"),
        platform_id=_text(post, "id"),
    )
    fingerprint = updated.iso if updated else None
    sighting = Sighting(url=url, source="api", title=title, published=published, modified=updated, fingerprint=fingerprint)
    return FeedEntry(sighting=sighting, hints=hints)


def _address(post: object, home_url: str) -> str | None:
    """The post's address: stated in two parts, as one path, or by its slug alone."""
    base, path = _text(post, "url", "base") or home_url, _text(post, "url", "path") or _text(post, "link")
    slug = _text(post, "slug")
    path = path or (f"post/{slug}" if slug else None)
    return canonical_url(path if "://" in path else f"{base.rstrip('/')}/{path.lstrip('/')}") if path else None


def _text(value: object, *keys: str) -> str | None:
    found = string_at(value, *keys)
    return squeeze(found) if found else None


def _day(post: object, key: str) -> StatedDate | None:
    stated = _text(post, key)
    return parse_date(stated) if stated else None
