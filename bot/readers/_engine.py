"""Finds and recognises the lines of a picture: PP-OCR by onnxruntime, with one thread.

Loaded only in the process that reads pictures, before it forks; a child then only infers. Lines are
recognised one by one, without the padding that batches need: measured, that is a third faster on
one thread, and a page of 120 lines stays below 450 MB. Nothing is downloaded: the models come with
the wheel.
"""

import math
import os
import time
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

MODULES = ("rapidocr", "onnxruntime")
FINDS_LINES, RECOGNISES = "PP-OCRv6_det_small.onnx", "PP-OCRv6_rec_small.onnx"
"""The models in rapidocr's wheel."""

MOST_LINES = 400
"""Per page; a dense page of print has 120."""

LINE_HEIGHT = 48
"""Pixels to which the model wants a line scaled."""

LONGEST_LINE = 2400
"""Pixels at that height: some 150 characters."""

MOST_PIXELS = 1_000_000
"""On which lines are found: A4 at 100 dpi. Memory grows with it: some 250 MB for these."""

UNIT = 32
"""The model that finds lines wants sides that are multiples of this."""

Array = Any
"""A numpy array: numpy is imported where pictures are read, and only there."""


class OutOfTime(Exception):
    """The deadline passed while a page was read."""


@dataclass(frozen=True, slots=True)
class Line:
    """A recognised line.

    Attributes:
        text: as recognised.
        corners: x and y, clockwise from the top left as it is read, in pixels of the picture.
        sureness: how sure the model is of each character, 0 to 1.
    """

    text: str
    corners: Array
    sureness: tuple[float, ...]

    def least_sure(self, start: int = 0, end: int | None = None) -> float:
        """Return how sure the model is of the character in a stretch that it is least sure of."""
        return min(self.sureness[start:end], default=0.0)


def is_installed() -> bool:
    """Say whether the extra `ocr` is installed. Imports nothing."""
    return all(find_spec(name) for name in MODULES)


@cache
def engine() -> "Engine":
    """Load the models; takes a second, once."""
    return Engine()


class Engine:
    """The two models: one finds lines, one recognises them."""

    def __init__(self) -> None:
        # Some versions of onnxruntime report to their maker by default, and libraries of numbers
        # start threads, after which forking is unsafe.
        os.environ.update(ORT_DISABLE_TELEMETRY="1", OMP_NUM_THREADS="1", OPENBLAS_NUM_THREADS="1")
        import cv2
        import rapidocr

        cv2.setNumThreads(1)
        folder = Path(str(rapidocr.__file__)).parent / "models"
        options = {
            "EngineConfig.onnxruntime.intra_op_num_threads": 1,
            "EngineConfig.onnxruntime.inter_op_num_threads": 1,
            "Global.log_level": "critical",
            # By name, so that one that is missing is an error and not a download.
            "Det.model_path": str(folder / FINDS_LINES),
            "Rec.model_path": str(folder / RECOGNISES),
        }
        models: Any = rapidocr.RapidOCR(params=options)
        self.detector = models._load_det_model()  # noqa: SLF001 - no other way to either
        self.recogniser = models._load_rec_model()  # noqa: SLF001
        self.characters = self.recogniser.postprocess_op.character

    def corners(self, picture: Array, side: int) -> list[Array]:
        """Return the corners of each line: found on the picture, scaled to a longer side."""
        import cv2
        import numpy as np

        high, wide = picture.shape[:2]
        factor = min(side / max(high, wide), math.sqrt(MOST_PIXELS / (high * wide)))
        size = [max(UNIT, round(length * factor / UNIT) * UNIT) for length in (wide, high)]
        way = cv2.INTER_AREA if factor < 1 else cv2.INTER_CUBIC
        scaled = cv2.resize(picture, size, interpolation=way).astype(np.float32)
        scaled = scaled.transpose(2, 0, 1)[None] / 127.5 - 1
        likely = _run(self.detector.session, scaled)
        found, _ = self.detector.postprocess_op(likely, (size[1], size[0]))
        if not len(found):
            return []
        scale = np.array([wide / size[0], high / size[1]], np.float32)
        ordered = self.detector.sorted_boxes(found)[:MOST_LINES]
        return [box.astype(np.float32) * scale for box in ordered]

    def lines(self, picture: Array, corners: list[Array], deadline: float) -> Iterator[Line]:
        """Yield what stands in these places.

        Raises:
            OutOfTime: the deadline passed, in terms of `time.monotonic`.
        """
        for places in corners:
            if time.monotonic() > deadline:
                raise OutOfTime
            text, sureness = self.text_of(cut_out(picture, places))
            if text.strip():
                yield Line(text, places, sureness)

    def text_of(self, line: Array) -> tuple[str, tuple[float, ...]]:
        """Return the text of a picture of one line, and how sure the model is of each character."""
        high, wide = line.shape[:2]
        if not high or not wide:
            return "", ()
        ratio = min(wide / high, LONGEST_LINE / LINE_HEIGHT)
        prepared = self.recogniser.resize_norm_img(line, max(ratio, 1.0))[None]
        guesses = _run(self.recogniser.session, prepared)[0]
        best, sureness = guesses.argmax(1), guesses.max(1)
        kept = [i for i, c in enumerate(best) if c and (i == 0 or c != best[i - 1])]
        text = "".join(self.characters[best[i]] for i in kept)
        return text, tuple(float(sureness[i]) for i in kept)


def _run(session: Any, prepared: Array) -> Array:
    """Return what a model makes of its input.

    Raises:
        MemoryError: the limit of memory was reached; onnxruntime has its own word for that.
    """
    from rapidocr.inference_engine.onnxruntime.main import ONNXRuntimeError

    try:
        return session(prepared)
    except ONNXRuntimeError as error:
        if "alloc" in str(error):
            raise MemoryError from error
        raise


def cut_out(picture: Array, corners: Array) -> Array:
    """Return a line of a picture, straightened."""
    import cv2
    import numpy as np

    a, b, c, d = corners
    wide = math.ceil(max(np.linalg.norm(a - b), np.linalg.norm(d - c)))
    high = math.ceil(max(np.linalg.norm(a - d), np.linalg.norm(b - c)))
    if not wide or not high:
        return picture[:0, :0]
    straight = np.array([[0, 0], [wide, 0], [wide, high], [0, high]], np.float32)
    turned = cv2.getPerspectiveTransform(corners, straight)
    return cv2.warpPerspective(
        picture, turned, (wide, high), flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE
    )
