"""The demo blog as Naver shows it: frames at the addresses of the blog and its posts, a list of titles by thirties, tags, and the pages.

A third of the posts was written with each of the editors of 2003, 2015 and 2018. Sources: pages recorded in public repositories (a frame of
2021, posts of 2021 to 2026), clients there for the answers of lists and tags, and robots.txt as it was on 2026-09-17. Nothing here listens
on a port.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from html import escape
from typing import Any
from urllib.parse import quote_plus
from zoneinfo import ZoneInfo

import msgspec

from scraper.demo.blocks import Block, Picture
from scraper.demo.blog import EXAMPLE_ORIGIN, DemoBlog
from scraper.demo.pages import HTML, PlatformSite, Reply, Route
from scraper.demo.posts import DemoPost
from scraper.demo.prose import BLOG_TITLE

BLOG_ID = "lampkeeper"
NICKNAME = "램프지기"
PER_REQUEST = 30  # who asks for more gets five
NEWEST = 50
SEOUL = ZoneInfo("Asia/Seoul")
Query = dict[str, str]


@dataclass(frozen=True, slots=True)
class Setup:
    """How the blog is set up: see ``DemoNaver``."""

    is_open: bool
    has_feed: bool
    takes_lists: bool
    closed: frozenset[int]


class DemoNaver(DemoBlog):
    """A blog at Naver.

    ``titles=False``: the list of titles gives an error. ``feed``: its host lets robots read the feed, which lies on this one here.
    ``taglists=False``: tags are told of one post a request alone. The posts ``closed`` are in the list, and shown to neighbours alone.
    """

    def __init__(
        self,
        posts: int = 44,
        *,
        seed: int = 1,
        titles: bool = True,
        feed: bool = False,
        taglists: bool = True,
        closed: frozenset[int] = frozenset(),
    ) -> None:
        super().__init__(posts, seed=seed, prefix=f"/{BLOG_ID}")
        self.setup = Setup(titles, feed, taglists, closed)
        self._state = replace(self._state, posts=tuple(map(_placed, self.posts)))

    def page(self, path: str, origin: str = EXAMPLE_ORIGIN) -> Reply:
        """The answer to a path with its query, as seen under ``origin``."""
        bare, _, query = path.partition("#")[0].partition("?")
        site = Site(self._state, self.setup, origin)
        return self._instead.get(bare) or site.answer(_ROUTES, bare, query) or _missing()

    def _publish(self, posts: tuple[DemoPost, ...], **changes: object) -> None:
        super()._publish(tuple(map(_placed, posts)), **changes)


class Site(PlatformSite[Setup]):
    """One state of the blog as seen under one origin."""

    def post(self, query: Query) -> DemoPost | None:
        """The post that a query names."""
        place = self.state.places.get(f"/{query.get('logNo')}")
        return None if place is None or query.get("blogId") != BLOG_ID else self.state.posts[place]


def log_no(post: DemoPost) -> str:
    """The number of a post."""
    return str(223_000_000_000 + post.number)


def picture_of(block: Picture) -> str:
    """Where the original of a picture is."""
    return f"https://blogfiles.pstatic.net/MjAyNDAxMjFfMTA0/{block.stem}.png"


def _placed(post: DemoPost) -> DemoPost:
    """A post as Naver knows it: one author, minutes in Seoul, no subtitle, and no word of when it was edited."""
    return replace(
        post,
        path=f"/{log_no(post)}",
        published=post.published.astimezone(SEOUL).replace(second=0, microsecond=0),
        updated=None,
        authors=(NICKNAME,),
        subtitle=None,
        access="public",
    )


def _moment(moment: datetime) -> str:
    return f"{_day(moment)} {moment.hour}:{moment:%M}"


def _day(moment: datetime) -> str:
    return f"{moment.year}. {moment.month}. {moment.day}."


# Lists


def _titles(site: Site, query: Query) -> Reply:
    if not site.setup.is_open or query.get("blogId") != BLOG_ID:
        return Reply(200, "text/html;charset=UTF-8", b'{"resultCode":"E","resultMessage":"\\uc77c\\uc2dc\\uc801"}')
    size = int(query.get("countPerPage", "5"))
    size = size if size <= PER_REQUEST else 5
    start = size * (int(query.get("currentPage", "1")) - 1)
    answer = {
        "resultCode": "S",
        "resultMessage": "",
        "postList": [_title(site, post) for post in site.latest[start : start + size]],
        "countPerPage": str(size),
        "totalCount": str(len(site.state.posts)),
    }
    # no JSON: the pager is written for a script
    pager = r'"pagingHtml":"<div class=\'blog2_paginate\'><strong class=\'page pcol2 _setTopListUrl\'>1</strong></div>"'
    return Reply(200, "text/html;charset=UTF-8", msgspec.json.encode(answer)[:-1] + b"," + pager.encode() + b"}")


def _title(site: Site, post: DemoPost) -> dict[str, Any]:
    return {
        "logNo": log_no(post),
        "title": quote_plus(escape(post.title)),
        "categoryNo": "12",
        "parentCategoryNo": "0",
        "sourceCode": "0",
        "commentCount": str(len(post.comments)),
        "readCount": "0",
        "addDate": _day(post.published),
        "openType": "1" if post.number in site.setup.closed else "2",
        "searchYn": "true",
        "isPostNotOpen": "1" if post.number in site.setup.closed else "0",
        "isPostBlocked": "0",
        "isBlockTmpForced": "0",
    }


def _tags(site: Site, query: Query) -> Reply:
    asked = query.get("logNoList", "").split(",")
    named = asked if site.setup.takes_lists or len(asked) == 1 else []
    posts = [post for post in site.state.posts if log_no(post) in named and post.tags]
    records = [{"msg": "", "logno": log_no(post), "tagName": quote_plus(",".join(post.tags)), "encTagName": ""} for post in posts]
    return Reply(200, "application/json;charset=UTF-8", msgspec.json.encode({"taglist": records} if named else {}))


def _feed(site: Site, _query: Query) -> Reply | None:
    items = "".join(
        f"""<item><author>{BLOG_ID}</author><category><![CDATA[{post.category}]]></category><title><![CDATA[{post.title}]]></title>
<link><![CDATA[{site.base}{post.path}?fromRss=true&trackingCode=rss]]></link><guid>{site.base}{post.path}</guid>
<description><![CDATA[{escape(post.body_text[:120])}......]]></description>
<pubDate>{post.published:%a, %d %b %Y %H:%M:%S %z}</pubDate></item>"""
        for post in site.latest[:NEWEST]
    )
    text = f"""<?xml version="1.0" encoding="UTF-8"?><rss version="2.0"><channel><title><![CDATA[{BLOG_TITLE}]]></title>
<link><![CDATA[{site.base}]]></link><language>ko</language>{items}</channel></rss>"""
    return Reply(200, "text/xml;charset=UTF-8", text.encode()) if site.setup.has_feed else None


def _robots(_site: Site, _query: Query) -> Reply:
    closed = (
        "PostList.naver PostPrint.naver NBlogPostPreview.naver NBlogHidden.naver BlogInfo.naver PostExportDoc.naver PostPreview.naver "
        "buddy/ export/ common/ post/ npost/ main/ guestbook/ socialapp/ upload/ connect/"
    ).split()
    rules = "".join(f"Disallow: /{path}\n" for path in closed)
    return Reply(200, "text/plain", f"User-agent: Yeti\nDisallow: /\n\nUser-agent: *\n{rules}Disallow: comment.naver\n".encode())


# Pages


def _frame(site: Site, _query: Query, number: str | None = None) -> Reply:
    shown = f"PostView.naver?blogId={BLOG_ID}&amp;logNo={number}&amp;redirect=Dlog" if number else f"PostList.naver?blogId={BLOG_ID}"
    post = site.post({"blogId": BLOG_ID, "logNo": number}) if number else None
    text = f"""<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN"
 "http://www.w3.org/TR/xhtml1/DTD/xhtml1-transitional.dtd">
<html lang="ko"><head><meta name="robots" content="noindex,follow"><meta name="referrer" content="always">
<link rel="alternate" type="application/rss+xml" href="{site.origin}/rss/{BLOG_ID}.xml" title="RSS feed for {BLOG_ID} Blog">
<link rel="wlwmanifest" type="application/wlwmanifest+xml" href="{site.origin}/NBlogWlwLayout.naver?blogId={BLOG_ID}">
<title>{escape(post.title if post else BLOG_TITLE)} : 네이버 블로그</title></head>
<body><iframe id="mainFrame" name="mainFrame" allowfullscreen="true" src="/{shown}" scrolling="auto"></iframe></body></html>"""
    return Reply(200, HTML, text.encode())


def _post(site: Site, query: Query) -> Reply:
    post = site.post(query)
    if post is None:
        return Reply(404, HTML, _page("네이버 블로그", "", "<p>게시물이 삭제되었거나 다른 페이지로 변경되었습니다.</p>"))
    if post.number in site.setup.closed:
        return Reply(200, HTML, _page("네이버 블로그", "", "<p>이웃에게만 공개된 글입니다. NOISE</p>"))
    head = f"""<meta property="og:title" content="{escape(post.title)}"/><meta property="og:url" content="{site.base}{post.path}"/>
<meta property="og:description" content="{escape(post.body_text[:90])}..."/><meta property="og:type" content="article"/>
<meta property="og:article:author" content="네이버 블로그 | {NICKNAME}"/>
<meta property="og:site_name" content="네이버 블로그 | {NICKNAME}" />
<meta property="naverblog:nickname" content="{NICKNAME}" /><meta property="me2:post_tag" content="네이버블로그 NOISE"/>"""
    main = f"""<div id="floating_area_header"><a href="{site.origin}">블로그</a>
<a href="{site.origin}/PostList.naver?blogId={BLOG_ID}" class="link_user_blog">
<strong class="user_blog_name">{BLOG_TITLE}</strong></a></div>
<div id="whole-border"><div id="blog-profile"><strong id="nickNameArea">{NICKNAME}</strong><p>이웃 12명 NOISE</p></div>
<div id="post-area"><div id="postListBody"><div class="post _post_wrap"><table id="printPost1"><tr><td class="bcl"></td><td class="bcc">
{_editor(post)(site, post)}<div class="post_footer_contents"><a href="#">공감 12 NOISE</a>
<a href="#">댓글 {len(post.comments)} NOISE</a></div></td></tr></table><div id="naverComment_201_{log_no(post)}"></div></div></div>
<div class="wrap_postlist"><a href="{site.base}{site.state.posts[0].path}">이 블로그 다른 글 NOISE</a></div></div></div>"""
    return Reply(200, HTML, _page(f"{post.title} : 네이버 블로그", head, main))


def _editor(post: DemoPost) -> Callable[[Site, DemoPost], str]:
    return (_one, _three, _two)[post.number % 3]


def _one(site: Site, post: DemoPost) -> str:
    """A post of SmartEditor ONE (2018)."""
    parts = "".join(
        f'<div class="se-component se-text se-l-default"><div class="se-module">{_block(site, block)}</div></div>' for block in post.body
    )
    return f"""<div id="post-view{log_no(post)}" class="wrap_rabbit pcol2"><div class="se-viewer se-theme-default" lang="ko-KR">
<div class="se-component se-documentTitle">
<div class="blog2_series"><a href="{_category(site)}" class="pcol2">{escape(post.category)}</a></div>
<div class="pcol1"><div class="se-module se-module-text se-title-text"><p class="se-text-paragraph"><span>{escape(post.title)}</span></p>
</div></div><div class="blog2_container"><span class="writer"><span class="area_profile"><a class="link" href="{site.base}"><img
alt="프로파일" src="/p.png"/></a></span><span class="nick"><a href="{site.base}" class="link pcol2">{NICKNAME}</a></span></span>
<i class="dot"> ・ </i><span class="se_publishDate pcol2">{_moment(post.published)}</span></div>
<div class="blog2_post_function"><a href="#" class="url pcol2">URL 복사 NOISE</a>
<a href="#" class="btn_buddy">이웃추가 NOISE</a></div></div>
<div class="se-main-container">{parts}
<div class="se-component se-sticker"><img class="se-sticker-image" src="https://storep-phinf.pstatic.net/s/1.png?type=p100_100"></div>
<div class="se-component se-oglink"><div class="se-module-oglink"><a class="se-oglink-thumbnail" href="https://other.example/"><img
class="se-oglink-thumbnail-resource" data-lazy-src="https://dthumb-phinf.pstatic.net/?src=NOISE"></a></div></div></div></div></div>"""


def _three(site: Site, post: DemoPost) -> str:
    """A post of SmartEditor 3 (2015)."""
    return f"""<div id="post-view{log_no(post)}"><div class="se_doc_viewer se_body_wrap"><div class="se_component se_documentTitle">
<div class="se_series"><a href="{_category(site)}">{escape(post.category)}</a></div>
<div class="se_title"><h3 class="se_textarea">{escape(post.title)}</h3></div>
<div class="se_date"><span class="nick"><a href="{site.base}" class="link pcol2">{NICKNAME}</a></span>
<span class="se_publishDate pcol2">{_moment(post.published)}</span></div></div>
<div class="se_component_wrap sect_dsc __se_component_area">{"".join(_block(site, block) for block in post.body)}</div></div></div>"""


def _two(site: Site, post: DemoPost) -> str:
    """A post of the editor before."""
    return f"""<div class="post-top"><div class="htitle"><span class="pcol1 itemSubjectBoldfont">{escape(post.title)}</span>
<span class="cate pcol2">| <a href="{_category(site)}" class="pcol2">{escape(post.category)}</a></span></div>
<p class="date fil5 pcol2 _postAddDate">{_moment(post.published)}</p><p class="url">복사 NOISE</p></div>
<div id="post-view{log_no(post)}" class="post-view pcol2">
<div id="postViewArea">{"".join(_block(site, block) for block in post.body)}</div></div>"""


def _category(site: Site) -> str:
    return f"{site.origin}/PostList.naver?blogId={BLOG_ID}&amp;categoryNo=12&amp;from=postList"


def _block(site: Site, block: Block) -> str:
    if isinstance(block, Picture):
        shown = picture_of(block).replace("blogfiles", "postfiles", 1)
        return f'<img src="{shown}?type=w80_blur" data-lazy-src="{shown}?type=w773" class="se-image-resource" alt="{escape(block.alt)}">'
    return block.html(site.base)


def _page(title: str, head: str, main: str) -> bytes:
    return f"""<!DOCTYPE HTML PUBLIC "-//W3C//DTD HTML 4.01 Transitional//EN" "http://www.w3.org/TR/html4/loose.dtd"><html lang="ko"><head>
{head}<meta name="robots" content="index,follow"/><title>{escape(title)}</title></head><body>{main}</body></html>""".encode()


def _missing() -> Reply:
    return Reply(404, HTML, _page("네이버 :: 세상의 모든 지식, 네이버", "", "<p>요청하신 페이지를 찾을 수 없습니다.</p>"))


_ROUTES: tuple[Route, ...] = (
    (re.compile(r"/robots\.txt"), _robots),
    (re.compile(r"/PostTitleListAsync\.naver"), _titles),
    (re.compile(r"/BlogTagListInfo\.naver"), _tags),
    (re.compile(r"/PostView\.naver"), _post),
    (re.compile(rf"/rss/{BLOG_ID}\.xml"), _feed),
    (re.compile(rf"/{BLOG_ID}/?"), _frame),
    (re.compile(rf"/{BLOG_ID}/(\d+)"), _frame),
)
