"""Naver: recognised by its frame, its lists read record by record, and the page of a post of each editor."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from scraper.detect import HomePage
from scraper.extraction.answers import naver_json as said
from scraper.extraction.answers.entry import Frame, ReadEntry
from scraper.extraction.post import extract_post
from scraper.items import Page
from scraper.json_values import json_value
from spiders.naver import Naver, blog_titles, post_tags
from storage.records import Access, Post

PAGES = Path(__file__).resolve().parents[1] / "platforms/naver"
HOME = "https://blog.naver.com/ann"
NOW = datetime(2026, 5, 21, 6, tzinfo=UTC)


def page(body: bytes, url: str = "https://blog.naver.com/PostTitleListAsync.naver?blogId=ann", at: datetime = NOW) -> Page:
    return Page(url=url, body=body, fetched_at=at)


def entries(at: datetime = NOW) -> list[ReadEntry]:
    return said.read_titles(page((PAGES / "titles.json").read_bytes(), at=at), Frame(rules=Naver.rules), home=HOME)


def post(name: str, number: str) -> Post:
    return extract_post(page((PAGES / name).read_bytes(), f"{HOME}/{number}"), Naver.rules).post


@pytest.mark.parametrize(
    ("html", "is_naver"),
    [
        ((PAGES / "frame.html").read_text(), True),
        ((PAGES / "post-2024.html").read_text(), False),
        ('<html><body><iframe id="mainFrame" src="/menu.html"></iframe></body></html>', False),
        ('<html><body><iframe id="mainFrame" src="/list.php?blogId=3"></iframe><a href="/1">One</a></body></html>', False),
    ],
)
def test_a_blog_is_recognised_by_what_its_front_page_frames(html: str, is_naver: bool) -> None:
    assert (Naver.recognise(HomePage(url=HOME, html=html, headers={})) >= 0.7) is is_naver


@pytest.mark.parametrize(
    ("address", "own"),
    [
        ("https://m.blog.naver.com/ann_b-2/223329011505", "https://blog.naver.com/ann_b-2/223329011505"),
        ("https://m.blog.naver.com/PostView.naver?isHttpsRedirect=true&blogId=ann&logNo=22", f"{HOME}/22"),
        ("https://m.blog.naver.com/ann?categoryNo=1", HOME),
        ("https://rss.blog.naver.com/ann.xml", HOME),
        ("https://blog.naver.com/ann/22?fromRss=true&trackingCode=rss", f"{HOME}/22"),
        ("https://blog.naver.com/ann?Redirect=Log&logNo=22", f"{HOME}/22"),
        ("https://blog.naver.com/PostList.nhn?from=postList&blogId=ann&categoryNo=13", HOME),
        ("https://blog.naver.com/PostView.nhn?blogId=ann&logNo=22", f"{HOME}/22"),
        (HOME, HOME),
        ("https://a.example/PostView.php?blogId=ann&logNo=22", "https://a.example/PostView.php?blogId=ann&logNo=22"),
    ],
)
def test_all_addresses_of_a_post_stand_for_one(address: str, own: str) -> None:
    assert Naver.aliases.own_address(address) == own


def test_a_list_that_is_no_json_names_open_posts_and_closed_ones() -> None:
    first, second, closed = entries()
    assert (first.sighting.url, first.post) == (f"{HOME}/224291989573", None)
    assert first.hints is not None
    assert second.hints is not None
    assert (first.hints.title, first.hints.platform_id) == ("노와 & 밧줄", "224291989573")
    assert [(counter.name, counter.value) for counter in first.hints.counters] == [("comments", 3)]
    assert second.hints.published is not None
    assert second.hints.published.iso == "2026-05-20"
    assert closed.hints is None
    assert closed.post is not None
    assert (closed.post.title, closed.post.access, closed.post.body_text) == ("이웃", Access.MEMBERS, "")
    answer = json_value((PAGES / "titles.json").read_bytes())
    assert (said.keys_of(answer), said.total_of(answer)) == (["224291989573", "224290900863", "224289833145", "abc"], 3)


@pytest.mark.parametrize(
    ("hour", "day"),
    [(6, "2026-05-21"), (18, "2026-05-21"), (19, None), (20, "2026-05-22")],  # 4 hours before, in Seoul: 11:00, 23:00, 0:00, 1:00
)
def test_hours_ago_tell_the_day_in_seoul_where_they_mean_one(hour: int, day: str | None) -> None:
    hints = entries(NOW.replace(hour=hour))[0].hints
    assert hints is not None
    assert (hints.published.iso if hints.published else None) == day


def test_a_day_that_takes_the_place_of_hours_is_news() -> None:
    answer = json_value((PAGES / "titles.json").read_bytes())
    before = said.stamps_of(answer, home=HOME)[0]
    answer["postList"][0] |= {"addDate": "5시간 전", "commentCount": "9"}
    assert said.stamps_of(answer, home=HOME)[0] == before
    answer["postList"][0] |= {"addDate": "2026. 5. 21."}
    assert said.stamps_of(answer, home=HOME)[0] != before


def test_an_answer_of_another_shape_costs_only_itself() -> None:
    for body in (b"{}", b"null", b'{"resultCode":"E"}', b'{"postList":[5,null,{"logNo":7},{"logNo":"x","title":5}]}'):
        assert said.read_titles(page(body), Frame(rules=Naver.rules), home=HOME) == []
        assert said.tags_of(json.loads(body)) is None
    bare = said.read_titles(page(b'{"postList":[{"logNo":"7","title":5,"addDate":null}]}'), Frame(rules=Naver.rules), home=HOME)
    assert [(one.hints.title, one.hints.published, one.hints.counters) for one in bare if one.hints] == [(None, None, ())]


def test_tags_are_told_of_several_posts() -> None:
    answer = {"taglist": [{"logno": "22", "tagName": "%EB%85%B8%2C%EB%B0%B0+%EB%AA%A9%EC%88%98%2C", "encTagName": "?"}, {"logno": "23"}]}
    assert {key: [term.name for term in terms] for key, terms in (said.tags_of(answer) or {}).items()} == {
        "22": ["노", "배 목수"],
        "23": [],
    }
    assert said.tags_of({"taglist": []}) == {}
    url = "https://blog.naver.com/BlogTagListInfo.naver?blogId=ann&logNoList=22%2C23&logType=mylog"
    assert post_tags("https://blog.naver.com", "ann").address(["22", "23"]) == url


def test_a_post_of_todays_editor_with_all_its_fields() -> None:
    read = post("post-2024.html", "223329011505")
    assert (read.url, read.title, read.subtitle) == (f"{HOME}/223329011505", "노와 밧줄", None)
    assert read.body_text == "노를 깎았다.\n느릅나무\n첫 번째 노\n느릅나무에 대하여\n일주일이 걸렸다."
    assert [(author.name, author.url) for author in read.authors] == [("앤", HOME)]
    assert read.published is not None
    assert read.published.iso == "2024-01-21T00:48:00+09:00"
    assert [(term.name, term.kind.value) for term in read.terms] == [("나무 일", "category")]
    assert [media.url for media in read.media] == [
        "https://blogfiles.pstatic.net/MjAyNDAxMjFfMTA0/oar.jpg",
        "https://youtu.be/abcDEF_1234",
    ]
    assert "https://wood.example/elm" in [link.url for link in read.links]


def test_a_post_of_an_early_editor_with_all_its_fields() -> None:
    read = post("post-2009.html", "80068234123")
    assert (read.title, read.body_text) == ("밧줄 감기", "여덟 번 감는다.")
    assert [author.name for author in read.authors] == ["앤"]
    assert read.published is not None
    assert read.published.iso == "2009-05-03T23:10:00+09:00"
    assert [(term.name, term.kind.value) for term in read.terms] == [("항구", "category")]
    assert [media.url for media in read.media] == ["http://blogfiles3.naver.net/data44/2009/5/3/1/rope_ann.jpg"]


def test_a_list_ends_with_the_posts_that_it_counts() -> None:
    api = blog_titles("https://blog.naver.com", "ann")
    query = "blogId=ann&viewdate=&categoryNo=0&parentCategoryNo=0&countPerPage=30"
    assert api.pages(1, None) == f"https://blog.naver.com/PostTitleListAsync.naver?{query}&currentPage=1"
