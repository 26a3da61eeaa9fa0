"""A desk of revision 0001 with a row in every table, written as plain SQL of that day.

Nothing of the program is used: what was stored then is fixed here, whatever the rows look like now.
"""

from __future__ import annotations

_STAMP = "'2026-03-02 09:00:00+00:00', 'U0ADA'"

ROWS_OF_0001: tuple[str, ...] = (
    "INSERT INTO people VALUES ('U0ADA', 'T0PROAUTH', 'ada', 'Ada', 'member', false, "
    "'2026-03-02 09:00:00+00:00')",
    "INSERT INTO customers VALUES (1, 'acme', 'Acme AG', 'U0CLEO', 'C0ACME', false, true, "
    f"'https://runbook.example/acme', 'Tuesdays', 'VPN', {_STAMP})",
    "INSERT INTO contract_facts VALUES (1, 1, 'start', '2026-01-01', 'standard', NULL, NULL, NULL, "
    f"{_STAMP})",
    "INSERT INTO contract_facts VALUES (2, 1, 'end', '2026-12-31', 'basic', NULL, '2026-12-31', 1, "
    f"{_STAMP})",
    "INSERT INTO grants VALUES (1, 1, 'pack', 1, 'M', 3, 1900.00, '2026-03-02', '2027-03-02', '', "
    f"{_STAMP})",
    "INSERT INTO grants VALUES (2, 1, 'adjustment', 1, NULL, 1, NULL, '2026-03-02', '2026-12-31', "
    f"'goodwill', {_STAMP})",
    f"INSERT INTO grant_voids VALUES (2, 'given twice', {_STAMP})",
    "INSERT INTO cases VALUES (1, 1, 'Login “loops” & more', 'configuration', 2, 'U0ADA', "
    "'2026-03-02 08:40:00+00:00', '2026-03-02 10:00:00+00:00', NULL, 'C0ACME', "
    f"'1772440800.000100', 'https://proauth.slack.com/archives/C0ACME/p1', {_STAMP})",
    f"INSERT INTO time_entries VALUES (1, 1, 'U0ADA', '2026-03-02', 301, 'SAML', NULL, {_STAMP})",
    f"INSERT INTO time_entries VALUES (2, 1, 'U0BEN', '2026-03-03', 20, '', 1, {_STAMP})",
    f"INSERT INTO time_removals VALUES (2, 'typed twice', {_STAMP})",
    f"INSERT INTO decisions VALUES (1, 1, 2, 'escalation', false, {_STAMP})",
    f"INSERT INTO settlements VALUES (1, 1, 2, 'grant', '2026-03-05', {_STAMP})",
    f"INSERT INTO changes VALUES (1, 'case', 1, 'severity', '3', '2', 'worse', {_STAMP})",
    f"INSERT INTO closures VALUES (1, '2026-12-31', 'Silvester', '', {_STAMP})",
)
