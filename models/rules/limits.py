"""How long and how many things may be, each once: the grammars, the forms and the desk ask here."""

from __future__ import annotations

from datetime import date

LONGEST_TITLE = 250  # of a case
LONGEST_NAME = 80  # a customer's full name, a closure day's name
A_DAY = 24 * 60  # minutes of one person on one day
MOST_AT_ONCE = 99  # escalations of a pack agreed freely, or of an adjustment
EARLIEST, LATEST = date(2000, 1, 1), date(2100, 12, 31)  # of a contract
