"""What a mail is read as: its sender, its words, its title, and whether anybody wrote it."""

from __future__ import annotations

from datetime import UTC, datetime
from email.message import EmailMessage

import pytest

from slackapp.mail_in.reading import Mail, read_mail
from slackapp.mail_in.words import own_words
from tests.mails import EVE, SERVER, a_mail, vouched

OWN = "desk@proauth.example"


def read(mail: bytes) -> Mail:
    return read_mail(mail, SERVER, OWN)


# --- of whom --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sender", "address", "counts"),
    [
        (EVE, EVE, True),
        ("Eve <EVE@Initech.COM>", EVE, True),
        ("=?utf-8?q?=C3=88ve?= <eve@initech.com>", EVE, True),
        ('"Müller, Eve" <eve@initech.com>', EVE, True),
        ('"eve@initech.com" <mallory@evil.com>', "mallory@evil.com", False),
        ('"Eve <eve@initech.com>" <mallory@evil.com>', "mallory@evil.com", False),
        ("mallory@evil.com (eve@initech.com)", "mallory@evil.com", False),
        ("eve@initech.com.evil.com", "eve@initech.com.evil.com", False),
        ("eve@evil-initech.com", "eve@evil-initech.com", False),
        ("eve@team.initech.com", "eve@team.initech.com", False),
    ],
)
def test_the_sender(sender: str, address: str, *, counts: bool) -> None:
    """By the address itself, whatever stands beside it; vouched for only that very domain."""
    found = read(a_mail(sender=sender)).sent_by
    assert (found.sender, found.vouched) == (address, counts)


@pytest.mark.parametrize(
    "sender",
    [
        "eve@initech.com, mallory@evil.com",
        "mallory@evil.com, eve@initech.com",
        "eve@initech.com\r\nFrom: mallory@evil.com",
        "Us: eve@initech.com, mallory@evil.com;",
        "eve@initech.com <mallory@evil.com>",
        "<eve@initech.com",
        "eve",
        "",
        "<>",
        "eve@initech.com@evil.com",
        '"eve@initech.com"@evil.com',
    ],
)
def test_no_sender_or_two(sender: str) -> None:
    """Whatever our mail server vouches for: whom it looked at is not known."""
    assert not read(a_mail(sender=sender)).sent_by.vouched


def test_no_from_at_all() -> None:
    mail = read(b"Subject: help\r\n\r\nIt is broken.")
    assert (mail.sent_by.sender, mail.title, mail.text) == ("", "help", "It is broken.")


# --- how it is known, and when it came ------------------------------------------------------------


def test_by_its_message_id_or_what_was_written() -> None:
    """What mail servers add on its way makes no other mail of one without an id."""
    assert read(a_mail(message_id="<a.b@c>")).identity == "mail a.b@c"
    none = [
        read(a_mail(message_id=wrong, headers=headers)).identity
        for wrong in ("", "nothing", "<>")
        for headers in ([], ["Received: from x by y; Mon, 1 Jun 2026 10:00:00 +0200"])
    ]
    assert len(set(none)) == 1
    assert none[0].startswith("mail sha256:")
    assert read(a_mail(message_id="", text="Another")).identity != none[0]


@pytest.mark.parametrize(
    ("received", "at"),
    [
        (
            ["from x by mail.proauth.example (Postfix) id 1; Sat, 6 Jun 2026 03:08:00 +0200"],
            "01:08",
        ),
        (
            [
                "from localhost by filter.proauth.example; Sat, 6 Jun 2026 03:09:00 +0200",
                "from x by mail.proauth.example (by evil) id 1; Sat, 6 Jun 2026 03:08:00 +0200 (C)",
                "from y by mail.proauth.example; Sat, 6 Jun 2026 03:00:00 +0200",
            ],
            "01:08",
        ),
        (["from x by mx.evil.com; Sat, 6 Jun 2026 01:00:00 +0200"], None),
        (["from (by mail.proauth.example) by evil.com; Sat, 6 Jun 2026 01:00:00 +0200"], None),
        (["from x by mail.proauth.example.evil.com; Sat, 6 Jun 2026 01:00:00 +0200"], None),
        (["from x by mail.proauth.example; long ago"], None),
        (["from x by mail.proauth.example; Sat, 6 Jun 2026 03:08:00 -0000"], None),
    ],
)
def test_when_it_came(received: list[str], at: str | None) -> None:
    """As our mail server says, in the topmost line that is by it; else it is not known."""
    found = read(a_mail(headers=[f"Received: {each}" for each in received])).sent_at
    assert (found and f"{found.astimezone(UTC):%H:%M}") == at
    assert found is None or found.date() == datetime(2026, 6, 6, tzinfo=UTC).date()


def test_what_it_answers() -> None:
    """The nearest first: what it is a reply to, then what that was one to."""
    headers = ["In-Reply-To: <3@x>", "References: <1@x> <2@x>\r\n <3@x>"]
    assert read(a_mail(headers=headers)).sent_by.answers == ("mail 3@x", "mail 2@x", "mail 1@x")


# --- critical, and its title ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("subject", "title"),
    [
        ("Critical: login is down", "login is down"),
        ("KRITISCH - Login geht nicht", "Login geht nicht"),
        ("Dringend Login geht nicht", "Login geht nicht"),
        ("[URGENT] Login", "Login"),
        ("Re: AW: Notfall! Nichts geht", "Nichts geht"),
        ("WG: 🚨 Login", "Login"),
        ("🚨", "Since the update, for everybody."),
        ("Notfall", "Since the update, for everybody."),
        ("Hello, urgent: login", "login"),
        ("=?utf-8?b?8J+aqCBMb2dpbiBnZWh0IG5pY2h0?=", "Login geht nicht"),
        ("P1: login", "login"),
    ],
)
def test_a_subject_that_begins_critical(subject: str, title: str) -> None:
    """I2: with the words, or the siren, that a mention knows; they are no part of the title."""
    mail = read(a_mail(subject))
    assert (mail.critical_in_subject, mail.title) == (True, title)


@pytest.mark.parametrize(
    "subject",
    [
        "Login is slow",
        "A question about your critical path",
        "Not urgent: the export",
        "Nicht dringend: Export",
        "Notes of yesterday, nothing critical",
        "Re: the outage report",
        "",
    ],
)
def test_a_subject_that_does_not(subject: str) -> None:
    assert not read(a_mail(subject)).may_be_critical


def test_without_a_subject_the_first_line_counts() -> None:
    mail = read(a_mail("", "Urgent: login is down\nfor everybody"))
    assert (mail.critical_in_subject, mail.title) == (True, "login is down")


def test_an_answer_says_it_in_its_first_line() -> None:
    """Its subject is that of what it answers; what is no answer says it in its subject."""
    assert read(a_mail("Re: the export", "Critical now!\nNothing works")).critical_in_text
    assert not read(a_mail("the export", "Critical now!\nNothing works")).may_be_critical
    assert not read(a_mail("Re: the export", "Thanks\n\n> Critical now!")).critical_in_text


# --- its words ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "own"),
    [
        ("Hi\n\nIt fails.\n-- \nEve\nInitech", "Hi\n\nIt fails."),
        ("It fails.\n\nOn Mon, Ada <ada@x.ch> wrote:\n> what?", "It fails."),
        (
            "Es geht nicht.\n\nAm 3. Juni um 10:00 schrieb Ada\n<ada@x.ch>:\n\n> was?",
            "Es geht nicht.",
        ),
        ("It fails.\n\n-----Original Message-----\nFrom: Ada", "It fails."),
        ("Es geht nicht.\n\n________________________________\nVon: Ada", "Es geht nicht."),
        ("Nein.\n\nVon: Ada <ada@x.ch>\nGesendet: Montag\nAn: Eve\n\nWas?", "Nein."),
        ("On Mon, Ada wrote:\n> does it work?\n\nNo.\n> really?\nNo!", "No.\nNo!"),
        ("-----Original Message-----\nFrom: Ada\n\nAll is down", None),
        ("> only quoted", None),
        ("From: here it is wrong", None),
        ("", None),
    ],
)
def test_their_own_words(text: str, own: str | None) -> None:
    """Without what is answered, and the signature; what is only handed on is kept whole."""
    assert own_words(text) == (text if own is None else own)


def test_long_words_are_cut() -> None:
    assert own_words("x" * 9000) == "x" * 3999 + "…"


def written(*parts: tuple[str, str]) -> bytes:
    """A mail of these parts, by kind."""
    mail = EmailMessage()
    mail["From"], mail["Subject"] = EVE, "x"
    (kind, text), *more = parts
    mail.set_content(text, subtype=kind)
    for kind, text in more:
        mail.add_alternative(text, subtype=kind)
    return mail.as_bytes()


def test_of_two_parts_the_plain_one() -> None:
    assert read(written(("plain", "plain words"), ("html", "<p>others</p>"))).text == "plain words"


def test_of_html_what_is_seen() -> None:
    html = (
        "<html><head><title>t</title><style>p {}</style></head><body><p>It   fails:<br>really "
        "&amp; truly</p><div>Eve</div><script>x</script><blockquote>what?</blockquote>"
    )
    assert read(written(("html", html))).text == "It fails:\nreally & truly\n\nEve"
    assert read(written(("html", "<blockquote>It is down</blockquote>"))).text == "It is down"


def test_an_attachment_is_no_text() -> None:
    mail = EmailMessage()
    mail["From"], mail["Subject"] = EVE, "The log"
    mail.set_content("see the log")
    mail.add_attachment(b"\x00" * 2_000_000, maintype="image", subtype="png", filename="a.png")
    mail.add_attachment("password: hunter2", filename="log.txt")
    assert read(mail.as_bytes()).text == "see the log"
    assert "hunter2" not in read(mail.as_bytes()).raw


@pytest.mark.parametrize(
    ("kind", "body", "text"),
    [
        ("text/plain; charset=iso-8859-1", "Grüße".encode("latin-1"), "Grüße"),
        ("text/plain; charset=x-nothing", "Grüße".encode(), "Grüße"),
        ("text/plain; charset=utf-8", b"a\x00b\xff", "ab\ufffd"),
        ("multipart/mixed", b"no boundary", ""),
        ('multipart/mixed; boundary="b"', b"--b\r\n\r\nnever closed", "never closed"),
        ("nonsense", b"It fails.", "It fails."),
    ],
)
def test_what_is_broken_is_read_as_far_as_it_goes(kind: str, body: bytes, text: str) -> None:
    mail = read(
        b"From: e@x.ch\r\nSubject: x\r\nContent-Type: " + kind.encode() + b"\r\n\r\n" + body
    )
    assert (mail.text, mail.title) == (text, "x")


def test_a_subject_that_is_not_encoded() -> None:
    for sent in ("Grüße".encode(), "Grüße".encode("latin-1")):
        assert read(b"From: e@x.ch\r\nSubject: " + sent + b"\r\n\r\n").title == "Grüße"


# --- what nobody wrote ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("header", "is_automatic"),
    [
        ("Auto-Submitted: auto-replied", True),
        ("Auto-Submitted: auto-generated (vacation); x=y", True),
        ("Auto-Submitted: no", False),
        ("Precedence: bulk", True),
        ("Precedence: LIST", True),
        ("Precedence: first-class", False),
        ("Return-Path: <>", True),
        ("X-Auto-Response-Suppress: All", False),
        ("X-Nothing: at all", False),
    ],
)
def test_an_automatic_answer(header: str, *, is_automatic: bool) -> None:
    assert read(a_mail(headers=[header])).is_automatic is is_automatic


def test_what_the_desk_has_written_itself() -> None:
    """It talks with nobody, least of all with itself."""
    assert read(
        a_mail(sender=f"Desk <{OWN.upper()}>", results=vouched("proauth.example"))
    ).is_automatic
