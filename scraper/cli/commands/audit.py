"""``blogarchive audit``: what the sources know against what is held; the statement of completeness."""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

import click

from scraper.cli.invocation import Command, invocation

if TYPE_CHECKING:
    from storage.queries import Audit, Missing

SHOWN = 20  # addresses that are named for people; JSON has all


@click.command(cls=Command)
@click.argument("blogs", metavar="[BLOG]...", nargs=-1)
def command(blogs: tuple[str, ...]) -> None:
    """Say for each source how many posts it knows and how many are held, what is missing and why, and months without posts."""
    from scraper.cli.choice import chosen_blogs
    from scraper.cli.output import emit_document, printable
    from storage.queries import audit

    call = invocation()
    config = call.config()
    with call.open(config) as archive:
        audits = [audit(archive, blog.id) for blog in chosen_blogs(archive, config, blogs) if blog.id is not None]
    if call.as_json:
        emit_document("audit", {"blogs": [_document(found) for found in audits]})
        return
    for found in audits:
        for line in statement(found):
            click.echo(printable(line))


def statement(found: "Audit") -> Iterator[str]:
    """The statement for one blog, line by line."""
    from scraper.cli.summary import many

    yield f"{found.blog.slug} ({found.blog.platform}, {found.blog.home_url})"
    missing = f"{len(found.missing):,} missing" if found.missing else "none missing"
    yield f"  {many(found.held, 'post')} held, {found.gone:,} of them gone from the blog; {missing}"
    for source in found.by_source:
        yield f"  {source.source}: knows {source.known:,}, held {source.held:,}, missing {source.missing:,}"
    yield from (f"  {source} says that there are {total:,}" for source, total in found.claims.items())
    yield from _some("missing", map(_lost, found.missing))
    yield from _months(found)
    yield from _some("thin (under 50 words)", found.thin_posts)
    if found.comments_claimed or found.comments_held:
        yield f"  comments: the pages count {found.comments_claimed:,}, held {found.comments_held:,}"


def _lost(missing: "Missing") -> str:
    reason = f": {missing.reason}" if missing.reason else ""
    return f"{missing.url} ({missing.state}{reason}; named by {', '.join(missing.sources) or 'no listing'})"


def _months(found: "Audit") -> Iterator[str]:
    from scraper.cli.summary import many

    if found.undated:
        yield f"  {many(found.undated, 'post')} without a stated date"
    if not found.months:
        return
    empty = len(found.empty_months)
    gaps = f"{many(empty, 'month')} without posts: {', '.join(spans(found.empty_months))}" if empty else "no month without posts"
    yield f"  {min(found.months)} to {max(found.months)}: {gaps}"


def spans(months: Iterable[str]) -> list[str]:
    """Months in a row as one span: ``2019-03 to 2019-09``."""
    runs: list[list[str]] = []
    for month in sorted(months):
        if runs and _number(month) == _number(runs[-1][-1]) + 1:
            runs[-1].append(month)
        else:
            runs.append([month])
    return [run[0] if len(run) == 1 else f"{run[0]} to {run[-1]}" for run in runs]


def _number(month: str) -> int:
    return int(month[:4]) * 12 + int(month[5:7])


def _some(title: str, lines: Iterable[str]) -> Iterator[str]:
    lines = list(lines)
    yield from (f"  {title}: {line}" for line in lines[:SHOWN])
    if len(lines) > SHOWN:
        yield f"  {title}: and {len(lines) - SHOWN:,} more; --json names all"


def _document(found: "Audit") -> dict[str, Any]:
    from dataclasses import asdict

    return asdict(found) | {"blog": found.blog.slug, "platform": found.blog.platform, "home_url": found.blog.home_url}
