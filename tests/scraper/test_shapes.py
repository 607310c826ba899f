"""Shapes of post addresses, learned from known posts and tested against pages that are none."""

from collections.abc import Iterable

import pytest

from scraper.shapes import Fit, PostShapes, shape_of

B = "https://blog.example"


def learned(posts: list[str], others: Iterable[str] = ()) -> PostShapes:
    shapes = PostShapes()
    shapes.add(set(posts), others)
    return shapes


@pytest.mark.parametrize(
    ("path", "classes"),
    [
        ("/2014/05/03/title/", ("{year}", "{month}", "{day}", "{slug}")),
        ("/posts/title.html", ("{word}", "{slug}.html")),
        ("/archives/123", ("{word}", "{number}")),
        ("/2014/index.html", ("{year}",)),
        ("/2014-05-03-title", ("{dated-slug}",)),
        ("/?p=12", ("?p={number}",)),
        ("/index.php?/archives/12-title.html", ("{word}", "{slug}.html")),
        ("/index.php?post/2014/05/03/title", ("{word}", "{year}", "{month}", "{day}", "{slug}")),
        ("/?q=some/words", ("?q={word}",)),
        ("/archives/2014/05.html", ("{word}", "{year}", "{month}")),
        ("/archives/2014/5.html", ("{word}", "{year}", "{number}.html")),
        ("/", ()),
    ],
)
def test_shape_of(path: str, classes: tuple[str, ...]) -> None:
    assert shape_of(B + path).classes == classes


def test_one_folder_of_posts_is_told_from_lists_in_other_folders() -> None:
    shapes = learned([f"{B}/posts/title-{word}/" for word in "abc"], [f"{B}/", f"{B}/tags/x/", f"{B}/posts/"])
    assert shapes.fit(f"{B}/posts/another/") is Fit.STRONG
    for other in ("/tags/y/", "/categories/a/", "/posts/page/2/", "/posts/", "/about/", "/"):
        assert shapes.fit(B + other) is Fit.NONE


def test_dated_addresses_may_lie_under_any_category() -> None:
    shapes = learned([f"{B}/home/2014/05/03/a.html", f"{B}/culture/2015/01/02/b.html"], [])
    assert shapes.fit(f"{B}/software/2016/02/03/c.html") is Fit.STRONG
    assert shapes.fit(f"{B}/2016/02/03/") is Fit.NONE


def test_posts_at_the_root_beside_other_pages_are_only_a_weak_fit() -> None:
    shapes = learned([f"{B}/{word}.html" for word in ("first-post", "second", "third")], [f"{B}/links-i-like.html"])
    assert shapes.fit(f"{B}/fourth.html") is Fit.WEAK
    assert shapes.fit(f"{B}/archives.html") is Fit.NONE
    assert shapes.fit(f"{B}/about.html") is Fit.NONE


def test_a_known_post_overrules_a_word_that_mostly_names_lists() -> None:
    shapes = learned([f"{B}/archives/{n}" for n in range(3)], [])
    assert shapes.fit(f"{B}/archives/77") is Fit.STRONG


def test_behind_a_day_stands_a_slug_whatever_it_says() -> None:
    shapes = learned([f"{B}/2019/03/0{n}/p{n}/" for n in range(1, 4)])
    assert [shapes.fit(f"{B}/2022/09/04/{word}/") for word in ("RSS", "search", "login")] == [Fit.STRONG] * 3
    assert shapes.fit(f"{B}/2022/09/04/feed/") is Fit.NONE
    assert shapes.fit(f"{B}/2022/09/04/page/2/") is Fit.NONE


def test_behind_a_month_stands_a_slug_where_known_posts_have_theirs() -> None:
    words = ("search", "login", "rss", "feed")
    shapes = learned([f"{B}/2019/0{n}/p{n}/" for n in range(1, 4)])
    assert [shapes.fit(f"{B}/2022/09/{word}/") for word in words] == [Fit.STRONG] * 2 + [Fit.NONE] * 2
    assert learned([f"{B}/2019/p{n}/" for n in range(1, 4)]).is_list_address(f"{B}/2022/09/search/")


def test_a_file_behind_a_month_is_a_post_whatever_it_says() -> None:
    shapes = learned([f"{B}/2019/0{n}/p{n}.html" for n in range(1, 4)])
    assert [shapes.fit(f"{B}/2022/09/{word}") for word in ("rss.html", "search.html", "feed/")] == [Fit.STRONG, Fit.STRONG, Fit.NONE]


def test_before_a_month_the_word_archives_names_its_list_and_before_a_slug_a_post() -> None:
    shapes = learned([])
    assert not shapes.is_list_address(f"{B}/archives/2004/05/some_title.html")
    assert not shapes.is_list_address(f"{B}/archives/000114.html")
    assert not shapes.is_list_address(f"{B}/archives/2980")  # WordPress's "numeric" addresses
    lists = (
        "archives/2004/05/",
        "archives/2004/05.html",
        "archives/200405.html",
        "archives/2004/05/page/2/",
        "tag/2004/05/some_title.html",
    )
    assert all(shapes.is_list_address(f"{B}/{path}") for path in lists)


def test_one_odd_address_in_a_feed_makes_no_shape() -> None:
    posts = [f"{B}/posts/p{n}/" for n in range(20)] + [f"{B}/hello/"]
    assert learned(posts).fit(f"{B}/uses-this/") is Fit.NONE


def test_what_is_learned_later_counts_as_if_it_had_been_known_from_the_start() -> None:
    posts, pages = [f"{B}/{word}.html" for word in ("first", "second", "third")], [f"{B}/links.html"]
    shapes = learned(posts[:2], pages)
    assert shapes.fit(f"{B}/fourth.html") is Fit.WEAK
    shapes.add({*posts, *pages})  # the page is a post after all
    assert shapes.fit(f"{B}/fourth.html") is learned([*posts, *pages]).fit(f"{B}/fourth.html")
    shapes.add(set(), [f"{B}/about-this-site.html"])
    assert shapes.fit(f"{B}/fourth.html") is Fit.WEAK


def test_the_index_file_of_a_standing_page_is_that_page() -> None:
    shapes = PostShapes()
    shapes.add({f"{B}/{slug}/" for slug in ("frost", "lamps", "soup", "ferry")}, set())
    assert shapes.is_list_address(f"{B}/about/index.html")
    assert not shapes.is_list_address(f"{B}/gate/index.html")


def test_an_index_file_with_a_query_is_no_standing_page() -> None:
    shapes = PostShapes()
    assert not shapes.is_list_address(f"{B}/index.php?id=22&cat=3")
    assert shapes.is_list_address(f"{B}/index.php")


def test_what_posts_lie_below_is_their_list() -> None:
    shapes = learned(
        [f"{B}/posts/title-{word}/" for word in "abcd"] + [f"{B}/{folder}/{n}/a/" for folder in ("x", "y") for n in ("k", "l")]
    )
    for folder in ("/posts/", "/posts", "/posts/index.html", "/x/", "/y/l/"):
        assert shapes.is_folder_of_posts(B + folder), folder
    for other in ("/", "/about/", "/posts/title-a/", "/posts/title-a/more/", "/k/"):
        assert not shapes.is_folder_of_posts(B + other), other
    assert not learned([f"{B}/posts/a/", f"{B}/posts/b/"]).is_folder_of_posts(f"{B}/posts/")


@pytest.mark.parametrize("path", ["/recentchanges/", "/mentions-legales.html"])
def test_a_page_that_every_site_of_a_kind_has_is_no_post(path: str) -> None:
    assert learned([], []).is_list_address(B + path)


def test_a_folder_that_each_post_has_of_its_own_is_no_part_of_the_shape() -> None:
    shapes = learned([f"{B}/posts/{name}/{name}.html" for name in ("goat", "sheep", "ferry", "pier")], [])
    assert shapes.fit(f"{B}/posts/harbour/harbour.html") is Fit.STRONG
    assert shapes.fit(f"{B}/projects/harbour/harbour.html") is Fit.NONE
    shared = learned(
        [f"{B}/posts/{name}/walk-{name}.html" for name in ("goat", "sheep")] + [f"{B}/posts/goat/walk-{n}.html" for n in "ab"], []
    )
    assert shared.fit(f"{B}/posts/harbour/harbour.html") is Fit.NONE


def test_a_standing_page_is_one_in_every_language_of_a_site() -> None:
    shapes = PostShapes()
    shapes.add(
        {f"https://blog.example/2020/0{n}/goats/" for n in range(1, 6)} | {f"https://blog.example/bg/2020/0{n}/kozi/" for n in range(1, 6)}
    )
    assert shapes.is_list_address("https://blog.example/bg/about/")
    assert shapes.is_list_address("https://blog.example/pt-br/contact/")
    assert not shapes.is_list_address("https://blog.example/goats/about-sheep/")


def test_the_query_is_the_path_only_of_a_folder_or_a_program() -> None:
    assert shape_of(f"{B}/index.php?/2014/05/goats").classes == shape_of(f"{B}/?2014/05/goats").classes == ("{year}", "{month}", "{slug}")
    assert shape_of(f"{B}/2014/05/goats?news/mail").classes[:3] == ("{year}", "{month}", "{slug}")


def test_the_404th_of_numbered_posts_is_a_post_and_the_page_of_an_error_is_none() -> None:
    shapes = learned([f"{B}/journal/{number}.html" for number in (7, 81, 403, 405)])
    assert shapes.fit(f"{B}/journal/404.html") is Fit.STRONG
    assert shapes.is_list_address(f"{B}/404.html")


@pytest.mark.parametrize("path", ["/2007/12/10/frost/trackback/", "/2007/12/10/frost/trackback/index.html"])
def test_where_trackbacks_are_sent_is_no_post(path: str) -> None:
    shapes = learned([f"{B}/2007/12/10/frost-{word}/" for word in "abc"])
    assert shapes.is_list_address(B + path)


@pytest.mark.parametrize(
    "path", ["/kategoria/ruby/", "/kategori/linux/", "/etiket/java/", "/cimke/tenger/", "/hakkimda/", "/o-mnie/", "/tentang/"]
)
def test_lists_and_standing_pages_are_known_by_words_of_many_languages(path: str) -> None:
    assert learned([f"{B}/frost-{word}/" for word in "abc"]).is_list_address(B + path)


def test_a_number_behind_a_day_is_what_a_post_is_called() -> None:
    shapes = learned([f"{B}/2014/05/03/frost-{word}/" for word in "abc"])
    assert shapes.fit(f"{B}/2014/05/04/15/") is Fit.STRONG


def test_posts_in_the_folder_of_another_language_have_the_posts_addresses_below_it() -> None:
    shapes = learned([f"{B}/p/title-{word}/" for word in "abcde"])
    assert shapes.fit(f"{B}/en/p/some-title/") is Fit.WEAK
    assert shapes.fit(f"{B}/en/some-title/") is Fit.NONE
    assert shapes.fit(f"{B}/wiki/p/some-title/") is Fit.NONE
