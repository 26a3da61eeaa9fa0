"""The worked example of the rules, typed into Slack: what each row leaves."""

from __future__ import annotations

from tests.desk import DeskUnderTest

ACME = '/customer add acme "Acme AG" standard from 2026-01-01'


def left(desk: DeskUnderTest) -> list[int]:
    return [grant["remaining"] for grant in desk.statement("acme")["grants"]]


def test_the_worked_example_row_by_row(desk: DeskUnderTest) -> None:
    """Charges follow from facts: each row, recorded on its day, leaves what the rules say."""
    desk.at("Thu 2026-01-01 09:00")
    desk.types("dana", ACME)
    desk.types("dana", "/customer manager acme @cleo")

    def opens(number: int, kind: str) -> None:
        assert desk.types("ada", f"/case open acme {kind} Case {number}").says(f"Opened #{number} ")

    def logs(what: str, number: int) -> None:
        assert desk.types("ada", f"/escalation log {what}").says(f"on #{number} ")

    desk.at("Mon 2026-03-02 10:00")
    opens(1, "configuration")
    logs("10m 1", 1)
    assert left(desk) == [4]
    desk.at("Tue 2026-03-03 10:00")
    logs("5m 1", 1)
    assert left(desk) == [3]
    desk.at("Tue 2026-03-10 10:00")
    desk.types("cleo", "/customer pack acme M")
    assert left(desk) == [3, 3]
    desk.at("Wed 2026-03-11 10:00")
    logs("4h45 1", 1)
    assert left(desk) == [3, 3]
    desk.at("Thu 2026-03-12 10:00")
    logs("1m 1", 1)
    assert left(desk) == [3, 3]
    assert desk.statement("acme")["undecided_minutes"] == 1
    desk.at("Fri 2026-03-13 10:00")
    desk.types("cleo", "/escalation decide 1 escalation")
    assert left(desk) == [2, 3]
    assert desk.statement("acme")["charges"][-1]["date"] == "2026-03-12"
    desk.at("Wed 2026-04-01 10:00")
    opens(2, "defect")
    logs("6h 2", 2)
    assert left(desk) == [2, 3]
    desk.at("Thu 2026-04-02 10:00")
    desk.types("ada", "/case kind 2 integration")
    assert left(desk) == [1, 3]
    assert desk.statement("acme")["undecided_minutes"] == 60
    desk.at("Fri 2026-04-03 10:00")
    desk.types("cleo", "/escalation decide 2 consulting")
    assert left(desk) == [1, 3]
    assert desk.statement("acme")["consulting_chf"] == "240.00"
    desk.at("Mon 2026-05-04 10:00")
    opens(3, "configuration")
    opens(4, "configuration")
    logs("2h 3", 3)
    assert left(desk) == [0, 3]
    for day, number in (("Wed 2026-05-06", 5), ("Thu 2026-05-07", 6), ("Fri 2026-05-08", 7)):
        desk.at(f"{day} 10:00")
        opens(number, "configuration")
        logs(f"1h {number}", number)
    assert left(desk) == [0, 0]
    desk.at("Mon 2026-06-01 10:00")
    logs("20m 4 2026-05-05", 4)
    now = desk.statement("acme")
    assert left(desk) == [0, 0]
    assert now["uncovered"] == 1
    uncovered = [charge for charge in now["charges"] if charge["grant"] is None]
    assert [(c["case"], c["date"]) for c in uncovered] == [(7, "2026-05-08")]
    answer = desk.types("ada", "/balance acme")
    assert answer.text == "acme has 0 of 7 escalations left."
    assert answer.says("1 uncovered")
    desk.at("Fri 2027-01-01 10:00")
    assert left(desk) == [0, 4]  # in the order in which they are taken from: pack, included
    assert desk.types("ada", "/balance acme").text == "acme has 4 of 7 escalations left."
