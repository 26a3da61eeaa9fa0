"""What the doctor finds at home: the database, the worker, the key, who is on call."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text
from typer.testing import CliRunner

from models.usecases.letter import say_later
from models.usecases.oncall.check import DailyCheck
from models.usecases.people import DESK_ITSELF
from models.vault import Vault
from slackapp.cli import app
from slackapp.doctor import examine
from slackapp.sandbox.run import CONTACTS_KEY
from slackapp.serving import _warn_of_lost_addresses
from tests.database import Databases
from tests.doctor.clinic import Clinic


def test_no_database_yet(clinic: Clinic, tmp_path: Path) -> None:
    """A file that is not there is not made by looking; what needs it is not looked at."""
    report = clinic.examine(DATABASE_URL=f"sqlite:///{tmp_path}/new/desk.sqlite")
    states = dict(report)
    assert states["database"].state == "wrong"
    for key in (
        "worker",
        "outbox",
        "contacts_key",
        "sources",
        "mails",
        "on_call",
        "team",
        "customers_channels",
    ):
        assert states[key].state == "unchecked"
        assert "database" in states[key].says
    assert states["channels"].state == "ok"
    assert list(tmp_path.iterdir()) == []


def test_who_serves_an_sqlite_file(clinic: Clinic) -> None:
    """A worker that was here while nobody keeps the file may run where no lock reaches."""
    if clinic.desk.house.desk.database.is_sqlite:
        assert "One process serves this SQLite database" in clinic.says_ok("one_server")
        clinic.served.close()
        clinic.desk.house.worker.watch()
        found = clinic.finds("one_server")
        assert (found.state, "PostgreSQL" in found.do) == ("warning", True)
        clinic.desk.clock.advance(timedelta(hours=1))
        later = examine(clinic.environ, env_file=None, clock=clinic.desk.clock)
        assert dict(later)["one_server"].says.startswith("No process serves")
    else:
        assert "any number of processes" in clinic.says_ok("one_server")


def test_a_worker_that_is_not_there(clinic: Clinic) -> None:
    """A worker that never looked is missing; one that has not for three minutes is dead."""
    clinic.desk.clock.advance(timedelta(minutes=5))
    late = dict(examine(clinic.environ, env_file=None, clock=clinic.desk.clock))
    assert late["worker"].state == "wrong"
    assert late["worker"].says.startswith("No worker has looked for 5 minutes")
    assert late["heartbeat"].state == "unchecked"
    with clinic.desk.house.desk.database.writing() as session:
        session.execute(text("DELETE FROM remembered WHERE key = 'looked'"))
    report = dict(clinic.examine())
    assert report["worker"].state == "warning"
    assert report["worker"].do == "python -m slackapp serve"
    assert "is not called while no worker runs" in report["heartbeat"].says


def test_messages_that_wait_too_long(clinic: Clinic) -> None:
    """What is overdue by more than a minute is counted; then the heartbeat is not called."""
    desk = clinic.desk
    with desk.house.desk.writing(DESK_ITSELF, desk.clock.now() - timedelta(minutes=3)) as turn:
        say_later(turn, "C0ADMIN", DailyCheck())
    report = dict(clinic.examine())
    assert report["outbox"].state == "wrong"
    assert "Overdue by more than a minute: 1 message." in report["outbox"].says
    assert report["heartbeat"].state == "unchecked"


def test_the_key_for_contacts(clinic: Clinic) -> None:
    """Without the key, or with another, what is kept can't be read; with nothing it is advice."""
    missing = clinic.finds("contacts_key", CONTACTS_KEY="")
    assert (missing.state, "2 addresses can't be read" in missing.says) == ("wrong", True)
    other = clinic.finds("contacts_key", CONTACTS_KEY=Vault.new_key())
    assert (other.state, "does not open 2 of 2 addresses" in other.says) == ("wrong", True)
    with clinic.desk.house.desk.database.writing() as session:
        session.execute(text("DELETE FROM contacts"))
    nothing = clinic.finds("contacts_key", CONTACTS_KEY="")
    assert (nothing.state, "python -m slackapp key" in nothing.do) == ("warning", True)


def test_a_key_that_is_exchanged(clinic: Clinic, capsys: pytest.CaptureFixture[str]) -> None:
    """A new key beside the former opens all; moved to it by `key --rotate`, it does so alone."""
    new = Vault.new_key()
    both = f"{new},{CONTACTS_KEY}"
    assert "opens all that is kept: 2 addresses" in clinic.says_ok(
        "contacts_key", CONTACTS_KEY=both
    )
    environ = clinic.environ | {"CONTACTS_KEY": both}
    moved = CliRunner().invoke(app, ["key", "--rotate"], env=environ)
    assert (moved.exit_code, moved.output) == (0, "Encrypted with the first key: 2 of 2.\n")
    clinic.says_ok("contacts_key", CONTACTS_KEY=new)
    lost = CliRunner().invoke(app, ["key", "--rotate"], env=clinic.environ)
    assert lost.exit_code == 2
    assert "Encrypted with the first key: 0 of 2." in lost.output
    assert "No key of CONTACTS_KEY opens the other 2" in lost.output
    said = clinic.desk.types("ada", "/oncall check")
    assert said.says("2 addresses outside Slack can't be read: CONTACTS_KEY was lost or changed.")
    _warn_of_lost_addresses(clinic.desk.house.desk)
    assert "CONTACTS_KEY does not open addresses" in "".join(capsys.readouterr())


def test_mail(clinic: Clinic) -> None:
    """Whether mails are taken, whether anybody is vouched for, whether they are answered."""
    assert clinic.says_ok("mails") == "MAIL_KEY is not set: no mail is taken."
    clinic.desk.types("dana", '/customer add acme "Acme AG" standard from 2026-01-01')
    clinic.desk.types("dana", "/customer mail acme add @acme.ch")
    assert "no mail is taken, though" in clinic.finds("mails").says
    by = "mailtos://desk:SeSaMe@mail.example.com?from=desk@example.com"
    mail = {"MAIL_KEY": "a-key-of-the-mail-server", "MAIL_SERVER": "mx.example.com"}
    assert "MAIL_ANSWERS_BY is not set" in clinic.finds("mails", **mail).says
    nobody = clinic.finds("mails", MAIL_KEY=mail["MAIL_KEY"], MAIL_ANSWERS_BY=by)
    assert (nobody.state, "MAIL_SERVER is not set" in nobody.says) == ("warning", True)
    report = clinic.examine(**mail, MAIL_ANSWERS_BY=by)
    assert [finding.says for key, finding in report if key == "mails"] == [
        "Mails are taken at /in/mail; mx.example.com vouches for who wrote them.",
        "Mails are answered from desk@example.com.",
    ]
    for wrong in (f"{by}&to=ada@example.com", f"{by}&bcc=ada@example.com"):
        assert clinic.finds("mails", **mail, MAIL_ANSWERS_BY=wrong).state == "wrong"


def test_who_is_on_call(clinic: Clinic) -> None:
    """O7's findings are counted; a group that follows a rotation which does not exist is named."""
    with clinic.desk.house.desk.database.writing() as session:
        session.execute(text("DELETE FROM contacts"))
    assert "2 people who can't be reached outside Slack" in clinic.finds("on_call").says
    report = clinic.examine(ONCALL_USERGROUPS="S0ONCALL=tertiary")
    says = [finding.says for key, finding in report if key == "on_call"]
    assert "ONCALL_USERGROUPS lets S0ONCALL follow tertiary, and there is no such rotation." in says


def test_nobody_is_on_call_yet(clinic: Clinic, place: Databases) -> None:
    """On the first day there is no rotation: the doctor says what to type."""
    url = place.fresh_database("first_day", "template")
    found = clinic.finds("on_call", DATABASE_URL=url, ONCALL_USERGROUPS="")
    assert found.do == "Type in Slack: /oncall rotation primary weekly mon 09:00 @ada @ben"
