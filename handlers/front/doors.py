"""Who may: every door of the desk, and the roles that open it. This table decides.

Whether an account manager's own customer is meant shows only when the customer is known, so the use
case looks at that; and at what else is one's own (a time entry, a shift). Everything else is
decided here, before anything is read.

`docs/who-may.md` has the table too, and a test holds it equal. To print it:
`python -c "from handlers.front.doors import as_markdown; print(as_markdown())"`
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Final

from sqlalchemy.orm import Session

from handlers.intents.case import grammar
from handlers.intents.customer import balance
from handlers.intents.customer import grammar as customer
from handlers.intents.escalation import grammar as escalation
from handlers.intents.oncall import grammar as grammar_moved
from handlers.intents.oncall import (
    ladders,
    overrides,
    pages,
    rotations,
)
from handlers.intents.pieces.reading import Help
from models.rules.roles import Role
from models.usecases import people
from models.usecases.turn import Desk

Key = type | str
"""What a door is known by: a command by its intent, everything else by its name."""

ANY_DOOR: Final = Help  # whoever may ask for help has some role
HOME: Final = "home"
SEND_AGAIN: Final = "send again"  # a button of an admin's Home

YES: Final = "yes"
OWN: Final = "own customers"
"""How far a role opens a door: for their own customers only. See `people.require_manager`."""


@dataclass(frozen=True)
class Row:
    """A door: what it is called, and how far which role opens it; a role not named does not."""

    name: str
    may: Mapping[Role, str]

    def for_whom(self) -> str:
        """Say who may, as in "account managers and admins"."""
        return " and ".join(f"{role}s" for role in Role if role in self.may)


def shortcut(callback_id: str) -> str:
    """Return the key of a shortcut."""
    return f"shortcut {callback_id}"


def form(callback_id: str) -> str:
    """Return the key of a form: of its choices, and of its submission."""
    return f"form {callback_id}"


_EVERYBODY: Final[Mapping[Role, str]] = dict.fromkeys(Role, YES)
_ENGINEERS: Final[Mapping[Role, str]] = {Role.ENGINEER: YES, Role.ADMIN: YES}
_MANAGERS: Final[Mapping[Role, str]] = {Role.ACCOUNT_MANAGER: OWN, Role.ADMIN: YES}
_ADMINS: Final[Mapping[Role, str]] = {Role.ADMIN: YES}
_OWN_TIME: Final[Mapping[Role, str]] = {Role.ENGINEER: "own entries", Role.ADMIN: YES}
_THEMSELVES: Final[Mapping[Role, str]] = {Role.ENGINEER: "themselves", Role.ADMIN: YES}

WHO_MAY: Final[Mapping[Key, Row]] = {
    Help: Row("help of each command", _EVERYBODY),
    HOME: Row("Home", _EVERYBODY),
    SEND_AGAIN: Row("Send again (Home)", _ADMINS),
    # --- cases
    grammar.ShowCase: Row("/case show", _EVERYBODY),
    grammar.ListCases: Row("/case list", _EVERYBODY),
    grammar.ExplainClock: Row("/case clock", _EVERYBODY),
    grammar.OpenCase: Row("/case open", _EVERYBODY),
    grammar.NewCase: Row("/case open (form)", _EVERYBODY),
    grammar.Respond: Row("/case respond", _ENGINEERS),
    grammar.TakeCase: Row("/case take", _ENGINEERS),
    grammar.Assign: Row("/case assign", _ENGINEERS),
    grammar.SetSeverity: Row("/case severity", _ENGINEERS),
    grammar.SetKind: Row("/case kind", _ENGINEERS),
    grammar.Retitle: Row("/case title", _ENGINEERS),
    grammar.MoveCase: Row("/case customer", _ENGINEERS),
    grammar.CloseCase: Row("/case close", _ENGINEERS),
    grammar.Reopen: Row("/case reopen", _ENGINEERS),
    # --- time and escalations
    escalation.ListTime: Row("/escalation list", _EVERYBODY),
    escalation.Explain: Row("/escalation explain", _EVERYBODY),
    escalation.LogTime: Row("/escalation log", _ENGINEERS),
    escalation.NewTime: Row("/escalation log (form)", _ENGINEERS),
    escalation.UndoTime: Row("/escalation undo", _OWN_TIME),
    escalation.MoveTime: Row("/escalation move", _OWN_TIME),
    escalation.Decide: Row("/escalation decide", _MANAGERS),
    escalation.Settle: Row("/escalation settle", _MANAGERS),
    # --- balances
    balance.ShowBalance: Row("/balance acme", _EVERYBODY),
    balance.AllBalances: Row("/balance", _EVERYBODY),
    balance.Quote: Row("/balance acme quote", _EVERYBODY),
    # --- customers
    customer.ShowCustomer: Row("/customer show", _EVERYBODY),
    customer.ListCustomers: Row("/customer list", _EVERYBODY),
    customer.ChangeLevel: Row("/customer level", _MANAGERS),
    customer.EndContract: Row("/customer end", _MANAGERS),
    customer.AddPack: Row("/customer pack", _MANAGERS),
    customer.Adjust: Row("/customer adjust", _MANAGERS),
    customer.SetManager: Row("/customer manager", _MANAGERS),
    customer.SetChannel: Row("/customer channel", _MANAGERS),
    customer.Rename: Row("/customer rename", _MANAGERS),
    customer.Extras: Row("/customer extras", _MANAGERS),
    customer.AddCustomer: Row("/customer add", _ADMINS),
    customer.VoidGrant: Row("/customer void", _ADMINS),
    customer.CloseDay: Row("/customer closed", _ADMINS),
    customer.OpenDay: Row("/customer closed … off", _ADMINS),
    # --- on call; whoever is rung may answer, and whoever needs help may page
    grammar_moved.ShowOncall: Row("/oncall", _EVERYBODY),
    grammar_moved.WhoAt: Row("/oncall who", _EVERYBODY),
    grammar_moved.ShiftsOf: Row("/oncall who @ben", _EVERYBODY),
    grammar_moved.ShowCalendar: Row("/oncall calendar", _EVERYBODY),
    grammar_moved.Feed: Row("/oncall feed", _EVERYBODY),
    grammar_moved.Check: Row("/oncall check", _EVERYBODY),
    rotations.ShowRotations: Row("/oncall rotation", _EVERYBODY),
    ladders.ShowLadder: Row("/oncall ladder", _EVERYBODY),
    pages.NewPage: Row("/oncall page (form)", _EVERYBODY),
    pages.PageCase: Row("/oncall page", _EVERYBODY),
    pages.PageCustomer: Row("/oncall page acme", _EVERYBODY),
    pages.ListPages: Row("/oncall pages", _EVERYBODY),
    pages.ShowPage: Row("/oncall pages 5", _EVERYBODY),
    pages.Acknowledge: Row("/oncall ack", _EVERYBODY),
    pages.HandUp: Row("/oncall handup", _EVERYBODY),
    pages.Stop: Row("/oncall stop", _EVERYBODY),
    grammar_moved.Contact: Row("/oncall contact", _EVERYBODY),
    pages.Drill: Row("/oncall test", _EVERYBODY),
    overrides.Take: Row("/oncall take", _THEMSELVES),
    overrides.MakeOverride: Row("/oncall override", _THEMSELVES),
    overrides.RemoveOverride: Row("/oncall override remove", _THEMSELVES),
    overrides.AskCover: Row("/oncall cover", _THEMSELVES),
    overrides.TakeCover: Row("/oncall cover take", _THEMSELVES),
    rotations.NewRotation: Row("/oncall rotation add", _ADMINS),
    rotations.EditRotation: Row("/oncall rotation edit", _ADMINS),
    rotations.SetRotation: Row("/oncall rotation primary …", _ADMINS),
    rotations.EndRotation: Row("/oncall rotation primary end", _ADMINS),
    ladders.EditLadder: Row("/oncall ladder edit", _ADMINS),
    ladders.SetLadder: Row("/oncall ladder 0 primary …", _ADMINS),
    ladders.DropLadder: Row("/oncall ladder acme default", _ADMINS),
    # --- shortcuts, in a message's menu and everywhere
    shortcut("open_support_case"): Row("Open support case", _EVERYBODY),
    shortcut("new_case"): Row("New case", _EVERYBODY),
    shortcut("page_somebody"): Row("Page somebody", _EVERYBODY),
    shortcut("log_time_here"): Row("Log time here", _ENGINEERS),
    shortcut("mark_first_reply"): Row("Mark as first reply", _ENGINEERS),
    shortcut("log_time"): Row("Log time", _ENGINEERS),
    # --- forms, when they are submitted
    form("open_case"): Row("form Open support case", _EVERYBODY),
    form("keep_contacts"): Row("form How you are reached", _EVERYBODY),
    form("stop_page"): Row("form Stop a page", _EVERYBODY),
    form("page_somebody"): Row("form Page somebody", _EVERYBODY),
    form("log_time"): Row("form Log time", _ENGINEERS),
    form("correct_reply"): Row("form Mark as first reply", _ENGINEERS),
    form("keep_extras"): Row("form Extras", _MANAGERS),
    form("rotation"): Row("form Rotation", _ADMINS),
    form("ladder"): Row("form Ladder", _ADMINS),
}


def authorise(session: Session, desk: Desk, own: Collection[Role], door: Key) -> None:
    """Refuse whoever has none of the roles that open a door: NotAllowed, and it says whom to ask.

    Problem if nobody can say, because Slack never told who is in a user group.
    """
    row = WHO_MAY[door]
    people.require_role(session, desk, own, row.may, _refusal(desk, row))


def _refusal(desk: Desk, row: Row) -> str:
    typed = row.name.removesuffix(" (form)").removesuffix(" (Home)")
    name = f"`{typed}`" if typed.startswith("/") else f"“{typed}”"
    groups = [
        f"<!subteam^{desk.role_groups[role]}>" for role in row.may if role in desk.role_groups
    ]
    if groups:
        ask = f" In this workspace that is {' and '.join(groups)}."
    elif OWN in row.may.values():
        ask = " `/customer show` tells who a customer's account manager is."
    else:
        ask = ""
    return f"Only {row.for_whom()} can use {name}.{ask}"


# --- as people read it ----------------------------------------------------------------------------


def as_markdown() -> str:
    """Return the table as it is printed: doors of one command with the same rule share a line."""
    header = ["door", *(f"{role}s" for role in Role)]
    lines = [header, ["---"] * len(header)]
    for _, rows in groupby(WHO_MAY.values(), key=lambda row: (_kind(row), tuple(row.may.items()))):
        same = list(rows)
        names = ", ".join(_names(same))
        lines.append([names, *(same[0].may.get(role, "–") for role in Role)])
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def _kind(row: Row) -> str:
    return row.name.partition(" ")[0] if row.name.startswith(("/", "form ")) else ""


def _names(rows: list[Row]) -> Iterator[str]:
    for row in rows:
        yield f"`{row.name}`" if row.name.startswith("/") else row.name
