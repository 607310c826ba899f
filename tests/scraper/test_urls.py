"""Addresses: one spelling for one resource."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scrapy import Request

from scraper.urls import (
    asks_login,
    at_home,
    canonical_url,
    in_scope,
    loose_key,
    may_be_page,
    scope_of,
    slug_of,
    user_url,
    without_default_port,
)


@pytest.mark.parametrize(
    ("url", "base", "wanted"),
    [
        ("HTTPS://Blog.Example:443/a/../b//c/?utm_source=x&b=2#part", None, "https://blog.example/b/c/?b=2"),
        ("./a b.html", "https://blog.example/c/d", "https://blog.example/c/a%20b.html"),
        ("//other.example/x?", "https://blog.example/", "https://other.example/x"),
        ("?p=12&replytocom=3", "https://blog.example/", "https://blog.example/?p=12"),
        ("https://name.blogspot.com/2014/05/x.html?spref=tw&showComment=1#c1", None, "https://name.blogspot.com/2014/05/x.html"),
        ("post.html%3FshowComment=136.html", "https://blog.example/2013/04/", "https://blog.example/2013/04/post.html"),
        ("/post/index.html%3Freplytocom=5.html", "https://blog.example/", "https://blog.example/post/index.html"),
        ("/is-it-true%3F", "https://blog.example/", "https://blog.example/is-it-true%3F"),
        ("/index.html%3Fp=12.html", "https://blog.example/", "https://blog.example/index.html%3Fp=12.html"),
        ("/post;jsessionid=AB12?sid=0a1b2c3d4e5f60718293", "https://blog.example/", "https://blog.example/post"),
        ("/(S(lit3py55t21z5v55vlm25s55))/post.aspx", "https://blog.example/", "https://blog.example/post.aspx"),
        ("/(A(s8fZ2rP1ygEkAAAA)S(lit3py55t21z5v55vlm25s55))/(a)/", "https://blog.example/", "https://blog.example/(a)/"),
        ("/article.pl?sid=02/03/04/112", "https://blog.example/", "https://blog.example/article.pl?sid=02/03/04/112"),
        ("/post?share=twitter&nb=1&print=1", "https://blog.example/", "https://blog.example/post"),
        ("/article.php?print=77", "https://blog.example/", "https://blog.example/article.php?print=77"),
        ("?s", "https://blog.example/post/", "https://blog.example/post/"),
        ("?s=&paged=2", "https://blog.example/", "https://blog.example/?paged=2"),
        ("/index.php?post/2014/05/x&utm_source=rss", "https://blog.example/", "https://blog.example/index.php?post/2014/05/x"),
        ("?title=%E9t%e9+1&&fbclid=1", "https://blog.example/", "https://blog.example/?title=%E9t%e9+1"),
        ("?s=goats", "https://blog.example/", "https://blog.example/?s=goats"),
        ("http://user:secret@blog.example/x", None, "http://blog.example/x"),
        ("http://例え.jp/é", None, "http://xn--r8jz45g.jp/%C3%A9"),
        ("javascript:void(0)", "https://blog.example/", None),
        ("mailto:a@blog.example", "https://blog.example/", None),
        ("relative", None, None),
        ("http://", None, None),
        ("https://blog.example/\ud83d", None, None),
        ("https://blog.example/" + "x" * 9000, None, None),
    ],
)
def test_canonical_url(url: str, base: str | None, wanted: str | None) -> None:
    assert canonical_url(url, base) == wanted


@given(st.text(max_size=80), st.sampled_from([None, "https://blog.example/a/"]))
def test_a_canonical_url_is_its_own_canonical_url(text: str, base: str | None) -> None:
    url = canonical_url(text, base)
    assert url is None or canonical_url(url) == url


@given(st.text(st.characters(min_codepoint=32, max_codepoint=126) | st.sampled_from("é例"), max_size=40))
def test_a_canonical_url_is_what_a_request_asks_for(text: str) -> None:
    url = canonical_url("https://blog.example/p/" + text)
    assert url is None or Request(url).url == url


@pytest.mark.parametrize(
    ("typed", "wanted"),
    [
        ("blog.example", "https://blog.example/"),
        ("http://127.0.0.1:8000/x", "http://127.0.0.1:8000/x"),
        ("localhost:8000", "https://localhost:8000/"),
        ("[::1]:80", "https://[::1]:80/"),
        ("blog.example./x", "https://blog.example./x"),
        ("../../x", None),
        ("https://../x", None),
        (".example", None),
        ("blog..example", None),
        ("ht!tp:/x", None),
        ("two words.example", None),
        ("", None),
        ("word", None),
        ("mailto:ada@blog.example", None),
        ("ada@blog.example", None),
        ("blog.example/@ada", "https://blog.example/@ada"),
    ],
)
def test_user_url(typed: str, wanted: str | None) -> None:
    assert user_url(typed) == wanted


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("http://www.blog.example/a/", "https://blog.example/a"),
        ("https://blog.example/a/index.html", "https://blog.example/a/"),
        ("https://blog.example/%C3%A9", "https://blog.example/é"),
        ("https://blog.example/?title=%c3%a9+%28a%2Fb", "https://blog.example/?title=%C3%A9%20(a/b"),
    ],
)
def test_spellings_of_one_page_share_a_loose_key(one: str, other: str) -> None:
    assert loose_key(one) == loose_key(other)


def test_different_pages_have_different_loose_keys() -> None:
    urls = [
        "https://blog.example/a",
        "https://blog.example/b",
        "https://blog.example/%EF%F0%E8%E2%E5%F2/",
        "https://blog.example/%EF%EE%E3%EE%E4%E0/",
        "https://blog.example/?p=1",
        "https://blog.example/?p=2",
        "https://blog.example/?tag=r&b",
        "https://blog.example/?tag=r%26b",
        "https://blog.example/?tag=%E9",
        "https://blog.example/?tag=%E8",
        "https://blog.example:81/a",
    ]
    assert len({loose_key(url) for url in urls}) == len(urls)


@pytest.mark.parametrize(
    ("home", "scope"),
    [
        ("https://www.blog.example/", "blog.example/"),
        ("https://site.example/blog/", "site.example/blog/"),
        ("https://free.example/name", "free.example/name/"),
        ("https://blog.example/index.html", "blog.example/"),
        ("http://127.0.0.1:8000/", "127.0.0.1:8000/"),
    ],
)
def test_scope_of(home: str, scope: str) -> None:
    assert scope_of(home) == scope


@pytest.mark.parametrize(
    ("url", "scope", "wanted"),
    [
        ("http://www.site.example/blog", "site.example/blog/", True),
        ("https://site.example/blog/x", "site.example/blog/", True),
        ("https://site.example/blogger", "site.example/blog/", False),
        ("https://evil.example/site.example/blog/", "site.example/blog/", False),
        ("https://blog.example", "blog.example/", True),
    ],
)
def test_in_scope(url: str, scope: str, wanted: bool) -> None:
    assert in_scope(url, scope) is wanted


def test_at_home_changes_only_scheme_and_host() -> None:
    assert at_home("http://www.blog.example/a?b=1", "https://blog.example/") == "https://blog.example/a?b=1"
    assert at_home("http://other.example/a", "https://blog.example/") == "http://other.example/a"


@pytest.mark.parametrize(
    ("led_to", "is_login"),
    [
        ("https://site.example/?returnto=http%3A%2F%2Fann.site.example%2F77.html%3Fformat%3Dlight&errmsg=notloggedin", True),
        ("https://site.example/misc/adult.bml?ret=https://ann.site.example/77.html", True),
        ("https://site.example/?returnto=https%3A%2F%2Fann.site.example%2F", False),
        ("https://ann.site.example/77.html?from=rss", False),
        ("https://ann.site.example/login/?next=/77.html", True),
        ("https://ann.site.example/login/?next=%2F", False),
        ("https://ann.site.example/en/77.html?from=/77.html", False),
    ],
)
def test_a_page_that_says_where_one_goes_on_to_from_it_lets_people_in(led_to: str, is_login: bool) -> None:
    assert asks_login(led_to, "https://ann.site.example/77.html") is is_login


def test_files_are_no_pages() -> None:
    assert not may_be_page("https://blog.example/a/photo.JPG")
    assert not may_be_page("https://blog.example/cgi-bin/mt-comments.cgi?entry_id=12")
    assert not may_be_page("https://blog.example/wp-login.php?action=register")
    assert may_be_page("https://blog.example/a.html")
    assert may_be_page("https://blog.example/version-2.0")


def test_what_a_wiki_is_asked_to_do_is_no_page() -> None:
    assert not may_be_page("https://blog.example/ikiwiki.cgi?do=edit&page=posts%2Fgoats")
    assert may_be_page("https://blog.example/index.php?do=show&id=12")


def test_a_slug_is_a_safe_folder_name() -> None:

    assert slug_of("https://www.site.example/blog%20one/..x") == "site.example-blog-20one--x"
    assert slug_of("http://127.0.0.1:8000/") == "127.0.0.1-8000"
    assert slug_of("https://xn--bcher-kva.example/") == "xn--bcher-kva.example"


@pytest.mark.parametrize(
    ("url", "wanted"),
    [
        ("https://blog.example:443/a?b=:443", "https://blog.example/a?b=:443"),
        ("HTTP://blog.example:80", "HTTP://blog.example"),
        ("http://[::1]:80/", "http://[::1]/"),
        ("http://[::80]/", "http://[::80]/"),
        ("https://blog.example:80/", "https://blog.example:80/"),
        ("http://blog.example:8080/", "http://blog.example:8080/"),
        ("http://blog.example/x:80/", "http://blog.example/x:80/"),
    ],
)
def test_the_port_that_a_scheme_has_anyway_is_left_out(url: str, wanted: str) -> None:
    assert without_default_port(url) == wanted
