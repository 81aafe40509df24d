"""Preferences from a file, through a run, to the receipt; and out again as a file."""

import json
import shutil
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from aboveboard.campaign.arrivals import bring, export_preferences
from aboveboard.campaign.home import Home
from aboveboard.campaign.material import read_material
from aboveboard.campaign.preference_file import COLUMNS, read_preferences
from aboveboard.campaign.run import RunResult, open_store, run_campaign
from aboveboard.domain.columns import context_column
from aboveboard.domain.errors import InputError
from aboveboard.domain.preference import WRITTEN, Wishes
from aboveboard.domain.reasons import REASONS

AT = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
PHRASES = Path(__file__).resolve().parents[2] / "src" / "aboveboard" / "phrases"
Write = Callable[..., Path]
ASKED = ("hs-001", "hs-004", "hs-037", "hs-043", "hs-003")


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Writes a file of preferences."""

    def written(*lines: str, header: str = ",".join(COLUMNS)) -> Path:
        path = tmp_path / "preferences.csv"
        path.write_text("\n".join([header, *lines]) + "\n", "utf-8")
        return path

    return written


@pytest.fixture
def campaign(example: Path, tmp_path: Path) -> Path:
    """A copy of the example, which files may be changed of."""
    folder = tmp_path / "high-street"
    shutil.copytree(example.parent, folder, ignore=shutil.ignore_patterns(".aboveboard"))
    return folder / example.name


def run(campaign: Path, home: Home, *, days: int = 0, send: bool = False) -> RunResult:
    """A run, some days later."""
    return run_campaign(read_material(campaign), home, now=AT + timedelta(days=days), send=send)


def ended(result: RunResult) -> dict[str, tuple[str, str]]:
    """For each business its reason or state, and the channel of its message."""
    found = result.frame.select("business", "state", "state_reason", "channel").iter_rows()
    return {business: (reason or state, channel) for business, state, reason, channel in found}


def test_a_file_of_the_first_form_is_read_as_before(write: Write) -> None:
    """Two columns, on or off, are all that a file needs."""
    path = write("b,off", "c,on", header="business,personalisation")
    told = [(s.business, s.kind, s.value, s.by, s.on) for s in read_preferences(path)]
    assert [("b", "personalisation", "off", "operator", None), ("c", "personalisation", "on", "operator", None)] == told


def test_a_line_says_several_things(write: Write) -> None:
    """Each filled cell is an event of its own, with the day and the way of the line."""
    path = write("b,2026-11-02,by telephone,off,access,mend;website,post;email,voice_live,030,2027-01-31,de-CH")
    told = [(s.kind, s.name, s.value) for s in read_preferences(path)]
    assert [
        ("personalisation", "", "off"),
        ("topic", "access", "wanted"),
        ("topic", "mend", "unwanted"),
        ("topic", "website", "unwanted"),
        ("channel", "voice_live", "refused"),
        ("channel_order", "", "post,email"),
        ("every_days", "", "30"),
        ("pause_until", "", "2027-01-31"),
        ("language", "", "de-ch"),
    ] == told
    assert {(date(2026, 11, 2), "by telephone")} == {(s.on, s.how) for s in read_preferences(path)}


BAD = [
    ("b,,,,,,,,,,", "the line says nothing"),
    ("b,,,,,mned,,,,,", "'mned' is no offer and no topic of this campaign (did you mean 'mend'?)"),
    ("b,,,,mend,mend,,,,,", "'mend' is wanted and not wanted"),
    ("b,,,,,,post,post,,,", "'post' is wanted and not wanted"),
    ("b,,,,,,pots,,,,", "'pots' is not known (did you mean 'post'?)"),
    ("b,,,,,,,fax,,,", "'fax' is not known"),
    ("b,,,,,,,,-3,,", "'-3' is no number of days"),
    ("b,,,,,,,,4000,,", "'4000' is no number of days"),
    ("b,,,,,,,,٣,,", "is no number of days"),
    ("b,,,,,,,,,2026-13-01,", "is not a date (write YYYY-MM-DD)"),
    ("b,2026-02-30,,off,,,,,,,", "is not a date (write YYYY-MM-DD)"),
    ("b,,,,,,,,,,zz", "language 'zz' is not known"),
    ("b,,,,,,,,,,de_CH", "'de_CH' is not known"),
    ("x,,,off,,,,,,,", "'x' is not in the register"),
]


@pytest.mark.parametrize(("line", "problem"), BAD)
def test_what_cannot_be_meant_is_refused_with_its_line(write: Write, line: str, problem: str) -> None:
    """Nothing of a file with such a line is taken in; the error names file, line and remedy."""
    path = write("b,,,off,,,,,,,", line)
    with pytest.raises(InputError) as refused:
        read_preferences(path, {"b"}, {"mend": "", "website": ""})
    assert str(refused.value).startswith(f"{path}:3: ")
    assert problem in str(refused.value)


def test_the_languages_that_are_written_have_their_phrases() -> None:
    """Who asks for another language than those gets nothing, so the list is the folders there are."""
    assert sorted(WRITTEN) == sorted(path.name for path in PHRASES.iterdir() if (path / "words.toml").exists())


def test_each_wish_acts_and_its_reason_stands_in_the_receipt(
    campaign: Path, tmp_path: Path, signed: Callable[[Home], Home]
) -> None:
    """Pause, language, channels and topics withhold with their own codes; a preferred channel is taken."""
    home = signed(Home(tmp_path / "home"))
    before = ended(run(campaign, home))
    assert {"queued"} == {before[business][0] for business in ASKED}
    (campaign.parent / "preferences.csv").write_text(
        ",".join(COLUMNS) + "\nhs-001,,,,,,,,,2026-12-24,\nhs-004,,,,,,,,,,pl\nhs-037,,,,,,,email;post;voice_live,,,\n"
        "hs-043,,,,,mend;secure_move;small_site;access_check,,,,,\nhs-003,,,,,,post,,,,\n",
        "utf-8",
    )
    result = run(campaign, home)
    reasons = ["paused", "language_not_written", "channels_not_wanted", "topics_not_wanted", "queued"]
    after = ended(result)

    assert reasons == [after[business][0] for business in ASKED]
    assert set(reasons[:-1]) <= REASONS.keys()
    bodies = {row: json.loads(body) for row, body in result.frame.select("business", "receipt").iter_rows()}
    assert reasons[:-1] == [bodies[business]["reason"] for business in ASKED[:-1]]
    assert {"not_wanted"} == {each["reason"] for each in bodies["hs-043"]["decision"]["rejected"]} - {
        "does_not_fit", "never_condition", "mends_nothing_seen", "not_offered_here"
    }  # fmt: skip
    assert ("email", "post") == (before["hs-003"][1], after["hs-003"][1])
    assert ("paused", None) == (after["hs-001"][0], dict(result.frame.select("business", "observed").rows())["hs-001"])
    others = before.keys() - {*ASKED, "hs-009", "hs-045"}
    assert {b: before[b] for b in others} == {b: after[b] for b in others}


def test_a_run_without_wishes_asks_nothing_of_the_rules_for_a_signal(
    campaign: Path, tmp_path: Path, signed: Callable[[Home], Home]
) -> None:
    """The store answers for the signal: not received, so the house rule's duty falls to those alone who sent one."""
    home = signed(Home(tmp_path / "home"))
    run(campaign, home)
    with open_store(home, existing=True) as store:
        store.preferences.note_signal("hs-004", "why", on=AT.date())
    frame = run(campaign, home).frame
    told = dict(frame.select("business", context_column("gpc")).iter_rows())
    duty = "house-gpc-everywhere"
    marked = {b for b, cells in frame.select("business", "cells").iter_rows() if duty in cells}

    assert {"hs-004"} == {business for business, signal in told.items() if signal} == marked
    assert "personalisation_off" == dict(frame.select("business", "look_reason").iter_rows())["hs-004"]
    assert "queued" == ended(run(campaign, home))["hs-004"][0]


def test_an_import_withdraws_what_lay_ready(
    campaign: Path, tmp_path: Path, write: Write, signed: Callable[[Home], Home]
) -> None:
    """A pause, a refused channel and the end of looking take messages out of the outbox; a cadence does not."""
    home = signed(Home(tmp_path / "home"))
    result = run(campaign, home, send=True)
    subjects = dict(result.frame.select("business", "subject").iter_rows())
    path = write(
        "hs-001,,,,,,,,,2027-12-24,", "hs-004,,,off,,,,,,,", "hs-037,,,,,,,email;post,,,", "hs-043,,,,,,,,30,,"
    )
    arrived = bring("preferences", campaign, home.folder, path, today=AT.date())
    lying = {file.name.partition(".")[0] for file in (home.outbox / "sent").iterdir()}

    assert (5, 5, 3) == (arrived.read, arrived.new, arrived.withdrawn)
    assert {"hs-043", "hs-003"} == {business for business in ASKED if subjects[business] in lying}
    assert 0 == bring("preferences", campaign, home.folder, path, today=AT.date()).new


def test_what_is_exported_keeps_every_no_in_another_house(campaign: Path, tmp_path: Path, write: Write) -> None:
    """Said by whomever, a signal among it, all of it narrows as before where the file is brought in."""
    home, other = Home(tmp_path / "home"), Home(tmp_path / "other")
    for each in (home, other):
        run(campaign, each)
    path = write(
        "hs-001,2026-11-02,,,access_check,mend,post;email,voice_live,30,2026-12-24,de-CH",
        "hs-037,2026-11-02,,on,,,,,,,",
    )
    bring("preferences", campaign, home.folder, path, today=AT.date())
    with open_store(home, existing=True) as store:
        store.preferences.note_signal("hs-004", "stop", on=AT.date())
    text = export_preferences(campaign, home.folder)
    path.write_text(text, "utf-8")
    bring("preferences", campaign, other.folder, path, today=AT.date())

    assert text == export_preferences(campaign, other.folder)
    with open_store(other, existing=True) as store:
        assert not store.preferences.wishes("hs-004").personalisation
        assert Wishes(
            unwanted=("mend",),
            wanted=("access_check",),
            refused=("voice_live",),
            order=("post", "email"),
            every_days=30,
            pause_until=date(2026, 12, 24),
            language="de-ch",
        ) == store.preferences.wishes("hs-001")
