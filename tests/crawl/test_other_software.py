"""A blog whose owner went over to other software is read as one of that from then on, and has each post and comment once."""

from collections import Counter
from collections.abc import Callable
from dataclasses import replace

import pytest

from scraper.demo import DemoBlog, serve
from scraper.demo.ghost import DemoGhost
from scraper.demo.pages import Reply
from scraper.demo.wordpress import DemoWordPress
from storage.archive import Archive
from storage.queries import status
from tests.crawl.shop import Shop, assert_sound, assert_whole
from tests.crawl.test_moved import ids_of


def platforms(shop: Shop) -> list[str]:
    with Archive.open(shop.root) as archive:
        return [state.blog.platform for state in status(archive)]


def titles(shop: Shop) -> Counter[tuple[str | None, str]]:
    return Counter((row["title"], row["status"]) for row in shop.export())


def comments(shop: Shop) -> list[tuple[str, str, str]]:
    return sorted(
        (row["title"], said["author"], said["text"]) for row in shop.export() if row["status"] == "live" for said in row["comments"]
    )


def plain() -> DemoBlog:
    return DemoBlog(8)


def wordpress() -> DemoBlog:
    return DemoWordPress(8)


def ghost() -> DemoBlog:
    return DemoGhost(8, members_only=frozenset())


@pytest.mark.parametrize(
    ("before", "after", "name"),
    [
        pytest.param(wordpress, plain, "generic", id="wordpress to files"),
        pytest.param(plain, wordpress, "wordpress", id="files to wordpress"),
        pytest.param(wordpress, ghost, "ghost", id="wordpress to ghost"),
    ],
)
def test_a_blog_of_other_software_is_read_as_one_of_that(
    shop: Shop, before: Callable[[], DemoBlog], after: Callable[[], DemoBlog], name: str
) -> None:
    with serve(before()) as server:
        assert shop.add(server).code == 0
        told = comments(shop)
        server.blog = after()
        assert shop.update().code == 0
        assert platforms(shop) == [name]
        asked = len(server.log)
        assert shop.update().code == 0
        assert len(server.log) - asked <= 3, server.log[asked:]
        live = Counter(title for title, state in titles(shop).elements() if state == "live")
        assert set(live.values()) == {1}
        assert len(live) == 8
        assert comments(shop) == told
        server.blog.add("A post of the new software")
        assert shop.update().code == 0
        assert titles(shop)["A post of the new software", "live"] == 1
        assert_sound(shop)


def test_posts_follow_to_other_software_at_other_addresses_with_other_pictures(shop: Shop) -> None:
    with serve(DemoWordPress(8)) as server:
        assert shop.add(server).code == 0
        ids = ids_of(shop)
        blog = DemoBlog(8)
        blog._publish(tuple(replace(post, path=f"{post.path.rstrip('/')}-moved/") for post in server.blog.posts))
        server.blog = blog
        assert shop.update().code == 0
        assert {row["status"] for row in shop.export()} == {"live"}
        assert ids_of(shop) == ids


def test_a_front_page_that_says_nothing_changes_no_platform(shop: Shop) -> None:
    with serve(DemoWordPress(4)) as server:
        assert shop.add(server).code == 0
        blog, server.blog = server.blog, DemoBlog(0, empty=True, feed=False, sitemap=False)
        server.blog.put("/", b"<html><title>For sale</title><h1>This domain is for sale</h1><p>Ask us.</p></html>")
        shop.update()
        assert platforms(shop) == ["wordpress"]
        server.blog = blog
        assert shop.update().code == 0
        assert {row["status"] for row in shop.export()} == {"live"}


class Headed(DemoBlog):
    """One of the many headers of its front page alone tells what it is of."""

    def page(self, path: str, origin: str = "") -> Reply:
        links = (("Link", f'<{origin}/wp-json/>; rel="https://api.w.org/"'), ("Link", "</style.css>; rel=preload"))
        return super().page(path, origin)._replace(headers=links if path == "/" else ())


@pytest.mark.parametrize("kind", [DemoWordPress, Headed])
def test_a_platform_that_the_user_chose_stays(shop: Shop, kind: type[DemoBlog]) -> None:
    with serve(kind(4)) as server:
        assert shop.run("add", server.url, "--platform", "generic", "--delay", "0", "-q").code == 0
        assert shop.update("--full").code == 0
        assert platforms(shop) == ["generic"]


def test_an_api_that_lies_elsewhere_since_the_permalinks_changed_is_found(shop: Shop) -> None:
    with serve(DemoWordPress(6)) as server:
        assert shop.add(server).code == 0
        ids = ids_of(shop)
        server.blog = DemoWordPress(6, permalinks="plain")
        assert shop.update().code == 0
        assert {row["status"] for row in shop.export()} == {"live"}
        assert ids_of(shop) == ids
        asked = len(server.log)
        assert shop.update().code == 0
        assert len(server.log) - asked <= 3


def closed() -> DemoBlog:
    blog = DemoBlog(0, empty=True, feed=False, sitemap=False)
    blog.put("/", b"<html><title>Soon</title><h1>We are moving</h1><p>Ask us.</p></html>")
    return blog


def test_a_blog_that_was_closed_while_its_software_changed_is_read_as_one_of_the_new(shop: Shop) -> None:
    with serve(DemoWordPress(4)) as server:
        assert shop.add(server).code == 0
        server.blog = closed()
        shop.update()
        server.blog = DemoBlog(4)
        assert shop.update().code == 0
        assert platforms(shop) == ["generic"]


def test_a_platform_that_the_user_chose_stays_where_the_blog_is_closed_for_a_while(shop: Shop) -> None:
    with serve(DemoWordPress(4)) as server:
        assert shop.run("add", server.url, "--platform", "generic", "--delay", "0", "-q").code == 0
        blog, server.blog = server.blog, closed()
        shop.update()
        server.blog = blog
        assert shop.update("--full").code == 0
        assert platforms(shop) == ["generic"]


def test_the_first_visit_as_a_blog_of_other_software_goes_on_where_it_was_cut_short(shop: Shop) -> None:
    with serve(DemoWordPress(4)) as server:
        assert shop.add(server).code == 0
        server.blog = DemoBlog(12, feed_items=2)
        for limit in ("4", "5", "6"):
            shop.update("--max-requests", limit)
        assert platforms(shop) == ["generic"]
        for _ in range(2):
            assert shop.update().code == 0
        assert_whole(shop, server)


def test_a_front_page_of_other_software_alone_changes_no_platform_whose_api_answers(shop: Shop) -> None:
    with serve(DemoWordPress(8)) as server:
        assert shop.add(server).code == 0
        front = DemoBlog(8).page("/", server.url).body
        server.blog.put("/", front)
        for flags in (["--full"], []):
            assert shop.update(*flags).code == 0
            assert platforms(shop) == ["wordpress"]
