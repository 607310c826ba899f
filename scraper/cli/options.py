"""Kinds of values that several commands take. What they accept is said once, in ``scraper.values``."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, TypeVar

import click

Decorated = TypeVar("Decorated", bound=Callable[..., Any])


class Parsed(click.ParamType[Any]):
    """A value read by one of the functions of ``scraper.values``, which is imported only when a value is there."""

    def __init__(self, name: str, function: str) -> None:
        self.name = name
        self._function = function

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """The value, or a usage error that says what would be right."""
        from scraper import values

        parse: Callable[[object], Any] = getattr(values, self._function)
        try:
            parse(value)
        except ValueError as error:
            self.fail(f"{value!r}: {error}", param, ctx)
        return value


class Day(click.ParamType[datetime]):
    """A day such as 2024-05-31, as the moment in UTC at which it begins."""

    name = "date"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        """The moment, or a usage error that shows the form."""
        if isinstance(value, datetime):
            return value
        try:
            moment = datetime.fromisoformat(value)
        except ValueError:
            self.fail(f"{value!r}: not a date; try 2024-05-31", param, ctx)
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


DURATION = Parsed("duration", "parse_duration")
INTERVAL = Parsed("interval", "parse_interval")
NETWORK = Parsed("network", "parse_network")
COUNT = Parsed("count", "parse_count")
TAG = Parsed("tag", "parse_tag")
DAY = Day()

CRAWL_OPTIONS = (
    click.option("--max-time", type=DURATION, metavar="TIME", help="Stop in order after this time, e.g. 50m."),
    click.option("--max-requests", type=COUNT, metavar="N", help="Stop in order after this many requests."),
    click.option("--pictures/--no-pictures", default=None, help="Fetch the pictures of posts too, each once."),
    click.option("--jobs", type=COUNT, metavar="N", help="Blogs at the same time."),
    click.option("--delay", type=DURATION, metavar="TIME", help="Pause between two requests to a host (1s); 0 lifts it."),
    click.option("--allow-net", type=NETWORK, metavar="NET", multiple=True, help="A private address range to allow."),
)
blog_option = click.option(
    "--blog", "blogs", metavar="BLOG", multiple=True, help="Only this blog: slug, host, address or @tag; repeatable."
)
since_option = click.option("--since", type=DAY, metavar="DATE", help="Only what was published on this day or later.")
until_option = click.option("--until", type=DAY, metavar="DATE", help="Only what was published before this day.")
pages_option = click.option("--pages", is_flag=True, help="Fetch each post's own page too where an API carries the post.")
dry_run_option = click.option("-n", "--dry-run", is_flag=True, help="Say what would be done; change nothing.")


def crawl_options(command: Decorated) -> Decorated:
    """The options of every command that visits blogs; ``config_flags`` makes settings of them."""
    for option in reversed(CRAWL_OPTIONS):
        command = option(command)
    return command


def config_flags(**given: object) -> dict[str, object]:
    """The flags of the command as settings, by dotted name: what was not said is left out."""
    names = {"delay": "crawl.delay", "allow_net": "crawl.allow_nets", "max_time": "crawl.max_time", "max_requests": "crawl.max_requests"}
    names |= {"jobs": "crawl.jobs", "pictures": "crawl.pictures"}
    return {names[flag]: value for flag, value in given.items() if value is not None and value != ()}
