"""Mails as bytes, as they come from the wire, for tests of the first stages."""

from collections.abc import Sequence
from datetime import UTC, datetime

from bot.domain.company import Company
from bot.domain.decision import Screening, Standing
from bot.domain.ledger import Client, ClientId, Contact, Engagement, EngagementId, Snapshot
from bot.domain.message import Layer, Location, Message, Passage, RawMessage, Reading
from bot.stages.identify import identify
from bot.stages.parse import parse
from bot.stages.read import read
from bot.stages.screen import screen

MX = "mx.progressiverobot.com; "
ARRIVED = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)

US = Company(
    name="Progressive Robot",
    aliases=("Progressive Robot Ltd",),
    inbox="billing@progressiverobot.com",
    domains=("progressiverobot.com",),
    authserv_ids=("mx.progressiverobot.com",),
    series=(("invoice", r"PR-\d{4}-\d{4}"),),
    portal_domains=("ariba.com", "coupahost.com"),
)

CLIENTS = Snapshot(
    clients=(
        Client(
            ClientId("northmoor"),
            "Northmoor Borough Council",
            aliases=("Northmoor BC",),
            domains=("northmoor.gov.uk",),
        ),
        Client(ClientId("halcyon"), "Halcyon Energy plc", domains=("halcyonenergy.com",)),
        Client(ClientId("bellandi"), "Officine Bellandi S.p.A.", domains=("bellandi.it",)),
        Client(ClientId("larkspur"), "Larkspur Bakery Ltd", domains=("gmail.com",)),
    ),
    contacts=(
        Contact(ClientId("northmoor"), "Gillian Thorpe", "g.thorpe@northmoor.gov.uk", "finance"),
        Contact(ClientId("halcyon"), "Accounts Payable", "ap@halcyonenergy.com", "finance"),
        Contact(ClientId("halcyon"), "Shared Desk", "desk@shared-services.example", "finance"),
        Contact(ClientId("bellandi"), "Shared Desk", "desk@shared-services.example", "finance"),
        Contact(ClientId("larkspur"), "Nell Sawyer", "larkspur.bakery@gmail.com", "finance"),
    ),
    engagements=(
        Engagement(
            EngagementId("ENG-1001"),
            ClientId("northmoor"),
            "Planning portal",
            account_manager="sofia@progressiverobot.com",
            project_manager="daniel@progressiverobot.com",
        ),
    ),
)


def raw(source: bytes | str, *, complete: bool = True) -> RawMessage:
    """Return bytes (text is sent as UTF-8 with CRLF) as they are found in the inbox."""
    if isinstance(source, str):
        source = source.replace("\n", "\r\n").encode()
    return RawMessage(Location("inbox", 1, 1), ARRIVED, source, len(source), complete)


def parsed(source: bytes | str) -> Message:
    """Return the parsed mail."""
    return parse(raw(source))


def mail(body: str = "Hello", **headers: str) -> Message:
    """Return a parsed plain-text mail; underscores in header names stand for hyphens.

    Authentication-Results comes first, where a mail host writes it.
    """
    fields = {
        "From": "Gillian Thorpe <g.thorpe@northmoor.gov.uk>",
        "Subject": "Our order",
        "Date": "Mon, 23 Nov 2026 10:00:00 +0000",
        "Message-ID": "<1@northmoor.gov.uk>",
        "Content-Type": "text/plain; charset=utf-8",
    }
    fields |= {name.replace("_", "-"): value for name, value in headers.items()}
    result = fields.pop("Authentication-Results", "")
    trace = f"Authentication-Results: {result}\n" if result else ""
    return parsed(trace + "".join(f"{n}: {v}\n" for n, v in fields.items() if v) + f"\n{body}")


def written_by(address: str, result: str = "", body: str = "PO 1", **headers: str) -> Message:
    """Return a mail that our host found to be `result` (pass, fail; "" for not judged)."""
    if result:
        domain = address.rpartition("@")[2].strip(">")
        headers["Authentication-Results"] = f"{MX}dmarc={result} header.from={domain}"
    return mail(body, From=address, **headers)


def alternative(plain: str, html: str) -> Message:
    """Return a mail that says the same, or not, in plain text and in HTML."""
    return parsed(
        "Content-Type: multipart/alternative; boundary=b\n\n"
        f"--b\nContent-Type: text/plain; charset=utf-8\n\n{plain}\n"
        f"--b\nContent-Type: text/html; charset=utf-8\n\n{html}\n--b--"
    )


def attached(header: str, payload: str = "x") -> Message:
    """Return a mail with one part behind its text."""
    return parsed(
        "From: g.thorpe@northmoor.gov.uk\nContent-Type: multipart/mixed; boundary=b\n\n"
        f"--b\n\nSee attached\n--b\n{header}\n\n{payload}\n--b--"
    )


def passages(message: Message, readings: Sequence[Reading] = ()) -> list[Passage]:
    """Return what is read from a mail, its subject left out."""
    return list(read(message, readings, US))[1:]


def layers(body: str, **headers: str) -> list[tuple[Layer, str]]:
    """Return the layers of a plain text and what each holds."""
    return [(p.layer, p.text) for p in passages(mail(body, **headers))]


def screened(body: str = "Our PO is 4500012345.", **headers: str) -> Screening:
    """Return what is found of a plain-text mail's sender."""
    return screen(mail(body, **headers), US)


def standing(
    message: Message,
    company: Company = US,
    snapshot: Snapshot = CLIENTS,
    more: tuple[Passage, ...] = (),
) -> Standing:
    """Return who a mail's author is to us; `more` passages come from attachments."""
    found = read(message, (), company) + more
    return identify(message, screen(message, company), found, snapshot, company)
