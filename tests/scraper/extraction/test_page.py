"""Bytes become text by the charset that fits them, and any bytes at all become a tree or one clear error."""

import time

import pytest

from scraper.extraction.page import MAX_DEPTH, absolute, base_url, decode, parse_html
from tests.scraper.extraction.pages import FIRST_WORDS, PROSE, document, extracted, page

GERMAN = "Größe “quoted” café, Übermut über façade und naïve Äpfel — déjà vu. " * 5
RUSSIAN = "Старый трамвай. В архиве мне выдали белые перчатки и газету за 1961 год. " * 3
JAPANESE = "日本語のブログです。今日は天気がいいですね。" * 5
KOREAN = "한국어 블로그입니다. 오늘은 날씨가 좋습니다. 안녕하세요 여러분. " * 3


@pytest.mark.parametrize(
    ("text", "encoding", "header", "meta"),
    [
        (GERMAN, "utf-8", "utf-8", None),
        (GERMAN, "cp1252", "iso-8859-1", None),
        (GERMAN, "cp1252", "utf-8", None),
        (GERMAN, "utf-8", "iso-8859-1", None),
        (GERMAN, "utf-8", None, None),
        (RUSSIAN, "cp1251", None, "windows-1251"),
        (RUSSIAN, "cp1251", "utf-8", None),
        (RUSSIAN, "koi8-r", None, None),
        (JAPANESE, "cp932", None, "shift_jis"),
        (JAPANESE, "euc-jp", "euc-jp", None),
        (JAPANESE, "cp932", "utf-8", None),
        (KOREAN, "euc-kr", "utf-8", "euc-kr"),
        (GERMAN, "utf-16", None, None),
        (GERMAN, "utf-16-le", "utf-16", None),
        (GERMAN, "utf-8", "utf-16", None),
        ("The ferry leaves. " * 5, "ascii", "utf-32", None),
        ("Zażółć gęślą jaźń, proszę pana, bo książka leży na półce. " * 5, "cp1250", "utf-8", None),
    ],
)
def test_the_charset_that_fits_the_bytes_is_taken(text: str, encoding: str, header: str | None, meta: str | None) -> None:
    head = f'<meta charset="{meta}">' if meta else ""
    body = f"<html><head>{head}</head><body><p>{text}</p></body></html>".encode(encoding)
    assert text.strip() in decode(page(body, charset=header))


def test_one_broken_byte_does_not_change_the_charset() -> None:
    body = (GERMAN * 10).encode() + b"\xff"
    assert GERMAN in decode(page(body, charset="utf-8"))


def test_nul_controls_and_surrogates_never_reach_the_tree() -> None:
    tree = parse_html(page("<p>a\x00b&#0;c&#xD800;d&#1;e</p>"))
    assert tree.text_content() == "abcde"


@pytest.mark.parametrize(
    "html",
    [
        "<html><head><title>t</title></head></html><body><p>said</p></body>",
        "<html><body><p>said</p></html><div>said</div></body></html>",
        "<html><body></body></html> said <p>said</p>",
    ],
)
def test_what_follows_the_end_of_the_document_is_in_its_body(html: str) -> None:
    body = parse_html(page(html)).find("body")
    assert body is not None
    assert body.text_content().count("said") == html.count("said")


@pytest.mark.parametrize("html", ["", " \n ", "<!-- only a comment", "\x00", "<", "plain words"])
def test_a_page_without_markup_is_a_tree_all_the_same(html: str) -> None:
    assert parse_html(page(html)).find("body") is not None


@pytest.mark.parametrize(
    "html",
    [
        b"<div>" * 1_000_000 + b"<p>hello</p>",
        b"<div>" * 100_000 + b"<p>hello</p>" + b"</div>" * 100_000,
        b"<span><b>" * 50_000 + b"hello",
        b"<p " + b" ".join(b"a%d=1" % number for number in range(50_000)) + b"><p>hello",
        b"<p>hello" + b" " * 2_000_000,
    ],
)
def test_hostile_nesting_is_flattened_in_bounded_time(html: bytes) -> None:
    begin = time.process_time()
    tree = parse_html(page(html))
    assert "hello" in tree.text_content()
    assert time.process_time() - begin < 10
    depth = max((sum(1 for _ in element.iterancestors()) for element in tree.iter("p", "b")), default=0)
    assert depth < 500


def test_the_base_element_moves_relative_addresses() -> None:
    tree = parse_html(page(document("", '<base href="/other/">')))
    assert base_url(tree, page("")) == "https://blog.example/other/"


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("/a b", "https://blog.example/a%20b"),
        ("//cdn.example/x.png", "https://cdn.example/x.png"),
        ("javascript:alert(1)", None),
        ("mailto:a@b.example", None),
        ("http://[broken", None),
        ("http://host:port/", None),
        ("", None),
        (None, None),
    ],
)
def test_only_web_addresses_are_addresses(address: str | None, expected: str | None) -> None:
    assert absolute(address, "https://blog.example/") == expected


def test_a_counter_of_clicks_is_not_where_a_link_leads() -> None:
    counter = "https://t.umblr.com/redirect?z=https%3A%2F%2Fwrap.example%2Fped%3Fa%3D1&t=YmZkMz&b=t%3AxHq&m=1"
    assert absolute(counter, "https://blog.example/") == "https://wrap.example/ped?a=1"
    assert absolute("https://t.umblr.com/redirect?z=javascript%3Aalert(1)", "https://blog.example/") != "javascript:alert(1)"


def test_utf_8_with_a_broken_byte_among_few_letters_stays_utf_8() -> None:
    broken = document("<p>Déjà vu à l’été</p>").encode() + b"<!-- W\xe9dget -->"
    assert "Déjà vu à l’été" in decode(page(broken, charset="utf-8"))


def test_iso_2022_jp_looks_like_ascii_and_is_none() -> None:
    assert "今日は天気がいいですね" in decode(
        page(document("<p>今日は天気がいいですね。</p>").encode("iso-2022-jp"), charset="iso-2022-jp")
    )


def test_a_widget_in_utf_8_does_not_change_the_charset_that_the_page_declares() -> None:
    body = b"<meta charset=windows-1252><p>" + ("élève à côté " * 5).encode("cp1252") + ("<p>" + "Привет мир " * 20).encode()
    assert "élève à côté" in decode(page(body, charset=None))


def test_a_charset_that_nobody_knows_is_none() -> None:
    assert "Gösta" in decode(page(document("<p>Gösta</p>"), charset="utf-8859-1"))


def test_what_stands_in_a_shadow_root_is_read() -> None:
    post = extracted(f'<article><h1>Goats</h1><div><template shadowrootmode="open">{PROSE}</template></div></article>').post
    assert (post.body_text or "").startswith(FIRST_WORDS)


def test_void_elements_and_scripts_open_nothing_in_a_tree_that_is_too_deep() -> None:
    inner = "<br>" * MAX_DEPTH + "<script>if (a<b) c='</div>'</script><p>one<br>two</p>"
    tree = parse_html(page(document("<div>" * (MAX_DEPTH + 20) + inner + "</div>" * (MAX_DEPTH + 20) + "<p>after</p>")))
    assert [p.text_content() for p in tree.iter("p")] == ["onetwo", "after"]
