"""What `/in/mail` answers, whatever is sent to it."""

from __future__ import annotations

from datetime import timedelta

import httpx
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from pydantic import SecretStr

from slackapp.mail_in import MOST_BYTES
from slackapp.pretend_slack.web.loopback import Loopback
from tests.desk import DeskUnderTest
from tests.machines import PROBLEM, answer, cases, told_of_refusals
from tests.mails import EVE, KEY, SERVER, WITH_MAIL, MailServerOfOurs, a_mail

NO_KEY = (
    "Mail is taken by the key of MAIL_KEY, in the header Authorization, behind the word Bearer."
)


@WITH_MAIL
def test_it_says_what_came_of_a_mail(desk: DeskUnderTest, server: MailServerOfOurs) -> None:
    """As to programs: 202 after the commit; a mail server throws it away only then."""
    told = server.hands_on(a_mail("Critical: login is down"))
    assert answer(told) == {"case": 1, "new": True, "page": 1, "due": "2026-06-06T05:10:00+02:00"}
    assert told.headers["cache-control"] == "no-store"
    assert cases(desk) == 1


def test_a_shut_door(desk: DeskUnderTest, server: MailServerOfOurs) -> None:
    """Without a key in the settings there is none, with whatever key somebody comes."""
    refused = server.hands_on(a_mail())
    assert (refused.status_code, refused.headers["content-type"]) == (404, PROBLEM)
    assert refused.json()["detail"] == (
        "The desk takes no mail: whoever runs it has not set MAIL_KEY."
    )
    assert cases(desk) == 0


@WITH_MAIL
@pytest.mark.parametrize(
    "headers", [{}, {"Authorization": "Bearer"}, {"Authorization": f"Basic {KEY}"}]
)
def test_without_the_key(
    desk: DeskUnderTest, server: MailServerOfOurs, headers: dict[str, str]
) -> None:
    for sent in (headers, {"Authorization": f"Bearer {KEY}x"}):
        refused = httpx.post(f"{server.address}/in/mail", content=a_mail(), headers=sent)
        assert (refused.status_code, refused.headers["content-type"]) == (401, PROBLEM)
        assert refused.json()["detail"] == NO_KEY
        assert refused.headers["www-authenticate"] == "Bearer"
    assert cases(desk) == 0


@WITH_MAIL
def test_another_method(desk_loopback: Loopback, desk: DeskUnderTest) -> None:
    for path in ("/in/mail", "/in/mail/"):
        refused = httpx.get(f"{desk_loopback.address}{path}")
        assert (refused.status_code, refused.json()["detail"]) == (405, "Send POST.")


@WITH_MAIL
def test_pictures_are_let_in_and_too_much_is_not(
    desk: DeskUnderTest, server: MailServerOfOurs
) -> None:
    """A mail may have some MB, of whoever has the key; all else has the bound of every door."""
    head, _, body = a_mail().partition(b"\r\n\r\n")
    large = head + b"\r\n\r\n" + body + b"\r\n" + b"x" * 5_000_000
    assert answer(server.hands_on(large))["case"] == 1
    refused = server.hands_on(head + b"\r\n\r\n" + b"x" * MOST_BYTES)
    assert (refused.status_code, refused.headers["content-type"]) == (413, PROBLEM)
    assert refused.json()["detail"] == "A request has at most 11,000,000 bytes."
    keyless = MailServerOfOurs(server.address, "another-key-of-somebody").hands_on(large)
    assert (keyless.status_code, keyless.json()["detail"]) == (
        413,
        "A request has at most 1,000,000 bytes.",
    )
    assert cases(desk) == 1


@WITH_MAIL
@pytest.mark.parametrize("sent", [b"", b"\r\n\r\n", b"{}", b'{"summary": "x"}', b"\xff\x00", b":"])
def test_what_is_no_mail(desk: DeskUnderTest, server: MailServerOfOurs, sent: bytes) -> None:
    """The admins are told, for the mail server would hand it on again and again."""
    refused = server.hands_on(sent)
    assert (refused.status_code, refused.headers["content-type"]) == (400, PROBLEM)
    said = "The body should be a mail as it came, with its headers (RFC 5322)."
    assert refused.json()["detail"] == said
    server.hands_on(sent)
    assert [told.text for told in told_of_refusals(desk)] == [
        f":warning: Something came by mail that was refused: {said}"
    ]


@WITH_MAIL
def test_too_many(desk: DeskUnderTest, server: MailServerOfOurs) -> None:
    """429: of a customer more than 120 a minute; the mails of strangers keep none of theirs out."""
    strangers = a_mail(sender="Mallory <mallory@evil.com>", results="none")
    for _ in range(120):
        assert server.hands_on(strangers).status_code == 202
    desk.at("Sat 2026-06-06 03:10:20")
    refused = server.hands_on(strangers)
    assert (refused.status_code, refused.headers["retry-after"]) == (429, "40")
    assert refused.json()["detail"] == (
        "More than 120 mails a minute came of senders who are nobody's; the mail server keeps them."
    )
    assert answer(server.hands_on(a_mail("critical")))["page"] == 1
    assert [each.text for each in told_of_refusals(desk)] == [
        ":warning: Something came by mail that was refused: More than 120 mails a minute came of "
        "senders who are nobody's; the mail server keeps them."
    ]
    desk.at("Sat 2026-06-06 03:11:01")
    assert server.hands_on(strangers).status_code == 202


@WITH_MAIL
@settings(
    max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
@given(
    sent=st.binary(max_size=2000)
    | st.lists(
        st.sampled_from(
            [
                *(b"From: ", b"Subject: ", b"Message-ID: <", b"Date: ", b"Received: by ", b"To: "),
                *(b"Content-Type: multipart/mixed; boundary=b", b"\r\n--b\r\n", b"--b--", b"\r\n"),
                *(b"Content-Transfer-Encoding: base64", b"text/html; charset=x-nothing", b"=?x?b?"),
                *(b"=?utf-8?q?=f0?=", b'"', b"<", b">", b"@", b"(" * 50, b"eve@initech.com", b";"),
                *(b"Authentication-Results: mail.proauth.example;", b"dmarc=pass", b"\\", b"\x00"),
                *(b"\xff", b"References: ", b"In-Reply-To: <1@initech.com>", b" ", b"<p>", b"=\n"),
            ]
        ),
        max_size=40,
    ).map(b"".join)
)
@example(b"From: " + b"(" * 100_000)
@example(b"From: " + b'"' * 9 + b"\r\nSubject: =?utf-8?b?////?=\r\nDate: never\r\n\r\n")
@example(b"Subject: x\r\n" + b"Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n" * 400)
@example(b"Subject: x\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n" + b"--b\n\n" * 100_000)
@example(b"Subject: x\r\n" + b"a:\n" * 300_000)
@example(b"Subject: x\r\nContent-Type: text/html\r\n\r\n" + b"<!--" * 200_000)
@example(b"Subject: x\r\nContent-Type: text/plain; charset=\xff\xfe\r\n\r\n\xff\xfe\x00")
@example(
    b"Subject: x\r\nContent-Type: message/rfc822\r\nContent-Transfer-Encoding: 8bit\r\n\r\n\x00"
)
def test_whatever_is_sent_is_answered_in_a_sentence(
    desk: DeskUnderTest, server: MailServerOfOurs, sent: bytes
) -> None:
    """Taken, or refused with what would be right; nothing that somebody writes breaks the door."""
    desk.clock.advance(timedelta(minutes=1))
    told = server.hands_on(sent)
    assert told.status_code in (202, 400), told.text
    if told.status_code == 400:
        assert told.json()["detail"].endswith("(RFC 5322).")


@pytest.mark.settings(mail_key=SecretStr(KEY))
def test_without_the_name_of_the_mail_server(desk: DeskUnderTest, server: MailServerOfOurs) -> None:
    """Nobody is vouched for: whatever the mail says of itself, the admins are asked whose it is."""
    told = server.hands_on(a_mail("critical: down", results=f"{SERVER}; dmarc=pass"))
    assert answer(told) == {"case": None, "new": False, "page": None, "due": None}
    desk.works()
    said = [m.text for m in desk.slack.messages_seen_by("dana", "#desk-admin")]
    assert any("Whose is this?" in each and EVE in each for each in said)
