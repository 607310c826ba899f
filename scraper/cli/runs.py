"""What ``add`` and ``update`` share: run the fleet, tell how it ended."""

import math
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import click

from scraper.cli.invocation import invocation
from scraper.cli.output import emit_document, warn
from scraper.cli.summary import TROUBLE, TROUBLE_CODE, exit_code, result_row, summary_lines, told
from scraper.text import many

if TYPE_CHECKING:
    from scraper.config import Config
    from scraper.fleet import BlogResult, RunSummary, Task
    from storage.archive import Archive
    from storage.records import Blog


def run_and_tell(
    archive: "Archive",
    config: "Config",
    tasks: "Sequence[Task]",
    is_failure: "Callable[[BlogResult], bool]",
    *,
    as_kept: "Callable[[BlogResult], BlogResult] | None" = None,
) -> int:
    """Run the tasks to their end and print the summary; the answer is the exit code.

    Of a dry run ``as_kept`` tells a result as it is beside what the archive knows that the run leaves alone.
    """
    from scraper.cli.progress import make_report
    from scraper.fleet import run_blogs

    call = invocation()
    with make_report(call) as report:
        summary = run_blogs(archive, config, tasks, report)
    if as_kept is not None:
        summary = replace(summary, blogs=tuple(map(as_kept, summary.blogs)))
    code = exit_code(summary, is_failure)
    _tell(summary, code, lambda: _what_next(archive, config, summary, is_dry=as_kept is not None, program=invocation().spoken))
    return code


def _tell(summary: "RunSummary", code: int, what_next: Callable[[], str]) -> None:
    call = invocation()
    if call.as_json:
        emit_document("run", {"exit_code": code, "blogs": [result_row(result) for result in summary.blogs]})
    elif not call.is_quiet:
        for line in (*summary_lines(summary), what_next()):
            click.echo(line)
    if code == TROUBLE_CODE:
        for result in summary.blogs:
            if result.outcome in TROUBLE:
                warn(told(result, TROUBLE[result.outcome]))


def _what_next(archive: "Archive", config: "Config", summary: "RunSummary", *, is_dry: bool = False, program: str = "blogarchive") -> str:
    from scraper.cli.choice import due_at, is_visited
    from storage.queries import status

    waiting = [result for result in summary.blogs if result.outcome in {"changed", "unchanged"} and result.known > result.held]
    if waiting:
        minutes = max(1, round(_seconds(archive, config, waiting) / 60))
        time = f"{many(minutes, 'minute')} at {config.delay_s:g} s between requests"
        return f"fetching them takes up to {time}: {program} {'add, without --dry-run' if is_dry else 'update'}"
    if is_dry:
        return "nothing was kept: that was a dry run"
    if any(result.outcome in TROUBLE and result.blog for result in summary.blogs):
        return f"see: {program} status --sick"
    ids = [result.blog.id for result in summary.blogs if result.blog and is_visited(result.blog) and result.blog.id is not None]
    times = [due_at(state, config) for state in status(archive, ids)] if ids else []
    if not times:
        return f"see: {program} status"
    known = [time for time in times if time is not None]
    due = "now" if len(known) < len(times) else f"{min(known):%Y-%m-%d %H:%M} UTC"
    return f"next due {due}; see: {program} status"


def _seconds(archive: "Archive", config: "Config", results: "Sequence[BlogResult]") -> float:
    """How long the pauses alone take: the blogs of one host share them, and no more blogs are visited at once than were asked for."""
    by_host: Counter[str] = Counter()
    for result in results:
        if result.blog is not None:
            requests = math.ceil((result.known - result.held) / _posts_a_request(archive, result.blog))
            by_host[urlsplit(result.blog.home_url).hostname or ""] += math.ceil(config.delay_of(result.blog) * requests)
    return max(max(by_host.values(), default=0), by_host.total() / config.jobs)


def _posts_a_request(archive: "Archive", blog: "Blog") -> int:
    """How many posts come with one request: what the platform's API gives, where the blog's API has answered, and else one."""
    from scraper.platforms import all_platforms
    from storage.queries import claim
    from storage.records import id_of

    if claim(archive, id_of(blog), "api") is None:
        return 1
    listings = (traits for platform in all_platforms() if platform.name == blog.platform for traits in platform.listings().values())
    return max((traits.per_request for traits in listings if traits.bodies and traits.complete), default=1) or 1
