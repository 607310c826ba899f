"""``blogarchive audit``: what the sources know against what is held; the statement of completeness."""

from typing import TYPE_CHECKING

import click

from scraper.cli.invocation import Command, invocation
from scraper.cli.options import config_flags, crawl_options

if TYPE_CHECKING:
    from scraper.config import Config
    from storage.archive import Archive
    from storage.queries import Audit
    from storage.records import Blog


@click.command(cls=Command)
@click.argument("blogs", metavar="[BLOG]...", nargs=-1)
@click.option("--fetch", is_flag=True, help="First fetch what is missing, also what failed, was closed or was not there before.")
@crawl_options
def command(blogs: tuple[str, ...], fetch: bool, **flags: object) -> int:
    """Say what each source knows, what is held, what is missing and why.

    Also months without posts, and how many posts may be unseen.
    """
    from scraper.cli.choice import chosen_blogs

    call = invocation()
    config = call.config(config_flags(**flags))
    with call.open(config) as archive:
        chosen = chosen_blogs(archive, config, blogs)
        code = _fetch(archive, config, chosen) if fetch else 0
        _tell(archive, chosen)
    return code


def _fetch(archive: "Archive", config: "Config", blogs: "list[Blog]") -> int:
    """Visit the blogs of which something is missing; what came of it is said on stderr, since stdout is for the statement."""
    from scraper.cli.output import say
    from scraper.cli.progress import make_report
    from scraper.cli.summary import exit_code, summary_lines
    from scraper.fleet import Task, run_blogs

    tasks = [Task(target=audited.blog) for audited in _audits(archive, blogs) if _reopen(archive, audited)]
    if not tasks:
        say("nothing is missing that could be fetched")
        return 0
    with make_report(invocation()) as report:
        summary = run_blogs(archive, config, tasks, report)
    for line in summary_lines(summary):
        say(line)
    return exit_code(summary, lambda _: True)


def _reopen(archive: "Archive", audited: "Audit") -> bool:
    from scraper.cli.choice import is_visited
    from storage.writer import reopen_missing

    if audited.blog.id is None or not (audited.missing or audited.unread) or not is_visited(audited.blog):
        return False
    reopen_missing(archive, audited.blog.id)
    return True


def _audits(archive: "Archive", blogs: "list[Blog]") -> "list[Audit]":
    from storage.queries import audit

    return [audit(archive, blog.id) for blog in blogs if blog.id is not None]


def _tell(archive: "Archive", blogs: "list[Blog]") -> None:
    from scraper.cli.output import emit_document, printable
    from scraper.cli.statement import audit_row, statement

    audits = _audits(archive, blogs)
    if invocation().as_json:
        emit_document("audit", {"blogs": [audit_row(found) for found in audits]})
        return
    for found in audits:
        for line in statement(found):
            click.echo(printable(line))
