"""Which sightings are worth a request, and in what order. Pure: it knows neither clock nor network nor database.

Three tiers, each drained before the next: addresses that sources of posts alone name; addresses of the known posts' shape; and a few
probes of shapes that nobody vouches for, which become posts' shapes when the probed pages turn out to be posts.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace

from scraper.evidence import LISTING_SOURCES, POST_SOURCES, SEVERAL, AddressSigns, Evidence, TemplateModel, Verdict, judge
from scraper.items import Extraction, PageSigns
from scraper.shapes import WORK_WORDS, Fit, PostShapes, Shape, is_below_posts, shape_of
from scraper.text import count_words, folded, kept_share, overlap
from scraper.urls import loose_key, may_be_page, scope_of
from storage.queries import HeldText, PendingAddress
from storage.records import TRIES, AddressState, StatedDate

PROBES_PER_SHAPE = 2
MIN_SHAPE_SIZE = 3  # a shape that fewer addresses share is no posts' shape
MAX_PROBED_SHAPES = 6
DOCUMENTS = POST_SOURCES | {"sitemap"}  # they name each post once
LIST_SAYS = frozenset({"api", "feed", "listing"})
DOUBTFUL = 0.5  # a rejected page with this much for it teaches nothing
LEAST_TELLING = 20  # words of a text that tell it from others
NOTHING = 0.05  # of a text's phrases: software's own may stand below any
MAX_WEAK_MISSES = 8  # pages fetched for nothing before a weak shape is given up


@dataclass(slots=True)
class Inventory:
    """What one crawl knows of a blog's addresses."""

    home_url: str
    post_path: str = ""  # as the platform states it: what stands behind the home in the address of each post
    shares_pages: bool = False  # several posts stand on one page, by those that are held, or as the front page leads to them
    is_trusted: bool = False  # the platform's own listings are complete: nothing else is probed
    posts: set[str] = field(default_factory=set)
    others: set[str] = field(default_factory=set)
    model: TemplateModel = field(default_factory=TemplateModel)
    shapes: PostShapes = field(default_factory=PostShapes)
    titles: dict[str, str] = field(default_factory=dict)  # of addresses, as listed until their pages are read
    _listed_as: dict[str, str] = field(default_factory=dict)  # addresses by the words of the titles under which they are listed
    _weak_misses: int = 0
    _further_misses: Counter[Shape] = field(default_factory=Counter)  # in folders without a known post
    _probed: dict[tuple[Shape, str], list[bool | None]] = field(default_factory=dict)
    _listed_fully: bool = False

    def learn(self, *, posts: Iterable[str] = (), others: Iterable[str] = ()) -> None:
        """Take in addresses that are posts, and that are none; their shapes are learned when they are asked for."""
        self.posts.update(posts)
        self.others.update(others)
        self.others -= self.posts
        own_pages = {url for url in self.posts if "#" not in url}  # the page of the others is that of several posts, and is no post
        self.shares_pages |= len(own_pages) < len(self.posts)
        self.shapes.add(own_pages, self.others | {self.home_url})

    def is_post_address(self, url: str) -> bool:
        """Whether an address is one that, by the platform's word, only posts have."""
        if not self.post_path:
            return False
        place = url.partition("://")[2].removeprefix("www.").removeprefix(scope_of(self.home_url))
        return re.fullmatch(self.post_path, place) is not None

    def note_archive(self, entries: Collection[str]) -> None:
        """A list of entries that holds every known post is complete: what it leaves out is no post."""
        known = [url for url in self.posts if url != self.home_url]
        if len(known) >= 3 and sum(url in entries for url in known) >= 0.95 * len(known) and len(entries) > len(known):
            self._listed_fully = True

    def next_batch(self, pending: Sequence[PendingAddress]) -> list[PendingAddress]:
        """Return the addresses to fetch now; an empty list means that the rest is not worth a request.

        Where nothing is a post, a word that names lists elsewhere may stand before all of them: ``/archives/000123.html``.
        """
        batch = self._best(pending)
        if not batch and not self.posts and self.shapes.trusts_words:
            self.shapes.trusts_words = False
            batch = self._best(pending)
        return batch

    def _best(self, pending: Sequence[PendingAddress]) -> list[PendingAddress]:
        for choose in (self._vouched, self._shaped, self._probes):
            batch = [address for address in choose(pending) if may_be_page(address.url) or POST_SOURCES & set(address.sources)]
            if batch:
                return batch
        return []

    def judge(self, address: PendingAddress, extraction: Extraction) -> Verdict:
        """Say whether a fetched page is a post, and learn from it."""
        evidence = Evidence(
            signs=self._signs(address, extraction),
            published=own_date(extraction),
            sources=frozenset(address.sources),
            listed_on=address.published if self._is_dated_entry(address) else None,
            address=self._address_signs(address.url),
            model=self.model,
        )
        verdict = judge(evidence)
        self._remember(address, extraction, verdict)
        return verdict

    def _address_signs(self, url: str) -> AddressSigns:
        shape = shape_of(url)
        return AddressSigns(
            fit=self.shapes.fit(url),
            is_of_posts=self.is_post_address(url),
            knows_posts=self.shapes.posts >= 5,  # of a batch that is judged now they know nothing yet
            is_dated=shape.is_dated,
            is_behind_date=shape.is_behind_date,
            names_a_page=self.shapes.is_list_address(url),
            is_folder=self.shapes.is_folder_of_posts(url),
            is_calendar=self.shapes.is_calendar_of_posts(url) and self.shapes.fit(url) is Fit.NONE,
            is_below_posts=is_below_posts(url),
        )

    def _remember(self, address: PendingAddress, extraction: Extraction, verdict: Verdict) -> None:
        if verdict.is_post:
            if POST_SOURCES & set(address.sources) or verdict.score >= 3:
                self.model.add_post(extraction.signs, is_dated=own_date(extraction) is not None)
            self.posts.add(address.url)
        else:
            if verdict.score < DOUBTFUL:
                self.model.add_other(extraction.signs)
            self.others.add(address.url)
            self._unlearn(address, extraction.signs)
            self._count_miss(address.url)
        for (shape, word), outcomes in self._probed.items():
            if _group(address.url) == (shape, word) and None in outcomes:
                outcomes[outcomes.index(None)] = verdict.is_post

    def _count_miss(self, url: str) -> None:
        if self.shapes.fit(url) is Fit.WEAK:
            is_further = self.shapes.is_in_further_folder(url)
            self._further_misses[shape_of(url)] += is_further
            self._weak_misses += not is_further

    def _unlearn(self, address: PendingAddress, signs: PageSigns) -> None:
        """Take back what a list alone vouched for and what is no post: the date of an entry may lead to all posts of its day."""
        is_told = bool(POST_SOURCES & set(address.sources)) or address.is_known_post
        if address.url in self.posts and not (is_told or signs.looks_closed or signs.looks_missing):
            self.posts.discard(address.url)
            self.shapes.take_back(address.url)

    def _vouched(self, pending: Sequence[PendingAddress]) -> list[PendingAddress]:
        """Held posts first: where their addresses lead elsewhere now, they are known by that before they are met there as new ones."""
        return [a for a in pending if a.is_known_post] or [a for a in pending if self.is_vouched(a)]

    def is_vouched(self, address: PendingAddress) -> bool:
        """Whether sources that list posts and nothing else name this address, or it is a post that we hold."""
        sources = set(address.sources)
        is_entry = bool(LISTING_SOURCES & sources) and self.is_post_address(address.url)
        return address.is_known_post or bool(POST_SOURCES & sources) or is_entry or self._is_dated_entry(address)

    def note_titles(self, pending: Iterable[PendingAddress]) -> None:
        """Take in under which titles addresses are listed."""
        for address in pending:
            if address.title and self.titles.get(address.url) != address.title:
                self.titles[address.url] = address.title
                self._listed_as[folded(address.title)] = address.url

    def is_another(self, url: str, title: str | None, address: PendingAddress) -> bool:
        """Whether ``url``, which the page of ``address`` calls its canonical one, is another post's: listed under another title, or without
        one beside the page's own address.
        """
        if url == address.url:
            return False
        known = self.titles.get(url)
        if not known:
            return bool(DOCUMENTS & set(address.sources))
        return folded(known) != folded(title or "")

    def _signs(self, address: PendingAddress, extraction: Extraction) -> PageSigns:
        """What a page shows of its kind; a new post whose text its feed carries is one, whatever stands at its address today."""
        if extraction.post.sources.get("body") == "feed" and not address.is_known_post:
            return replace(extraction.signs, lacks_title=False, other_title=None, looks_closed=False)
        return extraction.signs

    def is_replaced(self, address: PendingAddress, extraction: Extraction, verdict: Verdict, shown_at: str, held: HeldText | None) -> bool:
        """Whether another page came in place of the post's: a guard's, a server's, one that asks for consent or a password, perhaps at an
        address of its own; that of another post, as caches mix them up; or any that has nothing of the post which is ``held``.
        """
        is_listed = bool(POST_SOURCES & set(address.sources)) or address.is_known_post
        signs = self._signs(address, extraction)
        if signs.looks_missing:  # it says itself that nothing is there
            return False
        is_closed = signs.looks_closed and set(address.sources) != {"link"}
        lacks_title = signs.lacks_title and is_listed and not verdict.is_post
        is_of_another = self._is_of_another(address.url, signs.other_title, shown_at, extraction.post.canonical_url)
        is_strange = held is not None and loose_key(shown_at) == loose_key(address.url) and self._is_strange(address, extraction, held)
        return is_closed or lacks_title or (is_of_another and self.is_vouched(address)) or is_strange

    def _is_strange(self, address: PendingAddress, extraction: Extraction, held: HeldText) -> bool:
        """Whether a page has nothing of the post that is held at its address: neither title nor text nor day, or not the title and at most
        half of the text among several entries. What a list calls otherwise now was written anew.
        """
        post, text, lacks_title = extraction.post, held.body_text or "", extraction.signs.lacks_title
        is_renamed = address.title is not None and folded(address.title) != folded(held.title or "")
        is_titled = is_renamed or overlap(held.title or "", post.title or "")[0] > 0.5
        if (is_titled and not lacks_title) or count_words(text) < LEAST_TELLING:
            return False
        kept = kept_share(text, post.body_text or "")
        if extraction.signs.articles >= SEVERAL:
            return kept <= 0.5
        day = own_date(extraction)
        is_of_its_day = day is not None and held.published is not None and day.day == held.published.day
        return kept < NOTHING and not is_of_its_day

    def _is_of_another(self, url: str, title: str | None, shown_at: str, canonical: str | None) -> bool:
        """Whether what a page calls itself is another post; or any page that stands where no post does. A title that pages alone show may
        be that of all of them.
        """
        if title is None:
            return False
        if loose_key(shown_at) != loose_key(url):  # what leads to another post has moved, or is gone
            return shown_at not in self.posts and self.shapes.fit(shown_at) is Fit.NONE
        return (canonical != url and canonical in self.posts) or self._listed_as.get(folded(title), url) != url

    def _is_dated_entry(self, address: PendingAddress) -> bool:
        return (
            bool(LISTING_SOURCES & set(address.sources)) and address.published is not None and not self.shapes.is_list_address(address.url)
        )

    def _shaped(self, pending: Sequence[PendingAddress]) -> list[PendingAddress]:
        fits = [(a, self.shapes.fit(a.url)) for a in pending if a.url not in self.others]
        strong = [a for a, fit in fits if fit is Fit.STRONG]
        if strong:
            return strong
        weak = [a for a, fit in fits if fit is Fit.WEAK and (LISTING_SOURCES & set(a.sources) or not self._listed_fully)]
        near: list[PendingAddress] = []
        further: list[PendingAddress] = []
        for address in weak:
            (further if self.shapes.is_in_further_folder(address.url) else near).append(address)
        room = MAX_WEAK_MISSES - self._weak_misses
        return near[: max(0, room)] or self._in_further_folders(further)

    def _in_further_folders(self, addresses: Sequence[PendingAddress]) -> list[PendingAddress]:
        """A few of each folder that may hold posts: the first tells of one that does, and a miss speaks for its own folder alone."""
        asked = Counter(self._further_misses)
        batch: list[PendingAddress] = []
        for address in addresses:
            folder = shape_of(address.url)
            asked[folder] += 1
            if asked[folder] <= PROBES_PER_SHAPE:
                batch.append(address)
        return batch[: max(0, MAX_WEAK_MISSES - self._further_misses.total())]

    def _probes(self, pending: Sequence[PendingAddress]) -> list[PendingAddress]:
        if self.is_trusted or self._listed_fully:
            return []
        groups: dict[tuple[Shape, str], list[PendingAddress]] = defaultdict(list)
        for address in pending:
            if address.url not in self.others and address.url != self.home_url and not self.shapes.is_list_address(address.url):
                groups[_group(address.url)].append(address)
        batch: list[PendingAddress] = []
        for key, members in sorted(groups.items(), key=lambda item: -len(item[1])):
            batch += self._probe(key, members)
        return batch

    def _probe(self, key: tuple[Shape, str], members: list[PendingAddress]) -> list[PendingAddress]:
        outcomes = self._probed.get(key)
        if outcomes is not None:
            return members if outcomes.count(True) > outcomes.count(False) else []
        is_worth = len(members) >= MIN_SHAPE_SIZE or not self.posts or any(LISTING_SOURCES & set(a.sources) for a in members)
        is_work = bool(self.posts) and key[1] in WORK_WORDS and not key[0].is_dated
        if not is_worth or is_work or len(self._probed) >= MAX_PROBED_SHAPES:
            return []
        telling = [a for a in members if LISTING_SOURCES & set(a.sources)] or members  # a sitemap says of no page what it is
        sample = telling[:: max(1, len(telling) // PROBES_PER_SHAPE)][:PROBES_PER_SHAPE]
        self._probed[key] = [None] * len(sample)
        return sample


def own_date(extraction: Extraction) -> StatedDate | None:
    """The date that the page itself states: what a list said of it is other evidence."""
    return extraction.post.published if extraction.post.sources.get("published") not in LIST_SAYS else None


def _group(url: str) -> tuple[Shape, str]:
    """Addresses of one kind: the same classes under the same first word."""
    shape = shape_of(url)
    return Shape(shape.classes, ()), next((w for w in shape.words[:-1] if w), "")


def when_replaced(address: PendingAddress, shown: str | None) -> tuple[AddressState, str]:
    """What another page in its place makes of an address: a post that has left a list of all posts is gone when that lasts."""
    if address.is_known_post and address.has_left and address.attempts + 1 >= TRIES:
        return AddressState.GONE, "a list of all posts names it no more, and another page is shown in its place"
    return AddressState.FAILED, f"another page is shown in its place: {shown or 'without a title'}"
