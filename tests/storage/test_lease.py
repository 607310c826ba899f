"""The lease of a blog: one holder among processes, free as soon as its holder is dead."""

import subprocess
import sys
import threading
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import pytest
from sqlalchemy import Connection, event, update

from storage import lease as lease_module
from storage import models
from storage.archive import Archive
from storage.engine import writing
from storage.lease import Holder, acquire
from storage.records import Blog, BlogId
from storage.writer import register_blog
from tests.storage.samples import make_blog

ROOT = Path(__file__).resolve().parents[2]
HOLD = """
import sys, time
from pathlib import Path
from storage.archive import Archive
from storage.lease import acquire
archive = Archive.open(Path(sys.argv[1]), sys.argv[2] or None)
print("held" if acquire(archive, int(sys.argv[3])) else "refused", flush=True)
time.sleep(60)
"""


@pytest.fixture
def blog_id(blog: Blog) -> BlogId:
    assert blog.id is not None
    return blog.id


def start_holder(archive: Archive, database_url: str | None, blog_id: BlogId) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", HOLD, str(archive.root), database_url or "", str(blog_id)]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)


def answer(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline().strip()


def stop(process: subprocess.Popen[str]) -> None:
    process.kill()
    process.communicate()


def test_a_lease_is_held_by_one_and_given_back(archive: Archive, blog_id: BlogId) -> None:
    first = acquire(archive, blog_id)
    assert first is not None
    assert acquire(archive, blog_id) is None
    assert first.renew()
    first.release()
    with acquire(archive, blog_id) or pytest.fail("not free") as second:
        assert second.is_held
        assert not first.renew()
        first.release()
        assert second.renew()


def test_blogs_have_leases_of_their_own(archive: Archive, blog_id: BlogId) -> None:
    other = register_blog(archive, make_blog(home_url="https://x.example/", slug="x", scope="x.example/"))
    assert other.id is not None
    with acquire(archive, blog_id) or pytest.fail("not free"), acquire(archive, other.id) or pytest.fail("not free"):
        assert acquire(archive, BlogId(4711)) is None


def test_a_killed_process_holds_nothing(archive: Archive, database_url: str | None, blog_id: BlogId) -> None:
    holder = start_holder(archive, database_url, blog_id)
    try:
        assert answer(holder) == "held"
        assert acquire(archive, blog_id) is None
        holder.kill()
        # Not yet waited for: it is a zombie, and dead all the same.
        lease = _acquire_within(archive, blog_id, 5.0)
    finally:
        stop(holder)
    assert lease is not None
    lease.release()


def test_of_many_processes_one_gets_the_lease(archive: Archive, database_url: str | None, blog_id: BlogId) -> None:
    holders = [start_holder(archive, database_url, blog_id) for _ in range(3)]
    try:
        assert sorted(answer(holder) for holder in holders) == ["held", "refused", "refused"]
    finally:
        for holder in holders:
            stop(holder)


def test_of_many_threads_that_find_a_dead_holder_one_gets_the_lease(archive: Archive, blog_id: BlogId) -> None:
    dead = subprocess.Popen([sys.executable, "-c", ""])
    dead.wait()
    _write_holder(archive, msgspec.structs.replace(Holder.this_process(), pid=dead.pid, started_at=1.0), minutes=10)
    taken = []
    threads = [threading.Thread(target=lambda: taken.append(acquire(archive, blog_id))) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    (lease,) = [lease for lease in taken if lease is not None]
    lease.release()


def test_a_process_id_that_was_given_again_is_another_process(archive: Archive, blog_id: BlogId) -> None:
    mine = Holder.this_process()
    _write_holder(archive, msgspec.structs.replace(mine, started_at=mine.started_at - 3600), minutes=10)
    lease = acquire(archive, blog_id)
    assert lease is not None
    lease.release()


@pytest.mark.parametrize(("minutes", "is_free"), [(10, False), (-1, True)])
def test_a_holder_on_another_machine_keeps_the_lease_until_its_time(archive: Archive, blog_id: BlogId, minutes: int, is_free: bool) -> None:
    _write_holder(archive, Holder("elsewhere", 1, 1.0, "t"), minutes=minutes)
    lease = acquire(archive, blog_id)
    assert (lease is not None) is is_free
    if lease:
        lease.release()


@pytest.mark.parametrize("database", ["postgresql"])
def test_a_lease_whose_commit_was_not_answered_is_ours(archive: Archive, blog_id: BlogId) -> None:
    """The connection breaks between the commit and its answer: the second try finds the first one's row."""

    def break_off(connection: Connection) -> None:
        event.remove(archive.engine, "commit", break_off)
        process_id = connection.exec_driver_sql("SELECT pg_backend_pid()").scalar_one()
        connection.connection.commit()
        with archive.engine.connect() as other:
            assert other.exec_driver_sql(f"SELECT pg_terminate_backend({process_id}, 5000)").scalar_one()
        connection.exec_driver_sql("SELECT 1")

    event.listen(archive.engine, "commit", break_off)
    with acquire(archive, blog_id) or pytest.fail("not ours") as lease:
        assert lease.renew()


def test_a_lease_renews_itself(archive: Archive, blog_id: BlogId, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lease_module, "TTL_S", 1.0)
    monkeypatch.setattr(lease_module, "RENEW_EVERY_S", 0.1)
    with acquire(archive, blog_id) or pytest.fail("not free") as lease:
        time.sleep(1.6)
        assert acquire(archive, blog_id) is None
        assert lease.is_held


def test_a_lease_that_another_took_says_so(archive: Archive, blog_id: BlogId) -> None:
    lease = acquire(archive, blog_id)
    assert lease is not None
    _write_holder(archive, Holder("elsewhere", 1, 1.0, "t"), minutes=10)
    assert not lease.renew()
    assert not lease.is_held
    lease.release()
    assert acquire(archive, blog_id) is None


def _write_holder(archive: Archive, holder: Holder, *, minutes: float) -> None:
    until = datetime.now(UTC) + timedelta(minutes=minutes)
    with writing(archive.engine) as connection:
        connection.execute(update(models.blog).values(lease_holder=msgspec.json.encode(holder).decode(), lease_until=until))


def _acquire_within(archive: Archive, blog_id: BlogId, seconds: float) -> lease_module.Lease | None:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if lease := acquire(archive, blog_id):
            return lease
        time.sleep(0.05)
    return None
