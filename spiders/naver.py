"""Naver: its list of titles names all posts, thirty a request, and their tags as many; the text is on the pages, behind frames.

What lies at the addresses of a blog and of its posts is a frame alone. Comments are not read: the robots.txt of the host that has them
(apis.naver.com) closes it, as that of the feed's host (rss.blog.naver.com) closes the feed. No list tells of edits but of titles: ``update
--full`` finds those.

Sources: pages recorded in public repositories (a frame of 2021; posts of 2021, 2023 and 2026, of 2024 in part), the robots.txt of
blog.naver.com as of 2026-09-17 there, and clients there for the lists (gallery-dl; what ``PostTitleListAsync`` and ``BlogTagListInfo``
answer, and that who asks for more than thirty titles gets five). That tags are told of several posts a request is known from the pages'
own script alone; where they are not, they are asked for one by one.
"""

from collections.abc import Sequence
from functools import partial
from urllib.parse import quote, urlencode, urlsplit

from scraper.aliases import Aliases
from scraper.detect import HomePage
from scraper.extraction.answers import naver_json as said
from scraper.items import Rules
from scraper.listing.answers import Answer
from scraper.listing.api import Api
from scraper.listing.reader import Listed
from scraper.listing.tags import TagApi, read_tags
from scraper.platform import Platform, listing
from scraper.urls import site_of

PER_REQUEST = 30
_SITE = r"(https?://[^/?#]+)"
_ID = r"(?=(?:[^#]*&)?blogId=([\w-]+))"
_POST = rf"/PostView\.n(?:aver|hn)\?{_ID}(?=(?:[^#]*&)?logNo=(\d+)).*"
_FRONT = rf"/(?:PostList|prologue/PrologueList)\.n(?:aver|hn)\?{_ID}.*"
_MOBILE = r"https?://m\.blog\.naver\.com"
_DESK = "https://blog.naver.com"
_FRAME = "iframe#mainFrame[src*='blogId='], frame#mainFrame[src*='blogId=']"


class Naver(Platform):
    """A blog of blog.naver.com."""

    name = "naver"
    example = "https://blog.naver.com/name"
    post_path = r"\d+"
    aliases = Aliases(
        own=(
            (rf"{_MOBILE}{_POST}", rf"{_DESK}/\1/\2"),
            (rf"{_MOBILE}{_FRONT}", rf"{_DESK}/\1"),
            (rf"{_MOBILE}/([\w-]+(?:/\d+)?)/?(?:[?#].*)?", rf"{_DESK}/\1"),
            (r"https?://rss\.blog\.naver\.com/([\w-]+)(?:\.xml)?", rf"{_DESK}/\1"),
            (r"https?://blog\.naver\.com/([\w-]+)/?\?(?=(?:[^#]*&)?logNo=(\d+)).*", rf"{_DESK}/\1/\2"),
            (r"https?://blog\.naver\.com/([\w-]+(?:/\d+)?)/?[?#].*", rf"{_DESK}/\1"),
            (rf"{_SITE}{_POST}", r"\1/\2/\3"),
            (rf"{_SITE}{_FRONT}", r"\1/\2"),
            (rf"{_SITE}/([\w-]+/\d+)\?fromRss=true.*", r"\1/\2"),
        ),
        pages=((rf"{_SITE}/([\w-]+)/(\d+)", r"\1/PostView.naver?blogId=\2&logNo=\3"),),
        homes=((rf"{_SITE}(?:{_POST}|{_FRONT})", r"\1/\2\4"),),
    )
    rules = Rules(
        title=(".se-title-text", ".se_title .se_textarea", ".itemSubjectBoldfont"),
        body=(".se-main-container", ".se_component_wrap.sect_dsc", "#postViewArea"),  # the editors of 2018, of 2015 and before
        author=(".nick a", "meta[property='naverblog:nickname']::attr(content)"),
        published=(".se_publishDate", "._postAddDate"),
        zone=said.ZONE,
        categories=(".blog2_series a", ".se_series a", ".cate a"),
        noise=(
            ".se-sticker, .se-oglink-thumbnail, .se-oglink-summary, .se-oglink-url",  # of a card for a link its title stays
            ".se_sticker, .se_og_thumb, .se_og_desc, .se_og_cp",
        ),
        original_media=((r"^(https?://)post(files[^/?#]*/[^?#]+)(?:\?.*)?$", r"\1blog\2"),),
    )

    @classmethod
    def recognise(cls, home: HomePage) -> float:
        """The frame that fills the front page, and what its head declares for writing programs; the scripts name the frame's set."""
        if not home.has(_FRAME):
            return 0.0
        return 0.95 if home.has("link[rel='wlwmanifest'][href*='NBlogWlwLayout']") or "framesetTitleController" in home.html else 0.5

    @listing(complete=True, per_request=PER_REQUEST)
    async def titles(self) -> Listed | None:
        """All posts with their days and numbers of comments; then the tags of those whose pages are to be read."""
        listed = await self.read_api(blog_titles(self._site, self._blog_id))
        if listed is not None and not self.is_listing_only:
            await read_tags(self.fetcher, self.sightings, post_tags(self._site, self._blog_id))
        return listed

    @listing(per_request=50, fallback=True)
    async def feed(self) -> Listed | None:
        """The newest, where the host of the feeds lets robots read them."""
        for url in self.declared_feeds():
            return await self.read_feed(url)
        return None

    @property
    def _site(self) -> str:
        return site_of(self.session.blog.home_url)

    @property
    def _blog_id(self) -> str:
        return urlsplit(self.session.blog.home_url).path.strip("/").partition("/")[0]


def blog_titles(site: str, blog_id: str) -> Api:
    """The list of a blog's titles, the latest first."""
    query = {"blogId": blog_id, "viewdate": "", "categoryNo": 0, "parentCategoryNo": 0, "countPerPage": PER_REQUEST}
    root = f"{site}/PostTitleListAsync.naver?{urlencode(query)}"
    home = f"{site}/{quote(blog_id)}"

    def page(number: int, before: Answer | None) -> str | None:
        total = said.total_of(before.value) if before is not None else None
        is_last = total is not None and total <= PER_REQUEST * (number - 1)
        return None if is_last else f"{root}&currentPage={number}"

    return Api(
        root=root,
        pages=page,
        changes=page,
        keys=said.keys_of,
        stamps=partial(said.stamps_of, home=home),
        total=lambda answer: said.total_of(answer.value),
        read=partial(said.read_titles, home=home),
    )


def post_tags(site: str, blog_id: str) -> TagApi:
    """Where the tags of posts are."""

    def address(keys: Sequence[str]) -> str:
        return f"{site}/BlogTagListInfo.naver?{urlencode({'blogId': blog_id, 'logNoList': ','.join(keys), 'logType': 'mylog'})}"

    return TagApi(address=address, key=lambda url: url.rpartition("/")[2], read=said.tags_of, per_request=PER_REQUEST)
