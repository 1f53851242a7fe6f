"""Fixtures of tests that log in by token."""

from collections.abc import Iterator

import pytest

from tests.servers.certificate import Certificate, make_certificate
from tests.servers.token_service import TokenService


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Certificate:
    return make_certificate(tmp_path_factory.mktemp("tls"))


@pytest.fixture
def service(certificate: Certificate, monkeypatch: pytest.MonkeyPatch) -> Iterator[TokenService]:
    """A token service that is reached directly, whatever proxy this machine uses."""
    for name in ("HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
    with TokenService(certificate) as running:
        yield running
