"""A whole run with a model behind an endpoint on loopback: what goes out, what is kept, and what a replay gives."""

import io
import json
import logging
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from pypdf import PdfReader

from aboveboard.campaign.errands import run_and_report, summary_text
from aboveboard.campaign.explanation import explanation
from aboveboard.campaign.home import Home
from aboveboard.campaign.material import read_material
from aboveboard.campaign.model_writer import writer_of
from aboveboard.campaign.report import render_report
from aboveboard.campaign.rewrite import MARK, unreachable
from aboveboard.campaign.run import Pipeline, RunResult, open_store, quiet, run_campaign
from aboveboard.campaign.settings import load_settings
from aboveboard.compose.phrasebook import load_phrasebook
from aboveboard.domain.columns import ROWS
from aboveboard.domain.draft import decode_draft
from aboveboard.domain.errors import InputError
from aboveboard.domain.preference import WRITTEN
from aboveboard.domain.verdict import decode_verdict
from aboveboard.guard.packs import load_packs
from aboveboard.observe.sources import SavedPages

NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
HOUSE_RULE = "house-ai-disclosure"
KEY = "sk-invented-9876543210"
Set = Callable[[Home], Home]


def with_model(example: Path, folder: Path, url: str, more: str = "") -> Path:
    """A copy of the example whose campaign names a model."""
    shutil.copytree(example.parent, folder, ignore=shutil.ignore_patterns(".aboveboard"))
    campaign = folder / example.name
    table = f'\n[llm]\nbase_url = "{url}"\nmodel = "a-model"\nrequests_per_minute = 6000\n{more}'
    campaign.write_text(campaign.read_text("utf-8") + table, "utf-8")
    return campaign


@pytest.fixture
def campaign(example: Path, endpoint: Any, tmp_path: Path) -> Path:
    """The example with a model."""
    return with_model(example, tmp_path / "high-street", endpoint.url, "at_once = 4\n")


@pytest.fixture
def home(tmp_path: Path, signed: Set) -> Home:
    """A home in which somebody answers for the rules."""
    return signed(Home(tmp_path / "home"))


def by_model(run: RunResult) -> pl.DataFrame:
    return run.frame.filter(pl.col("writer") == "model")


def test_a_message_of_a_model_is_marked_everywhere(campaign: Path, home: Home) -> None:
    """In words, in its header, in its verdict and in its receipt; and what the grammar wrote is nowhere marked."""
    run = run_campaign(read_material(campaign), home, now=NOW)
    queued = by_model(run).filter(pl.col("state") == "queued")
    grammars = run.frame.filter(pl.col("writer") == "grammar")

    assert queued.height > 20
    assert set(queued["channel"]) == {"email", "post"}
    assert "voice_live" in set(grammars["channel"])
    for row in queued.iter_rows(named=True):
        draft, verdict, body = decode_draft(row["draft"]), decode_verdict(row["final"]), json.loads(row["receipt"])
        assert [s for s in draft.sentences if "ai_disclosure" in s.elements], row["row"]
        assert {"ai_disclosure", "ai_marking_machine_readable"} <= set(row["message_has"])
        assert HOUSE_RULE in verdict.rules
        assert draft.made is not None
        assert ("a-model", draft.made.prompt) == (body["made"]["model"], body["made"]["prompt"])
        assert body["made"]["source_type"].endswith("/compositeWithTrainedAlgorithmicMedia")
    for row in grammars.iter_rows(named=True):
        assert "made" not in json.loads(row["receipt"])
        assert "ai_disclosure" not in (row["message_has"] or [])


def test_what_is_put_out_says_who_wrote(example_of_today: Path, endpoint: Any, tmp_path: Path, signed: Set) -> None:
    """Mails in the outbox have the header and the sentence, and letters the keyword."""
    campaign = with_model(example_of_today, tmp_path / "high-street", endpoint.url)
    home = signed(Home(tmp_path / "home"))
    run = run_campaign(read_material(campaign), home, now=datetime.now(UTC).replace(hour=9), send=True)
    mails = [message_from_bytes(data) for data in {path.read_bytes() for path in home.outbox.rglob("*.eml")} if data]
    letters = {path.read_bytes() for path in home.outbox.rglob("*.pdf")} - {b""}
    marked = [mail for mail in mails if mail["Digital-Source-Type"]]
    keyed = [pdf for pdf in letters if "/Keywords" in (PdfReader(io.BytesIO(pdf)).metadata or {})]
    queued = by_model(run).filter(pl.col("state") == "queued")["channel"].to_list()

    assert (queued.count("email"), queued.count("post")) == (len(marked), len(keyed))
    assert min(len(marked), len(keyed)) > 0
    for mail in marked:
        (text, *_) = mail.get_payload()
        body = text.get_payload(decode=True).decode().replace("\r\n", " ")
        assert "/compositeWithTrainedAlgorithmicMedia" in mail["Digital-Source-Type"]
        assert [language for language in WRITTEN if load_phrasebook(language).elements[MARK].sentence in body]


def test_no_request_of_a_run_names_anybody(campaign: Path, home: Home, endpoint: Any) -> None:
    """The bytes of all requests of a run have nobody's name, mailbox, number or web address, nor a text of a page."""
    run = run_campaign(read_material(campaign), home, now=NOW)
    sent = b"\n".join(asked.raw for asked in endpoint.asked).decode().casefold()
    secret = set()
    for line in (campaign.parent / "register.csv").read_text("utf-8").splitlines()[1:]:
        secret |= set(re.findall(r"[^,;|\"\s]+@[^,;|\"\s]+|https?://[^,;|\"\s]+", line))
    secret |= set(run.frame["name"])
    for page in (campaign.parent / "pages").rglob("*.html"):
        html = page.read_text("utf-8", errors="replace")
        secret |= {text.strip() for text in re.findall(r"<(?:title|h1|p|address)[^>]*>([^<]{12,})<", html)}
        secret |= set(re.findall(r"tel:([+\d ().-]{7,})", html)) | set(re.findall(r"mailto:([^\"'?]+)", html))

    assert len(endpoint.asked) > 20
    assert len(secret) > 300
    assert [] == sorted(text for text in secret if text.casefold() in sent)


def test_a_replay_gives_the_same_columns(campaign: Path, home: Home, endpoint: Any, good: Any) -> None:
    """With the answers that were kept, every column and receipt comes out the same, and nobody is asked."""

    def plays(asked: Any) -> Any:
        answer = good(asked.record)
        if asked.number % 3 == 0:
            answer["sentences"][0]["text"] = f"We are the best in town, since {1800 + asked.number}."
        return "nonsense" if asked.number % 7 == 0 else answer

    endpoint.play = plays
    material = read_material(campaign)
    run = run_campaign(material, home, now=NOW)
    asked = len(endpoint.asked)
    with open_store(home) as store:
        writer = writer_of(material.settings, unreachable, store, now=NOW, tell=quiet)
        pipeline = Pipeline.of(material, load_packs(), SavedPages(material.pages), writer)
        again = pipeline(run.frame.select(list(ROWS)), run.moment, tell=quiet)

    assert asked == len(endpoint.asked)
    assert run.model is not None and run.model.rewritten > 0
    for column in again.columns:
        assert run.frame[column].to_list() == again[column].to_list(), column


def test_the_next_run_pays_nothing_twice(campaign: Path, home: Home, endpoint: Any) -> None:
    """A second run has the same messages, and asks only where the first got no answer; both say so."""
    material = read_material(campaign)
    first = run_campaign(material, home, now=NOW)
    asked = len(endpoint.asked)
    second = run_campaign(material, home, now=NOW)

    assert asked == len(endpoint.asked)
    assert first.frame["message"].to_list() == second.frame["message"].to_list()
    assert first.model is not None and second.model is not None
    assert (asked, 0) == (first.model.requests, first.model.reused)
    assert (0, asked) == (second.model.requests, second.model.reused)
    assert f"{asked} answers kept by an earlier run" in summary_text(second)


def test_a_run_says_what_the_model_did(campaign: Path, home: Home, endpoint: Any, good: Any) -> None:
    """Summary, record and report count requests, rewrites and inventions, by language, attempt and group."""

    def plays(asked: Any) -> Any:
        answer = good(asked.record)
        if len(asked.body["messages"]) == 2 and asked.number % 2:
            answer["sentences"][0]["text"] = "We are the best in town."
        return answer

    endpoint.play = plays
    run = run_campaign(read_material(campaign), home, now=NOW)
    assert run.model is not None
    report, told = render_report(run), run.model.record()
    lines = {(one["language"], one["name"], one["value"]): one for one in told["inventions"]}  # type: ignore[attr-defined]
    first = lines["en", "attempt", "1"]

    assert run.model.rewritten > 10
    assert first["n"] > first["kinds"]["claims unsupported"] > 10
    assert {"insufficient"} <= {one["result"] for one in lines.values()}
    assert any(name == "legal form" for _, name, _ in lines)
    assert "What the model wrote and invented" in report
    assert "sentences were written by the language model a-model" in report
    assert "model a-model:" in summary_text(run)


def test_why_says_who_wrote(campaign: Path, home: Home) -> None:
    """`aboveboard why` has the model, its parameters and its prompt beside the text."""
    run = run_campaign(read_material(campaign), home, now=NOW)
    row = by_model(run)["row"][0]
    with open_store(home) as store:
        kept = store.message(row)
        assert kept is not None
        said = explanation(kept, store.receipt(row), run.packs)

    assert "were written by the language model a-model, which calls itself played-1 (temperature 0, attempt 1" in said


def test_forgetting_takes_the_answers_too(campaign: Path, home: Home) -> None:
    """After erasure no answer about the business is left, and what is left expires after thirty days."""
    run = run_campaign(read_material(campaign), home, now=NOW)
    row = by_model(run).row(0, named=True)
    made = decode_draft(row["draft"]).made
    assert made is not None
    with open_store(home) as store:
        answers = store.model_answers
        shown = store.holdings(row["business"])["model_answers"]
        assert answers.get(row["row"], made.prompt) is not None
        assert [made.prompt] == [one["prompt"] for one in shown]
        store.forget(row["business"])
        assert answers.get(row["row"], made.prompt) is None
        answers.keep(row["business"], row["row"], made.prompt, "{}", at=NOW)
        assert (answers.get(row["row"], made.prompt) is None) or row["legal_form"] == "corporate"
        removed = {erasure.keeper: erasure.removed for erasure in store.expire(NOW + timedelta(days=31))}
        assert removed["model_answers"] > 10


def test_the_key_is_nowhere(
    campaign: Path, home: Home, endpoint: Any, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """The key is in the requests, and in no file of the home, no report, no log and no error."""
    monkeypatch.setenv("LETTER_MODEL_KEY", KEY)
    campaign.write_text(campaign.read_text("utf-8") + 'key_env = "LETTER_MODEL_KEY"\n', "utf-8")
    with caplog.at_level(logging.DEBUG):
        done = run_and_report(campaign, home.folder)
    files = [path.read_bytes() for path in home.folder.rglob("*") if path.is_file()]

    assert {f"Bearer {KEY}"} == {asked.headers["authorization"] for asked in endpoint.asked}
    assert [] == [data for data in files if KEY.encode() in data]
    assert KEY not in caplog.text + done.summary


def test_an_endpoint_that_is_down_stops_nobody(
    example: Path, home: Home, tmp_path: Path, example_run: RunResult
) -> None:
    """Where nothing answers the run has the grammar's messages, and says why."""
    campaign = with_model(example, tmp_path / "high-street", "http://127.0.0.1:9/v1")
    run = run_campaign(read_material(campaign), home, now=NOW)

    assert example_run.frame["draft"].to_list() == run.frame["draft"].to_list()
    assert "the endpoint did not answer several times in a row" in summary_text(run)


def test_without_a_model_nothing_is_different(example_run: RunResult) -> None:
    """A run of the grammar has no figures of a model, and no mark."""
    assert example_run.model is None
    assert [None] * example_run.frame.height == example_run.frame["made"].to_list()


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ('base_url = "http://models.example/v1"\nmodel = "m"', "llm.base_url does not begin with https://"),
        ('base_url = "ftp://models.example/v1"\nmodel = "m"', "llm.base_url does not begin with https://"),
        ('base_url = "https://me:secret@models.example"\nmodel = "m"', "llm.base_url is not the plain address"),
        ('base_url = "https://models.example?key=secret"\nmodel = "m"', "llm.base_url is not the plain address"),
        ('base_url = "https://models.example"', "'llm.model' is missing"),
        ('base_url = "https://models.example"\nmodel = "a b"', "llm.model is not the name of a model"),
        ('base_url = "https://models.example"\nmodel = "m"\nkey = "sk-secret"', "unknown key 'llm.key'"),
        (
            'base_url = "https://models.example"\nmodel = "m"\nkey_env = "sk-secret"',
            "llm.key_env is not the name of a var",
        ),
        ('base_url = "https://models.example"\nmodel = "m"\ntemperature = 1.5', "llm.temperature is out of range"),
        ('base_url = "https://models.example"\nmodel = "m"\nseed = -1', "llm.seed is out of range"),
        ('base_url = "https://models.example"\nmodel = "m"\nmost_requests = 0', "llm.most_requests is out of range"),
    ],
)
def test_a_wrong_setting_is_named(example: Path, tmp_path: Path, lines: str, said: str) -> None:
    """The error names the setting and the line, and never repeats what may be a secret."""
    path = tmp_path / "campaign.toml"
    path.write_text(example.read_text("utf-8") + f"\n[llm]\n{lines}\n", "utf-8")
    with pytest.raises(InputError, match=re.escape(said)) as caught:
        load_settings(path)

    assert "secret" not in str(caught.value)


@pytest.mark.parametrize(
    "url",
    [
        "https://models.example/v1/",
        "http://localhost:11434/v1",
        "http://[::1]:80/v1",
        "http://10.0.0.7/v1",
        "http://models/v1",
    ],
)
def test_an_address_of_ones_own_may_do_without_a_certificate(example: Path, tmp_path: Path, url: str) -> None:
    """On this machine, and on a network of one's own, plain http is taken."""
    path = tmp_path / "campaign.toml"
    path.write_text(example.read_text("utf-8") + f'\n[llm]\nbase_url = "{url}"\nmodel = "m"\n', "utf-8")
    llm = load_settings(path).llm

    assert llm is not None
    assert url.rstrip("/") == llm.base_url


@pytest.mark.parametrize(
    ("value", "said"), [(None, "has no variable NO_SUCH_KEY"), ("a\nb", "letters that no key has")]
)
def test_without_its_key_nothing_is_done(
    campaign: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, value: str | None, said: str
) -> None:
    """A variable that is not set, or holds no key, is named before anything is written."""
    if value is not None:
        monkeypatch.setenv("NO_SUCH_KEY", value)
    campaign.write_text(campaign.read_text("utf-8") + 'key_env = "NO_SUCH_KEY"\n', "utf-8")
    with pytest.raises(InputError, match=said):
        run_campaign(read_material(campaign), Home(tmp_path / "fresh"), now=NOW)

    assert not (tmp_path / "fresh").exists()


def test_without_the_extra_the_error_says_what_to_install(
    campaign: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where the package is not installed, nothing is done and its name is told."""
    for name in [
        name for name in sys.modules if name.partition(".")[0] == "openai" or name.endswith("campaign.endpoint")
    ]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "openai", None)
    with pytest.raises(InputError, match=r"install aboveboard\[llm\]"):
        run_campaign(read_material(campaign), Home(tmp_path / "fresh"), now=NOW)

    assert not (tmp_path / "fresh").exists()


def test_who_names_no_model_loads_nothing_for_one(example: Path, tmp_path: Path) -> None:
    """A run of the grammar imports no package for models."""
    code = (
        "import sys; from pathlib import Path; from aboveboard.campaign.errands import run_and_report; "
        f"run_and_report(Path({str(example)!r}), Path({str(tmp_path / 'home')!r})); "
        "assert not [name for name in sys.modules if name.partition('.')[0] == 'openai']"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=dict(os.environ))

    assert 0 == done.returncode, done.stderr
