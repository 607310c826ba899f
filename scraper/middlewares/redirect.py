"""Follow a redirect to the address that it means."""

from typing import Any

from scrapy import Request
from scrapy.downloadermiddlewares.redirect import RedirectMiddleware
from scrapy.http import Response

from scraper.urls import without_default_port


class PlainRedirectMiddleware(RedirectMiddleware):
    """Scrapy's middleware, for servers behind a proxy that add their port: ``https://blog.example:443/`` is no other host."""

    def _build_redirect_request(self, source_request: Request, response: Response, *, url: str, **kwargs: Any) -> Request:
        return super()._build_redirect_request(source_request, response, url=without_default_port(url), **kwargs)
