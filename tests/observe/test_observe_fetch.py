"""One request: bounded in size and time, over a line to a number that was checked."""

import gzip
import ipaddress
import resource
import ssl
import threading
import time
import tracemalloc
import zlib
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from aboveboard.domain.fact import decode_facts
from aboveboard.observe.fetch import Body, Limits
from aboveboard.observe.live import LivePages
from aboveboard.observe.network import Network, anywhere, is_public
from aboveboard.observe.sources import Page, Refusal
from aboveboard.observe.stage import read_site

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
LIMIT = Limits().page_bytes
Server = Any


def live(network: Network | None = None, **limits: Any) -> LivePages:
    """A reader that does not wait between requests, and may enter loopback."""
    return LivePages(
        contact="https://operator.example/reader",
        clock=lambda: NOW,
        limits=Limits(**({"pause": 0.0, "answer_seconds": 20.0} | limits)),
        network=network or Network(allowed=anywhere),
    )


def cut_off(site: Server, **limits: Any) -> dict[str, Any]:
    """What is seen of a home page that is cut off, beside its bytes; its bytes are not kept."""
    (home,) = live(**limits).pages(site.url)
    assert isinstance(home, Page)
    assert b"" == home.html
    return {fact.attribute: fact.value for fact in home.seen if fact.attribute.startswith("page.")}


def chunked(handler: BaseHTTPRequestHandler, pieces: Iterator[bytes], **headers: str) -> None:
    """An answer in pieces, for as long as somebody reads."""
    handler.send_response(200)
    for name, value in {"content-type": "text/html", "transfer-encoding": "chunked", **headers}.items():
        handler.send_header(name.replace("_", "-"), value)
    handler.end_headers()
    for piece in pieces:
        handler.wfile.write(f"{len(piece):x}\r\n".encode() + piece + b"\r\n")


def test_a_large_page_ends_as_a_fact(local_site: Server) -> None:
    """Ten megabytes are cut off at the limit; what was read is counted, and nothing is said of the page's content."""
    local_site.answers["/"] = (200, {"content-type": "text/html"}, b"<title>x</title>" + b"y" * 10_000_000)

    assert {"page.bytes": LIMIT, "page.cut_off": "too_large"} == cut_off(local_site)


def test_an_endless_page_ends_as_a_fact(local_site: Server) -> None:
    """A page that never ends is cut off at the limit."""

    def endless() -> Iterator[bytes]:
        while True:
            yield b"<p>more" * 1000

    local_site.answers["/"] = lambda handler: chunked(handler, endless())

    assert {"page.bytes": LIMIT, "page.cut_off": "too_large"} == cut_off(local_site)


def test_a_bomb_ends_as_a_fact_and_fills_no_memory(local_site: Server) -> None:
    """A gigabyte of nothing, packed into a megabyte, is cut off at the limit, with little memory."""
    packer = zlib.compressobj(9, wbits=31)
    bomb = b"".join(packer.compress(bytes(1 << 20)) for _ in range(1024)) + packer.flush()
    local_site.answers["/"] = (200, {"content-type": "text/html", "content-encoding": "gzip"}, bomb)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    tracemalloc.start()
    seen = cut_off(local_site)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    assert {"page.bytes": LIMIT, "page.cut_off": "bomb"} == seen
    assert peak < 30_000_000
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 100_000  # kilobytes


def test_a_dripping_page_ends_as_a_fact(local_site: Server) -> None:
    """A page that comes byte by byte is cut off when its seconds are over, with what came until then."""

    def drip() -> Iterator[bytes]:
        while True:
            time.sleep(0.05)
            yield b"x"

    local_site.answers["/"] = lambda handler: chunked(handler, drip())
    seen = cut_off(local_site, answer_seconds=2.0)

    assert "too_slow" == seen["page.cut_off"]
    assert 0 < seen["page.bytes"] < 200


def test_dripping_nothing_at_all_ends_too(local_site: Server) -> None:
    """Compressed blocks that hold nothing never yield a byte, and are cut off all the same."""

    def empty() -> Iterator[bytes]:
        packer = zlib.compressobj(wbits=31)
        while True:
            time.sleep(0.05)
            yield packer.flush(zlib.Z_FULL_FLUSH) or packer.compress(b"") or b"\x00\x00\x00\xff\xff"

    local_site.answers["/"] = lambda handler: chunked(handler, empty(), content_encoding="gzip")

    assert "too_slow" == cut_off(local_site, answer_seconds=2.0)["page.cut_off"]


def test_headers_that_drip_are_no_answer(local_site: Server) -> None:
    """A server that gives its headers byte by byte is not waited for beyond the seconds of one answer."""

    def drip(handler: BaseHTTPRequestHandler) -> None:
        handler.wfile.write(b"HTTP/1.1 200 OK\r\nx-long: ")
        for _ in range(400):
            time.sleep(0.05)
            handler.wfile.write(b"x")

    local_site.answers["/"] = drip
    start = time.monotonic()

    assert Refusal("page_missing") == live(answer_seconds=2.0).pages(local_site.url)
    assert time.monotonic() - start >= 2.0
    assert local_site.asked.count("/") == 1


def test_a_cut_off_page_says_nothing_is_missing(local_site: Server) -> None:
    """Of a page that was cut off no attribute is stated but its bytes and why; the site ends as unreadable."""
    local_site.answers["/"] = (200, {"content-type": "text/html"}, b"<p>" + b"y" * 3_000_000)
    pages = live().pages(local_site.url)
    assert not isinstance(pages, Refusal)
    text, reason, _ = read_site(pages, None)

    stated = {fact.attribute for fact in decode_facts(text) if fact.attribute.startswith("page.")}
    assert ({"page.bytes", "page.cut_off"}, "page_unreadable") == (stated, reason)


def test_compressed_pages_are_read(local_site: Server) -> None:
    """We ask for gzip, and read what is packed that way; a coding we did not ask for gives no text."""
    html = b"<title>Crumb</title>"
    local_site.answers["/"] = (200, {"content-encoding": "gzip"}, gzip.compress(html))
    (home,) = live().pages(local_site.url)
    local_site.answers["/"] = (200, {"content-encoding": "br"}, b"\x0b\x02\x80abc\x03")
    (strange,) = live().pages(local_site.url)

    assert (html, b"") == (home.html, strange.html)
    assert {"gzip"} == {headers["accept-encoding"] for headers in local_site.headers}


def test_a_body_takes_no_more_than_its_limit() -> None:
    """Whatever is fed to it, a body holds at most its limit, and one that is damaged holds nothing."""
    plain, packed, damaged = Body("", 10), Body("gzip", 10), Body("gzip", 10)

    assert [False, True] == [plain.take(b"12345"), plain.take(b"678901")]
    assert (b"1234567890", "too_large") == (plain.bytes(), plain.cut_off)
    assert packed.take(gzip.compress(b"x" * 100_000))
    assert 10 == len(packed.bytes())
    assert damaged.take(b"this is no gzip")
    assert (b"", None) == (damaged.bytes(), damaged.cut_off)


PRIVATE = [
    "127.0.0.1", "10.0.0.1", "172.16.3.4", "192.168.1.1", "169.254.169.254", "0.0.0.0", "100.64.0.1", "224.0.0.1",
    "255.255.255.255", "::1", "::", "fe80::1", "fc00::1", "::ffff:127.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::",
    "ff02::1", "2001:db8::1",
]  # fmt: skip


@pytest.mark.parametrize("number", PRIVATE)
def test_private_numbers(number: str) -> None:
    """Loopback, private, link-local and multicast numbers are not public, nor what carries one of them inside."""
    assert not is_public(ipaddress.ip_address(number))


@pytest.mark.parametrize("number", ["8.8.8.8", "2606:4700::1111", "64:ff9b::808:808"])
def test_public_numbers(number: str) -> None:
    """Numbers of the internet are public."""
    assert is_public(ipaddress.ip_address(number))


def test_private_networks_are_not_entered(local_site: Server) -> None:
    """Without the tests' leave, no loopback, private or link-local address is connected to, by number or by name."""
    for host in ("127.0.0.1", "localhost", "[::1]", "[::ffff:127.0.0.1]", "10.0.0.1", "169.254.169.254", "0.0.0.0"):
        assert Refusal("page_missing") == live(Network()).pages(f"http://{host}:{local_site.port}")
    assert [] == local_site.asked


def only_first(number: Any) -> bool:
    """As if 127.0.0.1 were public, and every other number private."""
    return str(number) == "127.0.0.1"


def test_a_redirect_into_a_private_network_is_not_followed(local_site: Server) -> None:
    """A public site that redirects to a private number, by number or by name, is not followed there."""
    network = Network(allowed=only_first, resolve=lambda host, port: ["127.0.0.2" if host == "inner.example" else host])
    for target in ("127.0.0.2", "inner.example", "[::1]", "10.1.2.3"):
        local_site.answers["/"] = (302, {"location": f"http://{target}:{local_site.port}/secret"}, b"")
        assert Refusal("page_missing") == live(network).pages(local_site.url)
    assert "/secret" not in local_site.asked


def test_one_private_number_among_public_ones_is_enough_to_refuse(local_site: Server) -> None:
    """A name with a public and a private number is not connected to."""
    network = Network(allowed=only_first, resolve=lambda host, port: ["127.0.0.1", "127.0.0.2"])

    assert Refusal("page_missing") == live(network).pages(f"http://shop.example:{local_site.port}")
    assert [] == local_site.asked


def test_a_name_that_changes_its_number_gains_nothing(local_site: Server) -> None:
    """Each request asks for the number once and connects to that one; when it turns private, nothing is asked there."""
    answers = ["127.0.0.1", "127.0.0.1", "127.0.0.2", "127.0.0.2"]
    given = []

    def turning(host: str, port: int) -> list[str]:
        given.append(answers.pop(0))
        return [given[-1]]

    network = Network(allowed=only_first, resolve=turning)

    assert Refusal("page_missing") == live(network).pages(f"http://shop.example:{local_site.port}")
    assert ["127.0.0.1", "127.0.0.1", "127.0.0.2"] == given
    assert ["/.well-known/outreach.txt", "/robots.txt"] == local_site.asked
    assert {f"shop.example:{local_site.port}"} == {headers["host"] for headers in local_site.headers}


def certificate(folder: Path, *, name: str, until: datetime) -> Path:
    """A key and a certificate that vouches for itself, in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(7)
        .not_valid_before(until - timedelta(days=90))
        .not_valid_after(until)
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = folder / f"{name}.pem"
    no_password = serialization.NoEncryption()
    secret = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, no_password)
    path.write_bytes(secret + made.public_bytes(serialization.Encoding.PEM))
    return path


@pytest.fixture
def encrypted() -> Iterator[Callable[[Path], int]]:
    """Starts a site with a certificate, and answers its port."""
    servers: list[ThreadingHTTPServer] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200 if self.path == "/" else 404)
            self.end_headers()
            self.wfile.write(b"<title>Crumb</title>")

        def log_message(self, format: str, *args: object) -> None:
            """Keeps the tests quiet."""

    class Quiet(ThreadingHTTPServer):
        def handle_error(self, request: Any, client_address: Any) -> None:
            """A reader that does not trust the certificate hangs up."""

    def start(pem: Path) -> int:
        server = Quiet(("127.0.0.1", 0), Handler)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(pem)
        server.socket = context.wrap_socket(server.socket, server_side=True)
        servers.append(server)
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        return server.server_port

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()


def tls_facts(port: int) -> dict[str, Any]:
    """What is seen of the encryption of a site named shop.example."""
    network = Network(allowed=anywhere, resolve=lambda host, port: ["127.0.0.1"])
    (home,) = live(network).pages(f"https://shop.example:{port}")
    assert b"<title>Crumb</title>" == home.html
    return {fact.attribute: fact.value for fact in home.seen if fact.attribute.startswith("site.tls")}


def test_a_good_certificate_is_a_fact(
    encrypted: Callable[[Path], int], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A trusted certificate gives version, last day, and that it is valid."""
    until = datetime.now(UTC) + timedelta(days=30)
    pem = certificate(tmp_path, name="shop.example", until=until)
    monkeypatch.setenv("SSL_CERT_FILE", str(pem))

    expected = {"site.tls_version": "TLSv1.3", "site.tls_valid": True, "site.tls_expires": until.date().isoformat()}
    assert expected == tls_facts(encrypted(pem))


def test_bad_certificates_are_facts_and_the_site_is_read(encrypted: Callable[[Path], int], tmp_path: Path) -> None:
    """A certificate that has expired, or that nobody trusts, is not valid; its last day is known all the same."""
    untrusted = certificate(tmp_path, name="shop.example", until=datetime.now(UTC) + timedelta(days=30))
    assert False is tls_facts(encrypted(untrusted))["site.tls_valid"]

    expired = certificate(tmp_path, name="old.example", until=datetime(2025, 3, 3, tzinfo=UTC))
    seen = tls_facts(encrypted(expired))
    assert (False, date(2025, 3, 3).isoformat()) == (seen["site.tls_valid"], seen["site.tls_expires"])
