"""From an address to its blog in the archive, for every visit; and the session of a Scrapy command.

``scrapy crawl NAME -a url=…`` stores into an archive where one is named or stood in, and else goes through a temporary one, so that its
items are the same.
"""

from pathlib import Path
from urllib.parse import urlsplit

from scrapy import signals
from scrapy.crawler import Crawler

from scraper.config import load_config
from scraper.folder import find_archive
from scraper.session import Session
from scraper.urls import at_home, loose_key, scope_of, site_of, slug_of
from scraper.workshop import Workshop
from storage import queries, writer
from storage.archive import Archive
from storage.records import UNKNOWN, Blog, id_of


def ensure_blog(archive: Archive, address: str) -> Blog:
    """Return the blog that an address belongs to; a new one is registered by its site until its home is found.

    A network has blogs in the folders of its own one: an address there that is of no post held may be another blog's, as its home will
    tell.
    """
    known = queries.find_blog(archive, address)
    if known is not None and (known.is_unvisited or _is_own(archive, known, address)):
        return known
    site = f"{site_of(address)}/"
    return writer.register_blog(archive, Blog(home_url=address, slug=slug_of(site), platform=UNKNOWN, scope=scope_of(address)))


def _is_own(archive: Archive, blog: Blog, address: str) -> bool:
    """Whether an address within a blog's scope is its home's or that of a post of it which is held, or lies in no folder of its own."""
    url = at_home(address, blog.home_url)
    return (
        scope_of(url) == blog.scope or loose_key(url) == loose_key(blog.home_url) or bool(queries.held_among(archive, id_of(blog), [url]))
    )


def open_session(crawler: Crawler, address: str, *, archive: str | None) -> Session:
    """Open a session that ends with its spider."""
    root = Path(archive) if archive else find_archive(Path.cwd())
    config = load_config(root)
    workshop = Workshop(Archive.create(root, config.database_url), config) if root else Workshop.temporary(config)
    blog = ensure_blog(workshop.archive, address)
    session = Session(workshop, blog, private_hosts=[urlsplit(address).hostname or ""])

    def closed(reason: str) -> None:
        session.close(*session.outcome(reason))
        workshop.close()

    crawler.signals.connect(closed, signal=signals.spider_closed, weak=False)
    return session
