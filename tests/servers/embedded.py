"""The demo's own server, as a fixture: a pure-Python IMAP and SMTP server in this process."""

from collections.abc import Iterator
from contextlib import contextmanager

from bot.demo.server import DemoServer
from bot.mail.security import Credentials, Endpoint, Security

USER = "billing@progressiverobot.com"
PASSWORD = "s3cret"


@contextmanager
def embedded() -> Iterator[DemoServer]:
    """Run one."""
    with DemoServer(USER, PASSWORD) as running:
        yield running


def plain(port: int, *, read_timeout: float = 20.0) -> Endpoint:
    """Return an unencrypted endpoint on loopback."""
    return Endpoint("127.0.0.1", port, Security.NONE, None, 10.0, read_timeout)


CREDENTIALS = Credentials(USER, PASSWORD)
