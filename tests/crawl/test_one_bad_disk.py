"""Evidence that cannot be kept fails its own blog, and no other one that the process crawls."""

import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from scraper.config import Config
from scraper.session import Session
from scraper.workshop import Workshop
from storage.archive import Archive
from storage.captures import Exchange
from storage.lease import acquire
from storage.queries import captures
from storage.records import Blog, Capture
from storage.writer import register_blog


@pytest.fixture
def workshop(tmp_path: Path) -> Iterator[Workshop]:
    workshop = Workshop(Archive.create(tmp_path / "archive"), Config())
    yield workshop
    workshop.close()


def visit(workshop: Workshop, host: str) -> Session:
    """A crawl that has begun its WARC."""
    home = f"https://{host}/"
    session = Session(workshop, register_blog(workshop.archive, Blog(home_url=home, slug=host, platform="generic", scope=f"{host}/")))
    session.record(fetched(session))
    workshop.writer.flush()
    return session


def fetched(session: Session) -> Capture:
    """One more exchange in its WARC."""
    return session.warc.write(Exchange(url=session.blog.home_url, status=200, body=b"<p>Hi", fetched_at=datetime.now(UTC)))


def break_disk_under(folder: Path) -> None:
    """Put something that no disk can be told to hold in the place of the open file of this folder."""
    (number,) = [int(link.name) for link in Path("/proc/self/fd").iterdir() if link.resolve().is_relative_to(folder)]
    reader, end = os.pipe()
    os.dup2(end, number)
    os.close(end)
    os.close(reader)


def rows(session: Session) -> int:
    return len(list(captures(session.archive, session.blog_id)))


def test_evidence_that_cannot_be_synced_fails_its_own_blog_alone(workshop: Workshop) -> None:
    broken, sound = visit(workshop, "broken.example"), visit(workshop, "sound.example")
    lost = fetched(broken)
    break_disk_under(workshop.archive.root / "warc" / "broken.example")
    for session, capture in ((sound, fetched(sound)), (broken, lost), (sound, fetched(sound))):
        session.record(capture)
    workshop.writer.flush()
    assert [rows(sound), rows(broken)] == [3, 1]
    assert [sound.counts["failures"], broken.counts["failures"]] == [0, 1]
    sound.close("changed")
    with pytest.raises(OSError, match="Invalid argument"):
        broken.close("incomplete")
    with acquire(workshop.archive, broken.blog_id) or pytest.fail("its lease was not given back"):
        pass
