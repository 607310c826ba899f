"""``audit --fetch`` closes what can be closed, and says what cannot."""

import json

from scraper.demo import DemoBlog, serve
from tests.crawl.shop import Shop, assert_whole


def test_an_address_that_was_not_there_is_fetched_when_asked(shop: Shop) -> None:
    with serve(DemoBlog(12)) as server:
        late, never = (server.blog.posts[number].path for number in (3, 5))
        server.fail_next(late, 404)
        server.fail_next(never, 404, times=2)
        assert shop.add(server).code == 0
        ended = shop.run("audit")
        assert "held 10; 2 missing" in ended.out.splitlines()[0]
        assert f"missing: {server.origin}{late} (the server answered 404; named by " in ended.out
        ended = shop.run("audit", "--fetch", "--delay", "0", "--json")
        (blog,) = json.loads(ended.out)["blogs"]
        assert (ended.code, blog["held"]) == (0, 11)
        assert [(missing["url"], missing["state"]) for missing in blog["missing"]] == [(server.origin + never, "gone")]
        assert "1 new post" in ended.err
        assert "none missing" in shop.run("audit", "--fetch", "--delay", "0", "-q").out
        assert_whole(shop, server)
        count = len(server.log)
        assert "nothing is missing" in shop.run("audit", "--fetch").err
        assert len(server.log) == count
