"""The files of a past that comes in."""

from __future__ import annotations

from pathlib import Path

from tests.desk import DeskUnderTest

CUSTOMERS = "customer;name;manager;channel;language\nacme;Acme AG;cleo;;de\nglobex;Globex AG;;;\n"
CONTRACTS = (
    "key;customer;what;level;escalations;from;to;known\n"
    "a1;acme;start;standard;;01.01.2025;;\n"
    "a2;acme;level;premium;;2026-03-01;;2026-02-20\n"
    "g1;globex;;managed;12;2026-01-01;31.12.2026;\n"
)
PACKS = (
    "key;customer;bought;size;escalations;price\n"
    "p1;acme;10.03.2026;m;;\np2;globex;1.4.2026;;5;2’500.–\n"
)
CASES = (
    "key;customer;title;kind;severity;reported;responded;closed;owner\n"
    "T-1;acme;Login loops;configuration;3;02.03.2026 09:15;02.03.2026 10:00;;ada\n"
    "T-2;globex;Alles steht;integration;1;2026-04-02T03:00;2026-04-02T03:20;2026-04-02T05:00;\n"
)
TIME = (
    "key;case;person;day;minutes;note\n"
    '1;T-1;ada;02.03.2026;1:30;"Traced it;\nand found it"\n'
    "2;T-2;U0LEFT;2026-04-02;90;=1+1\n"
)
FILES = {
    "customers": CUSTOMERS,
    "contracts": CONTRACTS,
    "packs": PACKS,
    "cases": CASES,
    "time": TIME,
}


def address(desk: DeskUnderTest) -> str:
    return desk.house.desk.database.url.render_as_string(hide_password=False)


def files(folder: Path, **other: str) -> list[str]:
    """Write the files into a folder, some of them otherwise."""
    for name, text in {**FILES, **other}.items():
        (folder / f"{name}.csv").write_text(text, "utf-8")
    return [f"{name}.csv" for name in {**FILES, **other}]
