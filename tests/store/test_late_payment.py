"""Late payment comes out of both databases to the penny, however often it is asked for."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

from bot.app.late_fees import listed, waive
from bot.domain.late_payment_waiver import WaiveLateFee
from bot.domain.ledger import (
    Client,
    ClientId,
    Engagement,
    EngagementId,
    Invoice,
    InvoiceNumber,
    InvoiceStatus,
    Payment,
    Snapshot,
)
from bot.ports import Store
from tests.app.office import TestClock
from tests.domain.late_debts import figures, shipped
from tests.domain.late_vectors import ALL, Vector
from tests.store.worlds import World

NOW = datetime(2026, 12, 1, 9, 0, tzinfo=UTC)
TODAY = date(2026, 12, 1)


def number(index: int) -> InvoiceNumber:
    return InvoiceNumber(f"PR-2026-{index:04}")


def ledger_of(vectors: tuple[Vector, ...]) -> Snapshot:
    """Return a ledger with a client, an engagement, an invoice and its payment for each."""
    numbered = tuple(enumerate(vectors, 1))
    return Snapshot(
        clients=tuple(
            Client(
                ClientId(f"client-{index}"),
                f"Client {index}",
                currency=each.currency,
                country=each.country,
                late_fee_policy=each.policy,
            )
            for index, each in numbered
        ),
        engagements=tuple(
            Engagement(EngagementId(f"ENG-{index:04}"), ClientId(f"client-{index}"), "Work")
            for index, _ in numbered
        ),
        invoices=tuple(
            Invoice(
                number(index),
                EngagementId(f"ENG-{index:04}"),
                issued_on=date(2018, 1, 1),
                due_on=date.fromisoformat(each.due_on),
                gross=Decimal(each.principal),
                currency=each.currency,
                status=InvoiceStatus.PAID,
            )
            for index, each in numbered
        ),
        payments=tuple(
            Payment(number(index), date.fromisoformat(each.paid_on), Decimal(each.principal))
            for index, each in numbered
        ),
    )


def found(store: Store) -> dict[str, tuple[str | None, str | None]]:
    return {each.invoice.invoice_number: figures(each) for each in listed(store, shipped(), TODAY)}


def test_every_vector_comes_out_to_the_penny(a_world: World) -> None:
    a_world.store.import_ledger(ledger_of(ALL), (), NOW)

    expected = {number(i): (each.interest, each.fixed_sum) for i, each in enumerate(ALL, 1)}
    assert found(a_world.store) == expected
    assert found(a_world.again()) == expected


def test_asking_again_and_importing_again_adds_nothing(a_world: World) -> None:
    store, books = a_world.store, ledger_of(ALL)
    store.import_ledger(books, (), NOW)
    first = found(store)
    journalled = len(store.journal())
    store.import_ledger(books, (), NOW)

    assert found(store) == first
    assert len(store.journal()) == journalled


def test_part_payments_come_out_to_the_penny(a_world: World) -> None:
    books = ledger_of((Vector("10000", "2026-03-31", "2026-05-30", "", None),))
    parts = (
        Payment(number(1), date(2026, 4, 30), Decimal("4000.00")),
        Payment(number(1), date(2026, 5, 30), Decimal("6000.00")),
    )
    a_world.store.import_ledger(replace(books, payments=parts), (), NOW)

    assert found(a_world.store) == {number(1): ("154.52", "100")}


def test_what_was_waived_is_waived_for_another_process_too(a_world: World) -> None:
    a_world.store.import_ledger(ledger_of(ALL[:2]), (), NOW)
    change = WaiveLateFee(ClientId("client-1"), number(1), "goodwill", "ann", fixed_sum=False)
    waive(a_world.store, TestClock(NOW), change)

    assert found(a_world.again()) == {number(1): (None, "100"), number(2): ("9.66", "40")}
