"""Where a client's invoices go: postal address, VAT identifier, routing, form."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

TEXTS = (
    "city",
    "post_code",
    "vat_id",
    "buyer_reference",
    "electronic_address",
    "invoice_format",
)


def upgrade() -> None:
    for name, empty in (("address", "[]"), *((name, "") for name in TEXTS)):
        op.add_column("client", sa.Column(name, sa.Text(), nullable=False, server_default=empty))


def downgrade() -> None:
    raise NotImplementedError("an older pobot takes the copy that was made before the upgrade")
