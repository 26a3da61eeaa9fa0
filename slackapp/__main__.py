"""`python -m slackapp …`."""

import gc

gc.disable()  # Nothing that is imported is garbage: to look for it was a third of a short command.

from slackapp.cli import app  # noqa: E402

gc.freeze()
gc.enable()

app(prog_name="python -m slackapp")
