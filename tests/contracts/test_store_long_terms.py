"""What every `bot.ports.Store` does with payment terms of more than sixty days."""

from dataclasses import replace

from bot.domain.ledger import Snapshot
from bot.ports import Store
from tests.store.samples import NOW, ledger


def agreed(days: int) -> Snapshot:
    """Return the ledger with these days agreed with its client."""
    (client,) = ledger().clients
    return replace(ledger(), clients=(replace(client, payment_terms_days=days),))


def opened(store: Store) -> list[tuple[str, str]]:
    items = store.review_items(closed=True)
    return [(item.subject, item.reasons[0]) for item in items if item.kind == "long_terms"]


def test_long_terms_are_shown_to_a_person_once_and_imported_all_the_same(store: Store) -> None:
    first = store.import_ledger(agreed(75), (), NOW)
    again = store.import_ledger(agreed(75), (), NOW)

    said = "acme: 75 days to pay is more than 60: a person confirms that this was agreed"
    assert first.findings == (said,)
    assert again.findings == ()
    assert opened(store) == [("acme: payment terms", said)]
    assert store.snapshot().clients[0].payment_terms_days == 75


def test_what_a_person_closed_is_shown_again_only_with_other_days(store: Store) -> None:
    store.import_ledger(agreed(75), (), NOW)
    (item,) = store.review_items()
    store.close_review(item.item_id, "ann", NOW)
    store.import_ledger(agreed(60), (), NOW)
    store.import_ledger(agreed(75), (), NOW)
    after_closing = len(opened(store))
    store.import_ledger(agreed(90), (), NOW)

    assert after_closing == 1
    assert len(opened(store)) == 2


def test_sixty_days_are_no_finding(store: Store) -> None:
    assert store.import_ledger(agreed(60), (), NOW).findings == ()
    assert opened(store) == []
