"""``blogarchive init``: a folder, its database and its commented settings file."""

from pathlib import Path

import click

from scraper.cli.invocation import Command, create_archive, invocation
from scraper.errors import UsageError
from scraper.folder import is_archive, is_vacant


@click.command(cls=Command)
@click.argument("folder", metavar="[DIR]", required=False, type=click.Path(path_type=Path, file_okay=False))
@click.option("--database", metavar="URL", help="Keep the tables in PostgreSQL (postgresql://…) instead of archive.db.")
@click.option("--force", is_flag=True, help="Also in a folder that holds other files.")
def command(folder: Path | None, database: str | None, force: bool) -> None:
    """Make an archive in DIR, else in --archive, else here.

    One that is there stays as it is.
    """
    from scraper.cli.output import emit_document, say
    from scraper.config import load_config

    call = invocation()
    root = (folder or call.named or Path.cwd()).absolute()
    known = is_archive(root)
    if not (known or force or is_vacant(root)):
        raise UsageError(f"{root}: not empty and no archive; name a new folder, or say --force")
    if known and database not in (None, load_config(root).database_url):
        raise UsageError(f"{root}: an archive already, and not in that database; name a new folder")
    create_archive(root, load_config(root, flags={"storage.database": database})).close()
    if call.as_json:
        emit_document("archive", {"folder": str(root), "is_new": not known})
    else:
        say(f"{root}: {'an archive already' if known else 'an archive now'}; next: blogarchive --archive {root} add https://blog.example/")
