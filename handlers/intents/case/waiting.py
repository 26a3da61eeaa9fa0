"""Messages that wait in customers' channels (I12): what somebody may want of them."""

from __future__ import annotations

from typing import Annotated

from handlers.intents.pieces.intent import Intent, Word
from handlers.intents.pieces.line import Words, said
from handlers.intents.pieces.reading import NotUnderstood, Reading
from handlers.intents.pieces.severities import read_severity
from handlers.intents.pieces.taking import take_end
from handlers.intents.pieces.written import Written
from models.problems import Missing
from models.rules.permissions import Permission
from models.rules.service_definition import Severity

_OPEN = ("open", "case", "fall")
_NONE = ("none", "no", "dismiss", "kein", "nein")
_REPLIED = ("replied", "answered", "beantwortet")


class ListWaiting(Intent):
    """List the messages that wait."""

    word = Word(
        "/case waiting",
        Permission.EVERYBODY,
        help={"/case waiting": "messages of customers that nobody has opened a case from (I12)"},
    )

    @classmethod
    def read(cls, words: Words, reading: Reading) -> Intent:  # noqa: ARG003
        """Read nothing more, `7 open [sev1] [replied]`, or `7 none`."""
        if words.done:
            return ListWaiting()
        number = words.word().removeprefix("#")
        if not (number.isascii() and number.isdigit() and len(number) < 10):
            raise NotUnderstood(
                f"{said(words.text(1))} is no number of a message.", "/case waiting"
            )
        words.take()
        example = f"/case waiting {number} open"
        if words.word() in _NONE:
            words.take()
            words.skip(words.word() in ("case", "fall"))
            take_end(words, f"/case waiting {number} none")
            return NoCase(int(number))
        if words.word() not in _OPEN:
            raise Missing("Open a case from it, or is it none?", example)
        words.take()
        return _opened(int(number), words, example)


class OpenWaiting(Intent):
    """Open a case from a message that waits; `replied`: what was answered was the first reply."""

    word = Word(
        "/case waiting open",
        Permission.EVERYBODY,
        help={"/case waiting 7 open [sev1] · 7 none": "opens a case from one, or says it is none"},
        words=("waiting",),
        writes=True,
    )

    number: Annotated[int, Written("{} open")]
    severity: Annotated[Severity | None, Written("sev{}")] = None
    replied: Annotated[bool, Written("replied")] = False

    @property
    def is_urgent(self) -> bool:
        """Whether a Sev-1 is opened."""
        return self.severity is Severity.SEV1


class NoCase(Intent):
    """Say that a message that waits is no case."""

    word = Word("/case waiting none", Permission.EVERYBODY, words=("waiting",), writes=True)

    number: Annotated[int, Written("{} none")]


def _opened(number: int, words: Words, example: str) -> OpenWaiting:
    severity = read_severity(words.ahead())
    words.skip(severity.used if severity else 0)
    replied = words.word() in _REPLIED
    words.skip(replied)
    take_end(words, example)
    return OpenWaiting(number, severity.severity if severity else None, replied)
