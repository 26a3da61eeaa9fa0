"""`/customer`, read on Monday 8 June 2026 at 10:00 in Zurich."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from handlers.intents import COMMANDS
from handlers.intents.customer.channels import AddChannel, RemoveChannel, SetChannel
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
from handlers.intents.customer.grants import AddAgreedPack, AddPack, Adjust, PutGrantBack, VoidGrant
from handlers.intents.customer.listening import SetListens, SetShowsBalance
from handlers.intents.customer.mail import (
    AddMailSenders,
    ListMailSenders,
    RemoveMailSenders,
)
from handlers.intents.customer.notices import Renew, SetNoticePeriod, SetNotices, Snooze
from handlers.intents.customer.settings import ShowSetting
from handlers.intents.pieces.reserved import is_reserved
from models.problems import Choice
from models.rules.facts import GrantSource
from models.rules.noted import Setting
from models.rules.notices import Notices
from models.rules.service_definition import KINDS, LEVELS, Level, PackSize

from .at_ten import MONDAY_TEN, next_line, refusal

JAN_1 = date(2026, 1, 1)
MAR_10 = date(2026, 3, 10)
DEC_31 = date(2026, 12, 31)


@pytest.mark.parametrize(
    ("typed", "intent"),
    [
        (
            'add umbrella "Umbrella AG" standard from 2026-01-01',
            AddCustomer("umbrella", "Umbrella AG", Level.STANDARD, None, JAN_1),
        ),
        (
            "add umbrella “Umbrella AG” premium from 1.1.2026 to 31 dec 2026",
            AddCustomer("umbrella", "Umbrella AG", Level.PREMIUM, None, JAN_1, DEC_31),
        ),
        (
            "add umbrella Umbrella AG basic from 2026-01-01",
            AddCustomer("umbrella", "Umbrella AG", Level.BASIC, None, JAN_1),
        ),
        (
            'add umbrella "Umbrella" managed escalations 12 from 2026-01-01',
            AddCustomer("umbrella", "Umbrella", Level.MANAGED, 12, JAN_1),
        ),
        (
            "level acme premium from 2026-07-01",
            ChangeLevel("acme", Level.PREMIUM, None, date(2026, 7, 1)),
        ),
        (
            "level acme ag managed escalations 10 from 2026-07-01",
            ChangeLevel("acme ag", Level.MANAGED, 10, date(2026, 7, 1)),
        ),
        (
            "add Umbrella2 Umbrella AG basic from 2026-01-01",
            AddCustomer("umbrella2", "Umbrella AG", Level.BASIC, None, JAN_1),
        ),
        (
            'add umbrella "Umbrella" managed from 2026-01-01 escalations 12 to 2028-12-31',
            AddCustomer("umbrella", "Umbrella", Level.MANAGED, 12, JAN_1, date(2028, 12, 31)),
        ),
        (
            "add umbrella Umbrella AG from 2026-01-01 basic",
            AddCustomer("umbrella", "Umbrella AG", Level.BASIC, None, JAN_1),
        ),
        ("level acme from 1.1.2026 managed 10", ChangeLevel("acme", Level.MANAGED, 10, JAN_1)),
        (
            "level acme 10 escalations managed from 2026-01-01",
            ChangeLevel("acme", Level.MANAGED, 10, JAN_1),
        ),
        (
            "correct acme from 2026-01-01 managed 10 because typed wrongly",
            CorrectLevel("acme", Level.MANAGED, 10, JAN_1, "typed wrongly"),
        ),
        (
            'add umbrella from 2026-01-01 premium "Umbrella Corp"',
            AddCustomer("umbrella", "Umbrella Corp", Level.PREMIUM, None, JAN_1),
        ),
        (
            'add stark managed escalations 12 from 1.1.2026 to 31.12.2026 "Stark"',
            AddCustomer("stark", "Stark", Level.MANAGED, 12, JAN_1, DEC_31),
        ),
        (
            "add stark managed 12 from 1.1.2026 Stark Industries",
            AddCustomer("stark", "Stark Industries", Level.MANAGED, 12, JAN_1),
        ),
        (
            'add stark managed "Stark" from 1.1.2026 escalations 12',
            AddCustomer("stark", "Stark", Level.MANAGED, 12, JAN_1),
        ),
        (
            "add wayne Standard Life from 2026-01-01 premium",
            AddCustomer("wayne", "Standard Life", Level.PREMIUM, None, JAN_1),
        ),
        ("level acme to premium from 1.1.2026", ChangeLevel("acme", Level.PREMIUM, None, JAN_1)),
        ("level premium acme from 1.1.2026", ChangeLevel("acme", Level.PREMIUM, None, JAN_1)),
        ("level premium from 1.1.2026 acme ag", ChangeLevel("acme ag", Level.PREMIUM, None, JAN_1)),
        ("pack M acme", AddPack("acme", PackSize.M)),
        ("pack M acme on 2026-03-10", AddPack("acme", PackSize.M, on=MAR_10)),
        ("pack 5 at 2500 initech", AddAgreedPack("initech", 5, Decimal(2500))),
        (
            "adjust +1 until 2026-12-31 acme because globex asked",
            Adjust("acme", 1, DEC_31, "globex asked"),
        ),
        ("void pack 3 acme because twice", VoidGrant("acme", GrantSource.PACK, 3, "twice")),
        ("end 2026-12-31 acme", EndContract("acme", DEC_31)),
        ("manager <@U0CLEO|cleo> acme", SetManager("acme", "U0CLEO")),
        ("channel <#C0ACME|acme> initech", SetChannel("initech", "C0ACME")),
        ("channel <#C0OLD|old> <#C0ACME|acme>", SetChannel("<#C0OLD>", "C0ACME")),
        ("end acme 2026-12-31", EndContract("acme", DEC_31)),
        ("end acme friday", EndContract("acme", date(2026, 6, 12))),
        ("end acme on 2026-12-31", EndContract("acme", DEC_31)),
        ("pack acme M", AddPack("acme", PackSize.M)),
        ("pack acme l", AddPack("acme", PackSize.L)),
        ("pack acme M on 2026-03-10", AddPack("acme", PackSize.M, on=MAR_10)),
        ("pack acme M 2026-03-10", AddPack("acme", PackSize.M, on=MAR_10)),
        ("pack acme on 2026-03-10 M", AddPack("acme", PackSize.M, on=MAR_10)),
        ("pack initech 5 at 2500 2026-03-10", AddAgreedPack("initech", 5, Decimal(2500), MAR_10)),
        ("pack acme M on 10 mar", AddPack("acme", PackSize.M, on=MAR_10)),
        ("pack initech 5 at 2500", AddAgreedPack("initech", 5, Decimal(2500))),
        (
            "pack initech 5 at CHF 2’500.– on 10 mar",
            AddAgreedPack("initech", 5, Decimal(2500), MAR_10),
        ),
        ("pack initech 1 at 320.50", AddAgreedPack("initech", 1, Decimal("320.50"))),
        (
            "adjust acme +1 until 2026-12-31 because goodwill",
            Adjust("acme", 1, DEC_31, "goodwill"),
        ),
        ("adjust acme until 2026-12-31 +1 because x", Adjust("acme", 1, DEC_31, "x")),
        ("adjust acme 99 until 2026-12-31 because x", Adjust("acme", 99, DEC_31, "x")),
        ("void acme pack 3 because twice", VoidGrant("acme", GrantSource.PACK, 3, "twice")),
        ("void acme pack 3", VoidGrant("acme", GrantSource.PACK, 3)),
        ("undo 17", UndoChange(17)),
        ("undo", UndoChange()),
        ("void acme pack 3 back", PutGrantBack("acme", GrantSource.PACK, 3)),
        ("void acme adjustment 3 because x", VoidGrant("acme", GrantSource.ADJUSTMENT, 3, "x")),
        ("manager acme <@U0CLEO|cleo>", SetManager("acme", "U0CLEO")),
        ("channel acme <#C0ACME|acme>", SetChannel("acme", "C0ACME")),
        ("channel acme also <#C0OLD|old>", AddChannel("acme", "C0OLD")),
        ("channel acme remove <#C0OLD|old>", RemoveChannel("acme", "C0OLD")),
        ("mail acme", ListMailSenders("acme")),
        ("mail acme add Eve@Acme.ch", AddMailSenders("acme", ("eve@acme.ch",))),
        (
            "mail acme <mailto:eve@acme.ch|eve@acme.ch>, @<http://acme.ch|acme.ch>",
            AddMailSenders("acme", ("eve@acme.ch", "@acme.ch")),
        ),
        ("mail acme remove acme.ch", RemoveMailSenders("acme", ("@acme.ch",))),
        ('rename acme "Acme Group AG"', Rename("acme", "Acme Group AG")),
        ("rename acme to Acme Group AG", Rename("acme", "Acme Group AG")),
        ('rename acme from "Acme AG" to "Acme Group AG"', Rename("acme", "Acme Group AG")),
        ('rename acme "Bank to go"', Rename("acme", "Bank to go")),
        ("rename acme Fruits from Zug", Rename("acme", "Fruits from Zug")),
        ("extras acme", KeepExtras("acme")),
        ("notices acme digest", SetNotices("acme", Notices.DIGEST)),
        ("notices off acme", SetNotices("acme", Notices.OFF)),
        ("notices acme weekly", SetNotices("acme", Notices.DIGEST)),
        ("shows acme balance on", SetShowsBalance("acme", shows=True)),
        ("shows acme off", SetShowsBalance("acme", shows=False)),
        ("shows acme", ShowSetting("acme", Setting.SHOWS)),
        ("level acme", ShowSetting("acme", Setting.LEVEL)),
        ("manager acme", ShowSetting("acme", Setting.MANAGER)),
        ("rename acme", ShowSetting("acme", Setting.NAME)),
        ('rename acme "', ShowSetting("acme", Setting.NAME)),
        (
            "level acme premium from 2025-01-01 because signed then",
            ChangeLevel("acme", Level.PREMIUM, None, date(2025, 1, 1), "signed then"),
        ),
        ("notice acme 3 months", SetNoticePeriod("acme", 3)),
        ("notice acme 1 month", SetNoticePeriod("acme", 1)),
        ("notice acme 6", SetNoticePeriod("acme", 6)),
        ("notice acme none", SetNoticePeriod("acme", None)),
        ("renews acme", Renew("acme")),
        ("renews acme from 2027-01-01", Renew("acme", date(2027, 1, 1))),
        ("renews acme 1 jan 2027", Renew("acme", date(2027, 1, 1))),
        ("snooze acme until 2026-12-31", Snooze("acme", DEC_31)),
        ("snooze acme until sunday", Snooze("acme", date(2026, 6, 14))),
        ("snooze acme 31 dec", Snooze("acme", DEC_31)),
        ('closed 2026-12-31 "Silvester"', CloseDays(DEC_31, None, "Silvester")),
        (
            "closed 2026-12-24 to 2027-01-03 Betriebsferien",
            CloseDays(date(2026, 12, 24), date(2027, 1, 3), "Betriebsferien"),
        ),
        (
            'closed "Betriebsferien" 24.12.2026 - 3.1.2027 because late',
            CloseDays(date(2026, 12, 24), date(2027, 1, 3), "Betriebsferien", "late"),
        ),
        (
            "closed 2026-12-24 to 2027-01-03 off because we work",
            OpenDays(date(2026, 12, 24), date(2027, 1, 3), "we work"),
        ),
        ("closed friday Team day", CloseDays(date(2026, 6, 12), None, "Team day")),
        ('closed 2026-12-31 "Half day"', CloseDays(DEC_31, None, "Half day")),
        ("closed 2026-12-31 Silvester because late", CloseDays(DEC_31, None, "Silvester", "late")),
        ("closed 2026-12-31 Silvester weil spät", CloseDays(DEC_31, None, "Silvester", "spät")),
        ("closed 2026-12-31 Fest in Weil", CloseDays(DEC_31, None, "Fest in Weil")),
        ('closed 2026-12-31 "off"', CloseDays(DEC_31, None, "off")),
        ("closed 2026-12-31 off because we work", OpenDays(DEC_31, None, "we work")),
        ("show Acme AG", ShowCustomer("Acme AG")),
        ("acme", ShowCustomer("acme")),
        ("Acme AG", ShowCustomer("Acme AG")),
        ("list", ListCustomers()),
    ],
)
def test_understood(typed: str, intent: CustomerIntent) -> None:
    """Every sentence of the table; dates may lie ahead, purchases may not."""
    assert understand(typed, MONDAY_TEN) == intent


@pytest.mark.parametrize("typed", ["", "help", "?"])
def test_help(typed: str) -> None:
    """Nothing typed, `help` and `?` give the table with two examples."""
    assert understand(typed, MONDAY_TEN) is CUSTOMER.help


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("notices acme of", "“of” is not a way to be told. Did you mean `off`?"),
        (
            "notices acme maybe",
            "“maybe” is not a way to be told. There are `on`, `digest` and `off`.",
        ),
        (
            "listens acme evrything",
            "“evrything” is not a way to listen. Did you mean `everything`?",
        ),
        ("shows acme maybe", "“maybe” is neither `on` nor `off`."),
        ("ad x", "`/customer` does not know “ad”. Did you mean `add`?"),
        ("add", "The customer's short name is missing."),
        ("add umbrella", "The customer's full name is missing."),
        ("add wayne Standard from 2026-01-01", "The customer's full name is missing"),
        ("add wayne Standard", "Which day? What is missing is `from` and a date."),
        ("level acme to premium", "Which day? What is missing is `from` and a date."),
        ("level premium acme", "Which day? What is missing is `from` and a date."),
        ("adjust +1 acme because sorry", "Which day? What is missing is `until` and a date."),
        ("pack M wayne", "Which customer? The name is missing."),
        ("adjust +1 wayne because sorry", "Which customer? The name is missing."),
        ("manager <@U0CLEO|cleo> wayne", "Which customer? The name is missing."),
        ("add umbrella standard from 2026-01-01", "The customer's full name is missing."),
        ('add umbrella "U"', "Which support level: `basic`"),
        ('add umbrella "U" gold from 2026-01-01', "“gold” is not a support level."),
        (
            'add umbrella "U" premum from 2026-01-01',
            "“premum” is not a support level. Did you mean",
        ),
        ('add umbrella "U" managed from 2026-01-01', "How many escalations a contract year"),
        ('add umbrella "U" basic escalations 3 from 2026-01-01', "Only `managed` has a number"),
        ('add umbrella "U" managed escalations lots from x', "“lots” does not work"),
        ('add umbrella "U" basic', "Which day? What is missing is `from` and a date."),
        ('add umbrella "U" basic from', "Which day? The date is missing."),
        ('add umbrella "U" basic from soon', "“soon” is not a day I can read."),
        ('add umbrella "U" basic from 1 jan', "“1 jan” of which year?"),
        ('add umbrella "U" basic from 2026-02-30', "“2026-02-30” does not exist"),
        (
            'add umbrella "U" basic from 2026-01-02 to 2026-01-01',
            "2026-01-01 lies before 2026-01-02",
        ),
        (
            'add umbrella "U" basic from 2026-01-01 please',
            "I did not understand “please” at the end.",
        ),
        ("correct acme premium from 2026-01-01", "Why? A reason is needed here"),
        ("end acme", "Which day? The date is missing."),
        ("end acme 31 dec", "“31 dec” of which year?"),
        ("pack acme", "Which pack? There are `S`, `M` and `L`."),
        ("pack acme XL", "“XL” is not a pack: there are `S`, `M` and `L`."),
        ("pack acme M on 2026-06-09", "“2026-06-09” lies ahead"),
        ("pack acme M at 1000", "Pack M has its own price."),
        ("pack initech 5", "At what price, in CHF without VAT?"),
        ("pack initech 5 at", "At what price, in CHF without VAT?"),
        ("pack initech 5 at 12.345", "“12.345” is not a price."),
        ("pack initech 5 at -5", "“-5” is not a price."),
        ("pack initech 0 at 5", "“0” does not work as the number of escalations"),
        ("adjust acme -1 until 2026-12-31 because x", "“-1” gives nothing"),
        ("adjust acme 0 until 2026-12-31 because x", "“0” gives nothing"),
        ("adjust acme +100 until 2026-12-31 because x", "“+100” does not work"),
        ("adjust acme +1 because x", "Which day? What is missing is `until` and a date."),
        ("adjust acme +1", "Which day? What is missing is `until` and a date."),
        ("adjust acme +1 until 2026-12-31", "Why? A reason is needed here"),
        ("void acme", "Which grant that can be voided: `pack` or `adjustment`?"),
        ("manager acme cleo", "“cleo” is not a mention of a person. Type `@cleo` and choose"),
        ("channel acme acme", "“acme” is not a channel I can find."),
        ("rename acme " + "x" * 81, "The name has 81 characters; 80 is the most."),
        ("extras", "Which customer? The name is missing."),
        ("closed", "Which day? The date is missing."),
        ("closed 2026-12-31", "The closure day's name is missing."),
        ("closed 2026-12-24 to 2026-12-23 x", "2026-12-23 lies before 2026-12-24"),
        ("closed 2026-06-09 to 2027-06-09 x", "At most 62 days are closed at once."),
        *(
            (f"closed {half}", "Only whole days are closed")
            for half in (
                "2026-12-24 from 12:00 Heiligabend",
                "2026-12-24 afternoon",
                "2026-12-24 12:00-17:00 Heiligabend",
                "2026-12-24 ab 12:00",
                "2026-12-24 halber Tag",
                "half day 2026-12-24",
                "2026-12-24 to 13:00 x",
                "2026-12-24 until noon",
            )
        ),
        ('rename acme "Acme Group AG" from 2026-07-01', "A name has no day"),
        ("rename acme Acme Group from 1 july", "A name has no day"),
        ("level acme basic from 2026-07-01 basic", "I did not understand “basic” at the end."),
        ("closed 31 dec Silvester", "“31 dec” of which year?"),
        ("closed 2026-12-31 off", "Why? A reason is needed here"),
        ("show", "Which customer? The name is missing."),
        ("list acme", "I did not understand “acme” at the end."),
    ],
)
def test_refused(typed: str, sentence: str) -> None:
    """Each refusal says what was not understood, and gives the example to copy."""
    problem = refusal(understand, typed)
    assert str(problem).startswith(sentence)
    if "characters" not in sentence:
        assert str(next_line(problem)).startswith("/customer ")


@pytest.mark.parametrize(
    ("key", "reason"),
    [
        ("x", "it has 2 to 20 characters, and this one has 1"),
        ("x" * 21, "it has 2 to 20 characters, and this one has 21"),
        ("umbrélla", "it is made of `a` to `z`"),
        ("-umbrella", "begins with a letter or digit"),
        *((word, "it already means something") for word in ("mon", "june", "today", "defect")),
        *((word, "it already means something") for word in ("premium", "log", "queue", "because")),
        *(
            (word, "it already means something")
            for word in ("2h", "5m", "1h30", "42", "2026-06-08")
        ),
        *((word, "it already means something") for word in ("sev1", "8th", "help", "escalation")),
    ],
)
def test_short_names(key: str, reason: str) -> None:
    """A short name is 2 to 20 of a-z, 0-9 and "-", and no word of any grammar."""
    problem = refusal(understand, f'add {key} "Name" basic from 2026-01-01')
    assert str(problem).startswith(f"“{key}” does not work as a short name: ")
    assert reason in str(problem)


def test_from_which_weekday_is_asked() -> None:
    """A contract begins last Friday as well as next Friday; buttons carry both."""
    asked = refusal(understand, "level acme premium from friday")
    assert isinstance(asked, Choice)
    assert str(asked) == "Which “friday” is meant?"
    assert [typed for _, typed in asked.options] == [
        "/customer level acme premium from 2026-06-05",
        "/customer level acme premium from 2026-06-12",
    ]


@pytest.mark.parametrize("typed", ["listens { everything", "notices {0} digest"])
def test_a_brace_in_a_name_is_a_letter(typed: str) -> None:
    """A name that nobody knows is said to be unknown, and breaks no template."""
    read = understand(typed, MONDAY_TEN)
    assert isinstance(read, SetListens | SetNotices)
    assert read.customer == typed.split()[1]


def test_every_word_of_the_grammars_is_reserved() -> None:
    """Verbs, kinds, levels, weekdays and months can never become a customer's short name."""
    verbs = {word for command in COMMANDS for word in command.grammar}
    words = verbs | set(KINDS) | set(LEVELS) | {"sat", "saturday", "jan", "january"}
    assert [word for word in words if not is_reserved(word)] == []


@pytest.mark.parametrize(
    ("typed", "example"),
    [
        (
            "adjust acme +2 because goodwill",
            "adjust acme +2 until 2026-12-31 because goodwill",
        ),
        ("adjust acme +2 until 2026-10-01", "adjust acme +2 until 2026-10-01 because goodwill"),
        ("pack initech 7", "pack initech 7 at 2500"),
        ("closed 2026-12-30", 'closed 2026-12-30 "Company holiday"'),
        ("closed tuesday", 'closed 2026-06-09 "Company holiday"'),
        ('rename acme "Acme Group AG" from 2026-07-01', 'rename acme "Acme Group AG"'),
        ("level acme from 2026-09-01", "level acme basic from 2026-09-01"),
        (
            'add foo "Foo Ltd" stanard from 2026-06-01',
            'add foo "Foo Ltd" standard from 2026-06-01',
        ),
    ],
)
def test_what_was_typed_stays(typed: str, example: str) -> None:
    """The example of a refusal is the person's own line, mended or completed."""
    assert next_line(refusal(understand, typed)) == f"/customer {example}"
