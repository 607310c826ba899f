"""A whole blog, as a user archives it: every post with its fields, and nothing that is no post."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from scraper.demo import DemoBlog, serve, truth_rows
from tests.crawl.shop import Ended, Rows, Shop, assert_sound, likeness

Row = dict[str, Any]
NOISE = (
    "Skip to content",
    "Recent posts",
    "You may also like",
    "Share this",
    "min read",
    "No comments yet",
    "Write a comment",
    "Subscribe",
)


@dataclass(frozen=True)
class Crawled:
    """The demo blog's archive after one ``add``, beside the truth."""

    ended: Ended
    rows: Rows
    truth: Rows
    paths: list[str]
    shop: Shop

    def pairs(self) -> list[tuple[Row, Row]]:
        """(archived, true) by address."""
        archived = {row["url"]: row for row in self.rows}
        return [(archived[row["url"]], row) for row in self.truth if row["url"] in archived]


@pytest.fixture(scope="session")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Crawled]:
    shop = Shop(tmp_path_factory.mktemp("demo"))
    with serve(DemoBlog()) as server:
        ended = shop.add(server)
        yield Crawled(ended, shop.export(), truth_rows(server.blog, server.origin), server.paths(), shop)


def test_every_post_is_held_and_no_other_page(crawled: Crawled) -> None:
    assert crawled.ended.code == 0, crawled.ended
    assert sorted(row["url"] for row in crawled.rows) == sorted(row["url"] for row in crawled.truth)


def test_each_post_is_asked_for_once_and_little_else(crawled: Crawled) -> None:
    posts = {row["url"].split("/", 3)[3] for row in crawled.truth}
    hits = [path for path in crawled.paths if path[1:] in posts]
    assert len(hits) == len(set(hits)) == len(posts)
    assert len(crawled.paths) - len(hits) <= 25


def test_what_robots_txt_closes_is_not_asked_for(crawled: Crawled) -> None:
    assert "/robots.txt" in crawled.paths
    assert not [path for path in crawled.paths if path.startswith(("/drafts/", "/search"))]


def names(row: Row) -> list[str]:
    return [author["name"] for author in row["authors"]]


def discussion(row: Row) -> list[tuple[str, str, str, str | None]]:
    """(author, time, text, text of the comment it answers)."""
    texts = {comment["key"]: comment["text"] for comment in row["comments"]}
    return sorted((one["author"], one["published_at"], one["text"], texts.get(one["parent"])) for one in row["comments"])


FIELDS: dict[str, Callable[[Row], object]] = {
    "title": lambda row: row["title"],
    "subtitle": lambda row: row["subtitle"],
    "authors": names,
    "published_at": lambda row: row["published_at"],
    "tags": lambda row: sorted(row["tags"]),
    "categories": lambda row: row["categories"],
    "language": lambda row: row["language"][:2],
    "comments": discussion,
    "counters": lambda row: dict(sorted(row["counters"].items())),
    "media": lambda row: [(media["url"], media["alt"]) for media in row["media"]],
    "links": lambda row: [link["url"] for link in row["links"]],
    "access": lambda row: row["access"],
}


@pytest.mark.parametrize("field", FIELDS)
def test_a_field_is_right_in_every_post(crawled: Crawled, field: str) -> None:
    read = FIELDS[field]
    wrong = [(true["url"], read(got), read(true)) for got, true in crawled.pairs() if read(got) != read(true)]
    assert not wrong, f"{len(wrong)} of {len(crawled.truth)}: {wrong[:3]}"


def test_updated_is_what_the_blog_states(crawled: Crawled) -> None:
    """A feed must state an update time even where there was none: then it repeats the time of publication."""
    wrong = [
        (got["url"], got["updated_at"], true["updated_at"])
        for got, true in crawled.pairs()
        if got["updated_at"] not in ((true["updated_at"],) if true["updated_at"] else (None, true["published_at"]))
    ]
    assert not wrong


def test_bodies_are_whole_and_free_of_the_theme(crawled: Crawled) -> None:
    unlike = {true["url"]: round(likeness(got["body_text"], true["body_text"]), 3) for got, true in crawled.pairs()}
    assert min(unlike.values()) >= 0.98, {url: value for url, value in unlike.items() if value < 0.98}
    assert not [(got["url"], noise) for got, _ in crawled.pairs() for noise in NOISE if noise in got["body_text"]]


def test_every_filled_field_names_its_source(crawled: Crawled) -> None:
    stated = [{name.split("_")[0] for name in row["sources"]} for row in crawled.rows]
    assert all({"title", "body", "published", "authors", "tags", "categories"} <= names for names in stated), crawled.rows[0]["sources"]


def test_the_archive_is_sound(crawled: Crawled) -> None:
    assert_sound(crawled.shop)
