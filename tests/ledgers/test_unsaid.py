"""What a row leaves empty is known beside the default that stands for it."""

from dataclasses import replace
from pathlib import Path

from bot.domain.ledger import Client, ClientId, PurchaseOrder, Snapshot
from bot.ledgers.csv import CsvLedger

ORDER = PurchaseOrder("4500", ClientId("acme"))


def test_a_default_that_the_folder_says_is_told_from_one_that_it_leaves_empty(
    tmp_path: Path,
) -> None:
    books = Snapshot(
        clients=(Client(ORDER.client_id, "Acme"),),
        purchase_orders=(ORDER, replace(ORDER, po_number="4501")),
    )
    CsvLedger(tmp_path).save(books)
    file = tmp_path / "purchase_orders.csv"
    first, second = file.read_text().splitlines()[1:]
    file.write_text(file.read_text().replace(second, "4501,acme,,,,,,,,,"))
    loaded, problems = CsvLedger(tmp_path).load()
    assert (first, problems) == ("4500,acme,standard,,,,,,,,open", ())
    said, empty = loaded.purchase_orders
    assert {(said, "status"), (said, "kind")}.isdisjoint(loaded.unsaid)
    assert {(empty, "status"), (empty, "kind"), (empty, "amount")} <= loaded.unsaid
