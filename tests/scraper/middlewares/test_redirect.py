"""Redirects that only add a slash."""

import pytest
from scrapy import Request
from scrapy.http import Response
from scrapy.utils.test import get_crawler

from scraper.middlewares.redirect import HABIT, PlainRedirectMiddleware

BLOG = "https://blog.example"


@pytest.mark.parametrize(("status", "headers"), [(404, {}), (302, {"Location": "/"})])
def test_what_is_not_there_with_a_slash_is_asked_for_as_it_was_named(status: int, headers: dict[str, str]) -> None:
    middleware = PlainRedirectMiddleware.from_crawler(get_crawler())

    def led(path: str, target: str) -> Request:
        request = Request(f"{BLOG}{path}")
        answer = middleware.process_response(request, Response(request.url, status=301, headers={"Location": target}))
        assert isinstance(answer, Request)
        return answer

    for number in range(HABIT):
        led(f"/{number}", f"/{number}/")
    slashed = middleware.process_request(led("/old.html", "/new"))
    assert slashed is not None
    assert (slashed.url, slashed.meta["redirect_urls"]) == (f"{BLOG}/new/", [f"{BLOG}/old.html", f"{BLOG}/new"])
    named = middleware.process_response(slashed, Response(slashed.url, status=status, headers=headers))
    assert isinstance(named, Request)
    assert (named.url, named.meta["redirect_urls"]) == (f"{BLOG}/new", [f"{BLOG}/old.html"])
