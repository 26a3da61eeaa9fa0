"""`/customer`: customers, contracts, packs, change windows, and the calendar."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import assert_never

from handlers.blocks.customer import closures as say_closures
from handlers.blocks.customer import contracts as say_contracts
from handlers.blocks.customer import customers as say
from handlers.blocks.customer import grants as say_grants
from handlers.blocks.customer import mail as say_mail
from handlers.blocks.customer import notices as say_notices
from handlers.blocks.customer import renewals as say_renewals
from handlers.blocks.customer import settings as say_settings
from handlers.blocks.customer import shown
from handlers.blocks.customer import sources as say_sources
from handlers.blocks.customer import windows as say_windows
from handlers.blocks.pieces.answer import Answer, with_buttons
from handlers.forms.extras import extras_form
from handlers.intents.customer.channels import (
    AddChannel,
    ChannelIntent,
    RemoveChannel,
    SetChannel,
)
from handlers.intents.customer.closures import CloseDays, OpenDays
from handlers.intents.customer.contracts import AddCustomer, ChangeLevel, CorrectLevel, EndContract
from handlers.intents.customer.grammar import (
    CUSTOMER,
    CustomerIntent,
    KeepExtras,
    ListCustomers,
    Rename,
    SetManager,
    ShowCustomer,
    UndoChange,
    understand,
)
from handlers.intents.customer.grants import (
    AddAgreedPack,
    AddPack,
    Adjust,
    GrantIntent,
    PutGrantBack,
    VoidGrant,
)
from handlers.intents.customer.languages import SetLanguage
from handlers.intents.customer.listening import SetListens, SetShowsBalance
from handlers.intents.customer.mail import (
    AddMailSenders,
    ListMailSenders,
    MailIntent,
    RemoveMailSenders,
)
from handlers.intents.customer.notices import (
    EndSnooze,
    NoticeIntent,
    Renew,
    SetNoticePeriod,
    SetNotices,
    ShowNotices,
    Snooze,
)
from handlers.intents.customer.settings import ShowSetting
from handlers.intents.customer.sources import (
    EndSign,
    ExpectSign,
    KeepSeverity,
    ListSources,
    MakeSource,
    RevokeKey,
    RotateKey,
    SourceIntent,
)
from handlers.intents.customer.windows import (
    AddWindow,
    RemoveWindow,
    ShowWindows,
    WindowIntent,
)
from handlers.talk import Door, Form, Talk, customer_named
from handlers.undo import with_undo
from models.problems import Choice
from models.rows.cases import Change
from models.rows.customers import Customer
from models.rows.reports import Source
from models.rules.languages import Language
from models.rules.noted import EXTRAS, AboutCustomer
from models.rules.notices import Notices
from models.rules.reports import Listens
from models.rules.service_definition import DEFAULT_SEVERITY, Severity
from models.usecases import people, undoing
from models.usecases.customer import (
    closures,
    contracts,
    corrections,
    customers,
    first_day,
    grants,
    levels,
    mail_senders,
    notices,
    other_channels,
    renewals,
)
from models.usecases.customer.closures import ClosureChanged
from models.usecases.customer.grants import GrantChanged
from models.usecases.reports import change_windows, listening, signs_of_life, sources
from models.usecases.reports.signs_of_life import SignTerms
from models.usecases.turn import Turn


def do(talk: Talk, intent: CustomerIntent) -> Answer | Form:
    """Answer `/customer`; whoever has changed something is offered to undo it."""
    return with_undo(_do(talk, intent), talk.turn)


def _do(talk: Talk, intent: CustomerIntent) -> Answer | Form:
    turn = talk.turn
    match intent:
        case ListCustomers():
            return shown.listed(customers.listed(turn))
        case AddCustomer():
            return _add(turn, intent)
        case CloseDays(day=day, last_day=last, name=name, because=why):
            if day < turn.today and not intent.anyway:
                first_day.doubt_for_all(turn, day)
            done = closures.close_days(turn, day, last, name, why)
            return _closure_changed(turn, done)
        case OpenDays(day=day, last_day=last, because=because):
            done = closures.open_days(turn, day, last, because)
            return _closure_changed(turn, done)
        case UndoChange(change=number):
            return _undo(turn, number)
        case _:
            return _of_one(talk, intent, customer_named(turn, intent.customer))


_OfOne = (
    ShowCustomer
    | ShowSetting
    | ChangeLevel
    | CorrectLevel
    | EndContract
    | SetManager
    | ChannelIntent
    | MailIntent
    | SetListens
    | SetShowsBalance
    | SetLanguage
    | NoticeIntent
    | Rename
    | KeepExtras
    | WindowIntent
    | GrantIntent
    | SourceIntent
)


def _of_one(talk: Talk, intent: _OfOne, customer: Customer) -> Answer | Form:
    """Answer what is about one customer."""
    turn = talk.turn
    match intent:
        case ShowCustomer():
            return shown.shown(customers.show(turn, customer), turn.wall)
        case ShowSetting(setting=setting):
            found, may_set = customers.show(turn, customer), people.may_manage(turn, customer)
            return say_settings.setting(found, setting, turn.today, may_set=may_set)
        case ChangeLevel(level=level, escalations=number, from_day=day, because=because):
            changed = levels.change_level(turn, customer, level, number, day, because)
            return say_contracts.level_changed(changed, turn.wall)
        case CorrectLevel(level=level, escalations=number, from_day=day, because=because):
            right = corrections.correct(turn, customer, level, number, day, because)
            return say_contracts.level_corrected(right, turn.wall)
        case EndContract(last_day=last_day, because=because):
            done = contracts.end(turn, customer, last_day, because)
            return say_contracts.ended(done, turn.today)
        case SetManager(user_id=user_id):
            old = customers.set_manager(turn, customer, talk.mentioned[user_id])
            return say.handed_over(customer, old)
        case SetChannel() | AddChannel() | RemoveChannel():
            return _channel(turn, intent, customer)
        case SetListens() | SetShowsBalance() | SetLanguage():
            return _with_its_people(turn, intent, customer)
        case Rename(name=name):
            old_name = customers.rename(turn, customer, name, anyway=intent.anyway)
            return say.renamed(customer, old_name)
        case KeepExtras():
            customers.may_set_extras(turn, customer)
            return extras_form(turn, customer)
        case AddWindow() | RemoveWindow() | ShowWindows():
            return _window(turn, intent, customer)
        case _:
            if isinstance(intent, NoticeIntent):
                return _notice(turn, intent, customer)
            if isinstance(intent, SourceIntent | MailIntent):
                return _who_reports(turn, intent, customer)
            return _grant(turn, intent, customer)


def _with_its_people(
    turn: Turn, intent: SetListens | SetShowsBalance | SetLanguage, customer: Customer
) -> Answer:
    """Set what a customer's people may say, what they are told, and in which language."""
    match intent:
        case SetListens(listens=listens):
            listening.set_listens(turn, customer, listens)
            return say.listens(customer)
        case SetShowsBalance(shows=shows):
            listening.set_shows_balance(turn, customer, shows=shows)
            return say.shows_balance(customer)
        case SetLanguage(language=language):
            customers.set_language(turn, customer, language)
            return say.language_set(customer)
        case _:
            assert_never(intent)


def _channel(turn: Turn, intent: ChannelIntent, customer: Customer) -> Answer:
    """Let a customer be at home in a channel, or what comes from another be its own, or no more."""
    match intent:
        case SetChannel(channel_id=channel_id):
            customers.set_channel(turn, customer, channel_id)
            return say.channel_set(customer)
        case AddChannel(channel_id=channel_id):
            other_channels.add(turn, customer, channel_id)
            return say.channel_added(customer, channel_id)
        case RemoveChannel(channel_id=channel_id):
            other_channels.remove(turn, customer, channel_id)
            return say.channel_removed(customer, channel_id)
        case _:
            assert_never(intent)


def _mail(turn: Turn, intent: MailIntent, customer: Customer) -> Answer:
    """Say from where mails are a customer's, or are no more, or show it."""
    match intent:
        case AddMailSenders(senders=senders):
            new = mail_senders.add(turn, customer, senders)
            return say_mail.senders_added(customer, new)
        case RemoveMailSenders(senders=senders):
            mail_senders.remove(turn, customer, senders)
            return say_mail.senders_removed(customer, senders)
        case ListMailSenders():
            return say_mail.senders_listed(customer, mail_senders.listed_of(turn, customer))
        case _:
            assert_never(intent)


def _notice(turn: Turn, intent: NoticeIntent, customer: Customer) -> Answer:
    """Say how notices are given, or decide about what they tell of."""
    match intent:
        case SetNotices(notices=way):
            notices.set_notices(turn, customer, way)
            return say_notices.notices_set(customer)
        case SetNoticePeriod(months=months):
            due = renewals.set_notice_period(turn, customer, months)
            return say_renewals.notice_period_set(customer, due, turn.today)
        case Renew(from_day=from_day):
            return say_renewals.renewed(renewals.renew(turn, customer, from_day))
        case ShowNotices():
            known = notices.shown(turn, customer)
            may_set = people.may_manage(turn, customer)
            return say_notices.standing(known, turn.wall, may_set=may_set)
        case Snooze(until=last_day, only=only):
            snoozed = notices.snooze(turn, customer, last_day, only)
            again = notices.said_again_on(turn, customer, last_day)
            return say_notices.snoozed(snoozed, last_day, again, turn.wall)
        case EndSnooze(only=only):
            number = notices.end_snooze(turn, customer, only)
            again = notices.said_again_on(turn, customer, None)
            return say_notices.awake(customer, number, again)
        case _:
            assert_never(intent)


def _window(turn: Turn, intent: WindowIntent, customer: Customer) -> Answer:
    """Agree on a change window, end one (each undone by the other), or show them all."""
    match intent:
        case AddWindow(customer=typed, window=window):
            done = change_windows.add(turn, customer, window)
            undoes = RemoveWindow(typed, done.changed.number)
            said = say_windows.agreed(done, turn.wall)
            return with_buttons(said, [("Undo", f"{CUSTOMER.name} {undoes.typed()}")])
        case RemoveWindow(customer=typed, number=number):
            done = change_windows.remove(turn, customer, number)
            puts_back = AddWindow(typed, done.changed.window)
            said = say_windows.ended(done, turn.wall)
            return with_buttons(said, [("Put it back", f"{CUSTOMER.name} {puts_back.typed()}")])
        case ShowWindows():
            windows = change_windows.listed(turn, customer)
            return say_windows.listed(customer, windows, turn.wall)
        case _:
            assert_never(intent)


def _closure_changed(turn: Turn, done: ClosureChanged) -> Answer:
    """Answer a change of closure days, with the opposite as what undoes it or puts it back."""
    said = say_closures.closure_changed(done, turn.wall)
    if not done.can_be_undone:
        return said
    first, last = done.days[0], done.days[-1] if len(done.days) > 1 else None
    if done.was is None:
        undoes = OpenDays(first, last, "undone")
        return with_buttons(said, [("Undo", f"{CUSTOMER.name} {undoes.typed()}")])
    puts_back = CloseDays(first, last, done.was, "put back" if done.has_passed else None)
    return with_buttons(said, [("Put it back", f"{CUSTOMER.name} {puts_back.typed()}")])


def _add(turn: Turn, intent: AddCustomer) -> Answer:
    """Add a customer with its first contract, or one more contract to a customer who is known."""
    known = customers.known_as(turn, intent.key, intent.name)
    customer = known or customers.add(turn, intent.key, intent.name, anyway=intent.anyway)
    contract = contracts.begin(
        turn, customer, intent.level, intent.escalations, intent.first_day, intent.last_day
    )
    return (
        say_contracts.contract_added(contract, turn.wall)
        if known
        else say.added(customer, contract)
    )


def _undo(turn: Turn, number: int | None) -> Answer:
    """Change something of a customer back to what it was."""
    change = undoing.of_customers(turn, number)
    customer = turn.session.get_one(Customer, change.subject_id)
    match change.what:
        case AboutCustomer.NAME:
            return say.renamed(customer, customers.rename(turn, customer, change.old or "", change))
        case AboutCustomer.MANAGER:
            before = people.known(turn.session, change.old) if change.old else None
            return say.handed_over(customer, customers.set_manager(turn, customer, before, change))
        case AboutCustomer.CHANNEL:
            customers.set_channel(turn, customer, change.old, change)
            return say.channel_set(customer)
        case AboutCustomer.LISTENS:
            listening.set_listens(turn, customer, Listens.of(change.old), change)
            return say.listens(customer)
        case AboutCustomer.SHOWS_BALANCE:
            was = change.old == str(True)
            listening.set_shows_balance(turn, customer, shows=was, undoes=change)
            return say.shows_balance(customer)
        case AboutCustomer.LANGUAGE:
            customers.set_language(turn, customer, Language.of(change.old), change)
            return say.language_set(customer)
        case AboutCustomer.NOTICES | AboutCustomer.NOTICE_PERIOD | AboutCustomer.RENEWS:
            return _undo_notice(turn, customer, change)
        case what if what in EXTRAS:
            together = undoing.changed_together(turn, change)
            extras = customers.undo_extras(turn, customer, together)
            windows = change_windows.listed(turn, customer)
            return say.extras_kept(customer, extras, windows, turn.wall)
        case _:
            undone = corrections.undo_agreed(turn, customer, change)
            back = undoing.puts_back(turn, change)
            return say_contracts.undone(undone, turn.wall, back=back)


def _undo_notice(turn: Turn, customer: Customer, change: Change) -> Answer:
    """Change how somebody is told, or what was decided about a contract, back to what it was."""
    if change.what is AboutCustomer.NOTICES:
        notices.set_notices(turn, customer, Notices.of(change.old), change)
        return say_notices.notices_set(customer)
    if change.what is AboutCustomer.NOTICE_PERIOD:
        months = int(change.old) if change.old is not None else None
        due = renewals.set_notice_period(turn, customer, months, change)
        return say_renewals.notice_period_set(customer, due, turn.today)
    turns_on = date.fromisoformat(change.old) if change.old is not None else None
    renewals.set_renewed(turn, customer, turns_on, change)
    return say_renewals.set_renewed(customer)


def _who_reports(turn: Turn, intent: SourceIntent | MailIntent, customer: Customer) -> Answer:
    """Say what may report for a customer beside its people in Slack: programs, and mails (I1)."""
    if isinstance(intent, MailIntent):
        return _mail(turn, intent, customer)
    return _source(turn, intent, customer)


def _source(turn: Turn, intent: SourceIntent, customer: Customer) -> Answer:
    """Make, change or list what may report for a customer."""
    match intent:
        case MakeSource(name=name, critical=critical):
            made = sources.make(turn, customer, name, critical)
            if isinstance(made, Source):
                return say_sources.critical_set(made, customer)
            return say_sources.key_made(made, customer, turn.desk.public_url)
        case RotateKey(name=name):
            made = sources.rotate(turn, customer, name)
            return say_sources.key_made(made, customer, turn.desk.public_url)
        case RevokeKey(name=name, mark=mark):
            left = sources.revoke(turn, customer, name, mark)
            return say_sources.key_revoked(left, customer)
        case KeepSeverity(name=name, keeps=keeps):
            source = sources.keep_severity(turn, customer, name, keeps=keeps)
            return say_sources.severity_kept(source, customer)
        case ListSources():
            return say_sources.sources_listed(sources.listed(turn, customer), customer, turn.wall)
        case ExpectSign(name=name, every=every, grace=grace, critical=critical):
            terms = SignTerms(every, grace, Severity.SEV1 if critical else DEFAULT_SEVERITY)
            expected = signs_of_life.expect(turn, customer, name, terms)
            return say_sources.sign_expected(expected, customer, turn.desk.public_url)
        case EndSign(name=name):
            return say_sources.sign_ended(signs_of_life.end(turn, customer, name), customer)
        case _:
            assert_never(intent)


def _grant(turn: Turn, intent: GrantIntent, customer: Customer) -> Answer:
    """Buy, give, or void escalations."""
    match intent:
        case AddPack() | AddAgreedPack():
            return say_grants.granted(_buy(turn, intent, customer), turn.today)
        case Adjust(quantity=quantity, until=until, because=because):
            done = grants.adjust(turn, customer, quantity, until, because)
            return say_grants.granted(done, turn.today)
        case VoidGrant(source=source, number=number, because=because):
            return say_grants.voided(
                grants.void(turn, customer, source, number, because), turn.today
            )
        case PutGrantBack(source=source, number=number):
            again = grants.put_grant_back(turn, customer, source, number)
            return say_grants.granted(again, turn.today)
        case _:
            assert_never(intent)


def _buy(turn: Turn, intent: AddPack | AddAgreedPack, customer: Customer) -> GrantChanged:
    """Record a pack; ask first where the same was recorded minutes ago (G4)."""
    on, again = intent.on, intent.again
    if on is not None and not intent.anyway:
        first_day.doubt(turn, customer, on)
    try:
        match intent:
            case AddPack(size=size):
                return grants.buy_pack(turn, customer, size, on, again)
            case AddAgreedPack(quantity=quantity, price=price):
                return grants.buy_agreed_pack(turn, customer, quantity, price, on, again)
            case _:
                assert_never(intent)
    except grants.PackTwice as twice:
        whole = replace(intent, on=on or turn.today, again=twice.same)
        typed = f"{CUSTOMER.name} {whole.typed()}"
        raise Choice(twice.sentence, (("Record another", typed),)) from twice


DOOR = Door(CUSTOMER, understand, do)
