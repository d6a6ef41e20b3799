"""``trailbook publish``: every released version in one folder, for any host of static files."""

import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

import click

from trailbook.cli.audience import level_option, stated_audience
from trailbook.cli.command_group import Misuse, refuse_unknown
from trailbook.cli.options import root_option
from trailbook.records.vocabulary import Sensitivity
from trailbook.release.manifest import FILE, read_manifest
from trailbook.release.publish import NEXT, Plan
from trailbook.release.publish import publish as publish_all
from trailbook.release.reproduce import moment_of
from trailbook.release.tag import ReleaseError
from trailbook.release.versions import Version, altered_releases, released_names, versions_of
from trailbook.site.mkdocs.build import BuildError, stated_addresses
from trailbook.text.prose import count
from trailbook.text.write import new_folder
from trailbook.trail.git.repository import Repository


@click.command()
@root_option
@click.option(
    "--output",
    "to",
    type=click.Path(path_type=Path),
    required=True,
    help="The folder to write: new, empty, or published before; versions that did not change are taken from there.",
)
@click.option("--next", "with_next", is_flag=True, help="Publish what is committed now, too, as 'next'.")
@click.option(
    "--tags", "patterns", multiple=True, metavar="GLOB", help="Tags to publish that no release page goes with."
)
@click.option("--skip", multiple=True, metavar="VERSION", help="A version to leave out. May be repeated.")
@level_option
@click.option("--site-url", help="Where the folder will be served; 'site_url' of mkdocs.yml if absent.")
def publish(  # noqa: PLR0913, PLR0917 - one parameter an option
    root: Path,
    to: Path,
    with_next: bool,
    patterns: tuple[str, ...],
    skip: tuple[str, ...],
    audience: Sensitivity | None,
    site_url: str | None,
) -> None:
    """Assemble one folder: each released version built from its own tag, and 'latest', with the version menu.

    The folder appears whole or not at all. Versions are built from what is committed, with the Trailbook that is
    installed. For an audience each is built anew, because what was open then may be hidden today.

    Exits with 1 when a version can't be built, when a release's tag is gone or names another commit than the one that
    added its ledger.
    """
    try:
        everybody = _plan(root, to, with_next, patterns, skip, site_url)
        plan = replace(everybody, audience=audience or stated_audience(root))
        _expect_releases(plan, skip)
        _warn_of_moved_tags(plan)
        with new_folder(to, FILE) as folder:
            publish_all(plan, folder, lambda version, what: click.echo(f"  {version}: {what}"))
    except (BuildError, ReleaseError) as error:
        raise click.ClickException(f"{error}; a version can be left out with --skip") from error
    latest = f", {plan.latest.name} is the latest" if plan.latest else ""
    click.echo(f"{count(len(plan.versions), 'version')} in {to}{latest}")


def _plan(
    root: Path, to: Path, with_next: bool, patterns: tuple[str, ...], skip: tuple[str, ...], site_url: str | None
) -> Plan:
    repository = Repository(root)
    versions = versions_of(root, repository.prefix, patterns)
    if skip:
        refuse_unknown("version", skip, (*released_names(repository), *(one.name for one in versions)))
    found = [one for one in versions if one.name not in skip]
    if not found and not with_next:
        raise Misuse(
            "no version is released yet: make one with 'trailbook release', name older tags with --tags, or publish "
            "what is committed with --next"
        )
    coming = Version(NEXT, moment_of(root, "HEAD")) if with_next else None
    stated, source = stated_addresses(root)
    address = site_url or stated
    _warn_of_examples({"site_url": address, "repo_url": source})
    return Plan(root, repository.prefix, f"{address.rstrip('/')}/" if address else None, found, coming, to)


def _warn_of_examples(addresses: Mapping[str, str]) -> None:
    """Warn of addresses that nobody has put their own in place of."""
    found = [f"{name} is {one}" for name, one in addresses.items() if _EXAMPLE.search(urlsplit(one).hostname or "")]
    if found:
        click.echo(f"warning: {' and '.join(found)}: put your own into mkdocs.yml before others read this", err=True)


_EXAMPLE = re.compile(r"(?:^|\.)example(?:\.(?:com|net|org))?$")
"""Hosts that are nobody's (RFC 2606)."""


def _expect_releases(plan: Plan, skip: tuple[str, ...]) -> None:
    """Refuse to publish something else under the name of a release, or without one that was made."""
    repository = Repository(plan.root)
    if repository.has_commits() and (found := altered_releases(repository, plan.versions, skip)):
        remedy = "'trailbook audit ledger' shows more, 'git fetch --tags --force' brings the tags of the remote"
        raise ReleaseError(f"{'; '.join(found)}. {remedy}")


def _warn_of_moved_tags(plan: Plan) -> None:
    """Warn of tags that no longer point to what was published under their names."""
    before = read_manifest(plan.earlier).versions
    for version in plan.versions:
        was = before.get(version.name)
        if was and was.commit != version.moment.commit:
            ids = f"from {was.commit[:10]} to {version.moment.commit[:10]}"
            click.echo(f"warning: the tag {version.name} has moved {ids} since it was published", err=True)
