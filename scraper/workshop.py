"""What all crawls of a process share: the archive, the one writer, the reading processes, the run's limits.

A crawl without an archive (``scrapy crawl`` on its own) gets one in a temporary folder, so that there is one way for the data.
"""

import shutil
import tempfile
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Self

from scraper.config import Config
from scraper.errors import ArchiveLost
from scraper.extraction.worker import ExtractionPool
from scraper.politeness import Hosts
from scraper.text import many
from storage.archive import Archive
from storage.batch import Writer
from storage.captures import WarcSeries
from storage.events import Event
from storage.records import Blog, BlogId, id_of

WRITE_DELAY_S = 0.5  # what a kill may lose; a commit of one post costs no more than one of a hundred
WRITE_PAUSE_S = 0.05  # longer than between two pages of a crawl in full flow; what comes later may wait for this commit


class Workshop:
    """What all crawls of a process share: the archive, the one writer, the reading processes."""

    def __init__(self, archive: Archive, config: Config) -> None:
        self.archive = archive
        self.config = config
        self.pool = ExtractionPool(workers=config.workers, timeout_s=config.page_timeout_s, memory_bytes=config.page_memory_bytes)
        self.writer = Writer(archive, max_delay_s=WRITE_DELAY_S, max_pause_s=WRITE_PAUSE_S, before_commit=self._sync)
        self.hosts = Hosts()
        self.requests = 0
        self.began_at = datetime.now(UTC)
        self.is_ending = False  # a signal came: nothing more is asked for
        self.lost: ArchiveLost | None = None  # what is fetched now could not be kept
        self._started_at = time.monotonic()
        self._series: dict[WarcSeries, BlogId] = {}
        self._temporary: Path | None = None

    @classmethod
    def temporary(cls, config: Config) -> Self:
        """Return a workshop whose archive is gone when it closes."""
        root = Path(tempfile.mkdtemp(prefix="blogarchive-"))
        workshop = cls(Archive.create(root), config)
        workshop._temporary = root
        return workshop

    def open_series(self, blog: Blog, series: str) -> WarcSeries:
        """Start the WARC series of a crawl; it is synced before every commit that may refer to it."""
        warc = WarcSeries(self.archive.root, blog.slug, series, max_bytes=self.config.warc_max_bytes, operator=self.config.contact)
        self._series[warc] = id_of(blog)
        return warc

    def close_series(self, warc: WarcSeries) -> None:
        """End a series whose rows are committed."""
        self._series.pop(warc, None)
        warc.close()

    def limit_reached(self) -> str | None:
        """Return the user's limit that this run has come to, in words; all of its blogs share it."""
        config = self.config
        if config.max_requests is not None and self.requests >= config.max_requests:
            return many(config.max_requests, "request")
        if config.max_time_s is not None and time.monotonic() - self._started_at >= config.max_time_s:
            return f"{config.max_time_s:g} s"
        return None

    def why_ended(self) -> str | None:
        """Why no crawl of this run may ask for more, in words."""
        if self.is_ending:
            return "the run was told to stop"
        if self.lost is not None:
            return str(self.lost)
        limit = self.limit_reached()
        return limit and f"the run's limit of {limit} is reached"

    def lose(self, error: ArchiveLost) -> None:
        """Note that the archive takes nothing more, and have nobody wait for it."""
        self.lost = self.lost or error
        self.archive.hurry()

    def _sync(self, events: Sequence[Event]) -> None:
        """Have the disk hold what the events refer to; a disk that fails one blog must not fail the others."""
        blogs = {event.blog_id for event in events}
        for warc, blog_id in tuple(self._series.items()):
            if blog_id in blogs:
                warc.sync()

    def close(self) -> None:
        """Write what waits, end the processes, remove a temporary archive."""
        self.pool.close()
        self.writer.close()
        self.archive.close()
        if self._temporary:
            shutil.rmtree(self._temporary, ignore_errors=True)
