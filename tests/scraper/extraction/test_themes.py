"""What themes of static generators do around a short post, each on a small page of its own."""

from scraper.extraction.post import extract_post
from scraper.items import Hints
from storage.records import Post, StatedDate, TermKind
from tests.scraper.extraction.pages import PROSE, document, page

TITLE = "<title>Frost at six - The Harbour</title>"
TEASER = (
    "<p>" + "The committee went down to the pier and measured the lamps again, because nobody had believed the first list. " * 9 + "</p>"
)


def _post(body: str, head: str = TITLE, hints: Hints | None = None) -> Post:
    return extract_post(page(document(body, head)), hints=hints).post


def _tags(post: Post) -> list[str]:
    return [term.name for term in post.terms if term.kind is TermKind.TAG]


def test_the_marked_body_below_the_title_is_taken_however_short_it_is() -> None:
    post = _post(
        '<main><article class="post-content"><h1>Frost at six</h1><div class="post-text-bottom"><div class="markdown-body">'
        "<p>Sun at nine.</p></div></div><div><div>Frost at six</div><div>Author</div><div>Mara Ellingsen</div><div>Posted on</div>"
        "<div>January 18, 2016</div></div></article></main>"
    )
    assert post.body_text == "Sun at nine."


def test_a_wrapper_around_the_title_is_no_part_beside_the_body() -> None:
    post = _post(
        '<div class="main-content"><div class="post-content-bottom"><h1>Frost at six</h1><span>Mara Lv4</span>'
        '<div class="post-content"><p>Sun at nine.</p></div></div></div>'
    )
    assert post.body_text == "Sun at nine."


def test_a_banner_marked_as_the_entry_is_not_the_body() -> None:
    post = _post(
        '<div class="article banner"><div class="bread-nav"><a href="/">Home</a> <a href="/blog/">Blog of the harbour</a></div>'
        '<h1>Frost at six</h1></div><article class="text"><p>Sun at nine.</p></article>'
    )
    assert post.body_text == "Sun at nine."


def test_a_claimed_body_is_certain_beside_much_prose() -> None:
    post = _post(
        '<div id="a"><h1>Frost at six</h1><div itemprop="articleBody"><p>Sun at nine.</p></div>'
        f"<section><h2>The lamps of the pier</h2>{TEASER}</section></div>"
    )
    assert post.body_text == "Sun at nine."


def test_the_title_once_more_at_the_head_of_the_body_is_cut() -> None:
    post = _post(
        '<main><div><h1>Frost at six</h1></div><article><section><h1>Frost at six<a href="#x">#</a></h1>'
        + PROSE
        + "</section></article></main>"
    )
    assert "Frost at six" not in (post.body_text or "")


def test_an_indented_footer_does_not_outweigh_a_short_post() -> None:
    wide = "\n" + " " * 120
    post = _post(
        f'<main><article><h2><a href="/frost/">Frost at six</a></h2><p>{"霜" * 120}</p><footer><p>Published:{wide}<time datetime="2016-01-18">'
        f'{wide}18 January 2016</time></p><p>{wide}Category: <a href="/category/notes.html">Notes</a></p></footer></article></main>'
    )
    assert post.body_text == "霜" * 120


def test_what_stands_beside_main_is_no_second_opinion() -> None:
    post = _post(
        '<div role="main"><section><h1>Frost at six</h1><p>Sun at nine.</p></section></div>'
        f'<div class="side"><h3>Of the pier</h3>{TEASER}</div>'
    )
    assert post.body_text == "Sun at nine."


def test_the_place_of_a_short_post_with_a_linked_title_is_found_beside_a_feed() -> None:
    hints = Hints(source="feed", title="Frost at six", body_html="<p>Sun at nine.</p>", body_is_whole=True)
    post = _post(
        '<main><article><h2><a href="/frost/">Frost at six</a></h2><p>Sun at nine.</p>'
        '<footer><time datetime="2016-01-18">18 January</time></footer></article></main>',
        hints=hints,
    )
    assert post.published is not None
    assert post.published.iso == "2016-01-18"


def test_the_number_of_posts_is_no_part_of_a_tag() -> None:
    post = _post(
        f'<article><h1>Frost at six</h1><div class="tags"><a href="/tags/ice/">ice<sup>3</sup></a> <a href="/tags/top-10/">top 10</a></div>{PROSE}</article>'
    )
    assert _tags(post) == ["ice", "top 10"]


def test_tags_in_the_head_that_the_page_does_not_show_are_the_blogs() -> None:
    head = TITLE + '<meta property="article:tag" content="notes, harbour">'
    post = _post(f'<article><h1>Frost at six</h1><a href="/tags/ice/">ice</a>{PROSE}</article>', head)
    assert _tags(post) == ["ice"]


def test_hexo_names_the_blogs_owner_in_the_head_whoever_wrote_the_post() -> None:
    head = TITLE + '<meta name="generator" content="Hexo 7.3.0"><meta property="article:author" content="Mara Ellingsen">'
    shown = _post(f'<article><h1>Frost at six</h1><div id="post-author">Tomasz Wieczorek</div>{PROSE}</article>', head)
    assert [author.name for author in shown.authors] == ["Tomasz Wieczorek"]
    alone = _post(f"<article><h1>Frost at six</h1>{PROSE}</article>", head)
    assert [author.name for author in alone.authors] == ["Mara Ellingsen"]


def test_a_link_to_the_authors_page_names_the_author() -> None:
    post = _post(
        f'<article><h1>Frost at six</h1>{PROSE}<footer><a href="/author/mara-ellingsen.html">Mara Ellingsen</a></footer></article>'
    )
    assert [author.name for author in post.authors] == ["Mara Ellingsen"]


def test_a_byline_ends_with_its_own_element() -> None:
    post = _post(f"<main><h1>Frost at six</h1>{PROSE}<div><p>By Mara Ellingsen</p><p>© Copyright 2012-2025, Mara.</p></div></main>")
    assert [author.name for author in post.authors] == ["Mara Ellingsen"]


def test_a_line_that_says_when_the_post_was_changed_dates_no_publication() -> None:
    post = _post(
        f"<article><h1>Frost at six</h1><p><span>最近更新：2016-05-20</span></p>{PROSE}<p><i><span>2016-01-18</span></i></p></article>"
    )
    assert post.updated is not None
    assert post.updated.iso == "2016-05-20"
    assert post.published is None or post.published.iso == "2016-01-18"


def test_the_element_around_a_date_says_what_the_date_is() -> None:
    post = _post(
        '<article><h1>Frost at six</h1><span class="post-create-date"><span class="datetime">2016-01-18 14:39</span></span>'
        f'<span class="post-update-date"><i></i><span class="datetime">2016-05-20 10:00</span></span>{PROSE}</article>'
    )
    assert post.published is not None
    assert post.published.iso.startswith("2016-01-18")
    assert post.updated is not None
    assert post.updated.iso.startswith("2016-05-20")


def test_ablog_keeps_what_it_knows_of_a_post_in_a_card_of_the_sidebar() -> None:
    post = _post(
        f'<div role="main"><section><h1>Frost at six</h1>{PROSE}</section></div><div role="navigation"><div class="ablog__postcard">'
        '<h2><span>18 January 2016</span></h2><ul><li><a href="../blog/author/mara-ellingsen.html">Mara Ellingsen</a></li>'
        '<li><a href="../blog/tag/ice.html">ice</a></li></ul></div><ul class="ablog-cloud"><li><a href="../blog/tag/fire.html">fire</a></li></ul></div>'
    )
    assert [author.name for author in post.authors] == ["Mara Ellingsen"]
    assert post.published is not None
    assert post.published.iso == "2016-01-18"
    assert _tags(post) == ["ice"]


def test_drupal_names_the_body_a_field_below_the_line_of_who_submitted_it() -> None:
    line = '<div class="node__meta"><span>Submitted by <span><span>mara</span></span> on <span>Wed, 03/05/2017 - 11:13</span></span></div>'
    topic = '<div class="field field--name-topics"><a href="/taxonomy/term/2">Harbour</a></div>'
    body = f'<div class="text-formatted field field--name-body">{PROSE}</div>'
    post = _post(
        '<main class="column main-content" role="main"><div><h1 class="title page-title"><span>Frost at six</span></h1></div>'
        f'<article role="article" class="node"><header>{line}</header><div class="node__content">{topic}{body}</div></article></main>'
    )
    assert ([author.name for author in post.authors], post.published) == (["mara"], StatedDate("2017-05-03T11:13:00"))
    assert ([term.name for term in post.terms], (post.body_text or "")[:23]) == (["Harbour"], "The ferry left at seven")


def test_an_element_of_the_themes_own_is_what_its_name_says() -> None:
    post = _post(
        f'<main><h1>Frost at six</h1><p>in <a rel="tag" href="/tag/ice.html">ice</a></p>{PROSE}<share-buttons><p>Tell all your friends of it</p>'
        '</share-buttons><sidebar><a href="/category/travel.html">Travel</a> <a href="/category/food.html">Food</a></sidebar></main>'
    )
    assert [term.name for term in post.terms] == ["ice"]
    assert "friends" not in (post.body_text or "")


def test_what_a_theme_says_of_the_author_is_no_text_however_short_the_post() -> None:
    about = f'<div class="author-info"><h2>Mara</h2><div class="author-description">{PROSE * 2}</div></div>'
    post = _post(f'<article class="hentry"><h1>A picture</h1><div class="entry-content"><p>Ice on the pane.</p>{about}</div></article>')
    assert post.body_text == "Ice on the pane."


def test_the_footer_of_a_page_is_not_the_posts_though_a_box_called_post_is_around_all() -> None:
    head = '<header id="page-header"><h1>Frost at six</h1><a href="/categories/ice/">ice</a></header>'
    foot = '<footer id="footer"><a href="/categories/travel/">travel</a> <a href="/categories/food/">food</a></footer>'
    post = _post(f'<div class="post" id="body-wrap">{head}<div class="post-content">{PROSE}</div>{foot}</div>')
    assert [term.name for term in post.terms] == ["ice"]


def test_words_in_angle_brackets_of_a_title_that_a_theme_does_not_escape_are_kept() -> None:
    post = _post(
        f'<article class="post"><h2><a href="/x" rel="bookmark">A <blog> from scratch</a></h2><div class="post-content">{PROSE}</div></article>',
        "<title>The Harbour - A from scratch</title>",
    )
    assert post.title == "A <blog> from scratch"


def test_a_heading_is_read_though_its_link_is_named_a_title_link() -> None:
    post = _post(
        f'<article><h1 class="title"><a class="title-link" href="/x">A &lt;blog&gt; from scratch</a></h1><div class="post-content">{PROSE}</div></article>',
        '<meta property="og:title" content="A from scratch"><title>A &lt;blog&gt; from scratch - The Harbour</title>',
    )
    assert post.title == "A <blog> from scratch"


def test_a_section_of_the_text_is_not_its_title_where_the_title_is_shown_nowhere() -> None:
    post = _post(
        f"<main><content>{PROSE}<h2>The second winter</h2>{PROSE}</content></main>", '<meta property="og:title" content="Frost at six">'
    )
    assert (post.title, (post.body_text or "").count("ferry left")) == ("Frost at six", 2)


def test_the_titles_element_knows_the_words_that_a_heading_took_for_tags() -> None:
    post = _post(
        f"<article><h1>The <em> element</h1>{PROSE}</article>",
        '<title>The &lt;em&gt; element - The Harbour</title><meta property="og:title" content="The element">'
        '<meta property="og:site_name" content="The Harbour">',
    )
    assert post.title == "The <em> element"


def test_the_box_around_a_title_is_not_words_before_it() -> None:
    post = _post(f'<div class="post"><div class="post-title">Frost at six</div>{PROSE}</div>', "")
    assert post.title == "Frost at six"


def test_no_day_is_read_from_what_belongs_to_the_text() -> None:
    contents = '<div class="card"><ol><li><a href="#a">0.9 — 2009-03-01</a></li><li><a href="#b">1.0 — 2012-03-14</a></li></ol></div>'
    sections = (
        '<section id="a"><h2>0.9 — 2009-03-01<a href="#a">¶</a></h2><ul><li>It runs.</li></ul></section><div><pre>on 1999-12-31</pre></div>'
    )
    shown = '<div class="entry-meta"><h2><span>03 February 2016</span></h2></div>'
    post = _post(f'<div role="main"><h1>Frost at six</h1>{sections}</div><div class="side">{contents}</div>{shown}')
    assert post.published == StatedDate("2016-02-03")


def test_the_blogs_name_is_not_two_authors_where_the_author_is_named() -> None:
    post = _post(
        f"<article><h1>Frost at six</h1>{PROSE}</article>",
        '<meta name="author" content="Lantern & Ledger"><meta name="author" content="Mara Ellingsen">'
        '<meta property="og:site_name" content="Lantern & Ledger">',
    )
    assert [author.name for author in post.authors] == ["Mara Ellingsen"]


def test_how_a_site_heads_its_pages_is_no_pair_of_authors() -> None:
    post = _post(
        f'<article><h1>Frost at six</h1><a rel="author" href="/mara/">Mara Ellingsen</a>{PROSE}</article>',
        '<meta property="article:author" content="The Harbour | Mara Ellingsen"><meta property="og:site_name" content="The Harbour | Mara Ellingsen">',
    )
    assert [author.name for author in post.authors] == ["Mara Ellingsen"]


def test_a_tag_may_be_called_as_the_category_is() -> None:
    post = _post(
        f'<article class="post"><h1>Frost at six</h1><span class="post-tags"><a href="/tags/ice/">ice</a></span><div class="post-content">{PROSE}</div></article>',
        '<meta property="article:section" content="Ice">',
    )
    assert _tags(post) == ["ice"]


def test_the_footer_of_an_article_is_its_own_in_whatever_order_it_is_named() -> None:
    post = _post(
        f'<div class="content"><h1>Frost at six</h1><div class="entry-content">{PROSE}</div><footer class="footer-article">Filed under '
        '<a href="/category/ice.html">Ice</a> | Tagged: <a href="/tag/a.html">a</a></footer></div>'
    )
    assert _tags(post) == ["a"]


def test_a_one_liner_is_no_line_of_meta_though_its_article_has_the_day() -> None:
    post = _post(
        '<main class="prose"><article><header><h1>Frost at six</h1><div><time>Jan 18, 2016</time></div></header><section><p>Sun at nine.</p></section>'
        "</article></main>"
    )
    assert post.body_text == "Sun at nine."


def test_a_list_of_what_to_see_also_is_no_text() -> None:
    post = _post(
        f'<h1>Frost at six</h1><article class="blog-post">{PROSE}<h4 class="see-also">See also</h4><div class="see-also-list">'
        '<a href="/thaw/">Thaw</a> <a href="/ice/">Ice on the pier</a></div></article>'
    )
    assert "Thaw" not in (post.body_text or "")
    assert "See also" not in (post.body_text or "")


def test_a_day_in_small_print_and_a_line_of_labelled_terms_are_no_text() -> None:
    post = _post(
        '<article><h3>Frost at six</h3><h6 class="subheader">Mon 18 January 2016</h6><p>Sun at nine.</p><p>Category: <a href="/category/ice.html">Ice</a>'
        ' Tagged: <a href="/tag/a.html">a</a></p></article>'
    )
    assert post.body_text == "Sun at nine."


def test_a_line_of_labelled_numbers_above_the_text_is_no_text() -> None:
    line = "<div><span>最近更新：2026-12-01</span> | <span>字数总计：23</span> | <span>阅读估时：1分钟</span></div>"
    assert _post(f'<div class="post"><h1>Frost at six</h1>{line}<p>Sun at nine.</p></div>').body_text == "Sun at nine."


def test_headings_and_notes_that_stay_clear_of_a_navbar_are_text() -> None:
    post = _post(
        f'<article><h1>Frost at six</h1><div class="markdown">{PROSE}<h2 class="anchor anchorWithStickyNavbar_x1" id="thaw">Thaw</h2>{PROSE}'
        '<ol><li id="fn-1" class="anchorTargetStickyNavbar_x2">A note on ice.</li></ol></div></article>'
    )
    assert "\nThaw\n" in (post.body_text or "")
    assert (post.body_text or "").endswith("A note on ice.")


def test_what_trafilatura_leaves_out_of_the_main_element_is_text() -> None:
    lamps = "<p>" + "The committee counted the lamps of the pier once more, and nobody believed the list. " * 12 + "</p>"
    section = f'<section id="tags"><h2>Tags<a class="headerlink" href="#tags">¶</a></h2>{lamps}{lamps}</section>'
    post = _post(f'<div class="body" role="main"><section id="frost"><h1>Frost at six</h1>{PROSE}{section}</section></div>')
    assert (post.body_text or "").count("lamps of the pier") == 24


def test_the_second_and_later_of_two_moments_in_a_list_of_meta_is_that_of_the_last_change() -> None:
    moments = '<ul><li><time datetime="2014-05-0{}">May {}, 2014</time></li><li><time datetime="2014-05-09">May 9, 2014</time></li></ul>'
    lists = (moments.format(5, 5), moments.format(9, 9), moments.format(5, 5).replace("</li><li>", "</li></ul><ul><li>"))
    found = [_post(f'<article><h1>Frost at six</h1>{shown}<div class="post-content">{PROSE}</div></article>') for shown in lists]
    assert [(post.published and post.published.iso, post.updated and post.updated.iso) for post in found] == [
        ("2014-05-05", "2014-05-09"),
        ("2014-05-09", None),
        ("2014-05-05", None),
    ]


def test_tags_of_a_field_of_drupal_are_read_where_no_link_leads_to_them() -> None:
    items = "".join(f'<div class="field--item"><span>{name}</span></div>' for name in ("ice", "lamps"))
    field = f'<div class="field field--name-field-tags field--label-inline"><div class="field--label">Tags</div><div class="field--items">{items}</div></div>'
    other = field.replace("field-tags", "field-authors").replace("lamps", "Mara")
    post = _post(
        f'<article><h1>Frost at six</h1><div class="content"><div class="field field--name-body">{PROSE}</div>{field}{other}</div></article>'
    )
    assert _tags(post) == ["ice", "lamps"]


def test_a_cloud_of_the_blogs_tags_below_those_of_the_post_is_not_the_posts() -> None:
    own = '<ul class="inline"><li>Tags:</li><li><a href="/tags/ice">ice</a></li></ul>'
    cloud = '<strong>Tags</strong><ul class="cloud tags-scrollable"><li><a href="/tags/fire">fire</a></li><li><a href="/tags/ice">ice</a></li></ul>'
    assert _tags(_post(f"<article><h1>Frost at six</h1>{PROSE}{own}<hr><div>{cloud}</div></article>")) == ["ice"]


def test_wordpress_list_of_all_categories_beside_a_post_is_not_the_posts() -> None:
    items = "".join(
        f'<li class="cat-item cat-item-{n}"><a href="/category/{name}/">{name}</a></li>' for n, name in enumerate(("ice", "fire"))
    )
    page = f'<div id="content"><ul class="nav superfish">{items}</ul><br><div class="main_post"><h1>Frost at six</h1>{PROSE}</div></div>'
    assert _post(page).terms == ()


def test_links_to_the_neighbours_alone_above_the_text_are_no_part_of_it() -> None:
    links = '<a href="/blog/rc2.html">&lt;&lt; previous</a><a style="float: right;" href="/blog/rc4.html">next &gt;&gt;</a><hr>'
    text = "The committee went down to the pier and measured the lamps."
    post = _post(f'<h2 class="post-title">Frost at six</h2>{links}<p>{text}</p>{PROSE}')
    assert (post.body_text or "").startswith(text)


def test_a_small_heading_of_day_tags_and_reading_time_is_no_part_of_the_text() -> None:
    line = '<h3>2021.10.24 · <a href="/tags/ice"> ice </a><a href="/tags/lamps"> lamps </a> · 7 min read</h3>'
    text = "The committee went down to the pier and measured the lamps."
    post = _post(f"<main><h1>Frost at six</h1>{line}<div><p>{text}</p>{PROSE}</div></main>")
    assert (post.body_text or "").startswith(text)
    assert _tags(post) == ["ice", "lamps"]


def test_a_day_behind_the_title_that_a_feed_does_not_have_is_the_themes() -> None:
    told = "Frost at six in the lamps of the old harbour and on the long pier behind it"
    for behind, title in ((" - Thu, Jan 14, 2016", told), (" - a story", f"{told} - a story")):
        head = f'<meta property="og:title" content="{told}{behind}"><title>The Harbour</title>'
        assert _post(f"<div><h1>{told}{behind}</h1>{PROSE}</div>", head, Hints(source="feed", title=told)).title == title
