"""Who is asking: what Slack says about people, asked once and kept (never on each command)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence, Set
from datetime import datetime, timedelta

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from sqlalchemy.orm import Session
from structlog import get_logger

from handlers.slack_json import Json
from models.problems import Problem, ThePerson, Unknown
from models.rows.people import Person, UserGroup
from models.rules.standing import Standing
from models.usecases import open_homes, people
from models.usecases.turn import Desk

_log = get_logger(__name__)

ASKS_AGAIN_AFTER = timedelta(minutes=1)  # after Slack did not say who somebody, or in a group, is

_NOBODY = ("user_not_found", "user_not_visible")
_FEW = 20  # people who are asked about one by one
_A_PAGE = 1000  # of Slack's list of everybody


class Directory:
    """The people of the workspace and its user groups, as the desk keeps them."""

    def __init__(self, desk: Desk, enterprise: Callable[[], str | None] = lambda: None) -> None:
        """`enterprise` tells the organisation of our own workspace, if it is of one."""
        self._desk = desk
        self._enterprise = enterprise
        self._groups_ask_at: dict[str, datetime] = {}
        self._people_ask_at: datetime | None = None  # after Slack did not say; until then they wait

    # --- people ------------------------------------------------------------------------------

    def recognise(
        self,
        client: WebClient,
        person_id: str,
        home_team: str | None,
        moment: datetime,
        *,
        mentioned: bool = False,
    ) -> Person:
        """Return who a person is; Slack is asked about somebody new, and again after some hours.

        `home_team` is our own workspace. If Slack does not answer, what was known serves; about
        somebody never seen before that is a Problem, which names whoever is only `mentioned`.
        """
        try:
            return self._look_up(client, person_id, home_team, moment)
        except SlackApiError as error:
            if _code(error) in _NOBODY:
                raise Unknown("Slack knows nobody by that name here.") from error
            raise _silence(person_id if mentioned else None) from error
        except OSError as error:
            raise _silence(person_id if mentioned else None) from error

    def known_for_now(
        self, session: Session, person_id: str, home_team: str | None, moment: datetime
    ) -> Person | None:
        """Return who a person is, if Slack need not be asked about them or about a group."""
        known = people.known(session, person_id)
        if known is None or self._is_to_be_asked_about(known, home_team, moment):
            return None
        return None if people.groups_to_ask(session, self._desk, moment) else known

    def _is_to_be_asked_about(self, known: Person, home_team: str | None, moment: datetime) -> bool:
        """Whether Slack is to be asked anew about somebody who is known: after some hours, and not
        within a minute after it did not say who anybody is, for that may take seconds each.
        """
        is_silent = self._people_ask_at is not None and moment < self._people_ask_at
        return home_team is not None and people.is_stale(known, moment) and not is_silent

    def look_up_all(
        self,
        client: WebClient,
        person_ids: Sequence[str],
        home_team: str | None,
        moment: datetime,
    ) -> list[Person]:
        """Return who all of them are, as `recognise` does; of many Slack's list tells.

        If Slack does not answer, or while our own workspace is unknown, what was known serves;
        about somebody never seen before that is SlackApiError or OSError.
        """
        with self._desk.database.reading() as session:
            known = people.known_among(session, person_ids)
        ask = {
            each for each in person_ids if each not in known or people.is_stale(known[each], moment)
        }
        if not ask or (home_team is None and known.keys() >= ask):
            return list(known.values())
        if home_team is None:
            raise OSError("nobody knows which workspace is ours")
        try:
            users = list(_users(client, ask))
        except (SlackApiError, OSError) as error:
            if not known.keys() >= ask:
                raise
            _log.warning("slack did not say who people are", error=str(error))
        else:
            known |= {each.id: each for each in self._learn_all(users, home_team, moment)}
        return list(known.values())

    def _look_up(
        self, client: WebClient, person_id: str, home_team: str | None, moment: datetime
    ) -> Person:
        with self._desk.database.reading() as session:
            known = people.known(session, person_id)
        if known is not None and not self._is_to_be_asked_about(known, home_team, moment):
            return known
        try:
            user = client.users_info(user=person_id)["user"]
        except (SlackApiError, OSError) as error:
            if known is None or _code(error) in _NOBODY:
                raise
            self._people_ask_at = moment + ASKS_AGAIN_AFTER
            _log.warning("slack did not say who somebody is", error=str(error))
            return known
        return self.learn(user, home_team, moment)

    def learn(self, user: Json, home_team: str | None, moment: datetime) -> Person:
        """Keep what Slack says about a person (the `user` of its API and of `user_change`).

        While our own workspace is unknown nothing is kept: who is of another one can't be said. Nor
        of somebody new of whom it is not said which they are of; who is known stays there.
        """
        if home_team is not None and not _teams_of(user):
            user = self._where_known(user, home_team)
        if home_team is None or not _teams_of(user):
            return _person(user, home_team, self._enterprise(), moment)
        return self._learn_all([user], home_team, moment)[0]

    def _where_known(self, user: Json, home_team: str) -> Json:
        with self._desk.database.reading() as session:
            known = people.known(session, user["id"])
        if known is None:
            return user
        is_ours = known.standing in (Standing.MEMBER, Standing.GUEST)
        return {**user, "team_id": home_team if is_ours else known.team_id}

    def _learn_all(self, users: Iterable[Json], home_team: str, moment: datetime) -> list[Person]:
        """Keep what Slack says about people; who has changed for it sees so at Home."""
        enterprise = self._enterprise()
        people_told = (_person(user, home_team, enterprise, moment) for user in users)
        learnt = sorted(people_told, key=lambda each: each.id)  # two at once, in one order
        with self._desk.writing(people.DESK_ITSELF, moment) as turn:
            before = people.known_among(turn.session, [each.id for each in learnt])
            known = {each.id: _may(each) for each in before.values()}
            changed = [each.id for each in learnt if known.get(each.id, _may(each)) != _may(each)]
            open_homes.show_anew(turn, changed)
            return [people.remember(turn.session, each) for each in learnt]

    # --- user groups -------------------------------------------------------------------------

    def renew_groups(self, client: WebClient, moment: datetime) -> None:
        """Ask Slack who is in the groups that roles come from, once in some hours.

        If Slack does not answer, what was known serves, and it is asked again a minute later.
        """
        with self._desk.database.reading() as session:
            groups = people.groups_to_ask(session, self._desk, moment)
        for group_id in groups:
            if moment >= self._groups_ask_at.get(group_id, moment):
                self._groups_ask_at[group_id] = moment + ASKS_AGAIN_AFTER
                self._ask_about_group(client, group_id, moment)

    def group_changed(self, client: WebClient, group_id: str, moment: datetime) -> None:
        """Ask at once who is in a group that has just changed, if roles come from it."""
        if group_id in self._desk.role_groups.values():
            with self._desk.database.writing() as session:
                people.expire_group(session, group_id)  # asked again, should Slack not answer now
            self._groups_ask_at.pop(group_id, None)
            self._ask_about_group(client, group_id, moment)

    def _ask_about_group(self, client: WebClient, group_id: str, moment: datetime) -> None:
        try:
            members = client.usergroups_users_list(usergroup=group_id)["users"]
        except (SlackApiError, OSError) as error:
            _log.warning("slack did not say who is in a group", group=group_id, error=str(error))
            return
        with self._desk.writing(people.DESK_ITSELF, moment) as turn:
            before = turn.session.get(UserGroup, group_id)
            open_homes.show_anew(turn, {*members} ^ {*(before.members if before else ())})
            group = UserGroup(id=group_id, members=members, seen_at=moment)
            people.remember_group(turn.session, group)


def _users(client: WebClient, ask: Set[str]) -> Iterator[Json]:
    """Ask Slack who people are: each by themselves if they are few, else by its list."""
    listed: set[str] = set()
    if len(ask) > _FEW:
        for page in client.users_list(limit=_A_PAGE):
            for user in page["members"]:
                if user["id"] in ask:
                    listed.add(user["id"])
                    yield user
    for person_id in sorted(ask - listed):
        try:
            yield client.users_info(user=person_id)["user"]
        except SlackApiError as error:
            if _code(error) not in _NOBODY:
                raise
            yield {"id": person_id, "is_stranger": True}  # whom Slack does not show us


def _person(user: Json, home_team: str | None, enterprise: str | None, moment: datetime) -> Person:
    profile = user.get("profile") or {}
    handle = user.get("name") or ""
    what = standing(user, home_team, enterprise)
    is_ours = what in (Standing.MEMBER, Standing.GUEST)
    return Person(
        id=user["id"],
        team_id=(home_team if is_ours else user.get("team_id")) or "",
        handle=handle,
        name=profile.get("display_name") or user.get("real_name") or handle,
        standing=what,
        is_workspace_admin=bool(user.get("is_admin") or user.get("is_owner")),
        seen_at=moment,
    )


def _silence(mentioned: str | None) -> Problem:
    who = (ThePerson(mentioned), " is") if mentioned else ("you are",)
    return Problem(("Slack did not tell us just now who ", *who, ". Please try again."))


def _code(error: Exception) -> str | None:
    return error.response.get("error") if isinstance(error, SlackApiError) else None


def _may(person: Person) -> tuple[Standing, bool]:
    """What Slack says about a person that decides what they may."""
    return person.standing, person.is_workspace_admin


def standing(user: Json, home_team: str | None, enterprise: str | None = None) -> Standing:
    """Return what somebody is to the workspace, which may be one of an organisation.

    While our own workspace is unknown, everybody is of another one.
    """
    if user.get("deleted"):
        return Standing.DEACTIVATED
    if user.get("is_bot") or user["id"] == "USLACKBOT":
        return Standing.BOT
    if user.get("is_stranger") or home_team is None:
        return Standing.OUTSIDER
    if home_team not in (*_teams_of(user), _enterprise_of(user)):  # an app may be of all of it
        ours = enterprise is not None and _enterprise_of(user) == enterprise
        return Standing.COLLEAGUE if ours else Standing.OUTSIDER
    if user.get("is_restricted") or user.get("is_ultra_restricted"):
        return Standing.GUEST
    return Standing.MEMBER


def _teams_of(user: Json) -> frozenset[str]:
    """Return the workspaces that somebody is of; in an organisation `team_id` is only one."""
    member = user.get("enterprise_user") or {}
    teams = user.get("teams") or member.get("teams") or [user.get("team_id")]
    return frozenset(filter(None, teams))


def _enterprise_of(user: Json) -> str | None:
    return (user.get("enterprise_user") or {}).get("enterprise_id") or user.get("enterprise_id")
