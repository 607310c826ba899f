"""What of a blog's listings could not be read, which the next visit asks for again; and where a picture's bytes lie."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add both; of earlier visits nothing is known."""
    op.add_column("blog", sa.Column("gap", sa.Text(), nullable=True))
    op.add_column("blog", sa.Column("gap_tries", sa.Integer(), nullable=False, server_default="0"))
    op.create_table(
        "picture",
        sa.Column("media_id", sa.Integer(), nullable=False),
        sa.Column("capture_id", sa.Integer(), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["capture_id"], ["capture.id"], name="fk_picture_capture_id"),
        sa.ForeignKeyConstraint(["media_id"], ["media.id"], name="fk_picture_media_id"),
        sa.PrimaryKeyConstraint("media_id", name="pk_picture"),
    )
