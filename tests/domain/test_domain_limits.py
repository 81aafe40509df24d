"""Limits: a value that can only be tightened, and what it says of a history."""

from datetime import date, timedelta

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from aboveboard.domain.limits import HOUSE, Caps, Hours, Limits, Sent, capped, decode_limits, encode_limits, pause
from aboveboard.domain.reasons import REASONS

ON = date(2026, 11, 25)
NUMBERS = st.integers(0, 400)
CAPS = st.builds(Caps, **dict.fromkeys(Caps.__struct_fields__, NUMBERS))
LOWER_IS_STRICTER = ("recipient", "company", "email", "post", "voice_live")


def stricter(one: Caps, other: Caps) -> bool:
    """True if no number of the first is looser than the second's."""
    return all(
        getattr(one, name) <= getattr(other, name)
        if name in LOWER_IS_STRICTER
        else getattr(one, name) >= getattr(other, name)
        for name in Caps.__struct_fields__
    )


@given(one=CAPS, other=CAPS)
def test_tightened_caps_are_as_strict_as_both(one: Caps, other: Caps) -> None:
    """And no stricter than needed: in whatever order, once or twice."""
    both = one.tightened(other)

    assert stricter(both, one)
    assert stricter(both, other)
    assert both == other.tightened(one) == both.tightened(one)


@given(caps=CAPS)
def test_what_was_kept_is_never_looser_than_the_house(caps: Caps) -> None:
    """Whoever wrote it into the store: on reading the house's caps hold as well."""
    limits = Limits(caps=caps, hours=Hours(days=(0, 1), opens=10, closes=12), bulk=True)
    found = decode_limits(encode_limits(limits))

    assert stricter(found.caps, HOUSE)
    assert msgspec.structs.replace(limits, caps=caps.tightened(HOUSE)) == found


def ago(days: int, channel: str = "email", *, ended: bool = False) -> Sent:
    """A message of so many days ago."""
    return Sent(ON - timedelta(days=days), channel, ended=ended)


@pytest.mark.parametrize(
    ("sent", "company", "reason"),
    [
        ([], [], None),
        ([ago(3)], [], None),
        ([ago(2)], [], "cooling_off"),
        ([ago(0)], [], "cooling_off"),
        ([ago(29), ago(20), ago(10)], [], "frequency_cap"),
        ([ago(30), ago(20), ago(10)], [], None),
        ([ago(29), ago(20)], [29, 20, 12, 5], "company_cap"),
        ([ago(29), ago(20)], [30, 20, 12, 5], None),
        ([ago(89, ended=True)], [], "resting"),
        ([ago(90, ended=True)], [], None),
        ([ago(89)], [], None),
    ],
)
def test_a_limit_has_its_own_reason(sent: list[Sent], company: list[int], reason: str | None) -> None:
    """Caps by number, a pause of days after each message, a long one after a campaign's last; each ends on its day."""
    assert reason == pause(HOUSE, sent, [ON - timedelta(days=days) for days in company], ON)
    assert reason is None or reason in REASONS


def test_each_channel_has_a_cap_of_its_own() -> None:
    """One call in thirty days is enough, two letters, three e-mails; what is no channel gets nothing."""
    sent = [ago(9, "voice_live"), ago(20, "post"), ago(25)]

    assert [True, False, False, True] == [
        capped(HOUSE, sent, channel, ON) for channel in ("voice_live", "post", "email", "fax")
    ]
    assert capped(HOUSE, [*sent, ago(5, "post")], "post", ON)
