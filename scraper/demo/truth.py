"""What an archive of the demo blog should hold, in the shape of the JSONL export."""

from typing import Any

from scraper.demo.blocks import Paragraph, Picture
from scraper.demo.blog import DemoBlog
from scraper.demo.posts import DemoPost


def truth_rows(blog: DemoBlog, origin: str) -> list[dict[str, Any]]:
    """One row a post that the blog shows now, oldest first; ``origin`` is the server's address."""
    base = origin.rstrip("/") + blog.prefix
    return [_row(post, base) for post in blog.posts]


def _row(post: DemoPost, base: str) -> dict[str, Any]:
    return {
        "url": base + post.path,
        "title": post.title,
        "subtitle": post.subtitle,
        "authors": [{"name": name, "url": None} for name in post.authors],
        "published_at": post.published.isoformat(),
        "updated_at": post.updated.isoformat() if post.updated else None,
        "tags": list(post.tags),
        "categories": [post.category],
        "language": post.language,
        "body_text": post.body_text,
        "comments": _comments(post),
        "counters": {"views": post.views, "comments": len(post.comments)},
        "media": [{"url": base + block.path(640), "alt": block.alt} for block in post.shown_body if isinstance(block, Picture)],
        "links": [{"url": block.link[1]} for block in post.shown_body if isinstance(block, Paragraph) and block.link],
        "access": post.access,
        "status": "live",
    }


def _comments(post: DemoPost) -> list[dict[str, Any]]:
    return [
        {
            "key": f"comment-{comment.number}",
            "author": comment.author,
            "published_at": comment.published.isoformat(),
            "text": comment.text,
            "parent": None if comment.parent is None else f"comment-{comment.parent}",
        }
        for comment in post.comments
    ]
