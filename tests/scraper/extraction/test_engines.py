"""Marks that blog software puts into the pages of all its themes: who wrote, when, under what, and who said what below."""

import pytest

from scraper.items import Hints
from storage.records import StatedDate, Term, TermKind
from tests.scraper.extraction.pages import PROSE, extracted


def _terms(body: str, kind: TermKind) -> list[str]:
    return [term.name for term in extracted(body).post.terms if term.kind is kind]


def _comments(body: str) -> list[tuple[str | None, str, str | None, str | None]]:
    post = extracted(f"<article><h1>Goats</h1><div class='post-content'>{PROSE}</div>{body}</article>").post
    assert post.body_text is not None
    assert post.body_text.endswith("the whole journey.")
    return [(c.author, c.text, c.parent, c.published.iso[:10] if c.published else None) for c in post.comments]


def test_a_page_that_marks_the_blogs_clock_as_utc_tells_with_the_feed_where_the_blog_is() -> None:
    hints = Hints(source="feed", published=StatedDate("2014-05-05T22:30:07+00:00"))
    page = '<article><h1>Goats</h1><time datetime="{}">2014-05-06</time><div class="post-content">' + PROSE + "</div></article>"
    post = extracted(page.format("2014-05-06T06:30:07+00:00"), hints=hints).post
    assert post.published == StatedDate("2014-05-06T06:30:07+08:00")
    assert "published" not in post.uncertain
    other = extracted(page.format("2014-05-06T06:31:07+00:00"), hints=hints).post  # another moment: of a change
    assert other.published == hints.published


@pytest.mark.parametrize(
    ("shown", "names"),
    [
        ("标签: none", []),
        ("Tags: goats, ferries", ["goats", "ferries"]),
        ('标签: <a href="/tag/goats/">goats</a>', ["goats"]),
        ("goats", ["goats"]),
    ],
)
def test_the_label_before_keywords_that_a_page_shows_is_no_tag(shown: str, names: list[str]) -> None:
    item = '<article itemscope itemtype="https://schema.org/BlogPosting"><h1 itemprop="name headline">Goats</h1>'
    page = f'{item}<div itemprop="articleBody">{PROSE}</div><p itemprop="keywords" class="tags">{shown}</p></article>'
    assert _terms(page, TermKind.TAG) == names


def test_addresses_that_name_author_tag_and_category_in_their_query_do_so() -> None:
    meta = (
        '<div class="log-meta"><span><a href="/?author=2">Ann Lee</a></span> <span><a href="/?sort=7">Boats</a></span>'
        ' <a href="/?tags=3">rope</a> <a href="/?sort=price">by price</a></div>'
    )
    page = f"<article><header><h1>Goats</h1>{meta}</header><div class='post-content'>{PROSE}</div></article>"
    assert [author.name for author in extracted(page).post.authors] == ["Ann Lee"]
    assert _terms(page, TermKind.CATEGORY) == ["Boats"]
    assert _terms(page, TermKind.TAG) == ["rope"]


def test_of_a_line_with_labels_the_author_is_who_the_label_says() -> None:
    foot = (
        '<p class="post-tags">Tags:&nbsp;<a href="/?tags=3">rope</a></p>'
        '<p class="post-footer">Author:Ann Lee <small>|</small> Categories:Boats <small>|</small> Views:7 <small>|</small> Comments:3</p>'
    )
    page = f'<div class="post single"><h2 class="post-title">Goats</h2><div class="post-body">{PROSE}</div>{foot}</div>'
    assert [author.name for author in extracted(page).post.authors] == ["Ann Lee"]


def test_a_list_of_definitions_names_the_author_and_not_the_link_to_their_posts() -> None:
    names = '<dl><dt>User</dt><dd>Wen Abara</dd><dt>Posts by this author</dt><dd><a href="/author/wen">Posts by this author</a></dd></dl>'
    page = f"<article><h1>Goats</h1><dl><dt>Author</dt><dd><ul><li>{names}</li></ul></dd></dl><div class='prose'>{PROSE}</div></article>"
    assert [author.name for author in extracted(page).post.authors] == ["Wen Abara"]


def test_comments_that_microdata_marks_are_read() -> None:
    item = '<article class="comments" itemscope itemtype="https://schema.org/Comment">'
    author = '<h4><span itemprop="author"><span itemprop="name">{}</span></span><a href="#c00000{}" id="c00000{}">#</a></h4>'
    rest = '<p><time datetime="2014-05-0{}" itemprop="dateCreated">a day</time></p><div itemprop="text"><p>{}</p></div></article>'
    items = "".join(
        item + author.format(name, n, n) + rest.format(n, text) for n, name, text in ((1, "Ann", "First!"), (2, "Bo", "Second."))
    )
    assert _comments(f"<section><h3>Comments</h3>{items}</section>") == [
        ("Ann", "First!", None, "2014-05-01"),
        ("Bo", "Second.", None, "2014-05-02"),
    ]


def test_a_heading_that_says_who_said_it_is_no_part_of_a_comment() -> None:
    item = '<li id="comment_{}"><section class="comment"><h4>{} said:</h4><p>{}</p></section><time datetime="2014-05-01">a day</time></li>'
    assert _comments(f'<ol class="comments">{item.format(1, "Ann", "First!")}{item.format(2, "Bo", "Second.")}</ol>') == [
        ("Ann", "First!", None, "2014-05-01"),
        ("Bo", "Second.", None, "2014-05-01"),
    ]


def test_comments_with_a_bare_number_and_a_name_in_bold_are_read() -> None:
    infos = (
        '<div class="comment-infos"><b>{} </b><span class="comment-time">2014-05-01 14:20</span><div class="comment-content">{}</div></div>'
    )
    answer = f'<div class="comment comment-children" id="2">{infos.format("Bo", "Second.")}</div>'
    assert _comments(f'<div class="comment" id="1">{infos.format("Ann", "First!")}{answer}</div>') == [
        ("Ann", "First!", None, "2014-05-01"),
        ("Bo", "Second.", "1", "2014-05-01"),
    ]


def test_comments_of_z_blog_are_read_by_the_ids_that_its_script_needs() -> None:
    name = '<li class="msgname"><span class="commentname"><a href="">{}</a></span><br><small>Published in 2014-05-01 17:00:00</small></li>'
    answer = f'<ul class="msg" id="cmt5">{name.format("Bo")}<li class="msgarticle">Second.</li></ul>'
    assert _comments(f'<ul class="msg" id="cmt4">{name.format("Ann")}<li class="msgarticle">First!{answer}</li></ul>') == [
        ("Ann", "First!", None, "2014-05-01"),
        ("Bo", "Second.", "4", "2014-05-01"),
    ]


def test_who_a_comment_is_from_is_read_from_the_words_above_it() -> None:
    item = (
        '<li id="c{0}" class="comment"><p class="comment-info"><a href="#c{0}" class="comment-number">{0}</a> {1}</p>'
        '<div class="comment-content"><p>{2}</p></div></li>'
    )
    first = item.format(1, 'From old_keeper - <time datetime="2014-05-01T14:20:00+00:00">1 May</time>', "First!")
    second = item.format(2, "On 2 May 2014, 14:25 by Bo", "Words from Ann - and by others.")
    third = item.format(3, "3 de mayo de 2014", "Third.")
    assert _comments(f'<div id="comments"><ul class="comments-list">{first}{second}{third}</ul></div>') == [
        ("old_keeper", "First!", None, "2014-05-01"),
        ("Bo", "Words from Ann - and by others.", None, "2014-05-02"),
        (None, "Third.", None, "2014-05-03"),
    ]


def test_a_post_that_is_set_of_widgets_is_read_whole_with_its_terms_and_comments() -> None:
    terms = 'filed under <a href="/a/boats/" title="Browse category">Boats</a>. Tags: <a href="/a/rope:">rope</a>, <a href="/a/knots:">knots</a>.'
    text = f'<div class="evo_widget widget_core_item_content"><div class="evo_post__full_text">{PROSE}</div></div>'
    foot = f'<div class="evo_widget widget_core_item_small_print">This entry was posted by <span>Ann</span> and {terms}</div>'
    title = '<span class="evo_comment_title"><a href="#c1" class="evo_comment_type">Comment</a> from: <span class="user">Bo</span> Visitor</span>'
    words = '<img class="bCommentAvatar" alt="Bo"><div class="evo_comment_text"><p>First!</p></div>'
    said = f'<section id="feedbacks"><h3>1 comment</h3><article class="evo_comment" id="comment_1">{title}{words}</article></section>'
    post = extracted(f'<article class="evo_post"><header><h1>Goats</h1></header>{text}{foot}{said}<p>Form is loading...</p></article>').post
    assert post.body_text is not None
    assert post.body_text.endswith("the whole journey.")
    assert [(term.name, term.kind) for term in post.terms] == [
        ("Boats", TermKind.CATEGORY),
        ("rope", TermKind.TAG),
        ("knots", TermKind.TAG),
    ]
    assert [(comment.author, comment.text) for comment in post.comments] == [("Bo", "First!")]


@pytest.mark.parametrize(
    ("line", "tags", "categories"),
    [
        (
            '<span>Categories: </span><a href="/7-boats">Boats</a>, <a href="/8-ropes">Ropes</a> | <a href="/1#comments">0 Comments</a>',
            [],
            ["Boats", "Ropes"],
        ),
        ('Mots-clés : <a href="/rope">rope</a>, <a href="/knots">knots</a>', ["rope", "knots"], []),
        ('See also <a href="/rope">rope</a> and <a href="https://shop.example/tags">tags</a>: <a href="/b">b</a>', [], []),
    ],
)
def test_links_behind_a_label_are_what_it_says(line: str, tags: list[str], categories: list[str]) -> None:
    page = f"<article><h1>Goats</h1><div class='post-content'>{PROSE}</div><p class='post-footer'>{line}</p></article>"
    assert (_terms(page, TermKind.TAG), _terms(page, TermKind.CATEGORY)) == (tags, categories)


def test_a_feed_without_tags_hides_none_that_the_page_has() -> None:
    foot = '<p class="post-footer"><a href="/category/boats">Boats</a> <a href="/tag/rope">rope</a></p>'
    hints = Hints(source="feed", terms=(Term(name="Boats"),))
    post = extracted(f"<article><h1>Goats</h1><div class='post-content'>{PROSE}</div>{foot}</article>", hints=hints).post
    assert {(term.name, term.kind) for term in post.terms} == {("Boats", TermKind.CATEGORY), ("rope", TermKind.TAG)}


def test_a_one_liner_is_not_lost_among_menus_and_sidebars() -> None:
    menu = "".join(
        f'<li><a href="/{n}">{word} of the harbour</a></li>' for n, word in enumerate(("Maps", "Boats", "Birds", "Tides", "Names"))
    )
    beside = (
        '<div class="sidebar"><h2>About</h2><p>This is what the owner of these pages says of the island, of the weather there, and of all'
        " that anybody may want to know of goats, of ferries, of the pier, of the six houses and of the one tree beside the old road.</p></div>"
    )
    post = '<div class="card-body"><h1>Goats</h1><div class="content"><p>The ferry left without the goat.</p></div></div>'
    page = f'<nav><ul>{menu}</ul></nav><div class="row"><div class="card">{post}</div>{beside}</div><footer>Powered by words</footer>'
    assert extracted(page).post.body_text == "The ferry left without the goat."


def test_who_a_comment_of_serendipity_answers_is_told_by_how_far_it_is_set_in() -> None:
    item = (
        '<div id="serendipity_comment_{0}" class="serendipity_comment" style="padding-left: {1}px"><div class="serendipity_commentBody">{3}</div>'
        '<div class="serendipity_comment_source"><a href="#c{0}">#{0}</a> <span class="comment_source_author">{2}</span> on'
        ' <span class="comment_source_date">2014-05-0{0} 14:20</span></div></div>'
    )
    items = (item.format(1, 0, "Ann", "First!"), item.format(2, 20, "Bo", "Second."), item.format(3, 0, "Cy", "Third."))
    assert _comments(f'<div class="serendipity_comments">{"".join(items)}</div>') == [
        ("Ann", "First!", None, "2014-05-01"),
        ("Bo", "Second.", "1", "2014-05-02"),
        ("Cy", "Third.", None, "2014-05-03"),
    ]


def test_a_comment_below_the_notice_of_another_blog_does_not_answer_it() -> None:
    item = '<li id="comment-{0}" class="{1}"><cite class="fn">{2}</cite><time datetime="2014-05-0{0}">x</time><div class="comment-body">{3}</div></li>'
    items = (item.format(1, "pingback", "Pier", "Seen."), item.format(2, "comment depth-1", "Ann", "First!"))
    assert [(author, parent) for author, _, parent, _ in _comments(f'<ol id="comments">{"".join(items)}</ol>')] == [
        ("Pier", None),
        ("Ann", None),
    ]


@pytest.mark.parametrize(("shown", "name"), [("Judit", "Judit"), ("Candice", "Candice"), ("Ann says:", "Ann"), ("Edit dit", "Edit")])
def test_a_word_that_means_to_say_is_no_ending_of_a_name(shown: str, name: str) -> None:
    item = f'<li id="comment-1" class="comment"><cite class="fn">{shown}</cite><div class="comment-body"><p>First!</p></div></li>'
    assert [author for author, *_ in _comments(f'<ol id="comments">{item}</ol>')] == [name]


@pytest.mark.parametrize("number", ["<h4>Comment 1</h4>", "<b>#1</b>", "<strong>No. 1</strong>"])
def test_the_number_of_a_comment_is_nobodys_name(number: str) -> None:
    item = f'<div id="comment-1" class="comment">{number}<div class="comment-content"><p>First!</p></div></div>'
    assert [author for author, *_ in _comments(f'<div id="comments">{item}</div>')] == [None]


def test_what_customers_said_of_a_shop_is_no_comment_on_a_post() -> None:
    said = '<blockquote class="comment"><cite>Ann</cite> A fine shop.</blockquote>'
    assert _comments(f'<div class="customer-feedback">{said}</div>') == []


@pytest.mark.parametrize("item", ['<li id="comment-{0}" class="comment">{1}</li>', '<div class="comment">{1}</div>'])
def test_a_type_in_the_plural_around_all_comments_is_of_none(item: str) -> None:
    items = "".join(
        item.format(n, f"<cite>{name}</cite><p>{text}</p>") for n, (name, text) in enumerate((("Ann", "First!"), ("Bo", "Second.")))
    )
    place = f'<section id="comments" itemscope itemtype="http://schema.org/UserComments"><h3>2 comments</h3>{items}</section>'
    assert [(author, text, parent) for author, text, parent, _ in _comments(place)] == [("Ann", "First!", None), ("Bo", "Second.", None)]


def test_an_answer_that_only_its_type_tells_is_a_comment_of_its_own() -> None:
    item = '<div itemscope itemtype="https://schema.org/Comment"><cite>{}</cite><p>{}</p>{}</div>'
    read = _comments(item.format("Ann", "First!", item.format("Bo", "Second.", "")))
    assert [(author, text, parent is not None) for author, text, parent, _ in read] == [("Ann", "First!", False), ("Bo", "Second.", True)]


def test_a_list_that_is_named_as_a_comment_is_not_taken_for_one() -> None:
    items = "".join(f"<li><cite>{name}</cite><p>{text}</p></li>" for name, text in (("Ann", "First!"), ("Bo", "Second.")))
    assert _comments(f'<div id="comments"><ul class="comment">{items}</ul></div>') == []


def test_comments_in_a_list_of_definitions_are_read() -> None:
    pair = '<dt id="c{0}"><a href="#c{0}" class="comment-number">{0}.</a> On Monday, May {0} 2014, 14:20 by {1}</dt><dd class="odd"><p>{2}</p></dd>'
    assert _comments(f'<div id="comments"><dl>{pair.format(1, "Ann", "First!")}{pair.format(2, "Bo", "Second.")}</dl></div>') == [
        ("Ann", "First!", None, "2014-05-01"),
        ("Bo", "Second.", None, "2014-05-02"),
    ]


def test_comments_of_z_blog_in_quotes_are_read_with_the_iso_day_beside_the_name() -> None:
    cite = '<cite><b><a href="" title="{0}">{0}</a></b><small>发布于 2014-05-0{1} 17:43:00 · <a href="#">Reply</a></small></cite>'
    answer = f'<blockquote id="cmt5" class="cmt">{cite.format("Bo", 2)}<q>Second.</q></blockquote>'
    assert _comments(f'<blockquote id="cmt4" class="cmt">{cite.format("Ann", 1)}<q>First!</q>{answer}</blockquote>') == [
        ("Ann", "First!", None, "2014-05-01"),
        ("Bo", "Second.", "4", "2014-05-02"),
    ]


def test_a_section_of_comments_without_any_and_keywords_in_the_body_are_no_text() -> None:
    none = '<section id="comments"><h3>Comments</h3><span class="comment-view">Linear</span><p class="notice">No comments</p></section>'
    entry = f'<div>{PROSE}</div><footer class="post-info"><a href="/categories/3">Walks</a></footer>{none}'
    page = f'<article class="post"><header><h2 class="post-title"><a href="/3">Goats</a></h2></header>{entry}</article>'
    for html in (page, f'<article><h1>Goats</h1><div itemprop="articleBody">{PROSE}<p itemprop="keywords">标签：无</p></div></article>'):
        text = extracted(html).post.body_text
        assert text is not None
        assert text.endswith("the whole journey.")
    own = (
        f"<article><h1>Goats</h1><div class='post-content'>{PROSE}<section id='comments'><h3>Comments</h3>{PROSE}</section></div></article>"
    )
    assert "Comments" in (extracted(own).post.body_text or "")


def test_a_day_in_a_link_to_another_post_is_not_that_of_this_one() -> None:
    other = '<div id="rel"><ul><li><a href="/47"><b>Boats</b> <time>2026-07-24</time></a></li></ul></div>'
    head = '<div id="topic"><h1>Goats</h1><h5><span class="kico-time"><dfn>Posted in</dfn>2019-09-28 15:43:00</span></h5></div>'
    post = extracted(
        f'<section>{head}<main><article id="cont">{PROSE}</article>{other}</main></section>', url="https://blog.example/?id=5"
    ).post
    assert post.published == StatedDate("2019-09-28T15:43:00")
    own = '<h1><a href="/5"><time datetime="2019-09-28">28 Sep</time> Goats</a></h1>'
    assert extracted(f"<article>{own}<div class='post-content'>{PROSE}</div></article>").post.published == StatedDate("2019-09-28")


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("<b>Written by:</b> Ann Lee", ["Ann Lee"]),
        ("作者:Ann Lee , 分类:Boats , 浏览:11 , 评论:3", ["Ann Lee"]),
        ("Author: Ann Lee | Views: 12", ["Ann Lee"]),
    ],
)
def test_a_byline_ends_before_the_next_label_and_not_before_its_own(line: str, names: list[str]) -> None:
    page = f"<article><h1>Goats</h1><div class='author'>{line}</div><div class='post-content'>{PROSE}</div></article>"
    assert [author.name for author in extracted(page).post.authors] == names


def test_the_title_block_of_quarto_is_no_text_and_its_categories_are_read_without_links() -> None:
    head = (
        '<header id="title-block-header"><div class="quarto-title"><h1 class="title">Goats</h1><div class="quarto-categories">'
        '<div class="quarto-category">ferries</div><div class="quarto-category">piers</div></div></div><div class="quarto-title-meta"><div>'
        '<div class="quarto-title-meta-heading">Published</div><div class="quarto-title-meta-contents"><p class="date">May 5, 2014</p></div>'
        "</div></div></header>"
    )
    post = extracted(f'<main class="content" id="quarto-document-content">{head}{PROSE}</main>').post
    assert post.body_text is not None
    assert post.body_text.startswith("The ferry left at seven")
    assert post.published == StatedDate("2014-05-05")
    assert [(term.name, term.kind) for term in post.terms] == [("ferries", TermKind.CATEGORY), ("piers", TermKind.CATEGORY)]
