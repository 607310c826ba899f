"""What is not as it should be: one clear line, the right exit code, no traceback, and the rest goes on."""

import re
import shlex
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from scraper.demo import DemoBlog, serve
from scraper.demo.pages import HTML, Reply
from scraper.demo.pictures import logo
from tests.crawl.hasty import hasty_command
from tests.crawl.shop import Shop, assert_clear, assert_sound, assert_whole

ATOM = "application/atom+xml"


def free_port() -> int:
    """A port of this machine at which nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def mute_server(greeting: bytes) -> Iterator[str]:
    """Answers every connection with these bytes and hangs up."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(0.1)
        over = threading.Event()

        def answer() -> None:
            while not over.is_set():
                try:
                    connection, _ = listener.accept()
                except TimeoutError:
                    continue
                with connection:
                    connection.recv(65_536)
                    connection.sendall(greeting)

        thread = threading.Thread(target=answer, daemon=True)
        thread.start()
        try:
            yield f"127.0.0.1:{listener.getsockname()[1]}"
        finally:
            over.set()
            thread.join()


# Blogs that cannot be visited


def test_nobody_listens(shop: Shop) -> None:
    host = f"127.0.0.1:{free_port()}"
    assert_clear(shop.run("add", f"http://{host}/", "--delay", "0", "-q"), 3, host)


def test_a_name_that_does_not_exist(shop: Shop) -> None:
    assert_clear(shop.run("add", "http://no-such-blog.invalid/", "--delay", "0", "-q"), 3, "no-such-blog.invalid")


def test_an_address_at_which_nothing_ever_answered_is_not_kept(shop: Shop) -> None:
    url = f"http://127.0.0.1:{free_port()}/"
    assert_clear(shop.run("add", url, "--delay", "0", "-q"), 3, url, "; not added")
    assert shop.run("status").out == ""
    assert_clear(shop.run("update", "--all"), 0, "nothing is due")


@pytest.mark.parametrize(
    ("path", "status", "body"),
    [
        ("/blgo/", 404, b"<h1>Not found</h1>"),
        ("/", 404, b"<h1>Not found</h1>"),
        ("/", 200, b"<!doctype html><title>Shop</title><h1>Shop</h1><p>We sell rope by the metre. <a href='/rope/'>Rope</a></p>"),
    ],
    ids=["mistyped path", "no front page", "no blog"],
)
@pytest.mark.parametrize("is_list", [False, True])
def test_an_address_at_which_no_blog_is_is_not_kept(shop: Shop, path: str, status: int, body: bytes, *, is_list: bool) -> None:
    blog = DemoBlog(0, sitemap=False, feed=False)
    blog.put(path, body, status=status)
    with serve(blog) as server, serve(DemoBlog(4)) as other:
        url = f"{server.origin}{path}"
        if is_list:
            ended = shop.call(["sh", "-c", f"echo {url} | {shlex.join(shop.argv('add', '-', '--delay', '0', '-q'))}"])
        else:
            ended = shop.run("add", url, "--delay", "0", "-q")
        assert_clear(ended, 3, url, "; not added")
        assert shop.run("status").out == ""
        assert shop.warcs() == []
        assert_clear(shop.run("update", "--all"), 0, "nothing is due")
        assert shop.add(other).code == 0
        assert_whole(shop, other)
        assert_sound(shop)


def test_an_address_that_a_list_kept_stays_with_its_tag_when_it_shows_no_blog_later(shop: Shop) -> None:
    port = free_port()
    url = f"http://127.0.0.1:{port}/"
    added = shop.call(["sh", "-c", f"echo {url} | {shlex.join(shop.argv('add', '-', '--tag', 'diaries', '--delay', '0', '-q'))}"])
    assert_clear(added, 3, url)
    blog = DemoBlog(0, sitemap=False, feed=False)
    blog.put("/", b"<h1>Not found</h1>", status=404)
    with serve(blog, port):
        ended = shop.run("add", url, "--delay", "0", "-q")
    assert_clear(ended, 3, url, "404")
    assert "not added" not in ended.err
    assert f"127.0.0.1-{port}" in shop.run("update", "@diaries", "--dry-run").out


def test_a_first_visit_that_was_killed_goes_on_and_then_tells_that_no_blog_is_there(shop: Shop) -> None:
    blog = DemoBlog(0, sitemap=False, feed=False)
    blog.put("/", b"<!doctype html><title>Shop</title><h1>Shop</h1><p>We sell rope by the metre, on weekdays.</p>")
    with serve(blog, latency_s=0.3) as server:
        process = shop.start("add", server.url, "--delay", "0", "-q")
        assert server.wait_for_requests(3)
        process.kill_all()
        process.wait()
        assert shop.run("status").out
        assert_clear(shop.add(server), 3, server.url, "; not added")
        assert shop.run("status").out == ""


def test_a_blog_that_its_server_closes_is_kept_and_tried_again(shop: Shop) -> None:
    blog = DemoBlog(0, sitemap=False, feed=False)
    blog.put("/", b"<h1>No</h1>", status=403)
    with serve(blog) as server:
        assert_clear(shop.add(server), 3, "refused", "403")
        server.blog = DemoBlog(4)
        assert shop.update().code == 0
        assert_whole(shop, server)


def test_a_blog_that_is_replaced_by_what_is_none_keeps_its_posts(shop: Shop) -> None:
    with serve(DemoBlog(4)) as server:
        assert shop.add(server).code == 0
        held = shop.export()
        server.blog = DemoBlog(0, sitemap=False, feed=False)
        server.blog.put("/", b"<h1>Not found</h1>", status=404)
        assert shop.add(server).code == 3
        assert [row["url"] for row in shop.export()] == [row["url"] for row in held]


def test_an_address_of_a_list_is_kept_and_tried_again(shop: Shop) -> None:
    host = f"127.0.0.1:{free_port()}"
    argv = ["sh", "-c", f"echo http://{host}/ | {shlex.join(shop.argv('add', '-', '--delay', '0', '-q'))}"]
    slug = host.replace(":", "-")
    assert_clear(shop.call(argv), 3, slug, "unreachable")
    assert_clear(shop.run("add", f"http://{host}/", "-q"), 3, slug, "unreachable")  # typed again, it is a known one
    assert slug in shop.run("status").out


@pytest.mark.parametrize(
    "greeting", [b"", b"SSH-2.0-OpenSSH_9.9\r\n", b"HTTP/1.1 200 OK\r\nContent-Le"], ids=["nothing", "ssh", "torn-head"]
)
def test_a_port_that_speaks_no_http(shop: Shop, greeting: bytes) -> None:
    with mute_server(greeting) as host:
        assert_clear(shop.run("add", f"http://{host}/", "--delay", "0", "-q"), 3, host)


def test_a_port_that_speaks_neither_tls_nor_http(shop: Shop) -> None:
    with mute_server(b"SSH-2.0-OpenSSH_9.9\r\n") as host:
        ended = shop.run("add", f"https://{host}/", "--delay", "0")
    (line,) = ended.err.splitlines()
    assert ended.code == 3
    assert "no secure connection" in line
    assert line.count(host) == 1
    assert "--sick" not in ended.out  # it was not added


@pytest.mark.parametrize("status", [404, 410, 500])
def test_a_home_page_that_is_an_error(shop: Shop, status: int) -> None:
    blog = DemoBlog(0, sitemap=False, feed=False)
    blog.put("/", b"<h1>No</h1>", status=status)
    with serve(blog) as server:
        assert_clear(shop.add(server), 3, "127.0.0.1", str(status))


def test_a_page_that_belongs_to_no_blog(shop: Shop) -> None:
    blog = DemoBlog(0, sitemap=False, feed=False)
    blog.put("/", b"<!doctype html><title>Shop</title><h1>Shop</h1><p>We sell rope by the metre, on weekdays.</p>")
    with serve(blog) as server:
        assert_clear(shop.add(server), 3, "127.0.0.1")
        assert shop.export() == []


@pytest.mark.parametrize(
    ("body", "content_type"), [(b"", "text/html"), (logo(), "image/svg+xml"), (b"{}", "application/json")], ids=["empty", "picture", "json"]
)
def test_a_home_that_is_no_page(shop: Shop, body: bytes, content_type: str) -> None:
    blog = DemoBlog(0, sitemap=False, feed=False)
    blog.put("/", body, content_type=content_type)
    with serve(blog) as server:
        assert_clear(shop.add(server), 3, "127.0.0.1")


def test_a_blog_without_posts_holds_no_post(shop: Shop) -> None:
    with serve(DemoBlog(empty=True)) as server:
        ended = shop.add(server)
        assert_clear(ended, 3, "127.0.0.1")
        assert shop.export() == []


def test_robots_txt_that_closes_the_blog(shop: Shop) -> None:
    blog = DemoBlog(5)
    blog.put("/robots.txt", b"User-agent: *\nDisallow: /\n", content_type="text/plain")
    with serve(blog) as server:
        ended = shop.add(server)
        assert_clear(ended, 3, f"refused: {server.url}: forbidden by robots.txt")
        assert ended.err.count(server.url) == 1
        assert set(server.paths()) == {"/robots.txt"}


def test_robots_txt_that_fails_closes_the_blog_for_now(shop: Shop) -> None:
    blog = DemoBlog(5)
    blog.put("/robots.txt", b"", status=500)
    with serve(blog) as server:
        assert_clear(shop.add(server), 3, "127.0.0.1", "robots.txt")
        assert set(server.paths()) == {"/robots.txt"}


def test_the_other_blogs_go_on(shop: Shop) -> None:
    dead = f"http://127.0.0.1:{free_port()}/"
    with serve(DemoBlog(8)) as server:
        ended = shop.run("add", dead, server.url, "--delay", "0", "-q")
        assert_clear(ended, 3, dead.split("/")[2])
        assert_whole(shop, server)


def test_a_blog_that_vanished_fails_the_third_update_and_keeps_its_posts(shop: Shop) -> None:
    with serve(DemoBlog(5)) as server:
        assert shop.add(server).code == 0
    held = shop.export()
    ends = [shop.update() for _ in range(3)]
    assert [ended.code for ended in ends] == [0, 0, 3]
    assert "Traceback" not in "".join(ended.err for ended in ends)
    assert shop.export() == held


# Words that cannot be followed


@pytest.mark.parametrize(
    ("words", "code", "telling"),
    [
        (("add", "ht!tp:/x"), 2, "ht!tp:/x"),
        (("add", "ftp://blog.example/"), 2, "ftp://blog.example/"),
        (("add", "file:///etc/passwd"), 2, "file:///etc/passwd"),
        (("update", "--no-such-flag"), 2, "--no-such-flag"),
        (("add", "http://127.0.0.1:1/", "--delay", "soon"), 2, "soon"),
        (("export", "papyrus"), 2, "papyrus"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else None,
)
def test_words_that_cannot_be_followed(shop: Shop, words: tuple[str, ...], code: int, telling: str) -> None:
    assert shop.run("init").code == 0
    assert_clear(shop.run(*words), code, telling)


@pytest.mark.parametrize("words", [("update",), ("status",), ("audit",), ("verify",), ("export", "jsonl"), ("list", "posts")], ids=" ".join)
def test_where_there_is_no_archive_it_is_said(shop: Shop, words: tuple[str, ...]) -> None:
    assert_clear(shop.run(*words), 10, str(shop.root))
    assert not shop.root.exists()


# Posts that fail among others


@pytest.mark.parametrize(("status", "code"), [(404, 0), (410, 0), (403, 0), (500, 3)])
def test_a_listed_post_that_is_an_error_is_left_out_and_the_rest_is_held(shop: Shop, status: int, code: int) -> None:
    blog = DemoBlog(9)
    bad = blog.posts[4]
    blog.put(bad.path, b"<h1>No</h1>", status=status)
    with serve(blog) as server:
        ended = shop.add(server)
        assert (ended.code, "Traceback" in ended.err) == (code, False), ended
        assert shop.held_urls() == {server.origin + post.path for post in blog.posts if post != bad}


def test_a_server_that_stumbles_is_asked_again(shop: Shop) -> None:
    with serve(DemoBlog(9)) as server:
        for path, status in ((server.blog.posts[2].path, 500), ("/feed.xml", 502), ("/", 503)):
            server.fail_next(path, status)
        ended = shop.run("add", server.url, "--delay", "0", "-q", program=hasty_command)
        assert ended.code == 0, ended
        assert_whole(shop, server)


def test_a_calendar_without_end_is_left_soon(shop: Shop) -> None:
    class EndlessCalendar(DemoBlog):
        """Leads from its home to a month, and from each month to the one before and the one after it, for ever."""

        def page(self, path: str, origin: str = "") -> Reply:
            if found := re.fullmatch(r"/calendar/(\d+)/(\d\d)/", path):
                month = int(found[1]) * 12 + int(found[2]) - 1
                links = (
                    f"<a rel={rel} href=/calendar/{n // 12}/{n % 12 + 1:02}/>{rel}</a>"
                    for rel, n in (("prev", month - 1), ("next", month + 1))
                )
                return Reply(200, HTML, f"<title>Month</title><main>No posts. {' '.join(links)}</main>".encode())
            reply = super().page(path, origin)
            footer = b'<a href="/calendar/2024/01/">Calendar</a></footer>'
            return reply._replace(body=reply.body.replace(b"</footer>", footer)) if path == "/" else reply

    with serve(EndlessCalendar(12, feed_items=5, sitemap=False)) as server:
        assert shop.add(server).code == 0
        assert 1 < sum(path.startswith("/calendar/") for path in server.paths()) < 20
        assert_whole(shop, server)


def test_a_slow_blog_is_whole(shop: Shop) -> None:
    with serve(DemoBlog(6), latency_s=0.4) as server:
        ended = shop.add(server)
        assert ended.code == 0, ended
        assert_whole(shop, server)


# Encodings

TITLES = {
    "windows-1251": "Письмо с маяка",
    "koi8-r": "Хлеб и соль",
    "shift_jis": "灯台の手紙",
    "gb18030": "灯塔来信",
    "windows-1252": "Café “crème” – 3 €",
    "utf-16": "Φάρος και ψωμί",
}


@pytest.mark.parametrize("stated", ["header", "meta"])
def test_pages_in_other_encodings_are_read_right(shop: Shop, stated: str) -> None:
    blog = DemoBlog(10, feed=False)
    for number, (encoding, title) in enumerate(TITLES.items()):
        post = blog.edit(number, silent=True, title=title)
        page = blog.page(post.path).body.decode().replace('<meta charset="utf-8">', f'<meta charset="{encoding}">')
        kind = f"text/html; charset={encoding}" if stated == "header" else "text/html"
        blog.put(post.path, page.encode(encoding, "xmlcharrefreplace"), content_type=kind)
    with serve(blog) as server:
        ended = shop.add(server)
        assert ended.code == 0, ended
        titles = {row["title"] for row in shop.export()}
        assert titles == {post.title for post in blog.posts}


def test_bytes_that_are_no_text_are_no_post_and_stop_nothing(shop: Shop) -> None:
    blog = DemoBlog(9)
    bad = blog.posts[4]
    blog.put(bad.path, bytes(range(256)) * 200)
    with serve(blog) as server:
        ended = shop.add(server)
        assert (ended.code in (0, 3), "Traceback" in ended.err) == (True, False), ended
        assert {server.origin + post.path for post in blog.posts if post != bad} <= shop.held_urls()
        assert_sound(shop)
