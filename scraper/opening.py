"""Opens what a Scrapy command needs of an archive: ``scrapy crawl NAME -a url=…`` stores into an archive where one is named or stood in,
and else goes through a temporary one, so that its items are the same.
"""

from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

from scrapy import signals
from scrapy.crawler import Crawler

from scraper.config import load_config
from scraper.detect import Home
from scraper.folder import find_archive
from scraper.session import Session
from scraper.text import many
from scraper.urls import scope_of, site_of, slug_of
from scraper.workshop import Workshop
from storage import queries, writer
from storage.archive import Archive
from storage.records import UNKNOWN, Blog


def ensure_blog(archive: Archive, address: str) -> Blog:
    """Return the blog that an address belongs to; a new one is registered by its site until its home is found."""
    known = queries.find_blog(archive, address)
    if known is not None:
        return known
    site = f"{site_of(address)}/"
    return writer.register_blog(archive, Blog(home_url=address, slug=slug_of(site), platform=UNKNOWN, scope=scope_of(address)))


def open_session(crawler: Crawler, address: str, *, archive: str | None) -> Session:
    """Open a session that ends with its spider."""
    root = Path(archive) if archive else find_archive(Path.cwd())
    config = load_config(root)
    workshop = Workshop(Archive.create(root, config.database_url), config) if root else Workshop.temporary(config)
    blog = ensure_blog(workshop.archive, address)
    session = Session(workshop, blog, private_hosts=[urlsplit(address).hostname or ""])

    def closed(reason: str) -> None:
        session.close(*outcome_of(session, reason))
        workshop.close()

    crawler.signals.connect(closed, signal=signals.spider_closed, weak=False)
    return session


def described(blog: Blog, home: Home, platform: str) -> Blog:
    """Return a blog with what its home page told; what was known before stays."""
    is_new = blog.is_unvisited
    return replace(
        blog,
        home_url=home.url,
        scope=home.scope if is_new else blog.scope,
        platform=platform,
        title=blog.title or home.title,
        language=blog.language or home.listing.language,
    )


def outcome_of(session: Session, reason: str) -> tuple[str, str | None]:
    """Return how a crawl ended, in the words of the crawl table, and why."""
    if reason == "shutdown":
        return "stopped", "ended by a signal"
    if session.workshop.lost is not None:
        return "incomplete", str(session.workshop.lost)
    if session.limit is not None:
        return "limit", session.limit
    if not session.is_ours:
        return "busy", "another run took the blog over"
    if session.trouble is not None:
        return "incomplete" if session.counts["new_posts"] else session.trouble.outcome, str(session.trouble)
    if session.counts["failures"] or reason != "finished":
        return "incomplete", f"{many(session.counts['failures'], 'address')} failed" if session.counts["failures"] else reason
    changed = session.counts["new_posts"] + session.counts["new_revisions"] + session.counts["gone"]
    return ("changed" if changed else "unchanged"), session.note
