"""Blogs whose posts have no page of their own: months of Blogger before 2003, and a diary written by hand on one page."""

from datetime import date, timedelta

import pytest

from scraper.demo import DemoBlog, serve
from scraper.demo.pages import HTML, Reply
from tests.crawl.shop import Shop, assert_clear
from tests.crawl.test_kill import kill_all

POSTS = 60
A_MONTH = 40
NEWEST = 7
WORDS = "<p>On walk {n} the road was wet, the dog was slow, and nobody at the harbour wanted to talk about the ferry.</p>"


class Months(DemoBlog):
    """A classic template: the front page and a page a month, the day in a heading where it changes, the permalink in the time of posting."""

    def __init__(self, generator: str = "") -> None:
        super().__init__(empty=True)
        self.head = f'<meta name="generator" content="{generator}">'
        self.texts = {n: WORDS.format(n=n) * 2 for n in range(POSTS)}

    def page(self, path: str, origin: str = "") -> Reply:
        months = dict.fromkeys(map(month_of, range(POSTS)))
        shown = [n for n in self.texts if path in {"/", month_of(n)}]
        if path != "/" and path not in months:
            return Reply(404, HTML, b"")
        calendar = "".join(f'<a href="{month}">{day_of(n):%m/%d/%Y}</a><br>' for n, month in enumerate(months))
        entries = self._entries(sorted(shown, reverse=True)[: NEWEST if path == "/" else None])
        top = '<div id="banner"><h1><a href="/">Slow days</a></h1></div>'
        return _leaf("Slow days", f'{self.head}{top}<div id="main">{entries}</div><div id="side"><h2>Archives</h2>{calendar}</div>')

    def _entries(self, numbers: list[int]) -> str:
        said, day = "", None
        for n in numbers:
            said += f'<h2 class="date-header">{day_of(n):%A, %B %d, %Y}</h2>' if day_of(n) != day else ""
            day = day_of(n)
            line = f'posted by <em>Jo Hale</em> at <a href="{month_of(n)}#{key_of(n)}">10:07 PM</a>'
            text = f'<a name="{key_of(n)}">&nbsp;</a><h3 class="post-title">Walk {n}</h3><div class="post-body">{self.texts[n]}</div>'
            said += f'<div class="post">{text}<p class="post-footer">{line}</p></div>'
        return said


class Radio(DemoBlog):
    """A page a day, on most of which one item stands, and a feed that names the items by their places on these."""

    def __init__(self) -> None:
        super().__init__(empty=True)
        days = [1, 3, 4, 4, 9, 12, 12, 12, 20, 21]
        self.items = {n: (f"/2003/05/{day:02}.html", f"2003-05-{day:02}") for n, day in enumerate(days)}

    def page(self, path: str, origin: str = "") -> Reply:
        if path == "/rss.xml":
            links = "".join(
                f"<item><link>{origin}{page}#a{n}</link><description>Item {n}</description></item>" for n, (page, _) in self.items.items()
            )
            return Reply(200, "text/xml", f'<rss version="0.92"><channel><title>Outlines</title>{links}</channel></rss>'.encode())
        shown = [n for n, (page, _) in self.items.items() if path == page or (path == "/" and n > 2)]
        feed = '<link rel="alternate" type="application/rss+xml" href="/rss.xml">'
        calendar = "".join(f'<td><a href="{page}">{int(day[-2:])}</a></td>' for page, day in dict.fromkeys(self.items.values()))
        main = f"<td>{''.join(self._item(n, origin) for n in reversed(shown))}</td><td><table><tr>{calendar}</tr></table></td>"
        found = _leaf("Outlines", f"{feed}<table><tr>{main}</tr></table>")
        return found if shown else Reply(404, HTML, b"")

    def _item(self, n: int, origin: str) -> str:
        page, day = self.items[n]
        link = f'<a href="{origin}{page}#a{n}" title="Permanent link"><img src="/dot.gif" height="9"></a>'
        return f'<a name="a{n}"></a><h4>{date.fromisoformat(day):%A, %B %d, %Y}</h4><p>Item {n} of the weblog, on outlines.</p>{link} 10:0{n}:15 PM<br>'


def day_of(n: int) -> date:
    return date(2002, 3 + n // A_MONTH, 1 + n % A_MONTH // 2)


def month_of(n: int) -> str:
    return f"/archives/2002_{3 + n // A_MONTH:02}_01_archive.html"


def key_of(n: int) -> int:
    return 94321234 + 17 * n


def address_of(n: int) -> str:
    return f"{month_of(n)}#{key_of(n)}"


def _leaf(title: str, body: str) -> Reply:
    return Reply(200, HTML, f"<html><head><title>{title}</title></head><body>{body}</body></html>".encode())


@pytest.mark.parametrize("generator", ["", "Blogger"], ids=["any software", "Blogger, published elsewhere"])
def test_each_entry_is_a_post_with_its_own_text_title_author_and_day(shop: Shop, generator: str) -> None:
    with serve(Months(generator)) as server:
        assert shop.add(server).code == 0
        rows = {row["url"].removeprefix(server.origin): row for row in shop.export()}
        asked = server.paths()
    assert rows.keys() == {address_of(n) for n in range(POSTS)}
    for n in range(POSTS):
        row = rows[address_of(n)]
        assert (row["title"], row["published_at"]) == (f"Walk {n}", day_of(n).isoformat())
        assert [author["name"] for author in row["authors"]] == ["Jo Hale"]
        assert row["body_text"].count(f"On walk {n} the road") == row["body_text"].count("walk") == 2
        assert row["body_text"].endswith("about the ferry.")
    assert max(map(asked.count, asked)) == 1


def test_an_update_asks_for_what_has_news_and_takes_the_edit_of_one_entry_as_that_of_one_post(shop: Shop) -> None:
    blog = Months()
    with serve(blog) as server:
        assert shop.add(server).code == 0
        assert shop.update().code == 0
        seen = len(server.log)
        assert shop.update().code == 0
        assert server.paths(since=seen) == ["/robots.txt", "/"]
        blog.texts[POSTS - 2] += WORDS.format(n="twice")
        blog.texts[POSTS] = WORDS.format(n=POSTS) * 2
        seen = len(server.log)
        assert shop.update().code == 0
        assert server.paths(since=seen) == ["/robots.txt", "/", month_of(POSTS)]
        rows = {row["url"].removeprefix(server.origin): row for row in shop.export()}
    assert rows.keys() == {address_of(n) for n in range(POSTS + 1)}
    assert {path for path, row in rows.items() if row["revision"] > 1} == {address_of(POSTS - 2)}
    assert "walk twice" in rows[address_of(POSTS - 2)]["body_text"]


def test_an_entry_that_left_its_page_is_gone_and_all_else_as_it_was(shop: Shop) -> None:
    blog = Months()
    with serve(blog) as server:
        assert shop.add(server).code == 0
        del blog.texts[5]
        assert shop.update("--full").code == 0
        rows = {row["url"].removeprefix(server.origin): row for row in shop.export()}
        shown = shop.run("show", f"{server.origin}{address_of(6)}", "--text")
        of_page = shop.run("show", f"{server.origin}{month_of(6)}")
    assert rows.keys() == {address_of(n) for n in range(POSTS)}
    assert {path for path, row in rows.items() if row["status"] == "gone"} == {address_of(5)}
    assert {row["revision"] for row in rows.values()} == {1}
    assert shown.out.startswith("On walk 6 the road")
    assert_clear(of_page, 2, "no such post")


def test_a_blog_whose_posts_have_pages_now_is_followed(shop: Shop) -> None:
    with serve(Months()) as server:
        assert shop.add(server).code == 0
        server.blog = DemoBlog(12)
        assert shop.update().code == 0
        held = {row["url"].removeprefix(server.origin) for row in shop.export()}
    assert {post.path for post in server.blog.posts} <= held


def test_what_a_kill_left_is_read_by_the_next_visit(shop: Shop) -> None:
    blog = Months()
    with serve(blog, latency_s=0.2) as server:
        for goal in (2, 1):
            crawl = shop.start("add", server.url, "--delay", "0", "-q")
            assert server.wait_for_requests(len(server.log) + goal)
            kill_all(crawl)
        assert shop.add(server).code == 0
        rows = {row["url"].removeprefix(server.origin): row for row in shop.export()}
    assert rows.keys() == {address_of(n) for n in range(POSTS)}
    assert {row["revision"] for row in rows.values()} == {1}


def test_the_days_of_a_diary_on_one_page_are_posts(shop: Shop) -> None:
    blog = DemoBlog(empty=True, feed=False, sitemap=False)
    days = [date(2001, 5, 30) - timedelta(days=3 * n) for n in range(9)]
    contents = " ".join(f'<a href="#{day:%y%m%d}">{day:%d}</a>' for day in days)
    text = "".join(
        f'<p><a name="{day:%y%m%d}"><b>{day:%d %B %Y}</b></a><br>Fog until {day:%A}, then rain over the pier.<br>' for day in days
    )
    blog.put("/", f"<html><title>My diary</title><body bgcolor=white><h1>My diary</h1>{contents}<hr>{text}</body></html>".encode())
    with serve(blog) as server:
        assert shop.add(server).code == 0
        rows = {row["url"].removeprefix(server.origin): row for row in shop.export()}
    assert {path: row["published_at"] for path, row in rows.items()} == {f"/#{day:%y%m%d}": day.isoformat() for day in days}
    assert {row["body_text"] for row in rows.values()} == {f"Fog until {day:%A}, then rain over the pier." for day in days}
    assert {row["title"] for row in rows.values()} == {None}


def test_a_diary_of_a_page_a_month_is_found_behind_a_front_page_that_leads_to_it(shop: Shop) -> None:
    blog = DemoBlog(empty=True, feed=False, sitemap=False)
    links = "".join(f'<a href="{month}01.htm">{name}</a><br>' for month, name in (("may", "Spring"), ("june", "Summer")))
    blog.put("/", f"<html><title>Jo</title><body>Diaries:<br>{links}<a href='mailto:jo@jo.example'>Write to me</a></body></html>".encode())
    for month, name in (("may", "May"), ("june", "June")):
        contents = "".join(f'<a href="#{n}">{n}</a> ' for n in (4, 9, 21))
        days = "".join(f'<dt><a name="{n}">{name} {n}, 2001</a><dd>Fog over the pier on day {n}, then rain.' for n in (4, 9, 21))
        blog.put(f"/{month}01.htm", f"<html><title>{name}</title><body>{contents}<dl>{days}</dl></body></html>".encode())
    with serve(blog) as server:
        assert shop.add(server).code == 0
        rows = {row["url"].removeprefix(server.origin): row for row in shop.export()}
        blog.put("/june01.htm", blog.page("/june01.htm").body.replace(b"on day 21", b"all day"))
        seen = len(server.log)
        assert shop.update().code == 0
        assert server.paths(since=seen) == ["/robots.txt", "/", "/june01.htm"]
        assert [row["revision"] for row in shop.export() if row["url"] == f"{server.origin}/june01.htm#21"] == [2]
    wanted = {f"/{m}01.htm#{n}": f"2001-{i:02}-{n:02}" for i, m in ((5, "may"), (6, "june")) for n in (4, 9, 21)}
    assert {path: row["published_at"] for path, row in rows.items()} == wanted
    assert {row["body_text"] for row in rows.values()} == {f"Fog over the pier on day {n}, then rain." for n in (4, 9, 21)}


def test_the_days_of_radio_are_found_though_its_feed_names_pages(shop: Shop) -> None:
    blog = Radio()
    with serve(blog) as server:
        assert shop.add(server).code == 0
        rows = {row["url"].removeprefix(server.origin): row for row in shop.export()}
    assert {path: row["published_at"] for path, row in rows.items()} == {f"{path}#a{n}": day for n, (path, day) in blog.items.items()}
    assert {row["body_text"] for row in rows.values()} == {f"Item {n} of the weblog, on outlines." for n in blog.items}


def test_a_feed_that_names_places_of_pages_to_which_no_list_leads_so_keeps_these_pages(shop: Shop) -> None:
    """A forum names the last answers of each thread."""
    blog = DemoBlog(12, feed=False, sitemap=False)
    with serve(blog) as server:
        links = "".join(
            f"<item><link>{server.origin}{p.path}#p{n}</link><title>{p.title}</title></item>" for p in blog.posts for n in (1, 2)
        )
        told = f'<rss version="2.0"><channel><title>Answers</title><link>{server.origin}/</link>{links}</channel></rss>'
        blog.put("/feed.xml", told.encode(), content_type="text/xml")
        blog.put("/", b'<html><title>Answers</title><link rel="alternate" type="application/rss+xml" href="/feed.xml"><p>Welcome.')
        assert shop.add(server).code == 0
        assert {row["url"].removeprefix(server.origin) for row in shop.export()} == {post.path for post in blog.posts}


@pytest.mark.parametrize("day", ["", " (2004-05-03)"], ids=["undated", "one dated"])
def test_questions_with_answers_are_no_posts(shop: Shop, day: str) -> None:
    blog = DemoBlog(empty=True, feed=False, sitemap=False)
    contents = "".join(f'<li><a href="#q{n}">Question {n}</a></li>' for n in range(12))
    answers = "".join(f'<h2 id="q{n}">Question {n}{day if n == 3 else ""} <a href="#q{n}">#</a></h2>{WORDS.format(n=n)}' for n in range(12))
    blog.put("/", f"<html><title>Questions</title><body><ul>{contents}</ul>{answers}</body></html>".encode())
    with serve(blog) as server:
        assert_clear(shop.add(server), 3, "no post was found there")
        assert not shop.export()


class Commented(DemoBlog):
    """Posts with pages of their own, of which the older ones are linked only at the places of their comments."""

    def page(self, path: str, origin: str = "") -> Reply:
        if path == "/":
            titles = "".join(f'<article><h2><a href="/walk-{n}.html">Walk {n}</a></h2><p>{day_of(n)}</p></article>' for n in range(6, 12))
            comments = "".join(f'<li><a href="/walk-{n // 2}.html#0004{n}">Jo</a>' for n in range(12))
            return _leaf("Slow days", f"<main>{titles}</main><aside><ul>{comments}</ul></aside>")
        n = next((n for n in range(12) if path == f"/walk-{n}.html"), None)
        if n is None:
            return Reply(404, HTML, b"")
        text = WORDS.format(n=n) * 3
        return _leaf(f"Walk {n}", f'<article><h1>Walk {n}</h1><time datetime="{day_of(n)}">{day_of(n)}</time>{text}</article>')


def test_a_post_that_is_only_linked_at_its_comments_is_held(shop: Shop) -> None:
    with serve(Commented(empty=True)) as server:
        assert shop.add(server).code == 0
        assert {row["url"] for row in shop.export()} == {f"{server.origin}/walk-{n}.html" for n in range(12)}
