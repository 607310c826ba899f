"""Addresses: one spelling for one resource, and what belongs to a blog.

Normalisation is the WHATWG URL standard's (Ada) and then only what cannot change the resource: fragments, empty queries, doubled slashes,
the parameters that carry a campaign, a session, a view of the same post or a search for nothing, and the characters that RFC 3986 does not
allow although the standard leaves them alone: a request writes them as escapes.
"""

import re
from functools import lru_cache
from urllib.parse import SplitResult, unquote, unquote_plus, urljoin, urlsplit

import can_ada

MAX_URL_LENGTH = 8_192  # real posts of 2,500 characters exist; what is longer is data, not an address

_TRACKING = re.compile(
    r"utm_\w+|fbclid|gclid|dclid|gbraid|wbraid|msclkid|yclid|twclid|igshid|mc_[ce]id|_hs\w+|mkt_tok|pk_\w+|mtm_\w+|__twitter_impression|"
    r"(?:php|asp|j)?sess(?:ion)?_?id|cfid|cftoken|replytocom|like_comment|showcomment|spref|noamp",
    re.IGNORECASE,
)
_VIEW = re.compile(r"share|shared|nb|amp|print|printable|output", re.IGNORECASE)  # of a page; with a number of its own it may be the page
_SEARCH = frozenset({"s"})  # WordPress; its themes open their search form by a link that asks for no word: ``?s``, ``?s=``
_TOKEN = re.compile(r"(?=.*\d)(?=.*[a-z])[0-9a-z,_-]{16,}", re.IGNORECASE)  # a short ``sid`` is a story's number (Slash, PHP-Nuke)
_PATH_SESSION = re.compile(  # of servlets; of ASP.NET, also with tickets of other kinds: /(A(…)S(…))/
    r";(?:jsessionid|phpsessid|sid)=[^/?#]*|(?<=/)\((?:[ASF]\([\w-]{16,}\))+\)(?=/)", re.IGNORECASE
)
_QUERY_IN_NAME = re.compile(r"%3f([^/]*=[^/]*)$", re.IGNORECASE)  # of a file that a copy made: ``post.html%3Freplytocom=5.html``
_INDEX = re.compile(r"/(?:index|default)\.(?:html?|php|aspx?)$", re.IGNORECASE)
_NO_PATH = re.compile(r"(?:^|/)(?:[^/]+\.php)?$", re.IGNORECASE)  # a folder, or a program in it
_QUERY_PATH = re.compile(r"[^=&/]*/[^=&]*(?=&|$)")
_SCHEME = re.compile(r"^[a-z][a-z0-9+.-]*:", re.IGNORECASE)
_ESCAPES = str.maketrans({char: f"%{ord(char):02X}" for char in "[\\]^`{|}"})
_DEFAULT_PORT = re.compile(r"^(http://[^/?#]*):80(?=[/?#]|$)|^(https://[^/?#]*):443(?=[/?#]|$)", re.IGNORECASE)

# What an address that ends so holds is never a post's page: files, and the programs of Movable Type and WordPress beside their pages.
_NOT_A_PAGE = re.compile(
    r"\.(?:jpe?g|png|gif|webp|avif|svg|ico|bmp|tiff?|mp[34]|m4[av]|og[gv]|webm|wav|flac|avi|mov|mpe?g|wmv|flv|swf|pdf|epub|mobi"
    r"|docx?|xlsx?|pptx?|od[tsp]|zip|gz|tgz|bz2|xz|7z|rar|tar|exe|dmg|apk|deb|rpm|iso|bin|css|m?js|json|map|woff2?|ttf|eot"
    r"|xml|rss|atom|rdf|txt|csv|ics|asc|sig|torrent|xsl|webmanifest)$"
    r"|/mt-[a-z-]+\.(?:f?cgi|pl)$|/wp-(?:login|register|signup|trackback|comments-[a-z]+)\.php$",
    re.IGNORECASE,
)

# What wikis, and blogs made of them, are asked to do by a link: ``/ikiwiki.cgi?do=edit&page=…``, ``?action=diff``
_DEED = re.compile(
    r"(?:^|&)(?:do|action)=(?:edit|create|comment|rename|remove|attach|upload|goto|prefs|signin|login|logout|register|history|diff|revisions"
    r"|backlink)(?:&|$)",
    re.IGNORECASE,
)


def canonical_url(url: str, base: str | None = None) -> str | None:
    """Return the one spelling of an http(s) address, resolved against ``base``; ``None`` for anything else."""
    url = url.strip()
    if len(url) > MAX_URL_LENGTH or (not base and not _SCHEME.match(url)):
        return None
    try:
        href = can_ada.parse(urljoin(base, url) if base else url).href
        parts = urlsplit(href)
        hostname = parts.hostname
    except (ValueError, TypeError):  # no address; or half a surrogate pair in it, as JSON-LD may hold
        return None
    if parts.scheme not in {"http", "https"} or not hostname or len(href) > MAX_URL_LENGTH:
        return None
    path = re.sub(r"/{2,}", "/", _without_copied_query(_PATH_SESSION.sub("", parts.path))) or "/"
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}" + (path + _query(parts.query)).translate(_ESCAPES)


def _without_copied_query(path: str) -> str:
    found = _QUERY_IN_NAME.search(path)
    return path[: found.start()] if found is not None and not _query(unquote(found[1])) else path


def _query(query: str) -> str:
    given = [part for part in query.split("&") if part]
    kept = [part for part in given if not _is_dropped(*map(unquote_plus, part.partition("=")[::2]))]
    if not kept:
        return ""
    return "?" + (query if len(kept) == len(given) else "&".join(kept))  # as they are: a path, or a charset of their own


def _is_dropped(name: str, value: str) -> bool:
    if name.lower() == "sid":
        return _TOKEN.fullmatch(value) is not None
    if not value and name in _SEARCH:
        return True
    is_view = _VIEW.fullmatch(name) is not None and (not value.isdecimal() or value.lstrip("0") in {"", "1"})
    return is_view or _TRACKING.fullmatch(name) is not None


def user_url(text: str) -> str | None:
    """Return the address that a person typed, with ``https://`` where no scheme was given; ``None`` when it is not an address."""
    text = text.strip()
    if "://" not in text:
        if "@" in text.partition("/")[0]:  # of a person, not of a page
            return None
        text = f"https://{text}"
    if any(c.isspace() for c in text) or not re.match(r"https?://[^/]", text, re.IGNORECASE):
        return None
    url = canonical_url(text)
    host = urlsplit(url).hostname or "" if url else ""
    is_host = "." in host or host == "localhost" or ":" in host
    return url if is_host and all(host.removesuffix(".").split(".")) else None


def hostname(url: str) -> str:
    """Return the host without ``www.`` and without port."""
    return (urlsplit(url).hostname or "").removeprefix("www.")


@lru_cache(maxsize=4096)  # to take a host from its port costs more than all else about an address, and a blog has one
def _host_and_port(netloc: str) -> str:
    parts = SplitResult("", netloc, "", "", "")
    return (parts.hostname or "").removeprefix("www.") + (f":{parts.port}" if parts.port else "")


@lru_cache(maxsize=4096)  # pages of one blog name the same addresses
def loose_key(url: str) -> str:
    """Return what two spellings of one page share: scheme, ``www.``, trailing slash, index file and escapes do not count."""
    parts = urlsplit(url)
    path = _INDEX.sub("/", unquote(parts.path, errors="surrogateescape")).rstrip("/")  # of another charset than UTF-8, all differ
    query = "&".join(sorted(map(_plain, parts.query.split("&")))) if parts.query else ""
    return _host_and_port(parts.netloc) + path + (f"?{query}" if query else "")


def file_key(url: str) -> str:
    """Return what two addresses of one file share: that of a page is served with and without its ending, and copies in files add one."""
    return loose_key(url).removesuffix(".html")


def _plain(part: str) -> str:
    """A part of a query without its escapes, as forms write them; what it may not hold unescaped stays."""
    return unquote_plus(part, errors="surrogateescape").replace("&", "%26")


def without_index(url: str) -> str:
    """Return an address without the index file at its end, as which copies in files spell a folder: ``/page/2/index.html``."""
    return _INDEX.sub("/", url)


def is_bare(url: str) -> bool:
    """Whether an address may be that of a file without its ending: a name without a dot, and neither a slash nor a query behind."""
    parts = urlsplit(url)
    name = parts.path.rpartition("/")[2]
    return bool(name) and "." not in name and not parts.query


def without_default_port(url: str) -> str:
    """Return an address without the port that its scheme has anyway; nothing else of it changes."""
    return _DEFAULT_PORT.sub(r"\1\2", url)


def site_of(url: str) -> str:
    """Return ``scheme://host[:port]`` of an address."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def scope_of(home_url: str) -> str:
    """Return the scope whose home this is: host (and port), and the folder that the home stands for or lies in."""
    parts = urlsplit(home_url)
    folder, _, last = parts.path.rpartition("/")
    if last and "." not in last:
        folder = parts.path
    return f"{parts.netloc.removeprefix('www.')}{folder.rstrip('/')}/"


def in_scope(url: str, scope: str) -> bool:
    """Tell whether an address belongs to a scope, whatever its scheme and with or without ``www.``."""
    parts = urlsplit(url)
    place = f"{parts.netloc.removeprefix('www.')}{parts.path or '/'}"
    return f"{place}/".startswith(scope)


def at_home(url: str, home_url: str) -> str:
    """Return an address of the home's host with the home's scheme and host: one blog is often linked under http, https and www."""
    parts, home = urlsplit(url), urlsplit(home_url)
    if parts.netloc.removeprefix("www.") != home.netloc.removeprefix("www."):
        return url
    return f"{home.scheme}://{home.netloc}{parts.path}" + (f"?{parts.query}" if parts.query else "")


def asks_login(url: str, asked: str) -> bool:
    """Tell whether the address that another one led to is that of a page which lets people in: it says where they go on to from there, by
    an address or by its path. One of the same name is where the page has moved, and says whence one came.
    """
    given = (unquote_plus(part.partition("=")[2]) for part in urlsplit(url).query.split("&"))
    places = (urljoin(asked, value).partition("?")[0] for value in given if "://" in value or value.startswith("/"))
    name, asked_name = (path_of(address).rstrip("/").rpartition("/")[2] for address in (url, asked))
    is_moved = name == asked_name != ""
    return not is_moved and any(loose_key(place) == loose_key(asked) for place in places)


def path_of(url: str) -> str:
    """Return the path of an address: that in its query where software has none of its own, ``/index.php?/title``, ``/?post/2014/title``."""
    parts = urlsplit(url)
    found = _QUERY_PATH.match(parts.query) if _NO_PATH.search(parts.path) else None
    return f"/{found[0].lstrip('/')}" if found else parts.path


def may_be_page(url: str) -> bool:
    """Tell whether an address can hold a page for people; files by their ending cannot, nor what changes a page."""
    return not _NOT_A_PAGE.search(path_of(url)) and not _DEED.search(urlsplit(url).query)


def slug_of(url: str) -> str:
    """Return a short name for a blog, safe as a folder: its host and, under a larger site, its path."""
    parts = urlsplit(url)
    text = f"{parts.netloc.removeprefix('www.')}{parts.path}".lower()
    return re.sub(r"[^a-z0-9.-]+|\.{2,}", "-", text).strip("-.")[:80] or "blog"
