"""Is this page a post? Joined evidence decides: who listed it, its address's shape, the template it shares, what it says of itself."""

from collections import Counter
from dataclasses import dataclass, field

from scraper.items import PageSigns
from scraper.shapes import Fit
from storage.records import StatedDate

# Sources that list posts and nothing else.
POST_SOURCES = frozenset({"api", "feed", "post-sitemap", "shared-page"})
# Lists of entries that may name other pages too.
LISTING_SOURCES = frozenset({"archive-page", "home-page", "section-page"})
# Narrower than what JSON-LD may describe a post as: a shop's page holds reviews, a page of a cook's recipes.
ARTICLE_TYPES = frozenset("BlogPosting Article NewsArticle TechArticle SocialMediaPosting Report ScholarlyArticle PodcastEpisode".split())
ACCEPT = 1.5
SEVERAL = 3  # entries on one page


@dataclass(frozen=True, slots=True)
class AddressSigns:
    """What an address says: by itself (a date, the word for a page that every site has), and beside those of the known posts."""

    fit: Fit
    knows_posts: bool  # enough of them for their shapes to tell anything
    is_of_posts: bool = False  # by the platform's word: it has no other page at such an address
    is_dated: bool = False
    is_behind_date: bool = False  # its last part has the date, or stands right behind it: what lies below a post stands further
    names_a_page: bool = False
    is_folder: bool = False
    is_calendar: bool = False  # a year, a month or a day, below which posts lie
    is_below_posts: bool = False  # in a folder that is called by a word for posts


@dataclass(slots=True)
class TemplateModel:
    """Marks of the template that posts share and other pages of the blog lack (``PageSigns.features``)."""

    posts: int = 0
    dated_posts: int = 0
    others: int = 0
    on_posts: Counter[str] = field(default_factory=Counter)
    on_others: Counter[str] = field(default_factory=Counter)

    def add_post(self, signs: PageSigns, *, is_dated: bool) -> None:
        """Learn from a page that is a post for certain."""
        self.posts += 1
        self.dated_posts += is_dated
        self.on_posts.update(signs.features)

    def add_other(self, signs: PageSigns) -> None:
        """Learn from a page that is none."""
        self.others += 1
        self.on_others.update(signs.features)

    def is_usual(self, feature: str) -> bool:
        """Whether most posts bear this mark, so that it speaks against none."""
        return self.posts >= 3 and self.on_posts[feature] > 0.5 * self.posts

    def likeness(self, signs: PageSigns) -> float | None:
        """Return how much of what only posts have this page has, 0 to 1; ``None`` while too little is known: one mark is no template.

        Metadata come with a version of the software. A page from before has none, and may still show its date where the posts do.
        """
        if self.posts < 3:
            return None
        usual = {f for f, n in self.on_posts.items() if n >= 0.8 * self.posts}
        own = {f for f in usual if self.on_others[f] <= 0.2 * self.others}
        if not own and self.others == 1:  # the one other page is the front page, which may be written as the posts are: Quartz's is a note
            return 1.0 if len(usual) > 2 and any(map(_is_of_time, usual)) and usual <= signs.features else None
        if len(own) < 2 or (all(map(_is_of_head, own)) and not own & signs.features and any(map(_is_of_time, usual & signs.features))):
            return None
        return len(own & signs.features) / len(own)


def _is_of_head(feature: str) -> bool:
    return feature.startswith(("meta:", "jsonld:", "link:"))


def _is_of_time(feature: str) -> bool:
    return feature.startswith("time@")


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a page is a post, and the evidence that weighed."""

    is_post: bool
    score: float
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """All that is known of one fetched page: by itself, by what listed it, and beside the blog's other pages."""

    signs: PageSigns
    published: StatedDate | None  # as the page itself states it
    sources: frozenset[str]
    listed_on: StatedDate | None  # the day that a list of entries gave
    address: AddressSigns
    model: TemplateModel

    @property
    def is_listed_on_its_day(self) -> bool:
        """Whether a list gave the day that the page states."""
        return self.published is not None and self.listed_on is not None and self.published.day == self.listed_on.day


def judge(page: Evidence) -> Verdict:
    """Weigh the evidence on one fetched page."""
    weights = [*_listed(page), *_address(page), *_template(page), *_own_words(page), *_list(page)]
    score = sum(weight for weight, _ in weights)
    return Verdict(score >= ACCEPT, score, tuple(f"{reason} {weight:+g}" for weight, reason in weights))


def _listed(page: Evidence) -> list[tuple[float, str]]:
    if POST_SOURCES & page.sources:
        return [(2.0, "listed as a post"), *([(-2.5, "shows nothing of its listed title")] if page.signs.lacks_title else [])]
    if page.listed_on is not None:
        return [(1.5, "listed with a date"), *([(1.0, "the date is the page's own")] if page.is_listed_on_its_day else [])]
    return [(0.5, "listed as an entry")] if LISTING_SOURCES & page.sources else []


def _address(page: Evidence) -> list[tuple[float, str]]:
    weights: list[tuple[float, str]] = []
    address = page.address
    if address.is_of_posts:
        return [(2.0, "address that only posts have")]
    if address.fit is Fit.STRONG:
        weights.append((1.5, "address with a date, of the posts' shape") if address.is_dated else (1.0, "address of the posts' shape"))
    elif address.fit is Fit.WEAK:
        weights.append((0.5, "address like the posts'"))
    elif address.knows_posts:  # a blog that named its posts by the day once may have named them otherwise since
        if address.is_behind_date:
            weights.append((0.5, "address with a date, unlike the posts'"))
        elif not address.is_below_posts:  # below a word for posts, a blog's sections may have sections of their own
            weights.append((-0.5, "address unlike the posts'"))
    elif address.is_dated:
        weights.append((1.0, "address with a date"))
    elif address.is_below_posts:
        weights.append((0.5, "address below a word for posts"))
    if address.names_a_page:
        weights.append((-2.5, "address of a standing page"))
    return weights


def _template(page: Evidence) -> list[tuple[float, str]]:
    weights: list[tuple[float, str]] = []
    likeness = page.model.likeness(page.signs)
    if likeness is not None and likeness >= 0.7:
        weights.append((1.5, "template of the posts"))
    elif likeness is not None and likeness <= 0.3:
        # posts of another kind, a drawing each, may have a template of their own
        is_dated_among_posts = page.address.fit is Fit.STRONG and page.address.is_dated and page.published is not None
        weights.append((-1.0 if is_dated_among_posts else -1.5, "template unlike the posts'"))
    if page.published is None and page.model.posts >= 5 and page.model.dated_posts >= 0.8 * page.model.posts:
        # of two kinds, episodes and articles, one may state no date
        is_among_posts = page.address.fit is Fit.STRONG and page.signs.og_type == "article"
        weights.append((-0.5 if is_among_posts else -1.0, "no date where posts have one"))
    return weights


def _own_words(page: Evidence) -> list[tuple[float, str]]:
    weights: list[tuple[float, str]] = []
    signs = page.signs
    if signs.looks_missing and not page.is_listed_on_its_day:  # a short post may be about what was not found
        weights.append((-5.0, "says that it is not there"))
    if signs.is_blank:
        weights.append((-5.0, "shows neither title, text nor picture"))
    if signs.looks_closed:
        weights.append((-5.0, "a page that stands for any other"))
    if "body.single-post" in signs.features:  # WordPress's core marks each of its posts so, whatever its theme shows beside
        weights.append((1.5, "calls itself a post"))
    if "body.page-id" in signs.features:  # and each of its standing pages so
        weights.append((-1.5, "calls itself a page"))
    if signs.articles >= SEVERAL:
        weights.append((-1.5, "shows several entries"))
    if signs.og_type == "article" or signs.schema_types & ARTICLE_TYPES:
        weights.append((1.0, "calls itself an article"))
    elif signs.og_type in {"website", "blog", "profile"} and not page.model.is_usual(f"meta:og:type={signs.og_type}"):
        weights.append((-0.5, f"calls itself a {signs.og_type}"))
    if page.published is not None:  # of old software's pages often all that there is
        weights.append((0.5 if page.model.posts or page.address.knows_posts else 1.0, "states its date"))
    return weights


def _list(page: Evidence) -> list[tuple[float, str]]:
    """What makes a page a list of posts; not believed against a source that takes it for one."""
    if {"api", "feed"} & page.sources:
        return []
    weights: list[tuple[float, str]] = []
    if "body.archive" in page.signs.features:  # WordPress's core marks each of its lists so, and themes elsewhere do; some mark every page
        weights.append((-3.0, "calls itself an archive"))
    if page.address.is_calendar:  # a broken theme calls it a post, with all that a post says of itself
        weights.append((-3.0, "posts of its days lie below its address"))
    elif page.address.is_folder:
        weights.append((-1.5, "posts lie below its address"))
    return weights
