"""Crawls: one row a run over a blog."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import insert, update

from storage import models
from storage.archive import Archive
from storage.columns import CRAWL_COUNTS
from storage.engine import writing
from storage.records import BlogId, CrawlId


def start_crawl(archive: Archive, blog_id: BlogId, started_at: datetime) -> CrawlId:
    """Note that a crawl began; one that never ends was killed."""
    with writing(archive.engine) as connection:
        statement = insert(models.crawl).values(blog_id=blog_id, started_at=started_at).returning(models.crawl.c.id)
        return CrawlId(connection.execute(statement).scalar_one())


def finish_crawl(
    archive: Archive, crawl_id: CrawlId, *, finished_at: datetime, outcome: str, counts: Mapping[str, int], error: str | None
) -> None:
    """Note how a crawl ended; ``counts`` may hold any of ``CRAWL_COUNTS``, other names are refused."""
    if unknown := set(counts) - set(CRAWL_COUNTS):
        raise ValueError(f"no such counts of a crawl: {', '.join(sorted(unknown))}")
    with writing(archive.engine) as connection:
        values = {"finished_at": finished_at, "outcome": outcome, "error": error, **counts}
        connection.execute(update(models.crawl).where(models.crawl.c.id == crawl_id).values(values))
