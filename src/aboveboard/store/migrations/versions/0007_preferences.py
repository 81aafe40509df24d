"""Preferences become events, with the day, by whom and how; what was kept before stays a no where it was one."""

from datetime import date

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

# Nobody noted when the earlier ones were stated, nor whether the business or an operator did: as an operator's, of the
# first of all days, a no stays a no and a yes is no explicit choice.
_UNNOTED = date(1970, 1, 1)


def upgrade() -> None:
    """Each earlier preference is the first event of its business."""
    connection = op.get_bind()
    kept = connection.execute(sa.text("SELECT business, personalisation FROM preferences ORDER BY business")).all()
    op.drop_table("preferences")
    events = op.create_table(
        "preferences",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("business", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("value", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("stated", sa.String(), nullable=True),
        sa.Column("sealed", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("business", "kind", "name", "value", "stated", name="preferences_once"),
    )
    op.create_index(op.f("ix_preferences_business"), "preferences", ["business"], unique=False)
    said = {"kind": "personalisation", "name": "", "by": "operator", "on": _UNNOTED, "stated": _UNNOTED.isoformat()}
    rows = [said | {"business": business, "value": "on" if on else "off"} for business, on in kept]
    if rows:
        op.bulk_insert(events, rows)
