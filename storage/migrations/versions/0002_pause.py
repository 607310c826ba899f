"""A blog may be paused, with a reason; comments are told from the notices of other blogs."""

import sqlalchemy as sa
from alembic import op

from storage.column_types import UtcDateTime

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add what says so; every blog of before is visited as before, and what was held is a comment until its page is read again."""
    op.add_column("blog", sa.Column("paused_at", UtcDateTime(), nullable=True))
    op.add_column("blog", sa.Column("pause_reason", sa.Text(), nullable=True))
    op.add_column("comment", sa.Column("kind", sa.Text(), nullable=False, server_default="comment"))
