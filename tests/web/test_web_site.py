"""The recipients' pages: looking changes nothing, a press acts, and a person is always within reach."""

import contextlib
import email
import json
import logging
import re
import sqlite3
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from email import policy
from email.message import EmailMessage
from pathlib import Path
from typing import Protocol

import pytest
from pypdf import PdfReader
from selectolax.lexbor import LexborHTMLParser
from starlette.testclient import TestClient

from aboveboard.campaign.errands import review_lines
from aboveboard.campaign.home import Home
from aboveboard.campaign.material import Material
from aboveboard.campaign.recipients import Recipients
from aboveboard.campaign.run import open_store
from aboveboard.deliver.outbox import Outbox
from aboveboard.domain.draft import decode_draft
from aboveboard.kernel.short_code import short_code
from aboveboard.receipts.log import CHECKPOINT
from aboveboard.store.entries import RegisterRow
from aboveboard.web.shield import HEADERS, MOST_BYTES
from aboveboard.web.site import ONE_CLICK_DONE

EXAMPLE = Path(__file__).resolve().parents[2] / "examples" / "high-street" / "campaign.toml"
AT = datetime(2026, 11, 23, 12, tzinfo=UTC)
COMPANY, SOLE_TRADER = "hs-003", "hs-015"
ONE_CLICK = {"List-Unsubscribe": "One-Click"}
PAGES = [
    *("", "/stop", "/resume", "/personalisation", "/wishes", "/not-a-company", "/correct", "/data.json", "/erase"),
]
Run = Callable[[], dict[str, str | None]]


class Tokens(Protocol):
    """The fixture `token`."""

    def __call__(self, business: str, purpose: str = "why") -> str: ...
    def subject(self, business: str) -> str: ...


def dump(home: Home) -> list[str]:
    """Everything in the store, as SQL, and every file of the outbox."""
    with contextlib.closing(sqlite3.connect(home.folder / "store.sqlite")) as connection:
        return [*connection.iterdump(), *sorted(map(str, home.outbox.rglob("*")))]


def text(page: str) -> str:
    """What a reader sees of a page."""
    return " ".join(LexborHTMLParser(page).css_first("main").text().split())


def waiting(home: Home, subject: str) -> list[Path]:
    """The files in the outbox for one subject."""
    return [path for path in (home.outbox / "sent").iterdir() if path.name.startswith(subject)]


def press(client: TestClient, page: str) -> str:
    """What is read after opening a page and pressing its button, with the fields of its form."""
    form = LexborHTMLParser(client.get(page).text).css_first("form")
    fields = {field.attributes["name"]: field.attributes["value"] for field in form.css("input")}
    answer = client.post(page, data=fields)
    assert 200 == answer.status_code
    return text(answer.text)


def test_looking_changes_nothing(client: TestClient, home: Home, token: Tokens) -> None:
    """Whoever opens every address, as a mail scanner does, leaves store and outbox as they were."""
    before = dump(home)
    opened = [f"/r/{token(COMPANY)}{page}" for page in [*PAGES, "/"]] + [f"/u/{token(COMPANY, 'stop')}"]
    statuses = {client.request(method, page).status_code for page in opened for method in ("GET", "HEAD")}
    assert {200} == statuses
    assert before == dump(home)


def test_a_page_shows_what_its_message_rests_on(client: TestClient, home: Home, token: Tokens) -> None:
    """Text, facts with their evidence, the rule that allows it, the source, the full terms and the proven receipt."""
    shown = text(client.get(f"/r/{token(COMPANY)}").text)
    with open_store(home, existing=True) as store:
        kept = store.message(f"high-street:{COMPANY}:1")
    assert kept is not None
    assert kept.draft is not None
    for expected in (
        "Why we wrote to Oddy's Oven",
        decode_draft(kept.draft).subject,
        "http://www.oddysoven.example/",
        "gb-pecr-22-corporate-permit",
        "Directory of High Street Businesses, as it stood on 18 November 2026. It is a public register.",
        "Total of the first year",
        "The log holds this very receipt",
        "no witness has countersigned the log",
    ):
        assert expected in shown


def test_every_number_in_a_text_leads_to_its_ground(client: TestClient, token: Tokens) -> None:
    """No sentence points at a ground that the page does not show."""
    page = LexborHTMLParser(client.get(f"/r/{token(COMPANY)}").text)
    pointed = {node.attributes["href"] for node in page.css("sup a")}
    assert pointed
    assert pointed <= {f"#{node.attributes['id']}" for node in page.css("dl.grounds > div")}


def test_a_message_is_still_shown_after_later_runs(client: TestClient, token: Tokens, later_run: Run) -> None:
    """The page shows what was sent, also when a later run had nothing to send."""
    before = text(client.get(f"/r/{token(COMPANY)}").text)
    assert "already_written" == later_run()[COMPANY]
    message = before[before.index("The message") : before.index("Where your data")]
    assert message in text(client.get(f"/r/{token(COMPANY)}").text)


def test_a_stop_holds(client: TestClient, home: Home, token: Tokens, later_run: Run) -> None:
    """What lay ready is withdrawn for this business alone, and the next run withholds with `objected`."""
    assert waiting(home, token.subject(COMPANY))
    others = len(list((home.outbox / "sent").iterdir())) - 1
    assert "You will not hear from us again" in press(client, f"/r/{token(COMPANY)}/stop")
    assert [] == waiting(home, token.subject(COMPANY))
    assert others == len(list((home.outbox / "sent").iterdir()))
    assert "objected" == later_run()[COMPANY]
    assert "You stopped all messages on" in text(client.get(f"/r/{token(COMPANY)}").text)


def test_a_stop_is_taken_back_by_its_own_person(client: TestClient, home: Home, token: Tokens) -> None:
    """The page offers it once there is a stop; an operator's refusal stands all the same; the next stop holds again."""
    page = f"/r/{token(COMPANY)}"
    assert "Hear from us again" not in text(client.get(page).text)
    press(client, f"{page}/stop")
    assert "Hear from us again" in text(client.get(page).text)
    assert "What you stopped is open again" in press(client, f"{page}/resume")
    with open_store(home, existing=True) as store:
        assert (False, []) == store.suppressions.refused(COMPANY)
        store.suppress(COMPANY, reason="objected", on=AT.date())
    assert "You took your stop back" in text(client.get(page).text)
    press(client, f"{page}/stop")
    press(client, f"{page}/resume")
    with open_store(home, existing=True) as store:
        assert (True, []) == store.suppressions.refused(COMPANY)


@pytest.mark.parametrize("multipart", [False, True])
def test_one_click_stops(client: TestClient, home: Home, token: Tokens, multipart: bool) -> None:
    """A mail provider's POST (RFC 8058), in either form, acts and gets a short text."""
    page = f"/u/{token(COMPANY, 'stop')}"
    fields = {name: (None, value) for name, value in ONE_CLICK.items()}
    answer = client.post(page, files=fields) if multipart else client.post(page, data=ONE_CLICK)
    assert (200, ONE_CLICK_DONE) == (answer.status_code, answer.text)
    assert [] == waiting(home, token.subject(COMPANY))


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"", "application/x-www-form-urlencoded"),
        (b"List-Unsubscribe=Yes", "application/x-www-form-urlencoded"),
        (b'{"List-Unsubscribe": "One-Click"}', "application/json"),
        (b"broken", "multipart/form-data; boundary=x"),
        (b"broken", "multipart/form-data"),
        (b"%ff=%ff&&&=", "application/x-www-form-urlencoded"),
    ],
)
def test_a_post_that_is_no_one_click_changes_nothing(
    client: TestClient, home: Home, token: Tokens, body: bytes, kind: str
) -> None:
    """It gets the page with its button, and status 400."""
    before = dump(home)
    answer = client.post(f"/u/{token(COMPANY, 'stop')}", content=body, headers={"Content-Type": kind})
    assert 400 == answer.status_code
    assert "Stop all messages" in text(answer.text)
    assert before == dump(home)


def test_the_page_of_the_header_stops_by_one_press(client: TestClient, home: Home, token: Tokens) -> None:
    """Its form sends what a provider sends, and a browser gets a page for it."""
    client.headers["Accept"] = "text/html"
    assert "You will not hear from us again" in press(client, f"/u/{token(COMPANY, 'stop')}")
    assert [] == waiting(home, token.subject(COMPANY))


def test_a_link_that_may_refuse_opens_nothing_else(client: TestClient, token: Tokens) -> None:
    """Mail providers hold it, so it shows no data; and the other link is not taken in its place."""
    assert 404 == client.get(f"/r/{token(COMPANY, 'stop')}").status_code
    assert 404 == client.post(f"/r/{token(COMPANY, 'stop')}/erase").status_code
    assert 404 == client.post(f"/u/{token(COMPANY)}", data=ONE_CLICK).status_code


def test_personalisation_goes_off_and_on_again(
    client: TestClient, home: Home, token: Tokens, later_run: Run, recipients: Recipients
) -> None:
    """Off withdraws what lay ready and holds in the next run; on is offered then, and acts."""
    page = f"/r/{token(COMPANY)}/personalisation"
    assert "Personalisation is off" in press(client, page)
    assert [] == waiting(home, token.subject(COMPANY))
    assert "Turn personalisation on" in text(client.get(page).text)
    assert "Personalisation is on" in press(client, page)
    assert "Turn personalisation off" in text(client.get(page).text)
    assert 400 == client.post(page, data={"choice": "both"}).status_code


def test_who_is_not_a_company_says_so(client: TestClient, home: Home, token: Tokens) -> None:
    """Its own word outranks the register's from now on, and what was written to a company is withdrawn."""
    assert "a person from now on" in press(client, f"/r/{token(COMPANY)}/not-a-company")
    assert "that you are a sole trader" in text(client.get(f"/r/{token(COMPANY)}").text)
    assert [] == waiting(home, token.subject(COMPANY))
    with open_store(home, existing=True) as store:
        assert "sole_trader" == store.holdings(COMPANY)["businesses"][0]["stated_form"]


def test_a_correction_reaches_a_person(client: TestClient, home: Home, token: Tokens) -> None:
    """Those of the message's facts that were marked, and the words; nothing else that a form may bring."""
    page = f"/r/{token(COMPANY)}/correct"
    known = [node.attributes["value"] for node in LexborHTMLParser(client.get(page).text).css("input[name=fact]")]
    assert known
    assert 400 == client.post(page, data={"fact": "made-up", "words": " "}).status_code
    assert (
        200
        == client.post(
            page, data={"fact": [known[0], "made-up"], "words": "It is\r\n<b>Otto</b>’s.\x1b[2J"}
        ).status_code
    )
    with open_store(home, existing=True) as store:
        ((business, facts, words),) = [(c.business, c.facts, c.words) for c in store.corrections()]
    assert f"  not right: {known[0]}\n  It is\n  <b>Otto</b>" in "\n".join(review_lines(EXAMPLE, home.folder))
    assert (COMPANY, (known[0],), "It is\n<b>Otto</b>’s.[2J") == (business, facts, words)
    assert [] == waiting(home, token.subject(COMPANY))


def test_the_data_are_taken_along(client: TestClient, token: Tokens) -> None:
    """As a JSON file with everything that is kept, which only a press gives."""
    answer = client.post(f"/r/{token(COMPANY)}/data.json")
    assert "attachment" in answer.headers["content-disposition"]
    data = json.loads(answer.text)["data"]
    assert ("Oddy's Oven", "shop@oddysoven.example") == (data["businesses"][0]["name"], data["contacts"][0]["email"])


@pytest.mark.parametrize("business", [COMPANY, SOLE_TRADER])
def test_an_erased_link_still_answers(client: TestClient, home: Home, token: Tokens, business: str) -> None:
    """Every page opens, says what is left, and takes a stop and a second erasure kindly."""
    (report,) = home.runs.glob("*/report.html")
    assert f"<!--b:{business}-->" in report.read_text("utf-8")
    assert "Your data were erased" in press(client, f"/r/{token(business)}/erase")
    assert [] == waiting(home, token.subject(business))
    assert f"<!--b:{business}-->" not in report.read_text("utf-8")
    assert {200} == {client.get(f"/r/{token(business)}{page}").status_code for page in PAGES}
    assert "on 23 November 2026" in text(client.get(f"/r/{token(business)}").text)
    assert "not hear from us again" in press(client, f"/r/{token(business)}/stop")
    assert "Your data were erased" in press(client, f"/r/{token(business)}/erase")
    assert "Personalisation is o" in press(client, f"/r/{token(business)}/personalisation")
    assert "a person from now on" in press(client, f"/r/{token(business)}/not-a-company")
    assert "sentences" not in client.post(f"/r/{token(business)}/data.json").text
    assert ONE_CLICK_DONE == client.post(f"/u/{token(business, 'stop')}", data=ONE_CLICK).text


def test_a_link_for_nobody_who_was_ever_kept_answers(client: TestClient, token: Tokens) -> None:
    """As after a move to a new store: signed is signed, so it is no error."""
    pages = [client.get(f"/r/{token('never-kept')}{page}") for page in PAGES]
    assert {200} == {page.status_code for page in pages}
    assert "Nothing is kept about you" in text(pages[0].text)


def test_a_link_of_another_campaign_answers(client: TestClient, recipients: Recipients, home: Home) -> None:
    """It shows what is kept of the business, and that no text of that message is."""
    from aboveboard.rights.link import make
    from aboveboard.store.keys import Keyring

    other = make(Keyring.open(home.keys, create=False), COMPANY, campaign="autumn", step=2)
    assert "The text is no longer kept." in text(client.get(f"/r/{other}").text)


@pytest.mark.parametrize("method", ["GET", "POST", "HEAD", "PUT", "DELETE"])
def test_a_badly_signed_link_leads_to_a_person(client: TestClient, home: Home, token: Tokens, method: str) -> None:
    """It changes nothing, and its page says whom to ring or write to."""
    before, good = dump(home), token(COMPANY)
    for bad in (good[:-1], good + ".", "x", "..%2f", "%00", good.replace(".", ".A")):
        for page in (f"/r/{bad}", f"/r/{bad}/stop", f"/u/{bad}", f"/x/{bad}", f"/r/{good}/nonsense"):
            answer = client.request(method, page)
            assert answer.status_code in (404, 405)
            assert method == "HEAD" or "Imogen Tarrowby" in answer.text
    assert before == dump(home)


def test_every_answer_has_the_strict_headers(client: TestClient, token: Tokens) -> None:
    """Pages, files, refusals and errors alike; none sets a cookie, none lets a script run or another site be asked."""
    answers = [client.get(f"/r/{token(COMPANY)}{page}") for page in [*PAGES, "/nonsense"]]
    answers += [client.get(page) for page in ("/", "/static/style.css", "/robots.txt", "/r/x")]
    answers.append(client.post(f"/r/{token(COMPANY)}/data.json"))
    answers.append(client.post(f"/r/{token(COMPANY)}/stop", content=b"x" * (MOST_BYTES + 1)))
    for answer in answers:
        assert HEADERS.items() <= {name: answer.headers.get(name) for name in HEADERS}.items()
        assert "set-cookie" not in answer.headers
    assert "default-src 'none'" in HEADERS["Content-Security-Policy"]


def test_no_page_needs_what_its_policy_forbids(client: TestClient, token: Tokens) -> None:
    """No script, inline style, image, frame or address of another site is fetched; forms lead back here."""
    for page in PAGES:
        html = LexborHTMLParser(client.get(f"/r/{token(COMPANY)}{page}").text)
        assert [] == html.css("script, style, img, iframe, object, [style], [onclick], link:not([rel=stylesheet])")
        led = [node.attributes[name] or "" for name in ("href", "action") for node in html.css(f"[{name}]")]
        assert all(address.startswith(("#", "../", "tel:", "mailto:")) for address in led)


def test_pages_hold_together_for_a_screen_reader(client: TestClient, token: Tokens) -> None:
    """One heading of the first order, a language, a title, and a label for every box."""
    for page in PAGES:
        html = LexborHTMLParser(client.get(f"/r/{token(COMPANY)}{page}").text)
        assert 1 == len(html.css("h1"))
        assert "en" == html.css_first("html").attributes["lang"]
        labelled = {node.attributes["for"] for node in html.css("label")}
        assert {node.attributes["id"] for node in html.css("input[type=checkbox], select, textarea")} == labelled
        assert len(html.css("[id]")) == len({node.attributes["id"] for node in html.css("[id]")})


@pytest.mark.parametrize("length_told", [True, False])
def test_a_large_body_is_refused(client: TestClient, home: Home, token: Tokens, length_told: bool) -> None:
    """With 413 and before anything is done, whether or not its length is announced."""
    body = b"List-Unsubscribe=One-Click&x=" + b"x" * MOST_BYTES
    sent = body if length_told else iter([body[:100], body[100:]])
    kind = {"Content-Type": "application/x-www-form-urlencoded"}
    before = dump(home)
    assert 413 == client.post(f"/u/{token(COMPANY, 'stop')}", content=sent, headers=kind).status_code
    assert before == dump(home)


def test_hostile_names_are_escaped(client: TestClient, home: Home, token: Tokens) -> None:
    """A business called after a script tag is shown by that name, and no script stands in the page."""
    name = '<script>alert(1)</script>" onload=x {{ 7 * 7 }}'
    with open_store(home, existing=True) as store:
        row = RegisterRow(id="evil-1", name=name, country="GB", legal_form="corporate", postcode="HP39 1BD")
        store.import_register([row], register="<b>town</b>", as_of=AT.date(), acquisition="public_register")
    page = client.get(f"/r/{token('evil-1')}").text
    assert [] == LexborHTMLParser(page).css("script, b")
    assert name in text(page)
    assert "<b>town</b>" in text(page)


def test_logs_and_addresses_name_nobody(
    client: TestClient, token: Tokens, home: Home, caplog: pytest.LogCaptureFixture
) -> None:
    """No token, mailbox or name stands in a line of the log, and none but the token in an address."""
    with caplog.at_level(logging.DEBUG, logger="aboveboard"):
        for page in PAGES:
            client.get(f"/r/{token(COMPANY)}{page}")
        press(client, f"/r/{token(COMPANY)}/erase")
    ours = [record.getMessage() for record in caplog.records if record.name.startswith(("aboveboard", "uvicorn"))]
    assert all(word not in line for line in ours for word in (token(COMPANY), "oddysoven", "Oddy"))
    html = LexborHTMLParser(client.get(f"/r/{token(COMPANY)}").text)
    assert all("oddy" not in (node.attributes["href"] or "").lower() for node in html.css("[href]"))


def test_a_damaged_log_does_not_take_the_page_away(client: TestClient, home: Home, token: Tokens) -> None:
    """The page opens and says that the proof does not hold."""
    (home.ledger / CHECKPOINT).write_text("nothing\n")
    assert "The proof does not hold" in text(client.get(f"/r/{token(COMPANY)}").text)


def test_a_forged_receipt_does_not_hold(client: TestClient, home: Home, token: Tokens) -> None:
    """A body that was altered in the store is not the one in the log, and the page says so."""
    with contextlib.closing(sqlite3.connect(home.folder / "store.sqlite")) as connection:
        (body,) = connection.execute("SELECT body FROM salts WHERE business = ?", (COMPANY,)).fetchone()
        forged = (body.replace(b'"queued"', b'"sent"'), COMPANY)
        connection.execute("UPDATE salts SET body = ? WHERE business = ?", forged)
        connection.commit()
    assert "The proof does not hold" in text(client.get(f"/r/{token(COMPANY)}").text)


def test_a_store_that_is_read_by_another_is_erased_at_the_second_press(
    client: TestClient, home: Home, token: Tokens
) -> None:
    """Status 503, when to come back, and a person's number; then, once the other is done, the same press works."""
    page = f"/r/{token(SOLE_TRADER)}/erase"
    with contextlib.closing(sqlite3.connect(home.folder / "store.sqlite")) as other:
        other.execute("BEGIN")
        other.execute("SELECT count(*) FROM facts").fetchone()
        answer = client.post(page)
    assert (503, "5") == (answer.status_code, answer.headers["retry-after"])
    assert "01632 960900" in answer.text
    assert "Your data were erased" in press(client, page)
    assert b"tapwell" not in b"".join(path.read_bytes().lower() for path in home.folder.glob("store.sqlite*"))


def test_who_stands_in_a_list_twice_is_withdrawn_twice(client: TestClient, home: Home, token: Tokens) -> None:
    """A stop and an erasure reach the files of every entry that is the same recipient."""
    outbox = Outbox(home.outbox)
    with open_store(home, existing=True) as store:
        mailbox = store.contact(COMPANY).email
        row = RegisterRow(id="twin-1", name="Oddy", country="GB", legal_form="corporate", email=mailbox)
        store.import_register([row], register="town", as_of=AT.date(), acquisition="public_register")
    outbox.put("twin.1@x.example", b"letter", subject=token.subject("twin-1"))
    client.post(f"/r/{token(COMPANY)}/stop")
    assert not (home.outbox / "sent" / "twin.1@x.example.eml").exists()


def test_many_at_once_are_all_answered(recipients: Recipients, token: Tokens) -> None:
    """Recipients come when they like: twenty who look, stop and erase at the same time each get what they asked for."""
    links = [recipients.link(token(f"hs-{number:03}")) for number in range(1, 21)]
    asked = [Recipients.see, Recipients.stop, Recipients.erase, Recipients.take_along]
    with ThreadPoolExecutor(8) as threads:
        done = [threads.submit(asked[place % 4], recipients, link) for place, link in enumerate(links) if link]
        assert all(future.result() for future in done)
    assert 20 == len(done)
    assert all(recipients.see(link).asked("stop") for link in links[1::4] if link)
    assert all(recipients.see(link).asked("erase") for link in links[2::4] if link)


def test_every_link_that_was_sent_opens(client: TestClient, home: Home, material: Material) -> None:
    """Both links of each mail in the outbox, read from its very bytes; and the header's one click stops."""
    base = material.settings.links.base
    for path in (home.outbox / "sent").glob("*.eml"):
        body = email.message_from_bytes(path.read_bytes(), policy=policy.default)
        part = body.get_body(("plain",)) if isinstance(body, EmailMessage) else None
        written = part.get_content() if part is not None else ""
        pages = {page.rstrip(".") for page in re.findall(re.escape(base) + r"(/[ru]/[\w.-]+)", written)}
        assert {"r", "u"} == {page[1] for page in pages}
        assert {200} == {client.get(page).status_code for page in pages}
        header = str(body["List-Unsubscribe"]).strip("<>").removeprefix(base)
        assert ONE_CLICK_DONE == client.post(header, data=ONE_CLICK).text


def test_the_address_on_each_letter_stops(client: TestClient, home: Home, material: Material) -> None:
    """As a person types it from the paper: looking changes nothing, a press takes what lay ready and is on record."""
    host = material.settings.links.base.partition("://")[2]
    letters = sorted((home.outbox / "sent").glob("*.pdf"))
    assert letters
    for path in letters[:3]:
        written = " ".join(page.extract_text() for page in PdfReader(path).pages)
        (code,) = set(re.findall(re.escape(host) + r"/\s*([0-9A-Z]{4}-[0-9A-Z]{4})", written))
        page = f"/{code.lower().replace('-', '')}"
        before = dump(home)
        assert 200 == client.get(page).status_code
        assert before == dump(home)
        assert "not hear from us again" in press(client, page)
        assert not path.exists()


def test_nothing_is_learned_by_guessing_a_code(client: TestClient, home: Home) -> None:
    """A code that no letter has is answered as any other and changes nothing; a mistyped one is told to be none."""
    unknown, before = short_code(b"nobody"), dump(home)
    assert 200 == client.get(f"/{unknown}").status_code
    assert "not hear from us again" in press(client, f"/{unknown}")
    assert before == dump(home)
    wrong = unknown[:-1] + ("0" if unknown[-1] != "0" else "1")
    assert {404} == {client.get(f"/{wrong}").status_code, client.post(f"/{wrong}").status_code}
