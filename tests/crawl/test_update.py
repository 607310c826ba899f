"""The second visit: cheap when nothing changed, and exact about what did."""

from collections.abc import Iterator

import pytest

from scraper.demo import DemoBlog, DemoServer, serve
from tests.crawl.shop import Shop, assert_sound, assert_whole, post_hits


@pytest.fixture
def server(shop: Shop) -> Iterator[DemoServer]:
    """A blog of 25 posts, already in the archive."""
    with serve(DemoBlog(25)) as running:
        ended = shop.add(running)
        assert ended.code == 0, ended
        yield running


def revisions(shop: Shop) -> dict[str, int]:
    return {row["title"]: row["revision"] for row in shop.export()}


def test_an_unchanged_blog_costs_three_requests_and_says_nothing(shop: Shop, server: DemoServer) -> None:
    before, count = shop.export(), len(server.log)
    ended = shop.update()
    assert (ended.code, ended.out, ended.err) == (0, "", "")
    assert len(server.log) - count <= 3, server.log[count:]
    assert shop.export() == before


def test_adding_a_known_blog_again_fetches_no_post(shop: Shop, server: DemoServer) -> None:
    count = len(server.log)
    assert shop.add(server).code == 0
    assert not post_hits(server, since=count)
    assert_whole(shop, server)


def test_an_edit_is_a_second_revision_of_that_post_only(shop: Shop, server: DemoServer) -> None:
    old, new = server.blog.posts[3], server.blog.posts[-1]
    count = len(server.log)
    server.blog.edit(old.number, title="Old, and now with another title")
    server.blog.edit(new.number, body=(*new.body, *server.blog.posts[0].body))
    assert shop.update().code == 0
    assert {title for title, number in revisions(shop).items() if number == 2} == {"Old, and now with another title", new.title}
    assert set(post_hits(server, since=count)) == {old.path, new.path}
    assert_whole(shop, server)


def test_a_page_whose_frame_changed_is_no_revision(shop: Shop, server: DemoServer) -> None:
    """A new post changes every sidebar, a visit every counter: the posts are what they were."""
    server.blog.edit(7, silent=True, views=5_000)
    assert shop.update("--full").code == 0
    assert set(revisions(shop).values()) == {1}
    counters = {row["title"]: row["counters"]["views"] for row in shop.export()}
    assert counters[server.blog.posts[7].title] == 5_000


def test_a_removed_post_is_gone_but_kept(shop: Shop, server: DemoServer) -> None:
    gone = server.blog.remove(6)
    assert shop.update().code == 0
    status = {row["title"]: (row["status"], row["revision"], bool(row["body_text"])) for row in shop.export()}
    assert status.pop(gone.title) == ("gone", 1, True)
    assert {state for state, _, _ in status.values()} == {"live"}
    assert gone.path in server.paths(status=410)


def test_a_new_post_is_fetched_and_nothing_else(shop: Shop, server: DemoServer) -> None:
    count = len(server.log)
    added = server.blog.add("The ferry came twice today")
    assert shop.update().code == 0
    assert set(post_hits(server, since=count)) == {added.path}
    assert_whole(shop, server)


def test_all_at_once_and_then_nothing(shop: Shop, server: DemoServer) -> None:
    server.blog.remove(24)
    server.blog.remove(2)
    server.blog.edit(11, title="A title in spring")
    for number in range(12):
        server.blog.add(f"News from the rock, part {number}")
    assert shop.update().code == 0
    assert_whole(shop, server)
    before, count = shop.export(), len(server.log)
    assert shop.update().code == 0
    assert shop.export() == before
    assert len(server.log) - count <= 3, server.log[count:]
    assert_sound(shop)


def test_a_host_without_validators_costs_no_more(shop: Shop) -> None:
    with serve(DemoBlog(25), validators=False) as server:
        assert shop.add(server).code == 0
        before, count = shop.export(), len(server.log)
        ended = shop.update()
        assert (ended.code, ended.out, ended.err) == (0, "", "")
        assert len(server.log) - count <= 5, server.log[count:]
        assert shop.export() == before
