"""Numbers that a page shows beside a post: views, comments, likes, shares, in the languages of the widgets that print them."""

import re
from collections.abc import Iterable

from scraper.text import MAX_COUNT
from storage.records import Counter

# One noun a language and counter. What other scrapers cut as widget noise is data here.
_NOUNS = {
    "views": (
        "views?|reads?|hits|page ?views|aufrufe?|ansichten|vues?|lectures?|visualizaciones|visualizaci[oó]n|vistas?|visitas"
        "|visualizzazion[ei]|letture"
        "|visualiza[cç](?:[oõ]es|[aã]o)|weergaven?|keer bekeken|צפיות|צפייה|مشاهد(?:ة|ات)|просмотр(?:ов|а|ы)?|переглядів"
        "|visningar|visninger|wyświetle(?:nia|ń|nie)"
        "|görüntülenme|görüntüleme|katselukertaa|閲覧(?:数|回数)?|回の?閲覧|次瀏覽|次浏览|阅读(?:量|数)?|瀏覽(?:次數)?|浏览(?:量|次数)?|посещени[яй]"
        "|조회(?:수)?|visits?|zobrazení|lượt xem"
    ),
    "comments": (
        "comments?|repl(?:y|ies)|responses?|kommentare?|commentaires?|comentarios?|commenti|commento|coment[aá]rios?"
        "|reacties?|opmerking(?:en)?"
        "|תגובות|תגובה|تعليق(?:ات)?|комментари(?:й|я|ев|и)|коментар(?:ів|і)?|kommentarer|komentarz(?:e|y)?|yorum"
        "|kommenttia?|コメント|件のコメント|条评论|則留言|条回复|评论|留言|評論"
        "|댓글|komentářů?|komentáře|bình luận"
    ),
    "likes": "likes?|gefällt mir|j[’']aime|me gusta|mi piace|curtidas?|vind-ik-leuks?|לייקים|إعجاب(?:ات)?|нравится|лайк(?:ов|а)?"
    "|いいね|个赞|点赞|좋아요|claps?|gilla-markeringar",
    "shares": "shares?|mal geteilt|partages?|compartidos?|condivisioni|compartilhamentos?|keer gedeeld|поделились|シェア|分享|공유",
}
_AMOUNT = r"\d{1,3}(?:[.,\u00a0\u202f' ]\d{3})+(?!\d)|\d{1,12}(?:[.,]\d+)?"
_SCALES = {
    "k": 1_000,
    "m": 1_000_000,
    "tsd": 1_000,
    "mil": 1_000,
    "mio": 1_000_000,
    "тыс": 1_000,
    "万": 10_000,
    "萬": 10_000,
    "천": 1_000,
    "만": 10_000,
}
_SCALE = "|".join(sorted(_SCALES, key=len, reverse=True))
_PATTERNS = tuple(
    (
        name,
        re.compile(
            rf"(?<![\w.,])(?P<n>{_AMOUNT})\s?(?P<scale>(?:{_SCALE})\b\.?|[万萬천만])?\s*(?:個|个|件|条|條|次|回|則|개|\+)?\s*(?:{nouns})(?![^\W\d_])",
            re.IGNORECASE,
        ),
        re.compile(
            rf"(?<![^\W\d_])(?:post |page )?(?:{nouns})\s*[:：(（]?\s*(?P<n>{_AMOUNT})(?P<scale>[km万萬](?!\w))?(?![\w.,]*\d)",
            re.IGNORECASE,
        ),
    )
    for name, nouns in _NOUNS.items()
)
_NONE_YET = re.compile(
    r"^\W*(?:no comments?(?: yet)?|keine kommentare|aucun commentaire|sin comentarios|nessun commento|sem coment[aá]rios"
    r"|geen reacties)\W*$",
    re.IGNORECASE,
)
_ONE = re.compile(r"^\W*one (?P<noun>comment|response|reply)\b", re.IGNORECASE)
_GLUED = re.compile(r"(?<=[^\W\d_])(?=\d)")  # "10 views0 comments": two elements without a space between them


def parse_counters(text: str) -> tuple[Counter, ...]:
    """The counters that a widget's text states, each name once, in the order of the text: ``10 views0 comments`` gives both."""
    text = _GLUED.sub(" ", text[:500])
    if _NONE_YET.match(text):
        return (Counter(name="comments", value=0),)
    if _ONE.match(text):
        return (Counter(name="comments", value=1),)
    found = [
        (match.start(), name, _value(match)) for name, before, after in _PATTERNS if (match := before.search(text) or after.search(text))
    ]
    return tuple(Counter(name=name, value=value) for _, name, value in sorted(found) if value <= MAX_COUNT)


def first_of_each(counters: Iterable[Counter]) -> tuple[Counter, ...]:
    """Each counter once: the first number that was shown."""
    first: dict[str, Counter] = {}
    for counter in counters:
        first.setdefault(counter.name, counter)
    return tuple(first.values())


def _value(match: re.Match[str]) -> int:
    scale = _SCALES.get((match["scale"] or "").rstrip(".").lower(), 1)
    digits = match["n"]
    if scale > 1:
        return (
            round(float(digits.replace(",", ".")) * scale)
            if digits.count(".") + digits.count(",") <= 1
            else int(re.sub(r"\D", "", digits)) * scale
        )
    return int(re.sub(r"\D", "", digits))
