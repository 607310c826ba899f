"""The only modules that change the rows of an archive.

What a user or the runner does to a blog or a crawl is a function here, one transaction each; what happens during a crawl is an event
of ``storage.events``, which ``storage.batch`` collects and ``apply`` writes.
"""

from storage.writer.apply import apply
from storage.writer.blogs import drop_lost_captures, recheck_all, register_blog, reopen_failed, reopen_missing, set_pace, update_blog
from storage.writer.crawls import finish_crawl, start_crawl

__all__ = [
    "apply",
    "drop_lost_captures",
    "finish_crawl",
    "recheck_all",
    "register_blog",
    "reopen_failed",
    "reopen_missing",
    "set_pace",
    "start_crawl",
    "update_blog",
]
