"""WARC: write, read, repair and verify the evidence.

Every exchange lies in ``warc/<blog>/<series>-NNNNN.warc.gz`` (ISO 28500, WARC 1.1, one gzip member a record); a
:class:`~storage.records.Capture` says where. Bytes are kept as they came over the wire, before content decompression.
"""

from storage.captures.exchange import Exchange, PayloadTooLargeError, decoded_body, payload_digest
from storage.captures.reading import CaptureProblem, CaptureUnreadableError, read_exchange, verify
from storage.captures.repair import repair
from storage.captures.series import WarcSeries

__all__ = [
    "CaptureProblem",
    "CaptureUnreadableError",
    "Exchange",
    "PayloadTooLargeError",
    "WarcSeries",
    "decoded_body",
    "payload_digest",
    "read_exchange",
    "repair",
    "verify",
]
