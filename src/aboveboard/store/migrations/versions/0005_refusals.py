"""Refusals with source, time and whose own act they were; resubscriptions; the key version of each mark."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

COLUMNS = ("mark", "channel", "purpose", "reason", "scope", "key_version", "on")


def upgrade() -> None:
    """Each refusal has a source and a time; those of before are of a source that nobody recorded, and stand."""
    op.add_column("marks", sa.Column("key_version", sa.Integer(), nullable=False, server_default="1"))
    with op.batch_alter_table("marks") as marks:
        marks.alter_column("key_version", server_default=None)
    op.create_table(
        "resubscriptions",
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("subject", "number"),
    )
    op.rename_table("suppressions", "suppressions_before")
    if op.get_bind().dialect.name == "postgresql":  # the old table keeps the name of its key otherwise
        op.execute("ALTER INDEX suppressions_pkey RENAME TO suppressions_before_pkey")
    op.create_table(
        "suppressions",
        sa.Column("mark", sa.String(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("act", sa.String(), nullable=False),
        sa.Column("round", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("scope", sa.String(), nullable=False),
        sa.Column("key_version", sa.Integer(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("mark", "channel", "purpose", "reason", "source", "act", "round"),
        sqlite_with_rowid=False,
    )
    _carry_over()
    op.drop_table("suppressions_before")


def _carry_over() -> None:
    before = sa.table("suppressions_before", *(sa.column(name) for name in COLUMNS))
    after = sa.table("suppressions", *(sa.column(name) for name in (*COLUMNS, "source", "act", "round", "at")))
    if op.get_bind().dialect.name == "sqlite":  # a day is text there, and a time is the day with its hour
        midnight = before.c.on.concat(" 00:00:00.000000")
    else:
        midnight = sa.func.timezone("UTC", sa.cast(before.c.on, sa.DateTime()))
    values = [*(before.c[name] for name in COLUMNS), sa.literal("unrecorded"), sa.literal(""), sa.literal(0), midnight]
    op.execute(after.insert().from_select([*COLUMNS, "source", "act", "round", "at"], sa.select(*values)))
