"""Title, authors, dates, terms, language, licence and access: who states them, who wins, and what nobody stated."""

import pytest
from lxml.html import fragment_fromstring

from scraper.extraction.plain import plain_text
from scraper.extraction.post import extract_post
from scraper.items import Hints, Rules
from storage.records import Access, Author, StatedDate, Term, TermKind
from tests.scraper.extraction.pages import FIRST_WORDS, PROSE, URL, document, extracted, page

ARTICLE = '<article><h1>Goats at sea</h1><div class="entry-content">' + PROSE + "</div></article>"


def ld(json: str) -> str:
    return f'<script type="application/ld+json">{json}</script>'


def meta(name: str, content: str) -> str:
    return f'<meta property="{name}" content="{content}">'


HEADLINE = '<script type="application/ld+json">{{"@type":"BlogPosting","headline":"{}"}}</script>'

# ---- title


def feed_links(*titles: str) -> str:
    return "".join(f'<link rel="alternate" type="application/rss+xml" title="{title}" href="/feed">' for title in titles)


@pytest.mark.parametrize(
    "titles",
    [
        ("My Blog » Feed",),
        ("Feed de My Blog »", "Comentários para My Blog »"),
        ("RSS de My Blog",),
        ("My Blog RSS Feed",),
        ("Feed: My Blog",),
    ],
)
def test_a_feed_says_the_blogs_name_in_the_order_of_any_language(titles: tuple[str, ...]) -> None:
    text = f'<div class="post"><div class="entry-content">{PROSE}</div></div>'
    assert extracted(text, "<title>My Blog</title>" + feed_links(*titles)).post.title is None  # a post without a title
    assert extracted(text, "<title>Goats at sea – My Blog</title>" + feed_links(*titles)).post.title == "Goats at sea"


def test_a_title_that_ends_a_feeds_is_not_the_blogs_name_for_that() -> None:
    text = f'<div class="post"><div class="entry-content">{PROSE}</div></div>'
    assert extracted(text, "<title>Blog</title>" + feed_links("My Blog")).post.title == "Blog"
    assert extracted(text, "<title>Blog</title>" + feed_links("My Blog » Feed")).post.title == "Blog"


@pytest.mark.parametrize(
    "head",
    [
        "<title>Goats at sea | My Blog</title>",
        "<title>My Blog » Goats at sea</title>",
        "<title>Goats at sea</title>" + meta("og:title", "Goats at sea - My Blog") + meta("og:site_name", "My Blog"),
        meta("og:title", "Goats at sea"),
        ld('{"@type":"BlogPosting","headline":"Goats at sea"}'),
        "",
    ],
)
def test_the_title_is_the_posts_without_the_blogs_name(head: str) -> None:
    header = '<header><h1 class="site-title"><a href="/">My Blog</a></h1></header>'
    assert extracted(header + ARTICLE, head).post.title == "Goats at sea"


@pytest.mark.parametrize(
    ("heading", "stated", "title"),
    [
        ("A &lt;b&gt; &amp; c", "A &lt;b&gt; &amp; c", "A <b> & c"),
        ("A <em>fine</em> goat 🐐", "A fine goat 🐐", "A fine goat 🐐"),
        ("A &lt;blog&gt; from scratch, at last", "A from scratch, at last", "A <blog> from scratch, at last"),
        (
            "Goats: a very long history of them at sea and on land",
            "Goats: a very long history of…",
            "Goats: a very long history of them at sea and on land",
        ),
        ('Goats <a class="headerlink" href="#x">¶</a>', "Goats", "Goats"),
        ('Goats<a href="#x">#</a>', "Goats", "Goats"),
        ("Goats in C#", "Goats in C#", "Goats in C#"),
        ("Goats<br>at sea", "Goats at sea", "Goats at sea"),
        ("<time>Jun 17 </time>Goats at sea", "", "Goats at sea"),
        ("Goats at sea <time>Jun 17</time>", "", "Goats at sea"),
        ("<time>Jun 17</time>", "", "Jun 17"),
        ("In <time>1999</time> no goats", "", "In 1999 no goats"),
        ("<time>1999</time> without goats", "1999 without goats", "1999 without goats"),
        ("Goats of <time>May 5, 2014</time>", "Goats of May 5, 2014 | The Blog", "Goats of May 5, 2014"),
    ],
)
def test_a_title_keeps_markup_as_text_and_is_taken_whole(heading: str, stated: str, title: str) -> None:
    body = f'<article><h1 class="entry-title">{heading}</h1><div class="entry-content">{PROSE}</div></article>'
    assert extracted(body, meta("og:title", stated)).post.title == title


@pytest.mark.parametrize("head", ["<title>{}</title>", '<meta property="og:title" content="{}">', HEADLINE])
@pytest.mark.parametrize(
    ("stated", "title"),
    [
        ("Goats at sea: the complete guide", "Goats at sea"),
        ("The 10 best goats at the sea", "Goats at sea"),
    ],
)
def test_a_title_that_was_worded_anew_for_search_engines_is_what_the_blog_shows(head: str, stated: str, title: str) -> None:
    assert extracted(ARTICLE, head.format(stated)).post.title == title


def test_the_name_of_a_section_above_a_post_is_not_its_title_where_the_page_is_called_by_both() -> None:
    section = '<h1>South quay</h1><h2>Thursday 5 May 2014</h2><h3><span><a href="#" rel="bookmark">[ 22:38 ]</a></span> Goats at sea</h3>'
    assert extracted(f"<div>{section}{PROSE}</div>", "<title>Goats at sea : South quay</title>").post.title == "Goats at sea"
    post = f"<h1>Goats at sea</h1>{PROSE}<div><h3>South quay</h3></div>"  # the other way round, with a sidebar
    assert extracted(f"<div>{post}</div>", "<title>South quay : Goats at sea</title>").post.title == "Goats at sea"


@pytest.mark.parametrize("shown", ["News of the week Goats at sea: the guide", "Goats at sea…", "Of ferries"])
def test_a_heading_with_more_or_less_than_the_stated_title_is_not_its_wording(shown: str) -> None:
    body = ARTICLE.replace("Goats at sea", shown)
    assert extracted(body, meta("og:title", "Goats at sea: the guide")).post.title == "Goats at sea: the guide"


def test_a_title_in_a_banner_above_the_article_is_not_taken_for_the_heading_of_its_last_section() -> None:
    section = "<h2>Goats at sea</h2><p>So much for goats at sea, of which more another day.</p>"
    body = f'<header><h1>Goats at sea</h1></header><article><div class="entry-content">{PROSE}{section}</div></article>'
    text = extracted(body, meta("og:title", "Goats at sea")).post.body_text or ""
    assert (text[: len(FIRST_WORDS)], text.count("Goats at sea")) == (FIRST_WORDS, 1)


def test_a_page_named_as_its_blog_is_one_of_a_post_without_a_title() -> None:
    """The blog's name is what links to its home say, not the first link inside its frame."""
    frame = '<div class="site"><a href="#content">Skip to content</a><p class="site-title"><a href="/">My Blog</a></p>'
    article = f'<article><div class="entry-content">{PROSE}</div></article></div>'
    assert extracted(frame + article, "<title>My Blog</title>").post.title is None


def test_the_title_in_an_articles_own_header_is_the_posts_where_every_page_is_named_as_the_blog() -> None:
    body = f'<article><header class="header"><h1 class="post-title">Of goats</h1></header>{PROSE}</article>'
    assert extracted(body, "<title>My Blog</title>").post.title == "Of goats"


def test_the_permalink_of_an_article_is_its_title_where_the_page_is_named_as_the_blog() -> None:
    """The words of a list's link to the post say less than the post's own heading."""
    frame = '<div class="blog"><nav><a href="/">My Blog</a></nav><main class="blogpost"><article>'
    article = f'<h1><a href="." rel="bookmark">Goats at sea</a></h1>{PROSE}</article></main></div>'
    page = extracted(frame + article, "<title>My Blog</title>", hints=Hints(source="listing", title="a goat I met"))
    assert page.post.title == "Goats at sea"


def test_a_short_title_behind_the_blogs_name_and_a_colon_is_the_heading_that_says_it() -> None:
    """As the first default template of Movable Type has it, with the day above the title."""
    top = '<div id="banner"><h1><a href="/">Slow days</a></h1></div>'
    body = f'{top}<div class="content"><h2>May 5, 2014</h2><h3>Teeth!</h3>{PROSE}<p>Posted by ada at May 5, 2014 11:23 PM</p></div>'
    reading = page(document(body, "<title>Slow days: Teeth!</title>" + feed_links("RSS 2.0", "Atom")))
    post = extract_post(reading, blog_title="Slow days").post
    assert (post.title, post.published and post.published.iso[:10]) == ("Teeth!", "2014-05-05")
    assert (post.body_text or "").startswith(FIRST_WORDS)


def test_between_the_blogs_name_and_its_motto_the_heading_says_the_title() -> None:
    top = '<div id="banner"><h1><a href="/" rel="home">Slow days</a></h1></div>'
    body = f'{top}<div class="blog"><h2 class="date">May 5, 2014</h2><h3 class="title">Teeth</h3>{PROSE}</div>'
    assert extracted(body, "<title>Slow days: Teeth - Words from a pier</title>").post.title == "Teeth"


def test_a_heading_that_the_page_is_called_by_is_its_title_whatever_a_link_to_it_says() -> None:
    hints = Hints(source="listing", title="Read the last word")
    for head, title in (
        ("<title>Goats at sea - My Blog</title>", "Goats at sea"),
        ("<title>Read the last word</title>", "Read the last word"),
    ):
        assert extracted(ARTICLE, head, hints=hints).post.title == title


def test_a_heading_in_the_body_is_not_the_title() -> None:
    body = (
        '<div class="post"><div class="post-title">Kagi: a search engine worth it</div><div'
        f' class="post-content"><h1>Kagi</h1>{PROSE}</div></div>'
    )
    post = extracted(body, meta("og:title", "Kagi: a search engine worth it")).post
    assert post.title == "Kagi: a search engine worth it"
    assert "Kagi\n" in (post.body_text or "")


def test_an_endless_title_is_bounded() -> None:
    title = extracted(ARTICLE, meta("og:title", "goat " * 10_000)).post.title
    assert title is not None
    assert len(title) <= 1000


# ---- dates


@pytest.mark.parametrize(
    ("body", "head", "iso", "source"),
    [
        (
            ARTICLE,
            ld('{"@graph":[{"@type":"WebSite","name":"B"},{"@type":["Article"],"datePublished":"2014-05-05T10:00:00+02:00"}]}'),
            "2014-05-05T10:00:00+02:00",
            "json-ld",
        ),
        (ARTICLE, ld('[{"@type":"BlogPosting","datePublished":"2014-05-05",}]'), "2014-05-05", "json-ld"),
        (ARTICLE, meta("article:published_time", "2014-05-05T10:00:00Z"), "2014-05-05T10:00:00+00:00", "open-graph"),
        (ARTICLE, '<meta name="DC.date.issued" content="2014-05-05">', "2014-05-05", "html"),
        (ARTICLE, '<meta name="published" content="May 5, 2014">', "2014-05-05", "html"),
        (ARTICLE.replace("</h1>", '</h1><time datetime="2014-05-05">yesterday</time>'), "", "2014-05-05", "html"),
        (ARTICLE.replace("</h1>", '</h1><p class="meta">May 5, 2014 · by Ada Goat</p>'), "", "2014-05-05", "html"),
        (ARTICLE.replace("</h1>", "</h1><span>2014-05-05, 3772 words, 17 min read</span>"), "", "2014-05-05", "html"),
        (ARTICLE.replace("</h1>", '</h1><div class="info"> Posted on May  5, 2014 </div>'), "", "2014-05-05", "html"),
        (ARTICLE.replace("</h1>", '</h1><div class="info">Ada Goat  5 May 2014</div>'), "", "2014-05-05", "html"),
        (ARTICLE.replace("</h1>", '</h1><span class="entry-date">5. Mai 2014</span>'), "", "2014-05-05", "html"),
        (
            ARTICLE.replace("<article>", '<article class="h-entry">').replace(
                "</h1>", '</h1><time class="dt-published" datetime="2014-05-05T10:00">x</time>'
            ),
            "",
            "2014-05-05T10:00:00",
            "microformats",
        ),
        (
            ARTICLE.replace("<article>", '<article itemscope itemtype="http://schema.org/BlogPosting">').replace(
                "</h1>", '</h1><meta itemprop="datePublished" content="2014-05-05">'
            ),
            "",
            "2014-05-05",
            "microdata",
        ),
    ],
)
def test_a_date_is_taken_from_where_the_post_states_it(body: str, head: str, iso: str, source: str) -> None:
    post = extracted(body, head).post
    assert post.published == StatedDate(iso)
    assert post.sources["published"] == source


@pytest.mark.parametrize(
    "body",
    [
        ARTICLE + "<footer>© 2014 My Blog, updated 2014-05-05</footer>",
        ARTICLE.replace(
            "</div></article>", "<p>It was May 5, 2014, and <time datetime='2014-05-05'>that day</time> it rained.</p></div></article>"
        ),
        ARTICLE
        + (
            '<aside class="sidebar"><ul class="recent-posts"><li><a href="/x">Other</a> <time'
            ' datetime="2014-05-05">May 5</time></li></ul></aside>'
        ),
        ARTICLE + '<section class="related"><article class="post"><h2>Other</h2><time datetime="2014-05-05">x</time></article></section>',
        ARTICLE + '<ol class="comment-list"><li class="comment" id="comment-1"><time datetime="2014-05-05">x</time><p>Hi</p></li></ol>',
        f'<div><h1>Goats at sea</h1>{PROSE}</div><div class="column"><div class="widget"><a href="/x">Other</a> <b>May 5, 2014</b></div></div>',
        ARTICLE.replace("</h1>", "</h1><p>3 days ago</p>"),
        ARTICLE.replace("</h1>", "</h1><p>1234567890</p>"),
    ],
)
def test_a_date_that_nobody_stated_of_this_post_is_none(body: str) -> None:
    assert extracted(body, url="https://blog.example/2014/05/goats/").post.published is None


@pytest.mark.parametrize(
    ("path", "iso"),
    [
        ("/2014/05/03/goats/", "2014-05-03"),
        ("/blog/2014-05-03-goats", "2014-05-03"),
        ("/2014/05/goats/", None),
        ("/2014/13/45/goats/", None),
    ],
)
def test_an_address_states_a_date_only_with_year_month_and_day(path: str, iso: str | None) -> None:
    post = extracted(ARTICLE, url="https://blog.example" + path).post
    assert (post.published.iso if post.published else None) == iso
    assert post.sources.get("published") == ("url" if iso else None)


def test_of_two_names_of_one_moment_the_authors_own_offset_is_kept() -> None:
    body = ARTICLE.replace("</h1>", '</h1><time class="published" datetime="2014-05-06T00:30:00+02:00">6 May</time>')
    post = extracted(body, meta("article:published_time", "2014-05-05T22:30:00Z")).post
    assert post.published == StatedDate("2014-05-06T00:30:00+02:00")


@pytest.mark.parametrize(
    ("shown", "listed", "iso", "is_uncertain"),
    [
        ("", None, "2014-05-05T22:30:00+00:00", True),
        ("May 5, 2014", None, "2014-05-05T22:30:00+00:00", False),
        ("May 6, 2014", None, "2014-05-06", False),
        ("", "2014-05-06", "2014-05-06", False),
        ("", "2014-05-06T00:30:00+02:00", "2014-05-06T00:30:00+02:00", False),
        ("May 9, 2014", None, "2014-05-05T22:30:00+00:00", True),
    ],
)
def test_the_day_of_a_moment_in_utc_is_the_one_that_is_shown_else_uncertain(
    shown: str, listed: str | None, iso: str, is_uncertain: bool
) -> None:
    moment = StatedDate("2014-05-05T22:30:00+00:00")
    hints = Hints(published=moment).filled("listing", listed=StatedDate(listed) if listed else None)
    body = ARTICLE.replace("</h1>", f'</h1><p class="date">{shown}</p>')
    post = extracted(body, meta("article:published_time", moment.iso), hints=hints).post
    assert post.published == StatedDate(iso)
    assert ("published" in post.uncertain) == is_uncertain


@pytest.mark.parametrize(
    ("told", "shown", "iso"),
    [
        ("2026-02-21T15:00:00.000Z", "2026/2/22", "2026-02-22"),
        ("2026-02-21T15:00:00.000Z", "Feb 21, 2026", "2026-02-21T15:00:00+00:00"),
        ("2026-02-22T00:00:00.000Z", "Feb 21, 2026", "2026-02-22T00:00:00+00:00"),  # a day, told by a clock in the west
    ],
)
def test_the_day_that_readers_are_shown_is_the_authors_beside_a_moment_in_utc(told: str, shown: str, iso: str) -> None:
    body = ARTICLE.replace("</h1>", f'</h1><time datetime="{told}" itemprop="datePublished">{shown}</time>')
    assert extracted(body, meta("article:published_time", told)).post.published == StatedDate(iso)


@pytest.mark.parametrize("label", ["Dernière mise à jour :<br>", "Última actualización:", "Son güncelleme:", "آخر تحديث:"])
def test_the_day_of_the_last_change_is_not_that_of_publication_in_other_languages_either(label: str) -> None:
    post = f'<h2 class="date">5 May 2014</h2><div class="post"><h3>Goats at sea</h3>{PROSE}</div>'
    changed = f'<div class="post-tools"><span class="timestamp">{label} 2015-03-30</span></div>'
    found = extracted(f"<div>{post}{changed}</div>").post
    assert (found.published, found.updated) == (StatedDate("2014-05-05"), StatedDate("2015-03-30"))


def test_a_feed_that_states_when_a_file_was_moved_is_not_believed_against_the_page_and_its_address() -> None:
    hints = Hints(source="feed", published=StatedDate("2025-08-30T14:32:50+00:00"))
    page = ARTICLE.replace("</h1>", '</h1><time datetime="{}">a day</time>')
    post = extracted(page.format("2014-05-03T19:59:40+00:00"), url="https://blog.example/2014/05/03/goats/", hints=hints).post
    assert post.published == StatedDate("2014-05-03T19:59:40+00:00")
    assert "2025-08-30" in post.doubts["published"]
    for day, path in (("2014-05-03", "/goats/"), ("2016-01-01", "/2014/05/03/goats/")):  # one witness is none
        assert extracted(page.format(day), url=f"https://blog.example{path}", hints=hints).post.published == hints.published


def test_published_and_updated_are_told_apart_by_names_and_words() -> None:
    body = ARTICLE.replace(
        "</h1>", '</h1><p>Updated: <time datetime="2015-01-01">x</time></p><p>Posted on <time datetime="2014-05-05">y</time></p>'
    )
    post = extracted(body).post
    assert post.published == StatedDate("2014-05-05")
    assert post.updated == StatedDate("2015-01-01")


@pytest.mark.parametrize("end", ["and is filed under <a href='/c'>Sea</a>. You can follow any responses.", "by <a href='/a'>Ada</a>.", "."])
def test_a_sentence_that_tells_when_the_entry_was_posted_dates_it(end: str) -> None:
    small = f'<p class="postmetadata alt"><small>This entry was posted on Monday, May 5th, 2014 at 9:30 am {end}</small></p>'
    body = f'<div class="post"><h2>Goats at sea</h2><div class="entry">{PROSE}{small}</div></div>'
    assert extracted(body, url="https://blog.example/17.html").post.published == StatedDate("2014-05-05T09:30:00")


@pytest.mark.parametrize(("above", "iso"), [("<h2><span>samedi 19 novembre 2011</span></h2>", "2011-11-19"), ("<h2>Since 2011</h2>", None)])
def test_the_day_that_heads_the_posts_of_a_day_is_the_posts(above: str, iso: str | None) -> None:
    """As Blogger sets it above the posts of a day; the time below a post can be switched off."""
    entry = f'<div class="post hentry"><h3 class="post-title">Goats at sea</h3><div class="entry-content">{PROSE}</div></div>'
    post = extract_post(
        page(document(f'<div>{above}<!-- posts --><div class="posts"><div class="outer">{entry}</div></div></div>', lang="fr"))
    ).post
    assert (post.published and post.published.iso) == iso


def test_sources_that_disagree_are_recorded() -> None:
    body = ARTICLE.replace("</h1>", '</h1><time datetime="2014-05-09">x</time>')
    post = extracted(body, meta("article:published_time", "2014-05-05")).post
    assert post.published == StatedDate("2014-05-05")
    assert "2014-05-09" in post.doubts["published"]


# ---- authors


@pytest.mark.parametrize(
    ("byline", "names"),
    [
        ('<span class="author vcard"><a class="fn" href="/ada">Ada Goat</a></span>', ["Ada Goat"]),
        ('<p class="byline">By Ada Goat and Bo Sheep</p>', ["Ada Goat", "Bo Sheep"]),
        ('<a rel="author" href="/ada">Ada Goat</a>', ["Ada Goat"]),
        ('<p class="byline">Written by Ada Goat, Bo Sheep & Cy Kid</p>', ["Ada Goat", "Bo Sheep", "Cy Kid"]),
        ('<span class="post-author">von Ada Goat am 5. Mai 2014</span>', ["Ada Goat"]),
        ('<span class="author">作者：山羊</span>', ["山羊"]),
        ('<p class="byline">Posted by <span class="fn">3blue1goat</span></p>', ["3blue1goat"]),
        ('<span class="author">50cent</span>', ["50cent"]),
        ('<span class="author"><a href="/who">Ada Goat<span class="screen-reader-text">Ada Goat</span></a></span>', ["Ada Goat"]),
        ('<span class="author">330k</span>', ["330k"]),
        ('<span class="author">2w</span>', []),
        *((f'<span class="author">{text}</span>', []) for text in ("3 May", "2w", "12may2020", "5minutes", "February 04", "4. Mai")),
        (
            '<div class="byline"><span class="by">By </span><a href="/authors.html#ada">Ada Goat</a><span class="on"> on </span>'
            '<a href="/authors.html#ada-2014-05"><span class="date">May&nbsp;05, 2014 at 05:00p.m.</span></a></div>',
            ["Ada Goat"],
        ),
        ('<span class="author">Blink 182</span>', ["Blink 182"]),
        ('<span class="byline">2014-05-05 by ada</span>', ["ada"]),
        ("<p>May 5, 2014 by Ada Goat</p>", ["Ada Goat"]),
        ("<p>12:48 PM on Mon May 5 2014<br>\nby Ada Goat<br>\n9,261 views</p>", ["Ada Goat"]),
        ("<p>by Ada Goat</p>", ["Ada Goat"]),
        ("<p>Posted by ada at April 14, 2014 11:23 PM</p>", ["ada"]),
        (
            '<p class="byline">By <a href="/who/ada/">Ada Goat</a>, <a href="/who/bo/">Bo Sheep</a> | <a href="/events/">Events</a>, '
            '<a href="/news/">News</a> | May 5, 2014</p>',
            ["Ada Goat", "Bo Sheep"],
        ),
        ('<p class="byline">By <a href="/who/ada/">Ada Goat</a> in <a href="/walks/">Walks</a></p>', ["Ada Goat"]),
        ('<p class="byline"><a href="/who/ada/">Ada Goat</a> · <a href="/who/bo/">Bo Sheep</a></p>', ["Ada Goat", "Bo Sheep"]),
        ("<p>Submitted by <b>ada</b> on Wed, 04/09/2014 - 11:13</p>", ["ada"]),
        (
            '<p><a href="/2014/05/">5 May 2014</a> by <a href="mailto:ada@blog.example">Ada</a> — Filed under '
            '<a href="/c/walks/" rel="category tag">Walks</a></p>',
            ["Ada"],
        ),
        ('<span class="submitted">Enviado por <a href="/pessoa/ada.html">ada</a> em 18:02.</span>', ["ada"]),
        ("<p>Gespeichert von ada am So, 04/05/2014 - 11:13</p>", ["ada"]),
        ("<p>Posted by signing up at the desk</p>", []),
        ("<small>Publicado el 4 de octubre de 2007 por <strong>Ada Goat</strong></small>", ["Ada Goat"]),
        ("<p>Veröffentlicht am 4. Oktober 2007 von Ada Goat</p>", ["Ada Goat"]),
        ("<p>Publicado el 4 de octubre de 2007 por Ada Goat en Viajes</p>", ["Ada Goat"]),
        ("<p>Publié le 4 octobre 2007 par Ada Goat dans Voyages</p>", ["Ada Goat"]),
        ('<div class="posted">Posted by Ada Goat in <a href="/archives/sea/">the sea</a> at 10:30 AM on May 5, 2014</div>', ["Ada Goat"]),
        ("<p>4. Oktober 2007 von Berlin</p>", []),
        ('<div class="meta"><div class="date">Sunday, May 4, 2014</div> By ada </div>', ["ada"]),
        ('<p><span class="date">May 4, 2014</span> by the sea</p>', []),
        ('<span class="posted">投稿者 Ada : 2014年05月04日 | <a href="/cat_10.html">山羊</a> | <a href="/">メインへ</a></span>', ["Ada"]),
        ('<a class="author" href="/a" title="all">View all posts by Ada Goat</a>', ["Ada Goat"]),
        (
            '<div class="copyright-author"><b class="author-name">Author: </b><b class="author-value"><a href="/ada">Ada Goat</a></b></div>',
            ["Ada Goat"],
        ),
        ('<div class="copyright-author"><span class="copyright-author__name">本文作者: </span></div>', []),
        ('<div class="notice"><p><i>文章作者:</i> <a href="/about">山羊</a></p><p>文章链接: https://blog.example/</p></div>', ["山羊"]),
        ('<div class="post-author"><h4>Ada Goat</h4><a href="/author/ada/">Author archive</a></div>', ["Ada Goat"]),
        ('<div class="post-author"><b class="name">Ada Goat</b> <a href="/author/ada/">View all posts »</a></div>', ["Ada Goat"]),
        ('<p class="author"><a rel="author" href="/author/ada/">Ver todas las entradas</a></p>', []),
        ('<div class="post-author"><a href="/author/ada/">More from this author</a></div>', []),
        ('<span class="author"><a href="/author/ada/">Author Archer</a></span>', ["Author Archer"]),
        ('<meta itemprop="x"><span class="author">map[email:ada@blog.example name:Ada Goat]</span>', ["Ada Goat"]),
        ('<meta itemprop="x"><span class="author">[Ada Goat]</span>', ["Ada Goat"]),
        ('<meta itemprop="x"><span class="author">[Ada Goat Cy Lamb]</span>', []),
        ('<span class="author">0xgoat</span>', ["0xgoat"]),
        ('<p class="author">Ada Goat<br>\n4 August 2010</p>', ["Ada Goat"]),
        (
            '<small class="author">Por <b>Ada</b>, publicado el <b>2 de mayo, 2014 | <a href="#comments">2 comentarios</a></b></small>',
            ["Ada"],
        ),
        ('<span class="author">Oktober 25 2023</span>', []),
        *((f'<span class="author">{words}</span>', []) for words in ("The Author", "No author", "About the contributor")),
        *((f'<span class="author">{words} Ada Goat</span>', ["Ada Goat"]) for words in ("Articles by", "Zeige alle Beiträge von")),
        ("<p>by: Ada Goat, Dec 17, 2025</p>", ["Ada Goat"]),
        # a role, an account and a note beside a name that leads to its page; a name with words around it
        ('<a class="author" href="/author/ada/">Ada Goat</a><span class="author-title">Herder in chief</span>', ["Ada Goat"]),
        ('<a class="author" href="/author/ada/">Ada Goat</a><a class="author-link" href="https://x.example/ag">adag</a>', ["Ada Goat"]),
        ('<div class="author"><b>Ada GoatHerder at Sea</b></div><div class="author-name">Ada Goat</div>', ["Ada Goat"]),
        ('<div class="post-hero__author__name">Ada Goat</div>', ["Ada Goat"]),
        ('<div class="c-quote-author">Ada Goat</div>', []),
        ('<i class="hero__author">Ada Goat</i><i class="hero__author">Bo Dahl</i>', []),
        ('<span class="author">3 comments</span>', []),
        ('<span class="author">https://ada.example/</span>', []),
        ("", []),
    ],
)
def test_bylines_name_people_and_only_people(byline: str, names: list[str]) -> None:
    assert [author.name for author in extracted(ARTICLE.replace("</h1>", "</h1>" + byline)).post.authors] == names


def test_json_ld_authors_are_followed_through_references() -> None:
    graph = (
        '{"@graph":[{"@type":"Article","headline":"Goats at sea","author":{"@id":"#ada"}},{"@type":"Person",'
        '"@id":"#ada","name":"Ada Goat","url":"/ada"}]}'
    )
    assert extracted(ARTICLE, ld(graph)).post.authors == (Author(name="Ada Goat", url="https://blog.example/ada"),)


def test_the_path_of_an_account_is_no_name() -> None:
    head = meta("article:author", "/@ada") + '<meta name="author" content="Ada Goat">'
    assert [author.name for author in extracted(ARTICLE, head).post.authors] == ["Ada Goat"]


def test_a_byline_that_the_page_shows_is_whole() -> None:
    """Blogs of several authors may name all of them in the metadata of each page."""
    body = ARTICLE.replace("</article>", '<p class="byline">by <a rel="author" href="/ann">Ann Lee</a></p></article>')
    assert [a.name for a in extracted(body, '<meta name="author" content="Ann Lee, Bo Dahl">').post.authors] == ["Ann Lee"]


def test_links_behind_by_to_the_authors_pages_name_the_authors() -> None:
    line = '<p>By <a href="/author/ann.html">Ann Lee</a>, <a href="/author/bo.html">Bo Dahl</a>, Sat 27 July 2019, in category <a href="/category/sea.html">Sea</a></p>'
    post = extracted(f'<div><h1>Goats at sea</h1>{line}</div><div class="content">{PROSE}</div>').post
    assert [a.name for a in post.authors] == ["Ann Lee", "Bo Dahl"]


def test_the_publisher_is_no_author() -> None:
    node = '{"@type":"Article","author":{"@type":"Organization","name":"My Blog"},"publisher":{"@type":"Organization","name":"My Blog"}}'
    assert extracted(ARTICLE, ld(node)).post.authors == ()


def test_of_several_posts_in_json_ld_only_this_address_counts() -> None:
    nodes = (
        '[{"@type":"BlogPosting","headline":"Other","url":"/other/",'
        '"datePublished":"2001-01-01"},{"@type":"BlogPosting","headline":"Goats at sea",'
        '"url":"https://blog.example/2014/05/a-post","datePublished":"2014-05-05"}]'
    )
    assert extracted(ARTICLE, ld(nodes)).post.published == StatedDate("2014-05-05")
    assert extracted(ARTICLE, ld(nodes), url="https://blog.example/third/").post.published is None


@pytest.mark.parametrize("broken", ["{", "", "[[[[", '{"@type":"BlogPosting","headline":}', "<!-- x -->", "null", '"x"', "[" * 100_000])
def test_broken_json_ld_hurts_nobody(broken: str) -> None:
    assert extracted(ARTICLE, ld(broken)).post.title == "Goats at sea"


# ---- terms


def test_tags_and_categories_are_kept_apart() -> None:
    foot = (
        '<footer><span class="cat-links"><a rel="category tag" href="/category/farm/">Farm</a></span> <span'
        ' class="tags-links"><a rel="tag" href="/tag/goat/">#goat</a></span></footer>'
    )
    post = extracted(ARTICLE.replace("</article>", foot + "</article>")).post
    assert post.terms == (
        Term(name="Farm", kind=TermKind.CATEGORY, url="https://blog.example/category/farm/"),
        Term(name="goat", kind=TermKind.TAG, url="https://blog.example/tag/goat/"),
    )


def test_a_term_of_a_vocabulary_is_a_tag_where_its_field_is_called_so() -> None:
    fields = "".join(
        f'<div class="field field--name-{name}"><div class="field__item"><a href="/taxonomy/term/{n}">{name}</a></div></div>'
        for n, name in enumerate(("topics", "field-tags"))
    )
    terms = extracted(ARTICLE.replace("</h1>", f"</h1>{fields}")).post.terms
    assert [(term.name, term.kind.value) for term in terms] == [("topics", "category"), ("field-tags", "tag")]


def test_terms_in_an_article_within_the_main_part_are_the_posts() -> None:
    header = '<header><p>categories: <a href="../categories/sea/">sea</a></p><p>tags: <a href="../tags/goat/">goat</a></p></header>'
    terms = extracted(f"<main class='blogpost'><article><h1>Goats at sea</h1>{header}{PROSE}</article></main>").post.terms
    assert [(t.name, t.kind) for t in terms] == [("sea", TermKind.CATEGORY), ("goat", TermKind.TAG)]


def test_a_link_to_another_host_is_a_term_only_where_it_is_called_so() -> None:
    links = (
        '<a href="https://shop.example/ferry?tag=goat-22">A ferry</a> <a href="https://forge.example/goat/releases/tag/v3.0">v3.0</a>'
        ' <a href="https://other.example/category/sea">Sea</a>'
    )
    marked = '<a rel="tag" href="https://tags.example/tag/goats">goats</a>'
    assert extracted(ARTICLE.replace("</h1>", f"</h1><p>{links}</p>")).post.terms == ()
    assert [t.name for t in extracted(ARTICLE.replace("</h1>", f"</h1><p>{links} {marked}</p>")).post.terms] == ["goats"]
    named = '<ul class="tags"><li><a href="https://old.example/tags/goats/">goats</a></li></ul>'
    assert [t.name for t in extracted(ARTICLE.replace("</h1>", f"</h1>{named}")).post.terms] == ["goats"]


def test_a_footer_named_as_the_posts_is_the_posts_on_a_page_without_article() -> None:
    page = f'<div class="wrap"><h1>Goats at sea</h1><section class="post-content">{PROSE}</section><footer class="{{}}">{{}}</footer></div>'
    tags = '<div class="post-tags"><a class="tag" href="/tags/Goats.html">Goats</a></div>'
    assert [t.name for t in extracted(page.format("post-footer py-2", tags)).post.terms] == ["Goats"]
    assert extracted(page.format("site-footer", tags)).post.terms == ()


def test_words_in_a_sentence_are_no_byline() -> None:
    said = "<p>The goat is <em>by definition</em> no passenger, whatever the timetable says of those who paid for the journey.</p>"
    page = '<div class="container"><h1>Goats at sea</h1>{}</div>'
    assert extracted(page.format(PROSE + said)).post.authors == ()
    assert [a.name for a in extracted(page.format(f"<p><em>by Ada Goat</em> on May 5</p>{PROSE}{said}")).post.authors] == ["Ada Goat"]


def test_tags_in_a_menu_that_has_no_element_of_html_are_not_the_posts() -> None:
    topics = '<ul class="dropdown-menu"><li><a href="/tags/sheep.html">Sheep</a></li></ul>'
    menu = f'<div class="navbar navbar-default"><a class="navbar-brand" href="/">My Blog</a>{topics}</div>'
    text = f'<h1>Goats at sea</h1><p>Tags: <a href="/tags/goats.html">goats</a></p>{PROSE}'
    assert [t.name for t in extracted(f'<div id="wrap">{menu}<div class="container">{text}</div></div>').post.terms] == ["goats"]


def test_the_footer_that_ikiwiki_gives_each_of_its_pages_has_the_posts_tags() -> None:
    tags = '<div id="pageinfo"><div class="tags">Tags: <a href="../../tags/goats/" rel="tag">goats</a></div></div>'
    page = '<div class="page"><div class="pageheader"><span class="title">Goats at sea</span></div><div id="pagebody"><div id="content">'
    body = f'{page}{PROSE}</div></div><div id="footer" class="{{}}">{tags}</div></div>'
    head = "<title>Goats at sea</title>"
    assert [t.name for t in extracted(body.format("pagefooter"), head).post.terms] == ["goats"]
    assert extracted(body.format("foot"), head).post.terms == ()


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ('<div><a href="/tags/goats/" class="pill">#goats</a> <a href="/tags/sea/">#sea</a></div><p>Do share this.</p>', ["goats", "sea"]),
        ('<p>Tagged with <a href="/tags/goats/">goats</a></p>', ["goats"]),
        ('<p>I wrote on <a href="/tags/goats/">goats</a> before</p>', []),
        ('<p><a href="/tags/goats/">goats</a> <a href="/about/">who I am</a></p>', []),
        (f'<div><a href="/tags/goats/">goats</a></div>{PROSE * 3}', []),
        ('<div><h3><a href="/other/">Other post</a></h3><p><a href="/tags/goats/">goats</a></p></div>', []),
    ],
)
def test_a_line_of_nothing_but_tags_below_the_text_is_the_posts(line: str, names: list[str]) -> None:
    assert [t.name for t in extracted(ARTICLE.replace("</div></article>", f"{line}</div></article>")).post.terms] == names


def test_a_tag_cloud_in_the_sidebar_is_not_the_posts() -> None:
    cloud = '<div class="sidebar widget tagcloud"><a href="/tag/one/">one</a><a href="/tag/two/">two</a></div>'
    assert extracted(ARTICLE + cloud).post.terms == ()


def test_a_list_of_all_categories_is_not_the_posts_on_a_page_without_marks() -> None:
    def links(*names: str) -> str:
        return ", ".join(f'<a href="/category/{name}">{name}</a>' for name in names)

    text = f'<div class="prose"><h2>Goats at sea</h2><small>May 5, 2014 | {links("walks")}</small><div>{PROSE}</div></div>'
    side = f'<div id="side"><div id="categories"><h1>Categories</h1><p>{links("walks", "boats", "bread")}</p></div></div>'
    terms = extracted(f"<div>{text}{side}</div>", "<title>Goats at sea</title>").post.terms
    assert [term.name for term in terms] == ["walks"]


def test_tags_of_the_metadata_are_taken() -> None:
    post = extracted(ARTICLE, meta("article:tag", "goat") + meta("article:tag", "sea") + meta("article:section", "Farm")).post
    assert [(term.name, term.kind) for term in post.terms] == [("Farm", TermKind.CATEGORY), ("goat", TermKind.TAG), ("sea", TermKind.TAG)]


def test_the_folder_that_hugo_calls_a_section_is_no_category() -> None:
    foot = '<footer><a href="/categories/farm/">Farm</a></footer>'
    shown = ARTICLE.replace("</article>", foot + "</article>")
    for head in (meta("article:section", "posts"), ld('{"@type": "BlogPosting", "headline": "Goats at sea", "articleSection": "post"}')):
        assert [term.name for term in extracted(shown, head).post.terms] == ["Farm"]
        assert extracted(ARTICLE, head).post.terms == ()


def test_keywords_are_the_tags_only_where_no_tags_are_stated() -> None:
    keywords = ld('{"@type": "BlogPosting", "headline": "Goats at sea", "keywords": ["ferries", "goats"]}')
    foot = '<footer><a href="/tags/{0}/">{0}</a></footer>'
    assert [term.name for term in extracted(ARTICLE, keywords).post.terms] == ["ferries", "goats"]
    for name, names in (("animals", ["animals"]), ("goats", ["ferries", "goats"])):
        shown = ARTICLE.replace("</article>", foot.format(name) + "</article>")
        assert [term.name for term in extracted(shown, keywords).post.terms] == names
    joined = ld('{"@type": "BlogPosting", "headline": "Goats at sea", "keywords": ["goats, ferries", "farm, blog"]}')
    shown = ARTICLE.replace("</article>", foot.format("goats") + "</article>")
    assert [term.name for term in extracted(shown, joined).post.terms] == ["goats"]


def test_links_to_a_named_part_of_a_path_are_tags() -> None:
    shown = '<footer><ul class="note-tags"><li><a href="/notes/tag:Sea%20goats">Sea goats</a></li></ul></footer>'
    terms = extracted(f"<article><h1>Goats at sea</h1><div>{PROSE}</div>{shown}</article>").post.terms
    assert [(term.name, term.kind) for term in terms] == [("Sea goats", TermKind.TAG)]


def test_the_links_of_a_marked_list_of_sections_are_the_sections() -> None:
    """As FlatPress has them: "in Rivers, Roads"."""
    sections = '<span itemprop="articleSection">in <a href="/c/1/">Rivers</a>, <a href="/c/2/">Roads</a></span>'
    body = f'<h1 itemprop="name">Goats at sea</h1><div itemprop="articleBody">{PROSE}</div>{sections}'
    post = extracted(f'<div itemscope itemtype="https://schema.org/BlogPosting">{body}</div>').post
    assert [(term.name, term.kind) for term in post.terms] == [("Rivers", TermKind.CATEGORY), ("Roads", TermKind.CATEGORY)]


def test_keywords_in_the_head_are_terms_where_each_is_one_of_those_that_the_page_links_to() -> None:
    linked = "".join(
        f'<li><a href="/{name}.html">{name.rpartition("/")[2]}</a></li>' for name in ("tag/goats", "tag/sea", "category/notes")
    )
    page = f"{ARTICLE}<aside><ul>{linked}</ul></aside>"
    for keywords, names in (("Goats, notes", ["notes", "goats"]), ("goats, ferries", []), ("goats,sea,notes", []), ("", [])):
        head = f'<meta name="keywords" content="{keywords}">'
        assert [t.name for t in extracted(page, head).post.terms] == names
        assert extracted(ARTICLE, head).post.terms == ()
    shown = ARTICLE.replace("</article>", '<footer><a href="/tags/animals/">animals</a></footer></article>')
    assert [t.name for t in extracted(shown + page, '<meta name="keywords" content="goats">').post.terms] == ["animals"]


def test_tags_that_a_source_joined_are_those_that_another_has_apart() -> None:
    hints = Hints(source="feed", title="Goats at sea", terms=(Term(name="goats,sea"),))
    foot = '<footer><a href="/tags/goats/">goats</a> <a href="/tags/sea/">sea</a></footer>'
    post = extracted(ARTICLE.replace("</article>", foot + "</article>"), hints=hints).post
    assert [term.name for term in post.terms] == ["goats", "sea"]


def test_tags_whose_links_only_a_script_follows_are_tags_without_address() -> None:
    items = "".join(
        f'<li class="tag-list-item"><a href="javascript:void(0)" class="js-tag tag-list-link">{n}</a></li>' for n in ("goats", "sea")
    )
    menu = '<a href="javascript:void(0)" class="menu-button">Menu</a>'
    foot = f'<div class="article-tag"><ul class="article-tag-list">{items}</ul>{menu}</div>'
    post = extracted(ARTICLE.replace("</article>", foot + "</article>")).post
    assert post.terms == (Term(name="goats"), Term(name="sea"))


def test_a_tag_that_is_marked_as_one_is_one_though_only_a_script_leads_to_its_list() -> None:
    link = """<a href="javascript:void(0)" onclick="location.href='/mt-search.cgi?tag=boats'" rel="tag">boats</a>"""
    page = f'<div class="hentry"><h1 class="entry-title">Goats</h1><div class="entry-content">{PROSE}</div><ul><li>{link}</li></ul></div>'
    assert [(term.name, term.kind, term.url) for term in extracted(page).post.terms] == [("boats", TermKind.TAG, None)]


def test_tags_may_stand_below_the_posts_own_element() -> None:
    info = (
        '<div class="post-info"><p>2 minutes</p></div><div class="post-info"><span class="tag"><a href="/tags/goats">Goats</a></span></div>'
    )
    assert [term.name for term in extracted(f"<main>{ARTICLE}{info}</main>").post.terms] == ["Goats"]


def test_a_byline_that_the_text_quotes_is_not_the_posts() -> None:
    quoted = ARTICLE.replace("</div></article>", '<footer class="meta"><p>Author: Bo Sheep</p></footer></div></article>')
    assert extracted(quoted, meta("article:author", "Ada Goat")).post.authors[0].name == "Ada Goat"


# ---- language, licence, access, canonical


def test_the_language_is_the_stated_one_where_the_text_agrees() -> None:
    assert extracted(ARTICLE).post.language == "en"
    german = (
        "<p>" + "Der Dampfer legte um sieben Uhr ab, und niemand am Kai wunderte sich darüber, denn so war es immer gewesen. " * 4 + "</p>"
    )
    post = extracted(f'<article><h1>Ziegen</h1><div class="entry-content">{german}</div></article>').post
    assert post.language == "de"
    assert post.sources["language"] == "text"


@pytest.mark.parametrize(
    "mark",
    [
        '<a rel="license" href="https://creativecommons.org/licenses/by/4.0/">CC</a>',
        '<footer><a href="https://creativecommons.org/licenses/by/4.0/">CC BY</a></footer>',
        '<link rel="license" href="https://creativecommons.org/licenses/by/4.0/">',
    ],
)
def test_a_licence_is_what_the_page_says_of_itself(mark: str) -> None:
    assert extracted(ARTICLE + mark).post.licence == "https://creativecommons.org/licenses/by/4.0/"
    quoted = ARTICLE.replace(
        "</div></article>", '<p>See <a href="https://creativecommons.org/licenses/by/4.0/">this licence</a>.</p></div></article>'
    )
    assert extracted(quoted).post.licence is None


@pytest.mark.parametrize(
    ("body", "head", "access"),
    [
        (ARTICLE, "", Access.PUBLIC),
        (ARTICLE, ld('{"@type":"Article","isAccessibleForFree":false}'), Access.PREVIEW),
        (ARTICLE.replace(PROSE, '<form class="post-password-form"><p>Enter the password.</p></form>'), "", Access.MEMBERS),
        (ARTICLE.replace(PROSE, '<p>Subscribe.</p><div class="paywall"></div>'), "", Access.MEMBERS),
    ],
)
def test_access_is_what_a_stranger_may_read(body: str, head: str, access: Access) -> None:
    assert extracted(body, head).post.access is access


def test_the_canonical_address_is_absolute() -> None:
    assert extracted(ARTICLE, '<link rel="canonical" href="/goats">').post.canonical_url == "https://blog.example/goats"
    assert extracted(ARTICLE, meta("og:url", "https://blog.example/g")).post.canonical_url == "https://blog.example/g"


@pytest.mark.parametrize(
    ("page_title", "home_title", "wanted"),
    [
        ("Goats at sea | Slow blog", "Slow blog – about ferries", "Goats at sea"),
        ("Slow blog: Goats at sea", "Slow blog", "Goats at sea"),
        ("Goats | Sea", "Slow blog – about ferries", "Goats | Sea"),
        ("Goats at sea | Slow blog", None, "Goats at sea | Slow blog"),
    ],
)
def test_what_the_home_is_called_too_is_no_part_of_a_title(page_title: str, home_title: str | None, wanted: str) -> None:
    html = document(f'<div class="post-content">{PROSE}</div>', f"<title>{page_title}</title>")
    assert extract_post(page(html), blog_title=home_title).post.title == wanted


def test_a_token_of_code_is_no_title() -> None:
    code = '<pre><code><span class="class"><span class="title">Goat</span></span></code></pre>'
    body = f'<header id="page-header"><div id="post-info"><div id="post-meta"><h1 class="post-title">Goats at sea</h1></div></div></header><article class="post">{PROSE}{code}</article>'
    post = extracted(body.replace("</h1>", '</h1><a href="/categories/sea/">Sea</a>'), meta("og:title", "Goats at sea")).post
    assert (post.title, [term.name for term in post.terms]) == ("Goats at sea", ["Sea"])


def test_a_heading_below_the_texts_first_words_is_no_title() -> None:
    """Themes that set the title in a ``div`` leave the first heading of the page to the text."""
    body = f'<div class="top">Goats</div><div class="post-content"><div>{PROSE}<h2>How it began</h2>{PROSE}</div></div>'
    post = extracted(body, "<title>Goats | Slow blog</title>").post
    assert (post.body_text or "").startswith(FIRST_WORDS)
    assert "How it began" in (post.body_text or "")
    assert post.title != "How it began"
    below_meta = extracted(f'<div class="post-content"><p>May 5, 2014</p><h2>Goats</h2>{PROSE}</div>').post
    assert (below_meta.title, (below_meta.body_text or "").startswith(FIRST_WORDS)) == ("Goats", True)


# ---- hints


def test_a_feed_with_the_whole_body_is_trusted_most() -> None:
    hints = Hints(
        title="Goats at Sea!",
        published=StatedDate("2014-05-05T10:00:00+02:00"),
        body_html=f'{PROSE}<p>From the feed.</p><div class="sharedaddy">Noise</div><script>x</script>',
        body_is_whole=True,
    )
    post = extracted(ARTICLE, meta("article:published_time", "2014-05-09"), hints=hints).post
    assert "From the feed." in (post.body_text or "")
    assert "Noise" not in (post.body_text or "")
    assert (post.sources["body"], post.sources["published"]) == ("feed", "feed")
    assert post.published == StatedDate("2014-05-05T10:00:00+02:00")
    assert "2014-05-09" in post.doubts["published"]


@pytest.mark.parametrize("href", ["#part", URL, f"{URL}#part"])
def test_the_sign_beside_a_heading_is_no_text_wherever_a_feed_lets_it_lead(href: str) -> None:
    body = f'{PROSE}<h2>Part <a href="{href}">#</a></h2><h2>In <a href="{href}">C#</a></h2>{PROSE}'
    text = extracted(ARTICLE, hints=Hints(source="feed", body_html=body, body_is_whole=True)).post.body_text or ""
    assert [line for line in text.splitlines() if len(line) < 10] == ["Part", "In C#"]


def test_a_comment_in_a_feeds_body_is_nothing() -> None:
    body = f"{PROSE}<h2>Contents</h2><!-- toc --><p>Of the hold.</p>"
    text = extracted(ARTICLE, hints=Hints(source="feed", body_html=body, body_is_whole=True)).post.body_text or ""
    assert text.endswith("Contents\nOf the hold.")


def test_a_title_at_the_head_of_a_feeds_body_is_no_text() -> None:
    told, own = (f"<h1>{words}</h1><p>6 May 2014</p>{PROSE}" for words in ("Goats at sea", "Part one"))
    posts = [extracted(ARTICLE, hints=Hints(title="Goats at Sea", body_html=body, body_is_whole=True)).post for body in (told, own)]
    assert [(post.body_text or "").splitlines()[0][: len(FIRST_WORDS)] for post in posts] == [FIRST_WORDS, "Part one"]


def test_a_feed_that_leaves_out_the_code_is_not_believed() -> None:
    code = "<pre><code>for goat in ferry: goat.chew(timetable, calmly=True)</code></pre>"
    body = ARTICLE.replace("</div></article>", f"{code}</div></article>")
    without, whole = (Hints(source="feed", body_html=text, body_is_whole=True) for text in (PROSE, PROSE + code))
    assert extracted(body, hints=without).post.sources["body"] == "html"
    assert "goat.chew" in (extracted(body, hints=without).post.body_text or "")
    assert extracted(body, hints=whole).post.sources["body"] == "feed"


def test_a_feed_that_gives_bare_words_is_not_believed_where_the_page_has_them_in_paragraphs() -> None:
    bare = " ".join(plain_text(fragment_fromstring(PROSE, create_parent="div")).split()).replace("the", "the&amp;nbsp;")
    post = extracted(ARTICLE, hints=Hints(source="feed", body_html=bare, body_is_whole=True)).post
    assert (post.sources["body"], "<p>" in (post.body_html or "")) == ("html", True)
    apart = extracted(ARTICLE, hints=Hints(source="feed", body_html="Other words altogether. " * 20, body_is_whole=True)).post
    assert apart.sources["body"] == "feed"


def test_shortcodes_of_a_feed_are_read_where_the_platform_has_some() -> None:
    hints = Hints(source="feed", body_html=PROSE + "<p>Write [toc] first.</p>", body_is_whole=True)
    texts = [extracted(ARTICLE, hints=hints, rules=rules).post.body_text or "" for rules in (Rules(), Rules(has_shortcodes=True))]
    assert [text.splitlines()[-1] for text in texts] == ["Write [toc] first.", "Write first."]


@pytest.mark.parametrize(
    ("words", "on"), [("The post", "appeared first on"), ("投稿", "は最初に"), ("La entrada", "se publicó primero en")]
)
def test_a_feeds_line_that_credits_the_post_to_its_blog_is_no_text(words: str, on: str) -> None:
    credit = f'<p>{words} <a href="{URL}">Goats</a> {on} <a href="https://blog.example">Blog</a>.</p>'
    own = f'<p>I wrote <a href="{URL}">about goats</a> for <a href="https://other.example">others</a>.</p>'
    texts = [extracted(ARTICLE, hints=Hints(body_html=PROSE + line, body_is_whole=True)).post.body_text or "" for line in (credit, own)]
    assert [text.endswith("the whole journey.") for text in texts] == [True, False]


@pytest.mark.parametrize(
    ("said", "source"),
    [
        (f'<p class="excerpt">{FIRST_WORDS} and nobody on the pier was surprised.</p>', "html"),
        ((PROSE * 4).replace(" the ", "the "), "html"),
        (PROSE * 4, "feed"),
        ("<p>Other words altogether, as the author sends them to his readers.</p>", "feed"),
    ],
    ids=["excerpt", "joined", "same", "another"],
)
def test_a_feed_with_fewer_words_of_the_same_text_is_not_believed(said: str, source: str) -> None:
    body = ARTICLE.replace(PROSE, PROSE * 4)
    assert body.count("goat") >= 4
    assert extracted(body, hints=Hints(source="feed", body_html=said, body_is_whole=True)).post.sources["body"] == source


def test_whom_the_whole_feed_is_by_wrote_a_post_that_names_nobody() -> None:
    hints = Hints(source="feed", authors=(Author(name="Ada Goat"),), stated_by={"authors": "feed"})
    byline = ARTICLE.replace("<h1>", '<span class="byline">By <a rel="author" href="/author/bo/">Bo Kid</a></span><h1>')
    assert [author.name for author in extracted(ARTICLE, hints=hints).post.authors] == ["Ada Goat"]
    assert [author.name for author in extracted(byline, hints=hints).post.authors] == ["Bo Kid"]


@pytest.mark.parametrize("root", ["https://blog.example", "https://blog.example/", "//blog.example", "../../../index.html"])
def test_what_links_to_the_root_of_the_site_with_the_end_of_the_pages_title_is_the_name_of_the_blog(root: str) -> None:
    top = f'<div><a href="{root}"><h1>Slow days</h1></a><a href="/">Weblog</a></div>'
    post = extracted(f"{top}<div><h3>Goats</h3>{PROSE}</div>", "<title>Goats : Slow days</title>").post
    assert post.title == "Goats"


def test_a_page_that_labels_its_author_is_believed_against_a_feed_that_gives_each_entry_the_name_of_the_blog() -> None:
    byline = ARTICLE.replace("<h1>", '<div class="author">Author: Bo Kid</div><h1>')
    for fed, named in (("Goat Blog", "Bo Kid"), ("Bo A. Kid", "Bo A. Kid")):
        post = extracted(byline, hints=Hints(source="feed", authors=(Author(name=fed),))).post
        assert [author.name for author in post.authors] == [named]


def test_an_account_is_not_believed_against_the_name_that_the_feed_has() -> None:
    byline = ARTICLE.replace("<h1>", '<div class="author">Author: admin</div><h1>')
    post = extracted(byline, hints=Hints(source="feed", authors=(Author(name="Ann Lee"),))).post
    assert [author.name for author in post.authors] == ["Ann Lee"]


def test_who_made_the_pictures_is_not_believed_against_the_feed() -> None:
    credited = ARTICLE.replace("<h1>", '<p class="byline">Photo: Jim Beam</p><h1>')
    post = extracted(credited, hints=Hints(source="feed", authors=(Author(name="Ann Lee"),))).post
    assert [author.name for author in post.authors] == ["Ann Lee"]


@pytest.mark.parametrize("behind", ["", ' on behalf of <a href="/teams/harbour/">The Harbour Team</a>'], ids=["alone", "for a team"])
def test_a_place_named_for_day_and_author_has_both_around_a_sign(behind: str) -> None:
    line = f'<div class="publish-date-author">Dec. 12, 2014 &middot; Ann Lee{behind}</div>'
    post = extracted(f"<main><h1>Goats</h1>{line}<div class='post'>{PROSE}</div></main>").post
    assert (post.published, [author.name for author in post.authors]) == (StatedDate("2014-12-12"), ["Ann Lee"])


def test_an_excerpt_of_a_feed_is_no_body() -> None:
    post = extracted(ARTICLE, hints=Hints(body_html="<p>The ferry left…</p>", body_is_whole=False)).post
    assert "the whole journey" in (post.body_text or "")


def test_what_another_listing_said_counts_only_where_nobody_else_speaks() -> None:
    hints = Hints().filled("listing", listed=StatedDate("2014-05-07"))
    assert extracted(ARTICLE, hints=hints).post.sources["published"] == "listing"
    post = extracted(ARTICLE, meta("article:published_time", "2014-05-09"), hints=hints).post
    assert post.published == StatedDate("2014-05-09")


@pytest.mark.parametrize("sign", [":", "="], ids=["distill", "quarto"])
def test_categories_that_lead_to_a_part_of_the_list_of_posts_are_known_by_its_address(sign: str) -> None:
    shown = f'<div class="dt-tags"><a href="../../index.html#category{sign}Farm" class="dt-tag">Farm</a></div>'
    post = extracted(f'<div class="d-title"><h1>Goats</h1>{shown}</div><div class="d-article">{PROSE}</div>').post
    assert [(term.name, term.kind) for term in post.terms] == [("Farm", TermKind.CATEGORY)]


TRACKBACK = """<!-- <rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="{0}" trackback:ping="https://blog.example/tb.cgi/1" dc:title="Goats &gt; sheep" dc:identifier="{0}"
 dc:subject="Harbour" dc:creator="Ann Lee" dc:date="2014-05-05T21:30:00+09:00" /></rdf:RDF> -->"""


def test_what_a_page_tells_programs_that_send_trackbacks_is_believed_of_the_post_at_its_address_alone() -> None:
    text = f'<div class="content"><h2>May 5, 2014</h2><h3>Goats &gt; sheep</h3>{PROSE}</div>'
    other = TRACKBACK.format("https://blog.example/2014/05/other/").replace("Ann Lee", "Nobody")
    post = extracted(text, other + TRACKBACK.format(URL)).post
    assert (post.title, post.published) == ("Goats > sheep", StatedDate("2014-05-05T21:30:00+09:00"))
    assert (post.authors, post.terms) == ((Author(name="Ann Lee"),), (Term(name="Harbour", kind=TermKind.CATEGORY),))
    assert extracted(text, other).post.authors == ()


@pytest.mark.parametrize(
    "sections", ["Pier", "Pier, Notes on boats, The long way round the harbour, More than eighty characters of it all"]
)
def test_the_categories_that_a_byline_names_are_no_authors(sections: str) -> None:
    links = ", ".join(f'<a rel="category tag" href="/category/{n}/">{name}</a>' for n, name in enumerate(sections.split(", ")))
    line = f'<small>By <a href="https://ann.example/">Ann Lee</a> under {links} on 5. May 2014</small>'
    post = extracted(f'<div class="post"><h2>Goats at sea</h2>{line}<div class="entrytext">{PROSE}</div></div>').post
    assert [author.name for author in post.authors] == ["Ann Lee"]


def test_those_who_comment_in_the_footer_of_a_text_did_not_write_it() -> None:
    comment = '<div class="u-comment h-cite"><p class="p-content">Ahoy!</p><a class="u-author h-card" href="#">Charlie</a></div>'
    body = f'<div class="e-content">{PROSE}<footer><h3>Comments</h3>{comment}</footer></div>'
    post = extracted(f'<article class="h-entry"><h1 class="p-name">Goats</h1><p class="p-author h-card">Ann Lee</p>{body}</article>').post
    assert [author.name for author in post.authors] == ["Ann Lee"]


@pytest.mark.parametrize(("page_title", "wanted"), [("Pier notes - ", None), ("| Pier notes", None), ("Pier notes - Goats", "Goats")])
def test_a_sign_with_nothing_beside_it_stands_for_no_title(page_title: str, wanted: str | None) -> None:
    html = document(f'<div class="h-entry"><div class="e-content">{PROSE}</div></div>', f"<title>{page_title}</title>")
    assert extract_post(page(html), blog_title="Pier notes").post.title == wanted


def test_the_month_in_the_place_of_the_author_is_nobody() -> None:
    place = '<div class="author"><small>2nd of <a href="/?m=200810">October 2008</a></small></div>'
    assert extracted(f'<div class="post"><h2>Goats at sea</h2>{place}<div class="entry">{PROSE}</div></div>').post.authors == ()


@pytest.mark.parametrize(("line", "names"), [("By: Ann Lee", ["Ann Lee"]), ("By the way: goats", []), ("Nobody by: hand", [])])
def test_a_text_that_names_its_author_in_a_line_of_its_head_is_believed_where_nobody_else_does(line: str, names: list[str]) -> None:
    text = f"<p>The Goats<br>Songs of the pier<br>{line}</p>{PROSE}"
    post = extracted(f'<div class="post"><h2>Goats at sea</h2><div class="entry">{text}</div></div>').post
    assert [author.name for author in post.authors] == names
    assert line in (post.body_text or "")


def test_the_page_of_a_podcasts_episode_is_dated_by_its_record() -> None:
    record = ld('{"@type": "PodcastEpisode", "url": "' + URL + '", "name": "Goats at sea", "datePublished": "2014-05-05"}')
    assert extracted(ARTICLE, record).post.published == StatedDate("2014-05-05")


def test_somebody_may_be_called_like_a_word_and_a_year() -> None:
    byline = '<p>By <a rel="author" href="/author/vision/">Vision 2030</a></p>'
    assert [author.name for author in extracted(ARTICLE.replace("</h1>", f"</h1>{byline}")).post.authors] == ["Vision 2030"]


@pytest.mark.parametrize(("address", "iso"), [("/2014/05/a-post/", "2014-05-05"), ("/2013/02/another/", None)])
def test_a_day_in_a_link_with_other_words_is_that_of_the_page_to_which_it_leads(address: str, iso: str | None) -> None:
    meta = f'<p><a href="{address}">Posted on <time datetime="2014-05-05">a Monday</time></a></p>'
    published = extracted(f"<article><h1>Goats at sea</h1>{meta}<div class='post-content'>{PROSE}</div></article>", url=URL).post.published
    assert (published.iso if published else None) == iso


@pytest.mark.parametrize(
    ("line", "names"),
    [
        (
            'Posted in <a href="/b/1">Boats</a>, <a href="/2014/05/a-post/#comments">3 Comments</a>, <a href="/2014/05/a-post/">Permalink</a>',
            ["Boats"],
        ),
        ('This entry was posted in <a href="/b/1">Boats</a>', ["Boats"]),
        ('What I posted in <a href="/forum/9">the forum</a>', []),
    ],
)
def test_what_a_line_calls_its_links_is_not_what_a_sentence_does(line: str, names: list[str]) -> None:
    page = f'<article><h1>Goats at sea</h1><p class="postmeta">{line}</p><div class="post-content">{PROSE}</div></article>'
    assert [term.name for term in extracted(page).post.terms] == names


def test_of_posts_whose_addresses_are_no_utf_8_the_pages_own_is_told() -> None:
    one, other = "https://blog.example/%EF%F0%E8/", "https://blog.example/%EF%EE%E3/"
    nodes = (
        f'[{{"@type":"BlogPosting","url":"{other}","headline":"Sheep","datePublished":"2013-05-05","wordCount":"7"}},'
        f'{{"@type":"BlogPosting","url":"{one}","headline":"Goats","datePublished":"2014-05-05"}}]'
    )
    published = extracted(ARTICLE, ld(nodes), url=one).post.published
    assert published is not None
    assert published.iso == "2014-05-05"


@pytest.mark.parametrize(
    ("links", "names"),
    [
        ('<a rel="tag" href="/t/area-51/">Area <span>51</span></a>', ["Area 51"]),
        ('<a rel="tag" href="/t/x/">Windows <span>95</span></a> <a rel="tag" href="/t/goats/">goats</a>', ["Windows 95", "goats"]),
        (
            '<a rel="tag" href="/t/area-51/">Area <span>51</span></a> <a rel="tag" href="/t/windows95.html">Windows <span>95</span></a>',
            ["Area 51", "Windows 95"],
        ),
        ('<a rel="tag" href="/t/sea/">sea <span>51</span></a> <a rel="tag" href="/t/goats/">goats <span>9</span></a>', ["sea", "goats"]),
        ('<a rel="tag" href="/t/goats">goats(6)</a> <a rel="tag" href="/t/%E5%B1%B1/">山（2）</a>', ["goats", "山"]),
        ('<a rel="tag" href="/t/gas-c-99.html">gas c (99)</a> <a rel="tag" href="http://[url]/x">x(3)</a>', ["gas c (99)", "x"]),
    ],
)
def test_a_number_behind_a_term_is_a_count_where_each_of_its_list_has_one(links: str, names: list[str]) -> None:
    page = f'<article><h1>Goats at sea</h1><div class="post-content">{PROSE}</div><div class="post-tags">{links}</div></article>'
    assert [term.name for term in extracted(page).post.terms] == names


@pytest.mark.parametrize(
    "terms",
    [
        '<span class="categories"><span class="categories-label">Posted in</span> <a href="/category/boats/">Boats</a></span>',
        '<p class="cats"><a href="/categories/index.html">Categories</a> <a href="/categories/boats/index.html">Boats</a></p>',
    ],
)
def test_neither_a_label_nor_the_list_of_all_categories_is_one(terms: str) -> None:
    page = f'<article><h1>Goats at sea</h1><div class="post-content">{PROSE}</div><footer>{terms}</footer></article>'
    assert [term.name for term in extracted(page).post.terms] == ["Boats"]


def test_a_line_of_who_submitted_a_post_dates_it() -> None:
    meta_line = '<div class="meta">Submitted by Ada Longname Goat on Monday, May 5, 2014 - 9:23pm</div>'
    post = extracted(ARTICLE.replace("</h1>", "</h1>" + meta_line)).post
    assert (post.published and post.published.iso) == "2014-05-05T21:23:00"


def test_json_ld_says_the_same_in_lists_in_objects_and_as_texts() -> None:
    head = ld(
        '{"@type":"BlogPosting","headline":["Goats at sea"],"articleSection":{"@value":"Sea"},"isAccessibleForFree":"False",'
        '"author":[{"name":"Ann Lee","url":{"@id":"/ann/"}}],"datePublished":"2014-05-05","commentCount":"2",'
        '"interactionStatistic":[{"interactionType":{"@type":"LikeAction"},"userInteractionCount":7},'
        '{"interactionType":"https://schema.org/ReadAction","userInteractionCount":"90"},{"userInteractionCount":null}],'
        '"comment":[{"author":"Bo","comment":{"text":"Where to?","author":["Ida"]}}]}'
    )
    post = extracted(ARTICLE.replace("<h1>Goats at sea</h1>", ""), head).post
    assert (post.title, post.authors, post.access) == (
        "Goats at sea",
        (Author(name="Ann Lee", url="https://blog.example/ann/"),),
        Access.PREVIEW,
    )
    assert {counter.name: counter.value for counter in post.counters} == {"comments": 2, "likes": 7, "views": 90}
    assert [(comment.author, comment.text) for comment in post.comments] == [("Ida", "Where to?")]


@pytest.mark.parametrize(("url", "day"), [(URL, "2014-05-05"), ("https://blog.example/other/", None), ("http://[", None)])
def test_the_times_of_the_page_are_the_posts_where_json_ld_has_no_post(url: str, day: str | None) -> None:
    post = extract_post(page(document(ARTICLE, ld(f'{{"@type":"WebPage","url":"{url}","datePublished":"2014-05-05"}}')), url=URL)).post
    assert (post.published.iso if post.published is not None else None) == day


def test_who_posted_it_is_told_from_a_list_of_all_who_write() -> None:
    """As Mezzanine has both, with the title above their box."""
    people = "".join(f'<li><a href="/blog/author/{name.lower()}/">{name} Lee</a> (9)</li>' for name in ("Cy", "Ann", "Bo"))
    line = '<h6 class="post-meta">Posted by: <a href="/blog/author/ann/">Ann Lee</a> 7 years, 9 months ago</h6>'
    body = f"<div><h1>Goats at sea</h1><div><div>{line}{PROSE}</div><div><h3>Authors</h3><ul>{people}</ul></div></div></div>"
    assert [author.name for author in extracted(body).post.authors] == ["Ann Lee"]


def test_an_author_in_microdata_has_a_name_and_an_address_of_its_own() -> None:
    people = (
        '<p itemprop="author" itemscope itemtype="https://schema.org/Person"><b itemprop="name">Ann Lee</b> <a href="/ann/">more</a></p>'
        '<div itemprop="publisher" itemscope><div><i itemprop="author">Ledger Press</i></div></div>'
    )
    body = ARTICLE.replace("<article>", f'<article itemscope itemtype="https://schema.org/BlogPosting">{people}')
    assert extracted(body).post.authors == (Author(name="Ann Lee", url="https://blog.example/ann/"),)


def test_a_line_marked_as_the_subtitle_is_that() -> None:
    body = ARTICLE.replace("</h1>", '</h1><h2 class="post-subtitle">In which nobody is surprised</h2>')
    assert extracted(body).post.subtitle == "In which nobody is surprised"


@pytest.mark.parametrize(
    "told",
    [
        meta("og:title", "The Harbour") + meta("og:site_name", "The Harbour"),
        '<meta name="DC.title" content="The Harbour: words on the sea">',
    ],
)
def test_the_name_of_the_blog_that_machines_are_told_is_no_title(told: str) -> None:
    answer = page(document(ARTICLE, f"<title>Goats at sea - Harbour</title>{told}"))
    assert extract_post(answer, blog_title="The Harbour: words on the sea").post.title == "Goats at sea"


def test_rdfa_lite_says_what_microdata_does() -> None:
    post = extracted(
        '<article vocab="https://schema.org/" typeof="Article"><h1><span property="headline">Goats</span></h1>'
        '<small>ارسال شده توسط <span property="author">Ada Goat</span> در <time datetime="2014-05-05" property="datePublished">May 5</time></small>'
        f'<div class="content">{PROSE}</div></article>'
    ).post
    assert (post.title, post.authors, post.published) == ("Goats", (Author(name="Ada Goat"),), StatedDate("2014-05-05"))


def test_a_word_in_a_heading_that_is_called_a_day_and_tells_none_is_of_the_title() -> None:
    page = f'<article><h1><span class="day">Day 5</span>: Over the pass</h1><div class="entry-content">{PROSE}</div></article>'
    assert extracted(page).post.title == "Day 5: Over the pass"


def test_the_day_in_a_heading_that_is_called_so_is_no_part_of_the_title() -> None:
    heading = '<h2><a href="/a/" rel="bookmark">Goats at sea</a> <span class="date">十一月 24th, 2009</span></h2>'
    post = extracted(f'<div id="split"><div class="nifty">{heading}</div><div class="en_body">{PROSE}</div></div>').post
    assert (post.title, post.published and post.published.iso) == ("Goats at sea", "2009-11-24")
