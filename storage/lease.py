"""A lease: the right of one process to crawl a blog now. It ends with its holder, or by itself soon after it is no longer renewed."""

import contextlib
import os
import platform
import threading
import uuid
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import TracebackType
from typing import Self

import msgspec
import psutil
from sqlalchemy import ColumnElement, Connection, and_, func, or_, select, update
from sqlalchemy.exc import DBAPIError

from storage import models
from storage.archive import Archive
from storage.engine import again_when_lost, is_locked, writing
from storage.errors import ArchiveLost
from storage.records import BlogId

TTL_S = 60.0
RENEW_EVERY_S = 15.0
RENEW_S = 2.0  # how long its end waits for a renewal that is under way, so that none outlives the archive
_CLOCK_TOLERANCE_S = 2.0  # psutil derives a start time from the boot time, which moves a little when the clock is set
_TABLE = models.blog


class Holder(msgspec.Struct, frozen=True):
    """Who holds a lease: a process, by all that tells it from any other, and which of its leases."""

    machine: str
    pid: int
    started_at: float
    token: str

    @classmethod
    def this_process(cls) -> "Holder":
        """Return a new holder for the process that runs."""
        return cls(_machine(), os.getpid(), psutil.Process().create_time(), uuid.uuid4().hex)

    def is_dead(self) -> bool:
        """Tell whether the process is known to have ended; of another machine nothing is known."""
        if self.machine != _machine():
            return False
        try:
            process = psutil.Process(self.pid)
            is_another = abs(process.create_time() - self.started_at) > _CLOCK_TOLERANCE_S
            return is_another or process.status() == psutil.STATUS_ZOMBIE
        except psutil.NoSuchProcess:
            return True


@dataclass(slots=True)
class Lease:
    """Held until ``release``; a thread renews it meanwhile."""

    archive: Archive
    blog_id: BlogId
    holder: str
    is_held: bool = True
    _ended: threading.Event = field(default_factory=threading.Event)
    _renewing: threading.Thread | None = None

    def renew(self) -> bool:
        """Prolong the lease; returns whether it is still ours."""
        if not self.is_held:
            return False
        # After a lock or a lost connection there are more tries before the lease ends.
        with contextlib.suppress(DBAPIError, ArchiveLost), writing(self.archive.engine) as connection:
            statement = update(_TABLE).where(self._is_ours()).values(lease_until=_until(connection))
            self.is_held = connection.execute(statement).rowcount == 1
        return self.is_held

    def release(self) -> None:
        """Give the lease back; one that cannot be given back ends by time."""
        self._ended.set()
        if self._renewing is not None:
            self._renewing.join(RENEW_S)
        if not self.is_held:
            return
        self.is_held = False
        with contextlib.suppress(DBAPIError, ArchiveLost), writing(self.archive.engine) as connection:
            connection.execute(update(_TABLE).where(self._is_ours()).values(lease_holder=None, lease_until=None))

    def keep(self) -> None:
        """Start renewing in a thread of its own, which does not keep the process alive."""
        self._renewing = threading.Thread(target=self._renew_until_ended, name=f"lease-{self.blog_id}", daemon=True)
        self._renewing.start()

    def _renew_until_ended(self) -> None:
        while not self._ended.wait(RENEW_EVERY_S) and self.renew():
            pass

    def _is_ours(self) -> ColumnElement[bool]:
        return and_(_TABLE.c.id == self.blog_id, _TABLE.c.lease_holder == self.holder)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.release()


def acquire(archive: Archive, blog_id: BlogId) -> Lease | None:
    """Take the lease of a blog; ``None`` when another holder has it."""
    holder = msgspec.json.encode(Holder.this_process()).decode()
    try:
        is_taken = again_when_lost(_take, archive, blog_id, holder)
    except DBAPIError as error:
        if not is_locked(error):
            raise
        return None
    if not is_taken:
        return None
    lease = Lease(archive, blog_id, holder)
    lease.keep()
    return lease


def _take(archive: Archive, blog_id: BlogId, holder: str) -> bool:
    with writing(archive.engine) as connection:
        held_by: str | None = connection.scalar(select(_TABLE.c.lease_holder).where(_TABLE.c.id == blog_id))
        # It is ours already when a first try was committed and its answer was lost with the connection.
        is_free = or_(_TABLE.c.lease_holder.is_(None), _TABLE.c.lease_holder == holder, _TABLE.c.lease_until < _now(connection))
        if held_by is not None and _is_dead(held_by):
            is_free = or_(is_free, _TABLE.c.lease_holder == held_by)  # unless somebody else was faster
        statement = update(_TABLE).where(_TABLE.c.id == blog_id, is_free).values(lease_holder=holder, lease_until=_until(connection))
        return connection.execute(statement).rowcount == 1


def _is_dead(held_by: str) -> bool:
    try:
        return msgspec.json.decode(held_by, type=Holder).is_dead()
    except msgspec.DecodeError:
        return False


def _now(connection: Connection) -> datetime:
    """Return the database's time, the one clock that the machines of an archive share; SQLite's is this machine's."""
    if connection.dialect.name == "sqlite":
        return datetime.now(UTC)
    moment: datetime = connection.execute(select(func.clock_timestamp())).scalar_one()
    return moment


def _until(connection: Connection) -> datetime:
    return _now(connection) + timedelta(seconds=TTL_S)


def _machine() -> str:
    # Containers may share a host's name, but then not its process ids.
    with contextlib.suppress(OSError):
        return f"{platform.node()} {Path('/proc/self/ns/pid').readlink()}"
    return platform.node()
