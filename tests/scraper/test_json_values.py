"""The JSON of strangers: what is valid comes through as it is, what one odd character spoils comes through but for that character."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.json_values import json_value


@pytest.mark.parametrize(
    ("body", "value"),
    [
        (rb'["\ud83d"]', ["\ufffd"]),
        (rb'["\ude00\ud83d!"]', ["\ufffd\ufffd!"]),
        (rb'["\ud83d\ude00", "\ud83d"]', ["\N{GRINNING FACE}", "\ufffd"]),
        (rb'["\\ud83d", "\\\ud83d"]', ["\\ud83d", "\\\ufffd"]),
        (rb'{"\ud83d": 1}', {"\ufffd": 1}),
        (b'["caf\xe9"]', ["caf\ufffd"]),
        (b'["\xed\xa0\xbd"]', ["\ufffd\ufffd\ufffd"]),
        (b"\xef\xbb\xbf[1]", [1]),
        (b'["two\nlines"]', ["two\nlines"]),
        (rb'{"html":"<b class=\'x\'>","path":"C:\\\\","said":"\"\\\\\'"}', {"html": "<b class='x'>", "path": "C:\\\\", "said": "\"\\\\'"}),
    ],
)
def test_an_odd_character_costs_only_itself(body: bytes, value: Any) -> None:
    assert json_value(body) == value


@pytest.mark.parametrize(
    ("body", "value"),
    [
        (b'var tumblr_api_read = {"posts":[";"]};\n', {"posts": [";"]}),
        (b'jQuery1_2({"n": 1});', {"n": 1}),
        (b"window.data=[1]", [1]),
    ],
)
def test_a_script_around_an_answer_is_none_of_it(body: bytes, value: Any) -> None:
    assert json_value(body) == value


@pytest.mark.parametrize(
    "body", [b"", b"<!doctype html>", b'[{"id":11,"title":"cut', b"[NaN]", b"[" * 200_000, b'["\xff", ' + b"[" * 200_000]
)
def test_what_is_no_json_is_a_value_error(body: bytes) -> None:
    with pytest.raises(ValueError, match=r"."):
        json_value(body)


@given(st.recursive(st.none() | st.booleans() | st.text(), lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner)))
def test_every_valid_value_is_read_as_it_is(value: Any) -> None:
    assert json_value(json.dumps(value).encode()) == value


def test_messages_of_php_and_endless_numbers_cost_no_answer() -> None:
    message = b"<br />\n<b>Warning</b>:  Undefined variable $a in <b>/srv/plugin.php</b> on line <b>3</b><br />\n"
    assert json_value(message + b'[{"id": 1}]') == [{"id": 1}]
    assert json_value(b'{"id": ' + b"9" * 5000 + b', "title": "One"}')["title"] == "One"
