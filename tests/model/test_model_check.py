"""`aboveboard llm check`."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from aboveboard.campaign.material import read_material
from aboveboard.campaign.model_check import NAME, check_model, invented_brief
from aboveboard.cli.main import cli
from aboveboard.compose.grammar import Grammar
from aboveboard.domain.errors import InputError
from aboveboard.verify.claims import check_draft


@pytest.fixture
def campaign(example: Path, endpoint: Any, tmp_path: Path) -> Path:
    """The example's settings and offers with a model."""
    for name in ("offers.toml", "register.csv"):
        (tmp_path / name).write_bytes((example.parent / name).read_bytes())
    path = tmp_path / "campaign.toml"
    text = example.read_text("utf-8").replace('pages = "pages"', 'pages = "."')
    text = "\n".join(line for line in text.splitlines() if not line.startswith(OPTIONAL))
    path.write_text(text + f'\n[llm]\nbase_url = "{endpoint.url}"\nmodel = "a-model"\n', "utf-8")
    return path


OPTIONAL = ("bases", "relations", "suppressions", "preferences", "groups")


def asked(campaign: Path) -> Any:
    return CliRunner().invoke(cli, ["llm", "check", str(campaign)], catch_exceptions=False)


def test_a_check_shows_what_came(campaign: Path, endpoint: Any) -> None:
    """One request about an invented business, its text, and that nothing was found of it; nothing is left behind."""
    before = {path.name for path in campaign.parent.iterdir()}
    done = asked(campaign)
    told = json.loads(done.stdout)

    assert 0 == done.exit_code
    assert ("a-model", 1, 500, [[]], "") == tuple(
        told[name] for name in ("model", "requests", "tokens", "attempts", "fell_back")
    )
    assert NAME in told["text"]
    assert NAME.encode() not in endpoint.asked[0].raw
    assert before == {path.name for path in campaign.parent.iterdir()}


def test_a_check_shows_what_was_found(campaign: Path, endpoint: Any, good: Any) -> None:
    """What was invented is shown attempt by attempt, then the grammar's text and why it wrote; exit status 1."""

    def plays(one: Any) -> Any:
        answer = good(one.record)
        answer["sentences"][0]["text"] = f"We are the best of {one.number} firms."
        return answer

    endpoint.play = plays
    done = asked(campaign)
    checked = check_model(campaign)

    assert 1 == done.exit_code
    assert "not_borne_out" == json.loads(done.stdout)["fell_back"]
    assert "the grammar wrote: no attempt was borne out by its brief" in checked.lines()[0]
    assert any("attempt 3: claims" in line and "the best" in line for line in checked.lines())


def test_without_a_model_there_is_nothing_to_check(example: Path) -> None:
    """A campaign of the grammar's is told what to add."""
    with pytest.raises(InputError, match="the campaign names no model"):
        check_model(example)


def test_the_invented_brief_is_one_that_can_be_written(example: Path) -> None:
    """The grammar writes it too, and its text stands: what fails in a check is the model's."""
    from datetime import date

    brief = invented_brief(read_material(example), date(2026, 11, 23))
    (draft,) = Grammar().write([brief], [None])

    assert draft is not None
    assert () == check_draft(brief, draft).findings
