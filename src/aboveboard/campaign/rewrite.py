"""The rewriting loop: a model writes, each text is checked, what is wrong is told back, and else the grammar writes."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Final, Protocol, TypeAlias

import msgspec

from aboveboard.compose.answer import WRITER, Reading, UnreadableAnswerError, read, told_back
from aboveboard.compose.grammar import Grammar
from aboveboard.compose.model import Parameters, Request, answer_schema, first_request
from aboveboard.compose.phrasebook import load_phrasebook
from aboveboard.compose.sheet import Sheet
from aboveboard.domain.brief import Brief
from aboveboard.domain.draft import Draft, Made, Sentence
from aboveboard.domain.findings import Finding, Findings
from aboveboard.verify.claims import check_draft
from aboveboard.verify.disclosure import is_in, is_spoken

MOST_ATTEMPTS: Final = 3
"""A text is asked for once, and with what was wrong with it at most twice more."""
CHANNELS: Final = ("email", "post")
"""What a model writes for; a call sheet is the grammar's, as its caller has to say every word of it."""
MARK: Final = "ai_disclosure"
FELL_BACK: Final[Mapping[str, str]] = {
    "budget_used_up": "the budget of the run was used up",
    "cut_off": "the endpoint broke off",
    "endpoint_down": "the endpoint did not answer several times in a row",
    "not_borne_out": "no attempt was borne out by its brief",
    "not_marked": "the language has no sentence that says who wrote",
    "not_recorded": "no answer is recorded",
    "rate_limited": "the endpoint wanted to be asked later than we wait",
    "refused": "the endpoint refused the request",
    "timed_out": "the endpoint took too long",
    "too_long": "the answer was too long to be read",
}
"""Why the grammar wrote where a model was asked to."""


class Heard(msgspec.Struct, frozen=True, kw_only=True):
    """What a model said, the name that its endpoint gave it, and the tokens that it cost."""

    text: str
    served: str
    tokens: int


@dataclass(frozen=True, slots=True)
class Unheard:
    """Why there is no answer: a key of `FELL_BACK`."""

    reason: str


@dataclass(frozen=True, slots=True)
class Ask:
    """One request for one row, and the schema that its answer should have."""

    row: str
    request: Request
    schema: dict[str, object]


Asking: TypeAlias = Callable[[Ask], Heard | Unheard]
Tell: TypeAlias = Callable[[str, int, int], None]
Talk: TypeAlias = Generator[Ask, "Heard | Unheard | None", "Draft | None"]


class Answers(Protocol):
    """Where answers are kept by row and prompt, so that a run can be replayed and nothing is asked twice."""

    def get(self, row: str, prompt: str) -> Heard | None:
        """The answer that was kept."""
        ...

    def keep(self, row: str, prompt: str, heard: Heard) -> None:
        """The answer is kept at once."""
        ...


def unreachable(asked: Ask) -> Unheard:
    """In place of an endpoint in a replay: what is not recorded is not asked for."""
    return Unheard("not_recorded")


@dataclass(slots=True)
class Told:
    """What became of one brief: for each attempt what was found of it, and if the grammar wrote in the end, why."""

    row: str
    language: str
    attempts: list[tuple[Finding, ...]] = field(default_factory=list)
    fell_back: str = ""


class Rewriter:
    """A writer that asks a model, holds every answer against its brief, and has the grammar write where none passes.

    The frame of every message is the grammar's, and so is a message for a channel that no model writes for. With the
    same answers recorded it gives the same drafts, whatever the endpoint says by then. `told` has what became of each
    row, and `reused` the answers that were kept by an earlier run.
    """

    name = WRITER

    def __init__(
        self,
        parameters: Parameters,
        ask: Asking,
        answers: Answers,
        *,
        provided: Mapping[str, Sequence[str]],
        at_once: int = 1,
        tell: Tell = lambda what, done, total: None,
    ) -> None:
        self._parameters, self._ask, self._answers = parameters, ask, answers
        self._provided, self._at_once, self._tell = provided, at_once, tell
        self._grammar = Grammar()
        self._unheard: dict[tuple[str, str], Unheard] = {}
        self._asked: set[tuple[str, str]] = set()
        self.reused: set[tuple[str, str]] = set()
        self.told: dict[str, Told] = {}

    @property
    def model(self) -> str:
        """The name of the model that is asked."""
        return self._parameters.model

    def write(self, briefs: Sequence[Brief], feedback: Sequence[Findings | None]) -> list[Draft | None]:
        """One draft for each brief, in order: the model's where one passes, else the grammar's."""
        frames = self._grammar.write(briefs, feedback)
        talks = [self._talk(*given) for given in zip(briefs, frames, feedback, strict=True)]
        drafts: list[Draft | None] = [None] * len(talks)
        asks: dict[int, Ask] = {}

        def go_on(number: int, heard: Heard | Unheard | None) -> None:
            try:
                asks[number] = talks[number].send(heard)
            except StopIteration as done:
                drafts[number] = done.value

        for number in range(len(talks)):
            go_on(number, None)
        total, done = len(asks), 0
        pool = ThreadPoolExecutor(max_workers=self._at_once)
        try:
            while asks:
                now = dict(asks)
                asks.clear()
                for number, heard in self._heard(pool, now):
                    go_on(number, heard)
                    done += number not in asks
                    self._tell("asking the model", done, total)
        finally:
            pool.shutdown(cancel_futures=True)
        return drafts

    def _heard(self, pool: ThreadPoolExecutor, asks: Mapping[int, Ask]) -> Iterator[tuple[int, Heard | Unheard]]:
        """The answers in order, each kept as soon as it is there; what is known already is not asked for."""
        known = {number: self._known(ask) for number, ask in asks.items()}
        heard = pool.map(self._ask, [ask for number, ask in asks.items() if known[number] is None])
        for number, ask in asks.items():
            answer = known[number]
            if answer is None:
                answer = next(heard)
                key = ask.row, ask.request.digest
                self._asked.add(key)
                if isinstance(answer, Heard):
                    self._answers.keep(*key, answer)
                else:
                    self._unheard[key] = answer
            yield number, answer

    def _known(self, ask: Ask) -> Heard | Unheard | None:
        key = ask.row, ask.request.digest
        found = self._answers.get(*key)
        if found is not None and key not in self._asked:
            self.reused.add(key)
        return found or self._unheard.get(key)

    def _talk(self, brief: Brief, frame: Draft | None, found: Findings | None) -> Talk:
        """The conversation about one brief: gives requests, is sent answers, and ends in a draft."""
        if frame is None or brief.channel not in CHANNELS:
            return frame
        told = self.told[brief.row] = Told(brief.row, brief.language)
        book = load_phrasebook(brief.language)
        said = book.elements[MARK].sentence if MARK in book.elements else ""
        if not said:
            told.fell_back = "not_marked"
            return frame
        marked = Sentence(text=said, part="who", pattern=f"elements.{MARK}", elements=(MARK,))
        sheet = Sheet.of(brief, frame, book)
        wrong = [f"{f.check} {f.kind}: {f.reason}" for f in found.findings] if found else []
        request = first_request(sheet, self._parameters, wrong)
        for attempt in range(1, MOST_ATTEMPTS + 1):
            heard = yield Ask(brief.row, request, answer_schema(sheet))
            if not isinstance(heard, Heard):
                told.fell_back = heard.reason if heard else "not_recorded"
                return frame
            draft, findings, lines = self._checked(sheet, heard, self._made(request, heard, attempt), marked)
            told.attempts.append(findings)
            if draft is not None and not findings:
                return draft
            last, request = request, request.again(heard.text, lines)
            if request == last:
                break  # told the same, it said the same: it would again
        told.fell_back = "not_borne_out"
        return frame

    def _made(self, request: Request, heard: Heard, attempt: int) -> Made:
        return Made(
            model=self._parameters.model,
            served=heard.served,
            prompt=request.digest,
            temperature_thousandths=self._parameters.temperature_thousandths,
            seed=self._parameters.seed,
            attempt=attempt,
        )

    def _checked(
        self, sheet: Sheet, heard: Heard, made: Made, marked: Sentence
    ) -> tuple[Draft | None, tuple[Finding, ...], list[str]]:
        """The draft of an answer, all that is wrong with it, and the same as lines to tell the model."""
        try:
            reading = read(sheet, heard.text, made, marked=marked)
        except UnreadableAnswerError as error:
            unreadable = Finding("answer", "unreadable", 0, 0, "", str(error))
            return None, (unreadable,), [f"answer unreadable: {error}"]
        provided = self._provided.get(sheet.brief.channel, ())
        findings = check_draft(sheet.brief, reading.draft, provided=provided)
        found = Findings(findings=(*findings.findings, *_other_language(reading, sheet.brief.language)))
        return reading.draft, (*reading.objections, *found.findings), told_back(reading, found)


def _other_language(reading: Reading, language: str) -> Iterator[Finding]:
    """A finding where the model wrote in another language than it was asked to."""
    own = " ".join([reading.draft.subject, *(s.text for s in reading.draft.sentences if not s.pattern)])
    if is_spoken(language) and not is_in(own, language):
        yield Finding("answer", "other_language", 0, 0, "", f"not written in the language {language}")
