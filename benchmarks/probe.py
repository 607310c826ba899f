"""``python -m benchmarks.probe REPORT COMMAND…``: a command of blogarchive in this process, with what it cost it.

Seconds, processor time and peak memory are those of the main process; the lag is how long a call to the event loop waited for its turn.
"""

import json
import sys
import threading
import time
from pathlib import Path
from typing import Any

from scraper.cli.invocation import Invocation
from scraper.cli.main import run

EVERY_S = 0.01


class LagProbe(threading.Thread):
    """Asks the event loop for a turn again and again, and notes how long it had to wait."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.waits: list[float] = []

    def run(self) -> None:
        """Until the process ends; the loop that is asked is the one that the command starts."""
        while True:
            time.sleep(EVERY_S)
            reactor: Any = sys.modules.get("twisted.internet.reactor")
            if reactor is not None and reactor.running:
                self._ask(reactor)

    def _ask(self, reactor: Any) -> None:
        asked, answered = time.perf_counter(), threading.Event()
        reactor.callFromThread(answered.set)
        answered.wait(timeout=10)  # the loop may have ended meanwhile
        if reactor.running:
            self.waits.append(time.perf_counter() - asked)


def peak_bytes() -> int:
    """The most memory that this process ever had (``ru_maxrss`` would count what its parent had before it)."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return next(int(line.split()[1]) * 1024 for line in status.splitlines() if line.startswith("VmHWM"))


def main() -> int:
    """Run, then write the report."""
    report, words = Path(sys.argv[1]), sys.argv[2:]
    lag = LagProbe()
    lag.start()
    started, cpu = time.perf_counter(), time.process_time()
    code = run(words, Invocation())
    seconds, cpu_s = time.perf_counter() - started, time.process_time() - cpu
    waits = sorted(lag.waits) or [0.0]
    report.write_text(
        json.dumps(
            {
                "seconds": seconds,
                "ended_at": time.time(),
                "cpu_s": cpu_s,
                "peak_bytes": peak_bytes(),
                "lag_s": waits[-1],
                "usual_lag_s": waits[len(waits) * 99 // 100],
            }
        )
    )
    return code


if __name__ == "__main__":
    sys.exit(main())
