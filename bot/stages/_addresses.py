"""Addresses, strictly: whoever is believed must be named in exactly one way.

`email.utils.parseaddr` takes "ap@trusted.example<evil@attacker.example>" for the first of the two
(CVE-2023-27043). Here header values are taken apart by mail-parser, which takes the second and
says that the name is invalid, and each result must then be a plain addr-spec (RFC 5321 4.1.2).
"""

import re

from mailparser.utils import get_addresses

from bot.domain.message import Address
from bot.stages._headers import unencoded

MAX_ADDRESSES = 200
MAX_VALUE = 32 * 1024
"""Characters of an address field that are read."""

SEVERAL_AUTHORS = "From names several senders"
"""A defect: DMARC judges one From address only (RFC 7489 6.6.1), so nobody is believed."""

_ATOM = r"[^\s<>()\[\],;:\\\"@\x00-\x1f\x7f]+"
_ADDR_SPEC = re.compile(rf"{_ATOM}@{_ATOM}\.{_ATOM}")
ANYWHERE = re.compile(r"[\w.!#$%&'*+/=?^`{|}~-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,9}")
"""An address in running text."""


def addresses(value: str) -> tuple[tuple[Address, ...], tuple[str, ...]]:
    """Return the addresses of a header value, and what was wrong with it.

    An address that cannot be read for certain is left out.
    """
    defects: list[dict[str, object]] = []
    try:
        pairs = get_addresses(value[:MAX_VALUE], defects=defects, decode_names=True)
    except Exception:  # noqa: BLE001 - whatever a parser of hostile input raises is "unreadable"
        return (), ("an address field cannot be read",)
    found = [one for name, email in pairs if (one := address(name, email))]
    reasons = [str(defect.get("reason", "")).replace("-", " ") for defect in defects]
    if len(found) > MAX_ADDRESSES:
        reasons.append(f"more than {MAX_ADDRESSES} addresses")
    return tuple(found[:MAX_ADDRESSES]), tuple(dict.fromkeys(reasons))


def address(name: str, email: str) -> Address | None:
    """Return an address, or None where it is no plain addr-spec."""
    email = email.strip().rstrip(".").lower()
    if len(email) > 254 or not _ADDR_SPEC.fullmatch(email):
        return None
    shown = unencoded(name).strip()
    if len(shown) > 1 and shown[0] == shown[-1] and shown[0] in "\"'":
        shown = shown[1:-1].strip()
    return Address("" if shown.lower() == email else shown, email)


def claimed(text: str) -> Address | None:
    """Return the address that a line of running text names ("Jane Doe <jane@x.example>").

    None where it names neither an address nor a name. Only ever a claim: never authenticated.
    """
    found = list(ANYWHERE.finditer(text[:2000]))
    if not found:
        name = " ".join(text[:200].split()).strip("*<>[]\"' ")
        return Address(name, "") if name else None
    last = found[0]
    name = re.split(r"[<(\[*]", text[: last.start()])[0].strip(" \"'*\t<([")
    return Address(" ".join(name.split()), last[0].lower().removeprefix("mailto:"))
