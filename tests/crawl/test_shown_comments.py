"""Comments that nothing lists, read from the pages of posts: what is wrong with one page is no matter of the others."""

from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

import pytest

from scraper.demo import serve
from scraper.demo.pages import Reply
from scraper.demo.wordpress import ApiMode
from tests.crawl.shop import Shop
from tests.crawl.test_wordpress import assert_true, held, pages_of_posts
from tests.crawl.test_wordpress_faults import OddWordPress, count_of_comments, failing

COMMENT = '<li id="comment-{0}" class="comment"><b class="fn">Bo</b><div class="comment-content"><p>Word {0}</p></div></li>'


def unlisted(posts: int = 12, api: ApiMode = "open") -> OddWordPress:
    """A blog without an API and a feed of its comments."""
    blog = OddWordPress(posts, api=api, comments_api=False)
    blog.change = failing("comments", 404)
    return blog


def answered(blog: OddWordPress, path: str, answer: Callable[[], Reply]) -> None:
    before = blog.change
    blog.change = lambda asked, reply: answer() if asked == path else before(asked, reply)


def keys(shop: Shop) -> dict[str, list[str]]:
    return {url: sorted(comment["key"] for comment in row["comments"]) for url, row in held(shop).items()}


def no_answer() -> Reply:
    raise ConnectionResetError


def test_a_post_that_leads_to_another_one_gets_none_of_its_comments(shop: Shop) -> None:
    blog = unlisted()
    other = next(post for post in blog.posts if post.comments)
    post = next(post for post in blog.posts if not post.comments)
    answered(blog, post.path, lambda: Reply(302, "text/html", b"", headers=(("Location", other.path),)))
    with serve(blog) as server:
        assert shop.add(server).code == 0
        assert_true(shop, server)


def test_one_page_that_gives_no_answer_hides_no_other_and_is_asked_for_at_three_visits(shop: Shop) -> None:
    blog = unlisted()
    post = next(post for post in reversed(blog.posts) if post.comments)  # the API names the newest first
    answered(blog, post.path, no_answer)
    with serve(blog) as server:
        ended = shop.add(server)
        assert (ended.code, "not all comments were read" in ended.err) == (3, True)
        assert count_of_comments(shop) == sum(len(other.comments) for other in blog.posts if other is not post)
        assert {*pages_of_posts(server)} == {other.path for other in blog.posts if other is not post}
        assert [shop.update().code for _ in range(3)] == [3, 3, 0]
        blog.change = failing("comments", 404)
        assert shop.update("--full").code == 0
        assert_true(shop, server)


def test_a_page_whose_address_a_request_spells_otherwise_is_asked_for_once(shop: Shop) -> None:
    blog = unlisted()
    post = next(post for post in blog.posts if post.comments)
    odd = f"{post.path[:-1]}[a|b]^/"
    before = blog.change
    with serve(blog) as server:

        def change(path: str, reply: Reply) -> Reply:
            reply = blog.page(post.path, server.url.rstrip("/")) if path == odd else before(path, reply)
            return reply._replace(body=reply.body.replace(post.path.encode(), odd.encode()))

        blog.change = change
        assert shop.add(server).code == 0
        assert count_of_comments(shop) == sum(len(post.comments) for post in blog.posts)
        count = len(server.log)
        assert shop.update().code == 0
        assert quote(odd) in server.paths()
        assert quote(odd) not in server.paths(since=count)


def test_a_feed_of_comments_that_is_back_is_read_where_all_is_asked_for(shop: Shop) -> None:
    blog = unlisted(6)
    with serve(blog) as server:
        assert shop.add(server).code == 0
        assert [shop.update().code for _ in range(2)] == [0, 0]
        blog.change = lambda _path, reply: reply
        count = len(server.log)
        assert shop.update("--full").code == 0
        assert [path for path in server.paths(since=count) if path.startswith("/comments/feed/")]
        assert {row["status"] for row in held(shop).values()} == {"live"}


@pytest.mark.parametrize("api", ["open", "missing"])
def test_a_limit_between_the_pages_of_a_post_leaves_none_of_its_comments_out(tmp_path: Path, api: ApiMode) -> None:
    blog = unlisted(6, api=api)
    post = next(post for post in blog.posts if len(post.comments) >= 2)
    more = f"{post.path}comment-page-1/"
    listed = "".join(COMMENT.format(number) for number in (5, 6, 7))
    older = f'<body><article class="hentry"><h1>x</h1></article><ol class="comment-list">{listed}</ol></body>'
    before = blog.change

    def change(path: str, reply: Reply) -> Reply:
        if path == more:
            return Reply(200, "text/html", older.encode())
        link = f'<a href="{more}#comments">Older</a></body>'.encode()
        return before(path, reply._replace(body=reply.body.replace(b"</body>", link)) if path == post.path else reply)

    blog.change = change
    whole, cut = Shop(tmp_path / "whole"), Shop(tmp_path / "cut")
    with serve(blog) as server:
        whole.folder.mkdir()
        cut.folder.mkdir()
        assert whole.add(server).code == 0
        requests = server.paths().index(more)
        assert cut.run("add", server.url, "--delay", "0", "-q", "--max-requests", str(requests)).code == 15
        assert cut.add(server).code == 0
        assert cut.update().code == 0
        assert keys(cut) == keys(whole)
        assert count_of_comments(whole) == sum(len(post.comments) for post in blog.posts) + 3
