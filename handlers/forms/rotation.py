"""The form of a rotation: who, in which order, and when it hands over.

Each choice shows the next four shifts anew, before anything is saved.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, time

from slackblocks import (
    ActionsBlock,
    Block,
    DatePicker,
    InputBlock,
    Option,
    OverflowMenu,
    PlainText,
    SectionBlock,
    StaticSelectMenu,
    Text,
    TimePicker,
    UserSelectMenu,
)

from handlers.blocks.oncall.rotation import rotation_set
from handlers.blocks.oncall.shift import shift_lines
from handlers.blocks.pieces.answer import Answer, section, small
from handlers.blocks.pieces.refusal import mrkdwn
from handlers.blocks.pieces.wording import person
from handlers.forms.fields import TextField
from handlers.front.views import CHANGE, FieldProblem, Filled, form
from handlers.intents.pieces.reserved import check_rotation_name
from handlers.slack_json import Json
from handlers.talk import Form, Talk
from handlers.undo import with_undo
from models.problems import Impossible, Problem, Sentence
from models.rules.rotation import Rotation, RotationVersion
from models.usecases import people
from models.usecases.oncall import contacts, rotations
from models.usecases.turn import Turn

CALLBACK = "rotation"
MOST_PEOPLE = 20
_OFTEN = (("Daily", "1"), ("Weekly", "7"), ("Every two weeks", "14"))


@dataclass(frozen=True)
class Draft:
    """A rotation as it stands in the form."""

    name: str | None  # None: it is still to be named
    people: tuple[str, ...]
    days: int
    handover: time
    first_day: date
    zone: str

    def carried(self) -> Json:
        """Return what the form carries along."""
        return {"name": self.name, "people": list(self.people), "zone": self.zone}

    def version(self, since: datetime) -> RotationVersion:
        """Return what it makes of the rotation from an instant on."""
        return RotationVersion(
            since, self.people, self.first_day, self.handover, self.days, self.zone
        )


def rotation_form(turn: Turn, name: str | None) -> Form:
    """Show a rotation to be changed, or an empty one."""
    return _form(turn, _draft(turn, name))


def _draft(turn: Turn, name: str | None) -> Draft:
    if name is None:
        zone = turn.calendar.zone_name
        return Draft(None, (turn.person.id,), 7, time(9), turn.today, zone)
    version = rotations.rotation(turn.session, name).versions[-1]
    return Draft(
        name,
        version.people,
        version.days,
        version.handover,
        version.first_day,
        version.zone_name,
    )


def _form(turn: Turn, draft: Draft, refused: Sentence | None = None) -> Form:
    naming = (
        [TextField("name", "Name", placeholder="nights", longest=20).block()]
        if draft.name is None
        else []
    )
    blocks: list[Block | InputBlock] = [
        *naming,
        section("*Who, in order*"),
        *(_member(draft, index) for index in range(len(draft.people))),
        *([small(f":warning: {mrkdwn(refused)}")] if refused else []),
        ActionsBlock([UserSelectMenu(action_id=f"{CHANGE}:add", placeholder="Add somebody")]),
        _often(draft),
        InputBlock(
            label=PlainText("Hands over at"),
            element=TimePicker(action_id=f"{CHANGE}:at", initial_time=f"{draft.handover:%H:%M}"),
            block_id="handover",
            dispatch_action=True,
        ),
        InputBlock(
            label=PlainText("First shift begins on"),
            element=DatePicker(action_id=f"{CHANGE}:day", initial_date=draft.first_day.isoformat()),
            block_id="first_day",
            dispatch_action=True,
        ),
        _coming(turn, draft),
    ]
    title = f"Rotation {draft.name}" if draft.name else "New rotation"
    return form(CALLBACK, title[:24], "Save", blocks, draft.carried())


def _member(draft: Draft, index: int) -> SectionBlock:
    who = draft.people[index]
    moves = [
        ("Move up", f"up {index}"),
        ("Move down", f"down {index}"),
        ("Take off", f"off {index}"),
    ]
    options = [Option(PlainText(label), value=value) for label, value in moves]
    return SectionBlock(
        Text(f"{index + 1}. {person(who)}", verbatim=True),
        accessory=OverflowMenu(action_id=f"{CHANGE}:member:{index}", options=options),
    )


def _often(draft: Draft) -> InputBlock:
    known = {value for _, value in _OFTEN}
    days = str(draft.days)
    choices = [*_OFTEN, *([] if days in known else [(f"Every {days} days", days)])]
    options = [Option(PlainText(label), value=value) for label, value in choices]
    return InputBlock(
        label=PlainText("Hands over"),
        element=StaticSelectMenu(
            action_id=f"{CHANGE}:often",
            options=options,
            initial_option=next(option for option in options if option.value == days),
        ),
        block_id="days",
        dispatch_action=True,
    )


def _coming(turn: Turn, draft: Draft) -> Block:
    if not draft.people:
        return small(":warning: Nobody is in it: add somebody first.")
    version = draft.version(turn.moment)
    begins = max(turn.moment, version.handover_at(0))
    coming = rotations.coming_shifts(Rotation("", (version,)), begins)
    lost = contacts.unreachable(turn, draft.people) if turn.desk.vault else []
    warned = (
        f"\n:warning: Not reached outside Slack: {', '.join(map(person, lost))}" if lost else ""
    )
    return section(f"*The next four shifts*\n{shift_lines(coming, turn.wall)}{warned}")


def _filled(turn: Turn, filled: Filled) -> Draft:
    carried = filled.carried
    return Draft(
        carried["name"],
        tuple(carried["people"]),
        int(filled.text("days") or 7),
        time.fromisoformat(filled.text("handover") or "09:00"),
        date.fromisoformat(filled.text("first_day") or turn.today.isoformat()),
        carried["zone"],
    )


def refresh(turn: Turn, filled: Filled, action: Json) -> Form:
    """Show the form after a choice: somebody added, moved or taken off, another handover."""
    draft = _filled(turn, filled)
    members = list(draft.people)
    added = action.get("selected_user")
    refused = _unfit(turn, added) if added else None
    if added and not refused and added not in members and len(members) < MOST_PEOPLE:
        members.append(added)
    option = (action.get("selected_option") or {}).get("value", "")
    what, _, number = option.partition(" ")
    if what in ("up", "down", "off") and int(number) < len(members):
        moved = members.pop(int(number))
        if what != "off":
            members.insert(max(0, int(number) + (1 if what == "down" else -1)), moved)
    return _form(turn, replace(draft, people=tuple(members)), refused)


def _unfit(turn: Turn, person_id: str) -> Sentence | None:
    """Say why somebody can't be on call; None if they can."""
    try:
        people.refuse_gone(turn, [person_id], "be on call")
    except Impossible as unfit:
        return unfit.sentence
    return None


def submitted(talk: Talk, filled: Filled) -> Answer:
    """Save the rotation; what is wrong is said beside its field."""
    draft = _filled(talk.turn, filled)
    name = draft.name
    if name is None:
        name = filled.text("name").lower()
        try:
            check_rotation_name(name, "/oncall rotation nights daily 18:00 @ada")
        except Problem as unfit:
            raise FieldProblem("name", unfit) from unfit
        if name in rotations.names(talk.turn.session):
            raise FieldProblem("name", f"There is a rotation {name} already. Take another name.")
    try:
        # The form has said who can't be reached.
        done = rotations.set_rotation(talk.turn, name, draft.version(talk.turn.moment), anyway=True)
    except Problem as impossible:
        raise FieldProblem("days", impossible) from impossible
    return with_undo(rotation_set(done, talk.turn.wall), talk.turn)
