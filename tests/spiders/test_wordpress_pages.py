"""Pages of WordPress, where the API is closed: themes differ, what the core puts into all of them is read."""

import re
from dataclasses import replace

import pytest

from scraper.extraction.post import extract_post
from scraper.items import Extraction, Hints
from spiders.wordpress import WordPress
from storage.records import StatedDate, TermKind
from tests.scraper.extraction.pages import PROSE, document, extracted, page

URL = "https://blog.example/2014/05/a-post/"
ARTICLE = (
    f'<article class="post-7 post type-post hentry"><h1 class="entry-title">Goats</h1><div class="entry-content">{PROSE}</div></article>'
)


def read(body: str, head: str = "", hints: Hints | None = None) -> Extraction:
    return extracted(f'<div class="single single-post">{body}</div>', head, url=URL, rules=WordPress.rules, hints=hints)


def thread(comment: str, reply: str) -> str:
    return (
        f'<div id="comments" class="comments"><ol class="comment-list wp-block-comment-template"><li id="comment-7" class="comment depth-1">'
        f'{comment}<ol class="children"><li id="comment-9" class="comment depth-2">{reply}</li></ol></li></ol></div>'
    )


def block_comment(author: str, text: str) -> str:
    return (
        f'<div class="wp-block-group"><div class="wp-block-comment-author-name">{author}</div><div class="wp-block-comment-date">'
        f'<time datetime="2014-05-06T08:00:00+02:00"><a href="{URL}#comment-7">6 May</a></time></div></div>'
        f'<div class="wp-block-comment-content"><p>{text}</p></div><div class="wp-block-comment-reply-link">'
        f'<a class="comment-reply-link" href="?replytocom=7">Reply</a></div>'
    )


def prefixed_comment(author: str, text: str) -> str:
    return (
        f'<article class="zz-comment"><header class="zz-comment-meta zz-comment-author vcard"><cite><b class="fn">{author}</b></cite>'
        f'<a href="{URL}#comment-7"><time datetime="2014-05-06T08:00:00+02:00">6 May</time></a></header>'
        f'<section class="zz-comment-content comment"><p>{text}</p><div class="zz-comment-edit-reply-wrap">'
        f'<a class="comment-reply-link" href="?replytocom=7">Reply</a></div></section></article>'
    )


def crowded_comment(author: str, text: str) -> str:
    return (
        f'<article class="comment comment-body"><div class="comment-content"><div class="comment-author"><span>{author}</span>'
        f'<span class="comment-meta"><span class="comment-date">May 6, 2014</span><a class="comment-reply-link" href="?replytocom=7">Reply</a>'
        f'</span></div><div class="comment-entry"><div class="comment-content"><p>{text}</p></div></div></div></article>'
    )


def bare_comment(author: str, text: str) -> str:
    """The author's name stands in no element of its own; the core's reply link says it too."""
    return (
        f'<div class="row"><img class="avatar" src="a.png">{author}<div class="day" datetime="2014-05-06T08:00:00+02:00">12 years ago</div>'
        f'<div class="comment-entry"><p>{text}</p></div>{reply_link(author)}</div>'
    )


def wrapped_comment(author: str, text: str) -> str:
    """Name and day stand in the element of the text, and that in the one named for the author."""
    return (
        f'<div class="comment-author vcard"><div class="comment-text"><h4>{author}<span class="post-author">Post author</span></h4>'
        f'<p>{text}</p><time datetime="2014-05-06">6 May</time>{reply_link(author)}</div></div>'
    )


def microdata_comment(author: str, text: str) -> str:
    return (
        f'<div class="zz"><div itemprop="author">{author}</div><div itemprop="description"><p>{text}</p></div>'
        f'<i itemprop="datePublished" datetime="2014-05-06T08:00:00+02:00">12 years ago</i></div>'
    )


def headed_comment(author: str, text: str) -> str:
    """The deepest comments have no reply link."""
    return (
        f'<div class="head"><h5>{author}</h5></div><div class="comment-content"><h4>{text}</h4></div><div class="comment-date-time">'
        f"May 6, 2014 at 8:00 am</div>"
    )


def reply_link(author: str) -> str:
    name = re.sub("<[^>]*>", "", author)
    return f'<a class="comment-reply-link" href="?replytocom=7" data-replyto="Answer to {name}" aria-label="Answer to {name}">Answer</a>'


@pytest.mark.parametrize(
    "comment",
    [block_comment, prefixed_comment, crowded_comment, bare_comment, wrapped_comment, microdata_comment, headed_comment],
)
def test_a_comment_is_its_author_day_and_text_in_every_markup(comment: object) -> None:
    assert callable(comment)
    body = ARTICLE + thread(comment('<a class="url" href="http://bo.example/">Bo</a>', "First!"), comment("Ann", "Thanks."))
    comments = read(body).post.comments
    assert [(c.key, c.author, c.author_url, c.text, c.parent) for c in comments] == [
        ("7", "Bo", "http://bo.example/", "First!", None),
        ("9", "Ann", None, "Thanks.", "7"),
    ]
    assert {c.published.day.isoformat() for c in comments if c.published} == {"2014-05-06"}


ANSWER = '<li class="comment"><article id="comment-9"><b class="fn">Ann</b><p>Thanks.</p></article></li>'


@pytest.mark.parametrize(
    "comments",
    [
        # the numbers stand in what the items hold
        f'<li class="comment"><article id="comment-7"><b class="fn">Bo</b><p>First!</p></article><ul class="children">{ANSWER}</ul></li>',
        # the list of the answers stands behind the comment
        f'<li class="item" id="comment-7"><b class="fn">Bo</b><p>First!</p></li><li><ul class="children">{ANSWER}</ul></li>',
        f'<li class="item" id="comment-7"><b class="fn">Bo</b><p>First!</p></li><ul class="children">{ANSWER}</ul>',
    ],
)
def test_who_answers_whom_is_told_by_the_list_of_answers_wherever_it_stands(comments: str) -> None:
    last = '<li class="comment" id="comment-11"><b class="fn">Eve</b><p>Me too.</p></li>'
    found = read(f'{ARTICLE}<div id="comments"><ol class="comments">{comments}{last}</ol></div>').post.comments
    assert [(c.key, c.author, c.text, c.parent) for c in found] == [
        ("7", "Bo", "First!", None),
        ("9", "Ann", "Thanks.", "7"),
        ("11", "Eve", "Me too.", None),
    ]


def test_the_notice_of_another_blog_is_a_comment_too() -> None:
    notice = '<li id="comment-8" class="pingback"><div class="comment-body">Pingback: <a class="url" href="http://o.example/">Other</a></div></li>'
    body = f'{ARTICLE}<div id="comments"><ol class="comment-list">{notice}</ol></div>'
    assert [(c.key, c.author, c.author_url) for c in read(body).post.comments] == [("8", "Other", "http://o.example/")]


def test_terms_of_block_themes_are_told_apart_though_both_call_themselves_tags() -> None:
    terms = (
        '<div class="taxonomy-category wp-block-post-terms"><a rel="tag" href="/category/sea/">Sea</a></div>'
        '<div class="taxonomy-post_tag wp-block-post-terms"><a rel="tag" href="/tag/goat/">goat</a></div>'
    )
    post = f'<h1 class="wp-block-post-title">Goats</h1>{terms}<div class="entry-content wp-block-post-content">{PROSE}</div>'
    found = {(term.name, term.kind) for term in read(post).post.terms}
    assert found == {("Sea", TermKind.CATEGORY), ("goat", TermKind.TAG)}


def test_a_list_of_other_posts_is_not_of_this_one() -> None:
    other = '<li class="wp-block-post post type-post hentry"><h2>Sheep</h2><div class="wp-block-post-date"><time datetime="2020-01-02">x</time></div></li>'
    post = f'<h1 class="wp-block-post-title">Goats</h1><div class="entry-content wp-block-post-content">{PROSE}</div>'
    html = document(f'{post}<div class="wp-block-query"><h2>More posts</h2><ul>{other * 4}</ul></div>').replace(
        "<body", '<body class="single single-post"'
    )
    found = extract_post(page(html, url=URL), WordPress.rules)
    assert (found.post.title, found.post.published, found.signs.articles) == ("Goats", None, 0)
    assert "Sheep" not in (found.post.body_text or "")


def test_teasers_beside_the_text_do_not_make_a_list_of_the_page() -> None:
    teaser = '<article class="teaser"><h3>Sheep</h3><p>All about sheep and more</p></article>'
    assert read(f'{ARTICLE}<div class="more">{teaser * 4}</div>').signs.articles > 1
    assert read(f'<main><h1>Goats</h1><div class="entry-content">{PROSE}</div></main><div>{teaser * 4}</div>').signs.articles == 1


def test_the_day_that_the_page_shows_is_the_authors_where_a_feed_states_utc() -> None:
    shown = f'<article class="hentry"><h1>Goats</h1><p class="entry-meta"><span class="post-date">May 5, 2014</span></p>{PROSE}</article>'
    hints = Hints(title="Goats", published=StatedDate("2014-05-06T01:30:00+00:00"))
    assert read(shown, hints=hints).post.published == StatedDate("2014-05-05")
    same_day = replace(hints, published=StatedDate("2014-05-05T01:30:00+00:00"))
    assert read(shown, hints=same_day).post.published == same_day.published
    far = replace(hints, published=StatedDate("2014-05-08T01:30:00+00:00"))
    assert read(shown, hints=far).post.published == far.published


@pytest.mark.parametrize("hints", [None, Hints(title="")])
def test_a_post_without_a_title_has_none(hints: Hints | None) -> None:
    text = f"{PROSE}<h2>A goat appears</h2>{PROSE}"
    body = f'<a rel="home" href="/">My Blog</a><article class="hentry"><h1 class="entry-title"></h1><div class="entry-content">{text}</div></article>'
    post = read(body, "<title>My Blog</title>", hints).post
    assert not post.title
    assert (post.body_text or "").startswith("The ferry left")


def test_the_picture_above_a_post_is_its_cover_and_that_of_another_post_is_not() -> None:
    related = '<a href="/2015/01/sheep/"><img class="wp-post-image" src="/wp-content/uploads/sheep.jpg"></a>'
    own = '<figure><img class="attachment-large wp-post-image" alt="A goat" src="/wp-content/uploads/goat-300x200.jpg"></figure>'
    assert read(related + ARTICLE).post.media == ()
    (cover,) = read(related + own + ARTICLE).post.media
    assert (cover.url, cover.alt) == ("https://blog.example/wp-content/uploads/goat.jpg", "A goat")


def test_pictures_of_characters_are_characters() -> None:
    bread = '<p>Fresh <img class="wp-smiley" src="https://s.w.org/images/core/emoji/14/72x72/1f35e.png" alt="🍞">!</p>'
    hints = Hints(title="Goats", body_html=PROSE + bread, body_is_whole=True)
    post = read(ARTICLE, hints=hints).post
    assert post.media == ()
    assert "Fresh 🍞!" in (post.body_text or "")


def test_an_excerpt_by_hand_is_kept_and_one_cut_from_the_text_is_not() -> None:
    hints = Hints(title="Goats", body_html=PROSE, body_is_whole=True, excerpt="A goat goes to sea.")
    assert read(ARTICLE, hints=hints).post.subtitle == "A goat goes to sea."
    cut = replace(hints, excerpt="The ferry left at seven and nobody on the pier was surprised, because […]")
    assert read(ARTICLE, hints=cut).post.subtitle is None


def test_the_author_is_the_one_of_the_byline_not_the_link_of_a_note_on_the_author() -> None:
    byline = '<div class="posted-by"><span class="posted-on">Published <time datetime="2014-05-06">May 6</time></span></div>'
    note = '<div class="author-bio"><h2 class="author-title">By Ann Lee</h2><a class="author-link" rel="author" href="/author/ann/">All her texts</a></div>'
    body = f'<article class="hentry"><h1>Goats</h1>{byline}<div class="entry-content">{PROSE}</div>{note}</article>'
    assert [author.name for author in read(body).post.authors] == ["Ann Lee"]
