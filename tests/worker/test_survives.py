"""A page survives everything: workers that die at any step, a Slack and telephones that fail.

Each seed is a story of its own. One that fails says how to repeat it; `make simulate` tries more.
"""

from __future__ import annotations

import os
from collections import Counter

import pytest

from slackapp.outside import ByApprise
from slackapp.pretend_slack.state.story_clock import StoryClock
from slackapp.pretend_slack.web.loopback import Loopback
from tests.desk import DeskUnderTest
from tests.worker.fates import STEPS
from tests.worker.laws import AT_THE_END, STANDING, broken
from tests.worker.ordeal import Ordeal, Place
from tests.worker.wire import LittleSlack, WholeSlack, World

pytestmark = pytest.mark.both_databases

FEW = 4 * len(STEPS)  # enough that somebody dies at each step on each database
SEEDS = int(os.environ.get("SEEDS", str(FEW)))
CHUNKS = min(4, max(1, SEEDS // FEW))  # which run side by side
OVER_HTTP = (3, 17, 28, 42)
ONE = os.environ.get("SEED")


def survives(
    place: Place,
    seed: int,
    world: World,
    test: str = "survives",
    clock: StoryClock | None = None,
) -> list[str]:
    """Live through a seed, and return where somebody died."""
    kind = "sqlite" if place.people.is_sqlite else "postgres"
    again = f"SEED={seed} pytest tests/worker/test_survives.py -k '{test} and {kind}'"

    def stands(ordeal: Ordeal) -> None:
        laws = STANDING if not ordeal.fates.calm else (*STANDING, *AT_THE_END)
        if found := broken(ordeal, laws):
            deaths = ", ".join(ordeal.fates.deaths)
            pytest.fail("\n".join([again, f"Deaths: {deaths}", *found]), pytrace=False)

    place.empty()
    ordeal = Ordeal(place, seed, world, stands, clock)
    try:
        ordeal.live_through()
    except Exception as error:
        error.add_note(again)
        raise
    return ordeal.fates.deaths


@pytest.mark.parametrize("chunk", [0] if ONE else range(CHUNKS))
def test_a_page_survives_everything(house: Place, chunk: int) -> None:
    """O3, O4, R7: whatever dies or fails, each page reaches all whom its ladder names, in time, and
    nobody when somebody has it."""
    seeds = [int(ONE)] if ONE else range(chunk, SEEDS, CHUNKS)
    died = Counter(step for seed in seeds for step in survives(house, seed, LittleSlack()))
    if not ONE:
        assert set(died) == set(STEPS), f"nobody died {set(STEPS) - set(died)}"


@pytest.mark.parametrize("seed", [int(ONE)] if ONE else OVER_HTTP)
def test_over_http(desk: DeskUnderTest, desk_loopback: Loopback, seed: int) -> None:
    """The same, through Slack's own client to the pretend Slack, and by apprise to telephones."""
    house = desk.house
    outside = ByApprise(local=True)
    host = desk_loopback.address.removeprefix("http://")
    place = Place(house.desk.database, f"json://{host}/phone")
    world = WholeSlack(desk.slack, house.bolt.client, outside.send)
    try:
        survives(place, seed, world, "http", desk.clock)
    finally:
        place.close()
    refused = [said for said in desk.slack.refusals if "is_archived" not in said]
    desk.slack.refusals[:] = refused
