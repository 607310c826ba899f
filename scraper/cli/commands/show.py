"""``blogarchive show``: one post, each field with who said so; or its text, its HTML, or the bytes that it came from."""

import sys
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import click

from scraper.cli.invocation import Command, invocation
from scraper.errors import BlogArchiveError, UsageError

if TYPE_CHECKING:
    from storage.archive import Archive
    from storage.queries import StoredPost, StoredRevision
    from storage.records import BlogId, Capture, Comment

DEEPEST = 20  # steps by which an answer is set to the right
# Told in lines of their own, beside the others, by --text and --html, or to programs alone.
SHORTENED = {"type", "v", "body_text", "body_html", "comments", "links", "media", "sources", "uncertain", "capture"}


@dataclass(frozen=True, slots=True)
class Shown:
    """A post as it was in the state of its content that is asked for, with all of these states."""

    stored: "StoredPost"
    revisions: "tuple[StoredRevision, ...]"
    revision: "StoredRevision"


@click.command(cls=Command)
@click.argument("post", metavar="POST")
@click.option("--text", is_flag=True, help="Only the plain text of the body.")
@click.option("--html", is_flag=True, help="Only the sanitised HTML of the body.")
@click.option("--raw", is_flag=True, help="The bytes as they were captured, without content encoding; for a file or a pipe.")
@click.option("--rev", type=click.IntRange(min=1), metavar="N", help="This revision instead of the newest.")
def command(post: str, rev: int | None, **forms: bool) -> None:
    """Show the post of this address or id, each field with its source.

    Also its revisions, its comments, and where its captures lie. --raw takes the address of a picture as well.
    """
    call = invocation()
    form = _form(forms)
    with call.open() as archive:
        try:
            shown = _find(archive, post, rev)
        except UsageError:
            if form == "raw" and _write_picture(archive, post):
                return
            raise
        if form == "raw":
            _write_raw(archive, shown)
        elif form is not None:
            _write_body(shown.revision, form)
        elif call.as_json:
            _write_document(shown)
        else:
            for line in _lines(shown):
                click.echo(line)


def _form(forms: dict[str, bool]) -> str | None:
    """The one form that is asked for; ``None`` for all that is known."""
    given = [name for name, is_given in forms.items() if is_given]
    if len(given) > 1:
        raise UsageError(f"{' and '.join(f'--{name}' for name in given)} do not go together: say one of them")
    if given == ["raw"] and sys.stdout.isatty():
        raise UsageError("--raw: a terminal would obey what is in the bytes; send them into a file (`> page.html`) or a pipe (`| less`)")
    return given[0] if given else None


def _find(archive: "Archive", name: str, number: int | None) -> Shown:
    from scraper.text import many
    from storage.queries import revisions

    stored = _stored(archive, name)
    states = tuple(revisions(archive, stored.id))
    wanted = next((state for state in states if state.number == (number or stored.revision)), None)
    if wanted is None:
        raise UsageError(f"--rev {number}: {name} has {many(len(states), 'revision')}")
    content = {name: getattr(wanted, name) for name in ("title", "subtitle", "body_html", "body_text")}
    post = replace(stored.post, **content)
    at_revision = replace(stored, post=post, revision=wanted.number, captured_at=wanted.captured_at, capture=wanted.capture)
    return Shown(at_revision, states, wanted)


def _stored(archive: "Archive", name: str) -> "StoredPost":
    """By id, by address, or by another address that leads to the same post."""
    from scraper.urls import user_url
    from storage.queries import posts
    from storage.records import PostId

    if name.isdecimal():
        found = next(posts(archive, post_id=PostId(int(name[:18]))), None)
    else:
        spellings = dict.fromkeys(filter(None, (name, user_url(name))))
        found = next((post for url in spellings for post in posts(archive, post_url=url)), None) or _by_inventory(archive, name)
    if found is None:
        raise UsageError(f"{name}: no such post in {archive.root}; `{invocation().spoken} list posts` names them")
    return found


def _by_inventory(archive: "Archive", name: str) -> "StoredPost | None":
    from scraper.urls import loose_key
    from storage.queries import find_blog, inventory, posts

    blog = find_blog(archive, name)
    if blog is None or blog.id is None:
        return None
    place = name.partition("#")[2]
    rows = (row for row in inventory(archive, blog.id) if row.post_id is not None and loose_key(row.url) == loose_key(name))
    post_id = next((row.post_id for row in rows if row.url.partition("#")[2] in {"", place}), None)  # posts may share a page
    return next(posts(archive, post_id=post_id), None) if post_id is not None else None


def _write_raw(archive: "Archive", shown: Shown) -> None:
    from storage.records import id_of

    capture = shown.revision.capture
    if capture is None or capture.warc_file is None:
        raise BlogArchiveError("no capture of this revision is known")
    _write_capture(archive, id_of(shown.stored.blog), capture)


def _write_picture(archive: "Archive", url: str) -> bool:
    """Write the picture of this address; false when none is held."""
    from storage.queries import picture_capture

    found = picture_capture(archive, url)
    if found is not None:
        _write_capture(archive, *found)
    return found is not None


def _write_capture(archive: "Archive", blog_id: "BlogId", capture: "Capture") -> None:
    from storage.captures import decoded_body, read_exchange
    from storage.queries import original

    sys.stdout.buffer.write(decoded_body(read_exchange(archive.root, capture, original(archive, blog_id, capture))))
    sys.stdout.buffer.flush()


def _write_body(revision: "StoredRevision", form: str) -> None:
    """Plain text loses what a terminal would obey; HTML in a pipe stays as it is."""
    from scraper.cli.output import paragraphs

    text = (revision.body_text if form == "text" else revision.body_html) or ""
    sys.stdout.write((paragraphs(text) if form == "text" or sys.stdout.isatty() else text) + "\n")


def _write_document(shown: Shown) -> None:
    from scraper.cli.output import emit_document
    from storage.exporters.rows import post_row

    more = {"id": shown.stored.id, "revisions": [_revision_row(state) for state in shown.revisions]}
    emit_document("post", post_row(shown.stored) | more)


def _revision_row(state: "StoredRevision") -> dict[str, Any]:
    return {name: getattr(state, name) for name in ("number", "title", "words", "captured_at")} | {"capture": _place(state.capture)}


def _lines(shown: Shown) -> Iterator[str]:
    from scraper.cli.output import cell
    from scraper.text import many
    from storage.exporters.rows import post_row

    row = post_row(shown.stored)
    sources, uncertain = row["sources"], set(row["uncertain"])
    for name, value in row.items():
        if name in SHORTENED or value in (None, "", [], {}):
            continue
        yield f"{name:18} {_value(name, value)}{_source(name, sources, uncertain)}"
    body = f"{many(shown.revision.words, 'word')}, {many(len(row['links']), 'link')}, {len(row['media']):,} media"
    yield f"{'body':18} {body}{_source('body', sources, uncertain)}; see --text, --html"
    for state in shown.revisions:
        place = _place(state.capture) or "no capture known"
        yield f"{f'revision {state.number}':18} {cell(state.captured_at)}, {many(state.words, 'word')}, {place}"
    yield f"{'comments':18} {len(shown.stored.post.comments)}"
    yield from (f"  {_comment_line(depth, comment)}" for depth, comment in threaded(shown.stored.post.comments))


def _value(name: str, value: Any) -> str:
    from scraper.cli.output import cell

    if name == "authors":
        return cell([author["name"] for author in value])
    if isinstance(value, dict):
        return cell([f"{key}={item}" for key, item in value.items()])
    return cell(value)


# A field's name in an exported row, and in the records that name its source.
RECORD_NAMES = {"published_at": "published", "updated_at": "updated", "tags": "terms", "categories": "terms", "series": "terms"}


def _source(name: str, sources: dict[str, str], uncertain: set[str]) -> str:
    """Who said so, in brackets."""
    names = [name, RECORD_NAMES.get(name, name), *(["body_text", "body_html"] if name == "body" else [])]
    said = next((sources[known] for known in names if known in sources), None)
    doubt = " (uncertain)" if uncertain & set(names) else ""
    return (f"  [{said}]" if said else "") + doubt


def _place(capture: "Capture | None") -> str | None:
    return f"{capture.warc_file} at {capture.warc_offset}" if capture and capture.warc_file else None


def threaded(comments: "Sequence[Comment]") -> "Iterator[tuple[int, Comment]]":
    """Comments under those that they answer, each with its depth; one whose parent is not held, or that answers its own answer, stands at
    the top.
    """
    answers = defaultdict(list)
    for comment in comments:
        answers[comment.parent].append(comment)
    keys, told = {comment.key for comment in comments}, set()
    tops = [comment for comment in comments if comment.parent not in keys]
    for top in (*tops, *comments):  # what no top leads to stands in a circle: it is entered where it comes first
        waiting = [(0, top)]
        while waiting:
            depth, comment = waiting.pop()
            if comment.key not in told:
                told.add(comment.key)
                yield depth, comment
                waiting += [(depth + 1, answer) for answer in reversed(answers[comment.key])]


def _comment_line(depth: int, comment: "Comment") -> str:
    from scraper.cli.output import cell

    stated = f", {comment.published.iso}" if comment.published else ""
    return f"{'  ' * min(depth, DEEPEST)}{cell(comment.author or 'somebody')}{stated}: {cell(comment.text)[:200]}"
