"""What the page can do: each act is a door at /sandbox/{act}, for the person named `as`."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from slackapp.pretend_slack.slack import PretendSlack

Json = dict[str, Any]
_PRESS = ("block_id", "channel", "ts", "view_id", "values")
_CHOSEN = (
    "value", "selected_option", "selected_options", "selected_date", "selected_time",
    "selected_date_time", "selected_user", "selected_users", "selected_channel",
    "selected_channels", "selected_conversation", "selected_conversations", "rich_text_value",
)  # fmt: skip
_FAULTS = ("slow", "answers", "unreachable", "deliver_twice", "refuses_charts")


def _type(slack: PretendSlack, body: Json) -> Json:
    slack.type(body["as"], body["channel"], body["text"], thread_ts=body.get("thread_ts"))
    return _done(slack)


def _press(slack: PretendSlack, body: Json) -> Json:
    known = {key: body[key] for key in (*_PRESS, *_CHOSEN) if body.get(key) is not None}
    slack.press(body["as"], action_id=body["action_id"], **known)
    return _done(slack)


def _submit(slack: PretendSlack, body: Json) -> Json:
    slack.submit(body["as"], body.get("values"), view_id=body["view_id"])
    return _done(slack)


def _close(slack: PretendSlack, body: Json) -> Json:
    slack.close(body["as"], view_id=body["view_id"])
    return _done(slack)


def _shortcut(slack: PretendSlack, body: Json) -> Json:
    slack.shortcut(body["as"], body["callback_id"], channel=body.get("channel"), ts=body.get("ts"))
    return _done(slack)


def _home(slack: PretendSlack, body: Json) -> Json:
    slack.open_home(body["as"])
    return _done(slack)


def _clock(slack: PretendSlack, body: Json) -> Json:
    return slack.move_clock(advance=body.get("advance"), to=body.get("to"))


def _faults(slack: PretendSlack, body: Json) -> Json:
    wrong = {name: body[name] for name in _FAULTS if body.get(name)}
    if wrong:
        slack.faults.set(**wrong)
    else:
        slack.faults.clear()
    return _done(slack)


def _phone(slack: PretendSlack, body: Json) -> Json:
    slack.phones.look(body["as"])
    return _done(slack)


def _done(slack: PretendSlack) -> Json:
    return {"ok": True, "version": slack.workspace.version}


ACTS: dict[str, Callable[[PretendSlack, Json], Json]] = {
    "type": _type,
    "press": _press,
    "submit": _submit,
    "close": _close,
    "shortcut": _shortcut,
    "home": _home,
    "clock": _clock,
    "faults": _faults,
    "phone": _phone,
}
