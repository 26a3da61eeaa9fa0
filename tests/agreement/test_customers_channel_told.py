"""I9: what people from outside are told in their channel, and never of another customer."""

from __future__ import annotations

import pytest

from models.usecases import finding
from models.usecases.case.opening import CaseReport, Origin, open_case
from tests.agreement.outsiders import (
    DAY,
    DOWN,
    NIGHT,
    answer,
    answers,
    at_home,
    case,
    cases,
    mentions,
    pages,
    siren,
)
from tests.desk import DeskUnderTest

pytestmark = pytest.mark.usefixtures("initech_at_home")


WISH = "<@U0EVE> of initech would like #{} “{}” to be closed."


def wishes(desk: DeskUnderTest, channel: str, who: str = "ben") -> list[str]:
    """What one of ours reads in a channel of cases that a customer would like to be closed."""
    seen = (message.text for message in desk.slack.messages_seen_by(who, channel))
    return [text for text in seen if "would like" in text]


# --- I9: what they are told -----------------------------------------------------------------------


@pytest.mark.parametrize("words", ["close #14", "please close case 14", "Schliesse #14!"])
def test_what_only_our_own_people_do(desk: DeskUnderTest, words: str) -> None:
    """I2, I9: it is a report like any other, and they are told what they can do."""
    desk.at(DAY)
    thread = mentions(desk, words)
    said, headline = sorted(answers(desk, thread), key=lambda each: "is open" in each.text)
    assert headline.says("#1 is open: an engineer takes it in turn")
    assert said.text == "Our people close and change cases: they read what you wrote at #1."
    assert said.says("`@desk status`", "`@desk help`")


@pytest.mark.parametrize("words", ["close 1", "bitte #1 schliessen", "thanks, #1 is solved"])
def test_who_would_close_a_case_of_theirs(desk: DeskUnderTest, words: str) -> None:
    """I9: they are told how it stands, and ours what they would like: its queue, or who has it."""
    desk.at(DAY)
    mentions(desk, "the export fails")
    said = answer(desk, mentions(desk, words))
    assert said.says("#1 is open: an engineer takes it in turn; first reply by")
    assert said.says("“the export fails”", "Our people close cases: they are told that you would")
    assert wishes(desk, "#queues") == [WISH.format(1, "the export fails")]
    desk.types("ben", "/case take 1")
    assert answer(desk, mentions(desk, words)).says("“the export fails”: Ben has it.")
    assert wishes(desk, "@desk", "ben") == [WISH.format(1, "the export fails")]
    assert case(desk).closed_at is None


def test_who_would_close_several(desk: DeskUnderTest) -> None:
    """I9: once all of them are theirs, and open."""
    desk.at(DAY)
    mentions(desk, "the export fails")
    mentions(desk, "a report is late")
    said = answer(desk, mentions(desk, "please close 1 and #2"))
    assert said.says("2 cases of yours are open.", "“the export fails”", "“a report is late”")
    assert said.says("Our people close cases: they are told")
    assert wishes(desk, "#queues") == [
        WISH.format(1, "the export fails"),
        WISH.format(2, "a report is late"),
    ]
    desk.types("ada", "/case open acme configuration Their secret")
    for words in ("close 1 and 3", "close 1, 2 and 9"):
        assert "secret" not in answers(desk, mentions(desk, words))[-1].whole
    assert len(cases(desk)) == 5  # those two are reports


@pytest.mark.parametrize("words", ["false alarm, sorry", "Hat sich erledigt", "close this please"])
def test_what_they_reported_is_over(desk: DeskUnderTest, words: str) -> None:
    """I2, I9: in its thread ours are told; nobody is rung less, and nothing is opened of it."""
    desk.at(NIGHT)
    thread = mentions(desk, f"critical: {DOWN}")
    mentions(desk, words, thread=thread)
    said = answers(desk, thread)[-1]
    assert said.says("#1 is open, critical: an engineer is being rung", "they are told")
    assert wishes(desk, "#queues") == [WISH.format(1, DOWN)]
    assert (len(cases(desk)), pages(desk)[0].ended_at) == (1, None)


def test_when_somebody_comes(desk: DeskUnderTest) -> None:
    """I9: in a case's thread, how that case stands; elsewhere all that are open."""
    desk.at(DAY)
    thread = mentions(desk, "the export fails")
    mentions(desk, "a report is late")
    asked = "wann kommt jemand?"
    mentions(desk, asked, thread=thread)
    assert answers(desk, thread)[-1].says("#1 is open", "“the export fails”")
    assert answer(desk, mentions(desk, asked)).says("2 cases of yours are open.")


@pytest.mark.parametrize("words", ["never mind", "wrong channel, sorry"])
def test_nothing_is_the_matter(desk: DeskUnderTest, words: str) -> None:
    """I2: nothing is opened, and nothing said."""
    desk.at(DAY)
    assert answers(desk, mentions(desk, words)) == []
    assert cases(desk) == []


def test_who_would_have_a_case_opened(desk: DeskUnderTest) -> None:
    """I12: of what waits in the thread; elsewhere they are told to say what is wrong."""
    desk.at(DAY)
    assert answer(desk, mentions(desk, "please open a case")).says("Tell the desk what is wrong")
    desk.slack.type("eve", "#initech", "The export fails")
    desk.waits()
    desk.works()
    thread = desk.slack.messages_seen_by("eve", "#initech")[-1].ts
    mentions(desk, "can you open a case for this?", thread=thread)
    assert answer(desk, thread).says("#1 is open: an engineer takes it in turn")
    assert case(desk).title == "The export fails"


def test_a_case_of_theirs_is_only_named(desk: DeskUnderTest) -> None:
    """I9: they are told how it stands; nothing is opened of it, and ours are told nothing."""
    desk.at(DAY)
    mentions(desk, "the export fails")
    assert answer(desk, mentions(desk, "#1")).says("#1 is open: an engineer takes it in turn")
    assert wishes(desk, "#queues") == []
    assert len(cases(desk)) == 1


@pytest.mark.parametrize("words", ["close 1", "#1", "status 1"])
def test_the_number_of_a_case_of_anothers(desk: DeskUnderTest, words: str) -> None:
    """I9: it is as a number that is no case's."""
    desk.at(DAY)
    desk.types("ada", "/case open acme configuration Their secret")
    for number in ("1", "14"):
        said = answers(desk, mentions(desk, words.replace("1", number)))
        assert "secret" not in "".join(each.whole for each in said)
    assert len(cases(desk)) == (1 if "status" in words else 3)


def test_a_closed_case_named_is_a_report(desk: DeskUnderTest) -> None:
    """I2: of it nobody reads any more."""
    desk.at(DAY)
    mentions(desk, "the export fails")
    desk.types("ben", "/case withdraw 1 because a mistake")
    mentions(desk, "#1")
    assert [each.title for each in cases(desk)] == ["the export fails", "#1"]


@pytest.mark.parametrize("words", ["close button is broken", "login fails, see ticket 14 of ours"])
def test_what_only_sounds_like_it(desk: DeskUnderTest, words: str) -> None:
    desk.at(DAY)
    assert len(answers(desk, mentions(desk, words))) == 1


def test_a_long_title_is_cut_between_words(desk: DeskUnderTest) -> None:
    """To 250 characters at most; a word that is longer than half of that is cut too."""
    desk.at(DAY)
    for words in ("problem " * 40, "x" * 400):
        mentions(desk, words)
    first, second = (each.title for each in cases(desk))
    assert first == ("problem " * 31).strip() + "…"
    assert second == "x" * 249 + "…"


def test_status(desk: DeskUnderTest) -> None:
    """I9: their open cases, and nobody else's; as one reads it: number, title, who, by when."""
    desk.at(DAY)
    assert answer(desk, mentions(desk, "status")).text == "No case of yours is open."
    desk.types("ada", "/case open acme sev1 Their secret")
    desk.types("ada", "/case open initech configuration Login loops")
    desk.types("ada", "/case open initech configuration The export fails")
    desk.types("ben", "/case take 2")
    desk.works()
    said = answer(desk, mentions(desk, "Stand?"))
    assert said.text == "2 cases of yours are open."
    assert said.says("#2 “Login loops”: Ben has it. First reply by")
    assert said.says(
        "#3 is open: an engineer takes it in turn; first reply by", "“The export fails”"
    )
    assert "secret" not in said.whole
    assert "acme" not in said.whole


def test_status_of_one(desk: DeskUnderTest) -> None:
    """I9: by its number, also in a sentence, and of one that is closed; of a double, of what stands
    for it. Two numbers ask for all.
    """
    desk.at(DAY)
    for words in ("the export fails", "nobody can export", "the login is slow"):
        mentions(desk, words)
    desk.types("ben", "/case withdraw 2 double of #1 because Eve wrote twice")
    desk.types("ben", "/case withdraw 3 because a mistake")
    for words in ("status 1", "What is the status of #1?", "Stand von Fall 1", "status #2"):
        assert answer(desk, mentions(desk, words)).says("#1 is open", "“the export fails”")
    said = answer(desk, mentions(desk, "status 3"))
    assert said.says("#3 “the login is slow”: withdrawn", "Nobody is rung for it any more.")
    assert answer(desk, mentions(desk, "status 1 3")).text == "1 case of yours is open."
    assert len(cases(desk)) == 3


def test_status_of_many(desk: DeskUnderTest) -> None:
    """What is critical stands first, then what is overdue; the calm ones are cut, and counted."""
    desk.at(DAY)
    for number in range(1, 27):
        desk.types("ada", f"/case open initech configuration {'Anmeldung ' * 9}{number}")
    desk.types("ben", "/case respond 1")
    desk.at("Fri 2026-06-05 10:00")
    desk.types("ada", "/case open initech configuration Not due yet")
    desk.types("ada", "/case open initech sev1 configuration Login is down")
    said = answer(desk, mentions(desk, "status"))
    assert said.text == "28 cases of yours are open."
    order = [said.whole.find(words) for words in ("Login is down", "#2 is open", "#3 is open")]
    assert -1 not in order
    assert order == sorted(order)
    assert said.says("more not shown")
    assert "Not due yet" not in said.whole
    assert "#1 “Anmeldung" not in said.whole


@pytest.mark.parametrize("words", ["when will somebody come?", "Wie lange dauert es noch?", "ETA?"])
def test_who_waits_asks_how_it_stands(desk: DeskUnderTest, words: str) -> None:
    """And opens no case; with none open they read how to have one."""
    desk.at(NIGHT)
    said = answer(desk, mentions(desk, words))
    assert said.says("No case of yours is open.", "Tell the desk what is wrong")
    mentions(desk, f"critical: {DOWN}")
    assert answer(desk, mentions(desk, words)).says("#1 is open, critical: an engineer is being")
    assert len(cases(desk)) == 1


def test_help(desk: DeskUnderTest) -> None:
    """I9: what can be said; also to who only greets. Nothing of a balance where it is not told."""
    desk.at(DAY)
    for words in ("help", "", "hello", "Hilfe!"):
        said = answer(desk, mentions(desk, words))
        assert said.text == "Tell the desk what is wrong, in your own words, and it becomes a case."
        assert said.says("@desk critical:", ":rotating_light:", "`@desk status`", "Notfall")
        assert "balance" not in said.whole
    assert answers(desk, mentions(desk, "thanks!")) == []
    assert cases(desk) == []


def test_balance_where_it_is_switched_on(desk: DeskUnderTest) -> None:
    """I9: what is left of their own, in words; until then their contact tells it."""
    desk.at(DAY)
    said = answer(desk, mentions(desk, "balance"))
    assert said.text == "Your contact at ProAuth will gladly tell you what is left."
    on = desk.types("dana", "/customer shows initech balance on")
    assert on.text == (
        "initech's people read what is left of their escalations in its channel (I9)."
    )
    for words in ("Guthaben?", "Guthaben initech", "how much is left?"):
        said = answer(desk, mentions(desk, words))
        assert said.text == "You have 12 of 12 escalations left."
    assert answer(desk, mentions(desk, "help")).says("`@desk balance`")
    desk.types("dana", "/customer shows initech balance off")
    assert "12" not in answer(desk, mentions(desk, "our balance")).whole
    assert desk.types("dana", "/customer show initech --more").says("not told what is left")


def test_withdrawn(desk: DeskUnderTest) -> None:
    """S6: people who read of it are told: in place, and in the thread; not why."""
    desk.at(DAY)
    first = mentions(desk, "the export fails")
    second = mentions(desk, "nobody can export")
    desk.types("ben", "/case withdraw 2 double of #1 because Eve wrote twice")
    desk.works()
    said = answers(desk, second)
    assert "#2 “nobody can export”: withdrawn" in said[0].text
    assert said[0].text.endswith(": please see #1.")
    assert said[1].text == "#2: Ben withdrew it, a double of #1."
    assert "twice" not in "".join(each.whole for each in said)
    assert answers(desk, first)[0].says("#1 is open")
    assert answer(desk, mentions(desk, "status")).text == "1 case of yours is open."


def test_what_they_write_is_text(desk: DeskUnderTest) -> None:
    """Nothing that they write mentions anybody, links elsewhere, or is read as markup."""
    desk.at(DAY)
    words = "<!channel> *help* https://evil.example is `slow` & </b>"
    thread = mentions(desk, words)
    assert case(desk).title == words
    (title,) = [block for block in answer(desk, thread).blocks if block["type"] == "rich_text"]
    assert {each["type"] for each in title["elements"][0]["elements"]} == {"text", "link"}


def test_a_quoted_mention_asks_nothing(desk: DeskUnderTest) -> None:
    """Whoever quotes an old cry for help does not cry."""
    desk.types("dana", "/customer listens initech mentions")
    desk.at(NIGHT)
    desk.slack.type("eve", "#initech", "> @desk critical: login is down\nthis was it")
    desk.works()
    assert cases(desk) == []


def test_a_mention_anywhere_is_a_report(desk: DeskUnderTest) -> None:
    """In the middle or at the end: people write as they speak."""
    desk.at(NIGHT)
    desk.slack.type("eve", "#initech", "Login is down for everybody @desk, please call")
    desk.works()
    assert (case(desk).severity, len(pages(desk))) == (1, 1)
    assert case(desk).title == "Login is down for everybody, please call"


# --- I9: never anything of another customer -------------------------------------------------------

SECRET = "Initech moves to another bank"


@pytest.fixture(params=["opened from there", "moved away"])
def of_initech(desk: DeskUnderTest, request: pytest.FixtureRequest) -> str:
    """A message in #acme, where Eve is by mistake, of which a case of initech came: case 1."""
    at_home(desk, "acme")
    desk.at(DAY)
    if request.param == "moved away":
        ts = mentions(desk, SECRET, "#acme")
        desk.types("ada", "/case customer 1 initech because it is theirs")
    else:
        ts = desk.says("eve", SECRET, "#acme")
        with desk.writing("ada") as turn:
            report = CaseReport(SECRET, origin=Origin("C0ACME", ts))
            open_case(turn, finding.customer(turn, "initech"), report)
    desk.works()
    return ts


def test_in_the_thread_of_anothers_case(desk: DeskUnderTest, of_initech: str) -> None:
    """I9: acme's people do not learn of it, nor raise it: what they say is a case of their own."""
    before = len(answers(desk, of_initech, "#acme"))
    mentions(desk, f"critical: {DOWN}", "#acme", thread=of_initech)
    theirs, own = cases(desk)
    assert (theirs.severity, own.severity) == (3, 1)
    assert (theirs.channel_id, own.title, own.channel_id) == ("C0INITECH", DOWN, "C0ACME")
    for said in answers(desk, of_initech, "#acme")[before:]:
        assert said.says("#2 is open, critical")
        assert SECRET not in said.whole
    assert pages(desk) == []


def test_a_siren_on_the_message_of_anothers_case(desk: DeskUnderTest, of_initech: str) -> None:
    """I9: on the message itself it is a case of acme's, and initech's stays as it is."""
    siren(desk, of_initech, "#acme")
    theirs, own = cases(desk)
    assert (theirs.severity, own.severity) == (3, 1)
    assert (theirs.channel_id, own.channel_id) == ("C0INITECH", "C0ACME")
    assert pages(desk) == []
