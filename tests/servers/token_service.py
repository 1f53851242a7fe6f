"""Token services as Microsoft's and Google's speak, over real TLS, and how mail servers ask them.

Grants are checked as the real ones do: secrets, signatures of certificates and service accounts,
audiences, scopes. What is given out, a mail server can look up at `tokeninfo_url`, as Dovecot does.
"""

import base64
import json
import secrets
import threading
import time
from collections import deque
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self
from urllib.parse import parse_qs, urlsplit

import jwt
from cryptography import x509

from tests.servers.certificate import Certificate

TENANT, APP = "11111111-2222-3333-4444-555555555555", "66666666-7777-8888-9999-000000000000"
SECRET = "cl1ent~s3cret"
GOOGLE_CLIENT, REFRESH = "123-abc.apps.googleusercontent.com", "1//r3fresh"
EXCHANGE = "https://outlook.office365.com/.default"
GMAIL = "https://mail.google.com/"
ROLES = ("IMAP.AccessAsApp", "SMTP.SendAsApp")

Answer = tuple[int, Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Fault:
    """An answer that is not as usual.

    Attributes:
        status: of HTTP.
        body: sent as it is.
        headers: beside the usual ones.
        trickle: whether the body comes byte by byte, without end.
        until: when set, nothing is sent before it happens.
    """

    status: int = 503
    body: bytes = b"try again later"
    headers: Mapping[str, str] = field(default_factory=dict)
    trickle: bool = False
    until: threading.Event | None = None


class TokenService:
    """Listens on loopback while used as a context.

    Attributes:
        faults: one for each coming request that posts for a token.
        lives: seconds that tokens hold.
        roles: application permissions that the app's tokens carry.
        user: whom a mail server is told a token is for.
        subject: the mailbox that the service account may stand in for.
        delegated: scopes that the service account may ask for.
        consented: scopes of the refresh token.
        refused: what every token request gets, instead of a token; None for nothing.
        posts: the bodies that asked for tokens.
    """

    def __init__(self, certificate: Certificate, user: str = "billing") -> None:
        self.certificate = certificate
        self.user = user
        self.faults: deque[Fault] = deque()
        self.lives: object = 3600
        self.roles: tuple[str, ...] = ROLES
        self.subject = ""
        self.delegated = {GMAIL}
        self.consented = {GMAIL}
        self.refused: Answer | None = None
        self.account_key: Any = None
        self.posts: list[Mapping[str, str]] = []
        self._valid: dict[str, float] = {}
        self._over = threading.Event()
        self._asked = _Server(self, certificate)
        self._looked_up = _Server(self, None)
        self._threads = [
            threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
            for server in (self._asked, self._looked_up)
        ]

    def __enter__(self) -> Self:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        tb: TracebackType | None,
    ) -> None:
        self._over.set()
        for server in (self._asked, self._looked_up):
            server.shutdown()
            server.server_close()
        for thread in self._threads:
            thread.join()

    @property
    def authority(self) -> str:
        """Return where Entra would be."""
        return f"https://localhost:{self._asked.server_port}"

    @property
    def token_url(self) -> str:
        """Return where Google would give tokens."""
        return f"{self.authority}/token"

    @property
    def tokeninfo_url(self) -> str:
        """Return where a mail server looks tokens up."""
        return f"http://127.0.0.1:{self._looked_up.server_port}/tokeninfo?access_token="

    def revoke(self) -> None:
        """Let no token that was given out be worth anything."""
        self._valid.clear()

    def holds(self, token: str) -> bool:
        """Return whether a mail server may believe a token."""
        return self._valid.get(token, 0) > time.time()

    def given(self) -> tuple[str, ...]:
        """Return the tokens that were given out and not revoked."""
        return tuple(self._valid)

    def grant(self, path: str, form: Mapping[str, str]) -> Answer:
        """Answer a request for a token."""
        self.posts.append(form)
        if self.refused:
            return self.refused
        if path == f"/{TENANT}/oauth2/v2.0/token":
            return self._to_app(form)
        if form.get("grant_type") == "refresh_token":
            return self._for_refresh_token(form)
        return self._to_service_account(form)

    def tenant(self, path: str) -> Answer:
        """Answer who describes the tenant."""
        if not path.startswith(f"/{TENANT}/v2.0/"):
            return _aadsts(90002, "Tenant not found.", "invalid_tenant")
        base = f"{self.authority}/{TENANT}"
        return 200, {
            "issuer": f"{base}/v2.0",
            "authorization_endpoint": f"{base}/oauth2/v2.0/authorize",
            "token_endpoint": f"{base}/oauth2/v2.0/token",
        }

    def _to_app(self, form: Mapping[str, str]) -> Answer:
        if form.get("client_id") != APP:
            return _aadsts(700016, "Application not found in the directory.", "unauthorized_client")
        if "client_assertion" in form:
            try:
                self._check_certificate(form["client_assertion"])
            except jwt.InvalidTokenError:
                return _aadsts(700027, "The certificate is not registered.", "invalid_client")
        elif form.get("client_secret") != SECRET:
            return _aadsts(7000215, "Invalid client secret provided.", "invalid_client")
        if EXCHANGE not in form.get("scope", "").split():
            return _aadsts(500011, "The resource principal was not found.", "invalid_resource")
        claims: dict[str, object] = {"aud": "https://outlook.office365.com"}
        claims["jti"] = secrets.token_hex(8)
        if self.roles:
            claims |= {"roles": list(self.roles)}
        # Real ones have some 1,700 characters, more than fit in one line of many a server.
        claims["xms"] = "x" * 900
        return self._given(jwt.encode(claims, "the service's own key, 32 bytes long", "HS256"))

    def _check_certificate(self, assertion: str) -> None:
        own = x509.load_pem_x509_certificate(self.certificate.cert.read_bytes())
        key: Any = own.public_key()
        audience = f"{self.authority}/{TENANT}/oauth2/v2.0/token"
        jwt.decode(assertion, key, ["PS256"], audience=audience, issuer=APP)

    def _to_service_account(self, form: Mapping[str, str]) -> Answer:
        try:
            claims = jwt.decode(
                form.get("assertion", ""),
                self.account_key,
                ["RS256"],
                audience="https://oauth2.googleapis.com/token",
            )
        except (jwt.InvalidTokenError, TypeError):
            return _oauth("invalid_grant", "Invalid JWT Signature.")
        if claims["sub"] != (self.subject or f"{self.user}@us.test"):
            return _oauth("invalid_grant", "Invalid email or User ID")
        if not set(claims["scope"].split()) <= self.delegated:
            return 401, {
                "error": "unauthorized_client",
                "error_description": "Client is unauthorized to retrieve access tokens using this "
                "method, or client not authorized for any of the scopes requested.",
            }
        return self._given(f"ya29.{secrets.token_urlsafe(24)}")

    def _for_refresh_token(self, form: Mapping[str, str]) -> Answer:
        if (form.get("client_id"), form.get("client_secret")) != (GOOGLE_CLIENT, SECRET):
            return _oauth("invalid_client", "The OAuth client was not found.", 401)
        if form.get("refresh_token") != REFRESH:
            return _oauth("invalid_grant", "Token has been expired or revoked.")
        status, answer = self._given(f"ya29.{secrets.token_urlsafe(24)}")
        return status, {**answer, "scope": " ".join(sorted(self.consented))}

    def _given(self, token: str) -> Answer:
        self._valid[token] = time.time() + 3600
        return 200, {"token_type": "Bearer", "access_token": token, "expires_in": self.lives}


class _Server(ThreadingHTTPServer):
    def __init__(self, service: TokenService, certificate: Certificate | None) -> None:
        self.service = service
        super().__init__(("127.0.0.1", 0), _Exchange)
        self._tls = certificate.server_context() if certificate else None

    def finish_request(self, request: Any, address: Any) -> None:
        # The handshake belongs to the thread of this connection: a client may never finish it.
        with suppress(OSError):
            if self._tls:
                request = self._tls.wrap_socket(request, server_side=True)
            super().finish_request(request, address)
            request.close()

    def handle_error(self, *_arguments: object) -> None:
        """Say nothing: clients that hang up are what is tested."""


class _Exchange(BaseHTTPRequestHandler):
    server: _Server

    def do_GET(self) -> None:
        place = urlsplit(self.path)
        service = self.server.service
        if place.path == "/tokeninfo":
            token = parse_qs(place.query).get("access_token", [""])[0]
            good = service.holds(token)
            self._send(*((200, {"username": service.user}) if good else (401, {"error": "no"})))
            return
        self._send(*service.tenant(place.path))

    def do_POST(self) -> None:
        length = int(self.headers.get("Content-Length", 0))
        pairs = parse_qs(self.rfile.read(length).decode())
        form = {key: values[0] for key, values in pairs.items()}
        service = self.server.service
        if service.faults:
            service.posts.append(form)
            self._fail(service.faults.popleft())
            return
        self._send(*service.grant(self.path, form))

    def _send(self, status: int, answer: Mapping[str, Any]) -> None:
        self._begin(status, {})
        self.wfile.write(json.dumps(answer).encode())

    def _fail(self, fault: Fault) -> None:
        if fault.until:
            fault.until.wait(30)
        self._begin(fault.status, fault.headers)
        self.wfile.write(fault.body)
        over = self.server.service._over
        while fault.trickle and not over.wait(0.02):
            self.wfile.write(b" ")

    def _begin(self, status: int, headers: Mapping[str, str]) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Connection", "close")
        self.end_headers()

    def log_message(self, *_arguments: object) -> None:
        """Print nothing."""


def _aadsts(code: int, what: str, error: str) -> Answer:
    return 400, {
        "error": error,
        "error_description": f"AADSTS{code}: {what} Trace ID: 1-2-3\r\nCorrelation ID: 4-5-6",
        "error_codes": [code],
    }


def _oauth(error: str, what: str, status: int = 400) -> Answer:
    return status, {"error": error, "error_description": what}


def service_account_file(service: TokenService) -> str:
    """Return the JSON key of a new service account that the service knows."""
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric import rsa

    key = rsa.generate_private_key(65537, 2048)
    service.account_key = key.public_key()
    pem = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    return json.dumps(
        {
            "type": "service_account",
            "client_email": "pobot@project.iam.gserviceaccount.com",
            "client_id": "100000000000000000001",
            "private_key_id": base64.b16encode(secrets.token_bytes(20)).decode().lower(),
            "private_key": pem.decode(),
            "token_uri": service.token_url,
        }
    )
