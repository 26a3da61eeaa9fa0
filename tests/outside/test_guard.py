"""Where a contact may lead is judged where the connection is made."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests

from handlers.front.outside import Purpose, Unusable
from slackapp.outside import ByApprise
from tests.outside.receiver import Proxy, Receiver

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


# --- proxies --------------------------------------------------------------------------------------


@pytest.fixture
def proxy(monkeypatch: pytest.MonkeyPatch) -> Iterator[Proxy]:
    """A proxy that the environment names for every address."""
    with Proxy() as there:
        for name in ("http_proxy", "https_proxy", "all_proxy"):
            monkeypatch.setenv(name, there.address)
        monkeypatch.delenv("no_proxy", raising=False)
        yield there


def test_the_proxy_of_the_environment_is_passed_by(proxy: Proxy) -> None:
    """Behind it nobody could judge where a call goes; other calls of the desk still use it."""
    with Receiver() as receiver:
        ByApprise(local=True).send(receiver.address, "Test", "Hello", Purpose.TRIES)
        assert proxy.asked == []
        assert len(receiver.taken) == 1
        requests.get(f"http://{receiver.place}/x", timeout=10)
    assert proxy.asked == [f"GET http://{receiver.place}/x"]


def test_the_proxy_of_the_settings_is_gone_through(proxy: Proxy) -> None:
    """Also on this machine, where nothing else is reached; names are for it to look up."""
    by_proxy = ByApprise(proxy=proxy.address)
    by_proxy.send("json://hooks.example/x", "Test", "Hello", Purpose.TRIES)
    assert proxy.asked == ["POST http://hooks.example/x"]
    with Receiver() as receiver, pytest.raises(Unusable, match=OWN_MACHINE):
        by_proxy.send(receiver.address, "Test", "Hello", Purpose.TRIES)


def test_what_a_netrc_has_goes_to_nobody(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the desk's own user knows for a host is for no address that somebody has typed."""
    (tmp_path / "netrc").write_text("machine 127.0.0.1 login desk password SeSaMe\n")
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
    with Receiver() as receiver:
        address = f"json://{receiver.place}/hook"
        ByApprise(local=True).send(address, "Test", "Hello", Purpose.TRIES)
        assert receiver.authorized == [None]
        requests.post(f"http://{receiver.place}/hook", json={}, timeout=10)
        assert receiver.authorized[1] is not None
