"""Files in the pretend Slack: asked for, brought, completed, shown; and what Slack refuses."""

from __future__ import annotations

import json
import urllib.request
from dataclasses import replace
from typing import Any
from urllib.error import HTTPError

import pytest
from slack_sdk import WebClient

from slackapp.pretend_slack.slack import PretendSlack
from slackapp.pretend_slack.web.loopback import Loopback
from slackapp.pretend_slack.web.screen import screen_of
from slackapp.pretend_slack.web.stage import Stage
from tests.sandbox.asking import code_of, refused

PDF = b"%PDF-1.7 pretended"


@pytest.fixture
def files(client: WebClient, slack: PretendSlack, loopback: Loopback) -> WebClient:
    """A client whose app may write files and read channels."""
    app = slack.workspace.app
    slack.workspace.app = replace(app, scopes=(*app.scopes, "files:write", "channels:history"))
    slack.live_at(loopback.address)
    return client


def asked_for(client: WebClient, length: int = len(PDF)) -> tuple[str, str]:
    """The id of a file that may be brought, and where to."""
    told = client.files_getUploadURLExternal(filename="a year.pdf", length=length)
    return str(told["file_id"]), str(told["upload_url"])


def posts(address: str, content: bytes) -> tuple[int, str]:
    """The status and the answer of bringing bytes."""
    try:
        with urllib.request.urlopen(urllib.request.Request(address, content)) as answer:
            return answer.status, answer.read().decode()
    except HTTPError as error:
        return error.code, error.read().decode()


def test_a_file_by_the_sdks_own_way(files: WebClient, slack: PretendSlack) -> None:
    """It appears in the channel with its comment; the page has a link, which gives its bytes."""
    told = files.files_upload_v2(
        filename="a year.pdf",
        file=PDF,
        title="A year",
        channel="C0ACME",
        initial_comment="Here it is",
    )
    file: dict[str, Any] = told["files"][0]
    assert (file["name"], file["title"], file["mimetype"], file["size"], file["mode"]) == (
        "a year.pdf",
        "A year",
        "application/pdf",
        len(PDF),
        "hosted",
    )
    (message,) = files.conversations_history(channel="C0ACME")["messages"]
    assert (message["subtype"], message["text"]) == ("file_share", "Here it is")
    assert [each["id"] for each in message["files"]] == [file["id"]]
    shown = screen_of(slack, "ada", None, Stage())["messages"]["C0ACME"][0]
    assert shown["files"] == [
        {
            "id": file["id"],
            "title": "A year",
            "pretty_type": "PDF",
            "permalink": file["permalink"],
        }
    ]
    link = str(file["permalink"]).replace(" ", "%20")
    with urllib.request.urlopen(link) as page:
        assert (page.headers["content-type"], page.read()) == ("application/pdf", PDF)


def test_bytes_are_taken_once_and_as_many_as_was_said(files: WebClient) -> None:
    _, address = asked_for(files)
    assert posts(address, b"too few") == (400, "Bad Request")
    assert posts(address, PDF) == (200, f"OK - {len(PDF)}")
    assert posts(address, PDF) == (400, "Bad Request")
    assert posts(address + "x", PDF) == (400, "Bad Request")


def test_what_is_not_there_is_not_completed(files: WebClient) -> None:
    """Whatever was not brought, or is complete already, is no file that could be."""
    file_id, address = asked_for(files)
    complete = files.files_completeUploadExternal
    assert code_of(complete, files=[{"id": file_id}]) == "file_not_found"
    posts(address, PDF)
    assert complete(files=[{"id": file_id}])["files"][0]["title"] == "a year.pdf"
    assert code_of(complete, files=[{"id": file_id}]) == "file_not_found"
    assert code_of(complete, files=[{"id": "F0NOTHING"}]) == "file_not_found"
    assert code_of(complete, files=[]) == "invalid_arguments"


def test_a_file_without_a_channel_is_shown_to_nobody(files: WebClient) -> None:
    file_id, address = asked_for(files)
    posts(address, PDF)
    files.files_completeUploadExternal(files=[{"id": file_id, "title": "Mine"}])
    assert files.conversations_history(channel="C0ACME")["messages"] == []


def test_where_it_can_not_appear(files: WebClient, slack: PretendSlack) -> None:
    """Where the app is not, in no channel at all, and to a person by their own id."""
    file_id, address = asked_for(files)
    posts(address, PDF)
    complete, told = files.files_completeUploadExternal, [{"id": file_id}]
    assert code_of(complete, files=told, channel_id="C0RANDOM") == "not_in_channel"
    assert code_of(complete, files=told, channel_id="C0NOWHERE") == "channel_not_found"
    person = refused(complete, files=told, channel_id="U0ADA")
    assert person["error"] == "invalid_arguments"
    assert "^[CGDZ][A-Z0-9]{8,}$" in json.dumps(person["response_metadata"])
    slack.workspace.change_room("C0ACME", is_archived=True)
    assert code_of(complete, files=told, channel_id="C0ACME") == "is_archived"


def test_what_is_asked_for_is_whole(files: WebClient, slack: PretendSlack) -> None:
    ask = files.files_getUploadURLExternal
    assert code_of(ask, filename="", length=3) == "invalid_arguments"
    assert code_of(ask, filename="a.pdf", length=0) == "invalid_arguments"
    slack.workspace.app = replace(slack.workspace.app, scopes=("chat:write",))
    missing = refused(ask, filename="a.pdf", length=3)
    assert (missing["error"], missing["needed"]) == ("missing_scope", "files:write")
