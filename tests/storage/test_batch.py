"""The writer: batches by number and by time, one bad event alone, order kept, nothing before its commit."""

import asyncio
import threading
import time
from collections.abc import Sequence
from concurrent.futures import Future

import pytest
from sqlalchemy import func, select

from storage import models
from storage.archive import Archive
from storage.batch import Writer
from storage.engine import reading, writing
from storage.events import CaptureMade, Event, Outcome, PostOutcome
from storage.queries import posts
from storage.records import Blog, BlogId
from tests.storage.samples import HOME, Story, make_capture, make_post

LONG_S = 60.0


def count(archive: Archive) -> int:
    with reading(archive.engine) as connection:
        return connection.scalar(select(func.count()).select_from(models.capture)) or 0


def capture_event(blog_id: BlogId, name: str = "one") -> CaptureMade:
    return CaptureMade(blog_id=blog_id, crawl_id=None, capture=make_capture(HOME + name))


class Commits:
    """Counts the commits of a writer."""

    def __init__(self) -> None:
        self.number = 0

    def __call__(self, events: Sequence[Event]) -> None:
        self.number += 1


def test_a_full_batch_is_one_commit_and_waits_for_no_time(story: Story) -> None:
    commits = Commits()
    with Writer(story.archive, max_events=5, max_delay_s=LONG_S, before_commit=commits) as writer:
        futures = [writer.put(capture_event(story.blog_id)) for _ in range(10)]
        for future in futures:
            future.result(timeout=20)
        assert commits.number == 2
    assert count(story.archive) == 10


@pytest.mark.parametrize("patience", [{"max_delay_s": 0.2}, {"max_delay_s": LONG_S, "max_pause_s": 0.2}])
def test_a_lone_event_waits_no_longer_than_told(story: Story, patience: dict[str, float]) -> None:
    with Writer(story.archive, **patience) as writer:  # type: ignore[arg-type]
        future = writer.put(capture_event(story.blog_id))
        future.result(timeout=20)
        assert count(story.archive) == 1


def test_a_flush_commits_the_waiting_ones_at_once(story: Story) -> None:
    commits = Commits()
    with Writer(story.archive, max_delay_s=LONG_S, before_commit=commits) as writer:
        futures = [writer.put(capture_event(story.blog_id)) for _ in range(2)]
        began = time.monotonic()
        writer.flush()
        assert time.monotonic() - began < LONG_S / 2
        assert all(future.done() for future in futures)
        assert commits.number == 1


def test_flush_returns_when_all_is_committed(story: Story) -> None:
    with Writer(story.archive, max_events=7, max_delay_s=LONG_S) as writer:
        futures = [writer.put(capture_event(story.blog_id)) for _ in range(30)]
        writer.flush()
        assert all(future.done() for future in futures)
        assert count(story.archive) == 30


def test_closing_writes_what_is_queued_and_refuses_more(story: Story) -> None:
    writer = Writer(story.archive, max_delay_s=LONG_S)
    future = writer.put(capture_event(story.blog_id))
    writer.close()
    writer.close()
    assert future.done()
    with pytest.raises(RuntimeError, match="closed"):
        writer.put(capture_event(story.blog_id))


def test_one_bad_event_fails_alone(story: Story) -> None:
    with Writer(story.archive, max_delay_s=LONG_S) as writer:
        futures: list[Future[Outcome]] = [
            writer.put(story.read_event(make_post("one"))),
            writer.put(capture_event(BlogId(4711))),
            writer.put(story.read_event(make_post("two", body_text=None, platform_id="a\ud800"))),
            writer.put(story.read_event(make_post("three"))),
        ]
        writer.flush()
    assert futures[1].exception() is not None
    assert [post.post.url for post in posts(story.archive) if post.post.url != HOME + "two"] == [HOME + "one", HOME + "three"]
    assert isinstance(futures[0].result(), PostOutcome)
    assert isinstance(futures[3].result(), PostOutcome)


def test_captures_are_written_before_the_posts_that_come_from_them(story: Story) -> None:
    with Writer(story.archive, max_delay_s=LONG_S) as writer:
        writer.put(story.read_event(make_post(), capture_url=HOME + "one"))
        writer.put(capture_event(story.blog_id))
    assert next(posts(story.archive)).capture == make_capture()


def test_nothing_is_committed_when_the_evidence_cannot_be_kept(story: Story) -> None:
    def fail(events: Sequence[Event]) -> None:
        raise OSError("no space left on device")

    with Writer(story.archive, before_commit=fail) as writer:
        future = writer.put(story.read_event(make_post()))
        with pytest.raises(OSError, match="no space"):
            future.result(timeout=20)
    assert list(posts(story.archive)) == []


def test_an_archive_that_is_lost_fails_the_events_and_not_the_process(story: Story) -> None:
    with writing(story.archive.engine) as connection:
        models.METADATA.drop_all(connection)
    with Writer(story.archive) as writer:
        futures = [writer.put(capture_event(story.blog_id)) for _ in range(3)]
        writer.flush()
    assert all(future.exception() is not None for future in futures)


def test_a_full_queue_makes_the_giver_wait_but_not_the_event_loop(story: Story) -> None:
    gate = threading.Event()

    async def give() -> int:
        turns = 0

        async def turn() -> None:
            nonlocal turns
            while not gate.is_set():
                turns += 1
                await asyncio.sleep(0.005)

        async def open_gate() -> None:
            await asyncio.sleep(0.3)
            gate.set()

        async with asyncio.TaskGroup() as group:
            group.create_task(turn())
            group.create_task(open_gate())
            for _ in range(50):
                await writer.put_async(capture_event(story.blog_id))
            assert gate.is_set()
        return turns

    def wait_for_gate(events: Sequence[Event]) -> None:
        gate.wait(20)

    with Writer(story.archive, max_events=2, before_commit=wait_for_gate) as writer:
        assert asyncio.run(give()) > 10
    assert count(story.archive) == 50


def test_a_lock_held_by_another_is_waited_for(archive: Archive, blog: Blog) -> None:
    assert blog.id is not None
    with Writer(archive) as writer:
        with writing(archive.engine) as connection:
            connection.execute(models.blog.update().values(title="busy"))
            future = writer.put(capture_event(blog.id))
            time.sleep(0.3)
            assert not future.done()
        future.result(timeout=20)
    assert count(archive) == 1


def test_two_writers_at_once_store_everything_once(story: Story) -> None:
    with Writer(story.archive, max_events=5) as first, Writer(story.archive, max_events=5) as second:
        futures = [writer.put(story.read_event(make_post(f"post-{n}"))) for n in range(40) for writer in (first, second)]
    outcomes = [future.result() for future in futures]
    assert sum(isinstance(outcome, PostOutcome) and outcome.is_new for outcome in outcomes) == 40
    assert len(list(posts(story.archive))) == 40
