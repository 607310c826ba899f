"""Feeds of comments: who answered whom under which post, in the zone of the blog."""

from datetime import UTC, datetime

import pytest

from scraper.extraction.answers.comment_feed import read_comment_feed
from scraper.items import Page

FEED = """<?xml version="1.0"?><rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:thr="http://purl.org/syndication/thread/1.0"><channel><title>Comments</title>
<item><title>Comment on Oven by Ann</title><link>https://lamp.example/oven/#comment-41</link><dc:creator><![CDATA[Ann]]></dc:creator>
<pubDate>Tue, 29 Oct 2019 23:04:04 +0000</pubDate><guid isPermaLink="false">https://lamp.example/?p=7#comment-41</guid>
<thr:in-reply-to ref="https://lamp.example/?p=7#comment-40"/><content:encoded><![CDATA[<p>Well <b>baked</b>.</p>]]></content:encoded></item>
<item><title>A post</title><link>https://lamp.example/a-post/</link><description>Not a comment</description></item></channel></rss>"""


def test_a_comment_has_its_post_its_parent_and_the_day_of_the_blog() -> None:
    page = Page(url="https://lamp.example/comments/feed/", body=FEED.encode(), fetched_at=datetime(2026, 11, 24, tzinfo=UTC))
    (found,) = read_comment_feed(page, "Europe/Berlin")
    comment = found.comment
    assert found.url == "https://lamp.example/oven/"
    assert (comment.key, comment.parent, comment.author, comment.text) == ("41", "40", "Ann", "Well baked.")
    assert comment.published is not None
    assert comment.published.iso == "2019-10-30T00:04:04+01:00"


@pytest.mark.parametrize("link", ["oven/comment-page-2/", "oven/?cpage=2"])
def test_a_comment_of_a_discussion_on_several_pages_is_of_the_post(link: str) -> None:
    feed = FEED.replace("oven/#comment-41", f"{link}#comment-41")
    (found,) = read_comment_feed(Page(url="https://x.example/", body=feed.encode(), fetched_at=datetime(2026, 11, 24, tzinfo=UTC)))
    assert (found.url, found.comment.key) == ("https://lamp.example/oven/", "41")


def test_a_name_that_a_feed_gives_as_html_is_read_as_text() -> None:
    feed = FEED.replace("<![CDATA[Ann]]>", "<![CDATA[M&#252;ller &amp; Sohn]]>")
    (found,) = read_comment_feed(Page(url="https://x.example/", body=feed.encode(), fetched_at=datetime(2026, 11, 24, tzinfo=UTC)))
    assert found.comment.author == "Müller & Sohn"


def test_an_unknown_zone_leaves_the_time_as_it_is_stated() -> None:
    page = Page(url="https://lamp.example/comments/feed/", body=FEED.encode(), fetched_at=datetime(2026, 11, 24, tzinfo=UTC))
    for zone in (None, "UTC+3", "../etc/passwd", "Nowhere/Else"):
        (found,) = read_comment_feed(page, zone)
        assert found.comment.published is not None
        assert found.comment.published.iso == "2019-10-29T23:04:04+00:00"


def test_a_comment_of_a_day_to_come_has_no_date() -> None:
    for stated in ("Fri, 31 Dec 9999 23:59:59 -1000", "Tue, 29 Oct 2029 23:04:04 +0000"):
        feed = FEED.replace("Tue, 29 Oct 2019 23:04:04 +0000", stated)
        page = Page(url="https://x.example/", body=feed.encode(), fetched_at=datetime(2026, 11, 24, tzinfo=UTC))
        (found,) = read_comment_feed(page, "Pacific/Kiritimati")
        assert found.comment.published is None


def test_what_is_no_feed_holds_no_comments() -> None:
    for body in (b"", b"<html><p>404</p></html>", b"\x00\xff{"):
        assert read_comment_feed(Page(url="https://x.example/", body=body, fetched_at=datetime(2026, 11, 24, tzinfo=UTC))) == []


def test_an_answer_is_read_without_the_software_s_word_on_what_it_answers() -> None:
    link = "https://lamp.example/oven/#comment-40"
    for said, text in (
        (f'<p>Als Antwort auf <a href="{link}">Bo</a>.</p><p>Well baked.</p>', "Well baked."),
        ('<p>See <a href="https://lamp.example/oven/">the oven</a>.</p><p>Well baked.</p>', "See the oven.\nWell baked."),
    ):
        feed = FEED.replace("<p>Well <b>baked</b>.</p>", said)
        (found,) = read_comment_feed(Page(url="https://x.example/", body=feed.encode(), fetched_at=datetime(2026, 11, 24, tzinfo=UTC)))
        assert found.comment.text == text
