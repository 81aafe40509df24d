"""What a recipient says that it wants, and what its browser asks for: on the pages, in the store, at the next run."""

from __future__ import annotations

import contextlib
import re
import sqlite3
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from http.client import HTTPConnection
from typing import Protocol

import pytest
import uvicorn
from selectolax.lexbor import LexborHTMLParser
from starlette.testclient import TestClient

from aboveboard.campaign.home import Home
from aboveboard.campaign.recipients import Recipients
from aboveboard.campaign.run import open_store
from aboveboard.domain.preference import Preference, Wishes
from aboveboard.store.entries import RegisterRow
from aboveboard.web.site import recipients_site

AT = datetime(2026, 11, 23, 12, tzinfo=UTC)
COMPANY = "hs-003"
SIGNAL = {"Sec-GPC": "1"}
Run = Callable[[], dict[str, str | None]]


class Tokens(Protocol):
    """The fixture `token`."""

    def __call__(self, business: str, purpose: str = "why") -> str: ...
    def subject(self, business: str) -> str: ...


def events(home: Home, business: str = COMPANY) -> list[tuple[str, str, str, str]]:
    """The events that are kept of a business: kind, value, voice and day, in their order."""
    with open_store(home, existing=True) as store:
        kept = store.holdings(business)["preferences"]
    return [(str(e["kind"]), str(e["value"]), str(e["by"]), str(e["on"])) for e in kept]


def wishes(home: Home, business: str = COMPANY) -> Wishes:
    """What holds by now."""
    with open_store(home, existing=True) as store:
        return store.preferences.wishes(business)


def text(page: str) -> str:
    """What a reader sees of a page."""
    return " ".join(LexborHTMLParser(page).css_first("main").text().split())


def filled(client: TestClient, page: str) -> dict[str, object]:
    """The fields of a page's form as a browser would send them untouched."""
    form = LexborHTMLParser(client.get(page).text).css_first("form")
    fields: dict[str, object] = {"form": "wishes"}
    for box in form.css("input[type=checkbox]"):
        if "checked" in box.attributes:
            fields.setdefault(str(box.attributes["name"]), []).append(box.attributes["value"])  # type: ignore[attr-defined]
    for field in form.css("select"):
        chosen = field.css_first("option[selected]") or field.css_first("option")
        fields[str(field.attributes["name"])] = chosen.attributes["value"] or ""
    return fields


def waiting(home: Home, subject: str) -> list[str]:
    """The files in the outbox for one subject."""
    return [path.name for path in (home.outbox / "sent").iterdir() if path.name.startswith(subject)]


def test_wishes_are_kept_and_shown(client: TestClient, home: Home, token: Tokens) -> None:
    """Each as the business's own word of this day; what lay ready is withdrawn, and the form shows what holds."""
    page = f"/r/{token(COMPANY)}/wishes"
    said = {
        "unwanted": ["mend", "small_site"],
        "refused": "voice_live",
        "channel": "post",
        "every": "90",
        "pause": "180",
        "language": "fr",
    }
    assert "We keep to what you want" in text(client.post(page, data={"form": "wishes", **said}).text)
    assert [] == waiting(home, token.subject(COMPANY))
    assert Wishes(
        unwanted=("mend", "small_site"), refused=("voice_live",), order=("post",), every_days=90,
        pause_until=AT.date() + timedelta(days=180), language="fr",
    ) == wishes(home)  # fmt: skip
    assert {("business", "2026-11-23")} == {event[2:] for event in events(home)}
    assert {**said, "form": "wishes", "refused": ["voice_live"], "pause": ""} == filled(client, page)
    assert "You said what you want to hear, and how often." in text(client.get(f"/r/{token(COMPANY)}").text)


def test_a_form_sent_as_it_was_opened_says_nothing(client: TestClient, home: Home, token: Tokens) -> None:
    """Nothing is recorded and nothing withdrawn; with a wish before it as without."""
    page = f"/r/{token(COMPANY)}/wishes"
    client.post(page, data=filled(client, page))
    assert [] == events(home)
    assert waiting(home, token.subject(COMPANY))
    client.post(page, data=filled(client, page) | {"every": "30", "pause": "90", "unwanted": ["mend"]})
    before = events(home)
    client.post(page, data=filled(client, page))
    assert before == events(home)


def test_the_business_takes_back_what_an_operator_noted(client: TestClient, home: Home, token: Tokens) -> None:
    """A pause, another language and a channel that somebody noted end by its own press, and only by that."""
    noted = [("pause_until", "", "2027-03-01"), ("language", "", "pl"), ("channel", "email", "refused")]
    with open_store(home, existing=True) as store:
        store.preferences.add(
            [
                Preference(business=COMPANY, kind=kind, name=name, value=value, by="operator", how="call", on=AT.date())  # type: ignore[arg-type]
                for kind, name, value in noted
            ]
        )
    page = f"/r/{token(COMPANY)}/wishes"
    shown = text(client.get(page).text)
    assert "until 1 March 2027" in shown
    assert "as noted: pl, in which we cannot write" in shown
    client.post(page, data={"form": "wishes", "channel": "", "every": "0", "pause": "0", "language": "en"})
    assert Wishes(language="en") == wishes(home)


@pytest.mark.parametrize(
    "body",
    [{}, {"form": "other"}, {"form": "wishes", "unwanted": "no-such-topic", "refused": "fax", "channel": "pigeon"}],
)
def test_what_the_form_does_not_offer_is_not_heard(
    client: TestClient, home: Home, token: Tokens, body: dict[str, str]
) -> None:
    """A post of another form gets the page and 400; words that it does not offer are passed over."""
    answer = client.post(f"/r/{token(COMPANY)}/wishes", data=body)
    assert (400 if body.get("form") != "wishes" else 200) == answer.status_code
    assert [] == events(home)
    hostile = {"form": "wishes", "every": "7 days", "pause": "99999999999999999999", "language": "<b>"}
    assert 200 == client.post(f"/r/{token(COMPANY)}/wishes", data=hostile).status_code
    assert [] == events(home)


def test_a_wish_holds_at_the_next_run(client: TestClient, home: Home, token: Tokens, later_run: Run) -> None:
    """Whoever pauses is withheld with that reason."""
    client.post(f"/r/{token(COMPANY)}/wishes", data={"form": "wishes", "pause": "90"})
    assert "paused" == later_run()[COMPANY]


@pytest.mark.parametrize("page", ["", "/", "/stop", "/personalisation", "/wishes", "/correct", "/data.json", "/erase"])
def test_a_signal_is_heard_on_every_page_and_kept_once(
    client: TestClient, home: Home, token: Tokens, page: str
) -> None:
    """Ten visits with it leave one event, of this day, with the kind of the page; the message ready is withdrawn."""
    for _ in range(5):
        for method in ("GET", "HEAD"):
            assert 200 == client.request(method, f"/r/{token(COMPANY)}{page}", headers=SIGNAL).status_code
    kind = page.strip("/").removesuffix(".json") or "why"
    assert [("gpc", kind, "browser", "2026-11-23")] == events(home)
    assert [] == waiting(home, token.subject(COMPANY))
    shown = text(client.get(f"/r/{token(COMPANY)}").text)
    assert "On 23 November 2026 your browser asked for no sharing and no profiling" in shown
    assert "not looked at: your browser asked for that" in shown


@pytest.mark.parametrize("value", ["0", "", "true", "11", "1, 1", "1;q=1", None])
def test_nothing_but_the_very_one_is_a_signal(client: TestClient, home: Home, token: Tokens, value: str | None) -> None:
    """Any other value, and none, is passed over, and a visit without it is nowhere counted."""
    headers = {} if value is None else {"Sec-GPC": value}
    assert 200 == client.get(f"/r/{token(COMPANY)}", headers=headers).status_code
    assert [] == events(home)
    assert "Global Privacy Control" not in text(client.get(f"/r/{token(COMPANY)}").text)


def test_a_signal_on_the_page_that_only_stops_counts_as_well(client: TestClient, home: Home, token: Tokens) -> None:
    """Its token may refuse, and a signal is a refusal; a token that is not ours brings none."""
    client.get(f"/u/{token(COMPANY, 'stop')}", headers=SIGNAL)
    assert [("gpc", "stop", "browser", "2026-11-23")] == events(home)
    assert 404 == client.get(f"/r/{token('hs-004')}x", headers=SIGNAL).status_code
    assert [] == events(home, "hs-004")


def test_nothing_but_day_and_page_is_kept_of_a_signal(client: TestClient, home: Home, token: Tokens) -> None:
    """No address, program, language or time of the visitor is in any byte of the store."""
    marks = {"User-Agent": "Zephyr/17.3", "Accept-Language": "tlh", "X-Forwarded-For": "203.0.113.77"}
    client.get(f"/r/{token(COMPANY)}?utm=quux", headers={**SIGNAL, **marks})
    with contextlib.closing(sqlite3.connect(home.folder / "store.sqlite")) as connection:
        kept = "\n".join(connection.iterdump())
    assert not re.search(r"Zephyr|tlh|203\.0\.113\.77|quux", kept)
    assert [("gpc", "why", "browser", "2026-11-23")] == events(home)


def test_a_conflict_with_an_explicit_choice_is_recorded_once(
    client: TestClient, home: Home, token: Tokens, later_run: Run
) -> None:
    """The choice stands for this controller, both days stand on the page in one sentence, and no visit adds another."""
    with open_store(home, existing=True) as store:
        store.set_preference(COMPANY, True, on=date(2026, 11, 2))
    for _ in range(4):
        shown = text(client.get(f"/r/{token(COMPANY)}", headers=SIGNAL).text)
    sentence = (
        "You turned personalisation on here on 2 November 2026, and on 23 November 2026 your browser asked for no "
        "sharing and no profiling (Global Privacy Control): we go by your choice on this page"
    )
    assert 1 == shown.count(sentence) == shown.count("your browser asked")
    assert [("personalisation", "on", "business", "2026-11-02"), ("gpc", "why", "browser", "2026-11-23")] == events(
        home
    )
    assert waiting(home, token.subject(COMPANY))
    assert "already_written" == later_run()[COMPANY]


def test_where_the_law_puts_the_signal_first_a_new_choice_is_needed(
    client: TestClient, home: Home, token: Tokens
) -> None:
    """In California the earlier choice gives way (11 CCR 7025(c)(3)); the one made after the page told of it stands."""
    with open_store(home, existing=True) as store:
        row = RegisterRow(id="us-1", name="Pier Bakery", country="US", region="US-CA", legal_form="corporate")
        store.import_register([row], register="town", as_of=AT.date(), acquisition="public_register")
        store.set_preference("us-1", True, on=date(2026, 11, 2))
    page = f"/r/{token('us-1')}"
    assert "the signal counts, until you turn personalisation on here again" in text(
        client.get(page, headers=SIGNAL).text
    )
    assert not wishes(home, "us-1").personalisation
    client.post(f"{page}/personalisation", data={"choice": "on"}, headers=SIGNAL)
    for _ in range(3):
        assert "we go by your choice on this page" in text(client.get(page, headers=SIGNAL).text)
    assert (True, False) == (wishes(home, "us-1").personalisation, wishes(home, "us-1").gpc)
    assert ["on", "why", "on"] == [value for _, value, _, _ in events(home, "us-1")]


def test_an_erased_business_is_not_kept_for_a_signal(client: TestClient, home: Home, token: Tokens) -> None:
    """Erasing with a browser that sends it leaves no event behind; nor does looking at what is left."""
    client.post(f"/r/{token('hs-015')}/erase", headers=SIGNAL)
    client.get(f"/r/{token('hs-015')}", headers=SIGNAL)
    with contextlib.closing(sqlite3.connect(home.folder / "store.sqlite")) as connection:
        assert [(0,)] == connection.execute("SELECT count(*) FROM preferences WHERE business = 'hs-015'").fetchall()


@pytest.fixture
def address(recipients: Recipients) -> Iterator[tuple[str, int]]:
    """Host and port of a real server with the pages."""
    server = uvicorn.Server(uvicorn.Config(recipients_site(recipients), port=0, log_level="warning", ws="none"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        thread.join(0.01)
        assert thread.is_alive()
    yield server.servers[0].sockets[0].getsockname()[:2]
    server.should_exit = True
    thread.join()


def test_over_the_wire(address: tuple[str, int], home: Home, token: Tokens) -> None:
    """Real HTTP: the header in any writing and given twice counts once, and the support resource says that it does."""
    connection = HTTPConnection(*address)
    for headers in ([("sEc-GpC", "1")], [("Sec-GPC", "0"), ("Sec-GPC", "1")], [("Sec-GPC", " 1 ")]):
        connection.putrequest("GET", f"/r/{token(COMPANY)}")
        for name, value in headers:
            connection.putheader(name, value)
        connection.endheaders()
        answer = connection.getresponse()
        assert (200, True) == (answer.status, b"Global Privacy Control" in answer.read())
    assert [("gpc", "why", "browser", "2026-11-23")] == events(home)
    connection.request("GET", "/.well-known/gpc.json")
    answer = connection.getresponse()
    assert ("application/json", b'{"gpc":true,"lastUpdate":"2026-11-23"}') == (
        answer.headers["content-type"],
        answer.read(),
    )
    connection.close()
