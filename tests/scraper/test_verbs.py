"""The words in which ``scrapy crawl -a`` gives wishes."""

import pytest

from scraper.errors import UsageError
from scraper.verbs import wish


@pytest.mark.parametrize(("word", "is_wanted"), [("1", True), ("0", False), ("True", True), ("false", False), (True, True), (False, False)])
def test_a_wish_is_what_its_word_says(word: object, is_wanted: bool) -> None:
    assert wish({"pages": word}, "pages") is is_wanted


def test_no_word_is_no_wish_and_an_odd_one_is_an_error() -> None:
    assert wish({}, "pages") is False
    with pytest.raises(UsageError, match="pages=perhaps"):
        wish({"pages": "perhaps"}, "pages")
