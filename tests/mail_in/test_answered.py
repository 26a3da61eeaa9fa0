"""I9: whoever reports by mail is told number, title and by when, once, and in their language."""

from __future__ import annotations

import email.policy
from datetime import timedelta
from email.message import EmailMessage
from email.parser import BytesParser
from typing import Any

import pytest
from pydantic import SecretStr

from tests.desk import DeskUnderTest
from tests.machines import answer
from tests.mails import EVE, KEY, SERVER, MailServerOfOurs, a_mail, vouched

BY = "mailto://desk:SeSaMe@mail.proauth.example?from=desk@proauth.example"
pytestmark = pytest.mark.settings(
    mail_key=SecretStr(KEY), mail_server=SERVER, mail_answers_by=SecretStr(BY)
)


class Outgoing:
    """The mail server by which the desk writes: it keeps what it is given."""

    taken: list[EmailMessage] = []  # noqa: RUF012
    to: list[list[str]] = []  # noqa: RUF012
    fails = False

    def __init__(self, *_: Any, **__: Any) -> None: ...

    def starttls(self, **_: Any) -> None: ...

    def login(self, *_: Any) -> None: ...

    def sendmail(self, _from: str, to: list[str], body: str) -> None:
        if self.fails:
            raise OSError("it is away")
        parser = BytesParser(EmailMessage, policy=email.policy.default)
        self.taken.append(parser.parsebytes(body.encode()))
        self.to.append(to)

    def quit(self) -> None: ...


@pytest.fixture(autouse=True)
def outgoing(monkeypatch: pytest.MonkeyPatch) -> type[Outgoing]:
    monkeypatch.setattr("smtplib.SMTP", Outgoing)
    monkeypatch.setattr(Outgoing, "taken", [])
    monkeypatch.setattr(Outgoing, "to", [])
    return Outgoing


def words(mail: EmailMessage) -> str:
    """The plain part of a mail."""
    plain = mail.get_body(("plain",))
    assert plain is not None
    return " ".join(str(plain.get_content()).split())


def test_a_managed_customers_critical(
    desk: DeskUnderTest, server: MailServerOfOurs, outgoing: type[Outgoing]
) -> None:
    """Once, in answer to theirs, and so that no machine answers it; nothing else of the case."""
    for _ in range(2):
        answer(server.hands_on(a_mail("Critical: login is down")))
    desk.works()
    (mail,) = outgoing.taken
    assert outgoing.to == [[EVE]]
    assert (mail["Subject"], mail["In-Reply-To"]) == ("#1: login is down", "<1@initech.com>")
    assert (mail["References"], mail["Auto-Submitted"]) == ("<1@initech.com>", "auto-replied")
    assert words(mail) == (
        "Your mail is case #1: “login is down” An engineer is being rung; first reply by "
        "Sat 6 Jun 2026 05:10 CEST. What you write in answer to this mail belongs to this case. "
        "This mail was written by the support desk of ProAuth by itself."
    )


def test_in_the_customers_language(
    desk: DeskUnderTest, server: MailServerOfOurs, outgoing: type[Outgoing]
) -> None:
    """Whichever they write; and how what can't wait is said."""
    desk.types("dana", "/customer language initech de")
    answer(server.hands_on(a_mail("The export fails")))
    desk.works()
    (mail,) = outgoing.taken
    said = words(mail)
    assert said.startswith(
        "Ihre Mail ist Fall #1: «The export fails» Um diese Zeit wird niemand alarmiert; erste "
        "Antwort bis Di. 09.06.2026 17:00 CEST."
    )
    assert "antworten Sie mit «kritisch» als erstem Wort" in said


@pytest.mark.parametrize(
    "mail",
    [
        a_mail(results="none"),
        a_mail(sender="mallory@evil.com", results=vouched("evil.com")),
        a_mail(headers=["Auto-Submitted: auto-replied"]),
        a_mail(sender="desk@proauth.example", results=vouched("proauth.example")),
    ],
    ids=["forged", "of nobody", "automatic", "its own"],
)
def test_nobody_else_is_answered(
    desk: DeskUnderTest, server: MailServerOfOurs, outgoing: type[Outgoing], mail: bytes
) -> None:
    """Nobody is written to in whose name another wrote, and no machine: no mail goes round."""
    answer(server.hands_on(mail))
    desk.works()
    assert outgoing.taken == []


def test_nor_is_whom_nobody_vouches_for_when_an_admin_gives_it(
    desk: DeskUnderTest, server: MailServerOfOurs, outgoing: type[Outgoing]
) -> None:
    """I5: a case is opened, and whose name stands on the mail hears nothing of it."""
    answer(server.hands_on(a_mail(results="none")))
    assert "opened a case" in desk.types("dana", "/case arrival 1 of initech").text
    desk.works()
    assert outgoing.taken == []


def test_no_mail_goes_round(
    desk: DeskUnderTest, server: MailServerOfOurs, outgoing: type[Outgoing]
) -> None:
    """A machine that answers each answer with a mail that does not say so is answered ten times an
    hour.
    """
    for number in range(12):
        answer(server.hands_on(a_mail(message_id=f"<{number}@initech.com>")))
    desk.works()
    assert len(outgoing.taken) == 10
    desk.clock.advance(timedelta(hours=1))
    answer(server.hands_on(a_mail(message_id="<13@initech.com>")))
    desk.works()
    assert len(outgoing.taken) == 11


def test_a_reply_is_not_answered(
    desk: DeskUnderTest, server: MailServerOfOurs, outgoing: type[Outgoing]
) -> None:
    answer(server.hands_on(a_mail()))
    reply = a_mail("Re: x", headers=["In-Reply-To: <1@initech.com>"], message_id="<2@initech.com>")
    answer(server.hands_on(reply))
    desk.works()
    assert len(outgoing.taken) == 1


def test_who_is_known_later_is_answered_then(
    desk: DeskUnderTest, server: MailServerOfOurs, outgoing: type[Outgoing]
) -> None:
    """I5: when an admin has said whose it is."""
    answer(server.hands_on(a_mail(sender="bob@other.com", results=vouched("other.com"))))
    desk.types("dana", "/case arrival 1 of initech")
    desk.works()
    assert outgoing.to == [["bob@other.com"]]


def test_what_is_moved_meanwhile_is_not_told(
    desk: DeskUnderTest, server: MailServerOfOurs, outgoing: type[Outgoing]
) -> None:
    """I9: never anything of another customer."""
    answer(server.hands_on(a_mail()))
    desk.types("dana", "/case customer 1 acme because it is theirs")
    desk.works()
    assert outgoing.taken == []


def test_a_mail_server_that_is_away(
    desk: DeskUnderTest,
    server: MailServerOfOurs,
    outgoing: type[Outgoing],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """It is tried again; after some minutes the admins see that it was not taken."""
    monkeypatch.setattr(outgoing, "fails", True)
    answer(server.hands_on(a_mail()))
    for _ in range(10):
        desk.works()
        desk.clock.advance(timedelta(minutes=3))
    seen = [m.text for m in desk.slack.messages_seen_by("dana", "#desk-admin")]
    (lost,) = [text for text in seen if "was not delivered" in text]
    assert f"A message about #1 for {EVE} was not delivered" in lost
    assert "SeSaMe" not in lost
