"""The statement of completeness in words: one line that says it all, and below it what stands behind each part."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from typing import Any

from scraper.text import many
from storage.queries import Audit, Estimate, Missing
from storage.records import AddressState

SHOWN = 20  # addresses that are named for people; JSON has all
GAPS = 6  # spans of months without posts; a blog with a post a quarter has many
_WHY = {  # where the archive keeps no reason of its own
    AddressState.PENDING: "not fetched yet",
    AddressState.FAILED: "could not be read",
    AddressState.GONE: "was not there any more",
    AddressState.ROBOTS: "robots.txt keeps it",
    AddressState.MEMBERS_ONLY: "for members only",
    AddressState.NOT_A_POST: "judged to be no post",
    AddressState.OUT_OF_SCOPE: "not of this blog",
}


def statement(found: Audit) -> Iterator[str]:
    """The statement for one blog, line by line; the first alone is the answer."""
    yield f"{found.blog.slug}: {'; '.join(_answer(found))}"
    if found.last_error:
        yield f"  last visit: {found.last_error}"
    yield from _some("missing", map(_lost, found.missing))
    yield from _missing_months(found)
    yield from _some("held, but not or not wholly read at the last try", map(_lost, found.unread))
    yield from _months(found)
    yield from (f"  {_guess(estimate, found.held)}" for estimate in found.estimates)
    yield from _some("thin (under 50 words)", found.thin_posts)
    if found.rejected:
        yield f"  judged no post: {many(len(found.rejected), 'address')}; --json names each with its reason"
    yield from _some("comments", (f"{gap.url}: {gap.held:,} of {gap.stated:,}" for gap in found.comment_gaps))


def audit_row(found: Audit) -> dict[str, Any]:
    """The statement for JSON."""
    row = asdict(found) | {"blog": found.blog.slug, "platform": found.blog.platform, "home_url": found.blog.home_url}
    for name in ("missing", "unread", "rejected"):
        row[name] = [asdict(address) | {"reason": _reason(address)} for address in getattr(found, name)]
    row["estimates"] = [
        asdict(estimate) | dict(zip(("unseen", "unseen_low", "unseen_high"), estimate.unseen(found.held), strict=True))
        for estimate in found.estimates
    ]
    return row


def _answer(found: Audit) -> Iterator[str]:
    yield from (f"{found.blog.platform if source == 'api' else source} says {total:,}" for source, total in found.claims.items())
    yield from (f"{count.source} {count.listed:,}" for count in found.by_source)
    since = f" since {found.blog.since}" if found.blog.since else ""
    yield f"held {found.held:,}{since}" + (f" ({found.gone:,} gone from the blog)" if found.gone else "")
    yield _missing(found)
    yield from (f"{number:,} only in {source}" for source, number in found.only_in.items() if len(found.by_source) > 1)
    if found.comments_claimed and found.comments_claimed >= found.comments_held:
        yield f"comments {found.comments_held:,} of {found.comments_claimed:,}"
    elif found.comments_held:
        yield f"comments {found.comments_held:,}"
    if found.pictures_shown:
        yield f"pictures {found.pictures_held:,} of {found.pictures_shown:,}"


def _missing(found: Audit) -> str:
    if found.missing:
        return f"{len(found.missing):,} missing"
    return "none missing" if found.names_all else "none of those named is missing, more may be there"


def _lost(missing: Missing) -> str:
    return f"{missing.url} ({_reason(missing)}; named by {', '.join(missing.sources) or 'no listing'})"


def _reason(missing: Missing) -> str:
    return missing.reason or _WHY.get(missing.state, missing.state)


def _missing_months(found: Audit) -> Iterator[str]:
    months = Counter(missing.published[:7] for missing in found.missing if missing.published)
    if months:
        yield f"  missing by month: {', '.join(f'{month} ({number:,})' for month, number in sorted(months.items()))}"


def _months(found: Audit) -> Iterator[str]:
    if found.undated:
        yield f"  {many(found.undated, 'post')} without a stated date"
    if not found.months:
        return
    yield f"  {min(found.months)} to {max(found.months)}: {_gaps(found.empty_months)}"


def _gaps(empty: Sequence[str]) -> str:
    if not empty:
        return "no month without posts"
    longest = sorted(spans(empty), key=len, reverse=True)
    some = ", the longest:" if len(longest) > GAPS else ":"
    return f"{many(len(empty), 'month')} without posts{some} {', '.join(map(_span, sorted(longest[:GAPS])))}"


def spans(months: Iterable[str]) -> list[list[str]]:
    """Months in a row together."""
    runs: list[list[str]] = []
    for month in sorted(months):
        if runs and _number(month) == _number(runs[-1][-1]) + 1:
            runs[-1].append(month)
        else:
            runs.append([month])
    return runs


def _span(months: Sequence[str]) -> str:
    return months[0] if len(months) == 1 else f"{months[0]} to {months[-1]}"


def _number(month: str) -> int:
    return int(month[:4]) * 12 + int(month[5:7])


def _guess(estimate: Estimate, held: int) -> str:
    unseen, low, high = estimate.unseen(held)
    one, two = estimate.samples
    seen = f"{one} {estimate.sizes[0]:,}, {two} {estimate.sizes[1]:,}, both {estimate.common:,}"
    return f"estimate: {many(unseen, 'post')} that no source names ({low:,} to {high:,}; {seen})"


def _some(title: str, lines: Iterable[str]) -> Iterator[str]:
    lines = list(lines)
    yield from (f"  {title}: {line}" for line in lines[:SHOWN])
    if len(lines) > SHOWN:
        yield f"  {title}: and {len(lines) - SHOWN:,} more; --json names all"
