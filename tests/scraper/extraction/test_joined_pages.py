"""A post on several pages: where the others are, and what they make together."""

import pytest

from scraper.extraction.body.joined_pages import join_pages
from scraper.extraction.post import extract_post
from scraper.items import Extraction, Hints, Rules
from tests.scraper.extraction.pages import document, page

RULES = Rules(
    body=(".entry-content",),
    comments=("li[id^='comment-']",),
    further_pages=(r"/(\d+)", r"[?&]page=(\d+)"),
    comment_pages=(r"/comment-page-(\d+)", r"[?&]cpage=(\d+)"),
)
URL = "https://blog.example/2014/05/long/"


def part(words: str, comments: tuple[int, ...] = (), links: tuple[str, ...] = (), at: str = "", hints: Hints | None = None) -> Extraction:
    listed = "".join(
        f'<li id="comment-{n}" class="comment"><b class="fn">Bo</b><p class="comment-content">Word {n}</p></li>' for n in comments
    )
    anchors = "".join(f'<a href="{link}">next</a>' for link in links)
    html = document(f'<h1>Long</h1><div class="entry-content"><p>{words}</p></div>{anchors}<ol class="comment-list">{listed}</ol>')
    return extract_post(page(html, url=URL + at), RULES, hints, post_url=URL)


@pytest.mark.parametrize(
    ("link", "further"),
    [
        (f"{URL}2/", (f"{URL}2/",)),
        (f"{URL}comment-page-3/#comments", (f"{URL}comment-page-3/",)),
        (f"{URL}comment-page-3/#comment-81", ()),
        (f"{URL}feed/", ()),
        (URL + "9" * 5000, ()),
        ("https://blog.example/2014/05/2/", ()),
        ("https://blog.example/2014/05/longer/2/", ()),
    ],
)
def test_only_other_pages_of_the_post_are_its_further_pages(link: str, further: tuple[str, ...]) -> None:
    assert part("One.", links=(link,)).further == further


def test_plain_addresses_number_their_pages_too() -> None:
    html = document(
        '<h1>Long</h1><div class="entry-content">One.</div><a href="/?p=7&page=2">2</a> <a href="/?p=7&cpage=1#comments">Older</a>'
    )
    found = extract_post(page(html, url="https://blog.example/?p=7"), RULES)
    assert found.further == ("https://blog.example/?p=7&page=2", "https://blog.example/?p=7&cpage=1")


def test_a_copy_in_files_names_its_pages_by_their_index_files() -> None:
    html = document('<h1>Long</h1><div class="entry-content">One.</div><a href="comment-page-3/index.html#comments">Older</a>')
    found = extract_post(page(html, url=f"{URL}index.html"), RULES)
    assert found.further == (f"{URL}comment-page-3/index.html",)


def test_the_text_of_all_pages_in_their_order_is_the_posts() -> None:
    first, tenth, second = part("One."), part("Ten.", at="10/"), part("Two.", at="2/")
    whole = join_pages(first, {f"{URL}10/": tenth, f"{URL}2/": second}, URL, RULES).post
    assert whole.body_text == "One.\nTwo.\nTen."
    assert (whole.body_html or "").count("<p>") == 3


@pytest.mark.parametrize(
    ("at", "line"),
    [
        ("", f'<strong>Pages:</strong> 1 <a href="{URL}2/">2</a> <a href="{URL}3/">3</a>'),
        ("3/", f'<strong>Pages:</strong> <a href="{URL}">1</a> <a href="{URL}2/">2</a> 3'),
        ("2/", f'Pages: <a href="{URL}">1</a> 2'),
    ],
)
def test_the_line_that_leads_to_the_other_pages_is_not_the_texts(at: str, line: str) -> None:
    assert part(f"One.</p><p>{line}", at=at).post.body_text == "One."


def test_a_link_of_the_text_to_one_of_its_pages_stays() -> None:
    words = f'I come back to the goats <a href="{URL}2/">below</a>.'
    assert part(words).post.body_text == "I come back to the goats below."


def test_pages_of_comments_repeat_the_text_and_add_their_comments() -> None:
    newest = part("One.", comments=(5, 6))
    older = {f"{URL}comment-page-2/": part("One.", comments=(3, 4)), f"{URL}comment-page-1/": part("One.", comments=(1, 2))}
    whole = join_pages(newest, older, URL, RULES).post
    assert whole.body_text == "One."
    assert [comment.key for comment in whole.comments] == ["1", "2", "3", "4", "5", "6"]
    oldest_first = join_pages(part("One.", comments=(1, 2)), {f"{URL}comment-page-2/": part("One.", comments=(2, 3))}, URL, RULES).post
    assert [comment.key for comment in oldest_first.comments] == ["1", "2", "3"]


def test_a_feed_that_carries_the_first_page_is_not_the_whole_text() -> None:
    hints = Hints(title="Long", body_html="<p>One, as the feed has it.</p>", body_is_whole=True)
    assert part("One.", links=(f"{URL}2/",), hints=hints).post.body_text == "One."
    assert part("One.", hints=hints).post.body_text == "One, as the feed has it."
