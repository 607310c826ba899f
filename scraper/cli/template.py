"""The commented ``blogarchive.toml`` that a new archive gets, made from the table of settings."""

from pathlib import Path

from scraper.folder import FILE_NAME

HEAD = """\
# Settings of this archive. Everything is optional; what stands here after a "#" shows the form.
# `blogarchive config` prints every value and where it comes from.
"""


def settings_file() -> str:
    """The text of the file, every setting commented out."""
    from scraper.config import BLOG_SETTINGS, SETTINGS

    lines, table = [HEAD.rstrip()], ""
    for setting in SETTINGS:
        section, key = setting.name.split(".")
        if section != table:
            lines += ["", f"[{section}]"]
            table = section
        lines.append(f"# {key} = {setting.example}".ljust(50) + f"  # {setting.meaning}")
    lines += ["", "# One table a blog, by its host or its slug.", '# [blogs."blog.example"]']
    lines += [f"# {setting.name} = {setting.example}".ljust(50) + f"  # {setting.meaning}" for setting in BLOG_SETTINGS]
    return "\n".join(lines) + "\n"


def write_settings_file(folder: Path, *, database: str | None) -> None:
    """Write the file where there is none yet."""
    path = folder / FILE_NAME
    if path.exists():
        return
    text = settings_file()
    if database:
        import msgspec

        text = text.replace("[storage]\n", f"[storage]\ndatabase = {msgspec.json.encode(database).decode()}\n")
    path.touch(mode=0o600 if database else 0o666)  # the address may hold a password
    path.write_text(text, encoding="utf-8")
