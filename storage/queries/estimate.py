"""How many posts no source names: an estimate from the overlap of two samples that were drawn independently (capture-recapture)."""

from dataclasses import dataclass
from math import sqrt

LEAST_COMMON = 7  # below, the estimator is biased: Robson and Regier, "Sample size in Petersen mark-recapture experiments", 1964
_Z = 1.96  # 95 % of a normal distribution


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """What two independent samples say of the whole: its size, and the bounds between which it lies in 95 of 100 cases.

    ``sizes`` are the numbers of posts in each sample and ``common`` those in both.
    """

    samples: tuple[str, str]
    sizes: tuple[int, int]
    common: int
    total: float
    low: float
    high: float

    def unseen(self, known: int) -> tuple[int, int, int]:
        """How many posts are in no source, when so many are in some: the best guess, and its bounds."""
        best, low, high = (max(0, round(bound - known)) for bound in (self.total, self.low, self.high))
        return best, low, high


def chapman(names: tuple[str, str], first: frozenset[int], second: frozenset[int]) -> Estimate | None:
    """Chapman's estimator of Lincoln and Petersen's: the size of the whole from two samples of it, ``None`` where too few are in both.

    It holds when the blog does not change between the samples, posts are matched without error, each post of a sample is as likely as
    any other to be in it, and being in one sample makes being in the other neither likelier nor less likely. Where posts that are easy
    to find for one are so for the other too, as on every blog, the truth lies above the estimate: read it as a lower bound.

    Chapman, "Some properties of the hypergeometric distribution with applications to zoological sample censuses", 1951; the variance
    after Seber, "The effects of trap response on tag recapture estimates", Biometrics 26, 1970.
    """
    common = len(first & second)
    if common < LEAST_COMMON:
        return None
    one, two = len(first), len(second)
    total = (one + 1) * (two + 1) / (common + 1) - 1
    variance = (one + 1) * (two + 1) * (one - common) * (two - common) / ((common + 1) ** 2 * (common + 2))
    margin = _Z * sqrt(variance)
    seen = len(first | second)
    return Estimate(samples=names, sizes=(one, two), common=common, total=total, low=max(float(seen), total - margin), high=total + margin)
