"""Slack's limits for the elements inside blocks: buttons, selects, inputs, and their options."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from slackapp.pretend_slack.block_kit.elements import options_of
from slackapp.pretend_slack.block_kit.sent import Sent

IDS = 255
_SELECTS = {
    kind
    for source in ("static", "external", "users", "conversations", "channels")
    for kind in (f"{source}_select", f"multi_{source}_select")
}
_CHOICES = {"checkboxes", "datepicker", "datetimepicker", "radio_buttons", "timepicker"}
_INPUTS = {"email_text", "file", "number", "plain_text", "rich_text", "url_text"}
IN_ACTIONS = _SELECTS | _CHOICES | {"button", "overflow", "workflow_button"}
IN_SECTION = IN_ACTIONS | {"image"}
IN_INPUT = _SELECTS | _CHOICES | {f"{kind}_input" for kind in _INPUTS}


def check_element(element: Sent, allowed: set[str]) -> None:
    """Object to an element that Slack would refuse at this place."""
    if not element.is_of(allowed):
        return
    element["action_id"].length(IDS)
    element["placeholder"].text(150, required=False, plain_only=True)
    if "confirm" in element:
        _confirm(element["confirm"])
    if check := _CHECKS.get(element.get("type")):
        check(element)


def _button(element: Sent) -> None:
    element["text"].text(75, plain_only=True)
    element["value"].length(2000)
    element["url"].length(3000)
    element["accessibility_label"].length(75)
    if element.get("style") not in (None, "primary", "danger"):
        element["style"].object_to("must be one of primary, danger")


def check_image(image: Sent) -> None:
    """Object to an image that Slack would refuse, be it an element or a block."""
    image["image_url"].length(3000)
    image["alt_text"].length(2000, required=True)


def _static_select(element: Sent) -> None:
    if "option_groups" in element:
        for group in element["option_groups"].objects(100):
            group["label"].text(75, plain_only=True)
            _options(group["options"], 100)
    else:
        _options(element["options"], 100)
    _initial_options(element)


def _few_options(most: int, element: Sent) -> None:
    _options(element["options"], most, plain_only=element.get("type") == "overflow")
    _initial_options(element)


def _options(options: Sent, most: int, *, plain_only: bool = False) -> None:
    given = options.objects(most)
    for option in given:
        option["text"].text(75, plain_only=plain_only)
        option["value"].length(150, required=True)
        option["description"].text(75, required=False)
    options.distinct("value", [option.get("value") for option in given])


def _initial_options(element: Sent) -> None:
    initial = element.get("initial_options") or [element.get("initial_option")]
    known = options_of(element.value)
    if any(option is not None and option not in known for option in initial):
        element.object_to("initial option must be one of the options")


def _plain_text_input(element: Sent) -> None:
    longest = element.get("max_length", 3000)
    if not 1 <= longest <= 3000:
        element["max_length"].object_to("must be between 1 and 3000")
    if not 0 <= element.get("min_length", 0) <= min(longest, 3000):
        element["min_length"].object_to("must be between 0 and max_length")
    element["initial_value"].length(longest)


def _number_input(element: Sent) -> None:
    if not isinstance(element.get("is_decimal_allowed"), bool):
        element["is_decimal_allowed"].object_to("missing required field")


def _confirm(confirm: Sent) -> None:
    confirm["title"].text(100, plain_only=True)
    confirm["text"].text(300)
    confirm["confirm"].text(30, plain_only=True)
    confirm["deny"].text(30, plain_only=True)


_CHECKS: dict[str, Callable[[Sent], None]] = {
    "button": _button,
    "image": check_image,
    "static_select": _static_select,
    "multi_static_select": _static_select,
    "overflow": partial(_few_options, 5),
    "radio_buttons": partial(_few_options, 10),
    "checkboxes": partial(_few_options, 10),
    "plain_text_input": _plain_text_input,
    "number_input": _number_input,
}
