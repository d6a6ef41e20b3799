"""``trailbook check-message``: whether a commit message says what the trail will want to show."""

import os
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

import click

from trailbook.cli.command_group import Misuse
from trailbook.cli.forges import github_remark
from trailbook.cli.options import format_option, workspace_option
from trailbook.cli.output import shown, write_output
from trailbook.contributing.messages.case import Case, Remark
from trailbook.contributing.messages.commits import MessageContext, cases_between, pending_case
from trailbook.contributing.messages.hints import hints, with_hints
from trailbook.contributing.messages.rules import remarks
from trailbook.contributing.messages.text import read_message_text
from trailbook.text.problem import Problem
from trailbook.text.prose import count
from trailbook.text.unseen import printable
from trailbook.trail.git.command import open_work_tree
from trailbook.trail.git.ranges import read_range
from trailbook.workspace.workspace import Workspace

_FROM_ELSEWHERE = ("message", "merge", "squash", "commit")
"""Where a prepared message comes from that is not to be added to; githooks(5), prepare-commit-msg."""

_LONGEST = 300
"""How many characters of a line are printed: a message may hold one of a million."""


@click.command("check-message")
@workspace_option
@click.argument("file", required=False, type=click.Path(dir_okay=False, exists=True, path_type=Path))
@click.argument("source", required=False, metavar="")
@click.argument("amended", required=False, metavar="")
@click.option("--range", "asked", metavar="BASE..HEAD", help="Check the commits of a range instead of a file.")
@click.option("--prepare", is_flag=True, help="Check nothing; put hints for the author into FILE, as comments.")
@format_option(["text", "github"])
def check_message(  # noqa: PLR0913, PLR0917 - one parameter an option
    workspace: Workspace,
    file: Path | None,
    source: str | None,
    amended: str | None,
    asked: str | None,
    prepare: bool,
    form: str,
) -> None:
    """Check the commit message in FILE against what is staged, as git's hook commit-msg; or those of a range.

    A problem is what the trail would show as a gap: a change of records without a reason, a trailer that is misspelt
    or names what is not there, agreement by the author. Everything else is a notice. Each comes with a line that is
    ready to be completed. Exits with 0 when there are no problems, and with 1 when there are some.
    """
    if (file is None) == (asked is None) or (prepare and file is None):
        raise click.UsageError("name the file with the message, or a range of commits: --range origin/main..HEAD")
    configuration = workspace.configuration
    base = MessageContext(
        workspace.root,
        configuration.folders,
        workspace.own_knowledge(),
        configuration.sign_offs,
    )
    if file is None:
        sys.exit(_report(cases_between(base, read_range(base.root, asked)), form))
    if prepare:
        _prepare(base, file, source or os.environ.get("PRE_COMMIT_COMMIT_MSG_SOURCE", ""))
        return
    case = pending_case(base, read_message_text(_read(file), _comment_mark(base.root)))
    sys.exit(_report_one(case, file))


def _prepare(base: MessageContext, file: Path, source: str) -> None:
    """Add hints to a message that is empty yet. Where git would not strip comments, nothing is added."""
    comment = _comment_mark(base.root)
    if source in _FROM_ELSEWHERE or not comment or _setting(base.root, "commit.cleanup") in ("verbatim", "whitespace"):
        return
    text = _read(file)
    prepared = with_hints(text, hints(pending_case(base, read_message_text(text, comment))), comment)
    if prepared != text:
        write_output(file, prepared)


def _report_one(case: Case, file: Path) -> int:
    found = remarks(case)
    name = printable(file.name)
    for remark in found:
        click.echo(
            _shown(str(Problem(name, remark.line, 1, remark.rule, remark.message, level=remark.level))), nl=False
        )
    lines = list(dict.fromkeys(remark.add for remark in found if remark.add))
    if lines:
        click.echo("\nLines to copy, and to complete where they say …:\n")
        click.echo("".join(_shown(f"  {line}") for line in lines), nl=False)
    if not any(remark.level == "error" for remark in found):
        return 0
    click.echo(f"\nYour message is kept. To correct it: git commit --edit --file={file.as_posix()}")
    return 1


def _report(cases: Iterable[Case], form: str) -> int:
    """Print what there is to say of each commit, and a line that counts."""
    checked, wrong = 0, 0
    for case in cases:
        found = remarks(case)
        checked += 1
        wrong += any(remark.level == "error" for remark in found)
        if form == "github":
            click.echo("".join(_as_github(case, found)), nl=False)
        elif found:
            click.echo(_shown(f"{case.commit.id[:10]} {case.text.title}"), nl=False)
            click.echo("".join(_as_text(found)), nl=False)
    said = f"{count(wrong, 'commit')} with problems" if wrong else "no problems"
    click.echo(f"{said}; {count(checked, 'commit message')} checked")
    if wrong and form == "text":
        click.echo("To correct messages that only you have: git rebase --interactive, and 'reword' for each of them")
    return 1 if wrong else 0


def _as_text(found: Sequence[Remark]) -> Iterable[str]:
    for remark in found:
        mark = "" if remark.level == "error" else "notice: "
        yield _shown(f"  line {remark.line}: {mark}{remark.message}")
        if remark.add:
            yield _shown(f"    {remark.add}")


def _as_github(case: Case, found: Sequence[Remark]) -> Iterable[str]:
    for remark in found:
        title = printable(f"Message of {case.commit.id[:10]}: {remark.rule}")
        message = printable(f"{remark.message}{f'; {remark.add}' if remark.add else ''}")
        yield github_remark(remark.level, title, message)


def _shown(line: str) -> str:
    """A line fit for any terminal."""
    line = line if len(line) <= _LONGEST else f"{line[:_LONGEST]}…"
    return f"{shown(printable(line))}\n"


def _read(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8", errors="surrogateescape")
    except OSError as error:
        raise Misuse(f"{file} can't be read: {error.strerror}") from error


def _comment_mark(root: Path) -> str:
    """What comments of a message begin with (git-config(1), core.commentChar); empty if git will choose."""
    mark = _setting(root, "core.commentString") or _setting(root, "core.commentChar") or "#"
    return "" if mark == "auto" else mark


def _setting(root: Path, name: str) -> str:
    return open_work_tree(root).git.ask("config", "--get", name)
