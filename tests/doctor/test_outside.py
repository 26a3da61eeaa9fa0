"""What the doctor finds over the web: the public address, and the heartbeat."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from models.usecases.oncall import contacts
from slackapp.pretend_slack.web.loopback import Loopback
from slackapp.pretend_slack.web.routes import routes_of
from tests.desk import Switch
from tests.doctor.clinic import Clinic


def test_the_public_address(clinic: Clinic, elsewhere: Loopback) -> None:
    """Unset it is advice; where nothing, or something else, answers it is wrong."""
    assert clinic.finds("public_url", PUBLIC_URL="").state == "warning"
    nothing = clinic.finds("public_url", PUBLIC_URL="http://127.0.0.1:1")
    assert (nothing.state, "Nothing answers at PUBLIC_URL" in nothing.says) == ("wrong", True)
    other = clinic.finds("public_url", PUBLIC_URL=elsewhere.address)
    assert other.says == "What answers at PUBLIC_URL is not the desk (status 404)."


def test_a_desk_that_is_not_well_at_its_address(clinic: Clinic, desk_switch: Switch) -> None:
    """A desk that answers 503 is there, and not well."""

    async def unwell(_: Request) -> Response:
        return JSONResponse({"ok": False, "failing": ["database"]}, 503)

    routes = routes_of(clinic.desk.slack)
    desk_switch.app = Switch.of(Route("/healthz", unwell), clinic.door.route(), *routes)
    found = clinic.finds("public_url")
    assert found.says == "The desk answers at PUBLIC_URL, and that it is not well."


def test_the_heartbeat(clinic: Clinic, elsewhere: Loopback) -> None:
    """Unset it is advice; an address that does not answer, or refuses, is wrong."""
    assert clinic.finds("heartbeat", HEARTBEAT_URL="").state == "warning"
    silent = clinic.finds("heartbeat", HEARTBEAT_URL="http://127.0.0.1:1/beat")
    assert (silent.state, "does not answer" in silent.says) == ("wrong", True)
    refused = clinic.finds("heartbeat", HEARTBEAT_URL=f"{elsewhere.address}/lost")
    assert refused.says == "HEARTBEAT_URL answers with status 404."


def test_telephones(clinic: Clinic) -> None:
    """None tried lately, one reached, all silent: the last is wrong, and its way out is named."""
    desk = clinic.desk
    assert "No telephone was tried" in clinic.says_ok("telephones")
    for who in ("ada", "ben"):  # whose addresses lead nowhere
        desk.types(who, "/oncall test")
    desk.works()
    found = clinic.finds("telephones")
    assert found.state == "wrong"
    assert "Telephones can't be reached: all 2 of those tried" in found.says
    assert "/oncall pages" in str(found.do)
    with desk.writing("ada") as turn:
        address = str(desk.house.desk.public_url).replace("http", "json", 1)
        contacts.add(turn, contacts.SEND, f"{address}/phone/U0ADA", "json://…/phone")
    desk.types("ada", "/oncall test")
    desk.works()
    assert clinic.says_ok("telephones") == "Telephones reached in the last hour: 1."
