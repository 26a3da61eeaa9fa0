"""Slack's limits for the elements inside blocks: buttons, selects, inputs, and their options."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from slackapp.pretend_slack.block_kit.elements import options_of
from slackapp.pretend_slack.block_kit.objections import Findings

Element = Mapping[str, Any]
Check = Callable[[Element, str, Findings], None]

IDS = 255
_SELECTS = {
    kind
    for source in ("static", "external", "users", "conversations", "channels")
    for kind in (f"{source}_select", f"multi_{source}_select")
}
_PICKERS = {"datepicker", "timepicker", "datetimepicker"}
_CHOICES = {"radio_buttons", "checkboxes"}
_TEXT_INPUTS = {
    "plain_text_input",
    "email_text_input",
    "url_text_input",
    "number_input",
    "rich_text_input",
    "file_input",
}
IN_ACTIONS = _SELECTS | _PICKERS | _CHOICES | {"button", "overflow", "workflow_button"}
IN_SECTION = IN_ACTIONS | {"image"}
IN_INPUT = _SELECTS | _PICKERS | _CHOICES | _TEXT_INPUTS


def check_element(element: Any, path: str, allowed: set[str], findings: Findings) -> None:
    """Object to an element that Slack would refuse at this place."""
    kind = element.get("type") if isinstance(element, Mapping) else None
    if kind not in allowed:
        findings.say(f"unsupported type: {kind}", f"{path}/type")
        return
    findings.length(element.get("action_id"), f"{path}/action_id", IDS)
    if "placeholder" in element:
        findings.text(element["placeholder"], f"{path}/placeholder", 150, plain_only=True)
    if "confirm" in element:
        _confirm(element["confirm"], f"{path}/confirm", findings)
    _CHECKS.get(str(kind), _nothing_more)(element, path, findings)


def _nothing_more(element: Element, path: str, findings: Findings) -> None:
    pass


def _button(element: Element, path: str, findings: Findings) -> None:
    findings.text(element.get("text"), f"{path}/text", 75, plain_only=True)
    findings.length(element.get("value"), f"{path}/value", 2000)
    findings.length(element.get("url"), f"{path}/url", 3000)
    findings.length(element.get("accessibility_label"), f"{path}/accessibility_label", 75)
    if element.get("style") not in (None, "primary", "danger"):
        findings.say("must be one of primary, danger", f"{path}/style")


def _image(element: Element, path: str, findings: Findings) -> None:
    findings.length(element.get("image_url"), f"{path}/image_url", 3000)
    findings.length(element.get("alt_text"), f"{path}/alt_text", 2000, required=True)


def _static_select(element: Element, path: str, findings: Findings) -> None:
    if "option_groups" in element:
        groups = findings.objects(element["option_groups"], f"{path}/option_groups", 100)
        for n, group in groups:
            where = f"{path}/option_groups/{n}"
            findings.text(group.get("label"), f"{where}/label", 75, plain_only=True)
            _options(group.get("options"), f"{where}/options", 100, findings)
    else:
        _options(element.get("options"), f"{path}/options", 100, findings)
    _initial_options(element, path, findings)


def _few_options(most: int) -> Check:
    def check(element: Element, path: str, findings: Findings) -> None:
        _options(element.get("options"), f"{path}/options", most, findings, plain_only=most == 5)
        _initial_options(element, path, findings)

    return check


def _options(
    options: Any, path: str, most: int, findings: Findings, *, plain_only: bool = False
) -> None:
    given = findings.objects(options, path, most)
    for n, option in given:
        findings.text(option.get("text"), f"{path}/{n}/text", 75, plain_only=plain_only)
        findings.length(option.get("value"), f"{path}/{n}/value", 150, required=True)
        if "description" in option:
            findings.text(option["description"], f"{path}/{n}/description", 75)
    findings.distinct([option.get("value") for _, option in given], "value", path)


def _initial_options(element: Element, path: str, findings: Findings) -> None:
    initial = element.get("initial_options") or [element.get("initial_option")]
    known = options_of(element)
    if any(option is not None and option not in known for option in initial):
        findings.say("initial option must be one of the options", path)


def _plain_text_input(element: Element, path: str, findings: Findings) -> None:
    longest = element.get("max_length", 3000)
    if not 1 <= longest <= 3000:
        findings.say("must be between 1 and 3000", f"{path}/max_length")
    if not 0 <= element.get("min_length", 0) <= min(longest, 3000):
        findings.say("must be between 0 and max_length", f"{path}/min_length")
    findings.length(element.get("initial_value"), f"{path}/initial_value", longest)


def _number_input(element: Element, path: str, findings: Findings) -> None:
    if not isinstance(element.get("is_decimal_allowed"), bool):
        findings.say("missing required field", f"{path}/is_decimal_allowed")


def _confirm(confirm: Any, path: str, findings: Findings) -> None:
    findings.text(confirm.get("title"), f"{path}/title", 100, plain_only=True)
    findings.text(confirm.get("text"), f"{path}/text", 300)
    findings.text(confirm.get("confirm"), f"{path}/confirm", 30, plain_only=True)
    findings.text(confirm.get("deny"), f"{path}/deny", 30, plain_only=True)


_CHECKS: dict[str, Check] = {
    "button": _button,
    "image": _image,
    "static_select": _static_select,
    "multi_static_select": _static_select,
    "overflow": _few_options(5),
    "radio_buttons": _few_options(10),
    "checkboxes": _few_options(10),
    "plain_text_input": _plain_text_input,
    "number_input": _number_input,
}
