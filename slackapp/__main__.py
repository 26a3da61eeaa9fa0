"""`python -m slackapp …`."""

from slackapp.cli import app

app(prog_name="python -m slackapp")
