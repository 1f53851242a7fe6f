"""One HTTPS request, to an address that is a secret.

Standards: HTTP/1.1 (RFC 9112) over TLS with the certificate verified; no redirect is followed, so
that what is sent goes nowhere else. Plain HTTP is taken for this very machine only: the
configuration sees to that.
Fails: 408, 429 and 5xx, and whatever goes wrong on the way, are `Transient`; any other answer is
`Permanent`. Who knows the address may use it, so only its host is ever named.
"""

import http.client
import ssl
from pathlib import Path
from urllib.parse import urlsplit

from bot.errors import Permanent, ServerGone

SECONDS = 10.0
"""For connecting, and for each answer: what hangs must not hold up the next look."""

FOR_NOW = frozenset({408, 429})
"""Client errors that are none of ours (RFC 9110 15.5.9, RFC 6585 4)."""


def exchange(
    method: str,
    url: str,
    payload: bytes | None = None,
    ca_file: Path | None = None,
    seconds: float = SECONDS,
) -> None:
    """Send one request; return when it was answered with success.

    Args:
        method: "GET" or "POST".
        url: where to.
        payload: JSON to post.
        ca_file: PEM file of the authority behind its certificate; None for the system's.
        seconds: for connecting, and for each answer.

    Raises:
        ServerGone: not now.
        Permanent: not like this.
    """
    host = str(urlsplit(url).hostname)
    status = _status(method, url, payload, ca_file, seconds)
    if 200 <= status < 300:
        return
    if status in FOR_NOW or status >= 500:
        raise ServerGone(f"{host}: answered {status}")
    raise Permanent(f"{host}: answered {status}")


def _status(
    method: str, url: str, payload: bytes | None, ca_file: Path | None, seconds: float
) -> int:
    parts = urlsplit(url)
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    headers = {"User-Agent": "pobot"} | ({"Content-Type": "application/json"} if payload else {})
    connection = _connection(url, ca_file, seconds)
    try:
        connection.request(method, target, payload, headers)
        answer = connection.getresponse()
        answer.read(65_536)
    except (OSError, http.client.HTTPException) as error:
        raise ServerGone(f"{parts.hostname}: {type(error).__name__}") from error
    else:
        return answer.status
    finally:
        connection.close()


def _connection(url: str, ca_file: Path | None, seconds: float) -> http.client.HTTPConnection:
    parts = urlsplit(url)
    host, port = str(parts.hostname), parts.port
    if parts.scheme == "http":
        return http.client.HTTPConnection(host, port, timeout=seconds)
    try:
        context = ssl.create_default_context(cafile=ca_file)
    except OSError as error:
        raise Permanent(f"{ca_file}: no certificates can be read from it") from error
    return http.client.HTTPSConnection(host, port, timeout=seconds, context=context)
