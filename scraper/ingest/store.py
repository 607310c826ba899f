"""Puts imported posts into an archive: their bytes become WARC records, their posts join the flow after *fetch*."""

import re
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

from scraper.config import Config
from scraper.errors import UsageError
from scraper.ingest.files import read_files
from scraper.ingest.format import Imported, Options, Problem
from scraper.items import Page, Rules
from scraper.normalise import normalised
from scraper.urls import scope_of, site_of, slug_of, user_url
from storage.archive import Archive
from storage.batch import Writer
from storage.captures import WarcSeries
from storage.events import CaptureMade, Event, Outcome, PostOutcome, PostRead
from storage.mending import mend
from storage.queries import all_blogs, blog_among
from storage.records import IMPORTED, Blog, BlogId, id_of
from storage.writer import register_blog

MOST_WAITING = 200  # files whose outcome is not known yet: it bounds memory, and lets the writer fill its batches
VERSION = "import-1"


@dataclass(frozen=True, slots=True, kw_only=True)
class FileReport:
    """What became of one file, or of one text in it."""

    path: Path
    outcome: str  # "new", "revised", "known", "failed"; in a dry run "would import"
    url: str | None = None
    title: str | None = None
    blog: str | None = None
    message: str | None = None


@dataclass(frozen=True, slots=True)
class _Waiting:
    imported: Imported
    blog: Blog
    future: "Future[Outcome]"


def preview_files(paths: Iterable[Path], *, url: str | None) -> Iterator[FileReport]:
    """Read the files and say what is in them; nothing is stored."""
    for found in read_files(paths, Options(url=url, rules_for=rules_for)):
        if isinstance(found, Problem):
            yield FileReport(path=found.path, outcome="failed", message=found.text)
        else:
            yield FileReport(path=found.path, outcome="would import", url=found.url, title=found.post.title)


def store_files(archive: Archive, config: Config, paths: Iterable[Path], *, url: str | None, blog_name: str | None) -> Iterator[FileReport]:
    """Store the posts of the files, each as it is read, and say in the files' order what became of each."""
    with _Store(archive, config, blog_name) as store:
        waiting: list[_Waiting] = []
        for found in read_files(paths, Options(url=url, rules_for=rules_for)):
            if isinstance(found, Problem):
                yield from map(_report, _drained(waiting))
                yield FileReport(path=found.path, outcome="failed", message=found.text)
                continue
            waiting.append(store.put(found))
            if len(waiting) >= MOST_WAITING:
                yield from map(_report, _drained(waiting))
        store.flush()
        yield from map(_report, _drained(waiting))


class _Store:
    """The open ends of an import: the writer, and one WARC series a blog."""

    def __init__(self, archive: Archive, config: Config, blog_name: str | None) -> None:
        self._archive = archive
        self._config = config
        self._blog_name = blog_name
        self._started_at = datetime.now(UTC)
        self._series: dict[BlogId, WarcSeries] = {}
        self._blogs = list(all_blogs(archive))
        self._writer = Writer(archive, before_commit=self._sync)

    def __enter__(self) -> "_Store":
        return self

    def __exit__(self, *_: object) -> None:
        self._writer.close()
        for series in self._series.values():
            series.close()

    def put(self, imported: Imported) -> _Waiting:
        """Keep the bytes, then queue the capture and the post; the record is on disk before their transaction."""
        blog = self._blog_of(imported.url)
        blog_id = id_of(blog)
        capture = self._series_of(blog).write_resource(imported.url, imported.content_type, imported.raw, imported.captured_at)
        self._writer.put(CaptureMade(blog_id=blog_id, crawl_id=None, capture=capture))
        future = self._writer.put(
            PostRead(
                blog_id=blog_id,
                crawl_id=None,
                address=imported.url,
                post=normalised(imported.post),
                captured_at=imported.captured_at,
                capture_url=imported.url,
                version=VERSION,
            )
        )
        return _Waiting(imported, blog, future)

    def flush(self) -> None:
        """Wait until everything is committed."""
        self._writer.flush()

    def _sync(self, events: Sequence[Event]) -> None:
        for blog_id in {event.blog_id for event in events} & self._series.keys():
            self._series[blog_id].sync()

    def _series_of(self, blog: Blog) -> WarcSeries:
        blog_id = id_of(blog)
        if blog_id not in self._series:
            mend(self._archive, blog.slug)
            name = f"{self._started_at:%Y%m%dT%H%M%S%fZ}-import"
            self._series[blog_id] = WarcSeries(self._archive.root, blog.slug, name, max_bytes=self._config.warc_max_bytes)
        return self._series[blog_id]

    def _blog_of(self, url: str) -> Blog:
        """The blog that was named, else the one of the address, else the one of files without an address; made where there is none."""
        name = self._blog_name or (url if urlsplit(url).netloc else IMPORTED)
        blog = blog_among(self._blogs, name)
        if blog is None:
            blog = register_blog(self._archive, blog_named(site_of(url) if name == url else name))
            self._blogs.append(blog)
        return blog


def blog_named(name: str) -> Blog:
    """A new blog for a name that a user gave: an address, a host, or a bare word."""
    url = user_url(name)
    if url is not None:
        return Blog(home_url=url, slug=slug_of(url), platform=IMPORTED, scope=scope_of(url))
    if not re.fullmatch(r"[\w][\w.-]{0,79}", name):
        raise UsageError(f"--blog {name!r}: neither an address nor a name of letters, digits, dots and dashes")
    return Blog(home_url=f"urn:blogarchive:{name}", slug=name, platform=IMPORTED, scope="")


def rules_for(page: Page) -> Rules:
    """The rules of the platform that is surest to have made a page."""
    from scraper.detect import HomePage, recognise
    from scraper.extraction.page import decode
    from scraper.platforms import all_platforms

    home = HomePage(url=page.url, html=decode(page), headers={})
    return recognise(home, all_platforms()).rules


def _drained(waiting: list[_Waiting]) -> list[_Waiting]:
    """Take all out of the list."""
    taken, waiting[:] = list(waiting), []
    return taken


def _report(done: _Waiting) -> FileReport:
    """Wait for one post's transaction; a failure is told with its file, and the others go on."""
    imported, error = done.imported, done.future.exception()
    outcome = "failed" if error else _word(done.future.result())
    return FileReport(
        path=imported.path,
        outcome=outcome,
        url=imported.url,
        title=imported.post.title,
        blog=done.blog.slug,
        message=f"not stored: {error}" if error else None,
    )


def _word(outcome: Outcome) -> str:
    if not isinstance(outcome, PostOutcome):
        return "known"
    return "new" if outcome.is_new else "revised" if outcome.is_revised else "known"
