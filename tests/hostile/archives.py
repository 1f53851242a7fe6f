"""Hostile archives and office files: bombs, lies, loops, and names that lead elsewhere."""

import struct
import zipfile
import zlib
from collections.abc import Callable
from io import BytesIO

MEGABYTE = 1 << 20
RELATIONS = "_rels/.rels"
LAUGHS = (
    '<!DOCTYPE x [<!ENTITY a "ha">'
    + "".join(f'<!ENTITY {chr(c)} "{f"&{chr(c - 1)};" * 10}">' for c in range(98, 110))
    + "]><x>&m;</x>"
).encode()
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
SHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def packed(**members: bytes) -> bytes:
    """Return a ZIP of these members; in a name "__" is a slash and "_dot_" a dot."""
    return _zip({name.replace("__", "/").replace("_dot_", "."): m for name, m in members.items()})


def _zip(members: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    file = BytesIO()
    with zipfile.ZipFile(file, "w", method) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return file.getvalue()


def one_member_bomb() -> bytes:
    file = BytesIO()
    with (
        zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive,
        archive.open("order.txt", "w", force_zip64=True) as member,
    ):
        for _ in range(1024):
            member.write(b" " * MEGABYTE)
    return file.getvalue()


def nested_bomb() -> bytes:
    inner = _zip({"zeros.txt": b"0" * (40 * MEGABYTE)})
    for _ in range(4):
        inner = _zip({f"{n}.zip": inner for n in range(16)})
    return inner


def very_deep() -> bytes:
    inner = b"PO 4500012345"
    for level in range(200):
        inner = _zip({f"{level}.zip": inner}, zipfile.ZIP_STORED)
    return inner


def sixty_thousand_members() -> bytes:
    return _zip({f"{n}.txt": b"" for n in range(60_000)}, zipfile.ZIP_STORED)


def overlapping_members() -> bytes:
    """Every entry of the directory points at the same packed data."""
    data = zlib.compress(b"0" * (20 * MEGABYTE), 9)[2:-4]
    crc = zlib.crc32(b"0" * (20 * MEGABYTE))
    head = struct.pack(
        "<IHHHHHIIIHH", 0x04034B50, 20, 0, 8, 0, 0, crc, len(data), 20 * MEGABYTE, 5, 0
    )
    local = head + b"a.txt" + data
    entry = struct.pack(
        "<IHHHHHHIIIHHHHHII",
        0x02014B50, 20, 20, 0, 8, 0, 0, crc, len(data), 20 * MEGABYTE, 5, 0, 0, 0, 0, 0, 0,
    ) + b"a.txt"  # fmt: skip
    count = 1000
    end = struct.pack(
        "<IHHHHIIH", 0x06054B50, 0, 0, count, count, len(entry) * count, len(local), 0
    )
    return local + entry * count + end


def sizes_that_lie() -> bytes:
    honest = _zip({"order.txt": b"0" * (300 * MEGABYTE)})
    size = struct.pack("<I", 300 * MEGABYTE)
    return honest.replace(size, struct.pack("<I", 10))


def paths_that_lead_out() -> bytes:
    return _zip({"../../../etc/cron.d/x": b"x", "/etc/passwd": b"x", "C:\\x\\..\\y.txt": b"x"})


def names_that_mislead() -> bytes:
    return _zip({"\u202efdp.exe": b"MZ", "a\x00.pdf": b"%PDF-", "n" * 60_000: b"x", "CON": b"x"})


def encrypted_member() -> bytes:
    plain = bytearray(_zip({"order.pdf": b"%PDF-1.4 secret"}))
    plain[6] |= 1
    place = plain.index(b"PK\x01\x02")
    plain[place + 8] |= 1
    return bytes(plain)


def cut_off() -> bytes:
    whole = _zip({"order.txt": bytes(range(256)) * 4000})
    return whole[: len(whole) // 2]


def unknown_method() -> bytes:
    plain = bytearray(_zip({"order.txt": b"x" * 100}))
    place = plain.index(b"PK\x01\x02")
    plain[8:10] = plain[place + 10 : place + 12] = b"\x63\x00"
    return bytes(plain)


def _docx(document: bytes) -> bytes:
    return packed(**{"[Content_Types]_dot_xml": b"<Types/>", "word__document_dot_xml": document})


def docx_bomb() -> bytes:
    return _docx(b"<w:document>" + b" " * (200 * MEGABYTE) + b"</w:document>")


def docx_with_entities() -> bytes:
    return _docx(LAUGHS)


def docx_of_nested_tables() -> bytes:
    opened = "<w:tbl><w:tr><w:tc>" * 20_000
    closed = "</w:tc></w:tr></w:tbl>" * 20_000
    return _docx(
        f'<w:document xmlns:w="{WORD}"><w:body>{opened}{closed}</w:body></w:document>'.encode()
    )


def docx_of_a_million_paragraphs() -> bytes:
    lines = "<w:p><w:r><w:t>PO</w:t></w:r></w:p>" * 400_000
    return _docx(f'<w:document xmlns:w="{WORD}"><w:body>{lines}</w:body></w:document>'.encode())


def _xlsx(sheet: bytes, strings: bytes = b"") -> bytes:
    book = (
        f'<workbook xmlns="{SHEET}" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/'
        'relationships"><sheets><sheet name="PO" sheetId="1" r:id="rId1"/></sheets></workbook>'
    )
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    rels = "http://schemas.openxmlformats.org/package/2006/relationships"
    return _zip(
        {
            "[Content_Types].xml": b"<Types/>",
            RELATIONS: f'<Relationships xmlns="{rels}"><Relationship Id="rId1" Type="{kind}/'
            'officeDocument" Target="xl/workbook.xml"/></Relationships>'.encode(),
            "xl/workbook.xml": book.encode(),
            "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{rels}"><Relationship Id="rId1" '
            f'Type="{kind}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>'.encode(),
            "xl/worksheets/sheet1.xml": sheet,
            "xl/sharedStrings.xml": strings or f'<sst xmlns="{SHEET}"/>'.encode(),
        }
    )


def _rows(rows: str) -> bytes:
    return f'<worksheet xmlns="{SHEET}"><sheetData>{rows}</sheetData></worksheet>'.encode()


def xlsx_bomb() -> bytes:
    return _xlsx(_rows("<row>" + " " * (200 * MEGABYTE) + "</row>"))


def xlsx_of_two_cells_far_apart() -> bytes:
    return _xlsx(
        _rows(
            '<row r="1"><c r="A1"><v>1</v></c></row>'
            '<row r="1048576"><c r="XFD1048576"><v>2</v></c></row>'
        )
    )


def xlsx_of_a_million_cells() -> bytes:
    row = "<c><v>4500012345</v></c>" * 1000
    return _xlsx(_rows(f"<row>{row}</row>" * 1500))


def xlsx_with_entities() -> bytes:
    return _xlsx(_rows(""), LAUGHS)


def xlsx_with_strings_that_are_not_there() -> bytes:
    return _xlsx(_rows('<row r="1"><c r="A1" t="s"><v>4294967295</v></c></row>'))


def ods_of_repeated_cells() -> bytes:
    content = (
        '<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
        'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
        'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body>'
        '<office:spreadsheet><table:table table:name="PO"><table:table-row '
        'table:number-rows-repeated="1048576"><table:table-cell '
        'table:number-columns-repeated="16384" office:value-type="string"><text:p>PO</text:p>'
        "</table:table-cell></table:table-row></table:table></office:spreadsheet></office:body>"
        "</office:document-content>"
    )
    return _zip(
        {
            "mimetype": b"application/vnd.oasis.opendocument.spreadsheet",
            "content.xml": content.encode(),
            "META-INF/manifest.xml": b"<manifest/>",
        },
        zipfile.ZIP_STORED,
    )


ZIPS: tuple[Callable[[], bytes], ...] = (
    one_member_bomb,
    nested_bomb,
    very_deep,
    sixty_thousand_members,
    overlapping_members,
    sizes_that_lie,
    paths_that_lead_out,
    names_that_mislead,
    encrypted_member,
    cut_off,
    unknown_method,
)
DOCXS = (docx_bomb, docx_with_entities, docx_of_nested_tables, docx_of_a_million_paragraphs)
XLSXS = (
    xlsx_bomb,
    xlsx_of_two_cells_far_apart,
    xlsx_of_a_million_cells,
    xlsx_with_entities,
    xlsx_with_strings_that_are_not_there,
)
ODSS = (ods_of_repeated_cells,)
