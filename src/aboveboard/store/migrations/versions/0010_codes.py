"""Which short code stands on which paper."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """The table of codes exists."""
    op.create_table(
        "codes",
        sa.Column("mark", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("campaign", sa.String(), nullable=False),
        sa.Column("step", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("mark"),
    )
    op.create_index("ix_codes_subject", "codes", ["subject"])
