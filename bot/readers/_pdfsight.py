"""Whether a person can see the words of a PDF page.

A page may say things that nobody sees: text in white on white, under a picture, beside the page, in
a layer that is switched off, drawn as invisible. Such a number must not be taken for the order's.
So the page is drawn, small and grey (a millisecond), and where nothing stands out at the place of
a word, the word is not there.
"""

import ctypes
import time
from collections.abc import Iterator

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

Box = tuple[float, float, float, float]
"""Left, right, bottom, top, in points, of the page as it lies in the file."""

SCALE, LARGEST_SIDE = 1.5, 1600
CONTRAST = 14
"""Of 255. Pale grey print has 60 and more; a watermark's 20 still are seen."""

TINY = 1.6
"""Points; nobody reads print of less than four."""

INVISIBLE = pdfium_c.FPDF_TEXTRENDERMODE_INVISIBLE
FAR = 100_000
"""Points, at which the scale is taken: pdfium gives whole pixels."""

TELLING_DIGITS = 4
SECONDS = 1.5
"""For all pages of a file; a page of millions of lines is not drawn again and again."""


class Sight:
    """What can be seen on one page.

    Args:
        page: the page.
        textpage: its text.
        spent: seconds that were spent on drawing the pages before.

    Attributes:
        spent: the same, with this page.
        hidden: whether a word was hidden that could be a number of an order.
    """

    def __init__(
        self, page: pdfium.PdfPage, textpage: pdfium.PdfTextPage, spent: float = 0.0
    ) -> None:
        self.page = page
        self.textpage = textpage
        self.hidden = False
        self._pictures: list[Box] | None = None
        self._tiny = TINY
        self._pixels = b""
        self._axes = ((0.0, 0.0), (0.0, 0.0), (0.0, 0.0))
        begun = time.monotonic()
        if spent < SECONDS:
            self._draw()
        self.spent = spent + time.monotonic() - begun

    def sees(self, word: str, box: Box, at: int) -> bool:
        """Say whether a word can be seen; at is the index of its first character."""
        thing = pdfium_c.FPDFText_GetTextObject(self.textpage, at)
        if thing and pdfium_c.FPDFTextObj_GetTextRenderMode(thing) == INVISIBLE:
            # The text layer of a scan is invisible on purpose, above the picture that shows it.
            seen = self._is_on_picture(box)
        elif self._pixels:
            blank = self._is_blank(box) and self._is_meant_blank(word, thing)
            seen = not (blank or self._is_tiny(box))
        else:
            seen = True
        if not seen and sum(c.isdigit() for c in word) >= TELLING_DIGITS:
            self.hidden = True
        return seen

    def _draw(self) -> None:
        side = max(self.page.get_width(), self.page.get_height(), 1)
        bitmap = self.page.render(scale=min(SCALE, LARGEST_SIDE / side), grayscale=True)
        self._width, self._height, self._stride = bitmap.width, bitmap.height, bitmap.stride
        origin, x, y = self._pixel(0, 0), self._pixel(FAR, 0), self._pixel(0, FAR)
        self._axes = (
            origin,
            ((x[0] - origin[0]) / FAR, (x[1] - origin[1]) / FAR),
            ((y[0] - origin[0]) / FAR, (y[1] - origin[1]) / FAR),
        )
        self._tiny = TINY * float(min(1.0, side / 842))
        if bitmap.n_channels == 1:
            self._pixels = bytes(bitmap.buffer)
        bitmap.close()

    def _is_tiny(self, box: Box) -> bool:
        return min(box[3] - box[2], box[1] - box[0]) < self._tiny and not self._is_stroke(box)

    def _is_stroke(self, box: Box) -> bool:
        """Say whether it is a narrow character of legible height: an l, a |."""
        return box[3] - box[2] > 2 * self._tiny or box[1] - box[0] > 20 * self._tiny

    def _is_blank(self, box: Box) -> bool:
        """Say whether nothing stands out there; a line above or below does not count."""
        left, right, top, bottom = self._place(box)
        left, right = max(left, 0), max(min(right, self._width), 0)
        margin = (bottom - top) // 5
        low, high = 255, 0
        for row in range(max(top + margin, 0), min(bottom - margin + 1, self._height)):
            start = row * self._stride
            strip = self._pixels[start + left : start + right]
            if strip:
                low, high = min(low, *strip), max(high, *strip)
                if high - low >= CONTRAST:
                    return False
        return True

    def _place(self, box: Box) -> tuple[int, int, int, int]:
        """Return left, right, top, bottom in the picture."""
        (x0, y0), (x1, y1), (x2, y2) = self._axes
        left, right, bottom, top = box
        xs = sorted((x0 + x1 * left + x2 * top, x0 + x1 * right + x2 * bottom))
        ys = sorted((y0 + y1 * left + y2 * top, y0 + y1 * right + y2 * bottom))
        return int(xs[0]), int(xs[1]) + 1, int(ys[0]), int(ys[1]) + 1

    def _pixel(self, x: int, y: int) -> tuple[float, float]:
        """Return where a point of the page is in the picture, whichever way the page is turned."""
        across, down = ctypes.c_int(), ctypes.c_int()
        pdfium_c.FPDF_PageToDevice(
            self.page, 0, 0, self._width, self._height, 0,
            x, y, ctypes.byref(across), ctypes.byref(down),
        )  # fmt: skip
        return across.value, down.value

    def _is_meant_blank(self, word: str, thing: ctypes.c_void_p) -> bool:
        """Say whether a blank word is blank in every viewer.

        A font that is not in the file may be missing here only, but never its plain letters.
        """
        if word.isascii():
            return True
        font = pdfium_c.FPDFTextObj_GetFont(thing)
        return bool(pdfium_c.FPDFFont_GetIsEmbedded(font) == 1)

    def _is_on_picture(self, box: Box) -> bool:
        if self._pictures is None:
            self._pictures = list(self._places_of_pictures())
        x, y = (box[0] + box[1]) / 2, (box[2] + box[3]) / 2
        return any(p[0] <= x <= p[1] and p[2] <= y <= p[3] for p in self._pictures)

    def _places_of_pictures(self) -> Iterator[Box]:
        kinds = (pdfium_c.FPDF_PAGEOBJ_IMAGE,)
        for count, thing in enumerate(self.page.get_objects(filter=kinds, max_depth=3)):
            if count > 500:
                return
            left, bottom, right, top = thing.get_bounds()
            yield left, right, bottom, top
