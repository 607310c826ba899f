"""Pictures of posts are fetched where they are wanted, each once, and can be got back."""

import json
from typing import Any

import pytest

from scraper.cli.invocation import Invocation
from scraper.cli.main import run
from scraper.demo import DemoBlog, DemoServer, serve, truth_rows
from tests.crawl.shop import Shop, assert_sound


def asked(server: DemoServer, since: int = 0) -> list[str]:
    return sorted(path for path in server.paths(since=since) if path.startswith(("/media/", "/wp-content/")))


def kept(shop: Shop) -> dict[str, Any]:
    return {row["url"]: row["kept_at"] for row in json.loads(shop.run("--json", "list", "media").out)["items"]}


def test_pictures_are_fetched_only_where_wanted_and_each_once(shop: Shop, capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    with serve(DemoBlog(12)) as server:
        shop.add(server)
        urls = sorted(medium["url"] for row in truth_rows(server.blog, server.origin) for medium in row["media"])
        assert asked(server) == []
        assert sorted(kept(shop)) == urls
        assert not any(kept(shop).values())
        assert "pictures" not in shop.run("audit").out
        assert shop.update("--pictures").code == 0
        assert [server.origin + path for path in asked(server)] == urls
        assert all(kept(shop).values())
        assert_sound(shop)
        assert f"; pictures {len(urls)} of {len(urls)}" in shop.run("audit").out
        assert run(["show", "--raw", urls[0]], Invocation(named=shop.root)) == 0
        assert capsysbinary.readouterr().out == server.blog.page(urls[0].removeprefix(server.origin)).body
        count = len(server.log)
        assert shop.update("--pictures").code == 0
        assert asked(server, count) == []


def test_where_no_original_is_there_the_picture_is_the_one_that_the_page_shows_and_a_lost_one_is_left_alone(shop: Shop) -> None:
    blog = DemoBlog(12, feed=False)
    small, lost = "/wp-content/uploads/2024/05/sea-300x200.png", "/media/lost.png"
    pictures = f'<p><img src="{small}" alt="The sea"></p><p><img src="{lost}" alt="Lost"></p>'
    blog.put(small, b"\x89PNG small", content_type="image/png")
    post = blog.posts[3]
    first_words = f"<p>{post.body_text[:40]}".encode()
    with serve(blog) as server:
        blog.put(post.path, blog.page(post.path, server.origin).body.replace(first_words, pictures.encode() + first_words))
        assert shop.run("add", server.url, "--delay", "0", "-q", "--pictures").code == 0
        original = small.replace("-300x200", "")
        assert {original, small, lost} <= set(asked(server))
        assert kept(shop)[server.origin + original]
        assert not kept(shop)[server.origin + lost]
        assert f"; pictures {len(kept(shop)) - 1} of {len(kept(shop))}" in shop.run("audit").out
        for _ in range(2):
            count = len(server.log)
            assert shop.update("--pictures").code == 0
            assert asked(server, count) == [lost]
        count = len(server.log)
        assert shop.update("--pictures").code == 0
        assert asked(server, count) == []
        assert shop.update("--pictures", "--full").code == 0
        assert asked(server, count) == [lost]
