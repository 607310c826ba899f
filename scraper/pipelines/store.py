"""Gives posts to the archive's writer, and hands on the row that ``export jsonl`` would write, for Scrapy's own feed exports."""

from typing import Any, Self

from scrapy.crawler import Crawler
from scrapy.exceptions import NotConfigured

from scraper.items import PostItem
from scraper.session import Session
from storage.events import PostRead
from storage.exporters.rows import post_row
from storage.queries import StoredPost
from storage.records import PostStatus


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
        """Queue the post, and return its row."""
        if not isinstance(item, PostItem):
            return item
        session = self._session
        await session.put_post(
            PostRead(
                blog_id=session.blog_id,
                crawl_id=session.crawl_id,
                address=item.address,
                post=item.post,
                captured_at=item.captured_at,
                capture_url=item.capture_url,
                version=item.version,
            )
        )
        stored = StoredPost(
            post=item.post,
            blog=session.blog,
            status=PostStatus.LIVE,
            revision=1,
            captured_at=item.captured_at,
            first_captured_at=item.captured_at,
            capture=None,
        )
        return post_row(stored)
