"""Platforms, one a file; Scrapy finds them here."""
