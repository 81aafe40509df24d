"""The way to a host: its number, asked for once and checked to be public, and the two ways to trust a certificate."""

from __future__ import annotations

import asyncio
import ipaddress
import socket
import ssl
from collections.abc import Callable, Sequence
from functools import cached_property
from typing import Final, TypeAlias

Number: TypeAlias = "ipaddress.IPv4Address | ipaddress.IPv6Address"
Resolve: TypeAlias = Callable[[str, int], Sequence[str]]
_NAT64: Final = ipaddress.ip_network("64:ff9b::/96")  # RFC 6052: the last 32 bits are an IPv4 number


class UnreachableError(Exception):
    """What was asked for did not answer, or stands where we do not go."""


class NotAllowedError(UnreachableError):
    """It stands where we do not go, so that nobody can say whether it would have answered."""


def is_public(number: Number) -> bool:
    """True for a number of the public internet; a number that carries an IPv4 number inside is judged by that too."""
    inner: Number | None = None
    if isinstance(number, ipaddress.IPv6Address):
        inner = number.ipv4_mapped or number.sixtofour or (number.teredo[1] if number.teredo else None)
        if number in _NAT64:
            inner = ipaddress.IPv4Address(int(number) & 0xFFFFFFFF)
    return number.is_global and not number.is_multicast and (inner is None or is_public(inner))


def is_private(number: Number) -> bool:
    """True for a number of loopback, of a private network, or of none."""
    return not is_public(number)


def anywhere(number: Number) -> bool:
    """True: loopback and private networks are open too, which is for tests alone."""
    return True


def system_numbers(host: str, port: int) -> list[str]:
    """The numbers of a host as this machine's resolver gives them."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [str(entry[4][0]).partition("%")[0] for entry in found]


class Network:
    """Asks for a host's numbers, and lets nobody through to one that `allowed` does not allow."""

    def __init__(self, *, allowed: Callable[[Number], bool] = is_public, resolve: Resolve = system_numbers) -> None:
        self._allowed, self._resolve = allowed, resolve

    async def number(self, host: str, port: int) -> Number:
        """The one number to connect to, IPv4 before IPv6; NotAllowedError if any number of the host is not allowed.

        The number that was checked is the one connected to, so a name that changes its mind in between gains nothing.
        """
        try:
            given = await asyncio.to_thread(self._resolve, host, port)
            numbers = [ipaddress.ip_address(number) for number in given]
        except (OSError, UnicodeError, ValueError) as error:
            raise UnreachableError from error
        if not numbers:
            raise UnreachableError
        if not all(self._allowed(number) for number in numbers):
            raise NotAllowedError
        return min(numbers, key=lambda number: number.version)

    @cached_property
    def trusting(self) -> ssl.SSLContext:
        """Takes certificates that this machine trusts."""
        return ssl.create_default_context()

    @cached_property
    def unverified(self) -> ssl.SSLContext:
        """Takes any certificate: for a site that was seen to have a bad one, which is then a fact about it."""
        context = ssl.create_default_context()
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        return context
