"""Reads a picture twice: the text of the first reading, and the words that the second doubts.

The second reading shares nothing with the first but the model: the picture is made grey, its
contrast stretched, and it is scaled down; lines are found anew on it, at another scale, so that
their edges and the grid of pixels under each character differ. A character that only just looked
like another in one reading rarely does so in both. Only lines with digits are read twice.
"""

import math
import re
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import median

from bot.domain.pictures import TOKEN, tokens
from bot.readers._engine import Array, Engine, Line, OutOfTime, engine
from bot.readers._layout import Cell, laid_out

FIRST_SIDE, SECOND_SIDE = 1280, 960
"""Pixels of the longer side at which lines are found: half a second, and a third."""

SMALLEST_SIDE = 736
"""A small picture is enlarged to this: characters of ten pixels are found, smaller ones are not."""

SECOND_SCALE = 0.7
SMALLEST_LINE = 24
"""Pixels; a line is not scaled below this for the second reading."""

TELLING_LINES = 5
"""So many of the longest lines tell whether a page stands on its head."""

UPRIGHT = 0.6
"""So sure are they, on average, of their least sure character; on its head a page stays below."""

SURE = 0.75
"""A character that the model is less sure of is doubtful, though both readings have it.

Measured on 380 numbers of ten characters, most of them blurred beyond reading: both readings agreed
on 87 of 220 misread ones, and on 17 with this and LOOKALIKE; of 150 right ones they doubted 17, and
38 with these.
"""

LOOKALIKE = re.compile(r"[0-9][OQDIlSBZ]")
"""A letter that looks like a digit and stands behind one: the model has no way to tell."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What was read on a picture.

    Attributes:
        text: laid out in lines.
        doubtful: words with digits that the second reading has differently, or not at all.
        complete: whether time sufficed for all of it.
    """

    text: str
    doubtful: frozenset[str] = frozenset()
    complete: bool = True


def seen(picture: Array, deadline: float) -> Seen:
    """Read a picture (height, width, blue-green-red) twice, up to a deadline of `monotonic`."""
    model = engine()
    picture, corners = _upright(model, picture, deadline)
    first, complete = _until(model, picture, corners, deadline)
    numbered = [line for line in first if any(c.isdigit() for c in line.text)]
    second = _second(model, picture, numbered, deadline)
    text = laid_out(_cells(first, _slope(corners)))
    return Seen(text, doubtful(numbered, second), complete)


def doubtful(first: Sequence[Line], second: Sequence[Line]) -> frozenset[str]:
    """Return the words with digits of the first reading that the second does not confirm.

    A word is confirmed by the same word at the same place; where it stands twice, once suffices.
    """
    doubted: set[str] = set()
    confirmed: set[str] = set()
    for line in first:
        there = {t for other in second if _same_place(line, other) for t in tokens(other.text)}
        for match in TOKEN.finditer(line.text):
            token = match[0]
            if any(c.isdigit() for c in token):
                sure = line.least_sure(*match.span()) >= SURE and not LOOKALIKE.search(token)
                (confirmed if sure and token in there else doubted).add(token)
    return frozenset(doubted - confirmed)


def _second(
    model: Engine, picture: Array, numbered: Sequence[Line], deadline: float
) -> Sequence[Line]:
    """Return the second reading of the lines with digits: as far as time allows."""
    if not numbered or time.monotonic() > deadline:
        return ()
    other = _prepared_anew(picture, numbered)
    scale = picture.shape[1] / other.shape[1]
    places = model.corners(other, _side(other, SECOND_SIDE))
    wanted = [p for p in places if any(_overlaps(p * scale, line.corners) for line in numbered)]
    lines, _ = _until(model, other, wanted, deadline)
    return [Line(line.text, line.corners * scale, line.sureness) for line in lines]


def _prepared_anew(picture: Array, lines: Sequence[Line]) -> Array:
    """Return the picture in grey, with its contrast stretched, and scaled down."""
    import cv2
    import numpy as np

    lowest = min(_height(line.corners) for line in lines)
    scale = max(SECOND_SCALE, min(SMALLEST_LINE / max(lowest, 1), 1.4))
    way = cv2.INTER_AREA if scale < 1 else cv2.INTER_LANCZOS4
    grey = cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY)
    grey = cv2.resize(grey, None, fx=scale, fy=scale, interpolation=way)
    dark, light = np.percentile(grey[::4, ::4], (1, 99))
    stretched = (np.arange(256) - dark) * (255 / max(light - dark, 1))
    grey = cv2.LUT(grey, np.clip(stretched, 0, 255).astype(np.uint8))
    return cv2.cvtColor(grey, cv2.COLOR_GRAY2BGR)


def _upright(model: Engine, picture: Array, deadline: float) -> tuple[Array, list[Array]]:
    """Turn a picture so that its lines can be read; return it with their corners."""
    corners = model.corners(picture, _side(picture, FIRST_SIDE))
    if not corners:
        return picture, corners
    if sum(_longest(c) for c in corners if _is_tall(c)) > sum(map(_longest, corners)) / 2:
        picture, corners = _turned(picture, corners)
    telling = sorted(corners, key=_length)[-TELLING_LINES:]
    sure = _sureness(model, picture, telling, deadline)
    if sure >= UPRIGHT:
        return picture, corners
    head = _turned(*_turned(picture, corners))
    telling = sorted(head[1], key=_length)[-TELLING_LINES:]
    return head if _sureness(model, head[0], telling, deadline) > sure else (picture, corners)


def _sureness(model: Engine, picture: Array, corners: list[Array], deadline: float) -> float:
    lines, _ = _until(model, picture, corners, deadline)
    return sum(line.least_sure() for line in lines) / len(corners)


def _until(
    model: Engine, picture: Array, corners: list[Array], deadline: float
) -> tuple[list[Line], bool]:
    """Return the lines that were read before the deadline, and whether that is all of them."""
    lines: list[Line] = []
    try:
        lines.extend(model.lines(picture, corners, deadline))
    except OutOfTime:
        return lines, False
    return lines, True


def _turned(picture: Array, corners: list[Array]) -> tuple[Array, list[Array]]:
    """Turn a picture, and the corners of its lines, by a quarter, anticlockwise."""
    import numpy as np

    wide = picture.shape[1]
    turned = [_in_order(np.stack([c[:, 1], wide - c[:, 0]], axis=1)) for c in corners]
    return np.ascontiguousarray(np.rot90(picture)), turned


def _in_order(corners: Array) -> Array:
    """Return four corners clockwise, from the top left."""
    import numpy as np

    left, right = np.split(corners[corners[:, 0].argsort()], 2)
    left, right = left[left[:, 1].argsort()], right[right[:, 1].argsort()]
    return np.stack([left[0], right[0], right[1], left[1]]).astype(np.float32)


def _slope(corners: Sequence[Array]) -> float:
    """Return the angle, in radians, at which the longer lines of a page run."""
    wide = sorted(corners, key=_length)[len(corners) // 2 :]
    return median(_angle(c) for c in wide) if wide else 0.0


def _cells(lines: Iterable[Line], slope: float) -> list[Cell]:
    """Return the lines as cells of a page that is straight, y upwards."""
    cosine, sine = math.cos(slope), math.sin(slope)
    cells = []
    for line in lines:
        across = line.corners[:, 0] * cosine + line.corners[:, 1] * sine
        down = line.corners[:, 1] * cosine - line.corners[:, 0] * sine
        middle, half = float(down.mean()), _height(line.corners) / 2
        cells.append(
            Cell(
                line.text.strip(),
                float(across.min()),
                float(across.max()),
                -middle - half,
                half - middle,
            )
        )
    return cells


def _same_place(one: Line, other: Line) -> bool:
    return _overlaps(one.corners, other.corners)


def _overlaps(one: Array, other: Array) -> bool:
    """Say whether two lines stand at the same height, and side by side at least in part."""
    middle = abs(float(one[:, 1].mean()) - float(other[:, 1].mean()))
    if middle > min(_height(one), _height(other)) / 2 + abs(_angle(one)) * _length(one) / 2:
        return False
    return bool(one[:, 0].min() < other[:, 0].max() and other[:, 0].min() < one[:, 0].max())


def _side(picture: Array, side: int) -> int:
    high, wide = picture.shape[:2]
    return int(min(side, max(SMALLEST_SIDE, high, wide)))


def _is_tall(corners: Array) -> bool:
    return _height(corners) > _length(corners) * 1.5


def _length(corners: Array) -> float:
    return float(math.dist(corners[0], corners[1]))


def _longest(corners: Array) -> float:
    return max(_length(corners), _height(corners))


def _height(corners: Array) -> float:
    return float(math.dist(corners[0], corners[3]))


def _angle(corners: Array) -> float:
    across, down = corners[1] - corners[0]
    return math.atan2(float(down), float(across))
