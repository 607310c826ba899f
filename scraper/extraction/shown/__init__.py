"""What a page shows its readers around a post: title, authors, dates, terms, numbers."""
