"""Opening a case: what somebody may want, and how it is typed."""

from __future__ import annotations

import re
from datetime import datetime

from handlers.intents.pieces.customer_names import known_customer, take_customer, written_customer
from handlers.intents.pieces.instants import written_instant
from handlers.intents.pieces.intent import Intent, OfCustomer, Word
from handlers.intents.pieces.line import Words, quoted, said, visible
from handlers.intents.pieces.reading import NotUnderstood, Reading
from handlers.intents.pieces.suggestions import ALMOST_CERTAIN, closest
from handlers.intents.pieces.taking import instant_ahead, joined, limited
from models.problems import Missing
from models.rules.limits import LONGEST_TITLE
from models.rules.permissions import Permission
from models.rules.service_definition import KINDS, SEVERITIES, Kind, Severity


class OpenCase(OfCustomer):
    """Open a case. The customer is as typed; None where nothing was said (default Sev-3,
    `untriaged`, reported now). `reported` is aware.
    """

    word = Word(
        "/case open",
        Permission.EVERYBODY,
        help={
            "/case open acme sev1 configuration Login loops after upgrade": (
                "opens a case. Severity (3 if unsaid), kind (`untriaged` if unsaid) and "
                "`reported 08:40` stand before the title, in any order and in lower case; a "
                "capital letter, a quote or `--` begins the title"
            ),
        },
        examples=("/case open acme sev2 configuration Login loops after upgrade",),
        reserves=("sev", "reported"),
        writes=True,
    )

    title: str
    severity: Severity | None = None
    kind: Kind | None = None
    reported: datetime | None = None

    def typed(self) -> str:
        """Return the canonical text."""
        return joined(
            f"open {written_customer(self.customer)}",
            f"sev{self.severity}" if self.severity else None,
            self.kind,
            f"reported {written_instant(self.reported)}" if self.reported else None,
            quoted(self.title),
        )

    @staticmethod
    def read(words: Words, reading: Reading) -> OpenCase | NewCase:
        """Read `acme [sev2] [defect] [reported 08:40] Login loops`, or nothing for a form."""
        example = "/case open acme sev2 configuration Login loops after upgrade"
        if words.done:
            return NewCase()
        if known_customer(words, reading) is None and _is_option(words.word()):
            raise Missing(
                f"Which customer? The name comes first, before {said(words.text(1))}.", example
            )
        customer = take_customer(words, reading, example)
        example = f"/case open {written_customer(customer)} sev2 configuration Login loops"
        severity: Severity | None = None
        kind: Kind | None = None
        reported: datetime | None = None
        while not words.done:
            if severity is None and (found := _severity(words, example)):
                severity, used = found
            elif kind is None and (named := _kind(words)):
                kind, used = named, 1
            elif reported is None and (since := _reported(words, reading, example)):
                reported, used = since
            else:
                break
            words.skip(used)
        title = take_title(
            words, f"What is it about? The title is missing for {customer}.", example
        )
        return OpenCase(customer, title, severity, kind, reported)


class NewCase(Intent):
    """Open the form of a new case."""

    word = Word(
        "/case open (form)",
        Permission.EVERYBODY,
        help={"/case open": "a form for all of that"},
        opens="New case",
    )


def _option(words: Words, ahead: int = 0) -> str:
    """Return the word if it is typed as an option, all in lower case; else ""."""
    word = words.text_at(ahead)
    return word if word == word.lower() else ""


def _is_option(word: str) -> bool:
    return word in KINDS or re.fullmatch(r"(?:sev|severity)[0-9]*|reported", word) is not None


def _severity(words: Words, example: str) -> tuple[Severity, int] | None:
    """Read `sev1`, `sev 1` or `severity 1`; return it and the words it takes."""
    match = re.fullmatch(r"(?:sev|severity)([0-9]{0,9})", _option(words).rstrip(","))
    if match is None:
        return None
    digits, used = (match[1], 1) if match[1] else (_option(words, 1), 2)
    if not re.fullmatch(r"[0-9]{1,9}", digits):
        return None
    if int(digits) not in SEVERITIES:
        raise NotUnderstood(
            f"{said(words.text(used))} does not exist: a severity is 1, 2 or 3. "
            "If it begins the title, put the title in quotes.",
            example,
        )
    return Severity(int(digits)), used


def _kind(words: Words) -> Kind | None:
    """Read a kind, if one is ahead. What is almost certainly meant as one is asked about."""
    word = _option(words)
    if word in KINDS:
        return Kind(word)
    guess = closest(word, KINDS, ALMOST_CERTAIN) if word else None
    if guess is None:
        return None
    raise NotUnderstood(
        f"{said(word)} is not a kind. Did you mean `{guess}`? "
        "If it begins the title, put the title in quotes.",
        f"/case {words.corrected(1, guess)}",
    )


def _reported(words: Words, reading: Reading, example: str) -> tuple[datetime, int] | None:
    """Read `reported 08:40`; anything but an instant behind it makes it the title's first word."""
    if _option(words) != "reported":
        return None
    found = instant_ahead(words, 1, reading, example)
    return (found[0], found[1] + 1) if found else None


def take_title(words: Words, missing: str, example: str) -> str:
    """Take everything left as a case's title; `missing` is said where nothing is."""
    title = words.rest()
    if not visible(title):
        raise Missing(missing, example)
    return limited(title, LONGEST_TITLE, "title")
