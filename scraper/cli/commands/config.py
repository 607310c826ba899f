"""``blogarchive config``: every setting, its value, and where the value comes from."""

import click

from scraper.cli.invocation import Command, invocation
from scraper.folder import FILE_NAME


@click.command(cls=Command)
@click.option("--check", is_flag=True, help="Only tell whether the settings are right (exit code 2 when not).")
def command(check: bool) -> None:
    """Show every setting with its value and its origin."""
    from scraper.cli.output import emit_rows, say
    from scraper.config import setting_values

    config = invocation().config()
    if check:
        say("the settings are right")
        return
    rows = [
        {"setting": setting.name, "value": value, "origin": origin, "variable": setting.variable, "meaning": setting.meaning}
        for setting, value, origin in setting_values(config)
    ]
    for name, own in config.blogs.items():
        given = {"tags": ", ".join(own.tags), "every": own.every, "delay": None if own.delay_s is None else f"{own.delay_s:g}s"}
        rows += [
            {"setting": f'blogs."{name}".{key}', "value": value, "origin": FILE_NAME, "variable": "", "meaning": ""}
            for key, value in given.items()
            if value
        ]
    emit_rows("config", ("setting", "value", "origin"), rows)
