import pytest
from scrapy.http import Response

from scraper.responses import is_html

PAGE = b"<!doctype html><html><body><p>Words."
FEED = b'<?xml version="1.0"?><rss version="2.0"><channel>'


@pytest.mark.parametrize(
    ("kind", "body", "is_page"),
    [
        ("text/html", b"", True),
        ("text/plain", PAGE, True),
        ("text/plain", b"Words.", False),
        ("unknown/unknown", PAGE, True),
        ("text/xml", PAGE, True),
        ("text/xml", FEED, False),
        ("text/xml", FEED + b"<item><description><![CDATA[<body>Words.", False),
        ("application/pdf", PAGE, False),
    ],
)
def test_a_type_that_tells_nothing_leaves_it_to_the_first_bytes(kind: str, body: bytes, is_page: bool) -> None:
    response = Response("https://blog.example/", headers={"Content-Type": kind}, body=body)
    assert is_html(response) is is_page
