"""When a basis became known, relations such as sales, and how a business comes to agree."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bases have the day they were entered; the tables of relations and agreements exist."""
    op.add_column("bases", sa.Column("entered", sa.Date(), nullable=True))
    op.create_table(
        "relations",
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("business", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("act", sa.String(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("digest"),
    )
    op.create_index(op.f("ix_relations_business"), "relations", ["business"], unique=False)
    op.create_table(
        "agreements",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("request", sa.String(), nullable=False),
        sa.Column("business", sa.String(), nullable=False),
        sa.Column("question", sa.String(), nullable=False),
        sa.Column("act", sa.String(), nullable=False),
        sa.Column("via", sa.String(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_agreements_business"), "agreements", ["business"], unique=False)
    op.create_index(op.f("ix_agreements_request"), "agreements", ["request"], unique=False)
