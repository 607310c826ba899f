"""A small made-up blog, served on this machine: what ``blogarchive demo`` archives, and what tests and benchmarks crawl."""

from scraper.demo.blog import DemoBlog
from scraper.demo.posts import DemoComment, DemoPost
from scraper.demo.server import DemoServer, serve
from scraper.demo.truth import truth_rows

__all__ = ["DemoBlog", "DemoComment", "DemoPost", "DemoServer", "serve", "truth_rows"]
