"""Gives posts to the archive's writer, and hands on the row that ``export jsonl`` would write, for Scrapy's own feed exports."""

from typing import Any, Self

from scrapy.crawler import Crawler
from scrapy.exceptions import DropItem, NotConfigured

from scraper.items import PostItem
from scraper.session import Session
from storage.events import PostOutcome, PostRead
from storage.exporters.rows import post_row
from storage.queries import StoredPost
from storage.records import Blog, PostStatus


class StorePipeline:
    """Stores the post and marks its address held, in one transaction of the writer's."""

    def __init__(self, session: Session) -> None:
        self._session = session

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Build it as Scrapy does; a spider without a session of ours has nothing to store."""
        session = getattr(crawler.spider, "session", None)
        if session is None:
            raise NotConfigured("the spider has no session")
        return cls(session)

    async def process_item(self, item: Any) -> Any:
        """Store the post and return its row; dropped when the archive could not be written, which the session counts."""
        if not isinstance(item, PostItem):
            return item
        outcome = await self._session.store_post(
            PostRead(
                blog_id=self._session.blog_id,
                crawl_id=self._session.crawl_id,
                address=item.address,
                post=item.post,
                captured_at=item.captured_at,
                capture_url=item.capture_url,
                version=item.version,
                lacks=item.lacks,
            )
        )
        if outcome is None:
            raise DropItem(f"not stored: {item.address}", log_level="DEBUG")  # the session has told why
        return post_row(_stored(item, outcome, self._session.blog))


def _stored(item: PostItem, outcome: PostOutcome, blog: Blog) -> StoredPost:
    """The post as the archive has it now."""
    return StoredPost(
        id=outcome.post_id,
        post=item.post,
        blog=blog,
        status=PostStatus.LIVE,
        status_reason=None,
        revision=outcome.revision,
        captured_at=item.captured_at,
        first_captured_at=item.captured_at,
        checked_at=item.captured_at,
        capture=None,
    )
