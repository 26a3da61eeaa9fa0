"""Pages: somebody is reached, always (R1, R4, R7, O3 to O5).

A page climbs its ladder by a due instant in its row, so that a worker that starts again goes on
where the dead one stopped. Every way to every recipient is an attempt of its own, written before it
is made.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select

from models.problems import Impossible, Missing, Unknown
from models.rows.cases import Case
from models.rows.customers import Customer
from models.rows.oncall import Contact
from models.rows.outbox import OutboxRow
from models.rows.pages import Attempt, Page
from models.rules.ladder import Ladder, Rung, Target, read_ladder, written
from models.rules.routing import route
from models.usecases import contacts, finding, ownership, people, queues
from models.usecases.clocks import clock_of
from models.usecases.ladders import ladder_of, recipients
from models.usecases.oncall import PRIMARY, SECONDARY, who
from models.usecases.turn import Turn

RING = "ring"  # the topic of a message that rings somebody, by Slack
OUTSIDE = "outside"  # of one that rings somebody outside Slack
BOARD = "board"  # of an edit of such a message, when something happened
CLIMBED = "climbed"  # of a reply in the page's thread
NOBODY = "nobody"  # of the alarm to the admins when a step reached nobody
SEV1, ASKED, DRILL = "sev1", "asked", "drill"
NOT_ON_THE_LADDER = -1  # the step of what rings beside it: the secondary at three quarters (O5)


@dataclass(frozen=True)
class PageShown:
    """A page with all that was tried."""

    page: Page
    case: Case | None
    customer: Customer | None
    attempts: Sequence[Attempt]

    @property
    def rings(self) -> bool:
        """Whether it still climbs."""
        return self.page.next_at is not None


# --- starting -------------------------------------------------------------------------------------


def page_case(turn: Turn, case: Case, why: str, text: str = "") -> Page:
    """Page for a case: the ladder of its customer is frozen and its first rung rings at once.

    Impossible while another page of the case has not ended.
    """
    _lock(turn, case)
    refuse_second_page(turn, case)
    return _start(turn, why, ladder_of(turn, case.customer_id), case.customer_id, case.id, text)


def refuse_second_page(turn: Turn, case: Case) -> None:
    """Refuse another page for a case while one has not ended (Impossible)."""
    if (other := open_page_of(turn, case.id)) is not None:
        has = f"<@{other.acknowledged_by}> has page" if other.acknowledged_by else "There is page"
        raise Impossible(
            f"{has} {other.id} for #{case.id} already. To ring somebody else too:",
            f"/oncall handup {other.id}",
        )


def _lock(turn: Turn, case: Case) -> None:
    """Lock a case as it is now: always the customer first, then the case, then its page."""
    finding.locked_with(turn, case)
    turn.session.refresh(case, with_for_update=True)


def page_customer(turn: Turn, customer: Customer, text: str) -> Page:
    """Page for a customer, without a case: somebody asks for help by hand."""
    return _start(turn, ASKED, ladder_of(turn, customer.id), customer.id, None, text)


def drill(turn: Turn) -> Page:
    """Ring only the person of the turn, by every way they have, and report what arrived."""
    ladder = Ladder((Rung(timedelta(), (Target("person", turn.person.id),)),), timedelta(days=1))
    page = _start(turn, DRILL, ladder, None, None, "")
    page.next_at = None
    return page


def _start(
    turn: Turn,
    why: str,
    ladder: Ladder,
    customer_id: int | None,
    case_id: int | None,
    text: str,
) -> Page:
    page = Page(
        why=why,
        case_id=case_id,
        customer_id=customer_id,
        text=text,
        ladder=written(ladder),
        next_at=turn.moment,
        **turn.stamp,
    )
    turn.session.add(page)
    turn.session.flush()
    if turn.desk.sev1_channel and why != DRILL:
        _attempt(turn, page, 0, turn.desk.sev1_channel, "channel", turn.moment)
    climb(turn, page)
    return page


# --- climbing -------------------------------------------------------------------------------------


def due_pages(turn: Turn) -> Sequence[int]:
    """Return the pages whose next step is due."""
    return turn.session.scalars(
        select(Page.id).where(Page.next_at <= turn.moment).order_by(Page.next_at, Page.id)
    ).all()


def climb_page(turn: Turn, page_id: int) -> None:
    """Climb one page, unless another worker just did."""
    page = turn.session.scalars(
        select(Page).where(Page.id == page_id).with_for_update(skip_locked=True)
    ).first()
    if page is not None:
        climb(turn, page)


def climb(turn: Turn, page: Page) -> None:
    """Ring every step of a page's ladder that is due; what was missed rings at once (O3).

    A rung with nobody to reach is passed at once, and the page says so (O4). Repeats that were
    missed are left out: everybody was just rung.
    """
    ladder = read_ladder(page.ladder)
    while page.next_at is not None and page.next_at <= turn.moment:
        step, due = page.step, page.next_at
        page.step += 1
        reached = _ring(turn, page, ladder, step, due)
        passed = not reached and page.step < len(ladder.rungs)
        page.next_at = due if passed else due + ladder.wait_after(step)
        if ladder.repeats(page.step):
            while page.next_at <= turn.moment:
                page.next_at += ladder.every
    refresh_boards(turn, page)


def _ring(turn: Turn, page: Page, ladder: Ladder, step: int, due: datetime) -> bool:
    """Try everybody of a step by every way they have; return whether there was anybody."""
    found = recipients(turn, ladder, ladder.targets(step))
    gone = _not_rung(turn, found, page.by if page.why == ASKED else None)
    if not found:
        _nobody(turn, page, step, due, "", "nobody is on call")
    for kind, recipient in found:
        if kind == "channel":
            _attempt(turn, page, step, recipient, "channel", due)
        elif recipient in gone:
            _nobody(turn, page, step, due, recipient, gone[recipient])
        else:
            _ring_person(turn, page, step, recipient, due)
    if step > 0:
        reached = [who for kind, who in found if kind == "person" and who not in gone]
        at = turn.moment.isoformat()
        _in_thread(turn, page, {"step": step, "people": reached, "at": at})
    reached_anybody = any(recipient not in gone for _, recipient in found)
    if not reached_anybody:
        _alarm(turn, page)
    return reached_anybody


def _not_rung(turn: Turn, found: Sequence[tuple[str, str]], asks: str | None) -> dict[str, str]:
    """Who of a step is not rung, and why: whoever has left, and whoever `asks` for help."""
    named = [recipient for kind, recipient in found if kind == "person"]
    gone = dict.fromkeys(people.gone(turn.session, named), "not a full member any more")
    if asks is not None:
        gone.setdefault(asks, "asks for help")
    return gone


def would_ring(turn: Turn, customer: Customer, *, by_hand: bool = False) -> Sequence[str]:
    """Return the people whom a page for a customer would ring at once (O6).

    A rung that reaches nobody is passed (O4). Whoever asks for help `by_hand` is not rung.
    """
    ladder = ladder_of(turn, customer.id)
    for step in range(len(ladder.rungs)):
        found = recipients(turn, ladder, ladder.targets(step))
        gone = _not_rung(turn, found, turn.person.id if by_hand else None)
        reached = [(kind, recipient) for kind, recipient in found if recipient not in gone]
        if reached:
            return [recipient for kind, recipient in reached if kind == "person"]
    return []


def _alarm(turn: Turn, page: Page) -> None:
    """Tell the admins that a step of a page reached nobody, so that somebody calls by hand."""
    admins = [turn.desk.admin_channel] if turn.desk.admin_channel else sorted(turn.desk.admins)
    for recipient in admins if page.why != DRILL else ():
        lane = f"nobody:{page.id}:{recipient}"
        turn.say_later(recipient, NOBODY, {"page": page.id}, lane=lane, urgent=True)


def _ring_person(turn: Turn, page: Page, step: int, person_id: str, due: datetime) -> None:
    _attempt(turn, page, step, person_id, "direct", due)
    for contact in contacts.of(turn, person_id):
        _attempt(turn, page, step, person_id, "outside", due, contact)


def _attempt(
    turn: Turn,
    page: Page,
    step: int,
    recipient: str,
    way: str,
    due: datetime,
    contact: Contact | None = None,
) -> None:
    _supersede(turn, page, recipient, way, contact)
    attempt = Attempt(
        page_id=page.id,
        step=step,
        recipient=recipient,
        way=way,
        contact_id=contact.id if contact else None,
        due_at=due,
        outcome="waiting",
        **turn.stamp,
    )
    turn.session.add(attempt)
    turn.session.flush()
    topic = OUTSIDE if way == "outside" else RING
    about: dict[str, object] = {"page": page.id, "attempt": attempt.id}
    turn.say_later(recipient, topic, about, lane=lane_of(attempt.id), urgent=True)


def _supersede(turn: Turn, page: Page, recipient: str, way: str, contact: Contact | None) -> None:
    """Make no more of an older attempt on the same way that has not arrived: this one is newer.

    So an outage does not end in a storm, and what hangs does not pile up.
    """
    older = select(Attempt.id).where(
        Attempt.page_id == page.id,
        Attempt.recipient == recipient,
        Attempt.way == way,
        Attempt.contact_id == (contact.id if contact else None),
        Attempt.outcome.in_(("waiting", "failed")),
    )
    lanes = [lane_of(number) for number in turn.session.scalars(older)]
    waits = select(OutboxRow).where(
        OutboxRow.lane.in_(lanes), OutboxRow.done_at.is_(None), OutboxRow.claimed_until.is_(None)
    )
    for row in turn.session.scalars(waits.with_for_update(skip_locked=True)):
        row.done_at, row.error = turn.moment, row.error or "a later attempt was made instead"
        superseded = turn.session.get_one(Attempt, int(str(row.about["attempt"])))
        if superseded.outcome == "waiting":
            superseded.outcome, superseded.ended_at = "needless", turn.moment


def lane_of(attempt_id: int) -> str:
    """Return the lane of an attempt's letter: each has one of its own, so that none waits."""
    return f"attempt:{attempt_id}"


def _nobody(turn: Turn, page: Page, step: int, due: datetime, recipient: str, why: str) -> None:
    """Record that a rung, or somebody on it, was passed at once (O4)."""
    turn.session.add(
        Attempt(
            page_id=page.id,
            step=step,
            recipient=recipient,
            way="nobody",
            due_at=due,
            tried_at=turn.moment,
            ended_at=turn.moment,
            outcome="failed",
            error=why,
            **turn.stamp,
        )
    )
    turn.session.flush()


# --- what became of an attempt --------------------------------------------------------------------


def delivered(turn: Turn, attempt_id: int, channel_id: str | None, ts: str | None) -> None:
    """Record that an attempt arrived, and where Slack put it."""
    attempt = turn.session.get_one(Attempt, attempt_id)
    attempt.outcome, attempt.ended_at = "delivered", turn.moment
    attempt.channel_id, attempt.ts = channel_id, ts
    turn.session.flush()
    refresh_boards(turn, turn.session.get_one(Page, attempt.page_id))


def needless(turn: Turn, attempt_id: int) -> None:
    """Record that an attempt was not made: somebody has the page, or it is over.

    One that was made before stays what it became: it arrived, or it failed.
    """
    attempt = turn.session.get_one(Attempt, attempt_id)
    if attempt.outcome != "waiting":
        return
    attempt.outcome, attempt.ended_at = "needless", turn.moment
    turn.session.flush()
    refresh_boards(turn, turn.session.get_one(Page, attempt.page_id))


def failed(turn: Turn, attempt_id: int, error: str) -> None:
    """Record that an attempt failed; when all ways of a step did, the next rung is due at once.

    The message itself is tried again all the same, and may still arrive.
    """
    attempt = turn.session.get_one(Attempt, attempt_id)
    page = turn.session.get_one(Page, attempt.page_id, with_for_update=True)
    attempt.outcome, attempt.error, attempt.ended_at = "failed", error, turn.moment
    turn.session.flush()
    rungs = len(read_ladder(page.ladder).rungs)
    latest = page.step - 1
    if page.next_at is not None and attempt.step == latest and page.step < rungs:
        outcomes = turn.session.scalars(
            select(Attempt.outcome).where(
                Attempt.page_id == page.id, Attempt.step == latest, Attempt.way != "channel"
            )
        ).all()
        if set(outcomes) == {"failed"}:
            _alarm(turn, page)
            page.next_at = min(page.next_at, turn.moment)
            turn.wake_worker()
    refresh_boards(turn, page)


def refresh_boards(turn: Turn, page: Page) -> None:
    """Let the newest message of the page in each place be edited in place.

    An edit that waits already will show this too, and in the newest message; it is held until this
    turn is committed, so that no sender words it before.
    """
    places = turn.session.execute(
        select(Attempt.channel_id, func.max(Attempt.ts))
        .where(Attempt.page_id == page.id, Attempt.channel_id.is_not(None))
        .group_by(Attempt.channel_id)
    )
    for channel_id, ts in places:
        assert channel_id is not None
        lane = f"board:{page.id}:{channel_id}"
        found = select(OutboxRow).where(
            OutboxRow.lane == lane, OutboxRow.done_at.is_(None), OutboxRow.claimed_until.is_(None)
        )
        waits = turn.session.scalars(found.with_for_update(skip_locked=True)).first()
        about: dict[str, object] = {"page": page.id, "ts": ts}
        if waits is None:
            turn.say_later(channel_id, BOARD, about, lane=lane)
        elif waits.about != about:
            waits.about = about


def _in_thread(turn: Turn, page: Page, what: dict[str, object]) -> None:
    channel = turn.desk.sev1_channel
    if channel and page.why != DRILL:
        about: dict[str, object] = {"page": page.id, **what}
        turn.say_later(channel, CLIMBED, about, lane=f"thread:{page.id}")


# --- answering ------------------------------------------------------------------------------------


def acknowledge(turn: Turn, page_id: int) -> PageShown:
    """Take a page: it rings nobody any more, and the case has an owner (O5, R7)."""
    case = _locked_case_of(turn, page_id)
    page = _open(turn, page_id)
    if page.acknowledged_by == turn.person.id:
        raise Impossible(f"You have page {page.id} already.")
    if page.acknowledged_by is not None:
        raise Impossible(
            f"<@{page.acknowledged_by}> has page {page.id}. If it should go on to somebody else:",
            f"/oncall handup {page.id}",
        )
    page.acknowledged_by, page.acknowledged_at = turn.person.id, turn.moment
    page.next_at = None
    if case is None or (page.why == ASKED and case.responded_at is not None):
        _end(turn, page, "acknowledged")  # there is no first response to wait for
    elif case.owner_id != turn.person.id:
        turn.note("case", case.id, "owner", case.owner_id, turn.person.id, f"page {page.id}")
        ownership.tell_former_owner(turn, case.id, case.owner_id, turn.person.id)
        case.owner_id = turn.person.id
    _in_thread(turn, page, {"acknowledged": turn.person.id})
    refresh_boards(turn, page)
    return shown(turn, page_id)


def hand_up(turn: Turn, page_id: int) -> PageShown:
    """Hand a page up to the next rung at once, also one that somebody has."""
    page = _open(turn, page_id)
    if page.why == DRILL:
        raise Impossible("A drill rings only you; there is nobody to hand it up to.")
    page.acknowledged_by, page.acknowledged_at = None, None
    page.next_at = turn.moment
    _in_thread(turn, page, {"handed": turn.person.id})
    climb(turn, page)
    return shown(turn, page_id)


def stop(turn: Turn, page_id: int, because: str | None) -> PageShown:
    """Stop a page, with a reason (R7)."""
    page = _open(turn, page_id)
    if not because:
        raise Missing(
            "Stopping a page wants a reason: others will read it.",
            f"/oncall stop {page.id} because false alarm",
        )
    _end(turn, page, "stopped", because)
    return shown(turn, page_id)


def _open(turn: Turn, page_id: int) -> Page:
    page = turn.session.get(Page, page_id, with_for_update=True) if page_id < 2**31 else None
    if page is None:
        raise Unknown(f"There is no page {page_id}.", "/oncall pages")
    if page.ended_at is not None:
        raise Impossible(f"Page {page.id} has ended: {ended_words(page)}.")
    return page


def _locked_case_of(turn: Turn, page_id: int) -> Case | None:
    """Lock the case of a page, if it has one; the page itself comes after it."""
    of_case = select(Case).join(Page, Page.case_id == Case.id).where(Page.id == page_id)
    case = turn.session.scalars(of_case).first() if page_id < 2**31 else None
    if case is not None:
        _lock(turn, case)
    return case


def ended_words(page: Page) -> str:
    """Say how a page ended."""
    who_did = f"<@{page.ended_by}>" if page.ended_by and page.ended_by != "desk" else "the desk"
    return {
        "acknowledged": f"{who_did} has it",
        "responded": f"{who_did} gave the first response",
        "stopped": f"{who_did} stopped it: {page.reason}",
        "closed": f"{who_did} closed the case",
        "lowered": f"{who_did} lowered the severity",
        "left": "the customer is not Managed any more",
        "sev1": "it became a Managed Sev-1, which has a page of its own",
        "moved": f"{who_did} moved the case to a customer who is not Managed",
    }[str(page.how)]


def _end(turn: Turn, page: Page, how: str, reason: str = "") -> None:
    page.next_at, page.ended_at, page.ended_by = None, turn.moment, turn.person.id
    page.how, page.reason = how, reason
    _in_thread(turn, page, {"ended": True})
    refresh_boards(turn, page)


# --- following the case ---------------------------------------------------------------------------


def follow(turn: Turn, case: Case, *, starts: bool = False, responded: bool = False) -> Page | None:
    """Let the page of a case follow it (R1, R4, R7); return the page that this started, if any.

    Only a first response, closing, a lower severity and leaving Managed end one. `starts`: it just
    became a case that is paged, so that a page which was stopped stays so whatever else changes.
    `responded`: the first response was just given, which also ends a page that was asked for.
    """
    turn.session.flush()
    _lock(turn, case)
    page = open_page_of(turn, case.id, locked=True)
    pages = route(clock_of(turn, case).level, case.severity).pages
    begins = starts and pages and case.responded_at is None and case.closed_at is None
    if page is not None:
        if (how := _end_of(page, case, pages, begins, responded)) is None:
            refresh_boards(turn, page)
            return None
        _end(turn, page, how)
    return page_case(turn, case, SEV1) if begins else None


def _end_of(page: Page, case: Case, pages: bool, begins: bool, responded: bool) -> str | None:
    """How a page ends with what its case is now, or None if it goes on (R7)."""
    if responded or (page.why == SEV1 and case.responded_at is not None):
        return "responded"
    if case.closed_at is not None:
        return "closed"
    if page.why == SEV1 and not pages:
        return _why_not_paged(page, case)
    return "sev1" if page.why == ASKED and begins else None


def _why_not_paged(page: Page, case: Case) -> str:
    """Why a case that was paged is not any more."""
    if page.customer_id != case.customer_id:
        return "moved"
    return "lowered" if case.severity > 1 else "left"


def call_the_secondary(turn: Turn, page: Page, owner: str | None) -> str | None:
    """At three quarters of the clock without a first response the secondary is paged too (O5).

    If the owner is the secondary, the primary is. Returns whom, or None if there is nobody else.
    """
    for name in (SECONDARY, PRIMARY):
        person = who(turn, name)
        if person is not None and person not in (owner, page.acknowledged_by):
            _ring_person(turn, page, NOT_ON_THE_LADDER, person, turn.moment)
            return person
    return None


# --- looking --------------------------------------------------------------------------------------


def open_page_of(turn: Turn, case_id: int, *, locked: bool = False) -> Page | None:
    """Return the page of a case that has not ended, if there is one; `locked`: to change it."""
    found = select(Page).where(Page.case_id == case_id, Page.ended_at.is_(None)).limit(1)
    if locked:
        found = found.with_for_update().execution_options(populate_existing=True)
    return turn.session.scalars(found).first()


def rung(turn: Turn, page: Page) -> Sequence[str]:
    """Return the people whom a page has tried to reach so far, each once, in order."""
    tried = select(Attempt.recipient).where(
        Attempt.page_id == page.id, Attempt.way.in_(("direct", "outside"))
    )
    return list(dict.fromkeys(turn.session.scalars(tried.order_by(Attempt.id))))


def open_pages(turn: Turn) -> Sequence[PageShown]:
    """Return all pages that have not ended, drills left out."""
    numbers = turn.session.scalars(
        select(Page.id).where(Page.ended_at.is_(None), Page.why != DRILL).order_by(Page.id)
    )
    return [shown(turn, number) for number in numbers.all()]


def shown(turn: Turn, page_id: int) -> PageShown:
    """Return a page with its case, its customer and all attempts; Unknown if there is none."""
    turn.session.flush()
    page = turn.session.get(Page, page_id) if page_id < 2**31 else None
    if page is None:
        raise Unknown(f"There is no page {page_id}.", "/oncall pages")
    attempts = turn.session.scalars(
        select(Attempt).where(Attempt.page_id == page_id).order_by(Attempt.id)
    ).all()
    case = turn.session.get(Case, page.case_id) if page.case_id else None
    of = case.customer_id if case else page.customer_id  # the case may have been moved
    return PageShown(
        page,
        case,
        turn.session.get(Customer, of) if of else None,
        attempts,
    )


def case_of(turn: Turn, number: int) -> Case:
    """Return an open case to page for; Unknown or Impossible if there is nothing to page for."""
    case = finding.case(turn, number)
    if case.closed_at is not None:
        raise Impossible(f"#{number} is closed. Reopen it first.", f"/case reopen {number}")
    return case


def watch_customers(turn: Turn) -> None:
    """Let pages follow their customers' contracts, which begin and end by their dates (R1, R7).

    A case whose customer left Managed waits in its queue from then on; one whose page a person
    stopped is not paged again.
    """
    paged = select(Page.case_id).where(Page.why == SEV1, Page.ended_at.is_(None))
    stopped = select(Page.case_id).where(Page.why == SEV1, Page.how == "stopped")
    waiting = Case.responded_at.is_(None) & Case.closed_at.is_(None) & (Case.severity == 1)
    rests = Case.id.in_(stopped.where(Page.case_id.is_not(None)))
    found = select(Case).where(Case.id.in_(paged) | (waiting & ~rests)).order_by(Case.id)
    for case in turn.session.scalars(found).all():
        page, clock = open_page_of(turn, case.id), clock_of(turn, case)
        rings = page is not None and page.why == SEV1
        if rings != route(clock.level, case.severity).pages:
            follow(turn, case, starts=True)
            if rings:
                queues.enqueue(turn, clock)
