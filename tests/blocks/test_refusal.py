"""One refusal, as a message of Slack's has it, a form's field, and who reads it elsewhere."""

from __future__ import annotations

from functools import partial

from handlers.blocks.pieces.as_typed import as_typed
from handlers.blocks.pieces.refusal import mrkdwn, outside_slack, plain, problem
from models.next_steps import Step
from models.problems import Choice, Impossible, Sentence, TheChannel, TheGroup, ThePerson
from models.rules.roles import Role

NAMES = {"U0BEN": "Ben"}.__getitem__
SAID: Sentence = (
    ThePerson("U0BEN"),
    " of ",
    TheGroup("S0ENG", Role.ENGINEER),
    " typed “<@U0ADA> & `co`” in ",
    TheChannel("C0ACME"),
    ". See ",
    Step.SHOW_CUSTOMER(customer="acme"),
    ".",
)


def test_in_a_message_of_slacks() -> None:
    """People, channels and groups are mentioned; what somebody typed mentions nobody."""
    assert mrkdwn(SAID) == (
        f"<@U0BEN> of <!subteam^S0ENG> typed {as_typed('“<@U0ADA> & `co`”')} in <#C0ACME>. "
        "See `/customer show acme`."
    )
    assert mrkdwn((ThePerson("desk"), " did it.")) == "desk did it."


def test_as_plain_text() -> None:
    """People are called by their names; elsewhere it says where a step is typed."""
    said = "Ben of the engineers' group typed “<@U0ADA> & `co`” in #C0ACME. See /customer show acme"
    assert plain(SAID, NAMES) == f"{said}."
    assert outside_slack(Impossible(SAID, Step.LIST_CUSTOMERS()), NAMES) == f"{said} in Slack."


def test_a_sentence_that_leads_to_its_step() -> None:
    """Slack shows the step below the sentence; elsewhere only a sentence with a colon needs it."""
    refused = partial(Impossible, then=Step.HAND_UP_PAGE(page=5))
    assert "Try `/oncall handup 5`" in str(problem(refused("It rings on.")).blocks)
    assert outside_slack(refused("It rings on.")) == "It rings on."
    assert outside_slack(refused("To ring somebody else too:")) == (
        "To ring somebody else too: /oncall handup 5 in Slack"
    )


def test_advice_is_given_once() -> None:
    """A step that stands in the sentence is not said below it once more."""
    step = Step.LIST_CUSTOMERS()
    told = problem(Impossible(("None such. ", step, " shows them all."), step))
    assert len(told.blocks) == 1
    assert len(problem(Impossible("`/customer list` shows all.", "/customer list")).blocks) == 1


def test_choices_type_their_step() -> None:
    """A button of a question types what its step is typed as."""
    asked = problem(Choice("What was it?", (("defect", Step.SET_KIND(case=12, kind="defect")),)))
    [button] = asked.blocks[1]["elements"]
    assert (button["text"]["text"], button["value"]) == ("defect", "/case kind 12 defect")
