"""All that a user can set: defaults ← ``blogarchive.toml`` ← environment ← flags, in one frozen ``Config``.

``SETTINGS`` says once what each setting is called, means and how it is read; the file's tables, the variables' names, ``blogarchive
config`` and the reference are made from it.
"""

import json
import os
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import msgspec

from scraper.errors import ConfigError
from scraper.folder import FILE_NAME
from scraper.values import (
    IpNetwork,
    parse_count,
    parse_database,
    parse_database_file,
    parse_duration,
    parse_flag,
    parse_interval,
    parse_line,
    parse_memory,
    parse_networks,
    parse_size,
    parse_tags,
)
from storage.records import Blog

ENV_PREFIX = "BLOGARCHIVE_"


def default_workers() -> int:
    """As many extraction processes as processors."""
    return os.cpu_count() or 1


@dataclass(frozen=True, slots=True, kw_only=True)
class BlogSettings:
    """What ``[blogs."…"]`` says about one blog; ``None`` leaves it to ``[crawl]``."""

    tags: tuple[str, ...] = ()
    every: str | None = None
    delay_s: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """Every setting's value; ``origins`` says where each that is not a default came from, by its dotted name."""

    delay_s: float = 1.0
    every: str = "1d"
    contact: str | None = None
    user_agent: str | None = None
    allow_nets: tuple[IpNetwork, ...] = ()
    jobs: int = 8
    max_time_s: float | None = None
    max_requests: int | None = None
    pictures: bool = False
    workers: int = field(default_factory=default_workers)
    page_timeout_s: float = 30.0
    page_memory_bytes: int = 2**30
    warc_max_bytes: int = 10**9
    database_url: str | None = None
    blogs: Mapping[str, BlogSettings] = field(default_factory=dict)
    origins: Mapping[str, str] = field(default_factory=dict)

    def settings_of(self, blog: Blog) -> BlogSettings:
        """What the table of a blog says."""
        name = self.table_of(blog)
        return BlogSettings() if name is None else self.blogs[name]

    def table_of(self, blog: Blog) -> str | None:
        """The name of the table of a blog: its slug, its address or its host, as people write them."""
        from storage.queries import names_of_blog, plain_address  # loads SQLAlchemy, which not every command needs

        tables = {spelled: name for name in self.blogs for spelled in (plain_address(name).rstrip("/"), name)}
        return next((tables[name] for name in names_of_blog(blog) if name in tables), None)

    def delay_of(self, blog: Blog) -> float:
        """The pause for one blog: a flag wins over the blog's table, and that over ``crawl.delay``."""
        own = self.settings_of(blog).delay_s
        return self.delay_s if own is None or self.origins.get("crawl.delay") == "flag" else own


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting: its place in the file, the attribute of ``Config`` that holds it, how it is read, and what it means."""

    name: str
    attribute: str
    parse: Callable[[object], Any]
    meaning: str
    example: str
    is_secret: bool = False

    @property
    def variable(self) -> str:
        """The environment variable of this setting."""
        return ENV_PREFIX + self.name.replace(".", "_").upper()


SETTINGS: tuple[Setting, ...] = (
    Setting("crawl.delay", "delay_s", parse_duration, "Pause between two requests to one host; 0 lifts it.", '"1s"'),
    Setting("crawl.every", "every", parse_interval, "How often `update` visits a blog.", '"1d"'),
    Setting("crawl.contact", "contact", parse_line, "How a blogger reaches you; sent with every request.", '"mailto:you@blog.example"'),
    Setting(
        "crawl.user_agent",
        "user_agent",
        parse_line,
        "Replaces the whole User-Agent header, and the name by which robots.txt is read.",
        '"my-archive/1.0 (+https://you.example/)"',
    ),
    Setting("crawl.allow_nets", "allow_nets", parse_networks, "Private address ranges that may be visited.", '["127.0.0.0/8"]'),
    Setting("crawl.jobs", "jobs", parse_count, "Blogs crawled at the same time.", "8"),
    Setting("crawl.max_time", "max_time_s", parse_duration, "A run stops in order after this time.", '"50m"'),
    Setting("crawl.max_requests", "max_requests", parse_count, "A run stops in order after this many requests.", "10000"),
    Setting("crawl.pictures", "pictures", parse_flag, "Fetch the pictures of posts too, each once, into the WARC files.", "true"),
    Setting("extraction.workers", "workers", parse_count, "Processes that read pages; else as many as processors, two a polite blog.", "2"),
    Setting("extraction.page_timeout", "page_timeout_s", parse_duration, "Longest time to read one page.", '"30s"'),
    Setting("extraction.page_memory", "page_memory_bytes", parse_memory, "Most memory of one reading process.", '"1GiB"'),
    Setting("warc.max_size", "warc_max_bytes", parse_size, "A WARC file that is larger is followed by a new one.", '"1GB"'),
    Setting(
        "storage.database",
        "database_url",
        parse_database,
        "PostgreSQL instead of archive.db.",
        '"postgresql://db.example/archive"',
        is_secret=True,
    ),
    Setting(
        "storage.database_file",
        "database_url",
        parse_database_file,
        "File that holds storage.database.",
        '"/run/secrets/db"',
        is_secret=True,
    ),
)
BLOG_SETTINGS: tuple[Setting, ...] = (
    Setting("tags", "tags", parse_tags, "Words by which blogs are chosen: `update @diaries`.", '["diaries"]'),
    Setting("every", "every", parse_interval, "As crawl.every, for this blog.", '"1h"'),
    Setting("delay", "delay_s", parse_duration, "As crawl.delay, for this blog.", '"5s"'),
)
_BY_NAME = {setting.name: setting for setting in SETTINGS}


def load_config(root: Path | None, *, flags: Mapping[str, object] | None = None, environ: Mapping[str, str] = os.environ) -> Config:
    """Read the settings of the archive in ``root`` (``None``: no file); ``flags`` are values by dotted name, ``None`` meaning not given."""
    table = _read_file(root / FILE_NAME) if root else {}
    blogs = _blog_tables(table.pop("blogs", {}))
    values: dict[str, Any] = {}
    givers: dict[str, tuple[str, str]] = {}  # of each attribute the setting that gave it, and where: two may give one
    layers = ((FILE_NAME, _flatten(table)), ("environment", _from_environment(environ)), ("flag", flags or {}))
    for origin, given in layers:
        for name, raw in given.items():
            if raw is not None:
                setting = _BY_NAME[name]
                rival, where = givers.get(setting.attribute, (name, origin))
                if rival != name and where == origin:
                    raise ConfigError(f"{_place(origin, setting)}: {rival} is set there too; leave one of them out")
                values[setting.attribute] = _parsed(setting, raw, _place(origin, setting))
                givers[setting.attribute] = (name, origin)
    return Config(**values, blogs=blogs, origins=dict(givers.values()))


def setting_values(config: Config) -> list[tuple[Setting, str, str]]:
    """Every setting with its value, as people write it, and its origin; secrets are not shown."""
    return [(setting, _shown(config, setting), config.origins.get(setting.name, "default")) for setting in SETTINGS]


def _shown(config: Config, setting: Setting) -> str:
    if setting.is_secret:
        return "(set, not shown)" if setting.name in config.origins else ""
    value = getattr(config, setting.attribute)
    if isinstance(value, tuple):
        return ", ".join(map(str, value))
    return "" if value is None else f"{value:g}s" if isinstance(value, float) else str(value)


def _place(origin: str, setting: Setting) -> str:
    return {"environment": f"environment: {setting.variable}", "flag": f"flag: {setting.name}"}.get(origin, f"{origin}: {setting.name}")


def _parsed(setting: Setting, raw: object, place: str) -> Any:
    try:
        return setting.parse(raw)
    except ValueError as error:
        shown = "…" if setting.is_secret else json.dumps(raw, ensure_ascii=False, default=str)
        raise ConfigError(f"{place} = {shown}: {error}") from None


def _read_file(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))  # some editors begin a file with a mark
    except FileNotFoundError:
        return {}
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError(f"{FILE_NAME}: not TOML: {error}") from None
    except OSError as error:
        raise ConfigError(f"{path}: cannot be read: {error.strerror}") from None


def _struct(name: str, names: list[str]) -> type[msgspec.Struct]:
    """A table of the file: the keys it may have, all optional; what they hold is read setting by setting."""
    return msgspec.defstruct(name, [(key, Any, msgspec.UNSET) for key in names], forbid_unknown_fields=True)


def _file_shape() -> type[msgspec.Struct]:
    tables: dict[str, list[str]] = {}
    for setting in SETTINGS:
        table, key = setting.name.split(".")
        tables.setdefault(table, []).append(key)
    return msgspec.defstruct(
        "File",
        [(table, _struct(table.title(), keys), msgspec.field(default_factory=dict)) for table, keys in tables.items()],
        forbid_unknown_fields=True,
    )


_FILE = _file_shape()
_BLOG = _struct("Blog", [setting.name for setting in BLOG_SETTINGS])


def _check_shape(table: object, shape: type[msgspec.Struct], prefix: str = "") -> None:
    """Unknown keys and tables that are none, each as one line that says where."""
    try:
        msgspec.convert(table, shape)
    except msgspec.ValidationError as error:
        text, _, path = str(error).partition(" - at `$")
        where = prefix + path.rstrip("`").lstrip(".")
        raise ConfigError(f"{FILE_NAME}: {where + ': ' if where else ''}{_in_toml_words(text)}; {_known(shape, path)}") from None


def _known(shape: type[msgspec.Struct], path: str) -> str:
    inner = {info.name: info.type for info in msgspec.structs.fields(shape)}.get(path.strip("`."), shape)
    return "known here: " + ", ".join(info.name for info in msgspec.structs.fields(inner))


def _in_toml_words(text: str) -> str:
    """msgspec speaks of JSON's objects; TOML has tables."""
    return text.replace("Object", "table").replace("`object`", "`table`").replace("Expected", "expected").replace("`", '"')


def _flatten(table: dict[str, Any]) -> dict[str, object]:
    _check_shape(table, _FILE)
    return {f"{name}.{key}": value for name, keys in table.items() for key, value in keys.items()}


def _blog_tables(tables: object) -> dict[str, BlogSettings]:
    """Each blog's table is read on its own, so that an error can say which blog."""
    if not isinstance(tables, dict):
        raise ConfigError(f'{FILE_NAME}: blogs: not a table; write [blogs."blog.example"]')
    return {name: _blog_table(name, table) for name, table in tables.items()}


def _blog_table(name: str, table: object) -> BlogSettings:
    prefix = f'blogs."{name}"'
    _check_shape(table, _BLOG, prefix)
    assert isinstance(table, dict)  # noqa: S101 -- _check_shape has just said so; this tells mypy
    known = {setting.name: setting for setting in BLOG_SETTINGS}
    return BlogSettings(
        **{known[key].attribute: _parsed(known[key], raw, f"{FILE_NAME}: {prefix}.{key}") for key, raw in table.items()},
    )


def _from_environment(environ: Mapping[str, str]) -> dict[str, object]:
    """Our variables that are set; one that looks like a setting and is none is a mistake that must not pass in silence."""
    known = {setting.variable: setting.name for setting in SETTINGS}
    tables = tuple({f"{ENV_PREFIX}{name.split('.')[0].upper()}_" for name in _BY_NAME})
    for variable in environ:
        if variable.startswith(tables) and variable not in known:
            raise ConfigError(f"environment: {variable}: no such setting; `blogarchive config` lists them")
    return {name: environ[variable] for variable, name in known.items() if environ.get(variable)}
