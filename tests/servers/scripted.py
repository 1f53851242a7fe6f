"""A server that plays a script: for what real servers do only on bad days."""

import re
import socket
import threading
from collections.abc import Mapping
from contextlib import suppress
from types import TracebackType
from typing import Self


class ScriptedServer:
    r"""Greets, and answers each line by the first pattern that it matches.

    In an answer `\1` is what the pattern's first group caught, which is how IMAP tags come back.
    An answer that ends in `!` closes the connection after it. All lines are kept in `heard`.
    """

    def __init__(self, greeting: str, script: Mapping[str, str]) -> None:
        self.greeting = greeting
        self.script = script
        self.heard: list[str] = []
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self._threads = [threading.Thread(target=self._accept, daemon=True)]

    def __enter__(self) -> Self:
        self._threads[0].start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        tb: TracebackType | None,
    ) -> None:
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for thread in self._threads:
            thread.join(5)

    def _accept(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            thread = threading.Thread(target=self._talk, args=(connection,), daemon=True)
            self._threads.append(thread)
            thread.start()

    def _talk(self, connection: socket.socket) -> None:
        connection.settimeout(10)
        with suppress(OSError), connection, connection.makefile("rb") as lines:
            connection.sendall(self.greeting.encode() + b"\r\n")
            for raw in lines:
                line = raw.decode("latin-1").rstrip("\r\n")
                self.heard.append(line)
                answer = self._answer(line)
                connection.sendall(answer.rstrip("!").encode())
                if answer.endswith("!"):
                    return

    def _answer(self, line: str) -> str:
        for pattern, answer in self.script.items():
            if match := re.fullmatch(pattern, line):
                return match.expand(answer).replace("\n", "\r\n")
        return ""
