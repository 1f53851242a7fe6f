"""A real web server that keeps what is posted to it, and answers as it is told to."""

import json
import threading
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, HTTPServer
from types import TracebackType
from typing import Any, Self

from tests.servers.certificate import Certificate


@dataclass
class Webhook:
    """See the module. With a certificate it speaks TLS."""

    certificate: Certificate | None = None
    status: int = 200
    hang: float = 0.0
    posted: list[Any] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)
    fetched: list[str] = field(default_factory=list)

    def __enter__(self) -> Self:
        owner = self

        class Answering(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                owner.paths.append(self.path)
                if owner.hang:
                    owner._ended.wait(owner.hang)
                    return
                body = self.rfile.read(int(self.headers["Content-Length"]))
                if owner.status < 300:
                    owner.posted.append(json.loads(body))
                self.send_response(owner.status)
                self.send_header("Location", f"http://127.0.0.1:{owner.port}/elsewhere")
                self.end_headers()

            def do_GET(self) -> None:
                owner.fetched.append(self.path)
                self.send_response(owner.status)
                self.end_headers()

            def log_message(self, *_: object) -> None:
                """Say nothing."""

        self._ended = threading.Event()
        self._server = HTTPServer(("127.0.0.1", 0), Answering)
        if self.certificate:
            context = self.certificate.server_context()
            self._server.socket = context.wrap_socket(self._server.socket, server_side=True)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,))
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._ended.set()
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    @property
    def port(self) -> int:
        return int(self._server.server_port)

    @property
    def url(self) -> str:
        scheme = "https" if self.certificate else "http"
        return f"{scheme}://127.0.0.1:{self.port}/services/T0/B0/xyz?room=1"
