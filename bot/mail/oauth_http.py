"""How token services are spoken to: the transport of both `msal` and `google-auth`.

Standards: HTTPS with verified certificates; OAuth 2.0 errors as JSON (RFC 6749 5.2); Retry-After
(RFC 9110 10.2.3) in seconds. Proxies as in `HTTPS_PROXY`; redirections are not followed, since what
is posted is a secret.
Fails: `ServerGone` for everything that another hour may put right: no connection, 429, 5xx, and
any answer that is no JSON object, such as the page of a proxy or of a hotel's network. What comes
back is a JSON object with a status of 200 or 4xx.
"""

import json
import logging
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.errors import ServerGone
from bot.mail.oauth import TryLater

CONNECT_TIMEOUT, READ_TIMEOUT = 10.0, 20.0
"""Seconds for a connection, and for any one read; the whole answer is limited by who asks."""

LARGEST_ANSWER = 256 * 1024
"""Octets. A token answer has some 2,000, a service's description some 2,000 too."""

# At DEBUG these log requests and answers; msal logs an answer that is no JSON at ERROR.
for _name, _level in (("msal", logging.CRITICAL), ("google", logging.CRITICAL)):
    logging.getLogger(_name).setLevel(_level)


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer, in the shape that `msal` (first three) and `google-auth` (last two) want."""

    status_code: int
    text: str
    headers: Mapping[str, str]

    @property
    def status(self) -> int:
        """Return the status."""
        return self.status_code

    @property
    def data(self) -> bytes:
        """Return the body."""
        return self.text.encode()

    def raise_for_status(self) -> None:
        """Do nothing: what has no place here was raised before."""


class TokenHttp:
    """Asks token services; a connection for each question, since there is one an hour."""

    def __init__(self, ca_file: Path | None = None) -> None:
        """Prepare.

        Args:
            ca_file: PEM file of the authority to believe; None for the system's usual ones.
        """
        self._ca_file = ca_file

    def get(self, url: str, **options: Any) -> Answer:
        """Ask, as msal does."""
        return self._exchange("GET", url, **options)

    def post(self, url: str, **options: Any) -> Answer:
        """Post, as msal does."""
        return self._exchange("POST", url, **options)

    def close(self) -> None:
        """Do nothing: no connection is kept."""

    def __call__(
        self,
        url: str,
        method: str = "GET",
        body: bytes | None = None,
        headers: Mapping[str, str] | None = None,
        **_options: Any,
    ) -> Answer:
        """Ask, as google-auth does."""
        return self._exchange(method, url, data=body, headers=headers)

    def _exchange(
        self,
        method: str,
        url: str,
        *,
        data: Any = None,
        params: Any = None,
        headers: Mapping[str, str] | None = None,
        **_options: Any,
    ) -> Answer:
        import requests
        from urllib3.exceptions import HTTPError

        place = _place(url)
        try:
            with (
                requests.Session() as session,
                session.request(
                    method,
                    url,
                    data=data,
                    params=params,
                    headers=headers,
                    timeout=(CONNECT_TIMEOUT, READ_TIMEOUT),
                    allow_redirects=False,
                    stream=True,
                    verify=str(self._ca_file) if self._ca_file else True,
                ) as response,
            ):
                return _understood(response.status_code, _body(response), response.headers, place)
        except (requests.RequestException, HTTPError, OSError, ValueError) as error:
            raise ServerGone(f"{place}: {_reason(error)}") from None


def _body(response: Any) -> bytes:
    """Return the body, or a part that is too large; a trickle ends with the time for all of it."""
    body, end = b"", time.monotonic() + READ_TIMEOUT
    while len(body) <= LARGEST_ANSWER:
        part = response.raw.read1(LARGEST_ANSWER, decode_content=True)
        if not part:
            return body
        body += part
        if time.monotonic() > end:
            raise TimeoutError("the answer takes too long")
    return body


def _understood(status: int, body: bytes, headers: Mapping[str, str], place: str) -> Answer:
    if status == 429 or status >= 500:
        after = headers.get("Retry-After", "")
        wait = float(after) if after.isdecimal() else 0.0
        raise TryLater(f"{place}: HTTP {status}, try again later", wait)
    if len(body) > LARGEST_ANSWER or not _is_object(body) or not (status == 200 or status >= 400):
        raise ServerGone(f"{place}: HTTP {status}, and no answer of a token service")
    return Answer(status, body.decode(), dict(headers))


def _is_object(body: bytes) -> bool:
    try:
        return isinstance(json.loads(body), dict)
    except (ValueError, RecursionError):
        return False


def _place(url: str) -> str:
    """Return the host and path: a query may hold what is nobody's business."""
    return url.partition("?")[0].removeprefix("https://")


def _reason(error: Exception) -> str:
    """Name the innermost cause: libraries wrap "connection refused" four times."""
    seen: BaseException = error
    while (deeper := seen.__cause__ or seen.__context__) is not None:
        seen = deeper
    return f"{type(seen).__name__}: {' '.join(str(seen).split())}"[:300]
