"""A real Alertmanager: what is posted to it rings at the desk, counts up, recovers, and lasts."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest
import yaml
from sqlalchemy import select

from models.rows.reports import Arrival, Report
from models.rules.reports import CameOf
from slackapp.assembly import web
from tests.agreement.coming_in import rang
from tests.conversations.oncall.people_on_call import with_people_on_call
from tests.desk import DeskUnderTest
from tests.machines import Program, program_of
from tests.serving import free_port
from tests.waiting import waits_until
from tests.web_entrance import entrance_of

NAMES = ("prometheus-alertmanager", "alertmanager")
FOUND = next((path for name in NAMES if (path := shutil.which(name))), None)
RECEIVERS: dict[str, Callable[[Program], dict[str, object]]] = {
    "webhook": lambda desk: {
        "webhook_configs": [
            {
                "url": f"{desk.address}/in/events",
                "http_config": {"authorization": {"credentials": desk.key}},
            }
        ]
    },
    "pagerduty": lambda desk: {
        "pagerduty_configs": [
            {
                "url": f"{desk.address}/in/events",
                "routing_key": desk.key,
                "severity": "{{ .CommonLabels.severity }}",
            }
        ]
    },
}

pytestmark = pytest.mark.skipif(
    FOUND is None and os.environ.get("DESK_ALERTMANAGER") != "required",
    reason="no Alertmanager found: install prometheus-alertmanager to run these",
)


@pytest.fixture
def monitoring(desk: DeskUnderTest) -> Program:
    """initech's, by night, at a desk that nobody has opened yet."""
    with_people_on_call(desk)
    desk.at("Sat 2026-06-06 03:10")
    return program_of(desk, f"http://127.0.0.1:{free_port()}")


@contextmanager
def opened(desk: DeskUnderTest, program: Program) -> Iterator[None]:
    """The desk's web entrance, where the program looks for it."""
    with entrance_of(web(desk.house), httpx.URL(program.address).port or 0):
        yield


@contextmanager
def alertmanager(folder: Path, receiver: dict[str, object]) -> Iterator[str]:
    """An Alertmanager that tells at once, and again every two seconds; its address."""
    assert FOUND is not None, "no Alertmanager found"
    route = {"receiver": "desk", "group_by": ["alertname"], "group_wait": "0s"}
    route |= {"group_interval": "1s", "repeat_interval": "2s"}
    config = folder / "alertmanager.yml"
    config.write_text(yaml.safe_dump({"route": route, "receivers": [{"name": "desk", **receiver}]}))
    listens = f"127.0.0.1:{free_port()}"
    with (folder / "alertmanager.log").open("w") as log:
        process = subprocess.Popen(
            [
                FOUND,
                f"--config.file={config}",
                f"--storage.path={folder / 'data'}",
                f"--web.listen-address={listens}",
                "--cluster.listen-address=",
            ],
            stdout=log,
            stderr=log,
        )
    try:
        waits_until(lambda: is_ready(listens))
        yield f"http://{listens}"
    finally:
        process.terminate()
        process.wait(timeout=30)


def is_ready(listens: str) -> bool:
    try:
        return httpx.get(f"http://{listens}/-/ready").is_success
    except httpx.TransportError:
        return False


def says(address: str, *, over: bool = False) -> None:
    """Let a Prometheus tell it of an alert, or that it is over."""
    alert: dict[str, object] = {
        "labels": {"alertname": "InstanceDown", "instance": "web-1", "severity": "critical"},
        "annotations": {"summary": "web-1 is down"},
    }
    ends = {"endsAt": datetime.now(UTC).isoformat()} if over else {}
    httpx.post(f"{address}/api/v2/alerts", json=[{**alert, **ends}]).raise_for_status()


def came(desk: DeskUnderTest) -> list[CameOf]:
    with desk.reading("dana") as turn:
        return list(turn.session.scalars(select(Arrival.came).order_by(Arrival.id)))


@pytest.mark.parametrize("kind", RECEIVERS)
def test_an_alert_rings_counts_up_and_recovers(
    desk: DeskUnderTest, monitoring: Program, tmp_path: Path, kind: str
) -> None:
    """I2, I3, I6; as a webhook, and as if the desk were PagerDuty."""
    with opened(desk, monitoring), alertmanager(tmp_path, RECEIVERS[kind](monitoring)) as address:
        says(address)
        waits_until(lambda: rang(desk) == [1])
        waits_until(lambda: CameOf.SEEN_AGAIN in came(desk))
        says(address, over=True)
        waits_until(lambda: CameOf.LOWERED in came(desk))
    found = came(desk)
    assert (found[0], found[-1]) == (CameOf.OPENED, CameOf.LOWERED)
    assert rang(desk) == [1]
    with desk.reading("dana") as turn:
        (report,) = turn.session.scalars(select(Report))
        assert report.seen == len(found) - 1
        assert report.recovered_at is not None
    assert desk.types("ben", "/case show 1").says("web-1", "reported by monitoring, seen")


def test_what_is_told_while_the_desk_is_down_is_told_again(
    desk: DeskUnderTest, monitoring: Program, tmp_path: Path
) -> None:
    """It tries again on its own, and one case comes of it."""
    with alertmanager(tmp_path, RECEIVERS["webhook"](monitoring)) as address:
        says(address)
        log = tmp_path / "alertmanager.log"
        waits_until(lambda: "connection refused" in log.read_text())
        with opened(desk, monitoring):
            waits_until(lambda: rang(desk) == [1])
    assert came(desk)[0] is CameOf.OPENED
