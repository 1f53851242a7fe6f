"""The tables. Every change here needs a migration in `migrations/versions` and a new `HEAD`."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from bot.domain.ledger import InvoiceStatus, PoPolicy
from bot.domain.order_book import Movement
from bot.domain.outgoing import OutgoingClass, OutgoingState
from bot.domain.purchase_order import OrderKind, OrderStatus
from bot.ports import MessageState
from bot.store.types import Choice, Clean, Exact, Mapped, UtcDateTime, Words

HEAD = "0003"
"""The newest migration. Opening a store compares this with the database and imports no Alembic."""

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(column_0_N_label)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)

# SQLite gives ascending row numbers only to a primary key of exactly the type INTEGER.
RowId = BigInteger().with_variant(Integer, "sqlite")


# --- mail in -------------------------------------------------------------------------------------

mailbox = Table(
    "mailbox",
    metadata,
    Column("name", Clean, primary_key=True),
    Column("uid_validity", BigInteger, primary_key=True),
    Column("scanned_to_uid", BigInteger, nullable=False),
)

message = Table(
    "message",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("content_key", Clean, nullable=False, unique=True),
    Column("rfc_message_id", Clean, nullable=False, index=True),
    Column("sender", Clean, nullable=False),
    Column("subject", Clean, nullable=False),
    Column("received_at", UtcDateTime, nullable=False),
    Column("registered_at", UtcDateTime, nullable=False, index=True),
    Column("size", BigInteger, nullable=False),
    Column("complete", Boolean, nullable=False),
    Column("sha256", Text, nullable=False),
    Column("state", Choice(MessageState), nullable=False),
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("last_error", Clean, nullable=False, server_default=""),
    Column("verdict", Clean, nullable=False, server_default=""),
    Column("judgement", Clean, nullable=False, server_default=""),
    # The bytes come last: SQLite then reads the columns before them without their pages.
    Column("raw", LargeBinary, nullable=False),
)
Index("ix_message_state", message.c.state, message.c.id)

location = Table(
    "location",
    metadata,
    Column("mailbox", Clean, primary_key=True),
    Column("uid_validity", BigInteger, primary_key=True),
    Column("uid", BigInteger, primary_key=True),
    Column("message_id", ForeignKey("message.id"), nullable=False, index=True),
    Column("state", Text, nullable=False, server_default="pending"),
    ForeignKeyConstraint(["mailbox", "uid_validity"], ["mailbox.name", "mailbox.uid_validity"]),
)
Index("ix_location_state", location.c.mailbox, location.c.state)

effect = Table(
    "effect",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("kind", Clean, nullable=False),
    Column("key", Clean, nullable=False),
    Column("message_id", ForeignKey("message.id"), index=True),
    Column("at", UtcDateTime, nullable=False),
    UniqueConstraint("kind", "key"),
)

# --- mail out ------------------------------------------------------------------------------------

outbox = Table(
    "outbox",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("idem_key", Clean, nullable=False, unique=True),
    Column("message_id", Clean, nullable=False, unique=True),
    Column("kind", Choice(OutgoingClass), nullable=False),
    Column("sender", Clean, nullable=False),
    Column("recipient", Clean, nullable=False),
    Column("subject", Clean, nullable=False),
    Column("condition", Mapped, nullable=False),
    Column("covers", Words, nullable=False),
    Column("expires_at", UtcDateTime),
    Column("state", Choice(OutgoingState), nullable=False),
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("created_at", UtcDateTime, nullable=False),
    Column("next_at", UtcDateTime, nullable=False),
    Column("evidence", Clean, nullable=False, server_default=""),
    Column("source", LargeBinary, nullable=False),
)
Index("ix_outbox_state", outbox.c.state, outbox.c.id)

outbox_reference = Table(
    "outbox_reference",
    metadata,
    Column("message_id", Clean, primary_key=True),
    Column("outbox_id", ForeignKey("outbox.id"), primary_key=True),
)

# What is said already: one mail a key. The rows of a mail that is suppressed are taken out again.
outbox_cover = Table(
    "outbox_cover",
    metadata,
    Column("key", Clean, primary_key=True),
    Column("outbox_id", ForeignKey("outbox.id"), nullable=False, index=True),
)

# --- who works, what happened, what waits --------------------------------------------------------

lease = Table(
    "lease",
    metadata,
    Column("name", Clean, primary_key=True),
    Column("owner", Clean, nullable=False),
    Column("epoch", BigInteger, nullable=False),
    Column("beat", UtcDateTime, nullable=False),
)

journal = Table(
    "journal",
    metadata,
    Column("seq", BigInteger, primary_key=True, autoincrement=False),
    Column("at", UtcDateTime, nullable=False, index=True),
    Column("kind", Clean, nullable=False),
    Column("subject", Clean, nullable=False),
    Column("data", Clean, nullable=False),
    Column("prev", Text, nullable=False),
    Column("digest", Text, nullable=False),
)

review_item = Table(
    "review_item",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("kind", Clean, nullable=False),
    Column("key", Clean, nullable=False, index=True),
    Column("subject", Clean, nullable=False),
    Column("reasons", Words, nullable=False),
    Column("message_id", ForeignKey("message.id"), index=True),
    Column("opened_at", UtcDateTime, nullable=False),
    Column("closed_at", UtcDateTime),
    Column("closed_by", Clean, nullable=False, server_default=""),
)
Index(
    "uq_review_item_open_key",
    review_item.c.key,
    unique=True,
    sqlite_where=text("closed_at IS NULL"),
    postgresql_where=text("closed_at IS NULL"),
)

note = Table(
    "note",
    metadata,
    Column("name", Clean, primary_key=True),
    Column("value", Clean, nullable=False),
)

hold = Table(
    "hold",
    metadata,
    Column("kind", Clean, primary_key=True),
    Column("subject", Clean, primary_key=True),
    Column("why", Clean, nullable=False),
    Column("until", Date),
    Column("message_id", ForeignKey("message.id"), index=True),
    Column("at", UtcDateTime, nullable=False),
)

# --- the ledger ----------------------------------------------------------------------------------
# `booked` holds, for each column that a mail or a person set through pobot, what the ledger folder
# said of it last; see `bot.store.merge`.

client = Table(
    "client",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("client_id", Clean, nullable=False, unique=True),
    Column("name", Clean, nullable=False),
    Column("aliases", Words, nullable=False),
    Column("domains", Words, nullable=False),
    Column("po_policy", Choice(PoPolicy), nullable=False),
    Column("start_rule", Clean, nullable=False),
    Column("payment_terms_days", Integer),
    Column("currency", Clean, nullable=False),
    Column("language", Clean, nullable=False),
    Column("timezone", Clean, nullable=False),
    Column("country", Clean, nullable=False),
    Column("is_public_body", Boolean),
    Column("late_fee_policy", Clean, nullable=False),
    Column("po_format", Clean, nullable=False),
    Column("address", Words, nullable=False, server_default="[]"),
    Column("city", Clean, nullable=False, server_default=""),
    Column("post_code", Clean, nullable=False, server_default=""),
    Column("vat_id", Clean, nullable=False, server_default=""),
    Column("buyer_reference", Clean, nullable=False, server_default=""),
    Column("electronic_address", Clean, nullable=False, server_default=""),
    Column("invoice_format", Clean, nullable=False, server_default=""),
    Column("booked", Mapped, nullable=False, server_default="{}"),
)

contact = Table(
    "contact",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("client_id", ForeignKey("client.client_id"), nullable=False),
    Column("name", Clean, nullable=False),
    Column("email", Clean, nullable=False),
    Column("role", Clean, nullable=False),
    # The address in lower case: what makes a contact the same contact.
    Column("email_key", Clean, nullable=False),
    UniqueConstraint("client_id", "email_key"),
)

engagement = Table(
    "engagement",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("engagement_id", Clean, nullable=False, unique=True),
    Column("client_id", ForeignKey("client.client_id"), nullable=False, index=True),
    Column("title", Clean, nullable=False),
    Column("kind", Clean, nullable=False),
    Column("quote_ref", Clean, nullable=False),
    Column("sow_ref", Clean, nullable=False),
    Column("value", Exact),
    Column("currency", Clean, nullable=False),
    Column("starts_on", Date),
    Column("ends_on", Date),
    Column("contract_signed_on", Date),
    Column("account_manager", Clean, nullable=False),
    Column("project_manager", Clean, nullable=False),
    Column("status", Clean, nullable=False),
    Column("payment_terms_days", Integer),
    Column("po_scope", Clean, nullable=False),
)

change_request = Table(
    "change_request",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("change_request_id", Clean, nullable=False, unique=True),
    Column("engagement_id", ForeignKey("engagement.engagement_id"), nullable=False, index=True),
    Column("title", Clean, nullable=False),
    Column("amount", Exact),
    Column("approved_on", Date),
)

purchase_order = Table(
    "purchase_order",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("po_number", Clean, nullable=False),
    Column("client_id", ForeignKey("client.client_id"), nullable=False),
    Column("kind", Choice(OrderKind), nullable=False),
    Column("amount", Exact),
    Column("currency", Clean, nullable=False),
    Column("valid_from", Date),
    Column("valid_to", Date),
    Column("engagement_ids", Words, nullable=False),
    Column("parent_po", Clean, nullable=False),
    Column("received_on", Date),
    Column("status", Choice(OrderStatus), nullable=False),
    # The key on which printed numbers are compared (`bot.domain.purchase_order.canonical`).
    Column("canonical", Clean, nullable=False),
    Column("booked", Mapped, nullable=False, server_default="{}"),
    UniqueConstraint("client_id", "canonical"),
)

invoice = Table(
    "invoice",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("invoice_number", Clean, nullable=False, unique=True),
    Column("engagement_id", ForeignKey("engagement.engagement_id"), nullable=False, index=True),
    Column("change_request_id", ForeignKey("change_request.change_request_id"), index=True),
    Column("issued_on", Date),
    Column("due_on", Date),
    Column("net", Exact, nullable=False),
    Column("tax", Exact, nullable=False),
    Column("gross", Exact, nullable=False),
    Column("currency", Clean, nullable=False),
    Column("status", Choice(InvoiceStatus), nullable=False),
    Column("po_number", Clean, nullable=False),
    Column("credits_invoice", Clean),
    Column("booked", Mapped, nullable=False, server_default="{}"),
)

payment = Table(
    "payment",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("invoice_number", ForeignKey("invoice.invoice_number"), nullable=False, index=True),
    Column("paid_on", Date, nullable=False),
    Column("amount", Exact, nullable=False),
    Column("reference", Clean, nullable=False),
)

# What every order authorises and what was drawn on it, entry by entry; rows are only ever added.
order_entry = Table(
    "order_entry",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("client_id", Clean, nullable=False),
    Column("canonical", Clean, nullable=False),
    Column("movement", Choice(Movement), nullable=False),
    Column("on", Date, nullable=False),
    Column("amount", Exact),
    Column("currency", Clean, nullable=False, server_default=""),
    Column("document", Clean, nullable=False, server_default=""),
    Column("valid_from", Date),
    Column("valid_to", Date),
    ForeignKeyConstraint(
        ["client_id", "canonical"], ["purchase_order.client_id", "purchase_order.canonical"]
    ),
)
Index("ix_order_entry_client_id_canonical", order_entry.c.client_id, order_entry.c.canonical)

ledger_version = Table(
    "ledger_version",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("version", BigInteger, nullable=False),
)
