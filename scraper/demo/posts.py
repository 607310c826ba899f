"""The demo blog's posts and how they are written: from a number and a seed, the same words each time."""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from random import Random
from zoneinfo import ZoneInfo

from scraper.demo import prose
from scraper.demo.blocks import Block, Code, Heading, Listing, Paragraph, Picture, Quote, Table
from scraper.demo.prose import SUBJECTS, Subject

FIRST_DAY = datetime(2019, 2, 3, 9, 0)
LAST_DAY = datetime(2026, 10, 18, 9, 0)
ZONE = ZoneInfo("Europe/Berlin")
# The posts that are unlike the others, by number.
SHORT, FOREIGN, PREVIEW = 5, 8, 20


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoComment:
    """One comment; ``parent`` is the number of the comment it answers."""

    number: int
    author: str
    published: datetime
    text: str
    parent: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoPost:
    """The truth about one post. ``path`` is relative to the blog's base; ``access`` is ``public`` or ``preview``."""

    number: int
    path: str
    title: str
    authors: tuple[str, ...]
    published: datetime
    updated: datetime | None
    category: str
    tags: tuple[str, ...]
    body: tuple[Block, ...]
    comments: tuple[DemoComment, ...] = ()
    subtitle: str | None = None
    language: str = "en"
    access: str = "public"
    views: int = 0

    @property
    def body_text(self) -> str:
        """What a stranger may read of the body."""
        return "\n\n".join(text for block in self.shown_body if (text := block.text()))

    @property
    def shown_body(self) -> tuple[Block, ...]:
        """The blocks that the page shows: of a members' post only the first."""
        return self.body if self.access == "public" else self.body[:1]

    @property
    def changed(self) -> datetime:
        """When the blogger last touched it."""
        return self.updated or self.published


def write_posts(count: int, seed: int) -> list[DemoPost]:
    """``count`` posts from the first day to the last, oldest first."""
    return [write_post(number, _published(number, count, seed), seed) for number in range(count)]


@dataclass(frozen=True, slots=True)
class Draft:
    """A post that is being written: what it is about, and the dice for its words."""

    number: int
    subject: Subject
    rng: Random

    def thing(self) -> str:
        """One of the subject's things."""
        return self.rng.choice(self.subject.things)

    def place(self) -> str:
        """Somewhere near the lighthouse."""
        return self.rng.choice(prose.PLACES)

    def sentence(self, template: str) -> str:
        """A sentence with its places filled."""
        filled = template.format(n=self.rng.randint(2, 97), thing=self.thing(), place=self.place(), when=self.rng.choice(prose.TIMES))
        return filled[0].upper() + filled[1:]


def write_post(number: int, published: datetime, seed: int) -> DemoPost:
    """The post of this number; its words depend on number and seed only."""
    rng = Random(f"{seed}/{number}")  # noqa: S311  # the same words each time, no secret
    subject = SUBJECTS[number % len(SUBJECTS)]
    draft = Draft(number, subject, rng)
    title = prose.FOREIGN_TITLE if number == FOREIGN else _title(draft, published)
    return DemoPost(
        number=number,
        path=post_path(published, title),
        title=title,
        subtitle=_subtitle(draft),
        authors=_authors(number),
        published=published,
        updated=published + timedelta(days=40, minutes=95) if number % 10 == 2 else None,
        category=subject.category,
        tags=tuple(sorted({subject.tags[number % 3], rng.choice(subject.tags), rng.choice(SUBJECTS).tags[0]})),
        body=_body(draft),
        comments=_comments(draft, published),
        language="de" if number == FOREIGN else "en",
        access="preview" if number == PREVIEW else "public",
        views=12 + number * 37 % 911,
    )


def post_path(published: datetime, title: str) -> str:
    """Year, month and the title's words."""
    return f"/{published:%Y/%m}/{slug(title)}/"


def slug(words: str) -> str:
    """Lower-case ASCII words with hyphens."""
    words = words.replace("ø", "o").replace("ß", "ss").replace("'", "")
    plain = unicodedata.normalize("NFKD", words).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-")


def _published(number: int, count: int, seed: int) -> datetime:
    """Evenly spread over the years; every seventh shortly after midnight, when the day in UTC is another one."""
    rng = Random(f"{seed}/day/{number}")  # noqa: S311  # the same days each time, no secret
    moment = FIRST_DAY + (LAST_DAY - FIRST_DAY) * number / max(count - 1, 1)
    if number % 7 == 3:
        moment = moment.replace(hour=0, minute=rng.randint(1, 50))
    return moment.replace(second=number % 60, microsecond=0, tzinfo=ZONE)


def _title(draft: Draft, published: datetime) -> str:
    turn, place = divmod(draft.number // len(SUBJECTS), len(draft.subject.titles))
    title = draft.subject.titles[place]
    return title if turn == 0 else f"{title}, {published.day} {published:%B %Y}"


def _subtitle(draft: Draft) -> str | None:
    if draft.number == FOREIGN:
        return prose.FOREIGN_SUBTITLE
    return f"With a word on {draft.thing()}, {draft.rng.choice(prose.TIMES)}" if draft.number % 4 == 1 else None


def _authors(number: int) -> tuple[str, ...]:
    first = prose.AUTHORS[number * 5 % 3]
    return (first, prose.AUTHORS[(number * 5 + 1) % 3]) if number % 13 == 6 else (first,)


def _body(draft: Draft) -> tuple[Block, ...]:
    if draft.number == SHORT:
        return (Paragraph("Back from the mainland. More on Sunday."),)
    if draft.number == FOREIGN:
        return tuple(Paragraph(words) for words in prose.FOREIGN_PARAGRAPHS)
    blocks: list[Block] = list(_paragraphs(draft))
    for extra in [make(draft) for every, due, make in _EXTRAS if draft.number % every == due]:
        blocks.insert(draft.rng.randint(1, len(blocks)), extra)
    return tuple(blocks)


def _paragraphs(draft: Draft) -> list[Paragraph]:
    deck = iter(draft.rng.sample(draft.subject.sentences, len(draft.subject.sentences)))
    paragraphs = [Paragraph(" ".join(map(draft.sentence, islice(deck, length)))) for length in (3, 2, 3, 2)]
    if draft.number % 3 == 0:
        tail = f"I keep the tables for this in the tide book, line {draft.number + 1}."
        paragraphs.append(Paragraph(tail, link=("the tide book", f"https://tides.example/lines/{draft.number + 1}")))
    return paragraphs


def _picture(draft: Draft) -> Block:
    thing = draft.thing()
    caption = f"{thing[0].upper()}{thing[1:]}, seen from {draft.place()}." if draft.number % 4 == 0 else None
    return Picture(stem=f"{slug(thing)}-{draft.number}", alt=f"A grey picture of {thing} at {draft.place()}", caption=caption)


def _code(draft: Draft) -> Block:
    head = f"ticks = {draft.rng.randint(3, 99)}\nwhile ticks > 0 and not dark():\n"
    return Code(f'{head}    log("<{draft.subject.category}>", ticks & {draft.number})\n    ticks -= 1')


def _listing(draft: Draft) -> Block:
    return Listing(tuple(f"{draft.rng.randint(1, 12)} × {thing}, from {draft.place()}" for thing in draft.subject.things))


def _table(draft: Draft) -> Block:
    rng = draft.rng
    rows = tuple((place, str(rng.randint(1, 40)), f"{rng.randint(1, 60)} min") for place in rng.sample(prose.PLACES, 4))
    return Table(("Where", "How many", "How long"), rows)


def _heading(draft: Draft) -> Block:
    return Heading(f"On {draft.thing()}")


def _quote(draft: Draft) -> Block:
    other = SUBJECTS[(draft.number + 3) % len(SUBJECTS)]
    return Quote(draft.sentence(draft.rng.choice(other.sentences)))


# Of every so many posts, the one with this remainder has the block.
_EXTRAS: tuple[tuple[int, int, Callable[[Draft], Block]], ...] = (
    (2, 0, _picture),
    (9, 4, _code),
    (5, 0, _listing),
    (11, 7, _table),
    (6, 1, _heading),
    (8, 3, _quote),
)


def _comments(draft: Draft, published: datetime) -> tuple[DemoComment, ...]:
    """None to five; the second and the fourth answer the one before them."""
    number = draft.number
    made: list[DemoComment] = []
    for place in range(number % 6 if number % 3 else 0):
        made.append(
            DemoComment(
                number=number * 10 + place,
                author=prose.READERS[(number + place * 5) % len(prose.READERS)],
                published=published + timedelta(hours=3 + 11 * place, minutes=number % 60),
                text=draft.sentence(prose.REPLIES[(number + place) % len(prose.REPLIES)]),
                parent=made[-1].number if place in (1, 3) else None,
            )
        )
    return tuple(made)
