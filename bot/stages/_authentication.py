"""What our own mail host found about the From domain (RFC 8601, DMARC alignment of RFC 7489).

Believed is only the topmost Authentication-Results whose authserv-id is ours. Our host has to
remove those that a sender wrote in its name (RFC 8601 5); as a second line of defence a good
result counts only above the author's own fields (From, Date ...), where every host adds its trace.
Microsoft's form without an authserv-id counts where an id that ends in "outlook.com" is ours.
"""

from dataclasses import dataclass

from authres import AuthenticationResultsHeader
from authres.core import AuthResError

from bot.domain.company import Company
from bot.domain.decision import Authentication
from bot.domain.message import Message
from bot.stages._lookalikes import is_public_suffix

MAX_VALUE = 8192
"""Characters of the header that are read."""

_AUTHORS_FIELDS = {"from", "to", "subject", "date", "message-id"}
_NO_ID = "pobot.invalid"
"""Stands in for the authserv-id that Microsoft leaves out (RFC 2606: never anybody's)."""


@dataclass(frozen=True, slots=True)
class Result:
    """One method's result: `domains` are those it vouches for, lower case."""

    method: str
    value: str
    domains: tuple[str, ...] = ()


def authentication(
    message: Message, domain: str, company: Company
) -> tuple[Authentication, tuple[str, ...]]:
    """Return our host's verdict on the From domain, and the evidence for it."""
    ours = _ours(message, company)
    if ours is None:
        return Authentication.NONE, ("our mail host says nothing about the sender",)
    results, in_trace = ours
    verdict = judged(results, domain)
    if verdict is Authentication.PASS and not in_trace:
        return Authentication.NONE, ("a passing Authentication-Results stands where senders write",)
    return verdict, (f"our mail host says {_shown(results)}: {verdict}",)


def original(message: Message, domain: str) -> tuple[Authentication, tuple[str, ...]]:
    """Return what an authenticated list noted of its author, before it rewrote From."""
    value = message.header("x-original-authentication-results")
    _, results = _read(value) or ("", ())
    if not results:
        return Authentication.NONE, ()
    verdict = judged(results, domain)
    return verdict, (f"the list notes of its author {_shown(results)}: {verdict}",)


def judged(results: tuple[Result, ...], domain: str) -> Authentication:
    """Return the verdict of one set of results on a From domain.

    DMARC decides where it says pass or fail. Without it an aligned DKIM or SPF pass is a pass,
    and an aligned fail with no aligned pass beside it is a fail; softfail, none, neutral and
    errors say nothing.
    """
    if verdict := _by_dmarc(results, domain):
        return verdict
    aligned = [
        result.value
        for result in results
        if result.method in {"dkim", "spf"} and any(_aligned(d, domain) for d in result.domains)
    ]
    if "pass" in aligned:
        return Authentication.PASS
    if "fail" in aligned or Result("compauth", "fail") in results:
        return Authentication.FAIL
    return Authentication.NONE


def _by_dmarc(results: tuple[Result, ...], domain: str) -> Authentication | None:
    for result in results:
        if result.method == "dmarc" and result.value == "fail":
            return Authentication.FAIL
        if result.method == "dmarc" and result.value == "pass":
            named = not result.domains or any(_aligned(d, domain) for d in result.domains)
            return Authentication.PASS if named else Authentication.NONE
    return None


def _ours(message: Message, company: Company) -> tuple[tuple[Result, ...], bool] | None:
    ids = {authserv_id.lower() for authserv_id in company.authserv_ids}
    if any(authserv_id.endswith("outlook.com") for authserv_id in ids):
        ids.add(_NO_ID)
    in_trace = True
    for name, value in message.headers:
        in_trace = in_trace and name not in _AUTHORS_FIELDS
        if name != "authentication-results":
            continue
        if _claimed_id(value) in ids and (read := _read(value)) and read[0] in ids:
            return read[1], in_trace
    return None


def _claimed_id(value: str) -> str:
    """Return the authserv-id as a glance shows it: parsing every host's header takes too long."""
    first = value[:MAX_VALUE].strip().partition(";")[0].split("(")[0].split()
    return _NO_ID if not first or "=" in first[0] else first[0].strip('"').lower()


def _read(value: str) -> tuple[str, tuple[Result, ...]] | None:
    """Return the authserv-id and the results; None where the value follows no grammar."""
    text = value[:MAX_VALUE].strip().rstrip(";")
    for candidate in (text, f"{_NO_ID}; {text}"):
        try:
            header = AuthenticationResultsHeader.parse(f"Authentication-Results: {candidate}")
        except (AuthResError, ValueError, IndexError, AttributeError, TypeError, RecursionError):
            continue
        return str(header.authserv_id).lower(), tuple(_result(one) for one in header.results)
    return None


def _result(one: object) -> Result:
    method, value = getattr(one, "method", ""), getattr(one, "result", "")
    wanted = {"dkim": {"d", "i"}, "spf": {"mailfrom"}, "dmarc": {"from"}}.get(method, set())
    domains = tuple(
        str(entry.value).rpartition("@")[2].strip('"').lower()
        for entry in getattr(one, "properties", ())
        if entry.name in wanted and entry.value
    )
    return Result(str(method).lower(), str(value).lower(), domains)


def _aligned(authenticated: str, domain: str) -> bool:
    """Return whether two domains are aligned: equal, or one a subdomain of the other.

    Without the public suffix list this is stricter than DMARC's relaxed mode for siblings
    (a.example.com and b.example.com), and a public suffix ("co.uk") never aligns.
    """
    if is_public_suffix(authenticated) or is_public_suffix(domain):
        return False
    return (
        authenticated == domain
        or domain.endswith(f".{authenticated}")
        or (authenticated.endswith(f".{domain}"))
    )


def _shown(results: tuple[Result, ...]) -> str:
    return ", ".join(f"{result.method}={result.value}" for result in results[:6]) or "none"
