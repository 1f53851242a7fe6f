"""The PDF reader: forms, notes, and what is attached to the file."""

import pytest
from fpdf import FPDF

from bot.domain.message import Part
from bot.readers import Pages, pdf, registry
from tests.readers.order_documents import PEPPOL_ORDER


def read(payload: bytes) -> Pages:
    return pdf.read(Part("1", "application/pdf", "po.pdf", payload))


def written(objects: list[bytes]) -> bytes:
    """Return a PDF of these objects; the first is its catalogue."""
    body, offsets = b"%PDF-1.7\n", []
    for number, content in enumerate(objects, 1):
        offsets.append(len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    count = len(objects) + 1
    trailer = b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF" % (count, len(body))
    return body + b"xref\n0 %d\n0000000000 65535 f \n" % count + table + trailer


def stream(content: bytes) -> bytes:
    return b"<< /Length %d >> stream\n%s\nendstream" % (len(content), content)


def form(*annotations: bytes, catalogue: bytes = b"", extra: tuple[bytes, ...] = ()) -> bytes:
    """Return a page with a label, and these annotations from object 6 on."""
    numbers = b" ".join(b"%d 0 R" % (6 + place) for place in range(len(annotations)))
    return written(
        [
            b"<< /Type /Catalog /Pages 2 0 R /AcroForm << /Fields [%s] /NeedAppearances true "
            b"/DA (/Helv 10 Tf 0 g) %s >> >>" % (numbers, catalogue),
            b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents 4 0 R /Annots [%s] "
            b"/Resources << /Font << /F1 5 0 R >> >> >>" % numbers,
            stream(b"BT /F1 10 Tf 50 705 Td (PO Number) Tj ET"),
            b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
            *annotations,
            *extra,
        ]
    )


def field(value: bytes, more: bytes = b"/FT /Tx", rect: bytes = b"150 700 300 720") -> bytes:
    return b"<< /Type /Annot /Subtype /Widget /T (po) /V (%s) %s /Rect [%s] >>" % (
        value, more, rect,
    )  # fmt: skip


def test_a_field_without_an_appearance_stands_behind_its_label() -> None:
    assert read(form(field(b"4500123456"))).texts[0].split() == ["PO", "Number", "4500123456"]
    assert "\n" not in read(form(field(b"4500123456"))).texts[0]


def test_a_field_of_several_lines_gives_several() -> None:
    several = field(b"one\\rtwo", b"/FT /Tx /Ff 4096", b"150 600 300 690")
    found = read(form(several)).texts[0].split("\n")
    assert [line.strip() for line in found] == ["PO Number", "one", "two"]


def test_the_choice_in_a_list_is_read() -> None:
    choice = field(b"CAPEX", b"/FT /Ch /Ff 131072 /Opt [(CAPEX) (OPEX)]")
    assert "CAPEX" in read(form(choice)).texts[0]


def test_passwords_buttons_and_hidden_fields_are_not_read() -> None:
    found = read(
        form(
            field(b"1111111", b"/FT /Tx /Ff 8192"),
            field(b"2222222", b"/FT /Btn /Ff 65536"),
            field(b"3333333", b"/FT /Tx /F 2"),
        )
    )
    assert found.texts[0].replace("*", "").strip() == "PO Number"


def test_what_was_typed_onto_the_page_is_read() -> None:
    typed = b"<< /Type /Annot /Subtype /FreeText /Contents (4500123456) /Rect [150 700 300 715] >>"
    assert read(form(typed)).texts[0].split() == ["PO", "Number", "4500123456"]


def test_a_note_on_the_page_is_read() -> None:
    note = b"<< /Type /Annot /Subtype /Text /Contents (see PO 7) /Rect [500 100 520 120] >>"
    assert "see PO 7" in read(form(note)).texts[0]


def test_an_annotation_with_an_appearance_is_read_once() -> None:
    document = FPDF()
    document.add_page()
    document.set_font("helvetica", size=10)
    document.text(20, 30, "PO Number")
    document.free_text_annotation("4500123456", x=60, y=25, w=50, h=8)
    assert read(bytes(document.output())).texts[0].count("4500123456") == 1


def test_the_data_of_an_xfa_form_are_read() -> None:
    data = (
        b'<xfa:datasets xmlns:xfa="http://www.xfa.org/schema/xfa-data/1.0/"><xfa:data><form>'
        b"<PONumber>4500123456</PONumber><Empty/></form></xfa:data></xfa:datasets>"
    )
    payload = form(
        catalogue=b"/XFA [(datasets) 6 0 R]",
        extra=(stream(data),),
    )
    assert read(payload).texts == ("PO Number", "PONumber: 4500123456")


def with_files(*files: tuple[str, bytes]) -> bytes:
    document = FPDF()
    document.add_page()
    document.set_font("helvetica", size=10)
    document.text(20, 30, "Purchase order 0004893377")
    for name, content in files:
        document.embed_file(basename=name, bytes=content)
    return bytes(document.output())


def test_an_order_in_xml_that_is_attached_is_an_order_of_the_pdf() -> None:
    found = read(with_files(("order-x.xml", PEPPOL_ORDER.encode())))
    assert [(order.po_number, order.origin) for order in found.orders] == [
        ("0004893377", "attachment:po.pdf")
    ]
    assert found.texts == ("Purchase order 0004893377",)
    assert found.problem == ""


def test_other_xml_that_is_attached_adds_nothing() -> None:
    found = read(with_files(("factur-x.xml", b"<CrossIndustryInvoice>1</CrossIndustryInvoice>")))
    assert (found.orders, found.inside, found.problem) == ((), (), "")


def test_an_attached_order_that_cannot_be_read_is_a_problem() -> None:
    found = read(with_files(("order.xml", b"<Order><ID/></Order>")))
    assert found.problem == "order.xml: not an order we know"


def test_any_other_attached_file_is_read_in_its_turn() -> None:
    part = Part("1", "application/pdf", "po.pdf", with_files(("items.csv", b"PO;1\nNet;2")))
    assert [part.filename for part in pdf.read(part).inside] == ["items.csv"]
    reading = registry().read(part)
    assert [member.reading.pages for member in reading.inside] == [("PO\t1\nNet\t2",)]


def test_attached_files_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.readers._pdfattached.MOST", 1)
    monkeypatch.setattr("bot.readers._pdfattached.MAX_BYTES", 5)
    found = read(with_files(("a.bin", b"123456"), ("b.bin", b"1")))
    assert found.problem == (
        "only the first 1 of 2 attached files were read; attached file 1: too large"
    )
