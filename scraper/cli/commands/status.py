"""``blogarchive status``: one line a blog."""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import click

from scraper.cli.invocation import Command, invocation

if TYPE_CHECKING:
    from scraper.config import Config
    from storage.queries import BlogStatus

COLUMNS = ("blog", "platform", "posts", "complete", "comments", "last_change_at", "last_crawl_at", "next_due_at", "trouble")
NEXT_TRY = "; `update` tries again, until you `pause` it"
SPARE = ("platform", "posts", "last_change_at", "comments")  # what a narrow terminal does not show, first to last
SORTS = ("blog", "posts", "last_change_at", "last_crawl_at", "next_due_at")


@click.command(cls=Command)
@click.argument("blogs", metavar="[BLOG]...", nargs=-1)
@click.option("--sick", is_flag=True, help="Only blogs in trouble: unreachable, refused, incomplete.")
@click.option("--due", is_flag=True, help="Only blogs that `update` would visit now.")
@click.option("--sort", type=click.Choice(SORTS), default="blog", help="Order of the lines (blog).")
def command(blogs: tuple[str, ...], sick: bool, due: bool, sort: str) -> None:
    """Show how each blog stands, one line each.

    That is: platform, posts, completeness, comments, last change, last crawl, next due time and trouble.
    """
    from scraper.cli.choice import chosen_ids, is_due, is_visited
    from scraper.cli.output import emit_rows
    from storage.queries import status

    call = invocation()
    config = call.config()
    with call.open(config) as archive:
        ids = chosen_ids(archive, config, blogs)
        states = status(archive, ids)
    now = datetime.now(UTC)
    if due:
        states = [state for state in states if is_visited(state.blog) and is_due(state, config, now)]
    rows = [_row(state, config) for state in states]
    wanted = (row for row in rows if not sick or (row["trouble"] and not row["paused_at"]))
    emit_rows("status", COLUMNS, _sorted(wanted, sort), spare=SPARE)


def _sorted(rows: Iterable[dict[str, Any]], column: str) -> list[dict[str, Any]]:
    """In the order of one column, unknown values first."""
    return sorted(rows, key=lambda row: (row[column] is not None, row[column], row["blog"]))


def _row(state: "BlogStatus", config: "Config") -> dict[str, Any]:
    from scraper.cli.choice import due_at, tags_of

    return {
        "blog": state.blog.slug,
        "home_url": state.blog.home_url,
        "title": state.blog.title,
        "platform": state.blog.platform,
        "tags": tags_of(state.blog, config),
        "every": state.every,
        "since": state.blog.since,
        "posts": state.posts,
        "known": state.known,
        "complete": _of(state.posts, state.known) + (f" since {state.blog.since}" if state.blog.since else ""),
        "comments": _of(state.comments, state.comments_stated),
        "gone": state.gone,
        "pending": state.pending,
        "failed": state.failed,
        "last_change_at": state.last_change_at,
        "last_crawl_at": state.last_crawl_at,
        "last_outcome": state.last_outcome,
        "next_due_at": due_at(state, config) if state.blog.paused_at is None else None,
        "paused_at": state.blog.paused_at,
        "trouble": _trouble(state),
    }


def _of(held: int, stated: int | None) -> str:
    """How many are held, and of how many where that is known; a number that is behind what is held says nothing."""
    return f"{held:,}" if stated is None or stated < held else f"{held:,} of {stated:,}"


def _trouble(state: "BlogStatus") -> str | None:
    """What went wrong, and for a blog that was never found what comes next; or that it is paused, and why."""
    from scraper.cli.choice import was_never_found
    from scraper.cli.summary import TROUBLE
    from scraper.text import many

    if state.blog.paused_at is not None:
        return f"paused: {state.blog.pause_reason}" if state.blog.pause_reason else "paused"
    words = TROUBLE.get(state.last_outcome or "")
    if words is None:
        note = state.last_error if state.last_outcome in {"changed", "unchanged"} else None
        return f"{many(state.failed, 'address')} failed" if state.failed else note
    next_try = NEXT_TRY if was_never_found(state.blog) else ""
    return (f"{words}: {state.last_error}" if state.last_error else words) + next_try
