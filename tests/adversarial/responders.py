"""Programs that answer every mail of ours, and say nothing of what they are."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP, default

from tests.adversarial.post import INBOX, passed

TALK = (
    "We have put your message on the pile.",
    "Somebody will look at this when the sun shines.",
    "Your words were read aloud in the yard this morning, and everybody listened.",
    "Nothing was found in the drawer you asked about; the key is with the caretaker.",
    "Kindly wait. The lift is out of order and the letters are on the third floor.",
    "Our parrot has learned your name, and repeats it all day long.",
)


@dataclass(slots=True)
class Responder:
    """Somebody's mailbox. `answers` says what it sends back for one mail of ours."""

    address: str
    sent: int = field(default=0)

    def answers(self, ours: EmailMessage, now: datetime) -> Iterator[bytes]:
        """Yield what comes back."""
        raise NotImplementedError

    def _mail(self, ours: EmailMessage, text: str, now: datetime, prefix: str = "Re: ") -> bytes:
        """Return a mail without a thread, a header or a word that says that a program wrote it."""
        self.sent += 1
        mail = EmailMessage(policy=SMTP)
        mail["Authentication-Results"] = passed(self.address)[0]
        mail["From"], mail["To"] = self.address, INBOX
        mail["Subject"] = f"{prefix}{ours['Subject']}"
        mail["Date"] = now
        mail["Message-ID"] = f"<{self.sent}.{now.timestamp():.0f}@{self.address.split('@')[1]}>"
        mail.set_content(text)
        return mail.as_bytes()


class Echo(Responder):
    """Sends our own letter back."""

    def answers(self, ours: EmailMessage, now: datetime) -> Iterator[bytes]:
        yield self._mail(ours, _text(ours), now)


class QuotingEcho(Responder):
    """Sends our own letter back as a quotation."""

    def answers(self, ours: EmailMessage, now: datetime) -> Iterator[bytes]:
        quoted = "\n".join(f"> {line}" for line in _text(ours).splitlines())
        yield self._mail(ours, f"On Tue, 24 Nov 2026, {INBOX} wrote:\n{quoted}", now)


class Away(Responder):
    """Is away, in words that no list of such words holds, with a number that counts up."""

    def answers(self, ours: EmailMessage, now: datetime) -> Iterator[bytes]:
        yield self._mail(
            ours,
            "Thanks for getting in touch! The whole team is moving to the new building by the "
            f"river. Yours is number {self.sent + 17} in our pile, and we read the pile in order.",
            now,
        )


class Holiday(Responder):
    """Is on holiday, in the usual words."""

    def answers(self, ours: EmailMessage, now: datetime) -> Iterator[bytes]:
        yield self._mail(ours, "I am out of the office until Monday. For urgent matters call.", now)


class Talker(Responder):
    """Answers with other words every time."""

    def answers(self, ours: EmailMessage, now: datetime) -> Iterator[bytes]:
        yield self._mail(ours, TALK[self.sent % len(TALK)], now)


class Storm(Responder):
    """Has a mail server that reports many times that the mailbox does not exist."""

    reports = 1000

    def answers(self, ours: EmailMessage, now: datetime) -> Iterator[bytes]:
        for _ in range(self.reports):
            self.sent += 1
            yield (
                f"Return-Path: <>\nFrom: MAILER-DAEMON@{self.address.split('@')[1]}\nTo: {INBOX}\n"
                "Subject: Undelivered Mail Returned to Sender\n"
                f"Date: {now:%a, %d %b %Y %H:%M:%S} +0000\nMessage-ID: <{self.sent}@mta.example>\n"
                "Auto-Submitted: auto-replied\nMIME-Version: 1.0\n"
                "Content-Type: multipart/report; report-type=delivery-status; boundary=b\n\n"
                "--b\nContent-Type: text/plain\n\nThe mailbox does not exist.\n"
                "--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mta.example\n\n"
                f"Final-Recipient: rfc822; {self.address}\nAction: failed\nStatus: 5.1.1\n\n"
                f"--b\nContent-Type: text/rfc822-headers\n\nMessage-ID: {ours['Message-ID']}\n"
                f"To: {self.address}\n\n--b--\n"
            ).encode()


def parsed(source: bytes) -> EmailMessage:
    """Return a mail of ours."""
    return message_from_bytes(source, policy=default)


def _text(mail: EmailMessage) -> str:
    body = mail.get_body(("plain",))
    return str(body.get_content()) if isinstance(body, EmailMessage) else ""
