"""Volume bands: slowly at first, less with complaints, and below a provider's line without what it asks of bulk."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aboveboard.domain.volume import PROVIDERS, UNKNOWN_PROVIDER, Volume, complaint_rate, most_today

DAYS, RATES = st.integers(0, 60), st.floats(0, 1)
ANY = st.sampled_from([UNKNOWN_PROVIDER, *PROVIDERS])


def limit(provider: str, *, days: int, rate: float, bulk: bool) -> float:
    """The most of a day, as a number that compares."""
    found = most_today(provider, days=days, rate=rate, bulk=bulk)
    return float("inf") if found is None else found


@given(provider=ANY, days=DAYS, more=DAYS, rate=RATES, worse=RATES, bulk=st.booleans())
def test_a_band_grows_with_days_and_falls_with_complaints(
    provider: str, days: int, more: int, rate: float, worse: float, bulk: bool
) -> None:
    """Never the other way round, and a message that heeds the bulk rules is never held back more than another."""
    here = limit(provider, days=days, rate=rate, bulk=bulk)

    assert here <= limit(provider, days=days + more, rate=rate, bulk=bulk)
    assert here >= limit(provider, days=days, rate=max(rate, worse), bulk=bulk)
    assert here <= limit(provider, days=days, rate=rate, bulk=True)
    assert here >= 50


@pytest.mark.parametrize(
    ("provider", "days", "rate", "bulk", "most"),
    [
        ("gmail", 0, 0.0, True, 50),
        ("gmail", 1, 0.0, True, 75),
        ("gmail", 7, 0.0, True, 854),
        ("gmail", 30, 0.0, True, None),
        ("gmail", 30, 0.0, False, 4_999),
        ("outlook_consumer", 30, 0.0, False, 4_999),
        ("yahoo", 30, 0.0, False, None),
        ("", 30, 0.0, False, None),
        ("gmail", 7, 0.000_999, True, 854),
        ("gmail", 7, 0.001, True, 427),
        ("gmail", 60, 0.003, True, 50),
        ("gmail", -5, 0.0, True, 50),
    ],
)
def test_the_bands_are_as_written(provider: str, days: int, rate: float, bulk: bool, most: int | None) -> None:
    """Fifty at first, half as many more a day for thirty days; .1 % halves, .3 % leaves the first day's."""
    assert most == most_today(provider, days=days, rate=rate, bulk=bulk)


def test_a_rate_needs_a_sample() -> None:
    """Below a thousand messages to a provider, the rate over all of them counts; complaints alone count in full."""
    everywhere = Volume(sent=10_000, complaints=10)

    assert 0.001 == complaint_rate(Volume(sent=999, complaints=9), everywhere)
    assert 0.009 == complaint_rate(Volume(sent=1_000, complaints=9), everywhere)
    assert [0.0, 1.0, 1.0] == [v.rate for v in (Volume(), Volume(complaints=1), Volume(sent=1, complaints=5))]


def test_volumes_add_up() -> None:
    """All but the fullest day, which is the fuller of both."""
    both = Volume(today=1, fullest=7, sent=30, complaints=1) + Volume(today=2, fullest=9, sent=3)

    assert Volume(today=3, fullest=9, sent=33, complaints=1) == both
