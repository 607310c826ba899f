"""A paused blog is visited by nobody until it is resumed, and what is held of it stays."""

from scraper.cli.commands.update import PATIENCE
from scraper.demo import DemoServer
from tests.crawl.shop import Shop, assert_whole

DEAD = "http://127.0.0.1:9/"


def test_a_paused_blog_is_left_alone_until_it_is_resumed(shop: Shop, known: DemoServer) -> None:
    paused = shop.run("pause", known.url, "--reason", "asked for by its owner")
    assert (paused.code, paused.out) == (0, "")
    assert f"paused; `blogarchive --archive {shop.root} resume " in paused.err
    assert shop.run("pause", known.url).code == 0  # once more, without a word: the reason stays
    assert shop.run("update", "--all").err.splitlines() == ["nothing is due"]
    for words in (("update", known.url), ("add", known.url)):  # not when it is named either, and that is no failure
        ended = shop.run(*words)
        assert ended.code == 0
        assert ended.out.splitlines()[0] == "1 blog: 1 paused"
    assert known.log == []
    assert "paused: asked for by its owner" in shop.run("status").out
    assert shop.run("status", "--sick").out == shop.run("status", "--due").out == ""
    assert_whole(shop, known)

    assert shop.run("resume", known.url).code == 0
    assert shop.run("update", "--all", "--delay", "0").out.startswith("1 blog: 1 unchanged")
    assert known.log != []
    assert "paused" not in shop.run("status").out


def test_an_address_that_never_was_a_blog_troubles_no_run_once_it_is_paused(shop: Shop) -> None:
    (shop.folder / "list").write_text(DEAD)
    assert shop.call(["sh", "-c", '"$@" < list', "sh", *shop.argv("add", "-", "--delay", "0")]).code == 3
    assert [shop.update().code for _ in range(PATIENCE - 1)][-1] == 3
    assert shop.run("pause", DEAD).code == 0
    assert shop.update().code == 0
    assert shop.run("audit", "--fetch").code == 0
