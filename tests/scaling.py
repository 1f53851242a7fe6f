"""Whether work grows with its length only, on a machine of any speed."""

import gc
import time
from collections.abc import Callable

TIMES = 8
"""How much longer the longer piece is: quadratic work takes 64 times as long, linear work 8."""
MOST = 24
"""How many times as long it may take, for a noisy machine's sake."""
SLACK_SECONDS = 0.05


def grows_linearly(work: Callable[[int], object], length: int) -> bool:
    """Say whether the time of `work` grows with the length it is given, up to `length`."""
    work(length // TIMES)
    shorter = min(_seconds(work, length // TIMES) for _ in range(2))
    return _seconds(work, length) <= MOST * shorter + SLACK_SECONDS


def _seconds(work: Callable[[int], object], length: int) -> float:
    """Return the processor's seconds for one run, without the collector's."""
    gc.collect()
    gc.disable()
    try:
        began = time.process_time()
        work(length)
        return time.process_time() - began
    finally:
        gc.enable()
