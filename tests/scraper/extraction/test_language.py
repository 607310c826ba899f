"""The language of a text: the tag that the page states, what it means by it, and what the text itself is."""

import pytest

from scraper.extraction.language import language_of

CZECH = "Loď odplula v sedm hodin a nikdo na molu se nedivil, protože loď odplouvala každý den v sedm hodin už třicet let. " * 3
DANISH = (
    "Det, der overraskede dem, var geden. Den stod ved rælingen med en ro som hos en, der har betalt for hele rejsen. Hvad synes I? " * 3
)
ENGLISH = "The ferry left at seven and nobody on the pier was surprised, because it had left at seven for thirty years. " * 3


@pytest.mark.parametrize(
    ("stated", "text", "language"),
    [
        ("kr", "염소는 일곱 시에 배를 탔다.", "ko"),
        ("kr", "StyleGAN2 goat ferry pier 염소 timetable rail", "ko"),
        ("jp-jp", "山羊は七時に船に乗りました。", "ja-jp"),
        ("cz", CZECH, "cs"),
        ("cz", ENGLISH, "en"),
        ("kr", "Goats.", "kr"),
        ("se", "Goats.", "se"),
        ("en", ENGLISH, "en"),
        ("nb", DANISH, "nb"),  # too near to each other to say that the page is wrong
    ],
)
def test_a_countrys_code_stands_for_its_language_where_the_text_is_in_it(stated: str, text: str, language: str) -> None:
    assert language_of((stated,), text)[0] == language
