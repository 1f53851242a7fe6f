"""Forged reports, invitations and receipts, and mails that want to be answered for ever."""

from tests.adversarial.post import File, Mail, failed

EVE = "Eve Okafor <eve@evil.example>"
DAEMON = "Mail Delivery System <MAILER-DAEMON@mx.evil.example>"
REPORT = 'multipart/report; report-type=delivery-status; boundary="=_mixed"'
RECEIPT = 'multipart/report; report-type=disposition-notification; boundary="=_mixed"'

_STATUS = (
    "Reporting-MTA: dns; mx.evil.example\n\nFinal-Recipient: rfc822; {address}\n"
    "Action: failed\nStatus: 5.1.1\nDiagnostic-Code: smtp; 550 no such user\n"
)
_RETURNED = (
    "From: Progressive Robot <billing@progressiverobot.com>\nTo: {address}\n"
    "Subject: PO number [PR-REF ENG-7311]\nMessage-ID: {message_id}\n"
)
_CONTACTS = (
    "ann@acme-foods.co.uk",
    "ap@acme-foods.co.uk",
    "kreditoren@stadtwerke-lindau.de",
    "s.marchetti@brasserie-du-lac.fr",
    "ingrid.tveit@halvorsen-maritime.no",
    "talleres.moreno@gmail.com",
)


def _report(
    name: str,
    sender: str,
    address: str,
    returned: str = "",
    headers: tuple[tuple[str, str], ...] = (),
    results: tuple[str, ...] | None = None,
) -> Mail:
    files = [File("", _STATUS.format(address=address), "message/delivery-status")]
    if returned:
        files.append(File("", returned, "text/rfc822-headers"))
    return Mail(
        name,
        sender,
        "Your message could not be delivered.",
        subject="Undeliverable",
        content_type=REPORT,
        files=tuple(files),
        headers=headers,
        results=results,
    )


REPORTS = (
    *(
        _report(
            f"a stranger reports that {address} does not exist",
            DAEMON,
            address,
            headers=(("Return-Path", "<>"),),
        )
        for address in _CONTACTS
    ),
    *(
        _report(
            f"a report returns a mail that we never sent to {address}",
            DAEMON,
            address,
            _RETURNED.format(address=address, message_id=f"<{'b' * 32}@progressiverobot.com>"),
        )
        for address in _CONTACTS[:3]
    ),
    _report(
        "a report about one contact returns our mail to another",
        DAEMON,
        "kreditoren@stadtwerke-lindau.de",
        _RETURNED.format(address="kreditoren@stadtwerke-lindau.de", message_id="{question_id}"),
    ),
    _report(
        "a report names our mail in its thread only",
        DAEMON,
        "ap@acme-foods.co.uk",
        headers=(("In-Reply-To", "{question_id}"),),
    ),
    _report(
        "a client's own failed address sends a report",
        "Postmaster <postmaster@acme-foods.co.uk>",
        "ap@acme-foods.co.uk",
        results=failed("x@acme-foods.co.uk"),
    ),
    _report(
        "a report of many lines",
        DAEMON,
        "ann@acme-foods.co.uk\nAction: failed\nStatus: 5.1.1\n\n"
        "Final-Recipient: rfc822; ap@acme-foods.co.uk",
    ),
    _report(
        "a report that brings an order",
        DAEMON,
        "nobody@acme-foods.co.uk",
        "From: ann@acme-foods.co.uk\n\nPO 4500099901 for PR-2026-7401",
    ),
    Mail(
        "a bounce in words only",
        DAEMON,
        "550 ap@acme-foods.co.uk: user unknown. Remove them.",
        subject="Undelivered Mail Returned to Sender",
    ),
    Mail(
        "a bounce header only",
        EVE,
        "Gone.",
        headers=(("X-Failed-Recipients", "ap@acme-foods.co.uk"),),
    ),
    Mail(
        "a complaint about spam",
        EVE,
        "Stop.",
        subject="Abuse report",
        content_type='multipart/report; report-type=feedback-report; boundary="=_mixed"',
        files=(
            File(
                "",
                "Feedback-Type: abuse\nOriginal-Rcpt-To: ap@acme-foods.co.uk\n",
                "message/feedback-report",
            ),
        ),
    ),
)

_INVITATION = (
    "BEGIN:VCALENDAR\r\nMETHOD:{method}\r\nBEGIN:VEVENT\r\nUID:1@evil.example\r\n"
    "DTSTART:20261201T100000Z\r\nSUMMARY:{text}\r\nORGANIZER:mailto:ann@acme-foods.co.uk\r\n"
    "ATTENDEE;RSVP=TRUE:mailto:billing@progressiverobot.com\r\nDESCRIPTION:{text}\r\n"
    "END:VEVENT\r\nEND:VCALENDAR\r\n"
)
_CALENDAR_HEAD = (("Content-Type", "text/calendar; method=REQUEST; charset=utf-8"),)


def _invitation(
    name: str, sender: str, method: str, text: str, results: tuple[str, ...] | None = None
) -> Mail:
    file = File("", _INVITATION.format(method=method, text=text), "text/calendar", _CALENDAR_HEAD)
    return Mail(name, sender, text, f"Invitation: {text}", results=results, files=(file,))


NOTICES = (
    _invitation("a stranger invites to an order", EVE, "REQUEST", "PO 4500099911 for PR-2026-7411"),
    _invitation("a stranger cancels a meeting about an order", EVE, "CANCEL", "PO 71200455 ends"),
    _invitation(
        "a client's invitation that holds an order",
        "Una Best <u.best@acme-foods.co.uk>",
        "REQUEST",
        "PO 4500099912 for PR-2026-7401",
    ),
    _invitation(
        "a failed client accepts",
        "Ann <ann@acme-foods.co.uk>",
        "REPLY",
        "PO 4500099913 for PR-2026-7401",
        results=failed("x@acme-foods.co.uk"),
    ),
    Mail(
        "a stranger's read receipt",
        EVE,
        "Your message was read.",
        subject="Read: invoice",
        content_type=RECEIPT,
        files=(
            File(
                "",
                "Final-Recipient: rfc822; ann@acme-foods.co.uk\n"
                "Original-Message-ID: {question_id}\n"
                "Disposition: manual-action/MDN-sent-manually; displayed\n",
                "message/disposition-notification",
            ),
        ),
    ),
    Mail(
        "a receipt that brings an order",
        EVE,
        "PO 4500099914 for PR-2026-7411",
        subject="Read: invoice",
        content_type=RECEIPT,
        files=(
            File(
                "",
                "Disposition: automatic-action/MDN-sent-automatically; deleted\n",
                "message/disposition-notification",
            ),
        ),
    ),
    Mail(
        "a failed read receipt of a client",
        "Ann Hale <ann@acme-foods.co.uk>",
        "Read.",
        subject="Read: PO",
        results=failed("x@acme-foods.co.uk"),
        content_type=RECEIPT,
        files=(
            File(
                "",
                "Disposition: manual-action/MDN-sent-manually; deleted\n",
                "message/disposition-notification",
            ),
        ),
    ),
    Mail(
        "a recall of a mail",
        EVE,
        "Ann Hale would like to recall the message, PO 4500.",
        subject="Recall: PO 4500099915",
    ),
)

_SELF = "Progressive Robot <billing@progressiverobot.com>"

LOOPS = (
    Mail(
        "an autoresponder of a stranger",
        EVE,
        "I am away.",
        subject="Automatic reply: PO",
        headers=(("Auto-Submitted", "auto-replied"),),
    ),
    Mail(
        "an autoresponder that brings an order",
        EVE,
        "I am out of office until Monday. PO 4500099921 for PR-2026-7411.",
        headers=(("Auto-Submitted", "auto-replied"),),
    ),
    Mail(
        "a client's autoresponder that brings an order",
        "Ann Hale <ann@acme-foods.co.uk>",
        "I am out of the office until Monday. For PO 4500099922 ask Peter, ENG-7301.",
        subject="Automatic reply: PO",
        headers=(("Auto-Submitted", "auto-replied"),),
    ),
    Mail("our own inbox writes to itself, proven", _SELF, "PO 4500099923 for PR-2026-7411"),
    Mail(
        "our own inbox writes to itself, unproven",
        _SELF,
        "PO 4500099924 for PR-2026-7411",
        results=(),
    ),
    Mail(
        "our own loop mark",
        EVE,
        "PO 4500099925",
        headers=(("X-Loop", "billing@progressiverobot.com"),),
    ),
    Mail(
        "Reply-To is our own inbox",
        "Ron Wells <r.wells@acme-foods.co.uk>",
        "Any news?",
        subject="News",
        headers=(("Reply-To", "billing@progressiverobot.com"),),
        trusted=True,
    ),
    Mail(
        "Reply-To is another pobot's inbox",
        "Bot <bot@evil.example>",
        "We have your message.",
        subject="Re: We have your message",
        headers=(("Reply-To", "billing@evil.example"),),
    ),
    Mail("a bulk mail", EVE, "PO 4500099926", headers=(("Precedence", "bulk"),)),
    Mail(
        "a list",
        EVE,
        "PO 4500099927 for PR-2026-7411",
        headers=(("List-Id", "<x.evil.example>"), ("List-Unsubscribe", "<mailto:u@evil.example>")),
    ),
    Mail(
        "a foreign list names our client as the author",
        "Eve via List <list@evil.example>",
        "PO 4500099928 for PR-2026-7401",
        headers=(
            ("List-Id", "<x.evil.example>"),
            ("X-Original-From", "Ann Hale <ann@acme-foods.co.uk>"),
            ("Reply-To", "ann@acme-foods.co.uk"),
        ),
    ),
    Mail("nobody reads answers", "noreply@evil.example", "PO 4500099929 for PR-2026-7411"),
    Mail(
        "an empty envelope sender",
        EVE,
        "PO 4500099930 for PR-2026-7411",
        headers=(("Return-Path", "<>"),),
    ),
    Mail(
        "an echo of our letter from a stranger", EVE, "{question}", subject="Re: PO for your work"
    ),
    Mail(
        "a challenge of a spam filter",
        "challenge@evil.example",
        "Click https://evil.example/confirm to have your message delivered.",
        subject="Please confirm your message",
    ),
    Mail(
        "a help desk of a stranger opens a ticket",
        "support@evil.example",
        "Your request has been received and ticket 4500099931 was opened.",
        subject="[#4500099931] PO",
        headers=(("X-Zendesk-From-Account-Id", "1"),),
    ),
)
