"""Reason codes: every way a row can end without a message, listed once, each with the sentence shown to a recipient."""

from typing import Final

REASONS: Final[dict[str, str]] = {
    # before looking
    "objected": "You asked not to be written to, so we did not look and did not write.",
    "erased": "Your data were erased at your request; only a keyed hash remains, so that we do not start again.",
    "suppression_unknown": "We could not tell whether you had said no, so we took it as a no.",
    "paused": "You asked for a pause that has not ended, so we did not look and did not write.",
    "less_often": "You asked to hear from us less often, and the last message is too recent.",
    "personalisation_off": "You, or the signal of your browser, turned personalisation off, so we did not look.",
    "refusal_file": "Your site says that it does not want outreach.",
    "asks_first": "Your site wants to be asked before anybody writes, and we cannot ask yet, so we did not write.",
    "robots_refused": "Your site asks robots not to read it.",
    "no_website": "No website is known for the business, so nothing could be observed.",
    "beyond_trial": "A trial reads the first fifty sites only.",
    # looking
    "page_unreadable": "The page could not be read, so nothing was said about it.",
    "page_missing": "The page did not answer.",
    # may we write
    "unreadable_fact": "What was noted about the business cannot be so, as a country that is none; we did not write.",
    "no_rule_allows": "No rule allows writing to this business on any channel of this campaign.",
    "needs_review": "A person has to decide; software may not.",
    "rules_unsigned": "Nobody has signed for the rules of your country, so a person has to decide.",
    "rules_outdated": "The rules of your country were checked too long ago, so a person has to decide.",
    "refused_in_review": "A person read the message and decided against it.",
    "no_channel": "No address, number or mailbox is known for a channel that the rules allow.",
    "already_written": "This step of the campaign was already written to this business.",
    # deciding
    "nothing_fits": "None of the offers would help this business.",
    "nothing_allowed": "None of the offers may be made on any channel.",
    "topics_not_wanted": "You told us that you do not want to hear of the offers that would help.",
    "channels_not_wanted": "You do not want to hear from us on any of the channels that the rules allow.",
    "hold_out": "The business is in the group that is left alone, so that we learn whether writing helps at all.",
    # composing and verifying
    "nothing_worth_a_letter": "Nothing was found that the owner or a customer would notice.",
    "language_not_written": "You asked for a language in which we cannot write.",
    "not_verified": "A sentence could not be shown to rest on a fact, so the message was not sealed.",
    "final_verdict": "With its final text, the rules did not allow the message.",
    "fact_changed": "A fact changed between reading and sending.",
    # sending
    "basis_changed": "What speaks for or against writing changed after the message was queued, so it was not sent.",
    # how often and when
    "frequency_cap": "You were written to as often as we allow within thirty days, so no more was sent.",
    "company_cap": "Your company was written to as often as we allow within thirty days, so no more was sent.",
    "channel_cap": "You were written to on this channel as often as we allow within thirty days, so no more was sent.",
    "cooling_off": "The last message to you was only days ago, so we did not write again yet.",
    "resting": "You did not answer the last message of a campaign, so we leave you in peace for some months.",
    "limits_unknown": "We could not tell how often you were written to lately, so we took it as often enough.",
    "no_window": "We know of no hour that is surely within working hours where you are, so we did not write or call.",
    "unreadable_row": "The row has values that cannot be used.",
}

OFFER_REASONS: Final[dict[str, str]] = {
    "not_offered_here": "it is not offered in this country",
    "never_condition": "its terms exclude this business, or it is not known that they do not",
    "does_not_fit": "it is not known to fit",
    "mends_nothing_seen": "it mends nothing that was seen",
    "not_wanted": "this business does not want to hear of it",
}
"""Why an offer is left aside for a business."""
