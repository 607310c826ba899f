"""How a run ended: the exit code, and true lines."""

from collections import Counter
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from scraper.cli.output import printable
from scraper.text import many

if TYPE_CHECKING:
    from scraper.fleet import BlogResult, RunSummary

TROUBLE = {"incomplete": "left incomplete", "unreachable": "unreachable", "refused": "refused", "not_a_blog": "not a blog"}
LIMIT_CODE, TROUBLE_CODE = 15, 3
NAMED = 3  # blogs that the first line names; `status --sick` shows all


def exit_code(summary: "RunSummary", is_failure: Callable[["BlogResult"], bool]) -> int:
    """128 + n after a signal, 3 when a blog's trouble counts as a failure, else 15 when a limit stopped the run, else 0."""
    if summary.signal is not None:
        return 128 + summary.signal
    if any(result.outcome in TROUBLE and is_failure(result) for result in summary.blogs):
        return TROUBLE_CODE
    return LIMIT_CODE if any(result.outcome == "limit" for result in summary.blogs) else 0


def summary_lines(summary: "RunSummary") -> list[str]:
    """What changed, and what it cost."""
    blogs = summary.blogs
    requests, not_modified, size = (sum(getattr(result, name) for result in blogs) for name in ("requests", "not_modified", "bytes"))
    return [_changes(blogs), f"{many(requests, 'request')}, {not_modified:,} not modified, {_size(size)}"]


def _changes(results: "Sequence[BlogResult]") -> str:
    every, results = list(results), [result for result in results if result.outcome != "same"]
    outcomes = Counter(result.outcome for result in results)
    listed = sum(1 for result in results if result.outcome == "unchanged" and result.known > result.held)  # its posts were left for later
    numbers = {"listed": listed, "unchanged": outcomes["unchanged"] - listed}
    parts = [f"{number} {word}" for word, number in numbers.items() if number]
    for name, noun in (("new_posts", "new post"), ("new_revisions", "edited post"), ("gone", "gone post")):
        total = sum(getattr(result, name) for result in results)
        blogs = sum(1 for result in results if getattr(result, name))
        if total:
            parts.append(many(total, noun) + (f" in {blogs}" if len(results) > 1 else ""))
    parts += [f"{many(more, 'more address')} of the same"] if (more := len(every) - len(results)) else []
    parts += [f"{outcomes[outcome]} {words} ({_named(results, outcome)})" for outcome, words in TROUBLE.items() if outcomes[outcome]]
    parts += [f"{outcomes['limit']} stopped by a limit"] if outcomes["limit"] else []
    parts += [f"{outcomes['stopped']} stopped by a signal"] if outcomes["stopped"] else []
    parts += [f"{outcomes['busy']} crawled by another run"] if outcomes["busy"] else []
    parts += [f"{outcomes['paused']} paused"] if outcomes["paused"] else []
    held, known = sum(result.held for result in results), sum(result.known for result in results)
    parts += [f"{many(held, 'post')} held" + (f", up to {known - held:,} more to fetch" if known > held else "")] if known else []
    return f"{many(len(results), 'blog')}: {', '.join(parts) or 'nothing found'}"


def _named(results: "list[BlogResult]", outcome: str) -> str:
    these = [result for result in results if result.outcome == outcome]
    named = "; ".join(told(result)[:300] for result in these[:NAMED])
    return named + (f"; and {len(these) - NAMED} more" if len(these) > NAMED else "")


def name_of(result: "BlogResult") -> str:
    """The blog's slug, or the address where none came of it."""
    return result.blog.slug if result.blog else printable(result.address)[:200]


def told(result: "BlogResult", words: str = "") -> str:
    """The blog, ``words``, and why; many a message begins with the blog's name or address itself."""
    name = name_of(result)
    why = printable(result.message or "").removeprefix(f"{name}: ")
    return ": ".join(filter(None, (name, words, why)))


def result_row(result: "BlogResult") -> dict[str, Any]:
    """A blog's outcome for JSON."""
    names = ("outcome", "new_posts", "new_revisions", "gone", "known", "held", "failures", "requests", "not_modified", "bytes", "message")
    return {"blog": result.blog.slug if result.blog else None, "address": result.address} | {name: getattr(result, name) for name in names}


def _size(size: int) -> str:
    for unit, factor in (("GB", 10**9), ("MB", 10**6), ("kB", 10**3)):
        if size >= factor:
            return f"{size / factor:.1f} {unit}"
    return f"{size} B"
