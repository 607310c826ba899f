"""The demo blog itself: the same bytes each time, and the truth about every page."""

from datetime import UTC, timedelta
from xml.etree import ElementTree

import pytest
from parsel import Selector

from scraper.demo import DemoBlog, DemoPost, truth_rows

ORIGIN = "https://blog.example"
ATOM = "{http://www.w3.org/2005/Atom}"
SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
PAGES = ("/", "/page/2/", "/archive/", "/2021/", "/tag/bread/", "/category/boats/", "/author/ingrid-sorlie/", "/about/")


def body(blog: DemoBlog, path: str) -> str:
    return blog.page(path).body.decode()


def page(blog: DemoBlog, path: str) -> Selector:
    return Selector(text=body(blog, path))


def words(node: Selector, query: str) -> str:
    return " ".join((node.xpath(f"string({query})").get() or "").split())


def locations(blog: DemoBlog) -> list[str]:
    return [element.text or "" for element in ElementTree.fromstring(body(blog, "/sitemap.xml")).iter(f"{SITEMAP}loc")]  # noqa: S314


def entries(blog: DemoBlog) -> list[str]:
    feed = ElementTree.fromstring(body(blog, f"{blog.prefix}/feed.xml"))  # noqa: S314
    return [entry.findtext(f"{ATOM}title") or "" for entry in feed.iter(f"{ATOM}entry")]


def test_the_same_arguments_give_the_same_bytes() -> None:
    first, second = DemoBlog(), DemoBlog()
    paths = [*PAGES, "/feed.xml", "/sitemap.xml", "/robots.txt", "/media/logo.svg", *(post.path for post in first.posts)]
    assert [first.page(path) for path in paths] == [second.page(path) for path in paths]


def test_another_seed_writes_other_words() -> None:
    assert DemoBlog(seed=1).posts[0].body_text != DemoBlog(seed=2).posts[0].body_text


@pytest.mark.parametrize("count", [44, 1500])
def test_every_post_has_words_an_address_and_a_title_of_its_own(count: int) -> None:
    posts = DemoBlog(count).posts
    assert (
        len(posts)
        == len({post.path for post in posts})
        == len({post.title for post in posts})
        == len({post.body_text for post in posts})
        == count
    )


def test_the_posts_span_years_and_have_every_kind_of_content() -> None:
    blog = DemoBlog()
    posts = blog.posts
    markup = "".join(body(blog, post.path) for post in posts)
    assert len({post.published.year for post in posts}) >= 7
    assert len({name for post in posts for name in post.authors}) == 3
    assert all(mark in markup for mark in ("<pre><code", "<ul>", "<table>", "srcset=", "<blockquote>", "post-subtitle", 'class="children"'))
    assert {post.language for post in posts} == {"en", "de"}
    assert {post.access for post in posts} == {"public", "preview"}
    assert min(len(post.body_text) for post in posts) < 60
    assert any(post.updated for post in posts)
    assert any(len(post.authors) == 2 for post in posts)


def test_some_posts_fall_on_another_day_in_utc() -> None:
    assert any(post.published.date() != post.published.astimezone(UTC).date() for post in DemoBlog().posts)


def test_a_post_page_shows_what_the_truth_says() -> None:
    blog = DemoBlog()
    for post, row in zip(blog.posts, truth_rows(blog, ORIGIN), strict=True):
        shown = page(blog, post.path)
        assert words(shown, "//h1") == row["title"]
        assert words(shown, "//time[@class='published']/@datetime") == row["published_at"]
        assert shown.xpath("//a[@rel='author']/text()").getall() == list(post.authors)
        assert sorted(shown.xpath("//ul[@class='tags']//a/text()").getall()) == sorted(row["tags"])
        assert words(shown, "//span[@class='views']") == f"{row['counters']['views']} views"
        assert len(shown.xpath("//li[@class='comment']")) == len(row["comments"])
        assert words(shown, "//link[@rel='canonical']/@href") == row["url"]
        assert words(shown, "//div[@class='post-body']") == " ".join(row["body_text"].split())


def test_an_answer_to_a_comment_stands_inside_it() -> None:
    blog = DemoBlog()
    post = next(post for post in blog.posts if any(comment.parent for comment in post.comments))
    answer = next(comment for comment in post.comments if comment.parent is not None)
    assert page(blog, post.path).xpath(f"//li[@id='comment-{answer.parent}']//li[@id='comment-{answer.number}']")


def test_a_members_post_shows_its_first_paragraph_only() -> None:
    blog = DemoBlog()
    post = next(post for post in blog.posts if post.access == "preview")
    shown, hidden = post.body[0].text(), post.body[1].text()
    assert shown in words(page(blog, post.path), "//main")
    assert hidden not in words(page(blog, post.path), "//main")
    assert hidden not in body(blog, "/feed.xml")


def test_the_feed_has_the_ten_newest_and_the_sitemap_all_posts_and_more() -> None:
    blog = DemoBlog()
    assert entries(blog) == [post.title for post in reversed(blog.posts)][:10]
    assert {ORIGIN + post.path for post in blog.posts} < set(locations(blog))
    assert f"{ORIGIN}/about/" in locations(blog)


def test_the_listing_pages_link_to_every_post() -> None:
    blog = DemoBlog()
    paths = ("/", *(f"/page/{number}/" for number in range(2, 6)))
    linked = {url for path in paths for url in page(blog, path).xpath("//article//h2/a/@href").getall()}
    assert linked == {ORIGIN + post.path for post in blog.posts}
    assert blog.page("/page/6/").status == 404


def test_every_link_and_picture_of_the_blog_has_an_answer() -> None:
    blog = DemoBlog(12)
    seen, waiting = set[str](), {"/"}
    while waiting:
        path = waiting.pop()
        seen.add(path)
        reply = blog.page(path)
        assert reply.status == 200, path
        if reply.content_type.startswith("text/html"):
            addresses = page(blog, path).xpath("//a/@href | //img/@src").getall()
            waiting |= {url.removeprefix(ORIGIN) for url in addresses if url.startswith(ORIGIN)} - seen
    assert {post.path for post in blog.posts} < seen


def test_an_edit_changes_page_feed_and_sitemap_but_not_the_address() -> None:
    blog = DemoBlog()
    post = blog.posts[-1]
    edited = blog.edit(post.number, title="Quite another title")
    assert (edited.path, edited.updated) == (post.path, post.changed + timedelta(days=1))
    assert entries(blog)[0] == "Quite another title"
    assert edited.changed.isoformat() in body(blog, "/sitemap.xml")


def test_a_silent_edit_leaves_the_dates() -> None:
    blog = DemoBlog()
    assert blog.edit(43, silent=True, title="Hush").updated == DemoBlog().posts[43].updated


def test_a_removed_post_answers_410_and_is_listed_nowhere() -> None:
    blog = DemoBlog()
    gone = blog.remove(43)
    assert blog.page(gone.path).status == 410
    assert gone.title not in entries(blog)
    assert ORIGIN + gone.path not in locations(blog)
    assert gone not in blog.posts


def test_an_added_post_is_the_newest_and_never_takes_a_used_number() -> None:
    blog = DemoBlog()
    blog.remove(43)
    added: DemoPost = blog.add("The ferry came twice", ["Once with flour.", "Once without."])
    assert added.number == 44
    assert blog.posts[-1] == added
    assert entries(blog)[0] == "The ferry came twice"
    assert blog.page(added.path).status == 200


def test_under_a_prefix_the_rest_of_the_site_is_no_post() -> None:
    blog = DemoBlog(prefix="/blog")
    assert blog.page("/blog" + blog.posts[0].path).status == 200
    assert blog.page(blog.posts[0].path).status == 404
    assert blog.page("/products/").status == 200
    assert f"{ORIGIN}/products/" in locations(blog)
    assert f"{ORIGIN}/blog{blog.posts[0].path}" in locations(blog)
    assert "Disallow: /blog/drafts/" in body(blog, "/robots.txt")


def test_without_feed_and_sitemap_nothing_mentions_them() -> None:
    blog = DemoBlog(feed=False, sitemap=False)
    assert (blog.page("/feed.xml").status, blog.page("/sitemap.xml").status) == (404, 404)
    assert "feed.xml" not in body(blog, "/")
    assert "Sitemap" not in body(blog, "/robots.txt")


def test_an_empty_blog_has_pages_but_no_posts() -> None:
    blog = DemoBlog(empty=True)
    assert blog.posts == ()
    assert entries(blog) == []
    assert "Nothing here yet" in body(blog, "/")


def test_without_structure_no_json_ld_and_no_open_graph_is_left() -> None:
    blog = DemoBlog(structured=False)
    page = body(blog, blog.posts[0].path)
    assert "ld+json" not in page
    assert "og:" not in page
    assert blog.posts[0].published.isoformat() in page


def test_put_answers_instead_of_the_blog() -> None:
    blog = DemoBlog(3)
    blog.put("/feed.xml", b"", content_type="application/atom+xml")
    assert blog.page("/feed.xml").body == b""
