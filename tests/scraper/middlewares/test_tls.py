"""Certificates are verified, directly and through a proxy; SSL_CERT_FILE names more authorities."""

import contextlib
import datetime
import ipaddress
import socket
import ssl
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests.scraper.middlewares.conftest import Crawl, Serve, page, read_head, without_robots

NOW = datetime.datetime.now(datetime.UTC)


@dataclass(frozen=True, slots=True)
class Authority:
    """A certificate authority of our own and a server's certificate by it."""

    ca_file: Path
    server: ssl.SSLContext


def name(text: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])


def builder(subject: str, issuer: str, key: ec.EllipticCurvePublicKey) -> x509.CertificateBuilder:
    start = x509.CertificateBuilder().subject_name(name(subject)).issuer_name(name(issuer)).public_key(key)
    day = datetime.timedelta(days=1)
    return start.serial_number(x509.random_serial_number()).not_valid_before(NOW - day).not_valid_after(NOW + day)


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    folder = tmp_path_factory.mktemp("tls")
    ca_key, key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    ca = builder("Test CA", "Test CA", ca_key.public_key()).add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
    names = x509.SubjectAlternativeName(
        [x509.DNSName("localhost"), x509.DNSName("blog.example"), x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]
    )
    leaf = builder("localhost", "Test CA", key.public_key()).add_extension(names, critical=False)
    ca_pem = ca.sign(ca_key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)
    leaf_pem = leaf.sign(ca_key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)
    key_pem = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    (folder / "ca.pem").write_bytes(ca_pem)
    (folder / "server.pem").write_bytes(key_pem + leaf_pem)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "server.pem")
    return Authority(folder / "ca.pem", context)


@dataclass
class Tunnel:
    """A proxy that understands CONNECT and sends every tunnel to one port."""

    target_port: int
    connects: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self) -> None:
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                client, _ = self._listener.accept()
                threading.Thread(target=self._tunnel, args=(client,), daemon=True).start()

    def _tunnel(self, client: socket.socket) -> None:
        with contextlib.suppress(OSError), client, socket.create_connection(("127.0.0.1", self.target_port)) as server:
            self.connects.append(read_head(client).decode().split(" ")[1])
            client.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
            back = threading.Thread(target=pour, args=(server, client), daemon=True)
            back.start()
            pour(client, server)
            back.join(10)


def pour(source: socket.socket, sink: socket.socket) -> None:
    with contextlib.suppress(OSError):
        while piece := source.recv(65536):
            sink.sendall(piece)
        sink.shutdown(socket.SHUT_WR)


@pytest.fixture
def tunnel(serve: Serve, authority: Authority) -> Iterator[Tunnel]:
    proxy = Tunnel(serve(without_robots(lambda _: page(b"by tunnel")), tls=authority.server).port)
    yield proxy
    proxy.close()


def test_a_certificate_of_a_named_authority_is_accepted(serve: Serve, crawl: Crawl, authority: Authority) -> None:
    server = serve(without_robots(lambda _: page(b"secure")), tls=authority.server)

    crawled = crawl([f"https://localhost:{server.port}/"], private_hosts=["localhost"], env={"SSL_CERT_FILE": str(authority.ca_file)})

    assert crawled.results[0]["text"] == "secure"


def test_a_certificate_that_nobody_vouches_for_is_refused_with_a_clear_word(serve: Serve, crawl: Crawl, authority: Authority) -> None:
    server = serve(without_robots(lambda _: page(b"forged")), tls=authority.server)

    crawled = crawl([f"https://localhost:{server.port}/"], private_hosts=["localhost"])

    assert "certificate verify failed" in crawled.results[0]["error"]
    assert server.asked == []


def test_a_certificate_for_another_name_is_refused(serve: Serve, crawl: Crawl, authority: Authority) -> None:
    server = serve(without_robots(lambda _: page(b"forged")), tls=authority.server)

    crawled = crawl([f"https://127.0.0.2:{server.port}/"], env={"SSL_CERT_FILE": str(authority.ca_file)})

    assert "error" in crawled.results[0]
    assert server.asked == []


def test_a_blog_behind_a_connect_proxy_is_read_with_its_certificate_verified(crawl: Crawl, tunnel: Tunnel, authority: Authority) -> None:
    env = {"https_proxy": f"http://127.0.0.1:{tunnel.port}", "SSL_CERT_FILE": str(authority.ca_file)}

    crawled = crawl(["https://blog.example/post"], allow_nets=[], env=env)

    assert crawled.results[0]["text"] == "by tunnel"
    assert set(tunnel.connects) == {"blog.example:443"}


def test_a_forged_certificate_behind_a_connect_proxy_is_refused(crawl: Crawl, tunnel: Tunnel) -> None:
    crawled = crawl(["https://blog.example/post"], allow_nets=[], env={"https_proxy": f"http://127.0.0.1:{tunnel.port}"})

    assert "certificate verify failed" in crawled.results[0]["error"]
