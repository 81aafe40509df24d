"""The JSON-lines doors, through the command line: order, ids, refusals that do not stop the filter, exit status."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Say = Callable[..., tuple[int, str, str]]
Record = dict[str, Any]
UNREADABLE = b'not json\n[1]\n"a"\n{"id":7}\n{"inputs":{}}\n\xff\xfe\n{"id":"k","nope":1}\n'


def lines(text: str) -> list[Record]:
    """The records of JSON lines."""
    return [json.loads(line) for line in text.splitlines()]


def given(*records: Record) -> bytes:
    """JSON lines of these records."""
    return "".join(json.dumps(record) + "\n" for record in records).encode()


GOOD: dict[str, tuple[list[str], Record]] = {
    "observe": (["observe", "pages"], {"url": "http://shop.example/", "html": "<title>Shop</title>"}),
    "facts": (["facts", "same"], {"a": {"name": "Quern"}, "b": {"name": "The Quern"}}),
    "guard": (["guard", "check"], {"inputs": {"recipient_country": "GB", "recipient_kind": "sole_trader"}}),
    "verify": (["verify", "text"], {"text": "You open at 9.", "facts": {"opens": "08:30"}}),
    "decide": (["decide", "one", "--campaign", "CAMPAIGN"], {"facts": {}, "allowed": {"mend": ["email"]}}),
    "receipts": (
        ["receipts", "check"],
        {"leafIdx": 0, "treeSize": 1, "root": "x", "leafHash": "x", "proof": []},
    ),
}


@pytest.mark.parametrize("door", GOOD)
def test_a_row_door_answers_each_line_in_its_place(say: Say, example: Path, door: str) -> None:
    """Lines that cannot be read answer an error; those around them are answered, in order, with their ids."""
    arguments, record = GOOD[door]
    arguments = [str(example) if argument == "CAMPAIGN" else argument for argument in arguments]
    text = given({"id": "first", **record}) + UNREADABLE + b"\n" + given({"id": "last ü", **record})
    status, out, err = say(*arguments, given=text)
    answers = lines(out)
    assert (1, "") == (status, err)
    assert ["first", None, None, None, None, None, None, "k", "last ü"] == [answer["id"] for answer in answers]
    for refused in answers[1:8]:
        assert {"id", "error"} == set(refused)
        assert {"code", "message"} == set(refused["error"])
        assert all(refused["error"].values())
    assert "nope" in answers[7]["error"]["message"]
    assert {**answers[0], "id": "last ü"} == answers[8]
    assert "error" not in answers[0]


@pytest.mark.parametrize("door", GOOD)
def test_a_row_door_that_refused_nothing_ends_with_0(say: Say, example: Path, door: str) -> None:
    """Status 0 where all lines were answered, also where there were none."""
    arguments, record = GOOD[door]
    arguments = [str(example) if argument == "CAMPAIGN" else argument for argument in arguments]
    assert 0 == say(*arguments, given=given({"id": "a", **record}))[0]
    assert (0, "", "") == say(*arguments, given=b"")


def test_the_contract_has_a_version(say: Say) -> None:
    """`--door-version` prints 1."""
    assert (0, "1\n", "") == say("--door-version")


def test_a_page_is_read_from_its_file(say: Say, tmp_path: Path) -> None:
    """A page in a file gives the facts of the same page given as text; a missing file is that line's error alone."""
    (tmp_path / "p.html").write_text("<title>Shop</title><p>Call 0131 496 0000", "utf-8")
    page = {"url": "http://shop.example/"}
    records = [
        {"id": "a", **page, "file": str(tmp_path / "p.html")},
        {"id": "b", **page, "file": str(tmp_path / "none.html")},
        {"id": "c", **page, "file": str(tmp_path)},
        {"id": "d", **page, "html": (tmp_path / "p.html").read_text("utf-8")},
        {"id": "e", **page},
    ]
    status, out, _ = say("observe", "pages", given=given(*records))
    answers = lines(out)
    assert 1 == status
    assert ["a", "b", "c", "d", "e"] == [answer["id"] for answer in answers]
    assert answers[0]["facts"] == answers[3]["facts"]
    assert all("error" in answers[n] for n in (1, 2, 4))


@pytest.mark.shared
def test_the_cases_of_the_rules_hold_through_the_door(say: Say, shared: Path) -> None:
    """Each case's verdict, rules, elements, duties and dates are what the door answers on the case's day."""
    cases = json.loads((shared / "rules" / "cases.json").read_text("utf-8"))["cases"]
    records = [{"id": case["id"], "inputs": case["inputs"]} for case in cases]
    status, out, _ = say("guard", "check", "--as-of", "2026-11-23", given=given(*records))
    answers = lines(out)
    assert 0 == status
    assert [case["id"] for case in cases] == [answer["id"] for answer in answers]
    for case, answer in zip(cases, answers, strict=True):
        expected = case["expected"]
        assert expected.get("verdict", answer["verdict"]) == answer["verdict"], case["id"]
        for key, field in (("rules", "rules"), ("must_include", "must_include"), ("must_do", "must_do")):
            assert set(expected.get(key, ())) <= set(answer[field]), case["id"]
        for key, field in (("rules_absent", "rules"), ("must_not_include", "must_include"), ("must_not_do", "must_do")):
            assert not set(expected.get(key, ())) & set(answer[field]), case["id"]
        assert sorted(expected.get("missing", answer["missing"])) == answer["missing"], case["id"]
        for rule, day in expected.get("deadlines", {}).items():
            assert day == answer["deadlines"][rule], case["id"]


@pytest.mark.shared
def test_the_public_vectors_hold_through_the_door(say: Say, shared: Path) -> None:
    """Each proof is accepted or refused as its vector wants; malformed values answer no, not an error."""
    folder = shared / "data" / "merkle_vectors" / "public"
    vectors = [v for name in ("inclusion", "consistency") for v in lines((folder / f"{name}.jsonl").read_text("utf-8"))]
    left_out = {"desc", "wantErr", "file"}
    records = [{"id": v["file"], **{k: x for k, x in v.items() if k not in left_out}} for v in vectors]
    status, out, _ = say("receipts", "check", given=given(*records))
    assert 0 == status
    assert [{"id": v["file"], "ok": not v["wantErr"]} for v in vectors] == lines(out)


MALFORMED: list[Record] = [
    {"root": None},
    {"root": ""},
    {"root": "===="},
    {"root": 7},
    {"proof": None, "leafHash": ""},
    {"proof": [1]},
    {"proof": "a"},
    {"proof": ["a"] * 500},
    {"leafIdx": -1},
    {"leafIdx": 2**80},
    {"treeSize": 0},
    {"treeSize": "1"},
    {"treeSize": 1.5},
    {"treeSize": True},
]


@pytest.mark.parametrize("wrong", MALFORMED)
def test_a_malformed_proof_does_not_hold(say: Say, wrong: Record) -> None:
    """A value of another type or size answers `ok: false` and status 0."""
    leaf = "bjQLnP+zepicpUTmu3gKLHiQHT+zNzh2hRGjBhevoB0="
    good = {"id": "a", "leafIdx": 0, "treeSize": 1, "root": leaf, "leafHash": leaf, "proof": []}
    status, out, _ = say("receipts", "check", given=given(good, {**good, "id": "b", **wrong}))
    assert (0, [{"id": "a", "ok": True}, {"id": "b", "ok": False}]) == (status, lines(out))


@pytest.mark.shared
def test_somebody_elses_log_verifies(say: Say, shared: Path, tmp_path: Path) -> None:
    """The example log of tlog-tiles holds; one changed byte of an entry does not, with status 1."""
    log = shared / "data" / "merkle_vectors" / "tlog_tiles_example"
    status, out, _ = say("receipts", "verify", log)
    report = lines(out)[0]
    assert (0, 15, 15, True) == (status, report["size"], report["entries_checked"], report["ok"])
    copy = tmp_path / "log"
    for path in (path for path in log.rglob("*") if path.is_file()):
        target = copy / path.relative_to(log)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(path.read_bytes())
    entries = next(path for path in sorted((copy / "tile" / "entries").rglob("*")) if path.name == "15")
    data = bytearray(entries.read_bytes())
    data[-1] ^= 1
    entries.write_bytes(bytes(data))
    status, out, _ = say("receipts", "verify", copy)
    assert (1, False) == (status, lines(out)[0]["ok"])
    assert 2 == say("receipts", "verify", tmp_path)[0]


def test_the_audit_answers_a_line_a_group(say: Say) -> None:
    """Rates stand per group; a line that cannot be read is an error beside them, and status 1."""
    rows = [
        {"id": str(n), "group": {"size": "small" if n % 2 else "large"}, "selected": n % 4 == 0, "score": n / 100}
        for n in range(200)
    ]
    status, out, _ = say("audit", "groups", given=given(*rows) + UNREADABLE)
    answers = lines(out)
    rates = {(a["measure"], a["value"]): a for a in answers if "measure" in a}
    assert 1 == status
    assert {("selection_rate", "small"), ("selection_rate", "large")} <= set(rates)
    assert ("mean_score", "small") in rates
    assert (100, 0.0, "outside") == tuple(rates["selection_rate", "small"][key] for key in ("n", "rate", "result"))
    assert 7 == sum("error" in answer for answer in answers)
    assert 0 == say("audit", "groups", given=given(*rows))[0]


@pytest.fixture
def log(tmp_path: Path) -> Path:
    """Sixty logged rounds."""
    path = tmp_path / "log.jsonl"
    rows = (
        {
            "id": f"r{n}",
            "x": {"size": n % 7, "trade": "ab"[n % 2], "site": n % 3 == 0},
            "action": "xyz"[n % 3],
            "reward": n % 2,
            "propensity": 1 / 3,
        }
        for n in range(60)
    )
    path.write_bytes(given(*rows))
    return path


def test_the_learner_learns_forgets_and_evaluates(say: Say, log: Path) -> None:
    """A schema is proposed, a fit has a digest, and forgetting gives that of a fit without the rows."""
    folder = log.parent
    schema, state, ids, fewer = (folder / name for name in ("schema.json", "state", "ids", "fewer.jsonl"))
    schema.write_text(say("learn", "schema", "--rows", log)[1], "utf-8")
    fitted = lines(say("learn", "fit", "--rows", log, "--schema", schema, "--state", state)[1])[0]
    assert {"rows", "actions", "features", "seconds", "digest"} == set(fitted)
    assert (60, 3) == (fitted["rows"], fitted["actions"])
    ids.write_text("r3\nr50\n", "utf-8")
    forgotten = lines(say("learn", "forget", "--rows", log, "--state", state, "--ids", ids)[1])[0]
    left = [row for row in lines(log.read_text("utf-8")) if row["id"] not in ("r3", "r50")]
    fewer.write_bytes(given(*left))
    again = lines(say("learn", "fit", "--rows", fewer, "--schema", schema, "--state", folder / "again")[1])[0]
    assert {"forgotten": 2, "digest": again["digest"]} == forgotten
    assert (58, state.read_bytes()) == (again["rows"], (folder / "again").read_bytes())
    predictions = folder / "out.jsonl"
    value = say("learn", "evaluate", "--train", log, "--test", log, "--predictions", predictions)
    assert {"ips", "snips", "dr", "low", "high"} == set(lines(value[1])[0]["value"])
    assert [f"r{n}" for n in range(60)] == [line["id"] for line in lines(predictions.read_text("utf-8"))]


def test_a_learner_that_is_refused_writes_nothing(say: Say, log: Path) -> None:
    """Unreadable rows, an unknown id and a foreign state are one line with status 2; no file is made or changed."""
    folder = log.parent
    schema, state, ids, broken = (folder / name for name in ("schema.json", "state", "ids", "broken.jsonl"))
    schema.write_text(say("learn", "schema", "--rows", log)[1], "utf-8")
    say("learn", "fit", "--rows", log, "--schema", schema, "--state", state)
    kept = state.read_bytes()
    broken.write_bytes(log.read_bytes() + b"{\n")
    ids.write_text("r1\nnobody\n", "utf-8")
    for arguments, said in (
        (["fit", "--rows", broken, "--schema", schema, "--state", folder / "new"], "broken.jsonl:61"),
        (["fit", "--rows", log, "--schema", log, "--state", folder / "new"], "log.jsonl"),
        (["fit", "--rows", log, "--schema", schema, "--state", folder / "no" / "new"], "no such file"),
        (["forget", "--rows", log, "--state", state, "--ids", ids], "ids:2: the id 'nobody' is not in"),
        (["forget", "--rows", log, "--state", log, "--ids", ids], "not a learner's state"),
    ):
        status, out, err = say("learn", *arguments)
        assert (2, "", 1) == (status, out, err.count("\n"))
        assert said in err
    assert kept == state.read_bytes()
    assert not (folder / "new").exists()


LETTER = "You open at 9:00 and bake rye.\n"


def test_a_letter_in_a_file_is_held_against_facts_in_another(say: Say, tmp_path: Path) -> None:
    """The line is that of the door, named by the file; exit status 1 as long as something is found."""
    letter, facts = tmp_path / "letter.txt", tmp_path / "facts.json"
    letter.write_text("\ufeff" + LETTER, "utf-8")
    facts.write_text('{"opens": "08:30", "bakes": "rye"}', "utf-8")
    record = {"id": "letter.txt", "text": LETTER, "facts": {"opens": "08:30", "bakes": "rye"}, "checks": ["claims"]}
    _, expected, _ = say("verify", "text", given=given(record))
    status, out, err = say("verify", "text", letter, "--facts", facts, "--check", "claims")

    assert (1, expected, "") == (status, out, err)
    letter.write_text(LETTER.replace("9:00", "8:30"), "utf-8")
    assert 0 == say("verify", "text", letter, "--facts", facts, "--check", "claims")[0]


def test_a_letter_that_cannot_be_read_is_refused(say: Say, tmp_path: Path) -> None:
    """A missing file, facts that are no object, an unknown language or element, options without a letter: status 2."""
    letter, facts = tmp_path / "letter.txt", tmp_path / "facts.json"
    letter.write_text(LETTER, "utf-8")
    facts.write_text("[1]", "utf-8")
    for arguments, said in (
        ([tmp_path / "none.txt"], "none.txt: no such file"),
        ([letter, "--facts", facts], "facts.json: not a JSON object"),
        ([letter, "--must-include", "opt_out_notise"], "unknown element 'opt_out_notise' (did you mean"),
        (["--facts", facts], "options go with a LETTER"),
    ):
        status, out, err = say("verify", "text", *arguments)
        assert (2, "") == (status, out)
        assert said in err
