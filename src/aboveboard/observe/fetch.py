"""One request, one answer: read up to a size and a time, and no further."""

from __future__ import annotations

import asyncio
import ssl
import time
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final, Literal, TypeAlias
from urllib.parse import urlsplit

import msgspec
from msgspec import structs

from aboveboard.observe.network import Network, UnreachableError
from aboveboard.observe.web_address import origin_of, port_of

if TYPE_CHECKING:
    import httpx2

CutOff: TypeAlias = Literal["too_large", "too_slow", "bomb"]
BOMB_RATIO: Final = 100  # HTML shrinks to a tenth, the dullest to a fiftieth; what shrinks further was made to grow
_GZIP_OR_ZLIB: Final = 47  # zlib's window bits for "either header"


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How much of a site is read, and how slowly; seconds and bytes."""

    pages: int = 12
    redirects: int = 5
    page_bytes: int = 2_000_000  # after decompression; the median page has 30 kB
    answer_seconds: float = 30.0  # for one answer, however slowly it drips
    silent_seconds: float = 10.0  # without a single byte
    site_seconds: float = 900.0  # after which no further page of a site is begun
    pause: float = 1.0  # between two requests to one host
    longest_pause: float = 60.0  # a robots file that asks for more asks us to stay away


class Certificate(msgspec.Struct, frozen=True):
    """What a connection showed of its encryption; `expires` is the last day of the server's certificate."""

    version: str
    expires: date | None
    valid: bool


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """What a server answered to one request; `cut_off` says why the rest of the body was not read."""

    url: str
    status: int
    headers: Mapping[str, str]
    body: bytes = b""
    cut_off: CutOff | None = None
    certificate: Certificate | None = None


class Body:
    """Bytes as they arrive, decompressed no further than the limit, so that no answer can fill the memory."""

    def __init__(self, coding: str, most: int) -> None:
        self._most, self._received, self._kept = most, 0, bytearray()
        self._known = coding in ("", "identity", "gzip", "x-gzip", "deflate")
        self._unpack = zlib.decompressobj(_GZIP_OR_ZLIB) if self._known and coding not in ("", "identity") else None

    def take(self, piece: bytes) -> bool:
        """True if the limit is reached, or nothing more can be understood."""
        self._received += len(piece)
        room = self._most + 1 - len(self._kept)
        try:
            self._kept += self._unpack.decompress(piece, room) if self._unpack else piece[:room]
        except zlib.error:
            self._known = False
        return not self._known or self._is_beyond() or bool(self._unpack and self._unpack.eof)

    def _is_beyond(self) -> bool:
        return max(len(self._kept), self._received) > self._most

    @property
    def cut_off(self) -> CutOff | None:
        """Why there is more than was kept; None where there is not."""
        if not self._known or not self._is_beyond():
            return None
        packed = self._received - len(self._unpack.unconsumed_tail) if self._unpack else self._received
        return "bomb" if len(self._kept) > BOMB_RATIO * packed else "too_large"

    def bytes(self) -> bytes:
        """What was kept; nothing of a body in a coding that we did not ask for, or that is damaged."""
        return bytes(self._kept[: self._most]) if self._known else b""


class Host:
    """One host, and the only connection to it: one request at a time, each a pause after the one before."""

    def __init__(self, name: str, network: Network, limits: Limits, headers: Mapping[str, str]) -> None:
        self._name, self._network, self._limits, self._headers = name, network, limits, headers
        self._lock = asyncio.Lock()
        self._pause, self._last = limits.pause, -float("inf")
        self._transport: httpx2.AsyncHTTPTransport | None = None
        self._trusted = True

    def slow_down(self, seconds: float) -> None:
        """At least so many seconds are left between two requests from now on."""
        self._pause = max(self._pause, seconds)

    async def get(self, url: str, headers: Mapping[str, str], most: int) -> Answer:
        """The answer; a connection that breaks is tried once more. UnreachableError if there is none."""
        async with self._lock:
            for last_try in (False, True):
                await asyncio.sleep(max(0.0, self._last + self._pause - time.monotonic()))
                try:
                    return await self._ask(url, headers, most)
                except _BrokenError as broken:
                    await self._hang_up()
                    if last_try:
                        raise UnreachableError from broken
                finally:
                    self._last = time.monotonic()
            raise UnreachableError

    async def close(self) -> None:
        """The connection is closed."""
        async with self._lock:
            await self._hang_up()

    async def _hang_up(self) -> None:
        if self._transport is not None:
            await self._transport.aclose()
            self._transport = None

    async def _ask(self, url: str, headers: Mapping[str, str], most: int) -> Answer:
        """One try, within its seconds; a certificate that is not trusted is noted, and the site read all the same."""
        try:
            return await self._exchange(url, headers, most)
        except _UntrustedError:
            await self._hang_up()
            self._trusted = False
            return await self._exchange(url, headers, most)

    async def _exchange(self, url: str, headers: Mapping[str, str], most: int) -> Answer:
        import httpx2

        answer: httpx2.Response | None = None
        head: Answer | None = None
        body = Body("", most)
        try:
            async with asyncio.timeout(self._limits.answer_seconds):
                request = await self._request(url, headers)
                answer = await self._line().handle_async_request(request)
                head = _head(url, answer, self._trusted)
                body = Body(head.headers.get("content-encoding", "").strip().lower(), most)
                async for piece in answer.aiter_raw():
                    if body.take(piece):
                        break
        except (TimeoutError, httpx2.TimeoutException) as error:
            if head is None:
                raise UnreachableError from error
            return structs.replace(head, body=body.bytes(), cut_off="too_slow")
        except (httpx2.HTTPError, OSError) as error:
            raise (_UntrustedError if self._trusted and _is_untrusted(error) else _BrokenError) from error
        except (httpx2.InvalidURL, UnicodeError, ValueError) as error:
            raise UnreachableError from error
        finally:
            if answer is not None:
                await answer.aclose()
        return structs.replace(head, body=body.bytes(), cut_off=body.cut_off)

    async def _request(self, url: str, headers: Mapping[str, str]) -> httpx2.Request:
        """A request to the host's number, checked just now, under the host's name."""
        import httpx2

        number = await self._network.number(self._name, port_of(url))
        shown = f"[{number}]" if number.version == 6 else str(number)
        target = urlsplit(url)._replace(netloc=f"{shown}:{port_of(url)}", fragment="").geturl()
        named = {"Host": urlsplit(origin_of(url) or "").netloc, **self._headers, **headers, "Accept-Encoding": "gzip"}
        silent = self._limits.silent_seconds
        timeout = {"connect": silent, "read": silent, "write": silent, "pool": silent}
        return httpx2.Request("GET", target, headers=named, extensions={"sni_hostname": self._name, "timeout": timeout})

    def _line(self) -> httpx2.AsyncHTTPTransport:
        """The transport of the one connection: no cookies, no proxies, no redirects."""
        import httpx2

        if self._transport is None:
            self._transport = httpx2.AsyncHTTPTransport(
                verify=self._network.trusting if self._trusted else self._network.unverified,
                trust_env=False,
                limits=httpx2.Limits(max_connections=1, max_keepalive_connections=1),
            )
        return self._transport


class _BrokenError(Exception):
    """A connection that could not be made, or broke off."""


class _UntrustedError(Exception):
    """A certificate that this machine does not trust."""


def _is_untrusted(error: BaseException | None) -> bool:
    while error is not None:
        if isinstance(error, ssl.SSLCertVerificationError):
            return True
        error = error.__cause__ or error.__context__
    return False


def _head(url: str, answer: httpx2.Response, trusted: bool) -> Answer:
    """The answer without its body, and without any cookie."""
    headers = {name.lower(): value for name, value in answer.headers.items() if name.lower() != "set-cookie"}
    certificate = _certificate(answer, trusted)
    return Answer(url=url, status=answer.status_code, headers=headers, certificate=certificate)


def _certificate(answer: httpx2.Response, trusted: bool) -> Certificate | None:
    """What the connection of an answer showed; None for one without encryption."""
    from cryptography import x509

    line = answer.extensions["network_stream"].get_extra_info("ssl_object")
    if not isinstance(line, ssl.SSLObject):
        return None
    shown = line.getpeercert(binary_form=True)
    try:
        expires = x509.load_der_x509_certificate(shown).not_valid_after_utc.date() if shown else None
    except ValueError:
        expires = None
    return Certificate(line.version() or "", expires, trusted)
