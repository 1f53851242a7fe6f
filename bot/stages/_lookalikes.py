"""Senders that look like somebody we know.

Fraud against suppliers writes from domains that differ by a letter, a hyphen, an added "-uk" or
another ending (Action Fraud, FBI alerts on PO fraud), from alphabets that look alike (Unicode
TR 39), or shows a known name above another address.
"""

import re
import unicodedata
from collections.abc import Iterable

from rapidfuzz.distance import OSA

from bot.domain.message import Address

FREE_MAIL = frozenset(
    {
        "gmail.com", "googlemail.com", "outlook.com", "hotmail.com", "hotmail.co.uk",
        "hotmail.fr", "hotmail.de", "hotmail.it", "hotmail.es", "live.com", "live.co.uk",
        "live.fr", "live.de", "msn.com", "yahoo.com", "yahoo.co.uk", "yahoo.fr", "yahoo.de",
        "yahoo.es", "yahoo.it", "ymail.com", "rocketmail.com", "aol.com", "aol.co.uk",
        "icloud.com", "me.com", "mac.com", "gmx.com", "gmx.de", "gmx.net", "gmx.at",
        "gmx.ch", "web.de", "t-online.de", "freenet.de", "proton.me", "protonmail.com",
        "pm.me", "tutanota.com", "tuta.io", "zoho.com", "mail.com", "fastmail.com",
        "hey.com", "yandex.com", "yandex.ru", "mail.ru", "orange.fr", "free.fr",
        "laposte.net", "wanadoo.fr", "sfr.fr", "libero.it", "virgilio.it", "tiscali.it",
        "alice.it", "btinternet.com", "btopenworld.com", "sky.com", "talktalk.net",
        "virginmedia.com", "ntlworld.com", "blueyonder.co.uk", "plusnet.com", "ziggo.nl",
        "kpnmail.nl", "xs4all.nl", "hetnet.nl", "telenet.be", "skynet.be", "terra.es",
        "telefonica.net", "sapo.pt", "wp.pl", "o2.pl", "onet.pl", "interia.pl", "seznam.cz",
        "centrum.cz", "freemail.hu", "citromail.hu", "comcast.net", "verizon.net",
        "att.net", "sbcglobal.net", "bigpond.com", "qq.com", "163.com", "126.com",
    }
)  # fmt: skip
"""Where anybody gets an address: such a domain is never a client's."""

_SECOND_LEVEL = frozenset(
    {
        "co", "com", "org", "net", "ac", "gov", "nhs", "ltd", "plc", "me", "police", "sch",
        "mod", "edu", "gob", "or", "ne", "gouv", "asso", "nom",
    }
)  # fmt: skip
_ROLES = frozenset(
    {
        "account", "accounts", "accounting", "payable", "payables", "receivable",
        "payments", "payment", "finance", "financial", "purchasing", "procurement",
        "billing", "invoices", "invoice", "team", "office", "department", "dept", "service",
        "services", "supplier", "suppliers", "orders", "order", "admin", "administration",
        "info", "support", "sales", "creditors", "credit", "control", "controller", "buyer",
        "purchase", "ledger", "help", "desk", "mail", "buchhaltung", "einkauf", "rechnung",
        "rechnungen", "comptabilité", "achats", "administración", "compras", "contabilidad",
        "amministrazione", "acquisti", "inkoop", "administratie",
        "crediteurenadministratie", "crediteuren",
    }
)  # fmt: skip
_LOOKS_LIKE = str.maketrans(
    {
        other: latin
        for latin, others in {
            "a": "аαàáâãäåąă", "b": "ьв", "c": "сçćč", "d": "ԁđď", "e": "еεèéêëęě3", "g": "ɡğ",
            "h": "һнħ", "i": "іιìíîïıɩї", "j": "јј", "k": "кκķ", "l": "ӏł1|", "m": "м",
            "n": "ηñńňп",
            "o": "оοòóôõöøőө0", "p": "рρ", "r": "гř", "s": "ѕśšş5$", "t": "тτťţ7", "u": "υùúûüůűц",
            "v": "νѵ", "w": "ωԝѡ", "x": "хχ", "y": "уýÿγ", "z": "żźž2",
        }.items()
        for other in others
    }
)  # fmt: skip
"""Characters of other alphabets, and digits, that look like a Latin letter (Unicode TR 39)."""

_MULTIPLES = (("rn", "m"), ("vv", "w"), ("cl", "d"), ("nn", "m"))
_SHORTEST = 5
"""Letters of a name below which one more or less is another name, not a slip."""


def resembles(domain: str, known: Iterable[str]) -> str:
    """Return the known domain that another one imitates, or ""."""
    unpacked = _unpacked(domain)
    core, skeleton = _core(unpacked), _skeleton(unpacked)
    imitated = [
        one
        for one in known
        if one not in FREE_MAIL
        and not f".{domain}".endswith(f".{one}")
        and (skeleton == _skeleton(one) or _imitates(unpacked, core, one))
    ]
    return min(imitated, key=lambda one: OSA.distance(unpacked, one), default="")


def is_public_suffix(domain: str) -> bool:
    """Return whether a domain is one under which anybody registers: "uk", "co.uk".

    Approximates the public suffix list, as `_core` does.
    """
    labels = domain.strip(".").split(".")
    second = len(labels) == 2 and len(labels[1]) == 2 and labels[0] in _SECOND_LEVEL
    return len(labels) < 2 or second


def shows_name(author: Address, names: Iterable[str]) -> str:
    """Return the known name that an unknown address carries as its display name, or "".

    Names of roles alone ("Accounts Payable") are everybody's.
    """
    shown = folded(author.name)
    if not shown or set(shown.split()) <= _ROLES:
        return ""
    return next((name for name in names if folded(name) == shown), "")


def folded(text: str) -> str:
    """Return a name for comparison: NFKC, case folded, punctuation and double spaces gone."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    return " ".join(re.sub(r"[^\w\s]", " ", plain).split())


def _imitates(domain: str, core: str, known: str) -> bool:
    original = _core(known)
    if len(original) < _SHORTEST:
        return False
    if original in core.split("-") or original in domain.split("."):
        return True
    joined, flat = core.replace("-", ""), original.replace("-", "")
    if joined == flat or core.startswith(f"{original}-") or core.endswith(f"-{original}"):
        return True
    if joined.startswith(flat) and joined[len(flat) :] in _ADDED:
        return True
    allowed = 1 if len(original) < 8 else 2
    return OSA.distance(_skeleton(core), _skeleton(original), score_cutoff=allowed) <= allowed


_ADDED = {
    "uk", "gb", "eu", "us", "de", "fr", "org", "com", "net", "ltd", "plc", "group", "inc", "gmbh",
    "co", "int", "gov", "online", "mail", "billing", "accounts", "finance",
}  # fmt: skip
"""Words that are put behind a known name to make another domain of it."""


def _core(domain: str) -> str:
    """Return the label that names the owner: "northmoor" of "pay.northmoor.gov.uk".

    Approximates the public suffix list: a second level of two-letter countries counts as suffix.
    """
    labels = domain.split(".")
    if len(labels) >= 3 and len(labels[-1]) == 2 and labels[-2] in _SECOND_LEVEL:
        return labels[-3]
    return labels[-2] if len(labels) >= 2 else domain


def _unpacked(domain: str) -> str:
    """Return a domain with its punycode labels (RFC 3492) decoded."""
    labels = []
    for label in domain.lower().split("."):
        decoded = label
        if label.startswith("xn--") and len(label) <= 63:
            try:
                decoded = label[4:].encode("ascii").decode("punycode")
            except (UnicodeError, ValueError):
                decoded = label
        labels.append(decoded)
    return ".".join(labels)


def _skeleton(text: str) -> str:
    """Return a text with every character replaced by the Latin letter that it looks like."""
    plain = unicodedata.normalize("NFKC", text).casefold().translate(_LOOKS_LIKE)
    for several, one in _MULTIPLES:
        plain = plain.replace(several, one)
    return plain
