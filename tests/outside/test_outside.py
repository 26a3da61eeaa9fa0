"""Reaching people outside Slack, against a real receiver on loopback."""

from __future__ import annotations

import logging
import re
import socket
import threading
import time
from contextlib import suppress
from typing import Any
from urllib.parse import unquote

import pytest
from apprise.manager_plugins import NotificationManager

from handlers.front.outside import Purpose
from slackapp import outside
from slackapp.outside import ByApprise, NotReached
from slackapp.services import SERVICES
from tests.outside.receiver import Dripping, Receiver

HERE = ByApprise(local=True)  # as in the sandbox
THERE = ByApprise()  # as against a real Slack


def test_what_is_said_arrives_as_it_is() -> None:
    """Title and body arrive as plain text, whatever they look like."""
    with Receiver() as receiver:
        HERE.send(
            receiver.address,
            "Sev-1: acme",
            "Login *loops* <b>&amp;\\n :fire:\nDue 12:00",
            Purpose.TRIES,
        )
    [taken] = receiver.taken
    assert (taken["title"], taken["message"]) == (
        "Sev-1: acme",
        "Login *loops* <b>&amp;\\n :fire:\nDue 12:00",
    )
    assert taken["attachments"] == []


def test_a_refusal_is_a_sentence_without_the_secret(caplog: pytest.LogCaptureFixture) -> None:
    """Who is not reached learns why; neither the sentence nor the log names the address."""
    caplog.set_level(logging.DEBUG)
    logging.getLogger("urllib3").setLevel(logging.WARNING)
    with Receiver(status=401) as receiver, pytest.raises(NotReached) as caught:
        HERE.send(receiver.address, "Test", "Hello", Purpose.TRIES)
    assert str(caught.value).startswith("The service there refused it (error 401).")
    with pytest.raises(NotReached, match=r"^Nobody answers at that address\.$"):
        HERE.send(receiver.address, "Test", "Hello", Purpose.TRIES)
    assert "SeSaMe" not in caplog.text + str(caught.value)
    assert receiver.place not in caplog.text


def test_a_slow_service_holds_nobody_up() -> None:
    """Sending ends in time, also when the other side does not answer."""
    hurried = ByApprise(local=True, ends_within=0.3)
    with (
        Receiver(slow=True) as receiver,
        pytest.raises(NotReached, match=r"^No answer within 0\.3 seconds"),
    ):
        hurried.send(receiver.address, "Test", "Hello", Purpose.TRIES)


def test_one_call_at_a_time_to_an_address(monkeypatch: pytest.MonkeyPatch) -> None:
    """A call that can't be hung up, for a name is looked up, is not made again beside: it has a
    thread that nobody can end."""
    answered = threading.Event()

    def looks_up(*_: Any) -> list[Any]:
        answered.wait(20)
        return []

    monkeypatch.setattr(socket, "getaddrinfo", looks_up)
    hurried, slow = ByApprise(local=True, ends_within=0.3), "json://slow.example/x"
    with pytest.raises(NotReached, match="No answer within"):
        hurried.send(slow, "Test", "Hello", Purpose.TRIES)
    threads = threading.active_count()
    for _ in range(3):
        with pytest.raises(NotReached, match="still waiting for an answer"):
            HERE.send(slow, "Test", "Hello", Purpose.TRIES)
    assert threading.active_count() <= threads
    answered.set()
    all_ended()


def test_nobody_waits_long_for_the_call_of_another(monkeypatch: pytest.MonkeyPatch) -> None:
    """A page rings beside one whose call takes long; another try is refused at once."""
    monkeypatch.setattr(outside._pages, "_waits", 0.2)
    patient = ByApprise(local=True, ends_within=10)
    with Dripping() as dripping:
        address = f"json://127.0.0.1:{dripping.port}/x"
        for purpose in (Purpose.WAKES, Purpose.TRIES):
            first = threading.Thread(target=_sends, args=(patient, address, purpose))
            first.start()
            while dripping.taken == 0:
                time.sleep(0.02)
            dripping.taken, began = 0, time.monotonic()
            with pytest.raises(NotReached, match="still waiting for an answer"):
                patient.send(address, "Test", "Hello", purpose)
            assert time.monotonic() - began < 5
    all_ended()


def _sends(by: ByApprise, address: str, purpose: Purpose) -> None:
    with suppress(NotReached):
        by.send(address, "Test", "Hello", purpose)


def all_ended() -> None:
    """Wait for the calls that are under way."""
    end = time.monotonic() + 20
    while outside._tries._began or outside._pages._began:
        assert time.monotonic() < end
        time.sleep(0.02)


@pytest.mark.parametrize("scheme", ["json", "mailto"])
def test_what_drips_is_hung_up(scheme: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """What answers a byte now and then ends at the deadline, thread and connection: it would
    outlast every timeout between two bytes."""
    monkeypatch.setattr(outside, "places_of", lambda _: [])  # no name is looked up
    with Dripping() as dripping:
        host = "proauth.example" if scheme == "mailto" else "127.0.0.1"
        address = f"{scheme}://ada:pw@{host}:{dripping.port}"
        options = "?smtp=127.0.0.1&to=ada@proauth.ch" if scheme == "mailto" else "/x"
        for seconds in (0.5, 0.5, 1, 2, 4, 8):  # a busy machine connects late, or not in time
            with pytest.raises(NotReached, match="No answer within"):
                ByApprise(local=True, ends_within=seconds).send(
                    address + options, "Test", "Hello", Purpose.WAKES
                )
            all_ended()
            if dripping.taken == 2:
                break
    assert dripping.taken == 2


def test_trying_does_not_keep_a_page_from_going_out() -> None:
    """Addresses that drip, as many as are only tried, take no call from a page."""
    with Dripping() as dripping, Receiver() as receiver:
        slow = [f"json://127.0.0.1:{dripping.port}/{number}" for number in range(40)]
        said: list[str] = []
        tries = [threading.Thread(target=_tries, args=(address, said)) for address in slow]
        for each in tries:
            each.start()
        while len(said) < len(tries) - outside.MOST_TRIES:
            time.sleep(0.02)
        assert set(said) == {"too many others are still waiting for an answer"}
        HERE.send(receiver.address, "PAGE", "Now", Purpose.WAKES)
        own = f"json://127.0.0.1:{dripping.port}/0"
        with pytest.raises(NotReached, match="No answer within"):  # and not: others wait for it
            ByApprise(local=True, ends_within=0.3).send(own, "PAGE", "Now", Purpose.WAKES)
        for each in tries:
            each.join(20)
    assert len(receiver.taken) == 1
    all_ended()


def _tries(address: str, said: list[str]) -> None:
    try:
        ByApprise(local=True, ends_within=5).send(address, "Test", "Hello", Purpose.TRIES)
    except NotReached as problem:
        said.append(str(problem))


def test_a_name_that_nobody_looks_up_holds_nobody_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """Looking up a name lies within the bound, too."""
    answered = threading.Event()

    def looks_up(*_: Any) -> list[Any]:
        answered.wait(20)
        return []

    monkeypatch.setattr(socket, "getaddrinfo", looks_up)
    began = time.monotonic()
    with pytest.raises(NotReached, match=r"^No answer within 0\.3 seconds"):
        ByApprise(ends_within=0.3).send("json://slow.example/x", "Test", "Hello", Purpose.TRIES)
    assert time.monotonic() - began < 10
    answered.set()


@pytest.mark.parametrize(
    ("status", "hopeless"), [(401, True), (404, True), (410, True), (500, False), (429, False)]
)
def test_a_refusal_for_good(status: int, hopeless: bool) -> None:
    """Whether another attempt may be taken is known by the answer's number."""
    with Receiver(status=status) as receiver, pytest.raises(NotReached) as caught:
        HERE.send(receiver.address, "Test", "Hello", Purpose.TRIES)
    assert caught.value.hopeless is hopeless


def test_many_at_once() -> None:
    """Several threads send side by side, and each hears of its own failure only."""
    failed: list[str] = []

    def sends(address: str) -> None:
        try:
            HERE.send(address, "PAGE", "Now", Purpose.WAKES)
        except NotReached as problem:
            failed.append(str(problem))

    with Receiver() as well, Receiver(status=503) as ill:
        threads = [
            threading.Thread(target=sends, args=(address,))
            for address in [well.address, ill.address] * 5
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert (len(well.taken), len(failed)) == (5, 5)
    assert all("error 503" in sentence for sentence in failed)


def test_redirects_are_not_followed() -> None:
    """Where a service points to is not asked: it could be anywhere."""
    with Receiver() as receiver, pytest.raises(NotReached, match="error 307"):
        HERE.send(f"json://{receiver.place}/moved", "Test", "Hello", Purpose.TRIES)
    assert receiver.taken == []


@pytest.mark.parametrize(
    "address",
    [
        "json://127.0.0.1:8000/x",
        "json://localhost/x",
        "json://LOCALHOST./x",
        "json://2130706433/x",
        "json://0.0.0.0/x",
        "json://[::1]/x",
        "jsons://169.254.169.254/latest/meta-data",
        "json://[fd00:ec2::254]/latest/meta-data",
        "json://100.100.100.200/latest/meta-data",
        "json://[64:ff9b::a9fe:a9fe]/latest/meta-data",
        "json://[2002:a9fe:a9fe::1]/latest/meta-data",
        "json://[::ffff:169.254.169.254]/latest/meta-data",
        "json://168.63.129.16/machine",
        "json://192.0.0.192/opc/v2",
        "json://[fd20:ce::254]/computeMetadata",
        "ntfy://127.0.0.1/topic",
        "signal://localhost:8080/+41791234567/+41791111222",
        "mailto://ada:pw@proauth.example?smtp=localhost",
        "json://example.com%2f@127.0.0.1/",
    ],
)
def test_this_machine_is_nobody(address: str) -> None:
    """Against a real Slack no address leads to the desk's own machine, or link-local."""
    sentence = "That address leads to the desk's own machine, which reaches nobody."
    assert THERE.problem_of(address) == sentence
    with pytest.raises(NotReached, match="own machine"):
        THERE.send(address, "Test", "Hello", Purpose.TRIES)


def test_this_machine_is_nobody_by_its_other_addresses() -> None:
    """What the machine is called in its network is this machine as well, in the sandbox too."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as trial:
        try:
            trial.connect(("192.0.2.1", 9))  # sends nothing: it only chooses an interface
        except OSError:
            pytest.skip("this machine is in no network")
        own = trial.getsockname()[0]
    for way in (HERE, THERE):
        assert "own machine" in (way.problem_of(f"json://{own}/x") or "")


def test_a_private_network_is_somebody() -> None:
    """A company's own SMS box or ntfy stands in its private network."""
    assert THERE.problem_of("smseagle://token@10.0.0.7/+41791111222") is None


@pytest.mark.parametrize(
    "address",
    [
        "syslog://",
        "dbus://",
        "kde://",
        "gnome://",
        "macosx://",
        "windows://",
        "rsyslog://127.0.0.1",
        "file:///etc/passwd",
        "exec://id",
        "irc://h/x",
        "matrix://u:p@h/#r",
    ],
)
def test_nothing_is_done_on_this_machine(address: str) -> None:
    """What would act on the desk's own machine, or reaches no person, is not let in."""
    problem = HERE.problem_of(address)
    assert problem is not None
    assert "is not a way that reaches a person" in problem
    assert "For example mailto://" in problem


@pytest.mark.parametrize(
    "address",
    [
        "discord://4174216298/JHMHI8qBe7bk2ZwO5U711o3dV_js?template=/etc/passwd",
        "tgram://123456789:abcdefg_hijklmnop/12345678/?TEMPLATE=/etc/passwd",
        "mailto://a:b@example.com?pgpprv=/etc/ssl/key",
        "ntfys://ntfy.sh/topic?attach=file:///etc/passwd",
        "jsons://example.com/x?verify=no",
        "jsons://example.com/x?redirect=yes",
        "jsons://example.com/x?optional=yes",
        "jsons://example.com/x?retry=10",
        "json://example.com/index?method=DELETE",
        "seven://key/+41791111222?overflow=truncate",
        "opsgenie://key?action=close",
        "jsons://example.com/x?a=b;redirect=yes",
        "jsons://example.com/x?a=b;verify=no",
        "jsons://example.com/x?%20redirect=yes",
        "jsons://example.com/#x?redirect=yes",
        "jsons://example.com#x?redirect=yes",
        "jsons://example.com/x?a=b;method=DELETE",
        "jsons://example.com/x?a=b;%6dethod=DELETE",
        "workflow://example.com/workflow/signature?a=b;template=/etc/passwd",
        "splunk://route@key?action=info",
    ],
)
def test_options_that_could_harm(address: str) -> None:
    """Options that read files, loosen safety, or hide a failure are refused by name."""
    typed = re.split("[?;]", address)[-1].partition("=")[0]
    option = unquote(typed).strip().lower()
    assert HERE.problem_of(address) == (
        f"The option “{option}” can't be used here. Leave it out, please."
    )


@pytest.mark.parametrize("address", ["", "ada", "+41 79 123 45 67", "json://", "twilio://x"])
def test_no_address(address: str) -> None:
    """What is no address is answered with examples."""
    assert (HERE.problem_of(address) or "").startswith(
        "That is not an address that messages can be sent to"
    )


def test_one_address_reaches_one() -> None:
    """An address with several targets is refused: a part of it could fail unseen."""
    address = "ntfys://ntfy.sh/one/two"
    assert HERE.problem_of(address) == (
        "That address reaches several at once. Give one each, please."
    )


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("json://ada:SeSaMe@127.0.0.1:80/SeSaMe?+Authorization=SeSaMe", "Hook 127.0.0.1:80"),
        ("ntfy://my-secret-topic", "ntfy"),
        ("ntfys://ntfy.sh/desk-ada-73", "ntfy ntfy.sh"),
        ("ntfys://ada:SeSaMe@push.example.com/desk-ada-73", "ntfy push.example.com"),
        ("mailtos://ada:SeSaMe@gmail.com?to=ada@proauth.ch", "E-Mail a…@proauth.ch"),
        ("clicksend://desk:SeSaMe1234567@+41791111222", "ClickSend …22"),
        (f"twilio://AC{'a1' * 16}:{'5e' * 16}@+41790000000/+41790000001", "Twilio, a call …01"),
        (f"twilio://AC{'a1' * 16}:{'5e' * 16}@+41790000000/+41790000001?method=sms", "Twilio …01"),
        (f"pover://{'u' * 30}@{'a' * 30}", "Pushover"),
        (f"pagerduty://{'k' * 20}@{'s' * 20}", "Pager Duty"),
        ("SeSaMe", "…"),
        ("json://", "…"),
    ],
)  # fmt: skip
def test_what_may_be_shown(address: str, shown: str) -> None:
    """A way is recognised by its owner: the service's name, and no part of a secret."""
    assert HERE.masked(address) == shown


def test_every_service_of_the_list_exists() -> None:
    """The list names what apprise has, and what works here without more libraries."""
    manager: Any = NotificationManager()  # type: ignore[no-untyped-call]
    assert {name for name in SERVICES if name not in manager or not manager[name].enabled} == set()
