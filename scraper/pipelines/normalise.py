"""Has each post of a spider go through the door to the archive."""

from dataclasses import replace
from typing import Any, Self

from scrapy.crawler import Crawler

from scraper.items import PostItem
from scraper.normalise import normalised


class NormalisePipeline:
    """Cleans every text of a post, however deep, and cuts what is beyond bounds."""

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Build it as Scrapy does."""
        return cls()

    def process_item(self, item: Any) -> Any:
        """Return the item with its post made clean."""
        return replace(item, post=normalised(item.post)) if isinstance(item, PostItem) else item
