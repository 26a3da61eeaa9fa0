"""What is said of whose mails are a customer's (I1)."""

from __future__ import annotations

from collections.abc import Sequence

from handlers.blocks.pieces.answer import Answer, answer, buttons, lines, small
from handlers.blocks.pieces.wording import as_typed
from models.rows.customers import Customer
from models.rules.writing import listed

_VOUCHED = "It counts where our own mail server vouches for it; else the admins are asked (I5)."


def senders_added(customer: Customer, new: Sequence[str]) -> Answer:
    """Say that mails from addresses and domains are the customer's from now on."""
    undo = f"/customer mail {customer.key} remove {' '.join(new)}"
    return answer(
        f"Mail from {_named(new)} is {customer.key}'s from now on (I1).",
        buttons([("Undo", undo)]),
        small(_VOUCHED),
    )


def senders_removed(customer: Customer, gone: Sequence[str]) -> Answer:
    """Say that mails from addresses and domains are the customer's no more."""
    back = f"/customer mail {customer.key} add {' '.join(gone)}"
    return answer(
        f"Mail from {_named(gone)} is {customer.key}'s no more: the admins are asked whose it is "
        "(I5).",
        buttons([("Put it back", back)]),
    )


def senders_listed(customer: Customer, senders: Sequence[str]) -> Answer:
    """Show from where mails are a customer's."""
    if not senders:
        return answer(
            f"No mail is {customer.key}'s: of each the admins are asked whose it is (I5).",
            small(f"`/customer mail {customer.key} add eve@example.com @example.com` says so"),
        )
    return answer(
        f"Mail is {customer.key}'s from:",
        lines(f"• {as_typed(each)}" for each in senders),
        small(_VOUCHED),
    )


def _named(senders: Sequence[str]) -> str:
    return listed([as_typed(each) for each in senders])
