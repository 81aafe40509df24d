"""The recipients' pages in a real browser, with scripts switched off."""

import re
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from aboveboard.campaign.home import Home
from aboveboard.campaign.material import read_material
from aboveboard.campaign.run import run_campaign
from aboveboard.rights.link import make
from aboveboard.store.keys import Keyring

pytestmark = pytest.mark.browser
CHROMIUM = Path("/usr/bin/chromium")
EXAMPLE = Path(__file__).resolve().parents[2] / "examples" / "high-street" / "campaign.toml"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory, signed: Callable[[Home], Home]) -> Home:
    """What a run of the example left."""
    found = signed(Home(tmp_path_factory.mktemp("served")))
    run_campaign(read_material(EXAMPLE), found, now=datetime(2026, 11, 23, 12, tzinfo=UTC), send=True)
    return found


@pytest.fixture(scope="module")
def served(home: Home) -> Iterator[str]:
    """The address of `aboveboard serve`; afterwards nothing but its greeting stands in its log."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    start = "from aboveboard.cli.main import main; main()"
    command = [sys.executable, "-c", start, "serve", str(EXAMPLE), "--home", str(home.folder), "--port", str(port)]
    log = home.folder / "serve.log"
    with log.open("wb") as file, subprocess.Popen(command, stdout=file, stderr=subprocess.STDOUT) as process:
        wait_for(port)
        yield f"http://127.0.0.1:{port}"
        process.terminate()
    assert [f"recipients' pages on http://127.0.0.1:{port}, until Ctrl+C"] == log.read_text().splitlines()


def wait_for(port: int) -> None:
    """Somebody listens on the port; a server that does not come within twenty seconds fails the test."""
    for _ in range(200):
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise TimeoutError("the server did not start")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium."""
    if not CHROMIUM.exists():
        pytest.skip("needs Chromium")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield started
        started.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A telephone's screen, 390 pixels wide, without scripts."""
    context = browser.new_context(java_script_enabled=False, viewport={"width": 390, "height": 800})
    yield context.new_page()
    context.close()


def link(home: Home, business: str) -> str:
    """The path in the message to a business."""
    token = make(Keyring.open(home.keys, create=False), business, campaign="high-street", step=1)
    return f"/r/{token}"


def test_a_recipient_stops_without_scripts(page: Page, served: str, home: Home) -> None:
    """Open the link, press, press, read that it is done; and find it on the page the next time."""
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(served + link(home, "hs-003"))
    page.get_by_role("link", name="Stop all messages").first.click()
    page.get_by_role("button", name="Stop all messages").click()
    assert page.get_by_role("heading", level=1).inner_text() == "You will not hear from us again"
    page.get_by_role("link", name="To your page").click()
    assert page.get_by_text(re.compile("You stopped all messages on")).first.is_visible()
    assert all(url.startswith(served) for url in asked)
    assert page.context.cookies() == []


@pytest.mark.parametrize("width", [320, 390, 1280])
@pytest.mark.parametrize("part", ["", "/stop", "/personalisation", "/wishes", "/correct", "/data.json", "/erase"])
def test_nothing_scrolls_sideways(browser: Browser, served: str, home: Home, part: str, width: int) -> None:
    """On a small telephone as on a desk screen; the style sheet is applied, so the policy lets it through."""
    context = browser.new_context(viewport={"width": width, "height": 800})
    page = context.new_page()
    page.goto(served + link(home, "hs-004") + part)
    for details in page.locator("details").all():
        details.locator("summary").click()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.evaluate("getComputedStyle(document.body).marginTop") == "0px"
    context.close()


def test_a_number_in_the_text_leads_to_its_ground(page: Page, served: str, home: Home) -> None:
    """Following the number scrolls the ground into view."""
    page.goto(served + link(home, "hs-004"))
    number = page.get_by_role("link", name=re.compile("rests on ground")).first
    number.click()
    target = page.url.rpartition("#")[2]
    assert page.locator(f"#{target}").is_visible()


def test_a_recipient_says_what_it_wants_without_scripts(page: Page, served: str, home: Home) -> None:
    """Tick what is not wanted, choose letters and less often, keep it, and find it so the next time."""
    page.goto(served + link(home, "hs-004"))
    page.get_by_role("link", name="Say what you want to hear").click()
    page.get_by_label("by telephone").check()
    page.locator("input[name=unwanted][value=small_site]").check()
    page.get_by_label("If you write, then rather").select_option("by letter")
    page.get_by_label("How often").select_option("at most every three months")
    page.get_by_role("button", name="Keep this").click()
    assert page.get_by_role("heading", level=1).inner_text() == "We keep to what you want"
    page.goto(served + link(home, "hs-004") + "/wishes")
    assert page.get_by_label("by telephone").is_checked()
    assert page.locator("input[name=unwanted][value=small_site]").is_checked()
    assert ("post", "90") == (page.locator("#channel").input_value(), page.locator("#every").input_value())


def test_a_browser_that_sends_the_signal_is_heeded_and_told(browser: Browser, served: str, home: Home) -> None:
    """Chromium with the header reads on the page that it was heeded; turned on again, both facts stand there once."""
    context = browser.new_context(java_script_enabled=False, extra_http_headers={"Sec-GPC": "1"})
    page = context.new_page()
    page.goto(served + link(home, "hs-001"))
    assert page.get_by_text("We heed it: your website is not looked at").is_visible()
    page.get_by_role("link", name="Turn personalisation on").click()
    page.get_by_role("button", name="Turn personalisation on").click()
    for _ in range(2):
        page.goto(served + link(home, "hs-001"))
        assert 1 == page.get_by_text("we go by your choice on this page").count()
    assert page.goto(served + "/.well-known/gpc.json").json()["gpc"] is True
    context.close()
