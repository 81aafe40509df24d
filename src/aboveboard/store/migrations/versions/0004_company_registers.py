"""Snapshots of company registers, and what a person says is or is not the same company."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """The tables of company registers exist."""
    op.create_table(
        "company_snapshots",
        sa.Column("snapshot", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("register", sa.String(), nullable=False),
        sa.Column("country", sa.String(), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("expires", sa.Date(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("snapshot"),
    )
    op.create_table(
        "company_entries",
        sa.Column("snapshot", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("previous", sa.String(), nullable=False),
        sa.Column("postcode", sa.String(), nullable=False),
        sa.Column("locality", sa.String(), nullable=False),
        sa.Column("form", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("snapshot", "number"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "company_names",
        sa.Column("snapshot", sa.Integer(), nullable=False),
        sa.Column("core", sa.String(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("former", sa.Boolean(), nullable=False),
        sa.Column("postcode", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("snapshot", "core", "number", "former"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "company_answers",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("business", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_company_answers_business"), "company_answers", ["business"], unique=False)
