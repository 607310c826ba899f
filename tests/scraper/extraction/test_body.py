"""The body is the author's text, all of it, and nothing of the template around it."""

import re

import pytest

from scraper.items import Rules
from storage.records import StatedDate
from tests.scraper.extraction.pages import FIRST_WORDS, PROSE, extracted

HEADER = '<header class="site-header"><h1 class="site-title"><a href="/">My Blog</a></h1><nav><a href="/about">About</a></nav></header>'
FOOTER = "<footer><p>© 2020 Somebody. All rights reserved.</p></footer>"

CONTAINERS = [
    '<article><h1>Goats</h1><div class="entry-content">{}</div></article>',
    '<div class="hentry"><h1 class="entry-title">Goats</h1><div class="e-content">{}</div></div>',
    '<div class="post"><h2 class="post-title">Goats</h2><div class="post-body">{}</div></div>',
    '<article itemscope itemtype="https://schema.org/BlogPosting"><h1 itemprop="headline">Goats</h1><div'
    ' itemprop="articleBody">{}</div></article>',
    "<article><header><h1>Goats</h1><p>May 5, 2014</p></header>{}</article>",
    "<main><h1>Goats</h1>{}</main>",
    '<div id="content"><h1>Goats</h1>{}</div>',
    '<div class="c17"><div class="c18"><h1>Goats</h1>{}</div></div>',
    '<form action="/search"><main><h1>Goats</h1>{}</main></form>',
    '<div class="wrap has-sidebar"><article class="post comments-open"><h1>Goats</h1><div class="post-content">{}</div></article></div>',
]

NOISE = [
    '<div class="sharedaddy"><h3>Share this:</h3><ul><li><a href="#">Noise</a></li></ul></div>',
    '<div class="jp-relatedposts"><h3>Noise</h3><p><a href="/x">Other post</a></p></div>',
    '<nav class="post-navigation"><a rel="prev" href="/x">Noise</a></nav>',
    '<div class="author-box"><p>Noise writes here and lives by the sea.</p></div>',
    '<a href="http://disqus.com" class="dsq-brlink">comments powered by <span class="logo-disqus">Noise</span></a>',
    '<div class="toc"><ul><li><a href="#a">Noise</a></li></ul></div>',
    '<p class="post-tags">Noise: <a rel="tag" href="/tag/x">x</a></p>',
    '<div id="comments" class="comments-area"><ol class="comment-list"><li class="comment" id="comment-1"><p>Noise</p></li></ol></div>',
    "<form><label>Noise</label><input></form>",
    '<div class="newsletter-signup"><p>Noise in your inbox</p></div>',
    '<div class="post-copyright"><p>Noise licence</p></div>',
    '<span class="reading-time">Noise min read</span>',
    '<p style="display:none">Noise</p>',
    "<script>Noise</script><style>Noise</style>",
    '<aside class="sidebar"><ul><li><a href="/y">Noise</a></li></ul></aside>',
    '<p class="edit-link"><a href="/edit">Noise</a></p>',
    '<div class="post-outdate-notice"><p>Noise: last changed 900 days ago.</p></div>',
    "<h3>Goats and their ways<button>Noise</button></h3>",
    '<div class="expiration-reminder details"><p>Noise may be out of date.</p></div>',
    '<div class="donate-box"><p>Noise me a coffee</p></div>',
    '<div class="sharrre-container"><span>Noise</span></div>',
    '<div id="block-similar-0" class="block block-similar"><h2>Noise</h2><ul><li><a href="/other/">Another post</a></li></ul></div>',
    '<div class="post_meta_up">Noise on <a href="/c/x">x</a> · <a href="#comments">See the comments</a> · Print</div>',
    '<h3>Comments</h3><p id="comments">One Noise to “Goats”</p><p id="respond">Leave some Noise</p>',
    '<div class="post-ratings-loading"><img src="/loading.gif" alt="">Noise</div>',
    '<div class="iLikeThis"><span class="counter"><a>Noise 72</a></span></div>',
    '<a href="https://blog.example/donate/">Noise</a>',
    '<p>Previous: <a href="/x">Noise and other goats</a></p>',
    '<div class="footer"><a href="https://code.example/me">Noise</a> <a href="/rss.xml">RSS</a></div>',
    '<p>© 2026 Noise. The text is under <a href="https://creativecommons.org/licenses/by/4.0/">CC BY 4.0</a>.</p>',
    '<div class="row"><div class="col-sm-9"><p>Goats rest.</p></div><div class="col-sm-3"><p>Noise</p><ul><li><a href="/cat_a.html">Noise a</a>'
    '</li><li><a href="/cat_b.html">Noise b</a></li><li><a href="/cat_c.html">c</a></li><li><a href="/cat_d.html">d</a></li></ul></div></div>',
    '<p><i>You should follow me at Noise <a href="https://noise.example/ada">here</a>.</i></p><p class="posted">May 5, 2014</p>',
    '<p>A <a href="https://a.example/">goat<span class="external-link-icon-sr-only">Noise in new window</span></a>.</p>',
]

KEPT = [
    '<h2>Further reading and sources consulted</h2><ul><li><a href="https://a.example/">The kept goat atlas</a></li></ul>',
    '<h2 id="comments">On kept comments</h2><p>This is about comments.</p>',
    '<div class="section" id="related-work"><h2>Related work</h2><p>Others kept goats too.</p></div>',
    "<pre><code><span class='comment'># kept = 1</span>\nnav = 2</code></pre>",
    "<blockquote><p>I kept it.</p><footer>Somebody</footer></blockquote>",
    '<div class="footnotes"><ol><li id="fn1">A kept note. <a href="#r1">↩</a></li></ol></div>',
    "<table><tr><th>Goat</th><td>kept</td></tr></table>",
    '<aside class="note"><p>A kept remark of the author that is no sidebar at all.</p></aside>',
    '<figure><img src="/g.jpg" alt=""><figcaption>A kept caption</figcaption></figure>',
    '<details class="wp-block-details"><summary>Why?</summary><p>A kept answer.</p></details>',
    '<p>They follow me <a href="/kept/">to the kept hut</a>.</p>',
    '<p>The goats follow us everywhere: a kept <a href="https://a.example/">proof</a>.</p>',
    f'<div class="posted"><p>I kept what was posted. {"Goats are as patient as the sea. " * 6}</p></div>',
    '<p>Follow us <a href="https://a.example/">to the far side</a> of the hill, where the last of the old goats are kept by a widow.</p>',
    '<h3><button type="button"><span>A kept question</span><span aria-hidden="true">+</span></button></h3><div><p>Its answer.</p></div>',
]


@pytest.mark.parametrize("container", CONTAINERS)
def test_the_body_is_found_in_the_containers_of_themes(container: str) -> None:
    post = extracted(HEADER + container.format(PROSE) + FOOTER).post
    assert post.body_text is not None
    assert post.body_text.startswith(FIRST_WORDS)
    assert post.body_text.endswith("the whole journey.")


@pytest.mark.parametrize("noise", NOISE)
@pytest.mark.parametrize("container", [CONTAINERS[0], CONTAINERS[4]])
def test_what_is_not_the_authors_is_cut_from_the_body(noise: str, container: str) -> None:
    post = extracted(HEADER + container.format(PROSE + noise) + FOOTER).post
    assert "Noise" not in (post.body_text or "")
    assert "Noise" not in (post.body_html or "")
    assert FIRST_WORDS in (post.body_text or "")


@pytest.mark.parametrize("own", KEPT)
def test_the_authors_own_tail_stays(own: str) -> None:
    post = extracted(HEADER + CONTAINERS[0].format(PROSE + own) + FOOTER).post
    assert "kept" in (post.body_text or "")


def test_the_sign_of_what_can_be_unfolded_goes_with_its_button() -> None:
    question = '<h3><button type="button"><span>A question</span><span aria-hidden="true">+</span></button></h3><p>Its answer.</p>'
    post = extracted(HEADER + CONTAINERS[0].format(PROSE + question) + FOOTER).post
    assert (post.body_text or "").endswith("\nA question\nIts answer.")


def test_a_title_for_machines_behind_the_text_does_not_take_the_text_along() -> None:
    body = f'<h2 class="above">Goats</h2><div class="entry-content">{PROSE}<div><span class="entry-title">Goats</span></div></div>'
    post = extracted(f'<article class="hentry">{body}</article>', rules=Rules(title=(".entry-title",), body=(".entry-content",))).post
    assert post.title == "Goats"
    assert (post.body_text or "").startswith(FIRST_WORDS)
    assert "Goats" not in (post.body_text or "")


def test_a_last_section_that_bears_the_title_does_not_take_the_text_along() -> None:
    """Without a heading above the text that of the section is the only one that says the title."""
    section = "<h2>Goats at sea</h2><p>So much for goats at sea, of which more another day.</p>"
    post = extracted(f'<div class="entry-content">{PROSE}{section}</div>', "<title>Goats at sea</title>").post
    assert (post.title, (post.body_text or "")[: len(FIRST_WORDS)]) == ("Goats at sea", FIRST_WORDS)
    assert "Goats at sea" in (post.body_text or "")


@pytest.mark.parametrize("name", ["w-richtext", "hero-text w-richtext"])
def test_the_rich_text_of_webflow_is_the_body(name: str) -> None:
    teasers = "".join(f'<div class="w-dyn-item"><h3><a href="/blog/{n}">Another goat</a></h3><p>It ate a hat.</p></div>' for n in range(5))
    body = f'<div class="section"><h1>Goats</h1><div class="{name}">{PROSE * 3}</div><div class="w-dyn-list">{teasers}</div></div>'
    text = extracted(body).post.body_text or ""
    assert (text[: len(FIRST_WORDS)], "ate a hat" in text) == (FIRST_WORDS, False)


def test_a_short_post_in_one_block_with_its_day_its_author_and_its_neighbours_stays() -> None:
    short = "The goat that stood at the rail chewed a timetable all day long."
    meta = '<div><a href="/2020/goats/"><time datetime="2020-05-01">1 May 2020</time></a> <a href="/author/ann/">Ann Bo</a></div>'
    neighbours = '<ul><li><a rel="prev" href="/p">Ferries and other slow ways to leave a town</a></li></ul>'
    article = f'<article class="hentry"><div><h1>Goats</h1>{meta}<div><p>{short}</p></div></div></article>'
    assert extracted(f'<div class="entry-content"><div>{article}{neighbours}</div></div>').post.body_text == short


def test_line_numbers_copy_buttons_and_heading_anchors_go() -> None:
    code = (
        '<table class="highlight"><tr><td class="gutter"><pre>1\n2</pre></td><td class="code"><pre>one()\n  two()</pre></td></tr></table>'
    )
    post = extracted(
        CONTAINERS[0].format(f'<h2>Part <a class="headerlink" href="#part">¶</a></h2>{PROSE}{code}<button class="copy">Copy</button>')
    ).post
    assert post.body_text is not None
    assert post.body_text.splitlines()[0] == "Part"
    assert "one()\n  two()" in post.body_text
    assert "1\n2" not in post.body_text
    assert "Copy" not in post.body_text


@pytest.mark.parametrize("names", [("ln", "ln"), ("lnt", "line")])
def test_line_numbers_of_chroma_go(names: tuple[str, str]) -> None:
    number, line = names
    lines = "".join(f'<span class="{number}"> {n}\n</span><span class="{line}">loaf = {n}\n</span>' for n in (8, 9))
    post = extracted(CONTAINERS[0].format(f'{PROSE}<pre class="chroma"><code>{lines}<span class="ln">x</span></code></pre>')).post
    assert (post.body_text or "").count("8") == 1
    assert "loaf = 9" in (post.body_text or "")
    assert (post.body_text or "").endswith("x")


def test_line_numbers_that_nobody_is_to_copy_go() -> None:
    style = "white-space:pre;-webkit-user-select:none;user-select:none;margin-right:0.4em"
    code = f'<pre><code><span style="{style}">8\n</span>loaf = 9\n<span style="color:#666">7</span> <span style="{style}">$</span></code></pre>'
    post = extracted(CONTAINERS[0].format(f'{PROSE}{code}<p>It ends with <span style="user-select:none">6</span></p>')).post
    assert (post.body_text or "").endswith("loaf = 9\n7 $\nIt ends with 6")
    assert "8" not in (post.body_text or "")


def test_how_a_text_may_be_used_and_cited_goes_and_the_authors_own_sections_stay() -> None:
    sections = {
        "quarto-citation": '<h2>Citation</h2><div>BibTeX citation:</div><pre><code class="bibtex">@online{noise}</code></pre>',
        "quarto-reuse": '<h2>Reuse</h2><div><a rel="license" href="https://creativecommons.org/licenses/by/4.0/">Noise</a></div>',
        "thanks": "<h2>Thanks</h2><p>To all goats.</p>",
        "data-citation": "<h2>Data citation</h2><p>The timetable of 1984.</p>",
    }
    below = "".join(f'<section class="appendix-contents" id="{name}">{content}</section>' for name, content in sections.items())
    post = extracted(CONTAINERS[0].format(f'{PROSE}<div id="quarto-appendix" class="default">{below}</div>')).post
    assert (post.body_text or "").endswith("Thanks\nTo all goats.\nData citation\nThe timetable of 1984.")
    assert post.licence == "https://creativecommons.org/licenses/by/4.0/"


def test_a_short_post_within_the_pages_main_content_is_taken_alone() -> None:
    cards = '<div class="prev-next"><div class="card article-content">{0}</div><div class="card article-content">{0}</div></div>'
    beside = '<div class="reprint"><p>Copied only with the address of the post and the name of the author.</p></div>'
    body = f'<div class="main-content"><h1>Goats</h1><div id="articleContent"><p>It rained.</p></div>{beside}{cards.format("Another post")}</div>'
    assert extracted(f"<main>{body}</main>").post.body_text == "It rained."


def test_the_place_of_the_text_may_be_called_share() -> None:
    cards = "".join(f"<p>Some words of another post, number {n}, that stand beside.</p>" for n in range(20))
    body = f'<article class="post"><h1>Goats</h1><div class="entry share"><div>{PROSE}</div></div></article><div class="tabs">{cards}</div>'
    assert FIRST_WORDS in (extracted(body).post.body_text or "")
    beside = f'<article class="post"><h1>Goats</h1>{PROSE}<div class="share"><p>Tell it to your friends.</p></div></article>'
    assert "friends" not in (extracted(beside).post.body_text or "")


def test_an_entry_that_is_named_for_its_share_bar_too_stays_however_short() -> None:
    share = '<div class="share-bar"><a href="#">Share</a></div>'
    entry = f'<div class="entry share"><div class="entry-inner"><p>A goat came aboard.</p></div>{share}</div>'
    assert extracted(HEADER + f"<article><h1>Goats</h1>{entry}</article>" + FOOTER).post.body_text == "A goat came aboard."


@pytest.mark.parametrize("short", ["<p>It rained.</p>", '<p><img src="/photo.jpg" alt="A goat"></p>', "<pre>exit 1</pre>"])
def test_a_very_short_post_is_not_replaced_by_what_stands_beside_it(short: str) -> None:
    sidebar = f'<div class="sidebar">{PROSE * 3}</div>'
    post = extracted(HEADER + CONTAINERS[0].format(short) + sidebar).post
    assert FIRST_WORDS not in (post.body_text or "")
    assert len((post.body_text or "").split()) <= 3


def test_meta_lines_within_the_body_element_are_no_body_but_tell_author_and_day() -> None:
    inner = (
        '<footer class="post-info"><abbr class="published" title="2014-05-05T10:00:00+02:00">Mon 5'
        ' May</abbr> <address class="vcard author">By <a class="fn" href="/a">Ada Goat</a></address>'
        f"</footer>{PROSE}"
    )
    post = extracted(CONTAINERS[0].format(inner)).post
    assert (post.body_text or "").startswith(FIRST_WORDS)
    assert post.published is not None
    assert post.published.iso == "2014-05-05T10:00:00+02:00"
    assert [author.name for author in post.authors] == ["Ada Goat"]


def test_an_unmarked_page_is_read_by_the_second_opinion_and_says_so() -> None:
    links = "".join(f'<div><a href="/{number}">Some other thing number {number} to read</a></div>' for number in range(30))
    body = f'<div class="x"><div class="y">{links}</div><div class="z"><h1>Goats</h1>{PROSE * 4}</div></div>'
    post = extracted(body).post
    assert FIRST_WORDS in (post.body_text or "")
    assert "Some other thing" not in (post.body_text or "")
    assert "body" in post.uncertain


def test_a_body_that_goes_on_in_an_element_of_its_own_is_taken_whole() -> None:
    body = (
        f'<div class="hentry"><h1>Goats</h1><div class="entry-content"><div class="entry-body">{PROSE}</div>'
        f'<div class="entry-more">{PROSE}</div></div></div>'
    )
    assert (extracted(body).post.body_text or "").count(FIRST_WORDS) == 2


@pytest.mark.parametrize("subtitle", ["", "<h2>Of goats at sea</h2>"])
@pytest.mark.parametrize(
    "signature",
    [
        '<div class="x1"><div><a href="/@ada?source=post">Ada Goat</a></div><div><a href="#">May 5, 2014</a> · 12 min read</div></div>',
        '<div class="x1"><p><a href="/author/ada/">Ada Goat</a></p><span>May 5, 2014</span></div>',
        '<div class="x1"><span>May 5, 2014</span> | <span>3 minutes to read</span></div>',
    ],
)
def test_a_signature_of_a_name_a_day_and_a_reading_time_is_no_text_whatever_its_names(signature: str, subtitle: str) -> None:
    text = extracted(f"<article><div><h1>Goats</h1>{subtitle}{signature}{PROSE}</div></article>").post.body_text or ""
    assert text.removeprefix("Of goats at sea").strip().startswith(FIRST_WORDS)


def test_a_time_alone_below_an_authors_first_heading_is_text() -> None:
    text = (
        extracted(f"<article><div><h1>Goats</h1><h2>How long to milk one</h2><p>30 minutes</p>{PROSE}</div></article>").post.body_text or ""
    )
    assert text.startswith("How long to milk one\n30 minutes\n")


def test_a_byline_that_was_never_closed_does_not_take_the_body_along() -> None:
    text = " ".join(["The goat chewed on and on."] * 40)
    post = extracted(
        f'<div class="post"><h1>Goats</h1><div class="post-body"><span class="byline">Ada Goat<br>{text}</span></div></div>'
    ).post
    assert "chewed on" in (post.body_text or "")


def test_a_small_marked_box_beside_much_more_prose_is_not_the_body() -> None:
    body = f'<main><h1>Goats</h1><div class="q">{PROSE * 4}</div><div class="entry-content"><p>Read our terms.</p></div></main>'
    post = extracted(body).post
    assert FIRST_WORDS in (post.body_text or "")


def test_body_html_is_harmless_and_absolute() -> None:
    active = (
        '<p onclick="x()">Hi <a href="javascript:x()">bad</a> <a href="/good">good</a><img src="/i.png"'
        ' onerror="x()"></p><iframe src="https://player.example/1"></iframe>'
    )
    html = extracted(CONTAINERS[0].format(PROSE + active)).post.body_html or ""
    assert "onclick" not in html
    assert "javascript:" not in html
    assert "onerror" not in html
    assert 'href="https://blog.example/good"' in html
    assert 'src="https://blog.example/i.png"' in html
    assert "<iframe" not in html
    assert "https://player.example/1" in html


def test_text_keeps_paragraphs_items_cells_and_lines_of_code() -> None:
    inner = "<p>One<br>two</p><ul><li>a</li><li>b</li></ul><table><tr><td>c</td><td>d</td></tr></table><pre>x\n  y</pre>"
    text = extracted(CONTAINERS[0].format(inner)).post.body_text
    assert text == "One\ntwo\na\nb\nc\nd\nx\n  y"


def test_where_nothing_is_marked_the_text_is_what_stands_around_the_title() -> None:
    words = ("road", "harbour", "mill", "church", "school")
    text = "".join(
        f"<p>Beyond the {word} the rain began again, and nobody who had a coat with him said a word about it.</p>" for word in words
    )
    side = "".join(f'<h4><a href="/{n}">Lamp {n}</a></h4><p>Lamp {n} went out, and nobody on the pier saw who did it.</p>' for n in (1, 2))
    foot = "<p>Slow days, written on an island since the ferry came to it.</p>"
    page = (
        f'<div id="ml"><div id="hd"><h1><a href="/">Slow days</a></h1></div><div id="cn"><h2>Goats at sea</h2>{text}</div>'
        f'<div id="sb"><h3>In short</h3>{side}</div><div id="ft">{foot}</div></div>'
    )
    post = extracted(page, "<title>Goats at sea - Slow days</title>").post
    assert post.title == "Goats at sea"
    assert [line.split()[2] for line in (post.body_text or "").splitlines() if line] == list(words)


def test_what_a_listing_or_a_note_of_asciidoc_holds_is_not_the_pages_main_part() -> None:
    code = '<div class="listingblock"><div class="content"><pre>goat = 1\nferry = 7\n</pre></div></div>'
    note = '<div class="admonitionblock note"><table><tr><td class="icon">Note</td><td class="content">A remark.</td></tr></table></div>'
    text = f'<div class="paragraph">{PROSE}</div>{code}{note}<div class="paragraph"><p>And so it ended.</p></div>'
    post = extracted(f'<div class="container"><div class="page-header"><h1>Goats</h1></div><p>May 5, 2014</p>{text}</div>').post
    assert (post.body_text or "").startswith(FIRST_WORDS)
    assert "goat = 1\nferry = 7" in (post.body_text or "")
    assert (post.body_text or "").endswith("And so it ended.")


@pytest.mark.parametrize(
    "comments",
    [
        "",
        '<div id="c12"><p>Noise!</p><p>Donald</p></div><p class="posted">Posted by: Donald at April 1, 2005 09:15 AM</p>'
        f'<div id="c13">{"<p>More noise than the author had to say of the whole journey by goat, ferry and rail.</p>" * 9}</div>',
    ],
)
def test_the_comments_that_movable_type_set_right_below_a_text_go(comments: str) -> None:
    below = '<p class="posted">Posted by Ross at March 26, 2005 06:52 PM</p><h2 id="comments">Comments</h2>'
    post = extracted(f'<div class="content"><h2>March 26, 2005</h2><h3>Goats</h3>{PROSE}{below}{comments}</div>').post
    assert (post.body_text or "").endswith("paid for the whole journey.")


def test_how_distill_says_that_a_text_is_to_be_cited_goes_and_the_authors_notes_stay() -> None:
    notes = '<div class="d-appendix"><h3>Acknowledgments</h3><p>To all goats.</p></div>'
    cite = '<div class="appendix-bottom"><h3 id="citation">Citation</h3><pre class="citation-appendix">@misc{noise}</pre></div>'
    post = extracted(f'<div class="d-title"><h1>Goats</h1></div><div class="d-article">{PROSE}</div>{notes}{cite}').post
    assert (post.body_text or "").endswith("To all goats.")


@pytest.mark.parametrize("heading", ['<h2 id="__comments">Comments</h2>', "<h3>留言</h3>", "<h2>Kommentare</h2>", "<h1>Comments</h1>"])
def test_a_heading_of_comments_with_none_below_goes(heading: str) -> None:
    post = extracted(f'<article><h1>Goats</h1>{PROSE}{heading}<div id="disqus_thread"></div></article>').post
    assert (post.body_text or "").endswith("paid for the whole journey.")


def test_how_movable_type_signs_a_text_and_asks_for_trackbacks_in_japanese_goes() -> None:
    ping = "<p>このエントリーのトラックバックURL:<br>https://blog.example/mt-tb.cgi/212</p>"
    asked = '<h2 id="comments">コメント</h2><h2>コメントしてください</h2><div id="thanks"><p>サイン・インを確認しました。</p></div>'
    below = f'<p class="posted">投稿者 佐藤花子 : 2005年06月23日 15:47</p><h2 id="trackbacks">トラックバック</h2>{ping}{asked}'
    post = extracted(f'<div class="content"><h2>2005年06月23日</h2><h3>Goats</h3>{PROSE}{below}</div>').post
    assert (post.body_text or "").endswith("paid for the whole journey.")


def test_an_authors_section_on_trackbacks_stays() -> None:
    own = '<h2 id="trackbacks">Trackbacks</h2><p>Nobody sends them any more, not even to goats.</p>'
    assert "not even to goats" in (extracted(f"<article><h1>Goats</h1>{PROSE}{own}</article>").post.body_text or "")


def test_who_posted_a_text_without_a_day_is_no_part_of_it_however_short_it_is() -> None:
    short = '<div class="blogbody"><h3 class="title">Snow</h3><p>It snows.</p><span class="posted">Posted by Ann</span></div>'
    post = extracted(f'<div class="blog"><h2 class="date">May 5, 2014</h2>{short}</div>').post
    assert post.body_text == "It snows."
    signed = "<p>This post was written by Ann at Snow and Ice on May 5, 2014.</p>"
    assert (extracted(f"<article><h1>Goats</h1>{PROSE}{signed}</article>").post.body_text or "").endswith("the whole journey.")
    credit = f"<article><h1>Goats</h1>{PROSE}<p>Posted by post, not by the goat that ate it.</p></article>"
    assert (extracted(credit).post.body_text or "").endswith("the goat that ate it.")


def test_a_link_to_a_copy_of_the_post_elsewhere_is_no_text() -> None:
    copy = '<p><a rel="syndication nofollow" class="u-syndication" href="https://other.example/1">original layout</a></p>'
    assert "layout" not in (extracted(f"<article><h1>Goats</h1>{PROSE}{copy}</article>").post.body_text or "")


@pytest.mark.parametrize(
    "line",
    [
        "Publish on 2025-03-03，Update on 2025-10-23",
        "Dernière mise à jour le 1/12/2006 21:05",
        "Last updated: May 5, 2014",
        "最后更新：2020-01-02",
    ],
)
def test_a_line_of_nothing_but_days_goes_from_the_end(line: str) -> None:
    own = "Updated the goat on 5 May 2014 with a new bell."
    for element in ("p", "span", "small"):
        post = extracted(f"<article><h1>Goats</h1>{PROSE}<p>{own}</p><{element}>{line}</{element}></article>").post
        assert (post.body_text or "").endswith(own)


def test_a_box_of_labelled_meta_beside_the_text_goes_and_its_tags_are_read_without_their_counts() -> None:
    terms = "".join(f'<li><a href="/tags#{name}-ref">{name} <span>6</span></a></li>' for name in ("goats", "ferries"))
    box = f"<h4>Published</h4><br><div>2014-05-05 13:53:55 +0200</div><h4>Categories</h4><ul></ul><br><h4>Tags</h4><ul>{terms}</ul>"
    post = extracted(
        f'<div class="content"><h1>Goats</h1><div><div class="span8">{PROSE}<hr></div><div class="span4">{box}</div></div></div>'
    ).post
    assert post.body_text is not None
    assert post.body_text.endswith("the whole journey.")
    assert [term.name for term in post.terms] == ["goats", "ferries"]


@pytest.mark.parametrize(
    "end",
    [
        "<h3>Place</h3><p>The pier</p><h3>Date</h3><p>5 May 2014, 19:00</p>",
        "<h2>Updated</h2><p>5 May 2014</p>",
        "<div><h2>Date</h2><p>5 May 2014</p></div>",
        "<h2>Labels</h2>",
    ],
)
def test_one_heading_that_says_date_or_labels_and_what_it_heads_stay_at_the_end_of_a_text(end: str) -> None:
    text = extracted(f"<article><h1>Goats</h1><div class=entry-content>{PROSE}{end}</div></article>").post.body_text or ""
    words = [line for line in re.split(r"<[^>]+>", end) if line]
    assert text.split()[-len(" ".join(words).split()) :] == " ".join(words).split()


@pytest.mark.parametrize(
    "line",
    [
        "5 May 2014 by the sea",
        "May 5, 2014 by chance we met",
        "On 5 May 2014 by ferry to Hull",
        "12 June 2013, by train to Oslo",
        "14 juin 2014 par le train de nuit",
        "3 June 2014 von Bremen nach Oslo",
        "5 May 2014 by train",
    ],
)
def test_a_first_line_that_goes_on_behind_a_day_is_the_authors_own(line: str) -> None:
    post = extracted(f"<article><h1>Goats</h1><div class=entry-content><p>{line}</p>{PROSE}</div></article>").post
    assert (post.body_text or "").startswith(line)
    assert (post.published, post.authors) == (None, ())
    above = extracted(f"<article><h1>Goats</h1><p>{line}</p><div class=entry-content>{PROSE}</div></article>").post
    assert (above.published, above.authors) == (None, ())


def test_a_day_and_a_link_to_its_author_are_no_part_of_the_text() -> None:
    line = '<p>May 5, 2014 by <a href="/author/ada/">ada</a></p>'
    post = extracted(f"<article><h1>Goats</h1><div class=entry-content>{line}{PROSE}</div></article>").post
    assert (post.body_text or "").startswith(FIRST_WORDS)
    above = extracted(f"<article><h1>Goats</h1>{line}<div class=entry-content>{PROSE}</div></article>").post
    assert above.published == StatedDate("2014-05-05")


def test_the_day_below_the_title_goes_where_a_page_is_printed_as_a_list_of_one_post() -> None:
    post = extracted(
        f'<div id="post"><ol><li><h3>Goats</h3><span>2014-05-05</span><br>{PROSE}</li></ol></div>', "<title>Goats</title>"
    ).post
    assert post.body_text is not None
    assert post.body_text.startswith(FIRST_WORDS)
    assert post.published == StatedDate("2014-05-05")


@pytest.mark.parametrize(
    "label",
    [
        "<details open><summary>Table of Contents</summary>{}</details>",
        "<h2>目次</h2>{}",
        "<p><strong>Inhalt:</strong></p>{}",
        "<h3>İçindekiler</h3><div>{}</div>",
    ],
)
def test_a_list_of_the_texts_own_headings_is_no_text_and_one_of_other_pages_is(label: str) -> None:
    own = '<ul><li><a href="#ferry">The ferry</a><ul><li><a href="#goat">The goat</a></li></ul></li></ul>'
    post = extracted(f'<article><h1>Goats</h1><div class="post-content">{label.format(own)}{PROSE}</div></article>').post
    assert (post.body_text or "").startswith(FIRST_WORDS)
    others = own.replace("#", "/2014/06/")
    post = extracted(f'<article><h1>Goats</h1><div class="post-content">{label.format(others)}{PROSE}</div></article>').post
    assert "The goat\n" in (post.body_text or "")


def test_numbered_comments_in_a_list_of_any_name_are_no_text() -> None:
    thread = (
        '<h3 id="comments">Komentarze</h3><ul id="cml"><li id="comment-763"><cite>Ola</cite><p>A fine goat.</p></li></ul><p>Closed.</p>'
    )
    post = extracted(f'<div class="post"><h2 class="post-title">Goats</h2><div class="post-body">{PROSE}{thread}</div></div>').post
    assert (post.body_text or "").endswith("the whole journey.")
    own = '<h3 id="comments">Comments on goats</h3><ul><li>They climb.</li></ul>'
    post = extracted(f'<div class="post"><h2 class="post-title">Goats</h2><div class="post-body">{PROSE}{own}</div></div>').post
    assert (post.body_text or "").endswith("They climb.")


def test_a_short_post_is_told_from_the_sidebar_by_the_comments_below_it() -> None:
    others = "".join(f"<h4><a href='/{n}/'>Note {n}</a></h4>{PROSE}" for n in range(4))
    post = extracted(
        '<div id="pg"><div id="cn"><h2>Goats</h2><p>The goat came back in the evening.</p><h3 id="comments">Komentarze</h3></div>'
        f'<div id="sb"><h3>In short</h3>{others}</div></div>',
        "<title>Goats - My Blog</title>",
    ).post
    assert post.body_text == "The goat came back in the evening."


def test_a_link_to_the_comments_beside_the_title_marks_no_text() -> None:
    page = f'<table><tr><td><h1>Goats</h1> <a id="comments" href="#c">3 comments</a></td></tr><tr><td>{PROSE}</td></tr></table>'
    assert FIRST_WORDS in (extracted(page).post.body_text or "")


def test_a_line_of_the_day_and_the_number_of_comments_is_no_text() -> None:
    line = '<div class="log-date">June 8, 2004 | <a href="#c">Comments (0)</a></div>'
    post = extracted(f'<div class="log"><h2>Goats</h2>{line}<div class="log-content">{PROSE}</div></div>').post
    assert (post.body_text or "").startswith(FIRST_WORDS)


@pytest.mark.parametrize(
    "box",
    [
        "<h5>مطالب مرتبط:</h5>{}",
        "<h4>您也许想再看看这些:</h4>{}",
        "<div><h2>Relaterade inlägg</h2>{}</div><h3>Kommentarer</h3>",
        "<h3>Benzer Yazılar</h3>",
    ],
)
def test_links_to_other_posts_below_a_heading_of_related_ones_are_no_text(box: str) -> None:
    links = '<ul><li><a href="/2014/04/ferries/">Ferries at dawn</a></li><li><a href="/2014/03/piers/">Piers</a></li></ul>'
    post = extracted(f'<article><h1>Goats</h1><div class="content">{PROSE}</div>{box.format(links)}</article>').post
    assert (post.body_text or "").endswith("the whole journey.")
    for own in ("<h3>Related</h3>" + links.replace('href="/', 'href="https://other.example/'), f"<p>Related:</p>{links}"):
        post = extracted(f'<article><h1>Goats</h1><div class="content">{PROSE}{own}</div></article>').post
        assert (post.body_text or "").endswith("Piers")
