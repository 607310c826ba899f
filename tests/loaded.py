"""What the process has loaded that programs are forked from (``tests.forked``): all that a crawl loads, and the tables that it makes."""

import importlib
import pkgutil
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest  # noqa: F401  # a program may be a function of a test module
from trafilatura.external import jt_stoplist_init

import scraper
from scraper.demo import DemoBlog
from scraper.extraction.lists.page import read_listing
from scraper.extraction.post import extract_post
from scraper.items import Page
from scraper.platforms import all_platforms
from spiders.generic import Generic
from storage.archive import Archive

for module in pkgutil.walk_packages(scraper.__path__, f"{scraper.__name__}."):
    if not module.name.endswith("__main__"):
        importlib.import_module(module.name)
all_platforms()
jt_stoplist_init()  # a hundred word lists, for the first page whose text no mark tells
with TemporaryDirectory() as folder:
    Archive.create(Path(folder)).close()
blog = DemoBlog(3)
for path in ("/", blog.posts[0].path):
    page = Page(url=f"http://127.0.0.1{path}", body=blog.page(path).body, content_type="text/html", fetched_at=datetime.now(UTC))
    read_listing(page)
    extract_post(page, Generic.rules)
