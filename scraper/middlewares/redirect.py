"""Follow a redirect to the address that it means, and go there at once where a host leads all alike."""

from collections import Counter
from typing import Any

from scrapy import Request
from scrapy.downloadermiddlewares.redirect import RedirectMiddleware
from scrapy.http import Response
from scrapy.utils.httpobj import urlparse_cached

from scraper.responses import is_trouble
from scraper.urls import is_bare, without_default_port

HABIT = 3  # redirects in a row that lead to the same address with a slash


class PlainRedirectMiddleware(RedirectMiddleware):
    """Scrapy's middleware, for servers behind a proxy that add their port (``https://blog.example:443/`` is no other host), and for hosts
    that serve folders while the blog names its posts without the slash: after some such redirects the slash is added beforehand, so that a
    post costs one request and not two. What is not there with a slash, or leads on from there, is asked for as it was named.
    """

    def __init__(self, settings: Any) -> None:
        super().__init__(settings)
        self._led: Counter[str] = Counter()  # by host; a page without a slash ends the habit

    def process_request(self, request: Request) -> Request | None:
        """Return the request for the address with a slash, where its host leads there anyway."""
        if self._led[urlparse_cached(request).netloc] < HABIT or not is_bare(request.url) or "led_to" in request.meta:
            return None
        target, led = f"{request.url}/", [*request.meta.get("redirect_urls", ()), request.url]
        return request.replace(url=target, meta={**request.meta, "redirect_urls": led, "led_to": target})

    def process_response(self, request: Request, response: Response) -> Request | Response:  # type: ignore[override]  # as Scrapy's without its decorator
        """Return the next request or the answer, as Scrapy does."""
        host = urlparse_cached(request).netloc
        if request.meta.get("led_to") == request.url and response.status not in {200, 304} and not is_trouble(response.status):
            self._led[host] = 0
            meta = {**request.meta, "led_to": None}
            *before, named = meta.pop("redirect_urls")
            return request.replace(url=named, meta=meta | ({"redirect_urls": before} if before else {}))
        answer = super().process_response(request, response)
        if is_bare(request.url):
            leads = isinstance(answer, Request) and answer.url == f"{request.url}/"
            self._led[host] = self._led[host] + 1 if leads else 0
        return answer

    def _build_redirect_request(self, source_request: Request, response: Response, *, url: str, **kwargs: Any) -> Request:
        return super()._build_redirect_request(source_request, response, url=without_default_port(url), **kwargs)
