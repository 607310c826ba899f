"""What a crawl asks of a blog's comments: which are held, and which posts were never looked at for theirs."""

from base64 import b32encode
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha1

from sqlalchemy import Select, exists, func, select, true

from storage import models
from storage.archive import Archive
from storage.columns import is_latest_counter, read_capture
from storage.engine import reading
from storage.queries.crawls import CUT_SHORT
from storage.records import TRIED_EVERY, TRIES, BlogId, Capture, CrawlId, PostStatus

_POST = models.post
_COMMENT = models.comment
_NOTHING = f"sha1:{b32encode(sha1(b'', usedforsecurity=False).digest()).decode()}"  # the digest of an answer without a word
_CHUNK = 1000  # SQLite takes 32,766 parameters a statement


def held_comments(archive: Archive, blog_id: BlogId, keys: Collection[str], *, is_listed: bool = False) -> dict[str, datetime | None]:
    """Return those of the keys under which the blog has comments that are not missing, each with the time of its comment; with
    ``is_listed`` only of those that a list named, and no page alone.
    """
    is_one = (_POST.c.blog_id == blog_id) & _COMMENT.c.key.in_(keys) & _COMMENT.c.missing_since.is_(None)
    is_one &= _COMMENT.c.listed_at.is_not(None) if is_listed else true()
    statement = select(_COMMENT.c.key, _COMMENT.c.published_at).join(_POST).where(is_one)
    with reading(archive.engine) as connection:
        return {row.key: row.published_at for row in connection.execute(statement)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Discussed:
    """A live post with its platform's id and the number of comments that was stated last, and since when it is that number."""

    url: str
    key: str
    comments: int
    stated_at: datetime


def discussed(archive: Archive, blog_id: BlogId) -> list[Discussed]:
    """Return the posts that state comments, or state that there are none where some are held, in the order in which they were found."""
    counter = models.counter
    is_held = exists().where(_COMMENT.c.post_id == _POST.c.id, _COMMENT.c.listed_at.is_not(None), _COMMENT.c.missing_since.is_(None))
    is_last = (counter.c.name == "comments") & ((counter.c.value > 0) | is_held) & is_latest_counter()
    is_one = (_POST.c.blog_id == blog_id) & (_POST.c.status == PostStatus.LIVE) & _POST.c.platform_id.is_not(None)
    columns = (_POST.c.url, _POST.c.platform_id.label("key"), counter.c.value.label("comments"), counter.c.observed_at.label("stated_at"))
    statement = select(*columns).select_from(_POST.join(counter)).where(is_one, is_last).order_by(_POST.c.id)
    with reading(archive.engine) as connection:
        return [Discussed(**row) for row in connection.execute(statement).mappings()]


def last_answers(archive: Archive, blog_id: BlogId, crawl_id: CrawlId, urls: Collection[str]) -> dict[str, Capture]:
    """Return the last answers of those of the addresses that ever gave one; a failing server gives none, or one without a word.

    The last answer of a visit before this one that did not come to its end does not count: what it says may not have been kept.
    """
    capture, crawl = models.capture, models.crawl
    is_cut = crawl.c.finished_at.is_(None) | crawl.c.outcome.in_(CUT_SHORT)
    of_crawls = select(func.max(capture.c.id)).join_from(capture, crawl, capture.c.crawl_id == crawl.c.id)
    cut_off = of_crawls.where(crawl.c.blog_id == blog_id, crawl.c.id != crawl_id, is_cut).group_by(crawl.c.id)
    says_something = (capture.c.status != 200) | capture.c.digest.is_distinct_from(_NOTHING)
    is_answer = (capture.c.status < 500) & (capture.c.status != 429) & says_something & capture.c.id.not_in(cut_off)
    asked, found = sorted(urls), dict[str, Capture]()
    with reading(archive.engine) as connection:
        for start in range(0, len(asked), _CHUNK):
            chunk = asked[start : start + _CHUNK]
            last = select(func.max(capture.c.id)).where(capture.c.blog_id == blog_id, capture.c.url.in_(chunk), is_answer)
            rows = connection.execute(select(capture).where(capture.c.id.in_(last.group_by(capture.c.url)))).mappings()
            found |= {row["url"]: read_capture(row) for row in rows}
    return found


def unseen_pages(archive: Archive, blog_id: BlogId, crawl_id: CrawlId, now: datetime, *, since: datetime | None) -> list[str]:
    """Return the addresses of live posts whose own page never answered, or not ``since``, but of those that state that nobody commented.

    Without ``since`` a page that gave no answer at three visits within a month waits for the next month. That a visit before this one was
    cut short at does not count as seen: what it shows may not have been kept.
    """
    capture, counter = models.capture, models.counter
    is_its = (capture.c.url == _POST.c.url) & (capture.c.blog_id == blog_id)
    is_answer = (capture.c.status < 500) & (capture.c.status != 429) & capture.c.id.not_in(_last_pages(blog_id, crawl_id))
    is_seen = exists().where(is_its, is_answer, capture.c.fetched_at >= since if since is not None else true())
    visits = select(func.count(capture.c.crawl_id.distinct())).where(is_its, capture.c.fetched_at >= now - TRIED_EVERY).scalar_subquery()
    stated = select(func.max(counter.c.value)).where(counter.c.post_id == _POST.c.id, counter.c.name == "comments").scalar_subquery()
    is_one = (_POST.c.blog_id == blog_id) & (_POST.c.status == PostStatus.LIVE) & (func.coalesce(stated, 1) > 0)
    is_one &= ~_POST.c.url.contains("#")  # it shares its page with others, and that was read
    is_one &= ~is_seen & (visits < TRIES if since is None else true())
    with reading(archive.engine) as connection:
        return list(connection.scalars(select(_POST.c.url).where(is_one).order_by(_POST.c.id)))


def _last_pages(blog_id: BlogId, crawl_id: CrawlId) -> Select[tuple[int]]:
    """The captures of the posts' pages that were the last of their visits, of those before this one that did not come to their end."""
    capture, crawl = models.capture, models.crawl
    is_cut = crawl.c.finished_at.is_(None) | crawl.c.outcome.in_(CUT_SHORT)
    is_one = (crawl.c.blog_id == blog_id) & (crawl.c.id != crawl_id) & is_cut
    pages = capture.join(crawl, capture.c.crawl_id == crawl.c.id).join(_POST, (_POST.c.url == capture.c.url) & (_POST.c.blog_id == blog_id))
    return select(func.max(capture.c.id)).select_from(pages).where(is_one).group_by(crawl.c.id)
