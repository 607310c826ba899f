"""Pictures, films and sounds of a body: what lazy loading hides is made visible, and the address of the original is derived."""

import re
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit, urlunsplit

from lxml.etree import _Element

from scraper.extraction.elements import cut, elements_of, is_within, names_of, select, text_length
from scraper.extraction.page import absolute
from scraper.text import squeeze
from storage.records import Media

MAX_MEDIA = 2000
_MAX_FALLBACK = 300  # characters of what an object shows to those without its plug-in
_LAZY = tuple(  # the best first
    f"data-{name}"
    for name in "orig-file original full-url full-src large-file src lazy-src lazy original-src actualsrc echo hi-res-src image url "
    "runner-src pin-media".split()
)
_IMAGE = re.compile(r"\.(?:jpe?g|png|gif|webp|avif)$", re.IGNORECASE)
_LAZY_SETS = ("srcset", "data-srcset", "data-lazy-srcset")
_PLACEHOLDER = re.compile(
    r"^data:|^about:|/(?:blank|spacer|pixel|placeholder|transparent|lazy|loading|grey|gray|1x1)[\w-]*\.(?:gif|png|svg"
    r"|jpe?g|webp)$|(?:[,/_]blur_\d)",
    re.IGNORECASE,
)
_TRACKER = re.compile(
    r"/(?:pixel|beacon|b\.gif|count(?:er)?|(?<!//)stat|track(?:er|ing)?)\b.*[?/]|stats\.wordpress\.com|feedburner\.com/~r|/~4/",
    re.IGNORECASE,
)
_ORIGINALS = (
    (re.compile(r"^(https?://[^/]*wixstatic\.com/media/[^/]+)/v1/.*$"), r"\1"),
    (re.compile(r"^https?://i\d\.wp\.com/([^?]+)(?:\?.*)?$"), r"https://\1"),
    (
        re.compile(r"^(https?://[^?]+/wp-content/uploads/[^?]+?)-\d{2,4}x\d{2,4}(\.(?:jpe?g|png|gif|webp|avif))(?:\?.*)?$", re.IGNORECASE),
        r"\1\2",
    ),
    (re.compile(r"^(https?://[^?]+/wp-content/uploads/[^?]+?)-scaled(\.(?:jpe?g|png|webp))$", re.IGNORECASE), r"\1\2"),
    (
        re.compile(
            r"^https?://((?:\d+\.bp\.blogspot\.com|blogger\.googleusercontent\.com|lh\d+(?:-\w+)?\.(?:googleusercontent|ggpht)\.com)/.+)"
            r"/[swh]\d+[^/]*/([^/]+)$"
        ),
        r"https://\1/s0/\2",
    ),
    (re.compile(r"^https?://((?:blogger|lh\d+(?:-\w+)?)\.googleusercontent\.com/[^?=]+)=[swh]\d+[^/=]*$"), r"https://\1=s0"),
    (re.compile(r"^(https?://[^?]+/content/images)/size/w\d+(?:h\d+)?(?:/format/\w+)?/(.+)$"), r"\1/\2"),
    (re.compile(r"^https?://(?:substackcdn|cdn\.substack)\.com/image/fetch/[^/]*(?:/[^/]*)*?/(https?(?::|%3A).+)$", re.IGNORECASE), r"\1"),
    (re.compile(r"^https?://[^/]+/dynamic/image/[^/]+/(https?(?::|%3A).+)$", re.IGNORECASE), r"\1"),  # Forem
    (re.compile(r"^https?://res\.cloudinary\.com/[^/]+/image/fetch/(?:[^/]+/)*?(https?(?::|%3A).+)$", re.IGNORECASE), r"\1"),
    (re.compile(r"^(https?://miro\.medium\.com)/(?:v2/)?(?:[^/]+/)*([^/]+)$"), r"\1/\2"),
)
_SIZE_PARAMETERS = frozenset(
    {"w", "h", "width", "height", "resize", "fit", "crop", "quality", "q", "zoom", "strip", "ssl", "format", "auto", "dpr"}
)
_SIZED_HOSTS = re.compile(r"\.files\.wordpress\.com$|(?:^|\.)wp\.com$|images\.squarespace-cdn\.com$|static1\.squarespace\.com$")
_FRAMES = re.compile(
    r"youtube(?:-nocookie)?\.com|youtu\.be|vimeo\.com|dailymotion|bilibili|wistia|loom\.com|peertube|ted\.com|twitch\.tv|rutube|nicovideo",
    re.IGNORECASE,
)
_EMBEDDED = re.compile(r'"inputUrl"\s*:\s*"(https?://[^"\\]+)"')
_SOUNDS = re.compile(
    r"soundcloud\.com|spotify\.com|bandcamp\.com|libsyn|podcasts?\.|anchor\.fm|mixcloud|simplecast|buzzsprout|transistor\.fm", re.IGNORECASE
)


def resolve_lazy_images(root: _Element) -> None:
    """Gives every image the address that a script would have given it, and takes the copies for readers without scripts."""
    for fallback in list(elements_of(root, "noscript")):
        images = list(elements_of(fallback, "img"))
        if not images:
            continue
        shown = _lazy_twin(fallback)
        if shown is not None:
            shown.set("src", images[0].get("src") or shown.get("src") or "")
            cut(fallback)
        else:
            fallback.drop_tag()
    for image in elements_of(root, "img"):
        address = _best_address(image)
        if address:
            image.set("src", address)


def name_objects(root: _Element) -> None:
    """Puts in place of an ``object``, as films were set into pages before HTML 5, what it shows; one within another is its fallback.

    Likewise of a frame with a player the sound that its address names (Tumblr's ``audio_file``), and of a script the frame that it would
    set there (Naver's ``data-module``).
    """
    for script in elements_of(root, "script"):
        if embedded := _EMBEDDED.search(script.get("data-module") or ""):
            script.addprevious(script.makeelement("iframe", src=embedded[1]))
    for element in list(elements_of(root, "object")):
        shown = (step.get("src") or step.get("data") for step in element.iter("embed", "iframe", "object"))
        address = next(filter(None, shown), None) or next((p.get("value") for p in element.iter("param") if _is_film(p)), None)
        if not address or element.getparent() is None:  # cut with the one around it
            continue
        is_picture = (element.get("type") or "").startswith("image/")
        element.addprevious(element.makeelement("img" if is_picture else "embed", src=address))
        if text_length(element) <= _MAX_FALLBACK:
            cut(element)
        else:  # its end tag is missing
            for step in list(elements_of(element, "object", "embed")):
                step.drop_tag()
    for player in list(elements_of(root, "iframe", "embed")):
        file = dict(parse_qsl((player.get("src") or "").partition("?")[2])).get("audio_file", "")
        if file.startswith(("https://", "http://")):  # of another player it may be a number
            player.addprevious(player.makeelement("audio", src=file))
            cut(player)


def _is_film(parameter: _Element) -> bool:
    return (parameter.get("name") or "").lower() in {"movie", "src", "url", "filename"}


def spell_emoji(root: _Element) -> None:
    """Puts the character where software shows a picture of it: WordPress does so in every feed."""
    for image in list(elements_of(root, "img")):
        spelled = image.get("alt")
        if spelled and {"emoji", "wp-smiley"} & set(names_of(image)):
            image.tail = spelled + (image.tail or "")
            image.drop_tag()


def with_cover(cover: Media | None, shown: tuple[Media, ...], rewrites: tuple[tuple[str, str], ...]) -> tuple[Media, ...]:
    """The media of a post, its cover first; the body often shows it again."""
    if cover is None:
        return shown
    address = original_address(cover.url, rewrites)
    alt = cover.alt or next((medium.alt for medium in shown if medium.url == address), None)
    return (Media(url=address, found_url=cover.url, alt=alt), *(medium for medium in shown if medium.url != address))


def cover_of(tree: _Element, selectors: tuple[str, ...], base: str, own_url: str, place: _Element | None) -> Media | None:
    """The picture that stands for the post on its page; one that links to another page, or is in an entry without the body, stands for
    that one.
    """
    for image in (element for selector in selectors for element in select(tree, selector)):
        if place is not None and _is_of_other_entry(image, place):
            continue
        link = next((absolute(step.get("href"), base) for step in image.iterancestors("a")), None)
        address = absolute(_best_address(image), base)
        if address and (link is None or link.rstrip("/") == own_url.rstrip("/") or _IMAGE.search(urlsplit(link).path)):
            return Media(url=address, alt=squeeze(image.get("alt") or "") or None)
    return None


def _is_of_other_entry(image: _Element, place: _Element) -> bool:
    entry = next((step for step in image.iterancestors() if step.tag == "article" or "hentry" in names_of(step)), None)
    return entry is not None and not is_within(place, entry) and not is_within(entry, place)


def _lazy_twin(fallback: _Element) -> _Element | None:
    """The lazy image of which the element is the copy: right before or behind it."""
    for neighbour in (fallback.getprevious(), fallback.getnext()):
        if neighbour is None:
            continue
        image = neighbour if neighbour.tag == "img" else neighbour.find(".//img")
        if image is not None and (_is_placeholder(image.get("src")) or any(image.get(name) for name in _LAZY)):
            return image
    return None


def _is_placeholder(address: str | None) -> bool:
    return not address or not address.strip() or _PLACEHOLDER.search(address.strip()) is not None


def _best_address(image: _Element) -> str | None:
    """The largest picture that the element names."""
    for name in _LAZY:
        value = (image.get(name) or "").strip()
        if value and not _is_placeholder(value) and re.match(r"(?:https?:)?//|/|\.|[\w%-]+[/.]", value):
            return value
    source = image.get("src")
    largest = largest_of(*(image.get(name) for name in _LAZY_SETS))
    if largest and (_is_placeholder(source) or _width_stated(image)):
        return largest
    return largest if _is_placeholder(source) else source


def _width_stated(image: _Element) -> bool:
    return " " in (image.get("srcset") or "").strip()


def largest_of(*sets: str | None) -> str | None:
    """The address with the greatest width or density of a ``srcset``."""
    best: tuple[float, str] | None = None
    for candidates in sets:
        for address, size, unit in re.findall(
            r"(\S+?)(?:\s+([\d.]+)([wx]))?\s*(?:,\s+|,(?=https?:|/)|,?$)", (candidates or "").strip()[:20_000]
        ):
            weight = float(size or 1) * (1 if unit == "w" else 1000) if re.fullmatch(r"(?:\d+\.?\d*|\.\d+)?", size) else 0.0
            if address and not _is_placeholder(address) and (best is None or weight > best[0]):
                best = (weight, address.rstrip(","))
    return best[1] if best else None


def original_address(address: str, rewrites: tuple[tuple[str, str], ...] = ()) -> str:
    """The address of the picture as it was uploaded, by the platform's rewrites and those of the usual image services."""
    for pattern, replacement in rewrites:
        rewritten, count = re.subn(pattern, replacement, address)
        if count:
            return rewritten
    original = address
    for compiled, replacement in _ORIGINALS:  # a picture may be of a size of its blog's and of an image service's
        if compiled.match(original):
            original = compiled.sub(replacement, original)
            original = unquote(original) if re.match(r"https?%3A", original, re.IGNORECASE) else original
    if original != address:
        return original
    parts = urlsplit(address)
    if _SIZED_HOSTS.search(parts.hostname or ""):
        query = [(name, value) for name, value in parse_qsl(parts.query) if name not in _SIZE_PARAMETERS]
        return urlunsplit(parts._replace(query=urlencode(query)))
    return address


def media_of(body: _Element, base: str, rewrites: tuple[tuple[str, str], ...]) -> tuple[Media, ...]:
    """The media of a body in order, each original once; tracking pixels and placeholders are none."""
    found: dict[str, Media] = {}
    for element in elements_of(body, "img", "video", "audio", "iframe", "embed", "source"):
        media = _media(element, base, rewrites)
        if media is None:
            continue
        known = found.get(media.url)
        if known is None or (known.alt is None and media.alt):
            found[media.url] = media
    return tuple(found.values())[:MAX_MEDIA]


def _media(element: _Element, base: str, rewrites: tuple[tuple[str, str], ...]) -> Media | None:
    stated = element.get("src") or (element.get("data-src") if element.tag == "iframe" else None)
    shown = absolute(stated, base)
    if shown is None or (element.tag == "source" and _parent_tag(element) == "picture"):
        return None
    if element.tag == "img":
        if _TRACKER.search(shown) or _is_placeholder(shown) or (element.get("width") == "1" and element.get("height") == "1"):
            return None
        original = original_address(_linked_original(element, shown, base) or shown, rewrites)
        alt = element.get("alt")
        return Media(url=original, found_url=shown, alt=squeeze(alt) if alt is not None else None)
    kind = _kind(element, shown)
    return Media(url=shown, found_url=shown, alt=squeeze(element.get("title") or "") or None, kind=kind) if kind else None


def _kind(element: _Element, address: str) -> str | None:
    if element.tag in {"video", "audio"}:
        return str(element.tag)
    if element.tag == "source":
        return tag if (tag := _parent_tag(element)) in {"video", "audio"} else None
    if _FRAMES.search(address):
        return "video"
    return "audio" if _SOUNDS.search(address) else "file"


def _parent_tag(element: _Element) -> str:
    parent = element.getparent()
    return str(parent.tag) if parent is not None else ""


def _linked_original(image: _Element, shown: str, base: str) -> str | None:
    """Blogs link a small picture to its large original."""
    parent = image.getparent()
    while parent is not None and parent.tag in {"picture", "span", "figure"}:
        parent = parent.getparent()
    if parent is None or parent.tag != "a":
        return None
    target = absolute(parent.get("href"), base)
    if target is None or not re.search(r"\.(?:jpe?g|png|gif|webp|avif|bmp|tiff?)$", urlsplit(target).path, re.IGNORECASE):
        return None
    return target if _stem(target) == _stem(shown) else None


def _stem(address: str) -> str:
    name = unquote(urlsplit(address).path, errors="surrogateescape").rsplit("/", 1)[-1].lower()
    return re.sub(r"(?:[-_](?:\d+x\d+|scaled|thumb(?:nail)?|small|medium|large|s|m|l))*\.\w+$", "", name)
