"""Pictures at their original size, links in order, and what a page shows of its own kind."""

import pytest

from scraper.extraction.media import largest_of, original_address
from scraper.items import Hints
from tests.scraper.extraction.pages import PROSE, extracted

ARTICLE = '<article><h1>Goats</h1><div class="entry-content">' + PROSE + "{}</div></article>"
PIXEL = "data:image/gif;base64,R0lGODlhAQABAAAAACw="


@pytest.mark.parametrize(
    ("shown", "original"),
    [
        ("https://b.example/wp-content/uploads/2014/05/goat-300x200.jpg", "https://b.example/wp-content/uploads/2014/05/goat.jpg"),
        ("https://b.example/wp-content/uploads/goat-scaled.jpg", "https://b.example/wp-content/uploads/goat.jpg"),
        ("https://i0.wp.com/b.example/goat.jpg?resize=300%2C200", "https://b.example/goat.jpg"),
        (
            "https://static.wixstatic.com/media/ab~mv2.png/v1/fill/w_147,h_98,al_c,q_80/goat.png",
            "https://static.wixstatic.com/media/ab~mv2.png",
        ),
        ("https://1.bp.blogspot.com/-x/AAA/s320/goat.jpg", "https://1.bp.blogspot.com/-x/AAA/s0/goat.jpg"),
        ("http://lh3.ggpht.com/-x/AAA/w640-h480/goat.jpg", "https://lh3.ggpht.com/-x/AAA/s0/goat.jpg"),
        ("https://lh4-us.googleusercontent.com/docsz/AD_4nXe=w640-h480", "https://lh4-us.googleusercontent.com/docsz/AD_4nXe=s0"),
        ("https://blogger.googleusercontent.com/img/a/AVvXsEi=s320", "https://blogger.googleusercontent.com/img/a/AVvXsEi=s0"),
        ("https://g.example/content/images/size/w600/2014/goat.png", "https://g.example/content/images/2014/goat.png"),
        ("https://b.files.wordpress.com/2014/goat.jpg?w=640", "https://b.files.wordpress.com/2014/goat.jpg"),
        ("https://b.example/goat-1920x1080.jpg", "https://b.example/goat-1920x1080.jpg"),
    ],
)
def test_the_original_is_derived_where_a_service_names_its_sizes(shown: str, original: str) -> None:
    assert original_address(shown) == original


def test_a_platforms_own_rewrite_comes_first() -> None:
    assert original_address("https://x.example/s/1.jpg", ((r"/s/", "/o/"),)) == "https://x.example/o/1.jpg"


@pytest.mark.parametrize(
    "image",
    [
        '<img src="/goat.jpg" alt="A goat">',
        f'<img src="{PIXEL}" data-src="/goat.jpg" alt="A goat">',
        f'<img src="{PIXEL}" srcset="/goat-small.jpg 300w, /goat.jpg 1200w" alt="A goat">',
        f'<img class="lazy" src="{PIXEL}" data-src="/goat.jpg" alt="A goat"><noscript><img src="/goat.jpg" alt="A goat"></noscript>',
        f'<figure><img src="{PIXEL}" alt="A goat"></figure><noscript><img src="/goat.jpg" alt="A goat"></noscript>',
        '<noscript><img src="/goat.jpg" alt="A goat"></noscript>',
        '<a href="/goat.jpg"><img src="/goat-150x150.jpg" alt="A goat"></a>',
        '<picture><source srcset="/goat.webp"><img src="/goat.jpg" alt="A goat"></picture>',
        '<img src="/goat.jpg" alt="A goat"><img src="/goat.jpg">',
    ],
)
def test_each_picture_is_held_once_with_its_true_address_and_its_words(image: str) -> None:
    media = extracted(ARTICLE.format(image)).post.media
    assert [(item.url, item.alt, item.kind) for item in media] == [("https://blog.example/goat.jpg", "A goat", "image")]


def test_pixels_and_placeholders_are_no_pictures() -> None:
    images = (
        f'<img src="{PIXEL}"><img src="https://stats.wordpress.com/b.gif?x=1"><img src="/t.gif" width="1"'
        ' height="1"><img src="/spacer.gif">'
    )
    assert extracted(ARTICLE.format(images)).post.media == ()


def test_a_host_of_static_files_is_no_counter() -> None:
    images = '<img src="https://stat.files.example/goat.jpg?w=800"><img src="https://files.example/stat?id=1">'
    assert [item.url for item in extracted(ARTICLE.format(images)).post.media] == ["https://stat.files.example/goat.jpg?w=800"]


def test_a_picture_in_a_header_of_the_text_is_the_posts() -> None:
    body = f'<article><h1>Goats</h1><div class="entry-content"><header><img src="/goat.jpg"></header>{PROSE}</div></article>'
    assert [item.url for item in extracted(body).post.media] == ["https://blog.example/goat.jpg"]


def test_films_and_sounds_are_media_too() -> None:
    embeds = (
        '<audio src="/goat.mp3"></audio><video><source src="/goat.mp4"></video>'
        '<p><iframe src="https://www.youtube.com/embed/x" title="Goat film"></iframe></p>'
    )
    assert [(item.url, item.kind) for item in extracted(ARTICLE.format(embeds)).post.media] == [
        ("https://blog.example/goat.mp3", "audio"),
        ("https://blog.example/goat.mp4", "video"),
        ("https://www.youtube.com/embed/x", "video"),
    ]


@pytest.mark.parametrize(
    "shown",
    [
        '<param name="movie" value="https://www.youtube.com/v/x"><embed src="https://www.youtube.com/v/x" type="application/x-shockwave-flash">',
        '<param name="movie" value="https://www.youtube.com/v/x">',
        '<object data="https://www.youtube.com/v/x"><p>You need a plug-in.</p></object>',
    ],
)
def test_a_film_that_was_set_into_the_page_as_an_object_is_media(shown: str) -> None:
    post = extracted(ARTICLE.format(f"<p>Before.<object width='425'>{shown}</object> Behind.</p>")).post
    assert [(item.url, item.kind) for item in post.media] == [("https://www.youtube.com/v/x", "video")]
    assert 'href="https://www.youtube.com/v/x"' in (post.body_html or "")
    assert "Before.\nBehind." in (post.body_text or "") or "Before. Behind." in (post.body_text or "")
    assert "plug-in" not in (post.body_text or "")


def test_the_sound_that_a_players_frame_names_is_media() -> None:
    player = '<iframe src="https://blog.example/player/x?audio_file=https%3A%2F%2Fa.example%2Fgoat.mp3&amp;color=red"></iframe>'
    post = extracted(ARTICLE.format(f"<p>Hear the goats.</p>{player}<p>They sing.</p>")).post
    assert [(item.url, item.kind) for item in post.media] == [("https://a.example/goat.mp3", "audio")]
    numbered = "https://radio.example/player?audio_file=17"
    assert [item.url for item in extracted(ARTICLE.format(f'<iframe src="{numbered}"></iframe>')).post.media] == [numbered]


@pytest.mark.parametrize("embed", ['<embed src="/goat.swf">', '<embed src="/goat.swf"></embed>', ""])
def test_the_text_behind_an_object_without_an_end_is_kept(embed: str) -> None:
    text = "".join(f"<p>The goat of number {n} stood at the rail, and nobody on the pier was surprised by that.</p>" for n in range(9))
    post = extracted(ARTICLE.format(f'<object><param name="movie" value="/goat.swf">{embed}{text}')).post
    assert "number 0" in (post.body_text or "")
    assert "number 8" in (post.body_text or "")
    assert [item.url for item in post.media] == ["https://blog.example/goat.swf"]


def test_the_largest_of_a_set_is_taken() -> None:
    assert largest_of("/a.jpg 1x, /b.jpg 2x") == "/b.jpg"
    assert largest_of("https://c.example/w_1,h_2/a.jpg 100w, https://c.example/w_9,h_9/a.jpg 900w") == "https://c.example/w_9,h_9/a.jpg"
    assert largest_of("/a.jpg .x, /b.jpg .5x") == "/b.jpg"
    assert largest_of(None, "") is None


def test_a_picture_whose_name_is_no_utf_8_is_another_than_the_one_it_links_to() -> None:
    post = extracted(f'<article><h1>x</h1><div>{PROSE}<a href="/%F1%F2.jpg"><img src="/%EA%EE.jpg"></a></div></article>').post
    assert [medium.url for medium in post.media] == ["https://blog.example/%EA%EE.jpg"]


def test_outgoing_links_are_the_bodys_own() -> None:
    links = extracted(
        '<nav><a href="/about">About</a></nav>'
        + ARTICLE.format('<p><a href="https://a.example/x" rel="nofollow">A</a> <a href="#note">1</a> <a href="/y">Y</a></p>')
    ).post.links
    assert [(link.url, link.text, link.rel) for link in links] == [
        ("https://a.example/x", "A", "nofollow"),
        ("https://blog.example/y", "Y", None),
    ]


def test_a_link_does_not_name_the_blog_as_its_referrer() -> None:
    html = ARTICLE.format(
        '<p><a href="https://w.example/a?ref=b.example">a</a> <a href="https://w.example/b?q=1&amp;q=2&amp;ref=b.example#c">b</a>'
        '<a href="https://w.example/c?ref=others">c</a></p>'
    )
    links = [link.url for link in extracted(html, url="https://www.b.example/goats/").post.links]
    assert links == ["https://w.example/a", "https://w.example/b?q=1&q=2#c", "https://w.example/c?ref=others"]


def test_all_links_of_a_page_come_in_order_once_and_without_fragments() -> None:
    body = (
        '<a href="/b#x">B</a><a href="/a"></a><a href="/b">again</a><a href="/a">A</a><a'
        ' href="javascript:x">no</a><a href="mailto:x@y">no</a>'
    )
    assert extracted(body).links == ("https://blog.example/b", "https://blog.example/a")


def test_pages_of_one_template_share_their_features_and_lists_do_not() -> None:
    def post(number: int) -> str:
        return (
            f'<article id="post-{number}" class="post-{number} post"><h1 class="entry-title">Goat {number}</h1>'
            f'<time datetime="2014-05-0{number}">x</time><div class="entry-content">{PROSE}</div></article>'
        )

    def listing() -> str:
        return (
            '<div class="list">'
            + "".join(
                f'<article class="post"><h2><a href="/{n}">Goat {n}</a></h2><p>The ferry left at seven.</p></article>' for n in range(5)
            )
            + "</div>"
        )

    one, two = (extracted(post(n), '<meta property="og:type" content="article">').signs for n in (1, 2))
    many = extracted(listing(), '<meta property="og:type" content="website">').signs
    assert one.features == two.features
    assert "meta:og:type=article" in one.features
    assert one.features.isdisjoint(many.features)
    assert (one.articles, many.articles) == (1, 5)
    assert (one.og_type, many.og_type) == ("article", "website")


TEASER = '<li class="post"><a href="/{n}">Goat {n}</a> left on the ferry at seven</li>'


@pytest.mark.parametrize(
    ("beside", "entries"),
    [
        ('<ul id="recent_posts">' + TEASER * 6 + "</ul>", 1),
        ('<section class="post-related"><article class="post">' + PROSE + "</article></section>" * 3, 1),
        (f'<aside><article class="post">{PROSE}</article></aside>' * 3, 1),
        (f'<article class="post"><h2><a href="/2">Goat 2</a></h2>{PROSE}</article>' * 3, 4),
        (f'<div class="grid"><article class="card post"><h2><a href="/2">Goat 2</a></h2>{PROSE}</article></div>' * 3, 4),
    ],
    ids=["recent", "related", "aside", "list", "list below a featured one"],
)
def test_teasers_beside_the_body_are_no_entries(beside: str, entries: int) -> None:
    own = f'<article class="post"><h1 class="entry-title">Goat 1</h1><div class="entry-content">{PROSE}</div></article>'
    assert extracted(f'<div class="main">{own}{beside}</div>').signs.articles == entries


def test_entries_that_are_called_nothing_else_are_counted() -> None:
    entry = f'<div class="post-date">5 May 2014</div><h2><a href="/2">Goat 2</a></h2><div class="entry">{PROSE}</div>'
    assert extracted(f'<div id="column">{entry * 3}</div>').signs.articles == 3


def test_teasers_that_a_theme_shows_within_the_posts_own_article_are_no_entries() -> None:
    cards = f'<div class="m-item"><article class="card post"><h2><a href="/2">Goat 2</a></h2>{PROSE}</article></div>' * 3
    for part, entries in (("m-recommended", 1), ("grid", 3)):
        own = f'<article><header><h1>Goat 1</h1></header><div>{PROSE * 3}</div><section class="{part}">{cards}</section></article>'
        assert extracted(f"<main>{own}</main>").signs.articles == entries


@pytest.mark.parametrize(
    ("title", "missing"), [("Page not found", True), ("404", True), ("Seite nicht gefunden", True), ("Lost and found goats", False)]
)
def test_a_page_that_says_not_found_looks_missing(title: str, missing: bool) -> None:
    assert extracted(f"<main><h1>{title}</h1><p>Sorry.</p></main>", f"<title>{title}</title>").signs.looks_missing is missing


def test_what_stands_for_a_picture_that_is_not_there_says_nothing_of_the_page() -> None:
    pictures = "<p><img src='/1.jpg'></p><p>Image not found</p>"
    assert not extracted(f"<article><h1>Goats</h1><div class='entry-content'>{pictures}</div></article>").signs.looks_missing


def test_a_long_post_about_missing_pages_is_not_missing() -> None:
    assert not extracted(
        f'<article><h1>Page not found: a history</h1><div class="entry-content">{PROSE * 5}</div></article>'
    ).signs.looks_missing


def test_the_heading_of_the_next_post_is_not_what_a_page_calls_itself() -> None:
    onward = '<section><h2><a href="/next/">Harbour at dawn</a></h2></section>'
    page = f"<title>My photos</title><main><article>{PROSE}</article>{onward}</main>"
    assert extracted(page, hints=Hints(source="feed", title="Sunset in Rome")).signs.other_title == "My photos"


@pytest.mark.parametrize(
    ("head", "closed"),
    [
        ("<title>Just a moment...</title>", True),
        ("<title>503 Service Unavailable | My Blog</title>", False),
        ("<title>Service unavailable | My Blog</title>", True),
        ('<title>Just a moment...</title><link rel="alternate" type="application/rss+xml" href="/feed">', False),
    ],
)
def test_a_page_that_stands_for_any_other_is_closed(head: str, closed: bool) -> None:
    assert extracted("<h1>Checking your browser</h1><p>Wait.</p>", head).signs.looks_closed is closed


def test_a_page_that_bears_a_part_of_its_listed_title_is_no_other() -> None:
    page = f"<article><h1>Sapphics</h1><div class='post-content'>{PROSE}</div></article>"
    assert extracted(page, hints=Hints(source="listing", title="Hunting Sapphics")).signs.other_title is None
