"""Pictures of orders, read as the daemon reads them: in a confined child."""

import io
import struct
import time
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from fpdf import FPDF
from fpdf.enums import TextMode
from PIL import Image, ImageFilter

from bot.domain.message import Part, Reading
from bot.readers import InlineReaders
from bot.readers.confined import ConfinedReaders
from tests.readers.pictures import NUMBER, drawn, part, saved, scanned

HOSTILE = Path(__file__).with_name("hostile.py")
LAID_OUT = [
    ["PURCHASE ORDER"],
    ["PO number", NUMBER],
    ["Your quotation", "Q-2041"],
    ["Supplier", "Progressive Robot Ltd"],
    ["Net total GBP", "12,450.00"],
]


@pytest.fixture(scope="module")
def readers() -> Iterator[ConfinedReaders]:
    confined = ConfinedReaders(timeout=20)
    yield confined
    confined.close()


@pytest.fixture(scope="module")
def hostile() -> Iterator[ConfinedReaders]:
    confined = ConfinedReaders(timeout=3, extra_readers=[HOSTILE])
    if confined.confinement != "sandboxed":
        pytest.skip(f"this kernel does not confine: {confined.gaps}")
    yield confined
    confined.close()


def read(readers: ConfinedReaders, one: Part) -> Reading:
    return readers.read([one])[0]


def cells(page: str) -> list[list[str]]:
    return [[c for c in line.split("  ") if c.strip()] for line in page.splitlines()]


def stripped(page: str) -> list[list[str]]:
    return [[c.strip() for c in row] for row in cells(page)]


def test_a_value_stays_on_the_line_of_its_label(readers: ConfinedReaders) -> None:
    reading = read(readers, part(saved(drawn())))

    assert stripped(reading.pages[0]) == LAID_OUT
    assert (reading.pictured, reading.doubtful, reading.problem) == ((1,), (), "")


@pytest.mark.parametrize("angle", [90, 180, 270])
def test_a_picture_that_lies_on_its_side_is_turned(readers: ConfinedReaders, angle: int) -> None:
    reading = read(readers, part(saved(drawn().rotate(angle, expand=True))))
    assert stripped(reading.pages[0]) == LAID_OUT


def test_a_photo_is_turned_as_its_camera_says(readers: ConfinedReaders) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    photo = saved(drawn().rotate(90, expand=True), "JPEG", exif=exif)
    assert stripped(read(readers, part(photo, "jpeg")).pages[0]) == LAID_OUT


@pytest.mark.parametrize("angle", [2, -3])
def test_a_page_that_lay_askew_keeps_its_lines(readers: ConfinedReaders, angle: float) -> None:
    askew = drawn().rotate(angle, Image.Resampling.BICUBIC, expand=True, fillcolor=255)
    reading = read(readers, part(saved(askew)))

    assert stripped(reading.pages[0]) == LAID_OUT
    assert NUMBER not in reading.doubtful


@pytest.mark.parametrize(
    "picture",
    [
        drawn(ink=225, paper=30),
        drawn(ink=150, paper=190).filter(ImageFilter.GaussianBlur(1)),
        drawn(size=15),
        drawn().point(lambda value: 255 if value > 127 else 0).convert("1"),
    ],
    ids=["dark mode", "low contrast", "a hundred dots per inch", "black and white"],
)
def test_poor_pictures_are_read(readers: ConfinedReaders, picture: Image.Image) -> None:
    reading = read(readers, part(saved(picture)))

    assert ["PO number", NUMBER] in stripped(reading.pages[0])
    assert NUMBER not in reading.doubtful


@pytest.mark.parametrize("kind", ["jpeg", "webp", "bmp", "gif", "tiff"])
def test_every_format_is_read(readers: ConfinedReaders, kind: str) -> None:
    reading = read(readers, part(saved(drawn(size=20), kind), kind))
    assert ["PO number", NUMBER] in stripped(reading.pages[0])


def test_a_fax_of_several_pages_with_tall_pixels_is_read(readers: ConfinedReaders) -> None:
    pages = [drawn(), drawn([("Page", "2"), ("Signed", "J. Thorpe")])]
    flat = [p.resize((p.width, p.height // 2)).convert("1") for p in pages]
    fax = saved(flat[0], "TIFF", save_all=True, append_images=flat[1:], dpi=(204, 102))
    reading = read(readers, part(fax, "tiff"))

    assert [NUMBER in reading.pages[0], "Thorpe" in reading.pages[1]] == [True, True]
    assert reading.pictured == (1, 2)


def test_of_a_film_the_first_picture_is_read(readers: ConfinedReaders) -> None:
    film = saved(drawn(size=20), "GIF", save_all=True, append_images=[drawn([("B", "2")], size=20)])
    assert NUMBER in "".join(read(readers, part(film, "gif")).pages)


@pytest.mark.parametrize("mode", ["RGBA", "P", "CMYK", "I;16"])
def test_every_kind_of_colour_is_read(readers: ConfinedReaders, mode: str) -> None:
    picture = drawn(size=20)
    picture = (
        picture.convert("I").point(lambda v: v * 257).convert(mode)
        if mode == "I;16"
        else (picture.convert("RGB").convert(mode))
    )
    kind = "tiff" if mode == "CMYK" else "png"
    assert NUMBER in "".join(read(readers, part(saved(picture, kind), kind)).pages)


def test_a_scanned_pdf_is_read_and_says_which_pages_are_pictures(readers: ConfinedReaders) -> None:
    reading = read(readers, scanned(drawn(), None))

    assert ["PO number", NUMBER] in stripped(reading.pages[0])
    assert reading.pages[1] == ""
    assert (reading.pictured, reading.scanned, reading.problem) == ((1,), (), "")


def test_what_is_written_beside_a_picture_stays_and_the_picture_follows(
    readers: ConfinedReaders,
) -> None:
    reading = read(readers, page_with("Scanned by Canon", at=280))

    assert reading.pages[0] == "Scanned by Canon"
    assert ["PO number", NUMBER] in stripped(reading.pages[1])
    assert reading.pictured == (2,)


def test_the_invisible_text_of_a_searchable_scan_is_not_believed(readers: ConfinedReaders) -> None:
    reading = read(readers, page_with("PO number 4500999999", at=30, visible=False))

    assert stripped(reading.pages[0]) == LAID_OUT
    assert reading.pictured == (1,)


def page_with(text: str, at: float, *, visible: bool = True) -> Part:
    """Return a PDF with a picture of an order, and a text that can be seen or not."""
    document = FPDF()
    document.add_page()
    document.set_font("Helvetica", size=10)
    document.image(drawn(), x=0, y=0, w=210)
    with document.local_context(text_mode=TextMode.FILL if visible else TextMode.INVISIBLE):
        document.text(20, at, text)
    return Part("1", "application/pdf", "scan.pdf", bytes(document.output()), attachment=True)


def test_what_the_two_readings_have_differently_is_doubtful(readers: ConfinedReaders) -> None:
    rows = [("PO number", NUMBER), ("PO number", "SO01IlB8558"), ("Item", "7O8B1S50I")]
    poor = drawn(rows, size=11).filter(ImageFilter.GaussianBlur(0.9))
    reading = read(readers, part(saved(poor)))

    truth = {NUMBER, "SO01IlB8558", "7O8B1S50I"}
    numbers = {word for word in reading.pages[0].split() if len(word) > 8}
    assert numbers - truth <= set(reading.doubtful)


def test_a_letter_behind_a_digit_that_looks_like_one_is_doubtful(readers: ConfinedReaders) -> None:
    reading = read(readers, part(saved(drawn([("PO number", "45O0I2345")]))))
    number = reading.pages[0].split()[-1]
    assert number.isdigit() or number in reading.doubtful


def test_a_picture_of_nothing_has_no_text_and_no_problem(readers: ConfinedReaders) -> None:
    reading = read(readers, part(saved(Image.new("RGB", (300, 300), "white"))))
    assert (reading.pages, reading.problem, reading.pictured) == (("",), "", (1,))


@pytest.mark.parametrize("size", [(16, 3000), (100, 100), (400, 31)])
def test_a_logo_is_left_alone(readers: ConfinedReaders, size: tuple[int, int]) -> None:
    assert read(readers, part(saved(Image.new("RGB", size)))) == Reading("1")


# --- hostile files ---


def bomb(wide: int, high: int, body: bytes = b"") -> bytes:
    """Return a PNG that declares a size."""

    def chunk(name: bytes, data: bytes) -> bytes:
        end = zlib.crc32(name + data).to_bytes(4, "big")
        return len(data).to_bytes(4, "big") + name + data + end

    header = struct.pack(">IIBBBBB", wide, high, 8, 0, 0, 0, 0)
    chunks = chunk(b"IHDR", header) + chunk(b"IDAT", body) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + chunks


@pytest.mark.parametrize(
    ("one", "problem"),
    [
        (part(bomb(60_000, 60_000)), "a picture of 60000 x 60000 pixels"),
        (part(bomb(4_000, 4_000, zlib.compress(b"\0" * 60_000_000))), ""),
        (part(bomb(500, 500, b"x")), "corrupt"),
        (part(saved(drawn(), "JPEG")[:3000], "jpeg"), "corrupt"),
        (part(b"\xff\xd8\xff\xe0nothing", "jpeg"), "corrupt"),
        (part(saved(drawn(), "TIFF")[:500], "tiff"), "corrupt"),
        (part(b"II*\0" + b"\x08\0\0\0" + b"\xff" * 400, "tiff"), "corrupt"),
    ],
    ids=["pixels", "octets", "no picture", "truncated", "no frame", "cut off", "tags"],
)
def test_a_hostile_picture_costs_itself(readers: ConfinedReaders, one: Part, problem: str) -> None:
    started = time.monotonic()
    reading = read(readers, one)

    assert reading.problem == problem
    assert "".join(reading.pages) == ""
    assert time.monotonic() - started < 6


# --- the process that reads pictures ---


def test_no_models_are_loaded_for_a_mail_without_pictures() -> None:
    confined = ConfinedReaders()
    confined.read([Part("1", "text/html", "", b"<p>PO 1</p>"), part(saved(Image.new("L", (9, 9))))])
    assert confined._pictures.zygote is None
    confined.close()


def test_the_models_are_confined_and_let_go_when_idle() -> None:
    confined = ConfinedReaders(idle=0.3)
    assert NUMBER in confined.read([part(saved(drawn(size=20)))])[0].pages[0]
    zygote = confined._pictures.zygote
    assert zygote is not None
    tasks = list(Path(f"/proc/{zygote.pid}/task").iterdir())
    assert zygote.process.wait(5) == 0
    again = confined.read([part(saved(drawn(size=20)))])[0]
    confined.close()

    assert len(tasks) == 1
    assert (zygote.confinement, zygote.gaps) == (confined.confinement, confined.gaps)
    assert NUMBER in again.pages[0]


def test_what_a_reader_of_pictures_dies_of_costs_only_the_pictures() -> None:
    confined = ConfinedReaders(memory=250)
    mixed = scanned(None, drawn())
    reading = confined.read([mixed])[0]
    confined.close()

    assert reading.problem != ""
    assert reading.pictured == ()


@pytest.mark.parametrize(
    ("attack", "problem"),
    [
        ("segfault", "crashed the reader (SIGSEGV)"),
        ("loop", "took too long"),
        ("allocate", "needed too much memory"),
        ("allocate_slowly", "needed too much memory"),
        ("read_file", "the reader failed: PermissionError"),
        ("connect", "the reader failed: PermissionError"),
        ("fork_bomb", "the reader failed: PermissionError"),
    ],
)
def test_the_child_that_reads_pictures_is_as_confined_as_the_others(
    hostile: ConfinedReaders, attack: str, problem: str
) -> None:
    one = Part("1", "application/x-hostile", "order.bin", attack.encode())
    assert hostile._read_by(hostile._pictures, one).problem == problem


def test_a_scan_in_an_archive_is_read(readers: ConfinedReaders) -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("scan.png", saved(drawn(size=20)))
    reading = read(readers, Part("1", "application/zip", "a.zip", file.getvalue(), attachment=True))

    (member,) = reading.inside
    assert NUMBER in member.reading.pages[0]
    assert (member.reading.pictured, member.reading.scanned, reading.problem) == ((1,), (), "")


def test_where_pictures_are_not_read_that_is_said() -> None:
    picture, scan = InlineReaders().read([part(saved(drawn())), scanned(drawn())])

    assert (picture.problem, picture.scanned) == ("a picture", (1,))
    assert (scan.problem, scan.scanned) == ("no text layer", (1,))
