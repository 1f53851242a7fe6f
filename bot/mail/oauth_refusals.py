"""What the refusals of token services mean, and what to do about them.

Sources: Microsoft Entra authentication error codes (AADSTS...); Google's answers of
https://oauth2.googleapis.com/token; RFC 6749 5.2. The text of a service is passed on, cut, after
what it means; secrets are not in it, since services do not repeat them.
"""

import re
from collections.abc import Mapping

from bot.errors import PobotError, ServerGone, TokenRefused

DOCS = "see docs/oauth.md"

TRANSIENT = frozenset({"temporarily_unavailable", "server_error", "internal_failure", "slow_down"})
"""Errors by which a service speaks of itself and not of us (RFC 6749 4.1.2.1)."""

ENTRA_TRANSIENT = frozenset({"90033", "90024", "50196", "90009907"})
"""AADSTS codes for "not now": a fault of the service's own, or too many requests."""

ENTRA = {
    "7000215": "the client secret is wrong: enter its value, not its ID",
    "7000222": "the client secret has expired: make a new one in the app registration",
    "7000218": "the app is asked for a secret or certificate: configure one",
    "7000216": "the app is asked for a secret or certificate: configure one",
    "700016": "tenant_id has no app with this client_id: compare both with the app registration",
    "700027": "the certificate is not that of the app registration: upload its public part there",
    "700024": "the certificate's proof is not valid now: is this machine's clock right?",
    "7000112": "the app is disabled: enable it under Enterprise applications",
    "7000229": "the app has no service principal in this tenant: grant admin consent",
    "90002": "there is no such tenant: check tenant_id",
    "900023": "tenant_id is neither an ID nor a domain of the tenant",
    "70011": "the scope is not one: it ends in /.default",
    "1002012": "the scope is not one: it ends in /.default",
    "500011": "the tenant knows no such resource: is the scope that of your cloud?",
    "53003": "a Conditional Access policy blocks the app",
    "530035": "access is blocked by security defaults",
}

OAUTH = {
    "invalid_client": "client_id and client_secret do not belong together",
    "unauthorized_client": "the client may not do this: is the service account's client ID entered "
    "under domain-wide delegation, with exactly this scope?",
    "invalid_scope": "the scope is not known or not granted",
    "deleted_client": "the OAuth client was deleted",
    "disabled_client": "the OAuth client was disabled",
    "access_denied": "the administrator does not allow it",
    "admin_policy_enforced": "the administrator does not allow it",
    "org_internal": "the OAuth client is for another organisation only",
    "invalid_grant": "the grant is not valid any more",
    "unsupported_grant_type": "this is not the right token service: check the address",
}

GRANTS = (
    (r"account not found", "the service account was deleted: its file is of no use any more"),
    (r"invalid email|user id", "`user` is no mailbox of the Workspace domain"),
    (r"expired or revoked", "the refresh token was revoked or has expired: get a new one"),
    (r"signature", "the service account's key was deleted: make a new one"),
    (r"iat|short-lived|timeframe", "is this machine's clock right?"),
    (r"bad request", "the refresh token is not one of this client_id"),
)
"""What Google says in its description of an `invalid_grant`."""


def refusal(answer: Mapping[str, object], who: str) -> PobotError:
    """Return what to raise for an error answer.

    Args:
        answer: what came; an error has `error`, `error_description` and, from Entra,
            `error_codes`.
        who: what we called ourselves, such as "Microsoft 365 app 1234".

    Returns:
        TokenRefused, or ServerGone where the service only says "not now", or nothing.
    """
    error = str(answer.get("error") or "")
    # Entra goes on with trace numbers in further lines.
    said = " ".join(str(answer.get("error_description") or "").split("\r\n")[0].split())[:200]
    codes = _entra_codes(answer, said)
    text = f"{who}: {': '.join(part for part in (error, said) if part)}"
    if not error:
        return ServerGone(f"{who}: the token service gave no token and no error")
    if error in TRANSIENT or ENTRA_TRANSIENT.intersection(codes):
        return ServerGone(text)
    meaning = _meaning(error, said, codes)
    return TokenRefused(f"{who}: {meaning} ({error}: {said}); {DOCS}" if meaning else text)


def _meaning(error: str, said: str, codes: tuple[str, ...]) -> str:
    known = [ENTRA[code] for code in codes if code in ENTRA]
    if not known and error == "invalid_grant":
        known = [what for pattern, what in GRANTS if re.search(pattern, said, re.IGNORECASE)]
    return known[0] if known else OAUTH.get(error, "")


def _entra_codes(answer: Mapping[str, object], said: str) -> tuple[str, ...]:
    codes = answer.get("error_codes")
    listed = tuple(str(code) for code in codes) if isinstance(codes, list) else ()
    return listed + tuple(re.findall(r"AADSTS(\d+)", said))
