"""Bodies: compressed and back, counted in any script, digested by what a reader sees."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.bodies import compress, content_digest, expand, length_in_words
from storage.records import Media, Post


@given(st.text())
def test_a_body_comes_back(body: str) -> None:
    assert expand(compress(body)) == body


def test_an_unknown_body_stays_unknown() -> None:
    assert compress(None) is None
    assert expand(None) is None


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (None, 0),
        ("", 0),
        (" — … ", 0),
        ("one two", 2),
        ("l'été, it’s well-known", 3),
        ("日本語", 3),
        ("Python は楽しい", 5),
        ("Привет мир", 2),
        ("สวัสดี", 6),
    ],
)
def test_words_are_counted_in_any_script(text: str | None, words: int) -> None:
    assert length_in_words(text) == words


@given(
    st.lists(st.text(alphabet="ab ", max_size=4), min_size=3, max_size=3),
    st.lists(st.text(alphabet="ab ", max_size=4), min_size=3, max_size=3),
)
def test_contents_that_differ_in_any_part_have_different_digests(first: list[str], second: list[str]) -> None:
    def flat(parts: list[str]) -> list[str]:
        return [" ".join(part.split()) for part in parts]

    def digest(parts: list[str]) -> str:
        return content_digest(Post(url="u", title=parts[0], subtitle=parts[1], body_text=parts[2]))

    assert (digest(first) == digest(second)) is (flat(first) == flat(second))


def test_the_address_of_a_post_and_the_query_of_a_picture_are_not_content() -> None:
    post = Post(url="https://a.example/1", title="T", media=(Media(url="https://a.example/i.jpg?w=100"), Media(url="http://[broken?x")))
    same = replace(post, url="https://a.example/2", media=(Media(url="https://a.example/i.jpg?w=900#x"), Media(url="http://[broken?x")))
    assert content_digest(post) == content_digest(same)
    assert content_digest(post) != content_digest(replace(post, media=(Media(url="https://a.example/j.jpg"),)))


def test_a_subtitle_that_only_the_feed_tells_is_not_content() -> None:
    bare = Post(url="u", title="T")
    assert content_digest(replace(bare, subtitle="S", sources={"subtitle": "feed"})) == content_digest(bare)
    assert content_digest(replace(bare, subtitle="S", sources={"subtitle": "html"})) != content_digest(bare)
