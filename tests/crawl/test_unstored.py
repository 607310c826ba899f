"""What was fetched and never stored is fetched again: no 304 hides it."""

import signal

import pytest

from scraper.demo import DemoBlog, DemoServer, serve
from tests.crawl.odd_spiders import odd_command
from tests.crawl.shop import Ended, Shop, assert_whole


def visit(shop: Shop, command: str, server: DemoServer, *words: str) -> Ended:
    return shop.run(command, server.url, "--delay", "0", "-q", *words, program=odd_command)


@pytest.mark.parametrize("moment", ["post", "feed"])
def test_an_edit_is_found_after_a_kill_between_an_answer_and_its_post_or_listing(shop: Shop, moment: str) -> None:
    with serve(DemoBlog(12, sitemap=False)) as server:
        assert visit(shop, "add", server, "--platform", "killed").code == 0
        server.blog.edit(11, title="A new title after the edit")
        server.blog.add("A new post")
        shop.env["KILL_AT"] = moment
        assert visit(shop, "update", server).code == -signal.SIGKILL
        del shop.env["KILL_AT"]
        assert visit(shop, "update", server).code == 0
        assert_whole(shop, server)
