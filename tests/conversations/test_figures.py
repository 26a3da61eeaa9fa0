"""`/balance report`: the figures of a quarter, for account managers and admins."""

from __future__ import annotations

import pytest

from models.rows.cases import Case
from models.rows.customers import Customer
from models.rows.time import TimeRow
from models.rules.service_definition import Kind, Severity
from tests.conversations.acme import with_acme
from tests.conversations.at_home import charts
from tests.conversations.many_customers import with_customers
from tests.conversations.oncall.people_on_call import with_people_on_call
from tests.desk import DeskUnderTest

pytestmark = pytest.mark.both_databases


def with_a_quarter(desk: DeskUnderTest) -> None:
    """acme has an escalation, an hour of consulting, and a late first response; initech's Sev-1
    rang Ben at night, and so did one that was opened twice.
    """
    with_people_on_call(desk)
    desk.types("dana", "/customer manager acme @cleo")
    desk.at("Tue 2026-06-09 10:00")
    desk.types("ada", "/case open acme configuration Login loops")
    desk.types("ada", "/escalation log 6h #1")
    desk.types("cleo", "/escalation decide #1 consulting")
    desk.types("ada", "/case respond 1")
    desk.types("ben", "/case open acme defect Tokens expire")
    desk.types("ben", "/escalation log 2h #2")
    desk.at("Wed 2026-06-10 03:00")
    desk.types("cleo", "/case open initech sev1 configuration Nobody can log in")
    desk.works()
    desk.types("ben", "/case respond 3")
    desk.types("cleo", "/case open initech sev1 configuration Once more --anyway")
    desk.works()
    desk.types("dana", "/case withdraw 4 because opened twice")
    desk.at("Thu 2026-06-11 12:00")


def test_a_quarter_at_a_glance(desk: DeskUnderTest) -> None:
    """What was withdrawn is nowhere in it (S6); a breach without an answer is not met."""
    with_a_quarter(desk)
    told = desk.types("cleo", "/balance report")
    assert told.text == (
        "2026 Q2 so far: 2 of 3 first responses met, 1 escalation, 8h worked, "
        "consulting of CHF 240.– to invoice."
    )
    assert told.says(
        "• First responses: Managed 1 of 1, Standard 1 of 2\n"
        "• Escalations: configuration 1\n"
        "• Hours: Ada 6h, Ben 2h\n"
        "• Pages: Ben 1\n"
        "• Consulting to invoice: June CHF 240.–",
        "As known on Thu 11 Jun 2026 · excl. VAT · What was withdrawn counts nowhere (S6)",
    )
    replies, escalations = charts(told)
    assert replies["chart"]["axis_config"]["categories"] == ["Managed", "Standard"]
    assert escalations["title"] == "Escalations 2026 Q2"
    assert desk.chooses("cleo", "/balance report 2026 Q2 oncall").rows[0][:2] == [
        "Person",
        "Rotation",
    ]


@pytest.mark.parametrize(
    ("part", "first_line", "rows"),
    [
        (
            "responses",
            "first responses: met 2, late 1, running 0.",
            [["Managed", "Sev-1", "1", "0", "0"], ["Standard", "Sev-3", "1", "1", "0"]],
        ),
        ("escalations", "escalations: used 1, uncovered 0.", [["configuration", "1", "0"]]),
        ("hours", "hours: time 8h.", [["Ada", "acme", "6h"], ["Ben", "acme", "2h"]]),
        (
            "oncall",
            "on call: duty 243h, primary 243h, secondary 243h.",
            [
                ["Ada", "duty", "35h", "64h", "24h", "123h"],
                ["Ben", "duty", "32h", "64h", "24h", "120h"],
                ["Ada", "primary", "40h", "80h", "48h", "168h"],
                ["Ben", "primary", "27h", "48h", "0m", "75h"],
                ["Ben", "secondary", "40h", "80h", "48h", "168h"],
                ["Ada", "secondary", "27h", "48h", "0m", "75h"],
            ],
        ),
        (
            "pages",
            "pages: open hours 0, nights 1, weekends 0, acknowledged 0.",
            [["Ben", "0", "1", "0", "0"]],
        ),
        ("uncovered", "uncovered: nothing.", []),
        (
            "invoice",
            "consulting to invoice: time 1h, CHF 240.–.",
            [["acme", "June 2026", "1h", "240.–"]],
        ),
    ],
)
def test_each_part_whole(
    desk: DeskUnderTest, part: str, first_line: str, rows: list[list[str]]
) -> None:
    with_a_quarter(desk)
    told = desk.types("dana", f"/balance report Q2 {part}")
    assert told.text == f"2026 Q2 so far, {first_line}"
    assert told.rows[1:] == rows
    assert ("so their hours do not add up" in told.whole) == (part == "oncall")
    assert ("packs and yearly prices are not in it" in told.whole) == (part == "invoice")


def test_what_is_uncovered(desk: DeskUnderTest) -> None:
    """An hour on a case of a customer without any grant: its price if it becomes consulting."""
    with_a_quarter(desk)
    desk.types("dana", '/customer add hooli "Hooli Inc." basic from 2026-01-01')
    desk.types("ada", "/case open hooli integration Directory")
    desk.types("ada", "/escalation log 1h #5")
    told = desk.types("cleo", "/balance report")
    assert told.says("• :warning: 1 uncovered: CHF 240.– if settled as consulting (E7)")
    shown = desk.types("cleo", "/balance report uncovered")
    assert shown.rows[1:] == [["hooli", "1", "1h", "240.–"]]
    desk.types("dana", "/escalation settle hooli #5 consulting")
    assert desk.types("cleo", "/balance report").text.endswith("CHF 480.– to invoice.")


def test_every_level_is_named(desk: DeskUnderTest) -> None:
    """There are four of them, and each has a target of its own."""
    with_acme(desk, at="Mon 2026-06-08 09:00")
    for level in ("basic", "premium", "managed escalations 9"):
        key = level.partition(" ")[0]
        desk.types("dana", f'/customer add {key}-ag "{key} AG" {level} from 2026-01-01')
        desk.types("ada", f"/case open {key}-ag defect Login loops")
    desk.types("ada", "/case open acme defect Login loops")
    for number in range(1, 5):
        desk.types("ada", f"/case respond {number}")
    assert desk.types("cleo", "/balance report").says(
        "• First responses: Managed 1 of 1, Premium 1 of 1, Standard 1 of 1, Basic 1 of 1"
    )


def test_who_may(desk: DeskUnderTest) -> None:
    """Hours and nights by person are for account managers and admins: engineers are refused."""
    with_a_quarter(desk)
    told = desk.types("ada", "/balance report")
    assert told.text.startswith("Only account managers and admins can use `/balance report`.")
    for who in ("cleo", "dana"):
        assert desk.types(who, "/balance report Q2").text.startswith("2026 Q2 so far")


def test_which_quarter(desk: DeskUnderTest) -> None:
    """One that is over is told as known today; one that has not begun is refused."""
    with_a_quarter(desk)
    nothing = (
        ": no first response was due, 0 escalations, no time worked, "
        "consulting of CHF 0.– to invoice."
    )
    assert desk.types("dana", "/balance report last quarter").text == f"2026 Q1{nothing}"
    assert desk.types("dana", "/balance report Q3").text == f"2025 Q3{nothing}"
    assert desk.types("dana", "/balance report 2026 Q3").text == "2026 Q3 has not begun yet."
    desk.at("Thu 2026-07-02 10:00")
    assert desk.types("dana", "/balance report Q2").text == (
        "2026 Q2: 2 of 3 first responses met, 1 escalation, 8h worked, "
        "consulting of CHF 240.– to invoice."
    )


def test_a_late_decision_counts_in_the_month_of_the_work(desk: DeskUnderTest) -> None:
    """What was undecided in June and is decided in July is June's, as known from then on."""
    with_a_quarter(desk)
    desk.types("ada", "/escalation log 4h #1")
    desk.types("ada", "/case open acme integration Directory")
    desk.types("ada", "/escalation log 7h #5")
    desk.at("Thu 2026-07-02 10:00")
    assert desk.types("dana", "/balance report Q2").text.endswith("CHF 1’200.– to invoice.")
    desk.types("dana", "/escalation decide #5 consulting")
    assert desk.types("dana", "/balance report Q2").text.endswith("CHF 1’680.– to invoice.")
    assert desk.types("dana", "/balance report Q3").text.endswith("CHF 0.– to invoice.")


def test_the_quarters_of_a_case_add_up(desk: DeskUnderTest) -> None:
    """Six hours in March and two in June, consulting from the sixth on: an hour, and two; nothing
    of what lies between, and all of it is the statement's.
    """
    with_acme(desk, "Login loops", at="Tue 2026-03-10 10:00")
    desk.types("ada", "/escalation log 6h #1")
    desk.types("cleo", "/escalation decide #1 consulting")
    desk.at("Tue 2026-09-08 10:00")
    desk.types("ada", "/escalation log 2h #1")
    told = {n: desk.types("cleo", f"/balance report Q{n}").text for n in (1, 2, 3)}
    assert told == {
        1: "2026 Q1: 0 of 1 first responses met, 1 escalation, 6h worked, "
        "consulting of CHF 240.– to invoice.",
        2: "2026 Q2: no first response was due, 0 escalations, no time worked, "
        "consulting of CHF 0.– to invoice.",
        3: "2026 Q3 so far: no first response was due, 0 escalations, 2h worked, "
        "consulting of CHF 480.– to invoice.",
    }
    assert desk.types("cleo", "/balance acme").says("Consulting CHF 720.–")


def test_five_hundred_customers(desk: DeskUnderTest) -> None:
    """Slack takes it, and it says how many rows were left out and where all of them are."""
    with_customers(desk, 500)
    desk.types("ada", "/case help")
    with desk.writing("dana") as turn:
        for customer in turn.session.query(Customer).order_by(Customer.id).all():
            case = Case(
                customer_id=customer.id,
                title="Login loops",
                kind=Kind.CONFIGURATION,
                severity=Severity.SEV3,
                reported_at=turn.moment,
                **turn.stamp,
            )
            turn.session.add(case)
            turn.session.flush()
            turn.session.add(
                TimeRow(
                    case_id=case.id, person_id="U0ADA", day=turn.today, minutes=60, **turn.stamp
                )
            )
    told = desk.types("dana", "/balance report")
    assert told.text.startswith(
        "2026 Q2 so far: no first response was due, 500 escalations, 500h worked"
    )
    shown = desk.types("dana", "/balance report hours --more")
    assert shown.text == "2026 Q2 so far, hours: time 500h."
    assert len(shown.rows) == 100
    assert shown.says(
        "99 of 500 rows are shown; `python -m slackapp report --quarter 2026-Q2 --xlsx FILE` "
        "writes all"
    )
