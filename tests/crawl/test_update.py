"""The second visit: cheap when nothing changed, and exact about what did."""

import re
from collections import defaultdict
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from sqlalchemy import update

from scraper.demo import DemoBlog, DemoServer, serve
from scraper.demo.listings import sitemap
from scraper.demo.pages import HTML, Reply
from scraper.demo.posts import DemoPost
from scraper.demo.wordpress import DemoWordPress
from storage import models
from storage.archive import Archive
from tests.crawl.conftest import KNOWN_POSTS
from tests.crawl.shop import Shop, assert_sound, assert_whole, post_hits


def revisions(shop: Shop) -> dict[str, int]:
    return {row["title"]: row["revision"] for row in shop.export()}


def test_an_unchanged_blog_costs_three_requests_and_says_nothing(shop: Shop, known: DemoServer) -> None:
    before, count = shop.export(), len(known.log)
    ended = shop.update()
    assert (ended.code, ended.out, ended.err) == (0, "", "")
    assert len(known.log) - count <= 3, known.log[count:]
    assert shop.export() == before


def test_adding_a_known_blog_again_fetches_no_post(shop: Shop, known: DemoServer) -> None:
    count = len(known.log)
    assert shop.add(known).code == 0
    assert not post_hits(known, since=count)
    assert_whole(shop, known)


def test_an_edit_is_a_second_revision_of_that_post_only(shop: Shop, known: DemoServer) -> None:
    old, new = known.blog.posts[3], known.blog.posts[-1]
    count = len(known.log)
    known.blog.edit(old.number, title="Old, and now with another title")
    known.blog.edit(new.number, body=(*new.body, *known.blog.posts[0].body))
    assert shop.update().code == 0
    assert {title for title, number in revisions(shop).items() if number == 2} == {"Old, and now with another title", new.title}
    assert set(post_hits(known, since=count)) == {old.path, new.path}
    assert_whole(shop, known)


def test_a_new_comment_that_only_the_feed_counts_has_its_post_read_again(shop: Shop, known: DemoServer) -> None:
    feed = known.blog.page("/feed.xml", known.origin)
    for total, wanted in ((7, 1), (7, 0), (8, 1)):
        count = len(known.log)
        told = b'<thr:total xmlns:thr="http://purl.org/syndication/thread/1.0">%d</thr:total></entry>' % total
        known.blog.put("/feed.xml", feed.body.replace(b"</entry>", told, 1), content_type=feed.content_type)
        assert shop.update().code == 0
        assert [path for path in known.paths(since=count) if path == known.blog.posts[-1].path] == [known.blog.posts[-1].path] * wanted


def test_an_edit_that_only_the_sitemap_shows_is_seen_where_list_pages_share_its_time(shop: Shop, known: DemoServer) -> None:
    old, count = known.blog.posts[3], len(known.log)
    known.blog.edit(old.number, title="Old, and now with another title")
    assert shop.update().code == 0
    assert post_hits(known, since=count) == {old.path: 1}
    assert_whole(shop, known)


def test_a_feed_that_dates_all_its_posts_by_its_build_has_none_read_again(shop: Shop, known: DemoServer) -> None:
    feed = known.blog.page("/feed.xml", known.url)
    now = datetime.now(UTC).isoformat(timespec="seconds").encode()
    built = re.sub(rb"(?:(?<=dated>)|(?<=shed>))[^<]+(?=</)", now, feed.body)
    assert built != feed.body
    known.blog.put("/feed.xml", built, content_type=feed.content_type)
    count = len(known.log)
    assert shop.update().code == 0
    assert len(known.log) - count <= 3, known.log[count:]


def put_sitemap_of_years(server: DemoServer, *, built: str | None = None) -> list[str]:
    """Split the sitemap by the years of the posts, below an index of their latest changes, or of the moment when it was built."""
    years: dict[int, list[DemoPost]] = defaultdict(list)
    for post in server.blog.posts:
        years[post.published.year].append(post)
    files = {f"/posts-{year}.xml": posts for year, posts in years.items()}
    for path, posts in files.items():
        server.blog.put(path, sitemap((server.origin + post.path, post.changed) for post in posts).encode(), content_type="application/xml")
    stated = {path: built or max(post.changed for post in posts).isoformat() for path, posts in files.items()}
    rows = "".join(f"<sitemap><loc>{server.origin}{path}</loc><lastmod>{at}</lastmod></sitemap>" for path, at in stated.items())
    index = f'<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{rows}</sitemapindex>'
    server.blog.put("/sitemap.xml", index.encode(), content_type="application/xml")
    return list(files)


def files_asked(shop: Shop, server: DemoServer, files: list[str]) -> list[str]:
    count = len(server.log)
    assert shop.update().code == 0
    return [path for path in server.paths(since=count) if path in files]


def test_files_of_a_sitemap_are_left_unasked_while_its_index_has_them_as_they_were(shop: Shop, known: DemoServer) -> None:
    files = put_sitemap_of_years(known)
    assert len(files) > 2
    assert files_asked(shop, known, files) == files
    assert files_asked(shop, known, files) == files[-1:]

    with Archive.open(shop.root) as archive, archive.engine.begin() as connection:
        connection.execute(update(models.capture).values(fetched_at=datetime.now(UTC) - timedelta(days=31)))
    assert files_asked(shop, known, files) == files  # once a month: a post that went leaves no time behind

    known.blog.edit(0, title="Old, and now with another title")
    put_sitemap_of_years(known)
    assert files_asked(shop, known, files) == [files[0]]
    assert_whole(shop, known)


def test_files_of_a_sitemap_are_asked_whose_index_states_another_time_than_they(shop: Shop, known: DemoServer) -> None:
    put_sitemap_of_years(known)
    files = put_sitemap_of_years(known, built="2031-01-01T00:00:00Z")
    assert files_asked(shop, known, files) == files
    assert files_asked(shop, known, files) == files


def test_a_build_that_gives_all_pages_one_time_changes_no_post(shop: Shop, known: DemoServer) -> None:
    for build in (b"2030-01-01T00:00:00Z", b"2030-02-02T00:00:00Z"):
        count = len(known.log)
        sitemap = known.blog.page("/sitemap.xml", known.origin)
        known.blog.put("/sitemap.xml", re.sub(rb"(?<=<lastmod>)[^<]*", build, sitemap.body), content_type=sitemap.content_type)
        assert shop.update().code == 0
        assert not post_hits(known, since=count)


def test_a_page_whose_frame_changed_is_no_revision(shop: Shop, known: DemoServer) -> None:
    """A new post changes every sidebar, a visit every counter: the posts are what they were."""
    known.blog.edit(7, silent=True, views=5_000)
    assert shop.update("--full").code == 0
    assert set(revisions(shop).values()) == {1}
    counters = {row["title"]: row["counters"]["views"] for row in shop.export()}
    assert counters[known.blog.posts[7].title] == 5_000


def test_a_removed_post_is_gone_but_kept(shop: Shop, known: DemoServer) -> None:
    gone = known.blog.remove(6)
    assert shop.update().code == 0
    status = {row["title"]: (row["status"], row["revision"], bool(row["body_text"])) for row in shop.export()}
    assert status.pop(gone.title) == ("gone", 1, True)
    assert {state for state, _, _ in status.values()} == {"live"}
    assert gone.path in known.paths(status=410)


def test_a_new_post_is_fetched_and_nothing_else(shop: Shop, known: DemoServer) -> None:
    count = len(known.log)
    added = known.blog.add("The ferry came twice today")
    assert shop.update().code == 0
    assert set(post_hits(known, since=count)) == {added.path}
    assert_whole(shop, known)


def test_a_new_post_that_the_feed_dates_in_the_future_is_found(shop: Shop) -> None:
    """Some date a post by the event that it tells of."""
    with serve(DemoBlog(12, sitemap=False)) as server:
        assert shop.add(server).code == 0
        added = server.blog.add("Come to the summer fair")
        feed = server.blog.page("/feed.xml", server.origin)
        ahead = feed.body.replace(added.published.isoformat().encode(), b"2999-06-01T18:00:00+00:00")
        assert ahead != feed.body
        server.blog.put("/feed.xml", ahead, content_type=feed.content_type)
        assert shop.update().code == 0
        assert_whole(shop, server)


def test_all_at_once_and_then_nothing(shop: Shop, known: DemoServer) -> None:
    known.blog.remove(24)
    known.blog.remove(2)
    known.blog.edit(11, title="A title in spring")
    for number in range(12):
        known.blog.add(f"News from the rock, part {number}")
    assert shop.update().code == 0
    assert_whole(shop, known)
    before, count = shop.export(), len(known.log)
    assert shop.update().code == 0
    assert shop.export() == before
    assert len(known.log) - count <= 3, known.log[count:]
    assert_sound(shop)


def test_a_host_without_validators_costs_no_more(shop: Shop) -> None:
    with serve(DemoBlog(25), validators=False) as server:
        assert shop.add(server).code == 0
        before, count = shop.export(), len(server.log)
        ended = shop.update()
        assert (ended.code, ended.out, ended.err) == (0, "", "")
        assert len(server.log) - count <= 5, server.log[count:]
        assert shop.export() == before


class Sold(DemoBlog):
    """What stands at a blog's address when its domain was sold: one page everywhere."""

    def page(self, path: str, origin: str = "") -> Reply:
        return Reply(200, HTML, b"<title>blog.example</title><h1>This domain is for sale</h1>" + b"<p>Buy it now.</p>" * 20)


def test_a_blog_whose_every_page_was_replaced_is_not_unchanged(shop: Shop, known: DemoServer) -> None:
    known.blog = Sold()
    ended = shop.run("update", "--all", "--delay", "0")
    assert "1 unreachable" in ended.out, ended
    assert "none of its listings can be read" in ended.out
    assert {row["status"] for row in shop.export()} == {"live"}


def test_a_domain_that_was_sold_is_not_asked_for_every_year(shop: Shop) -> None:
    with serve(DemoWordPress(12)) as server:
        assert shop.add(server).code == 0
        server.blog, count = Sold(), len(server.log)
        assert "1 unreachable" in shop.run("update", "--all", "--delay", "0").out
        assert [path for path in server.paths(since=count) if "?m=" in path] == []


class Cabinet(DemoBlog):
    """A blog without feed and sitemap, whose front page only leads to its archive."""

    def page(self, path: str, origin: str = "") -> Reply:
        if path == "/":
            return Reply(
                200, HTML, b"<title>A drawer</title><h1>Welcome</h1><p>What I wrote is in <a href='/archive/'>the archive</a>.</p>"
            )
        return super().page(path, origin)


def test_a_new_post_is_found_where_only_an_archive_page_names_it(shop: Shop) -> None:
    with serve(Cabinet(12, feed=False, sitemap=False)) as server:
        assert shop.add(server).code == 0
        assert_whole(shop, server)
        server.blog.add("A post that is new")
        assert shop.update().code == 0
        assert_whole(shop, server)


class Redesigned(DemoBlog):
    """A blog that another software shows now: no feed, no older pages, and its sitemap at another place."""

    def page(self, path: str, origin: str = "") -> Reply:
        if path == "/sitemap_index.xml":
            return super().page("/sitemap.xml", origin)
        is_left_out = path in {"/feed.xml", "/sitemap.xml", "/archive/"} or path.startswith("/page/")
        return Reply(404, HTML, b"") if is_left_out else super().page(path, origin)


def test_posts_and_edits_that_came_with_a_redesign_are_all_found(shop: Shop, known: DemoServer) -> None:
    known.blog = Redesigned(KNOWN_POSTS)
    known.blog.edit(3, title="An old post under another title")
    for number in range(14):  # more than the front page shows
        known.blog.add(f"A post of the new time, number {number}")
    assert shop.update().code == 0
    assert_whole(shop, known)


class Mapped(DemoBlog):
    """A blog whose sitemap was given another name, which robots.txt says."""

    def page(self, path: str, origin: str = "") -> Reply:
        if path == "/sitemap.xml":
            return Reply(404, HTML, b"")
        if path == "/robots.txt":
            reply = super().page(path, origin)
            return reply._replace(body=reply.body.replace(b"/sitemap.xml", b"/map-of-all.xml"))
        return super().page("/sitemap.xml" if path == "/map-of-all.xml" else path, origin)


def test_an_old_edit_is_found_where_robots_txt_names_another_sitemap_now(shop: Shop, known: DemoServer) -> None:
    count = len(known.log)
    known.blog = Mapped(KNOWN_POSTS)
    old = known.blog.edit(3, title="An old post under another title")
    assert shop.update().code == 0
    assert post_hits(known, since=count) == {old.path: 1}
    assert_whole(shop, known)


def test_posts_that_lie_elsewhere_since_a_redesign_are_held_once(shop: Shop, known: DemoServer) -> None:
    known.blog = Redesigned(KNOWN_POSTS)
    known.blog._publish(tuple(replace(post, path=f"/2000/01/{post.number}-{post.path.split('/')[3]}/") for post in known.blog.posts))
    assert shop.update().code == 0
    assert_whole(shop, known)
    assert [row["url"] for row in shop.export() if row["status"] != "live"] == []


class Frozen(DemoBlog):
    """A blog whose server calls posts or lists what they were, whatever became of them."""

    def __init__(self, posts: int, *, ending: str) -> None:
        self._ending = ending
        super().__init__(posts)

    def page(self, path: str, origin: str = "") -> Reply:
        reply = super().page(path, origin)
        return (
            reply._replace(modified_at=datetime(2020, 1, 1, tzinfo=UTC), tag='"ever"')
            if path.endswith(self._ending)
            else reply._replace(modified_at=None)
        )


def test_an_edit_that_a_list_tells_is_read_where_the_page_is_called_unchanged_for_ever(shop: Shop) -> None:
    blog = Frozen(6, ending="/")
    with serve(blog) as server:
        assert shop.add(server).code == 0
        blog.edit(1, title="Told by the sitemap")
        assert shop.update().code == 0
        blog.edit(2, title="Told by none", silent=True)
        assert shop.update("--full").code == 0
        assert revisions(shop)["Told by the sitemap"] == revisions(shop)["Told by none"] == 2


def test_news_are_found_within_a_month_where_lists_are_called_unchanged_for_ever(shop: Shop) -> None:
    blog = Frozen(6, ending=".xml")
    with serve(blog) as server:
        assert shop.add(server).code == 0
        blog.add("A post behind a frozen list")
        assert shop.update().code == 0
        assert "A post behind a frozen list" not in revisions(shop)
        for _ in range(31):
            shop.day_goes_by()
        assert shop.update().code == 0
        assert_whole(shop, server)


def test_the_front_page_tells_of_news_where_the_feed_is_filled_no_more(shop: Shop) -> None:
    with serve(DemoBlog(8, sitemap=False)) as server:
        assert shop.add(server).code == 0
        server.blog.put("/feed.xml", server.blog.page("/feed.xml", server.origin).body, content_type="application/rss+xml")
        server.blog.add("A post that no feed names")
        assert shop.update().code == 0
        assert "A post that no feed names" not in revisions(shop)
        for _ in range(8):
            shop.day_goes_by()
        assert shop.update().code == 0
        assert_whole(shop, server)
        asked = len(server.log)
        assert shop.update().code == 0
        assert len(server.log) - asked <= 3


def test_a_look_at_the_front_page_asks_for_no_further_feed(shop: Shop) -> None:
    class TwoFeeds(DemoBlog):
        def page(self, path: str, origin: str = "") -> Reply:
            reply = super().page(path, origin)
            further = b'<link rel="alternate" type="application/atom+xml" href="/atom.xml"></head>'
            return reply._replace(body=reply.body.replace(b"</head>", further)) if path == "/" else reply

    with serve(TwoFeeds(8, sitemap=False)) as server:
        assert shop.add(server).code == 0
        for _ in range(8):
            shop.day_goes_by()
        asked = len(server.log)
        assert shop.update().code == 0
        assert len(server.log) - asked <= 3, server.log[asked:]


def test_a_post_that_was_written_anew_with_another_title_and_day_is_a_revision_when_that_lasts(shop: Shop) -> None:
    blog = DemoBlog(6, feed=False)
    with serve(blog) as server:
        assert shop.add(server).code == 0
        other = DemoBlog(9).posts[8]
        blog.edit(1, title=other.title, body=other.body, published=other.published)
        for _ in range(3):
            shop.update()
        assert revisions(shop)[other.title] == 2
        assert_whole(shop, server)
