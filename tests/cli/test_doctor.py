"""``doctor``: what it looks at."""

import re
import tomllib

from tests.cli.conftest import PROJECT, Call


def test_every_library_that_is_asked_for_is_looked_at(call: Call) -> None:
    project = tomllib.loads((PROJECT / "pyproject.toml").read_text())["project"]
    names = {re.split(r"[^\w-]", dependency)[0] for dependency in project["dependencies"]}
    found = {row["check"]: row["well"] for row in call("doctor", "--json").json["items"]}
    assert names <= set(found)
    assert not set(found) & {re.split(r"[^\w-]", dependency)[0] for dependency in project["optional-dependencies"]["dev"]}
    assert {found[name] for name in names} == {"ok"}
