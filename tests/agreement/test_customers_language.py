"""I9: people from outside are told everything in the language of their customer, and nothing else.

Initech is Managed and written to in German; Eve of Initech reads #initech.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import pytest

from handlers.blocks.pieces.from_outside import Press
from tests.agreement.outsiders import (
    answer,
    answers,
    at_home,
    case,
    mentions,
    pages,
    press_it,
    siren,
)
from tests.conversations.case_threads import in_channel
from tests.conversations.mornings import use, with_answered_cases
from tests.conversations.oncall.people_on_call import rung, thread
from tests.desk import DeskUnderTest, Heard
from tests.phrases import not_german

NIGHT = "Sat 2026-06-06 03:12"
DAY = "Wed 2026-06-03 10:00"
DAYS = ("Mo.", "Di.", "Mi.", "Do.", "Fr.", "Sa.", "So.")


@pytest.fixture(autouse=True)
def in_german(people_on_call: None, desk: DeskUnderTest) -> None:
    """initech is at home in #initech, in German; acme is in English."""
    at_home(desk, "initech")
    desk.types("dana", "/customer language initech de")


def gezeigt(desk: DeskUnderTest, wall: str) -> str:
    """An instant as a message in German shows it, to each on their own clock."""
    moment: datetime = desk.moment_of(wall)
    fallback = f"{DAYS[moment.weekday()]} {moment:%d.%m.%Y %H:%M}"
    return f"<!date^{int(moment.timestamp())}^{{date_short_pretty}} {{time}}|{fallback}>"


def all_is_german(desk: DeskUnderTest, channel: str = "#initech") -> bool:
    """Whether all that the desk says in a channel, as Eve reads it, is of the German catalogue."""
    seen = desk.slack.messages_seen_by("eve", channel)
    ours = [Heard(each.text, each.blocks).whole for each in seen if each.is_app]
    foreign = {text: rest for text in ours if (rest := not_german(text, "Ben", "Ada", "Eve"))}
    assert not foreign
    return bool(ours)


def test_a_sev1_by_night(desk: DeskUnderTest) -> None:
    """R1, S1: from the cry to the end of the case, each line."""
    desk.at(NIGHT)
    ts = mentions(desk, "kritisch: niemand kann sich anmelden")
    assert (case(desk).title, case(desk).severity) == ("niemand kann sich anmelden", 1)
    assert rung(desk) == {"ada": 1, "ben": 0}
    due = gezeigt(desk, "Sat 2026-06-06 05:12")
    said = answer(desk, ts)
    assert said.text == (
        ":hourglass_flowing_sand: #1 ist offen, kritisch: der Pikettdienst wird alarmiert; "
        f"erste Antwort bis {due}."
    )
    assert said.says("«niemand kann sich anmelden»")
    desk.types("ben", "/oncall ack 1")
    desk.works()
    assert answers(desk, ts)[0].text == (
        ":hourglass_flowing_sand: #1 «niemand kann sich anmelden», kritisch: Ben kümmert sich "
        f"darum. Erste Antwort bis {due}."
    )
    desk.at("Sat 2026-06-06 04:00")
    for typed in ("respond 1", "kind 1 defect", "close 1", "reopen 1"):
        desk.types("ben", f"/case {typed}")
        desk.works()
    assert thread(desk, "#initech", "eve")[1:] == [
        "#1: Ben kümmert sich darum.",
        "#1: Ben hat geantwortet.",
        "#1: Ben hat den Fall geschlossen.",
        "#1: Ben hat den Fall wieder geöffnet.",
    ]
    assert answers(desk, ts)[0].text == (
        ":white_check_mark: #1 «niemand kann sich anmelden»: Ben kümmert sich darum. "
        f"Erste Antwort gegeben {gezeigt(desk, 'Sat 2026-06-06 04:00')}."
    )
    assert all_is_german(desk)


def test_what_waits_in_its_queue(desk: DeskUnderTest) -> None:
    """R2, I2: nobody is rung; the button that calls it critical is German too."""
    desk.at(DAY)
    ts = mentions(desk, "der Export geht seit dem Update nicht")
    due = gezeigt(desk, "Thu 2026-06-04 17:00")
    said = answer(desk, ts)
    assert said.text == (
        ":hourglass_flowing_sand: #1 ist offen: der Fall kommt der Reihe nach dran; "
        f"erste Antwort bis {due}."
    )
    assert said.buttons == ["Das ist kritisch"]
    desk.at("Fri 2026-06-05 08:00")
    desk.works()
    assert answers(desk, ts)[0].says(f"eine erste Antwort war bis {due} fällig und ist überfällig.")
    desk.at("Sat 2026-06-06 10:00")
    siren(desk, mentions(desk, "noch etwas: der Import geht auch nicht"))
    desk.slack.click("eve", "Das ist kritisch", channel="#initech")
    desk.works()
    assert len(pages(desk)) >= 1
    assert all_is_german(desk)


def test_a_message_that_waits(desk: DeskUnderTest) -> None:
    """I12: it is asked what it is, with both buttons."""
    desk.at(NIGHT)
    ts = desk.says("eve", "Das Login ist langsam", "#initech")
    desk.at("Sat 2026-06-06 03:20")
    desk.works()
    said = answer(desk, ts)
    assert said.text == (
        "Von uns hat das noch niemand gesehen: Eine Antwort ist fällig bis "
        f"{gezeigt(desk, 'Tue 2026-06-09 17:00')}. Ist es kritisch? Bitte sagen Sie es hier, oder "
        "ob es ein Fall werden soll."
    )
    assert said.buttons == ["Das ist kritisch", "Fall eröffnen"]
    desk.slack.click("eve", "Fall eröffnen", channel="#initech")
    desk.works()
    assert "#1 ist offen: um diese Zeit wird niemand alarmiert" in answers(desk, ts)[-1].text
    assert all_is_german(desk)


def test_more_open_cases_than_a_paragraph_takes(desk: DeskUnderTest) -> None:
    """How many are left out is said in German too; of one nobody has worded its title is."""
    desk.at(DAY)
    ts = mentions(desk, "kritisch: " + "„ “")
    assert case(desk).title == "(without words)"
    assert answer(desk, ts).says("«(ohne Worte)»")
    for number in range(30):
        desk.types("ada", f"/case open initech configuration {'Anmeldung ' * 9}{number}")
    said = answer(desk, mentions(desk, "Stand?"))
    assert said.says("31 Ihrer Fälle sind offen.", "weitere nicht gezeigt")
    assert "not shown" not in said.whole


def test_what_they_ask(desk: DeskUnderTest) -> None:
    """Status, help and balance, whichever language they ask in."""
    desk.at(DAY)
    assert answer(desk, mentions(desk, "status")).text == "Keiner Ihrer Fälle ist offen."
    mentions(desk, "der Export geht nicht")
    assert answer(desk, mentions(desk, "Stand?")).text == "1 Ihrer Fälle ist offen."
    mentions(desk, "der Import geht nicht")
    assert answer(desk, mentions(desk, "Stand?")).says(
        "2 Ihrer Fälle sind offen.", "«der Export geht nicht»", "«der Import geht nicht»"
    )
    said = answer(desk, mentions(desk, "help"))
    assert said.text == "Sagen Sie dem Desk in Ihren Worten, was nicht geht: Daraus wird ein Fall."
    assert said.says("`@desk kritisch: ", "`@desk Stand`: Ihre offenen Fälle", "English works too")
    assert answer(desk, mentions(desk, "balance")).text == (
        "Ihre Kontaktperson bei ProAuth sagt Ihnen gern, was übrig ist."
    )
    desk.types("dana", "/customer shows initech balance on")
    said = answer(desk, mentions(desk, "Guthaben?"))
    assert said.text == "Sie haben 12 von 12 Eskalationen übrig."
    assert answer(desk, mentions(desk, "Hilfe")).says("`@desk Guthaben`")


def test_what_is_closed_moved_or_withdrawn(desk: DeskUnderTest) -> None:
    """And by which case it goes on."""
    desk.at(DAY)
    first = mentions(desk, "der Export geht nicht")
    second = mentions(desk, "niemand kann exportieren")
    third = mentions(desk, "der Import geht nicht")
    desk.types("ben", "/case withdraw 2 double of #1 because Eve wrote twice")
    for typed in ("respond 1", "kind 1 defect", "close 1"):
        desk.types("ben", f"/case {typed}")
    desk.types("ada", "/case customer 3 acme because it is theirs")
    desk.works()
    at = gezeigt(desk, DAY)
    assert answers(desk, first)[0].text == (
        f":ballot_box_with_check: #1 «der Export geht nicht»: geschlossen {at}."
    )
    withdrawn, line = answers(desk, second)
    assert withdrawn.text == (
        ":heavy_multiplication_x: #2 «niemand kann exportieren»: "
        f"zurückgezogen {at}: bitte sehen Sie #1."
    )
    assert line.text == "#2: Ben hat den Fall zurückgezogen, ein Doppel von #1."
    assert answers(desk, third)[0].text.startswith(":heavy_minus_sign: #3 wurde verschoben")
    siren(desk, first)
    assert answers(desk, first)[-1].text.endswith(
        "Dafür wird niemand mehr alarmiert. Wenn es nicht warten kann, schreiben Sie "
        "`@desk kritisch: …` und was nicht geht: Das eröffnet einen neuen Fall."
    )
    assert all_is_german(desk)


def test_what_is_refused(desk: DeskUnderTest) -> None:
    """A button that is not for them; where the desk listens to nothing; a command."""
    desk.at(DAY)
    assert press_it(desk, "eve", Press.CASE_CRITICAL, 99) == (
        "Das bewirkt hier nichts. Bitte schreiben Sie `@desk` und was nicht geht."
    )
    desk.types("dana", "/customer listens initech nothing")
    assert answer(desk, mentions(desk, "hilfe")).text.startswith(
        "Der Desk nimmt in diesem Kanal keine Meldungen entgegen."
    )
    desk.is_installed_everywhere()
    assert desk.types("eve", "/balance", "#initech").says(
        "The support desk is for people at ProAuth.",
        "Der Support-Desk ist für die Leute von ProAuth.",
    )


def test_where_nobody_knows_whose_channel_it_is(desk: DeskUnderTest) -> None:
    """I5: in both languages, for nobody knows either who reads."""
    at_home(desk, "globex")
    desk.types("dana", "/customer channel globex")
    desk.at(DAY)
    said = answer(desk, mentions(desk, "the export fails", "#globex"), "#globex")
    assert [line.partition(".")[0] for line in said.text.splitlines()] == [
        "The desk does not know yet whose channel this is",
        "Der Desk weiss noch nicht, wessen Kanal das ist",
    ]


def test_german_words_to_the_desk_of_an_english_customer(desk: DeskUnderTest) -> None:
    """They are understood, and answered in the customer's language."""
    at_home(desk, "acme")
    desk.at(DAY)
    said = answer(desk, mentions(desk, "Stand?", "#acme"), "#acme")
    assert said.text == "No case of yours is open."


def test_a_title_of_ours(desk: DeskUnderTest) -> None:
    """Of what is known without its words the desk makes the title: they read it too."""
    desk.at(NIGHT)
    workspace = desk.slack.workspace
    few = [scope for scope in workspace.app.scopes if not scope.startswith(("channels:h", "gr"))]
    workspace.app = replace(workspace.app, scopes=tuple(few))
    siren(desk, desk.says("eve", "Das Login ist langsam", "#initech"))
    assert case(desk).title == "Nachricht von Eve, 06.06.2026 03:12"
    desk.slack.refusals.clear()


# --- without being asked, and to send -------------------------------------------------------------


def test_notices(desk: DeskUnderTest) -> None:
    """N1: half, one, none; what expires, and until when."""
    with_answered_cases(desk, 4)
    desk.slack.workspace.change_room("C0ACME", shared_with=("T0INITECH",))
    desk.types("cleo", "/customer language acme de")
    desk.types("cleo", "/customer shows acme balance on")
    use(desk, 1, 2)
    desk.at("Tue 2026-06-02 09:00")
    desk.works()
    said = in_channel(desk, "#acme")[-1]
    assert said.text == "Sie haben 2 von 4 Eskalationen übrig."
    assert said.says("Ihre Kontaktperson bei ProAuth hilft gern weiter.")
    desk.at("Tue 2026-12-01 09:00")
    desk.works()
    assert in_channel(desk, "#acme")[-1].text == (
        "2 Ihrer Eskalationen verfallen am Do. 31.12.2026, in 30 Tagen."
    )


def test_an_offer(desk: DeskUnderTest) -> None:
    """M2: what ours copy is in the customer's language; what only they read is not."""
    desk.at(DAY)
    desk.types("dana", "/customer language acme de")
    said = desk.types("cleo", "/balance acme quote 5")
    assert said.text == "5 escalations for acme: M+2×S at CHF 3’340.– excl. VAT."
    assert said.says(
        "Offerte für ",
        ", 3. Juni 2026",
        "Für 5 Eskalationen, je für einen technischen Fall von bis zu 5 Stunden:",
        "1. Eskalationspakete (Paket M und 2 Pakete S): CHF 3’340.–, ab dem Kauf 12 Monate nutzbar",
        "2. Beratung: CHF 6’000.– für 25 Stunden, CHF 240.– die Stunde, auf die Minute gerechnet",
        "3. Enterprise Premium: ",
        " mehr in diesem Vertragsjahr), Erstantwort innert 4 Geschäftsstunden, "
        "Prioritäts-Warteschlange, Touchpoints",
        "Nicht gebrauchte Eskalationen verfallen; sie werden weder erstattet noch übertragen. "
        "Alle Preise exkl. MWST.",
    )
    time = desk.types("cleo", "/balance initech quote for 12h30")
    assert time.says(
        "Für 12 Stunden 30 Minuten an einem technischen Fall: 3 Eskalationen von bis zu 5 Stunden:"
    )
