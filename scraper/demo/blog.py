"""A small made-up blog that can be read, edited and cut: its posts as they are in truth, and the answer to every address.

The same arguments give the same bytes. Nothing here listens on a port; ``server.py`` does.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from scraper.demo.blocks import Paragraph
from scraper.demo.pages import HTML, Reply, State, answer
from scraper.demo.posts import LAST_DAY, DemoPost, post_path, write_post, write_posts

EXAMPLE_ORIGIN = "https://blog.example"


class DemoBlog:
    """Posts by number: the oldest is 0, and a number is never used again.

    ``feed_items`` newest posts are in the feed; ``prefix`` ("/blog") puts the blog under a larger site; ``structured=False`` leaves out
    JSON-LD and Open Graph. Each change moves the blog's own clock (``changed_at``) on by a day.
    """

    def __init__(
        self,
        posts: int = 44,
        *,
        seed: int = 1,
        sitemap: bool = True,
        feed: bool = True,
        feed_items: int = 10,
        prefix: str = "",
        empty: bool = False,
        structured: bool = True,
    ) -> None:
        self._seed = seed
        self._instead: dict[str, Reply] = {}
        written = write_posts(0 if empty else posts, seed)
        self._next_number = len(written)
        self._state = State(
            posts=tuple(written),
            changed_at=max((post.changed for post in written), default=LAST_DAY.replace(tzinfo=UTC)),
            prefix=prefix.rstrip("/"),
            has_feed=feed,
            has_sitemap=sitemap,
            feed_items=feed_items,
            structured=structured,
        )

    @property
    def posts(self) -> tuple[DemoPost, ...]:
        """The posts that the blog shows now, oldest first."""
        return self._state.posts

    @property
    def prefix(self) -> str:
        """The path under which the blog lies, without a closing slash."""
        return self._state.prefix

    def edit(self, number: int, *, silent: bool = False, **changes: Any) -> DemoPost:
        """Change fields of a post. Its ``updated`` follows the blog's clock unless ``silent``; its path stays."""
        moment = self._state.changed_at + timedelta(days=1)
        post = replace(self._post(number), **(({} if silent else {"updated": moment}) | changes))
        self._publish(tuple(post if old.number == number else old for old in self.posts))
        return post

    def remove(self, number: int) -> DemoPost:
        """Take a post from the blog; its address answers 410 from now on."""
        post = self._post(number)
        self._publish(tuple(old for old in self.posts if old.number != number), removed=self._state.removed | {post.path})
        return post

    def add(self, title: str, paragraphs: Sequence[str] = ()) -> DemoPost:
        """Publish a new post now, by the blog's clock."""
        moment = self._state.changed_at + timedelta(days=1)
        draft = write_post(self._next_number, moment, self._seed)
        body = tuple(Paragraph(words) for words in paragraphs) or draft.body
        post = replace(draft, title=title, path=post_path(moment, title), body=body, updated=None, access="public", language="en")
        self._next_number += 1
        self._publish((*self.posts, post))
        return post

    def put(self, path: str, body: bytes, *, status: int = 200, content_type: str = HTML, modified_at: datetime | None = None) -> None:
        """From now on this path (with the prefix) is answered with these bytes: for what a healthy blog never sends."""
        self._instead[path] = Reply(status, content_type, body, modified_at)

    def page(self, path: str, origin: str = EXAMPLE_ORIGIN) -> Reply:
        """The answer to a path, as seen under ``origin``. Like a static host it ignores the query."""
        bare = path.partition("?")[0].partition("#")[0]
        return self._instead.get(bare) or answer(self._state, bare, origin)

    def _post(self, number: int) -> DemoPost:
        return next(post for post in self.posts if post.number == number)

    def _publish(self, posts: tuple[DemoPost, ...], **changes: Any) -> None:
        """Replace the state as a whole, so that a page that is being answered sees one or the other."""
        self._state = replace(self._state, posts=posts, changed_at=self._state.changed_at + timedelta(days=1), **changes)
