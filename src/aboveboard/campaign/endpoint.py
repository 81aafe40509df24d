"""Endpoint: one model behind an OpenAI-compatible address, asked within bounds of time, size, pace and budget.

Only this module knows the `openai` package; it comes with the extra `[llm]` and is loaded where a campaign has `[llm]`.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from typing import Final, Protocol, cast

import httpx2
import msgspec
import openai

from aboveboard.campaign.pace import PATIENCE, Budget, Pace
from aboveboard.campaign.rewrite import Ask, Heard, Unheard

MOST_BYTES: Final = 256 * 1024
"""The longest answer that is read, reasoning and all; a letter has two thousand."""
MOST_FAILURES: Final = 3
"""After so many requests in a row without an answer nothing more is asked in this run."""
_SENT: Final = frozenset({"accept", "connection", "content-length", "content-type", "host", "user-agent"})
"""The header fields that go out besides the key: none that the environment or the client adds tells more of us."""
_SHUT: Final = frozenset({401, 403, 404, 405})
"""What an endpoint answers that will not answer otherwise in this run."""
_SHORT_PAUSE: Final = 5.0
_MOST_TOKENS: Final = 10_000_000


class _Message(msgspec.Struct, frozen=True):
    content: str | None = None


class _Choice(msgspec.Struct, frozen=True):
    message: _Message


class _Usage(msgspec.Struct, frozen=True):
    total_tokens: int | None = None


class _Completion(msgspec.Struct, frozen=True):
    choices: list[_Choice]
    model: str | None = None
    usage: _Usage | None = None


_COMPLETION: Final = msgspec.json.Decoder(_Completion)


class _TooLongError(httpx2.ReadError):
    """An answer has more bytes than are read."""


class _Body(Protocol):
    def __iter__(self) -> Iterator[bytes]: ...

    def close(self) -> None: ...


class _Bounded(httpx2.SyncByteStream):
    """A body that ends in an error where it is too long or takes too long, byte by byte or all at once."""

    def __init__(self, body: _Body, until: float, clock: Callable[[], float]) -> None:
        self._body, self._until, self._clock = body, until, clock

    def __iter__(self) -> Iterator[bytes]:
        size = 0
        for part in self._body:
            size += len(part)
            if size > MOST_BYTES:
                raise _TooLongError("the answer is too long")
            if self._clock() > self._until:
                raise httpx2.ReadTimeout("the answer takes too long")
            yield part

    def close(self) -> None:
        self._body.close()


class _Wire(httpx2.BaseTransport):
    """Sends nothing but what has to be sent, follows nobody elsewhere, and reads no more than is allowed."""

    def __init__(self, key: str | None, timeout: float, clock: Callable[[], float]) -> None:
        self._key, self._timeout, self._clock = key, timeout, clock
        self._inner = httpx2.HTTPTransport()

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        until = self._clock() + self._timeout
        for name in [name for name in request.headers if name not in _SENT]:
            del request.headers[name]
        request.headers["user-agent"] = "aboveboard"
        request.headers["accept-encoding"] = "identity"
        if self._key:
            request.headers["authorization"] = f"Bearer {self._key}"
        response = self._inner.handle_request(request)
        if response.headers.get("content-encoding", "identity") != "identity":
            response.close()
            raise httpx2.ReadError("packed, though it was asked for as it is")
        body = _Bounded(cast("_Body", response.stream), until, self._clock)
        return httpx2.Response(response.status_code, headers=response.headers, stream=body)

    def close(self) -> None:
        self._inner.close()


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a model is asked, with how much patience."""

    base_url: str
    timeout: float
    per_minute: int
    most_requests: int
    most_tokens: int


class Endpoint:
    """Asks one model; whatever goes wrong is an answer too. Safe to use from several threads."""

    def __init__(
        self, place: Place, key: str | None, *, clock: Callable[[], float], sleep: Callable[[float], None]
    ) -> None:
        self.budget = Budget(place.most_requests, place.most_tokens)
        self._pace = Pace(place.per_minute, clock=clock, sleep=sleep)
        wire = httpx2.Client(transport=_Wire(key, place.timeout, clock), timeout=place.timeout)
        self._client = openai.OpenAI(
            api_key="unused", base_url=place.base_url, max_retries=0, timeout=place.timeout, http_client=wire
        )
        self._failures, self._closed, self._heeds_schema = 0, "", True

    def close(self) -> None:
        """No line stays open."""
        self._client.close()

    def __call__(self, asked: Ask) -> Heard | Unheard:
        """The answer, or why there is none; a cut line is tried once more, and a wish to wait is heeded."""
        patience, again = PATIENCE, True
        while True:
            if self._closed:
                return Unheard(self._closed)
            waited = self._pace.wait(patience)
            if waited is None:
                return Unheard("rate_limited")
            patience -= waited
            heard = self._once(asked)
            if isinstance(heard, _Busy):
                self._pace.hold(heard.seconds)
                # an endpoint that asks to wait and never for how long is waited for all the same
                patience -= 0.0 if heard.seconds > 0 else _SHORT_PAUSE
                continue
            if isinstance(heard, Unheard) and heard.reason == "cut_off" and again:
                again = False
                continue
            return self._counted(heard)

    def _counted(self, heard: Heard | Unheard) -> Heard | Unheard:
        """The same; an endpoint that failed too often in a row is asked nothing more."""
        if isinstance(heard, Heard):
            self._failures = 0
        elif heard.reason != "budget_used_up":
            self._failures += 1
            if self._failures >= MOST_FAILURES:
                self._closed = "endpoint_down"
        return heard

    def _once(self, asked: Ask) -> Heard | Unheard | _Busy:
        parameters = asked.request.parameters
        length = sum(len(turn.content.encode()) for turn in asked.request.turns)
        estimate = length // 3 + parameters.answer_tokens
        if not self.budget.take(estimate):
            return Unheard("budget_used_up")
        used = 0
        try:
            body = self._posted(asked)
            used = estimate
            heard = _heard(body, estimate)
            used = heard.tokens
            return heard
        except openai.APIStatusError as error:
            return self._refused(error.response)
        except openai.APITimeoutError:
            return Unheard("timed_out")
        except openai.APIConnectionError as error:
            return Unheard("too_long" if isinstance(error.__cause__, _TooLongError) else "cut_off")
        finally:
            self.budget.settle(estimate, used)

    def _posted(self, asked: Ask) -> bytes:
        parameters = asked.request.parameters
        wanted = {"type": "json_schema", "json_schema": {"name": "parts", "strict": True, "schema": asked.schema}}
        more: dict[str, object] = {"response_format": wanted} if self._heeds_schema else {}
        if parameters.seed is not None:
            more["seed"] = parameters.seed
        body = {
            "model": parameters.model,
            "messages": msgspec.to_builtins(asked.request.turns),
            "temperature": parameters.temperature_thousandths / 1000,
            "max_tokens": parameters.answer_tokens,
            **more,
        }
        return self._client.post("/chat/completions", body=body, cast_to=httpx2.Response).content

    def _refused(self, response: httpx2.Response) -> Unheard | _Busy:
        """What a status comes to: wait, try again, try without a schema, or leave it."""
        status = response.status_code
        if status == 429 or (status == 503 and "retry-after" in response.headers):
            return _Busy(retry_after(response.headers))
        if status >= 500 or status == 408:
            return Unheard("cut_off")
        if status in (400, 422) and self._heeds_schema:
            self._heeds_schema = False
            return _Busy(0.0)
        if status in _SHUT:
            self._closed = "refused"
        return Unheard("refused")


@dataclass(frozen=True, slots=True)
class _Busy:
    """The endpoint wants to be asked later."""

    seconds: float


def retry_after(headers: httpx2.Headers) -> float:
    """The seconds that an endpoint wants to be left alone, given as a number or a date (RFC 9110, section 10.2.3)."""
    said = headers.get("retry-after", "")
    try:
        seconds = float(said)
    except ValueError:
        try:
            seconds = (parsedate_to_datetime(said) - parsedate_to_datetime(headers.get("date", ""))).total_seconds()
        except (ValueError, TypeError):
            seconds = _SHORT_PAUSE
    return seconds if math.isfinite(seconds) and seconds >= 0 else _SHORT_PAUSE


def _heard(body: bytes, estimate: int) -> Heard:
    """The text of an answer; what has none is an answer without words, which nobody can read."""
    try:
        completion = _COMPLETION.decode(body)
    except (msgspec.DecodeError, UnicodeError):
        return Heard(text="", served="", tokens=estimate)
    text = completion.choices[0].message.content if completion.choices else None
    total = completion.usage.total_tokens if completion.usage else None
    tokens = total if total is not None and 0 <= total <= _MOST_TOKENS else estimate
    served = "".join(letter for letter in (completion.model or "")[:100] if letter.isprintable())
    return Heard(text=text or "", served=served, tokens=tokens)
