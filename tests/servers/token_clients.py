"""Who asks a token service in tests: with everything right, but for what a test gives."""

from pathlib import Path

import pytest

from bot.errors import PobotError
from bot.mail.oauth import Grantor
from bot.mail.oauth_google import GoogleRefreshToken, GoogleServiceAccount
from bot.mail.oauth_http import TokenHttp
from bot.mail.oauth_microsoft import MicrosoftApp
from tests.servers.token_service import (
    APP,
    GOOGLE_CLIENT,
    REFRESH,
    SECRET,
    TENANT,
    TokenService,
    service_account_file,
)


def app(service: TokenService, **own: object) -> MicrosoftApp:
    """Return the app that the service knows, but for what is given."""
    settings: dict[str, object] = {
        "tenant_id": TENANT,
        "client_id": APP,
        "client_secret": "" if "certificate_file" in own else SECRET,
        "authority": service.authority,
        "http": TokenHttp(service.certificate.cert),
    }
    return MicrosoftApp(**{**settings, **own})  # type: ignore[arg-type]


def account(service: TokenService, folder: Path, user: str = "billing@us.test") -> Grantor:
    file = folder / "account.json"
    if not file.exists():
        file.write_text(service_account_file(service))
    return GoogleServiceAccount(file, user, http=TokenHttp(service.certificate.cert))


def consent(service: TokenService, **own: str) -> Grantor:
    settings = {
        "client_id": GOOGLE_CLIENT,
        "client_secret": SECRET,
        "refresh_token": REFRESH,
        "user": "billing@us.test",
        "token_url": service.token_url,
    }
    return GoogleRefreshToken(**{**settings, **own}, http=TokenHttp(service.certificate.cert))


def refusal(grantor: Grantor) -> PobotError:
    with pytest.raises(PobotError) as refused:
        grantor.ask()
    return refused.value
