"""Alerts by mail, over an SMTP server of their own: not the one that may be the trouble.

Apart from the store and its outbox by intent: those may be what fails. So this mail is the only one
that could come twice, and it goes to nobody but those on duty.
Standards and failures: as `bot.mail.smtp`, which carries it.
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, make_msgid

from bot.domain.bulletin import Bulletin
from bot.domain.outgoing import Outgoing, OutgoingClass
from bot.errors import Permanent, PobotError, ServerGone
from bot.ports import Delivered, Mailer


class MailRoute:
    """See `bot.ports.AlertRoute`.

    Args:
        mailer: the server for alerts.
        sender: address in From and envelope.
        recipients: those on duty; one is enough for the alert to have arrived.
        now: the time of day.
    """

    name = "mail"

    def __init__(
        self,
        mailer: Mailer,
        sender: str,
        recipients: Sequence[str],
        now: Callable[[], datetime],
    ) -> None:
        self._mailer, self._sender, self._now = mailer, sender, now
        self._recipients = tuple(recipients)

    def tell(self, bulletin: Bulletin) -> None:
        """See `bot.ports.AlertRoute`."""
        failures: list[PobotError] = []
        try:
            for recipient in self._recipients:
                try:
                    self._send(bulletin, recipient)
                except PobotError as error:
                    failures.append(error)
        finally:
            self._mailer.close()
        if len(failures) == len(self._recipients):
            raise failures[0]

    def _send(self, bulletin: Bulletin, recipient: str) -> None:
        receipt = self._mailer.send(self._composed(bulletin, recipient), lambda: None)
        if receipt.outcome is Delivered.REFUSED:
            raise Permanent(f"refused: {receipt.reply}")
        if receipt.outcome is not Delivered.ACCEPTED:
            raise ServerGone(f"not accepted: {receipt.reply}")

    def _composed(self, bulletin: Bulletin, recipient: str) -> Outgoing:
        domain = self._sender.rpartition("@")[2]
        mail = EmailMessage(policy=SMTP)
        mail["From"] = f"pobot <{self._sender}>"
        mail["To"] = recipient
        mail["Subject"] = " ".join(bulletin.title.split())
        mail["Date"] = format_datetime(self._now())
        mail["Message-ID"] = message_id = make_msgid("alert", domain)
        # RFC 3834 5: nobody's absence note is to answer this.
        mail["Auto-Submitted"] = "auto-generated"
        mail.set_content(bulletin.text + "\n", cte="quoted-printable")
        return Outgoing(
            idem_key=message_id,
            message_id=message_id,
            kind=OutgoingClass.DIGEST,
            sender=self._sender,
            recipient=recipient,
            subject=str(mail["Subject"]),
            source=mail.as_bytes(),
        )
