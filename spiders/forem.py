"""Forem (dev.to and others): its API lists a member's articles, a thousand a request, and each discussion; the text is on the pages.

The blog is one member's or organisation's: ``https://dev.to/name``. What a member writes for an organisation lies under that one's
address, and is its. Pages and single records of the API cost the same; the page also names further authors.

Sources: of forem/forem app/views (articles/show.html.erb of 2020 and 2021, users/show.html.erb, api, and pages/robots.text.erb, which
closes no API).
"""

from functools import partial
from urllib.parse import urlencode, urlsplit

from scraper.detect import HomePage
from scraper.extraction.answers import forem_json as said
from scraper.items import Rules
from scraper.listing.answers import Answer
from scraper.listing.api import Api
from scraper.listing.reader import Listed
from scraper.listing.threads import ThreadApi
from scraper.platform import Platform, listing
from scraper.urls import site_of

PER_REQUEST = 1000
_MARKS = (
    ".crayons-layout, .crayons-card",
    "#index-container, #articles-list, #article-show-container",
    "#substories, #article-body, .profile-header",
    "#page-content[data-current-page], body[data-user-status]",
    "link[rel='alternate'][type='application/rss+xml'][href*='/feed/']",
)


class Forem(Platform):
    """A member or an organisation of dev.to, or of another site that Forem runs."""

    name = "forem"
    example = "https://dev.to/name"
    has_moments = True
    rules = Rules(
        post=("#article-show-container",),
        title=("#main-title h1",),
        body=("#article-body",),
        author=(".crayons-article__subheader > a", ".crayons-article__header__meta .crayons-avatar + .pl-3 a.crayons-link", "h3 a.author"),
        tags=(".spec__tags a", "#main-title .tags a"),
        cover=(".crayons-article__cover img",),
        others=("#comments, #comments-container, .comments-container",),  # some, under other ids than the API's
        noise=(
            "#main-title h1 > span",
            ".highlight__panel",  # the buttons of a block of code
            ".ltag__user, .ltag__user-subscription-tag, .ltag__link__pic, .ltag__link__taglist, .ltag__link__servicename",  # cards
        ),
    )

    @classmethod
    def recognise(cls, home: HomePage) -> float:
        """Several marks of its pages together: it names itself nowhere."""
        found = sum(map(home.has, _MARKS))
        return min(0.9, 0.25 * found) if found >= 3 else 0.0

    @listing(complete=True, per_request=PER_REQUEST)
    async def articles(self) -> Listed | None:
        """All articles with their days, tags and numbers of comments."""
        return await self.read_api(member_articles(self._site, self._member)) if self._member else None

    @listing(per_request=12, fallback=True)
    async def feed(self) -> Listed | None:
        """The newest."""
        return await self.read_feed(f"{self._site}/feed/{self._member}") if self._member else None

    @listing(fallback=True)
    async def front(self) -> Listed | None:
        """What the profile shows before its script loads more."""
        self.home = self.home or await self.find_home()
        entries = self.reader.take_page(self.home.listing, "home-page")
        return Listed(entries) if entries else None

    async def comments(self) -> None:
        """The whole discussion of each article that says it has one, and again when its number of comments changed."""
        await self.read_threads(ThreadApi(address=partial(thread_address, self._site), read=said.read_comments))

    @property
    def _site(self) -> str:
        return site_of(self.session.blog.home_url)

    @property
    def _member(self) -> str:
        """The name of the member or organisation; the site's front page is nobody's."""
        return urlsplit(self.session.blog.home_url).path.strip("/").partition("/")[0]


def member_articles(site: str, member: str) -> Api:
    """The articles, the latest first. Older versions give a user's by thirties unless all are asked for (``state``)."""

    def page(number: int, _before: Answer | None) -> str:
        return f"{site}/api/articles?{urlencode({'username': member, 'state': 'all', 'per_page': PER_REQUEST, 'page': number})}"

    return Api(
        root=f"{site}/api/articles?{urlencode({'username': member})}",
        pages=page,
        changes=page,
        keys=said.keys_of,
        stamps=said.stamps_of,
        total=lambda _answer: None,
        read=said.read_articles,
        is_counted=False,
    )


def thread_address(site: str, key: str) -> str:
    """Where all comments of an article are, by its id."""
    return f"{site}/api/comments?{urlencode({'a_id': key, 'per_page': PER_REQUEST})}"
