"""Whether pictures are read in this process, and for how long.

Reading pictures takes a library of 340 MB and 180 MB of memory. So only one process loads it, when
the first picture comes: there `load` is called once, before it forks. Everywhere else a reader says
which pages are pictures, and leaves them to that process.
"""

import time

from bot.readers import _engine
from bot.readers._engine import Array, is_installed
from bot.readers._recognition import Seen, seen

SECONDS = 4.5
"""For all pictures of one file; a child has six, and what was read by then must not be lost."""

MOST_PAGES = 10
"""So many pictures of one file are read, if there is time; a page takes one to three seconds."""

NOT_INSTALLED = "a picture, and the extra `ocr` is not installed"
NOT_READ = "a picture"


class _Clock:
    """How much time a file has used. A child reads one file, so there is one clock."""

    def __init__(self) -> None:
        self.loaded = False
        self.deadline = 0.0
        self.pages = 0
        self.longest = 0.0


_clock = _Clock()


def load() -> None:
    """Load the models; from now on this process reads pictures."""
    _engine.engine()
    _clock.loaded = True


def is_loaded() -> bool:
    """Say whether this process reads pictures."""
    return _clock.loaded


def begin() -> None:
    """Start the clock for a file."""
    _clock.deadline = time.monotonic() + SECONDS
    _clock.pages = 0
    _clock.longest = 0.0


def has_time() -> bool:
    """Say whether another picture of this file may be read, if it takes as long as the longest."""
    return _clock.pages < MOST_PAGES and time.monotonic() + _clock.longest < _clock.deadline


def read_picture(picture: Array) -> Seen:
    """Read a picture (height, width, blue-green-red), up to the file's deadline."""
    started = time.monotonic()
    found = seen(picture, _clock.deadline)
    _clock.pages += 1
    _clock.longest = max(_clock.longest, time.monotonic() - started)
    return found


def not_read() -> str:
    """Return why a picture was not read in this process."""
    return NOT_READ if is_installed() else NOT_INSTALLED
