"""`/customer source` and `/customer expects`: keys for programs, shown once, and kept hashed."""

from __future__ import annotations

import re
from hashlib import sha256

import pytest
from sqlalchemy import select

from models.rows.outbox import Delivery
from models.rows.reports import SourceKey
from tests.conversations.four_customers import with_four_customers
from tests.desk import DeskUnderTest, Heard

KEY = re.compile(r"\b[0-9a-f]{32}\b")
PUBLIC = pytest.mark.settings(public_url="https://desk.proauth.example")


def key_in(said: Heard) -> str:
    (found,) = {*KEY.findall(said.whole)}
    return str(found)


def kept(desk: DeskUnderTest) -> list[str]:
    with desk.house.desk.database.reading() as session:
        return list(session.scalars(select(SourceKey.hash).order_by(SourceKey.id)))


@PUBLIC
def test_a_key_is_shown_once_and_to_whoever_asked(desk: DeskUnderTest) -> None:
    with_four_customers(desk)
    made = desk.types("cleo", "/customer source acme monitoring")
    key = key_in(made)
    mark = sha256(key.encode()).hexdigest()[:8]
    assert made.text == f"monitoring may report for acme, with key {mark}."
    assert made.says(
        "It is shown only now, and only to you",
        "It reports at `https://desk.proauth.example/in/events`.",
        "To try it, which rings nobody: `curl -fsS https://desk.proauth.example/in/events "
        f'-H "Authorization: Bearer {key}" -d \'{{"summary": "A first try"}}\'`',
        "What it calls `critical` is critical (I2).",
        "Lost it? `/customer source acme monitoring rotate` makes another.",
    )
    again = desk.again("cleo")
    assert again.says(made.text, "It was shown once, and is kept nowhere.")
    assert key not in again.whole
    assert kept(desk) == [sha256(key.encode()).hexdigest()]
    with desk.house.desk.database.reading() as session:
        assert key not in str(list(session.scalars(select(Delivery.answer))))


@pytest.mark.settings(public_url=None)
def test_without_an_address_of_its_own_the_desk_says_what_to_do(desk: DeskUnderTest) -> None:
    with_four_customers(desk)
    for line in ("source acme monitoring", "expects acme backup every 24h grace 2h"):
        assert desk.types("cleo", f"/customer {line}").says("whoever runs it sets `PUBLIC_URL`")


def test_nobody_reads_along(desk: DeskUnderTest) -> None:
    """`--here` shows answers to a channel, and this one to nobody else."""
    with_four_customers(desk)
    made = desk.types("cleo", "/customer source acme monitoring --here")
    assert made.says("Only you see this: it says a secret.")
    assert not any(KEY.search(m.text) for m in desk.slack.messages_seen_by("ben", "#support"))
    assert "may report" not in "".join(
        m.text for m in desk.slack.messages_seen_by("ben", "#support")
    )


def test_two_keys_live_side_by_side_while_one_takes_the_others_place(desk: DeskUnderTest) -> None:
    with_four_customers(desk)
    first = key_in(desk.types("cleo", "/customer source acme monitoring"))
    refused = desk.types("cleo", "/customer source acme monitoring")
    assert refused.says(
        "acme has a source monitoring, and its key was shown when it was made.",
        "/customer source acme monitoring rotate",
    )
    second = key_in(desk.types("cleo", "/customer source acme monitoring rotate"))
    assert first != second
    third = desk.types("cleo", "/customer source acme monitoring rotate")
    assert third.says("monitoring has 2 keys already: one has to be revoked first.")
    left = desk.types("cleo", "/customer source acme monitoring revoke")
    mark = sha256(second.encode()).hexdigest()[:8]
    assert left.text == f"Revoked. monitoring is heard by key {mark} alone."
    none = desk.types("cleo", f"/customer source acme monitoring revoke {mark}")
    assert none.text == "Revoked. acme's monitoring has no key any more, so nothing of it is heard."
    assert desk.types("cleo", "/customer source acme monitoring revoke").says("has no live key.")


def test_what_is_critical_of_a_source_is_its_own(desk: DeskUnderTest) -> None:
    with_four_customers(desk)
    made = desk.types("cleo", "/customer source acme monitoring critical = critical, Page")
    assert made.says("What it calls `critical` or `page` is critical (I2).")
    changed = desk.types("cleo", "/customer source acme monitoring critical=p1")
    assert changed.text == "acme's monitoring may report. What it calls `p1` is critical (I2)."
    assert not KEY.search(changed.whole)
    assert desk.types("cleo", "/customer source acme web critical =").says(
        "Which words are critical?"
    )


def test_sources_are_listed_and_told_in_the_history(desk: DeskUnderTest) -> None:
    with_four_customers(desk)
    nothing = desk.types("ben", "/customer source acme")
    assert nothing.text == "acme has no sources: nothing reports for it by itself."
    made = key_in(desk.types("cleo", "/customer source acme monitoring"))
    mark = sha256(made.encode()).hexdigest()[:8]
    desk.types("cleo", "/customer source acme monitoring keeps severity")
    listed = desk.types("ben", "/customer source acme")
    assert listed.says(
        "acme's sources:",
        f"• *monitoring*: never heard yet, key {mark}",
        "What it calls `critical` is critical (I2). It keeps severities (I6).",
    )
    assert desk.types("ben", "/customer show acme").says(
        "source monitoring added by <@U0CLEO>",
        f"source monitoring: key {mark} made by <@U0CLEO>",
        "source monitoring keeps severities by <@U0CLEO>",
    )


def test_only_whoever_looks_after_a_customer_makes_keys_for_it(desk: DeskUnderTest) -> None:
    with_four_customers(desk)
    assert desk.types("ben", "/customer source acme monitoring").says("Only account managers")
    refused = desk.types("cleo", "/customer source globex monitoring")
    assert refused.says("Only globex's account manager (nobody yet) or an admin can make keys")
    assert kept(desk) == []


@pytest.mark.parametrize("name", ["Rotate", "two words", "müller!", "x" * 41])
def test_a_name_is_one_plain_word(desk: DeskUnderTest, name: str) -> None:
    with_four_customers(desk)
    desk.types("cleo", f"/customer source acme {name}")
    assert kept(desk) == []


@PUBLIC
def test_a_sign_of_life_has_an_address(desk: DeskUnderTest) -> None:
    with_four_customers(desk)
    said = desk.types("cleo", "/customer expects acme nightly-backup every 24h grace 2h critical")
    assert said.text == ("acme's nightly-backup is expected every 24h, with 2h of grace, critical.")
    assert said.says(f"`https://desk.proauth.example/in/alive/{key_in(said)}`")
    weekly = desk.types("cleo", "/customer expects acme nightly-backup every 7d grace 1h30")
    assert weekly.text == "acme's nightly-backup is expected every 7d, with 1h30 of grace."
    assert not KEY.search(weekly.whole)
    assert desk.types("ben", "/customer expects acme").says(
        "• *nightly-backup*: never heard yet",
        "a sign of life, expected every 7d, with 1h30 of grace; it counts from its first call",
    )
    assert desk.types("cleo", "/customer expects acme nightly-backup off").text == (
        "acme's nightly-backup is expected no more: its address is closed."
    )
    anew = desk.types("cleo", "/customer expects acme nightly-backup every 24h grace 2h")
    assert key_in(anew) != key_in(said)


def test_what_a_sign_of_life_is_lacks(desk: DeskUnderTest) -> None:
    with_four_customers(desk)
    line = "/customer expects acme nightly-backup"
    assert desk.types("cleo", line).says("How often is it expected?", f"{line} every 24h grace 2h")
    assert desk.types("cleo", f"{line} every 24h").says("How late may it be?")
    assert desk.types("cleo", f"{line} every 500d grace 1h").says("“500d”: from a minute to 400")
    desk.types("cleo", "/customer source acme monitoring")
    taken = desk.types("cleo", "/customer expects acme monitoring every 1h grace 5m")
    assert taken.says("acme has a source monitoring that reports: take another name.")
