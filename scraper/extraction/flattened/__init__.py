"""Pages of which only the text is left."""
