"""Blogs of static files: their hosts answer a file's address without its ending too, and an archive may lead to a fuller one."""

from scraper.demo import DemoBlog, serve
from scraper.demo.pages import HTML, Reply
from tests.crawl.shop import Shop

POSTS = 20
NEWEST = 5
FEATURED = (0, 1, 17, 18, 19)


class Files(DemoBlog):
    """A feed that names the newest files, and lists that name them all without their ending, without a day."""

    def __init__(self) -> None:
        super().__init__(empty=True)

    def page(self, path: str, origin: str = "") -> Reply:
        name = path.removesuffix(".html").removeprefix("/posts/")
        number = name.removeprefix("walk-")
        if path.startswith("/posts/") and number.isdecimal() and int(number) < POSTS:
            return _leaf(f"Walk {number}", _text(int(number)))
        if path == "/feed.xml":
            items = "".join(f"<item><title>Walk {n}</title><link>{origin}/posts/walk-{n}.html</link></item>" for n in _newest())
            return Reply(200, "application/rss+xml", f"<rss version='2.0'><channel><title>Walks</title>{items}</channel></rss>".encode())
        lists = {"/": (), "/archive": FEATURED, "/everything": range(POSTS - 1, -1, -1)}
        if path not in lists:
            return Reply(404, HTML, b"")
        entries = "".join(f'<li><a href="/posts/walk-{n}">Walk {n} along the pier</a></li>' for n in lists[path])
        further = {"/": '<a href="/archive">Archive</a>', "/archive": 'More: <a href="/everything">Full archives</a>'}.get(path, "")
        return _leaf("Walks", f"<ul>{entries}</ul><p>{further}</p>")


def _newest() -> range:
    return range(POSTS - 1, POSTS - 1 - NEWEST, -1)


def _text(n: int) -> str:
    text = f"<p>On walk {n} the road was wet, the dog was slow, and nobody at the harbour wanted to talk about the ferry.</p>" * 3
    return f"<article><h1>Walk {n}</h1><time datetime='2020-03-{n + 1:02}'>a day</time>{text}</article>"


def _leaf(title: str, body: str) -> Reply:
    return Reply(200, HTML, f"<!doctype html><html><head><title>{title}</title></head><body><main>{body}</main></body></html>".encode())


def test_each_file_is_one_post_and_an_archive_that_leads_to_a_fuller_one_hides_none(shop: Shop) -> None:
    with serve(Files()) as server:
        assert shop.add(server).code == 0
        urls = [row["url"].removeprefix(server.origin) for row in shop.export()]
    assert sorted(urls) == sorted(f"/posts/walk-{n}.html" for n in range(POSTS))


class Mapped(Files):
    """A front page without a list of all, whose head names an index in a folder for sitemaps."""

    def page(self, path: str, origin: str = "") -> Reply:
        if path in {"/sitemap/sitemap-index.xml", "/sitemap/sitemap-0.xml"}:
            is_index = "index" in path
            named = ["/sitemap/sitemap-0.xml"] if is_index else [f"/posts/walk-{n}.html" for n in range(POSTS)]
            root, kind = ("sitemapindex", "sitemap") if is_index else ("urlset", "url")
            entries = "".join(f"<{kind}><loc>{origin}{url}</loc></{kind}>" for url in named)
            return Reply(200, "application/xml", f"<{root} xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'>{entries}</{root}>".encode())
        if path == "/":
            return Reply(200, HTML, b'<html><head><link rel="sitemap" href="/sitemap/sitemap-index.xml"></head><body>Walks</body></html>')
        return Reply(404, HTML, b"") if path in {"/archive", "/everything"} else super().page(path, origin)


def test_the_files_of_an_index_in_a_folder_for_sitemaps_are_read(shop: Shop) -> None:
    with serve(Mapped()) as server:
        assert shop.add(server).code == 0
        assert len(shop.export()) == POSTS


class Copy(DemoBlog):
    """WordPress in files: no API, no sitemap, a feed of the newest, and a front page that shows one post and links to the months."""

    def __init__(self) -> None:
        super().__init__(empty=True)

    def page(self, path: str, origin: str = "") -> Reply:
        urls = [f"/2020/{1 + n // 5:02}/walk-{n}/" for n in range(POSTS)]
        if path in urls:
            number = urls.index(path)
            return _leaf(f"Walk {number}", _text(number))
        lists = {"/": urls[-1:], "/feed/": urls[-1:], **{f"/2020/{month:02}/": urls[5 * month - 5 : 5 * month] for month in range(1, 5)}}
        if path not in lists:
            return Reply(404, HTML, b"")
        if path == "/feed/":
            items = "".join(f"<item><title>Walk</title><link>{origin}{url}</link></item>" for url in lists[path])
            return Reply(200, "application/rss+xml", f"<rss version='2.0'><channel><title>Walks</title>{items}</channel></rss>".encode())
        entries = "".join(f'<h2><a href="{url}" rel="bookmark">The walk {url}</a></h2>' for url in lists[path])
        months = "".join(f'<li><a href="/2020/{month:02}/">Month {month}</a></li>' for month in range(4, 0, -1))
        sidebar = f'</main><link rel="https://api.w.org/" href="/wp-json/"><div class="sidebar"><ul>{months}</ul></div><main>'
        return _leaf("Walks", entries + (sidebar if path == "/" else ""))


def test_a_copy_of_wordpress_in_files_is_read_by_its_months(shop: Shop) -> None:
    with serve(Copy()) as server:
        assert shop.add(server).code == 0
        assert len(shop.export()) == POSTS
        before = len(server.paths())
        assert shop.update().code == 0
        asked = server.paths(since=before)
    assert not any("rest_route" in path for path in asked)  # the host answers its API's address with the front page: it is not there
    assert len(asked) <= 5


class Scripted(Files):
    """iWeb's files: a front page and an archive that a script fills from feeds, of which the declared one has the newest posts."""

    def page(self, path: str, origin: str = "") -> Reply:
        if path.endswith(".xml"):
            numbers = {"/rss.xml": _newest(), "/blog-archive.xml": range(POSTS)}.get(path, ())
            items = "".join(f"<item><title>Walk {n}</title><link>{origin}/posts/walk-{n}.html</link></item>" for n in numbers)
            feed = f"<rss version='2.0'><channel><title>Walks</title><link>{origin}/</link>{items}</channel></rss>"
            return Reply(200, "application/rss+xml", feed.encode()) if items else Reply(404, HTML, b"")
        if path == "/":
            head = '<meta name="Generator" content="iWeb 3.0.4"><link rel="alternate" type="application/rss+xml" href="/rss.xml">'
            return Reply(200, HTML, f"<html><head>{head}</head><body><a href='Archive.html'>Archive</a></body></html>".encode())
        return super().page(path, origin) if path.startswith("/posts/") else _leaf("Archive", "")


def test_the_feed_of_all_posts_of_iweb_is_read(shop: Shop) -> None:
    with serve(Scripted()) as server:
        assert shop.add(server).code == 0
        assert len(shop.export()) == POSTS
