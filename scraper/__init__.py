"""The crawl, the same for every blog."""
