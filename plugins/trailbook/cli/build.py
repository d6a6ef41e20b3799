"""``trailbook build``: the site as it is now, or as it was in force at any moment of the past."""

import os
from dataclasses import replace
from html import escape
from pathlib import Path

import click

from trailbook.audiences.audience import overrides_for
from trailbook.cli.audience import level_option, stated_audience
from trailbook.cli.options import root_option
from trailbook.records.vocabulary import Sensitivity
from trailbook.release.banner import Mark, mark_pages
from trailbook.release.reproduce import MARKER, build_commit, moment_of
from trailbook.site.mkdocs.build import BuildError, BuildRequest, build_site
from trailbook.text.write import new_folder
from trailbook.trail.git.head import now_at

_DAY = "SOURCE_DATE_EPOCH"


@click.command()
@root_option
@click.option(
    "--output",
    "to",
    type=click.Path(path_type=Path),
    help="The folder to write: new, empty, or built before. Without it, the 'site_dir' of mkdocs.yml.",
)
@click.option(
    "--as-of",
    metavar="DATE|REV",
    help="Build what was in force at the end of a day (UTC) or at a revision, with the trail up to there.",
)
@click.option(
    "--settings",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A mkdocs.yml for --as-of, in place of the commit's own: if that had none, or an unusable one.",
)
@level_option
@click.option("--strict", is_flag=True, help="Fail on warnings.")
def build(
    root: Path,
    to: Path | None,
    as_of: str | None,
    settings: Path | None,
    audience: Sensitivity | None,
    strict: bool,
) -> None:
    """Build the site.

    With --as-of the same commit gives the same bytes on any machine and any day, and every page says what it is.

    Exits with 1 when the site can't be built; what was in --output before is kept then.
    """
    if as_of and to is None:
        raise click.UsageError("--as-of needs --output DIR, so that a site of the past does not replace that of today")
    if settings and not as_of:
        raise click.UsageError(
            "--settings goes with --as-of; the site of today is built with the mkdocs.yml that is there"
        )
    if as_of:
        audience = audience or stated_audience(root)  # that of today: the commit's own mkdocs.yml may name none
    now = BuildRequest(root, None, overrides_for(audience) if audience else {}, strict)
    if to is None:
        click.echo(f"The site is in {_shown(_build_now(now))}")
        return
    with new_folder(to, MARKER) as folder:
        said = _build_past(now, as_of, settings, folder) if as_of else _build_now(replace(now, site=folder))
        (folder / MARKER).touch()
    click.echo(f"{said if as_of else 'The site'} is in {to}")


def _build_now(request: BuildRequest) -> Path:
    """Build what lies there, as of the newest commit: else MkDocs would write the day of the clock."""
    stated, now = os.environ.get(_DAY), now_at(request.root)
    if now is not None:
        os.environ[_DAY] = str(int(now.timestamp()))
    try:
        return build_site(request)
    finally:
        if stated is None:
            os.environ.pop(_DAY, None)


def _build_past(request: BuildRequest, as_of: str, settings: Path | None, folder: Path) -> str:
    """Build a commit into an empty folder, and give what the site there is called."""
    moment = moment_of(request.root, as_of)
    own = settings.read_bytes() if settings else None
    try:
        build_commit(request.root, moment, folder, request.overrides, settings=own, strict=request.strict)
    except BuildError as error:
        hint = (
            "" if settings else " with the mkdocs.yml that it had; --settings mkdocs.yml builds it with that of today"
        )
        raise BuildError(f"{error}{hint}") from error
    banner = f"<p><strong>{escape(moment.words)}.</strong> This is what was in force then, not what is today.</p>"
    mark_pages(folder, lambda _: Mark(banner, hidden=True))
    return f"The site {moment.words[0].lower()}{moment.words[1:]}"


def _shown(folder: Path) -> Path:
    """A folder as it is opened from here."""
    here = Path.cwd()
    return folder.relative_to(here) if folder.is_relative_to(here) else folder
