"""The archive: tables, the one writer, named reads, WARC files, exporters."""
