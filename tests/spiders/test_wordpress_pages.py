"""Pages of WordPress, where the API is closed: themes differ, what the core puts into all of them is read."""

import re
from dataclasses import replace

import pytest

from scraper.extraction.post import extract_post
from scraper.items import Extraction, Hints
from spiders.wordpress import WordPress
from storage.records import Access, StatedDate, Term, TermKind
from tests.scraper.extraction.pages import FIRST_WORDS, PROSE, document, extracted, page

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


def bare_line_comment(author: str, text: str) -> str:
    """The day stands bare in a line between other words."""
    return (
        f'<div class="vcard"><img class="avatar" src="a.png"><div class="comment-author fn">{author}</div></div><div class="line">'
        f'Posted May 6, 2014 at 8:00 am <i>|</i> <a href="#comment-7">Permalink</a></div><p>{text}</p>{reply_link(author)}'
    )


def defined_comment(author: str, text: str) -> str:
    """A list of definitions: the author and the day are the term, the text is what is said of it."""
    return (
        f'<dt><a href="#comment-7">#</a> <b class="fn">{author}</b> | May 6th, 2014 at 8:00 am | </dt><dd class="entry"><p>{text}</p></dd>'
    )


def enclosed_comment(author: str, text: str) -> str:
    """The text stands in the element of the author."""
    return (
        f'<div class="comment-author vcard"><p>{text}</p><small class="comment-meta"><a href="#comment-7">by</a>'
        f'<cite class="fn">{author}</cite> May 6, 2014 at 8:00 am </small></div><div class="reply">{reply_link(author)}</div>'
    )


def reply_link(author: str) -> str:
    name = re.sub("<[^>]*>", "", author)
    return f'<a class="comment-reply-link" href="?replytocom=7" data-replyto="Answer to {name}" aria-label="Answer to {name}">Answer</a>'


@pytest.mark.parametrize(
    "comment",
    [
        *(block_comment, prefixed_comment, crowded_comment, bare_comment, wrapped_comment, microdata_comment, headed_comment),
        *(bare_line_comment, defined_comment, enclosed_comment),
    ],
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


@pytest.mark.parametrize("label", ["Pingback: ", ""])
def test_the_notice_of_another_blog_is_kept_and_told_from_a_comment(label: str) -> None:
    link = '<a class="url" href="http://o.example/">Other</a>'
    notice = f'<li id="comment-8" class="pingback"><div class="notice">{label}{link}</div></li>'
    reader = '<li id="comment-9" class="comment"><b class="fn">Ann</b><p>I wrote no pingback.</p></li>'
    body = f'{ARTICLE}<div id="comments"><ol class="comment-list">{notice}{reader}</ol></div>'
    assert [(c.key, c.author, c.author_url, c.kind) for c in read(body).post.comments] == [
        ("8", "Other", "http://o.example/", "pingback"),
        ("9", "Ann", None, "comment"),
    ]


def test_a_list_that_is_named_for_pings_holds_notices_and_no_text() -> None:
    pings = '<div class="entry"><h3>Trackbacks</h3><ol class="pinglist"><li id="comment-8"><a class="url" href="http://o.example/">O</a></li></ol></div>'
    comments = '<ol class="commentlist"><li class="comment" id="comment-9"><b class="fn">Ann</b><p>I wrote it.</p></li></ol>'
    post = read(f'<div id="primary"><h1>Goats</h1>{PROSE}</div><div id="secondary">{comments}{pings}</div>').post
    assert (post.body_text or "").startswith(FIRST_WORDS)
    assert [(c.key, c.author, c.kind) for c in post.comments] == [("9", "Ann", "comment"), ("8", "O", "pingback")]


def test_the_lines_on_a_post_are_no_text_of_a_shorter_one() -> None:
    told = (
        'Posted: 05|05|14 at 9:45 am. Filed under: <a href="/c">Sea</a>. <br>Tags: <a rel="tag" href="/t">ferries</a> New here? Follow this '
        'entry via <a href="/feed/">RSS 2.0</a>. Comments are closed, but you can <a href="/trackback/">trackback</a> from your own site.'
    )
    entry = f'<div class="entry"><p>Goats swim at dawn beside the old ferry to the islands.</p><p class="postmetadata alt"><small>{told}</small></p></div>'
    post = read(f'<div class="post" id="post-7"><h2>Goats</h2>{entry}</div>').post
    assert (post.body_text, [term.name for term in post.terms]) == (
        "Goats swim at dawn beside the old ferry to the islands.",
        ["Sea", "ferries"],
    )


def test_what_stands_in_the_place_of_a_title_is_none() -> None:
    assert not read(ARTICLE.replace("Goats", "(Untitled)")).post.title


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


@pytest.mark.parametrize("name", ["wp-block-query", "related-posts"])
def test_a_list_that_holds_the_post_itself_is_no_list_of_other_posts(name: str) -> None:
    """A block theme that has one template for all of its pages shows a post as the only one of a list."""
    post = f'<h1 class="wp-block-post-title">Goats</h1><div class="entry-content wp-block-post-content">{PROSE}</div>'
    terms = '<div class="taxonomy-category wp-block-post-terms"><a href="/category/sea/" rel="tag">Sea</a></div>'
    item = '<li class="wp-block-post post-{} post type-post hentry">{}</li>'
    lists = (
        f'<main class="{name}"><ul>{item.format(4, post + terms)}</ul></main><div class="{name}"><ul>{item.format(43, "Sheep")}</ul></div>'
    )
    html = document(lists).replace("<body", '<body class="single postid-4"')
    found = extract_post(page(html, url=URL), WordPress.rules).post
    assert (found.title, [term.name for term in found.terms]) == ("Goats", ["Sea"])
    assert (found.body_text or "").startswith(FIRST_WORDS)
    assert "Sheep" not in (found.body_text or "")


def test_teasers_beside_the_text_do_not_make_a_list_of_the_page() -> None:
    teaser = '<article class="teaser"><h3>Sheep</h3><p>All about sheep and more</p></article>'
    assert read(f'{ARTICLE}<div class="more">{teaser * 4}</div>').signs.articles == 1
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


@pytest.mark.parametrize("frame", ["entry", "content"])
@pytest.mark.parametrize("text", [PROSE, "<p>Back soon.</p>", '<p><img src="goat.jpg" alt=""></p>'])
def test_the_body_of_older_themes_begins_below_the_line_of_meta(frame: str, text: str) -> None:
    post = (
        f'<div class="post" id="post-7"><h2>Goats</h2><h4>May 6th, 2014 &middot; <a href="{URL}#comments">6 Comments</a></h4>'
        f'<div class="{frame}">{text}</div><p class="tagged">Tags: <a href="/tag/goat/" rel="tag">goat</a></p></div>'
    )
    beside = f'<div id="sidebar"><h3>About</h3>{PROSE.replace("harbour", "quay")}<ul><li><a href="/other/">Another post</a></li></ul></div>'
    found = read(f'<div id="content">{post}</div>{beside}').post
    assert found.body_text == read(ARTICLE.replace(PROSE, text)).post.body_text
    assert found.published is not None


def test_the_number_of_comments_is_not_the_texts_though_they_stand_in_its_element() -> None:
    item = '<li class="comment" id="comment-7"><b class="fn">Bo</b><p>First!</p></li>'
    below = f'<h3 id="comments">One Response to <em>Goats</em></h3><ul class="commentlist">{item}</ul>'
    found = read(ARTICLE.replace(PROSE, PROSE + below)).post
    assert found.body_text == read(ARTICLE).post.body_text
    assert [comment.text for comment in found.comments] == ["First!"]
    own = read(ARTICLE.replace(PROSE, f'{PROSE}<h2 id="comments">Comments</h2><p>Write them by hand.</p>')).post
    assert (own.body_text or "").endswith("Comments\nWrite them by hand.")


def test_the_picture_above_a_post_is_its_cover_and_that_of_another_post_is_not() -> None:
    related = '<a href="/2015/01/sheep/"><img class="wp-post-image" src="/wp-content/uploads/sheep.jpg"></a>'
    own = '<figure><img class="attachment-large wp-post-image" alt="A goat" src="/wp-content/uploads/goat-300x200.jpg"></figure>'
    assert read(related + ARTICLE).post.media == ()
    overlaid = (
        '<article class="post-9 hentry"><img class="wp-post-image" src="/wp-content/uploads/cow.jpg"><a href="/2015/02/cow/"></a></article>'
    )
    assert read(overlaid + ARTICLE).post.media == ()
    (cover,) = read(related + overlaid + own + ARTICLE).post.media
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


FEED_LINK = '<link rel="alternate" type="application/rss+xml" title="The Goat Post &raquo; Feed" href="/feed/">'


def test_the_blogs_name_is_taken_off_a_title_though_only_the_link_to_the_feed_tells_it() -> None:
    unnamed = f'<main><div class="wp-block-post-content">{PROSE}</div></main>'
    assert read(unnamed, f"<title>Ferries – The Goat Post</title>{FEED_LINK}").post.title == "Ferries"


def test_a_page_that_is_called_as_the_blog_is_has_no_title_but_the_one_it_shows() -> None:
    head = f'<title>The Goat Post</title><meta property="og:title" content="The Goat Post">{FEED_LINK}'
    text = f'<div class="blog-post-entry">{PROSE}<h3>Ferries</h3>{PROSE}</div>'
    untitled = read(f'<article class="post type-post">{text}</article>', head).post
    assert (untitled.title, (untitled.body_text or "").count("goat")) == (None, 2)
    assert read(f'<article class="post type-post"><h1 class="entry-title">Ferries</h1>{text}</article>', head).post.title == "Ferries"


def test_categories_above_the_post_are_known_by_the_class_names_of_its_element() -> None:
    above = (
        '<ul class="meta-single"><li class="category"><a href="/category/life/at-sea/" rel="category tag">Sea</a></li></ul>'
        '<ul class="others"><li><a href="/category/land/" rel="category tag">Land</a></li></ul>'
    )
    post = read(above + ARTICLE.replace("hentry", "hentry category-at-sea")).post
    assert [(term.name, term.kind) for term in post.terms] == [("Sea", TermKind.CATEGORY)]


def terms_of(classes: str, within: str = "", before: str = "", behind: str = "") -> set[tuple[str, TermKind]]:
    article = ARTICLE.replace("hentry", f"hentry {classes}").replace("</article>", f"{within}</article>")
    return {(term.name, term.kind) for term in read(f"{before}<main>{article}</main>{behind}").post.terms}


MENU = '<nav><ul><li class="menu-item-object-category"><a href="/topics/sea/">At Sea</a></li><li><a href="/category/land/">Land</a></li></ul></nav>'
CLOUD = (
    '<aside><a class="tag-cloud-link tag-link-9" href="/tag/%d0%bc%d0%be%d1%80%d0%b5/">море<span> (2)</span></a>'
    '<a class="tag-cloud-link tag-link-4" href="/tag/cafe/">Café</a></aside>'
)


def test_terms_that_no_theme_prints_have_the_names_by_which_the_page_links_to_them() -> None:
    placeholder = '<a class="tag-cloud-link" href="http://[url]/x">x</a>'
    told = terms_of("category-sea tag-cafe tag-9", before=MENU, behind=placeholder + CLOUD)
    assert told == {("At Sea", TermKind.CATEGORY), ("Café", TermKind.TAG), ("море", TermKind.TAG)}


def test_a_term_that_nothing_on_the_page_names_has_its_slug_and_none_its_number() -> None:
    assert terms_of("category-land tag-old-boats tag-9", before=MENU) == {("Land", TermKind.CATEGORY), ("old-boats", TermKind.TAG)}
    shown = terms_of("tag-old-boats", '<p class="labels"><a href="/tag/x/">Old Boats</a></p>')
    assert shown == {("Old Boats", TermKind.TAG)}, "what stands around the post is its name"


@pytest.mark.parametrize(
    "links",
    [
        '<a href="/category/travel/sea/" rel="category tag">Sea</a>, <a href="/category/%d0%ba%d0%bd/" rel="category tag">Книги</a>',
        '<a href="/category/sea/">Sea</a>, <a href="/category/%d0%ba%d0%bd/">Книги</a>',
        '<a href="/?cat=9">Книги</a>, <a href="/?cat=4">Sea</a>',
    ],
)
def test_a_category_whose_class_has_its_number_is_told_by_the_others_beside_it(links: str) -> None:
    menu = '<ul><li><a href="/?cat=1">One</a></li><li><a href="/?cat=2">Two</a></li></ul>'
    both = {("Sea", TermKind.CATEGORY), ("Книги", TermKind.CATEGORY)}
    assert terms_of("category-sea category-9", before=f"{menu}<p>{links}</p>") == both
    assert terms_of("category-sea category-9", f"<p>{links}</p>", before=menu) == both


def test_a_lone_category_whose_class_has_its_number_is_the_marked_link_beside_the_post() -> None:
    link = '<p><a href="/category/%d0%ba%d0%bd/" rel="category tag">Книги</a></p>'
    assert terms_of("category-9", before=MENU, behind=link) == {("Книги", TermKind.CATEGORY)}
    other = link.replace("%ba", "%bb").replace("Книги", "Еда")
    assert terms_of("category-9", behind=f"<div>{link}</div><div>{other}</div>") == set(), "which of them, nobody knows"
    one, another = (link.replace("%d0%ba%d0%bd", slug) for slug in ("%ea%ed", "%e5%e4"))  # as an import from another charset left them
    assert terms_of("category-9", behind=f"<div>{one}</div><div>{another}</div>") == set()


def test_terms_are_found_where_themes_print_them() -> None:
    def terms(before: str, within: str, behind: str) -> set[tuple[str, TermKind]]:
        article = ARTICLE.replace("</article>", f"{within}</article>")
        return {(term.name, term.kind) for term in read(f"<main>{before}{article}{behind}</main>").post.terms}

    category = '<p class="cats"><a rel="category tag" href="/category/ships/">Ships</a></p>'
    tag = '<p class="labels"><a rel="tag" href="/tag/sea/">sea</a></p>'
    both = {("Ships", TermKind.CATEGORY), ("sea", TermKind.TAG)}
    assert terms(category, "", tag) == both
    assert terms("", category, tag) == both
    # themes that were made valid in the first HTML 5
    assert terms("", category.replace("category tag", "tag"), tag) == both
    assert terms("", category.replace("cats", "cat-links").replace("category tag", "tag").replace("/category/", "/topic/"), tag) == both


def test_the_blogs_cloud_of_tags_is_not_the_posts() -> None:
    cloud = '<p class="wp-block-tag-cloud"><a class="tag-cloud-link" href="/tag/sea/">sea</a></p>'
    assert read(f"<main>{ARTICLE}{cloud}</main>".replace("</article>", f"{cloud}</article>")).post.terms == ()
    named_alike = '<div class="tagcloud"><a href="/tag/sea/">sea</a></div>'
    assert [term.name for term in read(ARTICLE.replace("</article>", f"{named_alike}</article>")).post.terms] == ["sea"]


@pytest.mark.parametrize(
    ("classes", "categories", "tags"),
    [
        ("category-ships category-piers tag-12", ["Ships", "Piers"], ["море"]),
        ("category-ships tag-piers tag-12", ["Ships"], ["Piers", "море"]),
        ("tag-piers tag-12", [], ["Ships", "Piers", "море"]),  # not as many as the feed names
    ],
)
def test_the_classes_of_the_posts_element_tell_a_feeds_categories_from_its_tags(
    classes: str, categories: list[str], tags: list[str]
) -> None:
    hints = Hints(terms=tuple(Term(name=name) for name in ("Ships", "Piers", "море")))
    terms = read(ARTICLE.replace("hentry", f"hentry {classes}"), hints=hints).post.terms
    assert [term.name for term in terms if term.kind is TermKind.CATEGORY] == categories
    assert [term.name for term in terms if term.kind is TermKind.TAG] == tags


@pytest.mark.parametrize(("shown", "categories"), [(("piers", "море"), ["Ships"]), (("piers",), []), (("Ships", "море"), [])])
def test_the_tags_that_a_page_shows_tell_a_feeds_categories_too(shown: tuple[str, ...], categories: list[str]) -> None:
    hints = Hints(terms=tuple(Term(name=name) for name in ("Ships", "Piers", "море")))
    tags = "".join(f'<a rel="tag" href="/tag/x/">{name}</a>' for name in shown)
    block = f'<div class="wp-block-post-content">{PROSE}</div><div class="taxonomy-post_tag wp-block-post-terms">{tags}</div>'
    terms = read(f"<main><h1>Goats</h1>{block}</main>", hints=hints).post.terms
    assert [term.name for term in terms if term.kind is TermKind.CATEGORY] == categories


@pytest.mark.parametrize(
    ("note", "authors"),
    [
        (f'<div class="post-author"><h4>Ada Goat</h4><p>{"Ada knows all about goats and ferries. " * 3}</p></div>', ["Ada Goat"]),
        (f'<div class="author-box"><h4>About the author</h4><p>{"Ada knows all about goats. " * 4}</p></div>', []),
        ('<aside class="author"><h4><a rel="author" href="/author/ada/">Ada Goat</a></h4></aside>', ["Ada Goat"]),
        ("<p>By signing up, you agree to our <a href='/terms/'>terms</a>.</p>", []),
        ("<p>By Ada Goat</p>", ["Ada Goat"]),
    ],
)
def test_the_author_is_found_in_a_note_on_them(note: str, authors: list[str]) -> None:
    post = read(ARTICLE.replace("</article>", f"{note}</article>")).post
    assert [author.name for author in post.authors] == authors


def test_a_form_that_asks_for_the_password_locks_the_post_whatever_the_theme_calls_it() -> None:
    form = '<form action="/wp-login.php?action=postpass" method="post"><p>To view it please enter your password below: <input></p></form>'
    post = read(ARTICLE.replace(PROSE, form)).post
    assert (post.access, post.body_text) == (Access.MEMBERS, "")


def test_the_comments_of_a_locked_post_are_locked_with_it_though_a_theme_shows_them() -> None:
    comments = '<ol class="comment-list"><li class="comment" id="comment-7"><b class="fn">Ann</b><p>I know the password.</p></li></ol>'
    form = '<form class="post-password-form" action="/wp-login.php?action=postpass"><input name="post_password"></form>'
    assert len(read(ARTICLE.replace("</article>", f"</article>{comments}")).post.comments) == 1
    assert read(ARTICLE.replace(PROSE, form).replace("</article>", f"</article>{comments}")).post.comments == ()


def test_a_gallerys_captions_which_feeds_leave_out_are_read_from_the_page() -> None:
    gallery = (
        '<div class="gallery"><dl><dt><img src="a.jpg"></dt><dd class="wp-caption-text gallery-caption">A goat at the rail</dd></dl></div>'
    )
    hints = Hints(body_html=PROSE, body_is_whole=True)
    assert "A goat at the rail" in (read(ARTICLE.replace(PROSE, PROSE + gallery), hints=hints).post.body_text or "")


@pytest.mark.parametrize(
    ("shown", "published"),
    [("May 4, 2014 11:10 pm", "2014-05-04T23:10:00-03:00"), ("May 4, 2014 11:12 pm", "2014-05-05T02:10:00+00:00")],
)
def test_a_time_without_an_offset_is_that_of_the_feed_on_the_authors_clock(shown: str, published: str) -> None:
    hints = Hints(published=StatedDate("2014-05-05T02:10:00+00:00"))
    body = ARTICLE.replace(
        '<div class="entry-content">', f'<div class="post-meta"><span class="date">{shown}</span></div><div class="entry-content">'
    )
    assert read(body, hints=hints).post.published == StatedDate(published)


def test_the_author_is_read_where_a_theme_renames_all_but_the_link_s_own_names() -> None:
    byline = '<div class="zz-meta"><span class="zz-by"><a class="url fn n" href="/author/ann/">Ann Bo</a></span></div>'
    post = read(ARTICLE.replace("</h1>", f"</h1>{byline}")).post
    assert [(author.name, author.url) for author in post.authors] == [("Ann Bo", "https://blog.example/author/ann/")]
