"""What took from a customer's escalations, where it is more than a message has room for."""

from __future__ import annotations

from datetime import UTC, date, datetime

from handlers.blocks.customer.charges import charges
from models.rows.customers import Customer
from models.rules.entitlement import statement
from models.rules.facts import BlockAnswer, CaseKind, Decision, Facts, TimeEntry
from models.rules.service_definition import Kind
from models.rules.year_lines import ConsultingLine
from models.usecases.customer.balances import BalanceShown
from tests.desk import Heard

TODAY = date(2026, 6, 8)


def test_of_much_consulting_the_earlier_is_summed() -> None:
    """M1: whoever invoices from it misses nothing."""
    acme = Customer(key="acme", name="Acme AG", by="U0DANA", at=datetime(2026, 1, 1, tzinfo=UTC))
    facts = Facts(
        cases=(CaseKind(1, Kind.CONFIGURATION),),
        entries=(TimeEntry(1, 1, date(2026, 1, 5), 60 * 25),),
        decisions=(Decision(1, 1, 2, BlockAnswer.CONSULTING, onwards=True),),
    )
    latest = [ConsultingLine(case, "", 30, date(2026, 1 + case // 8, 1)) for case in range(10, 40)]
    said = charges(BalanceShown(acme, statement(facts, TODAY), latest, None), TODAY)
    heard = Heard(said.text, said.blocks)
    assert heard.says("Earlier: 5h, CHF 1’200.–\n• February 2026 #10: 30m, CHF 120.–")
