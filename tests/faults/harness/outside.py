"""Who reports to the desk from outside: customers' people in Slack, and programs by their keys.

Each report has a mark. Whoever has no answer tries again, as they really do: Slack at once, after a
minute and after five, and then no more; a program until it is told that its report was kept.
"""

from __future__ import annotations

import re
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from itertools import count
from typing import Any

import httpx

from slackapp.pretend_slack.app import payloads
from slackapp.pretend_slack.app.deliveries import event_delivery
from slackapp.pretend_slack.block_kit.elements import Json
from slackapp.pretend_slack.state.cast import Person
from tests.faults.harness.process import BEGINS_WITHIN
from tests.faults.harness.site import Site
from tests.shapes.made_up import Body, alert, alertmanager, grafana, pagerduty, plain
from tests.waiting import waits_until

CHANNEL = "C0INITECH"
SENDERS = 1200  # threads: nobody waits for another's answer
TRIES = 4  # of Slack's
MUCH_LATER = 5.0  # seconds, for the five minutes after which Slack tries for the last time
PROGRAM_TRIES_AFTER = 0.2  # seconds
PATIENCE = 900.0  # seconds
_MANY = httpx.Limits(max_connections=SENDERS, max_keepalive_connections=20)
_MARK = re.compile(r"r\d{5}")
_KEY = re.compile(r"\b[0-9a-f]{32}\b")
_KEPT = """
SELECT title FROM cases UNION ALL SELECT text FROM waiting_messages WHERE ended_at IS NULL
"""
_PAGED = """
SELECT page_id, title FROM cases JOIN (
  SELECT id AS page_id, case_id FROM pages UNION ALL SELECT page_id, case_id FROM page_cases
) AS paged ON cases.id = paged.case_id
"""


@dataclass
class Report:
    """One thing that somebody outside tells, in as many `parts` as it takes to tell it."""

    mark: str
    at: float  # in seconds of `time.monotonic`
    rings: bool = False  # it is critical, and of a Managed customer
    parts: list[Future[bool]] = field(default_factory=list)  # whether each was acknowledged

    @property
    def is_taken(self) -> bool:
        """Whether all of it was acknowledged."""
        return all(part.done() and part.result() for part in self.parts)


class Outside:
    """Everybody outside: people in Initech's channel, and programs by their customers' keys."""

    def __init__(self, site: Site) -> None:
        """Let there be keys; the site is furnished. Use it with `with`."""
        self._site = site
        self._senders = ThreadPoolExecutor(SENDERS)
        self._web = httpx.Client(base_url=f"http://127.0.0.1:{site.port}", timeout=20, limits=_MANY)
        self._numbers = count(1)
        self._keys = {customer: self.new_key(customer) for customer in ("initech", "acme")}
        self._alive = self._key_in("/customer expects initech backup every 24h grace 2h")
        self._signs: list[Future[bool]] = []  # of life
        self.reports: list[Report] = []
        self.answers = 0  # that somebody had who told something
        self.given_up = 0  # events that Slack tells no more
        self._over = threading.Event()

    def __enter__(self) -> Outside:
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._senders.shutdown(cancel_futures=True)
        self._web.close()

    def new_key(self, customer: str) -> str:
        """Make a key for a program of a customer's."""
        return self._key_in(f"/customer source {customer} monitoring")

    def _key_in(self, line: str) -> str:
        answer = self._site.slack.type("dana", "#support", line)
        assert answer is not None
        [key] = {*_KEY.findall(answer.body)}
        return str(key)

    # --- people -------------------------------------------------------------------------------

    def mentions_critical(self) -> Report:
        """Tell the desk that something is critical: it rings."""
        report = self._begins(rings=True)
        return self._writes(report, f"<@U0DESK> critical: login is down {report.mark}")

    def mentions(self) -> Report:
        """Tell the desk of something that rings nobody."""
        report = self._begins()
        return self._writes(report, f"<@U0DESK> the export fails {report.mark}")

    def writes(self) -> Report:
        """Say something in the channel, to nobody of the desk: it waits."""
        report = self._begins()
        return self._writes(report, f"The export is slow {report.mark}")

    def puts_siren(self) -> Report:
        """Say something, and put a siren on it at once: it rings."""
        report = self._begins(rings=True)
        return self._writes(report, f"Nobody can log in {report.mark}", siren=True)

    def _writes(self, report: Report, words: str, *, siren: bool = False) -> Report:
        slack = self._site.slack.workspace
        person = self._newcomer(report.mark)
        with slack.changing():
            message = slack.timeline.add(CHANNEL, person.id, words)
        told = [payloads.message_posted(slack, message)]
        if "<@" in words:
            told.append(payloads.mentioned(slack, message))
        if siren:
            told.append(payloads.reacted(slack, person, message, "rotating_light"))
        report.parts = [self._senders.submit(self._tells, each) for each in told]
        return report

    def _newcomer(self, mark: str) -> Person:
        """Somebody of Initech's: what one person adds within minutes would be one message."""
        slack = self._site.slack.workspace
        person = Person(f"U0{mark.upper()}", mark, mark, "Initech", "8a6d1f", "T0INITECH")
        slack.people[person.id] = person
        slack.change_room(CHANNEL, members=(*slack.rooms[CHANNEL].members, person.id))
        return person

    def _tells(self, event: Json) -> bool:
        """Tell the desk, as Slack does; a minute later is when the desk is back."""
        for retry in range(TRIES):
            if retry > 1:
                self._over.wait((retry - 2) * MUCH_LATER)
                waits_until(self._is_back, BEGINS_WITHIN)
            if self._site.slack.wire.send(event_delivery(event), retry).failure is None:
                self.answers += 1
                return True
        self.given_up += 1
        return False

    def _is_back(self) -> bool:
        return self._over.is_set() or self._site.status("/readyz") == 200

    # --- programs -----------------------------------------------------------------------------

    def alerts_by_pagerduty(self) -> Report:
        """Report as PagerDuty's clients do: it rings."""
        report = self._begins(rings=True)
        payload = pagerduty()["payload"] | {"summary": f"The disk is full {report.mark}"}
        body = pagerduty(routing_key=self._keys["initech"], dedup_key=report.mark, payload=payload)
        return self._posts(report, body, "")

    def alerts_by_alertmanager(self) -> Report:
        """Report as Alertmanager does: it rings."""
        report = self._begins(rings=True)
        body = alertmanager(_firing(report), groupKey=report.mark)
        return self._posts(report, body, self._keys["initech"])

    def alerts_by_grafana(self) -> Report:
        """Report as Grafana does: it rings."""
        report = self._begins(rings=True)
        return self._posts(report, grafana(_firing(report)), self._keys["initech"])

    def alerts(self, key: str) -> Report:
        """Report something critical of a Managed customer's, by its key: it rings."""
        report = self._begins(rings=True)
        return self._posts(report, _summed_up(report), key)

    def alerts_of_acmes(self) -> Report:
        """Report something critical of a Standard customer's: it rings nobody."""
        report = self._begins()
        return self._posts(report, _summed_up(report), self._keys["acme"])

    def warns(self) -> Report:
        """Report something that is not critical."""
        report = self._begins()
        return self._posts(report, _summed_up(report, severity="warning"), self._keys["initech"])

    def lives(self) -> None:
        """Give a sign of life."""
        send = partial(self._web.post, f"/in/alive/{self._alive}")
        self._signs.append(self._senders.submit(self._sends, send))

    def _posts(self, report: Report, body: Body, key: str) -> Report:
        headers = {"Authorization": f"Bearer {key}"} if key else {}
        send = partial(self._web.post, "/in/events", json=body, headers=headers)
        report.parts = [self._senders.submit(self._sends, send)]
        return report

    def _sends(self, send: Callable[[], httpx.Response]) -> bool:
        """Send something until it is taken, as late as is asked for."""
        later = 0.0
        while not self._over.wait(later):
            later = PROGRAM_TRIES_AFTER
            with suppress(httpx.TransportError):
                said = send()
                if said.status_code == 202:
                    self.answers += 1
                    return True
                assert said.status_code in (429, 500, 503), said.text
                later = float(said.headers.get("Retry-After", later))
        return False

    # --- both ---------------------------------------------------------------------------------

    def _begins(self, *, rings: bool = False) -> Report:
        report = Report(f"r{next(self._numbers):05}", time.monotonic(), rings)
        self.reports.append(report)
        return report

    def all_taken(self, reports: Iterable[Report]) -> None:
        """Wait until all of these were told to their end."""
        for part in (part for report in reports for part in report.parts):
            part.result(PATIENCE)

    # --- what came of it ----------------------------------------------------------------------

    def figures(self) -> dict[str, float]:
        """Count what came of all that was reported."""
        taken = [report for report in self.reports if report.is_taken]
        kept = _marks(row.title for row in self._site.read(_KEPT))
        arrived = _marks(row.raw for row in self._site.read("SELECT raw FROM arrivals"))
        signs = self._site.read("SELECT id FROM arrivals WHERE door = 'sign of life'")
        called = sum(sign.result(PATIENCE) for sign in self._signs)
        return {
            "tried": len(self.reports),
            "confirmed": len(taken),
            "lost": sum(not (kept[each.mark] and arrived[each.mark]) for each in taken)
            + max(0, called - len(signs)),
            "doubled": sum(kept[each.mark] > 1 for each in self.reports),
            "given up by Slack": self.given_up,
        }

    def pages_of(self, reports: Sequence[Report]) -> tuple[int, int]:
        """How many pages ring for these, and for how many of these a page rings or does not,
        wrongly.
        """
        paged = [(row.page_id, _marks([row.title])) for row in self._site.read(_PAGED)]
        marks = {report.mark for report in reports}
        pages = {page for page, titles in paged if marks & titles.keys()}
        ringing = {mark for _, titles in paged for mark in titles}
        return len(pages), sum((report.mark in ringing) != report.rings for report in reports)

    def cases_of(self, reports: Sequence[Report]) -> list[int]:
        """The numbers of the cases that were opened of these."""
        marks = {report.mark for report in reports}
        rows = self._site.read("SELECT id, title FROM cases")
        return [row.id for row in rows if marks & _marks([row.title]).keys()]


def _firing(report: Report) -> Body:
    said = {"summary": f"It is down {report.mark}"}
    return alert("web-1") | {"fingerprint": report.mark, "annotations": said}


def _summed_up(report: Report, **more: Any) -> Body:
    return plain(summary=f"Login is down {report.mark}", dedup_key=report.mark, **more)


def _marks(texts: Iterable[str]) -> Counter[str]:
    """How often each mark stands in one of these."""
    return Counter(mark for each in texts for mark in {*_MARK.findall(each)})
