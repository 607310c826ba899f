"""Real generators, themes and blogs, where they are beside the project: the figures that must not fall."""

import json
import re
import tarfile
import unicodedata
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from scraper.extraction.post import extract_post
from storage.records import Post
from tests.scraper.extraction.pages import page

_TOKEN = re.compile(r"[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]|[^\W_]+")


def _tokens(text: str | None) -> Counter[str]:
    return Counter(_TOKEN.findall(unicodedata.normalize("NFKC", text or "").casefold()))


def _f1(truth: str, text: str | None) -> float:
    one, other = _tokens(truth), _tokens(text)
    total = one.total() + other.total()
    return 2 * (one & other).total() / total if total else 1.0


def _rows(file: Path) -> list[dict[str, Any]]:  # rows of JSON: Any is what they are
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines() if line.strip()]


def _plain(text: str | None) -> str:
    return " ".join(unicodedata.normalize("NFKC", text or "").casefold().split())


def _theme_posts(bench: Path, theme: str) -> list[tuple[dict[str, Any], Post]]:
    rows = [row for row in _rows(bench / "truth.jsonl") if row["theme"] == theme]
    with tarfile.open(bench / f"{theme}.tar.gz") as archive:
        read = {member.name.removeprefix("./"): archive.extractfile(member) for member in archive if member.isfile()}
        return [(row, _post(read[f"{theme}/{row['file']}"], row["url"])) for row in rows]


def _post(file: Any, url: str) -> Post:
    return extract_post(page(file.read(), url=url)).post


THEMES = ("eleventy-starter", "hexo-icarus", "hexo-next", "jekyll-minima", "mkdocs-material", "nikola-bootblog4", "pelican-notmyidea")


@pytest.mark.parametrize("theme", THEMES)
def test_posts_of_real_themes_come_out_whole_and_clean(shared_dir: Path, theme: str) -> None:
    posts = _theme_posts(shared_dir / "bench" / "themes", theme)
    assert posts
    written = [(row, post) for row, post in posts if _tokens(row["body"])]
    assert sum(_f1(row["body"], post.body_text) for row, post in written) / len(written) >= 0.97
    assert sum(_plain(row["title"]) == _plain(post.title) for row, post in posts) / len(posts) >= 0.95
    shown = [(row, post) for row, post in posts if row["shows"]["published"]]
    assert sum(post.published is not None and post.published.iso[:10] == row["published"][:10] for row, post in shown) / len(shown) >= 0.99
    assert not [row["id"] for row, post in posts if post.published is not None and post.published.iso[:10] != row["published"][:10]]


@pytest.mark.parametrize(("blog", "floor"), [("lotabout", 0.985), ("1up4dev", 0.985)])
def test_bodies_of_real_blogs_are_the_authors_words(shared_dir: Path, blog: str, floor: float) -> None:
    bench = shared_dir / "bench" / "blogs"
    rows = [row for row in _rows(bench / f"truth-{blog}.jsonl") if row.get("body")][::4]
    with tarfile.open(bench / f"{blog}.tar.xz") as archive:
        files = {"/" + member.name.removeprefix("./").partition("/")[2]: member for member in archive if member.isfile()}
        scores = [_f1(row["body"], _post(archive.extractfile(files[_path(row["url"])]), row["url"]).body_text) for row in rows]
    assert sum(scores) / len(scores) >= floor


def _path(url: str) -> str:
    path = "/" + url.split("/", 3)[3]
    return path + "index.html" if path.endswith("/") else path
