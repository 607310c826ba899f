"""Addresses that are not worth a request."""

from scraper.dead_ends import SAME_PAGES, DeadEnds
from storage.records import Post

HELD = [f"https://blog.example/2014/05/{number}/" for number in range(SAME_PAGES + 1)]


def test_a_query_that_showed_the_posts_behind_whose_addresses_it_stood_is_asked_for_no_more() -> None:
    ends = DeadEnds()
    for url in HELD[:SAME_PAGES]:
        assert not ends.is_variant(f"{url}?wide", HELD)
        ends.note_post(f"{url}?wide", Post(url=url, body_text="Goats"), url)
    assert ends.is_variant(f"{HELD[-1]}?wide", HELD)
    assert not ends.is_variant(f"{HELD[-1]}?other", HELD)
    assert not ends.is_variant("https://blog.example/2014/06/new/?wide", HELD), "nobody has seen that post"


def test_a_query_that_names_a_post_is_asked_for() -> None:
    ends = DeadEnds()
    for number in range(SAME_PAGES + 1):
        url = f"https://blog.example/?p={number}"
        assert not ends.is_variant(url, HELD)
        ends.note_post(url, Post(url=url, body_text="Goats"), url)
