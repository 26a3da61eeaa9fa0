"""`/case open`: how it is typed, and what the answer says."""

from __future__ import annotations

from tests.conversations.acme import with_acme
from tests.conversations.four_customers import with_four_customers
from tests.desk import DeskUnderTest

DUE = {  # typed on Friday 2026-06-12 at 18:00
    "hooli": ("Tue 16 Jun 17:00", "Basic: 1 business day", "queue `basic`", "0 of 0"),
    "acme": ("Mon 15 Jun 17:00", "Standard: 8 business hours", "queue `standard`", "4 of 4"),
    "globex": (
        *("Mon 15 Jun 13:00", "Premium: 4 business hours"),
        *("the priority queue `premium`", "8 of 8"),
    ),
    "initech sev2": (
        "Mon 15 Jun 13:00",
        "Managed: 4 business hours",
        "queue `managed`",
        "12 of 12",
    ),
    "initech": ("Tue 16 Jun 17:00", "Managed: 1 business day", "queue `managed`", "12 of 12"),
}
TYPED = {  # typed on Tuesday 2026-06-09 at 10:00: (severity, kind, title, due)
    "acme sev1 configuration Login loops": (
        "1",
        "configuration",
        "Login loops",
        "Wed 10 Jun 10:00",
    ),
    "Acme Login loops": ("3", "untriaged", "Login loops", "Wed 10 Jun 10:00"),
    "acme ag defect sev2 login loops": ("2", "defect", "login loops", "Wed 10 Jun 10:00"),
    "acme upgrade sev 1 reported 09:40 Upgrade fails": (
        "1",
        "upgrade",
        "Upgrade fails",
        "Wed 10 Jun 09:40",
    ),
    "acme reported yesterday 12:30 security CVE": ("3", "security", "CVE", "today 12:30"),
    "acme Upgrade sev1 fails": ("3", "untriaged", "Upgrade sev1 fails", "Wed 10 Jun 10:00"),
    'acme "upgrade sev1"': ("3", "untriaged", "upgrade sev1", "Wed 10 Jun 10:00"),
    "acme “upgrade sev1”": ("3", "untriaged", "upgrade sev1", "Wed 10 Jun 10:00"),
    "acme sev2 -- upgrade sev1": ("2", "untriaged", "upgrade sev1", "Wed 10 Jun 10:00"),
    "acme sev2 — upgrade sev1": ("2", "untriaged", "upgrade sev1", "Wed 10 Jun 10:00"),
    "acme reported by phone": ("3", "untriaged", "reported by phone", "Wed 10 Jun 10:00"),
}
ODD_TITLES = (
    "<!channel> <@U0ADA> *bold* _it_ `code` & <b>",
    "'; DROP TABLE cases; -- %s {0} {title!r} %(x)d",
    "🔥🔥🔥 \u202eright to left\u202c שלום",
    'He said "it loops"',
)
REFUSED = {
    "": "",  # nothing typed gives the help
    "open acme sev1": "The title is missing for acme.",
    "open acme sev4 Login loops": "a severity is 1, 2 or 3",
    "open acne Login loops": "Did you mean `acme`?",
    "open acme confguration Login loops": "Did you mean `configuration`?",
    "open acme touchpoint Review": "Touchpoints come with Premium and Managed; acme has Standard.",
    "open acme reported 23:30 Login loops": "“23:30” lies ahead",
    "open acme " + "x" * 5000: "250",
    "opne acme Login loops": "Did you mean `open`?",
}


def test_the_answer_says_all_of_it(desk: DeskUnderTest) -> None:
    """What was understood, number, level, where it goes and why (R6), due, what is left."""
    with_acme(desk)
    desk.at("Tue 2026-06-09 15:30")
    answer = desk.types("ada", "/case open acme sev1 configuration Login loops after upgrade")
    assert answer.text == (
        "Opened #1 for acme (Sev-1, configuration): “Login loops after upgrade”. "
        "First response due Wed 10 Jun 15:30."
    )
    assert answer.says(
        "Standard: 8 business hours, counted from today 15:30 (S1, T3).",
        "It waits in queue `standard`, in business hours: only a Managed Sev-1 is paged (R2).",
        "acme has 4 of 4 escalations left.",
    )


def test_each_level_has_its_target_and_queue(desk: DeskUnderTest) -> None:
    """S1, R2: the target and the queue follow from the level; severity matters for Managed only."""
    with_four_customers(desk)
    desk.at("Fri 2026-06-12 18:00")
    for typed, (due, target, queue, left) in DUE.items():
        answer = desk.types("ada", f"/case open {typed} -- it broke")
        assert answer.text.endswith(f"First response due {due}.")
        assert answer.says(target, f"It waits in {queue}", "(R2)", f"{left} escalations left.")
    assert desk.types("ada", "/case open hooli sev1 Down").says(
        "First response due Tue 16 Jun 17:00"
    )


def test_a_managed_sev_1_is_paged_at_any_hour(desk: DeskUnderTest) -> None:
    """R1, R6: breached or backdated, it is paged like any other; the answer says whom it rings."""
    with_four_customers(desk)
    desk.at("Sat 2026-06-13 23:30")
    nobody = desk.types("ada", "/case open initech sev1 All logins fail")
    assert nobody.says("First response due Sun 14 Jun 01:30.", "Managed: 2 hours", "T5")
    assert nobody.says("Page 1 rings", "at any hour (R1)", "Nobody is on call (O4)")
    desk.types("dana", "/oncall rotation primary weekly mon 09:00 from 2026-06-08 @ben --anyway")
    backdated = desk.types("ada", "/case open initech sev1 reported 20:10 Tokens expire")
    assert backdated.says("First response was due today 22:10: overdue.", "from today 20:10")
    assert backdated.says("Page 2 rings <@U0BEN> now", "at any hour (R1)")
    assert "waits in" not in backdated.whole


def test_options_stand_before_the_title_in_any_order(desk: DeskUnderTest) -> None:
    """A quote or `--` begins the title, and of kinds a capital does."""
    with_acme(desk)
    desk.at("Tue 2026-06-09 10:00")
    for number, (text, (severity, kind, title, due)) in enumerate(TYPED.items(), start=1):
        answer = desk.types("ada", f"/case open {text}")
        understood = f"Opened #{number} for acme (Sev-{severity}, {kind}): “{title}”."
        assert answer.text == f"{understood} First response due {due}.", text


def test_what_is_not_understood_opens_nothing(desk: DeskUnderTest) -> None:
    """Bad input: a sentence says what was not understood and what would be; nothing is written."""
    with_acme(desk)
    desk.types("dana", '/customer add acme-labs "Acme Labs" premium from 2026-01-01')
    desk.at("Tue 2026-06-09 10:00")
    for typed, sentence in REFUSED.items():
        assert desk.types("ada", f"/case {typed}").says(sentence)
    both = desk.types("ada", "/case open acm Login loops")
    assert both.says("fits more than one customer", "`acme`", "`acme-labs`")
    assert desk.types("ada", "/case list all").text == "No cases in all."


def test_a_title_is_only_text(desk: DeskUnderTest) -> None:
    """Emoji, `<!channel>`, `*`, quotes, marks, SQL and format strings are only a title."""
    with_acme(desk)
    for number, title in enumerate(ODD_TITLES, start=1):
        answer = desk.types("ada", f"/case open acme -- {title}")
        assert answer.text.startswith(f"Opened #{number} for acme")
        assert "<!" not in answer.text
        assert "<@" not in answer.text
        if answer.blocks[0]["type"] == "rich_text":
            [said] = answer.blocks[0]["elements"][0]["elements"]
            assert f"“{title}”" in said["text"]  # all of it one text, in which nothing is formatted
        else:
            assert not {*title} & {*"*_~`"}
        rows = desk.types("ada", "/case list acme").rows
        assert f"#{number} {title}" in [row[0] for row in rows]


def test_an_old_report_has_the_contract_of_its_day(desk: DeskUnderTest) -> None:
    """S2, S4: the clock starts under that day's contract; a raise counts from its recording."""
    with_acme(desk)
    desk.at("Wed 2026-06-10 10:00")
    desk.types("dana", "/customer level acme premium from 2026-06-10")
    old = desk.types("ada", "/case open acme reported yesterday 16:00 Login loops")
    assert old.says("First response due today 14:00.", "Premium since today 10:00", "(S4, T3)")
    new = desk.types("ada", "/case open acme reported 09:30 Login loops again")
    assert new.says("First response due today 13:30.", "counted from today 09:30 (S1, T3)")


def test_the_buttons_of_the_answer_work(desk: DeskUnderTest) -> None:
    """A case can be taken, answered and shown with a press."""
    with_acme(desk)
    opened = desk.types("ada", "/case open acme configuration Login loops")
    assert opened.buttons == ["I'll take it", "I've replied", "Show"]
    assert desk.presses("ada", "I'll take it").says("#1 is <@U0ADA>'s now.", "(S3)")
    assert desk.presses("ada", "I've replied").says("#1 has its first response", "met (S3)")
    desk.types("ada", "/case open acme Another")
    assert desk.presses("ada", "Show").says("#2 “Another”: open")


def test_the_same_delivery_opens_one_case(desk: DeskUnderTest) -> None:
    """The same command delivered twice (the same `trigger_id`): one case, the same answer."""
    with_acme(desk)
    first = desk.types("ada", "/case open acme Login loops")
    assert desk.again("ada").whole == first.whole
    assert len(desk.types("ada", "/case list all").rows) == 2  # the header, and the case


def test_a_kind_that_may_be_the_titles_first_word(desk: DeskUnderTest) -> None:
    """It is asked which of the two, before anything is opened."""
    with_acme(desk)
    desk.at("Tue 2026-06-09 10:00")
    typed = "/case open acme sev2 security headers missing reported yesterday 16:00"
    asked = desk.types("ada", typed)
    assert asked.buttons == ["It's the kind", "It's the title"]
    opened = desk.presses("ada", "It's the title")
    assert opened.says("Opened #1 for acme (Sev-2, untriaged): “Security headers missing”.")
    desk.types("ada", typed)
    opened = desk.presses("ada", "It's the kind")
    assert opened.says("Opened #2 for acme (Sev-2, security): “headers missing”.")
    assert opened.says("counted from Mon 8 Jun 16:00")
