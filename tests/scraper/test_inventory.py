"""Which sightings are worth a request."""

import pytest

from scraper.inventory import MAX_WEAK_MISSES, Inventory
from scraper.items import Extraction, PageSigns
from scraper.shapes import Fit
from storage.queries import PendingAddress
from storage.records import Post, StatedDate

B = "https://blog.example"


def _pending(path: str, *sources: str, day: str | None = None) -> PendingAddress:
    return PendingAddress(url=B + path, sources=sources, published=StatedDate(day) if day else None)


def _page(path: str, features: set[str], day: str | None = None, **signs: object) -> Extraction:
    return Extraction(
        post=Post(url=B + path, published=StatedDate(day) if day else None),
        signs=PageSigns(features=frozenset(features), **signs),  # type: ignore[arg-type]  # a test table
    )


def _fetched(inventory: Inventory, pending: list[PendingAddress], posts: set[str]) -> list[str]:
    """Play a crawl: pages whose path is in ``posts`` look like posts; return the paths that were fetched."""
    fetched: list[str] = []
    while True:
        rest = [a for a in pending if a.url.removeprefix(B) not in fetched]
        inventory.learn(posts=[a.url for a in rest if inventory.is_vouched(a)])
        batch = inventory.next_batch(rest)
        if not batch:
            return fetched
        for address in batch:
            path = address.url.removeprefix(B)
            fetched.append(path)
            page = _page(path, {"a", "b", "c"}, "2020-01-01") if path in posts else _page(path, {"x"})
            inventory.judge(address, page)


def test_a_sitemap_of_lists_and_posts_costs_requests_for_posts_alone() -> None:
    posts = {f"/posts/p{n}/" for n in range(40)}
    lists = {f"/tags/t{n}/" for n in range(200)} | {f"/page/{n}/" for n in range(2, 20)} | {"/about/", "/search/", "/posts/"}
    fed = {"/posts/p1/", "/posts/p2/", "/posts/p3/"}
    pending = [_pending(path, "sitemap", *(["feed"] if path in fed else [])) for path in sorted(posts | lists)]
    assert set(_fetched(Inventory(home_url=f"{B}/"), pending, posts)) == posts


def test_a_page_that_wordpress_marks_as_a_post_is_one_though_it_states_no_date() -> None:
    inventory, listed = Inventory(home_url=f"{B}/"), _pending("/a-walk/", "home-page")
    assert not inventory.judge(listed, _page("/a-walk/", {"body.single"})).is_post
    assert inventory.judge(listed, _page("/a-walk/", {"body.single", "body.single-post"})).is_post


def test_a_page_that_wordpress_marks_as_a_standing_page_is_none_though_it_calls_itself_an_article() -> None:
    inventory, linked = Inventory(home_url=f"{B}/"), _pending("/arama/", "link")
    assert inventory.judge(linked, _page("/arama/", {"body.page"}, "2022-02-05", og_type="article")).is_post
    assert not inventory.judge(linked, _page("/arama/", {"body.page", "body.page-id"}, "2022-02-05", og_type="article")).is_post
    assert inventory.judge(_pending("/a-walk/", "feed"), _page("/a-walk/", {"body.page-id"}, "2022-02-05")).is_post


def test_posts_under_another_shape_than_the_feeds_are_found_by_a_probe() -> None:
    new = {f"/posts/p{n}/" for n in range(5)}
    old = {f"/weblog/entry-{n}.php" for n in range(30)}
    other = {f"/recipes-book/chapter-{n}.htm" for n in range(30)}
    pending = [_pending(path, "feed", "sitemap") for path in sorted(new)] + [_pending(path, "sitemap") for path in sorted(old | other)]
    fetched = set(_fetched(Inventory(home_url=f"{B}/"), pending, new | old))
    assert new | old <= fetched
    assert len(fetched & other) <= 2


def test_what_a_complete_archive_page_leaves_out_is_not_probed() -> None:
    posts = [f"/p{n}.html" for n in range(12)]
    inventory = Inventory(home_url=f"{B}/")
    inventory.learn(posts=[B + p for p in posts[:10]])
    inventory.note_archive({B + p for p in posts})
    pending = [_pending(p, "archive-page", day="2020-01-01") for p in posts] + [_pending(f"/docs/d{n}", "sitemap") for n in range(9)]
    assert set(_fetched(inventory, pending, set(posts))) == set(posts)


def test_a_standing_page_with_the_same_address_shape_is_no_post() -> None:
    inventory = Inventory(home_url=f"{B}/")
    vouched = [_pending(f"/title-{n}/", "feed") for n in range(6)]
    inventory.learn(posts=[a.url for a in vouched])
    for address in vouched:
        assert inventory.judge(address, _page("/x", {"body.single", "h1@article", "time@header"}, "2020-01-01", og_type="article")).is_post
    page = _page("/impressions/", {"body.page", "h1@main"}, og_type="website")
    assert not inventory.judge(_pending("/impressions/", "sitemap"), page).is_post


@pytest.mark.parametrize("path", ["/type/aside/", "/2020/01/01/"])
def test_a_list_of_one_kind_or_day_is_no_post_though_a_list_of_entries_dates_it(path: str) -> None:
    inventory = Inventory(home_url=f"{B}/")
    listed = _pending(path, "home-page", day="2020-01-01")
    assert inventory.judge(listed, _page(path, {"body.single"}, "2020-01-01")).is_post
    assert not inventory.judge(listed, _page(path, {"body.archive"}, "2020-01-01", og_type="article")).is_post


def test_a_page_that_says_it_is_missing_is_no_post_even_in_a_feed() -> None:
    inventory = Inventory(home_url=f"{B}/")
    assert not inventory.judge(_pending("/lost/", "feed"), _page("/lost/", set(), looks_missing=True)).is_post


def test_a_page_that_states_the_day_of_its_list_is_a_post_on_what_was_not_found() -> None:
    listed, inventory = _pending("/ini-not-found/", "archive-page", day="2005-09-01"), Inventory(home_url=f"{B}/")
    assert inventory.judge(listed, _page("/ini-not-found/", set(), "2005-09-01", looks_missing=True)).is_post
    assert not inventory.judge(listed, _page("/ini-not-found/", set(), looks_missing=True)).is_post


def test_a_canonical_address_is_believed_where_it_was_read_as_the_same_post() -> None:
    inventory = Inventory(home_url=f"{B}/")
    twin = _pending("/b/slug/", "sitemap")
    assert inventory.is_another(f"{B}/a/slug/", "A walk", twin)  # nothing is known of it
    inventory.titles[f"{B}/a/slug/"] = "A Walk"
    assert not inventory.is_another(f"{B}/a/slug/", "A walk", twin)
    assert inventory.is_another(f"{B}/a/slug/", "A swim", twin)


def test_a_theme_that_calls_every_page_an_archive_is_not_believed_against_the_feed() -> None:
    inventory = Inventory(home_url=f"{B}/")
    page = _page("/a-walk/", {"body.archive"}, "2020-01-01")
    assert inventory.judge(_pending("/a-walk/", "feed"), page).is_post
    assert not inventory.judge(_pending("/shop/", "post-sitemap"), page).is_post


def test_a_list_of_posts_below_it_is_no_post_though_the_home_page_dates_it_among_them() -> None:
    inventory = Inventory(home_url=f"{B}/")
    listed, page = _pending("/posts/", "home-page", day="2020-01-01"), _page("/posts/", set(), "2020-01-01", articles=5)
    assert inventory.judge(listed, page).is_post
    inventory.learn(posts=[f"{B}/posts/title-{n}/" for n in range(6)])
    assert not inventory.judge(listed, page).is_post
    assert inventory.judge(_pending("/posts/", "feed"), _page("/posts/", set(), "2020-01-01")).is_post


def test_a_page_below_a_word_for_posts_that_states_its_date_is_a_post_where_nothing_else_is_known() -> None:
    inventory = Inventory(home_url=f"{B}/")
    for path, is_post in (("/posts/goats/goats.html", True), ("/services/goats.html", False)):
        assert inventory.judge(_pending(path, "sitemap"), _page(path, {"h1@main"}, "2020-01-01")).is_post is is_post
    assert not inventory.judge(_pending("/posts/sheep.html", "sitemap"), _page("/posts/sheep.html", {"h1@main"})).is_post


def test_a_page_without_a_date_is_a_post_where_its_address_has_one_and_the_posts_shape() -> None:
    inventory = Inventory(home_url=f"{B}/")
    inventory.learn(posts=[f"{B}/2011/0{n}/walk.html" for n in range(1, 6)])
    for path, is_post in (("/2010/06/swim.html", True), ("/stars/index.html", False)):
        assert inventory.judge(_pending(path, "sitemap"), _page(path, {"h1@body"})).is_post is is_post
    assert not inventory.judge(_pending("/2010/06/all.html", "sitemap"), _page("/2010/06/all.html", {"h1@body"}, articles=9)).is_post


def test_a_drawing_that_a_list_names_is_a_post_in_a_template_of_its_own_where_its_address_has_its_day_among_the_posts() -> None:
    inventory = Inventory(home_url=f"{B}/")
    inventory.learn(posts=[f"{B}/2020/01/0{n}/walk-{n}/" for n in range(1, 7)])
    for n in range(1, 7):
        inventory.judge(
            _pending(f"/2020/01/0{n}/walk-{n}/", "feed"), _page(f"/2020/01/0{n}/walk-{n}/", {"body#sp", "div@main"}, f"2020-01-0{n}")
        )
    for path, day, is_post in (("/2020/02/01/drawing/", "2020-02-01", True), ("/2020/02/02/shelf/", None, False)):
        assert inventory.judge(_pending(path, "archive-page"), _page(path, {"body#zg"}, day)).is_post is is_post


def test_what_wordpress_marks_as_a_single_post_is_one_whatever_its_theme_shows_below() -> None:
    inventory = Inventory(home_url=f"{B}/")
    listed = _pending("/a-house/", "feed", "home-page")
    assert inventory.judge(listed, _page("/a-house/", {"body.single", "body.single-post"}, articles=20)).is_post
    assert not inventory.judge(listed, _page("/a-house/", {"body.home"}, articles=20)).is_post


def test_the_sixth_post_of_a_batch_is_judged_as_the_first() -> None:
    inventory = Inventory(home_url=f"{B}/")
    batch = [_pending(f"/posts/{name}/{name}.html", "sitemap") for name in ("goat", "sheep", "ferry", "pier", "harbour", "rope")]
    assert all(inventory.judge(a, _page(a.url.removeprefix(B), set(), "2020-01-01")).is_post for a in batch)


def test_posts_that_were_named_by_their_day_once_are_found_beside_the_newer_ones() -> None:
    inventory = Inventory(home_url=f"{B}/")
    inventory.learn(posts=[f"{B}/posts/walk-{n}.html" for n in range(6)])
    for path, is_post in (("/posts/2018-06-21-swim.html", True), ("/2018/06/swim/photo/", False), ("/projects/swim.html", False)):
        assert inventory.judge(_pending(path, "archive-page"), _page(path, {"h1@main"}, "2018-06-21")).is_post is is_post


def test_a_month_is_no_post_whatever_a_broken_theme_calls_it_unless_posts_are_named_so() -> None:
    signs = {"og_type": "article", "schema_types": frozenset({"BlogPosting"})}
    page = _page("/2006/03/", {"body.single-post"}, "2006-03-01", **signs)
    inventory = Inventory(home_url=f"{B}/")
    inventory.learn(posts=[f"{B}/2006/0{n}/walk.html" for n in range(1, 6)])
    assert not inventory.judge(_pending("/2006/03/", "sitemap"), page).is_post
    monthly = Inventory(home_url=f"{B}/")
    monthly.learn(posts=[f"{B}/2006/0{n}/" for n in range(4, 9)])
    assert monthly.judge(_pending("/2006/03/", "sitemap"), page).is_post


def test_what_all_posts_of_a_blog_call_themselves_speaks_against_none() -> None:
    site = {"meta:og:type=website", "h1@main"}
    for others, is_post in ((site, True), ({"meta:og:type=article", "h1@main"}, False)):
        inventory = Inventory(home_url=f"{B}/")
        inventory.learn(posts=[f"{B}/notes/walk-{n}" for n in range(6)], others=[f"{B}/notes/index"])
        for n in range(6):
            path = f"/notes/walk-{n}"
            inventory.judge(_pending(path, "feed"), _page(path, others, "2020-01-01"))
        found = inventory.judge(_pending("/notes/swim", "sitemap"), _page("/notes/swim", site, "2020-01-01", og_type="website"))
        assert found.is_post is is_post


def test_an_article_below_a_word_for_posts_is_one_though_others_lie_in_fewer_folders() -> None:
    inventory = Inventory(home_url=f"{B}/")
    inventory.learn(posts=[f"{B}/posts/walk-{n}/" for n in range(6)])
    for path, is_post in (("/en/posts/pier/ropes/", True), ("/en/shop/pier/ropes/", False)):
        page = _page(path, {"h1@main"}, "2020-01-01", og_type="article")
        assert inventory.judge(_pending(path, "sitemap"), page).is_post is is_post


def test_articles_without_a_date_are_posts_beside_episodes_that_have_one() -> None:
    inventory = Inventory(home_url=f"{B}/")
    paths = [f"/{kind}/{n}-walk.html" for kind in ("articles", "episodes") for n in range(6)]
    inventory.learn(posts=[B + path for path in paths], others=[f"{B}/articles/"])
    for path in paths:
        inventory.judge(_pending(path, "feed"), _page(path, {"h1@main"}, "2020-01-01"))
    for kind, is_post in (("article", True), ("website", False)):
        assert (
            inventory.judge(_pending("/articles/a-rope.html", "sitemap"), _page("/articles/a-rope.html", set(), og_type=kind)).is_post
            is is_post
        )


def test_of_a_kind_what_a_list_of_entries_names_is_tried_first() -> None:
    posts = [f"/archives/{n:06}.html" for n in range(100, 140)]
    files = [f"/archives/{n:06}.html" for n in range(900, 940)]
    shown = [_pending(p, "sitemap", *(["home-page"] if n > 35 else [])) for n, p in enumerate(posts)]
    pending = [*(_pending(p, "sitemap") for p in files), *shown]
    assert set(_fetched(Inventory(home_url=f"{B}/"), pending, set(posts))) >= set(posts)


@pytest.mark.parametrize(("known", "asked"), [(4, []), (0, ["/projects/one", "/projects/two"])])
def test_what_an_author_shows_beside_the_posts_is_not_probed(known: int, asked: list[str]) -> None:
    inventory = Inventory(home_url=f"{B}/")
    inventory.learn(posts=[f"{B}/posts/p{number}" for number in range(known)])
    listed = [_pending(f"/projects/{name}", "home-page") for name in ("one", "two")]
    assert sorted(a.url.removeprefix(B) for a in inventory.next_batch(listed)) == asked


def test_lists_of_days_to_which_the_dates_of_entries_lead_are_unlearned_when_they_say_what_they_are() -> None:
    days, posts = [f"/2020/08/{n:02}.html" for n in range(1, 9)], [f"/2020/08/walk-{n}.html" for n in range(1, 9)]
    inventory = Inventory(home_url=f"{B}/")
    listed = [_pending(p, "home-page", day="2020-08-01") for p in (*days[:3], *posts[:3])]
    inventory.learn(posts=[address.url for address in listed if inventory.is_vouched(address)])
    for address in listed:
        mark = "body.archive" if address.url.removeprefix(B) in days else "body.single-post"
        inventory.judge(address, _page(address.url.removeprefix(B), {mark}))
    assert [inventory.shapes.fit(B + p) for p in (days[7], posts[7])] == [Fit.NONE, Fit.STRONG]


def test_posts_in_folders_of_which_the_newest_ones_are_not_are_found_in_each() -> None:
    folders = [f"topic-{chr(97 + n)}" for n in range(15)]
    posts = {f"/{folder}/walk-{n}.html" for folder in folders for n in range(2 + len(folders) - folders.index(folder))}
    files = {f"/manual/chapter-{n}.html" for n in range(30)}
    fed = {f"/{folder}/walk-{n}.html" for folder in folders[:4] for n in range(2)}
    pending = [_pending(path, "sitemap", *(["feed"] if path in fed else [])) for path in sorted(posts | files)]
    fetched = set(_fetched(Inventory(home_url=f"{B}/"), pending, posts))
    assert posts <= fetched
    assert len(fetched & files) <= MAX_WEAK_MISSES


def test_pages_in_further_folders_cost_no_post_of_a_known_one() -> None:
    folders = [f"topic-{letter}" for letter in "abcd"]
    posts = {f"/{folder}/walk-{n}.html" for folder in folders for n in range(12)}
    about, files = f"/{folders[0]}/about-it.html", {f"/manual/chapter-{n}.html" for n in range(30)}
    fed = {f"/{folder}/walk-{n}.html" for folder in folders for n in range(2)}
    pending = [_pending(path, "sitemap", *(["feed"] if path in fed else [])) for path in sorted(posts | files)]
    inventory = Inventory(home_url=f"{B}/")
    inventory.learn(others=[B + about])
    assert posts <= set(_fetched(inventory, pending, posts))
