"""``doctor``: what it looks at."""

import re
import tomllib
from pathlib import Path

from tests.cli.conftest import PROJECT, Call


def test_every_library_that_is_asked_for_is_looked_at(call: Call) -> None:
    project = tomllib.loads((PROJECT / "pyproject.toml").read_text())["project"]
    names = {re.split(r"[^\w-]", dependency)[0] for dependency in project["dependencies"]}
    found = {row["check"]: row["well"] for row in call("doctor", "--json").json["items"]}
    assert names <= set(found)
    assert not set(found) & {re.split(r"[^\w-]", dependency)[0] for dependency in project["optional-dependencies"]["dev"]}
    assert {found[name] for name in names} == {"ok"}


def test_a_table_that_is_no_blogs_is_told(call: Call, archive: Path) -> None:
    tables = ("www.blog.example", "blok.example")
    (archive / "blogarchive.toml").write_text("".join(f'[blogs."{name}"]\ndelay = "5s"\n' for name in tables))
    told = call("doctor", "--json", named=archive)
    unwell = [row["found"] for row in told.json["items"] if row["check"] == "settings" and row["well"] != "ok"]
    assert (told.code, unwell) == (2, ['[blogs."blok.example"] is the table of no blog of the archive'])
