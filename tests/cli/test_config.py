"""Settings: where they come from, who wins, and how a mistake is told."""

from ipaddress import ip_network
from pathlib import Path

import pytest

from scraper.config import SETTINGS, Config, load_config, setting_values
from scraper.errors import ConfigError
from scraper.values import interval_s, parse_duration, parse_interval, parse_size
from tests.cli.conftest import Call
from tests.storage.samples import make_blog


def write(root: Path, text: str) -> Path:
    (root / "blogarchive.toml").write_text(text, encoding="utf-8")
    return root


def test_a_flag_wins_over_the_environment_and_that_over_the_file(tmp_path: Path) -> None:
    write(tmp_path, '[crawl]\ndelay = "4s"\njobs = 4\nmax_requests = 4\n')
    environ = {"BLOGARCHIVE_CRAWL_DELAY": "3s", "BLOGARCHIVE_CRAWL_JOBS": "3"}
    config = load_config(tmp_path, environ=environ, flags={"crawl.delay": "2s", "crawl.jobs": None})
    assert (config.delay_s, config.jobs, config.max_requests, config.every) == (2.0, 3, 4, "1d")
    assert config.origins == {"crawl.delay": "flag", "crawl.jobs": "environment", "crawl.max_requests": "blogarchive.toml"}


def test_a_blogs_table_wins_over_the_general_one_and_a_flag_over_both(tmp_path: Path) -> None:
    write(tmp_path, '[crawl]\ndelay = "2s"\n[blogs."blog.example"]\ndelay = "5s"\nevery = "weekly"\ntags = ["diaries"]\n')
    blog, other = make_blog(slug="slug"), make_blog(slug="other", home_url="https://other.example/", scope="other.example/")
    assert load_config(tmp_path, environ={}).delay_of(blog) == 5
    assert load_config(tmp_path, environ={}).delay_of(other) == 2
    assert load_config(tmp_path, environ={}, flags={"crawl.delay": "0"}).delay_of(blog) == 0
    assert load_config(tmp_path, environ={}).settings_of(blog).tags == ("diaries",)


def test_a_file_that_an_editor_marked_with_a_bom_is_read(tmp_path: Path) -> None:
    assert load_config(write(tmp_path, '\ufeff[crawl]\ndelay = "4s"\n'), environ={}).delay_s == 4.0


@pytest.mark.parametrize("name", ["bücher.example", "www.xn--bcher-kva.example", "http://xn--bcher-kva.example/", "a-slug"])
def test_a_blogs_table_is_found_by_each_of_its_names(tmp_path: Path, name: str) -> None:
    write(tmp_path, f'[blogs."{name}"]\ndelay = "5s"\n')
    blog = make_blog(slug="a-slug", home_url="https://xn--bcher-kva.example/", scope="xn--bcher-kva.example/")
    assert load_config(tmp_path, environ={}).delay_of(blog) == 5


def test_the_closest_of_several_tables_is_a_blogs(tmp_path: Path) -> None:
    write(tmp_path, '[blogs."blog.example"]\ndelay = "3s"\n[blogs."blog.example/log"]\ndelay = "5s"\n')
    config = load_config(tmp_path, environ={})
    log, site = (make_blog(slug="s", home_url=f"https://blog.example/{path}", scope=f"blog.example/{path}") for path in ("log/", ""))
    assert (config.delay_of(log), config.delay_of(site)) == (5, 3)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('[crawl]\nevery = "dialy"', 'blogarchive.toml: crawl.every = "dialy": not an interval; try "1d"'),
        ("[crawl]\nevry = 1", 'blogarchive.toml: crawl: table contains unknown field "evry"; known here: delay'),
        ("[crwl]\n", 'blogarchive.toml: table contains unknown field "crwl"; known here: crawl'),
        ("crawl = 3", 'blogarchive.toml: crawl: expected "table", got "int"'),
        ('[blogs."a.example"]\nevery = 0', 'blogarchive.toml: blogs."a.example".every = 0: shorter than a minute'),
        ('[blogs."a.example"]\nevry = 0', 'blogarchive.toml: blogs."a.example": table contains unknown field "evry"'),
        ("blogs = 1", "blogarchive.toml: blogs: not a table"),
        ("[crawl]\ndelay = -1", "blogarchive.toml: crawl.delay = -1: not a duration"),
        ("[crawl]\ndelay = true", "blogarchive.toml: crawl.delay = true: not a duration"),
        ("[crawl]\njobs = 0", "blogarchive.toml: crawl.jobs = 0: not a whole number above 0"),
        ('[crawl]\nallow_nets = ["10.0.0.0/99"]', "not an address range"),
        ('[crawl]\ncontact = "a\\nInjected: header"', "not one line of text"),
        ('[warc]\nmax_size = "much"', "not a size"),
        ("[extraction]\npage_memory = 512", "blogarchive.toml: extraction.page_memory = 512: too little"),
        ('[storage]\ndatabase_file = "/no/such/file"', "blogarchive.toml: storage.database_file = …: cannot be read"),
        ('[storage]\ndatabase_file = "secret"', "blogarchive.toml: storage.database_file = …: must be a whole path"),
        (
            '[storage]\ndatabase = "mysql://db.example/archive"',
            "blogarchive.toml: storage.database = …: mysql://db.example/archive: neither Post",
        ),
        ('[blogs."a.example"]\ntags = ["@"]', 'blogarchive.toml: blogs."a.example".tags = ["@"]: not a word to choose blogs by'),
        ("this is not TOML", "blogarchive.toml: not TOML"),
    ],
)
def test_a_mistake_is_one_line_that_says_where_and_what_would_be_right(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(ConfigError) as caught:
        load_config(write(tmp_path, text), environ={})
    assert said in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_misspelt_variable_is_a_mistake_and_a_strangers_is_not() -> None:
    with pytest.raises(ConfigError, match="BLOGARCHIVE_CRAWL_DLEAY"):
        load_config(None, environ={"BLOGARCHIVE_CRAWL_DLEAY": "1s"})
    assert load_config(None, environ={"BLOGARCHIVE_ARCHIVE": "x", "BLOGARCHIVE_TEST_POSTGRES": "y"}).delay_s == 1.0


@pytest.mark.parametrize(
    ("text", "seconds"), [("1s", 1), ("500ms", 0.5), ("50m", 3000), ("1h30m", 5400), ("1d", 86400), (2, 2), ("0", 0), (1.5, 1.5)]
)
def test_durations(text: object, seconds: float) -> None:
    assert parse_duration(text) == seconds


@pytest.mark.parametrize("text", ["", "s", "1 s", "-1s", "1y", "1e3", "nan", "inf", "1s1", "99999999999d", "٣s"])
def test_what_is_no_duration(text: str) -> None:
    with pytest.raises(ValueError, match=r"not a duration|longer"):
        parse_duration(text)


@pytest.mark.parametrize(("text", "seconds"), [("hourly", 3600), ("Daily", 86400), ("weekly", 604800), ("12h", 43200)])
def test_intervals(text: str, seconds: float) -> None:
    assert interval_s(parse_interval(text)) == seconds


@pytest.mark.parametrize(("text", "size"), [("1GB", 10**9), ("1 GiB", 2**30), (5, 5), ("1.5kb", 1500)])
def test_sizes(text: object, size: int) -> None:
    assert parse_size(text) == size


def test_a_tag_is_the_same_with_and_without_its_sign(tmp_path: Path) -> None:
    write(tmp_path, '[blogs."blog.example"]\ntags = ["@diaries", " novels"]\n')
    assert load_config(tmp_path, environ={}).settings_of(make_blog()).tags == ("diaries", "novels")


def test_networks_are_parsed_once() -> None:
    config = load_config(None, environ={"BLOGARCHIVE_CRAWL_ALLOW_NETS": "127.0.0.0/8, ::1"})
    assert config.allow_nets == (ip_network("127.0.0.0/8"), ip_network("::1"))


def test_a_secret_comes_from_a_file_and_is_never_shown(tmp_path: Path, call: Call) -> None:
    (tmp_path / "secret").write_text("postgresql://me:hunter2@db.example/a\n")
    write(tmp_path, f'[storage]\ndatabase_file = "{tmp_path / "secret"}"\n')
    assert load_config(tmp_path, environ={}).database_url == "postgresql://me:hunter2@db.example/a"
    assert "hunter2" not in call("--archive", tmp_path, "config").out


def test_of_two_settings_for_one_value_the_one_that_gave_it_is_shown(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("postgresql://db.example/a\n")
    write(tmp_path, f'[storage]\ndatabase_file = "{tmp_path / "secret"}"\n')
    environ = {"BLOGARCHIVE_STORAGE_DATABASE": "postgresql://db.example/b"}
    shown = [
        [(value, origin) for setting, value, origin in setting_values(config) if setting.attribute == "database_url"]
        for config in (load_config(tmp_path, environ={}), load_config(tmp_path, environ=environ))
    ]
    unset = ("", "default")
    assert shown == [[unset, ("(set, not shown)", "blogarchive.toml")], [("(set, not shown)", "environment"), unset]]


def test_two_settings_for_one_value_in_one_place_are_a_mistake(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("postgresql://db.example/a\n")
    both = {"DATABASE": "postgresql://db.example/b", "DATABASE_FILE": str(tmp_path / "secret")}
    with pytest.raises(ConfigError, match=r"BLOGARCHIVE_STORAGE_DATABASE_FILE: storage\.database is set there too"):
        load_config(None, environ={f"BLOGARCHIVE_STORAGE_{name}": value for name, value in both.items()})


def test_every_setting_is_an_attribute_with_a_default_and_its_example_is_right() -> None:
    import tomllib

    for setting in SETTINGS:
        assert hasattr(Config(), setting.attribute)
        if setting.name != "storage.database_file":
            setting.parse(tomllib.loads(f"value = {setting.example}")["value"])
    assert len(setting_values(Config())) == len(SETTINGS)


def test_config_shows_value_and_origin(call: Call, archive: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(archive, '[crawl]\ndelay = "2s"\n[blogs."blog.example"]\nevery = "1h"\n')
    monkeypatch.setenv("BLOGARCHIVE_CRAWL_JOBS", "3")
    rows = [line.split("\t") for line in call("--archive", archive, "config").out.splitlines()]
    assert ["crawl.delay", "2s", "blogarchive.toml"] in rows
    assert ["crawl.jobs", "3", "environment"] in rows
    assert ["crawl.every", "1d", "default"] in rows
    assert ['blogs."blog.example".every', "1h", "blogarchive.toml"] in rows


def test_a_new_archives_settings_file_changes_nothing_and_each_of_its_lines_can_be_used(call: Call, tmp_path: Path) -> None:
    call("init", tmp_path / "new")
    text = (tmp_path / "new" / "blogarchive.toml").read_text(encoding="utf-8")
    assert load_config(tmp_path / "new", environ={}) == Config()
    lines = [line.removeprefix("# ") if " = " in line and "database_file" not in line else line for line in text.splitlines()[3:]]
    write(tmp_path, "\n".join(lines).replace("# [blogs", "[blogs"))
    assert load_config(tmp_path, environ={}).settings_of(make_blog()).every == "1h"


def test_an_archive_does_not_change_its_database_and_a_failed_init_leaves_no_settings(call: Call, archive: Path, tmp_path: Path) -> None:
    nobody = "postgresql://me:hunter2@127.0.0.1:9/x"
    assert call("init", archive, "--database", nobody).code == 2
    done = call("init", tmp_path / "new", "--database", nobody)
    assert done.code == 1
    assert "hunter2" not in done.err
    assert list((tmp_path / "new").iterdir()) == []


def test_init_again_leaves_the_settings_as_they_are(call: Call, archive: Path) -> None:
    write(archive, '[crawl]\ndelay = "9s"\n')
    assert call("init", archive).code == 0
    assert load_config(archive, environ={}).delay_s == 9
