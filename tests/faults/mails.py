"""Mails of the room's clients: each gives the number of one invoice."""

from email.message import EmailMessage
from email.policy import SMTP


def order(
    number: int,
    *,
    sender: str = "",
    message_id: str | None = None,
    text: str = "",
    **headers: str,
) -> bytes:
    """Return an order of client NUMBER for invoice NUMBER; a Message-ID of "" leaves it out."""
    client = number % 20
    mail = EmailMessage(policy=SMTP)
    mail["From"] = sender or f"Pat {client} <pat@client{client}.example>"
    mail["To"] = "billing@progressiverobot.com"
    mail["Subject"] = "Purchase order"
    named = f"<m{number}@client.example>" if message_id is None else message_id
    if named:
        mail["Message-ID"] = named
    mail["Date"] = "Mon, 23 Nov 2026 08:00:00 +0000"
    for name, value in headers.items():
        mail[name.replace("_", "-")] = value
    words = f"Hello,\n\nour PO number for invoice PR-2026-{number:04} is 45{number:08}.\n\nPat\n"
    mail.set_content(text or words)
    return mail.as_bytes()


def order_text(number: int, size: int) -> str:
    """Return the words of an order with so many octets of small talk below them."""
    words = f"Hello,\n\nour PO number for invoice PR-2026-{number:04} is 45{number:08}.\n\nPat\n"
    line = "We look forward to working with you on this, as ever.\n"
    return words + line * (size // len(line))
