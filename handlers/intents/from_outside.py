"""What people from outside want of the desk, read from how they speak: in English or in German.

A report, or one of a few questions. Somebody in need is never asked what they meant: what can't be
read as a question is a report. It is critical, or it says nothing of how grave it is (I2).
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from rapidfuzz.distance import OSA

from handlers.intents.first_words import EMOJI, GREETINGS
from handlers.intents.pieces.line import plain
from handlers.intents.pieces.severities import is_denied, severity_within
from handlers.intents.questions_from_outside import Asks, question, spoken_in
from models.rules.service_definition import Severity


@dataclass(frozen=True, slots=True)
class Reported:
    """What somebody reports: its first line as the title, and all of it as they saw it."""

    title: str
    text: str
    critical: bool


def understood(text: str, called: Collection[str] = ()) -> Asks | Reported:
    """Return what somebody wants who says `text`, as they saw it, to the desk. Their own customer
    is `called` so: another's name is no word of a question, or it would tell whom there is (I9).
    """
    critical = _ALARM.search(text) is not None or is_critical(text)
    if not critical and (asked := question(text, called)):
        return asked
    return Reported(_title(text), text.strip(), critical)


def may_be_critical(text: str) -> bool:
    """Whether what somebody says is a report, and critical."""
    meant = understood(text)
    return isinstance(meant, Reported) and meant.critical


_FOR_OURS: Final = re.compile(  # what our own people type about a case
    r"(?:please |bitte )?(?:close|reopen|withdraw|cancel|take|assign|respond|log|undo|merge|delete"
    r"|remove|ack|acknowledge|schlie(?:ss|ß)\w*|storniere?|l[öo]e?sche?)\b"
    r".{0,40}(?:#|\b(?:case|ticket|fall) )\d+\W*",
    re.IGNORECASE,
)


def is_for_ours(text: str) -> bool:
    """Whether what somebody says reads like a command about a case by its number: a report all the
    same, for whoever is in need speaks as they do.
    """
    return _FOR_OURS.fullmatch(" ".join(text.split())) is not None


def cases_named(text: str) -> frozenset[int]:
    """Return the numbers of the cases that a text may name."""
    return frozenset(map(int, _NUMBER.findall(EMOJI.sub(" ", text))))


def only_names_cases(text: str) -> bool:
    """Whether a text says nothing but the numbers of cases, or beside these that they be closed."""
    spoken = [word for word in spoken_in(text) if word not in GREETINGS]
    words = {word for word in spoken if not word[-1].isdigit()}
    is_named = bool(words & (_CASE | _CLOSED)) or any(word[0] == "#" for word in spoken)
    return is_named and bool(cases_named(text)) and words <= _CASE | _CLOSED | _BE


def would_close(text: str) -> bool:
    """Whether a text says that cases be closed which it names, and nothing else."""
    return only_names_cases(text) and not _CLOSED.isdisjoint(spoken_in(text))


def would_close_it(text: str) -> bool:
    """Whether a text says that what is spoken of be closed, and nothing else."""
    words = {word for word in spoken_in(text) if word not in GREETINGS}
    return words <= _CASE | _CLOSED | _BE | _IT and not words.isdisjoint(_CLOSED)


_IT: Final = frozenset(("it", "this", "that", "es", "das", "dies", "diesen", "dieser", "dieses"))
_NUMBER: Final = re.compile(r"(?<!\d)\d{1,9}(?!\d)")
_CASE: Final = frozenset(("case", "cases", "ticket", "tickets", "fall", "fälle"))
_CLOSED: Final = frozenset(
    (
        *("close", "closed", "done", "solved", "resolved", "schliessen", "schließen", "schliesse"),
        *("schließe", "schliess", "schließ", "geschlossen", "zumachen", "erledigt", "gelöst"),
    )
)
_BE: Final = frozenset(
    (
        *("the", "our", "can", "could", "you", "we", "be", "is", "are", "now", "thanks", "and"),
        *("den", "der", "die", "unser", "unsere", "unseren", "kann", "können", "sie", "ihr", "wir"),
        *("werden", "ist", "sind", "jetzt", "danke", "und"),
    )
)


# --- critical -------------------------------------------------------------------------------------

_ALARM: Final = re.compile(":rotating_light:|\N{POLICE CARS REVOLVING LIGHT}")
_GRAVE: Final = re.compile(
    r"(?<![\w-])(?:critically|urgently|kritisch\w{1,2}|dringend\w{1,2}|dringlich|outage"
    r"|(?:total|komplett|system)?ausfall|ausgefallen)(?!\w)"
)
_DOWN: Final = re.compile(
    r"(?:\b(?:is|are|was|were|went|gone|ist|sind|all|everything|completely|again)|'s) (?:\w+ly )?"
    r"down\b(?! (?:to|by|from|below|the)\b)"
    r"|^down\b|\bdown for \w|\bdown(?=\W*$| ?[:!,.;\u2013-])"
)
_GOES_DOWN: Final = re.compile(  # and is not down
    r"\b(?:(?:bring|tak(?=e|i)|tear|put|slow|scroll|calm|drop|break|narrow|cut|sit|turn|step|count|shut)\w*"
    r"|writ(?:e|es|ing)|not(?:e|es|ing)|com(?:e|es|ing)|scal(?:e|es|ing)) (?:\w+ ){0,3}$"
    r"|\b(?:rates?|errors?|failures?|load|latency) (?:is|are|was|were|went|has gone|have gone) $"
)
_THINGS: Final = re.compile(  # that are called so, and are no matter
    r"\bcritical (?:path|patch|update|fix|section|css|mass|log|level|release)(?:e?s)?\b"
    r"|\bad[ -]?blocker\b"
)
_CALM: Final = re.compile(  # such words ring only beside `critical`, or an alarm
    r"^(?:(?:hi|hello|hey|hallo|hoi|ok|okay|great|please|bitte)\b[ ,]*)*"
    r"(?:thanks|thank you|many thanks|thx|ty|cheers|merci|danke|vielen dank|besten dank)\b"
    r"(?! (?:in advance|im voraus))"
    r"|\b(?:outage|incident|ausfall) (?:report|summary|review|postmortem|post-mortem|history)s?\b"
)
_SENTENCE_ENDS: Final = re.compile(r"(?<=[.!?;]) ")
_BUT: Final = re.compile(r"\b(?:but|still|again|aber|immer noch|wieder)\b")
_SLIPS: Final = ("critical", "urgent", "emergency", "kritisch", "dringend", "notfall")
_NO_SLIPS: Final = frozenset(
    (
        *("clinical", "critics", "cortical", "emergence", "emergent"),
        *("dringen", "drinnen", "notfalls"),
    )
)
_SPOKEN: Final = re.compile(r"(?<![\w-])[^\W\d_]+")


def is_critical(text: str) -> bool:
    """Whether a text says that something is critical, also by a slip, and nowhere denies just that.

    A word that names a thing counts only where the text begins with it.
    """
    lower = " ".join(plain(text).lower().split())
    rest = _THINGS.sub(lambda thing: " " if thing.start() else thing[0], lower)
    said = severity_within(rest)
    if said is not None and said[0] is Severity.SEV1:
        return True
    if any(not is_denied(rest[: slip.start()]) for slip in _slips(rest)):
        return True
    rest = " ".join(each for each in _SENTENCE_ENDS.split(rest) if not _is_calm(each))
    falls = (down for down in _DOWN.finditer(rest) if not _GOES_DOWN.search(rest[: down.end() - 4]))
    return any(not is_denied(rest[: each.start()]) for each in (*_GRAVE.finditer(rest), *falls))


def begins_critical(line: str) -> bool:
    """Whether a line, such as a mail's subject, says that something is critical, and begins so:
    with the alarm, or with its first or its second word, after a greeting.
    """
    bare = _GREETED.sub("", " ".join(line.split()))
    if _ALARM.match(bare):
        return True
    words = bare.split(" ")
    return is_critical(bare) and any(is_critical(" ".join(words[:count])) for count in (1, 2))


def _is_calm(sentence: str) -> bool:
    """Whether a sentence thanks, or says that it is over: grave words in it mean nothing."""
    return _CALM.search(sentence) is not None and _BUT.search(sentence) is None


def _slips(text: str) -> list[re.Match[str]]:
    return [word for word in _SPOKEN.finditer(text) if _is_slip(word[0])]


def _is_slip(word: str) -> bool:
    """Whether a word is one of the grave ones but for a slip or two; they begin alike."""
    if word in _NO_SLIPS:
        return False
    return any(
        word[0] == grave[0]
        and len(word) >= len(grave) - 1
        and 0 < OSA.distance(word, grave) <= (2 if len(grave) > 7 else 1)
        for grave in _SLIPS
    )


# --- the title ------------------------------------------------------------------------------------

_GREETED: Final = re.compile(
    r"^(?:(?:hi|hello|hey|hallo|hoi|please|bitte)\b[ ,!.]*)*", re.IGNORECASE
)
_LED: Final = re.compile(r"[\[(*_]*(?P<word>[^\W_]+)[\])*_]*[\s:,!.\u2013-]*")
_MARKER: Final = re.compile(
    _GREETED.pattern + r"(?P<word>[^\W\d_]+)\s*[:,!.\u2013-]+\s*",
    re.IGNORECASE,
)


def title_of_mail(subject: str, text: str) -> str:
    """Return a mail's subject without the word that calls it critical, where it begins with that;
    where nothing else stands there, its first line.
    """
    bare = " ".join(_ALARM.sub(" ", subject).split())
    led = _LED.match(bare)
    names_a_thing = _THINGS.match(bare.lower()) is not None
    if led is not None and severity_within(led["word"]) is not None and not names_a_thing:
        bare = bare[led.end() :]
    return _title(f"{bare}\n{text}")


def _title(text: str) -> str:
    """Return the first line without the word that calls it critical, where that stands before it,
    and without the alarm.
    """
    without = _ALARM.sub(" ", text)
    lines = [" ".join(line.split()) for line in without.splitlines()]
    first = next((line for line in lines if line), "")
    marker = _MARKER.match(first)
    if marker is not None and is_critical(marker["word"]):
        return first[marker.end() :] or next((line for line in lines[1:] if line), first)
    return first
