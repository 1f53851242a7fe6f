"""Byte strings over pipes: four bytes of length, most significant first, then the bytes.

Both ends set a deadline and a limit, because the other end may have been taken over by the file it
reads: nothing that arrives is believed to be short, complete or on time.
"""

import math
import os
import select
import struct
import time

HEADER = struct.Struct(">I")
CHUNK = 1 << 16
FOREVER = math.inf
"""A deadline that never comes, for a pipe that blocks."""


class Gone(Exception):
    """The other end closed the pipe, or sent more than it may."""


def send(descriptor: int, data: bytes, deadline: float) -> None:
    """Write one frame.

    Args:
        descriptor: a pipe, non-blocking unless the deadline is FOREVER.
        data: at most 4 GiB.
        deadline: in terms of `time.monotonic`.

    Raises:
        Gone: nobody reads the pipe any more.
        TimeoutError: the deadline passed.
    """
    view = memoryview(HEADER.pack(len(data)) + data)
    while view:
        _wait(descriptor, select.POLLOUT, deadline)
        try:
            view = view[os.write(descriptor, view[:CHUNK]) :]
        except BlockingIOError:
            continue
        except OSError as error:
            raise Gone(str(error)) from error


def receive(descriptor: int, limit: int, deadline: float) -> bytes:
    """Read one frame of at most `limit` bytes.

    Raises:
        Gone: the pipe was closed before the frame was complete, or the frame is too long.
        TimeoutError: the deadline passed.
    """
    (length,) = HEADER.unpack(_exactly(descriptor, HEADER.size, deadline))
    if length > limit:
        raise Gone(f"a frame of {length} bytes where {limit} are allowed")
    return _exactly(descriptor, length, deadline)


def _exactly(descriptor: int, length: int, deadline: float) -> bytes:
    data = bytearray()
    while len(data) < length:
        _wait(descriptor, select.POLLIN, deadline)
        try:
            chunk = os.read(descriptor, min(CHUNK, length - len(data)))
        except BlockingIOError:
            continue
        except OSError as error:
            raise Gone(str(error)) from error
        if not chunk:
            raise Gone("the pipe was closed")
        data += chunk
    return bytes(data)


def _wait(descriptor: int, event: int, deadline: float) -> None:
    if deadline == FOREVER:
        return  # The descriptor blocks; and a child that may open no files may not poll either.
    # poll, not select: a daemon may hold descriptors above 1023.
    poll = select.poll()
    poll.register(descriptor, event)
    if not poll.poll(max(deadline - time.monotonic(), 0) * 1000):
        raise TimeoutError
