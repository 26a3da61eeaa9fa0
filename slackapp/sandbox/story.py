"""The story of the sandbox: four customers, one of each level, with enough behind them to look at.

It is told through the desk's own use cases, each on its day, so that it can't drift from the rules.
Everybody in it is made up.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, time
from functools import partial
from typing import NamedTuple, TypeVar
from zoneinfo import ZoneInfo

from sqlalchemy import update

from models.rows.outbox import OutboxRow
from models.rows.people import Person, UserGroup
from models.rules.change_window import Weekly
from models.rules.facts import BlockAnswer
from models.rules.rotation import RotationVersion
from models.rules.service_definition import Kind, Level, PackSize, Severity
from models.rules.standing import Standing
from models.usecases import finding, people
from models.usecases.case import changes, opening
from models.usecases.case.opening import CaseReport
from models.usecases.channels import queues, threads
from models.usecases.customer import (
    closures,
    contracts,
    customers,
    grants,
    mail_senders,
    renewals,
)
from models.usecases.customer.customers import Extras
from models.usecases.escalation import decisions, time_entries
from models.usecases.oncall import contacts, rotations
from models.usecases.reports import change_windows, signs_of_life, sources
from models.usecases.reports.signs_of_life import SignTerms
from models.usecases.turn import Desk, Turn
from slackapp.pretend_slack.state.cast import ZONE
from slackapp.sandbox.company import CAST

BEGINS = datetime(2026, 6, 8, 8, 0, tzinfo=UTC)  # Mon 8 June 2026, 10:00 in Zurich

OPENING_LINES = (
    ("ada", "#support", "Morning! Who has a minute for acme's SAML case?"),
    ("ben", "#support", "Me, after ten. I'm on initech's slow console first."),
    (
        "eve",
        "#initech",
        "Login is down for everybody since a few minutes: “502 from the token endpoint”.\n"
        "Can somebody look, please? Our shop floor stands still.",
    ),
    ("cleo", "#sales", "Acme asks for a bigger pack. How many escalations do they have left?"),
)


def tell(desk: Desk, address: str) -> None:
    """Fill an empty desk with the story; nothing happens if there are customers already.

    `address` is where the pretend world stands: people's telephones are reached there.
    """
    cast = {person.id: person for person in map(_person, ("U0ADA", "U0BEN", "U0CLEO", "U0DANA"))}
    with desk.writing(cast["U0DANA"], BEGINS) as turn:
        if finding.customers(turn):
            return
        for person in cast.values():
            people.remember(turn.session, person)
        for group in CAST.groups:
            known = UserGroup(id=group.id, members=list(group.members), seen_at=BEGINS)
            people.remember_group(turn.session, known)
    teller = _Teller(desk, cast)
    _on_call(teller, address)
    _customers(teller)
    _acme(teller)
    _globex(teller)
    _initech(teller)
    _hooli(teller)
    teller.tidy_the_outbox()


MONITORING, BACKUP = "monitoring", "nightly-backup"  # initech's machines


def new_keys(desk: Desk, moment: datetime) -> tuple[str, str]:
    """Return new keys of initech's monitoring and of its backup; those of earlier days end."""

    def makes(turn: Turn, name: str) -> str:
        initech = finding.customer(turn, "initech")
        for _ in sources.live_keys(turn, sources.named(turn, initech, name)):
            sources.revoke(turn, initech, name)
        return sources.rotate(turn, initech, name).key

    with desk.writing(_person("U0DANA"), moment) as turn:
        return makes(turn, MONITORING), makes(turn, BACKUP)


MAIL_DOMAIN = "@initech.example"  # from where Eve writes


def let_mails_in(desk: Desk, moment: datetime) -> None:
    """Let mails of Eve's be initech's, unless they are so already."""
    with desk.writing(_person("U0DANA"), moment) as turn:
        initech = finding.customer(turn, "initech")
        if MAIL_DOMAIN not in mail_senders.of(turn, initech):
            mail_senders.add(turn, initech, [MAIL_DOMAIN])


def _person(person_id: str) -> Person:
    member = next(person for person in CAST.people if person.id == person_id)
    return Person(
        id=member.id,
        team_id=member.team_id,
        handle=member.name,
        name=member.real_name,
        standing=Standing.MEMBER,
        is_workspace_admin=member.is_admin,
        seen_at=BEGINS,
    )


Result = TypeVar("Result")


class _Teller:
    """Lets somebody do something at a wall-clock time of the story."""

    def __init__(self, desk: Desk, cast: dict[str, Person]) -> None:
        self._desk = desk
        self._cast = cast

    def at(self, when: str, who: str, does: Callable[[Turn], Result]) -> Result:
        """Let `who` do something at `when` (Zurich), in a turn of their own."""
        moment = datetime.fromisoformat(when).replace(tzinfo=ZoneInfo(ZONE))
        with self._desk.writing(self._cast[who], moment) as turn:
            return does(turn)

    def person(self, person_id: str) -> Person:
        """Return one of the cast."""
        return self._cast[person_id]

    def case(self, when: str, who: str, customer: str, title: str, kind: str, sev: int = 3) -> int:
        """Open a case and take it."""

        def opens(turn: Turn) -> int:
            found = finding.customer(turn, customer)
            number = opening.open_case(
                turn, found, CaseReport(title, Severity(sev), Kind(kind))
            ).case.id
            changes.assign(turn, number, turn.person)
            return number

        return self.at(when, who, opens)

    def reachable(self, when: str, who: str, phone: str, number: str) -> None:
        """Let somebody say how they are reached outside Slack, and called by hand."""

        def says(turn: Turn) -> None:
            contacts.add(turn, contacts.SEND, phone, "json://…/phone")
            contacts.add(turn, contacts.CALL, number, f"…{number[-2:]}")

        self.at(when, who, says)

    def rotation(self, when: str, name: str, members: Sequence[str], days: int) -> None:
        """Make a rotation that begins on the day of `when`, at 09:00."""
        first_day = datetime.fromisoformat(when).date()

        def sets(turn: Turn) -> None:
            version = RotationVersion(
                turn.moment, tuple(members), first_day, time(9), days, turn.calendar.zone_name
            )
            rotations.set_rotation(turn, name, version)

        self.at(when, "U0DANA", sets)

    def tidy_the_outbox(self) -> None:
        """Leave out old posts and lines, read long ago; the rest is due as the story begins.

        It is told in a moment, so that nothing of this morning waits, and nobody is to be alarmed.
        """
        with self._desk.database.writing() as session:
            day = BEGINS.astimezone(ZoneInfo(ZONE)).replace(hour=0, minute=0)
            read = (queues.Queued, threads.Headline, threads.ThreadLine)
            topics = [kind.topic for kind in read]
            old = update(OutboxRow).where(OutboxRow.topic.in_(topics), OutboxRow.at < day)
            session.execute(old.values(done_at=BEGINS))
            waiting = update(OutboxRow).where(OutboxRow.done_at.is_(None))
            session.execute(waiting.values(due_at=BEGINS))

    def replied(self, when: str, who: str, number: int) -> None:
        """Give a case its first response."""
        self.at(when, who, lambda turn: changes.respond(turn, number))

    def time(self, when: str, who: str, number: int, minutes: int, note: str = "") -> None:
        """Log time on the day of `when`."""
        self.at(
            when,
            who,
            lambda turn: time_entries.log(turn, finding.case(turn, number), minutes, None, note),
        )

    def closed(self, when: str, who: str, number: int) -> None:
        """Close a case."""
        self.at(when, who, lambda turn: changes.close(turn, number))


def _on_call(story: _Teller, address: str) -> None:
    """Ben is on call this week, Ada after him; both can be reached on their telephones."""
    for person_id, number in (("U0ADA", "+41 00 000 00 01"), ("U0BEN", "+41 00 000 00 02")):
        phone = f"{address.replace('http', 'json', 1)}/phone/{person_id}"
        story.reachable("2026-06-01 08:30", person_id, phone, number)
    for name, members, days in (
        (rotations.PRIMARY, ("U0ADA", "U0BEN"), 7),
        (rotations.SECONDARY, ("U0BEN", "U0ADA"), 7),
        (rotations.DUTY, ("U0ADA", "U0BEN"), 1),
    ):
        story.rotation("2026-06-01 09:00", name, members, days)


class _Customer(NamedTuple):
    key: str
    name: str
    level: Level
    first_day: date
    escalations: int | None = None
    manager: str | None = None
    channel: str | None = None
    notice_months: int | None = None


CUSTOMERS = (
    _Customer("hooli", "Hooli GmbH", Level.BASIC, date(2025, 3, 1)),
    _Customer(
        "globex", "Globex Corp", Level.PREMIUM, date(2025, 9, 15), None, "U0CLEO", "C0GLOBEX", 2
    ),
    _Customer("acme", "Acme AG", Level.STANDARD, date(2026, 1, 1), None, "U0CLEO", "C0ACME"),
    _Customer("initech", "Initech SA", Level.MANAGED, date(2026, 2, 1), 10, "U0CLEO", "C0INITECH"),
)


def _customers(story: _Teller) -> None:
    for each in CUSTOMERS:
        story.at(f"{each.first_day} 09:00", "U0DANA", partial(_adds, story, each))
    story.at(
        "2026-01-12 09:00",
        "U0DANA",
        lambda turn: closures.close_days(turn, date(2026, 6, 19), None, "Team day"),
    )


def _adds(story: _Teller, added: _Customer, turn: Turn) -> None:
    customer = customers.add(turn, added.key, added.name)
    contracts.begin(turn, customer, added.level, added.escalations, added.first_day, None)
    if added.manager is not None:
        customers.set_manager(turn, customer, story.person(added.manager))
    if added.notice_months is not None:
        renewals.set_notice_period(turn, customer, added.notice_months)
    if added.channel is not None:
        customers.set_channel(turn, customer, added.channel)


def _acme(story: _Teller) -> None:
    """Standard, with a pack: the example of the rules, in short."""
    first = story.case(
        "2026-03-02 09:10", "U0ADA", "acme", "Login loops behind the proxy", "configuration"
    )
    story.replied("2026-03-02 09:40", "U0ADA", first)
    story.time("2026-03-02 10:00", "U0ADA", first, 10, "call with their admin")
    story.time("2026-03-03 10:00", "U0ADA", first, 5)
    story.at(
        "2026-03-10 11:00",
        "U0CLEO",
        lambda t: grants.buy_pack(t, finding.customer(t, "acme"), PackSize.M),
    )
    story.time("2026-03-11 16:00", "U0ADA", first, 285, "cookie domain and proxy headers")
    story.time("2026-03-12 09:30", "U0ADA", first, 1, "sent the summary")
    story.at(
        "2026-03-13 09:00", "U0CLEO", lambda t: decisions.decide(t, first, BlockAnswer.ESCALATION)
    )
    story.closed("2026-03-13 09:30", "U0ADA", first)
    second = story.case(
        "2026-04-01 09:00", "U0BEN", "acme", "Claims missing in the ERP", "integration"
    )
    story.replied("2026-04-01 09:20", "U0BEN", second)
    story.time("2026-04-01 17:00", "U0BEN", second, 360, "mapping rebuilt")
    story.at(
        "2026-04-03 09:00", "U0CLEO", lambda t: decisions.decide(t, second, BlockAnswer.CONSULTING)
    )
    story.closed("2026-04-03 10:00", "U0BEN", second)
    third = story.case(
        "2026-05-04 10:00", "U0ADA", "acme", "Upgrade to 5.2 on their cluster", "upgrade"
    )
    story.replied("2026-05-04 10:30", "U0ADA", third)
    story.time("2026-05-04 15:00", "U0ADA", third, 120)
    story.closed("2026-05-05 09:00", "U0ADA", third)
    story.case(
        "2026-06-08 09:05", "U0ADA", "acme", "SAML metadata is not refreshed", "configuration", 2
    )


def _globex(story: _Teller) -> None:
    """Premium: a case close to 5 hours, a touchpoint, and one that waits too long."""
    review = story.case("2026-03-17 14:00", "U0BEN", "globex", "Half-year review", "touchpoint")
    story.replied("2026-03-17 14:00", "U0BEN", review)
    story.time("2026-03-17 15:30", "U0BEN", review, 90, "review meeting")
    story.closed("2026-03-17 16:00", "U0BEN", review)
    moved = story.case(
        "2026-04-20 09:00", "U0ADA", "globex", "Move to the new data centre", "migration"
    )
    story.replied("2026-04-20 09:30", "U0ADA", moved)
    story.time("2026-04-21 17:00", "U0ADA", moved, 190)
    story.closed("2026-04-22 09:00", "U0ADA", moved)
    keys = story.case(
        "2026-06-03 10:00", "U0BEN", "globex", "Tokens rejected after key rotation", "integration"
    )
    story.replied("2026-06-03 11:15", "U0BEN", keys)
    story.time("2026-06-03 17:00", "U0BEN", keys, 180, "reproduced")
    story.time("2026-06-04 12:00", "U0BEN", keys, 90, "cache of their gateway")
    story.at(
        "2026-06-05 09:30",
        "U0BEN",
        lambda t: opening.open_case(
            t, finding.customer(t, "globex"), CaseReport("Question on session lifetimes")
        ),
    )


def _initech(story: _Teller) -> None:
    """Managed: its extras, a gift, a block that waits for a decision, a Sev-2 of this morning."""
    extras = Extras(
        managed_upgrades=True,
        monitoring=True,
        runbook_url="https://wiki.example.com/initech-runbook",
        change_windows="Announced to their service desk a day ahead",
        remote_access="VPN; their service desk opens it on request",
    )

    def agrees(turn: Turn) -> None:
        initech = finding.customer(turn, "initech")
        customers.set_extras(turn, initech, extras)
        change_windows.add(turn, initech, Weekly(frozenset({1, 3}), 20 * 60, 22 * 60))
        sources.make(turn, initech, MONITORING)
        signs_of_life.expect(turn, initech, BACKUP, SignTerms(24 * 60, 2 * 60, Severity.SEV3))
        grants.adjust(turn, initech, 1, date(2026, 12, 31), "goodwill after the March outage")

    story.at("2026-04-07 10:00", "U0DANA", agrees)
    upgrade = story.case(
        "2026-05-19 09:00", "U0BEN", "initech", "Managed upgrade to 5.2", "upgrade"
    )
    story.replied("2026-05-19 09:15", "U0BEN", upgrade)
    story.time("2026-05-19 21:45", "U0BEN", upgrade, 240, "change window")
    story.time("2026-05-21 21:30", "U0BEN", upgrade, 120, "second node and checks")
    slow = story.case(
        "2026-06-08 09:30", "U0BEN", "initech", "Admin console is slow", "untriaged", 2
    )
    story.time("2026-06-08 09:50", "U0BEN", slow, 10, "first look")


def _hooli(story: _Teller) -> None:
    """Basic: defects are free; a pack was used up, and one charge found nothing to take from."""
    bug = story.case(
        "2026-05-11 13:00", "U0ADA", "hooli", "Crash when a role has no name", "defect"
    )
    story.replied("2026-05-11 14:00", "U0ADA", bug)
    story.time("2026-05-12 12:00", "U0ADA", bug, 200, "fixed in 5.2.1")
    story.closed("2026-05-13 09:00", "U0ADA", bug)
    story.at(
        "2026-05-18 10:00",
        "U0DANA",
        lambda t: grants.buy_pack(t, finding.customer(t, "hooli"), PackSize.S),
    )
    proxy = story.case(
        "2026-05-18 10:30", "U0ADA", "hooli", "Reverse proxy set-up", "configuration"
    )
    story.replied("2026-05-18 11:00", "U0ADA", proxy)
    story.time("2026-05-18 15:00", "U0ADA", proxy, 75)
    story.closed("2026-05-19 09:00", "U0ADA", proxy)
    mail = story.case(
        "2026-06-02 09:00", "U0ADA", "hooli", "Mail server integration", "integration"
    )
    story.replied("2026-06-02 09:45", "U0ADA", mail)
    story.time("2026-06-02 11:00", "U0ADA", mail, 40)
