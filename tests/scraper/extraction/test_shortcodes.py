"""Shortcodes that were left raw become what they stood for; what an author set in brackets stays."""

import time

import pytest

from scraper.extraction.body.shortcodes import expand_shortcodes


@pytest.mark.parametrize(
    ("raw", "read"),
    [
        (
            '[caption id="a" width="3"]<img src="a.png"> A quay[/caption]',
            '<figure><img src="a.png"><figcaption>A quay</figcaption></figure>',
        ),
        (
            '[caption width="3" caption="A quay"]<a href="b.png"><img src="a.png"></a>[/caption]',
            '<figure><a href="b.png"><img src="a.png"></a><figcaption>A quay</figcaption></figure>',
        ),
        ("[caption]words alone[/caption]", "words alone"),
        (
            "[embed]https://v.example/1?a=2&b=3[/embed]",
            '<p><a href="https://v.example/1?a=2&amp;b=3">https://v.example/1?a=2&amp;b=3</a></p>',
        ),
        ("[youtube https://v.example/1]", '<p><a href="https://v.example/1">https://v.example/1</a></p>'),
        ('[audio mp3="https://a.example/x.mp3"][/audio]', '<audio src="https://a.example/x.mp3" controls></audio>'),
        ("before [gallery ids='1,2'] after", "before  after"),
        ("[vc_row][vc_column]Text[/vc_column][/vc_row]", "Text"),
        ("He wrote [sic], see [1] and [gallerist].", "He wrote [sic], see [1] and [gallerist]."),
        (
            "<pre>[toc] <code class=php>[gallery]</code></pre> [toc]<Code>[/toc]</Code> <code>[poll]",
            "<pre>[toc] <code class=php>[gallery]</code></pre> <Code>[/toc]</Code> <code>",
        ),
        ("no bracket at all", "no bracket at all"),
    ],
)
def test_a_shortcode_is_read_as_what_it_stood_for(raw: str, read: str) -> None:
    assert expand_shortcodes(raw) == read


def test_hostile_brackets_take_no_time() -> None:
    began = time.process_time()
    for raw in (
        "[caption " * 20_000,
        "[caption]" * 20_000,
        "[embed]https://" * 20_000,
        "[audio " + "a=" * 50_000,
        "[" * 200_000,
        "[<code>" * 200_000,
        "[<pre " * 200_000,
    ):
        expand_shortcodes(raw)
    assert time.process_time() - began < 10
