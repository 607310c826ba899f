"""The demo blog as a journal of Dreamwidth: recent entries in pages of twenty, a calendar, a feed of 25, entries with threaded comments.

Sources: of dreamwidth/dreamwidth styles/core2.s2 and styles/siteviews/layout.s2 (mark-up), cgi-bin/LJ/Feed.pm, LJ/Talk.pm (which comments
are shown whole) and DW/Controller/Journal.pm (addresses); pages recorded in spec/support/fixtures of glowfic-constellation/glowfic.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from html import escape

from scraper.demo.blog import EXAMPLE_ORIGIN, DemoBlog
from scraper.demo.pages import HTML, PlatformSite, Reply, Route
from scraper.demo.posts import DemoComment, DemoPost
from scraper.demo.prose import BLOG_TITLE

PER_PAGE, NEWEST = 20, 25
LAST_SKIP = 100  # the farthest that recent entries lead back
COMMENTS = 25  # of a page; all are on one where there are fewer than THREAD_POINT
THREAD_POINT = 50
OWNER = "salt_and_lamp"
Query = dict[str, str]


@dataclass(frozen=True, slots=True)
class Setup:
    """How the journal is set up: see ``DemoLiveJournal``."""

    is_community: bool
    untitled: frozenset[int]
    cut: frozenset[int]
    locked: frozenset[int]
    adult: frozenset[int]
    closed: tuple[str, ...]


class DemoLiveJournal(DemoBlog):
    """A journal, or a community where ``community``: then each entry is of its first author.

    Of the entries ``untitled`` no subject is told, of those ``cut`` all but the first block is behind a cut on lists and in feeds, those
    ``locked`` are for friends (not listed, 403), and in place of ``adult`` ones a notice asks for the reader's age. ``closed`` are the
    paths that robots.txt closes.
    """

    def __init__(
        self,
        posts: int = 44,
        *,
        seed: int = 1,
        prefix: str = "",
        community: bool = False,
        untitled: frozenset[int] = frozenset(),
        cut: frozenset[int] = frozenset(),
        locked: frozenset[int] = frozenset(),
        adult: frozenset[int] = frozenset(),
        closed: tuple[str, ...] = (),
    ) -> None:
        super().__init__(posts, seed=seed, prefix=prefix)
        self.setup = Setup(community, untitled, cut, locked, adult, closed)
        self._state = replace(self._state, posts=tuple(map(self._placed, self.posts)))

    def page(self, path: str, origin: str = EXAMPLE_ORIGIN) -> Reply:
        """The answer to a path with its query, as seen under ``origin``."""
        bare, _, query = path.partition("#")[0].partition("?")
        if bare in self._instead:
            return self._instead[bare]
        site = Site(self._state, self.setup, origin)
        inner = bare.removeprefix(self.prefix) if bare.startswith(f"{self.prefix}/") else bare
        return site.answer(_ROUTES, inner, query) or _missing()

    def _publish(self, posts: tuple[DemoPost, ...], **changes: object) -> None:
        super()._publish(tuple(map(self._placed, posts)), **changes)

    def _placed(self, post: DemoPost) -> DemoPost:
        return replace(
            post,
            path=f"/{(post.number + 2) * 256 + post.number * 37 % 256}.html",
            title="" if post.number in self.setup.untitled else post.title,
            subtitle=None,
            authors=(_name(post.authors[0]) if self.setup.is_community else OWNER,),
            comments=tuple(replace(one, author=_name(one.author)) for one in post.comments),
        )


class Site(PlatformSite[Setup]):
    """One state of the journal as seen under one origin."""

    @property
    def latest(self) -> list[DemoPost]:
        """The entries that strangers see in lists, the latest first."""
        shown = (post for post in self.state.posts if post.number not in self.setup.locked)
        return sorted(shown, key=lambda post: post.published, reverse=True)

    def days(self, *at: int) -> list[DemoPost]:
        """The entries of a year, a month or a day, the first one first."""
        return [post for post in reversed(self.latest) if post.published.timetuple()[: len(at)] == at]


def _name(person: str) -> str:
    """The name of an account."""
    return re.sub(r"[^a-z0-9]+", "_", person.lower()).strip("_")


def _user(name: str) -> str:
    base = f"https://{name.replace('_', '-')}.journal.example/"
    return f"""<span lj:user='{name}' style='white-space: nowrap;' class='ljuser'><a href='{base}profile'><img
src='https://s.journal.example/img/silk/identity/user.png' alt='[personal profile] ' width='17' height='17'
/></a><a href='{base}'><b>{name}</b></a></span>"""


# Lists


def _recent(site: Site, query: Query) -> Reply:
    skip = min(int(query.get("skip", "0")), LAST_SKIP)
    shown = site.latest[skip : skip + PER_PAGE]
    back = f'<li class="page-back"><a href="{site.base}/?skip={skip + PER_PAGE}">Previous 20</a></li>' if skip < LAST_SKIP else ""
    forward = f'<li class="page-forward"><a href="{site.base}/?skip={max(0, skip - PER_PAGE)}">Next 20</a></li>' if skip else ""
    navigation = f'<div class="navigation topnav"><div class="inner"><ul>{back}{forward}</ul></div></div>'
    entries = "".join(_entry(site, post, is_list=True) for post in shown)
    return _page(site, "recent", BLOG_TITLE, f'<div id="entries" class="hfeed"><div class="inner">{navigation}{entries}</div></div>')


def _year(site: Site, _query: Query, number: str | None = None) -> Reply:
    years = sorted({post.published.year for post in site.latest})
    year = int(number) if number else years[-1]
    others = "".join(f'<li class="active">{y}</li>' if y == year else f'<li><a href="{site.base}/{y}/">{y}</a></li>' for y in years)
    months = "".join(_month_of_year(site, year, month) for month in range(1, 13) if site.days(year, month))
    main = f'<div class="navigation topnav"><div class="inner"><ul>{others}</ul></div></div><div class="year">{months}</div>'
    return _page(site, "archive", str(year), f'<div id="archive-year"><div class="inner">{main}</div></div>')


def _month_of_year(site: Site, year: int, month: int) -> str:
    days = range(1, 32)
    cells = "".join(
        f"""<td class="day day-has-entries"><span class="label">{day}</span>
<p><a href="{site.base}/{year}/{month:02}/{day:02}/">{number}</a></p></td>"""
        if (number := len(site.days(year, month, day)))
        else f'<td class="day"><span class="label">{day}</span></td>'
        for day in days
    )
    return f"""<div class="month-wrapper"><div class="month"><div class="inner"><h3>{datetime(year, month, 1):%B %Y}</h3>
<div class="contents"><table class="month"><tr>{cells}</tr></table></div>
<div class="footer"><div class="inner"><a href="{site.base}/{year}/{month:02}/">View Subjects</a></div></div></div></div></div>"""


def _month(site: Site, _query: Query, year: str, month: str) -> Reply:
    at = (int(year), int(month))
    days = sorted({post.published.day for post in site.days(*at)})
    rows = "".join(
        f"""<dt><a href="{site.base}/{year}/{month}/{day:02}/">{day}</a></dt>
<dd>{"".join(_subject(site, post) for post in site.days(*at, day))}</dd>"""
        for day in days
    )
    others = sorted({(post.published.year, post.published.month) for post in site.latest})
    before = "".join(f"<li class='month-back'>[<a href='{site.base}/{y}/{m:02}/'>&lt;&lt;&lt;</a>]</li>" for y, m in others if (y, m) < at)
    navigation = f'<div class="navigation topnav"><div class="inner"><ul>{before[before.rfind("<li") :] if before else ""}</ul></div></div>'
    main = f'{navigation}<div class="month"><div class="inner"><dl>{rows}</dl></div></div>'
    title = f"{datetime(*at, 1):%B %Y}"
    return _page(site, "month", title, f'<div id="archive-month"><div class="inner">{main}</div></div>')


def _subject(site: Site, post: DemoPost) -> str:
    number = len(post.comments)
    said = f"<span class='overview-commentcount'> - {number} comment{'s' if number > 1 else ''}</span>" if number else ""
    return f"""<span class="datetime"><span class="time">{post.published:%H:%M}</span></span>{_poster(site, post, is_list=True)}
{_title(site, post)}{said}<br />
{_tags(site, post)}<br />
"""


def _day(site: Site, _query: Query, *at: str) -> Reply:
    entries = "".join(_entry(site, post, is_list=True) for post in site.days(*map(int, at)))
    title = "-".join(at)
    main = f'<div class="day"><div class="inner"><h3 class=\'day-date\'>{title}</h3>{entries}</div></div>'
    return _page(site, "day", title, f'<div id="archive-day"><div class="inner"><div id="entries">{main}</div></div></div>')


def _tag(site: Site, _query: Query, tag: str | None = None) -> Reply:
    shown = [post for post in site.latest if tag in post.tags][:PER_PAGE] if tag else []
    names = "".join(f'<li><a href="{site.base}/tag/{name}">{name}</a></li>' for name in site.state.tags.values())
    return _page(site, "tags", "Tags", f"<ul>{names}</ul>{''.join(_entry(site, post, is_list=True) for post in shown)}")


# Feeds


def _rss(site: Site, _query: Query) -> Reply:
    items = "".join(_item(site, post) for post in site.latest[:NEWEST])
    text = f"""<?xml version='1.0' encoding='utf-8' ?>
<rss version='2.0' xmlns:lj='http://www.livejournal.org/rss/lj/1.0/' xmlns:atom10='http://www.w3.org/2005/Atom'><channel>
<title>{BLOG_TITLE}</title><link>{site.base}/</link><description>{BLOG_TITLE} - Journal Example</description>
<generator>LiveJournal / Journal Example</generator><lj:journal>{OWNER}</lj:journal><lj:journaltype>personal</lj:journaltype>
{items}</channel></rss>"""
    # As the server has it: a new comment is no change of an entry.
    return Reply(200, "text/xml; charset=utf-8", text.encode(), max(post.changed for post in site.latest))


def _item(site: Site, post: DemoPost) -> str:
    url, tags = site.base + post.path, "".join(f"<category>{escape(tag)}</category>" for tag in post.tags)
    image = (
        f'<img src="https://www.journal.example/tools/commentcount?user={OWNER}&ditemid={_number(post)}" alt="comment count unavailable"/>'
    )
    posted = f"Posted by: {_user(post.authors[0])}<br /><br />" if site.setup.is_community else ""
    text = escape(f"{posted}{_text(site, post, is_list=True)}<br /><br />{image} comments")
    title = f"<title>{escape(post.title)}</title>" if post.title else ""
    return f"""<item><guid isPermaLink='true'>{url}</guid>{title}
<pubDate>{post.published.astimezone(UTC):%a, %d %b %Y %H:%M:%S GMT}</pubDate><link>{url}</link>
<description>{text}</description><comments>{url}</comments>{tags}<lj:mood>calm</lj:mood><lj:security>public</lj:security>
<lj:reply-count>{len(post.comments)}</lj:reply-count></item>"""


# Entries


def _entry_page(site: Site, query: Query, number: str) -> Reply | None:
    post = next((post for post in site.state.posts if _number(post) == number), None)
    if post is None or "replyto" in query or query.get("mode") == "reply":
        return _page(site, "reply", "Post comment", "<form><textarea></textarea></form>") if post else None
    if post.number in site.setup.locked:
        return Reply(403, HTML, b"<html><head><title>Protected</title></head><body><h1>You must be logged in.</h1></body></html>")
    if post.number in site.setup.adult:
        return Reply(200, HTML, _ADULT.encode())
    url, title = site.base + post.path, post.title or "(no subject)"
    style = next((f"{name}={query[name]}" for name in ("format", "style") if query.get(name) in {"light", "site"}), "")
    head = f"""<link rel="canonical" href="{url}" /><meta property="og:title" content="{escape(title)}"/>
<meta property="og:type" content="article"/><meta property="og:url" content="{url}"/>
<meta property="og:site_name" content="Journal Example"/><meta property="og:image" content="https://v.journal.example/1/2"/>
<meta property="article:published_time" content="{post.published:%Y-%m-%dT%H:%M:%S}"/>"""
    main = _entry(site, post, is_list=False, is_plain=bool(style)) + _comments(site, post, query, style)
    return _page(site, "entry", title, main, head=head)


def _entry(site: Site, post: DemoPost, *, is_list: bool, is_plain: bool = False) -> str:
    """An entry in its wrapper, in a style of the journal's own or (``is_plain``) in that of the site."""
    title, poster, metadata, tags = _title(site, post), _poster(site, post, is_list=is_list), _METADATA, _tags(site, post)
    body = f'<div class="entry-content">{_text(site, post, is_list=is_list)}</div>'
    userpic = '<div class="userpic"><img src="https://v.journal.example/1/2" alt="" /></div>'
    talk = len(post.comments)
    read = f'<li class="entry-readlink"><a href="{site.base}{post.path}#comments">{talk} comments</a></li>' if talk else ""
    links = f"""<ul class="entry-management-links"><li class="link mem_add"><a href="https://www.journal.example/go">Add NOISE</a></li></ul>
<ul class="entry-interaction-links text-links"><li class="entry-permalink"><a href="{site.base}{post.path}">Link</a></li>{read}
<li class="entry-replylink"><a href="{site.base}{post.path}?mode=reply">Post a new comment</a></li></ul>"""
    if is_plain:
        inner = f"""<div class="header">{userpic}<div class="poster-info">{poster}{_time(site, post)}</div></div>
<div class="currents">{metadata}{tags}</div><div><div class="contents usercontent"><div class="inner">{title}{body}</div></div></div>
<div class="footer">{links}</div>"""
    else:
        inner = f"""<div class="header"><div class="inner">{title}{_time(site, post)}</div></div>
<div><div class="contents"><div class="inner">{userpic}{poster}{body}{metadata}</div></div></div>
<div class="footer"><div class="inner">{tags}{links}</div></div>"""
    number = _number(post)
    return f"""<div class="entry-wrapper security-public {"has" if post.title else "no"}-subject" id="entry-wrapper-{number}">
<div class="entry" id="entry-{number}"><div class="inner">{inner}</div></div></div>"""


def _title(site: Site, post: DemoPost) -> str:
    title = escape(post.title)
    return f'<h3 class="entry-title"><a title="{title}" href="{site.base}{post.path}">{title or "(no subject)"}</a></h3>'


def _poster(site: Site, post: DemoPost, *, is_list: bool) -> str:
    if not site.setup.is_community:
        return f'<span class="poster entry-poster {"empty" if is_list else ""}">{"" if is_list else _user(OWNER)}</span>'
    return f'<span class="poster entry-poster">{_user(post.authors[0])}{"" if is_list else f" wrote in {_user(OWNER)}"}</span>'


def _time(site: Site, post: DemoPost) -> str:
    at = post.published
    parts = ((f"{at:%Y}", f"{at:%Y}"), (f"{at:%Y/%m}", f"{at:%m}"), (f"{at:%Y/%m/%d}", f"{at:%d}"))
    day = "-".join(f'<a href="{site.base}/{place}/">{words}</a>' for place, words in parts)
    return f'<span class="datetime"><span class="date">{day}</span> <span class="time">{at:%I:%M %p}</span></span>'


def _tags(site: Site, post: DemoPost) -> str:
    links = ", ".join(f'<li><a rel="tag" href="{site.base}/tag/{tag}">{tag}</a></li>' for tag in post.tags)
    return f'<div class="tag"><span class="tag-text">Tags:</span><ul>{links}</ul></div>' if links else ""


def _text(site: Site, post: DemoPost, *, is_list: bool) -> str:
    """The words; on lists up to the cut, and on the entry's own page with the cut's anchors."""
    blocks = [block.html(site.base) for block in post.shown_body]
    if post.number not in site.setup.cut:
        return "\n".join(blocks)
    cut = f'<b>(&nbsp;</b><b class="cut-text"><a href="{site.base}{post.path}#cutid1">Read more...</a></b><b>&nbsp;)</b>'
    return blocks[0] + cut if is_list else f'{blocks[0]}<a name="cutid1"></a>{"".join(blocks[1:])}'


def _number(post: DemoPost) -> str:
    return post.path.strip("/").removesuffix(".html")


# Comments


def _comments(site: Site, post: DemoPost, query: Query, style: str) -> str:
    """One page of them: all, where they are few; else of the threads the first are whole, and the others their first lines alone."""
    is_flat = "flat" in query.get("view", "")
    size = THREAD_POINT if len(post.comments) < THREAD_POINT else COMMENTS
    tops = [one for one in post.comments if is_flat or one.parent is None]
    pages = -(-len(tops) // size) or 1
    page = max(1, min(int(query.get("page", "1")), pages))
    shown = tops[(page - 1) * size : page * size]
    rows = shown if is_flat else [below for top in shown for below in _thread(post.comments, top)]
    room = {one.number for one in shown} | {one.number for one in [one for one in rows if one not in shown][: max(0, size - len(shown))]}
    levels = dict.fromkeys((one.number for one in rows), 1) if is_flat else _levels(post.comments)
    talk = "".join(_comment(site, post, one, levels[one.number], is_whole=one.number in room, style=style) for one in rows)
    view = ["view=flat"] if is_flat else []
    links = "".join(
        f'<a href="{site.base}{post.path}?{escape("&".join([*view, f"page={n}", *([style] if style else [])]))}#comments"><b>[{n}]</b></a> '
        for n in range(1, pages + 1)
        if n != page
    )
    navigation = f'<div class="comment-pages"><b>Page {page} of {pages}</b>{links}</div>' if pages > 1 else ""
    flat = f'<a href="{site.base}{post.path}?view=flat#comments">Flat</a>'
    return f"<div id='comments'><div class='inner'>{flat}{navigation}{talk}{navigation}</div></div>"


def _thread(comments: Sequence[DemoComment], top: DemoComment) -> list[DemoComment]:
    return [top, *(below for one in comments if one.parent == top.number for below in _thread(comments, one))]


def _levels(comments: Sequence[DemoComment]) -> dict[int, int]:
    levels: dict[int, int] = {}
    for one in comments:
        levels[one.number] = 1 if one.parent is None else levels[one.parent] + 1
    return levels


def _comment(site: Site, post: DemoPost, comment: DemoComment, level: int, *, is_whole: bool, style: str) -> str:
    url, key = site.base + post.path, f"cmt{comment.number}"
    moment = f"""<span class="datetime"><span class="comment-date-text"> </span>
<span title="9 days after journal entry">{comment.published.astimezone(UTC):%Y-%m-%d %I:%M %p} (UTC)</span></span>"""
    poster = f'<span class="poster comment-poster"> {_user(comment.author)}</span>'
    up = f'<li class="link commentparent"><a href="{url}?thread={comment.parent}&amp;{style}#cmt{comment.parent}">Parent</a></li>'
    title = '<h4 class="comment-title"><span class=" invisible">no subject</span></h4>'
    whole = f"""<div class="header"><div class="comment-info">{title}{poster}{moment}
<span class="commentpermalink">(<a href="{url}?thread={comment.number}#{key}">link</a>)</span></div></div>
<div class="contents usercontent"><div class="inner"><div class="comment-content">{escape(comment.text)}</div></div></div>
<div class="footer"><ul class="comment-interaction-links">
<li class="link commentpermalink"><a href="{url}?thread={comment.number}#{key}">Thread</a></li>
<li class="link reply"><a href="{url}?replyto={comment.number}&amp;{style}">Reply</a></li>{up if comment.parent else ""}</ul></div>"""
    line = f'{title}{poster} - {moment} - <span id="{key}_exp"><a href="{url}?thread={comment.number}#{key}">Expand</a></span>'
    return f"""<div class='comment-thread'><div id='{key}' class='dwexpcomment' style='margin-left: {(level - 1) * 25}px;'>
<div class="comment-wrapper visible {"full" if is_whole else "partial"} no-subject"><div class="comment" id="comment-{key}">
<div class="inner">{whole if is_whole else line}</div></div></div></div></div>"""


# Pages


def _robots(site: Site, _query: Query) -> Reply:
    return Reply(200, "text/plain", "\n".join(["User-Agent: *", *(f"Disallow: {path}" for path in site.setup.closed)]).encode())


def _missing() -> Reply:
    return Reply(
        404, HTML, b"<!doctype html><html><head><title>404 Not Found</title></head><body><h1>404</h1>There is no such page</body></html>"
    )


def _page(site: Site, view: str, title: str, main: str, *, head: str = "") -> Reply:
    base = site.base
    text = f"""<!DOCTYPE html>
<html lang="en"><head><meta http-equiv="X-UA-Compatible" content="IE=edge" />{head}
<script>var Site; if (!Site) Site = {{}}; var site_p = {{"currentJournal": "{OWNER}", "currentJournalBase": "{base}"}};</script>
<link rel="alternate" type="application/rss+xml" title="RSS: all entries" href="{base}/data/rss" />
<link rel="alternate" type="application/atom+xml" title="Atom: all entries" href="{base}/data/atom" />
<link rel="service" type="application/atomsvc+xml" title="AtomAPI service document" href="https://www.journal.example/interface/atom" />
<title>{OWNER} | {escape(title)}</title></head><body class="page-{view} two-columns logged-out">
<div id="canvas"><div id="header"><h1 id="title"><span><a href='{base}/'>{BLOG_TITLE}</a></span></h1>
<h2 id="pagetitle"><span>{escape(title)}</span></h2></div>
<div id="content"><div id="primary"><div class="inner">{main}</div></div><div id="secondary"><div class="module-navlinks module"><ul>
<li><a href='{base}/'>Recent Entries</a></li><li><a href='{base}/archive'>Archive</a></li><li><a href='{base}/tag/'>Tags</a></li>
<li><a href='{base}/profile'>Profile</a></li></ul></div></div></div></div></body></html>"""
    return Reply(200, HTML, text.encode())


_METADATA = """<div class="metadata bottom-metadata"><ul><li id="metadata-mood"><span class="metadata-label">Current Mood:</span>
<span class="metadata-item metadata-item-mood">calm NOISE</span></li></ul></div>"""
_ADULT = """<!DOCTYPE html><html><head><title>Discretion Advised</title></head><body><div class="panel callout radius">
<h1 class="text-center">Discretion Advised</h1><p>You have reached an entry which is marked as viewer discretion advised.</p></div>
<form method="POST" action="https://www.journal.example/journal/adult_concepts"><input name="adult_check"/></form></body></html>"""
_ROUTES: tuple[Route, ...] = (
    (re.compile(r"/"), _recent),
    (re.compile(r"/robots\.txt"), _robots),
    (re.compile(r"/(?:archive|calendar)"), _year),
    (re.compile(r"/(\d{4})/"), _year),
    (re.compile(r"/(\d{4})/(\d\d)/"), _month),
    (re.compile(r"/(\d{4})/(\d\d)/(\d\d)/"), _day),
    (re.compile(r"/tag/(.*)"), _tag),
    (re.compile(r"/data/rss"), _rss),
    (re.compile(r"/(\d+)\.html"), _entry_page),
)
