"""The only modules that change the rows of an archive.

What a user or the runner does to a blog or a crawl is a function here, one transaction each; what happens during a crawl is an event
of ``storage.events``, which ``storage.batch`` collects and ``apply`` writes.
"""

from storage.writer.apply import apply
from storage.writer.blogs import (
    change_platform,
    forget_blog,
    forget_lists_of_comments,
    lift_since,
    merge_blog,
    note_gap,
    note_wishes,
    pause,
    recheck_all,
    register_blog,
    reopen_lacking,
    reopen_missing,
    reopen_too_old,
    reopen_troubled,
    reopen_unnamed,
    resume,
    update_blog,
)
from storage.writer.captures import drop_broken_captures, drop_lost_captures
from storage.writer.crawls import finish_crawl, start_crawl
from storage.writer.zones import set_placed_dates

__all__ = [
    "apply",
    "change_platform",
    "drop_broken_captures",
    "drop_lost_captures",
    "finish_crawl",
    "forget_blog",
    "forget_lists_of_comments",
    "lift_since",
    "merge_blog",
    "note_gap",
    "note_wishes",
    "pause",
    "recheck_all",
    "register_blog",
    "reopen_lacking",
    "reopen_missing",
    "reopen_too_old",
    "reopen_troubled",
    "reopen_unnamed",
    "resume",
    "set_placed_dates",
    "start_crawl",
    "update_blog",
]
