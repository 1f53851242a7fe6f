"""Hostile mails: each is read within a second of CPU and bounded memory, whatever it holds."""

import base64
import resource
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import pytest

from bot.app.judgement import Desk, extraction, open_mail
from bot.domain.message import Location, RawMessage
from bot.wiring import open_desk, read_config

MOST_TIMES = 15
"""A hostile mail may cost so many times what an ordinary one of its size does, on any machine."""
GROWTH_MEGABYTES = 150
HEAD = b"From: a@client.example\r\nTo: billing@progressiverobot.com\r\nMIME-Version: 1.0\r\n"
SAID = b"\r\nOur PO number is 4500012345.\r\n"


def deep_multiparts() -> bytes:
    opened = b"".join(
        b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (n, n)
        for n in range(5000)
    )
    return HEAD + opened + SAID


def deep_attached_mails() -> bytes:
    return HEAD + b"Content-Type: message/rfc822\r\n\r\n" * 5000 + SAID


def hundred_thousand_parts() -> bytes:
    return (
        HEAD + b"Content-Type: multipart/mixed; boundary=b\r\n\r\n" + b"--b\r\n\r\nPO\r\n" * 100_000
    )


def fifty_thousand_headers() -> bytes:
    return HEAD + b"".join(b"X-%d: value\r\n" % n for n in range(50_000)) + SAID


def one_endless_header() -> bytes:
    return HEAD + b"Subject: " + b"x" * 10_000_000 + b"\r\n" + SAID


def endlessly_folded_header() -> bytes:
    return HEAD + b"Subject: PO\r\n" + b" folded\r\n" * 500_000 + SAID


def endless_recipients() -> bytes:
    return HEAD + b"Cc: " + b"a@b.example, " * 200_000 + b"c@d.example\r\n" + SAID


def endless_references() -> bytes:
    return HEAD + b"References: " + b"<a@b.example>\r\n " * 200_000 + b"\r\n" + SAID


def nested_comments_in_an_address() -> bytes:
    return HEAD + b"Reply-To: " + b"(" * 200_000 + b")" * 200_000 + b" a@b.example\r\n" + SAID


def endless_encoded_words() -> bytes:
    return HEAD + b"Subject: " + b"=?utf-8?q?PO=20?= " * 100_000 + b"\r\n" + SAID


def unclosed_encoded_words() -> bytes:
    return HEAD + b"Subject: " + b"=?utf-8?q?" * 300_000 + b"\r\n" + SAID


def endless_parameters() -> bytes:
    name = b"".join(b'; name*%d="x"' % n for n in range(100_000))
    return HEAD + b"Content-Type: text/plain" + name + b"\r\n" + SAID


def boundary_like_lines() -> bytes:
    return (
        HEAD
        + b"Content-Type: multipart/mixed; boundary="
        + b"-" * 70
        + b"\r\n\r\n"
        + b"--" * 2_000_000
    )


def flowed_without_end() -> bytes:
    return (
        HEAD + b"Content-Type: text/plain; format=flowed; delsp=yes\r\n\r\n" + b"PO \r\n" * 500_000
    )


def quoted_without_end() -> bytes:
    return HEAD + b"\r\n" + b"> > > > PO 4500012345\r\n" * 100_000


def headers_of_forwards_without_end() -> bytes:
    return HEAD + b"\r\n" + b"From: a\r\nSent: b\r\nTo: c\r\nSubject: d\r\n" * 50_000


def attributions_without_end() -> bytes:
    return HEAD + b"\r\n" + b"On Mon, 23 Nov 2026 at 10:00, A <a@b.example> wrote:\r\n" * 30_000


def one_endless_line() -> bytes:
    return HEAD + b"\r\nPO 4500012345 " + b"a" * 10_000_000


def addresses_without_end() -> bytes:
    return HEAD + b"\r\n" + b"a@" * 1_000_000 + b"!" * 100_000


def labels_without_end() -> bytes:
    return HEAD + b"\r\n" + b"PO number PO number PO number: " * 50_000


def numbers_without_end() -> bytes:
    return HEAD + b"\r\nPO numbers: " + b"".join(b"45%08d, " % n for n in range(50_000))


def amounts_without_end() -> bytes:
    return HEAD + b"\r\nPO total " + b"GBP 1,000.00 net of VAT 1.000,00 EUR " * 10_000


def base64_of_nothing() -> bytes:
    body = base64.encodebytes(b"\0" * 10_000_000)
    return HEAD + b"Content-Type: text/plain\r\nContent-Transfer-Encoding: base64\r\n\r\n" + body


def binary_in_disguise() -> bytes:
    return HEAD + b"\r\n" + bytes(range(256)) * 40_000


def unknown_charsets() -> bytes:
    return HEAD + b"Content-Type: text/plain; charset=" + b"x" * 100_000 + b"\r\n" + SAID


def report_of_many_recipients() -> bytes:
    return (
        HEAD
        + b"Content-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n"
        + b"--b\r\nContent-Type: message/delivery-status\r\n\r\n"
        + b"Final-Recipient: rfc822; a@b.example\r\nAction: failed\r\nStatus: 5.0.0\r\n\r\n"
        * 50_000
        + b"--b--"
    )


MAILS: tuple[Callable[[], bytes], ...] = (
    deep_multiparts,
    deep_attached_mails,
    hundred_thousand_parts,
    fifty_thousand_headers,
    one_endless_header,
    endlessly_folded_header,
    endless_recipients,
    endless_references,
    nested_comments_in_an_address,
    endless_encoded_words,
    unclosed_encoded_words,
    endless_parameters,
    boundary_like_lines,
    flowed_without_end,
    quoted_without_end,
    headers_of_forwards_without_end,
    attributions_without_end,
    one_endless_line,
    addresses_without_end,
    labels_without_end,
    numbers_without_end,
    amounts_without_end,
    base64_of_nothing,
    binary_in_disguise,
    unknown_charsets,
    report_of_many_recipients,
)


@pytest.fixture(scope="module")
def desk() -> Iterator[Desk]:
    with open_desk(read_config(None)) as opened:
        yield opened


def ordinary_mail() -> bytes:
    """Return a long thread as clients write them, as large as the hostile mails."""
    paragraph = (
        b"We have raised the order for the portal as you asked, the details stand below.\r\n"
    )
    return HEAD + b"\r\nOur PO number is 4500012345.\r\n\r\n" + paragraph * 3_000


@pytest.fixture(scope="module")
def yardstick(desk: Desk) -> float:
    """Return the processor's seconds for an ordinary mail here: by it the others are measured."""
    return min(_seconds(ordinary_mail(), desk) for _ in range(2))


@pytest.mark.parametrize("builder", MAILS, ids=lambda builder: builder.__name__)
def test_a_hostile_mail_is_read_in_bounded_time_and_memory(
    desk: Desk, yardstick: float, builder: Callable[[], bytes]
) -> None:
    source, held = builder(), _megabytes()

    assert _seconds(source, desk) < MOST_TIMES * yardstick
    assert _megabytes() - held < GROWTH_MEGABYTES


def _seconds(source: bytes, desk: Desk) -> float:
    raw = RawMessage(Location("x", 1, 1), datetime.now(UTC), source, len(source))
    started = time.process_time()
    extraction(open_mail(raw, desk), desk)
    return time.process_time() - started


def _megabytes() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
