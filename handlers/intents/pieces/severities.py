"""Severities as people spell them: `sev1`, `Sev-1:`, `P1`, `severity 1`, `critical`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from handlers.intents.pieces.line import plain, said
from handlers.intents.pieces.reading import Unclear
from models.rules.service_definition import SEVERITIES, Severity

_GRAVEST: Final = (
    *("critical", "urgent", "emergency", "crit", "blocker", "showstopper"),
    *("kritisch", "dringend", "notfall"),
)
_HIGH: Final = ("high", "major", "hoch")
_LOW: Final = ("medium", "normal", "low", "minor", "mittel", "niedrig")
_COUNTED: Final = {"one": 1, "two": 2, "three": 3, "eins": 1, "zwei": 2, "drei": 3}
_NAME = "se+v+(?:erity)?(?: level)?|prio(?:rity|rität)?|schweregrad|dringlichkeit"
_BETWEEN = "[ ._:#=-]{0,3}"
_CRITICAL = "|".join(_GRAVEST)
# `P4` and `S3` count nowhere: they are no graver than what a case is anyway, and names of things.
_SPELLINGS = (
    rf"(?:{_NAME}){_BETWEEN}(?P<number>[0-9]{{1,9}})",
    rf"(?:{_NAME}){_BETWEEN}(?P<counted>{'|'.join(_COUNTED)})",
    rf"(?:{_NAME}){_BETWEEN}(?P<critical>{_CRITICAL})",
    rf"(?:{_NAME}){_BETWEEN}(?P<rank>{'|'.join((*_HIGH, *_LOW))})",
    r"p[-_]?(?P<priority>[0-3])|s[-_]?(?P<short>[12])",
    rf"(?P<word>{_CRITICAL})",
)
_AHEAD = tuple(
    re.compile(rf"[(\[*_]*(?:{spelling})[)\]*_]*(?P<stop> ?[:,;!.|]+)?(?= |$)")
    for spelling in (*_SPELLINGS, "p (?P<priority>[0-3])")  # further on, `p 2` is a page
)
_WITHIN = tuple(re.compile(rf"(?<![\w-])(?:{spelling})(?!\.?\w)") for spelling in _SPELLINGS)
_DENIED = re.compile(
    r"(?:\b(?:not|no|non|none|never|less|nothing|hardly"
    r"|nicht|nichts|kein|keine|keinen|keiner|weniger|niemals)|n't)"
    r"(?:'s| (?:is|are|was|ist|war|here|there|in here|about it|at all|all|a|an|the|any|so|that|too"
    r"|this|very|really|yet|longer|anymore|particularly|especially|super|terribly|overly|actually"
    r"|think|seem|look|be|to be|it is|it's|say it is|consider it|call it|mehr|sehr|so|zu|ganz"
    r"|wirklich|besonders|allzu|unbedingt|ein|eine|einen|dass es|dass das))*,? $"
)


@dataclass(frozen=True, slots=True)
class SeverityRead:
    """A severity, and how many words it took.

    `also_text` where these may be words of what follows as well: `critical path`, `P1 printer`.
    """

    severity: Severity
    used: int
    also_text: bool = False


def read_severity(words: Sequence[str]) -> SeverityRead | None:
    """Return the severity that the words, in lower case, begin with; None if with none.

    Raises Unclear for one that there is not, such as `sev4`.
    """
    known = [*words, ""]
    text = " ".join(known[: known.index("")])
    match = next(filter(None, (pattern.match(text) for pattern in _AHEAD)), None)
    if match is None:
        return None
    used = match.group().count(" ") + 1
    severity = _severity(match)
    if severity is None:
        shown = " ".join(words[:used])
        raise Unclear(
            f"{said(shown)} does not exist: a severity is 1, 2 or 3.",
            used,
            *((f"Sev-{each}", f"sev{each}") for each in _nearest(match)),
        )
    groups = match.groupdict()
    may_be_text = groups.get("word") or groups.get("priority") or groups.get("short")
    return SeverityRead(severity, used, bool(may_be_text) and not match["stop"])


def severity_within(text: str) -> tuple[Severity, str] | None:
    """Return the gravest severity that a text speaks of, and how; None if it speaks of none.

    What is denied, as in `not urgent`, is not spoken of.
    """
    lower = plain(text).lower()
    found = [
        (severity, text[match.start() : match.end()])
        for pattern in _WITHIN
        for match in pattern.finditer(lower)
        if not is_denied(lower[: match.start()]) and (severity := _severity(match))
    ]
    return min(found, default=None)


def is_denied(before: str) -> bool:
    """Whether what stands before a word, in lower case, denies it: `not so`, `nothing is`."""
    return _DENIED.search(before) is not None


def _nearest(match: re.Match[str]) -> tuple[int, ...]:
    """The severities that one may mean which there is not."""
    groups = match.groupdict()
    if rank := groups.get("rank"):
        return (1, 2) if rank in _HIGH else (2, 3)
    return (3,) if int(groups.get("number") or 0) else (1,)


def _severity(match: re.Match[str]) -> Severity | None:
    groups = match.groupdict()
    if groups.get("critical") or groups.get("word"):
        return Severity.SEV1
    if counted := groups.get("counted"):
        return Severity(_COUNTED[counted])
    digits = groups.get("number") or groups.get("priority") or groups.get("short") or "0"
    return Severity(int(digits)) if int(digits) in SEVERITIES else None
