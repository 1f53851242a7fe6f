"""Where access tokens come from, as the configuration says."""

from functools import cache
from typing import TYPE_CHECKING

from bot.config import Config, MailboxConfig, SmtpConfig
from bot.config.oauth import GoogleConfig, OAuthConfig
from bot.errors import TokenRefused

if TYPE_CHECKING:
    from bot.mail.oauth import CachedToken, Grantor
    from bot.mail.oauth_http import TokenHttp


@cache
def token_source(config: OAuthConfig) -> "CachedToken":
    """Return the one source for this configuration: IMAP and SMTP share its token."""
    from bot.mail.oauth import CachedToken

    return CachedToken(_grantor(config))


def inspect_tokens(config: Config) -> None:
    """Look at what tokens are asked with: keys, certificates, libraries; ask for none.

    Raises:
        TokenRefused: something is wrong with it.
    """
    for server, _ in _served(config):
        token_source(server).grantor.inspect()


def try_tokens(config: Config) -> None:
    """Ask for a token for each server.

    Raises:
        TokenRefused: the token service gives none, or none of use.
        ServerGone: the token service is away.
    """
    for server, protocol in _served(config):
        source = token_source(server)
        source.read()
        if flaw := source.flaw(protocol):
            raise TokenRefused(flaw)


def _served(config: Config) -> "list[tuple[OAuthConfig, str]]":
    """Return the sources of tokens, and for which protocol."""
    servers: list[tuple[MailboxConfig | SmtpConfig, str]] = []
    servers += [(box, "IMAP") for _, box in config.every_inbox() if box.kind == "imap"]
    if config.smtp.host:
        servers.append((config.smtp, "SMTP"))
    return [(server.oauth, protocol) for server, protocol in servers if server.oauth is not None]


def _grantor(config: OAuthConfig) -> "Grantor":
    from bot.mail.oauth_http import TokenHttp

    http = TokenHttp(config.ca_file)
    if isinstance(config, GoogleConfig):
        return _google(config, http)
    from bot.mail.oauth_microsoft import MicrosoftApp

    return MicrosoftApp(
        config.tenant_id,
        config.client_id,
        config.client_secret.reveal(),
        config.certificate_file,
        config.certificate_passphrase.reveal(),
        config.authority,
        config.scope,
        http,
    )


def _google(config: GoogleConfig, http: "TokenHttp") -> "Grantor":
    from bot.mail.oauth_google import GoogleRefreshToken, GoogleServiceAccount

    file, scope, url = config.service_account_file, config.scope, config.token_url
    if file is not None:
        return GoogleServiceAccount(file, config.user, scope, url, http)
    return GoogleRefreshToken(
        config.client_id,
        config.client_secret.reveal(),
        config.refresh_token.reveal(),
        config.user,
        scope,
        url,
        http,
    )
