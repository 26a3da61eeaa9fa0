"""An answer: a first line that is also its text, and blocks below it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from slackblocks import (
    ActionsBlock,
    Block,
    Button,
    ColumnSettings,
    ContextBlock,
    DividerBlock,
    Element,
    Option,
    OverflowMenu,
    PlainText,
    RawText,
    RichTextBlock,
    RichTextObject,
    SectionBlock,
    StaticSelectMenu,
    TableBlock,
    Text,
)
from slackblocks.rich_text.elements import RichText
from slackblocks.rich_text.objects import RichTextCodeBlock

from handlers.blocks.pieces.as_typed import escaped, given_back, holds_back, rich_text
from handlers.blocks.pieces.eras import stamped
from handlers.blocks.pieces.wording import IN_ENGLISH, cut
from handlers.phrases.shared import EARLIER, FURTHER
from handlers.phrases.writer import NO_BREAK, Writer
from handlers.slack_json import Json

RETYPE = "retype"  # a button that types a command for whoever presses it
LASTS = "retype:lasts"  # one in a message that stays: the answer does not replace it
NOTING = f"{LASTS}:noting"  # one in a message in which is noted what it has changed
_NOTED = "noted"  # begins the ids of blocks in which that stands
MOST_ROWS = 99  # a table has at most 100, with its header
LONGEST_SECTION = 3000
MOST_BUTTONS = 3  # on a message, that people find the right one at a glance
MOST_IN_OVERFLOW = 5  # this and what follows: Slack's
LONGEST_LABEL = 75
LONGEST_IN_MENU = 150
MOST_BLOCKS = 50
FIRST_OF_HELP = 7  # lines, that a telephone shows them all
FIRST_OF_TABLE = 10  # rows, that a telephone is not filled twice


@dataclass(frozen=True)
class Answer:
    """What is said: `text` is a plain sentence and the first line, `blocks` Slack's JSON of all.

    `refused` where nothing was done: such an answer never takes the place of what stood there.
    `for_all` where the whole channel sees it, and not only whoever asked. `rest` is what stands
    behind *More*: the first screen is what somebody needs to decide or act. Where it says a secret,
    `again` is what the same delivery is told once more, and what is kept. `changed` where what was
    asked for has changed something.
    """

    text: str
    blocks: list[Json]
    refused: bool = False
    for_all: bool = False
    rest: list[Json] = field(default_factory=list)
    again: Answer | None = None
    changed: bool = False

    def message(self) -> Json:
        """Return the message as Slack takes it.

        A new one is shown to nobody but the person who asked, unless it is for all. Where it
        replaces the message of a pressed button, whoever saw that sees it.
        """
        response_type = "in_channel" if self.for_all else "ephemeral"
        return {"text": self.text, "blocks": self.blocks, "response_type": response_type}

    @classmethod
    def kept(cls, message: Json) -> Answer:
        """Return the answer that was kept as `message()`."""
        return cls(message["text"], message["blocks"])


def answer(first_line: str, *below: Block | None) -> Answer:
    """Say `first_line` (mrkdwn, what people typed in it `as_typed`) and what stands below it."""
    return Answer(given_back(first_line), as_json([section(first_line), *below]))


def with_rest(said: Answer, *rest: Block | None) -> Answer:
    """Return an answer with blocks that stand behind *More*."""
    return replace(said, rest=as_json(rest))


def with_table(
    said: Answer,
    header: Sequence[str],
    rows: Sequence[Sequence[str]],
    right: Sequence[int] = (),
    wrap: Sequence[int] = (),
) -> Answer:
    """Return an answer with a table below it, whose first rows are shown and the others stand
    behind *More*; `right` and `wrap` as in `table`.
    """
    first, others = rows[:FIRST_OF_TABLE], rows[FIRST_OF_TABLE:]
    blocks = [*said.blocks, *as_json([table(header, first, right, wrap)])]
    rest = as_json([table(header, others, right, wrap)]) if others else []
    return replace(said, blocks=blocks, rest=[*rest, *said.rest])


def unfolded(said: Answer) -> Answer:
    """Return an answer with what stands behind *More*; its table goes on, for Slack takes one."""
    blocks, rest = list(said.blocks), list(said.rest)
    at = next((i for i, block in enumerate(blocks) if block["type"] == "table"), None)
    if at is not None and rest and rest[0]["type"] == "table":
        blocks[at] = {**blocks[at], "rows": [*blocks[at]["rows"], *rest.pop(0)["rows"][1:]]}
    return replace(said, blocks=[*blocks, *rest][:MOST_BLOCKS], rest=[])


def folded(said: Answer, whole: str) -> Answer:
    """Return an answer with *More*, a button that types the command `whole`, if there is more.

    It stands beside the answer's other buttons, of which there are two at most then.
    """
    if not said.rest:
        return said
    (row,) = as_json([buttons([("More", whole)])])
    at = next((i for i, b in enumerate(said.blocks) if b["type"] == "actions"), None)
    if at is None:
        return replace(said, blocks=[*said.blocks, row], rest=[])
    (more,) = row["elements"]
    beside = said.blocks[at]["elements"]
    shown = [element for element in beside if element["type"] == "button"]
    elements = [*shown, {**more, "action_id": stamped(f"{RETYPE}:more")}, *beside[len(shown) :]]
    blocks = [*said.blocks[:at], {**said.blocks[at], "elements": elements}, *said.blocks[at + 1 :]]
    return replace(said, blocks=blocks, rest=[])


def as_json(blocks: Iterable[Block | None]) -> list[Json]:
    """Return blocks as Slack takes them, those that are None left out."""
    return [_plain(block) for block in blocks if block is not None]


def _plain(block: Block) -> Json:
    # The ids that the library makes up tell nobody anything; Slack gives its own.
    content: Json = block._resolve()
    content.pop("block_id", None)
    return content


def section(text: str) -> SectionBlock | RichTextBlock:
    """A paragraph of mrkdwn, cut where Slack would refuse it."""
    text = _unbroken(_cut(text))
    return rich_text(text) if holds_back(text) else SectionBlock(_text(text))


def to_copy(text: str) -> RichTextBlock:
    """A text to be copied whole, as it is: nothing in it is formatted."""
    return RichTextBlock(RichTextCodeBlock(RichText(text)))


def _text(text: str) -> Text:
    """A text of which Slack makes nothing that is not marked up in it."""
    return Text(_unbroken(text), verbatim=True)


def _unbroken(text: str) -> str:
    """Keep an amount together on a narrow screen (M1)."""
    return _AMOUNT.sub(f"CHF{NO_BREAK}", text)


_AMOUNT = re.compile(r"CHF (?=-?[0-9])")


def _cut(text: str) -> str:
    """Cut a text that is too long, before the entity or the mention that would be torn apart."""
    if len(text) <= LONGEST_SECTION:
        return text
    return _TORN.sub("", text[: LONGEST_SECTION - 1]) + "…"


_TORN = re.compile(r"(?:&[a-z]{0,3}|<[^<>]*)\Z")


def lines(
    items: Iterable[str | None], write: Writer = IN_ENGLISH
) -> SectionBlock | RichTextBlock | None:
    """A paragraph of lines, those that are None left out; nothing if none is left.

    Of a list that is too long the first items (`•`, and what is indented below them) are left out,
    and it says how many, as its reader writes: the oldest stand first.
    """
    kept = [_cut(item) for item in items if item]
    first, left_out = _first_item(kept), 0
    while _length(kept) > LONGEST_SECTION - _ROOM and (at := _first_item(kept)) is not None:
        ends = next((i for i in range(at + 1, len(kept)) if kept[i][0] != " "), len(kept))
        del kept[at:ends]
        left_out += 1
    if first is not None and left_out:
        kept.insert(first, write.say(EARLIER, n=left_out))
    return section("\n".join(kept)) if kept else None


def foremost(items: Iterable[str], write: Writer) -> SectionBlock | RichTextBlock | None:
    """The same of a list in which what matters most stands first: the last items are left out."""
    kept = [_cut(item) for item in items]
    shown = list(kept)
    while _length(shown) > LONGEST_SECTION - _ROOM and len(shown) > 1:
        shown.pop()
    if left_out := len(kept) - len(shown):
        shown.append(write.say(FURTHER, n=left_out))
    return section("\n".join(shown)) if shown else None


_ROOM = 40  # for the line that says how many are left out


def _length(kept: Sequence[str]) -> int:
    return sum(len(item) + 1 for item in kept)


def _first_item(kept: Sequence[str]) -> int | None:
    return next((index for index, item in enumerate(kept) if item.startswith("•")), None)


def fields(pairs: Sequence[tuple[str, str]]) -> SectionBlock | RichTextBlock:
    """Names and values in two columns, at most ten; below each other where they are rich text."""
    if any(holds_back(value) for _, value in pairs):
        return section("\n".join(f"*{name}:* {value}" for name, value in pairs[:10]))
    return SectionBlock(fields=[_text(f"*{name}*\n{value}") for name, value in pairs[:10]])


def small(text: str) -> ContextBlock | RichTextBlock:
    """A line in small print, for which Slack has no rich text: that stands in full size."""
    text = _unbroken(_cut(text))
    return rich_text(text) if holds_back(text) else ContextBlock([_text(text)])


def divider() -> DividerBlock:
    """A line across."""
    return DividerBlock()


def table(
    header: Sequence[str],
    rows: Sequence[Sequence[str]],
    right: Sequence[int] = (),
    wrap: Sequence[int] = (),
) -> TableBlock:
    """A table of plain text: columns in `right` stand right, those in `wrap` may be long."""
    settings = [
        ColumnSettings(align="right" if index in right else "left", is_wrapped=index in wrap)
        for index in range(len(header))
    ]
    cells: list[list[RawText | RichTextObject]] = [
        [RawText(cell or "–") for cell in row] for row in (header, *rows[:MOST_ROWS])
    ]
    return TableBlock(rows=cells, column_settings=settings)


def buttons(
    options: Sequence[tuple[str, str]],
    more: Sequence[tuple[str, str]] = (),
    *,
    primary: int | None = None,
) -> ActionsBlock | None:
    """Buttons that type commands: pairs of what a button says and the command.

    Three are buttons, the others and `more` stand in a menu beside them; of more than fit there,
    all stand in a menu of their own. What is too long for one (`fits_menu`) can only be a button.
    """
    return _actions(RETYPE, options, more, primary)


def lasting_buttons(
    options: Sequence[tuple[str, str]],
    more: Sequence[tuple[str, str]] = (),
    *,
    primary: int | None = None,
) -> ActionsBlock | None:
    """Buttons of a message that stays as it is and is edited in place; `more` stand in its menu."""
    return _actions(LASTS, options, more, primary)


def noting_buttons(
    options: Sequence[tuple[str, str]], more: Sequence[tuple[str, str]] = ()
) -> ActionsBlock | None:
    """Buttons of a message that stays, in which what they change is noted."""
    return _actions(NOTING, options, more, None)


def is_to_be_noted(said: Answer) -> bool:
    """Whether an answer says what was decided, with what takes it back; sending for a statement
    changes something too, and decides nothing.
    """
    return said.changed and any(_actions_of(said.blocks))


def noted(message: Sequence[Json], said: Answer, by: str) -> Answer:
    """Return a message, given as its blocks, with what somebody, who is named in `by`, has changed
    by a button of it, in place of what was noted in it before: its buttons are a menu then.
    """
    kept = [each for each in message if not str(each.get("block_id", "")).startswith(_NOTED)]
    at = next((i for i, each in enumerate(kept) if each["type"] == "actions"), len(kept))
    told = [each for each in said.blocks if each["type"] != "actions"]
    pressed = [each for row in _actions_of(said.blocks) for each in row if each["type"] == "button"]
    menu = [pair for pair in _offered_in(message) if fits_menu(pair[1])]
    elements = as_json([choice("Something else…", menu, NOTING)])[0]["elements"] if menu else []
    row = {"type": "actions", "elements": [*pressed[: MOST_BUTTONS - 1], *elements]}
    new = [*told, *as_json([small(by)]), *([_lasting(row, NOTING)] if row["elements"] else [])]
    new = [{**each, "block_id": f"{_NOTED}-{index}"} for index, each in enumerate(new)]
    others = [each for each in kept[at:] if each["type"] != "actions"]
    return replace(said, blocks=[*kept[:at], *new, *others][:MOST_BLOCKS])


def _actions_of(blocks: Sequence[Json]) -> list[list[Json]]:
    return [each["elements"] for each in blocks if each["type"] == "actions"]


def _offered_in(message: Sequence[Json]) -> Iterator[tuple[str, str]]:
    """Yield what a message's own buttons and menus say and type, and none of what was noted."""
    for block in message:
        is_noted = str(block.get("block_id", "")).startswith(_NOTED)
        for each in block["elements"] if block["type"] == "actions" else ():
            if each["type"] == "button" and not is_noted:
                yield each["text"]["text"], each["value"]
            for option in each.get("options", ()):
                yield option["text"]["text"], option["value"]


def fits_menu(command: str) -> bool:
    """Whether a command is short enough to be typed by a menu."""
    return len(command) <= LONGEST_IN_MENU


def _actions(
    kind: str,
    options: Sequence[tuple[str, str]],
    more: Sequence[tuple[str, str]],
    primary: int | None,
) -> ActionsBlock | None:
    everything = [*options, *more]
    in_menu = [pair for pair in (*options[MOST_BUTTONS:], *more) if fits_menu(pair[1])]
    if len(in_menu) > MOST_IN_OVERFLOW and all(fits_menu(command) for _, command in everything):
        return choice("Choose…", everything, kind)
    elements: list[Element] = [
        Button(
            cut(label, LONGEST_LABEL),
            action_id=stamped(f"{kind}:{index}"),
            value=command,
            style="primary" if index == primary else None,
        )
        for index, (label, command) in enumerate(options[:MOST_BUTTONS])
    ]
    if in_menu:
        elements.append(
            OverflowMenu(
                action_id=stamped(f"{kind}:menu"), options=_menu(in_menu[:MOST_IN_OVERFLOW])
            )
        )
    return ActionsBlock(elements) if elements else None


def _menu(options: Sequence[tuple[str, str]]) -> list[Option]:
    return [
        Option(PlainText(cut(label, LONGEST_LABEL)), value=command) for label, command in options
    ]


def for_all(said: Answer) -> Answer:
    """Return an answer for the whole channel: its buttons leave it standing for the others."""
    return replace(said, blocks=[_lasting(block) for block in said.blocks], for_all=True)


def _lasting(block: Json, kind: str = LASTS) -> Json:
    if block["type"] != "actions":
        return block
    elements = [
        {**element, "action_id": re.sub(rf"^{RETYPE}:(?!lasts)", f"{kind}:", element["action_id"])}
        for element in block["elements"]
    ]
    return {**block, "elements": elements}


def with_line(said: Answer, line: str) -> Answer:
    """Return an answer with one more line in small print, where Slack takes one more block."""
    if len(said.blocks) >= MOST_BLOCKS:
        return said
    return replace(said, blocks=[*said.blocks, _plain(small(line))])


def with_buttons(said: Answer, options: Sequence[tuple[str, str]]) -> Answer:
    """Return an answer with buttons more, in a row of their own."""
    return replace(said, blocks=[*said.blocks, *as_json([buttons(options)])])


def choice(
    placeholder: str, options: Sequence[tuple[str, str]], kind: str = RETYPE
) -> ActionsBlock:
    """A menu whose choices type commands."""
    menu = StaticSelectMenu(
        action_id=stamped(f"{kind}:menu"), placeholder=placeholder, options=_menu(options)
    )
    return ActionsBlock([menu])


def broken(reference: str) -> Answer:
    """Say that something of ours broke, with a reference that the log has too."""
    said = answer(
        f"Sorry, something broke on our side. Nothing was changed. Reference `{reference}`.",
        small("Please tell an admin the reference: the log has the rest under it."),
    )
    return replace(said, refused=True)


def help_table(
    command: str, summary: str, rows: Sequence[tuple[str, str]], examples: Sequence[str]
) -> Answer:
    """A command's own short table, what is typed most often first, and examples if it has any."""
    listed = [f"• `{escaped(typed)}`  {escaped(does)}" for typed, does in rows]
    first, rest = listed[:FIRST_OF_HELP], listed[FIRST_OF_HELP:]
    said = answer(
        f"`{command}`: {summary}",
        lines(first),
        small("For example " + " or ".join(f"`{escaped(e)}`" for e in examples))
        if examples
        else None,
        small("`--here` at the end shows an answer to the whole channel."),
    )
    return with_rest(said, lines(rest))
