"""One reading of a post on its way into the tables, and what has been found out about it so far."""

from dataclasses import dataclass, field
from datetime import datetime

from storage.bodies import content_digest
from storage.columns import Row
from storage.events import PostOutcome, PostRead
from storage.records import Post, PostId, PostStatus


@dataclass(slots=True)
class Reading:
    """Filled step by step: which post it belongs to, and which revision its content is."""

    event: PostRead
    digest: str = field(init=False)
    post_id: int = 0
    post_url: str = ""
    revision: int = 1
    is_new: bool = True
    is_revised: bool = False
    is_duplicate: bool = False
    is_late: bool = False  # older than what is held, or imported where a visit was: it may add a revision, but not become the current one
    capture_id: int | None = None
    known: Row | None = None  # the row of ``post`` before this reading
    original: "Reading | None" = None  # the reading of the same batch that has the same content
    has_moved: bool = False  # the post that is held has left its address for this one
    displaced: Row | None = None  # the post whose own address leads to this one now

    def __post_init__(self) -> None:
        self.digest = content_digest(self.event.post)
        self.post_url = self.event.post.url

    @property
    def post(self) -> Post:
        """The content that was read."""
        return self.event.post

    @property
    def blog_id(self) -> int:
        """The blog of the post."""
        return self.event.blog_id

    @property
    def at(self) -> datetime:
        """When the page was captured."""
        return self.event.captured_at

    @property
    def is_of_visit(self) -> bool:
        """Whether the blog itself showed it: a file tells nothing of where a post is now."""
        return self.event.crawl_id is not None

    @property
    def key(self) -> tuple[int, str]:
        """The key of the post."""
        return self.event.blog_id, self.event.post.url

    @property
    def first_captured_at(self) -> datetime:
        """When the post was captured first, this reading included."""
        return self.at if self.known is None else min(self.at, self.known["first_captured_at"])

    def become_known(self, row: Row) -> None:
        """Belong to a post that is held, given its row."""
        self.known, self.is_new = row, False
        self.post_id, self.revision = row["id"], row["revision"]
        self.is_late = self.at < row["last_captured_at"]

    def become_moved(self, row: Row) -> None:
        """Belong to a post that is held, given its row, and was read at another address than its own."""
        self.become_known(row)
        self.has_moved = True

    def become_duplicate(self, of: "Row | Reading") -> None:
        """Be another address of a post that is held, given its row, or that is read in the same batch."""
        self.is_new, self.is_duplicate = False, True
        if isinstance(of, Reading):
            self.original = of
        else:
            self.post_id, self.post_url, self.revision = of["id"], of["url"], of["revision"]

    def follow_original(self) -> None:
        """Take over the post of the reading that this one repeats, now that it is stored."""
        if self.original is not None:
            self.post_id, self.post_url = self.original.post_id, self.original.post_url

    @property
    def left(self) -> tuple[str, ...]:
        """The address that the post has left, where nothing tells that it is gone: it is another one of the post's."""
        if not self.has_moved or self.known is None or self.known["status"] == PostStatus.GONE:
            return ()
        return (self.known["url"],)

    @property
    def outcome(self) -> PostOutcome:
        """What the reading came to."""
        return PostOutcome(
            post_id=PostId(self.post_id),
            revision=self.revision,
            is_new=self.is_new,
            is_revised=self.is_revised,
            was_gone_at=self.known["status_at"] if self.known is not None and self.known["status"] == PostStatus.GONE else None,
        )

    def says(self, name: str, value: object) -> bool:
        """Tell whether the reading states a field that holds several values: an empty one counts only where somebody looked."""
        return bool(value) or name in self.post.sources
