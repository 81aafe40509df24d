"""Obtaining consent: one question, one confirmation without advertising, a basis only from the person's own press."""

from __future__ import annotations

import dataclasses
import email
import re
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from email import policy
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from aboveboard.campaign.confirmations import ConfirmationDesk
from aboveboard.campaign.consent import ConsentDesk, Said
from aboveboard.campaign.home import Home
from aboveboard.campaign.material import Material, bring_in, read_material
from aboveboard.campaign.run import open_store, run_campaign
from aboveboard.domain.agreement import CONFIRM_DAYS, QUESTIONS, Question
from aboveboard.domain.basis import Basis, notice_hash
from aboveboard.domain.draft import decode_draft
from aboveboard.domain.errors import InputError
from aboveboard.guard.bases import state as basis_state
from aboveboard.rights.link import make, make_confirmation, read_confirmation
from aboveboard.store.entries import Suppression
from aboveboard.store.store import Store

NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
TODAY = NOW.date()
SHOP = "hs-015"  # a sole trader who agreed to nothing
ADDRESS = "owner@newshop.example"


class Desk:
    """A store with the example's businesses, and the two desks over it."""

    def __init__(self, material: Material, home: Home, store: Store) -> None:
        self.store, self.home, self.material = store, home, material
        self.consent = ConsentDesk(material.settings, store)
        self.confirmations = ConfirmationDesk(material.settings, home, store)

    def ask(self, business: str = SHOP, *, address: str = ADDRESS, question: Question = "email", day: int = 0) -> str:
        """A yes on a card, whose confirmation is put out; the token of its link."""
        on = TODAY + timedelta(days=day)
        said = Said(question=question, via="card", on=on, by="the owner", notice="the notice", evidence="card 7")
        request = self.consent.ask(business, said, address=address, today=on)
        self.confirmations.put_out(now=NOW + timedelta(days=day))
        return make_confirmation(self.store.keys, request, address_mark=self.store.agreements.address_mark(request))

    def consents(self, business: str = SHOP) -> list[Basis]:
        """What is on record of the business's consents."""
        return list(self.store.bases(TODAY + timedelta(days=900)).get(business, []))

    def files(self) -> list[Path]:
        """The confirmations in the outbox."""
        return sorted((self.home.outbox / "sent").glob("*.confirm-*"))


@pytest.fixture(scope="module")
def material(example: Path) -> Material:
    """What the example brings."""
    return read_material(example)


@pytest.fixture
def desk(material: Material, tmp_path: Path) -> Iterator[Desk]:
    """A desk over a new store."""
    home = Home(tmp_path / "home")
    with open_store(home) as store:
        bring_in(material, store)
        yield Desk(material, home, store)


def form(desk: Desk, changes: dict[str, str] | None = None) -> dict[str, str]:
    """The form of our page as a person who agrees to e-mail sends it; what is changed to "-" is left out."""
    notice = desk.consent.words("email", "page").notice
    sent = {"question": "email", "agree": "yes", "address": ADDRESS, "notice_sha256": notice_hash(notice)}
    return {name: value for name, value in (sent | (changes or {})).items() if value != "-"}


def test_only_the_press_of_the_button_makes_a_basis(desk: Desk) -> None:
    """Asked, put out and opened by a scanner, nothing is agreed; pressed, the basis has its whole proof."""
    token = desk.ask()
    for _ in range(3):
        assert desk.consent.asked_by(token, on=TODAY) is not None
        assert not desk.consent.confirm(token, pressed=False, on=TODAY)
    assert [] == desk.consents()

    assert desk.consent.confirm(token, pressed=True, on=TODAY)
    (basis,) = desk.consents()
    assert ("consent", "given", "marketing", "email", TODAY) == (
        basis.kind,
        basis.act,
        basis.purpose,
        basis.channel,
        basis.on,
    )
    assert ("the notice", notice_hash("the notice"), "the owner") == (basis.notice, basis.notice_sha256, basis.by)
    assert "card 7" in basis.evidence
    assert "reply card" in basis.how


def test_the_address_is_written_to_from_then_on_and_not_before(desk: Desk) -> None:
    """Until it is confirmed the register's address stays; a later import does not bring the old one back."""
    before = desk.store.contact(SHOP).email
    token = desk.ask()
    assert before == desk.store.contact(SHOP).email

    desk.consent.confirm(token, pressed=True, on=TODAY)
    bring_in(desk.material, desk.store)
    assert ADDRESS == desk.store.contact(SHOP).email != before
    withdrawal = Basis(
        business=SHOP, kind="consent", act="withdrawn", purpose="marketing", channel="email", on=TODAY, how="wrote",
        by="the owner", notice="", evidence="",
    )  # fmt: skip
    desk.store.add_bases([withdrawal])
    assert before == desk.store.contact(SHOP).email


def test_a_refusal_of_the_agreed_address_is_heeded(desk: Desk) -> None:
    """Once confirmed, the address is one of the business's own, and whoever refuses for it refuses for the business."""
    desk.consent.confirm(desk.ask(), pressed=True, on=TODAY)
    desk.store.add_suppressions([Suppression(scope="address", value=ADDRESS, reason="objected", on=TODAY)])
    row = desk.store.rows("c", 1, on=TODAY).filter(business=SHOP).row(0, named=True)
    assert row["objected"]


def test_a_token_confirms_once(desk: Desk) -> None:
    """The second press makes no second basis."""
    token = desk.ask()
    assert [True, False] == [desk.consent.confirm(token, pressed=True, on=TODAY) for _ in range(2)]
    assert 1 == len(desk.consents())


def test_a_token_ends_with_its_days(desk: Desk) -> None:
    """On the last day it confirms, a day later it does not."""
    token = desk.ask()
    late = TODAY + timedelta(days=CONFIRM_DAYS + 1)
    assert not desk.consent.confirm(token, pressed=True, on=late)
    assert desk.consent.confirm(token, pressed=True, on=late - timedelta(days=1))


def test_a_token_for_another_address_or_purpose_makes_nothing(desk: Desk) -> None:
    """Neither an older asking's token, nor one of another address, nor a link of a message confirms."""
    first = desk.ask()
    second = desk.ask(address="other@newshop.example")
    found = read_confirmation(desk.store.keys, second)
    assert found is not None
    request, mark = found
    other_mark = desk.store.keys.mark(1, "address", ADDRESS)
    forged = make_confirmation(desk.store.keys, request, address_mark=other_mark)
    why = make(desk.store.keys, SHOP, campaign="high-street", step=1)

    assert mark != other_mark
    for token in (first, forged, why, second[:-1], "", "a.b", second + "x"):
        assert not desk.consent.confirm(token, pressed=True, on=TODAY)
    assert [] == desk.consents()
    assert desk.consent.confirm(second, pressed=True, on=TODAY)


@given(st.text(max_size=60))
def test_no_text_of_chance_is_a_token(text: str) -> None:
    """Whatever is sent in place of a token, no asking is read from it."""

    class Keys:
        links = b"k" * 32

        def pseudonym(self, business: str) -> str:
            return business

    assert None is read_confirmation(Keys(), text)
    token = make_confirmation(Keys(), "r1", address_mark="m1")
    assert ("r1", "m1") == read_confirmation(Keys(), token)


@pytest.mark.parametrize("when", ["before", "after"])
def test_a_no_in_between_beats_the_yes(desk: Desk, when: str) -> None:
    """Taken back on the same day, refused or erased after the asking: the press makes nothing."""
    said = {"kind": "consent", "act": "withdrawn", "purpose": "marketing", "channel": "email"}
    withdrawal = Basis(business=SHOP, on=TODAY, how="wrote", by="the owner", notice="", evidence="", **said)
    if when == "before":
        desk.store.add_bases([withdrawal])
        with pytest.raises(InputError, match="taken back"):
            desk.ask()
        assert [] == desk.files()
        return
    token = desk.ask()
    desk.store.add_bases([withdrawal])
    assert not desk.consent.confirm(token, pressed=True, on=TODAY)
    assert ["withdrawn"] == [basis.act for basis in desk.consents()]


@pytest.mark.parametrize(
    ("scope", "value", "channel"),
    [
        ("address", ADDRESS, None),
        ("domain", "newshop.example", None),
        ("address", "Owner@NewShop.example", "email"),
        ("person", SHOP, None),
        ("channel", SHOP, "email"),
    ],
)
def test_a_refused_address_is_never_written_to(desk: Desk, scope: str, value: str, channel: str | None) -> None:
    """Refused before, nothing is kept; refused in between, no mail is put out and the yes leads nowhere."""
    refusal = Suppression(scope=scope, value=value, channel=channel, reason="objected", on=TODAY)
    said = Said(question="email", via="card", on=TODAY, by="the owner", notice="n", evidence="card 7")
    request = desk.consent.ask(SHOP, said, address=ADDRESS, today=TODAY)
    assert 1 == len(desk.confirmations.due(on=TODAY))
    desk.store.add_suppressions([refusal])

    assert [] == desk.confirmations.due(on=TODAY)
    assert [] == desk.confirmations.put_out(now=NOW)
    assert [] == desk.files()
    with pytest.raises(InputError, match="refuses"):
        desk.ask()
    assert request == desk.consent.standing(SHOP, "email", on=TODAY).asked.request


def test_a_refusal_after_the_mail_makes_the_press_worthless(desk: Desk) -> None:
    """Who stops everything with another link has stopped this as well."""
    token = desk.ask()
    desk.store.suppress(SHOP, scope="address", reason="objected", on=TODAY)
    assert not desk.consent.confirm(token, pressed=True, on=TODAY)
    assert [] == desk.consents()


@pytest.mark.parametrize(
    "changes",
    [
        {"agree": "-"},
        {"agree": "on"},
        {"agree": "true"},
        {"agree": ""},
        {"address": ""},
        {"address": "-"},
        {"address": "no address"},
        {"address": "a@b.example\r\nBcc: c@d.example"},
        {"notice_sha256": "-"},
        {"notice_sha256": notice_hash("another notice")},
        {"question": "-"},
        {"question": "everything"},
        {"question": "personalisation"},
    ],
)
def test_a_form_that_says_less_makes_nothing(desk: Desk, changes: dict[str, str]) -> None:
    """Only the box's own yes, a typed address and the notice shown today make a confirmation due."""
    assert not desk.consent.ask_on_page(SHOP, form(desk, changes), today=TODAY)
    assert [] == desk.confirmations.due(on=TODAY)


def test_a_page_that_was_only_opened_makes_nothing(desk: Desk) -> None:
    """A scanner's or a forwarded request brings no form."""
    assert not desk.consent.ask_on_page(SHOP, {}, today=TODAY)
    assert desk.consent.ask_on_page(SHOP, form(desk), today=TODAY)
    assert ["hs-015"] == [due.business for due in desk.confirmations.due(on=TODAY)]


def test_the_second_question_is_its_own(desk: Desk) -> None:
    """A confirmed yes to personalisation is no consent to e-mail and changes no address; and the other way about."""
    before = desk.store.contact(SHOP).email
    assert desk.consent.confirm(desk.ask(question="personalisation"), pressed=True, on=TODAY)
    (basis,) = desk.consents()
    assert ("personalisation", "web_page") == (basis.purpose, basis.channel)
    assert before == desk.store.contact(SHOP).email
    assert "open" != desk.consent.standing(SHOP, "personalisation", on=TODAY).state
    assert "open" == desk.consent.standing(SHOP, "email", on=TODAY).state


def test_it_is_offered_once_over_all_campaigns_and_entries(desk: Desk) -> None:
    """The second time, in whatever campaign and by whatever way, there is no question; it counts for the rules."""
    assert desk.consent.offer(SHOP, "letter", on=TODAY) is not None
    other = ConsentDesk(desk.material.settings.model_copy(update={"name": "autumn"}), desk.store)
    assert None is other.offer(SHOP, "letter", on=TODAY + timedelta(days=90))
    assert None is other.offer(SHOP, "call_sheet", on=TODAY + timedelta(days=90))
    assert {SHOP: 1} == dict(desk.store.agreements.offers())


def test_nobody_is_offered_what_they_answered(desk: Desk) -> None:
    """After a no, or a yes that waits, no letter asks."""
    said = Said(question="email", via="call", on=TODAY, by="the owner", notice="n", evidence="call note")
    desk.consent.decline(SHOP, said, today=TODAY)
    desk.ask("hs-013")
    assert None is desk.consent.offer(SHOP, "letter", on=TODAY)
    assert None is desk.consent.offer("hs-013", "letter", on=TODAY)
    assert 2 == sum(desk.store.agreements.offers().values())


def test_a_no_takes_a_yes_back(desk: Desk) -> None:
    """Who agreed, and says no on a card or a call, agrees no more; a no to another address's mail changes nothing."""
    before = desk.store.contact(SHOP).email
    desk.consent.confirm(desk.ask(), pressed=True, on=TODAY)
    assert desk.consent.confirm_no(desk.ask(address="wrong@other.example"), on=TODAY)
    assert ["given"] == [basis.act for basis in desk.consents()]
    assert ADDRESS == desk.store.contact(SHOP).email
    assert "confirmed" == desk.consent.standing(SHOP, "email", on=TODAY).state

    said = Said(question="email", via="call", on=TODAY, by="the owner", notice="n", evidence="call note")
    desk.consent.decline(SHOP, said, today=TODAY)
    assert "declined" == desk.consent.standing(SHOP, "email", on=TODAY).state
    assert "none" == basis_state(desk.consents(), on=TODAY).consent("email")
    assert before == desk.store.contact(SHOP).email
    desk.consent.decline("hs-001", said, today=TODAY)
    assert [] == desk.consents("hs-001")


def test_a_no_to_the_confirmation_leaves_no_address(desk: Desk) -> None:
    """The asking is gone with its address, and the no stays."""
    token = desk.ask()
    assert desk.consent.confirm_no(token, on=TODAY)
    assert not desk.consent.confirm_no(token, on=TODAY)
    assert not desk.consent.confirm(token, pressed=True, on=TODAY)
    assert "declined" == desk.consent.standing(SHOP, "email", on=TODAY).state
    assert ADDRESS not in str(desk.store.holdings(SHOP))


def test_what_nobody_confirmed_leaves_nothing(desk: Desk) -> None:
    """After its days neither store nor outbox has the address; that the question was put once stays on record."""
    desk.consent.offer(SHOP, "letter", on=TODAY)
    desk.ask()
    assert ADDRESS in str(desk.store.holdings(SHOP))
    last = TODAY + timedelta(days=CONFIRM_DAYS)

    assert 0 == desk.confirmations.sweep(today=last)
    assert 1 == len(desk.files())
    assert 1 == desk.confirmations.sweep(today=last + timedelta(days=1))
    assert [] == desk.files()
    assert ADDRESS not in str(desk.store.holdings(SHOP))
    assert "offered" == desk.consent.standing(SHOP, "email", on=last).state


def test_the_store_expires_them_by_itself(desk: Desk) -> None:
    """The store's own expiry removes what lapsed, and the next sweep takes the mail out of the outbox."""
    desk.ask()
    later = NOW + timedelta(days=CONFIRM_DAYS + 1)
    done = {erasure.keeper: erasure.removed for erasure in desk.store.expire(later)}
    assert 2 == done["agreements"]
    assert 0 == desk.confirmations.sweep(today=later.date())
    assert [] == desk.files()


def test_a_confirmed_agreement_does_not_expire(desk: Desk) -> None:
    """Its proof stays as long as the business is kept, and goes with it."""
    desk.consent.confirm(desk.ask(), pressed=True, on=TODAY)
    desk.store.expire(NOW + timedelta(days=400))
    assert ADDRESS == desk.store.contact(SHOP).email
    desk.store.forget(SHOP)
    assert {} == desk.store.agreements.of([SHOP])


def test_each_confirmation_is_put_out_once(desk: Desk) -> None:
    """After a crash that lost the record of it, and at every later call, there is one mail, with the same bytes."""
    said = Said(question="email", via="card", on=TODAY, by="the owner", notice="n", evidence="card 7")
    desk.consent.ask(SHOP, said, address=ADDRESS, today=TODAY)
    with pytest.raises(KeyboardInterrupt), desk.store.transaction():
        desk.confirmations.put_out(now=NOW)
        raise KeyboardInterrupt
    (file,) = desk.files()
    first = file.read_bytes()
    assert "due" == desk.consent.standing(SHOP, "email", on=TODAY).state

    assert [1, 0, 0] == [len(desk.confirmations.put_out(now=NOW + timedelta(hours=n))) for n in range(3)]
    assert [file] == desk.files()
    assert first == file.read_bytes()


def test_the_confirmation_says_what_is_agreed_and_sells_nothing(desk: Desk) -> None:
    """One link, which confirms; who asked, when, until when and the notice; no name, price or word of any offer."""
    token = desk.ask()
    (file,) = desk.files()
    head, _, text = file.read_text("utf-8").partition("\n\n")
    links = re.findall(r"https?://\S+", text)
    sender = desk.material.settings.sender
    offers = [candidate.offer for candidate in desk.material.offers]

    assert [f"{desk.material.settings.links.base}/c/{token}"] == links
    assert f"To: {ADDRESS}" in head
    assert "List-Unsubscribe" not in head
    for part in ("the notice", sender.name, sender.person, "23 November 2026", "14 December 2026", "do nothing"):
        assert part in text
    assert [] == [offer.id for offer in offers if offer.name in text or offer.summary in text]
    assert not re.search(r"[£€$]|\bprice\b|\bbuy\b|\border\b", text)
    assert sender.website not in text


@pytest.mark.parametrize("question", QUESTIONS)
def test_no_question_is_ticked_or_presses(desk: Desk, question: Question) -> None:
    """Each is put with one box, says that nothing happens without an answer, and how a yes is taken back."""
    ways = ("letter", "call_sheet", "page") if question == "email" else ("call_sheet", "page")
    for via in ways:
        words = desk.consent.words(question, via)
        whole = " ".join([words.heading, words.intro, words.notice, words.box, words.then])
        assert "take your yes back at any time" in words.notice
        assert "nothing depends on it" in words.notice
        assert not re.search(r"(?i)\[x\]|checked|hurry|today only|miss out|don't|last chance", whole)
        assert "{" not in whole
        assert len(words.notice.split()) < 110
    assert desk.consent.words("email", "page").notice != desk.consent.words("personalisation", "page").notice


@pytest.mark.parametrize("day", [-CONFIRM_DAYS - 1, 1])
def test_a_yes_of_the_wrong_day_is_refused(desk: Desk, day: int) -> None:
    """One that is too old to be confirmed in time, or lies in the future, is an error that says so."""
    said = Said(question="email", via="card", on=TODAY + timedelta(days=day), by="o", notice="n", evidence="e")
    with pytest.raises(InputError, match="cannot be confirmed"):
        desk.consent.ask(SHOP, said, address=ADDRESS, today=TODAY)


@pytest.mark.parametrize("missing", ["notice", "by", "evidence"])
def test_a_yes_without_its_proof_is_refused(desk: Desk, missing: str) -> None:
    """Who said it, to which notice, and what shows it: without one of them nothing is sent."""
    fields = {"notice": "n", "by": "the owner", "evidence": "card 7", missing: " "}
    with pytest.raises(InputError, match="proves nothing"):
        desk.consent.ask(SHOP, Said(question="email", via="card", on=TODAY, **fields), address=ADDRESS, today=TODAY)
    assert [] == desk.confirmations.due(on=TODAY)


def test_who_agreed_is_written_to_and_told_whence_the_address_is(
    material: Material, tmp_path: Path, signed: Callable[[Home], Home]
) -> None:
    """In the next run the sole trader gets an e-mail, whose text says that the address came from itself, and when."""
    home = signed(Home(tmp_path / "home"))
    only_email = dataclasses.replace(material, settings=material.settings.model_copy(update={"channels": ("email",)}))
    before = run_campaign(only_email, home, now=NOW)
    assert "queued" != before.frame.row(by_predicate=pl.col("business") == SHOP, named=True)["state"]
    with open_store(home) as store:
        desk = Desk(material, home, store)
        assert desk.consent.confirm(desk.ask(), pressed=True, on=TODAY)
    row = run_campaign(only_email, home, now=NOW).frame.row(by_predicate=pl.col("business") == SHOP, named=True)

    assert ("queued", "email", TODAY) == (row["state"], row["channel"], row["agreed_on"])
    assert ("express_written", "given_by_recipient") == (row["ctx.consent.email"], row["ctx.address_source.email"])
    assert "You gave us this address yourself, and confirmed on 23 November 2026" in decode_draft(row["draft"]).text


def test_no_error_names_an_address(desk: Desk) -> None:
    """What is refused is said without the address."""
    said = Said(question="email", via="card", on=TODAY, by="o", notice="n", evidence="e")
    with pytest.raises(InputError) as caught:
        desk.consent.ask(SHOP, said, address="Someone Else <someone at nowhere>", today=date(2026, 11, 23))
    assert "someone" not in str(caught.value).lower()


def test_the_confirmation_is_in_the_language_of_its_notice(desk: Desk) -> None:
    """Who answered a card in German is asked in German to confirm it; where nobody knows, in the campaign's own."""
    card = desk.consent.offer(SHOP, "letter", on=TODAY, language="de")
    assert card is not None and "E-Mail" in card.notice
    said = Said(question="email", via="card", on=TODAY, by="the owner", notice=card.notice, evidence="card 7")
    desk.consent.ask(SHOP, said, address=ADDRESS, today=TODAY)
    desk.confirmations.put_out(now=NOW)
    (file,) = desk.files()
    mail = email.message_from_bytes(file.read_bytes(), policy=policy.default)

    assert "am 23. November 2026 hat jemand auf einer Antwortkarte" in " ".join(mail.get_content().split())


@pytest.mark.parametrize(("language", "heading"), [("de", "Eine Frage für sich"), ("nl", "Een aparte vraag")])
def test_the_question_is_in_the_language_of_the_letter(desk: Desk, language: str, heading: str) -> None:
    """What is shown is what is kept as proof: the notice on record is the one of that language."""
    words = desk.consent.offer(SHOP, "letter", on=TODAY, language=language)
    assert words is not None
    assert (heading, words.notice) == (words.heading, desk.consent.notice_of(SHOP, "email", "card"))
    assert words.notice != desk.consent.words("email", "letter").notice
