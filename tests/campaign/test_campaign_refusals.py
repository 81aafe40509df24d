"""Refusals from files: our own two forms and four products' exports, whole or not at all, and never a consent."""

import csv
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from aboveboard.campaign.home import Home
from aboveboard.campaign.refusal_book import add_key, key_lines, question, refusal_counts
from aboveboard.campaign.refusal_export import export_refusals
from aboveboard.campaign.refusal_import import Order, bring_refusals, home_of
from aboveboard.campaign.refusal_map import VENDORS, maps, read_day, vendors_of
from aboveboard.campaign.run import open_store
from aboveboard.domain.errors import InputError
from aboveboard.store.entries import RegisterRow

TODAY = date(2026, 11, 23)
Bring = Callable[..., dict[str, Any]]
ALL = ["a", "b", "c", "d", "e"]


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """A home with five businesses, a to e, each with a mailbox of its own and b with a telephone."""
    place = Home(tmp_path / "home")
    rows = [
        RegisterRow(
            id=name,
            name=f"Shop {name}",
            country="GB",
            email=f"info@{name}.example",
            telephone="01632 960102" if name == "b" else None,
        )
        for name in ALL
    ]
    with open_store(place) as store:
        store.import_register(rows, register="town", as_of=TODAY, acquisition="public_register")
    return place


@pytest.fixture
def bring(home: Home, tmp_path: Path) -> Bring:
    """Imports a file with this content."""

    def call(content: str, *, dry: bool = False, into: Home = home, **order: Any) -> dict[str, Any]:
        path = tmp_path / "list.csv"
        path.write_text(content, "utf-8")
        return bring_refusals(into, Order(file=path, **order), existing=False, today=TODAY, dry=dry)

    return call


def refused(home: Home) -> dict[str, list[str]]:
    """For each business that refuses, on which channels."""
    with open_store(home, existing=True) as store:
        rows = store.rows("c", 1, on=TODAY).select("business", "objected", "objected_channels")
    return {
        business: ["all"] if objected else channels
        for business, objected, channels in rows.iter_rows()
        if objected or channels
    }


def kept(home: Home) -> set[tuple[object, ...]]:
    """Source, reason and scope of what is kept."""
    return {(count["source"], count["reason"], count["scope"]) for count in refusal_counts(home, None)}


MAILCHIMP_BEFORE = "Email Address,First Name,Last Name,MEMBER_RATING,OPTIN_TIME,CONFIRM_TIME,"
MAILCHIMP_AFTER = ",LEID,EUID,NOTES,TAGS\n"
UNSUBSCRIBED = (
    MAILCHIMP_BEFORE
    + "UNSUB_TIME,UNSUB_CAMPAIGN_TITLE,UNSUB_CAMPAIGN_ID,UNSUB_REASON,UNSUB_REASON_OTHER"
    + MAILCHIMP_AFTER
    + "Info+shop@A.example,A,B,2,2024-01-01 00:00:00,2024-01-01 00:00:00,2025-06-01 10:00:00,News,x1,NORMAL,,1,e1,,\n"
    + 'info@b.example,A,B,2,,,,News,x1,SPAM,"no, thanks",2,e2,,"""a"",""b"""\n'
)
CLEANED = (
    MAILCHIMP_BEFORE
    + "CLEAN_TIME,CLEAN_CAMPAIGN_TITLE,CLEAN_CAMPAIGN_ID"
    + MAILCHIMP_AFTER
    + "info@c.example,A,B,1,,,2025-05-15 09:00:00,News,x1,7,e7,,\n"
    + "info@@nowhere,A,B,1,,,2025-05-15 09:00:00,News,x1,8,e8,,\n"
)
SUBSCRIBED = MAILCHIMP_BEFORE + "LAST_CHANGED" + MAILCHIMP_AFTER + "info@d.example,A,B,4,,,2025-07-30 12:00:00,1,e,,\n"
HUBSPOT = (
    "\ufeffRecord ID,First Name,Email,Unsubscribed from all email,Opted out of email: Marketing Information,"
    "Opted out of email: One to One,Email hard bounce reason,Email hard bounce reason,Additional email addresses\n"
    "1,A,info@a.example,true,,,,,\n"
    "2,B,info@b.example,,No,Yes,,,\n"
    "3,C,info@c.example,false,false,,,UNKNOWN_USER,\n"
    "4,D,info@d.example,,,,,,info@elsewhere.example\n"
    "5,E,x@elsewhere.example,TRUE,,,,,info@e.example;y@elsewhere.example\n"
    "6,F,,true,,,,,\n"
)
HUBSPOT_BOUNCES = (
    "Email,Portal Bounce,Portal Unsubscribe,Portal Spam Report,Global Bounce,Marketing Information,One to One\n"
    "info@a.example,,TRUE,,,,\n"
    "info@b.example,,,TRUE,,,\n"
    "info@c.example,,,,TRUE,FALSE,\n"
    "info@d.example,,FALSE,FALSE,,,\n"
    "info@e.example,UNKNOWN_USER,,,,TRUE,\n"
)
MAUTIC = (
    "Email,Reason,Comments,Date added,Channel\n"
    "info@a.example,Unsubscribed,User unsubscribed via email,2025-06-01 10:00:00,Email\n"
    "info@b.example,Manual,,2025-06-02 10:00:00,Text Message\n"
    "info@c.example,Bounced,550 unknown,2025-06-03 10:00:00,Email\n"
    "info@d.example,Contactable,,2025-06-04 10:00:00,Email\n"
    "info@e.example,Désabonné,,2025-06-04 10:00:00,Email\n"
)
MAUTIC_TABLES = (
    "email,phone,channel,reason,date_added\n"
    "info@a.example,,email,1,2025-06-01 10:00:00\n"
    ",+441632960102,sms,3,2025-06-01 10:00:00\n"
    "info@c.example,,email,2,2025-06-01 10:00:00\n"
    "info@d.example,,email,0,2025-06-01 10:00:00\n"
    "info@e.example,,email,9,2025-06-01 10:00:00\n"
)
LISTMONK = (
    "uuid,email,name,attributes,status,created_at,updated_at\n"
    'u1,info@a.example,A,"{""city"": ""X""}",blocklisted,2024-01-01 10:00:00 +0000 UTC,'
    "2025-06-01 15:04:05.999 +0000 UTC\n"
    "u2,info@b.example,B,{},disabled,2024-01-01 10:00:00 +0000 UTC,2025-06-01 15:04:05 +0000 UTC\n"
    "u3,info@d.example,D,{},enabled,2024-01-01 10:00:00 +0000 UTC,2025-06-01 15:04:05 +0000 UTC\n"
)
EXPORTS = [
    ("mailchimp", UNSUBSCRIBED, {"a": ["all"], "b": ["all"]}, {"unsubscribed", "complaint"}),
    ("mailchimp", CLEANED, {"c": ["email"]}, {"bounced"}),
    ("mailchimp", SUBSCRIBED, {}, set()),
    (
        "hubspot",
        HUBSPOT,
        {"a": ["all"], "b": ["all"], "c": ["email"], "e": ["all"]},
        {"unsubscribed", "bounced"},
    ),
    (
        "hubspot",
        HUBSPOT_BOUNCES,
        {"a": ["all"], "b": ["all"], "c": ["email"], "e": ["all"]},
        {"unsubscribed", "complaint", "bounced"},
    ),
    (
        "mautic",
        MAUTIC,
        {"a": ["all"], "b": ["all"], "c": ["email"], "e": ["all"]},
        {"unsubscribed", "set by hand", "bounced"},
    ),
    (
        "mautic",
        MAUTIC_TABLES,
        {"a": ["all"], "b": ["all"], "c": ["email"], "e": ["all"]},
        {"unsubscribed", "set by hand", "bounced"},
    ),
    ("mautic", "email,doNotEmail\ninfo@a.example,TRUE\ninfo@d.example,0\n", {"a": ["all"]}, {"unsubscribed"}),
    ("listmonk", LISTMONK, {"a": ["all"], "b": ["all"]}, {"blocklisted", "disabled"}),
]


@pytest.mark.parametrize(("vendor", "content", "expected", "reasons"), EXPORTS)
@pytest.mark.parametrize("forced", [True, False])
def test_an_export_of_another_product_is_heeded(
    home: Home, bring: Bring, vendor: str, content: str, expected: dict[str, list[str]], reasons: set[str], forced: bool
) -> None:
    """Told by its columns or by its name: who refused is refused, and who is still subscribed brings nothing."""
    done = bring(content, form=vendor if forced else None)

    assert vendor == done["form"]
    assert expected == refused(home)
    assert reasons == {reason for _, reason, _ in kept(home)}
    assert {f"import:{vendor}"} >= {source for source, _, _ in kept(home)}
    assert done["read"] == done["refusing"] + sum(done["passed_over"].values())


@pytest.mark.parametrize(("vendor", "content", "expected", "reasons"), EXPORTS)
def test_an_export_that_comes_again_brings_nothing(
    home: Home, bring: Bring, vendor: str, content: str, expected: dict[str, list[str]], reasons: set[str]
) -> None:
    """The same file twice adds nothing, and a dry run before counts what would be new and keeps nothing."""
    dry = bring(content, dry=True)
    before = refused(home)
    first, again = bring(content), bring(content)

    assert {} == before
    assert [dry["new"], first["new"], 0] == [first["new"], dry["new"], again["new"]]
    assert expected == refused(home)


def test_the_day_of_a_refusal_is_that_of_its_export(home: Home, bring: Bring) -> None:
    """Where the line has one; a day that has not come yet, or none, is the day of the import."""
    bring(MAUTIC.replace("2025-06-02", "2999-01-01").replace("2025-06-03 10:00:00", "last week"))
    with open_store(home, existing=True) as store:
        days = {entry.on for entry in store.suppressions.plain().entries}

    assert {date(2025, 6, 1), date(2025, 6, 4), TODAY} == days


def test_every_line_of_a_filtered_list_refuses(home: Home, bring: Bring) -> None:
    """As of listmonk's export of who left a list, whose columns do not say so."""
    done = bring(LISTMONK, every_line=True)

    assert ({"a": ["all"], "b": ["all"], "d": ["all"]}, 3) == (refused(home), done["refusing"])


def test_being_on_a_list_is_no_consent(home: Home, bring: Bring) -> None:
    """An import of subscribers, with words like "overwrite" in it, leaves every refusal and makes no basis."""
    bring(UNSUBSCRIBED)
    before = refused(home)
    for content in (
        SUBSCRIBED.replace("info@d.example", "info@a.example"),
        LISTMONK.replace("blocklisted", "enabled").replace("disabled", "enabled"),
        HUBSPOT.replace("true", "false").replace("TRUE", "false").replace("Yes", "No").replace("UNKNOWN_USER", ""),
    ):
        bring(content)

    assert before == refused(home)
    with open_store(home, existing=True) as store:
        assert {} == store.bases(TODAY)


PLAIN = "scope,value,channel,purpose,reason,source,on\n"
WRONG = [
    ("", {}, "list.csv: the file is empty"),
    ("name,town\nx,y\n", {}, "list.csv:1: nobody knows these columns (say whose export it is, with --from hubspot|"),
    ("Email,Name\nx@y.example,x\n", {"form": "hubspot"}, "hubspot: no column says who refused"),
    ("Name,UNSUB_TIME\nx,y\n", {"form": "mailchimp"}, "mailchimp: there is no column 'Email Address'"),
    (UNSUBSCRIBED + "secret@@example,,,,,,,,,,,,,,\n", {}, "list.csv:4: a refusal has no address that can be read"),
    (UNSUBSCRIBED + "secret,\n", {}, "list.csv:4: a refusal has no address that can be read"),
    (UNSUBSCRIBED + "secret,,,,,,,,,,,,,,\n" * 7, {}, "list.csv:4, 5, 6, 7, 8: a refusal has no address that can be"),
    (PLAIN + "address,secret@@x,,,objected,,2026-01-01\n", {}, "list.csv:2: the value is none that its scope can have"),
    (PLAIN + "secret@x.example,x,,,objected,,2026-01-01\n", {}, "list.csv:2: scope is not a known one"),
    (PLAIN + "adress,secret@x.example,,,objected,,2026-01-01\n", {}, "scope 'adress' is not known (did you mean 'addr"),
    (PLAIN + "person,x,secret@x.example,,objected,,2026-01-01\n", {}, "list.csv:2: channel is not a known one"),
    (PLAIN + "channel,secret@x.example,,,objected,,2026-01-01\n", {}, "list.csv:2: channel is empty"),
    (PLAIN + "person,x,,,secret@x.example,,2026-01-01\n", {}, "list.csv:2: the reason holds an address"),
    (PLAIN + "person,x,,,objected,secret@x.example,2026-01-01\n", {}, "the source of a refusal is one word"),
    (PLAIN + "person,x,,,objected,,secret\n", {}, "list.csv:2: on is not a date (write YYYY-MM-DD)"),
    (PLAIN + "person,x,,,objected,,2026-01-01,secret\n", {}, "list.csv:2: it has more or fewer cells than columns"),
    ("scope,value,reason,on,secret\n", {}, "list.csv:1: unknown column 'secret'"),
    ("scope,value,reason\n", {}, "list.csv:1: the column 'on' is missing"),
    ("mark,key,scope,reason,source,on\nsecret,k,person,x,page,2026-01-01\n", {}, "list.csv:2: mark is not 32 digits"),
    (
        f"mark,key,scope,reason,source,on\n{'a' * 32},secret,person,x,page,2026-01-01\n",
        {},
        "list.csv:2: it was hashed under a key that this store does not have (`aboveboard keys adopt` takes",
    ),
]


@pytest.mark.parametrize(("content", "order", "message"), WRONG)
def test_a_bad_file_is_refused_whole(
    home: Home, bring: Bring, tmp_path: Path, content: str, order: dict[str, Any], message: str
) -> None:
    """With file, line and remedy, and never with what stood in a cell; a home that is not there yet is not made."""
    with pytest.raises(InputError) as caught:
        bring(content, **order)
    assert message in str(caught.value)
    assert "secret" not in str(caught.value) or "'secret'" in message
    assert {} == refused(home)
    with pytest.raises(InputError):
        bring(content, into=Home(tmp_path / "new"), **order)
    assert not (tmp_path / "new").exists()


def test_a_list_may_come_before_all_else(bring: Bring, tmp_path: Path) -> None:
    """A new home is made for it, but for a dry run; who comes in later is refused."""
    new = Home(tmp_path / "new")
    assert 3 == bring(UNSUBSCRIBED, into=new, dry=True)["new"]
    assert not new.folder.exists()
    bring(UNSUBSCRIBED, into=new)
    with open_store(new) as store:
        row = RegisterRow(id="z", name="Shop z", country="GB", email="info@a.example")
        store.import_register([row], register="fair", as_of=TODAY, acquisition="met_in_person")
    assert {"z": ["all"]} == refused(new)


def test_whose_refusals_they_are_is_not_guessed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, example: Path) -> None:
    """Without a campaign and without a home nothing is imported, and a home that is only named has to be there."""
    monkeypatch.chdir(tmp_path)
    with pytest.raises(InputError, match="nobody can tell whose refusals these are"):
        home_of(None, None)
    assert (Home(tmp_path / "x"), True) == home_of(None, tmp_path / "x")
    assert (Home(example.parent / ".aboveboard"), False) == home_of(example, None)
    (tmp_path / "list.csv").write_text(LISTMONK, "utf-8")
    with pytest.raises(InputError, match="nothing is kept here yet"):
        bring_refusals(Home(tmp_path / "x"), Order(file=tmp_path / "list.csv"), existing=True, today=TODAY)


@pytest.mark.parametrize("form", ["hashed", "plain"])
def test_what_goes_out_comes_in_again(home: Home, bring: Bring, tmp_path: Path, form: str) -> None:
    """In a new home with the same keys it does what it did; the file is its owner's alone, and is never overwritten."""
    bring(HUBSPOT_BOUNCES)
    out = tmp_path / "out.csv"
    done = export_refusals(home, out, form)
    other = Home(tmp_path / "other")
    other.folder.mkdir()
    other.keys.symlink_to(home.keys)
    with open_store(home) as store, open_store(other) as second:
        rows = [
            RegisterRow(id=f"new-{name}", name=f"Shop {name}", country="GB", email=f"info@{name}.example")
            for name in ALL
        ]
        second.import_register(rows, register="town", as_of=TODAY, acquisition="public_register")
        assert store.keys == second.keys
    brought = bring_refusals(other, Order(file=out), existing=True, today=TODAY)

    assert (form, done["written"]) == (brought["form"], brought["read"])
    assert {f"new-{name}": channels for name, channels in refused(home).items()} == refused(other)
    assert 0o600 == out.stat().st_mode & 0o777
    with pytest.raises(InputError, match="there is such a file already"):
        export_refusals(home, out, form)
    assert [] == list(tmp_path.glob("*.part"))


def test_no_address_is_in_a_hashed_file(home: Home, bring: Bring, tmp_path: Path) -> None:
    """Nor an id, a number or the key; every line has the fingerprint of its key."""
    bring(MAUTIC_TABLES)
    out = tmp_path / "out.csv"
    export_refusals(home, out, "hashed")
    text = out.read_text("utf-8")
    secrets = [path.read_text().strip() for path in home.keys.iterdir()]

    assert not any(word in text for word in ("@", "example", "960102", *secrets))
    assert {key_lines(home)[0]["fingerprint"]} == {row["key"] for row in csv.DictReader(text.splitlines())}


def test_another_installation_with_the_adopted_key_heeds_it(home: Home, bring: Bring, tmp_path: Path) -> None:
    """Its own keys stay; the hashes of the other are told apart by their version."""
    bring(LISTMONK)
    out = tmp_path / "out.csv"
    export_refusals(home, out, "hashed")
    other = Home(tmp_path / "other")
    with open_store(other) as store:
        row = RegisterRow(id="z", name="Shop z", country="GB", email="info@a.example")
        store.import_register([row], register="fair", as_of=TODAY, acquisition="met_in_person")
    with pytest.raises(InputError, match="a key that this store does not have"):
        bring_refusals(other, Order(file=out), existing=True, today=TODAY)
    added = add_key(other, home.keys / "suppression.v1")
    bring_refusals(other, Order(file=out), existing=True, today=TODAY)

    assert (2, True, 1) == (added["version"], added["adopted"], added["businesses"])
    assert key_lines(home)[0]["fingerprint"] == added["fingerprint"]
    assert {"z": ["all"]} == refused(other)
    assert {2} == {count["key_version"] for count in refusal_counts(other, None)}


def test_one_address_is_asked_about(home: Home, bring: Bring) -> None:
    """Yes or no, on which channels and why, as reason codes; the question is not repeated."""
    bring(CLEANED)
    bring(LISTMONK)
    asked = question(home, None)
    try:
        answers = [asked.answer(value) for value in ("INFO@a.example", "info@c.example", "info@d.example")]
        with pytest.raises(InputError, match="nothing that can be refused") as caught:
            asked.answer("secret")
    finally:
        asked.close()

    assert [(True, ["all"], ["objected"]), (True, ["email"], ["objected"]), (False, [], [])] == [
        (answer["refused"], answer["channels"], answer["reasons"]) for answer in answers
    ]
    assert "a.example" not in str(answers)
    assert "secret" not in str(caught.value)


def test_the_maps_are_told_apart() -> None:
    """Each product's columns tell it and no other; each of its signs is for one of our channels or for all."""
    assert set(VENDORS) == set(maps())
    for vendor, content, _, _ in EXPORTS:
        assert [vendor] == vendors_of(content.lstrip("\ufeff").splitlines()[0].split(","))
    channels = {sign.channel for known in maps().values() for sign in known.refusal}
    assert {None, "email"} == channels


@pytest.mark.parametrize(
    ("cell", "day"),
    [("2026-05-14 08:30:00", date(2026, 5, 14)), ("2026-02-30", None), ("14.05.2026", None), ("", None)],
)
def test_a_day_is_read_or_not(cell: str, day: date | None) -> None:
    """The day of a time in ISO order; nothing is guessed."""
    assert day == read_day(cell)
