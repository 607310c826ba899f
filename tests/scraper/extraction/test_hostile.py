"""Hostile and broken pages end as a post, however poor, or as one clear error; never as a crash or an endless run."""

import time
from hashlib import sha512

import pytest
from lxml.html import fromstring

from scraper.errors import ExtractionError
from scraper.extraction.noise import strip_noise
from scraper.extraction.post import extract_post
from scraper.extraction.stated.microformats import spell_rdfa
from tests.scraper.extraction.pages import PROSE, page

POST = b"<article><h1>Goats</h1><div class=entry-content>" + PROSE.encode() + b"</div></article>"
PAGES = {
    "empty": b"",
    "noise": b"".join(sha512(b"%d" % number).digest() for number in range(1500)),
    "unclosed": b"<div><p><b><i><table><tr>" * 3000,
    "deep": b"<div>" * 300_000 + POST,
    "one line": b"<p>" + b"a" * 6_000_000,
    "many articles": b"<article class=post><h2>t</h2><p>foo bar baz</p></article>" * 3000,
    "many comments": POST
    + b"<ol class=comment-list>"
    + b"".join(b"<li class=comment id=comment-%d><p>hi</p></li>" % n for n in range(3000)),
    "one class of 200 kB": b'<div class="' + b"post-" * 40_000 + b'">x</div>' + POST,
    "a comment's class of 200 kB": POST + b'<ol><li id="comment-1" class="comment ' + b"post-" * 40_000 + b'"><p>x</p></li></ol>',
    "endless srcset": POST + b'<img srcset="' + b"a 1w, " * 50_000 + b'">',
    "nested comments": POST + b"<ol class=comment-list><li class=comment id=comment-1><p>x</p>" * 2000,
    "long names": b'<div class="' + b"a_" * 40 + b"x author-box" + b"_a" * 40 + b'!">x</div>' + POST,
    "names in a map": b"<article><h1>Goats</h1><span class=author>map[" + b" name:x a:b" * 2000 + b"</span></article>",
    "bylines": POST.replace(b"</h1>", b"</h1>" + b"<div><span>Author: Ann</span></div>" * 4000),
    "links in a row": POST.replace(b"</h1>", b"</h1><p>" + b", ".join(b'<a href="/x/%d">x</a>' % n for n in range(12_000)) + b"</p>"),
    "a label and empty lines": POST.replace(b"</h1>", b"</h1><p>tags" + b"\n" * 200_000 + b'x <a href="/x">x</a></p>'),
    "placeholders for addresses": POST.replace(
        b"</div>", b'<img srcset="/a.jpg .x"><p><a href="http://[url]/x">One</a> and <a href="/">two</a></p></div>'
    ),
    "a byline of line breaks": b'<script type="application/ld+json">{"@type": "BlogPosting", "author": "'
    + b"\\n" * 300_000
    + b'"}</script>'
    + POST,
    "empty lines at the end": b"<article><h1>Goats</h1><div class=entry-content><div><div><div>"
    + PROSE.encode() * 120
    + b"<p> </p>" * 8000
    + b"</div></div></div></div></article>",
    "a title of many parts": b"<title>" + b"a - b | " * 6000 + b"</title>" + POST,
    "scripts without an end": b"<!--" + b"<script " * 40_000 + b"-->" + POST,
    "data without an end": b"<!--" + b"Site.page={" * 250_000 + b"-->" + POST,
    "digits": b"<time>" + b"1" * 500_000 + b"</time>" + POST,
}


@pytest.mark.parametrize("name", PAGES)
def test_no_page_breaks_the_extractor(name: str) -> None:
    begin = time.process_time()
    post = extract_post(page(PAGES[name])).post
    for text in (post.title, post.body_text, post.body_html):
        (text or "").encode("utf-8")
        assert "\x00" not in (text or "")
    assert time.process_time() - begin < 20


def test_a_page_of_too_many_tags_is_refused_in_one_line() -> None:
    with pytest.raises(ExtractionError, match="more than"):
        extract_post(page(b"<p>x</p>" * 400_000))


def test_the_post_survives_the_mess_around_it() -> None:
    post = extract_post(page(b"<div>" * 1000 + b"\x00&#0;" + POST + b"</div>" * 1000)).post
    assert post.title == "Goats"
    assert (post.body_text or "").startswith("The ferry")


def test_a_wall_of_columns_is_looked_through_in_a_moment() -> None:
    wall = fromstring(f"<div class=row>{'<div class=col-md-3><p>x</p></div>' * 1500}</div>")
    begin = time.process_time()
    strip_noise(wall, frozenset(), wall)
    assert time.process_time() - begin < 4


def test_a_vocabulary_that_is_stated_at_each_depth_takes_linear_time() -> None:
    tree = fromstring("<body>" + "<div vocab='https://schema.org/'>" * 200 + "<i property=name>x </i>" * 5000)
    begin = time.process_time()
    spell_rdfa(tree)
    assert time.process_time() - begin < 1
