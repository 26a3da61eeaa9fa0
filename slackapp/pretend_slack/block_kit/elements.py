"""The interactive elements of Block Kit: where each keeps a choice, and how to find it."""

from __future__ import annotations

import copy
import itertools
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

Json = dict[str, Any]

# The key under which an element's choice stands in `state.values` and in an action.
CHOICE = {
    "plain_text_input": "value",
    "email_text_input": "value",
    "url_text_input": "value",
    "number_input": "value",
    "rich_text_input": "rich_text_value",
    "static_select": "selected_option",
    "external_select": "selected_option",
    "users_select": "selected_user",
    "conversations_select": "selected_conversation",
    "channels_select": "selected_channel",
    "multi_static_select": "selected_options",
    "multi_external_select": "selected_options",
    "multi_users_select": "selected_users",
    "multi_conversations_select": "selected_conversations",
    "multi_channels_select": "selected_channels",
    "checkboxes": "selected_options",
    "radio_buttons": "selected_option",
    "datepicker": "selected_date",
    "timepicker": "selected_time",
    "datetimepicker": "selected_date_time",
}
_SEVERAL = {key for key in CHOICE.values() if key.endswith("s")}
_STATELESS = {"button", "workflow_button", "overflow", "icon_button", "feedback_buttons", "image"}
_generated = itertools.count(1)


def elements_of(block: Json) -> list[Json]:
    """Return the elements of a block that a person can use, in their order."""
    found = [block.get("accessory"), block.get("element"), *(block.get("elements") or ())]
    return [
        each
        for each in found
        if isinstance(each, dict)
        and (each.get("type") in CHOICE or each.get("type") in _STATELESS - {"image"})
    ]


def with_ids(blocks: Sequence[Json]) -> list[Json]:
    """Return a copy of the blocks with the ids that Slack makes up where the app gave none."""
    copied = [copy.deepcopy(dict(block)) for block in blocks]
    for block in copied:
        block.setdefault("block_id", f"made{next(_generated)}")
        for element in elements_of(block):
            element.setdefault("action_id", f"made{next(_generated)}")
    return copied


def find_element(blocks: Sequence[Json], block_id: str | None, action_id: str) -> _Found | None:
    """Return (block, element) for the ids, or None. Without a block id the first match counts."""
    for block, element in _all(blocks):
        if element["action_id"] == action_id and block_id in (None, block["block_id"]):
            return block, element
    return None


def find_label(blocks: Sequence[Json], label: str) -> _Found | None:
    """Return (block, button) for the button with this text, or None."""
    for block, element in _all(blocks):
        text = element.get("text")
        if isinstance(text, dict) and text.get("text") == label:
            return block, element
    return None


def state_values(blocks: Sequence[Json], given: Json) -> Json:
    """Return `state.values` for the blocks: initial choices, overlaid with what is given.

    `given` maps block ids to Slack's own {action_id: {...}}, or simply to the chosen value (a text,
    an option's value, a list of them, a date): whoever writes a test types less.
    """
    values: Json = {}
    for block, element in _all(blocks):
        key = CHOICE.get(element["type"])
        if key is None:
            continue
        state = {"type": element["type"], key: _initial(element, key)}
        chosen = given.get(block["block_id"])
        if isinstance(chosen, Mapping) and element["action_id"] in chosen:
            told = chosen[element["action_id"]]
            state[key] = told.get(key) if isinstance(told, Mapping) else told
        elif chosen is not None and not isinstance(chosen, Mapping):
            state[key] = shaped(element, chosen)
        values.setdefault(block["block_id"], {})[element["action_id"]] = state
    return values


def shaped(element: Json, chosen: Any) -> Any:
    """Turn a plain choice into the shape Slack gives it: values of options become the options."""
    key = CHOICE.get(element["type"], "selected_option")
    if key == "selected_option":
        return option_of(element, chosen)
    if key == "selected_options":
        return [option_of(element, each) for each in chosen]
    return chosen


def option_of(element: Json, chosen: object) -> Json | None:
    """Return the element's option with this value (or equal to this option); None if there is none.

    Options that come from elsewhere (external selects) are taken as they are.
    """
    value = chosen.get("value") if isinstance(chosen, Mapping) else chosen
    for option in options_of(element):
        if option.get("value") == value:
            return option
    if str(element["type"]).endswith("external_select") and isinstance(chosen, Mapping):
        return dict(chosen)
    return None


def options_of(element: Json) -> list[Json]:
    """Return all options of a select, whether they stand in groups or not."""
    groups = element.get("option_groups") or ()
    return [
        *(element.get("options") or ()),
        *(option for group in groups for option in group.get("options") or ()),
    ]


def missing_inputs(blocks: Sequence[Json], values: Json) -> dict[str, str]:
    """Return what Slack's own client objects to before it submits: {block id: sentence}."""
    errors: dict[str, str] = {}
    for block in blocks:
        element = block.get("element")
        if block.get("type") != "input" or not isinstance(element, dict):
            continue
        key = CHOICE.get(element["type"], "value")
        chosen = values.get(block["block_id"], {}).get(element["action_id"], {}).get(key)
        if chosen in (None, "", []):
            if not block.get("optional", False):
                errors[block["block_id"]] = "Please complete this required field."
        elif isinstance(chosen, str) and (sentence := _length_problem(element, chosen)):
            errors[block["block_id"]] = sentence
    return errors


_Found = tuple[Json, Json]


def _all(blocks: Sequence[Json]) -> Iterator[_Found]:
    for block in blocks:
        for element in elements_of(block):
            yield block, element


def _initial(element: Json, key: str) -> Any:
    name = "initial_value" if key.endswith("value") else key.replace("selected_", "initial_")
    return element.get(name, [] if key in _SEVERAL else None)


def _length_problem(element: Json, chosen: str) -> str | None:
    if len(chosen) > element.get("max_length", 3000):
        return f"This must be at most {element.get('max_length', 3000)} characters."
    if len(chosen) < element.get("min_length", 0):
        return f"This must be at least {element['min_length']} characters."
    return None
