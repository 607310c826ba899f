"""WordPress: its REST API carries a hundred whole posts an answer, and all comments; else feed, sitemaps, archive pages, and the pages.

Sources: developer.wordpress.org/rest-api (wp/v2), developer.wordpress.com/docs/api (version 1.1).
"""

import re
from datetime import UTC, datetime
from functools import cached_property
from urllib.parse import quote, urlencode, urlsplit

from w3lib.url import add_or_replace_parameter

from scraper.detect import HomePage
from scraper.extraction.answers import wordpress_rest as rest
from scraper.extraction.lists.page import ListingPage
from scraper.items import Rules
from scraper.json_values import string_at, value_at
from scraper.listing.answers import Answer, PageAddress
from scraper.listing.api import PER_REQUEST, Api
from scraper.listing.archive_pages import archives_of, read_archives, read_calendar
from scraper.listing.discussion import CommentApi
from scraper.listing.reader import Listed, joined
from scraper.platform import Platform, listing
from scraper.text import count_of
from scraper.urls import canonical_url

WPCOM = "https://public-api.wordpress.com/rest/v1.1/sites/"
_REST_LINK = re.compile(r"<([^<>]+)>\s*;\s*rel=\"?https://api\.w\.org/\"?")
_OTHER_SITEMAP = re.compile(r"(?:news|image)[^/]*$")  # the posts of two days, and pictures
_PAGED = re.compile(r"/page/\d+/?$")
FIRST_YEAR = 2003  # of WordPress
QUIET_YEARS = 5  # without a post, before what is older is not looked for
# What widely used plugins put before and behind a text, by the class names that stand in their source.
PLUGINS = (
    ".ssba, .shared-counts-wrap, .mashsb-container, .the_champ_sharing_container, .dpsp-content-wrapper, .scriptlesssocialsharing",
    ".sfsibeforpstwpr, .sfsiaftrpstwpr, .printfriendly, .wp_rp_wrap, .rpbt_shortcode, .crp_related_block",
    ".ts-fab-wrapper, .abh_box, .pp-multiple-authors-wrapper, [class^='wp-about-author-containter']",
    ".cc-block, .rmp-widgets-container, .yasr-auto-insert-visitor, .yasr-auto-insert-overall, .pvc_stats, .quads-location",
    ".seriesmeta, .seriesbox, fieldset:has(> .series-nav-left), fieldset:has(> .series-nav-right)",
)
_SHORT = "id,link,status,type,modified_gmt"
_WHOLE = (
    "id,date,date_gmt,modified,modified_gmt,link,status,type,title,content,excerpt,author,coauthors,authors,lang,"
    "jetpack_featured_media_url,yoast_head_json.author,_links,_embedded"
)


class WordPress(Platform):
    """WordPress since 4.7 (2016) by its REST API, any by its feeds and pages; sites of wordpress.com by theirs."""

    name = "wordpress"
    example = "https://name.wordpress.com/"
    has_moments = True
    rules = Rules(
        post=(
            *("article.type-post", "article.hentry", ".hentry:not(.wp-block-post)", "article.post", ".type-post:not(.wp-block-post)"),
            ".wp-block-post:own-post",
            "div.post[id^='post-']",  # themes of the time before the core named classes (2.7)
        ),
        untitled=("(untitled)", "(no title)"),  # Thematic's and the core's
        title=("h1.entry-title", "h1.post-title", "h1.wp-block-post-title", ".entry-title"),
        body=(
            *(".entry-content", ".wp-block-post-content", ".post-content", ".post-entry", "[itemprop='articleBody']"),
            *(
                "div.entry:not(.post):not(:has([id^='comment-']))",
                "div.post > .content",
            ),  # of the first default theme, and of those made after it
        ),
        author=(
            *(".author.vcard .fn", ".author.vcard", ".byline .author", ".wp-block-post-author__name", ".wp-block-post-author-name"),
            "a.url.fn.n[href*='/author/'], a.url.fn.n[href*='author=']",  # Twenty Ten's; themes rename what is around it
        ),
        published=("time.entry-date.published", "time.published", "time.entry-date", ".wp-block-post-date time"),
        updated=("time.updated",),
        tags=(".tags-links a", "a[rel='tag']", ".wp-block-post-terms.taxonomy-post_tag a"),
        categories=(
            *(".cat-links a", "a[rel='category tag']", "a[rel~='category']", ".wp-block-post-terms.taxonomy-category a"),
            "a[rel='tag'][href*='/category/'], a[rel='tag'][href*='?cat=']",  # themes made valid in HTML 5 when it knew no "category"
        ),
        term_classes=("category-", "tag-"),
        comments=(":is(.comment-list, .commentlist, .pinglist, .wp-block-comment-template) li[id*='comment-']",),
        richer=(".gallery-caption",),
        noise=(
            ".sharedaddy, #jp-post-flair, .sd-like, .jp-relatedposts, .wpcnt, [id^='atatags'], .jetpack-likes-widget-wrapper",
            ".jetpack_subscription_widget, .wp-block-jetpack-subscriptions, .addtoany_share_save_container",
            ".heateor_sss_sharing_container, .essb_links, .simplesocialbuttons, .yarpp, .yarpp-related, .crp_related",
            "#ez-toc-container, .ez-toc-container, .lwptoc, .code-block, .author-box, .saboxplugin-wrap, .post-views",
            ".kk-star-ratings, .wp-polls, .mailpoet_form, .mc4wp-form, .post-navigation, .nav-links, #respond",
            ".wp-block-buttons, .post-password-form, .screen-reader-text, .wp-block-post-comments-form",
            *PLUGINS,
            ".page-links, .post-nav-links, .post-page-numbers",
            ".postmetadata",  # as the first default theme calls the lines on the post; below a short text they are longer than it
            "#comments:has(~ .commentlist)",  # how many there are, as the first default theme has it; in some within the text
        ),
        # a theme may print every page by one template, as a list: that of a post's page is of the post itself
        others=("body.single :is(.wp-block-query, .related-posts, #related-posts):not(:own-post):not(:has(:own-post))",),
        cover=("img.wp-post-image",),
        further_pages=(r"/(\d+)", r"[?&]page=(\d+)"),
        comment_pages=(r"/comment-page-(\d+)", r"[?&]cpage=(\d+)"),
        locked=(".post-password-form", "form[action*='action=postpass']"),
        has_shortcodes=True,
    )

    @classmethod
    def recognise(cls, home: HomePage) -> float:
        """The API's address is in the page or its headers; themes may hide all else but their own files."""
        if "wordpress" in home.generator.lower() or _REST_LINK.search(home.headers.get("link", "")):
            return 0.95
        if home.has("link[rel='https://api.w.org/']") or home.has("link[rel='EditURI'][href*='xmlrpc.php']"):
            return 0.9
        # styles and classes of posts that the core prints; the files may lie on a CDN
        if home.has("[id^='wp-block-library-'], [id='global-styles-inline-css'], .type-post.status-publish"):
            return 0.8
        # copies in files name them without a slash before
        files = home.has("link[href*='wp-content/'], script[src*='wp-content/']") + home.has("script[src*='wp-includes/']")
        return 0.4 * files

    @listing(complete=True, bodies=True, per_request=PER_REQUEST)
    async def rest_api(self) -> Listed | None:
        """All posts with their bodies, a hundred an answer; the site may have closed it."""
        return await self.read_api(rest_posts(self._rest_root))

    @listing(complete=True, bodies=True, per_request=PER_REQUEST, fallback=True)
    async def wpcom_api(self) -> Listed | None:
        """The API that wordpress.com has for its own sites."""
        return await self.read_api(wpcom_posts(self._host)) if self._is_wpcom else None

    @listing(complete=True, bodies=True, per_request=10, fallback=True)
    async def feed(self) -> Listed | None:
        """The feed with all its pages; a site may show excerpts only."""
        for address in self._first_known("/feed/", "/?feed=rss2"):
            if listed := await self.read_feed(address, page_parameter="paged"):
                return listed
        return None

    @listing(complete=True, per_request=1000, check=True)
    async def sitemap(self) -> Listed | None:
        """WordPress's own since 5.5, else those of Yoast, RankMath and Jetpack."""
        if self.home is None:
            return await self.reader.read_known_sitemaps()
        stated = [url for url in self.session.robots_sitemaps(self.session.blog.home_url) if not _OTHER_SITEMAP.search(urlsplit(url).path)]
        places = dict.fromkeys((*stated, "/wp-sitemap.xml", "/sitemap_index.xml", "/sitemap.xml"))
        # robots.txt is the host's: below a network's own blog it names that one's sitemap
        for url in sorted(places, key=lambda url: not self.session.in_scope(self.at(url))):
            if (listed := await self.read_sitemap(url)) and (listed.urls or listed.is_unchanged):
                return listed
        return None

    @listing()
    async def translations(self) -> Listed | None:
        """The front pages in other languages, where the home page declares some; a plugin may keep them out of API and sitemap."""
        return await self.read_translations(page_parameter="paged")

    @listing(fallback=True)
    async def archives(self) -> Listed | None:
        """The home page's older pages, one after the other; WordPress answers their numbers also where its theme leads to none."""
        start = self.home.listing if self.home is not None else self.session.blog.home_url
        return await self.reader.read_list_pages(start, source="home-page", numbered=numbered_page)

    @listing(fallback=True)
    async def sections(self) -> Listed | None:
        """The lists of categories and tags: a front page may be a showcase without older pages."""
        return await self.read_sections()

    @listing(fallback=True)
    async def calendar(self) -> Listed | None:
        """The archives that the list pages so far link to: a copy in files has no API, and its front page may be a showcase."""
        if self.home is None:
            return None
        archives = await read_archives(self.reader, archives_of(self.reader, self.home.listing))
        return joined([archives, await read_calendar(self.reader)])

    @listing(fallback=True)
    async def years(self) -> Listed | None:
        """The lists of all years, which WordPress answers whatever its theme links to; asked where nothing has named a post."""
        are_known_otherwise = bool(self.inventory.posts) and not self.session.documents("archive-page")
        if self.is_update or are_known_otherwise or self.sightings.named():
            return None
        urls: set[str] = set()
        since_news = 0
        for year in range(datetime.now(UTC).year, FIRST_YEAR - 1, -1):
            listed = await self.reader.read_list_pages(self.at(f"/?m={year}"), source="archive-page", known=urls, numbered=numbered_page)
            since_news = 0 if listed is not None and listed.urls else since_news + 1
            urls |= listed.urls if listed is not None else set()
            if urls and since_news >= QUIET_YEARS:
                break
        return Listed(urls) if urls else None

    async def comments(self) -> None:
        """All comments of the blog by its API, else by the feed of its comments; the pages' own were read with them."""
        api = wpcom_comments(self._host) if self._is_wpcom else rest_comments(self._rest_root)
        await self.read_comments(api, feeds=self._first_known("/comments/feed/atom/", "/?feed=comments-atom"))

    async def time_zone(self) -> str | None:
        """The root of the API says it, when it is open; a site may have set a bare offset instead."""
        if not self.sightings.by_source["api"] and not self.is_update:
            return None
        answer = await self.read_json(f"{self._rest_root}{'&' if '?' in self._rest_root else '?'}_fields=timezone_string")
        return (answer.get("timezone_string") or None) if isinstance(answer, dict) else None

    @property
    def _rest_root(self) -> str:
        """Where the REST API begins: as an earlier visit learned it, as the headers or the page say, or behind the front door."""
        if self.home is None or self.doubt is not None:
            return next((url for url in self.session.documents("api-root") if not url.startswith(WPCOM)), self.at("/?rest_route=/"))
        return self._stated_rest_root or self.at("/?rest_route=/")

    @cached_property
    def _stated_rest_root(self) -> str | None:
        """Where the home says that the REST API begins."""
        if self.home is None:
            return None
        page = self.home.page
        header = _REST_LINK.search(page.headers.get("link", ""))
        link = header[1] if header else next((e.get("href") for e in page.tree.cssselect("link[rel='https://api.w.org/']")), None)
        return canonical_url(link, page.url) if link else None

    def _first_known(self, pretty: str, plain: str) -> tuple[str, str]:
        """Both addresses of a feed, that of a site without permalinks first where the feed of its posts was found so."""
        return (plain, pretty) if self.at("/?feed=rss2") in self.session.documents("feed") else (pretty, plain)

    @property
    def _host(self) -> str:
        return urlsplit(self.session.blog.home_url).hostname or ""

    @property
    def _is_wpcom(self) -> bool:
        return self._host.endswith(".wordpress.com") or any(url.startswith(WPCOM) for url in self.session.documents("api-root"))


def numbered_page(page: ListingPage, number: int) -> str:
    """The address of a further page of a list, in the form in which it and the posts have theirs."""
    if urlsplit(page.url).query or all(urlsplit(entry.url).query for entry in page.entries):
        return add_or_replace_parameter(page.url, "paged", str(number))
    return f"{_PAGED.sub('', page.url).rstrip('/')}/page/{number}/"


def rest_posts(root: str) -> Api:
    """The posts of ``wp/v2``, by ascending id: what is published during the visit shifts no page."""
    return Api(
        root=root,
        pages=rest_pages(root, "posts", orderby="id", order="asc", _embed="author,wp:term,wp:featuredmedia", _fields=_WHOLE),
        changes=rest_pages(root, "posts", orderby="modified", order="desc", _fields=_SHORT),
        chosen=lambda ids: rest_address(root, "posts", include=",".join(ids), _embed="author,wp:term,wp:featuredmedia", _fields=_WHOLE),
        keys=rest.keys_of,
        stamps=rest.stamps_of,
        total=lambda answer: _stated(answer, "X-WP-Total"),
        read=rest.read_posts,
    )


def rest_comments(root: str) -> CommentApi:
    """The approved comments of ``wp/v2``."""
    return CommentApi(
        pages=rest_pages(root, "comments", orderby="id", order="asc"),
        changes=rest_pages(root, "comments", orderby="date_gmt", order="desc"),
        keys=rest.keys_of,
        total=lambda answer: _stated(answer, "X-WP-Total"),
        read=rest.read_comments,
    )


def wpcom_posts(host: str) -> Api:
    """The posts of a site of wordpress.com; each answer names the next page."""
    root = _wpcom_root(host)

    def pages(**query: str) -> PageAddress:
        return lambda _number, before: _wpcom_page(root, before, query)

    return Api(
        root=root,
        pages=pages(order_by="ID", order="ASC"),
        changes=pages(order_by="modified", order="DESC", fields="ID,URL,modified,status,type"),
        chosen=lambda ids: f"{root}posts/?{urlencode([('number', str(PER_REQUEST)), *(('include[]', key) for key in ids)])}",
        keys=rest.keys_of,
        stamps=rest.stamps_of,
        total=_found,
        read=rest.read_posts,
    )


def wpcom_comments(host: str) -> CommentApi:
    """The approved comments of a site of wordpress.com, by their time."""

    def pages(order: str) -> PageAddress:
        def address(number: int, before: Answer | None) -> str | None:
            is_last = before and (number - 1) * PER_REQUEST >= (_found(before) or 0) and _is_short(before)
            query = {"number": str(PER_REQUEST), "order": order, "page": str(number)}
            return None if is_last else f"{_wpcom_root(host)}comments/?{urlencode(query)}"

        return address

    return CommentApi(pages=pages("ASC"), changes=pages("DESC"), keys=rest.keys_of, total=_found, read=rest.read_comments)


def _wpcom_root(host: str) -> str:
    return f"{WPCOM}{quote(host)}/"


def _found(answer: Answer) -> int | None:
    return count_of(value_at(answer.value, "found"))


def _wpcom_page(root: str, before: Answer | None, query: dict[str, str]) -> str | None:
    following = string_at(before.value, "meta", "next_page") if before else None
    if before and not following:
        return None
    return f"{root}posts/?{urlencode({'number': str(PER_REQUEST), **query, **({'page_handle': following} if following else {})})}"


def rest_pages(root: str, kind: str, **query: str) -> PageAddress:
    """The numbered pages of ``wp/v2``: as many as it says there are, and more while they are full. Where it does not say, what is no
    hundred may be all that it gives at a time; nor is it believed where it says fewer than it gives.
    """

    def address(number: int, before: Answer | None) -> str | None:
        pages = _stated(before, "X-WP-TotalPages") if before else None
        is_last = before and pages is not None and number > pages and _is_short(before) and not _is_more_than_said(before)
        return None if is_last else rest_address(root, kind, page=str(number), **query)

    return address


def rest_address(root: str, kind: str, **query: str) -> str:
    """An address of ``wp/v2``, also where the API lies behind ``?rest_route=``."""
    return f"{root}wp/v2/{kind}{'&' if '?' in root else '?'}{urlencode({'per_page': str(PER_REQUEST), **query}, safe=',:')}"


def _is_short(answer: Answer) -> bool:
    return len(rest.records_of(answer.value)) < PER_REQUEST


def _is_more_than_said(answer: Answer) -> bool:
    total = _stated(answer, "X-WP-Total")
    return total is not None and len(rest.records_of(answer.value)) > total


def _stated(answer: Answer, header: str) -> int | None:
    return count_of((answer.response.headers.get(header) or b"").decode("latin-1"))
