"""How each service is told of a page: as the gravest that it knows, and nobody reads its manual.

What goes out is what the library sends; only the network is not there.
"""

from __future__ import annotations

import email.policy
import json
from contextlib import suppress
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.parser import BytesParser
from typing import Any
from xml.etree import ElementTree

import pytest

from handlers.front.outside import Purpose
from slackapp.outside import ByApprise
from slackapp.services import SERVICES, TAKES_FIXED_TEXTS, can_say_who_has_it

HERE = ByApprise(local=True)
SID, TOKEN = f"AC{'a1' * 16}", "5e" * 16
TITLE = "PAGE hooli: #1 Login <b>loops</b> & fails"
LINK = "https://desk.example.com/ack/T0KEN?x=1&y=2"
TEXT = f"Somebody is needed now.\nFirst response due Mon 8 Jun 12:00 CEST.\nAcknowledge: {LINK}"


@dataclass
class Network:
    """Takes what would go out over HTTP."""

    sent: list[tuple[str, Any]] = field(default_factory=list)

    def post(self, url: str, data: Any = None, **more: Any) -> Any:
        body = data if data is not None else more.get("json")
        if isinstance(body, str | bytes):
            with suppress(ValueError):
                body = json.loads(body)
        self.sent.append((url, {**more, "body": body}))
        return _Answer()


class _Answer:
    status_code = 200
    content = b'{"status": 1, "requestId": "r", "message": "ok"}'
    text = content.decode()
    headers: dict[str, str] = {}  # noqa: RUF012

    @property
    def ok(self) -> bool:
        return True

    def json(self) -> Any:
        return json.loads(self.content)


@pytest.fixture
def network(monkeypatch: pytest.MonkeyPatch) -> Network:
    found = Network()
    monkeypatch.setattr("requests.post", found.post)
    monkeypatch.setattr("socket.getaddrinfo", lambda *_: [])
    return found


GRAVEST = [
    (f"pagerduty://{'k' * 20}@{'s' * 20}", {}, ("payload", "severity"), "critical"),
    ("splunk://route@key", {}, ("message_type",), "CRITICAL"),
    ("victorops://route@key", {}, ("message_type",), "CRITICAL"),
    (f"opsgenie://{'a' * 8}-b", {}, ("priority",), "P1"),
    (f"pover://{'u' * 30}@{'a' * 30}", {"retry": 900, "expire": 3600}, ("priority",), "2"),
    ("gotifys://push.example.com/T0ken", {}, ("priority",), 10),
    ("pagertree://int_a1B2c3D4e5", {"event_type": "create"}, ("urgency",), "critical"),
    ("barks://push.example.com/key", {"call": 1}, ("level",), "critical"),
    (f"prowl://{'a' * 40}", {}, ("priority",), 2),
]  # fmt: skip


@pytest.mark.parametrize(("address", "beside", "path", "gravest"), GRAVEST)
def test_a_page_wakes(
    network: Network, address: str, beside: dict[str, Any], path: tuple[str, ...], gravest: Any
) -> None:
    """An incident is opened, an emergency rings; and whatever wakes nobody goes out as it is."""
    HERE.send(address, TITLE, TEXT, Purpose.WAKES)
    [(_, sent)] = network.sent
    found = sent["body"]
    for name in path:
        found = found[name]
    assert found == gravest
    assert beside.items() <= sent["body"].items()
    assert LINK in json.dumps(sent["body"])
    HERE.send(address, "Ben has it", "Nobody else is rung.", Purpose.TRIES)
    quiet = network.sent[-1][1]["body"]
    for name in path:
        quiet = quiet.get(name)
    assert quiet != gravest


def test_ntfy_rings_as_loud_as_it_can(network: Network) -> None:
    """Its priority stands in the head; what somebody typed themselves stays."""
    HERE.send("ntfys://ntfy.sh/topic", TITLE, TEXT, Purpose.WAKES)
    assert network.sent[-1][1]["headers"]["X-Priority"] == "max"
    HERE.send("ntfys://ntfy.sh/topic?priority=high", TITLE, TEXT, Purpose.WAKES)
    assert network.sent[-1][1]["headers"]["X-Priority"] == "high"


def test_twilio_calls_and_says_it(network: Network) -> None:
    """A telephone rings and says what it is about, twice; a link is for no ear. With `method=sms`
    it is a text with its link."""
    address = f"twilio://{SID}:{TOKEN}@+41790000000/+41790000001"
    HERE.send(address, TITLE, TEXT, Purpose.WAKES)
    url, sent = network.sent[-1]
    assert url.endswith("/Calls.json")
    assert sent["body"]["To"] == "+41790000001"
    said = [each.text for each in ElementTree.fromstring(sent["body"]["Twiml"]).iter("Say")]
    assert (
        said == [f"{TITLE}. Somebody is needed now. First response due Mon 8 Jun 12:00 CEST."] * 2
    )
    HERE.send(f"{address}?method=sms", TITLE, TEXT, Purpose.WAKES)
    url, sent = network.sent[-1]
    assert url.endswith("/Messages.json")
    assert LINK in sent["body"]["Body"]


def test_a_call_wants_a_telephone() -> None:
    """Without one the library calls nobody, and says that all is well."""
    problem = HERE.problem_of(f"twilio://{SID}:{TOKEN}@+41790000000")
    assert problem == "Whom shall it call? Add the telephone's number at the end: /+41790000001."


@pytest.mark.parametrize(
    "address",
    [f"msg91://template@{'a' * 20}/41791111222", "whatsapp://token@123456/+41791111222"],
)
def test_what_carries_no_text_of_ours(address: str) -> None:
    """A service that takes approved texts only would drop what a page says, and its link."""
    name = TAKES_FIXED_TEXTS[address.partition("://")[0]]
    said = f"{name} takes texts that were approved beforehand, so it carries no page."
    assert HERE.problem_of(address) == said


def test_who_can_hear_that_somebody_has_it() -> None:
    """Not what would open a second incident, or call again."""
    can = {name for name in SERVICES if can_say_who_has_it(f"{name}://x")}
    assert SERVICES - can == {
        *("opsgenie", "pagerduty", "pagertree", "signl4", "spike", "splunk", "victorops"),
        "twilio",
    }
    assert can_say_who_has_it("twilio://x?method=sms")


class Mailbox:
    """A mail server that keeps what it is given."""

    taken: list[EmailMessage] = []  # noqa: RUF012

    def __init__(self, *_: Any, **__: Any) -> None: ...

    def starttls(self, **_: Any) -> None: ...

    def login(self, *_: Any) -> None: ...

    def sendmail(self, _from: str, _to: Any, body: str) -> None:
        parser = BytesParser(EmailMessage, policy=email.policy.default)
        self.taken.append(parser.parsebytes(body.encode()))

    def quit(self) -> None: ...


def test_a_mail_reads_well(monkeypatch: pytest.MonkeyPatch) -> None:
    """Plain and HTML, the link a link, said by a program, and urgent if it is to wake somebody."""
    monkeypatch.setattr("smtplib.SMTP", Mailbox)
    monkeypatch.setattr("smtplib.SMTP_SSL", Mailbox)
    monkeypatch.setattr(Mailbox, "taken", [])
    address = "mailtos://ada:SeSaMe@example.com?to=ada@proauth.ch"
    HERE.send(address, TITLE, TEXT, Purpose.WAKES)
    HERE.send(address, "Ben has it", "Nobody else is rung.", Purpose.TRIES)
    mail, quiet = Mailbox.taken
    assert (mail["Subject"], mail["Auto-Submitted"]) == (TITLE, "auto-generated")
    assert (mail["X-Priority"], quiet["X-Priority"]) == ("1", None)
    plain, html = mail.get_body(("plain",)), mail.get_body(("html",))
    assert plain is not None
    assert html is not None
    assert plain.get_content().split() == TEXT.split()
    link = LINK.replace("&", "&amp;")
    assert f'<a href="{link}">{link}</a>' in html.get_content()
    assert "<p>Somebody is needed now.</p>" in html.get_content()
