"""The frontier of a crawl: which addresses are asked for next, batch by batch, and what they turned out to be.

It is what the archive holds as pending: a crawl that is killed loses none of it.
"""

import asyncio
from collections.abc import AsyncIterator, Sequence

from scraper.dead_ends import DeadEnds
from scraper.errors import BlogError, NotABlog
from scraper.flight import Flight
from scraper.inventory import Inventory
from scraper.listing.linked import LinkedPosts
from scraper.session import Session
from scraper.text import many
from storage import queries, writer
from storage.queries import PendingAddress
from storage.records import AddressState

IN_FLIGHT = 16  # posts between request and store: bounds memory, keeps eight connections and the readers busy
MAX_PENDING = 200_000


class Frontier:
    """The pending addresses of one blog in one crawl; each is given once, and ``land`` says that it has been dealt with."""

    def __init__(self, session: Session, inventory: Inventory, linked: LinkedPosts) -> None:
        self.dead_ends = DeadEnds()
        self._session = session
        self._inventory = inventory
        self._linked = linked
        self._flight = Flight(IN_FLIGHT)
        self._asked: set[str] = set()
        self._absent: set[str] = set()  # of addresses that were never held
        self._are_back = False  # one that was asked for in vain before is a post now: so may be the others

    async def addresses(self, *, is_listed_fully: bool) -> AsyncIterator[PendingAddress]:
        """Yield the addresses to ask for; pages of one batch tell which addresses the next one holds."""
        while True:
            pending = await self._pending()
            batch = await asyncio.to_thread(self._next_batch, pending)  # of many addresses, too long for the event loop
            if not batch and await self._others_are_reopened():
                continue
            if not batch:
                for address in pending:
                    self._session.settle(address.url, AddressState.NOT_A_POST, "its address is unlike the posts'")
                return
            for address in batch:
                await self._flight.enter()
                if self._session.is_over_limit():
                    self._flight.leave()
                    return
                self._asked.add(address.url)
                if self._is_passed_over(address, is_listed_fully=is_listed_fully):
                    self._flight.leave()
                    continue
                yield address
            await self._flight.landed()
            await asyncio.to_thread(self._linked.record)

    def land(self) -> None:
        """Make room for the next address."""
        self._flight.leave()

    def note_post(self, address: PendingAddress) -> None:
        """Take in that an address is a post's."""
        self._are_back |= address.attempts > 0 and not address.is_known_post

    def settle(self, address: PendingAddress, state: AddressState, reason: str, *, is_shown: bool = False) -> None:
        """Record that an address is, or gave, something other than a post that was read; ``is_shown``: its post, but not all of it."""
        if state is AddressState.GONE:
            self.dead_ends.note_missing(address)
            self._absent |= {address.url} if not address.is_known_post else set()
        elif state is not AddressState.FAILED:
            self.dead_ends.note_there()
        self._session.settle(address.url, state, reason, is_shown=is_shown)

    def nothing_found(self, address: str) -> BlogError | None:
        """The trouble of a blog in which no post was found: none is known, or none of those that its listings name is there."""
        posts = self._inventory.posts
        if not posts:
            return NotABlog(f"{address}: no post was found there")
        is_hollow = posts <= self._absent
        return BlogError(f"{address}: its listings name {many(len(posts), 'post')}, none of which is there") if is_hollow else None

    async def _others_are_reopened(self) -> bool:
        if not self._are_back:
            return False
        self._are_back = False
        return await self._session.ask(writer.reopen_lacking, self._session.blog_id, self._session.started_at) > 0

    async def _pending(self) -> list[PendingAddress]:
        await asyncio.to_thread(self._session.workshop.writer.flush)
        rows = [row for row in await self._session.ask(queries.pending, self._session.blog_id, MAX_PENDING) if row.url not in self._asked]
        self._inventory.note_titles(rows)
        old = {row.url for row in rows if self._session.is_too_old(row.url, row.published, row.modified)}
        for row in rows:
            if row.url in old:
                self._session.settle(row.url, AddressState.TOO_OLD, self._session.too_old)
        return [row for row in rows if row.url not in old]

    def _next_batch(self, pending: Sequence[PendingAddress]) -> list[PendingAddress]:
        self._inventory.learn(posts=[a.url for a in pending if self._inventory.is_vouched(a)])
        return self._inventory.next_batch(pending)

    def _is_passed_over(self, address: PendingAddress, *, is_listed_fully: bool) -> bool:
        if not address.is_known_post and self.dead_ends.is_variant(address.url, self._inventory.posts):
            self._session.settle(address.url, AddressState.NOT_A_POST, "one page under many addresses, which differ in their query alone")
            return True
        return self.dead_ends.leave_for_later(address, self._inventory.posts, is_listed_fully=is_listed_fully)
