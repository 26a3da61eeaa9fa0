"""The pieces that every grammar is made of: case numbers, names, mentions, reasons, the end."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, datetime
from typing import TypeVar

from handlers.intents.pieces.asking import ask_which
from handlers.intents.pieces.case_numbers import LAST_NUMBER
from handlers.intents.pieces.days import Rule, read_day
from handlers.intents.pieces.durations import BadDuration, read_effort
from handlers.intents.pieces.instants import read_instant
from handlers.intents.pieces.line import TEXT_LIMIT, Token, Words, quoted, said, visible
from handlers.intents.pieces.reading import NotUnderstood, Reading, Unclear
from handlers.intents.pieces.suggestions import unknown
from models.problems import Missing
from models.rules.limits import LONGEST_NAME
from models.rules.writing import listed

BECAUSE = ("because", "weil")  # what leads to a reason
ANYWAY = "--anyway"  # behind what was asked about: it is meant nevertheless
AGAIN = "--again"  # and the number of what says the same: it is meant once more
_DAYS = "Days are written like `2026-06-08`, `8 jun`, `8.6.`, `mon` or `yesterday`."

_Word = TypeVar("_Word", bound=str)


def take_number(words: Words, what: str, example: str) -> int:
    """Take the number that something goes by; `what` names it, as in "a page's number"."""
    return take_whole(words, what, 1, LAST_NUMBER, example)


def take_whole(words: Words, what: str, least: int, most: int, example: str) -> int:
    """Take a whole number from `least` to `most`; `what` names it, as in "the block"."""
    if words.done:
        raise Missing(f"A number is missing: {what}.", example)
    shown = words.text(1)
    match = re.fullmatch(r"\+?(-?[0-9]{1,9})", words.word())
    if match is None or not least <= int(match[1]) <= most:
        raise NotUnderstood(
            f"{said(shown)} does not work as {what}: it is a whole number from {least} to {most}.",
            example,
        )
    words.take()
    return int(match[1])


def take_one_of(words: Words, known: Iterable[_Word], what: str, example: str) -> _Word:
    """Take one of the `known` words; `what` names it, as in "a kind". `{}` in the example is it.

    Where it is typed wrongly in the middle of a line, the example is that line, corrected.
    """
    choices = tuple(known)
    if words.done:
        which = what.removeprefix("a ").removeprefix("an ")
        raise Missing(f"Which {which}: {listed(choices, 'or')}?", example.replace("{}", choices[0]))
    if words.word() not in choices:
        raise unknown(words, choices, what, example)
    word = words.take().word
    return next(each for each in choices if each == word)


def take_effort(words: Words, example: str) -> int:
    """Take the minutes of what a piece of work takes, which may be more than a day."""
    if words.done:
        raise Missing("How much time? What is missing is a duration like `7h`.", example)
    try:
        minutes, used = read_effort(words.ahead())
    except BadDuration as bad:
        raise NotUnderstood(bad.alone, example) from bad
    words.skip(used)
    return minutes


def take_person(words: Words, reading: Reading, example: str) -> str:
    """Take a mention of a person, or a handle that the reading knows, and return Slack's id."""
    if words.done:
        raise Missing("Who? Mention the person with `@`.", example)
    token = words.take()
    named = person_named(token, reading)
    if named is None:
        raise NotUnderstood(
            f"{said(token.text)} is not a mention of a person. "
            f"Type `@{token.text.lstrip('@#')[:40]}` and choose the person that Slack offers.",
            example,
        )
    return named


def person_named(token: Token, reading: Reading) -> str | None:
    """Return Slack's id of whom a word names: by a mention, or by a handle, with `@` or without."""
    if token.mention:
        return token.mention if token.mention[0] in "UW" else None
    return dict(reading.people).get(token.word.lstrip("@").rstrip(",;"))


def take_channel(words: Words, example: str) -> str:
    """Take a mention of a channel and return Slack's id."""
    if words.done:
        raise Missing("Which channel? Mention it with `#`.", example)
    token = words.take()
    if not token.mention or token.mention[0] not in "CG":
        raise NotUnderstood(
            f"{said(token.text)} is not a channel I can find. "
            "Type `#` and choose the channel that Slack offers.",
            example,
        )
    return token.mention


def take_day(words: Words, reading: Reading, rule: Rule, example: str) -> date:
    """Take a day, where nothing else may stand."""
    if words.done:
        raise Missing("Which day? The date is missing.", example)
    try:
        found = read_day(words.ahead(), reading.today, rule)
    except Unclear as unclear:
        raise ask_which(words, unclear, example.partition(" ")[0]) from unclear
    except NotUnderstood as problem:
        raise NotUnderstood(problem.sentence, example) from problem
    if found is None:
        raise NotUnderstood(f"{said(words.text(1))} is not a day I can read. {_DAYS}", example)
    words.skip(found[1])
    return found[0]


def take_day_after(keyword: str, words: Words, reading: Reading, rule: Rule, example: str) -> date:
    """Take a keyword (`from`, `until`) and the day behind it."""
    if words.word() != keyword:
        if not says_because(words):
            take_end(words, example)
        raise Missing(f"Which day? What is missing is `{keyword}` and a date.", example)
    words.take()
    return take_day(words, reading, rule, example)


def instant_ahead(
    words: Words, start: int, reading: Reading, example: str
) -> tuple[datetime, int] | None:
    """Return the instant that stands `start` words ahead, if any, and how many words it takes."""
    try:
        return read_instant(words.ahead(start), reading.now)
    except Unclear as unclear:
        words.skip(start)
        raise ask_which(words, unclear, example.partition(" ")[0]) from unclear
    except NotUnderstood as problem:
        raise NotUnderstood(problem.sentence, example) from problem


def reason_at(words: Words) -> int | None:
    """Return how many words ahead a reason begins, or None if none does."""
    return next((at for at in range(words.count) if says_because(words, at)), None)


def says_because(words: Words, ahead: int = 0) -> bool:
    """Whether a word leads to a reason; with a capital, `Weil` is a town."""
    return words.word(ahead) in BECAUSE and words.text_at(ahead) != "Weil"


def take_reason(words: Words, example: str) -> str:
    """Take `because …`, which reaches to the end of the line."""
    reason = optional_reason(words, example)
    if reason is None:
        raise Missing("Why? A reason is needed here: `because …`.", example)
    return reason


def optional_reason(words: Words, example: str) -> str | None:
    """Take `because …`, or nothing if nothing is left."""
    if words.done:
        return None
    if not says_because(words):
        take_end(words, example)
    words.take()
    reason = words.rest()
    if not visible(reason):
        raise Missing("What comes after `because` is missing: the reason.", example)
    return limited(reason, TEXT_LIMIT, "reason")


def take_name(words: Words, what: str, example: str) -> str:
    """Take everything left as a name of something; `what` says of what."""
    name = words.rest()
    if not visible(name):
        raise Missing(f"{what} is missing.", example)
    return limited(name, LONGEST_NAME, "name")


def take_again(words: Words, what: str) -> int | None:
    """Take `--again 31` at the end: the number of what is meant once more, and only once; `what`
    says what is done with it, as in "entry is logged".
    """
    flags = (AGAIN, AGAIN.removeprefix("-"))
    last, before = words.word(words.count - 1), words.word(max(0, words.count - 2))
    if last in flags:
        raise Missing(f"Which {what} again? Its number is missing: `{AGAIN} 31`.")
    if before not in flags or not re.fullmatch("[0-9]{1,9}", last):
        return None
    words.drop_last(2)
    return int(last)


def take_end(words: Words, example: str | None = None) -> None:
    """Refuse whatever is still left."""
    if not words.done:
        raise NotUnderstood(
            f"I did not understand {said(words.text(words.count))} at the end.", example
        )


def limited(text: str, most: int, what: str) -> str:
    """Return the text; refuse one of more than `most` characters, with the count."""
    if len(text) > most:
        raise NotUnderstood(f"The {what} has {len(text)} characters; {most} is the most.")
    return text


def written_reason(reason: str | None) -> str | None:
    """Return a reason as it is typed, or None if there is none."""
    return f"because {quoted(reason)}" if reason else None


def joined(*pieces: str | None) -> str:
    """Return the pieces of a typed line that are there, with spaces between."""
    return " ".join(piece for piece in pieces if piece)
