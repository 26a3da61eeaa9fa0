"""What people from outside say to the desk: what rings, what asks, and what is a report."""

from __future__ import annotations

import pytest

from handlers.intents.from_outside import (
    Reported,
    may_be_critical,
    only_names_cases,
    understood,
    would_close,
    would_close_it,
)
from handlers.intents.questions_from_outside import Asks


@pytest.mark.parametrize(
    "said",
    [
        "critical: login is down for everybody",
        "Critical login is down for everybody",
        "CRITICAL!!! nobody can log in",
        "critical",
        "critical, please call",
        "hi, critical: nobody can log in",
        "please help, this is critical",
        "login is down for everybody - critical",
        "nobody can log in. CRITICAL!",
        "the export fails, critical",
        "we have a critical issue with login",
        "urgent: please call us",
        "this is urgent",
        "emergency!",
        "it is an emergency",
        "sev1 nobody can log in",
        "SEV-1: nobody can log in",
        "P1: nobody can log in",
        "prio 1, nobody can log in",
        "severity critical: tokens expire",
        "production is down, please call",
        "login is down",
        "login down!",
        "prod down: nobody can log in",
        "everything is completely down",
        "the portal went down ten minutes ago",
        "portal's down again",
        "down for all users",
        "we have an outage since 03:00",
        "crtical: nobody can log in",
        "critcal nobody can log in",
        "criticla: nobody can log in",
        "critcial nobody can log in",
        "urgnet: nobody can log in",
        "emergancy, nobody can log in",
        ":rotating_light: nobody can log in",
        "nobody can log in \N{POLICE CARS REVOLVING LIGHT}",
        ":rotating_light:",
        "kritisch: niemand kann sich anmelden",
        "Kritischer Fehler beim Anmelden",
        "Niemand kann sich anmelden, das ist sehr kritisch",
        "dringend: niemand kann sich anmelden",
        "Bitte dringend zurückrufen",
        "Dringendes Problem mit dem Login",
        "NOTFALL! Login geht nicht",
        "Notfall",
        "das ist ein Notfall",
        "Totalausfall seit 03:00",
        "Der Login ist ausgefallen",
        "Login ist down",
        "kritsch: niemand kann sich anmelden",
        "drigend: niemand kann sich anmelden",
        "login not working, critical",
        "nothing works: critical",
        "no login possible, urgent",
        "not only the export: login is down too",
        "I don't know whether this is critical",
        "critical path of the build is broken",
        "thanks, but login is down again",
        "thanks for looking, this is critical",
        "hi, thanks. critical: login is down",
        "the outage report is wrong, and login is down again",
        "thanks for calling, this is crtical",
        "Thanks for yesterday. Production is down",
        "thanks in advance, login is down",
        "login is down, the portal looks good",
    ],
)
def test_critical(said: str) -> None:
    """I2: as people cry for help, with slips, at either end, in either language, or by emoji."""
    assert may_be_critical(said)


@pytest.mark.parametrize(
    "said",
    [
        "the export fails since the update",
        "this is not critical",
        "this is not that critical",
        "nothing critical: the export fails",
        "nothing's critical",
        "nothing here is critical",
        "it isn't critical, but the export fails",
        "it isn’t urgent",
        "I don't think it is critical",
        "does not look urgent",
        "not urgent, the export fails",
        "no emergency, the export fails",
        "this is no longer critical",
        "less urgent: the export fails",
        "non critical: the export fails",
        "non-critical: the export fails",
        "uncritical, the export fails",
        "our mission-critical app has a typo in its title",
        "nicht dringend: der Export geht nicht",
        "ist nicht so dringend",
        "kein Notfall, aber der Export geht nicht",
        "nichts Kritisches",
        "unkritisch: der Export geht nicht",
        "notfalls reicht es auch morgen",
        "the export is not down",
        "the export is no longer down",
        "the export isn't down",
        "the error rate is down to 2%",
        "the list does not scroll down",
        "the export is slowing down",
        "how do we shut the test server down?",
        "the dropdown is empty",
        "the download fails",
        "please calm down",
        "since the critical patch the export fails",
        "the critical path is drawn in red",
        "the ad blocker hides the menu",
        "our clinical users see an error",
        "sev2: the export fails",
        "P3 the export fails",
        "der Export geht seit dem Update nicht",
        "can you call me back?",
        "Kann sich das bitte jemand anschauen?",
        "two critics of the new design wrote to us",
        "thanks!",
        "thanks for fixing the outage",
        "Hi, thank you for the quick help with the outage!",
        "Danke, der Ausfall ist behoben",
        "the outage report please",
        "error rate is down, looks good",
        "errors are down",
        "can you bring it down?",
        "can you take the test server down tonight?",
        "",
    ],
)
def test_not_critical(said: str) -> None:
    """I2: whatever is not called so, or is denied, rings nobody."""
    assert not may_be_critical(said)


@pytest.mark.parametrize(
    ("said", "asks"),
    [
        ("status", Asks.STATUS),
        ("status?", Asks.STATUS),
        ("Status please", Asks.STATUS),
        ("what's the status of our cases?", Asks.STATUS),
        ("status of #31", Asks.STATUS),
        ("what is open?", Asks.STATUS),
        ("any news?", Asks.WHEN),
        ("Stand?", Asks.STATUS),
        ("What is the status of #33?", Asks.STATUS),
        ("any update?", Asks.WHEN),
        ("ETA?", Asks.WHEN),
        ("when will somebody come?", Asks.WHEN),
        ("how long will it take?", Asks.WHEN),
        ("ok, who's on it?", Asks.WHEN),
        ("who is on it?", Asks.WHEN),
        ("is anybody working on it?", Asks.WHEN),
        ("Wann kommt endlich jemand?", Asks.WHEN),
        ("Wann meldet sich jemand?", Asks.WHEN),
        ("Wie lange dauert es noch?", Asks.WHEN),
        ("gibt es etwas Neues?", Asks.WHEN),
        ("wer ist dran?", Asks.WHEN),
        ("status Initech", Asks.STATUS),
        ("Wie ist der Stand der Dinge?", Asks.STATUS),
        ("offene Fälle", Asks.STATUS),
        ("balance", Asks.BALANCE),
        ("our balance please", Asks.BALANCE),
        ("how many escalations do we have left?", Asks.BALANCE),
        ("Guthaben", Asks.BALANCE),
        ("Guthaben initech", Asks.BALANCE),
        ("balance Initech AG", Asks.BALANCE),
        ("Kontostand", Asks.BALANCE),
        ("how much is left?", Asks.BALANCE),
        ("Wie viel ist noch übrig?", Asks.BALANCE),
        ("Wie viele Eskalationen haben wir noch?", Asks.BALANCE),
        ("help", Asks.HELP),
        ("Hilfe!", Asks.HELP),
        ("please help me", Asks.HELP),
        ("how does this work?", Asks.HELP),
        ("Was kannst du?", Asks.HELP),
        ("", Asks.HELP),
        ("?", Asks.HELP),
        ("hello", Asks.HELP),
        ("Hallo!", Asks.HELP),
        (":wave:", Asks.HELP),
        ("thanks", Asks.NOTHING),
        ("Vielen Dank!", Asks.NOTHING),
        ("ok, great :+1:", Asks.NOTHING),
        ("thanks, works again", Asks.NOTHING),
        ("merci vielmals", Asks.NOTHING),
        ("thanks everybody", Asks.NOTHING),
        ("thanks again!", Asks.NOTHING),
        ("thanks for your quick help", Asks.NOTHING),
        ("Danke euch!", Asks.NOTHING),
        ("vielen Dank, läuft wieder", Asks.NOTHING),
        ("Danke, jetzt läuft es wieder", Asks.NOTHING),
        (":+1:", Asks.NOTHING),
        ("\N{THUMBS UP SIGN}", Asks.NOTHING),
        ("please open a case", Asks.OPEN),
        ("can you create a ticket for this?", Asks.OPEN),
        ("new case", Asks.OPEN),
        ("Bitte einen Fall eröffnen", Asks.OPEN),
        ("never mind", Asks.OVER),
        ("sorry, nevermind", Asks.OVER),
        ("Never mind, it was us", Asks.OVER),
        ("false alarm, sorry!", Asks.OVER),
        ("Fehlalarm!", Asks.OVER),
        ("hat sich erledigt, danke", Asks.OVER),
        ("wrong channel, sorry", Asks.OVER),
        ("thanks, login works again", Asks.NOTHING),
        ("The export is working now. Thank you all!", Asks.NOTHING),
        ("thanks, the bug is fixed now", Asks.NOTHING),
        ("vielen Dank, das Login geht wieder!", Asks.NOTHING),
    ],
)
def test_questions(said: str, asks: Asks) -> None:
    """A question is one only where nothing else is said; who only greets is told what can be."""
    assert understood(said, ("initech", "Initech AG")) is asks


@pytest.mark.parametrize(
    "said",
    [
        "help, nobody can log in",
        "Hilfe, der Export geht nicht",
        "status page shows an error",
        "the balance on our invoice is wrong",
        "update fails",
        "open the firewall please",
        "statsu",
        "asdf",
        "12",
        "who is on call?",
        "log 2h",
        "/case close 12",
        "thanks, but the export still fails",
        "danke, aber es läuft immer noch nicht",
        "danke, geht nicht",
        "never mind the docs, login is broken",
        "never mind is what it says",
        "the false alarm rings all day",
        "not a false alarm",
        "kein Fehlalarm",
        "open a case: the export fails",
        "open the case of our server",
        "cannot open a case",
        "thanks, nothing works now",
        "thanks, one works again",
        "thanks, the error is back again",
        "latency is up again, thanks",
        "Danke, der Alarm geht wieder",
        "thanks, what works now",
        "thanks, login works again?",
        "thanks, login works again but the export fails",
        "thanks, login works again. The export fails",
        "login works again",
        "danke, Login geht jetzt nicht",
        "danke, nichts geht wieder",
        "thanks, nothing works",
        "thanks, no it works",
        "thanks, does it work again?",
        "danke, läuft es wieder",
        "thanks, it is everybody now",
        "thanks, everybody got it",
        "thanks, help",
        "works again",
        "when will somebody fix the login?",
        "wann geht der Login wieder?",
        "wie lange dauert der Export?",
        "is anybody there?",
        "balance acme",
        "balance wrong",
        "help initech",
    ],
)
def test_whatever_else_is_a_report(said: str) -> None:
    """Nobody in need is asked what they meant, and nobody from outside types commands."""
    assert understood(said, ("initech", "Initech AG")) == Reported(said, said, critical=False)


@pytest.mark.parametrize("said", ["when do you come? critical", "thanks, urgent", "#14 down"])
def test_what_says_critical_is_never_a_question(said: str) -> None:
    """I2: whatever stands beside it."""
    assert may_be_critical(said)


@pytest.mark.parametrize(
    "said",
    [
        "close 14",
        "close 14 and 15",
        "#14, #15: done, thanks",
        "die Fälle 14 und 15 sind erledigt",
        "close #14, please",
        "can you close #14?",
        "bitte #14 schliessen",
        "Fall 14 kann geschlossen werden",
        "#14 erledigt, danke",
    ],
)
def test_who_would_close_a_case(said: str) -> None:
    assert would_close(said)


@pytest.mark.parametrize(
    "said",
    ["14", "close", "#14 is not solved", "#14 fails", "reopen #14", "14 errors", "close 14 or not"],
)
def test_who_says_more_of_a_case(said: str) -> None:
    """Then it is a report: whatever is not known to be harmless may be a need."""
    assert not only_names_cases(said)
    assert not would_close(said)


@pytest.mark.parametrize(
    ("said", "closes"),
    [
        ("close it", True),
        ("this can be closed, thanks", True),
        ("solved", True),
        ("bitte schliessen", True),
        ("please", False),
        ("the case", False),
        ("not solved", False),
        ("close the shop", False),
    ],
)
def test_who_would_close_what_is_spoken_of(said: str, closes: bool) -> None:
    assert would_close_it(said) is closes


@pytest.mark.parametrize("said", ["#14", "case 14", "#14 and #15?"])
def test_who_only_names_a_case(said: str) -> None:
    assert only_names_cases(said)
    assert not would_close(said)


@pytest.mark.parametrize(
    ("said", "title"),
    [
        ("critical: login is down for everybody", "login is down for everybody"),
        ("CRITICAL!!! Login is down", "Login is down"),
        ("Hi, critical - login is down", "login is down"),
        ("Notfall! Login geht nicht", "Login geht nicht"),
        ("crtical: login is down", "login is down"),
        (":rotating_light: login is down", "login is down"),
        ("critical login is down", "critical login is down"),
        ("login is down, critical", "login is down, critical"),
        ("critical", "critical"),
        ("critical:\nLogin is down\nsince 03:00", "Login is down"),
        ("Login is down\nsince 03:00", "Login is down"),
        ("export: it fails", "export: it fails"),
        (":rotating_light:", ""),
    ],
)
def test_titles(said: str, title: str) -> None:
    """The title is what is wrong, in their words, without the word that calls it critical."""
    meant = understood(said)
    assert isinstance(meant, Reported)
    assert meant.title == title
    assert meant.text == said
