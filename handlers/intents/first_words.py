"""Which command is meant by words that name none: by the first of them, and by where they are said.

Where people talk they say `log 2h traced the loop`, and not `/escalation log 2h #12 …`. The first
word finds its command, and what the place tells is put in: in a case's thread that case is meant.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from handlers.intents import COMMANDS, UNDERSTAND
from handlers.intents.case.grammar import CASE
from handlers.intents.case.opening import OpenCase
from handlers.intents.customer.balance import BALANCE, AllBalances
from handlers.intents.escalation.grammar import ESCALATION
from handlers.intents.escalation.log import begins_log
from handlers.intents.oncall.pages import PageOf
from handlers.intents.pieces.asking import ask
from handlers.intents.pieces.case_numbers import case_number, says_case
from handlers.intents.pieces.command import HELP_WORDS, Command
from handlers.intents.pieces.customer_names import known_customer, written_customer
from handlers.intents.pieces.intent import Intent, OfCase
from handlers.intents.pieces.line import Words, said
from handlers.intents.pieces.reading import NotUnderstood, Reading, Unclear
from handlers.intents.pieces.severities import read_severity
from handlers.intents.pieces.suggestions import NEAR, closest
from models.problems import Choice, Missing, Problem

_COMMANDS: Final[dict[str, Command[Any]]] = {command.name: command for command in COMMANDS}
_FIRST: Final = tuple(
    dict.fromkeys(
        word for command in COMMANDS for word in (command.name.removeprefix("/"), *command.grammar)
    )
)
GREETINGS: Final = frozenset(("hi", "hello", "hey", "hallo", "hoi", "please", "bitte"))
COURTESIES: Final = frozenset(
    (
        *("thanks", "thank", "you", "thx", "ty", "cheers", "danke", "vielen", "dank", "merci"),
        *("so", "much", "very", "a", "lot", "ok", "okay", "k", "yes", "yep", "no", "nope", "sure"),
        *("great", "good", "nice", "perfect", "super", "cool", "fine", "well", "done", "noted"),
        *("got", "it", "sorry", "welcome", "top", "passt", "morning", "evening", "night", "bye"),
    )
)
EMOJI: Final = re.compile(r":[\w+'-]+:")
_NO_LETTERS: Final = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True)
class Place:
    """Where something is said, and what it is read against: in the thread of a case, in the channel
    of a customer (its short name), or neither.
    """

    reading: Reading
    case: int | None = None
    customer: str | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """A command by its name, and the text behind it as Slack sends it."""

    command: str
    text: str

    def __str__(self) -> str:
        """Return it as it is typed."""
        return f"{self.command} {self.text}".rstrip()


@dataclass(frozen=True, slots=True)
class _Read:
    """A line that reads, and what it means."""

    line: Line
    means: Intent

    @property
    def case(self) -> int | None:
        """The case that it is about, also as the one that a page is about."""
        page = getattr(self.means, "page", None)
        number: int | None = getattr(page if isinstance(page, PageOf) else self.means, "case", None)
        return number

    @property
    def customer(self) -> str | None:
        """The customer that it is about, as typed."""
        name: str | None = getattr(self.means, "customer", None)
        return name


# --- what asks for nothing, and for help ----------------------------------------------------------


def without_greeting(text: str, reading: Reading) -> str:
    """Return what is said without the greetings and the *please* that it begins with."""
    words = reading.words(text)
    greetings = 0
    while greetings < words.count and words.word(greetings).rstrip(",.!") in GREETINGS:
        greetings += 1
    return words.corrected(greetings, "") if greetings else text


def asks_nothing(text: str, reading: Reading) -> bool:
    """Whether it only thanks, agrees or bids good morning, in words or by emoji: nobody answers."""
    words = reading.words(EMOJI.sub(" ", text))
    if words.count == 1 and words.word() in HELP_WORDS:
        return False
    spoken = [word for each in words.ahead(most=words.count) for word in _NO_LETTERS.split(each)]
    return bool(text.strip()) and not (set(spoken) - {""} - COURTESIES)


def asks_for_help(text: str, reading: Reading) -> bool:
    """Whether nothing is said, or only `help`."""
    words = reading.words(text)
    return words.done or (words.count == 1 and words.word() in HELP_WORDS)


# --- what is meant --------------------------------------------------------------------------------


def line_meant(text: str, place: Place) -> Line:
    """Return the line that is meant by what somebody says at a place.

    A Choice where several commands have the word and none fits the place, or where it may be
    another case that is meant; NotUnderstood for a first word that none has; and whatever the
    command itself refuses. A question mark at the end is no part of what only asks.
    """
    words = place.reading.words(text)
    if words.count == 2 and words.word() in HELP_WORDS:
        text = f"{words.text(1, 1)} {words.text(1)}"
    asked = text.rstrip().removesuffix("?")
    found = _meant(asked, place)
    if found.means.word.writes and asked != text:
        found = _meant(text, place)
    return found.line


def may_be_urgent(text: str, place: Place) -> bool:
    """Whether a Sev-1 may hang on it, whichever line is meant."""
    try:
        lines = [line for way in _ways(text, place) for line in way]
    except Problem:
        return False
    tried = (_in_place(line, place) for line in lines)
    return any(isinstance(each, _Read) and each.means.is_urgent for each in tried)


def _meant(text: str, place: Place) -> _Read:
    refused: list[Problem] = []
    for lines in _ways(text, place):
        tried = [_in_place(line, place) for line in lines]
        if read := [each for each in tried if isinstance(each, _Read)]:
            return _fitting(read, place, text)
        refused += [each for each in tried if isinstance(each, Problem)]
    if not refused:
        raise _not_known(text, place)
    raise next((each for each in refused if isinstance(each, Choice)), refused[0])


def _ways(text: str, place: Place) -> Iterator[Sequence[Line]]:
    """Return the lines that a text may stand for, those first that its first word names most
    clearly: by a command's own name, by a word of its grammar, or by a time, a number or a severity
    alone. Whoever says `critical: login is down` opens a case, or means the thread's.
    """
    words = place.reading.words(text)
    first, behind = words.word(), words.corrected(1, "")
    named = f"/{first.removeprefix('/')}"
    if named in _COMMANDS:
        yield [Line(named, behind)]
    if having := [Line(name, text) for name, each in _COMMANDS.items() if first in each.grammar]:
        yield having
    elif named not in _COMMANDS:
        yield [
            *([Line(CASE.name, text)] if case_number(first) else []),
            *([Line(ESCALATION.name, text)] if begins_log(words, place.reading) else []),
        ]
        if _begins_severity(words):
            yield [Line(CASE.name, f"{word} {text}") for word in ("open", "severity")]
        yield [
            line
            for line in _of_customer(words, place.reading)
            if isinstance(_read(line, place), _Read)
        ]


def _of_customer(words: Words, reading: Reading) -> Iterator[Line]:
    """Yield the lines that may be meant where a customer stands before the word, or alone: then its
    balance is; and by a question for what a customer has left.
    """
    asks = _HAS_LEFT.match(words.text(words.count).lower()) is not None
    for start in range(words.count if asks else 1):
        if (known := known_customer(words, reading, start)) is None:
            continue
        customer, behind = words.text(known[1], start), words.ahead(start + known[1], 1)
        if asks or not behind:
            yield Line(BALANCE.name, customer)
            return
        rest = words.text(words.count, known[1] + 1)
        if f"/{behind[0]}" in _COMMANDS:
            yield Line(f"/{behind[0]}", f"{customer} {rest}".rstrip())
            return
        yield Line(BALANCE.name, f"{customer} {behind[0]} {rest}".rstrip())
        for name, each in _COMMANDS.items():
            if behind[0] in each.grammar and name != BALANCE.name:
                yield Line(name, f"{behind[0]} {customer} {rest}".rstrip())


_HAS_LEFT: Final = re.compile(r"(?:how (?:many|much)|what)\b.*\b(?:left|balance|escalations?)\b")


def _begins_severity(words: Words) -> bool:
    try:
        return read_severity(words.ahead()) is not None
    except Unclear:
        return True


def _fitting(read: Sequence[_Read], place: Place, text: str) -> _Read:
    """Return the one that is meant of those that read: of several the one about the thread's case,
    else the one that names nobody in vain. Raises Choice.
    """
    of_place = [each for each in read if place.case is not None and each.case == place.case]
    sound = [each for each in read if not _names_nobody(each, place)]
    fitting = of_place or sound or read
    if len(fitting) > 1:
        lines = [str(each.line) for each in fitting]
        word = said(place.reading.words(text).text(1))
        sentence = f"{word} is a word of several commands. Which one?"
        raise ask(sentence, *zip(lines, lines, strict=True))
    return fitting[0]


def _not_known(text: str, place: Place) -> Problem:
    """Return the refusal of a first word that no command has, or the question for one like it."""
    words = place.reading.words(text)
    first = words.text(1)
    guess = closest(first, _FIRST, at_least=NEAR)
    if guess is not None and (line := _if_it_reads(words.corrected(1, guess), place)):
        return ask(f"I don't know {said(first)}. Did you mean `{guess}`?", (guess, str(line)))
    return NotUnderstood(
        f"I don't know what to do with {said(words.text(words.count))}. I know the words of the "
        "commands, such as `log 2h`, `balance acme` or `who is on call`; `help` tells of them."
    )


def _if_it_reads(text: str, place: Place) -> Line | None:
    """Return the line that is meant, and what a slip would have asked for too; else None."""
    try:
        found = _meant(text, place)
    except Missing:
        return next((line for way in _ways(text, place) for line in way), None)
    except Problem:
        return None
    return None if _names_nobody(found, place) else found.line


# --- what the place tells -------------------------------------------------------------------------


def _in_place(line: Line, place: Place) -> _Read | Problem:
    """Read a line where it is said: the case of the thread, and the customer of the channel, are
    put in where it names none.
    """
    typed = _read(line, place)
    if place.case is not None:
        typed = _of_case(line, typed, place.case, place)
    if place.customer is not None and (_lacks_customer(typed) or _begins_title(typed, place)):
        here = _read(_put_in(line, written_customer(place.customer), place), place)
        if isinstance(here, _Read) and here.customer == place.customer:
            return here
    return typed


def _of_case(line: Line, typed: _Read | Problem, number: int, place: Place) -> _Read | Problem:
    """Return a line as it is about the thread's case, or as it is typed where it is about another
    or about none. A Choice where it may be either: `close 14` in the thread of #12.
    """
    here = _read(_put_in(line, f"#{number}", place), place)
    if isinstance(here, Problem) or here.case != number:
        is_refused = isinstance(here, Problem) and isinstance(typed, Problem)
        return here if is_refused and _begins_with_case(line, place) else typed
    if isinstance(typed, Problem) or typed.means.word.opens or _names_nobody(typed, place):
        return here
    if type(typed.means) is not type(here.means) or typed.case == number:
        return typed
    if typed.case is None:
        return here
    if _says_case(line, place):
        return typed
    return ask(
        f"This is the thread of #{number}. Which case do you mean?",
        *((f"#{each.case}", str(each.line)) for each in (typed, here)),
    )


def _read(line: Line, place: Place) -> _Read | Problem:
    try:
        return _Read(line, UNDERSTAND[line.command](line.text, place.reading))
    except Problem as refused:
        return refused


def _put_in(line: Line, what: str, place: Place) -> Line:
    """Return a line with a case or a customer behind its word: before all, where it has no word."""
    words = place.reading.words(line.text)
    if not _begins_with_word(line, words):
        return replace(line, text=f"{what} {line.text}".rstrip())
    return replace(line, text=words.corrected(1, f"{words.text(1)} {what}"))


def _begins_with_word(line: Line, words: Words) -> bool:
    """Whether a line begins with a word of its command; behind `/balance` the customer does."""
    return line.command != BALANCE.name and words.word() in _COMMANDS[line.command].grammar


def _begins_with_case(line: Line, place: Place) -> bool:
    """Whether what the word of a line begins is about a case, whose number stands behind it."""
    first = place.reading.words(line.text).word()
    intents = _COMMANDS[line.command].intents
    return any(issubclass(each, OfCase) and first in each.word.spellings for each in intents)


def _says_case(line: Line, place: Place) -> bool:
    """Whether a case stands behind the word of a line by more than a number, as `#14` does."""
    words = place.reading.words(line.text)
    return says_case(words.ahead(int(_begins_with_word(line, words))))


def _names_nobody(typed: _Read, place: Place) -> bool:
    """Whether it is about a customer whom nobody knows: then its name is where a text begins."""
    words = place.reading.words(typed.customer or "")
    first = words.peek()
    if first is None or first.is_channel:
        return False
    return known_customer(words, place.reading) is None


def _begins_title(typed: _Read | Problem, place: Place) -> bool:
    """Whether what reads as the customer of a case is where its title begins: nobody is called so,
    or nearly so.
    """
    if not isinstance(typed, _Read) or not isinstance(typed.means, OpenCase):
        return False
    known = (name.lower() for names in place.reading.customers for name in names)
    return _names_nobody(typed, place) and closest(str(typed.customer), known) is None


def _lacks_customer(typed: _Read | Problem) -> bool:
    """Whether a piece is missing, which may be the customer, or all customers are meant."""
    return isinstance(typed, Missing) or (
        isinstance(typed, _Read) and isinstance(typed.means, AllBalances)
    )
