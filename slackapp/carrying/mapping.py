"""A mapping file: how the columns of another program's file make lines of ours, in TOML.

Each part is one of our files; each of its columns is a text in which `{Heading}` stands for what is
in that column of theirs. Of lines that make the same key in a part with `once = true` the earliest
counts. `[values.column]` says what something that stands there is called here.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from models.problems import Impossible
from models.rules.sheets import Sheet
from models.usecases.carrying.lines import CaseLine, LineRead, Wrong
from slackapp.carrying.sheets import Cells, Layout, Table

_HEADING: Final = re.compile(r"\{([^{}]+)\}")
_LONG_AGO: Final = datetime.min.replace(tzinfo=UTC)

Lines = Sequence[LineRead | Wrong]


@dataclass(frozen=True)
class Part:
    """How lines of one of our files are made."""

    sheet: Sheet
    columns: Mapping[str, str]
    values: Mapping[str, Mapping[str, str]]
    once: bool

    def mapped(self, cells: Cells) -> Cells:
        """Return a line of ours of what stands in one of theirs."""
        made = {
            heading: _HEADING.sub(lambda found: cells.get(found[1], "").strip(), text)
            for heading, text in self.columns.items()
        }
        return {
            heading: self.values.get(heading, {}).get(text, text) for heading, text in made.items()
        }

    def refuse_unfit(self, file: Path, table: Table) -> None:
        """Refuse (Impossible) a table that lacks a column that the mapping names."""
        named = {heading for text in self.columns.values() for heading in _HEADING.findall(text)}
        if lacks := sorted(named.difference(table.headings)):
            raise Impossible(
                f"{file}: {table.file} has no column “{lacks[0]}”; it has "
                f"{', '.join(filter(None, table.headings))}."
            )
        table.refuse_twice(named)


def only_earliest(files: Sequence[tuple[str, Lines]]) -> Sequence[tuple[str, Lines]]:
    """Return lines without those that count once and are not the earliest with their key."""
    earliest: dict[tuple[Sheet, str], LineRead] = {}
    for read in (each for _, lines in files for each in lines):
        if isinstance(read, LineRead) and read.once:
            known = earliest.setdefault((read.line.sheet, read.line.key), read)
            if _begins(read) < _begins(known):
                earliest[read.line.sheet, read.line.key] = read

    def counts(read: LineRead | Wrong) -> bool:
        if isinstance(read, Wrong) or not read.once:
            return True
        return earliest[read.line.sheet, read.line.key] is read

    return [(name, [each for each in lines if counts(each)]) for name, lines in files]


def _begins(read: LineRead) -> datetime:
    return read.line.reported if isinstance(read.line, CaseLine) else _LONG_AGO


# --- the file -------------------------------------------------------------------------------------


def read_mapping(file: Path, layouts: Mapping[Sheet, Layout]) -> Sequence[Part]:
    """Return the parts of a mapping file in the order in which they need each other.

    Impossible for what is no mapping.
    """
    try:
        said = tomllib.loads(file.read_text("utf-8"))
    except OSError as error:
        raise Impossible(f"{file}: {error.strerror}.") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise Impossible(f"{file} is no TOML: {error}.") from None
    _refuse_strange(file, said, (*Sheet, "values"), "part of a mapping")
    columns = {heading for layout in layouts.values() for heading in layout.headings}
    named = _table(file, said, "values")
    _refuse_strange(file, named, columns, "column of ours")
    values = {heading: _texts(file, _table(file, named, heading)) for heading in named}
    wanted = [sheet for sheet in Sheet if sheet in said]
    if not wanted:
        raise Impossible(f"{file} has no part: there are {', '.join(Sheet)}.")
    return [_part(file, layouts[each], _table(file, said, each), values, each) for each in wanted]


def _part(
    file: Path,
    layout: Layout,
    said: Mapping[str, object],
    values: Mapping[str, Mapping[str, str]],
    sheet: Sheet,
) -> Part:
    once = said.get("once", False)
    if not isinstance(once, bool):
        raise Impossible(f"{file}: `once` of {sheet} is true or false.")
    columns = {heading: text for heading, text in said.items() if heading != "once"}
    _refuse_strange(file, columns, layout.headings, f"column of {sheet}")
    needed = [each.heading for each in layout.columns if not each.optional]
    if lacks := [heading for heading in needed if heading not in columns]:
        raise Impossible(f"{file}: {sheet} lack {', '.join(lacks)}.")
    return Part(sheet, _texts(file, columns), values, once)


def _refuse_strange(
    file: Path, said: Mapping[str, object], known: Collection[str], what: str
) -> None:
    if strange := next((each for each in said if each not in known), None):
        raise Impossible(f"{file}: “{strange}” is no {what}: there are {', '.join(known)}.")


def _table(file: Path, said: Mapping[str, Any], name: str) -> Mapping[str, object]:
    found = said.get(name, {})
    if not isinstance(found, dict):
        raise Impossible(f"{file}: “{name}” is a table, [{name}].")
    return found


def _texts(file: Path, said: Mapping[str, object]) -> Mapping[str, str]:
    """Return what stands by each name; a number may stand without its quotation marks."""
    for name, text in said.items():
        if not isinstance(text, str | int) or isinstance(text, bool):
            raise Impossible(f"{file}: “{name}” is a text, in quotation marks.")
    return {name: str(text) for name, text in said.items()}
