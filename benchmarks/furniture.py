"""A blog whose pages weigh what pages of real blogs do, around the demo's own posts.

The medians of 1,203 captured pages of real blogs are 77 kB, 670 elements, 127 links and 10 kB of scripts and styles in the page; the demo's
pages have 10 kB, 160 elements and 60 links.
"""

from scraper.demo import DemoBlog
from scraper.demo.pages import Reply

NETWORK = "https://network.example"
_ICON = "M12 2a10 10 0 1 0 0 20 10 10 0 0 0 0-20Zm4 14.2-1.4 1.4L12 15l-2.6 2.6L8 16.2l2.6-2.6L8 11l1.4-1.4L12 12.2l2.6-2.6L16 11l-2.6 2.6Z"


class FurnishedBlog(DemoBlog):
    """The demo blog in a theme with a large menu, cards, icons, inline styles and settings."""

    def page(self, path: str, origin: str = "https://demo.example") -> Reply:
        """The demo's answer, a page in more of a frame."""
        reply = super().page(path, origin)
        return reply._replace(body=furnished(reply.body)) if reply.content_type.startswith("text/html") else reply


def furnished(page: bytes) -> bytes:
    """The page with the furniture of a common theme; what it says stays as it is."""
    for mark, text in (("</head>", f"{_HEAD}</head>"), ('<main id="main">', f'{_MENU}<main id="main">'), ("</body>", f"{_ASIDE}</body>")):
        page = page.replace(mark.encode(), text.encode(), 1)
    return page


def _menu_entry(number: int) -> str:
    return (
        f'<li id="menu-item-{number}" class="menu-item menu-item-type-custom menu-item-object-custom menu-item-{number}">'
        f'<a href="{NETWORK}/section-{number}/" class="menu-link"><svg class="icon" viewBox="0 0 24 24" aria-hidden="true">'
        f'<path d="{_ICON}"></path></svg><span class="menu-text">Section {number}</span><span class="menu-dot"></span></a></li>'
    )


def _card(number: int) -> str:
    image = f"{NETWORK}/pictures/{number}"
    sizes = ", ".join(f"{image}-{width}.jpg {width}w" for width in range(150, 1800, 150))
    return (
        f'<div class="card card-{number} network-card"><div class="card-inner"><a class="card-link" href="{NETWORK}/story-{number}/">'
        f'<img class="card-image" loading="lazy" alt="" src="{image}.jpg" srcset="{sizes}" sizes="(max-width: 600px) 100vw, 33vw">'
        f'<span class="card-overlay"></span>'
        f'<span class="card-kicker">Network</span><span class="card-title">A story from a neighbour, number {number}</span></a></div></div>'
    )


_HEAD = (
    "<style>" + "".join(f".wp-preset-{n}{{color:var(--preset-{n});padding:{n % 7}px {n % 5}px}}" for n in range(110)) + "</style>"
    '<script type="application/json" id="theme-settings">{' + ",".join(f'"option_{n}":"{n:040d}"' for n in range(80)) + "}</script>"
)
_MENU = f'<nav class="mega-menu" aria-label="Network"><ul class="menu">{"".join(map(_menu_entry, range(55)))}</ul></nav>'
_ASIDE = f'<aside class="network" aria-label="From the network">{"".join(map(_card, range(24)))}</aside>'
