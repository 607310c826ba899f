"""Blogs into which files were imported before, or after, they were visited."""

from pathlib import Path

from scraper.demo import DemoBlog, serve
from tests.crawl.shop import Shop

PAGE = '<html><head><title>{0}</title><link rel="canonical" href="{1}"></head><body><article><h1>{0}</h1>{2}</article></body></html>'
TEXT = "<p>It rained all day, and the lamps were lit before noon, which nobody in the street had seen before that winter.</p>" * 3


def test_a_blog_known_from_files_alone_is_visited_when_named(shop: Shop, tmp_path: Path) -> None:
    with serve(DemoBlog(6)) as server:
        (tmp_path / "lamps.html").write_text(PAGE.format("Lamps", server.url + "2001/lamps/", TEXT))
        (tmp_path / "note.txt").write_text("A note\n\nIt rained all day, and the lamps were lit before noon.\n")
        assert shop.run("import", str(tmp_path / "lamps.html"), str(tmp_path / "note.txt")).code == 0
        assert shop.run("import", str(tmp_path / "note.txt"), "--blog", server.url).code == 0
        imported = shop.held_urls()
        assert shop.add(server).code == 0
        assert shop.held_urls() - imported == {server.origin + post.path for post in server.blog.posts}
        assert shop.run("update", server.url, "--full", "--delay", "0", "-q").code == 0
        assert len(shop.held_urls()) == len(imported) + 6


def test_what_has_no_address_is_not_visited(shop: Shop, tmp_path: Path) -> None:
    (tmp_path / "note.txt").write_text("A note\n\nIt rained all day, and the lamps were lit before noon.\n")
    shop.run("import", str(tmp_path / "note.txt"))
    ended = shop.run("update", "imported")
    assert ("no address to visit" in ended.out, "Traceback" in ended.err) == (True, False), ended


def test_files_of_two_blogs_on_one_host_go_to_their_own(shop: Shop, tmp_path: Path) -> None:
    for name in ("anna", "bert"):
        (tmp_path / f"{name}.html").write_text(PAGE.format(name, f"https://host.example/{name}/first", TEXT))
        shop.run("import", str(tmp_path / f"{name}.html"), "--blog", f"https://host.example/{name}/")
    for name in ("anna", "bert"):
        (tmp_path / f"{name}.html").write_text(PAGE.format(name, f"https://host.example/{name}/second", f"<p>{name}</p>{TEXT}"))
    assert shop.run("import", str(tmp_path / "anna.html"), str(tmp_path / "bert.html")).code == 0
    rows = {row["url"].rpartition("example/")[2]: row["blog"] for row in shop.export()}
    assert {path.partition("/")[0]: rows[path] for path in rows} == {"anna": rows["anna/first"], "bert": rows["bert/first"]}
    assert rows["anna/second"] == rows["anna/first"] != rows["bert/first"] == rows["bert/second"]
