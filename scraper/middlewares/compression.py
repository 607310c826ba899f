"""Decompression without the encoding guess over compressed bytes."""

from scrapy import Request
from scrapy.downloadermiddlewares.httpcompression import HttpCompressionMiddleware
from scrapy.http import Response


class FastCompressionMiddleware(HttpCompressionMiddleware):
    """Scrapy's middleware, given a plain response.

    ``TextResponse.replace()`` reads ``.encoding`` even where a new one is passed, and so runs the charset detector over gzip bytes
    (Scrapy 2.19: half the CPU of a fetch, thrown away). A plain ``Response`` has no encoding to detect.
    """

    def process_response(self, request: Request, response: Response) -> Request | Response:  # type: ignore[override]  # without ``spider``
        """See Scrapy."""
        if type(response) is not Response and response.headers.get("Content-Encoding") and request.method != "HEAD":
            response = Response(
                url=response.url,
                status=response.status,
                headers=response.headers,
                body=response.body,
                flags=response.flags,
                request=response.request,
                certificate=response.certificate,
                ip_address=response.ip_address,
                protocol=response.protocol,
            )
        return super().process_response(request, response)
