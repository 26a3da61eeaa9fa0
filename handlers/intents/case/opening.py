"""Opening a case: what somebody may want, and how it is typed."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from handlers.intents.pieces.asking import THE_TITLE, ask, ask_which
from handlers.intents.pieces.customer_names import (
    begins_customer,
    near_customer,
    take_customer,
    written_customer,
)
from handlers.intents.pieces.days import ON
from handlers.intents.pieces.instants import AT, read_instant, written_instant
from handlers.intents.pieces.intent import Intent, Word
from handlers.intents.pieces.line import Words, quoted, said, visible
from handlers.intents.pieces.reading import NotUnderstood, Reading, Unclear
from handlers.intents.pieces.severities import SeverityRead, read_severity
from handlers.intents.pieces.suggestions import ALMOST_CERTAIN, closest, one_edit_from
from handlers.intents.pieces.taking import ANYWAY, joined, limited
from models.problems import Missing
from models.rules.limits import LONGEST_TITLE
from models.rules.permissions import Permission
from models.rules.service_definition import KINDS, Kind, Severity

_REPORTED = ("reported", "gemeldet")
_ONLY_KINDS = (Kind.UNTRIAGED, Kind.TOUCHPOINT_WORK)  # no title begins so
_FEWEST_OF_DAY_AND_TIME = 2  # words; a time alone begins many a title: `9:00 job fails`
_LONGEST_INSTANT = 4  # words, as in `8 jun 2026 16:00`


class OpenCase(Intent):
    """Open a case. The customer is as typed; None where nothing was said (the channel's customer,
    Sev-3, `untriaged`, reported now). `reported` is aware.

    `as_text` where the title was made text by quotes or a dash: then nothing is looked for in it.
    `anyway` if that day is meant.
    """

    word = Word(
        "/case open",
        Permission.EVERYBODY,
        help={
            "/case open acme sev1 configuration Login loops after upgrade": (
                "opens a case. Severity (3 if unsaid), kind (`untriaged` if unsaid) and "
                "`reported 08:40` stand before the title, in any order; a quote or `--` begins "
                "the title"
            ),
        },
        examples=("/case open acme sev2 configuration Login loops after upgrade",),
        reserves=("sev", *_REPORTED),
        writes=True,
    )

    customer: str | None
    title: str
    severity: Severity | None = None
    kind: Kind | None = None
    reported: datetime | None = None
    anyway: bool = False
    as_text: bool = field(default=False, compare=False)

    @property
    def is_urgent(self) -> bool:
        """Whether it is a Sev-1."""
        return self.severity is Severity.SEV1

    def typed(self) -> str:
        """Return the canonical text."""
        return joined(
            "open",
            written_customer(self.customer) if self.customer else None,
            f"sev{self.severity}" if self.severity else None,
            self.kind,
            f"reported {written_instant(self.reported)}" if self.reported else None,
            quoted(self.title),
            ANYWAY if self.anyway else None,
        )

    @staticmethod
    def read(words: Words, reading: Reading) -> OpenCase | NewCase:
        """Read `acme [sev2] [defect] [reported 08:40] Login loops`, or nothing for a form."""
        if words.done:
            return NewCase()
        anyway = words.take_last(ANYWAY)
        options = _Options(words, reading)
        options.take_all()
        customer = options.customer
        options.ask_whether_kind()
        options.ask_whether_reported()
        as_text = words.is_text
        if not as_text:
            options.take_report_behind()
        title = take_title(
            words,
            f"What is it about? The title is missing{f' for {customer}' if customer else ''}.",
            _example(written_customer(customer) if customer else "acme"),
        )
        said = (options.severity, options.kind, options.reported)
        return OpenCase(customer, title, *said, anyway, as_text)


class NewCase(Intent):
    """Open the form of a new case."""

    word = Word(
        "/case open (form)",
        Permission.EVERYBODY,
        help={"/case open": "a form for all of that"},
        opens="New case",
        urgent=True,
    )


def _example(customer: str) -> str:
    return f"/case open {customer} sev2 configuration Login loops after upgrade"


@dataclass
class _Options:
    """What is said of a case before its title, in any order."""

    words: Words
    reading: Reading
    customer: str | None = None
    severity: Severity | None = None
    kind: Kind | None = None
    reported: datetime | None = None
    _severity_stood: tuple[int, int] = (0, 0)  # with how many words to come, and of how many

    def take_all(self) -> None:
        """Take the customer and the options. What stands first is the customer, known or not; where
        options do, it may be unsaid.
        """
        words, all_of_it = self.words, self.words.count
        self._take_known()
        if self.customer is None and words.count == all_of_it:
            self.customer = take_customer(words, self.reading, _example("acme"))
            self._take_known()
        elif self.customer is None:
            self._ask_whether_customer()

    def _take_known(self) -> None:
        """Take options, and a customer that is known, until neither is ahead."""
        while self._take_customer() or self.words.skip_dash() or self._take_option():
            pass

    def _take_customer(self) -> bool:
        if self.customer is not None or not begins_customer(self.words, self.reading):
            return False
        self.customer = take_customer(self.words, self.reading, _example("acme"))
        return True

    def _ask_whether_customer(self) -> None:
        """Ask where a customer's name with a slip may begin the title."""
        words = self.words
        if words.is_text or (near := near_customer(words, self.reading)) is None:
            return
        short, used = near
        raise ask(
            f"{said(words.text(used))} is not a customer. Did you mean `{short}`?",
            (short, f"/case {words.corrected(used, short)}"),
            (THE_TITLE, f"/case {words.as_text()}"),
        )

    def _take_option(self) -> bool:
        """Take the option ahead; return whether there was one that the title does without."""
        return self._take_severity() or self._take_kind() or self._take_reported()

    def ask_whether_kind(self) -> None:
        """Ask where the kind that stands right before the title may be its first word."""
        words = self.words
        if self.kind in (None, *_ONLY_KINDS) or words.taken() != self.kind:
            return
        begins = words.text_at(0)[:1]
        if words.word() in KINDS or not (begins.islower() or begins.isdigit()):
            return
        words.skip(-1)
        raise ask(
            f"Is {said(words.text(1))} the kind, or the first word of the title?",
            ("It's the kind", f"/case {words.corrected(1, f'{self.kind},')}"),
            self._the_title(),
        )

    def ask_whether_reported(self) -> None:
        """Ask where a day and a time begin the title: it may have been reported then."""
        words = self.words
        if self.reported is not None or words.is_text:
            return
        try:
            found = read_instant(words.ahead(), self.reading.now)
        except NotUnderstood:
            return
        if found is None or found[1] < _FEWEST_OF_DAY_AND_TIME:
            return
        instant, used = found
        raise ask(
            f"Was it reported {said(words.text(used))}?",
            (
                "It was reported then",
                f"/case {words.corrected(used, f'reported {written_instant(instant)}')}",
            ),
            (THE_TITLE, f"/case {words.as_text()}"),
        )

    def _the_title(self) -> tuple[str, str]:
        """Return the choice that a word begins the title: a capital says so, and all behind it is
        read as ever.
        """
        words = self.words
        return THE_TITLE, f"/case {words.corrected(1, words.text(1).capitalize())}"

    def take_report_behind(self) -> None:
        """Take `reported yesterday 16:00` that ends the line; ask where more follows it."""
        words = self.words
        at = max((at for word in _REPORTED if (at := words.find(word)) is not None), default=None)
        if at is None or self.reported is not None or not self._may_be_report(at):
            return
        found = self._reported_at(at)
        if found is None:
            return
        instant, used = found
        if at + used == words.count:
            self.reported = instant
            words.drop_last(used)
            return
        shown, title = words.text(used, at), words.text(words.count)
        line = f"reported {written_instant(instant)} {quoted(title)}"
        raise ask(
            f"Does {said(shown)} say when it was reported, or is it part of the title?",
            ("It was reported then", f"/case {words.corrected(words.count, line)}"),
            (THE_TITLE, f"/case {words.as_text()}"),
        )

    def _may_be_report(self, at: int) -> bool:
        """Whether an instant stands behind the word, or what one would be that ends the line."""
        behind = self.words.ahead(at + self._led(at))
        try:
            return read_instant(behind, self.reading.now) is not None
        except NotUnderstood:
            return len(behind) <= (_LONGEST_INSTANT if behind[-1][:1].isdigit() else 2)

    def _take_severity(self) -> bool:
        words = self.words
        try:
            found = read_severity(words.ahead())
        except Unclear as unclear:
            the_title = (THE_TITLE, f"/case {words.as_text()}")
            raise ask_which(words, unclear, "/case", the_title) from unclear
        if found is None:
            return False
        if self.severity is not None:
            return self._take_another(found)
        self.severity = found.severity
        self._severity_stood = (words.count, found.used)
        words.skip(found.used)
        if found.also_text and words.text(1)[:1].islower() and not self._is_no_title():
            words.skip(-found.used)
            return False
        return True

    def _take_another(self, found: SeverityRead) -> bool:
        """Take a severity that was said already; ask which of two it is, if the title can't begin
        so.
        """
        words, said_first = self.words, self.severity
        if found.also_text:
            return False
        if found.severity == said_first:
            words.skip(found.used)
            return True
        stood, used = self._severity_stood
        since = stood - words.count
        words.skip(-since)
        between = words.text(since - used, used)
        both = since + found.used
        raise ask(
            f"Sev-{said_first} or Sev-{found.severity}? Both stand before the title.",
            *(
                (f"Sev-{each}", f"/case {words.corrected(both, f'sev{each} {between}'.strip())}")
                for each in (said_first, found.severity)
            ),
        )

    def _is_no_title(self) -> bool:
        """Whether more of what stands before the title is ahead."""
        words = self.words
        if words.word() in (*KINDS, *_REPORTED):
            return True
        if self.customer is None and begins_customer(words, self.reading):
            return True
        try:
            found = read_severity(words.ahead())
        except Unclear:
            return True
        return found is not None and not found.also_text

    def _take_kind(self) -> bool:
        """Take a kind, in lower case: a capital begins the title. A slip is asked about."""
        words = self.words
        word = words.text_at(0)
        if not word.islower():
            return False
        if self.kind is not None:
            self._ask_which_kind(word.rstrip(","))
            return False
        if word.rstrip(",") in KINDS:
            self.kind = Kind(words.take().word.rstrip(","))
            return True
        if guess := closest(word, KINDS, ALMOST_CERTAIN):
            raise ask(
                f"{said(word)} is not a kind. Did you mean `{guess}`?",
                (guess, f"/case {words.corrected(1, guess)}"),
                self._the_title(),
            )
        return False

    def _ask_which_kind(self, word: str) -> None:
        """Ask where another kind stands right behind one: which it is, or whether the title begins
        so.
        """
        words, first = self.words, self.kind
        if word not in KINDS or word == first or words.taken().rstrip(",") != first:
            return
        the_title = self._the_title()
        words.skip(-1)
        raise ask(
            f"Is it `{first}` or `{word}`? Both stand before the title.",
            (first, f"/case {words.corrected(2, f'{first},')}"),
            (word, f"/case {words.corrected(2, f'{word},')}"),
            the_title,
        )

    def _take_reported(self) -> bool:
        words = self.words
        if self.reported is not None or not self._says_reported():
            return False
        found = self._reported_at(0)
        if found is None:
            return False
        self.reported, used = found
        words.skip(used)
        return True

    def _says_reported(self) -> bool:
        """Whether a word for "reported" is ahead, or before a digit a slip of it."""
        word = self.words.word()
        is_slip = self.words.word(1)[:1].isdigit() and one_edit_from(word, _REPORTED)
        return word in _REPORTED or bool(is_slip)

    def _reported_at(self, start: int) -> tuple[datetime, int] | None:
        """Return the instant behind a word for "reported", and how many words both take; None if
        none is there. What is refused is asked about, for it may be the title's.
        """
        words = self.words
        the_title = (THE_TITLE, f"/case {words.as_text()}")
        behind = start + self._led(start)
        try:
            found = read_instant(words.ahead(behind), self.reading.now)
        except Unclear as unclear:
            words.skip(behind)
            raise ask_which(words, unclear, "/case", the_title) from unclear
        except NotUnderstood as problem:
            raise ask(str(problem), the_title) from problem
        return (found[0], found[1] + behind - start) if found else None

    def _led(self, start: int) -> int:
        """How many words lead to the instant: `reported`, `reported at`."""
        return 1 + (self.words.word(start + 1) in (*AT, *ON))


def take_title(words: Words, missing: str, example: str) -> str:
    """Take everything left as a case's title; `missing` is said where nothing is."""
    title = words.rest()
    if not visible(title):
        raise Missing(missing, example)
    return limited(title, LONGEST_TITLE, "title")
