"""A line to a server of this machine that is as long as wanted, and counts what goes over it."""

import asyncio
import threading
from collections.abc import Coroutine
from contextlib import suppress
from types import TracebackType
from typing import Any, Self


class Line:
    """Listens on a port of its own while used as a context.

    Attributes:
        port: connect here instead of there.
        round_trips: how often the client spoke after it had heard the server.
        octets: what went over the line, both ways.
    """

    def __init__(self, target: int, seconds: float = 0.0) -> None:
        """Prepare.

        Args:
            target: the server's port.
            seconds: a round trip's.
        """
        self.target = target
        self.one_way = seconds / 2
        self.port = 0
        self.round_trips = 0
        self.octets = 0
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._server: asyncio.Server | None = None

    def __enter__(self) -> Self:
        self._thread.start()
        self._call(self._listen())
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        tb: TracebackType | None,
    ) -> None:
        self._call(self._end())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def reset(self) -> None:
        """Count from zero again."""
        self.round_trips = self.octets = 0

    def _call(self, work: Coroutine[Any, Any, None]) -> None:
        asyncio.run_coroutine_threadsafe(work, self._loop).result(timeout=30)

    async def _listen(self) -> None:
        self._server = await asyncio.start_server(self._carry, "127.0.0.1", 0)
        self.port = self._server.sockets[0].getsockname()[1]

    async def _end(self) -> None:
        assert self._server is not None  # noqa: S101 - it was started
        self._server.close()
        tasks = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await asyncio.sleep(0.01)  # lets transports close

    async def _carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        far_reader, far_writer = await asyncio.open_connection("127.0.0.1", self.target)
        heard = [True]
        with suppress(asyncio.CancelledError):  # the end of the context, which needs no report
            await asyncio.gather(
                self._one_way(reader, far_writer, heard, speaks=True),
                self._one_way(far_reader, writer, heard, speaks=False),
                return_exceptions=True,
            )
        for end in (writer, far_writer):
            end.close()

    async def _one_way(
        self,
        source: asyncio.StreamReader,
        sink: asyncio.StreamWriter,
        heard: list[bool],
        *,
        speaks: bool,
    ) -> None:
        """Pass on each piece after its time; pieces overtake none and none waits for another."""
        waiting: asyncio.Queue[tuple[float, bytes]] = asyncio.Queue()
        passing = asyncio.ensure_future(self._pass_on(waiting, sink))
        while piece := await source.read(1 << 18):
            self.octets += len(piece)
            if speaks and heard[0]:
                self.round_trips += 1
            heard[0] = not speaks
            waiting.put_nowait((self._loop.time() + self.one_way, piece))
        waiting.put_nowait((self._loop.time() + self.one_way, b""))
        await passing

    async def _pass_on(
        self, waiting: "asyncio.Queue[tuple[float, bytes]]", sink: asyncio.StreamWriter
    ) -> None:
        with suppress(OSError):
            while True:
                when, piece = await waiting.get()
                if (left := when - self._loop.time()) > 0:
                    await asyncio.sleep(left)
                if not piece:
                    break
                sink.write(piece)
                await sink.drain()
        sink.close()
