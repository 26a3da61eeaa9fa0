"""One guard for every connection to outside, whichever library makes it, and one deadline.

Python tells its audit hooks of each connection right before it is made, with the address that it
goes to. There the guard stands: behind the look-up of a name, which may change from one moment to
the next, behind every redirect, and behind whatever a service makes of an address. It looks only at
threads that ask for it; what the desk does elsewhere is none of its business.

Nor does the environment lead such a thread elsewhere: behind its proxy nobody could judge where a
call goes, and what `.netrc` has for other hosts is for no colleague's address. A proxy that the
desk's own settings name is gone through, and has to judge in the guard's place.

A thread can't be ended, but its connections can: the guard keeps a second handle of each, and hangs
all of them up when their time is over. So what answers drop by drop ends with the rest.
"""

from __future__ import annotations

import socket
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from urllib.parse import urlsplit

import requests.sessions
from requests.utils import get_environ_proxies, get_netrc_auth

Place = IPv4Address | IPv6Address

_CLOUD_SECRETS = (  # where clouds keep them, beside link-local
    "100.100.100.200/32",  # Alibaba
    "168.63.129.16/32",  # Azure
    "192.0.0.0/24",  # Oracle, and what else belongs to no host
    "fd00:42::/64",  # Scaleway
    "fd00:ec2::/64",  # Amazon
    "fd20:ce::/64",  # Google
)
_WAYS_ROUND = (  # IPv6 by which any IPv4 can be reached
    "::/96",
    "64:ff9b::/96",
    "64:ff9b:1::/48",
    "2001::/32",  # Teredo
    "2002::/16",  # 6to4
)
_REFUSED = [ip_network(net) for net in (*_CLOUD_SECRETS, *_WAYS_ROUND)]


class Refused(OSError):
    """A connection that is not made: it leads where it may not, or comes too late."""


class Guard:
    """Judges the connections of one call, and ends them. `local`: this machine may be reached."""

    def __init__(self, *, local: bool, until: float, proxy: str | None = None) -> None:
        """`until` is the call's deadline, in monotonic seconds; `proxy` that of the settings."""
        self.proxy = proxy
        self._local = local
        self._until = until
        self._lock = threading.Lock()
        self._handles: list[socket.socket] = []
        self.refused = False

    def judge(self, connection: socket.socket, host: str, port: int) -> None:
        """Let a connection to a host's address be made, or raise Refused."""
        try:
            place = ip_address(host.partition("%")[0])
        except ValueError:  # a name: whoever connects by one has nobody judge where it leads
            place = None
        if place is None or self._is_refused(place, port):
            self.refused = True
            raise Refused("it leads to where nobody is reached")
        with self._lock:
            if time.monotonic() >= self._until:
                raise Refused("it comes too late")
            self._handles.append(connection.dup())

    def _is_refused(self, place: Place, port: int) -> bool:
        if self.proxy is not None:
            proxy = urlsplit(self.proxy)
            if port == proxy.port and place in places_of(proxy.hostname or ""):
                return False
        return leads_astray(place, local=self._local)

    def hang_up(self) -> None:
        """End all connections; there may be none any more."""
        with self._lock:
            self._until = time.monotonic()
            for handle in self._handles:
                with suppress(OSError):  # it is not connected yet, or no more
                    handle.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        """Give back what was kept of the connections."""
        with self._lock:
            while self._handles:
                self._handles.pop().close()


_on_this_thread = threading.local()


@contextmanager
def guarded(guard: Guard) -> Iterator[None]:
    """Let a guard judge each connection that this thread makes."""
    _on_this_thread.guard = guard
    try:
        yield
    finally:
        _on_this_thread.guard = None
        guard.close()


def _guard() -> Guard | None:
    return getattr(_on_this_thread, "guard", None)


def _before(event: str, told: tuple[object, ...]) -> None:
    if event != "socket.connect" or (guard := _guard()) is None:
        return
    connection, whither = told
    assert isinstance(connection, socket.socket)
    # A socket of this machine's files has a path there, and no address.
    host, port = whither[:2] if isinstance(whither, tuple) else ("", 0)
    guard.judge(connection, str(host), int(port))


def _proxies(url: str, no_proxy: str | None = None) -> dict[str, str]:
    if (guard := _guard()) is None:
        return get_environ_proxies(url, no_proxy)
    return {"all": guard.proxy} if guard.proxy else {}


def _credentials(url: str | bytes, raise_errors: bool = False) -> tuple[str, str] | None:
    return get_netrc_auth(url, raise_errors) if _guard() is None else None


sys.addaudithook(_before)
# The library asks its environment at each call, and can't be told otherwise by who calls it.
requests.sessions.get_environ_proxies = _proxies  # type: ignore[attr-defined]
requests.sessions.get_netrc_auth = _credentials  # type: ignore[attr-defined]


def leads_astray(place: Place, *, local: bool) -> bool:
    """Whether an address is this machine, or one where clouds keep secrets, or no host's at all.

    `local`: this machine's loopback may be reached.
    """
    place = getattr(place, "ipv4_mapped", None) or place
    if place.is_loopback or place.is_unspecified:
        return not local
    elsewhere = any(place in network for network in _REFUSED)
    return place.is_link_local or place.is_multicast or elsewhere or _is_own(place)


def _is_own(place: Place) -> bool:
    """Whether an address is one of this machine's: only these can be bound."""
    family = socket.AF_INET6 if place.version == 6 else socket.AF_INET
    try:
        with socket.socket(family, socket.SOCK_DGRAM) as trial:
            trial.bind((str(place), 0))
    except OSError:
        return False
    return True


def places_of(host: str) -> list[Place]:
    """Return where a host's name leads now; nowhere if nobody knows it."""
    try:
        found = socket.getaddrinfo(host.strip("[]"), None)
    except (OSError, UnicodeError):
        return []
    return [ip_address(str(entry[4][0]).partition("%")[0]) for entry in found]
