"""Nothing was ever kept in the table of learned templates: what a blog's pages share is learned anew from its own records."""

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Drop the table."""
    op.drop_table("template")
