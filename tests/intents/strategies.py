"""Every intent that a grammar can understand, for the laws: what its fields may be, by their names.

A new intent needs nothing here, unless it has a field of another name or one that hangs on another.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final, TypeAlias, cast

from hypothesis import strategies as st

from handlers.documents.figures import Part
from handlers.intents.case.grammar import ListCases
from handlers.intents.case.opening import OpenCase
from handlers.intents.customer.balance import QuotePacks, QuoteTime
from handlers.intents.customer.closures import MOST_DAYS, CloseDays, OpenDays
from handlers.intents.customer.contracts import AddCustomer, ChangeLevel, CorrectLevel
from handlers.intents.customer.grants import AddAgreedPack, AddPack
from handlers.intents.customer.sources import (
    EndSign,
    ExpectSign,
    KeepSeverity,
    MakeSource,
    RevokeKey,
    RotateKey,
)
from handlers.intents.escalation.grammar import DayOfTime, ListTime, Settle, Unsettle
from handlers.intents.escalation.log import LogTime
from handlers.intents.oncall.grammar import UndoOncall, WhoAt, WhoOn
from handlers.intents.oncall.ladders import MOST_REACHES, MOST_RUNGS
from handlers.intents.oncall.overrides import AskCover, MakeOverride, Take
from handlers.intents.oncall.pages import HandUp, PageOf, ShowPage
from handlers.intents.oncall.rotations import EditRotation, EndRotation, SetRotation
from handlers.intents.pieces.command import Command
from handlers.intents.pieces.intent import Intent
from handlers.intents.pieces.line import Words, visible
from handlers.intents.pieces.reserved import is_reserved_in_oncall
from models.rules.change_window import Once, Weekly
from models.rules.ladder import Ladder, Reach, ReachKind, Rung
from models.rules.languages import Language
from models.rules.noted import Setting
from models.rules.notices import Notices
from models.rules.quarter import Quarter
from models.rules.renewal import MOST_NOTICE_MONTHS
from models.rules.reports import Listens
from models.rules.routing import WhichCases
from models.rules.service_definition import (
    CHARGED_FROM_MINUTES,
    PACKS,
    Kind,
    Level,
    PackSize,
    Severity,
)
from models.rules.supposing import CaseTakes, LevelFrom, PackBought

from .at_ten import CUSTOMERS, MONDAY_TEN, ZURICH

Strategy: TypeAlias = st.SearchStrategy[Any]

# --- what people type -----------------------------------------------------------------------------


def _as_kept(text: str) -> str:
    """The text as a title or note keeps it: printable, on one line, trimmed."""
    return Words(text.replace("<", " ").replace("&", " ")).shown.strip()


def _texts(most: int) -> st.SearchStrategy[str]:
    tricky = st.text(alphabet=st.sampled_from("ab \"'“”„«»—-#:.12\u00a0\u200f🔥é"), max_size=most)
    words = st.sampled_from(
        ["on", "because x", "monday was hard", "8 jun", "--again", "help", "sev1", "12", "acme"]
    )
    return st.one_of(st.text(max_size=most), tricky, words).map(_as_kept).filter(visible)


markup = st.sampled_from(
    ["<!channel>", "&lt;b&gt;", "<@U1|ben>", "a & b", "<https://x|y>", "%s {}"]
)
titles = _texts(250) | markup
notes = _texts(200) | markup
names = _texts(80).map(lambda name: " ".join(name.split())).filter(visible)
shorts = st.sampled_from([short for short, _ in CUSTOMERS])
typed_names = names | shorts | st.sampled_from(["Acme", "acme ag", "on", "quote", "2h", "last"])
numbers = st.integers(1, 999_999_999)
past = st.dates(date(2000, 1, 1), MONDAY_TEN.today)
days = st.dates(date(2000, 1, 1), date(2099, 12, 31))
months = past.map(lambda day: day.replace(day=1))
users = st.from_regex(r"U[A-Z0-9]{1,10}", fullmatch=True)
channels = st.from_regex(r"C[A-Z0-9]{1,10}", fullmatch=True)
senders = st.sampled_from(
    ("@acme.ch", "eve@acme.ch", "r.d+x@team.acme.ch", "@xn--zrich-kva.ch", "add@remove.ch")
)
levels = st.one_of(
    st.tuples(st.sampled_from([level for level in Level if level is not Level.MANAGED]), st.none()),
    st.tuples(st.just(Level.MANAGED), st.integers(0, 999)),
)


def _instants(earliest: int, latest: int) -> st.SearchStrategy[datetime]:
    """Instants so many seconds after that Monday at ten."""
    start = MONDAY_TEN.now.astimezone(UTC)
    seconds = st.integers(earliest, latest)
    return seconds.map(lambda later: (start + timedelta(seconds=later)).astimezone(ZURICH))


instants = _instants(-800_000_000, 0)
instants_to_come = _instants(-800_000_000, 31_000_000)


def _stretch(one: datetime, other: datetime) -> tuple[datetime, datetime]:
    start, end = sorted((one.astimezone(UTC), other.astimezone(UTC)))
    return start.astimezone(ZURICH), end.astimezone(ZURICH)


stretches = (
    st.tuples(instants_to_come, instants_to_come)
    .map(lambda both: _stretch(*both))
    .filter(lambda both: both[0].timestamp() < both[1].timestamp())
)

suppositions = st.lists(
    st.one_of(
        st.builds(CaseTakes, numbers, st.integers(1, 59_999), st.booleans()),
        st.builds(PackBought, st.sampled_from(PackSize)),
        st.builds(lambda level, day: LevelFrom(level[0], level[1], day), levels, days),
    ),
    min_size=1,
    max_size=10,
    unique_by=lambda each: each.case if isinstance(each, CaseTakes) else object(),
).map(tuple)

windows = st.one_of(
    st.builds(
        Weekly,
        st.frozensets(st.integers(0, 6), min_size=1),
        st.integers(0, 24 * 60 - 1),
        st.integers(1, 24 * 60),
    ),
    stretches.map(lambda both: Once(*both)),
)

# --- rotations and ladders ------------------------------------------------------------------------

rotations = st.sampled_from(["primary", "secondary", "1st-line", "queue", "managed"]) | (
    st.from_regex(r"[a-z0-9][a-z0-9-]{1,19}", fullmatch=True).filter(
        lambda name: not is_reserved_in_oncall(name)
    )
)
_times = st.times().map(lambda wall: wall.replace(second=0, microsecond=0, fold=0))
_handover_days = st.dates(date(2000, 1, 1), date(2027, 6, 8))
_zones = st.none() | st.sampled_from(["Europe/London", "UTC", "America/Argentina/Buenos_Aires"])
_people = st.lists(users, min_size=1, max_size=30, unique=True).map(tuple)
reaches = st.one_of(
    st.builds(Reach, st.just(ReachKind.ROTATION), rotations),
    st.builds(Reach, st.just(ReachKind.EVERYONE), st.just("") | rotations),
    st.builds(Reach, st.just(ReachKind.PERSON), users),
    st.builds(Reach, st.just(ReachKind.CHANNEL), channels),
)


@st.composite
def _set_rotations(draw: st.DrawFn) -> SetRotation:
    """A rotation said in days, or in weeks from its weekday on."""
    first_day = draw(_handover_days)
    weeks = draw(st.none() | st.integers(1, 13))
    return SetRotation(
        draw(rotations),
        weeks * 7 if weeks else draw(st.integers(1, 92)),
        first_day.weekday() if weeks else None,
        draw(_times),
        first_day,
        draw(_people),
        draw(_zones),
        draw(st.booleans()),
    )


@st.composite
def ladders(draw: st.DrawFn) -> Ladder:
    """A ladder from 0 on, with at most so many rungs and names."""
    later = draw(st.sets(st.integers(1, 1440), max_size=MOST_RUNGS - 1))
    most = MOST_REACHES // (len(later) + 1)
    rungs = tuple(
        Rung(
            timedelta(minutes=after),
            tuple(draw(st.lists(reaches, min_size=1, max_size=most, unique=True))),
        )
        for after in (0, *sorted(later))
    )
    return Ladder(rungs, timedelta(minutes=draw(st.integers(1, 1440))))


# --- fields, by their names -----------------------------------------------------------------------

_OF_FIELD: Final[Mapping[str, Strategy]] = {
    **dict.fromkeys(("always", "anyway"), st.booleans()),
    **dict.fromkeys(
        ("arrival", "before", "case", "change", "entry", "number", "override", "request"), numbers
    ),
    **dict.fromkeys(("because", "note", "text"), notes),
    **dict.fromkeys(("day", "last_day", "from_day", "until"), days),
    **dict.fromkeys(("as_text", "asked", "replied", "revoke", "shows"), st.booleans()),
    "answer": st.sampled_from(["escalation", "consulting"]),
    "at": instants,
    "block": st.integers(2, 999),
    "channel_id": channels,
    "customer": typed_names,
    "days": st.integers(1, 92),
    "kind": st.sampled_from(Kind),
    "ladder": ladders(),
    "language": st.sampled_from(Language),
    "listens": st.sampled_from(Listens),
    "months": st.integers(0, MOST_NOTICE_MONTHS),
    "name": names,
    "notices": st.sampled_from(Notices),
    "only": st.lists(numbers, max_size=4).map(tuple),
    "page": numbers | st.builds(PageOf, case=numbers),
    "on": days,
    "part": st.sampled_from(Part),
    "quantity": st.integers(1, 99),
    "quarter": st.builds(Quarter, st.integers(2000, 2099), st.integers(1, 4)),
    "reported": instants,
    "rotation": rotations,
    "setting": st.sampled_from(Setting),
    "senders": st.lists(senders, min_size=1, max_size=5, unique=True).map(tuple),
    "severity": st.sampled_from(Severity),
    "source": st.sampled_from(["pack", "adjustment"]),
    "supposed": suppositions,
    "title": titles,
    **dict.fromkeys(("user_id", "whose"), users),
    "window": windows,
}


def _add_customer(
    key: str,
    name: str,
    level: tuple[Level, int | None],
    first: date,
    span: int | None,
    anyway: bool,
) -> AddCustomer:
    last = min(first + timedelta(span), date(2099, 12, 31)) if span else None
    return AddCustomer(key, name, *level, first, last, anyway)


_closures = st.tuples(days, st.none() | st.integers(0, MOST_DAYS - 1)).map(
    lambda span: (
        span[0],
        min(span[0] + timedelta(span[1]), date(2099, 12, 31)) if span[1] is not None else None,
    )
)
_note_or_none = st.just("") | notes
_again = st.none() | numbers
_severities = st.none() | st.sampled_from(Severity)
_kinds = st.none() | st.sampled_from(Kind)
_sources = st.sampled_from(("monitoring", "nightly-backup", "eu.grafana_2", "2nd"))
_critical = st.sampled_from(("critical", "page", "sev1", "p1"))
_spans = st.integers(1, 1440) | st.integers(2, 400).map(lambda days: days * 1440)

_BY_HAND: Final[Mapping[type[Intent], Strategy]] = {
    ShowPage: st.builds(ShowPage, numbers),
    ListCases: st.one_of(
        st.builds(ListCases, st.sampled_from(["mine", "queue", "overdue", "all"]).map(WhichCases)),
        st.builds(ListCases, customer=typed_names),
    ),
    LogTime: st.builds(
        lambda minutes, about, *more: LogTime(minutes, *about, *more),
        st.integers(1, 1440),
        st.tuples(st.none() | numbers, st.none()) | st.tuples(st.none(), shorts),
        st.none() | past,
        _note_or_none,
        st.booleans(),
        _again,
    ),
    # Without a customer something else is said before the title.
    OpenCase: st.one_of(
        st.builds(
            OpenCase,
            typed_names,
            titles,
            _severities,
            _kinds,
            st.none() | instants,
            st.booleans(),
        ),
        st.builds(OpenCase, st.none(), titles, st.sampled_from(Severity), _kinds),
    ),
    ListTime: st.one_of(
        st.builds(ListTime, month=st.none() | months),
        st.builds(ListTime, case=numbers, month=st.none() | months),
        st.builds(ListTime, customer=typed_names, month=st.none() | months),
    ),
    DayOfTime: st.builds(DayOfTime, numbers, past, st.none() | notes, st.booleans()),
    Settle: st.builds(
        lambda customer, way, block: Settle(customer, way, *block),
        typed_names,
        st.sampled_from(["grant", "consulting"]),
        st.tuples(st.none() | numbers, st.none()) | st.tuples(numbers, st.integers(1, 999)),
    ),
    Unsettle: st.builds(Unsettle, typed_names, numbers, st.none() | st.integers(1, 999), notes),
    QuotePacks: st.builds(QuotePacks, typed_names, st.integers(1, 999)),
    QuoteTime: st.builds(QuoteTime, typed_names, st.integers(CHARGED_FROM_MINUTES, 59_999)),
    AddCustomer: st.builds(
        _add_customer,
        st.sampled_from(["umbrella", "a1", "x-ray", "1st-bank"]),
        names,
        levels,
        days,
        st.none() | st.integers(1, 2000),
        st.booleans(),
    ),
    ChangeLevel: st.builds(
        lambda name, level, *more: ChangeLevel(name, level[0], level[1], *more),
        typed_names,
        levels,
        days,
        st.none() | notes,
    ),
    CorrectLevel: st.builds(
        lambda name, level, day, because: CorrectLevel(name, level[0], level[1], day, because),
        typed_names,
        levels,
        days,
        notes,
    ),
    CloseDays: st.builds(
        lambda span, name, *more: CloseDays(span[0], span[1], name, *more),
        _closures,
        names,
        st.none() | notes,
        st.booleans(),
    ),
    OpenDays: st.builds(
        lambda span, because: OpenDays(span[0], span[1], because), _closures, notes
    ),
    AddPack: st.builds(
        AddPack,
        typed_names,
        st.sampled_from(list(PACKS)),
        st.none() | past,
        st.booleans(),
        _again,
    ),
    AddAgreedPack: st.builds(
        AddAgreedPack,
        typed_names,
        st.integers(1, 99),
        st.decimals(0, 9_999_999, places=2),
        st.none() | past,
        st.booleans(),
        _again,
    ),
    MakeSource: st.builds(
        MakeSource,
        typed_names,
        _sources,
        st.none() | st.lists(_critical, min_size=1, max_size=3, unique=True).map(tuple),
    ),
    RotateKey: st.builds(RotateKey, typed_names, _sources),
    RevokeKey: st.builds(
        RevokeKey, typed_names, _sources, st.none() | st.sampled_from(("0badcafe", "12345678"))
    ),
    KeepSeverity: st.builds(KeepSeverity, typed_names, _sources, st.booleans()),
    ExpectSign: st.builds(ExpectSign, typed_names, _sources, _spans, _spans, st.booleans()),
    EndSign: st.builds(EndSign, typed_names, _sources),
    WhoOn: st.builds(
        lambda name, first, span: WhoOn(name, first, first + timedelta(span)),
        st.none() | rotations,
        st.dates(MONDAY_TEN.today, date(2027, 5, 1)),
        st.integers(0, 30),
    ),
    WhoAt: st.builds(WhoAt, st.none() | instants_to_come, st.none() | rotations),
    Take: st.builds(Take, rotations, instants_to_come, st.none() | users),
    MakeOverride: st.builds(
        lambda name, user, both: MakeOverride(name, user, *both),
        rotations,
        st.none() | users,
        stretches,
    ),
    AskCover: st.builds(lambda name, both: AskCover(name, *both), st.none() | rotations, stretches),
    EditRotation: st.builds(EditRotation, rotations),
    SetRotation: _set_rotations(),
    EndRotation: st.builds(EndRotation, rotations, st.none() | _handover_days, st.booleans()),
    UndoOncall: st.builds(UndoOncall, numbers, st.booleans()),
    HandUp: st.builds(HandUp, numbers, st.sampled_from((None, "0", "3", "2a"))),
}


def of_intent(intent: type[Intent]) -> Strategy:
    """Return all that an intent can be."""
    if intent in _BY_HAND:
        return _BY_HAND[intent]
    of_fields = {each.name: _of_field(each.name, each.type) for each in fields(cast("Any", intent))}
    return st.builds(intent, **of_fields)


def _of_field(name: str, type_: object) -> Strategy:
    assert name in _OF_FIELD, f"tests/intents/strategies.py does not say what a field {name} may be"
    return st.none() | _OF_FIELD[name] if "None" in str(type_) else _OF_FIELD[name]


def of_command(command: Command[Any]) -> Strategy:
    """Return all that a command's grammar can understand."""
    return st.one_of(*map(of_intent, command.intents), st.just(command.help))
