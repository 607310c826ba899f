"""Files and folders: real files of every kind come in as posts, what cannot be read is one line, and the rest goes on."""

import gzip
import os
import uuid
import zlib
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

import pytest

from scraper.errors import UsageError
from scraper.extraction.flattened.page import read_flattened
from scraper.extraction.post import extract_post
from scraper.ingest import Imported, Options, Problem, read_file, read_files
from scraper.items import Page, Rules

T = TypeVar("T")

LONG = "The morning began before the harbour was awake, and nobody on the quay could have said how the day would end for the two of us. "
FLATTENED = (
    f"top of page\nPost: Blog2_Post\nSearch\nAda Brook\n\nA morning at the harbour\n\n{LONG}\n\n10 views0 comments\n\nbottom of page"
)


def html(head: str = "", body: str = f"<article><h1>A morning</h1><p>{LONG}</p><p>{LONG}</p></article>") -> str:
    return f"<!DOCTYPE html><html><head><title>A morning</title>{head}</head><body>{body}</body></html>"


def only(path: Path, options: Options | None = None) -> Imported:
    found = list(read_file(path, options))
    assert len(found) == 1
    assert isinstance(found[0], Imported), found[0]
    return found[0]


def problem(path: Path) -> str:
    found = list(read_file(path))
    assert len(found) == 1
    assert isinstance(found[0], Problem), found[0]
    assert found[0].path == path
    assert "\n" not in found[0].text
    return found[0].text


def record(kind: str, url: str, payload: bytes) -> bytes:
    head = f"WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: {url}\r\nWARC-Date: 2021-03-04T05:06:07Z\r\n"
    head += f"WARC-Record-ID: <urn:uuid:{uuid.uuid4()}>\r\nContent-Type: text/plain\r\nContent-Length: {len(payload)}\r\n\r\n"
    return head.encode() + payload + b"\r\n\r\n"


def wet(records: list[tuple[str, str]], *, is_gzip: bool = True) -> bytes:
    whole = [record("warcinfo", "about:this", b"software: test\r\n"), *(record("conversion", url, text.encode()) for url, text in records)]
    return b"".join(gzip.compress(one) if is_gzip else one for one in whole)


# Texts


def test_a_text_is_a_post_with_a_stable_address(tmp_path: Path) -> None:
    path = tmp_path / "page.txt"
    path.write_text(FLATTENED, encoding="utf-8")
    os.utime(path, (1_600_000_000, 1_600_000_000))
    first, again = only(path), only(path)
    assert first == again
    assert first.post.title == "A morning at the harbour"
    assert first.raw == FLATTENED.encode()
    assert (first.kind, first.content_type, first.url) == ("text", "text/plain", first.post.url)
    assert first.url.startswith("urn:sha1:")
    assert len(first.url) == len("urn:sha1:") + 32
    assert first.captured_at == datetime(2020, 9, 13, 12, 26, 40, tzinfo=UTC)


def test_the_users_address_is_the_posts(tmp_path: Path) -> None:
    path = tmp_path / "notes"
    path.write_text(FLATTENED, encoding="utf-8")
    found = only(path, Options(url="https://blog.example/post/a"))
    assert found.url == found.post.url == "https://blog.example/post/a"


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("utf-8-sig", "בוקר בנמל"),
        ("utf-16", "港の朝"),
        ("cp1252", "Café im Hafen"),
        ("cp1251", "Утро в гавани"),
        ("shift_jis", "港の朝について"),
    ],
)
def test_a_text_in_another_encoding(tmp_path: Path, encoding: str, text: str) -> None:
    sentence = {
        "Утро в гавани": "Мы вышли из гавани до рассвета, когда рыбацкие лодки ещё стояли у причала. ",
        "港の朝について": "夜明け前に港を出た。漁船はまだ岸壁につながれていた。",
    }
    path = tmp_path / "page.txt"
    path.write_bytes(f"{text}\r\n\r\n{sentence.get(text, LONG) * 3}".encode(encoding))
    assert only(path).post.title == text


def test_lines_that_the_files_of_a_folder_share_are_their_template(tmp_path: Path) -> None:
    for number in range(4):
        text = f"The Gazette\nOpening hours\nMorning number {number} here\n\n{number} {LONG}\n\nCall the harbour master\n"
        (tmp_path / f"{number}.txt").write_text(text, encoding="utf-8")
    posts = [found.post for found in read_files([tmp_path]) if isinstance(found, Imported)]
    assert [post.title for post in posts] == [f"Morning number {number} here" for number in range(4)]
    assert [post.body_text for post in posts] == [f"{number} {LONG.strip()}" for number in range(4)]


# Saved pages


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        (
            '<link rel="canonical" href="https://blog.example/a"><meta property="og:url" content="https://blog.example/b">',
            "https://blog.example/a",
        ),
        ('<link rel="canonical" href="a.html"><meta property="og:url" content="https://blog.example/b">', "https://blog.example/b"),
        ('<script type="application/ld+json">{"@type":"BlogPosting","url":"https://blog.example/c"}</script>', "https://blog.example/c"),
        (
            '<script type="application/ld+json">{"@graph":[{"@type":"WebSite","url":"https://blog.example/"},'
            '{"@type":["Article"],"mainEntityOfPage":{"@id":"https://blog.example/d"}}]}</script>',
            "https://blog.example/d",
        ),
        ('<script type="application/ld+json">{"@type":"BlogPosting","url":"https://blog.example/f",}</script>', "https://blog.example/f"),
        ("<!-- saved from url=(0022)https://blog.example/e -->", "https://blog.example/e"),
        ('<script type="application/ld+json">{"@type":"WebSite","url":"https://blog.example/"}</script>', None),
        ('<script type="application/ld+json">{broken</script><link rel="canonical" href="javascript:alert(1)">', None),
    ],
)
def test_the_address_that_a_page_states(tmp_path: Path, head: str, expected: str | None) -> None:
    path = tmp_path / "saved.html"
    path.write_text(html(head), encoding="utf-8")
    found = only(path)
    assert found.post.url == found.url
    assert found.post.canonical_url == expected
    assert found.url == expected if expected else found.url.startswith("urn:sha1:")
    assert (found.kind, found.content_type) == ("page", "text/html")


def test_the_users_address_is_stronger_than_the_pages(tmp_path: Path) -> None:
    path = tmp_path / "saved.html"
    path.write_text(html('<link rel="canonical" href="https://blog.example/a">'), encoding="utf-8")
    found = only(path, Options(url="https://blog.example/mine"))
    assert (found.url, found.post.canonical_url) == ("https://blog.example/mine", "https://blog.example/a")


def test_a_page_is_told_by_its_bytes_and_may_be_compressed(tmp_path: Path) -> None:
    page = html().encode()
    (tmp_path / "no-suffix").write_bytes(page)
    (tmp_path / "named.txt").write_bytes(page)
    (tmp_path / "page.html.gz").write_bytes(gzip.compress(page))
    (tmp_path / "page.htm").write_bytes(gzip.compress(page))
    found = [only(path) for path in sorted(tmp_path.iterdir())]
    assert [one.kind for one in found] == ["page"] * 4
    assert {one.raw for one in found} == {page}
    assert {one.post.title for one in found} == {"A morning"}


def test_the_platforms_rules_are_asked_for_the_page(tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    path.write_text(html(body=f"<div class='odd'><p>{LONG}</p></div><div><h2 class='mine'>The real title</h2></div>"), encoding="utf-8")
    seen: list[Page] = []

    def rules_for(page: Page) -> Rules:
        seen.append(page)
        return Rules(body=(".odd",), author=(".mine",))

    post = only(path, Options(url="https://blog.example/a", rules_for=rules_for)).post
    assert [author.name for author in post.authors] == ["The real title"]
    assert seen[0].url == "https://blog.example/a"


# WET


@pytest.mark.parametrize("is_gzip", [True, False])
def test_each_text_of_a_wet_is_a_post(tmp_path: Path, is_gzip: bool) -> None:
    path = tmp_path / ("crawl.warc.wet.gz" if is_gzip else "crawl.wet")
    path.write_bytes(wet([("https://a.example/1", FLATTENED), ("https://b.example/2", f"Second one\n\n{LONG}")], is_gzip=is_gzip))
    found = [one for one in read_file(path) if isinstance(one, Imported)]
    assert [(one.url, one.post.title) for one in found] == [
        ("https://a.example/1", "A morning at the harbour"),
        ("https://b.example/2", "Second one"),
    ]
    assert {one.captured_at for one in found} == {datetime(2021, 3, 4, 5, 6, 7, tzinfo=UTC)}
    assert found[0].raw == FLATTENED.encode()
    assert found[0].kind == "wet"


def test_pages_of_one_host_teach_its_template(tmp_path: Path) -> None:
    records = [(f"https://a.example/{n}", f"Gazette\nHours\nMorning number {n} here\n{n} {LONG}\nCall us") for n in range(3)]
    records.append(("https://b.example/", f"Hours\n\n{LONG}"))
    path = tmp_path / "x.warc.wet.gz"
    path.write_bytes(wet(records))
    posts = [one.post for one in read_file(path) if isinstance(one, Imported)]
    assert [post.title for post in posts] == [*(f"Morning number {n} here" for n in range(3)), "Hours"]
    assert posts[1].body_text == f"1 {LONG.strip()}"


def test_a_bad_record_and_a_torn_end_are_lines_and_the_rest_is_read(tmp_path: Path) -> None:
    path = tmp_path / "x.warc.wet.gz"
    whole = wet(
        [
            ("https://a.example/1", FLATTENED),
            ("not an address", FLATTENED),
            ("https://[url]/", FLATTENED),
            ("https://a.example/3", " \n"),
            ("https://a.example/4", LONG * 50),
        ]
    )
    path.write_bytes(whole[:-40])
    found = list(read_file(path))
    assert [one.url for one in found if isinstance(one, Imported)][:1] == ["https://a.example/1"]
    texts = [one.text for one in found if isinstance(one, Problem)]
    assert "not an address" in texts[0]
    assert "https://[url]/" in texts[1]
    assert "https://a.example/3" in texts[2]
    assert len(found) >= 4


def test_a_warc_of_answers_is_refused_in_one_line(tmp_path: Path) -> None:
    path = tmp_path / "x.warc.gz"
    path.write_bytes(gzip.compress(record("response", "https://a.example/", b"HTTP/1.1 200 OK\r\n\r\nx")))
    assert "WET" in problem(path)


# What cannot be read


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("empty.txt", b"", "empty"),
        ("blank.txt", b" \n\r\n\t", "empty"),
        ("marks.txt", "\u200b\n\ufeff".encode(), "no text"),
        ("empty.html", b"", "empty"),
        ("nothing.html", b"<html><head></head><body></body></html>", "neither a title nor a text"),
        ("picture.txt", bytes(range(256)) * 20, "neither"),
        ("picture.html", b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(200), "neither"),
        ("data.xml", b"<?xml version='1.0'?><rss></rss>", "neither"),
        ("table.csv", b"a,b\n1,2\n", "neither"),
        ("data.json", b'{"a": 1}', "neither"),
        ("torn.html.gz", gzip.compress(html().encode() * 100)[:200], ""),
        ("false.txt.gz", b"\x1f\x8b\x08nonsense", ""),
        ("late-zero.txt", LONG.encode() * 50 + b"\x00" * 50 + LONG.encode(), "not text"),
    ],
)
def test_a_file_that_cannot_be_read_is_one_line(tmp_path: Path, name: str, content: bytes, says: str) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    assert says in problem(path)
    assert problem(path)


def test_a_file_above_the_limit_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "big.txt.gz"
    path.write_bytes(gzip.compress(b"word " * 3_400_000, compresslevel=1))
    assert "larger than 16 MiB" in problem(path)


def test_a_fault_in_reading_a_page_is_one_line_and_the_rest_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever the fault: nobody foresees all that a page may hold."""
    (tmp_path / "a.html").write_text(html(body=f"<h1>broken</h1><p>{LONG}</p>"))
    (tmp_path / "b.html").write_text(html())
    (tmp_path / "c.wet").write_bytes(wet([("https://blog.example/broken", f"broken\n\n{LONG}"), ("https://blog.example/d", LONG)]))
    monkeypatch.setattr("scraper.ingest.page.extract_post", failing(extract_post))
    monkeypatch.setattr("scraper.ingest.wet.read_flattened", failing(read_flattened))
    found = [one.text if isinstance(one, Problem) else one.url for one in read_files([tmp_path])]
    assert found[0] == "KeyError: 'broken beyond'"
    assert found[1].startswith("urn:")
    assert found[2:] == ["https://blog.example/broken: KeyError: 'broken beyond'", "https://blog.example/d"]


def failing(read: Callable[..., T]) -> Callable[..., T]:
    """A reader that fails on what calls itself broken."""

    def reading(given: Page | str, *args: object, **kwargs: object) -> T:
        if "broken" in (given if isinstance(given, str) else given.body.decode()):
            raise KeyError("broken beyond")
        return read(given, *args, **kwargs)

    return reading


def test_the_rest_goes_on_after_a_file_that_cannot_be_read(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"")
    (tmp_path / "b.txt").write_text(FLATTENED, encoding="utf-8")
    (tmp_path / "c.html").write_bytes(b"\x00" * 100)
    (tmp_path / "d.html").write_text(html(), encoding="utf-8")
    found = list(read_files([tmp_path]))
    assert [(one.path.name, isinstance(one, Imported)) for one in found] == [
        ("a.txt", False),
        ("b.txt", True),
        ("c.html", False),
        ("d.html", True),
    ]


def test_a_text_of_which_the_rest_cannot_be_unpacked_is_one_line(tmp_path: Path) -> None:
    """Nor does it keep the others of its folder from telling which lines they share."""
    packer = zlib.compressobj(wbits=31)
    begun = packer.compress("".join(map(str, range(50_000))).encode()) + packer.flush(zlib.Z_FULL_FLUSH)
    (tmp_path / "a.txt.gz").write_bytes(begun + b"\x07" * 99)  # no such type of block
    (tmp_path / "b.txt").write_text(FLATTENED, encoding="utf-8")
    assert [isinstance(one, Imported) for one in read_files([tmp_path])] == [False, True]


def test_a_file_that_may_not_be_opened_is_one_line(tmp_path: Path) -> None:
    path = tmp_path / "loop.txt"
    path.symlink_to(path)
    assert problem(path)


# Folders


def test_a_folder_is_read_in_order_with_its_folders_and_without_hidden_files(tmp_path: Path) -> None:
    names = ["b/2.txt", "b/1.txt", "a.txt", ".hidden.txt", ".git/config.txt", "b/.cache/x.txt"]
    for name in names:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(f"{name}\n\n{LONG}", encoding="utf-8")
    assert [found.path.relative_to(tmp_path).as_posix() for found in read_files([tmp_path])] == ["a.txt", "b/1.txt", "b/2.txt"]


def test_a_hidden_file_that_the_user_names_is_read(tmp_path: Path) -> None:
    (tmp_path / ".page.txt").write_text(FLATTENED, encoding="utf-8")
    assert len(list(read_files([tmp_path / ".page.txt"]))) == 1


def test_a_path_that_is_not_there_is_the_users_mistake(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"no-such.*no such file or folder"):
        list(read_files([tmp_path / "no-such.txt"]))


def test_one_address_for_several_files_is_the_users_mistake(tmp_path: Path) -> None:
    for name in ("a.txt", "b.txt"):
        (tmp_path / name).write_text(FLATTENED, encoding="utf-8")
    with pytest.raises(UsageError, match="--url"):
        list(read_files([tmp_path], Options(url="https://blog.example/a")))


def test_one_address_for_the_records_of_a_wet_is_the_users_mistake(tmp_path: Path) -> None:
    path = tmp_path / "x.warc.wet"
    path.write_bytes(wet([("https://a.example/1", FLATTENED), ("https://a.example/2", LONG)]))
    with pytest.raises(UsageError, match=r"--url.*x\.warc\.wet"):
        list(read_files([path], Options(url="https://blog.example/a")))
