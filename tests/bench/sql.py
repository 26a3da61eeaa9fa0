"""How many SQL statements a command runs, on a desk of four customers."""

from __future__ import annotations

from tests.bench.counted import Counted
from tests.bench.desks import KINDS, opened
from tests.bench.made_up import FOUR

# By who types it; {case} is a case of acme's that was just opened.
COMMANDS = (
    ("ada", "/escalation log 1h {case}"),
    ("ada", "/escalation undo"),
    ("ada", "/escalation list acme"),
    ("ada", "/escalation explain {case}"),
    ("ada", "/balance acme"),
    ("ada", "/balance"),
    ("ada", "/case open acme Another"),
    ("ada", "/case show {case}"),
    ("ada", "/case take {case}"),
    ("ada", "/case respond {case}"),
    ("ada", "/case severity {case} 2"),
    ("ada", "/case kind {case} configuration"),
    ("ada", "/case close {case}"),
    ("ada", "/case list queue"),
    ("ada", "/case list all"),
    ("ada", "/customer list"),
    ("ada", "/customer show acme"),
    ("dana", "/customer pack acme M"),
    ("ada", "/oncall"),
    ("ada", "/oncall check"),
    ("ada", "/balance help"),
)


def per_command() -> None:
    """The SQL statements of each command, and of each Home."""
    found: dict[str, list[int]] = {}
    for kind in KINDS:
        counted = Counted()
        with opened(kind, FOUR) as (desk, _), counted.counting():
            case = desk.types("ada", "/case open acme Measured").text.split()[1].removeprefix("#")
            desk.types("ada", "/balance acme")  # what is asked once is asked before
            for who, command in COMMANDS:
                text = command.format(case=case)
                count = counted.of(lambda who=who, text=text: desk.types(who, text))  # type: ignore[misc]
                found.setdefault(command.format(case="#"), []).append(count)
            for who in ("ada", "cleo", "dana"):
                count = counted.of(lambda who=who: desk.home(who))  # type: ignore[misc]
                found.setdefault(f"Home of {who}", []).append(count)
    print(f"{'SQL statements':34} {'   '.join(KINDS)}")
    for what, counts in found.items():
        print(
            f"  {what:32} {'   '.join(f'{c:{len(k)}}' for c, k in zip(counts, KINDS, strict=True))}"
        )


MEASURES = (per_command,)
