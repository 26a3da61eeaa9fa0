"""Where a contact may lead is judged where the connection is made."""

from __future__ import annotations

import socket
from typing import Any

import pytest

from handlers.front.outside import Purpose, Unusable
from slackapp.outside import ByApprise
from tests.outside.receiver import Receiver

THERE = ByApprise()  # as against a real Slack
OWN_MACHINE = "That address leads to the desk's own machine, which reaches nobody."


def test_a_name_that_changes_its_address(monkeypatch: pytest.MonkeyPatch) -> None:
    """A name that leads elsewhere when it is judged, and here when it is connected to."""
    looked_up: list[Any] = []
    really = socket.getaddrinfo

    def looks_up(host: str, *more: Any, **named: Any) -> Any:
        looked_up.append(host)
        return really("192.0.2.1" if len(looked_up) == 1 else "127.0.0.1", *more, **named)

    with Receiver() as receiver:
        monkeypatch.setattr(socket, "getaddrinfo", looks_up)
        port = receiver.place.rpartition(":")[2]
        with pytest.raises(Unusable, match=OWN_MACHINE):
            THERE.send(f"json://changes.example:{port}/x", "Test", "Hello", Purpose.TRIES)
    assert receiver.taken == []
    assert len(looked_up) == 2


@pytest.mark.parametrize(
    "address",
    [
        f"zulip://bot@127.0.0.1/{'a' * 32}/channel",
        "mailto://ada:pw@proauth.example?smtp=inside.example&to=ada@proauth.ch",
    ],
)
def test_every_service_is_guarded(monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    """Whatever a service makes of its address, and by whichever protocol it connects."""
    really = socket.getaddrinfo
    monkeypatch.setattr("slackapp.outside.places_of", lambda _: [])
    monkeypatch.setattr(
        socket, "getaddrinfo", lambda _host, *more, **named: really("127.0.0.1", *more, **named)
    )
    with pytest.raises(Unusable, match=OWN_MACHINE):
        THERE.send(address, "Test", "Hello", Purpose.TRIES)


def test_nothing_else_of_the_desk_is_guarded() -> None:
    """What connects on another thread goes where it wants."""
    with Receiver() as receiver:
        host, port = receiver.place.split(":")
        socket.create_connection((host, int(port))).close()
