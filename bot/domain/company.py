"""Our own side: who we are, and how our own numbers look."""

from dataclasses import dataclass

SIGNATURE = "Accounts team"
"""Who signs where the configuration names nobody; letters say it in their own language."""


@dataclass(frozen=True, slots=True)
class Company:
    """What the core must know of the company that pobot works for.

    Attributes:
        name: as printed on invoices.
        aliases: other names under which an order may be made out to us.
        inbox: the address of the billing inbox, lower case.
        domains: our own mail domains.
        authserv_ids: the authserv-id of our own mail host (RFC 8601 2.5); only its
            Authentication-Results are believed.
        series: (kind, regular expression) of our own numbers; kind is "invoice", "quote", "sow",
            "engagement" or "change_request". What matches is a reference, never a client's PO.
        staff: addresses of our own people, lower case; managers in the ledger are added to them.
        require_authentication: believe even an exactly registered address only with a passing
            Authentication-Results.
        portal_domains: sender domains of procurement portals (Ariba, Coupa ...).
        signature: name of the person or team that letters are signed with.
    """

    name: str
    aliases: tuple[str, ...]
    inbox: str
    domains: tuple[str, ...]
    authserv_ids: tuple[str, ...]
    series: tuple[tuple[str, str], ...]
    staff: tuple[str, ...] = ()
    require_authentication: bool = False
    portal_domains: tuple[str, ...] = ()
    signature: str = SIGNATURE
