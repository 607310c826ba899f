import socket
from collections.abc import Iterator
from ipaddress import ip_address, ip_network

import pytest

from scraper.failures import AddressRefusedError
from scraper.safety import AddressGuard, Allowance, effective_address, is_public, literal_address
from tests.scraper.middlewares.conftest import Asked, Crawl, Serve, Server, page, without_robots


@pytest.fixture
def inner(serve: Serve) -> Iterator[Server]:
    """A service that only the machine itself should reach."""
    server = serve(lambda _: page(b"secret"))
    yield server
    assert server.asked == []


FORMS = ["127.0.0.1", "localhost", "2130706433", "0177.0.0.1", "0x7f.1", "127.1", "[::1]", "[::ffff:127.0.0.1]", "0.0.0.0"]  # noqa: S104


def test_no_form_of_a_private_address_is_dialled(inner: Server, crawl: Crawl) -> None:
    urls = [f"http://{host}:{inner.port}/" for host in FORMS]

    crawled = crawl(urls, allow_nets=[])

    assert {result["error_type"] for result in crawled.results} == {"AddressRefusedError"}
    assert len(crawled.results) == len(FORMS)
    assert crawled.counts["refused_addresses"] >= len(FORMS) - 2


def test_the_refusal_says_how_to_allow_it(inner: Server, crawl: Crawl) -> None:
    crawled = crawl([f"http://127.0.0.1:{inner.port}/", f"http://localhost:{inner.port}/"], allow_nets=["10.0.0.0/8"])

    literal, name = [result["error"] for result in crawled.results]
    if "localhost" in literal:
        literal, name = name, literal
    assert literal == "127.0.0.1 is a loopback address; allow it with --allow-net 127.0.0.0/8"
    assert name.startswith("localhost resolves to ")
    assert "a loopback address; allow it with --allow-net " in name


@pytest.mark.parametrize(("redirected", "error"), [("/post", "AddressRefusedError"), ("/robots.txt", "RobotsRefusedError")])
def test_a_redirect_does_not_lead_into_the_private_network(inner: Server, serve: Serve, crawl: Crawl, redirected: str, error: str) -> None:
    hop = page(b"", "302 Found", Location=f"http://127.0.0.1:{inner.port}/")
    blog = serve(lambda asked: hop if asked.path == redirected else page())

    crawled = crawl([f"http://localhost:{blog.port}/post"], allow_nets=[], private_hosts=["localhost"])

    assert crawled.results[0]["error_type"] == error
    assert "127.0.0.1 is a loopback address" in crawled.results[0]["error"]
    assert len(blog.asked_for(redirected)) == 1


def test_a_host_that_the_user_named_may_be_private(serve: Serve, crawl: Crawl) -> None:
    blog = serve(lambda _: page())

    crawled = crawl([f"http://localhost:{blog.port}/post"], allow_nets=[], private_hosts=["LocalHost"])

    assert crawled.results[0]["status"] == 200


OTHER_SCHEMES = ["file:///etc/passwd", "data:text/html,secret", "ftp://127.0.0.1/x", "s3://bucket/key"]


def test_a_redirect_to_another_scheme_is_not_followed(serve: Serve, crawl: Crawl) -> None:
    blog = serve(without_robots(lambda asked: page(b"", "302 Found", Location=OTHER_SCHEMES[int(asked.path[1:])])))

    crawled = crawl([f"{blog.url}/{number}" for number in range(len(OTHER_SCHEMES))])

    assert [result["status"] for result in crawled.results] == [302] * len(OTHER_SCHEMES)


def test_only_http_and_https_are_spoken(crawl: Crawl) -> None:
    crawled = crawl(OTHER_SCHEMES)

    assert sorted(result["error"] for result in crawled.results) == sorted(f"{url}: not an http or https address" for url in OTHER_SCHEMES)


def test_long_addresses_are_fetched_and_endless_ones_are_not(serve: Serve, crawl: Crawl) -> None:
    blog = serve(lambda asked: page(b"", "302 Found", Location="/" + "x" * 9000) if asked.path == "/hop" else page())
    post = f"{blog.url}/{'a' * 2500}/"

    crawled = crawl([post, f"{blog.url}/hop", f"{blog.url}/{'b' * 70_000}"])

    assert crawled.result(post)["status"] == 200
    assert max(len(asked.path) for asked in blog.asked) < 3000
    assert len(crawled.results) == 2  # Scrapy itself drops the third before it is scheduled


def test_a_proxy_on_loopback_is_allowed_and_what_it_must_not_reach_is_not(inner: Server, serve: Serve, crawl: Crawl) -> None:
    proxy = serve(lambda _: page(b"by proxy"))
    env = {"http_proxy": f"http://127.0.0.1:{proxy.port}"}
    urls = ["http://blog.example/post", "http://169.254.169.254/latest/", "http://localhost:1/", f"http://127.0.0.1:{inner.port}/"]

    crawled = crawl(urls, allow_nets=[], env=env)

    assert crawled.result("http://blog.example/post")["status"] == 200
    assert [result["error_type"] for result in crawled.results if "error" in result] == ["AddressRefusedError"] * 3
    assert {asked.path for asked in proxy.asked} == {"http://blog.example/robots.txt", "http://blog.example/post"}


def test_no_proxy_is_honoured(serve: Serve, crawl: Crawl) -> None:
    proxy, blog = serve(lambda _: page(b"by proxy")), serve(lambda _: page(b"direct"))
    env = {"http_proxy": f"http://127.0.0.1:{proxy.port}", "no_proxy": "localhost"}

    crawled = crawl([f"http://localhost:{blog.port}/post"], private_hosts=["localhost"], env=env)

    assert crawled.results[0]["text"] == "direct"
    assert proxy.asked == []


def test_nothing_secret_follows_a_redirect_to_another_host(serve: Serve, crawl: Crawl) -> None:
    other = serve(lambda _: page())

    def answer(asked: Asked) -> bytes:
        if asked.path == "/post":
            return page(b"", "302 Found", Location=f"http://localhost:{other.port}/stolen", Set_Cookie="id=TOPSECRET")
        return page(Set_Cookie="id=TOPSECRET")

    blog = serve(answer)
    crawl([f"{blog.url}/home"], [f"{blog.url}/post"], allow_nets=["127.0.0.0/8", "::1/128"], headers={"Authorization": "Bearer TOPSECRET"})

    (stolen,) = other.asked_for("/stolen")
    assert not {"cookie", "authorization", "referer"} & set(stolen.headers)
    assert all("cookie" not in asked.headers and "referer" not in asked.headers for asked in blog.asked)


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("93.184.216.34", True),
        ("2606:2800:220:1:248:1893:25c8:1946", True),
        ("10.1.2.3", False),
        ("172.31.0.1", False),
        ("192.168.1.1", False),
        ("169.254.169.254", False),
        ("100.64.0.1", False),
        ("0.0.0.0", False),  # noqa: S104
        ("224.0.0.1", False),
        ("255.255.255.255", False),
        ("240.0.0.1", False),
        ("::", False),
        ("::1", False),
        ("fe80::1%eth0", False),
        ("fd00::1", False),
        ("ff02::1", False),
        ("::ffff:10.0.0.1", False),
        ("64:ff9b::10.0.0.1", False),
        ("64:ff9b::93.184.216.34", True),
        ("2002:0a00:0001::1", False),
    ],
)
def test_only_addresses_that_the_whole_internet_reaches_are_public(address: str, public: bool) -> None:
    assert is_public(effective_address(address)) is public


@pytest.mark.parametrize(
    ("host", "address"), [("blog.example", None), ("127.1", "127.0.0.1"), ("3com.example", None), ("::1", "::1"), ("", None)]
)
def test_an_address_is_told_from_a_name(host: str, address: str | None) -> None:
    assert literal_address(host) == address


def test_a_name_is_judged_at_every_look_up_by_the_address_it_has_then() -> None:
    guard = AddressGuard()
    guard.admit("crawl", Allowance(frozenset({"named.example"}), (ip_network("10.1.0.0/16"),)))

    assert guard.refusal("blog.example", "93.184.216.34") is None
    assert guard.refusal("blog.example", "10.0.0.1") == (
        "blog.example resolves to 10.0.0.1, a private address; allow it with --allow-net 10.0.0.0/8"
    )
    assert guard.refusal("blog.example", "10.1.0.1") is None
    assert guard.refusal("named.example", "192.168.0.1") is None
    with pytest.raises(AddressRefusedError):
        guard.check_literal("localhost")
    guard.dismiss("crawl")
    assert guard.refusal("blog.example", "10.0.0.1") is None


def test_an_address_that_one_blog_may_reach_is_not_open_to_another_of_its_run() -> None:
    guard = AddressGuard()
    guard.admit("mine", Allowance(frozenset({"127.0.0.1"})))
    guard.admit("other", Allowance())
    guard.check_literal("127.0.0.1", "mine")
    with pytest.raises(AddressRefusedError, match=r"127\.0\.0\.1 is a loopback address"):
        guard.check_literal("127.0.0.1", "other")


def test_every_private_address_gets_words_and_a_network_that_holds_it() -> None:
    guard = AddressGuard()
    guard.admit("crawl", Allowance())
    for address in ("127.0.0.1", "::1", "10.0.0.1", "fd00::1", "fe80::1", "100.64.0.1", "224.0.0.1", "0.0.0.0", "240.0.0.1"):  # noqa: S104
        text = guard.refusal("blog.example", address)
        assert text is not None
        assert ip_address(address) in ip_network(text.rpartition(" ")[2])


def test_this_machine_resolves_short_forms_as_the_guard_expects() -> None:
    assert {info[4][0] for info in socket.getaddrinfo("127.1", 80, type=socket.SOCK_STREAM)} == {literal_address("127.1")}
