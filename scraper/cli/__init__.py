"""The command line: one file a command in ``commands/``, found by being there. Heavy imports stay inside the commands."""
