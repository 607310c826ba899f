"""``blogarchive update``: the verb for cron; visits what is due and fetches only what is new or changed."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import click

from scraper.cli.invocation import Command, invocation
from scraper.cli.options import DAY, config_flags, crawl_options, dry_run_option, pages_option

if TYPE_CHECKING:
    from scraper.config import Config
    from scraper.fleet import BlogResult
    from storage.archive import Archive
    from storage.records import Blog

NEVER = datetime.min.replace(tzinfo=UTC)
PATIENCE = 3  # runs in a row in which a blog could not be visited before that counts as a failure: a passing 502 is none


@click.command(cls=Command)
@click.argument("blogs", metavar="[BLOG]...", nargs=-1)
@click.option("--all", "everything", is_flag=True, help="Also blogs that are not due yet.")
@click.option("--full", is_flag=True, help="Check every post again, of every age, not only what the listings call new or changed.")
@click.option("--since", type=DAY, metavar="DATE", help="This time only posts published on this day or later.")
@pages_option
@click.option(
    "--fail-on", type=click.Choice(["blog", "never"]), default="blog", help="never: a blog in trouble does not end the run with 3."
)
@crawl_options
@dry_run_option
def command(
    blogs: tuple[str, ...], everything: bool, full: bool, since: datetime | None, pages: bool, fail_on: str, dry_run: bool, **flags: object
) -> int:
    """Fetch what is new or changed in these blogs, else in all due ones.

    A BLOG is a slug, a host, an address or @TAG.
    """
    call = invocation()
    config = call.config(config_flags(**flags))
    with call.open(config) as archive:
        chosen = _chosen(archive, config, blogs, everything=everything)
        if dry_run:
            return _show_plan(chosen)
        return _update(archive, config, chosen, never_fails=fail_on == "never", full=full, since=since, pages=pages)


def _chosen(archive: "Archive", config: "Config", names: tuple[str, ...], *, everything: bool) -> "list[Blog]":
    """Blogs that were named are visited whether due or not. The longest unvisited come first: a limit must not starve the same ones."""
    from scraper.cli.choice import chosen_ids, is_due, is_visited
    from storage.queries import status

    states, now = status(archive, chosen_ids(archive, config, names)), datetime.now(UTC)
    if not names:
        states = [state for state in states if is_visited(state.blog) and (everything or is_due(state, config, now))]
    return [state.blog for state in sorted(states, key=lambda state: state.last_crawl_at or NEVER)]


def _show_plan(blogs: "list[Blog]") -> int:
    from scraper.cli.output import emit_rows

    emit_rows("plan", ("blog", "home_url"), ({"blog": blog.slug, "home_url": blog.home_url} for blog in blogs))
    return 0


def _update(archive: "Archive", config: "Config", blogs: "list[Blog]", *, never_fails: bool, **wishes: Any) -> int:
    from scraper.cli.output import emit_document, say
    from scraper.cli.runs import run_and_tell
    from scraper.fleet import Task

    if not blogs:
        if invocation().as_json:
            emit_document("run", {"exit_code": 0, "blogs": []})
        say("nothing is due")
        return 0
    tasks = [Task(target=blog, **wishes) for blog in blogs]
    return run_and_tell(archive, config, tasks, _never if never_fails else _lasting_trouble(archive))


def _never(_: "BlogResult") -> bool:
    return False


def _lasting_trouble(archive: "Archive") -> "Callable[[BlogResult], bool]":
    """Whether the last runs over a blog, this one among them, all ended in trouble."""
    from scraper.cli.summary import TROUBLE
    from storage.queries import crawls

    def is_failure(result: "BlogResult") -> bool:
        if result.blog is None or result.blog.id is None or result.outcome == "incomplete":
            return True
        last = list(crawls(archive, result.blog.id, PATIENCE))
        return len(last) == PATIENCE and all(crawl.outcome in TROUBLE for crawl in last)

    return is_failure
