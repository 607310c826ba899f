"""Which posts each independent way of finding them has found.

A blog's own listings (API, feed, sitemaps, archive pages) come from one database and leave out the same posts: together they are one
sample. What its authors link to in their posts, and what somebody saved and imported, were drawn without asking the listings.
"""

from itertools import combinations

from sqlalchemy import Connection, select

from storage import models
from storage.queries.estimate import Estimate, chapman
from storage.records import BlogId

LISTINGS, LINKS, IMPORTS = "listings", "links in posts", "imported files"
_POST = models.post


def estimates(connection: Connection, blog_id: BlogId, listed: frozenset[int]) -> tuple[Estimate, ...]:
    """Return what each pair of samples says of the blog's size; ``listed`` are the held posts that its listings name.

    Only held posts count: that an address is a post is sure only then.
    """
    samples = {LISTINGS: listed, LINKS: _linked(connection, blog_id), IMPORTS: _imported(connection, blog_id)}
    pairs = combinations(samples.items(), 2)
    found = (chapman((one, two), first, second) for (one, first), (two, second) in pairs)
    return tuple(estimate for estimate in found if estimate)


def _linked(connection: Connection, blog_id: BlogId) -> frozenset[int]:
    link, address = models.link, models.address
    is_target = (address.c.blog_id == blog_id) & (address.c.url == link.c.url)
    statement = (
        select(address.c.post_id)
        .select_from(link.join(_POST, _POST.c.id == link.c.post_id).join(address, is_target))
        .where(_POST.c.blog_id == blog_id, address.c.post_id.is_not(None), address.c.post_id != link.c.post_id)
    )
    return frozenset(connection.scalars(statement.distinct()))


def _imported(connection: Connection, blog_id: BlogId) -> frozenset[int]:
    capture, revision = models.capture, models.revision
    statement = (
        select(revision.c.post_id)
        .join(capture, capture.c.id == revision.c.capture_id)
        .where(capture.c.blog_id == blog_id, capture.c.crawl_id.is_(None))
    )
    return frozenset(connection.scalars(statement.distinct()))
