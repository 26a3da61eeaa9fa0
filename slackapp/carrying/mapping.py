"""A mapping file: how the columns of another program's file make lines of ours, in TOML.

Each part is one of our files; each of its columns is a text in which `{Heading}` stands for what is
in that column of theirs. Of lines that make the same key in a part with `once = true` the first
counts. `[values.column]` says what something that stands there is called here.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from models.problems import Impossible
from models.rules.sheets import Sheet
from models.usecases.carrying.lines import LineRead, Wrong
from slackapp.carrying.sheets import Cells, Layout

_HEADING: Final = re.compile(r"\{([^{}]+)\}")


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

    def each_once(self, lines: Iterator[LineRead | Wrong]) -> Iterator[LineRead | Wrong]:
        """Yield lines, of those that make the same key only the first where that is wanted."""
        seen = set()
        for each in lines:
            if self.once and isinstance(each, LineRead):
                if each.line.key in seen:
                    continue
                seen.add(each.line.key)
            yield each


def read_mapping(
    file: Path, layouts: Mapping[Sheet, Layout], headings: Sequence[str]
) -> Sequence[Part]:
    """Return the parts of a mapping file in the order in which they need each other.

    Impossible for what is no mapping, or names a heading that there is not.
    """
    try:
        said = tomllib.loads(file.read_text("utf-8"))
    except OSError as error:
        raise Impossible(f"{file}: {error.strerror}.") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise Impossible(f"{file} is no TOML: {error}.") from None
    values = said.pop("values", {})
    parts = [
        _part(file, sheet, said.pop(sheet), layouts, values) for sheet in Sheet if sheet in said
    ]
    if said or not parts:
        raise Impossible(
            f"{file}: “{next(iter(said), '')}” is no part of a mapping: there are "
            f"{', '.join(Sheet)} and values."
        )
    for part in parts:
        for text in part.columns.values():
            for heading in _HEADING.findall(text):
                if heading not in headings:
                    raise Impossible(
                        f"{file}: there is no column “{heading}”; there are {', '.join(headings)}."
                    )
    return parts


def _part(
    file: Path,
    sheet: Sheet,
    said: dict[str, Any],
    layouts: Mapping[Sheet, Layout],
    values: Mapping[str, Mapping[str, str]],
) -> Part:
    once = bool(said.pop("once", False))
    columns = layouts[sheet].columns
    known = layouts[sheet].headings
    if strange := next((each for each in said if each not in known), None):
        raise Impossible(
            f"{file}: “{strange}” is no column of {sheet}: there are {', '.join(known)}."
        )
    if lacks := [
        each.heading for each in columns if not each.optional and each.heading not in said
    ]:
        raise Impossible(f"{file}: {sheet} lack {', '.join(lacks)}.")
    return Part(sheet, {name: str(text) for name, text in said.items()}, values, once)
