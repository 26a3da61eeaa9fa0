"""`/balance`: what is left, for one customer or for all, today or on any date."""

from __future__ import annotations

import pytest

from tests.conversations.acme import with_acme
from tests.desk import DeskUnderTest

pytestmark = pytest.mark.both_databases


def test_a_statement_line_by_line(desk: DeskUnderTest) -> None:
    """What is left in all and by grant, charges, undecided, consulting, what expires."""
    with_acme(desk, "Login loops", "Slow tokens", at="Mon 2026-06-08 10:00")
    desk.types("cleo", "/customer pack acme M on 2026-03-10")
    desk.types("ada", "/escalation log 6h 1 mon")
    desk.types("ada", "/escalation log 5h30 2 5 jun")
    desk.types("cleo", "/escalation decide 2 consulting")
    shown = desk.types("ada", "/balance acme")
    assert shown.text == "acme has 5 of 7 escalations left."
    assert shown.says(
        "Acme AG, Standard",
        "1h undecided on #1 (E5)",
        "30m of consulting: CHF 120.– excl. VAT",
        "included 2026: *2* of 4 left, until Thu 31 Dec 2026",
        "pack 1 (M): *3* of 3 left, until Wed 10 Mar 2027",
        "Next to expire: 2 of included 2026, on Thu 31 Dec 2026 (in 206 days)",
        "• Fri 5 Jun #2 “Slow tokens”: included 2026 (E4)",
        "• Mon 8 Jun #1 “Login loops”: included 2026 (E4)",
    )
    desk.types("cleo", "/escalation decide 1 escalation")
    assert desk.types("ada", "/balance acme").says(
        "• Mon 8 Jun #1 “Login loops”, block 2: included 2026 (E5)"
    )


def test_on_a_date(desk: DeskUnderTest) -> None:
    """On a date: what is known today, charges dated up to it, grants valid on it (E11)."""
    with_acme(desk, "Login loops", at="Mon 2026-06-08 10:00")
    desk.types("ada", "/escalation log 2h 1 31 mar")
    then = desk.types("ada", "/balance acme on 2026-03-31")
    assert then.text == "acme has 3 of 4 escalations left on Tue 31 Mar 2026."
    assert then.says("As known today", "(E11)")
    assert desk.types("ada", "/balance acme on 30 mar").text == (
        "acme has 4 of 4 escalations left on Mon 30 Mar 2026."
    )
    ahead = desk.types("ada", "/balance acme on 2027-01-01")
    assert ahead.text == "acme has 4 of 4 escalations left on Fri 1 Jan 2027."
    before = desk.types("ada", "/balance acme on 2025-12-31")
    assert before.text == "acme has 0 of 0 escalations left on Wed 31 Dec 2025."
    assert before.says("Basic", "No charges so far")
    for typed in ("/balance acme on 31.2.", "/balance acme on soon"):
        assert desk.types("ada", typed).says("/balance"), typed


def test_for_all(desk: DeskUnderTest) -> None:
    """For all: an account manager's own customers, for others all; the tightest first."""
    with_acme(desk, *(f"Case {number}" for number in range(1, 4)))
    desk.types("dana", '/customer add globex "Globex GmbH" premium from 2026-01-01')
    desk.types("dana", '/customer add hooli "Hooli" basic from 2026-01-01')
    desk.types("dana", '/customer add umbra "Umbra" basic from 2026-01-01')
    desk.types("ada", "/case open hooli integration Login loops")
    for number, hours in ((1, 6), (2, 1), (3, 1), (4, 1)):
        desk.types("ada", f"/escalation log {hours}h {number} {number} may")
    everyone = desk.types("ada", "/balance")
    assert everyone.text == "4 customers, the tightest first; 2 with nothing left."
    assert everyone.rows == [
        ["Customer", "Left", "Level", "Uncovered", "Undecided", "Next to expire"],
        ["hooli", "0 of 0", "Basic", "1", "–", "–"],
        ["umbra", "0 of 0", "Basic", "–", "–", "–"],
        ["acme", "1 of 4", "Standard", "–", "1h", "Thu 31 Dec 2026"],
        ["globex", "8 of 8", "Premium", "–", "–", "Thu 31 Dec 2026"],
    ]
    own = desk.types("cleo", "/balance")
    assert own.text == "1 customer of yours, the tightest first."
    assert [row[0] for row in own.rows[1:]] == ["acme"]
    then = desk.types("ada", "/balance on 2026-05-01")
    assert then.text.startswith("4 customers on Fri 1 May 2026, ")
    assert [row[:3] for row in then.rows[-2:]] == [
        ["acme", "3 of 4", "Standard"],
        ["globex", "8 of 8", "Premium"],
    ]


def test_nobody_yet(desk: DeskUnderTest) -> None:
    """A newcomer without customers is told how to add one."""
    desk.at("Mon 2026-06-01 09:00")
    assert desk.types("ada", "/balance").says("There are no customers yet", "`/customer add`")
    assert desk.types("ada", "/balance acme").says("There is no customer “acme”")


def test_quote(desk: DeskUnderTest) -> None:
    """M2: a quote is the cheapest set of packs; consulting and the next level beside it."""
    with_acme(desk)
    expected = {
        2: "2×S at CHF 1’440.–",
        5: "M+2×S at CHF 3’340.–",
        6: "L at CHF 3’700.–",
        12: "2×L at CHF 7’400.–",
    }
    for wanted, price in expected.items():
        quoted = desk.types("cleo", f"/balance acme quote {wanted}")
        assert quoted.text == f"{wanted} escalations for acme: {price} excl. VAT."
    assert quoted.says(
        "consulting at CHF 240.– an hour (CHF 14’400.– for 60 hours)",
        "Premium costs CHF 10’000.– a year: 8 escalations a year, 4 more for acme in this one "
        "(G5), first response within 4 business hours, the priority queue and touchpoints.",
        "neither refundable nor transferable (G3, G4)",
        "acme has 4 of 4 escalations left",
    )
    desk.types("dana", '/customer add globex "Globex GmbH" premium from 2026-01-01')
    assert desk.types("ada", "/balance globex quote 1").says(
        "Managed is on request: 24×7 for Sev-1, first response within 2 hours for Sev-1"
    )
    desk.types("dana", '/customer add hooli "Hooli" basic from 2026-01-01')
    assert desk.types("ada", "/balance hooli").says("For 1 escalation: pack S at CHF 720.–")
    for typed in ("quote 0", "quote", "quote many", "quote -1"):
        assert desk.types("ada", f"/balance acme {typed}").says("/balance acme quote 5"), typed


def test_names_as_people_type_them(desk: DeskUnderTest) -> None:
    """`Acme`, `acme ag` find acme; two that fit are asked about; an unknown one gets a guess."""
    with_acme(desk)
    desk.types("dana", '/customer add acmeplus "Acme Plus GmbH" premium from 2026-01-01')
    desk.types("dana", '/customer add wayne "Wayne Enterprises" premium from 2026-01-01')
    for typed in ("acme", "Acme", "ACME", "acme ag", "“Acme AG”", "acme  AG"):
        answer = desk.types("ada", f"/balance {typed}")
        assert answer.text == "acme has 4 of 4 escalations left.", typed
    assert desk.types("ada", "/balance enterprises").text.startswith("wayne has 8 of 8 ")
    asked = desk.types("ada", "/balance acm")
    assert asked.says("fits more than one", "`acme` (Acme AG)", "`acmeplus` (Acme Plus GmbH)")
    guess = desk.types("ada", "/balance wanye")
    assert guess.says("There is no customer “wanye”. Did you mean `wayne`?")
    assert desk.types("ada", "/balance zzz").says("`/customer list` shows them all")


def test_who_may_read(desk: DeskUnderTest) -> None:
    """Every engineer may read; guests, bots and people from elsewhere are refused, kindly."""
    with_acme(desk)
    left = "acme has 4 of 4 escalations left."
    for who in ("ada", "ben", "cleo", "dana"):
        assert desk.types(who, "/balance acme", "#acme" if who != "cleo" else "#sales").text == left
    desk.is_installed_everywhere()
    for typed in ("/balance acme", "/balance", "/escalation list acme", "/balance help"):
        refused = desk.types("eve", typed, "#initech")
        assert refused.says("The support desk is for people at ProAuth")
        assert "acme" not in refused.whole
    desk.slack.change_person("ben", is_ultra_restricted=True)
    assert desk.types("ben", "/balance acme").says("guests can't use it")
    desk.slack.change_person("ben", is_ultra_restricted=False)
    assert desk.types("ben", "/balance acme").text == left
    desk.slack.change_person("ben", is_bot=True)
    assert desk.types("ben", "/balance acme").says("answers people, not apps")


def test_help(desk: DeskUnderTest) -> None:
    """`/balance help` answers with its own table and two examples."""
    desk.at("Mon 2026-06-01 09:00")
    helped = desk.types("ada", "/balance help")
    assert helped.says("/balance acme on 2026-03-31", "the tightest first", "For example")


def test_a_long_history_fits(desk: DeskUnderTest) -> None:
    """However many charges there are, the answer fits and says how many it leaves out."""
    with_acme(desk, *(f"Case {number}" for number in range(1, 19)))
    for number in range(1, 19):
        desk.types("ada", f"/escalation log 1h #{number} {number} may")
    shown = desk.types("ada", "/balance acme")
    assert shown.text == "acme has 0 of 4 escalations left."
    assert shown.says("14 uncovered", "3 earlier charges not shown", "• Mon 18 May #18 “Case 18”")
    assert shown.says("For 14 escalations: 2 packs L and 2 packs S at CHF 8’840.–")


def test_what_is_left_settles_first(desk: DeskUnderTest) -> None:
    """Uncovered with escalations left: that it can be settled is said, and no pack is advised."""
    with_acme(desk, *(f"Case {number}" for number in range(1, 6)))
    for number in range(1, 6):
        desk.types("ada", f"/escalation log 1h #{number} {number} may")
    assert desk.types("cleo", "/balance acme").says("For 1 escalation: pack S at CHF 720.–")
    desk.types("cleo", "/customer pack acme M")
    shown = desk.types("cleo", "/balance acme")
    assert shown.says("It can be settled from a grant", "`/escalation settle acme grant` (E7)")
    assert "CHF 720" not in shown.whole


def test_what_else_to_ask(desk: DeskUnderTest) -> None:
    """The small print offers another day than the one shown, and explains only what is there."""
    with_acme(desk)
    then = desk.types("ada", "/balance acme on 2026-03-31")
    assert then.says("`/balance acme on 2026-02-28` shows another day")
    assert "/escalation explain" not in then.whole


def test_a_channel_is_its_customer(desk: DeskUnderTest) -> None:
    """`/balance #acme` is acme's balance; a channel of nobody is said to be that."""
    with_acme(desk)
    assert desk.types("ada", "/balance #acme").text.startswith("acme has 4 of 4")
    assert desk.types("ada", "/balance #support").says("is no customer's channel")
