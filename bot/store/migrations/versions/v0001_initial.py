"""The first schema."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

# SQLite gives ascending row numbers only to a primary key of exactly the type INTEGER.
ROW_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def _key(column: str, target: str, name: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [target], name=name)


def upgrade() -> None:
    _ledger()
    _mail_in()
    _mail_out()
    _people()


def downgrade() -> None:
    raise NotImplementedError("an older pobot takes the copy that was made before the upgrade")


def _ledger() -> None:
    op.create_table(
        "client",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("client_id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("aliases", sa.Text(), nullable=False),
        sa.Column("domains", sa.Text(), nullable=False),
        sa.Column("po_policy", sa.Text(), nullable=False),
        sa.Column("start_rule", sa.Text(), nullable=False),
        sa.Column("payment_terms_days", sa.Integer(), nullable=True),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("timezone", sa.Text(), nullable=False),
        sa.Column("country", sa.Text(), nullable=False),
        sa.Column("is_public_body", sa.Boolean(), nullable=True),
        sa.Column("late_fee_policy", sa.Text(), nullable=False),
        sa.Column("po_format", sa.Text(), nullable=False),
        sa.Column("booked", sa.Text(), server_default="{}", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_client")),
        sa.UniqueConstraint("client_id", name=op.f("uq_client_client_id")),
    )
    op.create_table(
        "contact",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("client_id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("email_key", sa.Text(), nullable=False),
        _key("client_id", "client.client_id", "fk_contact_client_id_client"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact")),
        sa.UniqueConstraint("client_id", "email_key", name=op.f("uq_contact_client_id_email_key")),
    )
    op.create_table(
        "engagement",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("engagement_id", sa.Text(), nullable=False),
        sa.Column("client_id", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("quote_ref", sa.Text(), nullable=False),
        sa.Column("sow_ref", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=True),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=True),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("contract_signed_on", sa.Date(), nullable=True),
        sa.Column("account_manager", sa.Text(), nullable=False),
        sa.Column("project_manager", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("payment_terms_days", sa.Integer(), nullable=True),
        sa.Column("po_scope", sa.Text(), nullable=False),
        _key("client_id", "client.client_id", "fk_engagement_client_id_client"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_engagement")),
        sa.UniqueConstraint("engagement_id", name=op.f("uq_engagement_engagement_id")),
    )
    op.create_index(op.f("ix_engagement_client_id"), "engagement", ["client_id"], unique=False)
    op.create_table(
        "change_request",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("change_request_id", sa.Text(), nullable=False),
        sa.Column("engagement_id", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("amount", sa.Text(), nullable=True),
        sa.Column("approved_on", sa.Date(), nullable=True),
        _key(
            "engagement_id",
            "engagement.engagement_id",
            "fk_change_request_engagement_id_engagement",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_change_request")),
        sa.UniqueConstraint("change_request_id", name=op.f("uq_change_request_change_request_id")),
    )
    op.create_index(
        op.f("ix_change_request_engagement_id"), "change_request", ["engagement_id"], unique=False
    )
    op.create_table(
        "purchase_order",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("po_number", sa.Text(), nullable=False),
        sa.Column("client_id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("amount", sa.Text(), nullable=True),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("engagement_ids", sa.Text(), nullable=False),
        sa.Column("parent_po", sa.Text(), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=True),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("canonical", sa.Text(), nullable=False),
        sa.Column("booked", sa.Text(), server_default="{}", nullable=False),
        _key("client_id", "client.client_id", "fk_purchase_order_client_id_client"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_purchase_order")),
        sa.UniqueConstraint(
            "client_id", "canonical", name=op.f("uq_purchase_order_client_id_canonical")
        ),
    )
    op.create_table(
        "invoice",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("invoice_number", sa.Text(), nullable=False),
        sa.Column("engagement_id", sa.Text(), nullable=False),
        sa.Column("change_request_id", sa.Text(), nullable=True),
        sa.Column("issued_on", sa.Date(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("net", sa.Text(), nullable=False),
        sa.Column("tax", sa.Text(), nullable=False),
        sa.Column("gross", sa.Text(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("po_number", sa.Text(), nullable=False),
        sa.Column("credits_invoice", sa.Text(), nullable=True),
        sa.Column("booked", sa.Text(), server_default="{}", nullable=False),
        _key(
            "change_request_id",
            "change_request.change_request_id",
            "fk_invoice_change_request_id_change_request",
        ),
        _key("engagement_id", "engagement.engagement_id", "fk_invoice_engagement_id_engagement"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invoice")),
        sa.UniqueConstraint("invoice_number", name=op.f("uq_invoice_invoice_number")),
    )
    op.create_index(
        op.f("ix_invoice_change_request_id"), "invoice", ["change_request_id"], unique=False
    )
    op.create_index(op.f("ix_invoice_engagement_id"), "invoice", ["engagement_id"], unique=False)
    op.create_table(
        "payment",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("invoice_number", sa.Text(), nullable=False),
        sa.Column("paid_on", sa.Date(), nullable=False),
        sa.Column("amount", sa.Text(), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        _key("invoice_number", "invoice.invoice_number", "fk_payment_invoice_number_invoice"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payment")),
    )
    op.create_index(op.f("ix_payment_invoice_number"), "payment", ["invoice_number"], unique=False)
    op.create_table(
        "ledger_version",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ledger_version")),
    )


def _mail_in() -> None:
    op.create_table(
        "mailbox",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("uid_validity", sa.BigInteger(), nullable=False),
        sa.Column("scanned_to_uid", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("name", "uid_validity", name=op.f("pk_mailbox")),
    )
    op.create_table(
        "message",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("content_key", sa.Text(), nullable=False),
        sa.Column("rfc_message_id", sa.Text(), nullable=False),
        sa.Column("sender", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("registered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("complete", sa.Boolean(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("attempts", sa.Integer(), server_default="0", nullable=False),
        sa.Column("last_error", sa.Text(), server_default="", nullable=False),
        sa.Column("verdict", sa.Text(), server_default="", nullable=False),
        sa.Column("judgement", sa.Text(), server_default="", nullable=False),
        sa.Column("raw", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_message")),
        sa.UniqueConstraint("content_key", name=op.f("uq_message_content_key")),
    )
    op.create_index(op.f("ix_message_registered_at"), "message", ["registered_at"], unique=False)
    op.create_index(op.f("ix_message_rfc_message_id"), "message", ["rfc_message_id"], unique=False)
    op.create_index("ix_message_state", "message", ["state", "id"], unique=False)
    op.create_table(
        "location",
        sa.Column("mailbox", sa.Text(), nullable=False),
        sa.Column("uid_validity", sa.BigInteger(), nullable=False),
        sa.Column("uid", sa.BigInteger(), nullable=False),
        sa.Column("message_id", ROW_ID, nullable=False),
        sa.Column("state", sa.Text(), server_default="pending", nullable=False),
        sa.ForeignKeyConstraint(
            ["mailbox", "uid_validity"],
            ["mailbox.name", "mailbox.uid_validity"],
            name=op.f("fk_location_mailbox_uid_validity_mailbox"),
        ),
        _key("message_id", "message.id", "fk_location_message_id_message"),
        sa.PrimaryKeyConstraint("mailbox", "uid_validity", "uid", name=op.f("pk_location")),
    )
    op.create_index(op.f("ix_location_message_id"), "location", ["message_id"], unique=False)
    op.create_index("ix_location_state", "location", ["mailbox", "state"], unique=False)
    op.create_table(
        "effect",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("message_id", ROW_ID, nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        _key("message_id", "message.id", "fk_effect_message_id_message"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_effect")),
        sa.UniqueConstraint("kind", "key", name=op.f("uq_effect_kind_key")),
    )
    op.create_index(op.f("ix_effect_message_id"), "effect", ["message_id"], unique=False)


def _mail_out() -> None:
    op.create_table(
        "outbox",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("idem_key", sa.Text(), nullable=False),
        sa.Column("message_id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("sender", sa.Text(), nullable=False),
        sa.Column("recipient", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("condition", sa.Text(), nullable=False),
        sa.Column("covers", sa.Text(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("attempts", sa.Integer(), server_default="0", nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("evidence", sa.Text(), server_default="", nullable=False),
        sa.Column("source", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox")),
        sa.UniqueConstraint("idem_key", name=op.f("uq_outbox_idem_key")),
        sa.UniqueConstraint("message_id", name=op.f("uq_outbox_message_id")),
    )
    op.create_index("ix_outbox_state", "outbox", ["state", "id"], unique=False)
    op.create_table(
        "outbox_reference",
        sa.Column("message_id", sa.Text(), nullable=False),
        sa.Column("outbox_id", ROW_ID, nullable=False),
        _key("outbox_id", "outbox.id", "fk_outbox_reference_outbox_id_outbox"),
        sa.PrimaryKeyConstraint("message_id", "outbox_id", name=op.f("pk_outbox_reference")),
    )
    op.create_table(
        "outbox_cover",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("outbox_id", ROW_ID, nullable=False),
        _key("outbox_id", "outbox.id", "fk_outbox_cover_outbox_id_outbox"),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_outbox_cover")),
    )
    op.create_index(op.f("ix_outbox_cover_outbox_id"), "outbox_cover", ["outbox_id"], unique=False)


def _people() -> None:
    op.create_table(
        "lease",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("owner", sa.Text(), nullable=False),
        sa.Column("epoch", sa.BigInteger(), nullable=False),
        sa.Column("beat", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_lease")),
    )
    op.create_table(
        "journal",
        sa.Column("seq", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("data", sa.Text(), nullable=False),
        sa.Column("prev", sa.Text(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_journal")),
    )
    op.create_index(op.f("ix_journal_at"), "journal", ["at"], unique=False)
    op.create_table(
        "review_item",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("reasons", sa.Text(), nullable=False),
        sa.Column("message_id", ROW_ID, nullable=True),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_by", sa.Text(), server_default="", nullable=False),
        _key("message_id", "message.id", "fk_review_item_message_id_message"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review_item")),
    )
    op.create_index(op.f("ix_review_item_key"), "review_item", ["key"], unique=False)
    op.create_index(op.f("ix_review_item_message_id"), "review_item", ["message_id"], unique=False)
    op.create_index(
        "uq_review_item_open_key",
        "review_item",
        ["key"],
        unique=True,
        sqlite_where=sa.text("closed_at IS NULL"),
        postgresql_where=sa.text("closed_at IS NULL"),
    )
    op.create_table(
        "note",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_note")),
    )
    op.create_table(
        "hold",
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("message_id", ROW_ID, nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        _key("message_id", "message.id", "fk_hold_message_id_message"),
        sa.PrimaryKeyConstraint("kind", "subject", name=op.f("pk_hold")),
    )
    op.create_index(op.f("ix_hold_message_id"), "hold", ["message_id"], unique=False)
