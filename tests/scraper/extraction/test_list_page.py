"""Pages as lists of posts."""

import time
from datetime import UTC, datetime

import pytest

from scraper.extraction.lists.page import ListingPage, read_listing
from scraper.items import Page
from storage.records import StatedDate


def _read(body: str, url: str = "https://blog.example/") -> ListingPage:
    return read_listing(
        Page(
            url=url,
            body=f"<html><head><title>t</title></head><body>{body}</body></html>".encode(),
            fetched_at=datetime(2026, 1, 1, tzinfo=UTC),
        )
    )


ENTRIES = "".join(
    f'<article class="card"><h2><a href="/posts/{slug}/">{title}</a></h2><time datetime="2020-01-0{n}">a day</time>'
    f'<p>Words.</p><a href="/posts/{slug}/#comments">3 comments</a> <a rel="tag" href="/tags/{slug}/">{slug}</a></article>'
    for n, (slug, title) in enumerate([("one", "The first loaf"), ("two", "A second walk"), ("three", "Three tools")], 1)
)
FRAME = (
    '<header><a href="/">Home</a><nav><a href="/about/">About this blog</a> <a href="/archive/">Archive</a></nav></header>'
    '<aside class="sidebar"><ul><li><a href="/posts/one/">The first loaf</a></li></ul></aside><footer><a href="/imprint/">Imprint</a></footer>'
)


def test_entries_are_the_repeated_titled_links_with_their_days() -> None:
    page = _read(FRAME + f"<main>{ENTRIES}</main>")
    assert [(e.url, e.title, e.published) for e in page.entries] == [
        ("https://blog.example/posts/one/", "The first loaf", StatedDate("2020-01-01")),
        ("https://blog.example/posts/two/", "A second walk", StatedDate("2020-01-02")),
        ("https://blog.example/posts/three/", "Three tools", StatedDate("2020-01-03")),
    ]


def test_an_entry_of_a_description_list_has_the_day_of_its_term() -> None:
    page = _read(
        '<dl><dt>24.07.2022</dt><dd><a href="/one.html">The first loaf</a></dd><dd><a href="/two.html">A second walk</a></dd></dl>'
    )
    assert [(e.title, e.published) for e in page.entries] == [
        ("The first loaf", StatedDate("2022-07-24")),
        ("A second walk", StatedDate("2022-07-24")),
    ]


def test_what_a_heading_leads_to_is_no_tag_though_its_read_more_is_marked_as_one() -> None:
    items = "".join(f'<div><h2><a href="/w{n}">Walk {n}</a></h2><p>W.</p><a rel="tag" href="/w{n}">Read more</a></div>' for n in (1, 2))
    page = _read(items + '<h2><a rel="tag" href="/topics/walks">Walks</a></h2>')
    assert [e.title for e in page.entries] == ["Walk 1", "Walk 2"]
    assert page.terms == {"https://blog.example/topics/walks"}


def test_a_link_without_words_over_an_entry_is_called_by_its_label() -> None:
    item = '<article class="feed"><h2>{0}</h2><a class="u-permalink" href="/{0}/" aria-label="{0}"></a></article>'
    entries = _read(item.format("one") + item.format("two")).entries
    assert [(e.url, e.title) for e in entries] == [("https://blog.example/one/", "one"), ("https://blog.example/two/", "two")]


def test_named_parts_of_a_path_are_pages_and_tags() -> None:
    """As Kirby has them, and CakePHP had."""
    pager = '<nav class="pagination"><span>&larr;</span> <a href="/notes/page:2">&rarr;</a></nav><p><a href="/notes/tag:Sea">Sea</a></p>'
    page = _read(pager, "https://blog.example/notes")
    assert (page.older, page.sections) == (("https://blog.example/notes/page:2",), ("https://blog.example/notes/tag:Sea",))


def test_menus_and_sidebars_are_no_entries() -> None:
    page = _read(FRAME + f"<main>{ENTRIES}</main>")
    assert "https://blog.example/about/" not in {e.url for e in page.entries}
    assert page.terms == {"https://blog.example/tags/one/", "https://blog.example/tags/two/", "https://blog.example/tags/three/"}


def test_a_header_that_is_never_closed_hides_no_entries() -> None:
    menu = "".join(f'<li><a href="/{n}/">Standing page {n}</a></li>' for n in range(9))
    page = _read(f"<nav><ul>{menu}</ul></nav><header><h1>Archives</h1><section>{ENTRIES}</section><footer>By Ada</footer>")
    assert [e.title for e in page.entries] == ["The first loaf", "A second walk", "Three tools"]


def test_a_box_around_the_whole_page_is_no_sidebar_whatever_it_is_called() -> None:
    plain = FRAME.replace("<header>", '<div id="top">').replace("</header>", "</div>")
    for main in ("<main>{}</main>", '<div role="main">{}</div>', "<div>{}</div>"):
        page = _read(f'<div class="container sidebar-position-left">{plain}{main.format(ENTRIES)}</div>')
        assert [e.title for e in page.entries] == ["The first loaf", "A second walk", "Three tools"]
    page = _read(f'{plain}<ul>{"<li><a href=/tags/x/>x</a></li>" * 30}</ul><div class="menu-l"><div>{ENTRIES}</div></div>')
    assert [e.title for e in page.entries if "/posts/" in e.url] == ["The first loaf", "A second walk", "Three tools"]


def test_a_widget_that_holds_all_entries_is_no_sidebar() -> None:
    """To Blogger the list of posts is one; a widget with some of them beside it is still beside."""
    entry = '<div class="post hentry"><h3><a href="/2014/05/{0}.html">{0} of May</a></h3><p>W.</p></div>'
    main = f'<div class="widget Blog">{entry.format("first")}{entry.format("second")}</div>'
    recent = '<div class="widget"><a href="/2014/04/old.html">An old one</a><a href="/2014/03/older.html">An older one</a></div>'
    assert [e.title for e in _read(main + recent).entries] == ["first of May", "second of May"]


def test_a_permalink_in_an_entrys_footer_names_it_and_a_time_of_day_is_no_title() -> None:
    entry = (
        '<div class="hentry"><p>W.</p><div class="post-footer"><div class="post-footer-line">'
        '<a rel="bookmark" href="/2014/05/{0}.html">0{0}:30</a></div></div></div>'
    )
    page = _read(entry.format(1) + entry.format(2) + '<div class="footer"><a rel="bookmark" href="/2014/05/3.html">x y</a></div>')
    assert [(e.url, e.title) for e in page.entries] == [
        ("https://blog.example/2014/05/1.html", None),
        ("https://blog.example/2014/05/2.html", None),
    ]


def test_a_link_to_a_feed_is_no_entry() -> None:
    page = _read(
        '<div><a href="/posts/one">One</a><a href="/posts/two">Two</a><a type="application/atom+xml" href="/posts/default">Atom</a></div>'
    )
    assert [e.title for e in page.entries] == ["One", "Two"]


def test_a_day_within_the_link_is_no_part_of_the_title() -> None:
    rows = "".join(f'<li><a href="/p{n}/"><time datetime="2020-01-0{n}">01-0{n}</time> <span>Loaf {n}</span></a></li>' for n in (1, 2))
    page = _read(f"<main><ul>{rows}</ul></main>")
    assert [(e.title, e.published) for e in page.entries] == [("Loaf 1", StatedDate("2020-01-01")), ("Loaf 2", StatedDate("2020-01-02"))]


@pytest.mark.parametrize(
    "line",
    [
        "May {n}, 2014 at 9:30 PM | categories:",
        "Ann Lee | 2014-05-0{n} | 3 replies",
        "2014-05-0{n} · Walks",
        "2014.05.0{n} // <a>No comments</a>",
        "Submitted by Ann Christine Longname Lee on Thursday, May {n}, 2014 - 9:23pm",
    ],
)
def test_the_day_in_a_line_of_several_things_is_the_entrys(line: str) -> None:
    items = "".join(f'<div><h2><a href="/walk-{n}">Walk {n}</a></h2><small>{line.format(n=n)}</small><p>Words.</p></div>' for n in (1, 2))
    assert [e.published and e.published.iso[:10] for e in _read(items).entries] == ["2014-05-01", "2014-05-02"]


def test_the_day_of_an_entry_is_not_that_of_its_category() -> None:
    def item(n: int, heading: str) -> str:
        return f'<div><div>{heading.format(n=n)}<p class="cate"><a href="/walks{n}/">Walks</a></p><p>2014-05-0{n}</p></div></div>'

    own, foreign = '<h2><a href="/walk-{n}">Walk {n}</a></h2>', '<h2><a href="https://news.example/{n}">News {n}</a></h2>'
    assert [e.url[-8:] for e in _read("".join(item(n, own) for n in (1, 2))).entries if e.published] == ["e/walk-1", "e/walk-2"]
    assert [e.url[-8:] for e in _read("".join(item(n, foreign) for n in (1, 2))).entries if e.published] == ["/walks1/", "/walks2/"]


@pytest.mark.parametrize("paths", ["/posts/{}/ /posts/{}/2/", "/?p={} /?p={}&page=2"])
def test_the_further_pages_of_a_post_that_is_printed_whole_are_no_entries(paths: str) -> None:
    first, second = paths.split()
    item = (
        f'<article><h2><a href="{first}">A walk of day {{}}</a></h2><p>Words.</p><p class="post-nav-links">Pages: <span>1</span> '
        f'<a href="{second}" class="post-page-numbers"><span class="screen-reader-text">Page </span>2</a></p></article>'
    )
    html = "".join(item.format(n, n, n) for n in (11, 12, 13))
    for page in (_read(html), _read(html.replace("post-page-numbers", ""))):
        assert [e.title for e in page.entries] == ["A walk of day 11", "A walk of day 12", "A walk of day 13"]


def test_a_post_with_a_number_for_an_address_is_an_entry() -> None:
    items = "".join(f'<article><h2><a href="/{n}/">Day {n}</a></h2></article>' for n in (1, 2, 3))
    assert len(_read(f'<p><a href="/">My days</a></p>{items}', url="https://blog.example/page/2/").entries) == 4


def test_archives_and_older_pages_are_found_by_words_and_numbers() -> None:
    page = _read(FRAME + f'<main>{ENTRIES}</main><a href="/page/2/">2</a><a href="/page/9/">9</a><a href="/about/">Next: about us</a>')
    assert page.archives == ("https://blog.example/archive/",)
    assert _read('<nav><a href="/weblog/">记录<span>/Weblog</span></a></nav>').archives == ("https://blog.example/weblog/",)
    assert page.older == ("https://blog.example/page/2/",)


def test_numbers_in_a_pager_lead_on_wherever_they_are() -> None:
    pager = '<nav class="paginator"><ul><li><a>{}</a></li><li><a href="/blog/2/">2</a></li><li><a href="/blog/3/">3</a></li></ul></nav>'
    years = '<div><a href="/blog/2/">2</a></div>'
    assert _read(f"<main>{ENTRIES}</main>{pager}", "https://blog.example/blog/").older == ("https://blog.example/blog/2/",)
    assert _read(f"<main>{ENTRIES}</main>{pager}", "https://blog.example/blog/2/").older == ("https://blog.example/blog/3/",)
    assert _read(f"<main>{ENTRIES}</main>{pager}", "https://blog.example/").older == ("https://blog.example/blog/2/",)
    assert _read(f"<main>{ENTRIES}</main>{years}", "https://blog.example/blog/").older == ()


def test_a_pager_whose_addresses_count_from_zero_leads_on() -> None:
    pager = '<div class="pagination"><b>{}</b><a href="/1/">2</a><a href="/2/">3</a><a href="/{}/index.html">»</a></div>'
    assert set(_read(f"<main>{ENTRIES}</main>{pager.format(1, 1)}").older) == {
        "https://blog.example/1/",
        "https://blog.example/1/index.html",
    }
    on = _read(f"<main>{ENTRIES}</main>{pager.format(2, 2)}", "https://blog.example/1/").older
    assert set(on) == {"https://blog.example/2/", "https://blog.example/2/index.html"}


def test_a_feed_that_is_only_linked_to_is_one_where_none_is_declared() -> None:
    link = '<footer><a href="/feed.rss">RSS</a> <a href="https://other.example/feed.xml">theirs</a> <a href="/notes/feed-the-goat/">x</a></footer>'
    assert _read(link).feeds == (("https://blog.example/feed.rss", "RSS"),)
    assert _read('<link rel="alternate" type="application/rss+xml" href="/rss.xml" title="All">' + link).feeds == (
        ("https://blog.example/rss.xml", "All"),
    )


def test_the_feed_of_a_category_or_of_one_post_is_not_the_blogs() -> None:
    deep = '<a href="/category/cats/feed.xml">Cats</a> <a href="/2010/05/a-walk/feed/">Comments</a>'
    assert _read(f'{deep} <a href="/blog/feed.xml">All</a> <a href="/feed/">Whole site</a>').feeds == (
        ("https://blog.example/feed/", "Whole site"),
        ("https://blog.example/blog/feed.xml", "All"),
    )


def test_an_entry_that_only_says_read_more_is_one_without_title() -> None:
    rows = "".join(
        f'<div class="row"><b>T{n}</b> <time datetime="2020-01-0{n}"></time> <a href="/p{n}.html">Read more</a></div>' for n in (1, 2)
    )
    assert [(e.url, e.title) for e in _read(rows).entries] == [
        ("https://blog.example/p1.html", None),
        ("https://blog.example/p2.html", None),
    ]


@pytest.mark.parametrize("words", ["next post", "Read more about Goats at sea", "« Previous post", "下一篇", "Article suivant →"])
def test_the_words_that_lead_to_the_next_post_are_not_its_title(words: str) -> None:
    page = _read(f'<p><a href="/one/">{words}</a></p><p><a href="/two/">Next posts of the harbour</a></p>')
    assert [(e.url[-5:], e.title) for e in page.entries] == [("/one/", None), ("/two/", "Next posts of the harbour")]


def test_what_an_icon_is_called_is_no_part_of_a_links_words() -> None:
    icon = '<svg viewBox="0 0 27 28"><title>Continue</title><path d="M27 13.9"></path></svg>'
    more = (
        f'<article class="card"><time datetime="2020-01-04">a day</time><p>Words.</p><a href="/posts/four/">Read more {icon}</a></article>'
    )
    page = _read(f"<main>{ENTRIES}{more}</main>")
    assert [(e.url, e.title) for e in page.entries][3:] == [("https://blog.example/posts/four/", None)]


def test_the_words_for_a_permalink_are_no_title() -> None:
    entry = '<article class="card"><h2><a href="/posts/four/" rel="bookmark" title="Permalink to "></a></h2><p>Words.</p></article>'
    assert [(e.url, e.title) for e in _read(f"<main>{ENTRIES}{entry}</main>").entries][3:] == [("https://blog.example/posts/four/", None)]


def test_a_post_called_share_this_is_an_entry() -> None:
    rows = "".join(f'<div><h2 id="{slug}"><a href="/{slug}/">{slug} and words</a></h2></div>' for slug in ("share-this", "related-posts"))
    assert len(_read(rows).entries) == 2


def test_calendar_archives_are_told_from_posts() -> None:
    page = _read(
        '<ul><li><a href="/2019/">2019</a></li><li><a href="/2019/05/">May</a></li><li><a href="/2019/05/title/">A title</a></li></ul>'
    )
    assert page.calendar == ("https://blog.example/2019/", "https://blog.example/2019/05/")


@pytest.mark.parametrize(
    "path",
    ["archives/2004_05.html", "2004_05_01_archive.html", "archive-2004.html", "2004/05/index.html", "?m=200405", "archive/2004/05/1"],
)
def test_months_of_old_software_are_calendars(path: str) -> None:
    assert _read(f'<a href="/{path}">May 2004</a><a href="/2004_05_12.html">A day</a>').calendar == (f"https://blog.example/{path}",)


def test_a_file_that_is_named_by_a_year_below_its_month_is_a_post() -> None:
    page = _read('<a href="/2005/10/2006.html">The year to come</a><a href="/2005/2005.html">A year</a><a href="/2005/10/">October</a>')
    assert page.calendar == ("https://blog.example/2005/2005.html", "https://blog.example/2005/10/")


def test_the_months_that_only_the_head_names_are_calendars() -> None:
    link = '<link rel="archives" title="May 2006" href="/2006/05/"><link rel="archives" href="/all/">'
    assert _read(link).calendar == ("https://blog.example/2006/05/",)


def test_a_link_that_says_how_many_older_entries_come_next_leads_to_them() -> None:
    pager = '<ul><li><a href="/?skip=40">Previous 20</a></li><li><a href="/tag/boats">Previous boats</a></li></ul>'
    assert _read(f"<main>{ENTRIES}</main>{pager}", "https://blog.example/?skip=20").older == ("https://blog.example/?skip=40",)


@pytest.mark.parametrize("query", ["start=5", "before=2024-03-01"])
def test_a_query_of_the_pages_own_that_is_called_older_is_its_next_page(query: str) -> None:
    page = _read(f'<main>{ENTRIES}</main><a href="/?{query}">Older</a> <a href="/?view=cards">Cards</a> <a href="/about?x=1">Next</a>')
    assert page.older == (f"https://blog.example/?{query}",)


def test_the_months_of_a_calendar_are_no_older_pages_where_these_have_numbers() -> None:
    calendar = '<div><a href="?month=11">Previous</a> December <a href="?month=1">Next</a></div>'
    page = _read(f'{calendar}<main>{ENTRIES}</main><a href="/page/2/">Older posts</a>')
    assert page.older == ("https://blog.example/page/2/",)


@pytest.mark.parametrize("path", ["pages/2", "2"])
def test_a_number_below_the_page_that_is_called_older_posts_is_its_next_page(path: str) -> None:
    page = _read(f'<main>{ENTRIES}</main><nav><a href="/{path}">Older posts</a> <a href="/3">Three goats</a></nav>')
    assert page.older == (f"https://blog.example/{path}",)


def test_links_to_other_hosts_and_files_are_no_entries() -> None:
    rows = '<ul><li><a href="https://other.example/a">Another blog</a></li></ul><p><a href="/photo.jpg">A photo</a></p>'
    assert _read(rows).entries == ()


def test_a_post_without_a_title_is_an_entry_by_its_permalink_in_the_footer_of_its_own() -> None:
    rows = "".join(
        f"<article><header>{f'<h2><a href=/posts/{n}/ rel=bookmark>{title}</a></h2>' if title else ''}</header><p>Words.</p>"
        f'<footer><a href="/posts/{n}/" rel="bookmark"><time datetime="2020-01-0{n}">January {n}, 2020</time></a>'
        f' <a href="/posts/{n}/#respond">Leave a comment on {title}</a></footer></article>'
        for n, title in ((1, "The first loaf"), (2, ""), (3, "Three tools"))
    )
    assert [(e.url, e.title) for e in _read(f"<main>{rows}</main>").entries] == [
        ("https://blog.example/posts/1/", "The first loaf"),
        ("https://blog.example/posts/3/", "Three tools"),
        ("https://blog.example/posts/2/", None),
    ]


def test_the_time_below_each_post_of_bloggers_first_templates_is_its_entry() -> None:
    post = (
        '<h2 class="date-header">Sunday, May {n}, 2008</h2><div class="post"><h3 class="post-title">Walk {n}</h3><div class="post-body">Words.'
        '</div><p class="post-footer"><em>posted by Ann at <a href="/2008/05/walk-{n}.html" title="permanent link">7:4{n} PM</a></em></p></div>'
    )
    page = _read("".join(post.format(n=n) for n in (1, 2, 3)))
    assert [(entry.url, entry.title) for entry in page.entries] == [
        (f"https://blog.example/2008/05/walk-{n}.html", None) for n in (1, 2, 3)
    ]


def test_a_permalink_without_words_is_an_entry() -> None:
    rows = "".join(
        f'<article><h2><a href="/posts/{n}/" rel="bookmark">{title}</a></h2></article>' for n, title in ((1, "Loaf"), (2, ""), (3, "Tools"))
    )
    assert [(e.url, e.title) for e in _read(rows).entries] == [
        ("https://blog.example/posts/1/", "Loaf"),
        ("https://blog.example/posts/2/", None),
        ("https://blog.example/posts/3/", "Tools"),
    ]


@pytest.mark.parametrize(
    "item",
    [
        '<article><h2 class="entry-title"><a href="/2014/05/{slug}/">{title}</a></h2>{icons}</article>',
        '<article><a href="/2014/05/{slug}/"><img src="{slug}.jpg"></a><h2>{linked}</h2>{icons}</article>',
    ],
)
def test_a_post_without_a_title_is_an_entry_by_the_place_of_its_link(item: str) -> None:
    """In a heading without words, or around a picture alone."""
    icons = (
        '<a href="https://x.example/"><i></i></a><a href="/author/ann/"><img src="ann.jpg"></a><a href="/2014/05/{}/?share=x"><i></i></a>'
    )
    titles = {"loaf": "The first loaf", "39": "", "tools": "Three tools", "walk": "A second walk"}
    rows = "".join(
        item.format(slug=slug, title=title, linked=f'<a href="/2014/05/{slug}/">{title}</a>' if title else "", icons=icons.format(slug))
        for slug, title in titles.items()
    )
    found = {e.url: e.title for e in _read(rows).entries}
    assert found == {f"https://blog.example/2014/05/{slug}/": title or None for slug, title in titles.items()}


@pytest.mark.parametrize("tag", ["ul", "div"])
def test_a_menu_of_nearly_all_links_of_a_page_is_a_menu(tag: str) -> None:
    links = "".join(f'<li><a href="/page-{n}/">A page of number {n}</a></li>' for n in range(30))
    page = _read(f'<{tag} class="menu">{links}</{tag}><p>{"A goat stood on the pier and nobody was surprised. " * 20}</p>')
    assert page.entries == ()


def test_a_box_named_for_a_sidebar_around_all_of_a_page_is_no_sidebar() -> None:
    rows = "".join(f'<div><a href="/posts/{n}/">A loaf of number {n}</a> <p>Words.</p></div>' for n in range(3))
    assert len(_read(f'<div class="sidebar-left">{rows}</div>').entries) == 3
    assert len(_read(f'<a href="/">t</a><div class="with-sidebar"><h1>t</h1>{rows * 5}</div>').entries) == 3


def test_thousands_of_small_menus_take_no_more_than_linear_time() -> None:
    menus = "".join(f'<div class="menu"><div class="sidebar"><a href="/p{n}">post {n}</a></div></div>' for n in range(5000))
    begin = time.process_time()
    _read(menus)
    assert time.process_time() - begin < 8


@pytest.mark.parametrize("line", ["{} (May {}, 2014)", "{} – 2014-05-0{}", "<b>{}</b>, <i>May {}, 2014</i>"])
def test_the_day_right_behind_a_link_is_its_entrys(line: str) -> None:
    entries = "".join(f"<p>{line.format(f'<a href=walk-{n}>A walk on day {n}</a>', n)}</p>" for n in (1, 2, 3))
    assert [e.published for e in _read(entries).entries] == [StatedDate(f"2014-05-0{n}") for n in (1, 2, 3)]


def test_months_are_no_entries_of_an_archive_and_feeds_no_sections() -> None:
    months = "".join(
        f'<li><a href="/archives/2014/0{n}.html">Month {n}</a> <a href="/archives/2014/0{n}/summary.html">topics</a></li>'
        for n in (1, 2, 3)
    )
    feeds = "".join(f'<a href="/feeds/categories/{n}.rss">Topic {n}</a> <a href="/categories/{n}">Topic {n}</a>' for n in (1, 2))
    page = _read(f"<main><ul>{months}</ul></main><aside>{feeds}</aside>")
    assert page.entries == ()
    assert len(page.calendar) == 3
    assert page.sections == ("https://blog.example/categories/1", "https://blog.example/categories/2")


@pytest.mark.parametrize("page", ["/?pg={}", "/?pg={}&c=Life", "/blog%3Fpage={}.html", "/blog@page={}.html"])
def test_the_number_of_a_page_is_known_in_a_query_and_in_the_names_of_copied_files(page: str) -> None:
    pager = f'<p><a href="{page.format(3)}">Further back</a> <a href="{page.format(1)}">Newer stuff</a></p>'
    assert _read(pager, "https://blog.example" + page.format(2)).older == ("https://blog.example" + page.format(3),)


def test_the_list_of_a_category_of_textpattern_is_a_section() -> None:
    links = '<p>Posted in <a href="/?c=Life">Life</a></p><p><a href="/walk/?c=12">A comment</a></p>'
    assert _read(links).sections == ("https://blog.example/?c=Life",)


def test_serendipity_counts_the_pages_of_a_list_down() -> None:
    pager = '<nav class="pagination"><a href="/archives/P2.html">&larr; previous page</a> <a href="/archives/P4.html">next page</a></nav>'
    assert "https://blog.example/archives/P2.html" in _read(pager, "https://blog.example/archives/P3.html").older


def test_a_page_that_calls_itself_its_next_one_leads_on_to_the_other() -> None:
    pager = '<link rel="next" href="/"><nav class="paginator"><a rel="next" href="/?page=2">Next</a></nav>'
    assert _read(pager).older == ("https://blog.example/?page=2",)


def test_a_part_of_an_entry_with_its_title_is_no_frame_whatever_it_is_called() -> None:
    entry = '<article><header><div class="evo_widget item_title"><h2><a href="/{0}">Walk {0}</a></h2></div></header><p>Words.</p></article>'
    beside = '<div class="widget"><h2><a href="/old">An old walk</a></h2></div>'
    page = _read(f"<main>{''.join(map(entry.format, 'abc'))}{beside}</main>")
    assert [entry.title for entry in page.entries] == ["Walk a", "Walk b", "Walk c"]


@pytest.mark.parametrize("around", ['<form method="post" id="aspnetForm">{}</form>', '<header class="section">{}'])
def test_a_form_or_an_unclosed_header_around_the_whole_page_is_no_frame(around: str) -> None:
    menu = '<div class="menu"><a href="/about">About</a></div>'
    entries = "".join(f'<div class="post"><h2><a href="/2010/05/{n}.aspx">Walk {n}</a></h2><p>{"Words. " * 20}</p></div>' for n in "abc")
    page = _read(around.format(menu + entries))
    assert [entry.title for entry in page.entries if entry.title != "About"] == ["Walk a", "Walk b", "Walk c"]


def test_pages_of_a_list_that_a_copy_in_files_spells_with_their_index_files_are_its_older_pages() -> None:
    pager = '<div class="pagination"><a href="page/2/index.html">2</a> <a href="page/3/index.html">3</a></div>'
    assert _read(pager).older == ("https://blog.example/page/2/index.html",)
    assert _read('<a href="../3/index.html">3</a>', "https://blog.example/page/2/index.html").older[0].endswith("/page/3/index.html")
    assert _read('<nav><a href="blog/index.html">Writing</a></nav>').archives == ("https://blog.example/blog/index.html",)


@pytest.mark.parametrize(
    "word", ["Straipsniai", "Tüm Yazılar", "الأرشيف", "نوشته‌ها", "בלוג", "Bài viết", "Статьи (12)", "Články", "บทความ", "博客"]
)
def test_a_link_to_all_posts_is_known_in_many_languages(word: str) -> None:
    assert _read(f'<nav><a href="/x">{word}</a></nav>').archives == ("https://blog.example/x",)


def test_links_called_by_a_month_and_its_year_lead_to_archives_whatever_their_addresses() -> None:
    months = ("October 2015", "mai 2015 (3)", "Январь 2014")
    page = _read("<aside>" + "".join(f'<a href="/archives/{n}-x.html">{month}</a>' for n, month in enumerate(months)) + "</aside>")
    assert page.calendar == tuple(f"https://blog.example/archives/{n}-x.html" for n in range(3))
    assert _read('<main><a href="/a">October 2015</a><a href="/b">Blink 1982</a></main>').calendar == ()


@pytest.mark.parametrize(
    ("entry", "others"),
    [
        ('<li><a href="/posts/{0}-2020/">{0} 2020</a></li>', ""),
        ('<article><h2><a href="/{0}-2020/">{0} 2020</a></h2></article>', ""),
        ('<li><a href="/{0}-2020/">{0} 2020</a> <time datetime="2020-02-01">1 Feb</time></li>', ""),
        ('<li><a href="/notes/{0}-2020/">{0} 2020</a></li>', '<li><a href="/notes/goats-at-sea/">Goats at sea</a></li>'),
    ],
)
def test_posts_that_are_called_by_months_are_no_archives(entry: str, others: str) -> None:
    page = _read(f"<main><ul>{''.join(map(entry.format, ('January', 'February', 'March')))}{others}</ul></main>")
    assert page.calendar == ()
    assert len(page.entries) >= 3


def test_the_heading_of_a_month_within_a_list_is_no_entry_whatever_number_its_file_has() -> None:
    groups = "".join(
        f'<li><h4><a href="/in/2014/{n}.html">{month}</a></h4><ul><li><h4><a href="/entry/{n}.html">Walk {n}</a></h4></li></ul></li>'
        for n, month in ((2, "February"), (5, "May 2014"))
    )
    assert [entry.title for entry in _read(f"<main><ul>{groups}</ul></main>").entries] == ["Walk 2", "Walk 5"]


@pytest.mark.parametrize("words", ["Wcześniejsze wpisy", "« Eldre innlegg", "Older Entries", "Önceki Yazılar »"])
def test_what_is_called_older_posts_leads_on_whatever_its_address(words: str) -> None:
    page = _read(f'<main>{ENTRIES}</main><a class="prev" href="/before/470765.html">{words}</a> <a href="/one/">Previous</a>')
    assert page.older == ("https://blog.example/before/470765.html",)


def test_links_by_the_other_scheme_and_by_www_are_the_blogs_own() -> None:
    page = _read(ENTRIES.replace('href="/', 'href="http://www.blog.example/') + '<a href="http://blog.example/page/2/">2</a>')
    assert [e.url for e in page.entries] == [f"https://blog.example/posts/{slug}/" for slug in ("one", "two", "three")]
    assert page.older == ("https://blog.example/page/2/",)


@pytest.mark.parametrize(
    "link", ['<a href="/items/">Новости</a>', '<a href="/items/">News</a>', '<a href="/news/index.html">All of it</a>']
)
def test_the_news_of_a_site_are_its_archive(link: str) -> None:
    assert len(_read(link).archives) == 1


def test_a_post_that_is_only_linked_at_a_place_of_its_page_is_an_entry() -> None:
    titles = "".join(f'<article><h2><a href="/walk-{n}#s{n}">Walk {n}</a></h2><p>Words.</p></article>' for n in range(6))
    page = _read(f'<main>{titles}</main><ul><li><a href="/walk-1#msg1">Jo</a><li><a href="/walk-1#msg2">Ann</a></ul>')
    assert [e.url for e in page.entries] == [f"https://blog.example/walk-{n}" for n in range(6)]
    assert not page.parted
    shared = _read("".join(f'<h2><a href="/2002_05.html#94{n}">Walk {n}</a></h2>' for n in range(4)))
    assert shared.parted == {"https://blog.example/2002_05.html"}
