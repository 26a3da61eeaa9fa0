"""`/escalation explain`: every charge and every minute that was not charged, rule by rule."""

from __future__ import annotations

from tests.conversations.acme import with_acme
from tests.desk import DeskUnderTest, Heard

ONE_CASE = "Each escalation covers one technical case, up to 5 hours of engineering effort."
MORE = "If resolution requires more than 5 hours, ProAuth will consume an additional escalation"
NOT_COUNTED = "Escalations do not count for confirmed product bugs, security issues"


def explains(desk: DeskUnderTest, case: int) -> Heard:
    return desk.types("ben", f"/escalation explain {case}")


def test_covered(desk: DeskUnderTest) -> None:
    """A covered charge: from which grant, by which entry, by which rule, and what room is left."""
    with_acme(desk, "Login *loops*")
    desk.types("ada", "/escalation log 10m 1 29 may")
    desk.types("ben", "/escalation log 1h50 1")
    told = explains(desk, 1)
    assert told.text == "#1: 2h in all, 1 escalation."
    assert told.says(
        "#1 “Login *loops*” (acme, `configuration`)",
        "• Fri 29 May: 10m by <@U0ADA> (entry 1) → 10m in all",
        "• Mon 1 Jun: 1h50 by <@U0BEN> (entry 2) → 2h in all",
        "*Minutes 1 to 120* (E4, E6): 1 escalation from included 2026, dated Mon 1 Jun (entry 2).",
        "Another 3h would cost nothing more.",
        f"*E4* The first escalation falls due on the day the case reaches 15 minutes.\n>{ONE_CASE}",
        "*E1* ",
        "*E6* ",
    )


def test_decided_consulting_undecided(desk: DeskUnderTest) -> None:
    """Later blocks: another escalation, consulting with its price, and what is undecided (E5)."""
    with_acme(desk, "Login loops", at="Wed 2026-06-03 09:00")
    desk.types("ada", "/escalation log 10h 1 mon")
    desk.types("cleo", "/escalation decide 1 escalation")
    told = explains(desk, 1)
    assert told.text == "#1: 10h in all, 2 escalations."
    assert told.says("*Minutes 301 to 600* (E5, E6): 1 escalation from included 2026, dated Mon 1")
    desk.types("ben", "/escalation log 1h30 1 tue")
    told = explains(desk, 1)
    assert told.text == "#1: 11h30 in all, 2 escalations, 1h30 undecided."
    assert told.says("*Minutes 601 to 690* (E5): 1h30 undecided: no escalation is taken until")
    assert told.says(MORE)
    desk.types("cleo", "/escalation decide 1 consulting")
    told = explains(desk, 1)
    assert told.text == ("#1: 11h30 in all, 2 escalations, 1h30 consulting at CHF 360.– excl. VAT.")
    assert told.says("*Minutes 601 to 690* (E5): consulting, 1h30 for CHF 360.– excl. VAT.")


def test_uncovered_and_settled(desk: DeskUnderTest) -> None:
    """Uncovered, settled from a grant, settled as consulting: each with E7 and its sentence."""
    desk.at("Mon 2026-06-01 09:00")
    desk.types("dana", '/customer add hooli "Hooli" basic from 2026-01-01')
    desk.types("ada", "/case open hooli integration Login loops")
    desk.types("ada", "/case open hooli integration Slow tokens")
    desk.types("ada", "/escalation log 2h 1")
    desk.types("ada", "/escalation log 1h31 2")
    told = explains(desk, 1)
    assert told.text == "#1: 2h in all, no escalation, 1 uncovered."
    assert told.says(
        "*Minutes 1 to 120* (E4, E7): 1 escalation, dated Mon 1 Jun (entry 1), "
        "but no grant to take from: uncovered.",
        "*E7* Time is never refused for lack of balance",
        "Additional assistance is available via Escalation Packs.",
    )
    desk.at("Tue 2026-06-09 09:00")
    desk.types("dana", "/customer pack hooli S")
    desk.types("dana", "/escalation settle hooli grant")
    told = explains(desk, 1)
    assert told.text == "#1: 2h in all, 1 escalation."
    assert told.says("(E4, E7): 1 escalation, dated Mon 1 Jun (entry 1); it found no grant and was")
    assert told.says("settled from pack 1 (S) as of Tue 9 Jun.")
    desk.types("dana", "/escalation settle hooli 2 consulting")
    told = explains(desk, 2)
    assert told.text == ("#2: 1h31 in all, no escalation, 1h31 consulting at CHF 364.– excl. VAT.")
    assert told.says("(E7): found no grant and was settled as consulting: 1h31 for CHF 364.– excl.")


def test_what_costs_nothing(desk: DeskUnderTest) -> None:
    """Defect, security, untriaged, under 15 minutes, touchpoint: no charge, and why not."""
    desk.at("Mon 2026-06-01 09:00")
    desk.types("dana", '/customer add globex "Globex GmbH" premium from 2026-01-01')
    expected = {
        "defect": ("6h", "`defect` is never charged (E2)", NOT_COUNTED),
        "security": ("6h", "`security` is never charged (E2)", NOT_COUNTED),
        "untriaged": ("6h", "`untriaged` is never charged (E2)", NOT_COUNTED),
        "clarification": ("14m", "under 15 minutes, so nothing is charged (E3)", NOT_COUNTED),
        "touchpoint": (
            *("6h", "a touchpoint costs nothing while it is a conversation (E9)"),
            "when technical work is required, a touchpoint consumes one escalation.",
        ),
    }
    for number, (kind, (time, why, sentence)) in enumerate(expected.items(), start=1):
        desk.types("ada", f"/case open globex {kind} A case")
        desk.types("ada", f"/escalation log {time} {number} {number} may")
        told = explains(desk, number)
        assert told.text == f"#{number}: {time} in all, no escalation."
        assert told.says(f"*{time} not charged*", why, sentence)
    desk.types("ada", "/case kind 5 touchpoint-work")
    told = explains(desk, 5)
    assert told.text == "#5: 6h in all, 1 escalation, 1h undecided."
    assert told.says("*Minutes 1 to 300* (E4, E6)", "*Minutes 301 to 360* (E5)")


def test_nothing_to_explain(desk: DeskUnderTest) -> None:
    """A case without time has nothing to charge; an unknown one is said to be unknown."""
    with_acme(desk, "Login loops")
    assert explains(desk, 1).text == "#1 has no time, so there is nothing to charge."
    assert explains(desk, 2).says("There is no case #2", "/case list")


def test_a_case_of_hundreds_of_hours(desk: DeskUnderTest) -> None:
    """Every minute is explained, however many there are."""
    with_acme(desk, "Migration of everything", kind="migration", at="Tue 2026-06-30 18:00")
    for day in range(1, 26):
        desk.types("ada", f"/escalation log 10h 1 {day} june")
    told = explains(desk, 1)
    assert told.text == "#1: 250h in all, 1 escalation, 245h undecided."
    assert told.says("5 earlier entries: 50h", "• Thu 25 Jun: 10h by <@U0ADA> (entry 25) → 250h")
    for block in range(1, 51):
        assert told.says(f"*Minutes {300 * block - 299} to {300 * block}* (E")
    assert told.buttons == ["More"]
    whole = desk.types("ada", "/escalation explain 1 --more")
    assert whole.says("*Entries before these*", "• Fri 5 Jun: 10h by")


def test_a_quotation_stands_once(desk: DeskUnderTest) -> None:
    """Rules of one sentence share it; the order of service, which has none, quotes none."""
    with_acme(desk, "Login loops")
    desk.types("ada", "/escalation log 5h01 1")
    told = explains(desk, 1)
    assert told.whole.count(f">{ONE_CASE}") == 1
    assert told.says("*Minute 301* (E5)")
    assert "tracked per customer" not in told.whole
