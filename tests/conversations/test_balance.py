"""`/balance`: what is left, for one customer or for all, today or on any date."""

from __future__ import annotations

import pytest

from models.usecases.customer import balances, consulting
from tests.conversations.acme import with_acme
from tests.desk import DeskUnderTest, Heard

pytestmark = pytest.mark.both_databases


def test_a_balance_at_a_glance(desk: DeskUnderTest) -> None:
    """Six lines, also on a telephone: what is left as a number and a bar, each grant, what is
    undecided with its price so far, consulting by case and month, and what expires next."""
    with_acme(desk, "Login loops", "Slow tokens", at="Mon 2026-06-08 10:00")
    desk.types("cleo", "/customer pack acme M on 2026-03-10")
    desk.types("ada", "/escalation log 6h 1 mon")
    desk.types("ada", "/escalation log 5h30 2 5 jun")
    desk.types("cleo", "/escalation decide 2 consulting")
    shown = desk.types("ada", "/balance acme")
    assert shown.text == "acme has 5 of 7 escalations left."
    lines = [line for line in shown.whole.splitlines() if line not in shown.buttons][1:]
    assert [*lines[1:7], lines[-1]] == [
        "▰▰▰▰▱▱  5 of 7",
        "• included 2026: *2* of 4, until 31 Dec",
        "• pack 1 (M): *3* of 3, until 10 Mar 2027",
        ":hourglass: 1h undecided on #1: CHF 240.– so far",
        ":receipt: Consulting CHF 120.–: #2 30m in June",
        ":calendar: 2 expire in 206 days",
        "Acme AG, Standard · excl. VAT · `/balance acme on 2026-05-31` shows another day",
    ]
    assert max(map(len, lines[1:7])) < 60, "longer lines break on a telephone"


def test_a_decision_is_made_on_the_card(desk: DeskUnderTest) -> None:
    """E5: whoever may decide has the two answers on the card, and others do not."""
    with_acme(desk, "Login loops", at="Mon 2026-06-08 10:00")
    desk.types("ada", "/escalation log 6h 1")
    assert desk.types("ada", "/balance acme").buttons == ["Charges", "Forecast", "Quote"]
    card = desk.types("cleo", "/balance acme")
    assert card.buttons == ["#1: another escalation", "#1: consulting", "Charges"]
    decided = desk.presses("cleo", "#1: another escalation")
    assert decided.text.startswith("Decided for #1: block 2 is another escalation.")
    assert desk.types("cleo", "/balance acme on 2026-06-07").buttons == ["Charges"]


def test_a_card_of_before_decides_nothing_again(desk: DeskUnderTest) -> None:
    """E5: what somebody else has decided meanwhile stands; to change it is said so."""
    with_acme(desk, "Login loops", at="Mon 2026-06-08 10:00")
    desk.types("ada", "/escalation log 6h 1")
    desk.types("cleo", "/balance acme")
    desk.types("dana", "/escalation decide 1 consulting")
    pressed = desk.presses("cleo", "#1: another escalation")
    assert pressed.text.startswith("Block 2 of #1 has its answer: <@U0DANA> decided consulting.")
    assert desk.types("cleo", "/balance acme").says("Consulting CHF 240.–: #1 1h in June")


def test_what_was_in_another_year_carries_it(desk: DeskUnderTest) -> None:
    """On a day of another year a month of this one is not that year's."""
    with_acme(desk, "Login loops", at="Mon 2026-06-08 10:00")
    desk.types("ada", "/escalation log 6h 1")
    desk.types("cleo", "/escalation decide 1 consulting")
    then = desk.types("cleo", "/balance acme on 2027-02-01")
    assert then.says("Consulting CHF 240.–: #1 1h in June 2026")
    assert desk.types("cleo", "/balance acme charges on 2027-02-01").says("• Mon 8 Jun 2026 #1")


def test_consulting_by_case_and_month(desk: DeskUnderTest) -> None:
    """E5, M1: in the month of work; the newest on the card, all of them behind *Charges*."""
    with_acme(desk, *(f"Case {number}" for number in range(1, 5)), at="Mon 2026-06-08 10:00")
    for number, day in ((1, "29 may"), (2, "1 jun"), (3, "2 jun"), (4, "3 jun")):
        desk.types("ada", f"/escalation log 5h30 #{number} {day}")
        desk.types("cleo", f"/escalation decide {number} consulting")
    desk.types("ada", "/escalation log 1h #1 4 jun")
    card = desk.types("cleo", "/balance acme")
    assert card.says(
        ":receipt: Consulting CHF 720.–: #4 30m in June, #3 30m in June, #2 30m in June and more"
    )
    desk.presses("cleo", "Charges")
    behind = desk.types("cleo", "/balance acme charges")
    assert behind.says(
        "*Consulting*, excl. VAT",
        "• May 2026 #1: 30m, CHF 120.–",
        "• June 2026 #1: 1h, CHF 240.–",
        "• June 2026 #4: 30m, CHF 120.–",
    )


def test_the_latest_consulting_is_the_latest(
    desk: DeskUnderTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However few cases are looked at together, also where an old case was worked on last."""
    monkeypatch.setattr(consulting, "_LOOKED_AT_ONCE", 1)
    monkeypatch.setattr(balances, "MOST_CONSULTING", 3)
    with_acme(desk, *(f"Case {number}" for number in range(1, 5)), at="Mon 2026-06-08 10:00")
    logs = ((1, "2 feb"), (2, "2 mar"), (3, "1 apr"), (4, "2 apr"))
    for number, day in logs:
        desk.types("ada", f"/escalation log 6h #{number} {day} --anyway")
        desk.types("cleo", f"/escalation decide {number} consulting")
    desk.types("ada", "/escalation log 30m #2 4 jun --anyway")
    assert desk.types("cleo", "/balance acme charges").says(
        "*Consulting*, excl. VAT\n"
        "Earlier: 2h, CHF 480.–\n"
        "• April 2026 #3: 1h, CHF 240.–\n"
        "• April 2026 #4: 1h, CHF 240.–\n"
        "• June 2026 #2: 30m, CHF 120.–"
    )


def test_the_charges_stand_behind(desk: DeskUnderTest) -> None:
    """Each charge with its case, its grant and its rule, on any date."""
    with_acme(desk, "Login loops", "Slow tokens", at="Mon 2026-06-08 10:00")
    assert desk.types("ada", "/balance acme charges").text == (
        "0 charges of acme; 4 of 4 escalations left."
    )
    desk.types("ada", "/escalation log 6h 1 mon")
    desk.types("ada", "/escalation log 1h 2 5 jun")
    desk.types("cleo", "/escalation decide 1 escalation")
    shown = desk.types("ada", "/balance acme charges")
    assert shown.text == "3 charges of acme; 1 of 4 escalations left."
    assert shown.says(
        "• Fri 5 Jun #2 “Slow tokens”: included 2026 (E4)",
        "• Mon 8 Jun #1 “Login loops”: included 2026 (E4)",
        "• Mon 8 Jun #1 “Login loops”, block 2: included 2026 (E5)",
        "`/escalation explain 1` explains a charge",
    )
    then = desk.types("ada", "/balance acme charges on 5 jun")
    assert then.text == "1 charge of acme on Fri 5 Jun 2026; 3 of 4 escalations left."
    back = desk.presses("ada", "Balance")
    assert back.text == "acme has 3 of 4 escalations left on Fri 5 Jun 2026."


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
    for typed in ("/balance acme on 31.2.", "/balance acme on soon"):
        assert desk.types("ada", typed).says("/balance"), typed


def test_a_day_without_a_contract(desk: DeskUnderTest) -> None:
    """S2: before the first one, and behind an end, it is said what applies."""
    with_acme(desk, at="Mon 2026-06-08 10:00")
    assert "No contract" not in desk.types("ada", "/balance acme").whole
    for typed in ("/balance acme on 2025-12-31", "/balance acme charges on 2025-12-31"):
        assert desk.types("ada", typed).says(
            "No contract on that day: Basic Support, for product defects only (S2)"
        ), typed
    desk.types("dana", "/customer end acme 2026-06-30")
    desk.at("Wed 2026-07-01 10:00")
    ended = desk.types("ada", "/balance acme")
    assert ended.says("No contract today: Basic Support, for product defects only (S2)")


def test_what_is_left_has_the_same_words_everywhere(desk: DeskUnderTest) -> None:
    """A log, a case, the card, what stands behind it, a quote, the question, Home, a customer."""
    with_acme(desk, "Login loops", at="Mon 2026-06-08 10:00")
    said = "3 of 4 escalations left"
    assert said in desk.types("ada", "/escalation log 6h #1").text
    for typed in (
        "/balance acme",
        "/balance acme charges",
        "/balance acme quote 1",
        "/case show 1",
        "/customer show acme",
    ):
        assert said in desk.types("cleo", typed).whole, typed
    desk.sends_what_is_due()
    assert said in desk.last("cleo", "@desk").whole
    assert f"*{said}*" in desk.home("cleo")


def test_for_all(desk: DeskUnderTest) -> None:
    """For all: an account manager's own customers, for others all; the tightest first. What none
    of them has is no column: a telephone is narrow.
    """
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
        ["Customer", "Left", "Uncovered", "Undecided", "Expires", "Level"],
        ["hooli", "0 of 0", "1", "–", "–", "Basic"],
        ["umbra", "0 of 0", "–", "–", "–", "Basic"],
        ["acme", "1 of 4", "–", "1h", "31 Dec", "Standard"],
        ["globex", "8 of 8", "–", "–", "31 Dec", "Premium"],
    ]
    own = desk.types("cleo", "/balance")
    assert own.text == "1 customer of yours, the tightest first."
    assert own.rows == [
        ["Customer", "Left", "Undecided", "Expires", "Level"],
        ["acme", "1 of 4", "1h", "31 Dec", "Standard"],
    ]
    then = desk.types("ada", "/balance on 2026-04-30")
    assert then.text.startswith("4 customers on Thu 30 Apr 2026, ")
    assert [then.rows[0], *then.rows[-2:]] == [
        ["Customer", "Left", "Expires", "Level"],
        ["acme", "4 of 4", "31 Dec", "Standard"],
        ["globex", "8 of 8", "31 Dec", "Premium"],
    ]


def test_nobody_yet(desk: DeskUnderTest) -> None:
    """A newcomer without customers is told how to add one."""
    desk.at("Mon 2026-06-01 09:00")
    assert desk.types("ada", "/balance").says("There are no customers yet", "`/customer add`")
    assert desk.types("ada", "/balance acme").says("There is no customer “acme”")


def test_quote(desk: DeskUnderTest) -> None:
    """M2: the cheapest set of packs, consulting and the next level, as a text to send."""
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
    assert offer_of(quoted) == [
        "Offer for Acme AG, 1 June 2026",
        "For 12 escalations, each for one technical case of up to 5 hours:",
        "",
        "1. Escalation Packs (2 packs L): CHF 7’400.–, usable for 12 months from the purchase",
        "2. Consulting: CHF 14’400.– for 60 hours, CHF 240.– an hour by the minute",
        "3. Enterprise Premium: CHF 10’000.– a year with 8 escalations a year (4 more in this "
        "contract year), first response within 4 business hours, priority queue, touchpoints",
        "",
        "Escalations that are not used expire, and are neither refundable nor transferable. "
        "All prices exclude VAT.",
    ]
    assert quoted.says("acme has 4 of 4 escalations left")
    desk.types("dana", '/customer add globex "Globex GmbH" premium from 2026-01-01')
    assert offer_of(desk.types("ada", "/balance globex quote 1"))[5] == (
        "3. Enterprise Managed: on request, 24×7 for Sev-1, first response within 2 hours for "
        "Sev-1, managed queue, touchpoints"
    )
    for typed in ("quote 0", "quote", "quote many", "quote -1"):
        assert desk.types("ada", f"/balance acme {typed}").says("/balance acme quote 5"), typed


def test_a_quote_for_so_much_time(desk: DeskUnderTest) -> None:
    """E1, M2: twelve hours on a case are three escalations, or consulting by the minute."""
    with_acme(desk)
    quoted = desk.types("cleo", "/balance acme quote for 12h")
    assert quoted.text == (
        "12h for acme: M at CHF 1’900.–, or consulting at CHF 2’880.–, excl. VAT."
    )
    assert offer_of(quoted)[1:5] == [
        "For 12 hours on one technical case: 3 escalations of up to 5 hours:",
        "",
        "1. Escalation Packs (pack M): CHF 1’900.–, usable for 12 months from the purchase",
        "2. Consulting: CHF 2’880.– for 12 hours, CHF 240.– an hour by the minute",
    ]
    assert desk.types("cleo", "/balance acme quote for 5h").text.startswith("5h for acme: S at ")
    assert desk.types("cleo", "/balance acme quote for 15m").text.startswith("15m for acme: S at ")
    free = desk.types("cleo", "/balance acme quote for 14m")
    assert free.text == "Less than 15 minutes on a case cost nothing (E3)."
    assert desk.types("cleo", "/balance acme quote for 5h01").text.startswith("5h01 for acme: 2×S")
    assert desk.types("cleo", "/balance acme quote for 40 hours").text.startswith("40h for acme: ")


def offer_of(quoted: Heard) -> list[str]:
    """The lines of the text to copy."""
    (block,) = (each for each in quoted.blocks if each["type"] == "rich_text")
    (code,) = block["elements"]
    assert code["type"] == "rich_text_preformatted"
    (text,) = code["elements"]
    return str(text["text"]).splitlines()


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
    with_acme(desk, *(f"Case {number}" for number in range(1, 36)))
    for number in range(1, 36):
        desk.types("ada", f"/escalation log 20m #{number} {1 + number % 28} may")
    shown = desk.types("ada", "/balance acme")
    assert shown.text == "acme has 0 of 4 escalations left."
    assert shown.says("*31 uncovered* (E7): buy 5 packs L and pack S at CHF 19’220.–, then settle")
    charges = desk.types("ada", "/balance acme charges")
    assert charges.says("5 earlier charges not shown", "• Thu 28 May #27 “Case 27”")


def test_what_is_left_settles_first(desk: DeskUnderTest) -> None:
    """Uncovered with escalations left: that it can be settled is said, and no pack is advised. Both
    ways have their price (M1)."""
    with_acme(desk, *(f"Case {number}" for number in range(1, 6)))
    for number in range(1, 6):
        desk.types("ada", f"/escalation log 1h #{number} {number} may")
    assert desk.types("cleo", "/balance acme").says(
        "(E7): buy pack S at CHF 720.–, then settle it from a grant; or as consulting, CHF 240.– "
        "so far"
    )
    bought = desk.types("cleo", "/customer pack acme M")
    assert bought.buttons == ["Settle #5 from a grant", "Undo"]
    shown = desk.types("cleo", "/balance acme")
    assert shown.says(
        ":warning: *1 uncovered* (E7): settle it from a grant, which has enough left; or "
    )
    assert shown.buttons[0] == "Settle #5 from a grant"
    assert "CHF 720" not in shown.whole
    desk.presses("cleo", "Settle #5 from a grant")
    then = desk.types("cleo", "/balance acme on 2026-05-31")
    assert then.says(":warning: *1 uncovered* (E7)\n")
    assert "CHF 720" not in then.whole


def test_what_else_to_ask(desk: DeskUnderTest) -> None:
    """The small print offers another day than the one shown."""
    with_acme(desk)
    then = desk.types("ada", "/balance acme on 2026-03-31")
    assert then.says("`/balance acme on 2026-02-28` shows another day")


def test_a_channel_is_its_customer(desk: DeskUnderTest) -> None:
    """`/balance #acme` is acme's balance; a channel of nobody is said to be that."""
    with_acme(desk)
    assert desk.types("ada", "/balance #acme").text.startswith("acme has 4 of 4")
    assert desk.types("ada", "/balance #support").says("is no customer's channel")
