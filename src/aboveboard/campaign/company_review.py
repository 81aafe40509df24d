"""Is this the same company? What a person is asked about entries of company registers, and the answer."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from aboveboard.domain.company import GROUNDS, STATUS_WORDS, CompanyEntry, CompanyReading, Considered, decode_company
from aboveboard.store.company_register import Answer
from aboveboard.store.store import Store


def question_lines(store: Store, campaign: str) -> list[str]:
    """What waits for an answer since the campaign's latest run: the business, the entry, and why it may be it."""
    answered = store.companies.answers()
    return [
        line
        for business, reading in _readings(store, campaign)
        for each in reading.questions
        if (business, each.entry.register, each.entry.number) not in answered
        for line in _question(business, reading, each)
    ]


def answer_question(store: Store, campaign: str, name: str, *, by: str, same: bool, at: datetime) -> bool:
    """The answer to a question of the latest run is kept; False if no entry of it has this name."""
    for business, reading in _readings(store, campaign):
        for each in reading.considered:
            if name == question_name(business, each.entry):
                answer = Answer(register=each.entry.register, number=each.entry.number, same=same, by=by)
                store.companies.add_answer(business, answer, at=at)
                return True
    return False


def question_name(business: str, entry: CompanyEntry) -> str:
    """The name under which a question is answered, such as b-001@companies-house:01234567."""
    return f"{business}@{entry.register}:{entry.number}"


def reading_lines(reading: CompanyReading) -> Iterator[str]:
    """What company registers have of a business, as `why` shows it."""
    for each in reading.considered:
        verdict = "taken" if each.taken else "not the same, a person said" if each.same is False else "not taken"
        yield f"  {entry_words(each.entry)}: {verdict}; {GROUNDS[each.ground]}"
    if reading.not_active:
        yield f"  the company is {STATUS_WORDS[reading.not_active]}, so it cannot be written to as one"


def entry_words(entry: CompanyEntry) -> str:
    """An entry in one line."""
    place = " ".join(filter(None, (entry.locality, entry.postcode)))
    what = f"{entry.form.replace('_', ' ')}, {STATUS_WORDS.get(entry.status, entry.status)}"
    return f"{entry.register} of {entry.as_of}: {', '.join(filter(None, (entry.name, entry.number, place, what)))}"


def _question(business: str, reading: CompanyReading, each: Considered) -> Iterator[str]:
    ours = ", ".join((*reading.names, *reading.postcodes))
    yield f"{question_name(business, each.entry)}: is this the same company?"
    yield f"  ours: {ours}"
    yield f"  {entry_words(each.entry)}"
    yield f"  {GROUNDS[each.ground]}"
    yield ""


def _readings(store: Store, campaign: str) -> Iterator[tuple[str, CompanyReading]]:
    for business, text in store.column(campaign, "company").items():
        reading = decode_company(text)
        if reading is not None:
            yield business, reading
