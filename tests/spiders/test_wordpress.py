"""WordPress: recognised by what its pages and headers say, its two APIs read record by record."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from lxml.html import HtmlElement
from scrapy.http import Response

from scraper.detect import HomePage
from scraper.extraction import plain
from scraper.extraction.answers import entry
from scraper.extraction.answers import wordpress_rest as rest
from scraper.extraction.answers.entry import Frame
from scraper.extraction.post import extract_post
from scraper.items import Page
from scraper.listing.answers import Answer
from spiders.wordpress import WordPress, rest_address, rest_posts, wpcom_comments, wpcom_posts
from storage.records import Access, Post

PAGES = Path(__file__).resolve().parents[1] / "platforms/wordpress"
NOW = datetime(2026, 11, 24, tzinfo=UTC)


def page(body: bytes, url: str = "https://lamp.example/wp-json/wp/v2/posts") -> Page:
    return Page(url=url, body=body, fetched_at=NOW, content_type="application/json")


def posts(body: bytes) -> list[Post]:
    return [entry.post for entry in rest.read_posts(page(body), Frame(rules=WordPress.rules, language="en-US")) if entry.post]


def home(html: str = "", headers: dict[str, str] | None = None) -> HomePage:
    return HomePage(url="https://lamp.example/", html=f"<html>{html}</html>", headers=headers or {})


@pytest.mark.parametrize(
    ("site", "is_wordpress"),
    [
        (home('<meta name="generator" content="WordPress 6.7.1">'), True),
        (home('<meta name="generator" content="WordPress.com">'), True),
        (home("<p>x</p>", {"link": '<https://lamp.example/wp-json/>; rel="https://api.w.org/"'}), True),
        (home('<link rel="https://api.w.org/" href="https://lamp.example/wp-json/">'), True),
        (home('<link rel="EditURI" type="application/rsd+xml" href="https://lamp.example/xmlrpc.php?rsd">'), True),
        (home('<link href="/wp-content/themes/x/style.css"><script src="/wp-includes/js/x.js"></script>'), True),
        (home('<link id="wp-block-library-css" href="https://cdn.example/x.css"><style id="global-styles-inline-css"></style>'), True),
        (home('<link href="wp-content/themes/x/style.css"><script src="../wp-includes/js/x.js"></script>'), True),
        (home('<div class="post-7 post type-post status-publish hentry"><h2>Goats</h2></div>'), True),
        (home('<img src="https://other.example/wp-content/uploads/a.jpg">I left WordPress for this'), False),
        (home('<meta name="generator" content="Wix.com Website Builder">'), False),
        (home(""), False),
    ],
)
def test_a_home_page_is_recognised_by_its_marks(site: HomePage, is_wordpress: bool) -> None:
    assert (WordPress.recognise(site) >= 0.7) is is_wordpress


def test_a_post_of_the_api_with_all_its_fields() -> None:
    post = posts((PAGES / "posts.json").read_bytes())[0]
    assert (post.title, post.subtitle) == ("Oil & wicks – a start", "How a lamp is fed, in three parts.")
    assert (post.url, post.platform_id) == ("https://lamp.example/2021/11/oil-wicks/", "7")
    assert post.published is not None
    assert post.updated is not None
    assert (post.published.iso, post.updated.iso) == ("2021-11-01T00:30:00+02:00", "2021-11-03T08:00:00+01:00")
    assert [author.name for author in post.authors] == ["Ann Bo", "Cy D’Or"]
    assert [(term.kind.value, term.name) for term in post.terms] == [("category", "Light & dark"), ("tag", "oil")]
    assert [(media.url, media.alt) for media in post.media] == [
        ("https://lamp.example/wp-content/uploads/2021/11/cover.jpg", "The lamp"),
        ("https://lamp.example/wp-content/uploads/2021/11/wick.jpg", "A wick"),
    ]
    assert post.sources["body"] == post.sources["authors"] == "api"


def test_the_body_of_a_post_without_noise_and_with_its_shortcodes_read() -> None:
    post = posts((PAGES / "posts.json").read_bytes())[0]
    assert (post.body_text or "").split("\n") == [
        "We trimmed the wick.",
        "The wick, before",
        "https://video.example/watch?v=1",
        "He wrote [sic] so.",
        "The end.",
    ]
    assert "<figcaption>" in (post.body_html or "")
    assert "script" not in (post.body_html or "")


def test_nothing_that_is_not_public_leaves_the_answer() -> None:
    found = posts((PAGES / "posts.json").read_bytes())
    assert [post.url for post in found] == ["https://lamp.example/2021/11/oil-wicks/", "https://lamp.example/2021/12/locked/"]
    assert "SECRET" not in repr(found)
    locked = found[1]
    assert (locked.title, locked.access, locked.body_text) == ("Locked", Access.MEMBERS, "")
    assert [author.name for author in locked.authors] == ["Ann Bo"]
    assert locked.published is not None
    assert (locked.published.iso, locked.updated) == ("2021-12-01T10:00:00", None)


@pytest.mark.parametrize(
    "answer", ["{}", "[]", "null", "5", '{"code":"rest_forbidden"}', '[{"id":{}},{"link":5},{"id":1,"link":"javascript:x"}]']
)
def test_an_answer_of_another_shape_holds_no_posts(answer: str) -> None:
    assert posts(answer.encode()) == []
    assert rest.stamps_of(json.loads(answer)) == []


@pytest.mark.parametrize("content", [None, [], 5, {"rendered": None}, {"rendered": False, "protected": False}])
def test_a_post_without_its_text_is_left_to_its_page(content: object) -> None:
    record = {"id": 1, "link": "https://lamp.example/2019/10/oven/", "title": {"rendered": "Oven"}, "content": content}
    (found,) = rest.read_posts(page(json.dumps([record]).encode()), Frame(rules=WordPress.rules))
    assert found.post is None
    assert found.hints is not None
    assert found.hints.title == "Oven"


def test_a_page_behind_a_password_gives_no_text() -> None:
    html = b"""<html><body><article class="post type-post hentry"><h1 class="entry-title">Protected: Locked</h1><div class="entry-content">
    <form class="post-password-form"><p>This content is password protected.</p></form></div></article></body></html>"""
    post = extract_post(page(html, "https://lamp.example/2021/12/locked/"), WordPress.rules).post
    assert (post.access, post.body_text) == (Access.MEMBERS, "")


def test_comments_name_their_post_their_parent_and_their_moment() -> None:
    record = {
        "id": 41,
        "parent": 40,
        "author_name": "J. O&#8217;Kafor",
        "author_url": "https://j.example/",
        "date": "2019-10-30T00:04:04",
        "date_gmt": "2019-10-29T22:04:04",
        "content": {"rendered": "<p>Two<br>lines</p><script>x</script>"},
        "link": "https://lamp.example/2019/10/oven/comment-page-2/#comment-41",
        "status": "approved",
    }
    answer = [record, record | {"id": 42, "status": "hold"}, record | {"id": 43, "link": None}, None]
    (found,) = rest.read_comments(page(json.dumps(answer).encode())).comments
    assert found.url == "https://lamp.example/2019/10/oven/"
    comment = found.comment
    assert (comment.key, comment.parent, comment.author, comment.author_url) == ("41", "40", "J. O’Kafor", "https://j.example/")
    assert comment.published is not None
    assert (comment.published.iso, comment.text) == ("2019-10-30T00:04:04+02:00", "Two\nlines")
    assert "script" not in (comment.html or "")


def test_a_record_that_cannot_be_read_costs_only_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever it is that goes wrong; what is known to go wrong is mended where it does."""

    def plain_text(body: HtmlElement) -> str:
        if "odd" in (text := plain.plain_text(body)):
            raise OverflowError(text)
        return text

    for module in (rest, entry):
        monkeypatch.setattr(module, "plain_text", plain_text)
    record = {"link": "https://lamp.example/2019/10/oven/", "modified_gmt": "2019-10-30T00:04:04", "content": {"rendered": "<p>odd</p>"}}
    body = json.dumps([record | {"id": 1}, record | {"id": 2, "content": {"rendered": "<p>even</p>"}}]).encode()
    bare, whole = rest.read_posts(page(body), Frame(rules=WordPress.rules))
    assert (bare.post, bare.fault, bare.sighting.fingerprint) == (None, "OverflowError: odd", "2019-10-30T00:04:04")
    assert whole.post is not None
    assert whole.post.body_text == "even"
    comments = rest.read_comments(page(body))
    assert ([found.comment.text for found in comments.comments], comments.faults) == (["even"], ["1: OverflowError: odd"])


@pytest.mark.parametrize("moment", ["9999-12-31T23:59:59-05:00", "0000-00-00T00:00:00", "1970-01-01T00:00:00", "soon"])
def test_a_moment_that_no_calendar_can_move_is_none(moment: str) -> None:
    record = {"id": 1, "link": "https://lamp.example/2019/10/oven/", "date": moment, "modified": moment, "_embedded": {"wp:term": 5}}
    (post,) = posts(json.dumps([record]).encode())
    assert (post.published, post.updated, post.terms) == (None, None, ())


def test_addresses_of_the_api_behind_both_kinds_of_permalinks() -> None:
    assert (
        rest_address("https://lamp.example/wp-json/", "posts", page="2") == "https://lamp.example/wp-json/wp/v2/posts?per_page=100&page=2"
    )
    plain = rest_posts("https://lamp.example/index.php?rest_route=/").pages(3, None)
    assert plain is not None
    assert plain.startswith(
        "https://lamp.example/index.php?rest_route=/wp/v2/posts&per_page=100&page=3&orderby=id&order=asc&_embed=author,wp:term"
    )


# wordpress.com

WPCOM_POST: dict[str, Any] = {
    "ID": 5,
    "URL": "https://rock.wordpress.com/2020/09/30/gulls/",
    "title": "Gulls &amp; terns",
    "content": "<p>They came back.</p>",
    "excerpt": "<p>They came back.</p>",
    "date": "2020-09-30T18:24:19+02:00",
    "modified": "2020-10-02T18:24:19+02:00",
    "status": "publish",
    "type": "post",
    "author": {"name": "Ann Bo", "URL": "http://ann.example/"},
    "categories": {"Birds": {"name": "Birds"}},
    "tags": {"gulls": {"name": "gulls"}},
    "discussion": {"comment_count": 3},
    "like_count": 2,
    "featured_image": "https://rock.files.wordpress.com/2020/09/gull.jpg?w=640",
}


def test_angle_brackets_that_are_no_tag_belong_to_a_title() -> None:
    (post,) = posts(json.dumps({"posts": [{**WPCOM_POST, "title": "2 < 3 &#038; 5 > 4, <em>really</em>"}]}).encode())
    assert post.title == "2 < 3 & 5 > 4, really"


def test_a_post_of_wordpress_com() -> None:
    (post,) = posts(json.dumps({"found": 1, "posts": [WPCOM_POST]}).encode())
    assert (post.title, post.subtitle, post.body_text) == ("Gulls & terns", None, "They came back.")
    assert post.published is not None
    assert post.published.iso == "2020-09-30T18:24:19+02:00"
    assert [(author.name, author.url) for author in post.authors] == [("Ann Bo", "http://ann.example/")]
    assert [(term.kind.value, term.name) for term in post.terms] == [("category", "Birds"), ("tag", "gulls")]
    assert {counter.name: counter.value for counter in post.counters} == {"comments": 3, "likes": 2}
    assert [media.url for media in post.media] == ["https://rock.files.wordpress.com/2020/09/gull.jpg"]


def test_the_first_page_of_wordpress_com_needs_no_handle() -> None:
    first = wpcom_posts("rock.wordpress.com").pages(1, None)
    assert first == "https://public-api.wordpress.com/rest/v1.1/sites/rock.wordpress.com/posts/?number=100&order_by=ID&order=ASC"


@pytest.mark.parametrize("value", [[], [{"meta": 1}], {"meta": []}, {"meta": [1]}, {"meta": {"next_page": {"a": 1}}}, "page", 7, None])
def test_an_answer_of_another_shape_names_no_page_and_no_number(value: object) -> None:
    api, answer = wpcom_posts("rock.wordpress.com"), Answer(Response("https://public-api.wordpress.com/"), value, 1)
    assert api.pages(2, answer) is None
    assert api.total(answer) is None


@pytest.mark.parametrize(("found", "total"), [(0, 0), (2**31 - 1, 2**31 - 1), (2**31, None), (10**400, None), (-1, None), (True, None)])
def test_a_number_of_posts_is_one_that_can_be(found: object, total: int | None) -> None:
    answer = Answer(Response("https://public-api.wordpress.com/"), {"found": found}, 1)
    assert wpcom_posts("rock.wordpress.com").total(answer) == total


def test_chosen_posts_of_wordpress_com_are_named_one_by_one() -> None:
    """Its ``include`` is an array, which PHP reads from brackets; a list with commas would be one number."""
    chosen = wpcom_posts("rock.wordpress.com").chosen
    assert chosen is not None
    assert chosen(["5", "7"]).endswith("/sites/rock.wordpress.com/posts/?number=100&include%5B%5D=5&include%5B%5D=7")


def test_comments_of_wordpress_com_are_asked_for_as_long_as_there_can_be_more() -> None:
    api = wpcom_comments("rock.wordpress.com")

    def answer(found: int, records: int) -> Answer:
        return Answer(Response("https://x.example/"), {"found": found, "comments": [{"ID": number} for number in range(records)]}, records)

    first = api.pages(1, None)
    assert first == "https://public-api.wordpress.com/rest/v1.1/sites/rock.wordpress.com/comments/?number=100&order=ASC&page=1"
    assert (api.changes(1, None) or "").endswith("order=DESC&page=1")
    assert (api.pages(2, answer(101, 100)) or "").endswith("&page=2")
    assert (api.pages(2, answer(101, 98)) or "").endswith("&page=2")  # two of the page were not for us
    assert api.pages(3, answer(101, 1)) is None
    assert (api.total(answer(101, 1)), list(api.keys(answer(2, 2).value))) == (101, ["0", "1"])


def test_pictures_of_characters_are_characters_in_comments() -> None:
    smile = '<p>Mine too <img src="https://s.w.org/images/core/emoji/14/72x72/1f642.png" alt="🙂" class="wp-smiley"></p>'
    record = {"id": 41, "content": {"rendered": smile}, "link": "https://lamp.example/2019/10/oven/#comment-41"}
    (found,) = rest.read_comments(page(json.dumps([record]).encode())).comments
    assert found.comment.text == "Mine too 🙂"


def test_a_comment_of_wordpress_com() -> None:
    record = {
        "ID": 9,
        "post": {"ID": 5, "type": "post", "link": "https://public-api.wordpress.com/rest/v1.1/sites/3/posts/5"},
        "author": {"name": "Cy &amp; Di", "URL": "http://cy.example/"},
        "date": "2020-10-01T08:00:00+02:00",
        "URL": "https://rock.wordpress.com/2020/09/30/gulls/#comment-9",
        "content": "<p>So did mine.</p>",
        "status": "approved",
        "parent": {"ID": 8, "type": "comment"},
    }
    found = rest.read_comments(page(json.dumps({"found": 2, "comments": [record, record | {"ID": 8, "parent": False}]}).encode())).comments
    assert [(c.url, c.comment.key, c.comment.parent) for c in found] == [
        ("https://rock.wordpress.com/2020/09/30/gulls/", "9", "8"),
        ("https://rock.wordpress.com/2020/09/30/gulls/", "8", None),
    ]
    comment = found[0].comment
    assert (comment.author, comment.author_url, comment.text) == ("Cy & Di", "http://cy.example/", "So did mine.")
    assert comment.published is not None
    assert comment.published.iso == "2020-10-01T08:00:00+02:00"


# Captured answers

CAPTURED = {
    "wp-api.single-post": ("My Awesome Post", "Guest Writer", "2019-11-07T10:36:54-05:00"),
    "wp-api.co-authors-post": ("Multi-Author Post with Co-Authors Plus", "Alice Smith", "2024-11-07T10:36:54-05:00"),
}


@pytest.mark.parametrize("name", sorted(CAPTURED))
def test_a_captured_answer(shared_dir: Path, name: str) -> None:
    record = json.loads((shared_dir / f"samples/wordpress/{name}.json").read_bytes())
    (post,) = posts(json.dumps([record]).encode())
    title, author, published = CAPTURED[name]
    assert (post.title, post.authors[0].name, post.published and post.published.iso) == (title, author, published)


def test_all_captured_posts_of_wordpress_com_are_read(shared_dir: Path) -> None:
    answer = (shared_dir / "samples/wordpress/wpcom.reader-posts-success.json").read_bytes()
    found = posts(answer)
    assert len(found) == len(json.loads(answer)["posts"])
    assert all(post.title and post.body_text and post.authors and post.published for post in found)
