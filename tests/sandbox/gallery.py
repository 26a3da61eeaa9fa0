"""What the tests of Block Kit in the browser show: every element that people use, and a form."""

from __future__ import annotations

from typing import Any

Block = dict[str, Any]


def plain(text: str) -> Block:
    return {"type": "plain_text", "text": text}


def mrkdwn(text: str) -> Block:
    return {"type": "mrkdwn", "text": text}


def options(*names: str) -> list[Block]:
    return [{"text": plain(name), "value": name.lower()} for name in names]


def actions(block_id: str, *elements: Block) -> Block:
    return {"type": "actions", "block_id": block_id, "elements": list(elements)}


def field(block_id: str, element: Block, **more: Any) -> Block:
    label = plain(block_id.capitalize())
    element = {"action_id": block_id, **element}
    return {"type": "input", "block_id": block_id, "label": label, "element": element, **more}


SURE: Block = {
    "title": plain("Hand over?"),
    "text": mrkdwn("Ben is rung *at once*."),
    "confirm": plain("Hand over"),
    "deny": plain("Not now"),
    "style": "danger",
}
LINK = "https://example.com/runbook"

MESSAGE: list[Block] = [
    {
        "type": "section",
        "block_id": "case",
        "text": mrkdwn("*#14 · Sev-1 at acme*\nToken endpoint answers 502. <!subteam^S0ONCALL>"),
        "accessory": {
            "type": "overflow",
            "action_id": "more",
            "options": options("Snooze", "Hand over"),
            "confirm": SURE,
        },
    },
    actions(
        "row",
        {"type": "button", "action_id": "take", "text": plain("Take it"), "style": "primary"},
        {"type": "button", "action_id": "hand", "text": plain("Hand over"), "confirm": SURE},
        {"type": "button", "action_id": "runbook", "text": plain("Runbook"), "url": LINK},
        {"type": "overflow", "action_id": "menu", "options": options("Mute", "Close")},
    ),
    actions(
        "pickers",
        {"type": "users_select", "action_id": "who", "placeholder": plain("Who?")},
        {"type": "datepicker", "action_id": "day"},
        {"type": "timepicker", "action_id": "hour", "placeholder": plain("When?")},
        {"type": "datetimepicker", "action_id": "until"},
        {"type": "radio_buttons", "action_id": "level", "options": options("Sev-1", "Sev-2")},
    ),
]


def form(chosen: str = "nobody", typed: str = "nothing") -> Block:
    """A modal whose choices are told to the app, which says back what it heard."""
    return {
        "type": "modal",
        "callback_id": "rota",
        "title": plain("Rota"),
        "submit": plain("Save"),
        "blocks": [
            actions(
                "pick",
                {"type": "users_select", "action_id": "first", "placeholder": plain("First")},
                {"type": "static_select", "action_id": "how", "options": options("DM", "Phone")},
            ),
            {"type": "section", "block_id": "heard", "text": mrkdwn(f"{chosen}, {typed}")},
            field("note", {"type": "plain_text_input"}),
            field(
                "search",
                {
                    "type": "plain_text_input",
                    "dispatch_action_config": {"trigger_actions_on": ["on_character_entered"]},
                },
                dispatch_action=True,
                optional=True,
            ),
            field("people", {"type": "multi_users_select", "max_selected_items": 2}),
            field("from", {"type": "timepicker", "initial_time": "08:00"}),
            field("until", {"type": "datetimepicker", "initial_date_time": 1780905600}),
            field("level", {"type": "radio_buttons", "options": options("Sev-1", "Sev-2")}),
            actions("deeper", {"type": "button", "action_id": "push", "text": plain("Add a rule")}),
        ],
    }


RULE: Block = {
    "type": "modal",
    "callback_id": "rule",
    "title": plain("A rule"),
    "submit": plain("Add"),
    "close": plain("Back"),
    "blocks": [field("rule", {"type": "plain_text_input", "multiline": True})],
}
