"""Hostile PDFs: bombs, loops, lies, and files that end too early."""

import zlib
from collections.abc import Callable

MEGABYTE = 1 << 20


def _pdf(objects: list[bytes], trailer: bytes = b"/Root 1 0 R") -> bytes:
    """Return a PDF of these objects, numbered from 1, with a right cross-reference table."""
    body, places = b"%PDF-1.7\n", []
    for number, content in enumerate(objects, 1):
        places.append(len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    count = len(objects) + 1
    return body + (
        b"xref\n0 %d\n0000000000 65535 f \n%strailer\n<</Size %d %s>>\nstartxref\n%d\n%%%%EOF"
        % (count, table, count, trailer, len(body))
    )


def _page(content: bytes, resources: bytes = b"", extra: list[bytes] | None = None) -> bytes:
    """Return a PDF of one page whose content is object 4; further objects follow from 5."""
    return _pdf(
        [
            b"<</Type/Catalog/Pages 2 0 R>>",
            b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<<"
            + resources
            + b">>>>",
            content,
            *(extra or []),
        ]
    )


def _stream(data: bytes, filters: bytes = b"/FlateDecode", more: bytes = b"") -> bytes:
    return b"<</Length %d/Filter[%s]%s>>stream\n%s\nendstream" % (len(data), filters, more, data)


def _zeros(size: int) -> bytes:
    """Return a zlib stream of so many spaces, made without holding them."""
    packer = zlib.compressobj(9)
    packed = [packer.compress(b" " * MEGABYTE) for _ in range(size // MEGABYTE)]
    return b"".join(packed) + packer.flush()


def content_bomb() -> bytes:
    return _page(_stream(_zeros(1024 * MEGABYTE)))


def nested_filter_bomb() -> bytes:
    twice = zlib.compress(_zeros(2048 * MEGABYTE), 9)
    return _page(_stream(twice, b"/FlateDecode/FlateDecode"))


def runlength_bomb() -> bytes:
    return _page(
        _stream(zlib.compress(b"\x81 " * (8 * MEGABYTE), 9), b"/FlateDecode/RunLengthDecode")
    )


def image_of_absurd_size() -> bytes:
    image = _stream(
        zlib.compress(b"\0" * 1000),
        more=b"/Type/XObject/Subtype/Image/Width 100000/Height 100000"
        b"/ColorSpace/DeviceRGB/BitsPerComponent 8",
    )
    return _page(_stream(zlib.compress(b"/I Do")), b"/XObject<</I 5 0 R>>", [image])


def page_tree_loop() -> bytes:
    return _pdf([b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[2 0 R 2 0 R]/Count 9>>"])


def page_count_lie() -> bytes:
    return _pdf(
        [
            b"<</Type/Catalog/Pages 2 0 R>>",
            b"<</Type/Pages/Kids[3 0 R]/Count 2147483647>>",
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>",
        ]
    )


def one_page_a_hundred_thousand_times() -> bytes:
    return _pdf(
        [
            b"<</Type/Catalog/Pages 2 0 R>>",
            b"<</Type/Pages/Kids[" + b"3 0 R " * 100_000 + b"]/Count 100000>>",
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>",
        ]
    )


def cross_reference_loop() -> bytes:
    whole = _pdf([b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[]/Count 0>>"])
    start = whole.rindex(b"startxref\n") + 10
    place = whole[start:].split(b"\n")[0]
    return whole.replace(b"<</Size", b"<</Prev %s/Size" % place)


def form_draws_itself() -> bytes:
    form = _stream(
        zlib.compress(b"/F Do /F Do"),
        more=b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</F 5 0 R>>>>",
    )
    return _page(_stream(zlib.compress(b"/F Do")), b"/XObject<</F 5 0 R>>", [form])


def forms_draw_each_other_exponentially() -> bytes:
    forms = [
        _stream(
            zlib.compress(b"/F Do " * 10),
            more=b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</F %d 0 R>>>>"
            % (number + 1),
        )
        for number in range(5, 20)
    ]
    end = _stream(zlib.compress(b"0 0 m"), more=b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]")
    return _page(_stream(zlib.compress(b"/F Do")), b"/XObject<</F 5 0 R>>", [*forms, end])


def deep_arrays() -> bytes:
    return _page(_stream(zlib.compress(b"[" * 1_000_000 + b"]" * 1_000_000 + b" TJ")))


def deep_dictionary() -> bytes:
    return _pdf([b"<</Type/Catalog/Pages " + b"<</A " * 200_000 + b">>" * 200_000 + b">>"])


def save_state_without_end() -> bytes:
    return _page(_stream(zlib.compress(b"q " * 5_000_000)))


def endless_text() -> bytes:
    line = b"BT /F1 1 Tf 1 0 0 1 1 1 Tm (Purchase Order 4500012345 Purchase Order) Tj ET\n"
    font = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"
    return _page(_stream(zlib.compress(line * 300_000)), b"/Font<</F1 5 0 R>>", [font])


def character_map_bomb() -> bytes:
    mapping = b"1 beginbfrange <0000> <FFFF> <" + b"0041" * 50_000 + b"> endbfrange\n"
    font = b"<</Type/Font/Subtype/Type0/BaseFont/X/Encoding/Identity-H/ToUnicode 6 0 R>>"
    text = b"BT /F1 9 Tf <" + b"0041" * 10_000 + b"> Tj ET"
    return _page(
        _stream(zlib.compress(text)),
        b"/Font<</F1 5 0 R>>",
        [font, _stream(zlib.compress(mapping * 50, 9))],
    )


def attached_file_bomb() -> bytes:
    return _with_attachment(_stream(_zeros(1024 * MEGABYTE), more=b"/Type/EmbeddedFile"))


def attached_entity_bomb() -> bytes:
    laughs = b'<!DOCTYPE o [<!ENTITY a "ha">' + b"".join(
        b'<!ENTITY %c "%s">' % (letter, b"&%c;" % (letter - 1) * 10) for letter in range(98, 110)
    )
    return _with_attachment(
        _stream(zlib.compress(laughs + b"]><o>&m;</o>"), more=b"/Type/EmbeddedFile")
    )


def _with_attachment(embedded: bytes) -> bytes:
    return _pdf(
        [
            b"<</Type/Catalog/Pages 2 0 R/Names<</EmbeddedFiles<</Names[(order-x.xml) 4 0 R]>>>>>>",
            b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>",
            b"<</Type/Filespec/F(order-x.xml)/UF(order-x.xml)/EF<</F 5 0 R>>>>",
            embedded,
        ]
    )


def page_of_absurd_size() -> bytes:
    return _pdf(
        [
            b"<</Type/Catalog/Pages 2 0 R>>",
            b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
            b"<</Type/Page/Parent 2 0 R/MediaBox[-1e30 -1e30 1e30 1e30]/UserUnit 1e9/Rotate 45>>",
        ]
    )


def hundred_thousand_annotations() -> bytes:
    return _pdf(
        [
            b"<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[" + b"4 0 R " * 100_000 + b"]>>>>",
            b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Annots[" + b"4 0 R " * 100_000 + b"]>>",
            b"<</Type/Annot/Subtype/Widget/FT/Tx/T(a)/V(b)/Rect[0 0 9 9]>>",
        ]
    )


def fields_that_are_their_own_kids() -> bytes:
    return _pdf(
        [
            b"<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[4 0 R]/NeedAppearances true>>>>",
            b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>",
            b"<</FT/Tx/T(a)/Kids[4 0 R 4 0 R]/Parent 4 0 R>>",
        ]
    )


def scripts_and_launches() -> bytes:
    return _pdf(
        [
            (
                b"<</Type/Catalog/Pages 2 0 R/OpenAction<</S/JavaScript/JS(while(true){})>>"
                b"/AA<</WC<</S/Launch/F(/bin/sh)>>>>>>"
            ),
            b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/AA<</O<</S/URI/URI(http://x.example)>>>>>>",
        ]
    )


def unknown_encryption() -> bytes:
    return _pdf(
        [b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[]/Count 0>>"],
        b"/Root 1 0 R/Encrypt<</Filter/Nobody/V 99>>/ID[(a)(b)]",
    )


def broken_pictures() -> bytes:
    pictures = [
        _stream(
            b"\xff\x4f\xff\x51" + b"\xff" * 5000,
            name,
            b"/Type/XObject/Subtype/Image/Width 9/Height 9",
        )
        for name in (b"/JPXDecode", b"/JBIG2Decode", b"/DCTDecode", b"/CCITTFaxDecode")
    ]
    return _page(
        _stream(zlib.compress(b"/A Do /B Do /C Do /D Do")),
        b"/XObject<</A 5 0 R/B 6 0 R/C 7 0 R/D 8 0 R>>",
        pictures,
    )


def cut_in_the_middle() -> bytes:
    whole = endless_text()
    return whole[: len(whole) // 2]


def only_a_header() -> bytes:
    return b"%PDF-1.7\n" + b"\x00\xff" * 500_000


ALL: tuple[Callable[[], bytes], ...] = (
    content_bomb,
    nested_filter_bomb,
    runlength_bomb,
    image_of_absurd_size,
    page_tree_loop,
    page_count_lie,
    one_page_a_hundred_thousand_times,
    cross_reference_loop,
    form_draws_itself,
    forms_draw_each_other_exponentially,
    deep_arrays,
    deep_dictionary,
    save_state_without_end,
    endless_text,
    character_map_bomb,
    attached_file_bomb,
    attached_entity_bomb,
    page_of_absurd_size,
    hundred_thousand_annotations,
    fields_that_are_their_own_kids,
    scripts_and_launches,
    unknown_encryption,
    broken_pictures,
    cut_in_the_middle,
    only_a_header,
)
