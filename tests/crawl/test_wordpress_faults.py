"""WordPress as it is on bad days: caches, hidden users, closed doors, records that say nonsense, answers that do not come."""

import json
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import update

from scraper.demo import DemoBlog, serve
from scraper.demo.blog import EXAMPLE_ORIGIN
from scraper.demo.pages import Reply
from scraper.demo.posts import DemoComment, DemoPost, slug
from scraper.demo.prose import AUTHORS
from scraper.demo.wordpress import DemoWordPress
from storage import models
from storage.archive import Archive
from tests.crawl.shop import Ended, Shop, assert_clear, assert_whole
from tests.crawl.test_wordpress import assert_true, held, pages_of_posts


class OddWordPress(DemoWordPress):
    """A site some of whose answers are changed: ``change`` gets the path and the answer."""

    change: Callable[[str, Reply], Reply] = staticmethod(lambda _path, reply: reply)

    def page(self, path: str, origin: str = EXAMPLE_ORIGIN) -> Reply:
        return self.change(path, super().page(path, origin))


def failing(word: str, status: int) -> Callable[[str, Reply], Reply]:
    """Requests whose path holds the word are answered with this status."""
    return lambda path, reply: Reply(status, "text/html", b"<h1>Sorry</h1>") if word in path else reply


def count_of_comments(shop: Shop) -> int:
    return sum(len(row["comments"]) for row in held(shop).values())


def new_comment(blog: DemoBlog, post: DemoPost, number: int = 90_001) -> None:
    comment = DemoComment(number=number, author="Ann", published=blog.posts[-1].published + timedelta(hours=1), text="I was there too.")
    blog.edit(post.number, silent=True, comments=(*post.comments, comment))


def long_ago(shop: Shop) -> None:
    """A month goes by since all was compared."""
    with Archive.open(shop.root) as archive, archive.engine.begin() as connection:
        connection.execute(update(models.claim).values(compared_at=datetime.now(UTC) - timedelta(days=31)))


@pytest.mark.parametrize("stated", [(), (("X-WP-Total", "3"), ("X-WP-TotalPages", "1"))], ids=["nothing", "too-few"])
def test_an_api_that_gives_few_at_a_time_is_read_to_its_end_whatever_it_states(shop: Shop, stated: tuple[tuple[str, str], ...]) -> None:
    """A cache in front drops the headers or keeps old ones, and a plugin sets how many posts an answer holds."""
    blog = OddWordPress(12, sitemap=False)
    answer = blog.page

    def page(path: str, origin: str = EXAMPLE_ORIGIN) -> Reply:
        reply = answer(path.replace("per_page=100", "per_page=5"), origin)
        kept = tuple(header for header in reply.headers if not header[0].startswith("X-WP"))
        return reply._replace(headers=(*kept, *stated) if len(kept) < len(reply.headers) else kept)

    blog.page = page  # type: ignore[method-assign]
    with serve(blog) as server:
        assert shop.add(server).code == 0
        assert_whole(shop, server)


# The feed of comments, where the API is closed


def test_a_comment_feed_that_gives_one_page_for_ever_is_asked_twice(shop: Shop) -> None:
    with serve(DemoWordPress(40, comments_api=False, feed_pages=False)) as server:
        assert shop.add(server).code == 0
        assert len([path for path in server.paths() if path.startswith("/comments/feed/")]) == 2
        assert count_of_comments(shop) == 10


def test_new_comments_are_found_where_robots_txt_closes_the_api(shop: Shop) -> None:
    with serve(DemoWordPress(12, robots_disallow=("/wp-json/",))) as server:
        assert shop.add(server).code == 0
        new_comment(server.blog, server.blog.posts[4])
        assert shop.update().code == 0
        texts = [comment["text"] for row in held(shop).values() for comment in row["comments"]]
        assert texts.count("I was there too.") == 1
        assert len(texts) == sum(len(post.comments) for post in server.blog.posts)


def test_comments_on_pages_that_are_no_posts_cost_an_update_nothing(shop: Shop) -> None:
    blog = OddWordPress(12, api="forbidden", comments_api=False)

    def change(path: str, reply: Reply) -> Reply:
        if path != "/comments/feed/atom/":
            return reply
        head, entry, rest = reply.body.partition(b"<entry>")
        first, end, others = rest.partition(b"</entry>")
        other = re.sub(rb"/\d{4}/\d\d/[a-z0-9-]+/(?:#comment-|comment-page-1/#comment-)?\d*", b"/guestbook/#comment-99001", first)
        return Reply(200, reply.content_type, head + entry + other + end + entry + first + end + others, headers=reply.headers)

    with serve(blog) as server:
        blog.change = change
        assert shop.add(server).code == 0
        count = len(server.log)
        assert shop.update().code == 0
        assert server.paths(since=count) == ["/robots.txt", "/feed/", "/comments/feed/atom/"]


def test_a_comment_feed_that_is_cut_off_is_read_whole_by_the_next_visit(shop: Shop) -> None:
    blog = OddWordPress(40, comments_api=False)
    with serve(blog) as server:
        blog.change = failing("paged=3", 500)
        assert_clear(shop.add(server), 3, "not all comments were read", "paged=3", "500")
        blog.change = OddWordPress.change
        assert shop.update().code == 0
        assert count_of_comments(shop) == sum(len(post.comments) for post in blog.posts)


# The API of comments


def test_comments_that_are_cut_off_make_the_visit_incomplete(shop: Shop) -> None:
    blog = OddWordPress(160)
    with serve(blog) as server:
        blog.change = lambda path, reply: failing("page=2", 500)(path, reply) if "/comments?" in path else reply
        assert_clear(shop.add(server), 3, "left incomplete", "not all comments were read", "500")
        assert 0 < count_of_comments(shop) < sum(len(post.comments) for post in blog.posts)
        blog.change = OddWordPress.change
        assert shop.update().code == 0
        assert_true(shop, server)


def test_comments_whose_api_fails_are_read_from_the_feed_and_the_visit_is_incomplete(shop: Shop) -> None:
    blog = OddWordPress(12)
    with serve(blog) as server:
        blog.change = failing("/wp/v2/comments", 500)
        assert_clear(shop.add(server), 3, "not all comments were read", "500")
        assert_true(shop, server)
        for _ in range(2):  # it was so at the visit before: a fact about the blog, whose posts are whole
            assert shop.update() == Ended(0, "", "")
            for command in ("status", "audit"):
                assert "its comments are not listed: " in shop.run(command).out
        blog.change = OddWordPress.change
        new_comment(blog, blog.posts[3])
        assert shop.update().code == 0
        assert "not listed" not in shop.run("audit").out
        assert_true(shop, server)


def test_comments_that_nothing_lists_are_read_once_from_the_pages_of_their_posts(shop: Shop) -> None:
    blog = OddWordPress(24, comments_api=False)
    blog.change = failing("comments", 404)  # neither has it a feed of them
    with serve(blog) as server:
        assert shop.add(server).code == 0
        assert_true(shop, server)
        assert sorted(pages_of_posts(server)) == sorted(path for path in (post.path for post in blog.posts))
        assert {row["revision"] for row in held(shop).values()} == {1}
        for _ in range(3):  # until it is believed that there is no feed
            shop.day_goes_by()
            count = len(server.log)
            assert shop.update().code == 0
        assert len(server.log) - count == 2, server.paths(since=count)
        new_comment(blog, blog.posts[3])
        assert shop.update("--full").code == 0
        assert_true(shop, server)


# What the totals do not tell


def test_a_post_that_went_as_another_came_is_found_within_a_month(shop: Shop) -> None:
    with serve(DemoWordPress(130)) as server:
        late, every = server.blog.posts[3], server.blog.posts
        server.blog._publish(tuple(post for post in every if post is not late))
        assert shop.add(server).code == 0
        server.blog._publish((*every[:3], late, *every[4:]))
        removed = server.blog.remove(every[60].number)
        count = len(server.log)
        assert shop.update().code == 0
        assert len(server.log) - count == 3  # the number of posts is what it was
        long_ago(shop)
        assert shop.update().code == 0
        assert_true(shop, server)
        assert held(shop)[server.origin + removed.path]["status"] == "gone"
        count = len(server.log)
        assert shop.update().code == 0
        assert len(server.log) - count == 3


def test_a_comment_that_went_as_another_was_approved_late_is_found_within_a_month(shop: Shop) -> None:
    with serve(DemoWordPress(160)) as server:
        first, other = [post for post in server.blog.posts if len(post.comments) > 2][:2]
        server.blog.edit(first.number, silent=True, comments=first.comments[1:])
        assert shop.add(server).code == 0
        server.blog.edit(first.number, silent=True, comments=first.comments)
        server.blog.edit(other.number, silent=True, comments=other.comments[:-1])
        long_ago(shop)
        assert shop.update().code == 0
        rows = json.loads(shop.run("list", "comments", "--json", "--limit", "1000").out)["items"]
        assert [row["key"] for row in rows if row["is_missing"]] == [str(other.comments[-1].number)]
        assert str(first.comments[0].number) in {row["key"] for row in rows}


# Records


def test_records_that_say_nonsense_cost_nothing_but_themselves(shop: Shop) -> None:
    odd: dict[int, dict[str, Any]] = {
        3: {"modified": "9999-12-31T23:59:59-05:00"},
        5: {"_embedded": {"wp:term": 5, "author": "x"}},
        7: {"_embedded": 5, "coauthors": [5, None, {"name": 5}], "title": 5, "excerpt": []},
        8: {"date": [], "date_gmt": "9999-12-31T23:59:59", "yoast_head_json": "x"},
    }

    def spoil(path: str, reply: Reply) -> Reply:
        if "/wp/v2/posts" not in path:
            return reply
        records = json.loads(reply.body)
        records = [record | odd.get(place, {}) for place, record in enumerate(records)]
        return Reply(reply.status, reply.content_type, json.dumps(records).encode(), reply.modified_at, reply.headers)

    blog = OddWordPress(30)
    blog.change = spoil
    with serve(blog) as server:
        assert shop.add(server).code == 0
        assert held(shop).keys() == {server.origin + post.path for post in blog.posts}
        assert len(pages_of_posts(server)) <= len(odd)


def test_half_an_emoji_in_one_post_costs_no_post_of_its_answer(shop: Shop) -> None:
    def cut(path: str, reply: Reply) -> Reply:
        if "/wp/v2/posts" not in path and "/wp/v2/comments" not in path:
            return reply
        body = reply.body.replace(b'"content":{"rendered":"<p>', rb'"content":{"rendered":"<p>\ud83d \ud83d\ude00 \\ud83d ', 1)
        return reply._replace(body=body)

    blog = OddWordPress(30)
    blog.change = cut
    with serve(blog) as server:
        assert shop.add(server).code == 0
        assert held(shop).keys() == {server.origin + post.path for post in blog.posts}
        assert not pages_of_posts(server)
        assert sum("\ufffd \N{GRINNING FACE} \\ud83d " in row["body_text"] for row in held(shop).values()) == 1
        assert sum("\ufffd \N{GRINNING FACE} " in comment["text"] for row in held(shop).values() for comment in row["comments"]) == 1


@pytest.mark.parametrize("users", ["hidden", "seo"])
def test_authors_that_the_api_hides_are_named_by_a_plugin_or_by_one_page_of_each(shop: Shop, users: Any) -> None:
    with serve(DemoWordPress(30, users=users)) as server:
        both = server.blog.edit(22, silent=True, authors=(AUTHORS[2], AUTHORS[0]))  # of its author the one that the API gives first
        assert shop.add(server).code == 0
        alone = {server.origin + post.path: post.authors[0] for post in server.blog.posts if len(post.authors) == 1}
        assert {url: [author["name"] for author in held(shop)[url]["authors"]] for url in alone} == {
            url: [name] for url, name in alone.items()
        }
        by_pages = users == "hidden"
        assert len(pages_of_posts(server)) == (
            len(set(alone.values())) + 2 if by_pages else 0
        )  # the first two of one author name another too
        assert len(held(shop)[server.origin + both.path]["authors"]) == 1 + by_pages


def test_who_signed_together_is_named_by_one_page_of_each_group(shop: Shop) -> None:
    """Co-Authors Plus files posts under terms that have the people's slugs and no names."""
    blog = OddWordPress(30)
    for number in (12, 22):
        blog.edit(number, silent=True, authors=(AUTHORS[2], AUTHORS[0]))
    guest = blog.edit(7, silent=True, authors=(AUTHORS[1],))

    def change(path: str, reply: Reply) -> Reply:
        if "/wp/v2/posts" not in path or reply.status != 200 or "_embed" not in path:
            return reply
        rows = json.loads(reply.body)
        for row in rows:
            post = next(post for post in blog.posts if row["link"].endswith(post.path))
            slugs = ["guest"] if post.path == guest.path else [slug(name) for name in post.authors]
            terms = [{"id": sum(map(ord, name)), "name": name, "slug": f"cap-{name}", "taxonomy": "author"} for name in slugs]
            row["coauthors"] = [term["id"] for term in terms]
            row["_embedded"]["wp:term"].append(terms)
            if post.path == guest.path:
                row["_embedded"]["author"][0] |= {"name": "The Editor", "slug": "editor"}
        return Reply(200, reply.content_type, json.dumps(rows).encode(), headers=reply.headers)

    with serve(blog) as server:
        blog.change = change
        assert shop.add(server).code == 0
        named = {url.removeprefix(server.origin): [author["name"] for author in row["authors"]] for url, row in held(shop).items()}
        assert named == {post.path: list(post.authors) for post in blog.posts}
        assert len(pages_of_posts(server)) == 1 + len({post.authors for post in blog.posts if len(post.authors) > 1})


# Sitemaps


def test_a_sitemap_is_read_whatever_its_host_is_called(shop: Shop) -> None:
    blog = OddWordPress(12, api="forbidden", sitemap=False, prefix="/dailynews-and-images", feed_items=2)
    stated = "/dailynews-and-images/all-of-it.xml"

    def change(path: str, reply: Reply) -> Reply:
        if path == "/robots.txt":
            return Reply(200, "text/plain", f"User-agent: *\nSitemap: {server.origin}{stated}\n".encode())
        return reply

    with serve(blog) as server:
        blog.change = change
        rows = "".join(f"<url><loc>{server.origin}{blog.prefix}{post.path}</loc></url>" for post in blog.posts)
        blog.put(stated, f"<urlset>{rows}</urlset>".encode(), content_type="application/xml")
        assert shop.add(server).code == 0
        assert stated in server.paths()


# Updates, where the API is closed


@pytest.mark.parametrize("validators", [True, False])
def test_an_edit_and_more_news_than_the_feed_holds_are_found_without_the_api(shop: Shop, validators: bool) -> None:
    blog = DemoWordPress(44, api="forbidden")
    with serve(blog, validators=validators) as server:
        assert shop.add(server).code == 0
        edited = blog.edit(blog.posts[5].number, title="An old loaf in a new light")
        new = [blog.add(f"News of the day {number}") for number in range(14)]
        assert shop.update().code == 0
        rows = held(shop)
        assert rows[server.origin + edited.path]["title"] == "An old loaf in a new light"
        assert {server.origin + post.path for post in new} <= rows.keys()


def test_more_news_than_the_feed_holds_are_found_without_api_and_sitemap(shop: Shop) -> None:
    blog = DemoWordPress(44, api="forbidden", sitemap=False)
    with serve(blog) as server:
        assert shop.add(server).code == 0
        new = [blog.add(f"News of the day {number}") for number in range(14)]
        assert shop.update().code == 0
        assert {server.origin + post.path for post in new} <= held(shop).keys()


def test_an_update_without_news_costs_three_requests_where_neither_api_nor_permalinks_are_on(shop: Shop) -> None:
    blog = OddWordPress(44, api="forbidden", permalinks="plain")
    blog.change = failing("/feed/", 404)
    with serve(blog) as server:
        assert shop.add(server).code == 0
        count = len(server.log)
        assert shop.update().code == 0
        assert server.paths(since=count) == ["/robots.txt", "/?feed=rss2", "/?feed=comments-atom"]


def test_an_api_that_is_closed_is_tried_once_a_month(shop: Shop) -> None:
    def asked() -> list[str]:
        before = len(server.paths())
        assert shop.update().code == 0
        return [path.partition("?")[0] for path in server.paths()[before:]]

    blog = DemoWordPress(44, api="forbidden")
    with serve(blog) as server:
        assert shop.add(server).code == 0
        assert asked() == ["/robots.txt", "/feed/", "/comments/feed/atom/"]
        with Archive.open(shop.root) as archive, archive.engine.begin() as connection:
            of_api = models.capture.c.url.contains("/wp-json/")
            connection.execute(update(models.capture).where(of_api).values(fetched_at=datetime.now(UTC) - timedelta(days=31)))
        assert asked()[1:4] == ["/wp-json/wp/v2/posts", "/feed/", "/wp-json/wp/v2/comments"]
