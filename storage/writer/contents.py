"""Media and links: what the bodies show and where they lead."""

from collections.abc import Sequence

from sqlalchemy import Connection

from storage import models
from storage.columns import fits_key
from storage.writer.ordered import replace_lists
from storage.writer.reading import Reading
from storage.writer.upsert import ensure_ids


def record_media(connection: Connection, readings: Sequence[Reading]) -> None:
    """Write what the posts show; a medium is shared by the posts of its blog."""
    stated = [(r, [medium for medium in r.post.media if fits_key(medium.url, "media")]) for r in readings if r.says("media", r.post.media)]
    rows = {
        (r.blog_id, medium.url): {"blog_id": r.blog_id, "url": medium.url, "kind": medium.kind} for r, media in stated for medium in media
    }
    ids = ensure_ids(connection, models.media, ("blog_id", "url"), rows)
    shown = [
        {
            "post_id": r.post_id,
            "position": position,
            "media_id": ids[r.blog_id, medium.url],
            "alt": medium.alt,
            "found_url": medium.found_url,
        }
        for r, media in stated
        for position, medium in enumerate(media)
    ]
    replace_lists(connection, models.post_media, [r for r, _ in stated], shown)


def record_links(connection: Connection, readings: Sequence[Reading]) -> None:
    """Write where the posts lead."""
    stated = [r for r in readings if r.says("links", r.post.links)]
    rows = [
        {"post_id": r.post_id, "position": position, "url": link.url, "text": link.text, "rel": link.rel}
        for r in stated
        for position, link in enumerate(r.post.links)
    ]
    replace_lists(connection, models.link, stated, rows)
