"""Text is cleaned so that every database holds it, and compared by its words alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.text import bounded, clean_text, count_words, fingerprint, folded, many, overlap, squeeze, tokens


@pytest.mark.parametrize(
    ("given_text", "clean"),
    [
        ("a\x00b", "ab"),
        ("a\ud800b", "ab"),
        ("a\r\nb\rc\u2028d", "a\nb\nc\nd"),
        ("e\u0301", "é"),
        ("\ufeffbegin", "begin"),
        ("soft\u00adhyphen", "softhyphen"),
        ("tab\tstays", "tab\tstays"),
    ],
)
def test_unstorable_characters_go_and_the_rest_stays(given_text: str, clean: str) -> None:
    assert clean_text(given_text) == clean


@pytest.mark.parametrize(
    ("number", "noun", "said"),
    [
        (0, "post", "0 posts"),
        (1, "request", "1 request"),
        (1_234, "minute", "1,234 minutes"),
        (1, "address", "1 address"),
        (2, "more address", "2 more addresses"),
    ],
)
def test_a_number_is_told_with_its_noun(number: int, noun: str, said: str) -> None:
    assert many(number, noun) == said


@given(st.text())
def test_clean_text_can_be_encoded_and_is_stable(text: str) -> None:
    clean = clean_text(text)
    clean.encode("utf-8")
    assert "\x00" not in clean
    assert clean_text(clean) == clean


def test_squeezing_makes_one_line() -> None:
    assert squeeze("  a\n\t b\u00a0\u200bc  ") == "a b c"


def test_a_fingerprint_sees_words_and_not_their_dress() -> None:
    assert fingerprint("Hello,  World!") == fingerprint("hello world")
    assert fingerprint("Hello World") != fingerprint("Hello Worlds")


def test_scripts_without_spaces_are_counted_by_the_character() -> None:
    assert tokens("日本語 text") == ["日", "本", "語", "text"]
    assert count_words("한국") == 2
    assert folded("ＦＵＬＬ width") == "full width"


def test_overlap_counts_words_as_often_as_they_stand() -> None:
    assert overlap("a a b", "a b c d") == (2 / 3, 2 / 4)
    assert overlap("", "a") == (1.0, 0.0)


def test_a_bounded_text_says_that_it_was_cut() -> None:
    assert bounded("short", 10) == "short"
    cut = bounded("one two three four five", 15)
    assert len(cut) <= 15
    assert cut.endswith("…")
