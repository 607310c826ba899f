"""Feeds: what they say of posts, and what malformed ones still give."""

import json
from datetime import UTC, datetime

import pytest

from scraper.extraction.answers.feeds import Feed, read_feed
from scraper.extraction.post import extract_post
from scraper.items import Page
from storage.records import Counter, StatedDate

NOW = datetime(2026, 1, 1, tzinfo=UTC)
RSS = """<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel><title>Harbour &amp; Bread</title><link>https://blog.example/</link><language>en</language>
<item><title>First &lt;em&gt;loaf&lt;/em&gt;</title><link>https://blog.example/first/?utm_source=rss</link><guid isPermaLink="false">id-1</guid>
<pubDate>Tue, 05 Mar 2019 23:30:00 +0900</pubDate><dc:creator>Ada Lindqvist</dc:creator><category>bread</category>
<description>A short word.</description><content:encoded><![CDATA[<p>The whole text of the post.</p>]]></content:encoded></item>
<item><title>Second</title><link>/second/</link><pubDate>Wed, 06 Mar 2019 08:00:00 GMT</pubDate><description>It begins and then […]</description></item>
</channel></rss>"""


def _read(text: str | bytes, charset: str | None = None) -> Feed:
    body = text.encode() if isinstance(text, str) else text
    feed = read_feed(Page(url="https://blog.example/feed/", body=body, fetched_at=NOW, charset=charset))
    assert feed is not None
    return feed


def test_rss_gives_addresses_titles_dates_with_offset_authors_and_terms() -> None:
    feed = _read(RSS)
    first = feed.entries[0]
    assert feed.home_url == "https://blog.example/"
    assert first.sighting.url == "https://blog.example/first/"
    assert first.hints.title == "First loaf"
    assert first.hints.published == StatedDate("2019-03-05T23:30:00+09:00")
    assert [a.name for a in first.hints.authors] == ["Ada Lindqvist"]
    assert [t.name for t in first.hints.terms] == ["bread"]
    assert first.hints.platform_id == "id-1"


def test_a_name_that_a_feed_gives_as_html_is_read_as_text() -> None:
    for stated, names in (("O&#039;Brien", ["O'Brien"]), ("Q &#38; A Press", ["Q", "A Press"]), ("M&amp;M", ["M&M"])):
        feed = _read(RSS.replace("<dc:creator>Ada Lindqvist", f"<dc:creator><![CDATA[{stated}]]>"))
        assert [a.name for a in feed.entries[0].hints.authors] == names


def test_a_whole_body_is_told_from_an_excerpt() -> None:
    whole, cut = _read(RSS).entries
    assert whole.hints.body_is_whole
    assert whole.hints.body_html == "<p>The whole text of the post.</p>"
    assert not cut.hints.body_is_whole
    assert cut.sighting.url == "https://blog.example/second/"


def test_the_marks_of_an_escaped_cdata_section_are_no_text() -> None:
    feed = _read(RSS.replace("It begins and then […]", "&lt;![CDATA[&lt;p&gt;It begins&lt;/p&gt;]]&gt;"))
    assert feed.entries[1].hints.body_html == "<p>It begins</p>"


@pytest.mark.parametrize(
    ("declared", "element"),
    [
        ('xmlns:slash="http://purl.org/rss/1.0/modules/slash/"', "<slash:comments>12</slash:comments>"),
        ('xmlns:thr="http://purl.org/syndication/thread/1.0"', "<thr:total>12</thr:total>"),
        ('xmlns:lj="http://www.livejournal.org/rss/lj/1.0/"', "<lj:reply-count>12</lj:reply-count>"),
    ],
)
def test_the_number_of_comments_that_a_feed_states_is_the_posts(declared: str, element: str) -> None:
    feed = _read(RSS.replace("<rss ", f"<rss {declared} ").replace("<description>A short", f"{element}<description>A short"))
    assert [entry.hints.counters for entry in feed.entries] == [(Counter(name="comments", value=12),), ()]
    page = Page(url="https://blog.example/first/", body=b"<h1>First loaf</h1><p>The whole text of the post.</p>", fetched_at=NOW)
    assert extract_post(page, hints=feed.entries[0].hints).post.counters == (Counter(name="comments", value=12),)
    assert feed.entries[0].sighting.fingerprint == _read(RSS).entries[0].sighting.fingerprint  # a comment is no change of the text


def test_the_number_of_comments_that_textpattern_puts_behind_a_title_is_no_part_of_it() -> None:
    generator = "<generator>http://textpattern.com/?v=4.8.8</generator><item>"
    counted = RSS.replace("loaf&lt;/em&gt;</title>", "loaf&lt;/em&gt; [3]</title>")
    entry = _read(counted.replace("<item>", generator, 1)).entries[0]
    assert (entry.sighting.title, entry.hints.title, entry.hints.counters) == (
        "First loaf",
        "First loaf",
        (Counter(name="comments", value=3),),
    )
    assert _read(counted).entries[0].hints.title == "First loaf [3]"


def test_a_changed_text_changes_the_fingerprint_and_nothing_else_does() -> None:
    same, other = _read(RSS), _read(RSS.replace("whole text", "edited text"))
    assert same.entries[0].sighting.fingerprint == _read(RSS).entries[0].sighting.fingerprint
    assert same.entries[0].sighting.fingerprint != other.entries[0].sighting.fingerprint
    assert same.entries[1].sighting.fingerprint == other.entries[1].sighting.fingerprint


def test_atom_names_its_older_pages() -> None:
    feed = _read(
        '<feed xmlns="http://www.w3.org/2005/Atom"><title>x</title><link rel="next" href="?page=2"/><link rel="prev-archive" href="/2018.xml"/>'
        '<entry><title>a</title><link href="https://blog.example/a"/><updated>2019-03-05T10:00:00Z</updated></entry></feed>'
    )
    assert feed.older == ("https://blog.example/feed/?page=2", "https://blog.example/2018.xml")
    assert feed.entries[0].hints.published == StatedDate("2019-03-05T10:00:00+00:00")


@pytest.mark.parametrize(("stated", "names"), [("Ada Goat", ["Ada Goat"]), ("My Blog", []), ("blog.example", []), ("ada@goat.example", [])])
def test_an_entry_without_authors_has_those_of_its_feed_unless_that_is_the_blog(stated: str, names: list[str]) -> None:
    entry = "<entry><title>a</title><link href='https://blog.example/{0}'/><updated>2019-03-05T10:00:00Z</updated>{1}</entry>"
    own = "<author><name>Bo Sheep</name></author>"
    entries = entry.format("a", "") + entry.format("b", own) + entry.format("c", f"<source><title>Other</title>{own}</source>")
    atom = f"<title>My Blog</title><author><name>{stated}</name></author>{entries}"
    feed = _read(f'<feed xmlns="http://www.w3.org/2005/Atom">{atom}</feed>')
    assert [[a.name for a in e.hints.authors] for e in feed.entries] == [names, ["Bo Sheep"], ["Bo Sheep"]]
    items = [{"url": "/a"}, {"url": "/b", "authors": [{"name": "Bo Sheep"}]}]
    said = {"version": "https://jsonfeed.org/version/1.1", "title": "My Blog", "authors": [{"name": stated}], "items": items}
    assert [[a.name for a in e.hints.authors] for e in _read(json.dumps(said)).entries] == [names, ["Bo Sheep"]]


def test_the_editor_of_an_rss_feed_is_no_author_of_its_posts() -> None:
    feed = _read(RSS.replace("<language>", "<managingEditor>bo@blog.example (Bo Sheep)</managingEditor><language>"))
    assert [[a.name for a in e.hints.authors] for e in feed.entries] == [["Ada Lindqvist"], []]


def test_json_feed() -> None:
    item = {
        "id": "1",
        "url": "https://blog.example/a",
        "title": "A",
        "content_html": "<p>x</p>",
        "date_published": "2020-01-02T03:04:05+01:00",
    }
    feed = _read(json.dumps({"version": "https://jsonfeed.org/version/1.1", "title": "t", "items": [item], "next_url": "/feed2.json"}))
    assert feed.entries[0].hints.published == StatedDate("2020-01-02T03:04:05+01:00")
    assert feed.older == ("https://blog.example/feed2.json",)


@pytest.mark.parametrize(
    "broken",
    [
        "\n\n junk before " + RSS,
        RSS.replace("A short word.", "bread & butter"),
        RSS.replace("A short word.", "na&iuml;ve &nbsp; text"),
        RSS.replace("</item>\n</channel></rss>", ""),
    ],
)
def test_a_malformed_feed_still_names_its_posts(broken: str) -> None:
    assert "https://blog.example/first/" in {e.sighting.url for e in _read(broken).entries}


def test_the_headers_charset_is_believed_for_a_feed_that_states_none() -> None:
    feed = _read(RSS.replace(' encoding="utf-8"', "").replace("Second", "Zweite Größe").encode("latin-1", "replace"), charset="iso-8859-1")
    assert feed.entries[1].hints.title == "Zweite Größe"


@pytest.mark.parametrize("body", [b"", b"   ", b"<html><body>no feed</body></html>", b'{"a": 1}', b"{broken", b"plain words"])
def test_what_is_no_feed_is_none(body: bytes) -> None:
    assert read_feed(Page(url="https://blog.example/feed/", body=body, fetched_at=NOW)) is None


def test_a_feed_whose_entry_holds_a_whole_page_is_a_feed() -> None:
    feed = _read(RSS.replace("<p>The whole text", "<!DOCTYPE html><html><body><p>The whole text"))
    assert feed.entries[0].sighting.url == "https://blog.example/first/"
    page = f"<!DOCTYPE html><html lang=en><body><pre>{RSS}</pre></body></html>"
    assert read_feed(Page(url="https://blog.example/feed/", body=page.encode(), fetched_at=NOW)) is None


def test_a_reference_to_no_character_costs_nothing_but_itself() -> None:
    feed = _read(RSS.replace("A short word.", "A &#xD83D; short &#1; word&#99999999; &#x110000; &#0000000065;."))
    assert [entry.sighting.url for entry in feed.entries] == ["https://blog.example/first/", "https://blog.example/second/"]


def test_an_entry_that_begins_within_a_text_costs_nothing_but_itself() -> None:
    entry = '<entry><title>t</title><link href="/a/"/><content type="html">&lt;p<entry><id>/b/</id>&gt;x</content></entry>'
    feed = _read(f'<feed xmlns="http://www.w3.org/2005/Atom"><<link/>e>t</title>{entry}</feed>')
    assert "https://blog.example/a/" in [entry.sighting.url for entry in feed.entries]


def test_a_declaration_that_cannot_be_read_does_not_hide_the_feed() -> None:
    feed = _read(RSS.encode().replace(b"utf-8", b"u\xff\xfetf-8"))
    assert [entry.hints.title for entry in feed.entries] == ["First loaf", "Second"]


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_a_feed_in_wide_characters_is_read(encoding: str) -> None:
    feed = _read(RSS.replace("utf-8", "utf-16").encode(encoding))
    assert [entry.hints.title for entry in feed.entries] == ["First loaf", "Second"]


def test_a_json_feed_with_a_byte_order_mark_and_odd_items_gives_the_others() -> None:
    items = [
        None,
        7,
        {"id": 5, "url": [1]},
        {"url": "/odd/", "title": {}, "tags": "x", "authors": {"name": 1}, "content_html": [1]},
        {"url": "/good/"},
    ]
    feed = _read("\ufeff" + json.dumps({"version": "https://jsonfeed.org/version/1.1", "language": 5, "items": items}))
    assert [entry.sighting.url for entry in feed.entries] == ["https://blog.example/odd/", "https://blog.example/good/"]


def test_the_moment_of_the_request_is_no_date_of_all_entries() -> None:
    item = "<item><title>{0}</title><link>/{0}/</link><pubDate>Thu, 01 Jan 2026 00:00:07 GMT</pubDate></item>"
    feed = _read("<rss version='2.0'><channel>" + "".join(item.format(name) for name in ("one", "two", "three")) + "</channel></rss>")
    assert [entry.hints.published for entry in feed.entries] == [None, None, None]


def test_a_moment_that_all_entries_share_is_believed_where_their_pages_show_no_other() -> None:
    item = "<item><title>{0}</title><link>/{0}/</link><pubDate>Sat, 01 Feb 2014 10:00:00 GMT</pubDate></item>"
    feed = _read("<rss version='2.0'><channel>" + "".join(item.format(name) for name in ("one", "two", "three")) + "</channel></rss>")
    told = [(entry.hints.published, entry.hints.listed, entry.hints.stated_by) for entry in feed.entries]
    assert told == [(None, feed.entries[0].sighting.published, {"listed": "feed"})] * 3
    assert feed.entries[0].sighting.published is not None


def test_two_entries_of_one_page_do_not_cost_those_that_lead_to_a_place_of_their_own_page() -> None:
    links = [*(f"/walk-{n}#s{n}" for n in range(6)), "/walk-3#update1"]
    items = "".join(f"<item><title>Walk</title><link>https://blog.example{link}</link></item>" for link in links)
    feed = _read(f"<rss version='2.0'><channel>{items}</channel></rss>")
    assert {entry.sighting.url for entry in feed.entries} == {f"https://blog.example/walk-{n}" for n in range(6)}


def test_a_content_that_calls_itself_an_excerpt_is_none_of_the_whole_text() -> None:
    content = '&lt;div class="ablog-post-excerpt docutils container"&gt;&lt;p&gt;The first paragraph.&lt;/p&gt;&lt;/div&gt;'
    entry = (
        f'<entry><title>Ice</title><id>x</id><link href="https://blog.example/ice.html"/><content type="html">{content}</content></entry>'
    )
    (read,) = _read(f'<feed xmlns="http://www.w3.org/2005/Atom"><title>B</title>{entry}</feed>').entries
    assert not read.hints.body_is_whole
