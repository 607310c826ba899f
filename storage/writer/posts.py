"""Posts: a reading becomes a new post, a new revision, or another look at the same content.

A field that a reading does not state keeps what an earlier one stated: a post read without its feed does not lose its date.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import MAXYEAR, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, func, insert, null, select, update

from storage import models
from storage.bodies import compress, content_digest, expand, length_in_words
from storage.columns import Row, date_columns, moment
from storage.events import PostOutcome, PostRead
from storage.records import AddressState, Post, PostStatus, StatedDate
from storage.writer.addresses import address_columns, put_addresses, since_live
from storage.writer.captures import latest_captures
from storage.writer.details import record_details
from storage.writer.moved_pictures import with_moved_pictures
from storage.writer.reading import Reading
from storage.writer.upsert import as_given, chunks, given, select_by_keys

# Shorter texts ("No text", a lone picture) may well be the same in two posts; a sentence hardly in two of one moment.
LEAST_DUPLICATE_CHARS = 200
LEAST_OF_MOMENT_CHARS = 40
JUST_NOW = timedelta(days=1)
EASTMOST, WESTMOST = timedelta(hours=14), timedelta(hours=12)  # ahead of UTC, and behind it
NEAR = timedelta(days=31)
DAY = "2024-05-31"

Content = tuple[int, str, datetime | None]  # blog, content digest, stated day or time

_POST = models.post
_REVISION = models.revision
_KEPT = (
    "published_iso",
    "published_at",
    "updated_iso",
    "updated_at",
    "language",
    "canonical_url",
    "licence",
    "comment_system",
    "platform_id",
)


def record_posts(connection: Connection, events: Sequence[PostRead]) -> Sequence[PostOutcome]:
    """Store what was read and mark the addresses as done; no address may occur twice in ``events``."""
    readings = [Reading(event) for event in events]
    _find_captures(connection, readings)
    _match_known(connection, readings)
    _match_duplicates(connection, [r for r in readings if r.is_new])
    _insert_posts(connection, [r for r in readings if r.is_new])
    for reading in readings:
        reading.follow_original()
    _update_posts(connection, [r for r in readings if r.known is not None])
    _end_displaced(connection, readings)
    _insert_revisions(connection, [r for r in readings if r.is_new or r.is_revised])
    record_details(connection, [r for r in readings if not (r.is_duplicate or r.is_late)])
    put_addresses(connection, _addresses(readings))
    return [reading.outcome for reading in readings]


def _find_captures(connection: Connection, readings: Sequence[Reading]) -> None:
    captures = latest_captures(connection, [(r.blog_id, r.event.capture_url) for r in readings if r.event.capture_url is not None])
    for reading in readings:
        reading.capture_id = captures.get((reading.blog_id, reading.event.capture_url or ""))


def _match_known(connection: Connection, readings: Sequence[Reading]) -> None:
    """Find the post of each reading: that of the address that it states, else that of the address that led a visit there."""
    asked = [(reading.blog_id, reading.event.address) for reading in readings]
    posts = select_by_keys(connection, _POST, ("blog_id", "url"), [*(reading.key for reading in readings), *asked])
    for reading, address in zip(readings, asked, strict=True):
        if reading.key in posts:
            reading.become_known(posts[reading.key])
            reading.displaced = posts.get(address) if reading.is_of_visit and address != reading.key else None
        elif reading.is_of_visit and address in posts:
            reading.become_moved(posts[address])
    _match_records(connection, [r for r in readings if r.is_new and r.is_of_visit and r.post.sources.get("platform_id") == "api"])
    _find_revisions(connection, readings)


def _match_records(connection: Connection, readings: Sequence[Reading]) -> None:
    """Find the posts of records that an API gives at new addresses: it names each by a number, and with the one address that it has.

    A blog that was set up anew may give the number to another post; the moment of publication tells them apart.
    """
    if not readings:
        return
    records = {(r.blog_id, r.post.platform_id, moment(r.post.published)): r for r in readings}
    is_number = _POST.c.platform_id.in_({r.post.platform_id for r in readings})
    is_moment = _POST.c.published_at.in_({moment(r.post.published) for r in readings})  # the index on it finds them
    of_blog = _POST.c.blog_id.in_({r.blog_id for r in readings})
    for row in connection.execute(select(_POST).where(of_blog, is_moment, is_number)).mappings():
        reading = records.get((row["blog_id"], row["platform_id"], row["published_at"]))
        if reading is not None:
            reading.become_moved(row)


def _find_revisions(connection: Connection, readings: Sequence[Reading]) -> None:
    """Whether the content of each reading of a known post is another one than what is held."""
    visited = _read_by_visits(connection, [r.post_id for r in readings if r.known is not None and not r.is_of_visit])
    for reading in readings:
        reading.is_late |= not reading.is_of_visit and reading.post_id in visited
    differing = [r for r in readings if r.known is not None and r.known["content_digest"] != r.digest]
    moved = with_moved_pictures(connection, differing)
    revised = {r.post_id: r for r in differing if r.post_id not in moved}
    for post_id, digests in _revision_digests(connection, revised).items():
        reading = revised[post_id]
        if reading.is_late and reading.digest in digests:
            continue
        reading.is_revised = True
        reading.revision = len(digests) + 1


def _read_by_visits(connection: Connection, post_ids: Iterable[int]) -> set[int]:
    """Those of the posts that a visit has read: when a file was written tells little, and never outranks what the blog itself showed."""
    capture = models.capture
    is_of_visit = _REVISION.c.capture_id.in_(select(capture.c.id).where(capture.c.crawl_id.is_not(None)))
    return {
        post_id
        for chunk in chunks(post_ids)
        for post_id in connection.scalars(select(_REVISION.c.post_id).where(_REVISION.c.post_id.in_(chunk), is_of_visit))
    }


def _revision_digests(connection: Connection, post_ids: Iterable[int]) -> dict[int, list[str]]:
    columns = (_REVISION.c.post_id, _REVISION.c.content_digest)
    digests: dict[int, list[str]] = defaultdict(list)
    for chunk in chunks(post_ids):
        for post_id, digest in connection.execute(select(*columns).where(_REVISION.c.post_id.in_(chunk))):
            digests[post_id].append(digest)
    return digests


def _match_duplicates(connection: Connection, readings: Sequence[Reading]) -> None:
    """Find what is held already under another address: the same post, which has moved where that address is gone.

    Other software and another folder show the same text with other pictures, and an import may date it by its own day.
    """
    held = _held_contents(connection, readings)
    held |= _held_texts(connection, [r for r in readings if r.post.title and _content(r) not in held])
    first: dict[Content, Reading] = {}
    for reading in readings:
        content = _content(reading)
        row = held.get(content) or _gone_just_now(reading, held.values())
        is_gone = row is not None and row["status"] == PostStatus.GONE and (_is_telling(reading) or reading.post.published is not None)
        if row is not None and reading.is_of_visit and is_gone:
            reading.become_moved(row)
            first[content] = reading
            held = {key: other for key, other in held.items() if other["id"] != row["id"]}
        elif not _is_telling(reading):
            continue
        elif row is not None:
            reading.become_duplicate(row)
        elif first.setdefault(content, reading) is not reading:
            reading.become_duplicate(first[content])


def _gone_just_now(reading: Reading, held: Iterable[Row]) -> Row | None:
    """The post of another date with the very content of a reading that went as this one came."""
    if not reading.post.title or len(reading.post.body_text or "") < LEAST_DUPLICATE_CHARS:
        return None
    alike = (row for row in held if row["content_digest"] == reading.digest and row["blog_id"] == reading.blog_id)
    return next((row for row in alike if row["status"] == PostStatus.GONE and abs(reading.at - row["status_at"]) < JUST_NOW), None)


def _content(reading: Reading) -> Content:
    return reading.blog_id, reading.digest, moment(reading.post.published)


def _is_telling(reading: Reading) -> bool:
    published = reading.post.published
    least = LEAST_OF_MOMENT_CHARS if published is not None and published.has_time else LEAST_DUPLICATE_CHARS
    return bool(reading.post.title) and len(reading.post.body_text or "") >= least


def _held_contents(connection: Connection, readings: Sequence[Reading]) -> dict[Content, Row]:
    if not readings:
        return {}
    is_alike = _POST.c.blog_id.in_({r.blog_id for r in readings}) & _POST.c.content_digest.in_({r.digest for r in readings})
    rows = connection.execute(select(_POST).where(is_alike).order_by(_POST.c.id.desc())).mappings()
    return {(row["blog_id"], row["content_digest"], row["published_at"]): row for row in rows}


def _held_texts(connection: Connection, readings: Sequence[Reading]) -> dict[Content, Row]:
    """The posts of the same title, text and moment, or day where one of the two states that alone, by the contents of these readings."""
    told: dict[tuple[int, str], list[tuple[StatedDate, Content]]] = defaultdict(list)
    for reading in readings:
        if reading.post.published is not None:
            told[reading.blog_id, _text_digest(reading.post)].append((reading.post.published, _content(reading)))
    if not told:
        return {}
    dates = [published for alike in told.values() for published, _ in alike]
    is_current = (_REVISION.c.post_id == _POST.c.id) & (_REVISION.c.number == _POST.c.revision)
    statement = select(_POST, _REVISION.c.title, _REVISION.c.body_text).join(_REVISION, is_current)
    statement = statement.where(_POST.c.blog_id.in_({r.blog_id for r in readings}), _REVISION.c.title.in_({r.post.title for r in readings}))
    rows = [row for is_then in _times(dates) for row in connection.execute(statement.where(is_then)).mappings()]
    found: dict[Content, Row] = {}
    for row in sorted(rows, key=lambda row: -row["id"]):
        text = _text_digest(Post(url=row["url"], title=row["title"], body_text=expand(row["body_text"])))
        held = StatedDate(row["published_iso"])
        found |= {content: row for published, content in told.get((row["blog_id"], text), ()) if _is_one_time(published, held)}
    return found


def _is_one_time(one: StatedDate, other: StatedDate) -> bool:
    return one.utc == other.utc or (one.day == other.day and not (one.has_time and other.has_time))


def _times(dates: Sequence[StatedDate]) -> list[ColumnElement[bool]]:
    """When posts may be of these moments or of their days alone, or of a moment of these days; each finds them by the index."""
    moments = {moment(date) for stated in dates if stated.has_time for date in (stated, StatedDate(stated.iso[: len(DAY)]))}
    spans: list[tuple[datetime, datetime]] = []
    for day in sorted({stated.utc for stated in dates if not stated.has_time and stated.day.year < MAXYEAR}):  # nothing is after that
        begins = spans.pop()[0] if spans and day - spans[-1][1] < NEAR else day  # a range for many days: each costs a question
        spans.append((begins, day))
    days = [_POST.c.published_at.between(first - EASTMOST, last + timedelta(days=1) + WESTMOST) for first, last in spans]
    return [*([_POST.c.published_at.in_(moments)] if moments else []), *days]


def _text_digest(post: Post) -> str:
    return content_digest(replace(post, subtitle=None, media=()))


def _insert_posts(connection: Connection, readings: Sequence[Reading]) -> None:
    if not readings:
        return
    rows = [_post_columns(r) | {"blog_id": r.blog_id, "url": r.post.url, "revision": 1, "content_digest": r.digest} for r in readings]
    by_key = {reading.key: reading for reading in readings}
    for blog_id, url, post_id in connection.execute(insert(_POST).returning(_POST.c.blog_id, _POST.c.url, _POST.c.id), rows):
        by_key[blog_id, url].post_id = post_id


def _update_posts(connection: Connection, readings: Sequence[Reading]) -> None:
    current = [r for r in readings if not r.is_late]
    if current:
        rows = [_post_columns(r) | {"revision": r.revision, "content_digest": r.digest} for r in current]
        values: dict[str, Any] = {
            name: func.coalesce(given(_POST.c[name]), _POST.c[name]) if name in _KEPT else given(_POST.c[name]) for name in rows[0]
        }
        values |= {"status_reason": null(), "status_at": since_live(given(_POST.c.last_captured_at)), "status_capture_id": null()}
        statement = update(_POST).where(_POST.c.id == given(_POST.c.id)).values(values)
        connection.execute(statement, [as_given(row | {"id": r.post_id}) for r, row in zip(current, rows, strict=True)])
    moved = [{"new_id": r.post_id, "new_url": r.post_url} for r in current if r.has_moved]
    if moved:
        connection.execute(update(_POST).where(_POST.c.id == given(_POST.c.id)).values(url=given(_POST.c.url)), moved)
    late = [{"new_id": r.post_id, "new_first_captured_at": r.first_captured_at} for r in readings if r.is_late]
    if late:
        first = given(_POST.c.first_captured_at)
        connection.execute(update(_POST).where(_POST.c.id == given(_POST.c.id)).values(first_captured_at=first), late)


def _end_displaced(connection: Connection, readings: Sequence[Reading]) -> None:
    """Take posts for gone whose own address leads to another post."""
    rows = [
        {"new_id": r.displaced["id"], "new_status": PostStatus.GONE, "new_status_reason": _leads_to(r), "new_status_at": r.at}
        for r in readings
        if r.displaced is not None
    ]
    if rows:
        values = {name: given(_POST.c[name]) for name in ("status", "status_reason", "status_at")}
        connection.execute(update(_POST).where(_POST.c.id == given(_POST.c.id)).values(values), rows)


def _leads_to(reading: Reading) -> str:
    return f"leads to {reading.post_url}"


def _post_columns(reading: Reading) -> dict[str, Any]:
    post = reading.post
    return {
        "status": PostStatus.LIVE,
        **date_columns("published", post.published),
        **date_columns("updated", post.updated),
        "language": post.language,
        "canonical_url": post.canonical_url,
        "licence": post.licence,
        "access": post.access,
        "comment_system": post.comment_system,
        "platform_id": post.platform_id,
        "first_captured_at": reading.first_captured_at,
        "last_captured_at": reading.at,
    }


def _insert_revisions(connection: Connection, readings: Sequence[Reading]) -> None:
    if readings:
        connection.execute(insert(_REVISION), [_revision_columns(reading) for reading in readings])


def _revision_columns(reading: Reading) -> dict[str, Any]:
    post = reading.post
    return {
        "post_id": reading.post_id,
        "number": reading.revision,
        "content_digest": reading.digest,
        "title": post.title,
        "subtitle": post.subtitle,
        "body_html": compress(post.body_html),
        "body_text": compress(post.body_text),
        "words": length_in_words(post.body_text),
        "captured_at": reading.at,
        "capture_id": reading.capture_id,
    }


def _addresses(readings: Sequence[Reading]) -> list[dict[str, Any]]:
    rows = []
    for reading in readings:
        for url in dict.fromkeys((reading.event.address, reading.post.url, *reading.left)):
            if reading.is_late and (url == reading.post_url or not reading.is_of_visit):
                continue  # what became of it since then stands
            if reading.displaced is not None and url == reading.event.address:  # it stays the address of the post that was there
                rows.append(address_columns(reading.blog_id, url, AddressState.GONE, reading.at, reason=_leads_to(reading)))
                continue
            is_own = url == reading.post_url
            state = AddressState.HELD if is_own else AddressState.DUPLICATE
            lacks = reading.event.lacks if is_own else None
            if lacks is not None:
                state = AddressState.FAILED
            rows.append(address_columns(reading.blog_id, url, state, reading.at, reason=lacks, post_id=reading.post_id))
    return rows
