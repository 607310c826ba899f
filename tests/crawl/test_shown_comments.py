"""Comments that nothing lists, read from the pages of posts: what is wrong with one page is no matter of the others."""

from collections.abc import Callable

from scraper.demo import serve
from scraper.demo.pages import Reply
from tests.crawl.shop import Shop
from tests.crawl.test_wordpress import assert_true, held, pages_of_posts
from tests.crawl.test_wordpress_faults import OddWordPress, count_of_comments, failing

def unlisted(posts: int = 12) -> OddWordPress:
    """A blog without an API and a feed of its comments."""
    blog = OddWordPress(posts, comments_api=False)
    blog.change = failing("comments", 404)
    return blog


def answered(blog: OddWordPress, path: str, answer: Callable[[], Reply]) -> None:
    before = blog.change
    blog.change = lambda asked, reply: answer() if asked == path else before(asked, reply)


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
