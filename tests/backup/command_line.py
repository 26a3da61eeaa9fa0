"""`backup` and `restore` as typed against a database."""

from __future__ import annotations

import os
from pathlib import Path
from unittest.mock import patch

from sqlalchemy import Connection, func, select
from typer.testing import CliRunner, Result

from models.rows import Row
from slackapp.cli import app
from tests.desk import DeskUnderTest

SLACK = {
    "SLACK_BOT_TOKEN": "xoxb-1-a",
    "SLACK_APP_TOKEN": "xapp-1-a",
    "ADMIN_USERS": "U0DANA",
}


def run(url: str, *words: str | Path) -> Result:
    """Run the command line against a database."""
    environ = {**SLACK, "DATABASE_URL": url, "COLUMNS": "200"}
    with patch.dict(os.environ, environ, clear=True):
        return CliRunner().invoke(app, list(map(str, words)))


def address(desk: DeskUnderTest) -> str:
    return desk.house.desk.database.url.render_as_string(hide_password=False)


def counts(connection: Connection) -> dict[str, int]:
    return {
        table.name: connection.scalar(select(func.count()).select_from(table)) or 0
        for table in Row.metadata.sorted_tables
    }
