"""How a conversation must have ended: what is booked, who was written to, and how."""

from collections.abc import Mapping
from email.message import EmailMessage

from tests.dialogues.office import Conversation
from tests.dialogues.quoting import plain_of


def assert_ended(
    talk: Conversation, booked: Mapping[str, str], letters: int, *, orders: int = -1
) -> None:
    """Judge a conversation by the ledger and by everything that left.

    Args:
        talk: the conversation, the only one in its office.
        booked: the PO number of every invoice that has one by now; no other client's is touched.
        letters: how many mails the client got, all its people together.
        orders: how many orders the client has on file; as many as numbers booked without.
    """
    assert talk.booked() == dict(booked)
    known = {order.po_number for order in talk.office.books.purchase_orders}
    assert set(booked.values()) <= known
    assert len(known) == (len(set(booked.values())) if orders < 0 else orders)
    ours = talk.office.sent()
    assert [str(mail["Subject"]) for mail in ours][letters:] == []
    assert len(ours) == letters
    for mail in ours:
        _assert_goes_to_them(talk, mail)
        _assert_is_in_their_language(talk, mail)
        _assert_threads(talk, mail)


def _assert_goes_to_them(talk: Conversation, mail: EmailMessage) -> None:
    contacts = {c.email for c in talk.office.books.contacts_of(talk.client_id)}
    wrote = {str(one["From"].addresses[0].addr_spec) for one in talk.written}
    to = {address.addr_spec for address in mail["To"].addresses}
    copied = {address.addr_spec for address in mail["Cc"].addresses} if mail["Cc"] else set()
    assert to <= contacts | wrote
    assert copied <= contacts
    assert mail["Bcc"] is None


def _assert_is_in_their_language(talk: Conversation, mail: EmailMessage) -> None:
    assert plain_of(mail).startswith(f"{talk.tongue.greeting} "), plain_of(mail)[:80]
    page = mail.get_body(("html",))
    assert isinstance(page, EmailMessage)
    assert f'lang="{talk.firm.language}"' in page.get_content()


def _assert_threads(talk: Conversation, mail: EmailMessage) -> None:
    """Every answer of ours names the mail it answers, and all that this one named before it."""
    if mail["Auto-Submitted"] != "auto-replied":
        return
    theirs = {str(one["Message-ID"]): one for one in talk.written}
    answered = theirs[str(mail["In-Reply-To"])]
    references = str(mail["References"]).split()
    assert references == [*str(answered["References"] or "").split(), str(answered["Message-ID"])]
