"""What is remembered for all businesses says of each what a check of its own would say."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from aboveboard.domain.attributes import ANGLES
from aboveboard.domain.brief import Brief
from aboveboard.domain.draft import Draft
from aboveboard.domain.fact import JSON
from aboveboard.verify import statement
from aboveboard.verify.ground import Ground, ground_of

Letters = list[tuple[Brief, Draft]]
WORDS = (
    "Harbour", "Bakery", "& Sons", "Not", "no", "Never", "Only", "Last", "Chance", "Two", "one", "12", "2014", "J.R.",
    "Ltd", "shop.example", "Best", "Free", "Street", "closed", "-", "'s", "[[why_link]]", "İstanbul", "VAT", "not free",
    "Wednesday", "9 am", "Advertising", "01632", "960 123", "a@b.example", "Glenmore", "Directory", "20%",
)  # fmt: skip
PHONES = ("01632 960 123", "+44 1632 960987", "960123", "call us", "2014")
FRAMES = (
    "Hello {name},", "Dear {name}, one question.", "{name} has no link on 3 images.",
    "On 20 November 2026 we read {url}.",
    "Your home page gives the number {printed}, but it cannot be tapped.", "It is not {name} that is not free.",
    "You will get more than {name}.", "There are {count} images at {name}; {printed} is not a link.",
    "Lantern Web Works writes to {name}.", "We found {name} in the Directory, as of 18 November 2026.",
    "The page says closed, the data 9 am to 5 pm.", "{name}{name}", "{name} {printed} {count} [[stop_link]]",
    "The year at the foot is {count}; that was two years ago.", "Nothing here is about you.",
)  # fmt: skip
SENDER = ground_of("sender", "name", b'"Lantern Web Works"')
SOURCE = ground_of(
    "element", "source_of_data", b'{"acquisition":"directory","register":"Directory","as_of":"2026-11-18"}'
)
PARTS = ("subject", "greeting", "seen", "why", "mend", "offer", "terms", "source", "advert", "who")
NAMES = st.lists(st.sampled_from(WORDS), min_size=1, max_size=4).map(" ".join)


def grounds(name: str, angle: str, payload: dict[str, JSON]) -> list[Ground]:
    """The grounds of one business: its name, what was seen, and two that many share."""
    seen = ground_of("fact", f"seen.{angle}", msgspec.json.encode(payload))
    register = ground_of("fact", "business.registered_name", msgspec.json.encode(name))
    return [ground_of("fact", "business.name", msgspec.json.encode(name)), seen, SENDER, SOURCE, register]


@settings(max_examples=250, deadline=None)
@given(
    name=NAMES,
    other=NAMES,
    angle=st.sampled_from(ANGLES),
    count=st.sampled_from((1, 2, 3, 12, 2014)),
    printed=st.sampled_from(PHONES),
    frames=st.lists(st.sampled_from(FRAMES), min_size=1, max_size=3),
    part=st.sampled_from(PARTS),
    cited=st.sets(st.integers(0, 4)),
)
def test_what_is_remembered_is_what_is_checked(
    name: str, other: str, angle: str, count: int, printed: str, frames: Sequence[str], part: str, cited: set[int]
) -> None:
    """Whatever a business is called and whatever is said of it, findings, marks and words are those of `check`."""
    url = f"https://shop-{count}.example/"
    payload: dict[str, JSON] = {"as_of": "2026-11-20", "path": "/", "count": count, "printed": printed, "url": url}
    if angle == "hours_conflict":
        payload |= {"day": "we", "page": "closed", "markup": "09:00-17:00"}
    mine = [ground for number, ground in enumerate(grounds(name, angle, payload)) if number in cited]
    for said_name in (name, other):
        text = " ".join(frames).format(name=said_name, count=count, printed=printed, url=url)
        plain = statement.check(text, part, tuple(mine), language="en")
        assert plain == statement.remembered(text, part, tuple(mine), language="en")
        assert plain == statement.remembered(text, part, tuple(mine), language="en")


@settings(max_examples=60, deadline=None)
@given(name=NAMES, number=st.integers(0, 399))
def test_letters_to_any_name_are_checked_alike(letters: Letters, name: str, number: int) -> None:
    """A letter of the grammar in which the trading name is another one is found to be the same either way."""
    brief, draft = letters[number % len(letters)]
    named = {item.number: item for item in brief.items}
    old = next((str(item.value) for item in brief.items if item.name == "business.name"), "")
    for sentence in draft.sentences:
        text = sentence.text.replace(old, name) if old else sentence.text
        mine = tuple(
            ground_of(item.kind, item.name, msgspec.json.encode(name if item.name == "business.name" else item.value))
            for item in (named[number] for number in sentence.items)
        )
        for said in (text, text + " It is one of two.", text.replace(" ", " not ", 1)):
            assert statement.check(said, sentence.part, mine, language="en") == statement.remembered(
                said, sentence.part, mine, language="en"
            )
