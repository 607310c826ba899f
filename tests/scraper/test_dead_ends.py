"""Addresses that are not worth a request."""

from scraper.dead_ends import LEAST_COPIES, LEAST_UNLISTED, SAME_PAGES, DeadEnds
from storage.queries import PendingAddress
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


def test_a_page_that_only_links_name_and_that_shows_another_post_is_that_post() -> None:
    ends = DeadEnds()
    post = Post(url=HELD[0], title="Goats", body_text="The ferry left with the goats. " * 10)
    short = Post(url=HELD[0], title="Goats", body_text="Goats.")
    for shown in (post, short):
        assert ends.own_address(PendingAddress(url=HELD[0], sources=("feed",)), shown, HELD[0], HELD) == HELD[0]
    variant = f"{HELD[0]};view=7/"
    linked = PendingAddress(url=variant, sources=("link",))
    assert ends.own_address(linked, post, variant, HELD) == HELD[0]
    assert ends.own_address(linked, short, variant, HELD) == variant, "two short posts may say the same"
    assert ends.own_address(PendingAddress(url=variant, sources=("feed", "link")), post, variant, HELD) == variant


def test_addresses_that_only_lead_to_posts_by_other_addresses_are_left_when_they_do_not_end() -> None:
    ends = DeadEnds()
    post = Post(url=HELD[0], title="Goats", body_text="The ferry left with the goats. " * 10)
    ends.own_address(PendingAddress(url=HELD[0], sources=("feed",)), post, HELD[0], HELD)
    asked = 0
    held = list(HELD)
    for number in range(1000):
        address = PendingAddress(url=f"{HELD[0]};view={number}/", sources=("link",))
        if not ends.leave_for_later(address, held, is_listed_fully=False):
            asked += 1
            held.append(address.url)
            ends.own_address(address, post, address.url, held)
    assert asked == LEAST_COPIES + 1
    assert ends.left is not None
    assert not ends.leave_for_later(PendingAddress(url=HELD[1], sources=("sitemap",)), HELD, is_listed_fully=False)


def test_a_maze_whose_pages_are_taken_for_posts_ends_too() -> None:
    ends = DeadEnds()
    held = list(HELD)
    asked = 0
    for number in range(1000):
        url = f"https://blog.example/2014/06/made-{number}/"
        address = PendingAddress(url=url, sources=("link",))
        if not ends.leave_for_later(address, held, is_listed_fully=True):
            asked += 1
            held.append(url)
            ends.own_address(address, Post(url=url, title=url, body_text=f"A tale of {number} goats. " * 20), url, held)
    assert asked == LEAST_UNLISTED
    assert ends.left is not None
