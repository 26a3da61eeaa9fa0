"""From the outbox into the world: each letter is worded from the facts of its moment, and sent."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from handlers import letters
from handlers.blocks.customer.statements import NotThere, has_come, has_come_instead
from handlers.blocks.pieces.answer import Answer
from handlers.blocks.pieces.charts import or_plainer
from handlers.front.outside import NotReached, Purpose
from handlers.letters import files
from handlers.letters.home import home_of
from handlers.letters.outsiders import said_by_mail
from handlers.letters.paging import said_outside, said_who_has_it
from handlers.letters.said import Said, gathered
from handlers.slack.audience import Audience
from handlers.slack.publishing import publish
from models.problems import Impossible
from models.usecases import people
from models.usecases.books.issued import StatementFile
from models.usecases.letter import Letter, Place
from models.usecases.oncall.contacts import address_of_attempt
from models.usecases.oncall.handovers import GroupMembers, members_of
from models.usecases.open_homes import HomeFollows
from models.usecases.outbox import Envelope
from models.usecases.outcomes import Gone, Needless, NotSent, Sent
from models.usecases.paging.attempts import HasIt, RingOutside
from models.usecases.people import DESK_ITSELF
from models.usecases.reports.told import MailAnswered
from models.usecases.turn import Desk, Turn
from slackapp.worker.files import Files, Where
from slackapp.worker.readers import fit_for_readers
from slackapp.worker.refusals import slack_answers

_DELETED = {"message_not_found", "thread_not_found"}  # what an edit, or a reply, may meet

SendOutside = Callable[[str, str, str, Purpose], None]
AnswerMail = Callable[[str, str, str, Mapping[str, str]], None]
_MOST_ANSWERS_TRIED = 8  # some minutes: then an admin sees that it was not taken


class Sender:
    """Sends letters, each on its way."""

    def __init__(
        self,
        desk: Desk,
        client: WebClient,
        outside: SendOutside,
        audience: Audience,
        answer_mail: AnswerMail | None = None,
    ) -> None:
        """`outside` takes an address, a title, a text, and what it is for; `answer_mail` to whom a
        mail goes, its subject, its text, and headers.
        """
        self._desk = desk
        self._client = client
        self._outside = outside
        self._answer_mail = answer_mail
        self._audience = audience
        self._files = Files(client, audience)

    def send(self, envelope: Envelope) -> Sent | Needless | Gone:
        """Word a letter and send it.

        NotSent if it was not taken, Held if it is to go out later; KeyError with the topic of what
        this version can't read.
        """
        match envelope.letter:
            case None:
                raise KeyError(envelope.topic)
            case RingOutside() as letter:
                return self._ring_outside(envelope, letter)
            case HasIt() as letter:
                return self._calm(envelope, letter)
            case MailAnswered() as letter:
                return self._answer(envelope, letter)
            case GroupMembers():
                return self._fill_group(envelope)
            case HomeFollows():
                return self._publish_home(envelope)
            case StatementFile() as letter:
                return self._bring_file(envelope, letter)
            case letter:
                return self._say(envelope, letter)

    # --- to Slack -----------------------------------------------------------------------------

    def _say(self, envelope: Envelope, letter: Letter) -> Sent | Needless | Gone:
        with self._desk.reading(DESK_ITSELF, envelope.claimed_at) as turn:
            more = (each.letter for each in envelope.more if each.letter is not None)
            said = gathered(letters.worded(turn, each) for each in (letter, *more))
            if said is not None:
                _refuse_gone(turn, envelope.recipient)
        fit = fit_for_readers(self._audience, envelope.recipient, said) if said else None
        if said is None or fit is None:
            return Needless()
        with slack_answers():
            try:
                place = self._brought(envelope.recipient, said, fit.answer)
            except SlackApiError as error:
                if error.response.get("error") not in _DELETED:
                    raise
                return Gone()
        return Sent(place, fit.cautious)

    def _brought(self, channel: str, said: Said, answer: Answer) -> Place:
        """Post a message, or edit one; return where it stands."""
        if said.edits is not None:
            return self._edit(channel, said.edits, answer)
        return self._post(channel, said, answer)

    def _post(self, channel: str, said: Said, answer: Answer) -> Place:
        taken = or_plainer(
            lambda blocks: self._client.chat_postMessage(
                channel=channel,
                text=answer.text,
                blocks=blocks,
                thread_ts=said.thread_ts,
                unfurl_links=False,
                unfurl_media=False,
            ),
            answer.blocks,
        )
        return Place(str(taken["channel"]), str(taken["ts"]))

    def _edit(self, channel: str, ts: str, answer: Answer) -> Place:
        or_plainer(
            lambda blocks: self._client.chat_update(
                channel=channel, ts=ts, text=answer.text, blocks=blocks
            ),
            answer.blocks,
        )
        return Place(channel, ts)

    def _fill_group(self, envelope: Envelope) -> Sent | Needless:
        with self._desk.reading(DESK_ITSELF, envelope.claimed_at) as turn:
            members = members_of(turn, envelope.recipient)
        if not members:  # Slack takes no empty group
            return Needless()
        with slack_answers():
            self._client.usergroups_users_update(usergroup=envelope.recipient, users=members)
        return Sent()

    def _publish_home(self, envelope: Envelope) -> Sent | Needless:
        with self._desk.reading(DESK_ITSELF, envelope.claimed_at) as turn:
            home = home_of(turn, envelope.recipient)
        if home is None:
            return Needless()
        with slack_answers():
            publish(self._client, envelope.recipient, home)
        return Sent()

    def _bring_file(self, envelope: Envelope, letter: StatementFile) -> Sent:
        with self._desk.reading(DESK_ITSELF, envelope.claimed_at) as turn:
            _refuse_gone(turn, letter.asked_by)
            told = files.told(turn, letter)
        file, to = files.file_of(told), Where(envelope.recipient, letter.thread)
        since = envelope.written_at if envelope.attempt > 1 else None

        def comment(why: NotThere | None) -> str:
            if why is None:
                return has_come(told, letter.asked_by)
            return has_come_instead(told, to.id, why)

        with slack_answers():
            self._files.bring(file, to, letter.asked_by, comment, since)
        return Sent()

    # --- outside ------------------------------------------------------------------------------

    def _ring_outside(self, envelope: Envelope, letter: RingOutside) -> Sent | Needless:
        with self._desk.reading(DESK_ITSELF, envelope.claimed_at) as turn:
            said = said_outside(turn, letter)
            if said is None:
                return Needless()
            _refuse_gone(turn, envelope.recipient)
            try:
                address = address_of_attempt(turn, letter.attempt)
            except Impossible as problem:
                raise NotSent(str(problem), hopeless=True) from problem
        return self._tell(address, said, Purpose.WAKES)

    def _answer(self, envelope: Envelope, letter: MailAnswered) -> Sent | Needless:
        """Answer a mail; a head that says that a program wrote it lets no machine answer that."""
        with self._desk.reading(DESK_ITSELF, envelope.claimed_at) as turn:
            said = said_by_mail(turn, letter)
        if said is None:
            return Needless()
        if self._answer_mail is None:
            raise NotSent("MAIL_ANSWERS_BY is not set", hopeless=True)
        headers = {"Auto-Submitted": "auto-replied", "X-Auto-Response-Suppress": "All"}
        if letter.message_id is not None and letter.message_id.isascii():
            headers |= dict.fromkeys(("In-Reply-To", "References"), f"<{letter.message_id}>")
        try:
            self._answer_mail(envelope.recipient, *said, headers)
        except NotReached as problem:
            hopeless = problem.hopeless or envelope.attempt >= _MOST_ANSWERS_TRIED
            raise NotSent(str(problem), hopeless=hopeless) from problem
        return Sent()

    def _calm(self, envelope: Envelope, letter: HasIt) -> Sent | Needless:
        with self._desk.reading(DESK_ITSELF, envelope.claimed_at) as turn:
            said = said_who_has_it(turn, letter)
            if said is None or people.gone(turn, [envelope.recipient]):
                return Needless()
            try:
                address = address_of_attempt(turn, letter.attempt)
            except Impossible:  # it was removed meanwhile, and rings no more
                return Needless()
        return self._tell(address, said, Purpose.CALMS)

    def _tell(self, address: str, said: tuple[str, str], purpose: Purpose) -> Sent:
        try:
            self._outside(address, *said, purpose)
        except NotReached as problem:
            raise NotSent(str(problem), hopeless=problem.hopeless) from problem
        return Sent()


def _refuse_gone(turn: Turn, recipient: str) -> None:
    """Let nothing go to who may do nothing at the desk any more (NotSent)."""
    if gone := people.gone(turn, [recipient]):
        raise NotSent(gone[recipient], hopeless=True)
