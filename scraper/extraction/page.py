"""From bytes to one tree: decode once, parse once, know the base address. Hostile bytes end as text or as an ExtractionError."""

import codecs
import re
from functools import lru_cache
from urllib.parse import unquote, urljoin, urlsplit

from lxml import etree
from lxml.html import HtmlElement, HTMLParser, document_fromstring
from w3lib.encoding import html_body_declared_encoding, read_bom, resolve_encoding

from scraper.errors import ExtractionError
from scraper.items import MAX_BODY_BYTES, Page
from scraper.text import strip_controls
from scraper.urls import hostname, loose_key, site_of

MAX_DEPTH = 400  # no theme nests deeper; libraries that recurse die far above
MAX_TAGS = 600_000
_TAG = re.compile(r"<(/?)([a-zA-Z][^\s/>]{0,40})[^<>]{0,4000}>?")
_DEEP = etree.XPath("boolean(" + "/*" * MAX_DEPTH + ")")
# what the web used before UTF-8, by the encoding standard's list; the commonest first
_LEGACY = ("cp1252", "cp1251", "cp932", "gb18030", "big5", "cp949", "euc_jp", "koi8_r", "cp1250", "cp1253", "cp1254", "cp1255", "cp1256")
_WIDE = ("utf-16", "utf-32")
_IN_ASCII = (*_WIDE, "iso-2022", "iso2022", "hz")  # what is written in them may look like ASCII
_RIVALS = frozenset({"cp1250", "cp1254"})  # so like cp1252 that only what it makes of their letters tells them apart
_SYMBOL_IN_WORD = re.compile(r"[^\W\d_][¹³¿¼¾£¥¯±¶·°][^\W\d_]|[^\W\d_]ð[^\W\d_].*[^\W\d_]þ", re.DOTALL)
_TELLING_TAGS = frozenset({"article", "main", "h1", "h2", "h3", "p", "a", "time", "img", "pre", "li"})
_FEW = 50  # sound characters beyond ASCII for a broken one
_VOID = frozenset(["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr"])
# what no author writes and what takes parsers and patterns far more than linear time
_LONG_SPACE = re.compile(r"[ \t\u00a0]{500,}")
_LONG_TAGS = re.compile(r"<[a-zA-Z][^<>]{100000,}>")
# Tumblr counts clicks by an address of its own around the author's, with a token that is another one tomorrow.
_COUNTED = re.compile(r"https?://t\.umblr\.com/redirect\?(?:[^#]*&)?z=(https?%3A[^&#]+)", re.IGNORECASE)
_DOCUMENT_END = re.compile(r"</(?:html|body)\s*>", re.IGNORECASE)
_NCR_CONTROLS = re.compile(
    r"&#(?:0*(?:[0-8]|[12][0-9]|3[01])|x0*(?:[0-8bcef]|1[0-9a-f])|x0*d[89a-f][0-9a-f]{2})(?![0-9a-fx]);?", re.IGNORECASE
)


def decode(page: Page) -> str:
    """The page as text: byte order mark, then the header's charset, then the page's own word, then what the bytes look like.

    A declared charset that the bytes contradict is not believed (servers announce one charset for all their files).
    """
    body = page.body[:MAX_BODY_BYTES]
    encoding, mark = read_bom(body)
    if encoding is not None and mark is not None:
        return strip_controls(body[len(mark) :].decode(encoding, "replace"))
    declared = [resolve_encoding(name) for name in (page.charset, html_body_declared_encoding(body)) if name]
    if b"\0" not in body:  # of the two bytes or four of a character in a tag, one at least is zero
        declared = [name for name in declared if name and not name.startswith(_WIDE)]
    return strip_controls(body.decode(_believable([name for name in declared if name], body), "replace"))


def _believable(declared: list[str], body: bytes) -> str:
    """The first declared encoding that fits the bytes, else the detected one."""
    if body.isascii() and not any(name.startswith(_IN_ASCII) for name in declared):
        return "utf-8"
    is_utf8 = _fits("utf-8", body)
    for name in declared:
        # valid multi-byte UTF-8 is no accident; a one-byte charset would read any bytes at all
        if is_utf8 and not name.startswith(("utf", *_IN_ASCII)):
            return "utf-8"
        if _fits(name, body, 2 if name.startswith("utf") else _FEW):  # what is no UTF-8 hardly ever looks like some of it
            return name
    return "utf-8" if is_utf8 else _detect(body, declared)


def _fits(name: str, body: bytes, sound: int = _FEW) -> bool:
    """Whether the bytes are text in this encoding, but for a few broken ones (a cut end, one bad paste): one in ``sound`` at most."""
    try:
        codecs.lookup(name)
    except LookupError:
        return False
    if name in {"cp1252", "windows-1252"}:
        return True  # the web's encoding of last resort: every byte has a meaning
    text = body.decode(name, "replace")
    broken = text.count("\ufffd") - body.count("\ufffd".encode())
    return broken <= 0 or broken * sound < sum(1 for character in text[:200_000] if character > "\x7f" and character != "\ufffd")


def _detect(body: bytes, declared: list[str]) -> str:
    from charset_normalizer import from_bytes  # only for bytes that contradict their label

    best = from_bytes(_telling(body), cp_isolation=list(_LEGACY), threshold=0.5).best()
    if best is None:
        return next((name for name in declared if name != "utf-8"), "cp1252")
    return "cp1252" if best.encoding in _RIVALS and not _SYMBOL_IN_WORD.search(body.decode("cp1252", "replace")) else best.encoding


def _telling(body: bytes) -> bytes:
    """The part of the bytes that tells their encoding: the lines with bytes above ASCII, without most of the markup."""
    lines = [line for line in re.split(rb"[\n<>]", body[:2_000_000]) if not line.isascii()]
    return b"\n".join(lines)[:20_000]


def parse_html(page: Page) -> HtmlElement:
    """The tree of a page; empty pages give an empty tree, pages beyond all measure an ExtractionError."""
    return parse_text(decode(page))


def strip_references(text: str) -> str:
    """The text without character references to what text must not hold: NUL, controls, surrogates."""
    return _NCR_CONTROLS.sub("", text)


def parse_text(text: str) -> HtmlElement:
    """The tree of a page's text, whatever stands in it."""
    text = _LONG_TAGS.sub(" ", _LONG_SPACE.sub(" ", strip_references(text)))
    text = _DOCUMENT_END.sub("", text)  # what follows belongs to the body (HTML §13.2.6.4.19); libxml2 leaves it out of the tree
    if text.count("<") > MAX_TAGS:
        text = _flattened(text)
        if text.count("<") > MAX_TAGS:
            raise ExtractionError(f"the page has more than {MAX_TAGS} tags: not read")
    tree = _parsed(text)
    if _DEEP(tree):
        tree = _parsed(_flattened(text))
    for template in list(tree.iter("template")):
        template.drop_tag()  # declarative shadow roots hold text that readers see
    for name in tree.iterfind(".//svg//title"):
        name.text = None  # of an icon, for those who hear the page: no word of the link or line in which it stands
    return tree


def _parsed(text: str) -> HtmlElement:
    parser = HTMLParser(encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True)
    try:
        return document_fromstring(text.encode("utf-8", "replace"), parser=parser, ensure_head_body=True)
    except etree.ParserError:  # nothing in it: an empty page, not a broken one
        return document_fromstring("<html><head></head><body></body></html>")
    except (etree.LxmlError, ValueError, AssertionError) as error:
        raise ExtractionError(f"the page cannot be parsed: {' '.join(str(error).split())[:120]}") from error


def _flattened(text: str) -> str:
    """The text without the tags that open deeper than MAX_DEPTH: their words stay, their nesting goes."""
    opened: list[bool] = []  # of each open element whether it was kept
    depth = 0

    def keep(tag: re.Match[str]) -> str:
        nonlocal depth
        name = tag[2].lower()
        if name in _VOID or name in {"script", "style"}:
            return tag[0]
        if tag[1]:
            is_kept = opened.pop() if opened else False
            depth -= is_kept
        else:
            is_kept = depth < (MAX_DEPTH * 2 if name in _TELLING_TAGS else MAX_DEPTH - 10)
            opened.append(is_kept)
            depth += is_kept
        return tag[0] if is_kept else " "

    return _LONG_SPACE.sub(" ", _TAG.sub(keep, text))


def base_url(tree: HtmlElement, page: Page) -> str:
    """The address against which the page's links are read: ``<base href>`` where it is one, else the page's own."""
    for element in tree.iter("base"):
        href = absolute(element.get("href"), page.url)
        if href:
            return href
    return page.url


def absolute(address: str | None, base: str) -> str | None:
    """The address as an absolute http(s) one, or ``None`` where it is none."""
    address = address.strip() if address else ""
    if not address:
        return None
    # menus and sidebars have the same addresses on all pages: where the page's own folder says nothing, they are joined once
    is_rooted = address.startswith(("https://", "http://")) or (address[0] == "/" and address[:2] != "//")
    return _joined(address, site_of(base) if is_rooted else base)


@lru_cache(maxsize=8192)
def _joined(address: str, base: str) -> str | None:
    try:
        joined = urljoin(base, re.sub(r"[\t\r\n]", "", address))
        parts = urlsplit(joined)
        if parts.scheme not in {"http", "https"} or not parts.hostname or len(joined) > 8000:
            return None
        _ = parts.port
    except ValueError:
        return None
    counted = _COUNTED.match(joined)
    return _joined(unquote(counted[1]), base) if counted else joined.replace(" ", "%20")


def is_of_page(address: str | None, base: str) -> bool:
    """Whether an address leads to the page itself, or to a place on it."""
    found = absolute(address, base)
    return found is not None and loose_key(found) == loose_key(base)


def is_own(address: str | None, base: str) -> bool:
    """Whether an address leads to the host of the page itself, or may do so where nothing tells the page's."""
    found = absolute(address, base)
    return found is not None and hostname(base) in {"", hostname(found)}
