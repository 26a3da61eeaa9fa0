"""What comes in at a door for reports: how it is known, what it was read as, and that it is kept.

An arrival is kept with all that it was read as, so that it can be treated again (I10).
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from typing import Final

from pydantic import TypeAdapter

from models.rows.customers import Customer
from models.rows.reports import Arrival, Source
from models.rules.limits import LONGEST_TITLE
from models.rules.reports import WITHOUT_WORDS, CameOf, ReportDoor
from models.rules.secrets import without_secrets
from models.usecases import finding
from models.usecases.case import opening
from models.usecases.case.opening import Origin
from models.usecases.reports import sources
from models.usecases.turn import Turn


@dataclass(frozen=True)
class FromMail:
    """Of a mail: whom it names as its sender (an address, or nothing), whether our own mail server
    vouches for that (I1), the identities of what it answers (I3), and its Message-ID.
    """

    sender: str
    vouched: bool = False
    answers: tuple[str, ...] = ()
    message_id: str | None = None


@dataclass(frozen=True)
class Incoming:
    """What came in by itself, as a door has read it.

    `identity` is the report's (I3); `sent_at` (aware) when it was sent (I4); `title` is cut to one.
    `raw` is what arrived (I10). It is of a `source`, of a person, or a `mail`.
    """

    door: ReportDoor
    identity: str
    sent_at: datetime
    title: str
    raw: str
    critical: bool = False
    recovered: bool = False
    text: str = ""
    origin: Origin | None = None
    source: Source | None = None
    mail: FromMail | None = None
    person_id: str | None = None
    severities: tuple[str, ...] = ()  # in a source's own words, by which `critical` goes
    uninvited: bool = False  # of somebody who does not belong to the customer's channel (I1)


def message_identity(channel_id: str, ts: str) -> str:
    """Return the identity of what somebody wrote in a channel (I3)."""
    return f"message {channel_id} {ts}"


def event_identity(source: Source, dedup_key: str) -> str:
    """Return the identity of what a source reports, as long as its case is open (I3)."""
    return f"event {source.id} {dedup_key}"


def mail_identity(message_id: str) -> str:
    """Return the identity of a mail by its Message-ID, or what stands for that (I3)."""
    return f"mail {message_id}"


def title_of(words: str) -> str:
    """Return a title from what somebody wrote, or a program reports: on one line, and cut."""
    line = " ".join(words.split())
    if opening.says_nothing(line):
        return WITHOUT_WORDS
    return line if len(line) <= LONGEST_TITLE else f"{_whole_words(line, LONGEST_TITLE - 1)}…"


def _whole_words(line: str, most: int) -> str:
    """Return at most so many characters of a line, and no part of a word; unless that is so long
    that little would be left.
    """
    whole = line[: most + 1].rpartition(" ")[0]
    return whole if len(whole) > most // 2 else line[:most]


def never_later(turn: Turn, at: datetime) -> datetime:
    """Return an aware instant in UTC, or now where the clock goes ahead elsewhere (I4)."""
    return min(at.astimezone(UTC), turn.moment)


def as_kept(turn: Turn, incoming: Incoming) -> Incoming:
    """Return what came in as it is known, kept and shown: by the id that its channel has by now,
    without secrets.
    """
    return _without_secrets(_as_called_now(turn, incoming))


def _as_called_now(turn: Turn, incoming: Incoming) -> Incoming:
    """Return what was said in a channel under the id that this has by now, by which it is known."""
    if (origin := incoming.origin) is None:
        return incoming
    channel_id = finding.channel_now(turn, origin.channel_id)
    if channel_id == origin.channel_id:
        return incoming
    ts = incoming.identity.rpartition(" ")[2]
    origin = replace(origin, channel_id=channel_id)
    return replace(incoming, identity=message_identity(channel_id, ts), origin=origin)


def _without_secrets(incoming: Incoming) -> Incoming:
    """Return what came in as it is kept and shown."""
    return replace(
        incoming,
        title=without_secrets(incoming.title),
        text=without_secrets(incoming.text),
        raw=without_secrets(incoming.raw),
    )


def keep(turn: Turn, incoming: Incoming, customer: Customer | None, came: CameOf) -> Arrival:
    """Keep what came in, and what came of it (I10)."""
    arrival = Arrival(
        at=turn.moment,
        sent_at=never_later(turn, incoming.sent_at),
        door=incoming.door,
        identity=incoming.identity,
        customer_id=customer.id if customer is not None else None,
        source_id=incoming.source.id if incoming.source is not None else None,
        person_id=incoming.person_id,
        read_as=_read_as(incoming),
        raw=incoming.raw,
        came=came,
    )
    turn.session.add(arrival)
    return arrival


def _read_as(incoming: Incoming) -> dict[str, object]:
    origin = incoming.origin
    read: dict[str, object] = {"title": title_of(incoming.title), "text": incoming.text}
    read |= {"critical": incoming.critical, "recovered": incoming.recovered}
    if incoming.severities:
        read |= {"severities": incoming.severities}
    if incoming.uninvited:
        read |= {"uninvited": True}
    if incoming.mail is not None:
        read |= {"mail": asdict(incoming.mail)}
    if origin is not None:
        read |= {"channel": origin.channel_id, "thread": origin.thread_ts, "link": origin.link}
    return read


def incoming_of(turn: Turn, arrival: Arrival) -> Incoming:
    """Return what an arrival was read as, to be treated as if it came in now (I8, I10).

    Whether it is critical goes by the words that its source has for that now.
    """
    read, source_id = arrival.read_as, arrival.source_id
    source = turn.session.get_one(Source, source_id) if source_id is not None else None
    channel, thread, link = (read.get(name) for name in ("channel", "thread", "link"))
    said = read.get("severities")
    severities = tuple(map(str, said)) if isinstance(said, list | tuple) else ()
    critical = bool(read["critical"])
    if source is not None and severities:
        critical = sources.is_critical(source, severities)
    return Incoming(
        arrival.door,
        arrival.identity,
        arrival.sent_at,
        str(read["title"]),
        arrival.raw,
        critical=critical,
        recovered=bool(read["recovered"]),
        text=str(read["text"]),
        origin=Origin(str(channel), str(thread), str(link) if link else None) if channel else None,
        source=source,
        mail=mail_of(arrival),
        person_id=arrival.person_id,
        severities=severities,
    )


def mail_of(arrival: Arrival) -> FromMail | None:
    """Return what is known of an arrival that is a mail."""
    kept = arrival.read_as.get("mail")
    return _FROM_MAIL.validate_python(kept) if kept is not None else None


_FROM_MAIL: Final = TypeAdapter(FromMail)
