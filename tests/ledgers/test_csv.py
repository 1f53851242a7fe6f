"""The ledger folder: good rows come in, and every bad one is named."""

import re
import string
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.config import init_folder
from bot.domain.ledger import Client, ClientId, Snapshot
from bot.errors import Permanent
from bot.ledgers import sheet
from bot.ledgers.csv import CsvLedger
from bot.ledgers.tables import TABLES

EXAMPLES = ("tests/corpus/general/ledger", "bot/demo/ledger")

Folder = Callable[..., CsvLedger]

HEADERS = {
    "clients": "client_id,name,aliases,domains,po_policy,start_rule,payment_terms_days,currency,"
    "language,timezone,country,is_public_body,late_fee_policy,po_format",
    "contacts": "client_id,name,email,role",
    "engagements": "engagement_id,client_id,title,kind,quote_ref,sow_ref,value,currency,starts_on,"
    "ends_on,contract_signed_on,account_manager,project_manager,status",
    "change_requests": "change_request_id,engagement_id,title,amount,approved_on",
    "purchase_orders": "po_number,client_id,kind,amount,currency,valid_from,valid_to,"
    "engagement_ids,parent_po,received_on,status",
    "invoices": "invoice_number,engagement_id,change_request_id,issued_on,due_on,net,tax,gross,"
    "currency,status,po_number",
    "payments": "invoice_number,paid_on,amount,reference",
}
ROWS = {
    "clients": "acme,Acme,,acme.example,,,,,,,,,,",
    "contacts": "acme,Ann,ann@acme.example,finance",
    "engagements": "ENG-1,acme,Portal,,,,100.00,GBP,,,,,,active",
    "change_requests": "CR-1,ENG-1,More,10.00,",
    "purchase_orders": "4500,acme,standard,100.00,GBP,,,ENG-1,,,open",
    "invoices": "PR-1,ENG-1,,2026-03-31,,10.00,2.00,12.00,GBP,issued,",
    "payments": "PR-1,2026-04-30,12.00,BACS",
}


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    """Return a function that writes the good rows above, with more rows or other files."""

    def write(more: dict[str, str] | None = None, **files: bytes) -> CsvLedger:
        for name, header in HEADERS.items():
            rows = [header, ROWS[name], *([more[name]] if more and name in more else [])]
            content = files.get(name, ("\n".join(rows) + "\n").encode())
            (tmp_path / f"{name}.csv").write_bytes(content)
        return CsvLedger(tmp_path)

    return write


def problems(ledger: CsvLedger) -> list[str]:
    return [f"{p.file.name}:{p.line}: {p.column}: {p.what}" for p in ledger.load()[1]]


def counts(snapshot: Snapshot) -> list[int]:
    return [len(getattr(snapshot, table.name)) for table in TABLES]


def test_the_good_rows_are_good(folder: Folder) -> None:
    snapshot, rejected = folder().load()
    assert not rejected
    assert counts(snapshot) == [1] * 7


@pytest.mark.parametrize(
    ("table", "row", "expected"),
    [
        ("clients", ",Nameless,,,,,,,,,,,,", "client_id: must not be empty"),
        ("clients", "acme,Twin,,,,,,,,,,,,", "client_id: line 2 has the same client_id"),
        ("clients", "b,B,,no domain,,,,,,,,,,", "domains: 'no domain' is no domain"),
        ("clients", "b,B,,,sometimes,,,,,,,,,", "po_policy: 'sometimes' is not one of required"),
        ("clients", "b,B,,,,,net 30,,,,,,,", "payment_terms_days: 'net 30' is no number of days"),
        ("clients", "b,B,,,,,,£,,,,,,", "currency: '£' is no currency: write its ISO code"),
        ("clients", "b,B,,,,,,,English,,,,,", "language: 'English' is no language"),
        ("clients", "b,B,,,,,,,,London,,,,", "timezone: 'London' is no time zone"),
        ("clients", "b,B,,,,,,,,,UK,,,", "country: 'UK' is no country: write its ISO code, as GB"),
        ("clients", "b,B,,,,,,,,,,maybe,,", "is_public_body: 'maybe' is neither yes nor no"),
        ("clients", "b,B,,,,,,,,,,,8%,", "late_fee_policy: '8%' is no late fee policy"),
        ("clients", "b,B,,,,,,,,,,,,(45", "po_format: '(45' is no regular expression"),
        ("contacts", "acme,Bob,bob at acme,", "email: 'bob at acme' is no e-mail address"),
        ("contacts", "acme,Ann2,ANN@acme.example,", "email: line 2 has the same client_id and"),
        ("contacts", "nobody,Bob,b@b.example,", "client_id: 'nobody' is not in clients.csv"),
        ("engagements", "ENG-2,acme,,,,,,,,,,,,", "title: must not be empty"),
        ("engagements", "ENG-2,acme,T,,,,1e3,,,,,,,", "value: '1e3' is no sum"),
        ("engagements", "ENG-2,acme,T,,,,,,31/03/2026,,,,,", "starts_on: '31/03/2026' is no date"),
        ("engagements", "ENG-2,acme,T,,,,,,2026-02-30,,,,,", "starts_on: '2026-02-30' is no date"),
        ("engagements", "ENG-2,acme,T,,,,,,9999-12-31,,,,,", "starts_on: '9999-12-31' is no date"),
        ("engagements", "ENG-2,acme,T,,,,,,0001-01-02,,,,,", "starts_on: '0001-01-02' is no date"),
        ("engagements", "ENG-2,acme,T,,,,,,2026-W01-1,,,,,", "starts_on: '2026-W01-1' is no date"),
        (
            "engagements",
            "ENG-2,acme,T,,,,,,2026-03-31,2026-03-30,,,,",
            "ends_on: 2026-03-30 is before starts_on 2026-03-31",
        ),
        ("change_requests", "CR-2,ENG-9,T,,", "engagement_id: 'ENG-9' is not in engagements.csv"),
        ("purchase_orders", "45 00,acme,,,,,,,,,", "client_id: line 2 has the same po_number and"),
        ("purchase_orders", "46,acme,,,,,,ENG-1;ENG-9,,,", "engagement_ids: 'ENG-9' is not in"),
        ("purchase_orders", "46,acme,,,,,,,99,,", "parent_po: '99' is not in purchase_orders.csv"),
        ("invoices", "PR-2,ENG-1,,,,10.00,2.00,12.01,GBP,draft,", "gross: 12.01 is not net 10.00"),
        ("invoices", "PR-2,ENG-1,,,,1,0,1,GBP,issued,", "issued_on: empty, but the status is"),
        ("invoices", "PR-2,ENG-1,,,,1,0,1,,draft,", "currency: must not be empty"),
        ("invoices", 'PR-2,ENG-1,,,,"1,000",0,1,GBP,draft,', "net: '1,000' can be read in two wa"),
        ("invoices", "PR-2,ENG-1,,,,9.000,0,9,GBP,draft,", "net: '9.000' can be read in two ways"),
        (
            "purchase_orders",
            "46,acme,,9.000,,,,,,,",
            "amount: '9.000' can be read in two ways: w",
        ),
        ("purchase_orders", "46,acme,,1.234.567,,,,,,,", "amount: '1.234.567' can be read in two"),
        ("purchase_orders", "46,acme,,-9000,,,,,,,", "amount: '-9000' is below zero, and an order"),
        (
            "purchase_orders",
            "46\u200b,acme,,,,,,,,,",
            "po_number: '46' holds characters that nobody sees (U+200B): type it again",
        ),
        (
            "purchase_orders",
            "46,acme,,,,,,,\ufeff4500,,",
            "parent_po: '4500' holds characters that nobody sees (U+FEFF): type it again",
        ),
        ("invoices", "PR-2,ENG-1,CR-9,,,1,0,1,GBP,draft,", "change_request_id: 'CR-9' is not in"),
        ("payments", "PR-9,2026-04-30,1.00,", "invoice_number: 'PR-9' is not in invoices.csv"),
        ("payments", "PR-1,2026-04-30,12.00,BACS", "reference: line 2 has the same invoice_number"),
        ("payments", "PR-1,2026-04-30,1.00,a,b", ": 5 cells under 4 columns: a comma needs quotes"),
    ],
)
def test_a_bad_row_is_named_and_blocks_no_good_one(
    folder: Folder, table: str, row: str, expected: str
) -> None:
    ledger = folder({table: row})
    (found,) = problems(ledger)
    assert found.startswith(f"{table}.csv:3: {expected}")
    assert counts(ledger.load()[0]) == [1] * 7


def test_every_bad_cell_of_a_row_is_named(folder: Folder) -> None:
    ledger = folder({"invoices": "PR-2,ENG-9,,yesterday,,x,,1,GBP,sent,"})
    columns = [problem.column for problem in ledger.load()[1]]
    assert columns == ["engagement_id", "issued_on", "net", "tax", "status"]


def test_rows_that_refer_to_a_rejected_row_are_rejected_and_say_why(folder: Folder) -> None:
    client = (HEADERS["clients"] + "\nacme,Acme,,,,,,£,,,,,,\n").encode()
    ledger = folder(clients=client)
    assert counts(ledger.load()[0]) == [0] * 7
    assert problems(ledger)[1:3] == [
        "contacts.csv:2: client_id: 'acme' was rejected, see clients.csv:2",
        "engagements.csv:2: client_id: 'acme' was rejected, see clients.csv:2",
    ]
    assert problems(ledger)[-1].endswith("'PR-1' was rejected, see invoices.csv:2")


def test_an_order_for_another_clients_work_is_rejected(folder: Folder) -> None:
    ledger = folder({"clients": "b,B,,,,,,,,,,,,", "purchase_orders": "46,b,,,,,,ENG-1,,,"})
    assert problems(ledger) == [
        "purchase_orders.csv:3: engagement_ids: 'ENG-1' is an engagement of client acme"
    ]


def test_a_change_request_of_other_work_is_rejected(folder: Folder) -> None:
    more = {
        "engagements": "ENG-2,acme,Other,,,,,,,,,,,",
        "invoices": "PR-2,ENG-2,CR-1,,,1,0,1,GBP,draft,",
    }
    assert problems(folder(more)) == ["invoices.csv:3: change_request_id: 'CR-1' belongs to ENG-1"]


def test_an_order_may_stand_before_its_parent_and_falls_with_it(folder: Folder) -> None:
    rows = ["2,acme,,,,,,,1,,", "1,acme,,,,,,,,,", "4,acme,,,,,,,3,,", "3,acme,,,,,,,9,,"]
    content = "\n".join([HEADERS["purchase_orders"], *rows]).encode()
    snapshot, rejected = folder(purchase_orders=content).load()
    assert [order.po_number for order in snapshot.purchase_orders] == ["2", "1"]
    assert [problem.line for problem in rejected] == [5, 4]


def test_a_credit_note_is_negative_and_names_its_invoice(folder: Folder) -> None:
    header = HEADERS["invoices"] + ",credits_invoice\n"
    rows = [
        "PR-2,ENG-1,,2026-04-01,,-1,0,-1,GBP,issued,,PR-1",
        "PR-1,ENG-1,,2026-03-31,,10.00,2.00,12.00,GBP,issued,,",
        "PR-3,ENG-1,,2026-04-01,,1,0,1,GBP,issued,,PR-1",
        "PR-4,ENG-1,,2026-04-01,,-1,0,-1,GBP,issued,,PR-9",
    ]
    ledger = folder(invoices=(header + "\n".join(rows)).encode())
    assert [invoice.invoice_number for invoice in ledger.load()[0].invoices] == ["PR-2", "PR-1"]
    assert problems(ledger) == [
        "invoices.csv:4: gross: a credit note's sums are negative",
        "invoices.csv:5: credits_invoice: 'PR-9' is not in invoices.csv, or was rejected",
    ]


def test_the_same_number_may_serve_two_clients(folder: Folder) -> None:
    ledger = folder({"clients": "b,B,,,,,,,,,,,,", "purchase_orders": "4500,b,,,,,,,,,"})
    assert problems(ledger) == []


def test_empty_lines_and_rows_are_skipped(folder: Folder) -> None:
    rows = f"{HEADERS['contacts']}\r\n\r\n,,,\r\nacme,Ann,ann@acme.example,\r\n"
    assert counts(folder(contacts=rows.encode()).load()[0]) == [1] * 7


def test_a_byte_order_mark_and_capitals_in_the_header_are_taken(folder: Folder) -> None:
    rows = f"\ufeff{HEADERS['contacts'].upper()}\nacme,Ann,ann@acme.example,\n"
    assert problems(folder(contacts=rows.encode())) == []


def test_lines_are_counted_in_the_file_not_in_rows(folder: Folder) -> None:
    rows = f'{HEADERS["contacts"]}\nacme,"Ann\r\nof ""Acme""\u2028",ann@acme.example,\nacme,B,b,\n'
    assert problems(folder(contacts=rows.encode())) == [
        "contacts.csv:4: email: 'b' is no e-mail address"
    ]


def test_an_unclosed_quotation_mark_costs_its_own_line(folder: Folder) -> None:
    rows = f'{HEADERS["contacts"]}\nacme,"Ann,a@acme.example,\nacme,Bob,bob@acme.example,\n'
    snapshot, rejected = folder(contacts=rows.encode()).load()
    assert [contact.name for contact in snapshot.contacts] == ["Bob"]
    assert [problem.line for problem in rejected] == [2]


def test_another_encoding_is_refused_with_its_line(folder: Folder) -> None:
    rows = f"{HEADERS['contacts']}\nacme,Zoë,zoe@acme.example,\n".encode("cp1252")
    assert problems(folder(contacts=rows)) == [
        "contacts.csv:2: : not UTF-8 here: save the file as CSV UTF-8"
    ]


def test_another_delimiter_is_refused(folder: Folder) -> None:
    rows = HEADERS["contacts"].replace(",", ";") + "\nacme;Ann;a@acme.example;\n"
    (found,) = problems(folder(contacts=rows.encode()))
    assert "not separated by commas" in found


def test_a_column_that_is_missing_unknown_or_there_twice_is_named(folder: Folder) -> None:
    wrong = folder(contacts=b"client_id,name,mail,role\nacme,Ann,ann@acme.example,\n")
    assert problems(wrong) == [
        "contacts.csv:1: mail: there is no such column; it is not read",
        "contacts.csv:1: email: the column is missing",
    ]
    twice = folder(contacts=b"client_id,email,email\nacme,a@b.example,c@d.example\n")
    assert "contacts.csv:1: email: this column is there twice" in problems(twice)
    assert counts(twice.load()[0])[1] == 0


def test_an_unknown_column_does_not_keep_rows_out(folder: Folder) -> None:
    rows = f"{HEADERS['contacts']},phone\nacme,Ann,ann@acme.example,,123\n"
    assert counts(folder(contacts=rows.encode()).load()[0]) == [1] * 7


def test_a_missing_column_that_may_be_empty_keeps_no_rows_out(folder: Folder) -> None:
    ledger = folder(contacts=b"client_id,email\nacme,ann@acme.example\n")
    assert problems(ledger) == [
        "contacts.csv:1: name: the column is missing; taken as empty",
        "contacts.csv:1: role: the column is missing; taken as empty",
    ]
    assert ledger.load()[0].contacts[0].role == "other"


def test_a_missing_file_is_named_and_the_others_are_read(folder: Folder) -> None:
    ledger = folder()
    (ledger.folder / "payments.csv").unlink()
    assert counts(ledger.load()[0]) == [1, 1, 1, 1, 1, 1, 0]
    assert problems(ledger)[0].startswith("payments.csv:0: : the file is missing")


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    ledger = CsvLedger(tmp_path / "nowhere")
    assert problems(ledger) == ["nowhere:0: : there is no such folder"]
    assert ledger.fingerprint() == ""


def test_an_empty_file_lacks_its_header(folder: Folder) -> None:
    assert problems(folder(payments=b"")) == ["payments.csv:1: : the header row is missing"]


def test_a_file_beyond_all_size_is_not_read(
    folder: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sheet, "MAX_BYTES", 10)
    assert len(problems(folder())) == 7


@pytest.mark.parametrize("example", EXAMPLES)
def test_the_sample_ledgers_are_good_and_come_back_byte_for_byte(
    example: str, tmp_path: Path
) -> None:
    snapshot, rejected = CsvLedger(Path(example)).load()
    assert not rejected
    CsvLedger(tmp_path).save(snapshot)
    for table in TABLES:
        assert (tmp_path / table.file).read_bytes() == (Path(example) / table.file).read_bytes()


def test_what_init_writes_is_an_empty_ledger(tmp_path: Path) -> None:
    init_folder(tmp_path)
    assert CsvLedger(tmp_path / "ledger").load() == (Snapshot(), ())


def test_no_text_is_a_formula_for_a_spreadsheet(tmp_path: Path) -> None:
    names = ("=1+1", "+44", "-2", "@home", ' "=x', "'=x", "\t=x", "plain")
    clients = tuple(Client(ClientId(f"c{i}"), name) for i, name in enumerate(names))
    CsvLedger(tmp_path).save(Snapshot(clients=clients))
    written = (tmp_path / "clients.csv").read_text("utf-8").splitlines()[1:]
    cells = [line.split(",")[1].strip('"') for line in written]
    assert [cell.startswith("'") for cell in cells] == [True] * 7 + [False]


@given(st.text(st.sampled_from(string.printable + "'\"=é\u2028"), min_size=1))
def test_the_guard_against_formulas_loses_nothing(cell: str) -> None:
    assert sheet.unguarded(sheet.guarded(cell)) == cell
    assert not re.match("[=+@-]", sheet.guarded(cell))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1).map(str.strip))
def test_any_name_comes_back_as_it_was(tmp_path: Path, name: str) -> None:
    snapshot = Snapshot(clients=(Client(ClientId("c"), name or "x"),))
    CsvLedger(tmp_path).save(snapshot)
    assert CsvLedger(tmp_path).load() == (snapshot, ())


def test_a_failed_save_leaves_the_old_file_and_no_other(
    folder: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    ledger = folder()
    before = ledger.load()
    names = sorted(path.name for path in ledger.folder.iterdir())

    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(Permanent, match="No space left"):
        ledger.save(Snapshot())
    assert ledger.load() == before
    assert sorted(path.name for path in ledger.folder.iterdir()) == names
