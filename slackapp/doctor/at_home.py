"""The looks at the desk's own house: its database, its worker, what is kept and who is on call."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta

from handlers.blocks.oncall.check import how_much
from handlers.blocks.pieces.wording import counted
from models.usecases import self_watch
from models.usecases.customer import mail_senders
from models.usecases.oncall import check, contacts
from models.usecases.oncall import rotations as oncall
from models.usecases.people import DESK_ITSELF
from models.usecases.reports import sources
from models.usecases.turn import Turn
from slackapp.database import opened
from slackapp.doctor.finding import Finding, Patient, ok, warning, wrong
from slackapp.only_server import is_served
from slackapp.outside import sender_of

_LATE = timedelta(minutes=3)  # a worker looks once a minute
_SERVE = "python -m slackapp serve"


def database(patient: Patient) -> Iterator[Finding]:
    """Whether it is there, reachable, and has this version's tables."""
    with opened(patient.settings.database_url):
        kind = "SQLite" if patient.sqlite_file else "PostgreSQL"
    yield ok(f"The database is reachable and up to date ({kind}).")


def one_server(patient: Patient) -> Iterator[Finding]:
    """SQLite is for one server process, on this machine; a second one is refused at its start."""
    if patient.sqlite_file is None:
        yield ok("PostgreSQL: any number of processes may serve.")
        return
    if is_served(patient.settings.database_url):
        yield ok("One process serves this SQLite database; a second one would be refused.")
        return
    age = _age_of_last_look(patient)
    if age is not None and age < _LATE:
        yield warning(
            f"A worker looked at this SQLite database {_words(age)} ago, but no process on this "
            "machine keeps it.",
            "If it was stopped just now, all is well. If it runs on another machine or in another "
            "container: SQLite is for one server process, so set DATABASE_URL to a PostgreSQL.",
        )
    else:
        yield ok("No process serves this SQLite database just now; one may.")


def worker(_: Patient, turn: Turn) -> Iterator[Finding]:
    """When a worker looked last: it leaves word once a minute."""
    last = self_watch.last_look(turn)
    if last is None:
        yield warning("No worker has looked at this database yet.", _SERVE)
    elif (age := turn.moment - last) > _LATE:
        yield wrong(
            f"No worker has looked for {_words(age)}: nobody is rung and nothing is sent.", _SERVE
        )
    else:
        yield ok(f"A worker looked {_words(age)} ago.")


def outbox(_: Patient, turn: Turn) -> Iterator[Finding]:
    """Whether a rung or a message is overdue by more than a minute."""
    late = self_watch.overdue(turn)
    if not late.any:
        yield ok("No rung of a page and no message is overdue.")
        return
    yield wrong(
        how_much(late),
        "Make sure that a worker runs, and look into its log for what Slack refuses.",
    )


def contacts_key(patient: Patient, turn: Turn) -> Iterator[Finding]:
    """Whether addresses outside Slack can be kept, and those that are kept be read."""
    found = contacts.readable(turn)
    if patient.desk.vault is None:
        says = "CONTACTS_KEY is not set: nobody can be reached outside Slack."
        if found.kept:
            yield wrong(
                f"{says} {counted(found.kept, 'address', 'addresses')} can't be read.",
                "Set the key with which they were kept.",
            )
        else:
            yield warning(says, "python -m slackapp key makes one; keep a copy of it.")
        return
    kept = counted(found.kept, "address", "addresses")
    if found.lost:
        yield wrong(
            f"CONTACTS_KEY does not open {found.lost} of {kept} "
            "outside Slack: it is not the key with which they were kept.",
            "Set that one beside it (new,former), then python -m slackapp key --rotate; or let "
            "each person give their addresses anew: /oncall contact",
        )
    else:
        yield ok(f"CONTACTS_KEY opens all that is kept: {kept}.")


_CHECKED = {
    check.Trouble.GAP: ("time with nobody on call", "times with nobody on call"),
    check.Trouble.GONE: ("person who is gone", "people who are gone"),
    check.Trouble.UNREACHABLE: (
        "person who can't be reached outside Slack",
        "people who can't be reached outside Slack",
    ),
    check.Trouble.ALONE: ("rotation of one", "rotations of one"),
    check.Trouble.RUNG: ("rung that can never be reached", "rungs that can never be reached"),
}


def on_call(patient: Patient, turn: Turn) -> Iterator[Finding]:
    """O7's check of the next 14 days, and whether the user groups follow rotations that exist."""
    found = Counter(item.what for item in check.check(turn))
    found.pop(check.Trouble.KEY, 0)  # `contacts_key` tells it
    if found.pop(check.Trouble.NOTHING, 0):
        yield warning(
            "There is no rotation yet: a page would ring nobody.",
            "Type in Slack: /oncall rotation primary weekly mon 09:00 @ada @ben",
        )
    elif found:
        counts = [counted(number, *_CHECKED[what]) for what, number in found.items()]
        yield warning(
            f"The next 14 days: {', '.join(counts)}.", "Type in Slack: /oncall check names them."
        )
    else:
        yield ok("On call is in order for the next 14 days.")
    known = set(oncall.names(turn.session))
    for group, rotations in patient.settings.oncall_usergroups.items():
        for name in sorted(set(rotations) - known):
            yield warning(
                f"ONCALL_USERGROUPS lets {group} follow {name}, and there is no such rotation.",
                "Make it with /oncall rotation, or correct the name.",
            )


def _age_of_last_look(patient: Patient) -> timedelta | None:
    with patient.desk.reading(DESK_ITSELF, patient.clock.now()) as turn:
        last = self_watch.last_look(turn)
        return turn.moment - last if last is not None else None


def _words(age: timedelta) -> str:
    seconds = max(0, int(age.total_seconds()))
    for size, name in ((86400, "day"), (3600, "hour"), (60, "minute")):
        if seconds >= size:
            return counted(seconds // size, name)
    return counted(seconds, "second")


def mails(patient: Patient, turn: Turn) -> Iterator[Finding]:
    """Whether mails are taken, whether anybody is vouched for, and whether they are answered."""
    settings = patient.settings
    if settings.mail_key is None:
        if mail_senders.are_recorded(turn):
            yield warning(
                "MAIL_KEY is not set: no mail is taken, though customers' addresses are recorded.",
                "python -m slackapp key makes one; our own mail server hands mails on with it.",
            )
        else:
            yield ok("MAIL_KEY is not set: no mail is taken.")
        return
    if settings.mail_server is None:
        yield warning(
            "Mails are taken at /in/mail, but MAIL_SERVER is not set: nobody is vouched for, so "
            "the admins are asked of each mail whose it is.",
            "Set it to the name that our mail server writes into Authentication-Results.",
        )
    else:
        yield ok(f"Mails are taken at /in/mail; {settings.mail_server} vouches for who wrote them.")
    if (by := settings.mail_answers_by) is None:
        yield warning(
            "MAIL_ANSWERS_BY is not set: whoever reports by mail is not answered.",
            "Set it to the mail server by which the desk writes.",
        )
    elif (own := sender_of(by.get_secret_value())) is None:
        yield wrong(
            "MAIL_ANSWERS_BY is no mail server with an address to write from, or says to whom.",
            "Set it like mailtos://user:password@mail.example.com?from=desk@example.com",
        )
    else:
        yield ok(f"Mails are answered from {own}.")


def sources_keys(_: Patient, turn: Turn) -> Iterator[Finding]:
    """Whether keys of customers' programs stand in addresses, which proxies write into logs."""
    found = sources.in_addresses(turn)
    if found:
        yield warning(
            f"A key in the address (`?key=`) is used by {', '.join(found)}.",
            "Let them send the header Authorization: Bearer, and rotate their keys.",
        )
    else:
        yield ok("No program sends its key in the address.")
