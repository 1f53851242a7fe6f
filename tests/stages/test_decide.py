from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from bot.domain.decision import (
    AssignOrder,
    RecordOrder,
    Reply,
    Verdict,
)
from bot.domain.ledger import ClientId, EngagementId, InvoiceNumber
from bot.domain.message import Layer
from bot.domain.purchase_order import OrderKind, OrderStatus
from bot.domain.understanding import Facts, Intent, StatedOrder
from tests.builders import (
    COMPANY,
    JANE,
    LEDGER,
    NORTHGATE,
    Mail,
    candidate,
    client,
    decided,
    engagement,
    ledger,
    mention,
    message,
    order,
    stated,
)

NUMBER = "4500012345"


OLD = "4500000001"


GOOD = stated(NUMBER, "Q-0007")


FORMATTED = ledger(clients=(client(po_format=r"45\d{8}"),))


def outcome(mail: Mail, **world: object) -> tuple[str, str]:
    decision = decided(mail, **world)  # type: ignore[arg-type]
    return decision.verdict.value, decision.reply.value


def test_a_good_order_is_recorded_put_on_its_invoices_and_confirmed() -> None:
    facts = Facts(valid_from=date(2026, 11, 1), valid_to=date(2027, 3, 31))
    said = replace(GOOD, amount=Decimal(18400), currency="GBP", net=True)

    decision = decided(Mail(orders=(said,), facts=facts))

    assert (decision.verdict, decision.reply) == (Verdict.APPLY, Reply.CONFIRMATION)
    assert decision.changes == (
        RecordOrder(
            NORTHGATE,
            NUMBER,
            OrderKind.STANDARD,
            (EngagementId("ENG-0007"),),
            Decimal(18400),
            "GBP",
            date(2026, 11, 1),
            date(2027, 3, 31),
        ),
        AssignOrder(NORTHGATE, NUMBER, InvoiceNumber("PR-2026-0117")),
        AssignOrder(NORTHGATE, NUMBER, InvoiceNumber("PR-2026-0118")),
    )
    assert not decision.to_answer


def test_the_confirmation_says_what_was_understood() -> None:
    (letter,) = decided(Mail(orders=(GOOD,))).letters

    assert letter.template == "po_recorded"
    assert letter.to == JANE
    assert letter.idem_key == "reply:key-1"
    assert letter.values["recipient"] == "Jane Whitlock"
    assert letter.values["client"] == "Northgate Foods Ltd"
    assert letter.values["references"] == ("ENG-0007",)
    orders = letter.values["orders"]
    assert isinstance(orders, tuple)
    assert orders[0]["po_number"] == NUMBER
    assert orders[0]["invoices"] == ("PR-2026-0117", "PR-2026-0118")


def test_every_decision_gives_its_evidence() -> None:
    reasons = decided(Mail(orders=(GOOD,))).reasons

    assert reasons[0] == (
        "PO 4500012345 of Northgate Foods Ltd is for Intranet search (ENG-0007), "
        "on PR-2026-0117, PR-2026-0118."
    )
    assert any(reason.startswith("Q-0007") for reason in reasons)


FOREIGN = ledger(purchase_orders=(order(NUMBER, client_id=ClientId("larkhill")),))


TWO_CLIENTS = ledger(
    clients=(client(), client("larkhill", name="Larkhill Stores plc", aliases=("Larkhill",)))
)


@pytest.mark.parametrize(
    ("said", "mail", "world", "verdict"),
    [
        ("number of another client", Mail(orders=(GOOD,)), FOREIGN, "review"),
        (
            "made out to another supplier",
            Mail(orders=(replace(GOOD, seller="Progressive Robotics Ltd"),)),
            LEDGER,
            "review",
        ),
        (
            "made out to us, with our address",
            Mail(orders=(replace(GOOD, seller="PROGRESSIVE ROBOT LIMITED, 1 High St, Leeds"),)),
            LEDGER,
            "apply",
        ),
        (
            "issued by another client",
            Mail(orders=(replace(GOOD, buyer="Larkhill"),)),
            TWO_CLIENTS,
            "review",
        ),
        (
            "issued by themselves",
            Mail(orders=(replace(GOOD, buyer="Northgate Foods Limited"),)),
            TWO_CLIENTS,
            "apply",
        ),
        (
            "issued by a department",
            Mail(orders=(replace(GOOD, buyer="Estates Department"),)),
            TWO_CLIENTS,
            "apply",
        ),
        (
            "issued by a sister company",
            Mail(orders=(replace(GOOD, buyer="Northgate Cement (Ireland) DAC"),)),
            TWO_CLIENTS,
            "review",
        ),
        (
            "invoiced by a sister company, and issued by themselves",
            Mail(
                orders=(
                    replace(
                        GOOD,
                        buyer="Northgate Services GmbH",
                        words="order of northgate foods ltd, invoice to northgate services gmbh",
                    ),
                )
            ),
            TWO_CLIENTS,
            "apply",
        ),
        (
            "one penny below",
            Mail(orders=(replace(GOOD, amount=Decimal("18399.99")),)),
            LEDGER,
            "review",
        ),
        ("just enough", Mail(orders=(replace(GOOD, amount=Decimal("18400.00")),)), LEDGER, "apply"),
        ("more than enough", Mail(orders=(replace(GOOD, amount=Decimal(20000)),)), LEDGER, "apply"),
        (
            "the mail's sum below",
            Mail(orders=(GOOD,), facts=Facts(amount=Decimal(9200))),
            LEDGER,
            "review",
        ),
        (
            "enough gross",
            Mail(orders=(replace(GOOD, amount=Decimal(22080), net=False),)),
            LEDGER,
            "apply",
        ),
        (
            "gross that holds too little net",
            Mail(orders=(replace(GOOD, amount=Decimal(18400), net=False),)),
            LEDGER,
            "review",
        ),
        ("wrong currency", Mail(orders=(replace(GOOD, currency="EUR"),)), LEDGER, "review"),
        (
            "the mail's currency is wrong",
            Mail(orders=(GOOD,), facts=Facts(currency="EUR")),
            LEDGER,
            "review",
        ),
        (
            "breaks the format",
            Mail(orders=(stated("45000123456", "Q-0007"),)),
            FORMATTED,
            "clarify",
        ),
        ("matches the format", Mail(orders=(stated("4500 012345", "Q-0007"),)), FORMATTED, "apply"),
        ("two places", Mail(orders=(stated(NUMBER),)), LEDGER, "clarify"),
        (
            "nowhere to go",
            Mail(orders=(stated(NUMBER),)),
            ledger(engagements=(), invoices=()),
            "clarify",
        ),
        (
            "contradicts itself",
            Mail(orders=(GOOD,), conflicts=("Two numbers for one thing.",)),
            LEDGER,
            "review",
        ),
        (
            "an attachment that cannot be opened",
            Mail(orders=(GOOD,), unreadable=("order.pdf is locked.",)),
            LEDGER,
            "review",
        ),
        (
            "cancelled before",
            Mail(orders=(GOOD,)),
            ledger(purchase_orders=(order(NUMBER, status=OrderStatus.CANCELLED),)),
            "review",
        ),
        (
            "bank details beside it",
            Mail((Intent.PO_NEW, Intent.BANK_CHANGE), (GOOD,)),
            LEDGER,
            "review",
        ),
        ("dispute beside it", Mail((Intent.DISPUTE, Intent.PO_NEW), (GOOD,)), LEDGER, "review"),
        ("terms beside it", Mail((Intent.PO_NEW, Intent.TERMS_REQUEST), (GOOD,)), LEDGER, "apply"),
        (
            "contact beside it",
            Mail((Intent.PO_NEW, Intent.CONTACT_CHANGE), (GOOD,)),
            LEDGER,
            "apply",
        ),
        (
            "two numbers for one piece of work",
            Mail(orders=(GOOD, stated("4500012346", "Q-0007"))),
            LEDGER,
            "review",
        ),
        (
            "two numbers for two pieces of work",
            Mail(orders=(GOOD, stated("4500012346", "Q-0009"))),
            LEDGER,
            "apply",
        ),
        (
            "too large to be read",
            Mail(orders=(GOOD,), message=message(complete=False)),
            LEDGER,
            "review",
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_an_order_is_judged_as_a_careful_clerk_would(
    said: str, mail: Mail, world: object, verdict: str
) -> None:
    replies = {"apply": "confirmation", "clarify": "clarification", "review": "acknowledgement"}

    assert outcome(mail, snapshot=world) == (verdict, replies[verdict]), said


UNUSED = ledger(purchase_orders=(order(OLD, "ENG-0007"),))


REPLACING = Mail((Intent.PO_REPLACE,), (replace(GOOD, replaces=(OLD,)),), withdrawn=(OLD,))


SECOND = ledger(purchase_orders=(order(OLD, "ENG-0007"),), invoices=())


def test_a_second_order_for_work_that_has_one_is_shown() -> None:
    assert outcome(Mail(orders=(GOOD,)), snapshot=SECOND)[0] == "review"


def test_an_order_for_the_next_period_is_no_second_one() -> None:
    known = order(OLD, "ENG-0007", valid_to=date(2026, 12, 31))
    mail = Mail(orders=(GOOD,), facts=Facts(valid_from=date(2027, 1, 1)))

    assert outcome(mail, snapshot=replace(SECOND, purchase_orders=(known,)))[0] == "apply"


def test_an_order_for_no_single_client_is_shown() -> None:
    mail = Mail(orders=(stated(NUMBER),), clients=("northgate", "larkhill"))
    snapshot = ledger(engagements=(), invoices=())

    assert outcome(mail, snapshot=snapshot)[0] == "review"


def test_a_conflict_with_the_ledger_is_shown_with_its_evidence() -> None:
    snapshot = ledger(
        clients=(client(), client("larkhill")),
        engagements=(*LEDGER.engagements, engagement("ENG-0020", client_id=ClientId("larkhill"))),
    )

    decision = decided(Mail(orders=(stated(NUMBER, "ENG-0020"),)), snapshot)

    assert decision.verdict is Verdict.REVIEW
    assert decision.reasons[0] == "ENG-0020 belongs to another client."


def test_the_sum_of_a_gross_order_is_recorded_net() -> None:
    said = replace(GOOD, amount=Decimal(22080), net=False)

    (record, *_) = decided(Mail(orders=(said,))).changes

    assert isinstance(record, RecordOrder)
    assert record.amount == Decimal("18400.00")


def test_the_same_mail_is_decided_the_same_way() -> None:
    mail = Mail((Intent.PO_NEW, Intent.PO_PROMISED), (GOOD, StatedOrder("4500012346")))

    assert decided(mail) == decided(mail)


PICTURED = replace(stated(NUMBER, "ENG-0007"), pictured=True)
BESIDE = mention("Q-0007", Layer.ATTACHMENT)


@pytest.mark.parametrize(
    ("mail", "verdict"),
    [
        (Mail(orders=(PICTURED,)), "clarify"),
        (Mail(orders=(replace(PICTURED, amount=Decimal(18400)),)), "apply"),
        (Mail(orders=(replace(PICTURED, amount=Decimal(18399)),)), "clarify"),
        (Mail(orders=(PICTURED,), mentions=(BESIDE,), candidates=(candidate(NUMBER),)), "apply"),
        (
            Mail(
                orders=(PICTURED,),
                mentions=(BESIDE,),
                candidates=(candidate(NUMBER, "attachment:other.png#1"),),
            ),
            "clarify",
        ),
        (Mail(orders=(PICTURED,), facts=Facts(amount=Decimal(18400))), "clarify"),
    ],
)
def test_a_number_that_only_ocr_read_needs_something_beside_it_to_agree(
    mail: Mail, verdict: str
) -> None:
    assert outcome(mail)[0] == verdict


def test_a_broken_format_in_the_ledger_excludes_no_number() -> None:
    assert outcome(Mail(orders=(GOOD,)), snapshot=ledger(clients=(client(po_format="45["),)))[
        0
    ] == ("apply")


def test_a_number_on_file_for_us_and_for_another_client_is_ours() -> None:
    both = (order(NUMBER, "ENG-0007"), order(NUMBER, client_id=ClientId("larkhill")))

    assert outcome(Mail(orders=(GOOD,)), snapshot=ledger(purchase_orders=both))[0] == "apply"


def test_the_confirmation_names_what_was_replaced() -> None:
    (letter,) = decided(REPLACING, UNUSED).letters
    orders = letter.values["orders"]

    assert isinstance(orders, tuple)
    assert orders[0]["replaces"] == (OLD,)


def test_a_successor_of_another_clients_order_is_shown() -> None:
    foreign = ledger(purchase_orders=(order(OLD, client_id=ClientId("larkhill")),))

    assert outcome(REPLACING, snapshot=foreign)[0] == "review"


def test_a_company_whose_name_is_only_a_legal_form_is_nobody() -> None:
    nameless = replace(COMPANY, name="Ltd", aliases=())
    mail = Mail(orders=(replace(GOOD, seller="Anybody Ltd"),))

    assert outcome(mail, company=nameless)[0] == "review"
