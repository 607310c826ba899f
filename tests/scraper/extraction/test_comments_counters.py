"""Comments with their threads, the outside systems that hold them, and the numbers that widgets print."""

import pytest

from scraper.extraction.body.line_book import Kind
from scraper.extraction.flattened.lines import Line, shown_counters
from scraper.extraction.shown.counters import parse_counters
from scraper.text import count_of
from storage.records import StatedDate
from tests.scraper.extraction.pages import PROSE, extracted

ARTICLE = '<article><h1>Goats</h1><div class="entry-content">' + PROSE + "</div></article>"
THREAD = """
<div id="comments" class="comments-area"><h2>2 thoughts on “Goats”</h2><ol class="comment-list">
 <li id="comment-7" class="comment even thread-even depth-1"><article id="div-comment-7" class="comment-body">
  <footer class="comment-meta"><div class="comment-author vcard"><b class="fn"><a href="https://bo.example/" class="url">Bo</a></b>
   <span class="says">says:</span></div>
  <div class="comment-metadata"><a href="#comment-7"><time datetime="2014-05-06T08:00:00+02:00">6 May</time></a></div></footer>
  <div class="comment-content"><p>First!</p><p>Really.</p></div><div class="reply"><a href="?replytocom=7">Reply</a></div></article>
  <ol class="children"><li id="comment-9" class="comment odd depth-2"><article id="div-comment-9" class="comment-body">
   <footer class="comment-meta"><div class="comment-author vcard"><b class="fn">Ada</b></div>
   <div class="comment-metadata"><time datetime="2014-05-07">7 May</time></div></footer>
   <div class="comment-content"><p>Thanks.</p></div></article></li></ol>
 </li></ol>
 <div id="respond" class="comment-respond"><h3>Leave a Reply</h3><form><textarea></textarea></form></div></div>
"""


def test_a_thread_keeps_authors_times_text_and_who_answers_whom() -> None:
    post = extracted(ARTICLE + THREAD).post
    assert [(c.key, c.author, c.text, c.parent) for c in post.comments] == [
        ("7", "Bo", "First!\nReally.", None),
        ("9", "Ada", "Thanks.", "7"),
    ]
    assert post.comments[0].author_url == "https://bo.example/"
    assert post.comments[0].published == StatedDate("2014-05-06T08:00:00+02:00")
    assert post.comments[0].html == "<p>First!</p><p>Really.</p>"
    assert "First!" not in (post.body_text or "")
    assert "Leave a Reply" not in (post.body_text or "")


def test_comments_that_movable_type_set_right_below_a_text_are_read_with_their_lines() -> None:
    below = (
        '<h2 id="comments">Comments</h2><div id="c12"><p>First!</p></div>'
        '<p class="posted">Posted by: <a href="https://bo.example/">Bo at Sea</a> at April  1, 2005 09:15 AM</p>'
        '<div id="c13"><p>Thanks.</p></div><p class="posted">Posted by: Ada at April  2, 2005 10:15 AM</p>'
    )
    post = extracted(f'<div class="content"><h3>Goats</h3>{PROSE}{below}</div>').post
    assert [(c.key, c.author, c.author_url, c.text, c.published.iso[:10] if c.published else None) for c in post.comments] == [
        ("12", "Bo at Sea", "https://bo.example/", "First!", "2005-04-01"),
        ("13", "Ada", None, "Thanks.", "2005-04-02"),
    ]


@pytest.mark.parametrize(
    "line",
    [
        '<cite>Comment by <a href="https://bo.example/">Bo</a> &#8212; May 6, 2014 @ <a href="#comment-7">8:00 am</a></cite>',
        '<p class="commentmeta"><a href="https://bo.example/" rel="external">Bo</a> says:</p>',
        '<span class="auth-name"><a href="https://bo.example/" rel="external">Bo</a></span><br>',
    ],
)
def test_who_wrote_a_comment_is_read_from_the_words_of_early_themes(line: str) -> None:
    item = f'<ol id="commentlist"><li class="comment" id="comment-7">{line}<div class="text"><p>First!</p></div></li></ol>'
    (comment,) = extracted(ARTICLE + f'<h2 id="comments">Comments</h2>{item}').post.comments
    assert (comment.author, comment.author_url, comment.text) == ("Bo", "https://bo.example/", "First!")


@pytest.mark.parametrize("said", ["ha dicho:", "Says:"])
def test_the_word_that_leads_from_the_author_of_a_comment_to_its_text_is_none_of_it(said: str) -> None:
    item = f'<li class="alt" id="comment-7"><cite>Bo</cite> {said}<br><small class="commentmetadata">May 6, 2014</small><p>First!</p></li>'
    (comment,) = extracted(f'{ARTICLE}<ol class="commentlist">{item}</ol>').post.comments
    assert (comment.author, comment.text) == ("Bo", "First!")


def test_the_pages_own_comments_are_taken_where_its_json_ld_has_no_more() -> None:
    told = '{"@type":"BlogPosting","headline":"Goats","comment":[{"text":"First!"},{"text":"Thanks."}%s]}'
    head = f'<script type="application/ld+json">{told}</script>'
    assert [comment.key for comment in extracted(ARTICLE + THREAD, head % "").post.comments] == ["7", "9"]
    assert len(extracted(ARTICLE + THREAD, head % ',{"text":"A third."}').post.comments) == 3


def test_a_comment_that_is_the_picture_of_a_character_is_that_character() -> None:
    smile = '<p><img src="/wp-includes/images/smilies/icon_smile.gif" alt=":-)" class="wp-smiley"></p>'
    item = f'<li class="comment" id="comment-7"><cite>Bo</cite> Says:<br><small class="commentmetadata">May 6, 2014</small>{smile}</li>'
    (comment,) = extracted(f'{ARTICLE}<ol class="commentlist">{item}</ol>').post.comments
    assert (comment.author, comment.text) == ("Bo", ":-)")


def test_comments_that_are_numbered_and_signed_are_some_in_a_list_of_any_name() -> None:
    item = (
        '<li id="comment-{n}"><cite><a class="url" href="https://bo.example/">Bo</a> <a href="#comment-{n}">0{n}.05.2014, 9:31</a></cite>'
        "<p>Word {n}</p></li>"
    )
    comments = extracted(f'{ARTICLE}<ul id="cml">{item.format(n=7)}{item.format(n=8)}</ul>').post.comments
    assert [(c.key, c.author, c.text, c.published and c.published.iso) for c in comments] == [
        ("7", "Bo", "Word 7", "2014-05-07T09:31:00"),
        ("8", "Bo", "Word 8", "2014-05-08T09:31:00"),
    ]
    assert extracted(f'{ARTICLE}<ul><li id="comment-7">An own list on comments</li></ul>').post.comments == ()


def test_the_line_of_author_and_day_within_the_place_of_a_comments_text_is_read_and_is_no_text() -> None:
    """As themes of Typecho have it, whose portraits say the author's name."""
    item = (
        '<li id="li-comment-7"><div id="comment-7"><img class="avatar" alt="Bo"><div class="comment-body"><div class="comment-head">'
        '<h5>{} · <small>2014-05-06 17:22</small></h5></div><p>First!</p><p><a href="?replyTo=7#respond">Answer</a></p></div></div></li>'
    )
    for name, url in (("Bo", None), ('<a href="https://bo.example/">Bo</a>', "https://bo.example/")):
        (comment,) = extracted(f'{ARTICLE}<div id="comments"><ol class="comment-list">{item.format(name)}</ol></div>').post.comments
        assert (comment.author, comment.author_url, comment.text) == ("Bo", url, "First!")
        assert comment.published == StatedDate("2014-05-06T17:22:00")


def test_the_hour_that_links_to_its_comment_is_no_text_of_it() -> None:
    """FlatPress tells the day of the first comment of a day alone."""
    item = '<li id="comment{0}"><strong class="comment-name">Bo</strong><p class="date"><a href="#comment{0}">at 17:0{0}</a></p><p>No {0}.</p></li>'
    comments = extracted(f'{ARTICLE}<ol id="comments">{item.format(1)}{item.format(2)}</ol>').post.comments
    assert [(c.author, c.text) for c in comments] == [("Bo", "No 1."), ("Bo", "No 2.")]


def test_the_age_and_the_rating_of_a_comment_are_none_of_its_name_and_text() -> None:
    item = (
        '<div id="comment-1" class="comment media"><h4>Bo <small class="timespan">7 years ago</small></h4><p>First!</p>'
        '<a href="#comment-1">Link</a><div class="rating"><span>Currently unrated</span></div></div>'
    )
    (comment,) = extracted(f'{ARTICLE}<div id="comments">{item}</div>').post.comments
    assert (comment.author, comment.text) == ("Bo", "First!")


def test_a_link_to_another_comment_is_text_of_one_and_no_link_to_answer() -> None:
    said = '<p>As I said in <a href="?replytocom=7#respond">my first one</a>.</p><p><a href="?replytocom=9">Noise</a> or quote</p>'
    comment = extracted(ARTICLE + THREAD.replace("<p>Thanks.</p>", said)).post.comments[1]
    assert comment.text.startswith("As I said in my first one.")
    assert "Noise" not in comment.text


def test_schema_org_comments_are_read_where_the_page_has_no_markup_of_them() -> None:
    node = (
        '{"@type":"BlogPosting","commentCount":2,"comment":[{"@type":"Comment","text":"First",'
        '"author":{"name":"Bo"},"dateCreated":"2014-05-06","comment":{"text":"Thanks",'
        '"author":{"name":"Ada"}}}]}'
    )
    post = extracted(ARTICLE, f'<script type="application/ld+json">{node}</script>').post
    assert [(c.text, c.author) for c in post.comments] == [("First", "Bo"), ("Thanks", "Ada")]
    assert post.comments[1].parent == post.comments[0].key
    assert [(c.name, c.value) for c in post.counters] == [("comments", 2)]


def test_a_post_that_talks_about_comments_has_none() -> None:
    own = '<h2 id="comments">Comments</h2><p>Why I closed the comments: nobody wrote any, and the spam was long.</p>'
    post = extracted(ARTICLE.replace("</div></article>", own + "</div></article>")).post
    assert post.comments == ()
    assert "Why I closed the comments" in (post.body_text or "")


@pytest.mark.parametrize(
    ("mark", "system"),
    [
        ('<div id="disqus_thread"></div>', "disqus"),
        ('<script src="https://giscus.app/client.js"></script>', "giscus"),
        ('<script src="https://utteranc.es/client.js"></script>', "utterances"),
        ('<section id="isso-thread"></section>', "isso"),
        ('<div id="remark42"></div>', "remark42"),
        ('<div class="fb-comments"></div>', "facebook"),
        ("<p>nothing</p>", None),
    ],
)
def test_an_outside_comment_system_is_named(mark: str, system: str | None) -> None:
    assert extracted(ARTICLE + mark).post.comment_system == system


@pytest.mark.parametrize(
    ("text", "counters"),
    [
        ("10 views0 comments", [("views", 10), ("comments", 0)]),
        ("0 views 0 comments Post not marked as liked", [("views", 0), ("comments", 0)]),
        ("1.234 Aufrufe", [("views", 1234)]),
        ("1,2k views", [("views", 1200)]),
        ("1 234 vues", [("views", 1234)]),
        ("12 просмотров 3 комментария", [("views", 12), ("comments", 3)]),
        ("0 צפיות 2 תגובות", [("views", 0), ("comments", 2)]),
        ("閲覧数：123", [("views", 123)]),
        ("3件のコメント", [("comments", 3)]),
        ("댓글 4", [("comments", 4)]),
        ("阅读 1.5万", [("views", 15000)]),
        ("Comments (3)", [("comments", 3)]),
        ("No comments yet", [("comments", 0)]),
        ("One Comment", [("comments", 1)]),
        ("5 likes", [("likes", 5)]),
        ("See you in 2019", []),
        ("", []),
    ],
)
def test_counters_are_read_in_the_languages_of_widgets(text: str, counters: list[tuple[str, int]]) -> None:
    assert [(counter.name, counter.value) for counter in parse_counters(text)] == counters


def test_counters_beside_the_post_are_observed() -> None:
    post = extracted(
        ARTICLE.replace("</h1>", '</h1><span class="post-views">1,024 views</span><a class="comments-link" href="#c">3 comments</a>')
    ).post
    assert {(counter.name, counter.value) for counter in post.counters} == {("views", 1024), ("comments", 3)}


def test_a_number_that_no_counter_can_have_is_none() -> None:
    assert parse_counters("Hits: 20240501123456789012") == ()
    assert parse_counters("9" * 400 + "k views") == ()
    assert shown_counters(Line("9" * 5000, Kind.COMMENTS)) == ()
    assert [count_of(stated) for stated in ("7", 7, "²", "9" * 5000, -1, None, 2**31)] == [7, 7, None, None, None, None, None]
