"""One request to a secret address."""

import pytest

from bot.edges.https import exchange
from bot.errors import Permanent, ServerGone
from tests.servers.webhook import Webhook


def test_an_address_is_fetched_whole() -> None:
    with Webhook() as server:
        exchange("GET", server.url)
    assert server.fetched == ["/services/T0/B0/xyz?room=1"]


@pytest.mark.parametrize(("status", "error"), [(503, ServerGone), (410, Permanent)])
def test_what_is_not_a_success_is_an_error(status: int, error: type[Exception]) -> None:
    with Webhook(status=status) as server, pytest.raises(error, match=f"answered {status}"):
        exchange("GET", server.url)


def test_what_is_no_http_is_an_error() -> None:
    import socket
    import threading

    with socket.create_server(("127.0.0.1", 0)) as listening:

        def answer() -> None:
            connection, _ = listening.accept()
            with connection:
                connection.recv(1000)
                connection.sendall(b"220 smtp.example.com ESMTP\r\n")

        thread = threading.Thread(target=answer)
        thread.start()
        with pytest.raises(ServerGone, match=r"127\.0\.0\.1: BadStatusLine"):
            exchange("GET", f"http://127.0.0.1:{listening.getsockname()[1]}/")
        thread.join()
