"""The columns of clients.csv that invoices as documents need; all of them may be missing."""

from pathlib import Path

import pytest

from bot.ledgers.csv import CsvLedger

HEADER = "client_id,name,address,city,vat_id,electronic_address,invoice_format"
GOOD = "acme,Acme,Unit 4; 1 High Street,Leeds,gb 123 4567 89,0088:5060012349998,ubl"


@pytest.mark.parametrize(
    ("column", "row", "said"),
    [
        ("vat_id", "b,B,,,123456789,,", "'123456789' is no VAT identifier"),
        ("electronic_address", "b,B,,,,ap@b.example,", "'ap@b.example' is no electronic address"),
        ("invoice_format", "b,B,,,,,docx", "'docx' is not one of pdf, facturx, ubl"),
    ],
)
def test_a_good_row_is_taken_and_a_bad_cell_is_named(
    tmp_path: Path, column: str, row: str, said: str
) -> None:
    (tmp_path / "clients.csv").write_text(f"{HEADER}\n{GOOD}\n{row}\n", "utf-8")

    snapshot, problems = CsvLedger(tmp_path).load()

    (acme,) = snapshot.clients
    assert acme.address == ("Unit 4", "1 High Street")
    assert (acme.vat_id, acme.invoice_format) == ("GB123456789", "ubl")
    (wrong,) = [p for p in problems if p.file.name == "clients.csv" and p.line == 3]
    assert wrong.column == column
    assert wrong.what.startswith(said)


def test_without_the_columns_none_is_missed(tmp_path: Path) -> None:
    (tmp_path / "clients.csv").write_text("client_id,name\nacme,Acme\n", "utf-8")

    snapshot, problems = CsvLedger(tmp_path).load()

    assert snapshot.clients[0].address == ()
    optional = set(HEADER.split(",")) - {"client_id", "name"}
    assert not optional & {p.column for p in problems}
