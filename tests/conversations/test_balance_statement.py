"""`/balance acme statement 2026`: a year as a document, where it was asked for."""

from __future__ import annotations

import io
import re
from datetime import timedelta

import pytest
from pypdf import PdfReader

from slackapp.pretend_slack.state.timeline import Message
from tests.conversations.acme import with_acme
from tests.conversations.case_threads import place_of
from tests.desk import DeskUnderTest

MONDAY = "Mon 2026-06-08 10:00"


def files_in(desk: DeskUnderTest, who: str, channel: str) -> list[Message]:
    """The messages with a file that somebody sees in a channel."""
    return [said for said in desk.slack.messages_seen_by(who, channel) if said.files]


def text_of(desk: DeskUnderTest, message: Message) -> str:
    """What stands in the file of a message."""
    file = desk.slack.workspace.files.find(message.files[0]["id"])
    assert file is not None
    assert file.content is not None
    pages = PdfReader(io.BytesIO(file.content)).pages
    return re.sub(r"\s+", " ", " ".join(page.extract_text() for page in pages))


def with_a_year(desk: DeskUnderTest) -> None:
    """acme has two cases; one went beyond five hours."""
    with_acme(desk, "Login loops", "Slow tokens", at=MONDAY)
    desk.types("ada", "/escalation log 6h 1 mon")
    desk.types("ada", "/escalation log 10m 2 mon")
    desk.sends_what_is_due()


def test_a_year_comes_where_it_was_asked_for(desk: DeskUnderTest) -> None:
    """As a PDF with the statement's own remainder, for everybody of ours in the channel."""
    with_a_year(desk)
    told = desk.types("cleo", "/balance acme statement 2026")
    assert told.text == "The statement 2026 of acme comes in a moment, as a PDF."
    assert files_in(desk, "ada", "#support") == []
    desk.sends_what_is_due()
    (message,) = files_in(desk, "ada", "#support")
    assert message.text == (
        "Statement 2026 of Acme AG up to Mon 8 Jun 2026: 3 of 4 escalations left. Asked for by "
        "<@U0CLEO>."
    )
    (file,) = message.files
    assert (file["name"], file["title"]) == (
        "acme-support-statement-2026.pdf",
        "Support statement 2026 – Acme AG",
    )
    text = text_of(desk, message)
    for said in (
        "3 of 4 escalations left on 8 Jun 2026",
        "As known on 8 Jun 2026; the books are not closed",
        "Standard 1 Jan 2026 open-ended 4 8 business hours",
        "8 Jun 2026 1 Login loops 5 h Included 2026 First 5 hours",
        "1 Login loops 1 h 240.–",
        "2 Slow tokens 10 min Under 15 minutes in all",
    ):
        assert said in text, said
    for internal in ("Ada", "U0ADA", "Cleo"):
        assert internal not in text


def test_which_year(desk: DeskUnderTest) -> None:
    """This one, if nothing is said; another; up to a day; but none that has not begun."""
    with_a_year(desk)
    desk.types("ada", "/balance acme statement")
    desk.types("ada", "/balance acme statement 2026-03-31")
    assert desk.types("ada", "/balance acme statement 2024").text == (
        "There is nothing to tell of 2024: acme's first contract began on Thu 1 Jan 2026."
    )
    assert desk.types("ada", "/balance acme statement 2025").says("nothing to tell of 2025")
    desk.types("ada", "/case open acme configuration reported 2025-12-30 16:00 Keys --anyway")
    desk.types("ada", "/balance acme statement 2025")
    desk.sends_what_is_due()
    this, until, last = files_in(desk, "ada", "#support")
    assert [each.files[0]["name"] for each in (this, until, last)] == [
        "acme-support-statement-2026.pdf",
        "acme-support-statement-2026-03-31.pdf",
        "acme-support-statement-2025.pdf",
    ]
    assert "3 of 4 escalations left on 8 Jun 2026" in text_of(desk, this)
    assert "4 of 4 escalations left on 31 Mar 2026" in text_of(desk, until)
    assert "There is no contract in this year: Basic Support applies." in text_of(desk, last)
    assert last.text == (
        "Statement 2025 of Acme AG up to Wed 31 Dec 2025: 0 of 0 escalations left. "
        "No contract in 2025: Basic Support, for product defects only (S2). Asked for by <@U0ADA>."
    )
    assert desk.types("ada", "/balance acme statement 2027").text == "2027 has not begun yet."
    assert desk.types("ada", "/balance acme statement soon").says("/balance acme statement 2026")


def test_what_was_settled_after_the_year(desk: DeskUnderTest) -> None:
    """E7, E11: a year that is over keeps its numbers, and says by what its charge was settled."""
    desk.at("Mon 2026-12-28 10:00")
    desk.types("dana", '/customer add hooli "Hooli" basic from 2026-01-01')
    desk.types("ada", "/case open hooli integration Login loops")
    desk.types("ada", "/escalation log 2h 1")
    desk.at("Mon 2027-01-11 10:00")
    desk.types("ada", "/balance hooli statement 2026")
    desk.types("dana", "/customer pack hooli S")
    desk.sends_what_is_due()
    desk.types("dana", "/escalation settle hooli grant")
    desk.types("ada", "/balance hooli statement 2026")
    desk.sends_what_is_due()
    before, since = (text_of(desk, each) for each in files_in(desk, "ada", "#support"))
    assert "None was left: still to be settled" in before
    assert "None was left; settled on 11 Jan 2027 from: Pack 1 (S)" in since
    assert "still to be settled" not in since
    assert "0 of 0 escalations left on 31 Dec 2026" in since


def test_what_has_a_number_is_printed_alike_each_time(desk: DeskUnderTest) -> None:
    """E10: also after a case's title was mended, which a statement of another day then bears."""
    with_a_year(desk)
    desk.at("Wed 2026-06-10 09:00")
    desk.types("cleo", "/balance acme close 2026-06-08 --anyway")
    desk.types("ada", "/case title 1 Sign-in loops")
    desk.types("cleo", "/balance acme statement 2026-06-08")
    desk.types("cleo", "/balance acme statement 2026")
    desk.sends_what_is_due()
    numbered, of_today = (text_of(desk, each) for each in files_in(desk, "ada", "#support"))
    assert "acme-2026-06-08/1" in numbered
    assert ("Login loops" in numbered, "Sign-in loops" in numbered) == (True, False)
    assert ("Login loops" in of_today, "Sign-in loops" in of_today) == (False, True)


def test_where_people_from_outside_read_it_comes_to_the_person(desk: DeskUnderTest) -> None:
    """What a customer is given to read is ours to give; the person is told why (I9)."""
    with_a_year(desk)
    told = desk.types("cleo", "/balance acme statement 2026", "#initech")
    assert told.text == "The statement 2026 of acme comes in a moment, as a PDF."
    desk.sends_what_is_due()
    assert files_in(desk, "eve", "#initech") == []
    (message,) = files_in(desk, "cleo", "@desk")
    assert message.text == (
        "Statement 2026 of Acme AG up to Mon 8 Jun 2026: 3 of 4 escalations left. "
        "It comes to you alone: people from outside read <#C0INITECH>."
    )


def test_in_the_channel_of_another_customer_it_comes_to_the_person(desk: DeskUnderTest) -> None:
    """I9: also where nobody of theirs reads yet, nothing of one customer is left with another."""
    with_a_year(desk)
    desk.types("dana", '/customer add globex "Globex" standard from 2026-01-01')
    desk.types("dana", "/customer channel globex #support")
    told = desk.types("cleo", "/balance acme statement 2026", "#support")
    assert told.says("It comes to you alone: this is globex's channel")
    desk.sends_what_is_due()
    assert files_in(desk, "ada", "#support") == []
    assert len(files_in(desk, "cleo", "@desk")) == 1


def test_asked_for_in_a_thread_it_comes_into_that_thread(desk: DeskUnderTest) -> None:
    """Said there, and pressed there."""
    with_a_year(desk)
    _, thread = place_of(desk, 1)
    desk.says("ada", "@desk balance acme statement 2026", "#acme", thread_ts=thread)
    desk.waits()
    desk.sends_what_is_due()
    desk.says("ada", "@desk balance", "#acme", thread_ts=thread)
    desk.waits()
    desk.chooses("ada", "/balance acme statement", "#acme")
    desk.sends_what_is_due()
    assert [said.thread_ts for said in files_in(desk, "ada", "#acme")] == [thread, thread]


def test_in_a_thread_that_people_from_outside_read_it_comes_to_the_person(
    desk: DeskUnderTest,
) -> None:
    """Not even into the thread (I9)."""
    with_a_year(desk)
    desk.types("dana", "/customer channel acme #initech")
    told = desk.types("cleo", "/balance acme statement 2026", "#initech")
    assert told.says("It comes to you alone if people from outside read here")
    thread = desk.says("ben", "Who has the numbers?", "#initech")
    desk.says("cleo", "@desk balance acme statement 2026", "#initech", thread_ts=thread)
    desk.waits()
    desk.sends_what_is_due()
    assert files_in(desk, "eve", "#initech") == []
    sent = files_in(desk, "cleo", "@desk")
    assert [(each.text.partition(" It comes ")[2], each.thread_ts) for each in sent] == [
        ("to you alone: people from outside read <#C0INITECH>.", None)
    ] * 2


def test_where_the_desk_is_not_it_comes_to_the_person(desk: DeskUnderTest) -> None:
    with_a_year(desk)
    desk.types("ada", "/balance acme statement 2026", "#random")
    desk.sends_what_is_due()
    (message,) = files_in(desk, "ada", "@desk")
    assert message.text.endswith("It comes to you alone: I am not in <#C0RANDOM>.")


def test_asked_for_in_a_direct_message(desk: DeskUnderTest) -> None:
    with_a_year(desk)
    told = desk.types("ada", "/balance acme statement 2026", "@desk")
    assert told.text == "The statement 2026 of acme comes in a moment, as a PDF."
    desk.sends_what_is_due()
    assert len(files_in(desk, "ada", "@desk")) == 1


@pytest.mark.parametrize("in_thread", [False, True])
def test_a_lost_answer_doubles_nothing(desk: DeskUnderTest, in_thread: bool) -> None:
    """Slack has taken the file, and its answer is lost: the next attempt finds it there."""
    with_a_year(desk)
    thread = desk.says("ben", "How much is left?", "#support") if in_thread else None
    desk.says("ada", "@desk balance acme statement 2026", "#support", thread_ts=thread)
    desk.waits()
    answer_api, lost = desk.slack.answer_api, ["files.completeUploadExternal"]

    def loses_one(method: str, args: dict[str, object], token: str | None) -> dict[str, object]:
        answer = answer_api(method, args, token)
        if method in lost:
            lost.remove(method)
            raise ConnectionResetError("the answer is lost")
        return answer

    desk.slack.answer_api = loses_one  # type: ignore[method-assign]
    desk.sends_what_is_due()
    assert lost == []
    desk.clock.advance(timedelta(minutes=1))
    assert desk.sends_what_is_due() == 1
    desk.clock.advance(timedelta(minutes=5))
    assert desk.sends_what_is_due() == 0
    assert len(files_in(desk, "ada", "#support")) == 1


def test_a_thread_that_begins_with_the_same_file(desk: DeskUnderTest) -> None:
    """Only what came since may be the answer that was lost."""
    with_a_year(desk)
    desk.types("ada", "/balance acme statement 2026")
    desk.sends_what_is_due()
    (first,) = files_in(desk, "ada", "#support")
    desk.clock.advance(timedelta(minutes=5))
    desk.says("ada", "@desk balance acme statement 2026", "#support", thread_ts=first.ts)
    desk.waits()
    desk.slack.faults.next(500, methods=["files.completeUploadExternal"])
    for _ in range(2):
        desk.sends_what_is_due()
        desk.clock.advance(timedelta(minutes=1))
    assert [said.thread_ts for said in files_in(desk, "ada", "#support")] == [None, first.ts]


def test_slack_away_before_the_file_is_there_loses_nothing(desk: DeskUnderTest) -> None:
    with_a_year(desk)
    desk.types("ada", "/balance acme statement 2026")
    desk.slack.faults.next(500, methods=["files.completeUploadExternal"])
    desk.sends_what_is_due()
    assert files_in(desk, "ada", "#support") == []
    desk.clock.advance(timedelta(minutes=1))
    desk.sends_what_is_due()
    assert len(files_in(desk, "ada", "#support")) == 1


def test_typed_twice_comes_once(desk: DeskUnderTest) -> None:
    """Slack delivers a command again: it is one letter."""
    with_a_year(desk)
    desk.types("ada", "/balance acme statement 2026")
    desk.again("ada")
    desk.sends_what_is_due()
    assert len(files_in(desk, "ada", "#support")) == 1


def test_a_customers_language(desk: DeskUnderTest) -> None:
    """Its account manager sets it; it can be undone; the customer's history says so."""
    with_a_year(desk)
    refused = desk.types("ada", "/customer language acme de")
    assert refused.says("Only account managers and admins")
    done = desk.types("cleo", "/customer language acme de")
    assert done.text == "acme's documents are in German from now on."
    assert desk.types("cleo", "/customer language acme deutsch").text == (
        "acme's documents are in German already."
    )
    desk.types("ada", "/balance acme statement 2026")
    desk.sends_what_is_due()
    (message,) = files_in(desk, "ada", "#support")
    assert message.files[0]["name"] == "acme-support-auszug-2026.pdf"
    assert "3 von 4 Eskalationen übrig am 08.06.2026" in text_of(desk, message)
    assert desk.types("ada", "/customer show acme").says("documents in German")
    assert desk.types("cleo", "/customer language acme fr").says("`en` and `de`")


def test_a_language_is_undone(desk: DeskUnderTest) -> None:
    with_a_year(desk)
    desk.types("cleo", "/customer language acme de")
    assert desk.presses("cleo", "Undo").text == "acme's documents are in English from now on."


def test_a_closed_year_has_its_number(desk: DeskUnderTest) -> None:
    """That of the statement which was kept last of its last day, while the books are closed (E10);
    another day of a closed year is known as of today.
    """
    with_a_year(desk)

    def known(until: str) -> str:
        desk.types("cleo", f"/balance acme statement {until}")
        desk.sends_what_is_due()
        return text_of(desk, files_in(desk, "cleo", "#support")[-1])

    desk.types("cleo", "/balance acme close 2026-03-31")
    assert "Statement acme-2026-03-31/1" in known("2026-03-31")
    within = known("2026-02-28")
    assert "As known on 8 Jun 2026; the books are closed up to 31 Mar 2026" in within
    later = known("2026-06-08")
    assert "As known on 8 Jun 2026; the books are closed up to 31 Mar 2026" in later
    desk.types("dana", "/balance acme reopen 2026-03-31 because a day was wrong")
    assert "As known on 8 Jun 2026; the books are not closed" in known("2026-03-31")
    desk.types("cleo", "/balance acme close 2026-03-31")
    assert "Statement acme-2026-03-31/2" in known("2026-03-31")
