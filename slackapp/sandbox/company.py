"""Who plays in the sandbox: ProAuth's people, channels and user groups, and a customer's Eve."""

from __future__ import annotations

from slackapp.pretend_slack.state.cast import SLACKBOT, Cast, Group, Person, Room, Team

_HOME, _INITECH = "T0PROAUTH", "T0INITECH"
_BOT = "U0DESK"
_OURS = ("U0ADA", "U0BEN", "U0CLEO", "U0DANA")

CAST = Cast(
    teams=(Team(_HOME, "ProAuth", "proauth"), Team(_INITECH, "Initech", "initech")),
    app_id="A0DESK",
    bot_id="B0DESK",
    bot_user_id=_BOT,
    people=(
        Person("U0ADA", "ada", "Ada", "Engineer", "4d6cc4", _HOME),
        Person("U0BEN", "ben", "Ben", "Engineer, on call", "2b8a5c", _HOME),
        Person("U0CLEO", "cleo", "Cleo", "Account manager", "b0513b", _HOME),
        Person("U0DANA", "dana", "Dana", "Admin", "7a4fa3", _HOME, is_admin=True),
        Person("U0EVE", "eve", "Eve", "Initech", "8a6d1f", _INITECH, is_stranger=True),
        Person(_BOT, "desk", "desk", "App", "1f6f78", _HOME, is_bot=True),
        Person(SLACKBOT, "slackbot", "Slackbot", "Slack", "757575", _HOME, is_bot=True),
    ),
    rooms=(
        Room("C0SUPPORT", "support", (*_OURS, _BOT)),
        Room("C0ACME", "acme", (*_OURS, _BOT)),
        Room("C0GLOBEX", "globex", (*_OURS, _BOT)),
        Room("C0INITECH", "initech", (*_OURS, "U0EVE", _BOT), shared_with=(_INITECH,)),
        Room("C0SEV1", "sev1", (*_OURS, _BOT)),
        Room("C0QUEUES", "queues", (*_OURS, _BOT)),
        Room("C0SALES", "sales", ("U0CLEO", "U0DANA", _BOT)),
        Room("C0ADMIN", "desk-admin", ("U0DANA", _BOT)),
        Room("C0RANDOM", "random", _OURS),
    ),
    groups=(
        Group("S0ENGINEERS", "engineers", "Engineers", ("U0ADA", "U0BEN")),
        Group("S0ACCOUNTS", "account-managers", "Account managers", ("U0CLEO",)),
        Group("S0ADMINS", "desk-admins", "Admins of the desk", ("U0DANA",)),
        Group("S0ONCALL", "oncall", "On call", ("U0ADA",)),
        Group("S0DUTY", "duty", "On duty", ("U0ADA",)),
    ),
)
