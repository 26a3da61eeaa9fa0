"""What people from outside are told when they ask the desk, and nothing else of it (I9)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from handlers.blocks.case.thread import ThreadFacts, brief_headline, brief_line
from handlers.blocks.pieces.answer import Answer, answer, lines, small
from handlers.blocks.pieces.wording import counted, left
from models.rows.customers import Customer
from models.rules.statement import Statement


def how_to_report(customer: Customer) -> Answer:
    """Say what can be said to the desk."""
    said = [
        "• `@desk critical: login is down for everybody`, or :rotating_light: on your message: "
        "what can't wait",
        "• `@desk the export fails since the update`: everything else",
        "• `@desk status`: your open cases",
    ]
    if customer.shows_balance:
        said.append("• `@desk balance`: what is left of your escalations")
    return answer(
        "Tell the desk what is wrong, in your own words, and it becomes a case.",
        lines(said),
        small("Auf Deutsch geht es auch: `kritisch`, `dringend`, `Notfall`, `Stand`, `Hilfe`."),
    )


def status(cases: Sequence[ThreadFacts]) -> Answer:
    """Show a customer's open cases, each as at the head of its thread."""
    if not cases:
        return answer("No case of yours is open.")
    are = "is" if len(cases) == 1 else "are"
    return answer(
        f"{counted(len(cases), 'case')} of yours {are} open.",
        lines(f"• {brief_line(each)}" for each in cases),
    )


def balance(customer: Customer, statement: Statement) -> Answer:
    """Say what is left, where that is told to the customer's people."""
    if not customer.shows_balance:
        return answer("Your contact at ProAuth will gladly tell you what is left.")
    return answer(f"You have {left(statement)}.")


def stands(facts: ThreadFacts) -> Answer:
    """Say how a case stands, without its button, where that is asked for or reported again; of one
    that is closed, how whoever is in need opens another.
    """
    said = brief_headline(facts)
    if facts.case.closed_at is not None:
        return answer(
            f"{said.text} Nobody is rung for it any more. "
            "If it can't wait, write `@desk critical: …`, and what is wrong: that opens another."
        )
    return replace(said, blocks=[block for block in said.blocks if block["type"] != "actions"])


def channel_not_known(*, is_kept: bool = False) -> Answer:
    """Say that nobody knows yet whose channel this is; and of a report, that it is kept (I5)."""
    return answer(
        "The desk does not know yet whose channel this is. "
        "If it can't wait, please call your contact at ProAuth.",
        small("What you wrote is kept: our people are asked whose it is.") if is_kept else None,
    )


def nobody_listens() -> Answer:
    """Say that nothing is taken in a channel, and what whoever is in need does."""
    return answer(
        "The desk takes no reports in this channel. Please turn to your contact at ProAuth, and "
        "call if it can't wait."
    )


def does_nothing_here() -> Answer:
    """Refuse a button, or a siren, that is not for who does it, or not for this channel."""
    said = answer("That does nothing here. Please write `@desk`, and what is wrong.")
    return replace(said, refused=True)


def not_now() -> Answer:
    """Say that something could not be noted."""
    return answer(
        ":warning: The desk could not note this just now, and tries again by itself. "
        "If it can't wait, please call your contact at ProAuth too."
    )
