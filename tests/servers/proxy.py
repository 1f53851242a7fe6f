"""A TCP proxy that breaks connections at a chosen byte, or rewrites what the server says."""

import socket
import struct
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from types import TracebackType
from typing import Self


class Break(StrEnum):
    """How a connection breaks."""

    FIN = "fin"
    RST = "rst"
    STALL = "stall"
    GARBAGE = "garbage"


@dataclass(frozen=True, slots=True)
class Cut:
    """Break after so many bytes from the server (or, with `upstream`, from the client)."""

    after: int
    how: Break = Break.FIN
    upstream: bool = False


class Proxy:
    """Sits in front of a port on loopback while used as a context.

    Attributes:
        cut: applied to every connection opened from now on; None for none.
        rewrite: applied to every chunk from the server.
        said: what the clients of all connections have said.
        downstream_bytes: how much the last connection's server has said.
    """

    def __init__(self, target: int) -> None:
        self.target = target
        self.cut: Cut | None = None
        self.rewrite: Callable[[bytes], bytes] = lambda chunk: chunk
        self.said = b""
        self.downstream_bytes = 0
        self.upstream_bytes = 0
        self.connections = 0
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self._open: list[socket.socket] = []
        self._threads: list[threading.Thread] = []

    def __enter__(self) -> Self:
        self._start(self._accept)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        tb: TracebackType | None,
    ) -> None:
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self.disconnect()
        for thread in self._threads:
            thread.join(5)

    def disconnect(self) -> None:
        """End all connections that are open."""
        for end in self._open:
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)

    def _start(self, target: Callable[..., None], *arguments: object) -> None:
        thread = threading.Thread(target=target, args=arguments, daemon=True)
        self._threads.append(thread)
        thread.start()

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            self.connections += 1
            self.downstream_bytes = self.upstream_bytes = 0
            try:
                server = socket.create_connection(("127.0.0.1", self.target))
            except OSError:
                client.close()
                continue
            for end in (client, server):
                end.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self._open += [client, server]
            pair = _Pair(client, server, self.cut)
            self._start(self._pump, pair, True)
            self._start(self._pump, pair, False)

    def _pump(self, pair: "_Pair", upstream: bool) -> None:
        source, sink = (pair.client, pair.server) if upstream else (pair.server, pair.client)
        cut = pair.cut if pair.cut and pair.cut.upstream is upstream else None
        passed = 0
        with suppress(OSError):
            while chunk := source.recv(65536):
                if upstream:
                    self.said += chunk
                else:
                    chunk = self.rewrite(chunk)
                if cut and passed + len(chunk) >= cut.after:
                    sink.sendall(chunk[: cut.after - passed])
                    pair.break_off(cut.how)
                    return
                sink.sendall(chunk)
                passed += len(chunk)
                if upstream:
                    self.upstream_bytes = passed
                else:
                    self.downstream_bytes = passed
        pair.finish()


@dataclass(slots=True)
class _Pair:
    client: socket.socket
    server: socket.socket
    cut: Cut | None
    reset: bool = False

    def break_off(self, how: Break) -> None:
        if how is Break.STALL:
            return
        if how is Break.GARBAGE:
            with suppress(OSError):
                self.client.sendall(b"\x00\xff* 1 FETCH (((\r\n)}{9\r\n")
        if how is Break.RST:
            # SO_LINGER with zero seconds makes close() send RST, once no thread reads any more.
            self.reset = True
            self.client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            with suppress(OSError):
                self.client.shutdown(socket.SHUT_RD)
        self.finish()

    def finish(self) -> None:
        for end in (self.server,) if self.reset else (self.client, self.server):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
        for end in (self.client, self.server):
            end.close()
