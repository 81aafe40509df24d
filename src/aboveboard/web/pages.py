"""The pages as HTML: rendered on the server, without a script, every value escaped."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import jinja2
from starlette.requests import Request
from starlette.responses import HTMLResponse

from aboveboard.campaign.kept import ACQUIRED
from aboveboard.campaign.recipients import Seen
from aboveboard.domain.sender import Sender
from aboveboard.text.wording import date_long
from aboveboard.web.acts import (
    ERASE,
    NOT_A_COMPANY,
    PERSONALISATION_OFF,
    PERSONALISATION_ON,
    REQUESTS,
    RESUME,
    STOP,
    Act,
)
from aboveboard.web.wishes import CHANNEL_NAMES, HOW_OFTEN, LANGUAGES, PAUSES, WISHES_DONE

PROBLEMS: Final[dict[int, tuple[str, str]]] = {
    404: (
        "This link is not complete",
        "It is not one of ours as it stands: a mail program may have cut it off. Open it from the message again, or "
        "type all of it.",
    ),
    405: ("This cannot be done here", "Open the link from the message again."),
    503: (
        "We cannot do this at this very moment",
        "Another part of our software holds the records. To be sure that it is done, press again in a few seconds.",
    ),
    500: ("Something went wrong on our side", "What you asked for may not have been done. Please tell us directly."),
}
CORRECTED: Final = (
    "What you said is kept, sealed, for a person of ours to read and answer. What lay ready for you was withdrawn.",
    "If you hear nothing, or are in a hurry, reach that person directly: the address stands below.",
)


class Pages:
    """Makes each page; addresses on them are relative, so that they work behind any proxy."""

    def __init__(self, sender: Sender, campaign: str, topics: Mapping[str, str]) -> None:
        self._environment = jinja2.Environment(
            loader=jinja2.PackageLoader("aboveboard.web"),
            autoescape=True,
            trim_blocks=True,
            lstrip_blocks=True,
            undefined=jinja2.StrictUndefined,
        )
        self._environment.globals.update(sender=sender, campaign=campaign)
        self._topics = topics

    def seen(self, request: Request, seen: Seen) -> HTMLResponse:
        """The recipient's page."""
        return self._page(
            request,
            "seen.html.j2",
            seen=seen,
            acts=[
                RESUME if seen.stopped else STOP,
                PERSONALISATION_OFF if seen.personalisation else PERSONALISATION_ON,
                NOT_A_COMPANY,
                ERASE,
            ],
            acquired=ACQUIRED.get(seen.acquired, ""),
            words=REQUESTS,
        )

    def ask(self, request: Request, act: Act, seen: Seen, *, status: int = 200) -> HTMLResponse:
        """What one press will do; nothing is done yet."""
        return self._page(request, "ask.html.j2", status, act=act, seen=seen)

    def one_click(self, request: Request, *, status: int = 200) -> HTMLResponse:
        """The page behind the header's link: one press stops."""
        return self._page(request, "one_click.html.j2", status, act=STOP, code="")

    def printed(self, request: Request, code: str) -> HTMLResponse:
        """The page behind the address on a letter: one press stops."""
        return self._page(request, "one_click.html.j2", act=STOP, code=code)

    def done(self, request: Request, act: Act, *, home: bool = True) -> HTMLResponse:
        """What was done; `home` links to the recipient's page, which a link that can only refuse does not open."""
        return self._page(request, "done.html.j2", title=act.done, after=act.after, home=home)

    def correct(self, request: Request, seen: Seen, *, status: int = 200) -> HTMLResponse:
        """The facts, each to be marked."""
        return self._page(request, "correct.html.j2", status, seen=seen)

    def corrected(self, request: Request) -> HTMLResponse:
        """What becomes of a correction."""
        return self._page(request, "done.html.j2", title="Thank you", after=CORRECTED, home=True)

    def wishes(self, request: Request, seen: Seen, *, status: int = 200) -> HTMLResponse:
        """What may be wished, with what holds now."""
        choices = {"topics": self._topics, "channels": CHANNEL_NAMES, "often": HOW_OFTEN, "pauses": PAUSES}
        return self._page(request, "wishes.html.j2", status, seen=seen, day=date_long, languages=LANGUAGES, **choices)

    def wished(self, request: Request) -> HTMLResponse:
        """What becomes of a wish."""
        return self._page(request, "done.html.j2", title="We keep to what you want", after=WISHES_DONE, home=True)

    def data(self, request: Request, seen: Seen) -> HTMLResponse:
        """What the file holds, and the button that gives it."""
        return self._page(request, "data.html.j2", seen=seen)

    def problem(self, request: Request, status: int) -> HTMLResponse:
        """What is the matter, and how to reach a person."""
        title, text = PROBLEMS.get(status, PROBLEMS[404])
        return self._page(request, "problem.html.j2", status, title=title, text=text)

    def _page(self, request: Request, name: str, status: int = 200, **values: object) -> HTMLResponse:
        depth = request.url.path.count("/") - 1
        token = request.path_params.get("token", "")
        text = self._environment.get_template(name).render(root="../" * depth or "./", token=token, **values)
        return HTMLResponse(text, status)
