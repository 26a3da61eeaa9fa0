"""*Page somebody*: asking for help by hand, for a case, for a customer, or one person (R7, O3).

Whom it would ring is shown before it is confirmed, by the function that pages (O6).
"""

from __future__ import annotations

from typing import assert_never

from slackblocks import Block

from handlers.blocks.case.preview import page_would
from handlers.blocks.paging import answers as say
from handlers.blocks.pieces.answer import Answer
from handlers.forms.case_field import NUMBER, case_label, case_numbered, number_field
from handlers.forms.fields import MOST_OPTIONS, TextField, grouped_field, with_preview
from handlers.front.views import FieldProblem, Filled, form
from handlers.intents.oncall.grammar import ONCALL
from handlers.intents.oncall.pages import (
    BeginPage,
    PageCase,
    PageCustomer,
    PagePerson,
)
from handlers.intents.pieces.case_numbers import case_number
from handlers.slack_json import Json
from handlers.talk import Form, Talk, whether_meant
from models.problems import Problem, Unknown
from models.rows.cases import Case
from models.rows.customers import Customer
from models.rows.pages import Page
from models.rows.people import Person
from models.rules.paging import PageCause
from models.usecases import finding, people
from models.usecases.oncall import ladders
from models.usecases.paging import life, ringing
from models.usecases.paging.pages import page_facts
from models.usecases.turn import Turn

CALLBACK = "page_somebody"
ABOUT = "about"
_UNCLEAR = "Choose what it is about to see who would be rung."


def form_anywhere(turn: Turn, payload: Json | None = None) -> Form:  # noqa: ARG001
    """Show the form; Unknown while there is nothing and nobody to choose."""
    return _form(turn, Filled({}, {}))


def refresh(turn: Turn, filled: Filled, action: Json) -> Form:  # noqa: ARG001
    """Show the form after a choice, with who would be rung."""
    return _form(turn, filled)


def _form(turn: Turn, filled: Filled) -> Form:
    blocks: list[Block] = [
        *_about_fields(turn, filled),
        TextField(
            "text",
            "What is wrong, in a few words?",
            filled.text("text"),
            placeholder="the portal is down and I need a second pair of eyes",
            longest=300,
        ).block(),
    ]
    blocks = with_preview(blocks, lambda: _would(turn, filled))
    return form(CALLBACK, "Page somebody", "Page", blocks, filled.carried)


def _about_fields(turn: Turn, filled: Filled) -> list[Block]:
    cases = finding.cases_to_choose_from(turn, MOST_OPTIONS + 1)
    groups = {
        "Open cases": [(case_label(case, owner), f"#{case.id}") for case, owner in cases],
        "Customers": [(f"{each.key} – {each.name}", each.key) for each in finding.customers(turn)],
        "One person alone": [
            (each.name, f"@{each.handle}") for each in people.colleagues(turn) if each.handle
        ],
    }
    if not any(groups.values()):
        raise Unknown("There are no customers yet: an admin adds them.", "/customer help")
    more = any(len(options) > MOST_OPTIONS for options in groups.values())
    shown = {name: options[:MOST_OPTIONS] for name, options in groups.items()}
    field = grouped_field(ABOUT, "About", shown, optional=more)
    hint = f"The menu shows {MOST_OPTIONS} of each."
    typed = filled.text(NUMBER)
    label = "Or another case's number, customer, or @person"
    others = [number_field(label, typed, hint)] if more else []
    return [field, *others]


def _would(turn: Turn, filled: Filled) -> str:
    """Say whom the page would ring; FieldProblem for what can't be paged about."""
    if not _typed(filled):
        return _UNCLEAR
    about = _about(turn, filled)
    if isinstance(about, Person):
        return page_would([about.id], life.ladder_of_one(about.id))
    customer = about if isinstance(about, Customer) else finding.customer_of(turn, about)
    rings = ringing.would_ring(turn, customer, by_hand=True)
    return page_would(rings, ladders.ladder_of(turn, customer.id))


def _typed(filled: Filled) -> str:
    return filled.text(NUMBER) or filled.text(ABOUT)


def _about(turn: Turn, filled: Filled) -> Case | Customer | Person:
    """Return what was chosen or typed; FieldProblem beside that if it can't be paged about."""
    typed = _typed(filled)
    field = NUMBER if filled.text(NUMBER) else ABOUT
    if not typed:
        raise FieldProblem(ABOUT, "About what? Choose a case, a customer or a person.")
    try:
        if typed.startswith("@"):
            return _person(turn, typed)
        if case_number(typed) is None:
            return finding.customer(turn, typed)
        case = life.case_of(turn, case_numbered(turn, typed, field).id)
        life.refuse_second_page(turn, case)
        return case
    except FieldProblem:
        raise
    except Problem as impossible:
        raise FieldProblem(field, impossible) from impossible


def _person(turn: Turn, typed: str) -> Person:
    """Return whom a handle, as in `@ben`, means among those who can be paged."""
    handle = typed[1:].lower()
    named = (each for each in people.colleagues(turn) if each.handle.lower() == handle)
    if (person := next(named, None)) is None:
        raise Unknown(f"“{typed}” is not somebody who can be paged.")
    return person


def submitted(talk: Talk, filled: Filled) -> Answer:
    """Page; what is wrong is said beside its field. Whoever has paged many times within a minute is
    asked before it rings once more (Choice).
    """
    turn, text = talk.turn, filled.text("text")
    about = _about(turn, filled)
    if not text:
        raise FieldProblem("text", "Whoever is rung wants to know what is wrong.")
    try:
        page = _begun(turn, about, text)
    except life.ManyPages as many:
        raise whether_meant(many, ONCALL.name, _as_typed(about, text)) from many
    return say.paged(page_facts(turn, page.id))


def _begun(turn: Turn, about: Case | Customer | Person, text: str) -> Page:
    match about:
        case Person():
            return life.page_person(turn, about.id, text)
        case Case():
            return life.page_case(turn, about, PageCause.ASKED, text)
        case Customer():
            return life.page_customer(turn, about, text)
        case _:
            assert_never(about)


def _as_typed(about: Case | Customer | Person, text: str) -> BeginPage:
    match about:
        case Person():
            return PagePerson(about.id, text)
        case Case():
            return PageCase(about.id, text)
        case Customer():
            return PageCustomer(about.key, text)
        case _:
            assert_never(about)
