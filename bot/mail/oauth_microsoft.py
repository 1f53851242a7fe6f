"""Microsoft 365: tokens for an app that has the mailbox to itself, by client credentials.

Standards: OAuth 2.0 client credentials (RFC 6749 4.4) by `msal`, with a client secret, or with a
certificate (RFC 7523). The authority is not looked up at Microsoft: it is the one configured.
Fails: see `bot.mail.oauth`. A certificate is read anew each time, so that it can be replaced.
"""

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bot.errors import TokenRefused
from bot.mail.oauth import Granted, granted
from bot.mail.oauth_http import TokenHttp
from bot.mail.oauth_refusals import DOCS, refusal

ROLES = {"IMAP": "IMAP.AccessAsApp", "SMTP": "SMTP.SendAsApp"}
"""Application permissions of "Office 365 Exchange Online", as the token's `roles` name them."""

_CERTIFICATE = re.compile(r"-----BEGIN CERTIFICATE-----.*?-----END CERTIFICATE-----", re.DOTALL)
_KEY = re.compile(
    r"-----BEGIN ((?:RSA |EC |ENCRYPTED )?PRIVATE KEY)-----.*?-----END \1-----", re.DOTALL
)


@dataclass(frozen=True, slots=True)
class MicrosoftApp:
    """An app registration, and how it proves itself.

    Attributes:
        tenant_id: the directory's ID, or one of its domains.
        client_id: the application's ID.
        client_secret: its value; empty with a certificate.
        certificate_file: PEM with certificate and private key, or PKCS #12 (.pfx, .p12).
        passphrase: of the private key.
        authority: the cloud's login service, without the tenant.
        scope: the resource, as `https://outlook.office365.com/.default`.
        http: the way there.
    """

    tenant_id: str
    client_id: str
    client_secret: str = field(default="", repr=False)
    certificate_file: Path | None = None
    passphrase: str = field(default="", repr=False)
    authority: str = "https://login.microsoftonline.com"
    scope: str = "https://outlook.office365.com/.default"
    http: TokenHttp = field(default_factory=TokenHttp, repr=False)

    def __str__(self) -> str:
        return f"Microsoft 365 app {self.client_id}"

    def inspect(self) -> None:
        """See `Grantor`."""
        _msal()
        self._credential()

    def ask(self) -> Granted:
        """See `Grantor`."""
        msal = _msal()
        credential = self._credential()
        try:
            app = msal.ConfidentialClientApplication(
                self.client_id,
                client_credential=credential,
                authority=f"{self.authority.rstrip('/')}/{self.tenant_id}",
                instance_discovery=False,
                http_client=self.http,
            )
        except ValueError:
            # All that comes here is an answer about the tenant; what else fails was raised below.
            what = f"{self.authority} knows no tenant {self.tenant_id}: check tenant_id"
            raise TokenRefused(f"{self}: {what}; {DOCS}") from None
        answer = app.acquire_token_for_client([self.scope])
        if "access_token" not in answer:
            raise refusal(answer, str(self))
        return granted(answer["access_token"], answer.get("expires_in"), str(self))

    def flaw(self, token: str, protocol: str) -> str:
        """See `Grantor`: without the permission Entra gives a token all the same, of no use."""
        import jwt

        try:
            claims = jwt.decode(token, options={"verify_signature": False})
        except jwt.InvalidTokenError:
            return ""  # whatever form it has, it is between Entra and Exchange
        if ROLES[protocol] in (claims.get("roles") or ()):
            return ""
        return (
            f"{self}: the token lacks {ROLES[protocol]}: give the app this application permission "
            f"of Office 365 Exchange Online, with admin consent; {DOCS}"
        )

    def advise(self, protocol: str) -> str:
        """See `Grantor`."""
        also = ", and Set-CASMailbox for SMTP" if protocol == "SMTP" else ""
        return (
            "is the app let into this mailbox (New-ServicePrincipal with the object ID of the "
            f"enterprise application, Add-MailboxPermission{also})? {DOCS}"
        )

    def _credential(self) -> str | dict[str, str]:
        file = self.certificate_file
        if file is None:
            if not self.client_secret:
                raise TokenRefused(f"{self}: neither a client secret nor a certificate")
            return self.client_secret
        try:
            return self._certificate(file)
        except OSError as error:
            raise TokenRefused(f"{file}: cannot be read: {error.strerror}") from None
        except (ValueError, TypeError):
            # What the library says of a key may quote it.
            what = "no certificate with its private key in PEM or PKCS #12, or the wrong passphrase"
            raise TokenRefused(f"{file}: {what}") from None

    def _certificate(self, file: Path) -> dict[str, str]:
        """Return what msal takes, after trying it: msal itself would name no file."""
        from cryptography.hazmat.primitives.serialization import load_pem_private_key, pkcs12
        from cryptography.x509 import load_pem_x509_certificate

        secret = self.passphrase.encode() or None
        if file.suffix.lower() in {".pfx", ".p12"}:
            key, certificate, _ = pkcs12.load_key_and_certificates(file.read_bytes(), secret)
            if key is None or certificate is None:
                raise ValueError("no key, or no certificate")
            return {"private_key_pfx_path": str(file), "passphrase": self.passphrase}
        text = file.read_text("ascii")
        private, public = _KEY.search(text), _CERTIFICATE.search(text)
        if private is None or public is None:
            raise ValueError("no key, or no certificate")
        load_pem_private_key(private[0].encode(), secret)
        load_pem_x509_certificate(public[0].encode())
        return {
            "private_key": private[0],
            "public_certificate": public[0],
            "passphrase": self.passphrase,
        }


def _msal() -> Any:
    """Return the library: it takes 70 ms to load, so only who uses it pays."""
    try:
        import msal
    except ImportError:
        what = "Microsoft 365 needs the extra `oauth`: pip install 'pobot[oauth]'"
        raise TokenRefused(what) from None
    return msal
