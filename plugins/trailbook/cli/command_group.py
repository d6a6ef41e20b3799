"""A command with many commands, which are listed by what they are for and read only when they are run."""

import errno
import gc
import io
import os
import re
import sys
from collections.abc import Callable, Iterable, Mapping
from difflib import get_close_matches
from importlib import import_module
from types import ModuleType
from typing import Any

import click

from trailbook.cli.examples import EXAMPLES
from trailbook.text.errors import InputError, TrailbookError, install_with
from trailbook.text.problem import did_you_mean
from trailbook.text.unseen import printable, printable_lines

Sections = Mapping[str, Mapping[str, tuple[str, str]]]
"""For each section the commands by name: ``module:object``, and what it does in a few words."""


_OF_THE_SITE = ("diagrams", "material", "mkdocs", "pathspec", "pygraphviz")
"""The modules that only sites and pictures need, which come with ``trailbook[site]``."""


class Misuse(click.ClickException):
    """What was asked for is not there, or the configuration can't be used."""

    exit_code = 2


_LISTED = 10
"""How many names are listed where none is near."""


def unknown_name(what: str, asked: str, known: Iterable[str], otherwise: str = "") -> Misuse:
    """The error for a name that nothing of a sort has, with the nearest name.

    If none is near, it says what to do ``otherwise``, or else which names there are.
    """
    names = sorted(known)
    listed = ", ".join([*names[:_LISTED], *(["…"] if len(names) > _LISTED else [])])
    hint = did_you_mean(asked, names) or otherwise or (f"; there are: {listed}" if names else "; there is none")
    return Misuse(printable(f"there is no {what} {asked!r}{hint}"))


def refuse_unknown(what: str, asked: Iterable[str], known: Iterable[str], key: Callable[[str], str] = str) -> None:
    """Raise ``unknown_name`` for the first name that nothing of a sort has; names of one ``key`` are the same name.

    An option that only chooses among names would otherwise take a misspelt one as if nothing had been chosen.
    """
    names = frozenset(known)
    keys = frozenset(map(key, names))
    for name in asked:
        if key(name) not in keys:
            raise unknown_name(what, name, names)


_SHARED = ("audience", "root")
"""The options of most commands: they come after those that only one has."""


def _examples(command: str) -> str:
    """The end of the help of a command, which click leaves in its lines."""
    return "\n".join(["\b", "For example:", *(f"  trailbook {line}" for line in EXAMPLES.get(command, ()))])


class Sectioned(click.Group):
    """A group whose help has sections. A command's module is imported when that command is run."""

    def __init__(self, *arguments: Any, sections: Sections, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.sections = sections

    def main(self, *arguments: Any, **options: Any) -> Any:
        """Run the command that is named, in words that any output takes."""
        for stream in (sys.stdout, sys.stderr):
            if isinstance(stream, io.TextIOWrapper):
                _let_all_pass(stream)
        return super().main(*arguments, **options)

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Take the arguments apart. Raises ``UsageError`` for an empty one, such as a variable gives that is not set.

        Without a value, a command would check, build or write something else than what was meant.
        """
        for before, word in zip(["", *args], args, strict=False):
            if not word or re.fullmatch("--[a-z-]+=", word):
                option = word.rstrip("=") or (before if before.startswith("-") else "")
                ctx.fail(f"{printable(option or 'an argument')} is empty; is a variable not set?")
        return super().parse_args(ctx, args)

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names of all commands."""
        return sorted(name for commands in self.sections.values() for name in commands)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of a name, or None."""
        for commands in self.sections.values():
            if cmd_name in commands:
                module, _, attribute = commands[cmd_name][0].partition(":")
                found: click.Command = getattr(_read_once(module), attribute)
                found.params.sort(key=lambda parameter: parameter.name in _SHARED)
                found.epilog = _examples(cmd_name if ctx.parent is None else f"{self.name} {cmd_name}")
                return found
        return None

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command that is asked for. Raises ``UsageError`` with the nearest name where there is none."""
        known = self.list_commands(ctx)
        near = [] if args[0] in known else get_close_matches(args[0], known, n=1)
        if near:
            ctx.fail(f"No such command '{args[0]}'. Did you mean '{near[0]}'?")
        return super().resolve_command(ctx, args)

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command, and end it with the remedy if what was asked for can't be done."""
        try:
            return super().invoke(ctx)
        except ModuleNotFoundError as error:
            if error.name is None or error.name.partition(".")[0] not in _OF_THE_SITE:
                raise
            needed = f"this needs {error.name}, which is not installed"
            raise Misuse(f"{needed}; {install_with('site')}") from error
        except OSError as error:
            if error.errno in (None, errno.EPIPE):  # click ends quietly if nobody reads on
                raise
            raise Misuse(printable(f"{error.filename or 'the output'}: {error.strerror}")) from error
        except TrailbookError as error:
            said = printable_lines(str(error))
            raise (Misuse if isinstance(error, InputError) else click.ClickException)(said) from error

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the sections into the help, all with one width of the first column."""
        width = max(len(name) for commands in self.sections.values() for name in commands)
        for title, commands in self.sections.items():
            with formatter.section(title):
                formatter.write_dl([(name.ljust(width), does) for name, (_, does) in commands.items()])


def _read_once(module: str) -> ModuleType:
    """The module of a command. What it defines stays, so no garbage is looked for in it, then or later."""
    if module in sys.modules or not gc.isenabled():
        return import_module(module)
    gc.disable()
    try:
        return import_module(module)
    finally:
        gc.freeze()
        gc.enable()


def _let_all_pass(stream: io.TextIOWrapper) -> None:
    """Let a stream write any character; one that its encoding lacks is written as its number.

    Files and pipes of Windows get UTF-8, which programs expect of JSON, Markdown and CSV, in place of the encoding of
    the machine's region.
    """
    is_ours = sys.platform == "win32" and not stream.isatty() and "PYTHONIOENCODING" not in os.environ
    stream.reconfigure(encoding="utf-8" if is_ours else None, errors="backslashreplace")
