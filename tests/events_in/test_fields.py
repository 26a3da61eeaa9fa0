"""`/in/events`, field by field: what of each shape's documented fields is missing, of a wrong type,
or stands beside them. What can't be read is refused by its name, and everything else rings.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Final

import pytest

from tests.agreement.coming_in import rang
from tests.desk import DeskUnderTest
from tests.machines import Program, answer, cases
from tests.shapes.made_up import Body, alert, alertmanager, grafana, pagerduty, plain

Path = tuple[str | int, ...]

# Values that are none of what a field holds.
A_TEXT: Final = (7, True, ["x"], {"a": "x"})
A_WORD: Final = (*A_TEXT, "burning")  # of the few that there are
TEXTS: Final = ("x", 7, ["x"], {"a": 7})  # an object of them
NUMBERS: Final = ("x", 7, ["x"], {"a": "x"})
A_NUMBER: Final = ("3", 1.5, True, [3])
OBJECTS: Final = ("x", 7, {"a": 1}, ["x"])  # a list of them
AN_OBJECT: Final = ("x", 7, ["x"])
TEXT_OR_OBJECT: Final = (7, True, ["x"])
ANYTHING: Final = ()  # may be what it likes
NOT_READ: Final = (7, ["x"], {"a": 1}, "x")  # and so never refused


@dataclass(frozen=True)
class Field:
    """A documented field: where it stands, what is none of it, and whether a report needs it."""

    shape: Callable[[], Body]
    path: Path
    wrong: tuple[object, ...]
    needed: bool = False

    @property
    def name(self) -> str:
        """How a refusal names it."""
        return ".".join(map(str, self.path))

    def __str__(self) -> str:
        return f"{self.shape.__name__} {self.name}"


def _grafana() -> Body:
    return grafana(alert("web-1"))


def _fields() -> Iterator[Field]:
    yield Field(pagerduty, ("event_action",), A_WORD, needed=True)
    yield Field(pagerduty, ("payload",), AN_OBJECT, needed=True)
    yield Field(pagerduty, ("payload", "summary"), A_TEXT, needed=True)
    yield Field(pagerduty, ("payload", "severity"), A_TEXT, needed=True)
    for name in ("source", "component", "group"):
        yield Field(pagerduty, ("payload", name), A_TEXT)
    yield Field(pagerduty, ("payload", "custom_details"), ANYTHING)
    for name in ("dedup_key", "client_url"):
        yield Field(pagerduty, (name,), A_TEXT)
    yield Field(pagerduty, ("links",), OBJECTS)
    yield Field(pagerduty, ("links", 0, "href"), A_TEXT, needed=True)
    yield Field(pagerduty, ("links", 0, "text"), NOT_READ)
    for name in ("routing_key", "client", "images"):
        yield Field(pagerduty, (name,), NOT_READ)
    for name in ("timestamp", "class"):
        yield Field(pagerduty, ("payload", name), NOT_READ)

    for shape in (alertmanager, _grafana):
        yield Field(shape, ("status",), A_WORD, needed=True)
        yield Field(shape, ("groupKey",), A_TEXT, needed=True)
        yield Field(shape, ("truncatedAlerts",), A_NUMBER)
        for name in ("groupLabels", "commonLabels", "commonAnnotations"):
            yield Field(shape, (name,), TEXTS)
        yield Field(shape, ("externalURL",), A_TEXT)
        yield Field(shape, ("receiver",), NOT_READ)
        yield Field(shape, ("alerts",), OBJECTS, needed=True)
        yield Field(shape, ("alerts", 0, "status"), A_WORD, needed=True)
        yield Field(shape, ("alerts", 0, "labels"), TEXTS, needed=True)
        yield Field(shape, ("alerts", 0, "annotations"), TEXTS)
        yield Field(shape, ("alerts", 0, "generatorURL"), A_TEXT)
        for name in ("startsAt", "endsAt"):
            yield Field(shape, ("alerts", 0, name), NOT_READ)
    yield Field(alertmanager, ("version",), A_WORD, needed=True)
    yield Field(alertmanager, ("alerts", 0, "fingerprint"), NOT_READ)
    yield Field(_grafana, ("alerts", 0, "fingerprint"), A_TEXT, needed=True)
    for name in ("panelURL", "dashboardURL"):
        yield Field(_grafana, ("alerts", 0, name), A_TEXT)
    yield Field(_grafana, ("alerts", 0, "values"), NUMBERS)
    for name in ("silenceURL", "valueString", "orgId"):
        yield Field(_grafana, ("alerts", 0, name), NOT_READ)
    for name in ("orgId", "version", "title", "state", "message"):
        yield Field(_grafana, (name,), NOT_READ)

    yield Field(plain, ("summary",), A_TEXT, needed=True)
    for name in ("severity", "dedup_key", "link"):
        yield Field(plain, (name,), A_TEXT)
    yield Field(plain, ("action",), A_WORD)
    yield Field(plain, ("details",), TEXT_OR_OBJECT)


FIELDS: Final = tuple(_fields())
SAYS_HOW_GRAVE: Final = (("severity",), ("alerts", 0, "labels"))  # without which nothing rings


def inside(body: Body, path: Path) -> Any:
    """What holds the field to which a path leads."""
    holds: Any = body
    for name in path[:-1]:
        holds = holds[name]
    return holds


def changed(field: Field, value: object) -> Body:
    """A body that is right but for one field."""
    body = copy.deepcopy(field.shape())
    inside(body, field.path)[field.path[-1]] = value
    return body


def lacking(field: Field) -> Body:
    """A body without one field."""
    body = changed(field, None)
    del inside(body, field.path)[field.path[-1]]
    return body


def is_refused(program: Program, body: Body, sentence: str) -> None:
    """It is answered with 422, and a sentence that names what is wrong."""
    refused = program.posts(body)
    assert refused.status_code == 422, refused.text
    assert refused.headers["content-type"] == "application/problem+json"
    told = refused.json()
    assert any(each.startswith(sentence) for each in told["errors"]), told["errors"]


def rings(desk: DeskUnderTest, program: Program, body: Body) -> None:
    """It is taken in, and there is a page for it."""
    told = answer(program.posts(body))
    told = told["events"][0] if "events" in told else told
    assert told["page"] is not None
    assert rang(desk) == [told["case"]]


@pytest.mark.parametrize("field", FIELDS, ids=str)
def test_a_field_that_is_missing(desk: DeskUnderTest, monitoring: Program, field: Field) -> None:
    """Also one that is null, as many languages write what there is none of."""
    for body in (lacking(field), changed(field, None)):
        if field.needed:
            is_refused(monitoring, body, f"{field.name} is missing.")
            assert cases(desk) == 0
        elif field.path in SAYS_HOW_GRAVE:
            assert answer(monitoring.posts(body))["case"] == 1
        else:
            rings(desk, monitoring, body)


@pytest.mark.parametrize("field", FIELDS, ids=str)
def test_a_field_of_a_wrong_type(desk: DeskUnderTest, monitoring: Program, field: Field) -> None:
    """What is read is refused by its name, and the admins are told; what is not read keeps nobody
    from being rung. Afterwards what is right rings all the same.
    """
    for value in field.wrong:
        if field.wrong is NOT_READ:
            rings(desk, monitoring, changed(field, value))
        else:
            is_refused(monitoring, changed(field, value), field.name)
            assert cases(desk) == 0
    if field.wrong not in (NOT_READ, ANYTHING):
        desk.works()
        told = desk.slack.messages_seen_by("dana", "#desk-admin")[-1].text
        assert told.startswith(":warning: initech's monitoring reported something that was refused")
        assert field.name in told
    rings(desk, monitoring, field.shape())


WITHIN: Final = (
    (pagerduty, ()),
    (pagerduty, ("payload",)),
    (pagerduty, ("links", 0)),
    (alertmanager, ()),
    (alertmanager, ("alerts", 0)),
    (_grafana, ()),
    (_grafana, ("alerts", 0)),
)


@pytest.mark.parametrize(("shape", "path"), WITHIN)
def test_a_field_more(
    desk: DeskUnderTest, monitoring: Program, shape: Callable[[], Body], path: Path
) -> None:
    """Their makers add some every year, at every level; in our own shape it is a slip, and is
    refused by its name.
    """
    values: tuple[object, ...] = ("x", 7, None, ["x"], {"a": {"b": []}})
    for value in values:
        body = copy.deepcopy(shape())
        inside(body, (*path, ""))["added_in_2027"] = value
        rings(desk, monitoring, body)
    is_refused(monitoring, plain(added_in_2027=7), "There is no field added_in_2027.")
