"""``python -m benchmarks``: every question, one after the other; ends with 1 where a target was missed."""

import subprocess
import sys
from pathlib import Path


def main() -> int:
    """Ask every folder."""
    here = Path(__file__).parent
    questions = sorted(folder.parent.name for folder in here.glob("*/__main__.py"))
    codes = [subprocess.run([sys.executable, "-m", f"benchmarks.{name}"], cwd=here.parent, check=False).returncode for name in questions]
    return max(codes)


if __name__ == "__main__":
    sys.exit(main())
