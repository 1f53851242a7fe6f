"""The mailbox that every side reads, and the ledger behind it: the same bytes at every run.

Shaped like real billing mail: 12 to 15 KB in the mean with 2.5 to 4 KB of trace headers, 30 % plain
text, 5 % HTML alone, 65 % both (as Outlook writes it), 65 % answers with one to four quoted levels,
10 % with a purchase order as PDF, 2 % forwards, quoted-printable, base64 and 8bit, UTF-8 and
Windows-1252. Three of four give a PO number; every second of those repeats what is booked by then.
"""

import base64
import quopri
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import format_datetime
from html import escape
from pathlib import Path

from bench.clock import NOW
from bench.papers import order_pdf

SEED = 7
COMPANY, INBOX = "progressiverobot.com", "billing@progressiverobot.com"

_TALK = (
    "Thank you for the update on the rollout, which the team here was glad to read.",
    "We had the steering meeting on Tuesday and everybody was happy with the progress so far.",
    "The warehouse colleagues asked whether the second shift could be trained in the same week.",
    "I am copying in my colleague, who looks after the budget for this part of the programme.",
    "The test environment was slow on Friday, which turned out to be a matter of our own network.",
    "We would like to keep the next review short, as half of the team is travelling that day.",
    "As discussed on the telephone, the documentation should cover the night shift as well.",
    "Please keep the report in the same form as last month, that made it easy to pass on.",
    "The café is closed, so lunch will be brought to the meeting room.",
)
_GIVES = (
    "Please find our order for {title}.\r\n\r\nPO number: {po}\r\nAmount: {amount} GBP net",
    "The PO number for invoice {invoice} is {po}. Please quote it on the invoice.",
    "Our purchase order {po} covers {title} ({engagement}), {amount} GBP excluding VAT.",
    "We have raised PO no. {po} for your invoice {invoice}.",
)
_SAYS = (
    "Could you let me know when the next report is due?",
    "Thanks for this, I will come back to you once finance has had a look.",
    "We are still waiting for the approval on our side; it should be there next week.",
)
_STYLE = "".join(
    f"<style>p.Mso{name}, li.Mso{name} {{margin:0cm;font-size:11.0pt;"
    f'font-family:"Calibri",sans-serif;mso-fareast-language:EN-US;}}</style>\r\n'
    for name in (
        *("Normal", "Heading1", "Heading2", "Heading3", "ListParagraph"),
        *("PlainText", "Footer", "Header", "Title", "Quote"),
    )
)


@dataclass(frozen=True, slots=True)
class Job:
    """One piece of work with an invoice that waits for its order."""

    number: int
    clients: int

    @property
    def client(self) -> int:
        """Return its client's number."""
        return self.number % self.clients

    @property
    def title(self) -> str:
        """Return what it is called."""
        return f"Robot cell {self.number}"

    @property
    def amount(self) -> str:
        """Return its value, net."""
        return f"{900 + self.number}.00"

    def words(self) -> dict[str, str]:
        """Return what letters may say of it."""
        return {
            "title": self.title,
            "engagement": f"ENG-{self.number:04}",
            "invoice": f"PR-2026-{self.number:04}",
            "po": f"45{self.number:08}",
            "amount": self.amount,
        }


@dataclass(frozen=True, slots=True)
class Letter:
    """One mail of the mailbox, and when it arrived."""

    source: bytes
    received_at: datetime
    gives_order: bool


def letters(count: int, seed: int = SEED) -> Iterator[Letter]:
    """Yield so many mails, oldest first; the same ones for the same numbers."""
    dice = random.Random(seed)  # noqa: S311 - a seed makes the mailbox repeatable
    clients = _clients(count)
    for number in range(count):
        gives = dice.random() < 0.76
        job = Job(1 + number // 2, clients)
        received = NOW - timedelta(days=2) + timedelta(days=2) * number / count
        yield Letter(_mail(dice, number, job, received, gives=gives), received, gives)


def write_ledger(folder: Path, count: int) -> None:
    """Write the ledger that goes with a mailbox of so many mails."""
    folder.mkdir(parents=True, exist_ok=True)
    number = _clients(count)
    jobs = [Job(n, number) for n in range(1, count // 2 + 2)]
    clients = range(number)
    tables: dict[str, tuple[str, list[str]]] = {
        "clients": (
            "client_id,name,domains,po_policy,payment_terms_days,currency,po_format",
            [f"c{n},Client {n} Ltd,client{n}.example,required,30,GBP,45\\d{{8}}" for n in clients],
        ),
        "contacts": (
            "client_id,name,email,role",
            [
                f"c{n},{who} {n},{who.lower()}@client{n}.example,finance"
                for n in clients
                for who in _WHO
            ],
        ),
        "engagements": (
            "engagement_id,client_id,title,kind,value,currency,status,project_manager",
            [
                f"ENG-{j.number:04},c{j.client},{j.title},project,{j.amount},GBP,active,mia@{COMPANY}"
                for j in jobs
            ],
        ),
        "invoices": (
            "invoice_number,engagement_id,net,tax,gross,currency,status",
            [
                f"PR-2026-{j.number:04},ENG-{j.number:04},{j.amount},0.00,{j.amount},GBP,awaiting_po"
                for j in jobs
            ],
        ),
    }
    for name, (header, rows) in tables.items():
        (folder / f"{name}.csv").write_text("\n".join([header, *rows, ""]), "utf-8")


_WHO = ("Pat", "Robin", "Kim")


def _clients(count: int) -> int:
    return max(4, count // 25)


# --- one mail ------------------------------------------------------------------------------------


def _mail(dice: random.Random, number: int, job: Job, received: datetime, *, gives: bool) -> bytes:
    who, words = _WHO[job.number % len(_WHO)], job.words()
    address = f"{who.lower()}@client{job.client}.example"
    said = dice.choice(_GIVES if gives else _SAYS).format_map(words)
    text = _text(dice, number, job, who, said)
    is_answer = dice.random() < 0.65
    subject = f"[PR-REF {words['engagement']}] {job.title}" if gives else f"{job.title}, report"
    quoted = _quoted(dice, job, dice.randint(1, 4)) if is_answer else ""
    forwarded = dice.random() < 0.02
    paper = gives and dice.random() < 0.13
    body = _body(dice, text, quoted)
    if forwarded and not paper:
        body = _with(body, _forwarded(dice, job))
    if paper:
        pdf = order_pdf(words["po"], job.title, words["engagement"], job.amount, number % 2 == 0)
        body = _with(body, _attached(pdf, f"PO_{words['po']}.pdf"))
    prefix = "RE: " if is_answer else "FW: " if forwarded else ""
    head = _trace(dice, job, received, number) + (
        f"From: {who} {job.client} <{address}>\r\n"
        f"To: Progressive Robot Billing <{INBOX}>\r\n"
        f"Subject: {prefix}{subject}\r\n"
        f"Date: {format_datetime(received - timedelta(seconds=9))}\r\n"
        f"Message-ID: <m{number}.{dice.randrange(10**12)}@client{job.client}.example>\r\n"
    )
    if is_answer:
        ours = f"<ours{job.number}@{COMPANY}>"
        head += f"In-Reply-To: {ours}\r\nReferences: {ours}\r\n"
    return f"{head}MIME-Version: 1.0\r\n".encode() + body


def _text(dice: random.Random, number: int, job: Job, who: str, said: str) -> str:
    talk = dice.sample(_TALK, dice.randint(2, 8))
    place = dice.randint(0, len(talk))
    paragraphs = ["Hello,", *talk[:place], said, *talk[place:]]
    sign = (
        f"Kind regards\r\n{who} {job.client}\r\n\r\n-- \r\n{who} {job.client}\r\n"
        "Finance and Procurement\r\n"
        f"Client {job.client} Ltd, {number % 90 + 1} Harbour Road, Bristol BS1 {number % 9}AB\r\n"
        f"T +44 117 496 0{number % 900 + 100} | www.client{job.client}.example\r\n"
    )
    return "\r\n\r\n".join([*paragraphs, sign])


def _quoted(dice: random.Random, job: Job, levels: int) -> str:
    lines: list[str] = []
    for level in range(levels):
        ours = level % 2 == 0
        author = (
            f"Progressive Robot Billing <{INBOX}>"
            if ours
            else f"Pat {job.client} <pat@client{job.client}.example>"
        )
        talk = dice.sample(_TALK, dice.randint(3, 7))
        ask = f"Invoice {job.words()['invoice']} waits for a purchase order number." if ours else ""
        marks = "> " * level
        lines.append(f"{marks}On Mon, {16 - level} Nov 2026 at 10:{level + 10}, {author} wrote:")
        lines += [f"{marks}> {line}" for line in (*talk, ask) if line]
        lines.append(marks.rstrip())
    return "\r\n".join(lines) + "\r\n"


def _body(dice: random.Random, text: str, quoted: str) -> bytes:
    """Return the body with its MIME headers: plain, HTML, or both."""
    throw = dice.random()
    whole = f"{text}\r\n{quoted}" if quoted else text
    plain = _encoded(dice, whole, "text/plain")
    if throw < 0.30:
        return plain
    html = _encoded(dice, _html(text, quoted), "text/html")
    if throw < 0.35:
        return html
    return _multipart("alternative", f"=_alt{dice.randrange(10**9)}", (plain, html))


def _html(text: str, quoted: str) -> str:
    paragraphs = "".join(
        f'<p class=MsoNormal><span lang=EN-GB style="font-size:11.0pt;font-family:&quot;Calibri'
        f'&quot;,sans-serif;color:#1F497D">{escape(line) or "&nbsp;"}<o:p></o:p></span></p>\r\n'
        for line in text.split("\r\n")
    )
    history = "".join(f"<p class=MsoNormal>{escape(x)}</p>\r\n" for x in quoted.split("\r\n"))
    block = (
        f'<div><blockquote style="margin-left:4.8pt">{history}</blockquote></div>' if quoted else ""
    )
    return (
        '<html xmlns:o="urn:schemas-microsoft-com:office:office" '
        'xmlns="http://www.w3.org/TR/REC-html40"><head><meta http-equiv=Content-Type '
        f'content="text/html; charset=utf-8">\r\n{_STYLE}</head><body lang=EN-GB>'
        f"<div class=WordSection1>{paragraphs}{block}</div></body></html>\r\n"
    )


def _encoded(dice: random.Random, text: str, media_type: str) -> bytes:
    charset = dice.choice(("utf-8", "utf-8", "cp1252"))
    data = text.encode(charset)
    name = "windows-1252" if charset == "cp1252" else charset
    how, code = dice.choice(_ENCODINGS)
    head = (
        f'Content-Type: {media_type}; charset="{name}"\r\nContent-Transfer-Encoding: {how}\r\n\r\n'
    )
    return head.encode() + code(data)


def _quoted_printable(data: bytes) -> bytes:
    return b"\r\n".join(quopri.encodestring(line) for line in data.split(b"\r\n")).replace(
        b"=\n", b"=\r\n"
    )


def _base64(data: bytes) -> bytes:
    return base64.encodebytes(data).replace(b"\n", b"\r\n")


_ENCODINGS: tuple[tuple[str, Callable[[bytes], bytes]], ...] = (
    ("quoted-printable", _quoted_printable),
    ("quoted-printable", _quoted_printable),
    ("base64", _base64),
    ("8bit", bytes),
)


def _attached(data: bytes, name: str) -> bytes:
    head = (
        f'Content-Type: application/pdf; name="{name}"\r\nContent-Transfer-Encoding: base64\r\n'
        f'Content-Disposition: attachment; filename="{name}"\r\n\r\n'
    )
    return head.encode() + _base64(data)


def _forwarded(dice: random.Random, job: Job) -> bytes:
    inner = (
        f"From: Pat {job.client} <pat@client{job.client}.example>\r\n"
        f"To: Kim {job.client} <kim@client{job.client}.example>\r\nSubject: {job.title}\r\n"
        "Date: Fri, 20 Nov 2026 12:00:00 +0000\r\n"
        f"Message-ID: <inner{dice.randrange(10**9)}@client{job.client}.example>\r\n"
        "Content-Type: text/plain; charset=utf-8\r\n\r\n"
    )
    talk = "\r\n\r\n".join(dice.sample(_TALK, 3))
    return b"Content-Type: message/rfc822\r\n\r\n" + f"{inner}{talk}\r\n".encode()


def _with(body: bytes, attachment: bytes) -> bytes:
    return _multipart("mixed", "=_mixed0123456789", (body, attachment))


def _multipart(kind: str, boundary: str, parts: tuple[bytes, ...]) -> bytes:
    mark = boundary.encode()
    joined = b"".join(b"--" + mark + b"\r\n" + part + b"\r\n" for part in parts)
    head = f'Content-Type: multipart/{kind}; boundary="{boundary}"\r\n\r\n'.encode()
    return head + joined + b"--" + mark + b"--\r\n"


def _trace(dice: random.Random, job: Job, received: datetime, number: int) -> str:
    """Return what servers on the way add."""
    domain, date = f"client{job.client}.example", format_datetime(received)
    hops = (f"mx.{COMPANY}", f"in{number % 7}.{COMPANY}", f"edge.{domain}", f"mail.{domain}")
    lines = [
        f"Return-Path: <pat@{domain}>",
        *(
            f"Received: from {a} ({a} [203.0.113.{n + 5}])\r\n\tby {b} (Postfix) with ESMTPS id "
            f"{_letters(dice, 10)}\r\n\tfor <{INBOX}>; {date}"
            for n, (a, b) in enumerate(zip(hops[1:], hops, strict=False))
        ),
        (
            f"Authentication-Results: mx.{COMPANY}; spf=pass smtp.mailfrom={domain};\r\n"
            f"\tdkim=pass header.d={domain}; dmarc=pass header.from={domain}"
        ),
        f"ARC-Seal: i=1; a=rsa-sha256; s=arc; d={domain}; cv=none;\r\n\tb={_letters(dice, 340)}",
        (
            f"ARC-Message-Signature: i=1; a=rsa-sha256; d={domain}; s=arc;\r\n"
            f"\th=From:Date:Subject:Message-ID; b={_letters(dice, 340)}"
        ),
        (
            f"DKIM-Signature: v=1; a=rsa-sha256; d={domain}; s=s1; h=From:To:Subject:Date;\r\n"
            f"\tbh={_letters(dice, 43)}=;\r\n\tb={_letters(dice, 340)}"
        ),
        *(
            f"X-MS-Exchange-{name}: {_letters(dice, dice.randint(20, 110))}"
            for name in (
                *("Organization-AuthSource", "CrossTenant-Id", "Antispam-Report"),
                *("CrossTenant-Network", "Transport-EndToEndLatency", "SenderADCheck"),
                *("Processed-By-BccFoldering", "AntiSpam-Relay"),
            )
        ),
        f"Thread-Topic: {job.title}",
        f"Thread-Index: {_letters(dice, 40)}",
        "X-Mailer: Microsoft Outlook 16.0",
    ]
    return "".join(f"{line}\r\n" for line in lines)


def _letters(dice: random.Random, length: int) -> str:
    return f"{dice.getrandbits(6 * length):x}"[:length]
