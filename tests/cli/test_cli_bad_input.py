"""What a person got wrong: one plain line that names file, line and the nearest valid thing; nothing is written."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

Say = Callable[..., tuple[int, str, str]]
IN_OTHER_WORDS = '\nname = "N"\nsummary = "S"\nowner_keeps = []\ndoes = []\ndoes_not = []\n[offer.does_by_angle]'
SETTINGS = [
    ("language =", "langage =", "campaign.toml:4: unknown key 'langage' (did you mean 'language'?)"),
    ('language = "en"', 'language = "dee"', "campaign.toml:4: language 'dee' is not known (did you mean 'de'?)"),
    ('language = "en"', 'language = "de"', "offer mend: translated.de is the language of the campaign"),
    ("street =", "stret =", "campaign.toml:18: unknown key 'sender.stret' (did you mean 'street'?)"),
    ("dkim", "dkm", "campaign.toml:10: unknown key 'sending.dkm' (did you mean 'dkim'?)"),
    ("[sender]", "[sendr]", "campaign.toml:13: unknown key 'sendr' (did you mean 'sender'?)"),
    ('"wickthorne-2026"', "2026", 'campaign.toml:7: seed is not a text: 2026 (write it in quotes, as in "text")'),
    ("percent = 5", 'percent = "five"', "campaign.toml:11: limits.hold_out_percent is not a whole number: 'five'"),
    ("percent = 5", "percent = 0", "campaign.toml:11: limits.hold_out_percent is out of range: 0 (1 is the limit)"),
    ("neighbours = false", "neighbours = 2", "campaign.toml:11: limits.neighbours is neither true nor false: 2"),
    (
        f"as_of = {datetime.now(UTC).date().isoformat()}",
        'as_of = "23.11.2026"',
        "campaign.toml:8: as_of is not a day: '23.11.2026' (write YYYY-MM-DD, without quotes)",
    ),
    ('"post"', '"pots"', "campaign.toml:5: channels 'pots' is not known (did you mean 'post'?)"),
    ('"post", "voice_live"]', '"email"]', "campaign.toml:5: channels names a channel twice"),
    ('["email", "post", "voice_live"]', "[]", "campaign.toml:5: channels is empty (state at least one)"),
    ('"high-street"', '"High Street"', "campaign.toml:2: name is not a name of small letters, digits and hyphens"),
    (
        '"public_register"',
        '"public_regster"',
        "campaign.toml:35: data.acquisition 'public_regster' is not known (did you mean 'public_register'?)",
    ),
    ('"GB"', '"UK"', "campaign.toml:21: sender.country 'UK' is no ISO 3166-1 code (did you mean 'GB'?)"),
    ("hello@", "hello", "campaign.toml:16: sender.email is not an e-mail address"),
    ('base = "https://', 'base = "', "campaign.toml:9: links.base is not an address that begins with https://"),
    ('street = "10 Bellfounder Court"', "", "campaign.toml:13: 'sender.street' is missing (add it to [sender])"),
    ('"wickthorne-2026"', '"wick', "campaign.toml:7: not valid TOML: Illegal character '\\n'"),
    ('"register.csv"', '"registr.csv"', "registr.csv: no such file (did you mean 'register.csv'?)"),
    ('"offers.toml"', '"ofers.toml"', "ofers.toml: no such file (did you mean 'offers.toml'?)"),
    ('"register.csv"', '"."', "this is a folder, not a file"),
    ("/pages", "/pags", "pags: no such folder (`pages` in [data] names it)"),
    ("Thistle & Plumb Ltd", "Th\udcefstle", "campaign.toml:14: not UTF-8 text (save it as UTF-8)"),
]
REGISTER = [
    ("trade,", "trad,", "register.csv:1: unknown column 'trad' (did you mean 'trade'?)"),
    ("trade,", "id,", "register.csv:1: two columns are called 'id' (leave one out)"),
    ("hs-003", "hs-001", "register.csv:4: the id 'hs-001' stands there twice (first at "),
    ("hs-003", "", "register.csv:4: id is empty (fill it in, or leave the row out)"),
    ("Oddy's Oven", "", "register.csv:4: name is empty (fill it in, or leave the row out)"),
    (",GB,", ",UK,", "register.csv:2: country 'UK' is no ISO 3166-1 code (did you mean 'GB'?)"),
    (",GB,", ",gb,", "register.csv:2: country 'gb' is no ISO 3166-1 code (did you mean 'GB'?)"),
    (",GB,", ",XX,", "register.csv:2: country 'XX' is no ISO 3166-1 code (two capital letters, such as GB or DE)"),
    ("GB-BKM", "Bucks", "register.csv:2: region 'Bucks' is no ISO 3166-2 code (as in US-CA"),
    ("corporate", "corprate", "register.csv:2: legal_form 'corprate' is not known (did you mean 'corporate'?)"),
    ("Oddy's", "Oddy,s", "register.csv:4: 15 cells under 14 columns (a cell with a comma stands in quotes"),
    ("Oddy's Oven", '"Oddy"s Oven', "register.csv:4: not readable as CSV"),
    ("Oddy's Oven", "\udcd6ven", "register.csv:4: not UTF-8 text (save it as UTF-8)"),
]
OFFERS = [
    (', currency = "GBP"', "", "offers.toml:8: offer mend: 'currency' is missing in price (state it)"),
    ('"GBP"', '"pounds"', "offers.toml:8: offer mend: price: 'pounds' is no ISO 4217 code"),
    ('"145.00"', '"a lot"', 'offers.toml:8: offer mend: price.amount: invalid decimal string (as in "120.00")'),
    ('"145.00"', '"-1"', "offers.toml:8: offer mend: price is no amount"),
    ('"once"', '"onc"', "offers.toml:8: offer mend: price.per 'onc' is not known (did you mean 'once'?)"),
    (
        "tax_included",
        "tax_icluded",
        "offers.toml:8: offer mend: unknown key 'tax_icluded' (did you mean 'tax_included'?)",
    ),
    ("term_months = 0", "term_months = -1", "offers.toml:9: offer mend: term_months is below 0"),
    (
        "[offer.does_by_angle]",
        "[offer.translated.xx]" + IN_OTHER_WORDS,
        "offer mend, xx: a language that is not written",
    ),
    (
        "[offer.does_by_angle]",
        "[offer.translated.en]" + IN_OTHER_WORDS,
        "offer mend, en: owner_keeps has not the entries that the offer has (translate each of them)",
    ),
    (
        'renewal = "none"',
        'renewal = "nne"',
        "offers.toml:11: offer mend: renewal 'nne' is not known (did you mean 'none'?)",
    ),
    (
        '"no_viewport"',
        '"no_viewprt"',
        "offers.toml:21: offer mend: unknown angle 'no_viewprt' (did you mean 'no_viewport'?)",
    ),
    (
        "no_viewport =",
        "no_viewprt =",
        "offers.toml:33: offer mend: unknown angle 'no_viewprt' (did you mean 'no_viewport'?)",
    ),
    ("summary =", "sumary =", "offers.toml:7: offer mend: unknown key 'sumary' (did you mean 'summary'?)"),
    (
        "not page.flash",
        "not page.flsh",
        "offers.toml:25: offer mend, fits: unknown name 'page.flsh' (did you mean 'page.flash'?)",
    ),
    (
        "not page.flash",
        "business.legal_form == 'corprate'",
        "offers.toml:25: offer mend, fits: business.legal_form has no value 'corprate' (did you mean 'corporate'?)",
    ),
    ("page.bytes > 0", "page.bytes >", "offers.toml:25: offer mend, fits: cannot read the condition"),
    ("page.bytes > 0", "page.bytes > 'x'", "offers.toml:25: offer mend, fits: page.bytes is compared with 'x'"),
    ('"secure_move"', '"mend"', "offers.toml: two offers have the id 'mend' (give each its own)"),
    ("# What", "extra = 1\n# What", "offers.toml:1: unknown table 'extra' (each offer begins with [[offer]])"),
]
TABLES = [
    ("bases.csv", "2026-03-12,", "12.03.2026,", "bases.csv:2: on '12.03.2026' is not a date (write YYYY-MM-DD)"),
    ("bases.csv", "2026-03-12,", "20260312,", "bases.csv:2: on '20260312' is not a date (write YYYY-MM-DD)"),
    ("bases.csv", "hs-004", "hs-0004", "bases.csv:2: 'hs-0004' is not in the register (did you mean 'hs-004'?)"),
    ("bases.csv", ",email,", ",emial,", "bases.csv:2: channel 'emial' is not known (did you mean 'email'?)"),
    (
        "bases.csv",
        ",marketing,",
        ",marketin,",
        "bases.csv:2: purpose 'marketin' is not known (did you mean 'marketing'?)",
    ),
    ("preferences.csv", "off", "of", "preferences.csv:2: personalisation 'of' is not known (did you mean 'off'?)"),
    ("preferences.csv", "hs-009", "x", "preferences.csv:2: 'x' is not in the register (take the line out"),
    (
        "suppressions.csv",
        "address,",
        "adress,",
        "suppressions.csv:2: scope 'adress' is not known (did you mean 'address'?)",
    ),
    (
        "suppressions.csv",
        ",email,",
        ",emial,",
        "suppressions.csv:3: channel 'emial' is not known (did you mean 'email'?)",
    ),
    ("suppressions.csv", "objected by reply", "a@b.example", "suppressions.csv:2: the reason holds an address"),
    ("groups.csv", "hs-001", "hs-01x", "groups.csv:2: 'hs-01x' is not in the register (did you mean "),
]
CASES = [
    *(("campaign.toml", *case) for case in SETTINGS),
    *(("register.csv", *case) for case in REGISTER),
    *(("offers.toml", *case) for case in OFFERS),
    *TABLES,
]


def refused(say: Say, campaign: Path) -> str:
    """The one line that a run of this campaign is refused with; nothing was written."""
    before = sorted(campaign.parent.iterdir())
    status, out, err = say("run", campaign)
    assert (2, "") == (status, out)
    assert before == sorted(campaign.parent.iterdir())
    assert 1 == err.count("\n")
    assert err.startswith("aboveboard: ")
    return err


@pytest.mark.parametrize(("name", "right", "wrong", "said"), CASES)
def test_a_mistake_is_named_with_its_place(
    say: Say, campaign: Path, name: str, right: str, wrong: str, said: str
) -> None:
    """A mistake in a campaign's files is one plain line; a home is not made."""
    path = campaign.parent / name
    text = path.read_text("utf-8")
    assert right in text
    path.write_bytes(text.replace(right, wrong, 1).encode("utf-8", "surrogateescape"))
    assert said in refused(say, campaign)


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("register.csv", "", "register.csv:1: the column 'id' is missing (the file is empty)"),
        ("register.csv", "id,name,country\n", "register.csv: there is no business in this register"),
        ("register.csv", "id,country\na,GB\n", "register.csv:1: the column 'name' is missing (it has: id, country)"),
        (
            "register.csv",
            "id;name;country\na;b;GB\n",
            "the columns are separated by semicolons (separate them by commas)",
        ),
        ("register.csv", 'id,name,country\na,"b\nc",GB\na,d,GB\n', "register.csv:4: the id 'a' stands there twice"),
        ("offers.toml", "", "offers.toml: no [[offer]] in this file (state at least one offer)"),
        ("offers.toml", "offer = 3", "offers.toml:1: `offer` is no list of tables (each offer begins with [[offer]])"),
        ("offers.toml", '[offer]\nid = "a"', "offers.toml:1: `offer` is no list of tables"),
        ("offers.toml", '[[ offer ]] # one\nid = "a"', "offers.toml:1: offer a: 'name' is missing (state it)"),
        ("campaign.toml", 'name = "ab"', "campaign.toml:1: 'seed' is missing (add it above the first table)"),
        ("campaign.toml", 'name = "ab"\nseed = "s"\n', "campaign.toml:1: 'sender' is missing (add a table [sender])"),
    ],
)
def test_a_file_of_another_shape_is_refused(say: Say, campaign: Path, name: str, text: str, said: str) -> None:
    """An empty file, another separator, a table written in another way: each says what is expected."""
    (campaign.parent / name).write_text(text, "utf-8")
    assert said in refused(say, campaign)


def test_a_campaign_that_is_not_there_is_refused(say: Say, tmp_path: Path) -> None:
    """A missing file and a folder in its place are one line each."""
    assert "campaign.toml: no such file" in refused(say, tmp_path / "campaign.toml")
    status, out, err = say("run", tmp_path)
    assert (2, "", 1) == (status, out, err.count("\n"))
    assert "is a directory" in err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["lern"], "no such command 'lern' (did you mean 'learn'?) (see `aboveboard --help`)"),
        (["run"], "Missing argument 'CAMPAIGN'. (see `aboveboard run --help`)"),
        (["run", "x", "--sned"], "Did you mean '--send'?"),
        (["guard", "check", "--as-of", "2026-13-01"], "'2026-13-01' does not match the format '%Y-%m-%d'"),
        (["guard", "rule", "gb-pecr-22-consnt"], "did you mean 'gb-pecr-22-consent'?"),
        (["audit", "groups", "--bound", "3"], "--bound lies in (0, 1]"),
        (["decide", "one", "--campaign", "/nowhere"], "does not exist"),
        (["why", "x", "--home", "/nowhere"], "/nowhere: nothing is kept here yet (`aboveboard run CAMPAIGN` first)"),
        (["report", "latest", "--home", "/nowhere"], "/nowhere/runs: there is no run yet"),
        (["try", "/nowhere.csv"], "/nowhere.csv: no such file"),
    ],
)
def test_wrong_arguments_are_one_line(say: Say, arguments: list[str], said: str) -> None:
    """What cannot be asked is answered by one line on standard error and status 2."""
    status, out, err = say(*arguments)
    assert (2, "", 1) == (status, out, err.count("\n"))
    assert said in err


def test_a_result_that_cannot_be_written_is_refused(say: Say, example: Path, tmp_path: Path) -> None:
    """A folder that is not there is named in one line, not in a traceback."""
    status, _, err = say(
        "try",
        example.parent / "prospects.csv",
        "--offline",
        example.parent / "pages",
        "--out",
        tmp_path / "no" / "r.html",
    )
    assert 2 == status
    assert 1 == err.count("\n")
    assert "no/r.html: there is no such folder to write to" in err
