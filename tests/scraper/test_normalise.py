"""The door to the archive: whatever way a text comes, no database refuses it, and nothing is without end."""

from datetime import UTC, datetime

from scraper.config import Config
from scraper.opening import ensure_blog
from scraper.session import Session
from scraper.workshop import Workshop
from storage.events import PostComment, PostRead
from storage.queries import posts
from storage.records import Comment, Post

NOW = datetime(2026, 5, 1, tzinfo=UTC)
URL = "https://blog.example/a"


def test_comments_that_an_api_lists_apart_go_through_the_door() -> None:
    workshop = Workshop.temporary(Config())
    session = Session(workshop, ensure_blog(workshop.archive, "https://blog.example/"))
    read = PostRead(
        blog_id=session.blog_id, crawl_id=None, address=URL, post=Post(url=URL), captured_at=NOW, capture_url=None, version="test"
    )
    session.put(read)
    said = Comment(key="1", text="Well\x00 said.", author="n" * 100_000, author_url="http://x.example/" + "i" * 20_000)
    session.saw_comments([PostComment(url=URL, comment=said)], NOW)
    workshop.writer.flush()
    ((comment,),) = (row.post.comments for row in posts(workshop.archive))
    assert (comment.text, len(comment.author or ""), len(comment.author_url or "")) == ("Well said.", 300, 8_192)
    session.close("done", None)
    workshop.close()
