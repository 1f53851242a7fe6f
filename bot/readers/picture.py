"""Reads pictures of orders: screenshots, photos, faxes.

A picture is looked at twice (see `_recognition`), and only where pictures are read at all (see
`_ocr`). Its header says how large it is: a bomb is refused, and a logo left alone, undecoded.
"""

import io
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from bot.domain.message import Part
from bot.readers import _ocr
from bot.readers._dimensions import dimensions, is_picture
from bot.readers._engine import Array
from bot.readers._pages import Pages, Unreadable

if TYPE_CHECKING:
    from PIL.Image import Image

MEDIA_TYPES = frozenset({
    "image/png", "image/x-png", "image/apng", "image/jpeg", "image/jpg", "image/pjpeg",
    "image/gif", "image/tiff", "image/tif", "image/x-tiff", "image/webp", "image/bmp",
    "image/x-ms-bmp", "image/x-bmp", "image/x-windows-bmp",
})  # fmt: skip
SUFFIXES = frozenset(
    {".png", ".apng", ".jpg", ".jpeg", ".jfif", ".gif", ".tif", ".tiff", ".webp", ".bmp"}
)
FORMATS = ("PNG", "JPEG", "GIF", "TIFF", "WEBP", "BMP", "MPO")
"""What Pillow may open; it knows forty more."""

MAX_PIXELS = 25_000_000
"""A page of A4 at 400 dpi has 15 million, a telephone's photo 12."""

LARGEST_SIDE = 2600
"""Pixels to which a picture is scaled down: A4 at 220 dpi. More costs time and memory only."""

SMALLEST_SIDE, SMALLEST_AREA = 32, 20_000
"""Pixels below which a picture is an icon or a logo: 32 high, 200 x 100."""

SQUARE = 1.3
"""Pixels of a fax are up to twice as high as wide; within this they are as good as square."""


def looks_like(payload: bytes) -> bool:
    """Recognise the signatures of the formats above."""
    return is_picture(payload)


def read(part: Part) -> Pages:
    """Return the text of a picture, or of the first ten pages of a fax."""
    size = dimensions(part.payload)
    if size is None:
        raise Unreadable("corrupt")
    if size[0] * size[1] > MAX_PIXELS:
        raise Unreadable(f"a picture of {size[0]} x {size[1]} pixels")
    if min(size) < SMALLEST_SIDE or size[0] * size[1] < SMALLEST_AREA:
        return Pages()
    if not _ocr.is_loaded():
        return Pages(problem=_ocr.not_read(), scanned=(1,))
    return _read(part.payload)


def warm_up(text: str) -> Part:
    """Use every decoder once; return a picture of a text, in Pillow's own font."""
    from PIL import Image, ImageDraw, ImageFont

    drawn = Image.new("RGB", (400, 120), "white")
    ImageDraw.Draw(drawn).text((20, 40), text, "black", ImageFont.load_default(30))
    payload = b""
    for name in ("JPEG", "GIF", "TIFF", "WEBP", "BMP", "PNG"):
        file = io.BytesIO()
        drawn.save(file, name)
        payload = file.getvalue()
        list(_pages(payload))
    return Part("", "image/png", "", payload)


def _read(payload: bytes) -> Pages:
    texts: list[str] = []
    doubtful: set[str] = set()
    problem = ""
    for page in _pages(payload):
        if not _ocr.has_time():
            problem = f"took too long: only {len(texts)} pages of the picture were read"
            break
        found = _ocr.read_picture(page)
        texts.append(found.text)
        doubtful |= found.doubtful
        if not found.complete:
            problem = f"took too long: page {len(texts)} was read in part"
            break
    pictured = tuple(range(1, len(texts) + 1))
    return Pages(tuple(texts), problem=problem, pictured=pictured, doubtful=tuple(sorted(doubtful)))


def _pages(payload: bytes) -> Iterator[Array]:
    """Yield the pages of a picture, ready to be read: several of a TIFF, else the first."""
    from PIL import Image, UnidentifiedImageError

    Image.MAX_IMAGE_PIXELS = MAX_PIXELS // 2
    try:
        with Image.open(io.BytesIO(payload), formats=FORMATS) as picture:
            count = getattr(picture, "n_frames", 1) if picture.format == "TIFF" else 1
            for number in range(count):
                picture.seek(number)
                yield _prepared(picture)
    except Image.DecompressionBombError as bomb:
        raise Unreadable("a picture of too many pixels") from bomb
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, EOFError) as error:
        raise Unreadable("corrupt") from error


def _prepared(picture: "Image") -> Array:
    """Return a page as an array: upright as its camera says, of square pixels, without colours."""
    import numpy as np
    from PIL import Image, ImageOps

    if picture.width * picture.height > MAX_PIXELS:
        raise Image.DecompressionBombError
    picture.draft("RGB", (LARGEST_SIDE, LARGEST_SIDE))
    page = _opaque(ImageOps.exif_transpose(picture))
    across, down = _resolution(picture)
    wide, high = page.width, page.height
    if down and across / down > SQUARE:
        high = round(high * across / down)
    elif across and down / across > SQUARE:
        wide = round(wide * down / across)
    scale = min(LARGEST_SIDE / max(wide, high), 1)
    size = (max(round(wide * scale), 1), max(round(high * scale), 1))
    if size != page.size:
        page = page.resize(size, Image.Resampling.BOX if scale < 1 else Image.Resampling.BICUBIC)
    return np.ascontiguousarray(np.asarray(page)[:, :, ::-1])


def _opaque(page: "Image") -> "Image":
    """Return a page in red, green and blue, on white where it lets something through."""
    from PIL import Image

    if page.mode.startswith(("I", "F")):
        page = _eight_bits(page)
    if page.has_transparency_data:
        page = page.convert("RGBA")
        white = Image.new("RGBA", page.size, "white")
        white.alpha_composite(page)
        page = white
    return page.convert("RGB")


def _eight_bits(page: "Image") -> "Image":
    """Return a page of sixteen bits, or of fractions, with its darkest and lightest stretched."""
    import numpy as np
    from PIL import Image

    values = np.asarray(page, np.float32)
    low, high = float(values.min()), float(values.max())
    return Image.fromarray(((values - low) * (255 / max(high - low, 1e-6))).astype(np.uint8))


def _resolution(picture: "Image") -> tuple[float, float]:
    """Return dots per inch across and down; twice the same where it is not said, or absurd."""
    said: Any = picture.info.get("dpi", (1, 1))
    try:
        across, down = float(said[0]), float(said[1])
    except (TypeError, ValueError, LookupError, ZeroDivisionError):
        return 1, 1
    return (across, down) if across > 0 and down > 0 and 0.4 < across / down < 2.5 else (1, 1)
