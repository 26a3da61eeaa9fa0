"""What the page can do: each act is a door at /sandbox/{act}, for the person named `as`."""

from __future__ import annotations

from collections.abc import Callable

from slackapp.pretend_slack.block_kit.elements import CHOICE, Json
from slackapp.pretend_slack.slack import PretendSlack
from slackapp.pretend_slack.state.faults import Faults
from slackapp.pretend_slack.state.leaps import instant_of, span_of
from slackapp.pretend_slack.state.refusals import NotPossible
from slackapp.pretend_slack.state.workspace import Workspace
from slackapp.pretend_slack.web.stage import Stage

Act = Callable[[Json], object]
_PRESS = {"block_id", "channel", "ts", "view_id", "values", *CHOICE.values()}
_FAULTS = {"slow", "answers", "unreachable", "deliver_twice", "refuses_charts"}


def acts_of(slack: PretendSlack, stage: Stage) -> dict[str, Act]:
    """Return the acts by name; each takes a body and raises NotPossible, or KeyError for a gap."""
    return {
        "type": lambda body: slack.type(
            body["as"], body["channel"], body["text"], thread_ts=body.get("thread_ts")
        ),
        "edit": lambda body: slack.edit(body["as"], body["channel"], body["ts"], body["text"]),
        "react": lambda body: slack.react(body["as"], body["channel"], body["ts"], body["emoji"]),
        "press": lambda body: slack.press(
            body["as"], action_id=body["action_id"], **_given(body, _PRESS)
        ),
        "submit": lambda body: slack.submit(
            body["as"], body.get("values"), view_id=body["view_id"]
        ),
        "close": lambda body: slack.close(body["as"], view_id=body["view_id"]),
        "shortcut": lambda body: slack.shortcut(
            body["as"], body["callback_id"], channel=body.get("channel"), ts=body.get("ts")
        ),
        "home": lambda body: slack.open_home(body["as"]),
        "clock": lambda body: _move_clock(slack.workspace, stage, body),
        "faults": lambda body: _set_faults(slack.faults, body),
        "machine": lambda body: _press_machine(slack.workspace, stage, body),
        "phone": lambda body: slack.phones.look(body["as"]),
    }


def _move_clock(workspace: Workspace, stage: Stage, body: Json) -> None:
    """Move the story's clock by "5m", "1h" or "2d", to "opening", or to a Zurich wall clock."""
    clock = workspace.clock
    stage.before_leap()
    with workspace.changing():
        if body.get("advance") is not None:
            clock.advance(span_of(body["advance"]))
        elif body.get("to") == "opening":
            clock.move_to(stage.next_opening(clock.now()))
        else:
            clock.move_to(instant_of(body.get("to") or "", clock.now()))
    stage.after_leap()


def _press_machine(workspace: Workspace, stage: Stage, body: Json) -> None:
    machine = next((each for each in stage.machines if each.name == body["machine"]), None)
    if machine is None:
        raise NotPossible("There is no such machine.")
    machine.press(body["button"], body.get("choice") or "")
    workspace.touch()


def _set_faults(faults: Faults, body: Json) -> None:
    wrong = _given(body, _FAULTS)
    if any(wrong.values()):
        faults.set(**wrong)
    else:
        faults.clear()


def _given(body: Json, names: set[str]) -> Json:
    return {name: body[name] for name in names if body.get(name) is not None}
