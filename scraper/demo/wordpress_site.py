"""What the answers of the demo WordPress share: its state and set-up, ids, slugs, and a post's body as the editor wrote it."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import cached_property
from html import escape

from scraper.demo.blocks import Block, Picture
from scraper.demo.pages import PlatformSite
from scraper.demo.posts import DemoPost, slug, write_post
from scraper.demo.prose import AUTHORS, SUBJECTS
from scraper.demo.theme import excerpt

JSON = "application/json; charset=UTF-8"
# Posts that no stranger may see, by status; their titles say so, so that a leak is found by its words.
_SHUFFLE = 0b10110  # numbers that differ in these bits are out of order
_FIRST_COMMENT = 1_000_000
HIDDEN = ("draft", "private", "trash", "future", "pending")


@dataclass(frozen=True, slots=True)
class Setup:
    """How the site is set up: see ``DemoWordPress``."""

    api: str = "open"
    comments_api: bool = True
    is_plain: bool = False
    version: str = "6.7"
    robots_disallow: tuple[str, ...] = ()
    shows_users: bool = True
    has_seo_plugin: bool = False
    pages_feeds: bool = True
    shows_dates: bool = True
    links_older: bool = True
    has_landing: bool = False

    @property
    def has_modified_after(self) -> bool:
        """WordPress 5.7 brought ``modified_after`` (2021)."""
        return tuple(map(int, self.version.split("."))) >= (5, 7)


class Site(PlatformSite[Setup]):
    """One state of the blog as seen under one origin."""

    @property
    def api_root(self) -> str:
        """Where the REST API begins, as the site's pages state it."""
        return f"{self.base}/index.php?rest_route=/" if self.setup.is_plain else f"{self.base}/wp-json/"

    def at(self, pretty: str, plain: str) -> str:
        """An address of the site in its own form."""
        return f"{self.base}/{plain}" if self.setup.is_plain else f"{self.base}/{pretty}"

    @cached_property
    def tags(self) -> dict[str, int]:
        """Tag → id."""
        return {name: 500 + place for place, name in enumerate(sorted({tag for subject in SUBJECTS for tag in subject.tags}))}

    @cached_property
    def categories(self) -> dict[str, int]:
        """Category → id."""
        return {name: 20 + place for place, name in enumerate(sorted({subject.category for subject in SUBJECTS}))}

    @cached_property
    def hidden(self) -> tuple[tuple[str, DemoPost], ...]:
        """The posts that are not public, each with its status."""
        made = []
        for place, status in enumerate(HIDDEN):
            post = write_post(900_000 + place, datetime(2026, 11, 1, 9, tzinfo=UTC) + timedelta(days=place), 7)
            made.append((status, replace(post, title=f"SECRET {status} {post.title}", comments=())))
        return tuple(made)


def post_id(post: DemoPost) -> int:
    """Ids have gaps, for revisions and pictures take numbers too, and do not follow the dates: a draft has its number long before."""
    return 11 + 3 * (post.number ^ _SHUFFLE)


def comment_number(number: int) -> int:
    """The id of a comment: those of one post rise, and those of other posts stand between, as after an import.

    A number that is one of this site already stays.
    """
    post, place = divmod(number, 10)
    return number if number >= _FIRST_COMMENT else _FIRST_COMMENT + 10 * (post ^ _SHUFFLE) + place


def author_id(name: str) -> int:
    """The id of a user."""
    return AUTHORS.index(name) + 1


def author_url(site: Site, name: str) -> str:
    """The archive page of an author."""
    return site.at(f"author/{slug(name)}/", f"?author={author_id(name)}")


def media_url(site: Site, picture: Picture, post: DemoPost, size: str = "") -> str:
    """The address of a picture; without a size the original's."""
    return f"{site.base}/wp-content/uploads/{post.published:%Y/%m}/{picture.stem}{size}.png"


def cover_of(post: DemoPost) -> Picture | None:
    """The featured picture of some posts."""
    return Picture(stem=f"cover-{post.number}", alt=f"Cover of {post.title}") if post.number % 4 == 1 and post.access == "public" else None


def teaser(post: DemoPost) -> str:
    """What lists show of a post."""
    return excerpt(post) if post.body else "There is no excerpt because this is a protected post."


def body_html(site: Site, post: DemoPost) -> str:
    """The body as the editor wrote it."""
    return "\n".join(_block(site, post, block) for block in post.shown_body)


def _block(site: Site, post: DemoPost, block: Block) -> str:
    if not isinstance(block, Picture):
        return block.html(site.base)
    medium = media_url(site, block, post, "-300x188")
    image = f'<img src="{medium}" srcset="{medium} 300w, {media_url(site, block, post, "-640x400")} 640w" alt="{escape(block.alt)}">'
    if block.caption and post.number % 16 == 4:  # a post of before the block editor whose plugin for captions is gone
        return f'[caption id="attachment_{post.number}" align="alignnone" width="300"]{image} {escape(block.caption)}[/caption]'
    caption = f'<figcaption class="wp-element-caption">{escape(block.caption)}</figcaption>' if block.caption else ""
    return f'<figure class="wp-block-image size-medium">{image}{caption}</figure>'


def noise_html(site: Site, post: DemoPost) -> tuple[str, str]:
    """What plugins put before and behind a body: never the author's words."""
    address = site.base + post.path
    before = (
        '<div id="ez-toc-container" class="ez-toc-v2_0_5 counter-hierarchy"><p class="ez-toc-title">Table of Contents</p>'
        '<ul class="ez-toc-list"><li><a href="#a">NOISE Toggle</a></li></ul></div>'
        if post.number % 3 == 1
        else ""
    )
    after = (
        '<div class="sharedaddy sd-sharing-enabled"><div class="robots-nocontent sd-block sd-social"><h3 class="sd-title">Share this:</h3>'
        f'<ul><li><a href="{address}?share=twitter">NOISE Click to share on X (Opens in new window)</a></li></ul></div></div>'
        '<div id="jp-relatedposts" class="jp-relatedposts"><h3 class="jp-relatedposts-headline"><em>Related</em></h3></div>'
        if post.number % 2 == 0
        else '<div class="addtoany_share_save_container addtoany_content"><a href="https://www.addtoany.com/share">NOISE Share</a></div>'
        '<div class="saboxplugin-wrap"><div class="saboxplugin-desc"><p>NOISE The author keeps lamps.</p></div></div>'
        '<div class="yarpp yarpp-related"><h3>Related posts:</h3><ol><li><a href="/x/">NOISE Another</a></li></ol></div>'
    )
    return before, after + ('<p>[gallery ids="1,2,3"]</p>' if post.number % 5 == 3 else "")
