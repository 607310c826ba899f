"""The command as a user types it: in this process where only words matter, as a process of its own where its end does."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from scraper.cli.invocation import Invocation
from scraper.cli.main import run
from storage.archive import Archive
from storage.batch import Writer
from storage.captures import WarcSeries
from storage.events import CaptureMade, PostRead
from storage.records import Author, Blog, Comment, Counter, Link, Media, Post, StatedDate, Term, TermKind
from storage.writer import register_blog
from tests import forked

PROJECT = Path(__file__).resolve().parents[2]
HOSTILE = "=cmd()\x1b[31m red \u202eevil\u202c [bold]markup[/bold] \x07" + "x" * 10_000
LONG_AGO = datetime(2024, 5, 6, 7, 8, 9, tzinfo=UTC)


@dataclass(frozen=True)
class Done:
    """How one call ended."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


Call = Callable[..., Done]


@pytest.fixture
def call(capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Call:
    """Runs the command line in this process, in an empty folder."""
    monkeypatch.delenv("BLOGARCHIVE_ARCHIVE", raising=False)
    monkeypatch.chdir(tmp_path)

    def typed(*words: object, named: Path | None = None) -> Done:
        capfd.readouterr()
        code = run([str(word) for word in words], Invocation(named=named))
        sys.stdout.flush()
        out, err = capfd.readouterr()
        return Done(code, out, err)

    return typed


@pytest.fixture
def spawn(tmp_path: Path) -> Callable[..., subprocess.CompletedProcess[str]]:
    """Runs the command as a process."""

    def typed(*words: object, **environment: str) -> subprocess.CompletedProcess[str]:
        known = {name: value for name, value in os.environ.items() if not name.startswith("BLOGARCHIVE_")}
        return forked.run(["blogarchive", *map(str, words)], cwd=tmp_path, env=known | environment, timeout_s=120)

    return typed


@pytest.fixture
def archive(filled: Path, tmp_path: Path) -> Path:
    """The folder of an archive with one blog of three posts, one of them with a title that is up to no good."""
    return shutil.copytree(filled, tmp_path / "filled")


@pytest.fixture(scope="session")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What each test gets a copy of."""
    root = tmp_path_factory.mktemp("archives") / "filled"
    with Archive.create(root) as opened:
        blog = register_blog(opened, Blog(home_url="https://blog.example/", slug="blog.example", platform="generic", scope="blog.example/"))
        assert blog.id is not None
        warc = WarcSeries(root, blog.slug, "test")
        with Writer(opened, before_commit=lambda _: warc.sync()) as writer:
            for number, post in enumerate(POSTS):
                capture = warc.write_resource(post.url, "text/html", f"<p>{number}".encode(), LONG_AGO)
                writer.put(CaptureMade(blog_id=blog.id, crawl_id=None, capture=capture))
                writer.put(
                    PostRead(
                        blog_id=blog.id,
                        crawl_id=None,
                        address=post.url,
                        post=post,
                        captured_at=LONG_AGO,
                        capture_url=post.url,
                        version="test",
                    )
                ).result(timeout=30)
        warc.close()
    return root


POSTS = (
    Post(
        url="https://blog.example/bread",
        title="Bread",
        subtitle="",
        body_html="<p>Flour, water.</p>",
        body_text="Flour, water.",
        authors=(Author(name="Ada", url="https://blog.example/ada"), Author(name="Bo")),
        published=StatedDate("2024-02-03T23:30:00+09:00"),
        updated=StatedDate("2024-02-05"),
        terms=(Term(name="kitchen"), Term(name="Food", kind=TermKind.CATEGORY)),
        language="en",
        links=(Link(url="https://other.example/", text="other"),),
        media=(Media(url="https://blog.example/loaf.jpg", alt="A loaf"),),
        comments=(
            Comment(key="c1", author="Cy", text="Mine burnt.", published=StatedDate("2024-02-04")),
            Comment(key="c2", author="Ada", text="Lower the heat.", parent="c1"),
        ),
        counters=(Counter(name="views", value=10), Counter(name="comments", value=0)),
        sources={"title": "feed", "body_text": "feed", "published": "json-ld"},
        uncertain=("updated",),
        doubts={"title": "open-graph: Bread!"},
    ),
    Post(url="https://blog.example/undated", title="No day", body_text="Nobody stated a day for this."),
    Post(url="https://blog.example/hostile", title=HOSTILE, body_text="\x1b]0;owned\x07 text", published=StatedDate("2023-01-02")),
)
