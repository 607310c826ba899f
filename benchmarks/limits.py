"""The limits that crawls are measured against, found in the same run.

Each is measured before and after, and the better counts: whatever else the machine does must not make a limit look low.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from benchmarks.measuring import CORES, Bench

FETCH, EXTRACTION, READING = "bare Scrapy", f"extraction alone on {CORES} cores", "fetching, decoding and sanitising on one core"


@dataclass
class Limits:
    """The best rates of a run so far, in pages a second, and the least processor time of a page."""

    run: Bench
    urls: Sequence[str]
    kind: str = "demo"
    rates: dict[str, float] = field(default_factory=dict)
    costs_s: dict[str, float] = field(default_factory=dict)

    def measure_pages(self) -> None:
        """Fetch all addresses with bare Scrapy, and read as many pages on all cores."""
        self._take(FETCH, self.run.script("fetching", self._file()))
        self._take(EXTRACTION, self.run.script("extracting", f"--kind={self.kind}", f"--posts={len(self.urls)}"))

    def measure_reading(self) -> None:
        """Fetch all addresses, decode the JSON and sanitise the HTML in it, on one core."""
        self._take(READING, self.run.script("fetching", self._file(), "--read"))

    def lowest(self) -> float:
        """Print the limits, and return the one that binds."""
        for name, rate in self.rates.items():
            self.run.say(f"limit: {name}", rate, "answers/s")
        return min(self.rates.values())

    def shared(self) -> float:
        """Print and return what the cores could do if they had to fetch and to read, each page once: no crawl is faster."""
        rate = CORES / sum(self.costs_s.values())
        self.run.say("both on the same cores", rate, "answers/s")
        return rate

    def _take(self, name: str, told: dict[str, float]) -> None:
        self.rates[name] = max(self.rates.get(name, 0.0), told["answers"] / told["seconds"])
        self.costs_s[name] = min(self.costs_s.get(name, float("inf")), told["cpu_s"] / told["answers"])

    def _file(self) -> str:
        file = self.run.folder / "urls.txt"
        file.write_text("\n".join(self.urls), encoding="utf-8")
        return str(file)
