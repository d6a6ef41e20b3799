"""``trailbook remind``: what is due as one issue for each owner on a forge, or as one file."""

import os
import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from itertools import chain, count
from pathlib import Path
from typing import cast

import click

from trailbook.cli.audience import audience_option
from trailbook.cli.command_group import Misuse
from trailbook.cli.displayed_paths import from_top, named_root, top_of
from trailbook.cli.due import refuse_unknown_owners
from trailbook.cli.options import clock_option, workspace_option
from trailbook.forges.addresses import FetchedForge, forge_project, host_of, token_for
from trailbook.forges.http import Client, ForgeError
from trailbook.forges.issues import TRACKERS, Outcome, remind
from trailbook.records.model import ITEM_ID, RECORD_ID
from trailbook.risk.overview.reminders import Reminder, closing, mark_in, mark_of, place_of_mark, reminders
from trailbook.text.markdown_text import file_name_of
from trailbook.text.unseen import printable, printable_lines
from trailbook.text.write import write_whole
from trailbook.workspace.workspace import Workspace

FOLDER = Path("reminders")
MOST = 100
"""How many issues one run may have, unless it names the owners: what opens more was hardly meant."""
_HAS_ADDRESS = re.compile(rf"{RECORD_ID}(?:\.{ITEM_ID})?")
"""What has a permanent address on the site. Plain pages have none."""


@click.command("remind")
@audience_option
@workspace_option
@clock_option
@click.option(
    "--to", "target", type=click.Choice(["github", "gitlab", "gitea", "file"]), required=True, help="Where they go."
)
@click.option("--owner", "owners", multiple=True, help="Only this owner. May be repeated.")
@click.option(
    "--days",
    type=click.IntRange(0, 3650),
    default=30,
    show_default=True,
    help="How far ahead to look; what is overdue is always there.",
)
@click.option("--project", metavar="PATH", help="The project on the forge, if 'origin' leads to another one.")
@click.option("--site-url", help="Where the site is, for links; 'site_url' of mkdocs.yml if absent.")
@click.option("--output", type=click.Path(file_okay=False, path_type=Path), default=FOLDER, help="The folder of files.")
@click.option("--dry-run", is_flag=True, help="Print the texts; ask and write nothing.")
def remind_command(  # noqa: PLR0913, PLR0917 - one parameter an option
    workspace: Workspace,
    today: date,
    target: str,
    owners: tuple[str, ...],
    days: int,
    project: str | None,
    site_url: str | None,
    output: Path,
    dry_run: bool,
) -> None:
    """Open or update one issue for each owner with what is overdue and what is due next, and close those that are done.

    The issue of an owner is found again by a mark in its text, so this may run every day; issues of other accounts are
    left alone, and so is what another repository handed on, which reminds itself. The token is read from GH_TOKEN,
    GITLAB_TOKEN or GITEA_TOKEN, and has to allow writing issues.

    'file' writes the same texts as Markdown into a folder, and asks nobody.
    """
    place, until = _place(workspace, project), today + timedelta(days)
    wanted = frozenset(mark_of(owner, place) for owner in owners)
    top = (site_url or workspace.configuration.site_url).rstrip("/")

    def is_wanted(mark: str) -> bool:
        return mark in wanted if wanted else mark.startswith(place_of_mark(place))

    def address(reference: str) -> str:
        return f"{top}/id/{reference}/" if top and _HAS_ADDRESS.fullmatch(reference) else ""

    everything = workspace.due()
    refuse_unknown_owners(workspace, owners, everything)
    own = (one for one in everything if workspace.knowledge().origin(one.reference) is None)
    due = (one for one in own if is_wanted(mark_of(one.owner, place)))
    found = reminders(due, today, until, address, place)
    if dry_run:
        texts = (f"# {one.title}\n\n{one.text}".replace("\u2060", "") for one in found)  # a terminal mentions nobody
        click.echo("\n".join(map(printable_lines, texts)), nl=False)
    elif target == "file":
        _write(found, output, _repository_around(output, workspace), is_wanted)
    elif len(found) > MOST and not owners:
        raise Misuse(
            f"something is due of {len(found):,} owners, and one run has no more than {MOST} issues; nothing was sent. "
            "Name the owners with --owner, look less far ahead with --days, or see all of it with --dry-run"
        )
    else:
        _send(workspace, cast(FetchedForge, target), project, found, is_wanted)
    if not found:
        click.echo(f"Nothing is due by {until}.")


def _place(workspace: Workspace, project: str | None) -> str:
    """What marks say of the knowledge base: its folder, after its repository if the tracker is another one's."""
    folder, own = from_top(named_root(workspace.root)), host_of(workspace.addresses())
    if project is None or own is None or own[2].casefold() == project.casefold():
        return folder
    return f"{own[1]}/{own[2]}//".casefold() + folder  # no folder has two slashes in its path


def _send(
    workspace: Workspace,
    forge: FetchedForge,
    project: str | None,
    found: Sequence[Reminder],
    is_wanted: Callable[[str], bool],
) -> None:
    """Let the forge have the issues, and say what became of each."""
    try:
        place = forge_project(workspace.addresses(), forge, project)
        token = token_for(place)
        if not token.headers:
            lacking = token.withheld or "there is no token in the environment, and only an account can open an issue"
            raise Misuse(printable(f"{lacking}; 'trailbook remind --help' names what it has to allow"))
        tracker = TRACKERS[forge](Client(place.rest, token.headers), place)
        for done in remind(tracker, found, is_wanted):
            _say(done.outcome, done.reminder, done.issue.address)
    except ForgeError as error:
        asked = "what is named above was done, and the token has to allow reading and writing issues"
        raise click.ClickException(printable_lines(f"{error}; {asked}")) from error


def _repository_around(folder: Path, workspace: Workspace) -> Path | None:
    """The top of the repository if a folder is in it by its name, wherever its links lead; None if it is elsewhere."""
    top = top_of(named_root(workspace.root))
    named = Path(os.path.abspath(folder))  # noqa: PTH100 - resolve() would follow the links that are to be judged
    return top if any(Path(os.path.realpath(one)) == top for one in (named, *named.parents)) else None


def _write(found: Sequence[Reminder], folder: Path, within: Path | None, is_wanted: Callable[[str], bool]) -> None:
    """Write a file for each owner, and say in those that were written before where nothing is due any more.

    A link in the repository ``within`` which the folder is can be anybody's, so it may not lead out of it.
    """
    try:
        known = {mark: path for path in sorted(folder.glob("*.md")) if (mark := _mark_of_file(path))}
        if found and within is None:
            folder.mkdir(parents=True, exist_ok=True)
        for one in found:
            path = known.pop(one.mark, None) or _free(folder, one.owner)
            is_new = not path.exists()
            if not is_new and path.read_text(encoding="utf-8") == one.text:
                _say("unchanged", one, str(path))
                continue
            write_whole(path, one.text, within)
            _say("opened" if is_new else "changed", one, str(path))
        for mark, path in known.items():
            if is_wanted(mark) and path.read_text(encoding="utf-8") != closing(mark):
                write_whole(path, closing(mark), within)
                _say("closed", None, str(path))
    except (OSError, UnicodeDecodeError) as error:
        raise Misuse(printable(f"{folder} can't be read or written: {error}")) from error


def _mark_of_file(path: Path) -> str:
    if not path.is_file() or path.is_symlink():
        return ""
    with path.open("rb") as file:
        return mark_in(file.read(200).decode("utf-8", "replace"))


def _free(folder: Path, owner: str) -> Path:
    """A path in a folder that nothing has, named after an owner."""
    name = file_name_of(owner) or "owner"
    names = chain([name], (f"{name}-{number}" for number in count(2)))
    return next(path for one in names if not os.path.lexists(path := folder / f"{one}.md"))


_SAID: Mapping[Outcome, str] = {
    "opened": "new",
    "changed": "changed",
    "unchanged": "as it was",
    "closed": "closed, since nothing is due any more",
}


def _say(outcome: Outcome, reminder: Reminder | None, where: str) -> None:
    whose = f"{reminder.owner} ({reminder.counted}): " if reminder else ""
    click.echo(printable(f"{whose}{_SAID[outcome]}, {where}"))
