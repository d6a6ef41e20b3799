"""``trailbook build``: the site as it is now, or as it was in force at any moment of the past."""

import os
from collections.abc import Mapping
from html import escape
from pathlib import Path
from typing import Any

import click

from trailbook.cli.audience import level_option
from trailbook.publish.audiences.audience import overrides_for
from trailbook.publish.folder import FolderError, new_folder
from trailbook.publish.reproduce import MARKER, build_commit, mark_all, moment_of
from trailbook.publish.stamp import Mark
from trailbook.records.vocabulary import Sensitivity
from trailbook.site.mkdocs_build import BuildError, BuildRequest, build_site
from trailbook.trail.repository import HistoryError
from trailbook.trail.today import now_at


@click.command()
@click.option(
    "--root",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    default=Path(),
    help="The folder of the knowledge base; the current one if absent.",
)
@click.option(
    "--to",
    type=click.Path(path_type=Path),
    help="The folder to write: new, empty, or built before. Without it, the 'site_dir' of mkdocs.yml.",
)
@click.option(
    "--as-of",
    metavar="DATE|REV",
    help="Build what was in force at the end of a day (UTC) or at a revision, with the trail up to there.",
)
@level_option
@click.option("--strict", is_flag=True, help="Fail on warnings.")
def build(root: Path, to: Path | None, as_of: str | None, audience: Sensitivity | None, strict: bool) -> None:
    """Build the site.

    With --as-of the same commit gives the same bytes on any machine and any day, and every page says what it is.

    Exits with 1 when the site can't be built; an earlier one in the place of --to stays then.
    """
    if as_of and to is None:
        raise click.UsageError("--as-of needs --to DIR, so that a site of the past does not replace that of today")
    overrides = overrides_for(audience) if audience else {}
    if now := now_at(root):
        os.environ.setdefault("SOURCE_DATE_EPOCH", str(int(now.timestamp())))  # else MkDocs writes the day of the clock
    try:
        if to is None:
            click.echo(f"The site is in {_shown(build_site(BuildRequest(root, None, overrides, strict)))}")
            return
        with new_folder(to, MARKER) as made:
            said = _build_into(made, root, as_of, overrides, strict)
            (made / MARKER).touch()
    except FolderError as error:
        raise click.UsageError(str(error)) from error
    except (BuildError, HistoryError) as error:
        raise click.ClickException(str(error)) from error
    click.echo(f"{said} is in {to}")


def _build_into(made: Path, root: Path, as_of: str | None, overrides: Mapping[str, Any], strict: bool) -> str:
    """Build into an empty folder, and give what the site there is called."""
    if as_of is None:
        build_site(BuildRequest(root, made, overrides, strict))
        return "The site"
    moment = moment_of(root, as_of)
    build_commit(root, moment, made, overrides, strict=strict)
    told = f"<p><strong>{escape(moment.words)}.</strong> This is what was in force then, not what is today.</p>"
    mark_all(made, Mark(told, hidden=True))
    return f"The site {moment.words[0].lower()}{moment.words[1:]}"


def _shown(folder: Path) -> Path:
    """A folder as one opens it from here."""
    here = Path.cwd()
    return folder.relative_to(here) if folder.is_relative_to(here) else folder
