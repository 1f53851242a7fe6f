"""An invoice becomes a document, or a person is told everything that is missing."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from bot.domain.invoice_document import (
    DocumentType,
    ElectronicAddress,
    Form,
    PostalAddress,
    Seller,
    electronic_address,
)
from bot.domain.invoice_drafting import drafted, form_of
from bot.domain.ledger import (
    Engagement,
    EngagementId,
    Invoice,
    InvoiceNumber,
    InvoiceStatus,
    PoPolicy,
    Snapshot,
)
from tests.documents.papers import (
    CHANGE,
    CLIENT,
    CREDIT_NOTE,
    INVOICE,
    ORDER,
    SELLER,
    SMALL,
    draft,
    paper,
    untaxed,
)


def missing(
    invoice: Invoice = INVOICE,
    form: Form = Form.UBL,
    seller: Seller = SELLER,
    **columns: object,
) -> tuple[str, ...]:
    found = draft(invoice, replace(CLIENT, **columns), seller=seller, form=form)  # type: ignore[arg-type]
    assert (found.document is None) is bool(found.missing)
    return found.missing


def test_an_invoice_says_what_the_ledger_says() -> None:
    document = paper()

    assert document.type is DocumentType.INVOICE
    assert document.number == "PR-2026-0142"
    assert document.issued_on == date(2026, 11, 24)
    assert document.due_on == date(2026, 12, 24)
    assert document.terms == "Payable within 30 days of the invoice date."
    assert document.net + document.tax.amount == document.gross == Decimal("15000.00")
    assert document.tax.rate == 20
    assert document.references.purchase_order == ORDER
    assert document.references.sales_order == "ENG-0007"
    assert document.references.contract == "SOW-0007"
    (line,) = document.lines
    assert (line.name, line.net) == ("Intranet search", Decimal("12500.00"))
    assert line.quantity == 1


def test_a_change_requests_invoice_names_the_change() -> None:
    (line,) = paper(replace(INVOICE, change_request_id=CHANGE.change_request_id)).lines
    assert line.name == "Synonyms for German"
    assert line.description == "Change request CR-0011 to ENG-0007"


@pytest.mark.parametrize(
    ("columns", "terms"),
    [
        ({"due_on": date(2026, 11, 24)}, "Payable on receipt."),
        ({"due_on": date(2026, 11, 25)}, "Payable within 1 day of the invoice date."),
        ({"due_on": date(2027, 1, 23)}, "Payable within 60 days of the invoice date."),
    ],
)
def test_terms_count_from_the_invoice_to_its_due_date(columns: dict[str, date], terms: str) -> None:
    assert paper(replace(INVOICE, due_on=columns["due_on"])).terms == terms


def test_the_clients_terms_make_the_due_date() -> None:
    assert paper(client=replace(CLIENT, payment_terms_days=14)).due_on == date(2026, 12, 8)


def test_a_credit_note_turns_its_sums_and_has_the_invoices_order() -> None:
    document = paper(CREDIT_NOTE)

    assert document.type is DocumentType.CREDIT_NOTE
    assert document.net == 500
    assert document.tax.amount == 100
    assert document.gross == 600
    assert document.due_on is None
    assert document.references.preceding_invoice == "PR-2026-0142"
    assert document.references.preceding_invoice_on == date(2026, 11, 24)
    assert document.references.purchase_order == ORDER


def test_a_credit_notes_own_order_goes_first() -> None:
    assert paper(replace(CREDIT_NOTE, po_number="77")).references.purchase_order == "77"


def test_an_invoice_not_sent_yet_gets_the_date_it_is_given() -> None:
    waiting = replace(INVOICE, issued_on=None, status=InvoiceStatus.AWAITING_PO)

    assert missing(waiting) == ("PR-2026-0142 has no date: issued_on in invoices.csv is empty.",)
    document = draft(waiting, issued_on=date(2026, 12, 1)).document
    assert document
    assert (document.issued_on, document.due_on) == (date(2026, 12, 1), date(2026, 12, 31))


def test_the_date_of_the_ledger_stays() -> None:
    document = draft(issued_on=date(2027, 1, 1)).document
    assert document
    assert document.issued_on == date(2026, 11, 24)


@pytest.mark.parametrize(
    ("columns", "said"),
    [
        ({"status": InvoiceStatus.VOID}, "PR-2026-0142 is void."),
        ({"currency": ""}, "PR-2026-0142 has no currency."),
        ({"gross": Decimal(15001)}, "Net 12500.00 and tax 2500.00 are not the gross sum of 15001."),
        ({"tax": Decimal("1234.56")}, "The tax of 1234.56 is no usual percentage of the net sum"),
        (
            {"net": Decimal("12500.005"), "gross": Decimal("15000.005")},
            "A sum has fractions of a penny.",
        ),
        ({"gross": Decimal(-1)}, "A sum is negative, but no invoice is named that it credits"),
        ({"po_number": "45\x07"}, "The PO number holds a character that cannot be printed."),
        ({"po_number": "45\u202e7"}, "The PO number holds a character that cannot be printed."),
        ({"po_number": "ENG-0007"}, "ENG-0007 is a number of ours, not the client's PO number."),
        ({"po_number": "SOW-0007"}, "SOW-0007 is a number of ours, not the client's PO number."),
        (
            {"credits_invoice": InvoiceNumber("PR-1")},
            "It is a credit note, but not all of its sums are negative.",
        ),
    ],
)
def test_what_is_wrong_with_an_invoice_is_said(columns: dict[str, object], said: str) -> None:
    wrong = missing(replace(INVOICE, **columns))  # type: ignore[arg-type]
    assert any(sentence.startswith(said) for sentence in wrong), wrong


def test_a_client_that_needs_orders_gets_no_invoice_without_one() -> None:
    bare = replace(INVOICE, po_number="")
    said = "Northgate Foods Ltd takes no invoice without a PO number, and there is none yet."
    assert missing(bare, po_policy=PoPolicy.REQUIRED, buyer_reference="AP") == (said,)
    assert missing(bare, Form.PDF, po_policy=PoPolicy.NOT_USED) == ()


def test_everything_that_is_missing_is_said_at_once() -> None:
    bare = replace(INVOICE, po_number="", issued_on=None)
    seller = replace(Seller(), address=PostalAddress(city="Leeds"))

    assert missing(bare, seller=seller, country="", electronic_address="") == (
        "PR-2026-0142 has no date: issued_on in invoices.csv is empty.",
        "legal_name in [seller] of the configuration is empty.",
        "address in [seller] of the configuration is empty.",
        "country in [seller] of the configuration is empty.",
        "The country of Northgate Foods Ltd is missing in clients.csv.",
        "[seller] of the configuration has neither vat_id nor registration_number.",
        "Peppol takes no invoice without a PO number or the client's buyer_reference.",
        "The electronic_address of Northgate Foods Ltd in clients.csv is missing.",
        "The electronic_address of [seller] of the configuration is missing.",
        "Tax is charged, but vat_id in [seller] of the configuration is empty.",
    )


def test_a_pdf_needs_less_than_factur_x_and_that_less_than_peppol() -> None:
    bare = replace(INVOICE, po_number="")
    lacking = {
        form: len(missing(untaxed(bare), form, country="", electronic_address="")) for form in Form
    }
    assert lacking == {Form.PDF: 0, Form.FACTURX: 1, Form.UBL: 3}


@pytest.mark.parametrize("written", ["EM:ap@northgate.example", "0088:5060012349997", "0088:GLN"])
def test_an_electronic_address_that_peppol_refuses_is_said(written: str) -> None:
    (said,) = missing(electronic_address=written)
    assert said.startswith("The electronic_address of Northgate Foods Ltd in clients.csv is none")
    assert said.endswith(f" of Peppol: {written}.")
    assert missing(form=Form.FACTURX, electronic_address=written) == ()


def test_without_a_seller_there_is_one_sentence() -> None:
    assert missing(seller=Seller()) == (
        "No invoices are made as documents: the configuration has no [seller].",
    )


def test_an_invoice_of_unknown_work_is_said() -> None:
    found = drafted(INVOICE, Snapshot(invoices=(INVOICE,)), SELLER, Form.PDF)
    assert found.missing == ("The client of PR-2026-0142 is not in the ledger.",)


def test_who_is_not_registered_for_vat_names_no_vat_identifier() -> None:
    document = paper(untaxed(), seller=SMALL)
    assert document.seller.vat_id == document.buyer.vat_id == ""


def test_texts_lose_what_cannot_be_printed_and_nothing_else() -> None:
    work = Engagement(EngagementId("ENG-0007"), CLIENT.client_id, "  a\tb <&> é \u2066c ")
    assert paper(work=work).lines[0].name == "a b <&> é  c"


def test_the_form_is_the_clients_and_pdf_without_one() -> None:
    assert form_of(replace(CLIENT, invoice_format="facturx")) is Form.FACTURX
    assert form_of(CLIENT) is form_of(None) is Form.PDF


def test_electronic_addresses_are_read_at_their_first_colon() -> None:
    assert electronic_address("9932:a:b") == ElectronicAddress("9932", "a:b")
    assert electronic_address("") is None


def test_the_clients_address_is_taken_line_by_line() -> None:
    assert paper().buyer.address == PostalAddress(
        ("Accounts Payable", "2 Mill Lane", "Riverside", "Gate B"), "York", "YO1 7HH", "GB"
    )
