"""Ameba Blog: its API lists a blog's entries, a hundred a request, with their themes and last edits; the text is on the pages.

Where robots.txt or the server closes the API, the numbered lists of titles name all. Entries for the author's friends at Ameba are named
and not asked for. Comments are not read: nothing known says how many an entry has, so each would cost a request at each visit.

Sources: an entry's page recorded in 2026 (dlwr/i-am-rockin-on) for the marks, the body and its cards; clients in public repositories for
the API (``_api/blogEntries`` with ``limit`` up to 500), the numbers of the lists and the names of pictures.
"""

import re
from contextlib import suppress
from functools import partial
from urllib.parse import urlsplit

from scraper.aliases import Aliases
from scraper.detect import HomePage
from scraper.errors import BlogError
from scraper.extraction.answers import ameblo_json as said
from scraper.extraction.lists.page import ListingPage
from scraper.items import Rules
from scraper.listing.answers import Answer
from scraper.listing.api import Api
from scraper.listing.reader import Listed
from scraper.platform import Platform, listing
from scraper.urls import site_of

PER_REQUEST = 100
_API = "/_api/blogEntries;"
_LIST = "entrylist.html"


class Ameblo(Platform):
    """A blog of ameblo.jp."""

    name = "ameblo"
    example = "https://ameblo.jp/name/"
    post_path = r"(?:entry|amemberentry)-\d+\.html"
    aliases = Aliases(
        own=((r"https?://rssblog\.ameba\.jp/([\w-]+)/rss(?:20)?\.(?:xml|html)", r"https://ameblo.jp/\1/"),),
        homes=((r"(https?://ameblo\.jp/[\w-]+)/[\w-]+\.html(?:[?#].*)?", r"\1/"),),
    )
    rules = Rules(
        post=("article.js-entryWrapper",),
        title=(".skinArticleTitle", ".skin-entryTitle"),
        body=("#entryBody",),
        noise=(".ogpCard_description, .ogpCard_url, .ogpCard_imageWrap",),  # of a card for a link its title stays
        original_media=(
            (r"^(https?://stat\.ameba\.jp/user_images/(?:[^?#]*/)?)t\d+_([^/?#]+)(?:\?.*)?$", r"\1o\2"),  # a small one of the same
            (r"^(https?://stat\.ameba\.jp/user_images/[^?#]+)\?.*$", r"\1"),
        ),
    )

    @classmethod
    def recognise(cls, home: HomePage) -> float:
        """What its pages tell their script, and where their feed is."""
        found = ("window.INIT_DATA" in home.html) + home.has("link[rel='alternate'][href*='//rssblog.ameba.jp/']")
        return 0.95 if found == 2 else 0.0

    @listing(complete=True, per_request=PER_REQUEST)
    async def entries(self) -> Listed | None:
        """All entries with their days, themes and last edits."""
        root = self._api_root
        return await self.read_api(blog_entries(root, self.session.blog.home_url.rstrip("/"))) if root else None

    @listing(complete=True, per_request=20, fallback=True)
    async def lists(self) -> Listed | None:
        """The lists of titles, one after the other."""
        return await self.reader.read_list_pages(self.at(f"/{_LIST}"), source="archive-page", numbered=numbered_list)

    @listing(per_request=10, fallback=True)
    async def feed(self) -> Listed | None:
        """The newest, by whichever of the declared feeds is there."""
        for url in self.declared_feeds():
            with suppress(BlogError):
                return await self.read_feed(url)
        return None

    @property
    def _api_root(self) -> str | None:
        """Where the API is, by the blog's number, which its front page tells."""
        if self.home is None:
            return next(iter(self.session.documents("api-root")), None)
        name = urlsplit(self.session.blog.home_url).path.strip("/").partition("/")[0]
        number = said.blog_number(self.home.page.html, name)
        return f"{site_of(self.session.blog.home_url)}{_API}amebaId={name};blogId={number}" if number else None


def numbered_list(page: ListingPage, number: int) -> str:
    """The address of a further list of titles."""
    return re.sub(r"entrylist(?:-\d+)?\.html", f"entrylist-{number}.html", page.url)


def blog_entries(root: str, home: str) -> Api:
    """The entries, the latest first."""

    def page(_number: int, before: Answer | None) -> str | None:
        start = said.next_of(before.value) if before is not None else 0
        return None if start is None else f"{root};limit={PER_REQUEST};offset={start}"

    return Api(
        root=root,
        pages=page,
        changes=page,
        keys=said.keys_of,
        stamps=partial(said.stamps_of, home=home),
        total=lambda answer: said.total_of(answer.value),
        read=partial(said.read_entries, home=home),
    )
