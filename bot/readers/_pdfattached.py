"""What a PDF carries beside its pages: attached files, and the data of an XFA form.

An order in XML (Order-X, ZUGFeRD's sister) is read here, as one of the PDF itself: the page shows
the same order to people. Any other file is given on, to be read in its turn.
"""

import ctypes
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from xml.etree import ElementTree as ET

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from bot.domain.message import OrderDocument, Part
from bot.readers import xmlorder
from bot.readers._pages import NO_MAIL, Unreadable
from bot.readers.orders.tree import parsed, root_of

MOST = 20
MAX_BYTES = 20_000_000
XFA_DATA = "datasets"


@dataclass(slots=True)
class Attached:
    """The files in a PDF.

    Attributes:
        orders: those that are orders.
        parts: those that a reader has to look at.
        problems: why the others were not read, by name.
    """

    orders: list[OrderDocument] = field(default_factory=list)
    parts: list[Part] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)


def attached(document: pdfium.PdfDocument, part: Part) -> Attached:
    """Return the files in a PDF. The orders' origin is the PDF, under its own name."""
    found = Attached()
    count = document.count_attachments()
    if count > MOST:
        found.problems.append(f"only the first {MOST} of {count} attached files were read")
    room = MAX_BYTES
    for number in range(min(count, MOST)):
        try:
            name, payload = _file(document.get_attachment(number), room)
        except (pdfium.PdfiumError, ValueError) as error:
            found.problems.append(f"attached file {number + 1}: {error}")
            continue
        room -= len(payload)
        _sort(found, part, name, payload)
    return found


def form_data(document: pdfium.PdfDocument) -> str:
    """Return what was filled into an XFA form: a line per field, its name and its value."""
    for index in range(min(pdfium_c.FPDF_GetXFAPacketCount(document), MOST)):
        name = ctypes.create_string_buffer(64)
        size = pdfium_c.FPDF_GetXFAPacketName(document, index, name, 64)
        if 0 < size <= 64 and name.value.decode("latin-1") == XFA_DATA:
            try:
                return "\n".join(_fields(parsed(_packet(document, index))))
            except Unreadable:
                return ""
    return ""


def _file(attachment: pdfium.PdfAttachment, room: int) -> tuple[str, bytes]:
    size = ctypes.c_ulong()
    pdfium_c.FPDFAttachment_GetFile(attachment, None, 0, ctypes.byref(size))
    if size.value > room:
        raise ValueError("too large")
    name = str(attachment.get_name()).rpartition("/")[2]
    return name, bytes(attachment.get_data()) if size.value else b""


def _sort(found: Attached, part: Part, name: str, payload: bytes) -> None:
    """Put a file where it belongs; of XML that is no order, the page shows what it says."""
    if root_of(payload[:4096]) is None:
        found.parts.append(
            Part(
                str(len(found.parts) + 1),
                "application/octet-stream",
                name,
                payload,
                attachment=True,
                inside=NO_MAIL,
            )
        )
        return
    try:
        found.orders += xmlorder.read(replace(part, payload=payload)).orders
    except Unreadable as problem:
        found.problems.append(f"{name}: {problem}")


def _packet(document: pdfium.PdfDocument, index: int) -> bytes:
    size = ctypes.c_ulong()
    pdfium_c.FPDF_GetXFAPacketContent(document, index, None, 0, ctypes.byref(size))
    if size.value > MAX_BYTES:
        raise Unreadable("too large")
    buffer = ctypes.create_string_buffer(max(size.value, 1))
    pdfium_c.FPDF_GetXFAPacketContent(document, index, buffer, size.value, ctypes.byref(size))
    return buffer.raw[: size.value]


def _fields(root: ET.Element) -> Iterator[str]:
    for element in root.iter():
        if not len(element) and element.text and element.text.strip():
            yield f"{element.tag}: {' '.join(element.text.split())}"
