"""A campaign that was run, and its recipients' pages."""

import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from aboveboard.campaign.artefacts import RunFolder
from aboveboard.campaign.home import Home
from aboveboard.campaign.material import Material, read_material
from aboveboard.campaign.recipients import Recipients
from aboveboard.campaign.report import render_report
from aboveboard.campaign.run import open_store, run_campaign
from aboveboard.rights.link import Purpose, make
from aboveboard.store.keys import Keyring
from aboveboard.web.site import recipients_site

EXAMPLE = Path(__file__).resolve().parents[2] / "examples" / "high-street" / "campaign.toml"
AT = datetime(2026, 11, 23, 12, tzinfo=UTC)


@pytest.fixture(scope="session")
def material() -> Material:
    """The example campaign."""
    return read_material(EXAMPLE)


@pytest.fixture(scope="session")
def sent_home(material: Material, tmp_path_factory: pytest.TempPathFactory, signed: Callable[[Home], Home]) -> Path:
    """What one run of the example left, with its messages in the outbox; tests take copies."""
    folder = tmp_path_factory.mktemp("sent")
    result = run_campaign(material, signed(Home(folder)), now=AT, send=True)
    RunFolder(Home(folder).runs).write(result.run_id, render_report(result), {})
    return folder


@pytest.fixture
def home(sent_home: Path, tmp_path: Path) -> Home:
    """A copy of that home."""
    shutil.copytree(sent_home, tmp_path / "home")
    return Home(tmp_path / "home")


@pytest.fixture
def recipients(material: Material, home: Home) -> Iterator[Recipients]:
    """The recipients of the run."""
    with Recipients(material, home, open_store(home, existing=True), clock=lambda: AT) as opened:
        yield opened


@pytest.fixture
def client(recipients: Recipients) -> Iterator[TestClient]:
    """A browser without scripts."""
    with TestClient(recipients_site(recipients), raise_server_exceptions=True) as browser:
        yield browser


class Tokens:
    """Makes the tokens that the messages of the run carry."""

    def __init__(self, home: Home) -> None:
        self._keys = Keyring.open(home.keys, create=False)

    def __call__(self, business: str, purpose: Purpose = "why") -> str:
        """The token in the message to a business."""
        return make(self._keys, business, campaign="high-street", step=1, purpose=purpose)

    def subject(self, business: str) -> str:
        """The pseudonym of a business."""
        return self._keys.pseudonym(business)


@pytest.fixture
def token(home: Home) -> Tokens:
    """Tokens of the run."""
    return Tokens(home)


@pytest.fixture
def later_run(material: Material, home: Home) -> Callable[[], dict[str, str | None]]:
    """Runs the campaign again a day later; for each business the reason why it gets nothing, or its state."""

    def run() -> dict[str, str | None]:
        frame = run_campaign(material, home, now=AT + timedelta(days=1), send=True).frame
        found = frame.select("business", "state", "state_reason").iter_rows()
        return {business: reason or state for business, state, reason in found}

    return run
