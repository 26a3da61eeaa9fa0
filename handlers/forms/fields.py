"""The pieces of forms, and what was filled in."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from slackblocks import (
    Block,
    DatePicker,
    DispatchActionConfiguration,
    InputBlock,
    Option,
    OptionGroup,
    PlainText,
    PlainTextInput,
    StaticSelectMenu,
)

from handlers.blocks.pieces.answer import section
from handlers.blocks.pieces.wording import cut
from handlers.front.views import CHANGE, FieldProblem, _wrong

MOST_OPTIONS = 100  # of a menu; where there are more, one types

_CHANGES = f"{CHANGE}:value"
_ENTER = DispatchActionConfiguration("on_enter_pressed")


def with_preview(blocks: Sequence[Block], would: Callable[[], str]) -> list[Block]:
    """Return a form's blocks with what it would do below them, or with what is wrong."""
    try:
        return [*blocks, section(would())]
    except FieldProblem as problem:
        return _beside(blocks, problem)


def _beside(blocks: Sequence[Block], problem: FieldProblem) -> list[Block]:
    """Return the blocks of a form with what is wrong below its field."""
    shown: list[Block] = []
    for block in blocks:
        shown.append(block)
        if block.block_id == problem.field:
            shown.append(_wrong(problem))
    return shown


@dataclass(frozen=True)
class TextField:
    """A field for text of at most `longest` characters, under a `label`.

    Where it `changes` what the form shows, Enter shows that anew.
    """

    field: str
    label: str
    initial: str = ""
    placeholder: str | None = None
    hint: str | None = None
    longest: int = 500
    multiline: bool = False
    optional: bool = False
    changes: bool = False

    def block(self) -> InputBlock:
        """Return it as it stands in a form."""
        return InputBlock(
            label=PlainText(self.label),
            element=PlainTextInput(
                action_id=_action_id(self.changes),
                initial_value=self.initial[: self.longest] or None,
                placeholder=self.placeholder,
                multiline=self.multiline,
                max_length=self.longest,
                dispatch_action_config=_ENTER if self.changes else None,
            ),
            block_id=self.field,
            hint=PlainText(self.hint) if self.hint else None,
            optional=self.optional,
            dispatch_action=self.changes,
        )


def _action_id(changes: bool) -> str:
    return _CHANGES if changes else "value"


def select_field(
    field: str,
    label: str,
    options: Sequence[tuple[str, str]],
    initial: str | None = None,
    *,
    optional: bool = False,
    changes: bool = False,
) -> InputBlock:
    """A field for one of several, pairs of label and value; a choice may show the form anew."""
    return _select(field, label, {"": options}, initial, optional=optional, changes=changes)


def grouped_field(
    field: str,
    label: str,
    groups: Mapping[str, Sequence[tuple[str, str]]],
    *,
    optional: bool = False,
) -> InputBlock:
    """A field for one of several that stand in groups; a choice shows the form anew."""
    return _select(field, label, groups, None, optional=optional, changes=True)


def _select(
    field: str,
    label: str,
    groups: Mapping[str, Sequence[tuple[str, str]]],
    initial: str | None,
    *,
    optional: bool,
    changes: bool,
) -> InputBlock:
    made = {
        name: [Option(PlainText(cut(text, 75)), value=value) for text, value in options]
        for name, options in groups.items()
        if options
    }
    flat = [option for options in made.values() for option in options]
    plain = list(made) == [""]
    return InputBlock(
        label=PlainText(label),
        element=StaticSelectMenu(
            action_id=_action_id(changes),
            placeholder="Choose…",
            options=flat if plain else None,
            option_groups=None
            if plain
            else [OptionGroup(PlainText(name), options) for name, options in made.items()],
            initial_option=next((option for option in flat if option.value == initial), None),
        ),
        block_id=field,
        optional=optional,
        dispatch_action=changes,
    )


def date_field(field: str, label: str, initial: str, *, changes: bool = False) -> InputBlock:
    """A field for a day; another day may show the form anew."""
    return InputBlock(
        label=PlainText(label),
        element=DatePicker(action_id=_action_id(changes), initial_date=initial),
        block_id=field,
        dispatch_action=changes,
    )
