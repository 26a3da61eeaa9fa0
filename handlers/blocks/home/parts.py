"""What the parts of a Home are made of: headings, and lists that are shown page by page."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from slackblocks import ActionsBlock, Block, Button, Element, HeaderBlock, SectionBlock

from handlers.blocks.pieces.answer import RETYPE, section
from handlers.blocks.pieces.eras import stamped
from models.rules.written_time import Wall

PRESSED = "home"  # begins the action of a button that only a Home has
PAGE, AGAIN = f"{PRESSED}:page", f"{PRESSED}:again"

Item = TypeVar("Item")


@dataclass(frozen=True)
class Setting:
    """What a Home is worded against: the clock on the wall, and how far each list is."""

    wall: Wall
    pages: Mapping[str, int]


@dataclass(frozen=True)
class Paged(Generic[Item]):
    """One page of a list: its items, and the buttons to the others, if there are others."""

    items: Sequence[Item]
    turns: Block | None


def page_of(name: str, items: Sequence[Item], size: int, setting: Setting) -> Paged[Item]:
    """Return the page of a list that is shown: the last one, if the list became shorter."""
    last = max(len(items) - 1, 0) // size
    at = min(setting.pages.get(name, 0), last)
    shown = items[at * size : (at + 1) * size]
    return Paged(shown, _turns(name, at, last) if last else None)


def _turns(name: str, at: int, last: int) -> Block:
    offered = [("Earlier", at - 1)] if at else []
    offered += [("Next", at + 1)] if at < last else []
    elements: list[Element] = [
        Button(
            f"{label} (page {page + 1} of {last + 1})",
            action_id=f"{PAGE}:{label.lower()}",
            value=f"{name} {page}",
        )
        for label, page in offered
    ]
    return ActionsBlock(elements)


def heading(text: str) -> HeaderBlock:
    """The name of a part."""
    return HeaderBlock(text)


def titled(title: str, text: str | None = None) -> Block:
    """The name of a list, and what there is to say about it as a whole."""
    return section(f"*{title}*" + (f"\n{text}" if text else ""))


def with_button(text: str, label: str, action: str, value: str) -> Iterator[Block]:
    """Yield a paragraph with a button of the Home's own beside it; below it, where it is rich text,
    which takes none.
    """
    button = Button(label, action_id=action, value=value)
    paragraph = section(text)
    if isinstance(paragraph, SectionBlock):
        paragraph.accessory = button
        yield paragraph
    else:
        yield from (paragraph, ActionsBlock([button]))


def with_command(text: str, label: str, command: str) -> Iterator[Block]:
    """Yield a paragraph with a button beside it that types a command."""
    return with_button(text, label, stamped(f"{RETYPE}:0"), command)
