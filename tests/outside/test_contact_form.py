"""`/oncall contact`: an address is tried before it is kept, encrypted, and shown masked."""

from __future__ import annotations

import socket
import threading
import time
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import select, text

from handlers.forms.contact import contact_form
from handlers.forms.ways import WAYS
from handlers.front.outside import Purpose
from models.problems import Impossible
from models.rows.base import Database
from models.rows.oncall import Contact
from models.rows.people import Person
from models.usecases import people
from models.usecases.oncall import contacts
from slackapp.outside import ByApprise
from tests.desk import DeskUnderTest
from tests.outside.receiver import Receiver
from tests.waiting import waits_until

ADA = "U0ADA"


def known(desk: DeskUnderTest) -> Person:
    with desk.house.desk.database.reading() as session:
        person = people.known(session, ADA)
    assert person is not None
    return person


def opens(desk: DeskUnderTest) -> None:
    """Ada opens the form, as the answer to `/oncall contact` does."""
    desk.at("Mon 2026-06-08 10:00")
    desk.types("ada", "/balance help")  # so that she is known
    with desk.house.desk.reading(known(desk), desk.clock.now()) as turn:
        view = contact_form(turn).view
    trigger = desk.slack.workspace.triggers.issue(ADA, None)
    desk.house.bolt.client.views_open(trigger_id=trigger, view=view)


def rows(database: Database) -> list[Contact]:
    with database.reading() as session:
        found = select(Contact).where(Contact.removed_at.is_(None)).order_by(Contact.id)
        return list(session.scalars(found))


def test_an_address_is_tried_and_then_kept(desk: DeskUnderTest) -> None:
    """The test message arrives, the address is kept encrypted, and only its mask is shown."""
    opens(desk)
    assert "Outside Slack you can't be reached yet." in desk.form("ada")["text"]
    with Receiver() as receiver:
        shown = desk.submits("ada", address=receiver.address, number="+41 79 123-45-67")
        assert "Outside Slack you are reached in 1 way now." in shown["text"]
        assert f"• `Hook {receiver.place}`" in shown["text"]
        assert "SeSaMe" not in shown["text"]
        assert "by hand, when everything else fails: …67" in shown["text"]
        assert "/oncall test" in shown["text"]
        [taken] = receiver.taken
        assert taken["title"] == "ProAuth desk: a test"
        assert taken["message"].startswith("Hello Ada, this is how the desk will reach you")
        database = desk.house.desk.database
        address, number = rows(database)
        assert (address.kind, number.kind) == (contacts.SEND, contacts.CALL)
        assert "SeSaMe" not in address.secret + address.shown
        with database.reading() as session:
            kept = str(session.execute(text("SELECT answer FROM deliveries")).all())
        assert "SeSaMe" not in kept
        with desk.house.desk.reading(known(desk), desk.clock.now()) as turn:
            assert contacts.vault(turn).open(address.secret) == receiver.address
            assert contacts.telephones(turn, [ADA]) == {ADA: "+41791234567"}


def test_the_form_leads_by_the_services_name(desk: DeskUnderTest) -> None:
    """Chosen by its name, a service asks for what it needs, and nobody types an address."""
    opens(desk)
    assert desk.form("ada")["fields"] == ["service", "address", "number"]
    shown = desk.fills("ada", "service", "twilio")
    assert shown["fields"] == ["service", "sid", "token", "from", "to", "number"]
    tried: list[str] = []
    desk.house.conversation.outside = Trial(tried)
    telephone = {"from": "+41 79 000 00 00", "to": "+41 79 000-00-01"}
    shown = desk.submits("ada", sid=f"AC{'a1' * 16}", token="5e" * 16, **telephone)
    assert "• `Twilio, a call …01`" in shown["text"]
    assert tried == [f"twilio://AC{'a1' * 16}:{'5e' * 16}@%2B41790000000/%2B41790000001"]


class Trial(ByApprise):
    """Takes every test message."""

    def __init__(self, tried: list[str]) -> None:
        super().__init__()
        object.__setattr__(self, "_tried", tried)

    def send(self, address: str, title: str, body: str, purpose: Purpose) -> None:  # noqa: ARG002
        self._tried.append(address)  # type: ignore[attr-defined]


@pytest.mark.parametrize("key", WAYS)
def test_what_a_service_needs_makes_an_address(key: str) -> None:
    """Each of them is one that the desk lets in, and leads to one."""
    given = {
        "sid": f"AC{'a1' * 16}",
        "token": "123456789:" + "5e" * 15 if key == "tgram" else "5e" * 16,
        "from": "+41790000000",
        "to": "ada@example.com" if key == "mail" else "+41790000001",
        "user": "desk@example.com" if key == "mail" else "u" * 30,
        "chat": "12345678",
    }
    way = WAYS[key]
    filled = {need.field: given.get(need.field, "a1" * 8) for need in way.needs}
    if "server" in filled:
        filled["server"] = "push.example.com:8443"
    address = way.address_of(filled)
    assert ByApprise().problem_of(address) is None
    assert "5e5e" not in ByApprise().masked(address)


def test_an_address_that_fails_is_not_kept(desk: DeskUnderTest) -> None:
    """The sentence stands beside the field, nothing is kept, and nothing typed is lost."""
    opens(desk)
    with Receiver(status=404) as receiver:
        shown = desk.submits("ada", address=receiver.address, number="+41 79 123 45 67")
        assert shown["errors"]["address"].startswith(
            "The test message did not arrive, so nothing was saved. "
            "The service there refused it (error 404)."
        )
        given = {"address": receiver.address, "number": "+41 79 123 45 67"}
        assert shown["values"] == {"service": None, **given}
        assert rows(desk.house.desk.database) == []
        receiver.status = 200
        shown = desk.submits("ada", **given)
        assert "you are reached in 1 way now" in shown["text"]


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        ("address", "syslog://", "“syslog” is not a way that reaches a person"),
        ("address", "ada@example.com", "That is not an address that messages can be sent to."),
        ("number", "call me", "That is not a telephone number. For example +41 79 123 45 67."),
    ],
)
def test_what_can_t_be_used(desk: DeskUnderTest, field: str, typed: str, sentence: str) -> None:
    """What is no address or no number is said beside its field, with an example."""
    opens(desk)
    assert desk.submits("ada", **{field: typed})["errors"][field].startswith(sentence)


def test_removing_and_replacing(desk: DeskUnderTest) -> None:
    """What is ticked goes; a new number takes the place of the old one; none twice."""
    opens(desk)
    with Receiver() as receiver:
        desk.submits("ada", address=receiver.address, number="+41791234567")
        opens(desk)
        again = desk.submits("ada", address=receiver.address)
        assert again["errors"] == {"address": "You have that one already."}
        first = rows(desk.house.desk.database)[0]
        desk.submits("ada", remove=[str(first.id)], address="", number="+41791234500")
    kept = rows(desk.house.desk.database)
    assert [(contact.kind, contact.shown) for contact in kept] == [("call", "…00")]
    opens(desk)
    shown = desk.submits("ada", remove=[str(kept[0].id)])
    assert "Outside Slack you can't be reached" in shown["text"]


def test_without_a_key_nothing_can_be_kept(desk: DeskUnderTest) -> None:
    """Without CONTACTS_KEY the form does not open, and the sentence names the setting."""
    desk.types("ada", "/balance help")
    without = replace(desk.house.desk, vault=None)
    with (
        without.reading(known(desk), desk.clock.now()) as turn,
        pytest.raises(Impossible, match="the setting CONTACTS_KEY is missing"),
    ):
        contact_form(turn)


def shows(desk: DeskUnderTest, part: str) -> None:
    waits_until(lambda: part in desk.form("ada")["text"])


@pytest.mark.parametrize(("status", "outcome"), [(200, "well"), (500, "ill")])
def test_a_slow_service(desk: DeskUnderTest, status: int, outcome: str) -> None:
    """ "Still working" is said, and the outcome follows in the view: the answer, or the form."""
    opens(desk)
    desk.house.conversation.answering.patience = 0.3
    with Receiver(status, slow=True) as receiver:
        said = desk.submits("ada", address=receiver.address, number="+41 79 123 45 67")
        assert "Still working on it" in said["text"]
        desk.house.conversation.answering.patience = 20.0
        # Nobody waits for the database while the service takes its time.
        desk.types("dana", '/customer add acme "Acme AG" standard from 2026-01-01')
        receiver.go.set()
        if outcome == "well":
            shows(desk, "you are reached in 1 way now")
            assert len(rows(desk.house.desk.database)) == 2
        else:
            shows(desk, "The test message did not arrive")
            form = desk.form("ada")
            given = {"address": receiver.address, "number": "+41 79 123 45 67"}
            assert form["values"] == {"service": None, **given}
            assert rows(desk.house.desk.database) == []
            receiver.status = 200
            shown = desk.submits("ada", **given)
            assert "you are reached in 1 way now" in shown["text"]


def test_a_name_that_nobody_looks_up_holds_the_form_up_no_longer_than_a_message(
    desk: DeskUnderTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Looking up where an address leads lies within the bound of trying it."""
    opens(desk)
    monkeypatch.setattr(desk.house.conversation, "outside", ByApprise(ends_within=0.3))
    answered, look_up = threading.Event(), socket.getaddrinfo

    def looks_up(host: str, *more: Any, **named: Any) -> list[Any]:
        if host == "slow.example":
            answered.wait(20)
        return look_up(host, *more, **named)

    monkeypatch.setattr(socket, "getaddrinfo", looks_up)
    began = time.monotonic()
    shown = desk.submits("ada", address="json://slow.example/x")
    took = time.monotonic() - began
    answered.set()
    assert "No answer within 0.3 seconds." in shown["errors"]["address"]
    assert took < 10
    assert rows(desk.house.desk.database) == []
