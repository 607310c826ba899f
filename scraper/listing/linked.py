"""Posts that only other pages name: a blog's posts link to each other, and a list shows a featured post beside its entries."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from scraper.listing.reader import ListingReader
from scraper.shapes import Fit
from scraper.urls import canonical_url
from storage.records import Sighting


@dataclass(slots=True)
class LinkedPosts:
    """What the pages of one crawl name that no listing knew and whose address is like the posts'."""

    reader: ListingReader
    _found: dict[str, dict[str, Sighting]] = field(default_factory=dict)

    def note(self, links: Iterable[str], document: str, least: Fit) -> None:
        """Take in the links of a page; an address counts that fits the posts' shapes at least so well."""
        for link in links:
            if self._is_known(link) or not self.reader.may_be_post(link) or self.reader.inventory.shapes.fit(link) < least:
                continue
            url = canonical_url(link)  # of the few that are left: a post links to itself with the parameters of a share or a search
            if url is None or self._is_known(url):
                continue
            spelled = self.reader.sightings.spelled(url)
            self._found.setdefault(document, {})[spelled] = Sighting(url=spelled, source="link")

    def _is_known(self, url: str) -> bool:
        return self.reader.sightings.is_known(url)

    def record(self) -> None:
        """Store what was found since the last time, with what the list pages show: only now it is known what posts look like."""
        for page in self.reader.pages:
            self.note(page.links, page.url, Fit.WEAK)
        for document, sightings in self._found.items():
            self.reader.session.saw_listing("link", document, sightings.values())
        self._found.clear()
