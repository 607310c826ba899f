"""Saved pages, bare page texts and dumps come in by the same door: each becomes a post with the bytes that it was read from.

One file a format; a format is registered by existing in this folder.
"""

from scraper.ingest.files import read_file, read_files
from scraper.ingest.format import Format, Imported, Options, Problem

__all__ = ["Format", "Imported", "Options", "Problem", "read_file", "read_files"]
