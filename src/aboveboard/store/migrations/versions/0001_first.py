"""The first tables."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """All tables of the first version exist."""
    op.create_table(
        "bases",
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("business", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("act", sa.String(), nullable=False),
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("expires", sa.Date(), nullable=True),
        sa.Column("written", sa.Boolean(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("digest"),
    )
    op.create_index(op.f("ix_bases_business"), "bases", ["business"], unique=False)
    op.create_table(
        "businesses",
        sa.Column("business", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("register", sa.String(), nullable=False),
        sa.Column("register_as_of", sa.Date(), nullable=False),
        sa.Column("acquisition", sa.String(), nullable=False),
        sa.Column("trade", sa.String(), nullable=True),
        sa.Column("locality", sa.String(), nullable=True),
        sa.Column("region", sa.String(), nullable=True),
        sa.Column("country", sa.String(), nullable=False),
        sa.Column("legal_form", sa.String(), nullable=True),
        sa.Column("stated_form", sa.String(), nullable=True),
        sa.Column("address_kind", sa.String(), nullable=True),
        sa.Column("reachable", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=True),
        sa.Column("postcode", sa.String(), nullable=True),
        sa.Column("website", sa.String(), nullable=True),
        sa.Column("register_number", sa.String(), nullable=True),
        sa.Column("sealed", sa.LargeBinary(), nullable=True),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("business"),
        sa.UniqueConstraint("subject"),
    )
    op.create_table(
        "contacts",
        sa.Column("business", sa.String(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("business"),
    )
    op.create_table(
        "decisions",
        sa.Column("run", sa.String(), nullable=False),
        sa.Column("row", sa.String(), nullable=False),
        sa.Column("business", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("step", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("state_reason", sa.String(), nullable=True),
        sa.Column("offer", sa.String(), nullable=True),
        sa.Column("channel", sa.String(), nullable=True),
        sa.Column("sealed", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("run", "row"),
    )
    op.create_index("decisions_by_row", "decisions", ["row"], unique=False)
    op.create_index(op.f("ix_decisions_business"), "decisions", ["business"], unique=False)
    op.create_table(
        "facts",
        sa.Column("run", sa.String(), nullable=False),
        sa.Column("row", sa.String(), nullable=False),
        sa.Column("business", sa.String(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("run", "row"),
    )
    op.create_index(op.f("ix_facts_business"), "facts", ["business"], unique=False)
    op.create_table(
        "groups",
        sa.Column("business", sa.String(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("business"),
    )
    op.create_table(
        "key_checks",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("name"),
    )
    op.create_table(
        "marks",
        sa.Column("business", sa.String(), nullable=False),
        sa.Column("mark", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("business", "mark"),
    )
    op.create_index("marks_by_mark", "marks", ["mark"], unique=False)
    op.create_table(
        "messages",
        sa.Column("run", sa.String(), nullable=False),
        sa.Column("row", sa.String(), nullable=False),
        sa.Column("business", sa.String(), nullable=False),
        sa.Column("message", sa.String(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("run", "row"),
    )
    op.create_index(op.f("ix_messages_business"), "messages", ["business"], unique=False)
    op.create_index(op.f("ix_messages_message"), "messages", ["message"], unique=False)
    op.create_table(
        "outbox",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("run", sa.String(), nullable=False),
        sa.Column("row", sa.String(), nullable=False),
        sa.Column("campaign", sa.String(), nullable=False),
        sa.Column("business", sa.String(), nullable=False),
        sa.Column("step", sa.Integer(), nullable=False),
        sa.Column("message", sa.String(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("token", sa.String(), nullable=True),
        sa.Column("basis_version", sa.Integer(), nullable=False),
        sa.Column("sent_on", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("campaign", "business", "step", name="outbox_once"),
    )
    op.create_index(op.f("ix_outbox_business"), "outbox", ["business"], unique=False)
    op.create_index(op.f("ix_outbox_state"), "outbox", ["state"], unique=False)
    op.create_table(
        "outcomes",
        sa.Column("business", sa.String(), nullable=False),
        sa.Column("campaign", sa.String(), nullable=False),
        sa.Column("step", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("business", "campaign", "step", "kind"),
    )
    op.create_table(
        "preferences",
        sa.Column("business", sa.String(), nullable=False),
        sa.Column("personalisation", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("business"),
    )
    op.create_table(
        "requests",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("done", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_requests_subject"), "requests", ["subject"], unique=False)
    op.create_table(
        "reviews",
        sa.Column("row", sa.String(), nullable=False),
        sa.Column("message", sa.String(), nullable=False),
        sa.Column("business", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("approved", sa.Boolean(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("row", "message"),
    )
    op.create_index(op.f("ix_reviews_business"), "reviews", ["business"], unique=False)
    op.create_table(
        "runs",
        sa.Column("run", sa.String(), nullable=False),
        sa.Column("campaign", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("dry", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("run"),
    )
    op.create_table(
        "salts",
        sa.Column("log_index", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("run", sa.String(), nullable=False),
        sa.Column("row", sa.String(), nullable=False),
        sa.Column("business", sa.String(), nullable=False),
        sa.Column("salt", sa.LargeBinary(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("log_index"),
    )
    op.create_index(op.f("ix_salts_business"), "salts", ["business"], unique=False)
    op.create_index("salts_by_row", "salts", ["row"], unique=False)
    op.create_index("salts_by_run_row", "salts", ["run", "row"], unique=False)
    op.create_table(
        "statistics",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("state", sa.LargeBinary(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("name"),
    )
    op.create_table(
        "subject_keys",
        sa.Column("business", sa.String(), nullable=False),
        sa.Column("wrapped", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("business"),
    )
    op.create_table(
        "suppressions",
        sa.Column("mark", sa.String(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("scope", sa.String(), nullable=False),
        sa.Column("key_version", sa.Integer(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("mark", "channel", "purpose", "reason"),
    )
