"""`python -m slackapp doctor`: what he says as a whole, for people and for programs."""

from __future__ import annotations

import json
from pathlib import Path

from slackapp.doctor import CHECKS, as_data, as_lines, is_wrong
from slackapp.sandbox.run import BOT_TOKEN, CONTACTS_KEY
from tests.doctor.clinic import Clinic
from tests.socket_door import APP_TOKEN
from tests.test_command_line import run


def test_a_desk_in_good_health(clinic: Clinic) -> None:
    """Where all is well every check says so in a line, and the exit status is 0."""
    report = clinic.examine()
    assert [finding for _, finding in report if finding.state != "ok"] == []
    assert list(dict.fromkeys(key for key, _ in report)) == [check.key for check in CHECKS]
    assert not is_wrong(report)
    assert list(as_lines(report))[-1] == "All is well."


def test_the_command_line(clinic: Clinic, tmp_path: Path) -> None:
    """Status 0 with warnings only, 1 if something is wrong; `--json` keeps its keys."""
    env = "".join(f"{name}={value}\n" for name, value in clinic.environ.items())
    (tmp_path / ".env").write_text(env.replace("QUEUE_CHANNEL", "NO_CHANNEL"))
    warned = run(tmp_path, "doctor")
    assert (warned.exit_code, warned.stderr) == (0, "")
    assert "warning    QUEUE_CHANNEL is not set: what waits is posted nowhere. →" in warned.stdout
    assert warned.stdout.splitlines()[-1] == "All is well, with 1 warning."
    (tmp_path / ".env").write_text(env.replace("=C0SEV1", "=C0GONE"))
    wrong = run(tmp_path, "doctor", "--json")
    assert (wrong.exit_code, wrong.stderr) == (1, "")
    told = json.loads(wrong.stdout)
    assert told["ok"] is False
    assert {tuple(finding) for finding in told["findings"]} == {("check", "state", "says", "do")}
    [bad] = [finding for finding in told["findings"] if finding["state"] == "wrong"]
    assert (bad["check"], "C0GONE" in bad["says"]) == ("channels", True)
    assert "/invite @desk" in bad["do"]


def test_settings_that_cannot_be_read(tmp_path: Path) -> None:
    """All that is wrong with the settings is said together, and nothing else is looked at."""
    done = run(tmp_path, "doctor", "--json")
    assert done.exit_code == 1
    lines = json.loads(done.stdout)["findings"]
    wrong = [line["says"] for line in lines if line["state"] == "wrong"]
    assert [says.split(" ")[0] for says in wrong] == ["SLACK_BOT_TOKEN", "SLACK_SIGNING_SECRET"]
    rest = lines[len(wrong) :]
    assert [line["check"] for line in rest] == [check.key for check in CHECKS[1:]]
    assert {line["state"] for line in rest} == {"unchecked"}
    assert rest[0]["says"] == "database was not looked at: first mend settings."
    assert list(tmp_path.iterdir()) == []


def test_as_data_is_for_programs(clinic: Clinic) -> None:
    """A report as data has a word for each state, and no secret."""
    told = json.dumps(as_data(clinic.examine()))
    assert '"state": "ok"' in told
    for secret in (BOT_TOKEN, APP_TOKEN, CONTACTS_KEY):
        assert secret not in told
