"""Opening a case in a form: where it will go and by when, before it is confirmed."""

from __future__ import annotations

from tests.conversations.acme import with_acme
from tests.conversations.four_customers import with_four_customers
from tests.conversations.oncall.people_on_call import with_people_on_call
from tests.desk import DeskUnderTest

WOULD = {  # at Fri 2026-06-12 18:00: (customer, severity) -> what the form says
    ("hooli", "3"): ("Tue 16 Jun 17:00.* Basic: 1 business day", "queue `basic`", "0 of 0"),
    ("acme", "1"): ("Mon 15 Jun 17:00.* Standard: 8 business hours", "`standard`", "4 of 4"),
    ("globex", "3"): ("Mon 15 Jun 13:00.* Premium: 4", "priority queue `premium`", "8 of 8"),
    ("initech", "2"): ("Mon 15 Jun 13:00.* Managed: 4", "queue `managed`", "12 of 12"),
    ("initech", "1"): ("today 20:00.* Managed: 2 hours", "Nobody is on call", "(R1)"),
}


def test_where_it_goes_is_shown_beforehand(desk: DeskUnderTest) -> None:
    """R6: each choice shows the due instant, the queue and the rule; nothing is opened yet."""
    with_four_customers(desk)
    desk.at("Fri 2026-06-12 18:00")
    assert "Choose the customer" in desk.shortcut("ada", "new_case")["text"]
    for (customer, severity), said in WOULD.items():
        desk.fills("ada", "customer", customer)
        shown = desk.fills("ada", "severity", severity)
        for part in said:
            assert part in shown["text"], (customer, severity)
    assert desk.types("ada", "/case list all").text == "No cases in all."


def test_who_would_be_rung_is_shown_beforehand(desk: DeskUnderTest) -> None:
    """O6, R1: the form names whom the page rings, and then it rings them."""
    with_people_on_call(desk)
    desk.at("Tue 2026-06-09 03:00")
    desk.shortcut("ada", "new_case")
    desk.fills("ada", "customer", "initech")
    shown = desk.fills("ada", "severity", "1")
    assert "*Rings <@U0BEN> at once.* A Managed Sev-1 is paged at once" in shown["text"]
    done = desk.submits("ada", customer="initech", severity="1", title="Login is down")
    assert "Page 1 rings <@U0BEN> now" in done["text"]


def test_where_the_severity_decides_nothing_is_preset(desk: DeskUnderTest) -> None:
    """S1, R1: for a Managed customer each severity says what it does, and one is to be chosen."""
    with_four_customers(desk)
    desk.at("Fri 2026-06-12 18:00")
    desk.types("dana", "/customer channel initech #initech")
    ts = desk.says("ben", "SEV1: login is down", "#initech")
    shown = desk.shortcut("ada", "open_support_case", "#initech", ts)
    assert severity_chosen(desk) is None
    assert "Choose the severity to see where the case will go" in shown["text"]
    assert "Sev-1: rings at once, at any hour; first response in 2 hours" in shown["text"]
    assert "Sev-3: first response in 1 business day" in shown["text"]
    assert desk.submits("ada")["errors"].keys() == {"severity"}
    assert "Page 1" in desk.submits("ada", severity="1")["text"]


def test_what_was_preset_is_not_kept_where_it_decides(desk: DeskUnderTest) -> None:
    """Another customer is chosen: whoever changes to a Managed one chooses the severity anew."""
    with_four_customers(desk)
    desk.shortcut("ada", "new_case")
    for field, value, severity in (
        ("customer", "acme", "3"),
        ("customer", "initech", None),
        ("severity", "2", "2"),
        ("customer", "initech", "2"),
    ):
        desk.fills("ada", field, value)
        assert severity_chosen(desk) == severity


def severity_chosen(desk: DeskUnderTest) -> str | None:
    """The severity that is chosen in Ada's form, if one is."""
    view = desk.slack.modal_of("ada")
    assert view is not None
    [element] = view.state["severity"].values()
    return element["selected_option"]["value"] if element["selected_option"] else None


def test_the_report_starts_the_clock(desk: DeskUnderTest) -> None:
    """S2: *Reported* reads what `/case open … reported` reads, and Enter shows what it does."""
    with_acme(desk)
    desk.at("Tue 2026-06-09 10:00")
    desk.opens("ada", "/case open", "#acme")
    shown = desk.fills("ada", "reported", "yesterday 12:30")
    assert "*First response due today 12:30.* Standard: 8 business hours" in shown["text"]
    assert "First response due Wed 10 Jun 08:40" not in shown["text"]
    shown = desk.fills("ada", "reported", "tomorrow 08:00")
    assert ":warning:" in shown["text"]
    assert ":warning:" not in desk.fills("ada", "reported", "08:40")["text"]
    for typed in ("23:30", "soonish", "08:40 sharp", "yesterday"):
        wrong = desk.submits("ada", customer="acme", title="It loops", reported=typed)
        assert wrong["errors"].keys() == {"reported"}, typed
    done = desk.submits("ada", customer="acme", title="It loops", reported="08:40")
    assert "Opened #1 for acme (Sev-3, untriaged): “It loops”." in done["text"]
    assert "counted from today 08:40" in done["text"]


def test_the_command_knows_the_channels_customer(desk: DeskUnderTest) -> None:
    """`/case open` alone opens the form, for the channel's customer; title and text are kept."""
    with_acme(desk)
    shown = desk.opens("ada", "/case open", "#acme")
    assert shown["title"] == "New case"
    assert "acme has 4 of 4 escalations left." in shown["text"]
    done = desk.submits("ada", title="<!channel> & *bold*", text="It says <500>", kind="defect")
    assert "Opened #1 for acme (Sev-3, defect): “<!channel> & *bold*”." in done["text"]
    assert desk.types("ada", "/case show 1 --more").says(
        "<500>".replace("<", "&lt;").replace(">", "&gt;")
    )


def test_what_is_wrong_stands_beside_its_field(desk: DeskUnderTest) -> None:
    """A touchpoint is no kind for a Standard customer chosen last; what was typed stays."""
    with_four_customers(desk)
    desk.shortcut("ada", "new_case")
    desk.fills("ada", "customer", "globex")
    wrong = desk.submits("ada", customer="acme", title="Review", kind="touchpoint")
    assert wrong["errors"].keys() == {"kind"}
    assert wrong["values"]["title"] == "Review"


def test_kinds_are_those_of_the_customers_level(desk: DeskUnderTest) -> None:
    """E9: touchpoints are offered to Premium and Managed alone, and another choice is kept."""
    with_four_customers(desk)
    desk.shortcut("ada", "new_case")
    assert "touchpoint" not in kinds(desk)
    for customer, offered in (("globex", True), ("acme", False), ("initech", True)):
        desk.fills("ada", "customer", customer)
        assert {"untriaged", "defect"} <= kinds(desk).keys()
        assert [kind in kinds(desk) for kind in ("touchpoint", "touchpoint-work")] == [offered] * 2
    chosen = {"touchpoints": {"selected_option": {"value": "touchpoint"}}}  # by the field's own id
    desk.submits("ada", kind=chosen)  # refused, for no severity is chosen: it stays
    assert kinds(desk)["touchpoint"]
    desk.fills("ada", "customer", "hooli")
    assert kinds(desk)["untriaged"]


def kinds(desk: DeskUnderTest) -> dict[str, bool]:
    """The kinds that Ada's form offers, and whether each is chosen."""
    view = desk.slack.modal_of("ada")
    assert view is not None
    element = next(block["element"] for block in view.blocks if block["block_id"] == "kind")
    [state] = view.state["kind"].values()
    chosen = (state["selected_option"] or {}).get("value")
    return {option["value"]: option["value"] == chosen for option in element["options"]}


def test_from_a_message(desk: DeskUnderTest) -> None:
    """*Open support case* counts from the message (S2) and shows where the case will go."""
    with_acme(desk)
    desk.at("Mon 2026-06-08 09:30")
    ts = desk.says("ben", "Login loops\nsince the upgrade", "#acme")
    desk.at("Mon 2026-06-08 11:00")
    shown = desk.shortcut("ada", "open_support_case", "#acme", ts)
    assert shown["values"]["title"] == "Login loops"
    assert "*First response due Tue 9 Jun 09:30.*" in shown["text"]
    assert "queue `standard`" in shown["text"]
    assert "reported" not in shown["fields"]
    desk.submits("ada")
    again = desk.shortcut("ada", "open_support_case", "#acme", ts)
    assert "#1 was already opened from this thread." in again["text"]


def test_without_customers(desk: DeskUnderTest) -> None:
    """Before there is a customer, the view says who adds one."""
    desk.at("Mon 2026-06-01 09:00")
    assert "There are no customers yet" in desk.shortcut("ada", "new_case")["text"]


def test_a_message_is_read_as_people_saw_it(desk: DeskUnderTest) -> None:
    """No markup of Slack's stands in the form: links, people, code fences and what nobody sees."""
    with_acme(desk)
    said = "```ac\u200bme``` & https://x.ch/?a=1&b=2\nask @ben"
    ts = desk.says("ada", said, "#acme")
    form = desk.shortcut("ada", "open_support_case", "#acme", ts)
    assert form["values"]["title"] == "acme  & https://x.ch/?a=1&b=2"
    assert form["values"]["text"] == "acme  & https://x.ch/?a=1&b=2\nask @ben"
    done = desk.submits("ada", title="\ufeffIt\u2060 loops")
    assert "“It loops”" in done["text"]
