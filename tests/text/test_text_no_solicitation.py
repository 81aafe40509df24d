"""Notices that forbid advertising."""

from typing import Any

import pytest

from aboveboard.text import no_solicitation


@pytest.mark.parametrize(
    "text",
    [
        "No cold calls please.",
        "We do not accept unsolicited emails.",
        "NO SOLICITORS",
        "Unsolicited sales enquiries will be ignored.",
        "Please don't send us SEO offers or spam",
        "Please, no marketing emails or sales calls",
        "Keine Werbung!",
        "Der Nutzung zur Übersendung von nicht angeforderter Werbung wird hiermit widersprochen.",
        "Werbeanrufe unerwünscht",
        "Pas de démarchage commercial",
        "Stop publicité",
        "Geen ongevraagde reclame",
        "Acquisitie wordt niet op prijs gesteld",
        "No se acepta publicidad",
        "No publicidad",
        "Non si accettano telefonate commerciali",
        "Niente pubblicità",
    ],
)
def test_refusals_are_seen(text: str) -> None:
    """A notice in one of six languages is seen where it stands."""
    notice = no_solicitation.find("Welcome. " + text + " Thank you")
    assert notice is not None
    assert notice.text == ("Welcome. " + text + " Thank you")[notice.start : notice.end]


@pytest.mark.parametrize(
    "text",
    [
        "We send you no spam, ever.",
        "Sign up for our newsletter. No spam, unsubscribe at any time.",
        "No obligation quotes and no call-out charge",
        "Our advertising department is open",
        "Wir machen Werbung für Sie",
        "Agence de publicité à Paris",
        "Solicitors in Leeds",
        "",
    ],
)
def test_other_sentences_are_no_refusal(text: str) -> None:
    """A firm's promise about its own letters, and talk of advertising, are no notice."""
    assert None is no_solicitation.find(text)


@pytest.mark.shared
def test_hardly_any_real_page_refuses(labelled_pages: list[dict[str, Any]]) -> None:
    """Of 156 real pages at most three hold a notice: the finder does not cry wolf."""
    assert sum(no_solicitation.find(row["text"]) is not None for row in labelled_pages) <= 3
