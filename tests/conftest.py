"""Fixtures for all tests."""

import os
import re
import shutil
import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import MappingProxyType

import polars as pl
import pytest
from hypothesis import HealthCheck, settings

from aboveboard.campaign.home import Home
from aboveboard.campaign.material import read_material
from aboveboard.campaign.run import RunResult, open_store, run_campaign
from aboveboard.domain.sign_off import SignOff
from aboveboard.guard.packs import load_packs
from aboveboard.guard.sign_off import SURVEY, signatures

# A busy machine is no failure: how long an example takes is measured in bench/, never here.
settings.register_profile("suite", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("suite")


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real data sets, beside the checkout or named by ABOVEBOARD_SHARED; elsewhere the test skips."""
    folder = Path(os.environ.get("ABOVEBOARD_SHARED", Path(__file__).resolve().parents[2] / "shared"))
    if not (folder / "data" / "INDEX.md").is_file():
        pytest.skip("needs the real data sets beside the checkout (or named by ABOVEBOARD_SHARED)")
    return folder


@pytest.fixture(scope="session")
def example() -> Path:
    """The campaign file of the example."""
    return Path(__file__).resolve().parents[1] / "examples" / "high-street" / "campaign.toml"


@pytest.fixture(scope="session")
def example_of_today(example: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the example as if it had been collected today, for tests that run by the true clock."""
    folder = tmp_path_factory.mktemp("today") / "high-street"
    shutil.copytree(example.parent, folder, ignore=shutil.ignore_patterns(".aboveboard"))
    today = datetime.now(UTC).date().isoformat()
    (folder / "pages" / "pages.toml").write_text(f"saved = {today}\n", "utf-8")
    campaign = folder / example.name
    campaign.write_text(
        re.sub(r"(?m)^(register_as_of|as_of) = [0-9-]+", rf"\1 = {today}", campaign.read_text("utf-8")), "utf-8"
    )
    return campaign


def signed_until(day: date) -> list[SignOff]:
    """Somebody answers for every packaged rule pack up to that day."""
    return [
        SignOff(pack=pack.name, digest=pack.digest, by="A. Lawyer", on=date(2026, 11, 20), until=day)
        for pack in load_packs().packs
    ]


@pytest.fixture(scope="session")
def signed() -> Callable[[Home], Home]:
    """Signs every rule pack in a home, until a far day, so that what the rules allow may go out; answers the home."""

    def sign(home: Home) -> Home:
        with open_store(home) as store:
            store.rulebook.sign(signed_until(date(2099, 1, 1)))
        return home

    return sign


@pytest.fixture(scope="session")
def all_signed() -> Mapping[str, pl.DataFrame]:
    """The survey of a Moment in which every rule pack is signed."""
    return MappingProxyType({SURVEY: signatures(signed_until(date(2099, 1, 1)))})


@pytest.fixture(scope="session")
def example_home(tmp_path_factory: pytest.TempPathFactory, signed: Callable[[Home], Home]) -> Home:
    """A home of its own for the example's dry run; tests that change it make their own."""
    return signed(Home(tmp_path_factory.mktemp("example") / "home"))


@pytest.fixture(scope="session")
def example_run(example: Path, example_home: Home) -> RunResult:
    """One dry run of the example."""
    return run_campaign(read_material(example), example_home, now=datetime(2026, 11, 23, 9, 30, tzinfo=UTC))


Answer = tuple[int, dict[str, str], bytes] | Callable[[BaseHTTPRequestHandler], None]
HTML = {"content-type": "text/html; charset=utf-8"}


@dataclass
class LocalSite:
    """A small site on loopback: what it answers by path, what it was asked in which order, and over how many lines.

    An answer is status, headers and body, or a function that writes whatever it likes.
    """

    answers: dict[str, Answer] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    open_lines: int = 0
    most_lines: int = 0
    url: str = ""
    port: int = 0

    def html(self, path: str, html: str, **headers: str) -> None:
        """The site answers a path with a page."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        self.answers[path] = (200, HTML | named, html.encode())


def _handler(site: LocalSite) -> type[BaseHTTPRequestHandler]:
    lock = threading.Lock()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def setup(self) -> None:
            super().setup()
            with lock:
                site.open_lines += 1
                site.most_lines = max(site.most_lines, site.open_lines)

        def finish(self) -> None:
            with lock:
                site.open_lines -= 1
            try:
                super().finish()
            except OSError:
                self.close_connection = True  # the reader has hung up

        def handle(self) -> None:
            try:
                super().handle()
            except OSError:
                self.close_connection = True

        def do_GET(self) -> None:
            site.asked.append(self.path)
            site.headers.append({name.lower(): value for name, value in self.headers.items()})
            answer = site.answers.get(self.path, (404, {}, b"none"))
            try:
                self._write(answer)
            except OSError:
                self.close_connection = True

        def _write(self, answer: Answer) -> None:
            if callable(answer):
                answer(self)
                self.close_connection = True
                return
            status, headers, body = answer
            same = headers.get("etag") and self.headers.get("if-none-match") == headers["etag"]
            self.send_response(304 if same else status)
            for name, value in headers.items():
                self.send_header(name, value)
            if not same:
                self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(b"" if same else body)

        def log_message(self, format: str, *args: object) -> None:
            """Keeps the tests quiet."""

    return Handler


@pytest.fixture
def local_sites() -> Iterator[Callable[[], LocalSite]]:
    """Starts sites on loopback, each with a home page; they end with the test."""
    servers: list[ThreadingHTTPServer] = []

    def start() -> LocalSite:
        site = LocalSite()
        server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(site))
        server.daemon_threads = True
        servers.append(server)
        site.port = server.server_port
        site.url = f"http://127.0.0.1:{site.port}"
        site.html("/", "<title>Crumb</title><a href=/contact>Contact</a><a href=/shop>Shop</a><a href=/impressum>I</a>")
        site.html("/contact", "<p>contact")
        site.html("/impressum", "<p>imprint")
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        return site

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()


@pytest.fixture
def local_site(local_sites: Callable[[], LocalSite]) -> LocalSite:
    """One site on loopback, with a home page that links to contact and imprint."""
    return local_sites()
