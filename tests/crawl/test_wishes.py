"""What a user asks of a visit is kept to: limits, days, pages; and what was not found at first is tried again."""

import json
from collections import Counter

import pytest

from scraper.demo import DemoBlog, serve
from scraper.demo.wordpress import DemoWordPress
from tests.crawl.shop import Shop, assert_whole, post_hits

XML = "application/xml"
SITEMAPS = 60


def test_robots_txt_of_a_new_blog_is_asked_for_once(shop: Shop) -> None:
    with serve(DemoBlog(8)) as server:
        assert shop.add(server).code == 0
        assert server.paths().count("/robots.txt") == 1


def test_a_limit_of_requests_holds_while_listings_are_read(shop: Shop) -> None:
    with serve(DemoBlog(8)) as server:
        listed = "".join(f"<sitemap><loc>{server.origin}/post-{number}.xml</loc></sitemap>" for number in range(SITEMAPS))
        server.blog.put("/sitemap.xml", f"<sitemapindex>{listed}</sitemapindex>".encode(), content_type=XML)
        for number in range(SITEMAPS):
            body = f"<urlset><url><loc>{server.origin}/x/{number}/</loc></url></urlset>".encode()
            server.blog.put(f"/post-{number}.xml", body, content_type=XML)
        ended = shop.run("add", server.url, "--delay", "0", "--max-requests", "12")
        assert (ended.code, len(server.log)) == (15, 12)
        assert "1 stopped by a limit" in ended.out


@pytest.mark.parametrize("blog", [DemoBlog(30, feed=False, sitemap=False), DemoWordPress(30)], ids=["pages", "api"])
def test_limited_runs_come_to_the_end_though_the_listings_take_more_than_one_is_given(shop: Shop, blog: DemoBlog) -> None:
    with serve(blog) as server:
        codes: list[int] = []
        while len(codes) < 20 and (not codes or codes[-1] == 15):
            codes.append(shop.run("add", server.url, "--delay", "0", "-q", "--max-requests", "6").code)
        assert (codes[0], codes[-1]) == (15, 0)
        assert_whole(shop, server)
        asked = Counter(server.paths())
        del asked["/robots.txt"]
        assert max(asked.values()) == 1
        assert shop.run("verify").code == 0


def test_a_first_visit_that_was_cut_short_asks_anew_where_all_is_wanted(shop: Shop) -> None:
    with serve(DemoBlog(12, feed=False, sitemap=False)) as server:
        assert shop.run("add", server.url, "--delay", "0", "-q", "--max-requests", "6").code == 15
        server.log.clear()
        assert shop.update("--full").code == 0
        assert "/" in server.paths()


@pytest.mark.parametrize("dated", [True, False])
def test_posts_from_before_a_day_are_not_asked_for(shop: Shop, dated: bool) -> None:
    """Where no listing states a day, the address may: what is asked for before its day is known costs a request a post."""
    with serve(DemoBlog(20, feed=dated)) as server:
        if not dated:
            urls = "".join(f"<url><loc>{server.origin}{post.path}</loc></url>" for post in server.blog.posts)
            server.blog.put("/sitemap.xml", f"<urlset>{urls}</urlset>".encode(), content_type=XML)
        old = [post.path for post in server.blog.posts if post.published.year < 2024]
        assert old
        assert shop.run("add", server.url, "--delay", "0", "-q", "--since", "2024-01-01").code == 0
        assert set(post_hits(server)) == {post.path for post in server.blog.posts} - set(old)


def test_pages_are_fetched_on_demand_where_an_api_carries_the_posts(shop: Shop) -> None:
    with serve(DemoWordPress(12)) as server:
        assert shop.run("add", server.url, "--delay", "0", "-q", "--pages").code == 0
        assert set(post_hits(server)) == {post.path for post in server.blog.posts}
        assert_whole(shop, server)
        count = len(server.log)
        edited = server.blog.edit(3, title="Another title")
        assert shop.update("--pages").code == 0
        assert set(post_hits(server, since=count)) == {edited.path}
        assert_whole(shop, server)


def test_a_blog_that_was_down_when_it_was_added_is_tried_again_and_found(shop: Shop) -> None:
    with serve(DemoBlog(8)) as server:
        server.fail_next("/", 500, times=3)  # asked for as often
        assert shop.add(server).code == 3
        (blog,) = json.loads(shop.run("status", "--sick", "--json").out)["items"]
        assert blog["platform"] == "unknown"
        assert blog["trouble"].endswith("; `update` tries again, until you `pause` it")
        assert shop.update().code == 0
        assert_whole(shop, server)


def test_an_address_that_is_no_post_is_named_with_the_reason(shop: Shop) -> None:
    with serve(DemoBlog(8)) as server:
        paths = (*(post.path for post in server.blog.posts), "/shop/a-lamp.htm")
        urls = "".join(f"<url><loc>{server.origin}{path}</loc></url>" for path in paths)
        server.blog.put("/sitemap.xml", f"<urlset>{urls}</urlset>".encode(), content_type=XML)
        assert shop.add(server).code == 0
        (blog,) = json.loads(shop.run("audit", "--json").out)["blogs"]
        told = {row["url"]: (row["state"], row["reason"]) for row in blog["rejected"]}
        assert told[f"{server.origin}/shop/a-lamp.htm"] == ("not_a_post", "its address is unlike the posts'")
        assert "judged no post: " in shop.run("audit").out


def test_what_left_an_api_while_its_first_reading_was_cut_short_is_gone(shop: Shop) -> None:
    with serve(DemoWordPress(110)) as server:
        assert shop.run("add", server.url, "--delay", "0", "-q", "--max-requests", "3").code == 15
        removed = server.blog.remove(5)
        server.blog.add("The first since")
        server.blog.add("The second since")
        assert [shop.update().code, shop.update().code] == [0, 0]
        assert_whole(shop, server)
        assert {row["status"] for row in shop.export() if row["url"].endswith(removed.path)} == {"gone"}
        server.log.clear()
        assert shop.update().code == 0
        assert len(server.paths()) <= 3
