"""The entry of ``blogarchive``: finds the commands, and turns every way of ending into one line and one exit code."""

import os
import signal
import sys
import warnings
from importlib import import_module
from pathlib import Path
from types import FrameType
from typing import Any, NoReturn

import click

from scraper.cli import commands
from scraper.cli.invocation import Invocation, common_options
from scraper.errors import ArchiveLocked, BlogArchiveError, DiskFull, UsageError, has_no_room, is_forbidden
from scraper.signals import wanted_signals


class Stopped(BaseException):
    """A signal ended the command; a BaseException, so that no door on the way takes it for a fault."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.exit_code = 128 + number


class Commands(click.Group):
    """The group whose members are the modules of ``commands/``, imported when they are asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 -- click's signature
        """Every command there is."""
        return sorted(name.rstrip("_") for name in _modules())

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 -- click's signature
        """The command of that name, or None."""
        name = next((name for name in _modules() if name.rstrip("_") == cmd_name), None)
        if name is None:
            return None
        found = import_module(f"{commands.__name__}.{name}").command
        assert isinstance(found, click.Command)  # noqa: S101 -- a programming error, not a user's
        return found

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; a reader that went away ends it as the signal would (click itself would make it an error)."""
        try:
            return super().invoke(ctx)
        except BrokenPipeError:
            raise Stopped(signal.SIGPIPE) from None


def _modules() -> list[str]:
    """The modules of ``commands/``. Not by pkgutil, whose import alone is a tenth of the time that ``--help`` takes."""
    return [path.stem for folder in commands.__path__ for path in Path(folder).glob("[a-z]*.py")]


def _print_version(context: click.Context, _: click.Parameter, value: bool) -> None:
    if value:
        from importlib.metadata import version

        click.echo(f"blogarchive {version('blogarchive')}")
        context.exit()


cli = Commands(
    name="blogarchive",
    params=[
        *common_options(),
        click.Option(["--version"], is_flag=True, expose_value=False, is_eager=True, callback=_print_version, help="Print the version."),
    ],
    help="Turn a blog's address into a whole, durable archive, and keep it current.",
    epilog="Start with: blogarchive --archive my-archive add https://blog.example/",
    context_settings={"max_content_width": 100},
    no_args_is_help=True,
)


def main() -> NoReturn:
    """Run the command line and end the process with the promised exit code."""
    for number in wanted_signals():
        signal.signal(number, _stop)
    if not sys.warnoptions:
        warnings.simplefilter("ignore")  # libraries warn developers; -W brings the warnings back
    _open_closed()
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    invocation = Invocation(named=Path(os.environ["BLOGARCHIVE_ARCHIVE"]) if os.environ.get("BLOGARCHIVE_ARCHIVE") else None)
    code = run(sys.argv[1:], invocation)
    sys.exit(_flushed(sys.argv[1:], code))


def run(words: list[str], invocation: Invocation) -> int:
    """The exit code of one call; every failure has been told on stderr."""
    try:
        result = cli.main(words, prog_name="blogarchive", standalone_mode=False, obj=invocation)
    except click.exceptions.Exit as ended:
        return ended.exit_code
    except click.Abort:
        return 128 + signal.SIGINT
    except click.exceptions.NoArgsIsHelpError as error:
        error.show()
        return error.exit_code
    except click.ClickException as error:
        return _tell(words, _usage_text(error), error.exit_code)
    except Stopped as stopped:
        return stopped.exit_code
    except Exception as error:  # noqa: BLE001 -- the last door: whatever comes, one line and a code
        return _tell_failure(words, _only_cause(error), is_talkative=invocation.verbosity > 0)
    return result if isinstance(result, int) else 0


def _tell_failure(words: list[str], error: Exception, *, is_talkative: bool) -> int:
    """An error of ours says all itself; any other is unexpected, and its trace is for who asks with ``-v``."""
    ours = error if isinstance(error, BlogArchiveError) else _in_our_words(error)
    if ours is not None:
        return _tell(words, str(ours), ours.exit_code)
    return _tell(words, f"unexpected {type(error).__name__}: {_said(error)}", 1, error if is_talkative else None)


def _in_our_words(error: Exception) -> BlogArchiveError | None:
    """What the system or the database refuses for a reason that the user can do something about."""
    from storage.engine import is_locked

    if is_locked(error):
        return ArchiveLocked("another job has locked the archive's database; try again when it has ended")
    if has_no_room(error):
        return DiskFull(_said(error))
    if is_forbidden(error) and error.filename is not None:
        return UsageError(f"{error.filename}: {error.strerror}")
    return None


def _said(error: Exception) -> str:
    from scraper.text import first_line

    return first_line(str(error)) or "no message"


def _only_cause(error: Exception) -> Exception:
    """What a group of one holds: tasks of an event loop wrap what one of them raised."""
    while isinstance(error, ExceptionGroup) and len(error.exceptions) == 1:
        error = error.exceptions[0]
    return error


def _usage_text(error: click.ClickException) -> str:
    context = getattr(error, "ctx", None)
    hint = f"; see `{context.command_path} --help`" if context else ""
    return f"{error.format_message().rstrip('.')}{hint}"


def _tell(words: list[str], message: str, code: int, cause: Exception | None = None) -> int:
    """The last line on stderr: for people, or for programs when JSON was asked for."""
    from scraper.cli.output import paragraphs, printable, write_json_line

    if cause is not None:
        import traceback

        print(paragraphs("".join(traceback.format_exception(cause))), file=sys.stderr)  # noqa: T201 -- the same
    if "--json" in words:
        write_json_line(sys.stderr, {"type": "exit_error", "v": 1, "code": code, "message": message})
    else:
        print(f"blogarchive: {printable(message)}", file=sys.stderr)  # noqa: T201 -- this is where errors are printed
    return code


def _open_closed() -> None:
    """Whoever closed a standard stream (``>&-``) wants nothing of it; left closed, the next file to be opened would be that stream."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, Path(os.devnull).open(mode, encoding="utf-8"))  # noqa: SIM115 -- as long as the process


def _flushed(words: list[str], code: int) -> int:
    """Write out what is buffered; a reader that went away is no failure worth words."""
    try:
        sys.stdout.flush()
    except OSError as error:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # the interpreter flushes once more when it ends
        if isinstance(error, BrokenPipeError):
            return code or 128 + signal.SIGPIPE
        return code or _tell_failure(words, error, is_talkative=False)
    return code


def _stop(number: int, _: FrameType | None) -> NoReturn:
    raise Stopped(number)


if __name__ == "__main__":
    main()
