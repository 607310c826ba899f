"""Pure extraction: a page's bytes in, a post's fields with their sources out. No network, no clock, no database."""
