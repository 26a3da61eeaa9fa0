"""Section I by mail: whoever's address, or domain, is recorded as a customer's reports for it.

initech is Managed, globex Premium, acme Standard; our own mail server hands mails on.
"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import select

from models.rows.reports import Arrival, Report
from models.rules.reports import CameOf
from models.usecases import finding
from slackapp.pretend_slack.web.loopback import Loopback
from tests.agreement.coming_in import came, cases, rang
from tests.conversations.oncall.people_on_call import board, thread
from tests.desk import DeskUnderTest, Heard
from tests.machines import answer
from tests.mails import EVE, WITH_MAIL, MailServerOfOurs, a_mail, vouched

pytestmark = [WITH_MAIL, pytest.mark.usefixtures("people_on_call")]

NIGHT = "Sat 2026-06-06 03:10"
EVES_OF_ACME = {"sender": "eve@acme.ch", "results": vouched("acme.ch")}
A_STRANGER = {"sender": "Mallory <mallory@evil.com>", "results": vouched("evil.com")}


@pytest.fixture
def server(desk: DeskUnderTest, people_on_call: None, desk_loopback: Loopback) -> MailServerOfOurs:
    """It is Saturday night; each customer's mails come from a domain of its own."""
    desk.types("dana", '/customer add globex "Globex" premium from 2026-01-01')
    desk.types("dana", "/customer mail initech add @initech.com")
    desk.types("dana", "/customer mail acme add @acme.ch")
    desk.types("dana", "/customer mail globex add @globex.com")
    desk.at(NIGHT)
    return MailServerOfOurs(desk_loopback.address)


def questions(desk: DeskUnderTest) -> Sequence[Heard]:
    """What the admins are asked."""
    desk.works()
    seen = desk.slack.messages_seen_by("dana", "#desk-admin")
    return [Heard(each.text, each.blocks) for each in seen if "Whose is this?" in each.text]


# --- I1, I2: whose it is, and whether it rings ----------------------------------------------------


def test_a_managed_customers_critical_rings_by_night(
    desk: DeskUnderTest, server: MailServerOfOurs
) -> None:
    """I2, R1: at 03:10 on a Saturday; the reply is due two hours later."""
    told = answer(server.hands_on(a_mail("Critical: login is down")))
    assert told == {"case": 1, "new": True, "page": 1, "due": "2026-06-06T05:10:00+02:00"}
    desk.works()
    assert (cases(desk), rang(desk)) == ([("initech", 1, "login is down")], [1])
    board(desk).says("initech Sev-1", "login is down")


def test_another_levels_critical_rings_nobody(
    desk: DeskUnderTest, server: MailServerOfOurs
) -> None:
    """I2, R2: Premium by night, and by when the reply is due is said."""
    told = answer(
        server.hands_on(
            a_mail("critical: down", sender="a@globex.com", results=vouched("globex.com"))
        )
    )
    assert (told["page"], told["due"]) == (None, "2026-06-08T13:00:00+02:00")
    assert (cases(desk), rang(desk)) == ([("globex", 1, "down")], [])


def test_what_is_not_called_critical_waits(desk: DeskUnderTest, server: MailServerOfOurs) -> None:
    """I2: severity 3, also where its text speaks of what is critical; ours read what was said."""
    answer(server.hands_on(a_mail("Fwd: The export fails", "This is critical for us.")))
    assert (cases(desk), rang(desk)) == ([("initech", 3, "The export fails")], [])
    desk.types("ada", "/case show 1")
    assert desk.presses("ada", "More").says(f"By mail, from {EVE}: This is critical for us.")


def test_an_address_goes_before_its_domain(desk: DeskUnderTest, server: MailServerOfOurs) -> None:
    """I1: and in whatever capitals; what is removed counts no more."""
    desk.types("dana", "/customer mail globex add Eve@Acme.CH")
    for number, sender in enumerate(("EVE@acme.ch", "bob@ACME.ch")):
        mail = a_mail(sender=sender, results=vouched("acme.ch"), message_id=f"<{number}@acme.ch>")
        answer(server.hands_on(mail))
    assert [key for key, _, _ in cases(desk)] == ["globex", "acme"]
    desk.types("dana", "/customer mail globex remove eve@acme.ch")
    answer(server.hands_on(a_mail(**EVES_OF_ACME, message_id="<9@acme.ch>")))
    assert [key for key, _, _ in cases(desk)] == ["globex", "acme", "acme"]
    desk.types("dana", "/customer mail acme remove @acme.ch")
    answer(server.hands_on(a_mail(**EVES_OF_ACME, message_id="<10@acme.ch>")))
    assert (came(desk)[-1], len(questions(desk))) == (CameOf.ASKED, 1)


@pytest.mark.parametrize(
    ("sender", "results"),
    [
        (EVE, "none"),
        (EVE, "mx.evil.com; dmarc=pass header.from=initech.com"),
        (EVE, vouched("evil.com")),
        (EVE, f"{vouched()[:20]}; dkim=fail header.d=initech.com"),
        ("eve@initech.com.evil.com", vouched("initech.com.evil.com")),
        ("eve@evil-initech.com", vouched("evil-initech.com")),
        ("eve@team.initech.com", vouched("team.initech.com")),
        ('"eve@initech.com" <mallory@evil.com>', vouched("evil.com")),
        ("mallory@evil.com, eve@initech.com", vouched()),
    ],
    ids=lambda value: str(value)[:30],
)
def test_who_only_looks_like_a_customers(
    desk: DeskUnderTest, server: MailServerOfOurs, sender: str, results: str
) -> None:
    """I1, I5: forged, of another domain, or of a name that looks alike: it rings nobody, and the
    admins are asked.
    """
    told = answer(server.hands_on(a_mail("critical: down", sender=sender, results=results)))
    assert (told["case"], told["page"]) == (None, None)
    assert (cases(desk), came(desk), len(questions(desk))) == ([], [CameOf.ASKED], 1)


def test_headers_below_ours_count_for_nothing(
    desk: DeskUnderTest, server: MailServerOfOurs
) -> None:
    """I1: whoever sends a mail may write one in our name; ours stands above it."""
    forged = f"Authentication-Results: {vouched()}"
    answer(server.hands_on(a_mail(results=f"{vouched()[:20]}; none", headers=[forged])))
    assert came(desk) == [CameOf.ASKED]


# --- I3, I4: once, and from its own instant -------------------------------------------------------


def test_the_same_mail_opens_one_case(desk: DeskUnderTest, server: MailServerOfOurs) -> None:
    """I3: handed on three times, for an answer may be lost on its way; one case, one page."""
    for _ in range(3):
        told = answer(server.hands_on(a_mail("critical: down")))
        assert (told["case"], told["page"]) == (1, 1)
    assert rang(desk) == [1]
    with desk.reading("dana") as turn:
        assert turn.session.scalars(select(Report.seen)).all() == [3]


@pytest.mark.both_databases
def test_the_same_mail_at_once(desk: DeskUnderTest, server: MailServerOfOurs) -> None:
    """I3: in several threads."""
    with ThreadPoolExecutor(4) as pool:
        told = list(pool.map(server.hands_on, [a_mail("critical: down")] * 4))
    assert {answer(each)["case"] for each in told} == {1}
    assert (len(cases(desk)), rang(desk)) == (1, [1])


def test_another_customers_message_id(desk: DeskUnderTest, server: MailServerOfOurs) -> None:
    """I3, I9: whoever writes it into a mail of theirs is told nothing of the other's case."""
    answer(server.hands_on(a_mail("critical: down")))
    reply = a_mail(
        "Re: down",
        **EVES_OF_ACME,
        message_id="<2@acme.ch>",
        headers=["In-Reply-To: <1@initech.com>"],
    )
    for number, mail in enumerate((reply, a_mail("What is open?", **EVES_OF_ACME))):
        told = answer(server.hands_on(mail))
        assert (told["case"], told["new"], told["page"]) == (number + 2, True, None)
    assert [key for key, _, _ in cases(desk)] == ["initech", "acme", "acme"]


def test_it_counts_from_its_arrival_at_our_mail_server(
    desk: DeskUnderTest, server: MailServerOfOurs
) -> None:
    """I4: at 02:40, also if it reaches the desk at 03:10; a clock that is ahead makes no case of
    the future.
    """
    received = "Received: from x by mail.proauth.example id 1; Sat, 6 Jun 2026 {} +0200"
    mail = a_mail("critical: down", headers=[received.format("02:40:00")])
    assert answer(server.hands_on(mail))["due"] == "2026-06-06T04:40:00+02:00"
    ahead = a_mail("urgent: x", headers=[received.format("04:00:00")], message_id="<2@initech.com>")
    assert answer(server.hands_on(ahead))["due"] == "2026-06-06T05:10:00+02:00"


# --- a reply to a mail ----------------------------------------------------------------------------


def a_reply(subject: str, text: str, to: str = "<1@initech.com>", number: int = 2) -> bytes:
    headers = [f"In-Reply-To: {to}", f"References: {to}"]
    return a_mail(subject, text, headers=headers, message_id=f"<{number}@initech.com>")


def test_a_reply_belongs_to_the_case(desk: DeskUnderTest, server: MailServerOfOurs) -> None:
    """I3: while that is open. Its words are shown to ours, once: whoever has it is told."""
    answer(server.hands_on(a_mail("The export fails")))
    desk.types("ada", "/case take 1")
    desk.works()
    reply = a_reply("Re: The export fails", "It works again.\n\n> what?")
    for _ in range(2):
        told = answer(server.hands_on(reply))
        assert (told["case"], told["new"]) == (1, False)
    (heard,) = desk.tells("ada")
    assert heard == f":email: {EVE} wrote a mail about #1 of initech “The export fails”:"
    assert "It works again." in desk.last("ada", "@desk").whole
    desk.types("ada", "/case show 1")
    assert desk.presses("ada", "More").says(f"mail of {EVE}", "It works again.")
    answer(server.hands_on(a_reply("Re: that", "And thanks.", "<2@initech.com>", 3)))
    assert len(cases(desk)) == 1
    closes(desk)
    assert answer(server.hands_on(a_reply("Re: The export fails", "No!", number=4)))["case"] == 2


def closes(desk: DeskUnderTest) -> None:
    """Ada answers and closes the case."""
    for typed in ("kind 1 defect", "respond 1", "close 1"):
        desk.types("ada", f"/case {typed}")
    with desk.reading("ada") as turn:
        assert finding.case(turn, 1).closed_at is not None


def test_a_reply_is_a_line_in_the_thread(desk: DeskUnderTest, server: MailServerOfOurs) -> None:
    """Of ours alone: where the customer's people read along it is not said. Whose case nobody has
    is told in its queue.
    """
    for customer, shown in (("acme", 1), ("initech", 0)):
        desk.types("dana", f"/customer channel {customer} #{customer}")
        mail = EVES_OF_ACME if customer == "acme" else {}
        answer(server.hands_on(a_mail("The export fails", **mail)))
        headers = ["In-Reply-To: <1@initech.com>"]
        text, number = "It works again.", f"<2@{customer}>"
        answer(server.hands_on(a_mail("Re: x", text, headers=headers, message_id=number, **mail)))
        desk.works()
        lines = [each for each in thread(desk, f"#{customer}") if "writes by mail" in each]
        assert len(lines) == shown
        assert all("It works again." in each for each in lines)
    queue = [m.text for m in desk.slack.messages_seen_by("dana", "#queues")]
    assert sum(":email:" in each for each in queue) == 2


def test_a_reply_that_says_critical_raises(desk: DeskUnderTest, server: MailServerOfOurs) -> None:
    """I2, R4: in its first line, or in a subject of its own; it rings once."""
    answer(server.hands_on(a_mail("The export fails")))
    assert rang(desk) == []
    critical = a_reply("Re: The export fails", "Critical now: all is down")
    assert answer(server.hands_on(critical))["page"] == 1
    answer(server.hands_on(critical))
    assert (cases(desk)[0][1], rang(desk)) == (1, [1])


def test_what_a_reply_has_from_the_mail_it_answers_says_nothing(
    desk: DeskUnderTest, server: MailServerOfOurs
) -> None:
    """I2: “Re: critical …” is the subject of what it answers: what ours have lowered stays so, and
    thanks for what is closed ring nobody.
    """
    answer(server.hands_on(a_mail("Critical: login is down")))
    desk.types("ada", "/case severity 1 3")
    answer(server.hands_on(a_reply("Re: Critical: login is down", "I see.")))
    assert cases(desk)[0][1] == 3
    closes(desk)
    told = answer(server.hands_on(a_reply("Re: Critical: login is down", "Thanks!", number=3)))
    assert (told["case"], told["page"], cases(desk)[1][1]) == (2, None, 3)


# --- what nobody wrote ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "header", ["Auto-Submitted: auto-replied", "Precedence: bulk", "Return-Path: <>"]
)
def test_an_automatic_answer_opens_nothing(
    desk: DeskUnderTest, server: MailServerOfOurs, header: str
) -> None:
    """It is kept, and said so; an admin may treat it as a report all the same."""
    told = answer(server.hands_on(a_mail("critical: I am away", headers=[header])))
    assert told == {"case": None, "new": False, "page": None, "due": None}
    assert (cases(desk), questions(desk)) == ([], [])
    (row,) = desk.types("ada", "/case arrivals initech").rows[1:]
    assert row[2:] == [
        "left alone, an automatic answer (I1)",
        "critical: I am away",
        f"mail, {EVE}",
    ]
    desk.types("dana", "/case arrival 1 again")
    assert cases(desk) == [("initech", 1, "I am away")]


# --- I5: whose is it? -----------------------------------------------------------------------------


def test_the_admins_are_asked_and_it_is_remembered(
    desk: DeskUnderTest, server: MailServerOfOurs
) -> None:
    """I5: with the customers as choices; it counts from its own instant, and rings. From then on
    that address is the customer's, and so is what else has come from it.
    """
    for number in range(2):
        answer(server.hands_on(a_mail("critical: down", **A_STRANGER, message_id=f"<{number}@e>")))
    (asked,) = questions(desk)
    assert asked.text == (
        ":question: Whose is this? mallory@evil.com wrote it by mail Sat 6 Jun 03:10, and nobody "
        "knows for which customer: “down”"
    )
    desk.at("Sat 2026-06-06 03:20")
    given = desk.chooses("dana", "/case arrival 1 of initech", "#desk-admin")
    assert given.buttons[0] == "Always initech"
    desk.works()
    assert (cases(desk), rang(desk)) == ([("initech", 1, "down")], [1])
    with desk.reading("dana") as turn:
        assert finding.case(turn, 1).reported_at == desk.moment_of(NIGHT)
    said = desk.types("dana", given.typed_by("Always initech"))
    assert said.text == "Mail from `mallory@evil.com` is initech's from now on (I1)."
    assert came(desk) == [CameOf.OPENED, CameOf.OPENED]
    told = answer(server.hands_on(a_mail("once more", **A_STRANGER, message_id="<9@e>")))
    assert told["case"] == 3
    assert desk.types("ada", "/customer mail initech").says("@initech.com", "mallory@evil.com")


def test_what_nobody_vouches_for_is_remembered_of_nobody(
    desk: DeskUnderTest, server: MailServerOfOurs
) -> None:
    """I5: it may be given to a customer, each by itself, for anybody may have written it."""
    for number in range(2):
        answer(
            server.hands_on(a_mail("The export fails", results="none", message_id=f"<{number}@e>"))
        )
    (asked,) = questions(desk)
    assert f"names {EVE} as its sender, for which our mail server does not vouch" in asked.text
    given = desk.types("dana", "/case arrival 1 of initech")
    assert "Always initech" not in given.buttons
    assert len(questions(desk)) == 2  # the next is asked about
    refused = desk.types("dana", "/case arrival 2 of initech always")
    assert refused.says("Nobody vouches that arrival 2 is of whom it names as its sender")
    assert came(desk) == [CameOf.OPENED, CameOf.ASKED]


def test_a_forged_mail_is_not_given_with_a_real_one(
    desk: DeskUnderTest, server: MailServerOfOurs
) -> None:
    """I3, I5: whoever knows a Message-ID may write it: it is asked about by itself."""
    answer(server.hands_on(a_mail("The export fails", **A_STRANGER)))
    answer(server.hands_on(a_mail("critical: down", sender="mallory@evil.com", results="none")))
    assert len(questions(desk)) == 2
    desk.types("dana", "/case arrival 1 of initech always")
    assert came(desk) == [CameOf.OPENED, CameOf.ASKED]
    assert rang(desk) == []


# --- I10: kept, and treated again -----------------------------------------------------------------


def test_it_is_kept_without_secrets(desk: DeskUnderTest, server: MailServerOfOurs) -> None:
    """I10: also such as were encoded on their way."""
    mail = a_mail("=?utf-8?b?cGFzc3dvcmQ6IGh1bnRlcjI=?=", "token: hunter3\n\n> key=hunter4")
    answer(server.hands_on(mail))
    raw = desk.opens("ada", "/case arrival 1 raw")["text"]
    assert "from: Eve <eve@initech.com>" in raw
    with desk.reading("dana") as turn:
        kept = turn.session.scalars(select(Arrival)).one()
        assert "hunter" not in f"{kept.raw} {kept.read_as}"
        assert "hunter" not in finding.case(turn, 1).title


def test_it_is_treated_again(desk: DeskUnderTest, server: MailServerOfOurs) -> None:
    """I10: when whose it is was recorded meanwhile, by a mistake at first; by its own instant."""
    answer(server.hands_on(a_mail("The export fails", **EVES_OF_ACME)))
    desk.types("dana", "/customer mail initech add eve@acme.ch")
    desk.clock.advance(timedelta(minutes=5))
    desk.types("dana", "/case arrival 1 again")
    assert [key for key, _, _ in cases(desk)] == ["acme", "initech"]
    with desk.reading("dana") as turn:
        assert finding.case(turn, 2).reported_at == desk.moment_of(NIGHT)
