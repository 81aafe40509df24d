"""Imports, what each brought, and the registers of numbers that must not be called."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """The tables of imports and of do-not-call registers exist."""
    op.create_table(
        "imports",
        sa.Column("import", sa.String(), nullable=False),
        sa.Column("register", sa.String(), nullable=False),
        sa.Column("register_as_of", sa.Date(), nullable=False),
        sa.Column("acquisition", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("undone", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("import"),
    )
    op.create_table(
        "imported",
        sa.Column("import", sa.String(), nullable=False),
        sa.Column("business", sa.String(), nullable=False),
        sa.Column("new", sa.Boolean(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("before", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("import", "business"),
    )
    op.create_index(op.f("ix_imported_business"), "imported", ["business"], unique=False)
    op.create_table(
        "call_registers",
        sa.Column("register", sa.String(), nullable=False),
        sa.Column("country", sa.String(), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("register"),
    )
    op.create_table(
        "call_marks",
        sa.Column("register", sa.String(), nullable=False),
        sa.Column("mark", sa.String(), nullable=False),
        sa.Column("key_version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("register", "mark"),
    )
    op.create_index("call_marks_by_mark", "call_marks", ["mark"], unique=False)
