"""Submitted forms: done, or what is wrong said beside the field or above the form."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial

from slack_bolt import Ack, App, BoltContext
from slack_sdk import WebClient

from handlers.blocks.pieces import eras
from handlers.blocks.pieces.answer import Answer
from handlers.blocks.pieces.refusal import plain
from handlers.front.answering import Ways
from handlers.front.asked import Front, tell_directly
from handlers.front.opening import Updated, show_in
from handlers.front.views import (
    FieldProblem,
    Filled,
    Submission,
    filled_again,
    result,
    says_what_is_wrong,
)
from handlers.slack_json import Json
from handlers.talk import Form, Request, Talk
from models.usecases import people


def listen_to_form(app: App, front: Front, callback_id: str, submission: Submission) -> None:
    """Do what a submitted form says; what is wrong is said beside its field, or above the form.

    What was filled in stays either way. What was chosen just before is worked out first. A Home in
    which it was opened is shown anew.
    """

    @app.view(callback_id)
    def submitted(ack: Ack, body: Json, client: WebClient, context: BoltContext) -> None:
        request = front.request(body, client, context, "form", secret=submission.is_secret)
        _Submitted(front, request, submission, ack, body["view"]).answer()


@dataclass
class _Submitted:
    """One submission of a form; `wrong` is what was found out about a field of it."""

    front: Front
    request: Request
    submission: Submission
    ack: Ack
    view: Json
    wrong: FieldProblem | None = field(default=None, init=False)

    def answer(self) -> None:
        """Do what it says, and answer in its view: at once, or after "still working"."""
        ways = Ways(self.ack, self._say_late, self._answer, is_urgent=self._is_urgent)
        ask = self.front.conversation.answering.ask
        ask(self.request, self._work, ways, line=self.view["id"])

    # --- doing it ----------------------------------------------------------------------------

    def _work(self) -> Answer:
        try:
            filled, said = self._done()
        except FieldProblem as problem:
            self.wrong = problem
            raise
        if filled.is_from_home:
            self.front.show_home_too(self.request)
        return said

    def _done(self) -> tuple[Filled, Answer]:
        """Prepare what the form says, and then do it in one transaction."""
        conversation, submission = self.front.conversation, self.submission
        actor = conversation.admit(self.request, submission)
        filled = Filled.read(self._newest())
        eras.refuse_former(filled.era, "form")
        if submission.prepares is not None:
            filled = submission.prepares(conversation, actor, filled)
        moment, channel = conversation.clock.now(), self.request.channel_id
        return filled, conversation.write(
            self.request,
            actor,
            moment,
            lambda turn: submission.submits(Talk(turn, channel), filled),
        )

    def _is_urgent(self) -> bool:
        is_urgent = self.submission.is_urgent
        return is_urgent is not None and is_urgent(Filled.read(self._newest()))

    def _newest(self) -> Json:
        return self.front.choices.newest(self.view)

    # --- answering ---------------------------------------------------------------------------

    def _answer(self, said: Answer | Form) -> None:
        if self.wrong and says_what_is_wrong(self.view):  # Slack's own would stand beside it
            self.ack(response_action="update", view=filled_again(self._newest(), self.wrong))
        elif self.wrong:
            self.ack(response_action="errors", errors={self.wrong.field: self._beside(self.wrong)})
        elif isinstance(said, Answer):
            self.ack(response_action="update", view=self._shown(said))

    def _beside(self, wrong: FieldProblem) -> str:
        """Word what is wrong: beside a field Slack shows no mention, but text as it is."""
        with self.front.conversation.desk.database.reading() as session:
            return plain(wrong.sentence, partial(people.name_of, session))

    def _say_late(self, said: Answer | Form) -> None:
        if not isinstance(said, Answer):
            return
        shown = Form(self._shown(said))
        became = show_in(self.request.client, self.view["id"], self._title, shown)
        if became is not Updated.SHOWN:
            tell_directly(self.request, said)

    def _shown(self, said: Answer) -> Json:
        if said.refused:
            return filled_again(self._newest(), self.wrong or said)
        return result(self._title, said)

    @property
    def _title(self) -> str:
        return str(self.view["title"]["text"])
