"""What must hold however often workers die: each law is a sentence, and yields what breaks it.

A standing law holds at every instant at which nobody is at work, also over a dead worker's body;
the others hold at the end, when everything works again and enough time has passed.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Final

from sqlalchemy import select

from handlers import letters
from models.rows.outbox import Post
from models.rows.pages import Page
from models.rules.ladder import read_ladder
from models.rules.paging import AttemptOutcome, AttemptWay, PageCause
from models.usecases import people, self_watch
from models.usecases.channels.posts import HeadlineEdit
from models.usecases.letter import read
from models.usecases.oncall import contacts, ladders
from models.usecases.outbox import CLAIMED_FOR, LONGEST_URGENT_WAIT, URGENT_CLAIMED_FOR
from models.usecases.paging.attempts import Ring, RingOutside
from models.usecases.paging.boards import BoardEdit
from models.usecases.paging.pages import NOT_ON_THE_LADDER
from models.usecases.people import DESK_ITSELF
from tests.worker.ordeal import Ordeal
from tests.worker.what_happened import Rung, Story, first, ways
from tests.worker.wire import RETRY_AFTER

Broken = Iterator[str]


# --- standing laws --------------------------------------------------------------------------------


def a_page_never_stops_by_itself(story: Story) -> Broken:
    for page in story.pages:
        is_open = page.ended_at is None and page.acknowledged_by is None
        if is_open and page.next_at is None:
            yield f"page {page.id} is nobody's, and will not ring again"
        if not is_open and page.next_at is not None:
            yield f"page {page.id} has somebody or is over, and rings on"


def a_case_rings_on_one_page(story: Story) -> Broken:
    count = Counter(p.case_id for p in story.pages if p.case_id and p.ended_at is None)
    yield from (f"case {case} has {n} open pages" for case, n in count.items() if n > 1)


def the_step_is_the_one_that_rang_last(story: Story) -> Broken:
    for page in story.pages:
        rang = {attempt.step for attempt in story.on_ladder[page.id]}
        if rang != set(range(page.step)):
            yield f"page {page.id} stands at step {page.step} and rang {sorted(rang)}"


def each_step_is_due_when_the_ladder_says_so(story: Story) -> Broken:
    """Or at once, when somebody hands up, or every way of the step before has failed."""
    for page in story.pages:
        before: Rung | None = None
        for rung in story.rungs(page):
            if rung.due != rung.expected and not _hastened(story, rung.due, before, page):
                yield f"{rung} was due at {rung.due} instead of {rung.expected}"
            before = rung
        if page.next_at is None or before is None or before.step + 1 != page.step:
            continue
        expected = before.next_due()
        if page.next_at != expected and not _hastened(story, page.next_at, before, page):
            yield f"page {page.id} will ring at {page.next_at} instead of {expected}"


def _hastened(story: Story, due: datetime, before: Rung | None, page: Page) -> bool:
    if due in story.handed_up(page):
        return True
    tried = ways(before.tried) if before is not None else []
    return bool(tried) and all(
        attempt.way == AttemptWay.NOBODY or any(at <= due for at in story.failures(attempt))
        for attempt in tried
    )


def when_every_way_failed_the_next_rung_is_due_at_once(story: Story) -> Broken:
    for page in story.pages:
        if page.next_at is None or page.step >= len(read_ladder(page.ladder).rungs):
            continue
        latest = ways(a for a in story.on_ladder[page.id] if a.step == page.step - 1)
        if latest and {a.outcome for a in latest} == {"failed"} and page.next_at > story.now:
            yield f"page {page.id} waits until {page.next_at}, and nobody was reached"


def nobody_is_rung_who_was_not_tried_in_writing(story: Story) -> Broken:
    for trip in story.diary.trips:
        number = trip.page_attempt
        if number is None:
            continue
        attempt = story.attempts.get(number)
        if attempt is None or attempt.tried_at is None:
            yield f"attempt {number} set out, and nothing was written of it"


# --- laws of the end ------------------------------------------------------------------------------


def a_case_that_nobody_paged_for_is_paged_at_the_next_round(story: Story) -> Broken:
    paged = {page.case_id: page.at for page in story.pages}
    for case in story.cases:
        if case.id not in paged and case.severity == 1 and case.responded_at is None:
            yield f"nobody was paged for case {case.id}"
        elif case.id in paged and paged[case.id] > first(story.diary.rounds, case.at):
            yield f"case {case.id} was paged for at {paged[case.id]} only"


def each_step_rang_when_it_was_due_or_at_the_first_look_after(story: Story) -> Broken:
    for page in story.pages:
        hastened: datetime | None = None  # at an instant at which a look may just have been over
        for rung in story.rungs(page):
            if rung.due != rung.expected:
                hastened = rung.due
            since = rung.due + timedelta(microseconds=rung.due == hastened)
            if rung.rang < rung.due or rung.rang > first(story.diary.looks, since):
                yield f"{rung}, due at {rung.due}, rang at {rung.rang}"


def each_step_tried_everybody_whom_the_ladder_names_once(story: Story) -> Broken:
    for page in story.pages:
        for rung in story.rungs(page):
            wanted = Counter(_named(story, rung))
            tried = Counter((a.recipient, a.way, a.contact_id) for a in rung.tried)
            if wanted != tried:
                yield f"{rung} tried {sorted(map(str, tried))} and not {sorted(map(str, wanted))}"


def _named(story: Story, rung: Rung) -> Iterator[tuple[str, str, int | None]]:
    if rung.step == 0 and story.desk.sev1_channel:
        yield "C0SEV1", "channel", None  # where every page stands
    with story.desk.reading(DESK_ITSELF, rung.rang) as turn:
        found = ladders.recipients(turn, rung.ladder, rung.ladder.reaches(rung.step))
        for kind, recipient in found:
            if kind == "channel":
                yield recipient, "channel", None
                continue
            asks = rung.page.why == PageCause.ASKED and recipient == rung.page.by
            if asks or people.gone(turn, [recipient]):
                yield recipient, "nobody", None
                continue
            yield recipient, "direct", None
            for contact in contacts.of(turn, recipient):
                yield recipient, "outside", contact.id
    if not found:
        yield "", "nobody", None


def each_attempt_set_out_at_the_first_look_after_it_was_written(story: Story) -> Broken:
    """A look at that very instant may just have been over."""
    for attempt in story.attempts.values():
        if attempt.way == AttemptWay.NOBODY or (
            attempt.tried_at is None and story.superseded(attempt)
        ):
            continue
        latest = first(story.diary.sweeps, attempt.at + timedelta(microseconds=1))
        if attempt.tried_at is None or attempt.tried_at > latest:
            yield f"attempt {attempt.id} of {attempt.at} was tried at {attempt.tried_at}"


_AWAY: Final = ("500", "unreachable", "lost")  # what Slack, or the network, says of itself


def _sweeps_that_found_slack(story: Story) -> Sequence[datetime]:
    """Return the sweeps in which no letter to Slack met that it is away."""
    sweeps = sorted(story.diary.sweeps)
    in_vain = {
        sweeps[max(bisect_right(sweeps, trip.at) - 1, 0)]
        for trip in story.diary.trips
        if trip.fate in _AWAY and not isinstance(trip.envelope.letter, RingOutside)
    }
    return [at for at in sweeps if at not in in_vain]


def what_failed_sets_out_again_within_half_a_minute_or_when_slack_asks(story: Story) -> Broken:
    """A worker that died after its claim leaves no trip, and the lease to wait for. While Slack is
    away one urgent letter makes trial for all: the others wait for what comes of it.
    """
    waits = max(LONGEST_URGENT_WAIT, URGENT_CLAIMED_FOR, timedelta(seconds=RETRY_AFTER))
    sweeps = _sweeps_that_found_slack(story)
    for row in story.rows:
        trips = story.trips_of[row.id]
        for trip, again in pairwise(trips):
            if not row.urgent or trip.ended_at is None or row.attempts > len(trips):
                continue
            latest = first(sweeps, trip.ended_at + waits)
            if again.at > latest:
                yield f"letter {row.id} went at {trip.at} and again only at {again.at}"


def every_attempt_ended_in_an_outcome_that_is_true(story: Story) -> Broken:
    for attempt in story.attempts.values():
        trips = story.trips_for[attempt.id]
        page = story.page[attempt.page_id]
        true = {
            "delivered": any(trip.taken is not None for trip in trips),
            "failed": attempt.way == AttemptWay.NOBODY
            or any(t.taken is None for t in trips)
            or any(t.fate == "lost" for t in trips),
            "needless": page.acknowledged_by is not None
            or page.ended_at is not None
            or story.superseded(attempt),
        }.get(attempt.outcome, False)
        if not true or attempt.ended_at is None:
            yield f"attempt {attempt.id} of page {page.id} ended as {attempt.outcome}"
        arrived = any(t.taken is not None and t.fate != "lost" and t.died is None for t in trips)
        if arrived and attempt.outcome != AttemptOutcome.DELIVERED:
            yield f"attempt {attempt.id} arrived, and is called {attempt.outcome}"


def every_letter_went_out(story: Story) -> Broken:
    """Unless Slack refused it for good, there was nothing to say any more, or a later attempt on
    the same way took its place."""
    for row in story.rows:
        number = row.about.get("attempt")
        if number is not None and story.superseded(story.attempts[int(str(number))]):
            continue
        trips = story.trips_of[row.id]
        if row.done_at is None:
            yield f"letter {row.id} ({row.topic}) still waits: {row.error}"
        refused = any(trip.fate == "refused" for trip in trips)
        nothing_to_say = bool(trips) and trips[-1].taken is None and row.error is None
        if not (any(trip.taken is not None for trip in trips) or refused or nothing_to_say):
            yield f"letter {row.id} ({row.topic}) never went out"
        if nothing_to_say and row.topic in (Ring.topic, RingOutside.topic):
            page = story.page[int(str(row.about["page"]))]
            ever = any(story.is_quiet(page, trip.set_out + 10**9) for trip in trips[-1:])
            if not ever:
                yield f"letter {row.id} was held needless while page {page.id} rang"


def what_arrived_went_out_again_only_where_nobody_could_know(story: Story) -> Broken:
    """The answer was lost, the worker died before it recorded it, or the call took too long."""
    for row in story.rows:
        for trip in story.trips_of[row.id][:-1]:
            lease = URGENT_CLAIMED_FOR if row.urgent else CLAIMED_FOR
            too_long = trip.ended_at is not None and trip.ended_at - trip.at >= lease
            if trip.taken is not None and not (trip.fate == "lost" or trip.died or too_long):
                yield f"letter {row.id} ({row.topic}) went out again"


def nobody_is_rung_for_a_page_that_somebody_has(story: Story) -> Broken:
    """A message that had set out already may still arrive; the secondary at three quarters rings
    beside the ladder (O5), but not for a page that is over."""
    for trip in story.diary.trips:
        attempt = story.attempts.get(trip.page_attempt or 0)
        if attempt is None or attempt.way == AttemptWay.CHANNEL or trip.taken is None:
            continue
        beside = attempt.step == NOT_ON_THE_LADDER
        if story.is_quiet(story.page[attempt.page_id], trip.set_out, ended=beside):
            yield f"{attempt.recipient} was rung by attempt {attempt.id} for nothing"


def nothing_climbs_while_somebody_has_the_page(story: Story) -> Broken:
    for page in story.pages:
        quiet_since: datetime | None = None
        for end in [*story.ends_of(page), None]:
            until = end.at if end is not None else story.now + timedelta(days=1)
            for attempt in story.on_ladder[page.id]:
                if quiet_since is not None and quiet_since < attempt.at < until:
                    yield f"attempt {attempt.id} of page {page.id} was begun after it was taken"
            if end is not None:
                quiet_since = None if end.what == "handed" else end.at


def order_is_kept_within_a_lane(story: Story) -> Broken:
    lane_of = {row.id: row.lane for row in story.rows}
    furthest: dict[str, int] = {}
    for trip in sorted(story.diary.trips, key=lambda trip: trip.set_out):
        lane = lane_of[trip.envelope.id]
        if trip.envelope.id < furthest.get(lane, 0):
            yield f"letter {trip.envelope.id} set out after {furthest[lane]} in lane {lane}"
        furthest[lane] = max(trip.envelope.id, furthest.get(lane, 0))


def nothing_is_overdue(story: Story) -> Broken:
    with story.desk.reading(DESK_ITSELF, story.now) as turn:
        if (found := self_watch.overdue(turn)).any:
            yield f"overdue: {found}"


def every_board_shows_how_it_ended(story: Story) -> Broken:
    newest: dict[tuple[int, str], str] = {}
    for attempt in story.attempts.values():
        if attempt.channel_id and attempt.ts:
            place = attempt.page_id, attempt.channel_id
            newest[place] = max(attempt.ts, newest.get(place, ""))
    for (page_id, channel), ts in newest.items():
        refused = any(
            row.topic == BoardEdit.topic
            and row.error is not None
            and row.about == {"page": page_id, "ts": ts}
            for row in story.rows
        )
        if refused:
            continue
        shown = story.ordeal.wire.shown[channel, ts]
        with story.desk.reading(DESK_ITSELF, shown.at) as turn:
            said = letters.worded(turn, BoardEdit(page_id, ts))
        assert said is not None
        if said.answer.blocks != shown.blocks:
            yield f"in {channel}, page {page_id} shows\n{shown.blocks}\nnot\n{said.answer.blocks}"


def every_headline_shows_how_the_case_stands(story: Story) -> Broken:
    with story.desk.database.reading() as session:
        posts_of_threads = session.scalars(select(Post).where(Post.thread_ts.is_not(None))).all()
    for post in posts_of_threads:
        edit = HeadlineEdit(post.case_id, post.ts, post.channel_id)
        if any(row.error and read(row.topic, row.about) == edit for row in story.rows):
            continue
        shown = story.ordeal.wire.shown[post.channel_id, post.ts]
        with story.desk.reading(DESK_ITSELF, shown.at) as turn:
            said = letters.worded(turn, edit)
        assert said is not None
        if said.answer.blocks != shown.blocks:
            yield f"case {post.case_id} shows\n{shown.blocks}\nnot\n{said.answer.blocks}"


Law = Callable[[Story], Broken]
STANDING: tuple[Law, ...] = (
    a_page_never_stops_by_itself,
    a_case_rings_on_one_page,
    the_step_is_the_one_that_rang_last,
    each_step_is_due_when_the_ladder_says_so,
    when_every_way_failed_the_next_rung_is_due_at_once,
    nobody_is_rung_who_was_not_tried_in_writing,
)
AT_THE_END: tuple[Law, ...] = (
    a_case_that_nobody_paged_for_is_paged_at_the_next_round,
    each_step_rang_when_it_was_due_or_at_the_first_look_after,
    each_step_tried_everybody_whom_the_ladder_names_once,
    each_attempt_set_out_at_the_first_look_after_it_was_written,
    what_failed_sets_out_again_within_half_a_minute_or_when_slack_asks,
    every_attempt_ended_in_an_outcome_that_is_true,
    every_letter_went_out,
    what_arrived_went_out_again_only_where_nobody_could_know,
    nobody_is_rung_for_a_page_that_somebody_has,
    nothing_climbs_while_somebody_has_the_page,
    order_is_kept_within_a_lane,
    nothing_is_overdue,
    every_board_shows_how_it_ended,
    every_headline_shows_how_the_case_stands,
)


def broken(ordeal: Ordeal, laws: Iterable[Law]) -> list[str]:
    """Return every law that does not hold, and how it was broken."""
    story = Story(ordeal)
    return [f"{law.__name__.replace('_', ' ')}: {said}" for law in laws for said in law(story)]
