"""What the process that reading processes are forked from has loaded (``multiprocessing.set_forkserver_preload``)."""

import scraper.extraction.listing
import scraper.extraction.post  # noqa: F401
from scraper.extraction.language import identifier

identifier()  # a third of a second for its model, and memory that all readers share
