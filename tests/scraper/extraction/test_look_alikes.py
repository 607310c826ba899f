"""Words of the author that look like a theme's, and parts of a theme that look like the post's."""

import pytest

from scraper.items import Hints
from tests.scraper.extraction.pages import PROSE, extracted

CARD = '<div class="card"><div class="post-content"><p>A teaser of another post.</p></div></div>'
LIST = (
    "<ul>" + "".join(f'<li><a href="https://o.example/{i}">A kept title of number {i}</a> worth reading</li>' for i in range(25)) + "</ul>"
)
PHOTOS = "".join(f'<figure><img src="/{i}.jpg"><figcaption>Kept picture {i} of the sea</figcaption></figure>' for i in range(12))
TABLE = f"<table><tr><td>kept</td></tr><tr><td>{'A cell on the goats of the ferry. ' * 20}</td></tr></table>"
CODE = "<pre>kept = goat()\nferry.load(kept)</pre>" * 4


@pytest.mark.parametrize("text", [LIST, PHOTOS, TABLE, CODE, f"<blockquote>kept {'as somebody said ' * 40}</blockquote>"])
@pytest.mark.parametrize(
    "outer", ['<article class="post-content"><h1>Goats</h1>{}</article>', '<h1>Goats</h1><div class="main-content">{}</div>']
)
def test_a_teaser_within_the_body_is_not_the_body(outer: str, text: str) -> None:
    assert "kept" in (extracted(outer.format(text + CARD)).post.body_text or "").lower()


def test_a_short_post_is_the_body_though_its_wrapper_has_a_name_of_a_body_too() -> None:
    meta = '<p class="meta">May 5, 2014 in Sea</p><p><a href="/a">The post before this one</a></p>'
    body = f'<div class="main-content"><h1>Goats</h1><div class="entry-content"><p>Short.</p></div>{meta}</div>'
    assert extracted(body).post.body_text == "Short."


def in_post(text: str) -> str:
    return f'<article><h1>Goats</h1><div class="entry-content">{text}</div></article>'


@pytest.mark.parametrize(
    "line",
    [
        '<p>My friend died. <a href="https://charity.example/donate/">Please give to the kept lifeboat instead of flowers</a></p>',
        '<p><a href="/donate/">Why I have kept asking all of you for money this year</a></p>',
        '<p><a href="https://charity.example/sponsor">Be my kept sponsor</a></p>',
        '<p>See <a href="/authors/ann/">Ann Kept</a></p>',
        '<p><a href="https://books.example/authors/ann/">Ann Kept</a></p>',
        '<p>To <a href="/authors/ann/">Ann Kept</a> and <a href="/authors/bo/">Bo Dahl</a></p>',
        '<p><a href="https://wiki.example/topics/goats/">What is kept of goats</a></p>',
        '<p>I have kept <a href="">this text</a> for the front page of <a href="/">the blog</a> since the summer of the goat.</p>',
        '<p>I kept <a href="">this</a> and <a href="https://elsewhere.example/">that</a>.</p>',
        '<p>Kept: <a href="#one">1</a>, <a href="#two">2</a></p>',
        '<ul><li><a href="https://books.example/tags/a/">Kept</a></li><li><a href="https://books.example/tags/b/">Kept too</a></li></ul>',
    ],
)
def test_an_authors_own_first_or_last_line_of_links_is_kept(line: str) -> None:
    assert "kept" in (extracted(in_post(PROSE + line)).post.body_text or "").lower()
    assert "kept" in (extracted(in_post(line + PROSE)).post.body_text or "").lower()


@pytest.mark.parametrize(
    "line",
    [
        "This post was written by hand over 10 kept years.",
        "This article was written by a machine of 2023 that I kept.",
        "Posted by my aunt, the letters that I have kept of her reached the island by the ferry of 1999.",
        "Copyright 2020 law kept us busy.",
        "© is the sign that I have kept.",
        "Copyright © is what they kept until 1999.",
        "(c) the kept goat of 1999",
        "Powered by the kept wind.",
        "Start writing.",
    ],
)
def test_a_last_sentence_that_begins_as_a_themes_line_is_kept(line: str) -> None:
    assert (extracted(in_post(f"{PROSE}<p>{line}</p>")).post.body_text or "").endswith(line)


@pytest.mark.parametrize(
    "line",
    [
        "© Ann Lee 2014",
        "Copyright ⓒ Ledger Press. Noise",
        "© All rights reserved | Terms",
        "Copyright © 2018. All Rights Reserved.",
        "© 2014-2020 ann",
    ],
)
def test_a_last_line_of_copyright_is_cut(line: str) -> None:
    assert (extracted(in_post(f"{PROSE}<p>{line}</p>")).post.body_text or "").endswith("the whole journey.")


@pytest.mark.parametrize(
    "line",
    [
        "<p>Distance: 12 km | Ascent: 300 m</p>",
        "<h5>May 5, 2014</h5><p>We left.</p><h5>May 6, 2014</h5><p>Rain.</p>",
        "<p>By the river.</p>",
        "<h6>What we took along</h6><p>Bread.</p>",
    ],
)
def test_first_lines_of_a_walk_or_of_a_diary_are_kept(line: str) -> None:
    first = line.partition("</")[0].partition(">")[2]
    assert (extracted(in_post(line + PROSE)).post.body_text or "").startswith(first)


def test_an_empty_element_before_the_first_words_is_cut_and_one_with_a_picture_is_not() -> None:
    assert (extracted(in_post(f"<div><div></div>Goats. {PROSE}</div>")).post.body_html or "").startswith("<div> Goats.")
    assert len(extracted(in_post(f'<div><div><img src="/goat.jpg"></div>Goats. {PROSE}</div>')).post.media) == 1


def test_two_people_may_call_their_blog_by_their_names() -> None:
    head = '<meta name="author" content="admin"><meta property="og:site_name" content="Kate &amp; Jeremy">'
    body = f'<article><h1>Goats</h1><p>By <a rel="author" href="/about">Kate &amp; Jeremy</a></p>{PROSE}</article>'
    assert authors(body, head) == ["Kate", "Jeremy"]


@pytest.mark.parametrize("box", ["noindex", "nobr"])
def test_an_element_that_only_old_browsers_or_search_engines_know_is_no_word_of_a_title(box: str) -> None:
    post = extracted(f"<article><h1><{box}>Goats</{box}> at sea</h1>{PROSE}</article>", "<title>Goats at sea</title>").post
    assert post.title == "Goats at sea"


def test_a_last_line_of_the_blogs_own_terms_is_cut() -> None:
    line = '<p><a REL="Tag" href="/x">Noise</a>, <a href="https://www.blog.example/categories/sea/">Noise</a></p>'
    assert "Noise" not in (extracted(in_post(PROSE + line)).post.body_text or "")


@pytest.mark.parametrize(
    "noise",
    [
        f'<div class="related-posts">{"<p>Noise of another post, told in a paragraph of its own.</p>" * 5}</div>',
        '<div class="share post"><p>Noise on other sites.</p></div>',
    ],
)
def test_noise_is_not_the_text_where_the_text_has_no_paragraphs(noise: str) -> None:
    text = "The ferry left at seven.<br>" * 20
    body = extracted(f'<div class="post"><h2 class="post-title">Goats</h2><div class="post-body">{text}{noise}</div></div>').post.body_text
    assert "ferry" in (body or "")
    assert "Noise" not in (body or "")


def test_what_an_author_calls_outdated_is_kept() -> None:
    assert "Kept" in (extracted(in_post(f'{PROSE}<div class="outdated"><p>Kept: the old way.</p></div>{PROSE}')).post.body_text or "")


def test_numbers_of_lines_are_no_code_that_a_feed_leaves_out() -> None:
    gutter = "<table><tr><td><pre>1\n2\n3\n4\n5\n6</pre></td><td><pre>kept = goat() + ferry()</pre></td></tr></table>"
    said = Hints(title="Goats", body_html=f"{PROSE}<pre>kept = goat() + ferry()</pre>", body_is_whole=True)
    assert extracted(in_post(PROSE + gutter), hints=said).post.sources["body"] == "feed"


def authors(body: str, head: str = "") -> list[str]:
    return [author.name for author in extracted(body, head).post.authors]


@pytest.mark.parametrize("byline", ['<p>By <a rel="author" href="/me">Ann Lee</a></p>', ""])
def test_the_author_of_a_book_is_not_the_posts(byline: str) -> None:
    card = "<ul><li>Author: Jane Austen</li><li>Publisher: A House</li></ul>"
    assert authors(f"<article><h1>Emma</h1>{byline}{card}<div class='entry-content'>{PROSE}</div></article>") == ["Ann Lee"][: len(byline)]


def test_a_notice_names_the_author_where_nothing_else_does() -> None:
    body = in_post(PROSE).replace("</article>", "<p>Author: Bo Sheep</p></article>")
    assert authors(body) == ["Bo Sheep"]
    assert authors(body, '<meta name="author" content="Ann Lee">') == ["Ann Lee"]


def test_lines_that_name_authors_are_a_notice_in_one_place_and_a_list_of_books_in_several() -> None:
    both = "<div><span>Author: Ann Lee</span> <span>Author: Bo Sheep</span></div>"
    assert authors(in_post(PROSE).replace("</article>", f"{both}</article>")) == ["Ann Lee", "Bo Sheep"]
    books = "".join(f"<ul><li>Author: {name}</li></ul>" for name in ("Jane Austen", "Mark Twain"))
    assert authors(in_post(PROSE).replace("</article>", f"{books}</article>")) == []


def test_a_link_to_somebody_elses_page_of_an_author_names_nobody() -> None:
    intro = '<p>On <a href="https://books.example/author/Jane-Austen">Jane Austen</a></p>'
    assert authors(f"<article><h1>Emma</h1>{intro}<div class='entry-content'>{PROSE}</div></article>") == []


def test_a_labelled_byline_does_not_hide_the_authors_of_the_record() -> None:
    record = '{"@context": "https://schema.org", "@type": "BlogPosting", "author": [{"name": "Ann Lee"}, {"name": "Bo Dahl"}]}'
    body = in_post(PROSE).replace("</h1>", '</h1><div class="author">Author: Ann Lee</div>')
    assert authors(body, f'<script type="application/ld+json">{record}</script>') == ["Ann Lee", "Bo Dahl"]


def tags(body: str, head: str = "") -> list[str]:
    return [term.name for term in extracted(body, head).post.terms]


RECORD = '<script type="application/ld+json">{"@context": "https://schema.org", "@type": "BlogPosting", "keywords": ["Machine Learning", "Go"]}</script>'
TEASER = '<div class="card">{}<p class="tags"><a href="/tags/t{}/">Noise {}</a></p></div>'


@pytest.mark.parametrize(
    "beside",
    [
        "".join(TEASER.format("", number, number) for number in range(3)),
        TEASER.format('<h3><a href="/other/">Another post</a></h3>', 1, 1),
        '<div class="all-tags"><a href="/tags/a/">Noise</a> <a href="/tags/b/">Noise too</a></div>',
    ],
)
def test_tags_of_other_posts_or_of_the_blog_are_not_the_posts(beside: str) -> None:
    assert tags(f'<main>{in_post(PROSE)}<section class="grid">{beside}</section></main>') == []


@pytest.mark.parametrize(
    "shown", ['<p><a href="/topics/newsletter/">Newsletter</a></p>', '<p><a rel="tag" href="/t/ml/">#machine-learning</a></p>']
)
@pytest.mark.parametrize(
    "head", [RECORD, '<meta property="article:tag" content="Machine Learning"><meta property="article:tag" content="Go">']
)
def test_stated_tags_are_not_lost_to_fewer_that_the_page_shows(head: str, shown: str) -> None:
    assert tags(in_post(PROSE).replace("</article>", f"{shown}</article>"), head) == ["Machine Learning", "Go"]


@pytest.mark.parametrize(
    ("link", "name"),
    [
        ("Web <em>2</em>", "Web 2"),
        ("Area <b>51</b>", "Area 51"),
        ("<span>#</span><span>2024</span>", "2024"),
        ("Sea <span>(51)</span>", "Sea"),
        ('Sea <span class="tagPageCount">51</span>', "Sea"),
    ],
)
def test_a_number_in_a_tag_is_the_count_of_its_posts_only_where_it_looks_so(link: str, name: str) -> None:
    assert tags(in_post(PROSE).replace("</article>", f'<p><a rel="tag" href="/tag/x/">{link}</a></p></article>')) == [name]


@pytest.mark.parametrize("name", ["", "entry-title"])
def test_the_permalink_of_another_post_is_not_the_title(name: str) -> None:
    related = 2 * f'<article><h2 class="{name}"><a rel="bookmark" href="/other/">Another post</a></h2><p>Its teaser.</p></article>'
    body = f'<main><h1>Goats</h1><div class="entry-content">{PROSE}</div></main><section>{related}</section>'
    assert extracted(body, "<title>Ann's blog</title>").post.title == "Goats"


@pytest.mark.parametrize(("section", "terms"), [("Articles", ["Articles"]), ("articles", []), ("Post", []), ("Posts", [])])
def test_a_category_is_no_folder_because_of_its_word(section: str, terms: list[str]) -> None:
    assert tags(in_post(PROSE), f'<meta property="article:section" content="{section}">') == terms


def test_a_first_line_that_leads_to_the_author_is_cut() -> None:
    line = '<p><a href="/author/ann/">Noise the Writer</a> | May 5, 2014 | <a href="/category/sea/">Noise at sea</a></p>'
    tail = '<p><a href="/author/ann/">View all posts by Noise</a></p>'
    assert "Noise" not in (extracted(in_post(line + PROSE + tail)).post.body_text or "")


def test_the_only_permalink_of_a_page_that_moved_is_the_title() -> None:
    body = f'<h1>Ann writes</h1><div class="x"><h2><a rel="bookmark" href="https://old.example/?p=1">Goats</a></h2>{PROSE}</div>'
    assert extracted(body).post.title == "Goats"
