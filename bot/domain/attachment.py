"""Which parts of a mail, or of what is attached to it, may hold an order."""

from bot.domain.message import Part

MIN_INLINE_IMAGE = 10_000
"""Octets below which a picture inside the text is a logo, not a picture of an order."""

NEVER_READ = frozenset({
    "application/pgp-signature", "application/pgp-keys", "application/pkcs7-signature",
    "application/x-pkcs7-signature", "text/calendar", "text/vcard", "text/x-vcard",
    "text/rfc822-headers", "text/css", "message/rfc822", "message/delivery-status",
    "message/disposition-notification", "message/feedback-report", "message/global-delivery-status",
})  # fmt: skip
ELSEWHERE = frozenset({"message/partial", "message/external-body"})
"""What they stand for is not in the mail (RFC 2046, 5.2.2 and 5.2.3): a person has to fetch it."""

NEVER_READ_SUFFIXES = (".ics", ".vcf", ".p7s", ".asc", ".sig", ".css")


def worth_reading(part: Part) -> bool:
    """Say whether a part is an attachment that may hold an order.

    What nobody can read (an unknown type) is among them: that it cannot be read is for the reader
    to say, and for a person to know. Signatures, calendars, visiting cards, sounds, films and
    logos are not; nor is an attached mail, whose own parts stand beside it.
    """
    if part.media_type in ELSEWHERE:
        return True
    if not part.payload or part.media_type in NEVER_READ:
        return False
    if part.filename.lower().endswith(NEVER_READ_SUFFIXES):
        return False
    if part.media_type.startswith(("audio/", "video/")):
        return False
    name = part.filename.rpartition("/")[2].lower()
    if part.media_type.startswith("image/") and name.startswith("image0"):
        # Outlook's names for pictures inside the text.
        return len(part.payload) >= MIN_INLINE_IMAGE
    return part.attachment
