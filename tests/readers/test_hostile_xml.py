"""What a stranger may put into XML, and what of it gets in."""

import pytest

from bot.domain.message import Part
from bot.readers import Unreadable, xmlorder
from tests.readers.order_documents import CXML_ORDER, PEPPOL_ORDER

LAUGHS = "".join(f'<!ENTITY l{i} "{f"&l{i - 1};" * 10}">' for i in range(1, 10))
BOMB = f'<?xml version="1.0"?><!DOCTYPE Order [<!ENTITY l0 "lol">{LAUGHS}]><Order>&l9;</Order>'
NO_ENTITIES = "entity declarations are not allowed"


def problem(payload: str | bytes) -> str:
    source = payload.encode() if isinstance(payload, str) else payload
    with pytest.raises(Unreadable) as caught:
        xmlorder.read(Part("2", "application/xml", "order.xml", source))
    return str(caught.value)


@pytest.mark.parametrize(
    ("document", "said"),
    [
        (BOMB, NO_ENTITIES),
        (BOMB.encode("utf-16"), NO_ENTITIES),
        (f'<!DOCTYPE a [<!ENTITY q "{"q" * 50_000}">]><a>{"&q;" * 50_000}</a>', NO_ENTITIES),
        ('<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>', NO_ENTITIES),
        ('<!DOCTYPE a [<!ENTITY x PUBLIC "p" "http://127.0.0.1/">]><a>&x;</a>', NO_ENTITIES),
        ('<!DOCTYPE a [<!ENTITY % p SYSTEM "http://127.0.0.1/"> %p;]><a/>', NO_ENTITIES),
        ('<!DOCTYPE a [<!ENTITY x SYSTEM "x" NDATA n>]><a/>', NO_ENTITIES),
        ('<!DOCTYPE a [<!ENTITY l1 "x&l1;">]><a b="&l1;"/>', NO_ENTITIES),
        (
            '<!DOCTYPE a [<!ATTLIST a b CDATA "x">]><a/>',
            "declarations inside the document are not allowed",
        ),
        ('<!DOCTYPE a SYSTEM "file:///etc/passwd"><a>&x;</a>', "corrupt"),
        ("<a>" * 65, "nested too deeply"),
        ("<a>" * 1_000_000, "nested too deeply"),
        ("<a>" + "<b/>" * 200_001 + "</a>", "too large"),
        (b"<a>" + bytes(10_000_001), "too large"),
        ("<a " + " ".join(f'x{i}="1"' for i in range(100_000)), "corrupt"),
        (f"<a>{'<![CDATA[' * 300_000}", "corrupt"),
        (f"<!--{'-' * 3_000_000}", "corrupt"),
        ("&" * 1_000_000, "corrupt"),
    ],
)
def test_a_hostile_document_is_refused_at_once(document: str | bytes, said: str) -> None:
    assert problem(document) == said


@pytest.mark.parametrize("cut", range(0, 4096, 61))
def test_a_document_cut_off_anywhere_is_no_order(cut: int) -> None:
    for document in (PEPPOL_ORDER, CXML_ORDER):
        beginning = document.encode()[: min(cut, len(document.rstrip()) - 1)]
        xmlorder.looks_like(beginning)
        assert problem(beginning) == "corrupt"


def test_xinclude_and_stylesheets_are_only_text() -> None:
    document = (
        '<?xml-stylesheet href="http://127.0.0.1/x.xsl"?><a '
        'xmlns:xi="http://www.w3.org/2001/XInclude"><xi:include href="/etc/passwd"/>text</a>'
    )
    pages = xmlorder.read(Part("2", "text/xml", "x.xml", document.encode()))
    assert pages.texts == ("a\ntext",)
