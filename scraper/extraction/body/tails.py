"""What clings to the head and the tail of a body: its title once more, the line of date, author and tags, links to the neighbours."""

import re
from collections.abc import Iterator, Sequence

from lxml.etree import _Element

from scraper.dates import parse_date
from scraper.extraction.body.asks import asks_to_follow, asks_to_give, offers_other_posts
from scraper.extraction.body.discussion import discussion_below
from scraper.extraction.body.line_book import Kind
from scraper.extraction.body.widget_lines import line_book
from scraper.extraction.elements import HEADINGS, SUBHEADINGS, cut, cut_all, elements_of, is_within, own_texts, text_of
from scraper.extraction.noise import link_density, prose_length
from scraper.extraction.page import absolute
from scraper.extraction.people import behind_day, leads_to_account, leads_to_author, names_linked_author, says_all_posts
from scraper.extraction.shown.counters import parse_counters
from scraper.extraction.shown.heading import heading_text
from scraper.extraction.shown.terms import is_term_link
from scraper.text import count_words, folded, squeeze
from scraper.urls import loose_key

_BLOCKS = frozenset(
    "p div ul ol section header footer span h2 h3 h4 h5 h6 small time table dl address em a abbr aside article b strong i hr br".split()
)
_MAX_META_WORDS = 30
_MAX_DAY = 40  # characters of a day
_MAX_DAYS = 90  # characters of a line of labelled days
_MIN_PROSE_WORDS = 8
_MAX_META_BLOCKS = 8
_LEAST_LABELS = 2
_MAX_CREDIT_WORDS = 8
_BY = re.compile(
    r"(?i)^(?:(?:written|posted|published)\s+)?(?:by(?!\s+(?-i:the|an?|my|our|this|that)\s)|von|par|por|di|da|door|av|作者|автор)\b\s*[:：]?"
)
_SIGNED = re.compile(
    r"^(?:(?:written|posted|published|geschrieben|publié|publicado|pubblicato)\s+(?:by|von|par|por|da)\b|投稿者).*\d"
    r"|^this\s+(?:post|article|entry)\s+was\s+(?:written|posted|published)\s+by\s+(?-i:[^\W\da-z_]).*\son\s.{0,20}(?:19|20)\d\d\b"
    r"|^(?:posted\s+by|publié\s+par|publicado\s+por|pubblicato\s+da|投稿者\s*[:：]?)(?:\s+[^\s.]+){1,3}$",  # of a name alone
    re.IGNORECASE,
)
_MAX_SIGNED_WORDS = 15
# Behind the sign stands a year or a name: "Copyright 2020 law" begins a sentence, "(c)" the third entry of a list.
_SENTENCE = r"(?!\s*(?!(?:by|von|par|por|di|da|all)\b)(?-i:[a-zß-öø-ÿ]))"
_YEAR = r"(?:19|20)\d\d\b"
_COPYRIGHT = re.compile(
    rf"(?:(?:[©ⓒ]|\(c\)|copyright)\s*)++(?:{_YEAR}{_SENTENCE}.{{0,160}}|{_SENTENCE}.{{1,60}}\b{_YEAR}\W*"
    r"|.{0,120}\ball rights reserved\b.{0,40})"
    rf"|copyright\s*+(?:[©ⓒ]|\(c\))\s*+{_SENTENCE}.{{0,160}}|all rights reserved\W?",
    re.IGNORECASE,
)
_META_LABEL = re.compile(
    r"^\W*(?:(?:posted|published|updated|last (?:updated|modified)|date|tags?|categor(?:y|ies)|filed under|labels?"
    r"|topics|author|veröffentlicht|geschrieben|aktualisiert|kategorien?|schlagw[oö]rter|publié|mis à jour"
    r"|catégories?|étiquettes|mots-clés|publicado|actualizado|categorías?|etiquetas|pubblicato|aggiornato|categorie"
    r"|etichette|gepubliceerd|发布|发表|(?:最近|最后|最後)?更新|标签|分类|投稿日|公開日|更新日|カテゴリ|タグ|опубликовано|обновлено|метки|рубрика|작성일|태그)"
    r"\b|\d+\s*(?:min(?:ute)?s?|мин|分(?:钟|鐘)?|분|minuten|minutos|minuti)\b|(?:about|approx\.?)\s+\d+\s+min)",
    re.IGNORECASE,
)
# A heading of a box of meta, and all that it says.
_LABEL = re.compile(
    r"(?:(?:date\s+)?(?:posted|published|updated)(?:\s+on)?|date|tags?|tagged(?:\s+(?:with|as))?|categor(?:y|ies)|tags\s+(?:&|and)\s+categories|filed\s+under|labels?|keywords"
    r"|veröffentlicht|kategorien?|schlagw[oö]rter|publié|catégories?|étiquettes|mots[- ]clés|publicado|categorías?|etiquetas|pubblicato"
    r"|categorie|etichette|发布(?:时间|于)?|标签|分类|標籤|分類|投稿日|公開日|カテゴリー?|タグ|опубликовано|метки|теги|рубрик[аи]|작성일|태그|카테고리)\s*[:：]?",
    re.IGNORECASE,
)
# "Published on 2025-03-03", "Dernière mise à jour le 1/12/2006": what a line of days alone has before each
_DAY_LABEL = re.compile(
    r"(?:(?:first\s+|originally\s+)?(?:publish(?:ed)?|posted)|(?:last\s+|page\s+)*(?:updated?|modified|edited)|veröffentlicht|(?:zuletzt\s+)?aktualisiert"
    r"|publié|(?:dernière\s+)?mise?\s+à\s+jour|publicado|(?:última\s+)?actualizaci[oó]n|atualizado|pubblicato|(?:ultimo\s+)?aggiornamento"
    r"|gepubliceerd|bijgewerkt|опубликовано|обновлено|发布于|發佈於|更新于|更新於|最后更新|最後更新|投稿日|公開日|更新日|最終更新日?|작성일|수정일)"
    r"\s*(?:on|at|am|le|el|il|em|op|date)?\s*[:：]?\s*(?=.{0,20}\d)",
    re.IGNORECASE,
)
_READING_TIME = re.compile(
    r"(?:about\s+|~\s*)?\d+\s*(?:min(?:ute)?s?|мин|分(?:钟|鐘)?|분|minuten|minutos|minuti)\.?(?:\s+(?:to\s+)?read(?:ing)?|\s+(?:de\s+)?lect(?:ure|ura)|\s+lettura"
    r"|\s+lesezeit)?",
    re.IGNORECASE,
)
_MEASURE = re.compile(r"[^\W\d][^\d:：|]{1,20}[:：]\s*\d[\d.,:/年月日 -]*\s*[^\W\d]{0,8}\.?")
_BETWEEN_PARTS = re.compile(r"\s*[|·•∙⋅]\s*")
_DIGITS = re.compile(r"[\d\s./:-]{6,20}")  # of a day and a time, in whatever order
_BETWEEN_DAYS = re.compile(r"\s*(?:[,，;；|·•]|\band\b)\s*(?=[^\d\s])")
_NEIGHBOUR = re.compile(
    r"^\W*(?:←|→|«|»|‹|›|<<|>>|&laquo;|(?:prev(?:ious)?|next|older|newer|back to|vorherige|nächste|ältere|neuere|zurück"
    r"|précédent|suivant|anterior|siguiente|próximo|precedente|successivo|vorige|volgende"
    r"|上一篇|下一篇|上一页|下一页|前の記事|次の記事|предыдущ|следующ|이전|다음)\b)|(?:←|→|«|»|‹|›)\s*$",
    re.IGNORECASE,
)
# Above a text a link to a neighbour says no more than that: an arrow before a name may be the author's own.
_NEIGHBOUR_ALONE = re.compile(
    r"[\W_]*(?:prev(?:ious)?|next|older|newer|vorherige[rs]?|nächste[rs]?|précédent|suivant|anterior|siguiente|próximo|precedente|successivo|vorige"
    r"|volgende|上一篇|下一篇|前の記事|次の記事|предыдущ(?:ая|ий)|следующ(?:ая|ий)|이전|다음)(?:\s+(?:post|article|entry))?[\W_]*",
    re.IGNORECASE,
)


def trim_head(container: _Element, title: _Element | None, base: str) -> None:
    """Cuts the title, what stands before it, and the meta lines behind it; ``base`` is the address of the page."""
    if title is not None and is_within(title, container) and not _is_of_last_section(title, container):
        if not _is_behind_prose(title, container):
            _cut_before(container, title)
        cut(title)
    if title is not None:
        _cut_repeated(container, folded(heading_text(title)))
    _drop_empty_front(container)
    for _ in range(_MAX_META_BLOCKS):
        block = _first_block(container, base)
        if block is None or not _is_meta(block, base):
            _cut_byline_below(block, container, base)
            return
        cut(block)


def _cut_byline_below(heading: _Element | None, container: _Element, base: str) -> None:
    """Cuts the line of who wrote the post and when that stands below its subtitle."""
    if heading is None or heading.tag not in HEADINGS:
        return
    for step in (heading, *heading.iterancestors()):
        if step is container or (step.tail or "").strip():
            return
        following = next((sibling for sibling in step.itersiblings() if text_of(sibling)), None)
        if following is not None:
            if _is_signature(following, base):
                cut(following)
            return


def _cut_repeated(container: _Element, title: str) -> None:
    """Cuts a first heading that says the title again, where a banner or a part for print said it before."""
    element = container
    while not (element.text or "").strip():
        first = _first_child(element)
        if first is None:
            return
        if first.tag in {"h1", "h2", "h3"}:
            if folded(heading_text(first)) == title:
                cut(first)
            return
        element = first


def _is_behind_prose(title: _Element, container: _Element) -> bool:
    """Whether a title is no heading and stands behind paragraphs: themes that meant hAtom for machines put it at the body's end again."""
    if _is_in_heading(title):
        return False
    return any(text_of(paragraph) for element in _before(title, container) for paragraph in elements_of(element, "p"))


def _is_of_last_section(title: _Element, container: _Element) -> bool:
    """Whether a heading stands behind most of the prose: authors give a last section the title once more."""
    return _is_in_heading(title) and sum(map(prose_length, _before(title, container))) > 0.5 * prose_length(container)


def _is_in_heading(title: _Element) -> bool:
    return any(step.tag in HEADINGS for step in (title, *title.iterancestors()))


def _before(title: _Element, container: _Element) -> Iterator[_Element]:
    """All that stands before the title in the container."""
    for step in (title, *title.iterancestors()):
        if step is container:
            return
        yield from step.itersiblings(preceding=True)


def _cut_before(container: _Element, title: _Element) -> None:
    """Text before the title is the template's; a picture before it is the post's."""
    step = title
    while step is not container:
        parent = step.getparent()
        if parent is None:
            return
        parent.text = None
        for sibling in list(step.itersiblings(preceding=True)):
            sibling.tail = None
            if (sibling.find(".//img") is None and sibling.tag != "img") or (text_of(sibling) and count_words(text_of(sibling)) > 3):
                cut(sibling)
        step = parent


def _drop_empty_front(container: _Element) -> None:
    for element in list(elements_of(container, "header", "hgroup")):
        if not text_of(element) and element.find(".//img") is None:
            cut(element)


def _first_block(container: _Element, base: str) -> _Element | None:
    """The first element with text of its own, as high up as it is alone."""
    element = container
    while True:
        if (element.text or "").strip():
            return element if element is not container else None
        first = _first_child(element)
        if first is None:
            return element if element is not container else None
        if first.tag not in _BLOCKS and not _is_list_of_one(first):
            return element if element is not container else None
        if _is_small(first) and not _holds_prose(first, base) and first.tag != "article":  # that has such lines
            return first
        if first.tag not in {"div", "section", "header", "article"} and not _is_list_of_one(first):
            return None
        element = first


def _first_child(element: _Element) -> _Element | None:
    """The first child that says anything, or that is followed by text."""
    return next((child for child in element if isinstance(child.tag, str) and (text_of(child) or (child.tail or "").strip())), None)


def _is_list_of_one(element: _Element) -> bool:
    """Whether an element is a list with one entry, or that entry: themes print a post's page by the template of their lists."""
    return element.tag in {"ol", "ul", "li"} and (element.tag == "li" or len(element) == 1)


def _is_small(element: _Element) -> bool:
    return count_words(text_of(element)) <= _MAX_META_WORDS


def _holds_prose(block: _Element, base: str) -> bool:
    """Whether a block has a paragraph of its own beside others: a short post and its line of meta may stand in one."""
    paragraphs = (paragraph for paragraph in elements_of(block, "p") if paragraph is not block)
    return any(count_words(text_of(paragraph)) >= _MIN_PROSE_WORDS and not _is_meta(paragraph, base) for paragraph in paragraphs)


def _is_meta(block: _Element, base: str) -> bool:
    text = text_of(block)
    if not text:
        return block.find(".//img") is None
    if block.tag in SUBHEADINGS:
        return _is_day_in_heading(block) or (block.tag != "h2" and _is_signature(block, base))
    if not _is_small(block):
        return False
    if _tells_measures(text) or _tells_day_and_count(text):
        return True
    if block.tag == "time" or (block.find(".//time") is not None and count_words(text) <= _MAX_META_WORDS):
        return True
    if _META_LABEL.search(text) and (link_density(block) > 0.3 or count_words(text) <= 12):
        return True
    links = [link for link in elements_of(block, "a") if text_of(link)]
    if links and link_density(block) > 0.6 and all(is_term_link(link, base) or _is_byline(link, text, base) for link in links):
        return True
    if links and link_density(block) > 0.9 and all(_NEIGHBOUR_ALONE.fullmatch(text_of(link)) for link in links):
        return True
    if _is_signature(block, base):
        return True
    # behind a day, "by" may go on in the author's own words
    if count_words(text) <= 8 and _BY.match(behind_day(text) if names_linked_author(block, base) else text):
        return True
    return len(text) <= _MAX_DAY and re.search(r"\d{4}", text) is not None and parse_date(text) is not None


def _tells_measures(text: str) -> bool:
    """Whether a line is several labelled numbers, one of them of the post: "Words: 230 | Lines: 12", not "Ascent: 300 m | Rain: 2 h"."""
    parts = [part for part in _BETWEEN_PARTS.split(squeeze(text)) if part]
    is_of_post = any(_META_LABEL.match(part) or parse_counters(part) for part in parts)
    return len(parts) > 1 and is_of_post and all(map(_MEASURE.fullmatch, parts))


def _tells_day_and_count(text: str) -> bool:
    """Whether a line is the day and how many comments there are: "June 8, 2004 | Comments (0)"."""
    day, *counts = [part for part in _BETWEEN_PARTS.split(squeeze(text)) if part] or [""]
    return bool(counts) and all(map(parse_counters, counts)) and parse_date(day) is not None


def _is_day_in_heading(heading: _Element) -> bool:
    """Whether a heading of the lowest ranks, small print and not the first of a diary's days, says a day and nothing else."""
    if heading.tag not in {"h5", "h6"} or next(heading.itersiblings(str(heading.tag)), None) is not None:
        return False
    return parse_date(text_of(heading)) is not None


def _is_byline(link: _Element, text: str, base: str) -> bool:
    """Whether a link leads to its author's page from a line that begins with it or with "by"."""
    return leads_to_author(link, base) and (text.startswith(text_of(link)) or _BY.match(text) is not None)


def _is_signature(block: _Element, base: str) -> bool:
    """Whether a line is a link to its author's page and a day or a reading time, or these two: "Ann Lee Oct 15, 2015 · 18 min read".

    The post's tags may stand between.
    """
    text = text_of(block)
    links = list(elements_of(block, "a"))
    signers = [text_of(link) for link in links if leads_to_author(link, base) or leads_to_account(link, base)]
    for name in (*signers, *(text_of(link) for link in links if is_term_link(link, base))):
        text = text.replace(name, "", 1)
    parts = [part for part in _BETWEEN_PARTS.split(squeeze(text)) if part]
    times = [part for part in parts if _READING_TIME.fullmatch(part)]
    is_signed = bool(parts and signers) or 0 < len(times) < len(parts)  # a time alone may be that of a recipe
    return is_signed and all(part in times or parse_date(part) is not None for part in parts)


def trim_tail(container: _Element, base: str) -> None:
    """Cuts links to the neighbours, lists of tags, the line of who posted it and when, and rules from the end."""
    cut_all(discussion_below(container))
    for _ in range(_MAX_META_BLOCKS):
        last = _last_block(container, base)
        if last is not None and _is_blank(last):
            _cut_blank_end(last)
            last = _last_block(container, base)
        if last is None or not _is_tail(last, base):
            return
        cut(last)


def _cut_blank_end(last: _Element) -> None:
    """Cuts a blank block and the blank ones before it in one pass: a page may have thousands."""
    for block in [last, *last.itersiblings(preceding=True)]:
        if block.tag not in _BLOCKS or (block.tail or "").strip() or not _is_blank(block):
            return
        block.tail = None
        cut(block)


def _last_block(container: _Element, base: str) -> _Element | None:
    element = container
    while True:
        last = next((child for child in reversed(element) if isinstance(child.tag, str)), None)
        if last is None or (last.tail or "").strip():
            return element if element is not container else None
        is_all = text_of(last) == text_of(element)  # of a short post
        is_parted = is_all or ((count_words(text_of(last)) > 60 or _holds_prose(last, base)) and not _is_labelled_box(last))
        if last.tag in {"div", "section", "article"} and is_parted:
            element = last
            continue
        return last if last.tag in _BLOCKS | HEADINGS else None


def _is_labelled_box(box: _Element) -> bool:
    """Whether a box apart holds several headings that say "Tags" or "Published" and no more, and little but links and days below them.

    One such heading alone may be an author's own: "Date", in the text on an event.
    """
    headings = [text_of(heading) for heading in elements_of(box, *HEADINGS)]
    if box.tag not in {"div", "section", "aside"} or len(headings) < _LEAST_LABELS or not all(map(_LABEL.fullmatch, headings)):
        return False
    words = count_words(text_of(box)) - sum(count_words(text_of(link)) for link in elements_of(box, "a"))
    return words <= _MAX_META_WORDS


def _is_tail(block: _Element, base: str) -> bool:
    text = text_of(block)
    if not text:
        return _is_blank(block)
    links = list(elements_of(block, "a"))
    if _is_labelled_box(block) or _COPYRIGHT.fullmatch(text) or offers_other_posts(block, base):
        return True
    if block.tag in HEADINGS and line_book().kind(text) is Kind.COMMENTS:  # what it heads is a program's, or not there
        return True
    if len(text) <= _MAX_DAYS and all(map(_is_labelled_day, _BETWEEN_DAYS.split(text))):
        return True
    if _is_credit(links, text, base) or asks_to_follow(links, text, base):
        return True
    if _SIGNED.match(text) and count_words(text) <= _MAX_SIGNED_WORDS:
        return True
    if not links or count_words(text) > 60:
        return False
    if all(is_term_link(link, base) for link in links) and _labels_alone(block):
        return True
    if link_density(block) < 0.5:
        return False
    if any({"prev", "next", "prefetch", "syndication"} & set((link.get("rel") or "").split()) for link in links):
        return True
    if all(is_term_link(link, base) or asks_to_give(link, base) or says_all_posts(text_of(link)) for link in links):
        return True
    return all(_NEIGHBOUR.search(text_of(link)) for link in links) or (_NEIGHBOUR.search(text) is not None and len(links) <= 2)


def _labels_alone(block: _Element) -> bool:
    """Whether the words of a line outside of its links are labels of terms: "Category: … | Tagged: …"."""
    links = {*elements_of(block, "a")}
    said = [part for step in elements_of(block) if step not in links for part in own_texts(step)]
    return all(_LABEL.fullmatch(part) for text in said if (part := text.strip(" |·•,;/-\n\t\xa0")))


def _is_blank(block: _Element) -> bool:
    return not text_of(block) and block.find(".//img") is None and block.find(".//iframe") is None


def _is_labelled_day(text: str) -> bool:
    """Whether a text says when something was published or changed, and nothing else."""
    label = _DAY_LABEL.match(text)
    day = text[label.end() :].strip(" .()[]") if label is not None else ""
    return parse_date(day) is not None or _DIGITS.fullmatch(day) is not None


def _is_credit(links: Sequence[_Element], text: str, base: str) -> bool:
    """Whether a line leads to the post itself and to its blog and says little more.

    Plugins end the texts of a feed so: "The post … appeared first on …", in any language.
    """
    if len(links) != 2 or count_words(text) - sum(count_words(text_of(link)) for link in links) > _MAX_CREDIT_WORDS:
        return False
    post, home = (loose_key(absolute(link.get("href"), base) or "") for link in links)
    return post == loose_key(base) and home not in {"", post} and post.startswith(home)
