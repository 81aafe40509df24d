"""Call sheets for live calls: who is called, what may be said, and what to do at a no."""

from __future__ import annotations

from collections.abc import Sequence

from aboveboard.deliver.card import words
from aboveboard.domain.agreement import Wording
from aboveboard.domain.contact import Contact
from aboveboard.domain.draft import FOOTER
from aboveboard.domain.errors import InputError
from aboveboard.domain.message import Message
from aboveboard.domain.sender import Sender


def write(
    message: Message,
    *,
    sender: Sender,
    recipient: Contact,
    code: str,
    why_link: str,
    stop_link: str,
    request: Wording | None = None,
    hours: Sequence[str] = (),
) -> str:
    """The sheet as plain text: one line a sentence of the message, and boxes for what came of the call, none ticked.

    `request` is a question to agree to something; it is put at the end, apart from what may be said. `hours` are the
    days and hours, by the recipient's clock, in which to call, a line each.
    """
    if not recipient.telephone:
        raise InputError("a call sheet needs the telephone number of its recipient")
    said, draft = words(message.draft.language), message.draft
    links = {"[[why_link]]": why_link, "[[stop_link]]": stop_link, "[[addressee]]": ""}
    said_lines: dict[bool, list[str]] = {True: [], False: []}
    for sentence in draft.sentences:
        text = sentence.text
        for slot, link in links.items():
            text = text.replace(slot, link)
        said_lines[sentence.part in FOOTER].append(f"  - {text}")
    who = recipient.addressee or recipient.name
    return "\n".join(
        [
            f"{said.call}: {draft.subject}",
            "",
            *([who] if who else []),
            recipient.telephone,
            "",
            *([f"{said.call_within}:", *(f"  {line}" for line in hours), ""] if hours else []),
            f"{said.may_say}:",
            *said_lines[False],
            "",
            f"{said.truth}:",
            *said_lines[True],
            "",
            f"{said.if_no}: {said.no}",
            "",
            f"{said.outcome}:",
            *(f"  [ ] {outcome}" for outcome in said.outcomes),
            "",
            *_request_lines(request),
            f"{said.called_on}: ____________________",
            f"{sender.name}, {sender.phone}",
            f"{said.code}: {code}",
            "",
        ]
    )


def _request_lines(request: Wording | None) -> list[str]:
    if request is None:
        return []
    lines = [f"{request.heading}:", f"  {request.intro}", f"  “{request.notice}”", f"  [ ] {request.box}"]
    return [*lines, f"  {request.then}", ""]
