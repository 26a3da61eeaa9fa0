"""What is said of sources, of their keys, and of signs of life (I1, I11)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from slackblocks import Block

from handlers.blocks.pieces.answer import (
    Answer,
    answer,
    lines,
    section,
    small,
)
from handlers.blocks.pieces.wording import escaped
from models.rows.customers import Customer
from models.rows.reports import SignOfLife, Source, SourceKey
from models.rules.service_definition import Severity
from models.rules.writing import listed, span
from models.rules.written_time import Wall
from models.usecases.reports.signs_of_life import Expected
from models.usecases.reports.sources import NewKey, SourceShown, mark_of

_ONCE = "It is shown only now, and only to you: keep it where the program finds it."
_WAS_SHOWN = "It was shown once, and is kept nowhere."


def key_made(made: NewKey, customer: Customer, address: str | None) -> Answer:
    """Hand out the key of a source: it is not shown again. `address`: the desk's own, if known."""
    source = made.source
    first = f"{source.name} may report for {customer.key}, with key {mark_of(made.row)}."
    below = small(f"{_critical(source)} {_lost(source, customer)}")
    said = answer(
        first,
        section(f"`{made.key}`"),
        small(f"{_ONCE} It reports at `{_at(address)}/in/events`."),
        _unless_known(address) or small(f"To try it, which rings nobody: {_a_try(made, address)}"),
        below,
    )
    return replace(said, again=answer(first, small(_WAS_SHOWN), below))


def sign_expected(expected: Expected, customer: Customer, address: str | None) -> Answer:
    """Say what is expected, and hand out the address if it is new."""
    source, made = expected.source, expected.made
    first = f"{customer.key}'s {source.name} is expected {_terms(expected.sign)}."
    below = small(
        "It counts from its first call. If one stays away a case is opened, and the next one after "
        f"that says that it is back (I11). {_lost(source, customer)}"
    )
    if made is None:
        return answer(first, below)
    calls = section(f"`{_at(address)}/in/alive/{made.key}`")
    said = answer(first, calls, small(_ONCE), _unless_known(address), below)
    return replace(said, again=answer(first, small(_WAS_SHOWN), below))


def _at(address: str | None) -> str:
    """Return the desk's own address, or what stands for it."""
    return escaped(address or "https://…")


def _unless_known(address: str | None) -> Block | None:
    """Say what is to be done where the desk does not know its own address."""
    if address is not None:
        return None
    return small(
        ":warning: The desk does not know at which address programs reach it: whoever runs it "
        "sets `PUBLIC_URL`."
    )


def _a_try(made: NewKey, address: str | None) -> str:
    """Return a line for a terminal by which a program's first report is made by hand."""
    bearer, said = f'"Authorization: Bearer {made.key}"', '\'{"summary": "A first try"}\''
    return f"`curl -fsS {_at(address)}/in/events -H {bearer} -d {said}`"


def sign_ended(source: Source, customer: Customer) -> Answer:
    """Say that a sign of life is expected no more."""
    return answer(f"{customer.key}'s {source.name} is expected no more: its address is closed.")


def critical_set(source: Source, customer: Customer) -> Answer:
    """Say which words of a source are critical from now on."""
    return answer(f"{customer.key}'s {source.name} may report. {_critical(source)}")


def severity_kept(source: Source, customer: Customer) -> Answer:
    """Say what becomes of a case of a source's when that says that it has recovered (I6)."""
    if source.keeps_severity:
        return answer(
            f"What {customer.key}'s {source.name} reported keeps its severity: “recovered” is a "
            "line in the case's thread (I6)."
        )
    return answer(
        f"What {customer.key}'s {source.name} reported is lowered to Sev-2 when it says "
        "“recovered”, as long as nobody has taken it up (I6)."
    )


def key_revoked(left: SourceShown, customer: Customer) -> Answer:
    """Say that a key is heard no more, and what is left."""
    name = left.source.name
    if left.keys:
        return answer(f"Revoked. {name} is heard by {_keys(left.keys)} alone.")
    return answer(
        f"Revoked. {customer.key}'s {name} has no key any more, so nothing of it is heard.",
        small(f"`/customer source {customer.key} {name} rotate` makes another."),
    )


def sources_listed(found: Sequence[SourceShown], customer: Customer, wall: Wall) -> Answer:
    """Show a customer's sources, and when each was last heard."""
    if not found:
        return answer(
            f"{customer.key} has no sources: nothing reports for it by itself.",
            small(f"`/customer source {customer.key} monitoring` makes a key for a program."),
        )
    return answer(f"{customer.key}'s sources:", lines(_lines(found, wall)))


def _lines(found: Sequence[SourceShown], wall: Wall) -> Iterator[str]:
    for each in found:
        heard = f"heard {wall.dated(each.heard_at)}" if each.heard_at else "never heard yet"
        keys = _keys(each.keys) if each.keys else "no key"
        yield f"• *{each.source.name}*: {heard}, {keys}"
        if each.sign is not None:
            yield f"    {_state(each.sign, wall, heard=each.heard_at is not None)}"
        else:
            keeps = " It keeps severities (I6)." if each.source.keeps_severity else ""
            yield f"    {_critical(each.source)}{keeps}"


def _state(sign: SignOfLife, wall: Wall, *, heard: bool) -> str:
    if sign.ended_at is not None:
        return "a sign of life that is expected no more"
    if sign.due_at is not None:
        state = f"the next by {wall.dated(sign.due_at)}"
    else:
        state = "it stays away" if heard else "it counts from its first call"
    return f"a sign of life, expected {_terms(sign)}; {state}"


def _terms(sign: SignOfLife) -> str:
    severity = ", critical" if sign.severity == Severity.SEV1 else ""
    return f"every {span(sign.every)}, with {span(sign.grace)} of grace{severity}"


def _critical(source: Source) -> str:
    return f"What it calls {listed(source.critical.split(','), 'or')} is critical (I2)."


def _keys(keys: Sequence[SourceKey]) -> str:
    named = " and ".join(mark_of(key) for key in keys)
    return f"{'key' if len(keys) == 1 else 'keys'} {named}"


def _lost(source: Source, customer: Customer) -> str:
    return f"Lost it? `/customer source {customer.key} {source.name} rotate` makes another."


def too_loud(source: Source, customer: Customer, most: int) -> Answer:
    """Tell the admins that a source says more than the desk takes of one."""
    return answer(
        f"{customer.key}'s {source.name} reports more than {most} times a minute: what is beyond "
        "is refused.",
        small("What matters may be among it. Most programs send it again; please see what it is."),
    )
