"""Shortcodes of WordPress that were left raw, because the theme or plugin that knew them is gone, or a feed does not expand them.

Only names that WordPress itself and the commonest plugins use are touched, and none in code: an author may well write "[sic]", or
write about shortcodes.
"""

import re
from collections.abc import Callable, Iterator
from html import escape

_CAPTION = re.compile(r"\[(?:wp_)?caption\b([^\]]{0,2000})\](.{0,5000}?)\[/(?:wp_)?caption\]", re.IGNORECASE | re.DOTALL)
_EMBED = re.compile(
    r"\[(?:embed|youtube|vimeo)\b[^\]]{0,500}\]\s*(https?://[^\s\[\]<>\"]{1,2000})\s*\[/(?:embed|youtube|vimeo)\]", re.IGNORECASE
)
_BARE_EMBED = re.compile(r"\[(?:embed|youtube|vimeo)[\s=]+(https?://[^\s\[\]<>\"]{1,2000})\s*/?\]", re.IGNORECASE)
_PLAYER = re.compile(r"\[(audio|video)\b([^\]]{0,2000})\](?:\s*\[/\1\])?", re.IGNORECASE)
_SILENT = re.compile(
    r"\[/?(?:gallery|playlist|contact-form(?:-7)?|gravityform|wpforms|mc4wp_form|ninja_form|sharethis|addtoany|toc|ez-toc|jetpack_\w+|"
    r"wp_ad_camp_\d+|adrotate|vc_\w+|et_pb_\w+|fusion_\w+|av_\w+|su_spacer|divider|latest_posts|recent_posts|rev_slider|"
    r"rev_slider_vc|slideshow|nggallery|wpdatatable|polldaddy|poll)(?=[\s\]/=])[^\]]{0,4000}\]",
    re.IGNORECASE,
)
_ATTRIBUTE = re.compile(r"""([\w-]+)\s*=\s*(?:"([^"]*)"|'([^']*)'|(?:&#8221;|&#8243;|&quot;)(.*?)(?:&#8221;|&#8243;|&quot;))""")
_IMAGE = re.compile(r"\s*((?:<a\b[^>]{0,2000}>\s*)?<img\b[^>]{0,5000}>(?:\s*</a>)?)(.*)", re.IGNORECASE | re.DOTALL)
_CODE_TAG = re.compile(r"<(/?)(pre|code)\b[^<>]{0,2000}>", re.IGNORECASE)
_KEPT = "\0"  # no text has it
_MEDIA_FILE = re.compile(r"https?://[^\s\"'<>\[\]]{1,2000}\.(?:mp3|m4a|ogg|oga|wav|flac|mp4|m4v|webm|ogv|mov)", re.IGNORECASE)


def expand_shortcodes(html: str) -> str:
    """The HTML with captions as figures, players as media, embeds as links, and without what shows nothing of the author's."""
    if "[" not in html:
        return html
    html = _with_code_kept(html)
    for pattern, replacement in _STEPS:
        html = pattern.sub(replacement, html)
    return html.replace(_KEPT, "[")


def _with_code_kept(html: str) -> str:
    """The HTML with another mark for the brackets that stand in code."""
    parts: list[str] = []
    done = 0
    for start, end in sorted(_code_spans(html)):
        if end > done:
            start = max(start, done)
            parts += html[done:start], html[start:end].replace("[", _KEPT)
            done = end
    return "".join(parts) + html[done:]


def _code_spans(html: str) -> Iterator[tuple[int, int]]:
    """Where code stands; what is never closed is none."""
    opened: dict[str, int] = {}
    for tag in _CODE_TAG.finditer(html):
        name = tag[2].lower()
        if not tag[1]:
            opened[name] = tag.end()
        elif name in opened:
            yield opened.pop(name), tag.start()


def _caption(found: re.Match[str]) -> str:
    image = _IMAGE.fullmatch(found[2])
    stated = {name.lower(): first or second or third for name, first, second, third in _ATTRIBUTE.findall(found[1])}
    if image is None:
        return found[2]
    words = image[2].strip() or stated.get("caption", "")
    caption = f"<figcaption>{words}</figcaption>" if words else ""
    return f"<figure>{image[1]}{caption}</figure>"


def _link(found: re.Match[str]) -> str:
    url = escape(found[1])
    return f'<p><a href="{url}">{url}</a></p>'


def _player(found: re.Match[str]) -> str:
    file = _MEDIA_FILE.search(found[2])
    return f'<{found[1].lower()} src="{escape(file[0])}" controls></{found[1].lower()}>' if file else ""


_STEPS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], str]], ...] = (
    (_CAPTION, _caption),
    (_EMBED, _link),
    (_BARE_EMBED, _link),
    (_PLAYER, _player),
    (_SILENT, lambda _found: ""),
)
