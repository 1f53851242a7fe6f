"""Mails to send in tests."""

from bot.domain.outgoing import Outgoing, OutgoingClass


def letter(name: str = "1", body: bytes = b"Thank you for PO 4711.\r\n") -> Outgoing:
    """Return a mail to a client; `body` must come in CRLF lines."""
    head = f"From: billing@us.test\r\nTo: ap@client.test\r\nMessage-ID: <{name}@us.test>\r\n\r\n"
    return Outgoing(
        idem_key=f"ack:{name}",
        message_id=f"<{name}@us.test>",
        kind=OutgoingClass.REPLY,
        sender="billing@us.test",
        recipient="ap@client.test",
        subject="Recorded",
        source=head.encode() + body,
    )
