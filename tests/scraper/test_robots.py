import time

import pytest

from scraper.robots import RobotsRules, parse_robots, product_token, rules_of_answer

HOST = "https://blog.example"


def allowed(rules: RobotsRules, path: str) -> bool:
    return rules.why_forbidden(HOST + path) is None


def test_wildcards_anchors_and_the_longest_match_decide_whatever_the_line_ends() -> None:
    lines = [
        "User-agent: *",
        "Disallow: /private/",
        "Disallow: /*.pdf$",
        "Disallow: /2024/*/secret",
        "Allow: /private/open",
        "Crawl-delay: 1.5",
    ]
    for line_end in ("\r", "\n", "\r\n"):
        rules = parse_robots(("\ufeff" + line_end.join(lines)).encode())
        verdicts = [
            allowed(rules, path) for path in ("/private/1/", "/2024/02/secret-post/", "/paper.pdf", "/private/open/", "/paper.pdf?x")
        ]
        assert verdicts == [False, False, False, True, True]
        assert rules.crawl_delay == 1.5


def test_our_own_group_counts_before_everybodys() -> None:
    rules = parse_robots(b"User-agent: *\nDisallow: /\n\nUser-agent: BlogArchive\nDisallow: /no/\nSitemap: https://blog.example/s.xml\n")

    assert allowed(rules, "/yes")
    assert not allowed(rules, "/no/")
    assert rules.sitemaps == ("https://blog.example/s.xml",)


def test_a_sitemap_whose_address_is_a_placeholder_is_none() -> None:
    rules = parse_robots(b"Sitemap: https://[your-domain]/sitemap.xml\nSitemap: /s.xml\n")
    assert rules.sitemaps == ("/s.xml",)


@pytest.mark.parametrize(
    ("user_agent", "name"),
    [
        ("my-archive/1.0 (+https://you.example/)", "my-archive"),
        ("Archive_2 of mine", "Archive_2"),
        ("Mozilla/5.0 (compatible; my-archive/1.0; +https://you.example/)", "my-archive"),
        ("Mozilla/5.0 (X11; Linux x86_64)", "Mozilla"),
        ("blogarchive/1.0", "blogarchive"),
        ("", "blogarchive"),
        ("(nobody)", "blogarchive"),
    ],
)
def test_a_crawler_has_the_name_that_it_sends(user_agent: str, name: str) -> None:
    assert product_token(user_agent) == name


@pytest.mark.parametrize(
    ("status", "expected"), [(200, True), (404, True), (403, True), (410, True), (429, False), (500, False), (503, False)]
)
def test_not_there_is_consent_and_a_server_error_is_not(status: int, expected: bool) -> None:
    rules = rules_of_answer(status, b"")

    assert allowed(rules, "/post") is expected
    if not expected:
        assert rules.why_forbidden(HOST) == f"robots.txt answered {status}: nothing is fetched until it can be read"


def test_a_page_in_the_place_of_robots_txt_forbids_nothing() -> None:
    assert allowed(parse_robots(b"<!doctype html><title>Not found</title><p>Disallow: /"), "/post")


def test_an_absurd_crawl_delay_is_bounded() -> None:
    assert parse_robots(b"User-agent: *\nCrawl-delay: 86400\n").crawl_delay == 60.0
    assert parse_robots(b"User-agent: *\nCrawl-delay: soon\n").crawl_delay is None


def test_patterns_made_to_exhaust_a_matcher_and_a_file_of_many_rules_stay_fast_and_right() -> None:
    many = "".join(f"Disallow: /no/{n}/*x*y$\n" for n in range(50_000))
    rules = parse_robots(("User-agent: *\nDisallow: /" + "*1" * 14 + "*Z\n" + many + "Disallow: /private/\n").encode())

    started = time.process_time()
    assert allowed(rules, "/" + "1" * 70 + "/")
    assert not allowed(rules, "/private/1/")
    assert time.process_time() - started < 1
