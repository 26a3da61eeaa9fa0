"""What is set of a customer, one thing at a time, with the way to change it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Final, assert_never

from handlers.blocks.customer.contracts import _in_force
from handlers.blocks.customer.customers import listens, shows_balance
from handlers.blocks.pieces.answer import Answer, answer, buttons, small
from handlers.blocks.pieces.wording import LANGUAGE, as_typed, counted, person
from models.rules.languages import Language
from models.rules.noted import Setting
from models.rules.reports import Listens
from models.usecases.customer.customers import CustomerShown


def setting(found: CustomerShown, of: Setting, today: date, *, may_set: bool) -> Answer:
    """Say what is set of a customer, and how it is changed: by a press where there are few ways."""
    key, now = found.customer.key, _now(found, of)
    others = [(label, value) for label, value in _WAYS.get(of, {}).items() if value != now]
    offered = [(label, f"/customer {of} {key} {value}") for label, value in others if may_set]
    return answer(
        _said(found, of, today),
        buttons(offered),
        small(f"`/customer {of} {key} {_TYPED[of]}` changes it"),
    )


_BALANCE: Final = {True: "balance on", False: "balance off"}
_WAYS: Final[Mapping[Setting, Mapping[str, str]]] = {
    Setting.LANGUAGE: {LANGUAGE[each]: each for each in Language},
    Setting.LISTENS: {each.capitalize(): each for each in Listens},
    Setting.SHOWS: {each.capitalize(): each for each in _BALANCE.values()},
}
_TYPED: Final[Mapping[Setting, str]] = {
    Setting.LEVEL: "premium from 2026-07-01",
    Setting.MANAGER: "@cleo",
    Setting.CHANNEL: "#acme",
    Setting.NAME: '"Acme Group AG"',
    Setting.LISTENS: "|".join(Listens),
    Setting.SHOWS: "balance on|off",
    Setting.LANGUAGE: "|".join(Language),
    Setting.NOTICE_PERIOD: "3 months",
}


def _now(found: CustomerShown, of: Setting) -> str | None:
    """What is set, as it is typed; of what can be set in a few ways."""
    customer = found.customer
    return {
        Setting.LANGUAGE: customer.language,
        Setting.LISTENS: customer.listens,
        Setting.SHOWS: _BALANCE[customer.shows_balance],
    }.get(of)


def _said(found: CustomerShown, of: Setting, today: date) -> str:
    customer, key = found.customer, found.customer.key
    match of:
        case Setting.LEVEL:
            return f"{key} has {_in_force(found.contract, today).rstrip(',')} today."
        case Setting.MANAGER:
            who = person(customer.manager_id) if customer.manager_id else "Nobody"
            return f"{who} is {key}'s account manager."
        case Setting.CHANNEL:
            home = customer.channel_id
            return f"<#{home}> is {key}'s channel." if home else f"{key} has no channel."
        case Setting.NAME:
            return f"{key} is called {as_typed(customer.name)}."
        case Setting.LISTENS:
            return listens(customer).text
        case Setting.SHOWS:
            return shows_balance(customer).text
        case Setting.LANGUAGE:
            language = LANGUAGE[customer.language]
            return f"{key}'s documents, and what its people read, are in {language}."
        case Setting.NOTICE_PERIOD:
            months = customer.notice_months
            known = "not known" if months is None else counted(months, "month")
            return f"The notice period of {key}'s contract is {known}."
        case _:
            assert_never(of)
