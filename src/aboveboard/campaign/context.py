"""The context table: every fact the rules ask for, who owns it, how it is answered, and what a null means."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, TypeAlias

import polars as pl

from aboveboard.campaign.timing import local_hour, rate_of_complaints, volume_today
from aboveboard.domain.basis import ADDRESS_SOURCE
from aboveboard.domain.columns import FACTS, OBSERVED, PER_CHANNEL, PER_OFFER, ROWS, context_column, only
from aboveboard.domain.moment import Moment
from aboveboard.domain.sockets import Schema

if TYPE_CHECKING:
    from aboveboard.campaign.settings import Settings

Answer: TypeAlias = "Callable[[Settings, Moment, str], pl.Expr]"
"""The expression that answers for a campaign, a moment, and a channel or an offer ("" for what holds for the row)."""


@dataclass(frozen=True, slots=True)
class ContextFact:
    """One input of the rules. `owner` is the room or person that answers; `null_means` says how a null counts."""

    fact: str
    owner: str
    dtype: pl.DataType
    null_means: str
    answer: Answer


def _column(name: str) -> Answer:
    return lambda settings, moment, channel: pl.col(name)


def _always(value: str | bool | int | float | None) -> Answer:
    return lambda settings, moment, channel: pl.lit(value)


def _country(settings: Settings, moment: Moment, channel: str) -> pl.Expr:
    return pl.when(pl.col("country") != UNKNOWN_COUNTRY).then(pl.col("country"))


def _address_kind(settings: Settings, moment: Moment, channel: str) -> pl.Expr:
    # Some rules speak of "named" alone (France), so that "unknown" would pass them by: what is not known is a person's.
    return pl.col("address_kind").fill_null("named")


def _capacity(settings: Settings, moment: Moment, channel: str) -> pl.Expr:
    # A register has trading entities, and we write to nobody else; only a private person in it is a consumer.
    person = pl.col("legal_form") == "individual"
    return pl.when(person).then(pl.lit("consumer")).when(~person).then(pl.lit("business"))


def _role_relevant(settings: Settings, moment: Moment, channel: str) -> pl.Expr:
    # A message leads with what was seen on the business's own site, so it concerns the business; a general one may not.
    return pl.when(pl.col("facts").str.contains('"attribute":"seen.', literal=True)).then(pl.lit(True))


def _consent(settings: Settings, moment: Moment, channel: str) -> pl.Expr:
    return (
        pl.when(pl.col("written_consent_channels").list.contains(channel))
        .then(pl.lit("express_written"))
        .when(pl.col("consented_channels").list.contains(channel))
        .then(pl.lit("express"))
        .when(pl.col("consented_channels").is_not_null() & pl.col("written_consent_channels").is_not_null())
        .then(pl.lit("none"))
    )


def letters_only() -> pl.Expr:
    """True where the refusal file of the business's site takes letters only; never null."""
    return pl.col("observed").str.contains('"attribute":"site.outreach","value":"post"', literal=True).fill_null(False)


def _objected(settings: Settings, moment: Moment, channel: str) -> pl.Expr:
    said = pl.col("objected") | pl.col("objected_channels").list.contains(channel)
    return said if channel == "post" else said | letters_only()


def _address_source(settings: Settings, moment: Moment, channel: str) -> pl.Expr:
    came = pl.col("acquisition").replace_strict(ADDRESS_SOURCE, default=None, return_dtype=pl.String)
    if channel != "email":
        return came
    return pl.when(pl.col("agreed_on").is_not_null()).then(pl.lit("given_by_recipient")).otherwise(came)


def _no_solicitation(settings: Settings, moment: Moment, channel: str) -> pl.Expr:
    notice = pl.col("observed").str.contains('"attribute":"page.no_solicitation","value":true', literal=True)
    asked = pl.col("observed").str.contains('"attribute":"page.no_solicitation"', literal=True)
    return pl.when(notice).then(pl.lit(True)).when(asked).then(pl.lit(False))


def _on_dnc_register(settings: Settings, moment: Moment, channel: str) -> pl.Expr:
    # No other register is ever asked, as Austria's list for e-mail is not: there nobody can say that it is not on it.
    return pl.col("on_dnc_register") if channel == "voice_live" else pl.lit(None)


def _similar(settings: Settings, moment: Moment, offer: str) -> pl.Expr:
    return pl.col("similar_offers").list.contains(pl.lit(offer))


UNKNOWN_COUNTRY: Final = "ZZ"
"""The code that CLDR gives to an unknown region; the rules are asked with a null instead."""
_TEXT, _FLAG, _COUNT = pl.String(), pl.Boolean(), pl.Int64()

# What is always the same is what this program does, whoever runs it: the grammar writes, out of sentences that people
# wrote (where a model did, the final verdict is told so), texts that name no firm but the two and count nobody's
# openings; software sends them, one to a business; what is decided is which message goes out, never whether or on which
# terms one may buy. verify finds no pressure in a text that gets as far as a verdict. Where a constant would say more
# for us than we can know, the refusing value stands.
CONTEXT: Final[tuple[ContextFact, ...]] = (
    ContextFact("recipient_country", "register", _TEXT, "no country's rules can be read: review", _country),
    ContextFact("recipient_region", "register", _TEXT, "no regional exception applies", _column("region")),
    ContextFact("sender_country", "campaign", _TEXT, "not considered", lambda s, m, c: pl.lit(s.sender.country)),
    ContextFact("purpose", "campaign", _TEXT, "marketing", lambda s, m, c: pl.lit(s.purpose)),
    ContextFact("recipient_kind", "facts", _TEXT, "unknown, which counts against us", _column("legal_form")),
    ContextFact("recipient_capacity", "register", _TEXT, "consumer", _capacity),
    ContextFact("address_kind", "register", _TEXT, "a person's address", _address_kind),
    ContextFact("data_level", "campaign", _TEXT, "individual", lambda s, m, c: pl.lit(s.level)),
    ContextFact("relationship", "relations", _TEXT, "none", _column("relationship")),
    ContextFact("days_since_purchase", "relations", _COUNT, "no purchase known", _column("days_since_purchase")),
    ContextFact("days_since_inquiry", "relations", _COUNT, "no inquiry known", _column("days_since_inquiry")),
    ContextFact("ongoing_contract", "relations", _FLAG, "no contract", _column("ongoing_contract")),
    ContextFact("org_relationship", "relations", _FLAG, "no relationship", _column("org_relationship")),
    ContextFact("consent", "bases", _TEXT, "none", _consent),
    ContextFact("consent_source", "bases", _TEXT, "a third party that did not name us", _column("consent_source")),
    ContextFact("address_source", "register", _TEXT, "harvested", _address_source),
    ContextFact("no_solicitation_notice", "observe", _FLAG, "a notice stands there", _no_solicitation),
    ContextFact("role_relevant", "facts", _FLAG, "not relevant", _role_relevant),
    ContextFact("collected_in_sale", "relations", _FLAG, "not in a sale", _column("collected_in_sale")),
    ContextFact("similar_products", "relations", _FLAG, "not similar", _similar),
    ContextFact(
        "optout_offered_at_collection", "relations", _FLAG, "not offered", _column("optout_offered_at_collection")
    ),
    ContextFact("objected", "store and site", _FLAG, "objected", _objected),
    ContextFact("on_dnc_register", "store", _FLAG, "on the register", _on_dnc_register),
    ContextFact("residential_line", "nobody yet", _FLAG, "a home line", _always(None)),
    ContextFact("mobile_line", "nobody yet", _FLAG, "a mobile line", _always(None)),
    ContextFact("presumed_interest", "nobody yet", _FLAG, "no interest", _always(None)),
    ContextFact("recipient_local_hour", "windows", _COUNT, "three at night", lambda s, m, c: local_hour(m, c)),
    ContextFact("generated_by_ai", "compose", _TEXT, "generative", _always("template")),
    ContextFact("system_on_market_before_2026_08_02", "campaign", _FLAG, "newer", _always(False)),
    ContextFact("assistive_edit_only", "compose", _FLAG, "more than an edit", _always(False)),
    ContextFact("ai_interactive", "campaign", _FLAG, "an AI answers", _always(False)),
    ContextFact("asked_if_ai", "campaign", _FLAG, "not asked", _always(False)),
    ContextFact("published_to_public", "campaign", _FLAG, "public", _always(False)),
    ContextFact("public_interest_topic", "nobody yet", _FLAG, "of public interest", _always(None)),
    ContextFact("human_editorial_control", "campaign", _FLAG, "no control", _always(False)),
    ContextFact("manipulative", "verify", _FLAG, "manipulative", _always(False)),
    ContextFact("media", "compose", _TEXT, "text", _always("text")),
    ContextFact("large_genai_provider", "nobody yet", _FLAG, "no", _always(None)),
    ContextFact("automated_send", "campaign", _FLAG, "by software", _always(True)),
    ContextFact("bulk", "campaign", _FLAG, "bulk", _always(True)),
    ContextFact("first_message", "store", _FLAG, "the first", _column("first_message")),
    ContextFact("names_referrer", "compose", _FLAG, "does not", _always(False)),
    ContextFact("consent_requests_sent", "agreements", _COUNT, "99 were sent", _column("consent_requests_sent")),
    ContextFact("complies_with_recipient_law", "nobody yet", _FLAG, "does not", _always(None)),
    ContextFact("decision_kind", "campaign", _TEXT, "consequential", _always("marketing")),
    ContextFact("gpc", "store", _FLAG, "signal received", _column("gpc")),
    ContextFact("sells_or_shares", "nobody yet", _FLAG, "no", _always(None)),
    ContextFact("ccpa_business", "nobody yet", _FLAG, "no", _always(None)),
    ContextFact("data_broker", "nobody yet", _FLAG, "no", _always(None)),
    ContextFact("mailbox_provider", "register", _TEXT, "the strictest provider", _column("mailbox_provider")),
    ContextFact("daily_volume_to_provider", "store", _COUNT, "a million", lambda s, m, c: volume_today(m)),
    ContextFact("spam_rate", "store", pl.Float64(), "every message", lambda s, m, c: rate_of_complaints(m)),
    ContextFact("tracking", "compose", _TEXT, "opens of each person", _always("none")),
    ContextFact("tracking_consent", "campaign", _FLAG, "none", _always(False)),
    ContextFact("names_competitor", "compose", _FLAG, "names one", _always(False)),
    ContextFact("months_since_last_contact", "store", _COUNT, "never contacted", _column("months_since_last_contact")),
)
"""All inputs of the rules but those of `ASKED_ELSEWHERE`."""

ASKED_ELSEWHERE: Final = frozenset({"as_of", "channel", "message_has", "event", "event_date"})
"""Given by the Moment, by the cell and by verify; the event facts are for deadlines, not for sending."""


def context_schema(channels: Sequence[str], offers: Sequence[str]) -> dict[str, pl.DataType]:
    """The context columns of a campaign over these channels and offers."""
    return {
        context_column(entry.fact, of): entry.dtype
        for entry in CONTEXT
        for of in asked_of(entry.fact, channels, offers)
    }


def asked_of(fact: str, channels: Sequence[str], offers: Sequence[str]) -> Sequence[str | None]:
    """The channels or the offers for which a fact is asked, or None alone for one that holds for the row."""
    return channels if fact in PER_CHANNEL else offers if fact in PER_OFFER else [None]


class JoinContext:
    """The stage that answers every input of the rules; an owner that cannot answer gives null."""

    name = "context"
    takes: Schema = (
        only(ROWS, ["country", "region", "address_kind", "relationship", "acquisition", "first_message"])
        | only(ROWS, ["objected", "objected_channels", "consented_channels", "written_consent_channels"])
        | only(ROWS, ["on_dnc_register", "months_since_last_contact", "consent_source", "consent_requests_sent"])
        | only(ROWS, ["agreed_on", "gpc", "mailbox_provider"])
        | only(ROWS, ["days_since_purchase", "days_since_inquiry", "ongoing_contract", "org_relationship"])
        | only(ROWS, ["collected_in_sale", "optout_offered_at_collection", "similar_offers"])
        | only(OBSERVED, ["observed"])
        | only(FACTS, ["legal_form", "facts"])
    )

    def __init__(self, settings: Settings, offers: Sequence[str]) -> None:
        self._settings, self._offers = settings, tuple(offers)
        self.gives: Schema = context_schema(settings.channels, self._offers)

    def __call__(self, rows: pl.DataFrame, moment: Moment) -> pl.DataFrame:
        """One column for each fact, or for each fact and channel or offer where the answer may differ."""
        columns = [
            entry.answer(self._settings, moment, of or "").cast(entry.dtype).alias(context_column(entry.fact, of))
            for entry in CONTEXT
            for of in asked_of(entry.fact, self._settings.channels, self._offers)
        ]
        return rows.with_columns(columns).select(list(self.gives))
