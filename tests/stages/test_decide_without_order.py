from dataclasses import replace
from datetime import date

import pytest

from bot.domain.decision import (
    AssignOrder,
    HoldReminders,
    Kind,
    MarkAddress,
    NotePromise,
    Reply,
    SetPoPolicy,
    Trust,
    Verdict,
)
from bot.domain.ledger import EngagementId, InvoiceNumber, InvoiceStatus, PoPolicy
from bot.domain.message import Layer
from bot.domain.understanding import Facts, Intent
from tests.builders import (
    JANE,
    NORTHGATE,
    Mail,
    client,
    contact,
    decided,
    invoice,
    ledger,
    mention,
    message,
    part,
    stated,
)

NUMBER = "4500012345"


OLD = "4500000001"


GOOD = stated(NUMBER, "Q-0007")


def outcome(mail: Mail, **world: object) -> tuple[str, str]:
    decision = decided(mail, **world)  # type: ignore[arg-type]
    return decision.verdict.value, decision.reply.value


@pytest.mark.parametrize(
    ("intents", "verdict", "reply"),
    [
        ((Intent.PO_NEW,), "clarify", "clarification"),
        ((Intent.PO_NEW, Intent.PO_UNREADABLE), "clarify", "clarification"),
        ((Intent.PO_TOPUP,), "clarify", "clarification"),
        ((Intent.INVOICE_REJECTED_PO,), "clarify", "clarification"),
        ((Intent.PO_PROMISED,), "none", "acknowledgement"),
        ((Intent.PO_PROMISED, Intent.CONTACT_CHANGE), "none", "acknowledgement"),
        ((Intent.REMITTANCE,), "none", "acknowledgement"),
        ((Intent.PROMISE_TO_PAY,), "none", "acknowledgement"),
        ((Intent.DISPUTE,), "review", "acknowledgement"),
        ((Intent.BANK_CHANGE,), "review", "acknowledgement"),
        ((Intent.CONTACT_CHANGE,), "review", "acknowledgement"),
        ((Intent.TERMS_REQUEST,), "review", "acknowledgement"),
        ((Intent.VENDOR_ONBOARDING,), "none", "acknowledgement"),
        ((Intent.QUESTION,), "none", "acknowledgement"),
        ((Intent.OTHER,), "none", "acknowledgement"),
    ],
)
def test_a_mail_without_an_order_has_its_verdict(
    intents: tuple[Intent, ...], verdict: str, reply: str
) -> None:
    assert outcome(Mail(intents, text="Please see below")) == (verdict, reply)


@pytest.mark.parametrize(
    ("trust", "intents", "verdict"),
    [
        (Trust.UNKNOWN, (Intent.OTHER,), "none"),
        (Trust.UNKNOWN, (Intent.QUESTION,), "none"),
        (Trust.UNKNOWN, (Intent.DISPUTE,), "review"),
        (Trust.LOOKALIKE, (Intent.OTHER,), "review"),
        (Trust.FORGED, (Intent.QUESTION,), "review"),
    ],
)
def test_strangers_are_shown_where_money_is_at_stake(
    trust: Trust, intents: tuple[Intent, ...], verdict: str
) -> None:
    assert outcome(Mail(intents, trust=trust, clients=())) == (verdict, "none")


@pytest.mark.parametrize(
    ("kind", "intent"),
    [
        (Kind.AUTO_REPLY, Intent.AUTO_REPLY),
        (Kind.BOUNCE, Intent.BOUNCE),
        (Kind.RECEIPT, Intent.AUTO_REPLY),
        (Kind.CALENDAR, Intent.OTHER),
        (Kind.OWN, Intent.OTHER),
        (Kind.PORTAL, Intent.PORTAL_NOISE),
    ],
)
def test_machines_are_ignored_with_a_reason(kind: Kind, intent: Intent) -> None:
    decision = decided(Mail((intent,), kind=kind, automatic="a machine"))

    assert (decision.verdict, decision.reply) == (Verdict.NONE, Reply.NONE)
    assert decision.reasons
    assert not decision.to_answer


REPORT = (
    b"Reporting-MTA: dns; mx.example\r\n\r\n"
    b"Final-Recipient: rfc822; Jane@northgate.example\r\nAction: failed\r\nStatus: 5.1.1\r\n\r\n"
    b"Final-Recipient: rfc822; nobody@elsewhere.example\r\nAction: failed\r\nStatus: 5.1.1\r\n\r\n"
    b"Final-Recipient: rfc822; slow@northgate.example\r\nAction: delayed\r\nStatus: 4.2.2\r\n"
)


def test_a_bounce_marks_the_contacts_address_and_nobody_elses() -> None:
    bounced = message(parts=(part("text/plain", b"sorry"), part("message/delivery-status", REPORT)))

    decision = decided(Mail((Intent.BOUNCE,), kind=Kind.BOUNCE, automatic="dsn", message=bounced))

    assert decision.changes == (MarkAddress(JANE.email, "delivery failed: 5.1.1"),)


def test_a_promised_order_is_remembered_with_its_day() -> None:
    day = date(2026, 12, 4)
    mail = Mail(
        (Intent.PO_PROMISED,), mentions=(mention("ENG-0009"),), facts=Facts(promised_on=day)
    )

    assert decided(mail).changes == (
        NotePromise(NORTHGATE, "order", day, engagement_ids=(EngagementId("ENG-0009"),)),
    )


def test_a_promised_payment_is_remembered_for_the_invoices_named() -> None:
    day = date(2026, 12, 4)
    facts = Facts(promised_on=day)
    mail = Mail((Intent.PROMISE_TO_PAY,), mentions=(mention("PR-2026-0117"),), facts=facts)

    assert decided(mail).changes == (
        NotePromise(NORTHGATE, "payment", day, invoice_numbers=(InvoiceNumber("PR-2026-0117"),)),
    )
    assert decided(replace(mail, mentions=())).changes == ()


@pytest.mark.parametrize(
    ("intent", "why"),
    [
        (Intent.DISPUTE, "dispute"),
        (Intent.REMITTANCE, "remittance"),
        (Intent.INVOICE_REJECTED_PO, "rejected"),
    ],
)
def test_reminders_stop_for_invoices_that_are_spoken_of(intent: Intent, why: str) -> None:
    mail = Mail((intent,), mentions=(mention("PR-2026-0117"),))

    assert decided(mail).changes == (
        HoldReminders(NORTHGATE, (InvoiceNumber("PR-2026-0117"),), why),
    )
    assert decided(replace(mail, mentions=())).changes == ()


def test_nobody_stops_reminders_in_anothers_name() -> None:
    mail = Mail((Intent.DISPUTE,), mentions=(mention("PR-2026-0117"),))

    for trust in (Trust.FORGED, Trust.UNKNOWN, Trust.LOOKALIKE):
        assert decided(replace(mail, trust=trust)).changes == ()


def test_an_order_with_another_promised_books_the_one_and_remembers_nothing_more() -> None:
    decision = decided(Mail((Intent.PO_NEW, Intent.PO_PROMISED), (GOOD,)))

    assert decision.verdict is Verdict.APPLY
    assert not any(isinstance(change, NotePromise) for change in decision.changes)


def test_a_rejected_invoice_that_carries_a_number_is_shown() -> None:
    snapshot = ledger(
        invoices=(invoice("PR-2026-0117", po_number=OLD, status=InvoiceStatus.ISSUED),)
    )
    mail = Mail((Intent.INVOICE_REJECTED_PO,), mentions=(mention("PR-2026-0117"),))

    assert outcome(mail, snapshot=snapshot) == ("review", "acknowledgement")


def test_a_rejected_invoice_gets_the_number_that_is_given_for_it() -> None:
    snapshot = ledger(invoices=(invoice("PR-2026-0117", status=InvoiceStatus.ISSUED),))
    mail = Mail((Intent.INVOICE_REJECTED_PO,), (stated(NUMBER, "PR-2026-0117"),))

    decision = decided(mail, snapshot)

    assert decision.verdict is Verdict.APPLY
    assert decision.changes[-1] == AssignOrder(NORTHGATE, NUMBER, InvoiceNumber("PR-2026-0117"))


def test_an_invoice_that_carries_another_number_is_shown() -> None:
    snapshot = ledger(
        invoices=(invoice("PR-2026-0117", po_number=OLD, status=InvoiceStatus.ISSUED),)
    )
    mail = Mail(orders=(stated(NUMBER, "PR-2026-0117"),), mentions=(mention("PR-2026-0117"),))

    assert outcome(mail, snapshot=snapshot)[0] == "review"


POLICY = [
    (Intent.PO_NOT_USED, PoPolicy.UNKNOWN, "finance", "apply"),
    (Intent.PO_NOT_USED, PoPolicy.UNKNOWN, "project", "review"),
    (Intent.PO_NOT_USED, PoPolicy.REQUIRED, "finance", "review"),
    (Intent.PO_NOT_USED, PoPolicy.NOT_USED, "project", "none"),
    (Intent.PO_REQUIRED, PoPolicy.UNKNOWN, "finance", "apply"),
    (Intent.PO_REQUIRED, PoPolicy.UNKNOWN, "procurement", "review"),
    (Intent.PO_REQUIRED, PoPolicy.NOT_USED, "finance", "review"),
    (Intent.PO_REQUIRED, PoPolicy.REQUIRED, "finance", "none"),
]


@pytest.mark.parametrize(("intent", "policy", "role", "verdict"), POLICY)
def test_the_po_policy_changes_only_by_a_finance_contact_and_from_unknown(
    intent: Intent, policy: PoPolicy, role: str, verdict: str
) -> None:
    snapshot = ledger(clients=(client(po_policy=policy),))

    decision = decided(Mail((intent,), contact=contact(role=role)), snapshot)

    assert decision.verdict.value == verdict
    if verdict == "apply":
        wanted = PoPolicy(intent.value.removeprefix("po_"))
        assert decision.changes == (SetPoPolicy(NORTHGATE, wanted),)
        assert decision.letters[0].template == "policy_noted"


def test_the_policy_is_not_changed_from_the_domain_alone() -> None:
    snapshot = ledger(clients=(client(po_policy=PoPolicy.UNKNOWN),))

    assert outcome(Mail((Intent.PO_REQUIRED,), trust=Trust.DOMAIN), snapshot=snapshot) == (
        "review",
        "acknowledgement",
    )


def test_an_order_books_the_policy_that_its_finance_contact_states_with_it() -> None:
    snapshot = ledger(clients=(client(po_policy=PoPolicy.UNKNOWN),))

    decision = decided(Mail((Intent.PO_NEW, Intent.PO_REQUIRED), (GOOD,)), snapshot)

    assert decision.changes[-1] == SetPoPolicy(NORTHGATE, PoPolicy.REQUIRED)
    assert decision.letters[0].template == "po_recorded"


@pytest.mark.parametrize("policy", [PoPolicy.UNKNOWN, PoPolicy.NOT_USED])
def test_an_order_of_a_client_that_uses_none_is_booked_and_the_policy_shown(
    policy: PoPolicy,
) -> None:
    decision = decided(Mail(orders=(GOOD,)), ledger(clients=(client(po_policy=policy),)))

    assert decision.verdict is Verdict.APPLY
    assert any(policy.value in reason for reason in decision.reasons)


def test_a_go_ahead_of_a_client_that_uses_no_orders_needs_no_number() -> None:
    snapshot = ledger(clients=(client(po_policy=PoPolicy.NOT_USED),))

    assert outcome(Mail((Intent.PO_NEW,)), snapshot=snapshot) == ("none", "acknowledgement")


def test_the_question_for_a_number_says_which_work_and_invoices_it_is_for() -> None:
    (letter,) = decided(Mail((Intent.PO_NEW,), mentions=(mention("PR-2026-0120"),))).letters

    assert letter.values["asks"] == "number"
    assert letter.values["works"] == ({"title": "Visitor kiosk", "engagement_id": "ENG-0009"},)
    assert letter.values["invoices"] == ("PR-2026-0120",)


def test_a_quoted_reminder_tells_which_invoice_is_disputed() -> None:
    mail = Mail((Intent.DISPUTE,), mentions=(mention("PR-2026-0117", Layer.QUOTED_OURS),))

    assert decided(mail).changes == (
        HoldReminders(NORTHGATE, (InvoiceNumber("PR-2026-0117"),), "dispute"),
    )


@pytest.mark.parametrize(
    ("intents", "verdict"),
    [
        ((Intent.VENDOR_ONBOARDING, Intent.PO_PROMISED), "none"),
        ((Intent.PO_PROMISED, Intent.VENDOR_ONBOARDING), "none"),
        ((Intent.PO_NEW, Intent.PO_PROMISED), "none"),
        ((Intent.PO_NEW, Intent.CONTACT_CHANGE), "clarify"),
        ((Intent.PROMISE_TO_PAY, Intent.DISPUTE), "review"),
        ((Intent.OTHER, Intent.TERMS_REQUEST), "review"),
    ],
)
def test_the_most_important_intent_decides_a_mail_without_an_order(
    intents: tuple[Intent, ...], verdict: str
) -> None:
    assert outcome(Mail(intents))[0] == verdict


def test_a_cancellation_that_names_no_order_is_shown() -> None:
    assert outcome(Mail((Intent.PO_CANCEL,))) == ("review", "acknowledgement")
