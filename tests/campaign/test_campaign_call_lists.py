"""Do-not-call registers come in whole or not at all, and count no longer than the rules let them."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from aboveboard.campaign.call_lists import bring_call_register
from aboveboard.campaign.home import Home
from aboveboard.campaign.run import open_store
from aboveboard.domain.errors import InputError
from aboveboard.store.entries import RegisterRow

TODAY = date(2026, 11, 23)
Bring = Callable[..., dict[str, object]]


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """A home with three businesses in the United States: listed, not listed, and without a number."""
    place = Home(tmp_path / "home")
    numbers = ["(212) 555-0101", "312-555-0199", None]
    rows = [RegisterRow(id=f"b{n}", name=f"Shop {n}", country="US", telephone=t) for n, t in enumerate(numbers)]
    with open_store(place) as store:
        store.import_register(rows, register="town", as_of=TODAY, acquisition="public_register")
    return place


@pytest.fixture
def bring(home: Home, tmp_path: Path) -> Bring:
    """Imports a file as the national registry of the United States, of three days ago."""

    def call(content: str | bytes, **other: Any) -> dict[str, object]:
        path = tmp_path / "calls.csv"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        given = {"name": "National DNC Registry", "as_of": date(2026, 11, 20), "country": None, "days": None}
        return bring_call_register(home, path, **(given | {"encoding": None, "today": TODAY} | other))

    return call


def answers(home: Home, on: date = TODAY) -> list[bool | None]:
    """What is known of each business."""
    with open_store(home, existing=True) as store:
        return store.rows("c", 1, on=on)["on_dnc_register"].to_list()


@pytest.mark.parametrize(
    "content",
    [
        "telephone\n+12125550101\n",
        "Name,Phone Number\nx,212 555 0101\n",
        "2125550101\n2125550107\n",
        "212,5550101\n212,5550107\n",
        "212,5550101\r\n\r\n",
        "\ufefftelephone\n(212) 555-0101\n",
    ],
)
def test_a_register_is_read_in_its_usual_forms(home: Home, bring: Bring, content: str) -> None:
    """With a header or bare, in E.164 or as the country writes it, and with the area code in a column of its own."""
    done = bring(content)

    assert ("US", "2026-12-21", []) == (done["country"], done["until"], done["still_needed"])
    assert [True, False, None] == answers(home)


def test_a_stale_register_says_nothing(home: Home, bring: Bring) -> None:
    """The day after its last, yes and no are both unknown again; fewer days can be asked for."""
    bring("2125550101\n", days=5)

    assert [True, False, None] == answers(home, date(2026, 11, 25))
    assert [None, None, None] == answers(home, date(2026, 11, 26))


WRONG: list[tuple[str | bytes, dict[str, Any], str]] = [
    ("telephone\n2125550101\n12\n", {}, "calls.csv:3: no telephone number of US .nothing was kept"),
    ("telephone\n2125550101\n+442079460123\n", {}, "calls.csv:3: no telephone number of US"),
    ("telephone\n", {}, "there are no numbers in this file"),
    ("", {}, "there are no numbers in this file"),
    ("name,town\nx,y\n", {}, "calls.csv:1: no column looks like telephone numbers"),
    (b"telephone\n\xff\xff\n", {}, "not UTF-8 text"),
    ('telephone\n"1"2\n', {}, "not readable as CSV"),
    ("2125550101\n", {"days": 32}, "--expires: in US an answer counts for 31 days at most"),
    ("2125550101\n", {"name": "A list"}, "--country: nobody knows whose register 'A list' is"),
    ("2125550101\n", {"country": "UK"}, "--country: country 'UK' is no ISO 3166-1 code"),
    ("2125550101\n", {"as_of": date(2026, 11, 24)}, "--as-of: 2026-11-24 has not come yet"),
]


@pytest.mark.parametrize(("content", "other", "message"), WRONG)
def test_what_cannot_be_relied_on_is_refused(
    home: Home, bring: Bring, content: str | bytes, other: dict[str, Any], message: str
) -> None:
    """Nothing is kept of it, and what was known before still counts."""
    bring("2125550101\n")
    with pytest.raises(InputError, match=message):
        bring(content, **other)

    assert [True, False, None] == answers(home)


def test_the_error_does_not_repeat_a_number(bring: Bring) -> None:
    """Not even one that cannot be read."""
    with pytest.raises(InputError) as found:
        bring("telephone\n0000 123\n")

    said = str(found.value).partition("calls.csv")[2]
    assert said
    assert "123" not in said


def test_it_says_which_registers_the_rules_still_ask(bring: Bring) -> None:
    """In Great Britain the TPS alone is not enough, and 28 days are the most."""
    done = bring("020 7946 0123\n", name="TPS")

    assert ("GB", "2026-12-18", ["CTPS"]) == (done["country"], done["until"], done["still_needed"])
    assert ("CTPS", []) == tuple(bring("020 7946 0123\n", name="ctps")[key] for key in ("register", "still_needed"))
