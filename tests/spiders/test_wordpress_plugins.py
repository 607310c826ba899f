"""What plugins do to posts of WordPress: what they put around a text, into its headings, and what they tell search engines."""

import json

import pytest

from scraper.extraction.answers.entry import Frame
from scraper.extraction.answers.wordpress_rest import read_posts
from scraper.items import Extraction
from spiders.wordpress import WordPress
from storage.records import Post, TermKind
from tests.scraper.extraction.pages import PROSE, extracted, page

URL = "https://blog.example/2014/05/a-post/"


def read(content: str, *, head: str = "", meta: str = "") -> Extraction:
    """A post's page by a theme with the core's own names; the ``content`` as plugins left it."""
    article = f'<h1 class="entry-title">Goats at sea</h1>{meta}<div class="entry-content">{content}</div>'
    return extracted(f'<article class="post-7 type-post hentry">{article}</article>', head, url=URL, rules=WordPress.rules)


def read_api(**fields: object) -> Post:
    """The same post as the API gives it."""
    record = {"id": 7, "link": URL, "date_gmt": "2014-05-06T08:00:00", "title": {"rendered": "Goats at sea"}, **fields}
    [entry] = read_posts(page(json.dumps([record])), Frame(rules=WordPress.rules))
    assert entry.post is not None
    return entry.post


PARTS = [
    '<span class="zz-reading-time">Reading Time: 3 minutes</span>',
    '<p class="zz-reading-time__wrapper">3 minutes</p>',
    '<div class="wp-block-jetpack-subscriptions__container"><p>Get the latest posts to your email.</p></div>',
    '<div id="author-bio-box"><h3><a href="/author/ann/">Ann Bo</a></h3><p>Keeps goats.</p></div>',
    '<div class="ts-fab-wrapper"><ul><li>Bio</li><li>Latest Posts</li></ul><h4>Ann Bo</h4><div>Keeps goats.</div></div>',
    '<div class="abh_box abh_box_down"><ul><li>About</li></ul><section><p>Keeps goats.</p></section></div>',
    '<div class="wp-about-author-containter-top"><h3>Ann Bo</h3><p>Keeps goats.</p></div>',
    '<div class="pp-multiple-authors-boxes-wrapper pp-multiple-authors-wrapper"><h2>Author</h2><p>Keeps goats.</p></div>',
    '<div class="ssba ssba-wrap"><div style="text-align:left">It\'s only fair to share...<a href="https://net.example/"></a></div></div>',
    '<div class="wp_rp_wrap"><div class="wp_rp_content"><h3>Related View</h3><ul><li><a href="/b/">B</a></li></ul></div></div>',
    '<div class="rpbt_shortcode"><h3>Related Posts</h3><ul><li><a href="/b/">Another one</a></li></ul></div>',
    '<div class="seriesmeta">This entry is part 3 of 5 in the series <a href="/series/saga/">The Saga</a></div>',
    '<fieldset><legend>Series Navigation</legend><span class="series-nav-left"><a href="/b/">B</a></span></fieldset>',
    '<p class="pvc_stats">1,042 total views, 3 views today</p>',
]


@pytest.mark.parametrize("part", PARTS)
def test_what_plugins_put_before_and_behind_the_text_is_not_the_authors(part: str) -> None:
    plain = read(PROSE).post.body_text
    assert (read(part + PROSE).post.body_text, read(PROSE + part).post.body_text) == (plain, plain)
    assert read_api(content={"rendered": PROSE + part}).body_text == plain


@pytest.mark.parametrize("name", ["", 'class="ez-toc-section" '])
def test_a_heading_is_the_authors_though_plugins_mark_its_words_for_their_list(name: str) -> None:
    heading = f'<h2><span {name}id="Related_posts_and_comments">Related posts and comments</span></h2>'
    assert "Related posts and comments" in (read(PROSE + heading + PROSE).post.body_text or "")
    assert "Related posts and comments" in (read_api(content={"rendered": PROSE + heading + PROSE}).body_text or "")


def test_the_title_is_the_blogs_own_though_all_that_machines_are_told_is_another() -> None:
    head = '<title>Cheap ferries, explained</title><meta property="og:title" content="Nine things you never knew">'
    assert read(PROSE, head=head).post.title == "Goats at sea"


def test_the_title_is_not_that_of_another_post_whose_teaser_comes_first() -> None:
    teaser = '<article class="hentry"><h2 class="entry-title"><a href="/ice/">Fishing on ice, no more</a></h2></article>'
    head = '<meta property="og:title" content="Nine things you never knew">'
    article = f'<article class="post hentry"><div class="entry-content">{PROSE}</div></article>'
    assert extracted(teaser + article, head, url=URL, rules=WordPress.rules).post.title == "Nine things you never knew"


CATEGORIES = '<span class="cat-links"><a href="/category/boats/" rel="category tag">Boats, old</a>, <a href="/category/x/" rel="category">Goats</a></span>'
TAGS = '<span class="tags-links"><a href="/tag/sea/" rel="tag">sea</a></span>'


def schema(**fields: object) -> str:
    return f'<script type="application/ld+json">{json.dumps({"@type": "BlogPosting", "headline": "Goats at sea", **fields})}</script>'


@pytest.mark.parametrize(
    "head",
    [
        '<meta property="article:section" content="Boats, old">',
        schema(articleSection="Goats"),
        schema(articleSection="Boats, old, Goats, sea"),
    ],
)
def test_the_categories_are_those_of_the_post_where_metadata_name_one_or_join_them_with_tags(head: str) -> None:
    terms = read(PROSE, meta=CATEGORIES + TAGS, head=head).post.terms
    assert [term.name for term in terms if term.kind is TermKind.CATEGORY] == ["Boats, old", "Goats"]
    assert [term.name for term in terms if term.kind is TermKind.TAG] == ["sea"]


def test_the_categories_are_those_of_metadata_where_a_theme_shows_one_of_several() -> None:
    shown = '<span class="cat-links"><a href="/category/x/" rel="category">Goats</a></span>'
    terms = read(PROSE, meta=shown, head=schema(articleSection=["Goats", "Ferries"])).post.terms
    assert [term.name for term in terms] == ["Goats", "Ferries"]


@pytest.mark.parametrize(("classes", "tags"), [("category-goats", []), ("category-goats tag-sea", ["sea"])])
def test_keywords_for_search_engines_are_no_tags_of_a_post_whose_class_names_have_none(classes: str, tags: list[str]) -> None:
    article = f'<article class="post hentry {classes}"><h1 class="entry-title">Goats</h1><div class="entry-content">{PROSE}</div></article>'
    post = extracted(article, schema(keywords="cheap ferry"), url=URL, rules=WordPress.rules).post
    assert [term.name for term in post.terms if term.kind is TermKind.TAG] == tags


def test_an_excerpt_that_begins_as_the_text_does_is_none_whatever_plugins_put_before_it() -> None:
    said = '<div class="rt-reading-time"><span>Reading Time: </span><span>3</span></div>'
    cut = "The ferry left at seven and nobody on the pier was surprised [&hellip;]"
    post = read_api(content={"rendered": said + PROSE}, excerpt={"rendered": f"{said}<p>{cut}</p>"})
    assert post.subtitle is None
    by_hand = {"rendered": f"{said}<p>Of a goat,</p><p>and a <em>ferry</em>.</p>"}
    assert read_api(content={"rendered": PROSE}, excerpt=by_hand).subtitle == "Of a goat, and a ferry."


@pytest.mark.parametrize(
    ("text", "excerpt"),
    [
        (PROSE, "<p>Contents 1 Of goatsPost Views: 12The ferry left at seven and nobody on the pier was [&hellip;]</p>"),
        (PROSE, "<p>Post Views: 12The ferry left at seven and nobody on the pier was surprised, because &hellip; Continue reading</p>"),
        ("<p>A goat, at last.</p>", "<p>Views: 12 A goat, at last. Share this with all whom you know and with those whom you do not</p>"),
    ],
)
def test_an_excerpt_that_software_cut_is_none_though_plugins_are_in_it_without_their_names(text: str, excerpt: str) -> None:
    assert read_api(content={"rendered": text}, excerpt={"rendered": excerpt}).subtitle is None


def test_a_picture_that_an_image_service_gives_in_one_of_its_sizes_is_the_original() -> None:
    image = '<img src="https://i0.wp.com/blog.example/wp-content/uploads/2014/05/goat-150x150.png?resize=150%2C150&ssl=1" alt="">'
    [media] = read(PROSE + image).post.media
    assert media.url == "https://blog.example/wp-content/uploads/2014/05/goat.png"
