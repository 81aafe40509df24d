"""What a recipient may do on a page: each act with its words before and after."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from aboveboard.campaign.recipients import Link, Recipients


@dataclass(frozen=True, slots=True)
class Act:
    """One act: what it will do, said before; what was done, said after. `choice` tells two acts of one page apart."""

    page: str
    title: str
    before: tuple[str, ...]
    button: str
    done: str
    after: tuple[str, ...]
    do: Callable[[Recipients, Link], object]
    choice: str = ""
    grave: bool = False


STOP: Final = Act(
    page="stop",
    title="Stop all messages",
    before=(
        "We will not write to you or call you again: not by e-mail, not by letter, not by telephone, in no campaign.",
        "It holds at once, and it is free. We do not ask why.",
    ),
    button="Stop all messages",
    done="You will not hear from us again",
    after=(
        "Nothing goes out to you any more, on any channel. What lay ready was withdrawn.",
        "Nobody can take this back for you, not even by importing a list again. If you ever change your mind, the page "
        "behind the link in our message lets you do so yourself.",
    ),
    do=Recipients.stop,
)
RESUME: Final = Act(
    page="resume",
    title="Hear from us again",
    before=(
        "You stopped our messages yourself. You can take that back: we may then write to you where the law lets us.",
        "It takes back nothing but what you stopped yourself with a link of ours. You can stop again at any time.",
    ),
    button="Hear from us again",
    done="What you stopped is open again",
    after=(
        "What you stopped yourself with a link of ours has no effect any more.",
        "What came to us in another way still stands: a complaint, a reply, a list, a refusal for your whole company, "
        "an erasure. So does whatever you say from now on.",
    ),
    do=Recipients.resume,
)
PERSONALISATION_OFF: Final = Act(
    page="personalisation",
    title="Turn personalisation off",
    before=(
        "We will not look at your website again to write something that fits you.",
        "At most a general message may come. If you want none at all, stop all messages instead.",
    ),
    button="Turn personalisation off",
    done="Personalisation is off",
    after=("Your website is not looked at again. A message that lay ready was withdrawn.",),
    do=lambda recipients, link: recipients.personalisation(link, on=False),
    choice="off",
)
PERSONALISATION_ON: Final = Act(
    page="personalisation",
    title="Turn personalisation on",
    before=("We may look at your website again, so that what we write fits you.", "A stop stays a stop."),
    button="Turn personalisation on",
    done="Personalisation is on",
    after=("You can turn it off on this page at any time.",),
    do=lambda recipients, link: recipients.personalisation(link, on=True),
    choice="on",
)
NOT_A_COMPANY: Final = Act(
    page="not-a-company",
    title="I am not a company",
    before=(
        "Tell us that you trade as yourself: a sole trader, a partnership or a private person, whatever registers say.",
        "The law protects you more strictly then, and so do we: what we keep is sealed under a key of your own, and "
        "e-mail without your consent ends where the law asks for consent.",
    ),
    button="I trade as myself",
    done="We treat you as a person from now on",
    after=(
        "Your own word outranks every register, also at the next import. What lay ready was withdrawn.",
        "If you want no messages at all, stop all messages as well.",
    ),
    do=Recipients.not_a_company,
)
ERASE: Final = Act(
    page="erase",
    title="Erase everything",
    before=(
        "We will erase what makes you reachable, what we saw on your website, what we wrote and why. The key that "
        "opens it is destroyed, so that copies cannot be read either.",
        "A keyed hash stays: it names nobody, and keeps us from writing to you again when a list brings you back. If "
        "you are a company, the register's public entry stays as well.",
        "This cannot be undone. You may want to take your data along first.",
    ),
    button="Erase everything",
    done="Your data were erased",
    after=(
        "A keyed hash stays, so that we do not start again, and nothing will be sent to you.",
        "This link goes on working: it shows what is left.",
    ),
    do=Recipients.erase,
    grave=True,
)
ACTS: Final[dict[str, Act]] = {act.page: act for act in (STOP, RESUME, NOT_A_COMPANY, ERASE)}
CHOICES: Final[dict[str, Act]] = {act.choice: act for act in (PERSONALISATION_OFF, PERSONALISATION_ON)}
REQUESTS: Final[dict[str, str]] = {
    "stop": "You stopped all messages.",
    "resume": "You took your stop back.",
    "wishes": "You said what you want to hear, and how often.",
    "personalisation_off": "You turned personalisation off.",
    "personalisation_on": "You turned personalisation on.",
    "not_a_company": "You said that you are not a company.",
    "correct": "You said that something is not right.",
    "take_along": "You took your data along.",
    "see": "You asked what is kept.",
    "erase": "You had your data erased.",
}
"""Each request on record, said to whom made it."""
