"""The Dockerfile and compose.yaml, as far as they can be checked where there is no Docker."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from slackapp.pretend_slack.web.loopback import Loopback
from slackapp.pretend_slack.web.routes import routes_of
from slackapp.sandbox.run import SIGNING_SECRET
from slackapp.settings import Settings, read_settings
from tests.database import Databases
from tests.desk import Switch
from tests.serving import pretend_slack, served
from tests.test_command_line import run
from tests.waiting import waits_until

ROOT = Path(__file__).parents[1]


def steps() -> list[tuple[str, str]]:
    """The Dockerfile's instructions in order, each with what follows it."""
    written = (ROOT / "Dockerfile").read_text(encoding="utf-8").replace("\\\n", " ")
    lines = [line for line in written.splitlines() if line and not line.startswith("#")]
    return [(line.split(" ", 1)[0], line.split(" ", 1)[1].strip()) for line in lines]


def of(instruction: str) -> list[str]:
    """What follows each instruction of a kind."""
    return [rest for kind, rest in steps() if kind == instruction]


def copied() -> list[str]:
    """What the image takes from this folder."""
    return [rest.split()[0] for rest in of("COPY") if not rest.startswith("--from")]


def exec_form(rest: str) -> list[str]:
    words: list[str] = json.loads(rest[rest.index("[") :])
    return words


@pytest.fixture(scope="module")
def compose() -> dict[str, Any]:
    read: dict[str, Any] = yaml.safe_load((ROOT / "compose.yaml").read_text(encoding="utf-8"))
    return read


def test_base_images_are_pinned(compose: dict[str, Any]) -> None:
    """What is built on is the same for everybody, whatever becomes of a tag."""
    bases = [rest.split()[0] for rest in of("FROM")]
    bases += [each["image"] for each in compose["services"].values() if "build" not in each]
    assert len(bases) == 3
    for base in bases:
        assert re.fullmatch(r"[a-z]+:[\w.-]+@sha256:[0-9a-f]{64}", base), base
    assert bases[0] == bases[1]  # libraries are made for the Python that runs them


def test_the_image_takes_what_there_is() -> None:
    """Every file that is copied exists, and the libraries are installed by their hashes."""
    for name in copied():
        assert (ROOT / name).exists(), name
    assert {"models", "handlers", "slackapp", "manifest.yml"} <= set(copied())
    [install] = [rest for rest in of("RUN") if "pip install" in rest]
    assert "--require-hashes" in install
    locked = (ROOT / ".ci/locks/run.txt").read_text(encoding="utf-8")
    assert "pytest" not in locked
    assert locked.count("--hash=sha256:") > 100


def test_the_image_is_small_and_not_root() -> None:
    """It stands on a slim Python that the desk supports, in two stages, and is not root's."""
    images = [rest.split()[0] for rest in of("FROM")]
    assert len(images) == 2
    for image in images:
        found = re.match(r"python:3\.(\d+)\.\d+-slim-\w+@", image)
        assert found is not None
        assert int(found[1]) >= 11
    kinds = [kind for kind, _ in steps()]
    assert of("USER") == ["desk"]
    assert kinds.index("USER") < kinds.index("CMD")
    assert any(
        "useradd" in rest and rest.split("&&")[0].rstrip().endswith("desk") for rest in of("RUN")
    )
    assert of("VOLUME") == ["/app/var"]
    assert of("STOPSIGNAL") == ["SIGTERM"]


def test_the_builder_sees_no_secret() -> None:
    """Everything is kept from the builder but what is copied: no .env, no data, no history."""
    lines = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    rules = [line for line in lines if line and not line.startswith("#")]
    assert rules[0] == "*"
    assert sorted(rule[1:] for rule in rules if rule.startswith("!")) == sorted(copied())


def test_the_environment_is_the_settings(compose: dict[str, Any]) -> None:
    """What Dockerfile and compose.yaml set are settings of the desk, and they are right ones."""
    desk = compose["services"]["desk"]["environment"]
    image = dict(rest.split("=", 1) for rest in of("ENV"))
    names = {name.lower() for name in (*desk, *image)} - {"path", "pythondontwritebytecode"}
    assert names <= Settings.model_fields.keys()
    given = {name: re.sub(r"\$\{[^}]+\}", "5e5a3e", value) for name, value in desk.items()}
    tokens = {"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_APP_TOKEN": "xapp-1"}
    settings = read_settings(tokens | given, env_file=None)
    assert settings.database_url == "postgresql+psycopg://desk:5e5a3e@database/desk"
    assert (settings.host, settings.port) == (image["HOST"], int(image["PORT"]))
    assert of("EXPOSE") == [image["PORT"]]


def test_the_services(compose: dict[str, Any]) -> None:
    """The desk waits for a healthy PostgreSQL; data lies in volumes; the port is this machine's."""
    desk, database = compose["services"]["desk"], compose["services"]["database"]
    assert desk["depends_on"] == {"database": {"condition": "service_healthy"}}
    assert "pg_isready" in database["healthcheck"]["test"]
    user, name = database["environment"]["POSTGRES_USER"], database["environment"]["POSTGRES_DB"]
    assert f"--username={user}" in database["healthcheck"]["test"]
    assert f"//{user}:" in desk["environment"]["DATABASE_URL"]
    assert desk["environment"]["DATABASE_URL"].endswith(f"@database/{name}")
    used = {volume.split(":")[0] for service in (desk, database) for volume in service["volumes"]}
    assert used == set(compose["volumes"])
    assert [volume.split(":")[1] for volume in desk["volumes"]] == of("VOLUME")
    assert all(port.startswith("127.0.0.1:") for port in desk["ports"])
    assert (ROOT / desk["build"] / "Dockerfile").is_file()


def test_the_readme_says_the_same(compose: dict[str, Any], tmp_path: Path) -> None:
    """The commands in docs/running.md name services that exist, and commands that the desk has."""
    running = (ROOT / "docs" / "running.md").read_text(encoding="utf-8")
    commands = re.findall(r"^docker compose (.+)$", running, re.MULTILINE)
    assert len(commands) == 3
    for command in commands:
        words = [word for word in command.split()[1:] if not word.startswith("-")]
        assert set(words[:1]) <= set(compose["services"])
    typed = set(re.findall(r"-m slackapp (\w+)", running))
    listed = run(tmp_path, "--help").stdout
    assert {"serve", "doctor", "manifest"} <= typed
    assert [command for command in typed if command not in listed] == []
    written = re.findall(r"^ *(?:# )?([A-Z0-9_]+)=", running, re.MULTILINE)
    assert {name.lower() for name in written} <= Settings.model_fields.keys()


def test_it_runs_from_what_is_copied(
    tmp_path: Path, sqlite: Databases, desk_switch: Switch, desk_loopback: Loopback
) -> None:
    """The command runs from the copied files alone; the health check sees it come and go."""
    for name in copied():
        if name != ".ci/locks/run.txt":
            copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy
            copy(ROOT / name, tmp_path / name)
    command = [*exec_form(of("ENTRYPOINT")[0]), *exec_form(of("CMD")[0])]
    assert command == ["python", "-m", "slackapp", "serve"]
    slack = pretend_slack(desk_loopback)
    desk_switch.app = Switch.of(*routes_of(slack))
    with served(
        tmp_path,
        sqlite.fresh_database("in_a_container"),
        desk_loopback,
        slack,
        SLACK_SIGNING_SECRET=SIGNING_SECRET,
        PYTHONPATH=str(tmp_path),
    ) as process:
        waits_until(lambda: process.answers("/readyz") == 200, 60)
        assert is_healthy(process.port)
        process.ends()
        assert not is_healthy(process.port)


def is_healthy(port: int) -> bool:
    """What the health check of the image says."""
    check = exec_form(of("HEALTHCHECK")[0])
    assert check[0] == "python"
    done = subprocess.run(
        [sys.executable, *check[1:]], env={"PORT": str(port)}, capture_output=True, timeout=60
    )
    return done.returncode == 0
