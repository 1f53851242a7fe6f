"""The book of purchase orders: what each authorises, and what was drawn on it, entry by entry."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

# SQLite gives ascending row numbers only to a primary key of exactly the type INTEGER.
ROW_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "order_entry",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("client_id", sa.Text(), nullable=False),
        sa.Column("canonical", sa.Text(), nullable=False),
        sa.Column("movement", sa.Text(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("amount", sa.Text(), nullable=True),
        sa.Column("currency", sa.Text(), server_default="", nullable=False),
        sa.Column("document", sa.Text(), server_default="", nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["client_id", "canonical"],
            ["purchase_order.client_id", "purchase_order.canonical"],
            name=op.f("fk_order_entry_client_id_canonical_purchase_order"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_order_entry")),
    )
    op.create_index(
        op.f("ix_order_entry_client_id_canonical"), "order_entry", ["client_id", "canonical"]
    )


def downgrade() -> None:
    raise NotImplementedError("an older pobot takes the copy that was made before the upgrade")
