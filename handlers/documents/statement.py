"""A customer's year in words: the same for a page, a table and a spreadsheet."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from handlers.documents.document import Cell, Column, Document, KeyNumber, Table
from handlers.phrases import statement as say
from handlers.phrases import titles
from handlers.phrases.shared import LEFT, TARGET
from handlers.phrases.writer import Phrase, Writer
from models.rules.facts import GrantSource
from models.rules.service_definition import (
    BLOCK_MINUTES,
    CHARGED_FROM_MINUTES,
    CONSULTING_HOURLY,
    CONSULTING_MINUTE,
    LEVEL,
    Level,
    Severity,
    Target,
)
from models.rules.statement import Grant, Outcome
from models.rules.year_lines import ChargeLine, FreeLine
from models.usecases.books.issued import Issued

_HOURS = BLOCK_MINUTES // 60
_RAISED = ", raised"  # ends the label of what a raise added (G5)


def document(issued: Issued) -> Document:
    """Return a customer's year as a document, in the customer's language."""
    return _Statement(issued, Writer(issued.language)).whole()


@dataclass(frozen=True)
class _Statement:
    issued: Issued
    write: Writer

    def whole(self) -> Document:
        """Return the document with the tables that have something to tell."""
        issued, say_ = self.issued, self.write.say
        return Document(
            language=issued.language,
            name=f"{issued.key}-{say_(say.FILE)}-{issued.part}",
            title=say_(say.TITLE, year=issued.year),
            whose=issued.name,
            lead=self._lead(),
            known=self._known(),
            numbers=list(self._numbers()),
            tables=list(self._tables()),
            notes=list(self._notes()),
            notes_title=say_(say.NOTES),
            total=say_(say.TOTAL),
            small_print=say_(say.EXCL_VAT),
            page=say_(say.PAGE),
        )

    def _known(self) -> str:
        """Write by which number it is known, or else as of when it is right."""
        issued, write = self.issued, self.write
        if issued.number is not None:
            return write.say(say.NUMBERED, number=issued.number)
        known = write.day(issued.known_on)
        if issued.closed_until is None:
            return write.say(say.OPEN, day=known)
        return write.say(say.CLOSED, day=known, until=write.day(issued.closed_until))

    def _lead(self) -> str:
        told = self.issued.lines.statement
        left = self.write.say(LEFT, left=told.remaining, granted=told.granted)
        return self.write.say(say.LEFT_ON, left=left, day=self.write.day(told.on))

    def _numbers(self) -> Iterator[KeyNumber]:
        lines, replies, write = self.issued.lines, self.issued.replies, self.write
        told = lines.statement
        left = write.say(say.OF, n=told.remaining, all=told.granted)
        yield KeyNumber(left, write.say(say.NUMBER_LEFT))
        yield KeyNumber(str(lines.used), write.count(lines.used, say.NUMBER_USED))
        yield KeyNumber(write.minutes(lines.minutes), write.say(say.NUMBER_TIME))
        consulting = sum((line.chf for line in lines.consulting), Decimal(0))
        yield KeyNumber(write.chf(consulting), write.say(say.NUMBER_CONSULTING))
        if replies.decided:
            met = write.say(say.OF, n=replies.met, all=replies.decided)
            yield KeyNumber(met, write.say(say.NUMBER_REPLIES))

    def _tables(self) -> Iterator[Table]:
        yield self._agreed()
        others = (
            self._grants(),
            self._charges(),
            self._undecided(),
            self._consulting(),
            self._free(),
            self._replies(),
            self._late(),
        )
        yield from (table for table in others if table.rows)

    # --- what is agreed, and what there is to use ------------------------------------------------

    def _agreed(self) -> Table:
        columns = self._columns(say.LEVEL, say.FROM, say.UNTIL, say.A_YEAR)
        rows = [
            (
                LEVEL[each.term.level].title,
                each.term.first_day,
                each.last_day or self.write.say(say.OPEN_ENDED),
                each.term.included,
                self._targets(each.term.level),
            )
            for each in self.issued.lines.terms
        ]
        note = "" if rows else self.write.say(say.NO_CONTRACT)
        columns.append(self._wide(say.FIRST_RESPONSE))
        return Table(self.write.say(say.AGREED), columns, rows, note)

    def _targets(self, level: Level) -> str:
        """Write by when a level promises a first response: where it matters, by severity (S1)."""
        targets = {severity: LEVEL[level].target(severity) for severity in Severity}
        if len(set(targets.values())) == 1:
            return self._target(targets[Severity.SEV3])
        return ", ".join(
            self.write.say(say.OF_SEVERITY, severity=int(severity), target=self._target(target))
            for severity, target in targets.items()
        )

    def _target(self, target: Target) -> str:
        return self.write.count(target.amount, TARGET[target.kind])

    def _grants(self) -> Table:
        """The escalations there were; what was used before the year only where there is some."""
        year, grants = self.issued.year, self.issued.lines.grants
        earlier = any(each.used_before for each in grants)
        columns = [
            self._wide(say.SOURCE),
            *self._columns(say.FROM, say.UNTIL),
            self._summed(say.GRANTED),
            *([self._summed(say.USED_BEFORE, year=year)] if earlier else []),
            self._summed(say.USED_IN, year=year),
            self._summed(say.EXPIRED),
            self._summed(say.REMAINING),
        ]
        rows: list[Sequence[Cell]] = [
            (
                self._grant(each.grant),
                each.grant.first_day,
                each.grant.last_day,
                each.grant.quantity,
                *([each.used_before] if earlier else []),
                each.used,
                each.remaining if each.is_over else 0,
                0 if each.is_over else each.remaining,
            )
            for each in grants
        ]
        return Table(self.write.say(say.GRANTS), columns, rows)

    def _grant(self, grant: Grant) -> str:
        """Write what a grant is called: its label is its source, and which one of these it is."""
        which = grant.label.partition(" ")[2]
        if grant.source is GrantSource.INCLUDED and which.endswith(_RAISED):
            which = self.write.say(say.RAISED, which=which.removesuffix(_RAISED))
        return self.write.say(say.GRANT[grant.source], which=which)

    # --- what was used ---------------------------------------------------------------------------

    def _charges(self) -> Table:
        columns = [
            *self._columns(say.DATE, say.CASE),
            self._wide(say.SUBJECT, 3),
            self._summed(say.TIME),
            *self._columns(say.SOURCE),
            self._wide(say.REASON, 2),
        ]
        rows = [
            (
                line.charge.day,
                line.case,
                self._title(line.title),
                timedelta(minutes=line.minutes),
                self._grant(line.charge.grant) if line.charge.grant else None,
                self._why(line),
            )
            for line in self.issued.lines.charges
        ]
        return Table(self.write.say(say.CHARGES), columns, rows)

    def _why(self, line: ChargeLine) -> str:
        charge, settled = line.charge, line.settled
        if settled is not None and settled.grant is not None:
            given = {"day": self.write.day(settled.day), "grant": self._grant(settled.grant)}
            return self.write.say(say.SETTLED_SINCE, **given)
        if charge.outcome is Outcome.UNCOVERED:
            return self.write.say(say.UNCOVERED)
        if charge.outcome is Outcome.SETTLED_FROM_GRANT:
            return self.write.say(say.SETTLED, day=self.write.day(charge.block.day))
        if charge.block.number == 1:
            return self.write.say(say.FIRST_BLOCK, hours=_HOURS)
        return self.write.say(say.LATER_BLOCK, before=_HOURS * (charge.block.number - 1))

    def _undecided(self) -> Table:
        columns = [
            *self._columns(say.CASE),
            self._wide(say.SUBJECT, 3),
            self._summed(say.TIME),
            self._summed(say.IF_CONSULTING),
        ]
        rows = [
            (
                line.case,
                self._title(line.title),
                timedelta(minutes=line.minutes),
                line.minutes * CONSULTING_MINUTE,
            )
            for line in self.issued.lines.undecided
        ]
        note = self.write.say(say.UNDECIDED_NOTE, price=_price(self.write))
        return Table(self.write.say(say.UNDECIDED), columns, rows, note)

    def _consulting(self) -> Table:
        columns = [
            *self._columns(say.MONTH, say.CASE),
            self._wide(say.SUBJECT, 3),
            self._summed(say.TIME),
            self._summed(say.CHF),
        ]
        rows = [
            (
                self.write.month(line.month),
                line.case,
                self._title(line.title),
                timedelta(minutes=line.minutes),
                line.chf,
            )
            for line in self.issued.lines.consulting
        ]
        note = self.write.say(say.CONSULTING_NOTE, price=_price(self.write))
        return Table(self.write.say(say.CONSULTING), columns, rows, note)

    def _free(self) -> Table:
        columns = [
            *self._columns(say.CASE),
            self._wide(say.SUBJECT, 3),
            self._summed(say.TIME),
            self._wide(say.REASON, 2),
        ]
        rows = [
            (
                line.case,
                self._title(line.title),
                timedelta(minutes=line.minutes),
                self._why_free(line),
            )
            for line in self.issued.lines.free
        ]
        return Table(self.write.say(say.FREE), columns, rows)

    def _title(self, title: str) -> str:
        return titles.as_read(title, self.write)

    def _why_free(self, line: FreeLine) -> str:
        since = self.write.day(line.since) if line.since else ""
        return self.write.say(say.WHY_FREE[line.why], minutes=CHARGED_FROM_MINUTES, day=since)

    # --- first responses -------------------------------------------------------------------------

    def _replies(self) -> Table:
        replies = self.issued.replies
        columns = [
            self._wide(say.FIRST_RESPONSE),
            self._summed(say.IN_TIME),
            self._summed(say.OF_ALL),
        ]
        rows = [(self._target(target), met, of) for target, met, of in replies.by_target]
        running = self.write.count(replies.running, say.RUNNING) if replies.running else ""
        return Table(self.write.say(say.REPLIES), columns, rows, running)

    def _late(self) -> Table:
        columns = [
            *self._columns(say.CASE),
            self._wide(say.SUBJECT, 3),
            *self._columns(say.REPORTED, say.DUE, say.GIVEN),
        ]
        rows = [
            (late.case, self._title(late.title), late.reported, late.due, late.given)
            for late in self.issued.replies.late
        ]
        return Table(self.write.say(say.LATE), columns, rows)

    # --- pieces ----------------------------------------------------------------------------------

    def _columns(self, *headings: Phrase) -> list[Column]:
        return [Column(self.write.say(heading)) for heading in headings]

    def _wide(self, heading: Phrase, share: int = 1) -> Column:
        return Column(self.write.say(heading), share)

    def _summed(self, heading: Phrase, **given: object) -> Column:
        return Column(self.write.say(heading, **given), summed=True)

    def _notes(self) -> Iterator[str]:
        """Yield how it is worked out, in the definition's numbers."""
        price = _price(self.write)
        for note in (say.NOTE_ESCALATION, say.NOTE_FREE, say.NOTE_EXPIRY, say.NOTE_CONSULTING):
            yield self.write.say(note, hours=_HOURS, minutes=CHARGED_FROM_MINUTES, price=price)


def _price(write: Writer) -> str:
    """Write what an hour of consulting costs."""
    return write.chf(CONSULTING_HOURLY)
