"""A blog in several languages, whose root leads to the front page of one of them, and which names the others for machines alone."""

from dataclasses import replace
from urllib.parse import parse_qsl

import pytest

from scraper.demo import DemoBlog, DemoServer, serve, truth_rows
from scraper.demo.pages import HTML, Reply
from scraper.demo.wordpress import DemoWordPress, answer
from scraper.demo.wordpress_site import Site
from storage.archive import Archive
from storage.queries import all_blogs
from tests.crawl.shop import Shop, assert_whole

LANGUAGES = {"en": "Day {} in the orchard is spent among old trees. ", "de": "Am Tag {} im Hafen liegen die Boote noch still. "}
POSTS = 14


class Polyglot(DemoBlog):
    """One blog under a folder for each language; no sitemap names anything."""

    def __init__(self) -> None:
        super().__init__(empty=True)
        self.blogs = {language: DemoBlog(empty=True, prefix=f"/{language}", sitemap=False) for language in LANGUAGES}
        for number in range(POSTS):
            for language in LANGUAGES:
                self.publish(language, number)

    def publish(self, language: str, number: int) -> None:
        """Add a post with a text of its own."""
        self.blogs[language].add(f"{language.title()} number {number}", [LANGUAGES[language].format(number) * 8])

    def page(self, path: str, origin: str = "") -> Reply:
        language = path.split("/")[1]
        if language not in self.blogs:
            is_root = path == "/"
            return Reply(302 if is_root else 404, HTML, b"", headers=(("Location", f"{origin}/en/"),) if is_root else ())
        reply = self.blogs[language].page(path, origin)
        links = "".join(f'<link rel="alternate" hreflang="{name}" href="{origin}/{name}/">' for name in LANGUAGES)
        is_front = path == f"/{language}/"
        return reply._replace(body=reply.body.replace(b"</head>", f"{links}</head>".encode())) if is_front else reply

    def urls(self, server: DemoServer, *languages: str) -> set[str]:
        """The addresses of the posts in these languages."""
        return {row["url"] for language in languages for row in truth_rows(self.blogs[language], server.origin)}


class OneForMachines(DemoWordPress):
    """WordPress whose API gives the posts of one language, every other one, while its sitemap names all."""

    of_one_language: tuple[str, ...] = ("/wp/v2/posts",)

    def page(self, path: str, origin: str = "") -> Reply:
        bare, _, query = path.partition("?")
        if not bare.endswith(self.of_one_language):
            return super().page(path, origin)
        state = replace(self._state, posts=self.posts[::2])
        return answer(Site(state, self.setup, origin), bare, dict(parse_qsl(query)))


class OneInAllLists(OneForMachines):
    """The same, with a sitemap of that language too: the others stand only on a front page and in a feed, which show the newest."""

    of_one_language = ("/wp/v2/posts", "/wp-sitemap-posts-post-1.xml")

    def page(self, path: str, origin: str = "") -> Reply:
        if path not in {"/", "/de/"}:
            return super().page(path, origin)
        reply = super().page("/", origin)
        return reply._replace(body=reply.body.replace(b"</head>", b'<link rel="alternate" hreflang="de" href="/de/"></head>'))


@pytest.fixture
def polyglot(shop: Shop) -> Polyglot:
    return Polyglot()


def test_the_root_stands_for_all_languages_and_one_folder_for_its_own(shop: Shop, polyglot: Polyglot) -> None:
    with serve(polyglot) as server:
        assert shop.run("add", server.url, "--delay", "0", "-q").code == 0
        assert shop.held_urls() == polyglot.urls(server, *LANGUAGES)
        with Archive.open(shop.root) as archive:
            (blog,) = all_blogs(archive)
        assert (f"http://{blog.scope}", blog.home_url, blog.language) == (server.url, f"{server.url}en/", None)


def test_a_language_that_was_asked_for_is_a_blog_of_its_own(shop: Shop, polyglot: Polyglot) -> None:
    with serve(polyglot) as server:
        assert shop.run("add", f"{server.url}de/", "--delay", "0", "-q").code == 0
        assert shop.held_urls() == polyglot.urls(server, "de")
        with Archive.open(shop.root) as archive:
            (blog,) = all_blogs(archive)
        assert blog.language == "en"  # as its front page says


def test_news_in_another_language_are_found_by_an_update(shop: Shop, polyglot: Polyglot) -> None:
    with serve(polyglot) as server:
        assert shop.run("add", server.url, "--delay", "0", "-q").code == 0
        polyglot.publish("de", POSTS)
        assert shop.update().code == 0
        assert shop.held_urls() == polyglot.urls(server, *LANGUAGES)


def test_languages_that_a_sitemap_names_cost_one_page_each(shop: Shop, polyglot: Polyglot) -> None:
    with serve(polyglot) as server:
        locations = "".join(f"<url><loc>{url}</loc></url>" for url in sorted(polyglot.urls(server, *LANGUAGES)))
        sitemap = f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{locations}</urlset>'
        polyglot.blogs["en"].put("/en/sitemap.xml", sitemap.encode(), content_type="application/xml")
        assert shop.run("add", server.url, "--delay", "0", "-q").code == 0
        posts = {url.removeprefix(server.origin) for url in polyglot.urls(server, "de")}
        assert [path for path in server.paths() if path.startswith("/de/") and path not in posts] == ["/de/"]
        assert shop.held_urls() == polyglot.urls(server, *LANGUAGES)


@pytest.mark.parametrize("blog", [OneForMachines, OneInAllLists])
def test_lists_of_one_language_do_not_hide_news_in_the_others(shop: Shop, blog: type[OneForMachines]) -> None:
    with serve(blog(12)) as server:
        assert shop.add(server).code == 0
        for title in ("Of the lists", "Of another language", "Of another language too"):
            server.blog.add(title)
            assert shop.update().code == 0
            assert_whole(shop, server)


@pytest.mark.parametrize(("blog", "is_sure"), [(OneForMachines, True), (OneInAllLists, False)])
def test_the_audit_calls_none_missing_only_where_a_list_names_all(shop: Shop, blog: type[OneForMachines], *, is_sure: bool) -> None:
    with serve(blog(40, feed_pages=False, older=False)) as server:
        assert shop.add(server).code == 0
        answer = shop.run("audit").out.splitlines()[0]
        assert "wordpress says 20" in answer
        assert ("; none missing" in answer, "more may be there" in answer) == (is_sure, not is_sure)
