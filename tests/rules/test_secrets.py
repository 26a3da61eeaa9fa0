"""What is taken for a secret in a text, and what is not."""

from __future__ import annotations

import pytest

from models.rules.secrets import without_secrets


@pytest.mark.parametrize(
    ("text", "without"),
    [
        ("xoxb-1-abcdef", "xoxb-…"),
        ("postgresql://desk:hunter2@db/desk", "postgresql://desk:…@db/desk"),
        ("https://desk.example.com/in/alive/0a1b2c", "https://desk.example.com/in/alive/…"),
        ("https://hooks.slack.com/actions/T1/B2/c3", "https://hooks.slack.com/…"),
        ("?token=abc&page=2", "?token=…&page=2"),
        ('curl -H "Authorization: Bearer abc123def456"', 'curl -H "Authorization: Bearer …"'),
        ('{"password": "hunter2", "region": "eu"}', '{"password": "…", "region": "eu"}'),
        ("the password is hunter2!", "the password is …"),
        ("das Passwort ist hunter22", "das Passwort ist …"),
        ("API key: 0a1b2c3d", "API key: …"),
    ],
)
def test_a_secret(text: str, without: str) -> None:
    assert without_secrets(text) == without


@pytest.mark.parametrize(
    "text",
    [
        "password reset: nobody gets the mail",
        "bearer authentication fails for everybody",
        "the token is refused since the update",
        "login is down, please call +41 44 123 45 67",
        "ERROR: duplicate key value\nDETAIL:  Key (id)=(1) already exists.",
        "the password is wrong",
        "see https://status.example.com/login",
    ],
)
def test_no_secret(text: str) -> None:
    assert without_secrets(text) == text
