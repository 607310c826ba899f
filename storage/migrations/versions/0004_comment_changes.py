"""When a comment was seen to differ: a copy of the corpus that is kept up to date asks for it."""

import sqlalchemy as sa
from alembic import op

from storage.column_types import UtcDateTime

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add it; of what changed before nothing is known."""
    op.add_column("comment", sa.Column("changed_at", UtcDateTime(), nullable=True))
