"""The history of the tables, by Alembic; ``storage.archive`` runs it."""
