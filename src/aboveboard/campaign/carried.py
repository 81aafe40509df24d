"""Carried: which of the elements that rules require something else than words carries, in a campaign."""

from __future__ import annotations

from aboveboard.campaign.settings import Settings
from aboveboard.deliver.elements import HEADER_ELEMENTS


def provided_elements(settings: Settings) -> dict[str, tuple[str, ...]]:
    """The required elements that headers and the sending set-up give, by channel."""
    return {
        "email": tuple(sorted({*HEADER_ELEMENTS, *settings.sending.elements()})),
        "post": (),
        "voice_live": (),
    }
