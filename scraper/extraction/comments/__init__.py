"""The discussion that a page shows below its post."""
