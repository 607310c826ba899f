"""Blogs of software that keeps its paths in the query where a server rewrites none: ``/index.php?/archives/12-a-walk.html``."""

from datetime import date, timedelta

from scraper.demo import DemoBlog, serve
from scraper.demo.pages import HTML, Reply
from tests.crawl.shop import Shop

POSTS = 20
A_PAGE = 5


class InQuery(DemoBlog):
    """As Serendipity lays out its blogs: older pages by falling numbers, an archive of months, a level for each comment."""

    def __init__(self) -> None:
        super().__init__(empty=True)
        self.days = [date(2021, 1, 4) + timedelta(days=20 * n) for n in range(POSTS)]

    def page(self, path: str, origin: str = "") -> Reply:
        inner = path.removeprefix("/index.php?/").removesuffix(".html")
        number = inner.removeprefix("archives/").partition("-")[0]
        if path == "/":
            return _leaf("Slow days", self._list(POSTS // A_PAGE))
        if inner.startswith("archives/P"):
            return _leaf("Slow days", self._list(int(inner.removeprefix("archives/P"))))
        if inner == "archive":
            months = dict.fromkeys(f"{day:%Y/%m}" for day in self.days)
            return _leaf("Slow days", "".join(f'<li><a href="/index.php?/archives/{m}.html">Month {m}</a> a few</li>' for m in months))
        if inner.startswith("archives/202"):
            of_month = [n for n, day in enumerate(self.days) if f"{day:%Y/%m}" in inner]
            return _leaf(f"Slow days | Entries from {inner[-7:]}", "".join(map(self._entry, of_month)))
        if inner.startswith("archives/") and number.isdecimal():
            return _leaf(f"Walk {number} | Slow days", f"{self._entry(int(number))}{COMMENTS}")
        return Reply(404, HTML, b"")

    def _list(self, page: int) -> str:
        entries = "".join(self._entry(n) for n in reversed(range((page - 1) * A_PAGE, page * A_PAGE)))
        older = f'<a href="/index.php?/archives/P{page - 1}.html">&larr; previous page</a>' if page > 1 else ""
        return f'{entries}<nav class="pagination">{older}</nav><a href="/index.php?/archive">Archives</a>'

    def _entry(self, n: int) -> str:
        text = f"<p>On walk {n} the road was wet, the dog was slow, and nobody at the harbour wanted to talk about the ferry.</p>" * 3
        head = f'<h2><a href="/index.php?/archives/{n}-walk.html">Walk {n}</a></h2><time datetime="{self.days[n]}">a day</time>'
        return f'<article class="entry">{head}<div class="entry-body">{text}</div></article>'


COMMENTS = "".join(
    f'<article id="c{key}" class="slow_comment commentlevel-{level}"><h4>{name} on <time datetime="2023-01-0{key}">a day</time>:</h4>'
    f'<div class="slow_commentBody">{text}</div></article>'
    for key, level, name, text in ((1, 0, "Ann", "First!"), (2, 1, "Bo", "Second."), (3, 0, "Cy", "Third."))
)
COMMENTS = f'<section id="comments">{COMMENTS}</section><section class="slow_section_commentform"><h3>Add Comment</h3></section>'


def _leaf(title: str, body: str) -> Reply:
    return Reply(200, HTML, f"<!doctype html><html><head><title>{title}</title></head><body><main>{body}</main></body></html>".encode())


def test_every_post_is_found_and_none_of_the_lists_is_one(shop: Shop) -> None:
    blog = InQuery()
    with serve(blog) as server:
        assert shop.add(server).code == 0
        rows = {row["url"].removeprefix(server.origin): row for row in shop.export()}
    assert rows.keys() == {f"/index.php?/archives/{n}-walk.html" for n in range(POSTS)}
    for n, day in enumerate(blog.days):
        row = rows[f"/index.php?/archives/{n}-walk.html"]
        assert (row["title"], row["published_at"]) == (f"Walk {n}", day.isoformat())
        assert row["body_text"].endswith("about the ferry.")
        said = [(comment["author"], comment["text"], comment["parent"]) for comment in row["comments"]]
        assert said == [("Ann", "First!", None), ("Bo", "Second.", "1"), ("Cy", "Third.", None)]
