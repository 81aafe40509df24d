"""When a message may go out, how often one is written to, who runs a mailbox, and how many e-mails went to it."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Messages wait with their limits, and e-mails are counted by day and mailbox provider, those sent so far too."""
    op.add_column("businesses", sa.Column("mailbox_provider", sa.String(), nullable=True))
    op.add_column("outbox", sa.Column("not_before", sa.DateTime(timezone=True), nullable=True))
    op.add_column("outbox", sa.Column("limits", sa.String(), nullable=True))
    # With the state in it, as SQLite otherwise looks through all messages that were ever sent: 5 ms among 10,000.
    op.drop_index("ix_outbox_business", "outbox")
    op.create_index("outbox_by_business", "outbox", ["business", "state"])
    op.create_table(
        "volumes",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("provider", sa.String(), nullable=False),
        sa.Column("sent", sa.Integer(), nullable=False),
        sa.Column("complaints", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("day", "provider"),
    )
    op.execute(
        "INSERT INTO volumes (day, provider, sent, complaints) SELECT sent_on, '', count(*), 0 FROM outbox "
        "WHERE state = 'sent' AND channel = 'email' AND sent_on IS NOT NULL GROUP BY sent_on"
    )
