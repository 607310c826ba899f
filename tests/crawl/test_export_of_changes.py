"""Incremental exports: what is new, changed, gone or newly commented in the archive since the last one, and nothing else."""

import json
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from scraper.demo import DemoServer, serve
from scraper.demo.wordpress import DemoWordPress
from tests.crawl.shop import Shop


def changed(shop: Shop, since: datetime) -> dict[str, dict[str, Any]]:
    ended = shop.run("export", "jsonl", "-o", str(shop.folder / "new.jsonl"), "--changed-since", since.isoformat())
    assert ended.code == 0, ended
    rows = map(json.loads, (shop.folder / "new.jsonl").read_text().splitlines())
    return {row["url"]: row for row in rows}


def updated(shop: Shop) -> datetime:
    """Update, and return the moment before."""
    now = datetime.now(UTC)
    assert shop.update().code == 0
    return now


def test_an_export_of_changes_holds_an_edit_a_gone_post_and_a_new_one_alone(shop: Shop, known: DemoServer) -> None:
    edited, removed = known.blog.posts[3], known.blog.posts[5]
    assert changed(shop, datetime.now(UTC)) == {}
    known.blog.edit(edited.number, title="Old, and now with another title")
    known.blog.remove(removed.number)
    new = known.blog.add("One more")
    since = updated(shop)
    rows = {url.removeprefix(known.origin): (row["title"], row["status"], row["revision"]) for url, row in changed(shop, since).items()}
    assert rows == {
        edited.path: ("Old, and now with another title", "live", 2),
        removed.path: (removed.title, "gone", 1),
        new.path: ("One more", "live", 1),
    }
    assert changed(shop, updated(shop)) == {}


def test_an_export_of_changes_holds_a_post_that_came_back(shop: Shop, known: DemoServer) -> None:
    post = known.blog.posts[-1]
    known.fail_next(post.path, 410)
    assert shop.update("--full").code == 0
    assert shop.held_urls()
    since = datetime.now(UTC)
    assert shop.update("--full").code == 0
    row = changed(shop, since)[known.origin + post.path]
    assert (row["status"], row["revision"]) == ("live", 1)


def test_an_export_of_changes_holds_a_post_with_an_edited_comment(shop: Shop) -> None:
    with serve(DemoWordPress(12)) as server:
        assert shop.add(server).code == 0
        post, other = [post for post in server.blog.posts if post.comments][:2]
        edited = (*post.comments[:-1], replace(post.comments[-1], text="Other words."))
        new = replace(other.comments[-1], number=9_000_001, text="I was there too.", parent=None)
        server.blog.edit(post.number, silent=True, comments=edited)
        server.blog.edit(other.number, silent=True, comments=(*other.comments, new))  # without a new one no page of them is read
        rows = changed(shop, updated(shop))
        assert set(rows) == {server.origin + post.path, server.origin + other.path}
        assert "Other words." in str(rows[server.origin + post.path]["comments"])


def test_an_export_of_changes_holds_a_post_with_a_new_comment(shop: Shop) -> None:
    with serve(DemoWordPress(12)) as server:
        assert shop.add(server).code == 0
        post = next(post for post in server.blog.posts if post.comments)
        comment = replace(post.comments[-1], number=9_000_001, text="I was there too.", parent=None)
        server.blog.edit(post.number, silent=True, comments=(*post.comments, comment))
        rows = changed(shop, updated(shop))
        assert list(rows) == [server.origin + post.path]
        assert "I was there too." in str(rows[server.origin + post.path]["comments"])
        server.blog.edit(post.number, silent=True, comments=post.comments)
        since = datetime.now(UTC)
        assert shop.update("--full").code == 0
        assert server.origin + post.path in changed(shop, since)
