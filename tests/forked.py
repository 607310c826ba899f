"""Programs of this project as processes of their own, forked from one that has loaded all that they need.

To start Python and to load Scrapy and the parsers takes longer than to crawl a small blog, and a crawl does it twice: for itself, and for
what its reading processes are forked from. Here both are forked. Only tests of the start itself need a command that starts as users start it.
"""

import io
import multiprocessing
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import weakref
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from multiprocessing import util
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from scrapy.cmdline import execute

from scraper.cli.main import main
from scraper.extraction import worker

Program = Callable[[], object]
FORKING = multiprocessing.get_context("forkserver")
FORKING.set_forkserver_preload(["scraper.extraction.ready", "tests.loaded"])


def command() -> None:
    """The command ``blogarchive``."""
    _prepare_readers()
    main()


def scrapy() -> None:
    """Scrapy's own command."""
    _prepare_readers()
    execute()


def _prepare_readers() -> None:
    """Fork now what the reading processes are forked from; by itself a crawl starts it, as a new interpreter, when its first page comes."""
    signal.pthread_sigmask(signal.SIG_SETMASK, ())  # where a test read pages first, all that is forked blocks the signals that end a run
    usual = util.spawnv_passfds
    util.spawnv_passfds = _fork_passfds
    try:
        worker.prepare()
    finally:
        util.spawnv_passfds = usual
    sys.excepthook = sys.__excepthook__  # theirs says nothing of a fork that the system refused


def _fork_passfds(path: bytes, args: Sequence[Any], passfds: Sequence[int]) -> int:
    """Do in a forked process what a new interpreter would do that is given these arguments."""
    if pid := os.fork():
        return pid
    code = 1
    try:
        low = 2
        for number in sorted(passfds):
            os.closerange(low + 1, number)
            low = number
        os.closerange(low + 1, os.sysconf("SC_OPEN_MAX"))
        exec(args[-1], {})  # noqa: S102  # what multiprocessing gives `python -c`
        code = 0
    except SystemExit:
        code = 0
    finally:
        os._exit(code)


class Forked:
    """A running program, in a process group of its own; it is used as ``subprocess.Popen`` is."""

    def __init__(self, argv: Sequence[str], *, env: Mapping[str, str], cwd: Path, stdin: str = "", program: Program = command) -> None:
        self.args = list(argv)
        folder = tempfile.mkdtemp(prefix="forked-")
        weakref.finalize(self, shutil.rmtree, folder, ignore_errors=True)
        self._files = [Path(folder, name) for name in ("stdin", "stdout", "stderr")]
        self._files[0].write_text(stdin, encoding="utf-8")
        self._process: ForkServerProcess = FORKING.Process(target=_become, args=(program, self.args, dict(env), cwd, self._files))
        self._process.start()
        self.pid = self._process.pid or 0
        with suppress(ProcessLookupError):  # it has ended already
            while os.getpgid(self.pid) != self.pid and self.poll() is None:
                time.sleep(0.001)

    @property
    def returncode(self) -> int | None:
        """How it ended; None while it runs."""
        return self._process.exitcode

    def poll(self) -> int | None:
        """How it ended; None while it runs."""
        return self._process.exitcode

    def wait(self, timeout: float | None = None) -> int:
        """Wait until it has ended."""
        self._process.join(timeout)
        if self._process.exitcode is None:
            raise subprocess.TimeoutExpired(self.args, timeout or 0, *self._said())
        return self._process.exitcode

    def communicate(self, timeout: float | None = None) -> tuple[str, str]:
        """Wait until it has ended, and return what it said."""
        self.wait(timeout)
        return self._said()

    def send_signal(self, number: int) -> None:
        """Send it a signal, as long as it runs."""
        if self.poll() is None:
            os.kill(self.pid, number)

    def kill(self) -> None:
        """Kill it alone."""
        self.send_signal(signal.SIGKILL)

    def kill_all(self) -> None:
        """Kill it with all that it has started."""
        with suppress(ProcessLookupError):
            os.killpg(self.pid, signal.SIGKILL)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if kind is not None:
            self.kill_all()
        self.wait()

    def _said(self) -> tuple[str, str]:
        out, err = (file.read_text(encoding="utf-8") if file.exists() else "" for file in self._files[1:])
        return out, err


def run(
    argv: Sequence[str],
    *,
    env: Mapping[str, str],
    cwd: Path,
    stdin: str = "",
    program: Program = command,
    timeout_s: float = 100,
) -> subprocess.CompletedProcess[str]:
    """Run a program to its end; all of its processes are ended with it when the time is over."""
    process = Forked(argv, env=env, cwd=cwd, stdin=stdin, program=program)
    try:
        out, err = process.communicate(timeout_s)
    except subprocess.TimeoutExpired:
        process.kill_all()
        raise
    return subprocess.CompletedProcess(list(argv), process.returncode or 0, out, err)


def _become(program: Program, argv: list[str], env: dict[str, str], cwd: Path, files: list[Path]) -> None:
    """Make of a forked process the program."""
    os.setsid()
    os.chdir(cwd)
    os.environ.clear()
    os.environ.update(env)
    time.tzset()
    os.dup2(os.open(files[0], os.O_RDONLY), 0)
    for number in (1, 2):
        os.dup2(os.open(files[number], os.O_WRONLY | os.O_CREAT | os.O_TRUNC), number)
    sys.stdin = io.TextIOWrapper(io.FileIO(0, closefd=False), encoding="utf-8")
    sys.argv = argv
    program()
