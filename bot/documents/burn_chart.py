"""A chart of blanket orders as PNG, drawn by Pillow (extra `charts`).

White ground and dark ink, whatever a mail program makes of the page around it. Drawn at twice the
size at which it is shown, so that it is sharp on a good screen. The same bars give the same bytes.
"""

import io
import unicodedata
from importlib.util import find_spec
from typing import TYPE_CHECKING

from bot.domain.burn_bars import MARGIN, ROW, WIDTH, BurnBar, size_of

if TYPE_CHECKING:
    from PIL.ImageDraw import ImageDraw
    from PIL.ImageFont import FreeTypeFont, ImageFont

    Font = FreeTypeFont | ImageFont

SCALE = 2
BAR = 16

WHITE, INK, GREY = "#ffffff", "#1a1a1a", "#5a5a5a"
USED, WAITING, LEFT, OVER = "#1f5f8b", "#8fbcd9", "#e6e6e6", "#c0392b"

KEY = ((USED, "used"), (WAITING, "to be invoiced"), (LEFT, "left"))

LONGEST_LABEL = 52

SPELLED = str.maketrans({"ß": "ss", "Ø": "O", "ø": "o", "Æ": "AE", "æ": "ae", "Ł": "L", "ł": "l"})
"""Letters that Unicode does not take apart."""


def can_draw() -> bool:
    """Return whether Pillow is installed."""
    return find_spec("PIL") is not None


def burn_chart(bars: tuple[BurnBar, ...]) -> bytes:
    """Return the chart of these orders, an order a row, as PNG."""
    from PIL import Image, ImageDraw, ImageFont

    width, height = size_of(len(bars))
    picture = Image.new("RGB", (width * SCALE, height * SCALE), WHITE)
    draw = ImageDraw.Draw(picture)
    font, small = (ImageFont.load_default(size * SCALE) for size in (13, 11))
    for row, bar in enumerate(bars):
        _row(draw, bar, MARGIN + row * ROW, (font, small))
    _key(draw, MARGIN + len(bars) * ROW + 8, small)
    written = io.BytesIO()
    picture.save(written, "PNG", optimize=True)
    return written.getvalue()


def _row(draw: "ImageDraw", bar: BurnBar, top: int, fonts: "tuple[Font, Font]") -> None:
    font, small = fonts
    right = WIDTH - MARGIN
    _text(draw, (MARGIN, top), _label(bar.label), font, INK)
    _text(draw, (right, top + 1), _label(bar.figures), small, GREY, anchor="ra")
    y, length = top + 20, WIDTH - 2 * MARGIN
    used = MARGIN + bar.used * length
    waiting = used + bar.reserved * length
    _box(draw, (MARGIN, y, right, y + BAR), LEFT)
    _box(draw, (used, y, waiting, y + BAR), WAITING)
    _box(draw, (MARGIN, y, used, y + BAR), USED)
    if bar.over:
        _box(draw, (right - 6, y, right, y + BAR), OVER)
    if bar.gone is not None:
        today = MARGIN + bar.gone * length
        _box(draw, (today - 1, y - 4, today + 1, y + BAR + 4), INK)


def _key(draw: "ImageDraw", top: int, font: "Font") -> None:
    x = MARGIN
    for colour, words in KEY:
        _box(draw, (x, top + 2, x + 10, top + 12), colour)
        _text(draw, (x + 15, top), words, font, GREY)
        x += 120
    _box(draw, (x + 4, top, x + 6, top + 14), INK)
    _text(draw, (x + 15, top), "today, within its period", font, GREY)


def _box(draw: "ImageDraw", corners: tuple[float, float, float, float], colour: str) -> None:
    left, top, right, bottom = (round(corner * SCALE) for corner in corners)
    if right > left:
        draw.rectangle((left, top, right - 1, bottom - 1), fill=colour)


def _text(
    draw: "ImageDraw",
    place: tuple[int, int],
    words: str,
    font: "Font",
    colour: str,
    *,
    anchor: str = "la",
) -> None:
    x, y = place
    draw.text((x * SCALE, y * SCALE), words, fill=colour, font=font, anchor=anchor)


def _label(words: str) -> str:
    """Return words on one line, cut, in the letters that Pillow's own font has: ASCII.

    Accents fall, other scripts become "?": the table beside the picture has the words as they are.
    """
    taken_apart = unicodedata.normalize("NFKD", words.translate(SPELLED))
    letters = (c for c in taken_apart if not unicodedata.combining(c))
    shown = ((c if c.isascii() else "?") if c.isprintable() else " " for c in letters)
    line = " ".join("".join(shown).split())
    return line if len(line) <= LONGEST_LABEL else f"{line[: LONGEST_LABEL - 3].rstrip()}..."
