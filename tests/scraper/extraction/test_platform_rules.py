"""A platform's rules are applied as its file states them, and a learned template in the same way."""

import pytest

from scraper.items import Rules
from storage.records import StatedDate, Term, TermKind
from tests.scraper.extraction.pages import PROSE, extracted

RULES = Rules(
    post=("[data-hook=post]",),
    title=("h1[data-hook=post-title]",),
    body=("[data-hook=post-description]",),
    author=("[data-hook=user-name]",),
    published=("[data-hook=time]::attr(title)", "[data-hook=time]"),
    tags=("[data-hook=tags] a",),
    counters=("[data-hook=stats]",),
    noise=("[data-hook=share]",),
    original_media=((r"/v1/.*$", ""),),
)
PAGE = f"""<div data-hook="post"><div data-hook="post-title"><h1 data-hook="post-title">Goats</h1></div>
<span data-hook="user-name">Ada Goat</span><span data-hook="time" title="2014-05-05">3 days ago</span>
<section data-hook="post-description">{PROSE}<img src="/m/g.png/v1/fill/w_1/g.png" alt="g"><div data-hook="share">Noise</div></section>
<footer data-hook="tags">Tags: <a href="/t/sea">#sea</a></footer><div data-hook="stats">10 views0 comments</div></div>
<div data-hook="recent"><section data-hook="post-description">Another post</section><div data-hook="stats">99 views</div></div>"""


def test_rules_hold_within_the_posts_element() -> None:
    post = extracted(PAGE, rules=RULES).post
    assert post.title == "Goats"
    assert [author.name for author in post.authors] == ["Ada Goat"]
    assert post.published == StatedDate("2014-05-05")
    assert post.terms == (Term(name="sea", kind=TermKind.TAG, url="https://blog.example/t/sea"),)
    assert {(counter.name, counter.value) for counter in post.counters} == {("views", 10), ("comments", 0)}
    assert (post.body_text or "").startswith("The ferry")
    assert (post.body_text or "").endswith("journey.")
    assert [media.url for media in post.media] == ["https://blog.example/m/g.png"]
    assert (post.sources["body"], post.sources["authors"]) == ("platform", "platform")


@pytest.mark.parametrize(
    ("shown", "stated"),
    [
        ("2024-01-21 00:48", "2024-01-21T00:48:00+09:00"),
        ("2024-01-21", "2024-01-21"),
        ("2024-01-21T00:48:00Z", "2024-01-21T00:48:00+00:00"),
    ],
)
def test_a_platforms_clock_is_that_of_its_zone(shown: str, stated: str) -> None:
    rules = Rules(published=(".when",), zone="Asia/Seoul")
    assert extracted(
        f'<h1>Goats</h1><span class="when">{shown}</span><article>{PROSE}</article>', rules=rules
    ).post.published == StatedDate(stated)


def test_rules_that_find_nothing_leave_the_field_to_the_others() -> None:
    post = extracted(f'<article><h1>Goats</h1><div class="entry-content">{PROSE}</div></article>', rules=RULES).post
    assert (post.title, post.sources["body"]) == ("Goats", "html")
    assert post.authors == ()


@pytest.mark.parametrize(
    ("shown", "named", "title"),
    [
        ("Protected: Loaves", "Loaves – Blog", "Loaves"),
        ("Protégé : Loaves: a history", "Loaves: a history – Blog", "Loaves: a history"),
        ("保護中: Loaves", "Blog | Loaves", "Loaves"),
        ("Loaves: a history", "Loaves: a history – Blog", "Loaves: a history"),
        ("Loaves", "Loaves – Blog", "Loaves"),
        ("Protected: Loaves", "Blog", "Protected: Loaves"),
    ],
)
def test_the_title_of_a_locked_post_is_without_the_word_that_its_theme_adds(shown: str, named: str, title: str) -> None:
    rules = Rules(title=("h1",), body=(".entry-content",), locked=(".post-password-form",))
    body = f'<article><h1>{shown}</h1><div class="entry-content"><form class="post-password-form"><input></form></div></article>'
    assert extracted(body, f"<title>{named}</title>", rules=rules).post.title == title


def test_a_frame_without_words_is_not_the_body() -> None:
    rules = Rules(post=("article",), body=(".entry-content",))
    cover = '<div class="thumbnail"><div class="entry-content"><img src="/c.jpg"></div></div>'
    body = (
        extracted(f'<article><h1>Goats</h1>{cover}<div class="entry-content">{PROSE}</div></article>', rules=rules).post.body_text
    ) or ""
    assert body.startswith("The ferry")
    alone = extracted(f"<article><h1>Goats</h1>{cover}</article>", rules=rules).post
    assert [media.url for media in alone.media] == ["https://blog.example/c.jpg"]
