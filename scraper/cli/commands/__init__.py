"""One file a command, each holding ``command``. The trailing underscore of ``import_`` only avoids one of Python's words."""
