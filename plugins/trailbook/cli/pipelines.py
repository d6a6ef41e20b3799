"""``trailbook pipelines``: ready workflows of a forge, to check, comment on, preview and publish a knowledge base."""

import json
import os
import re
from importlib.metadata import PackageNotFoundError, distribution
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

import click

from trailbook.cli.command_group import Misuse
from trailbook.cli.displayed_paths import from_top, top_of
from trailbook.cli.options import root_option
from trailbook.cli.output import write_output
from trailbook.trail.git.ranges import main_branch

REQUIREMENTS = "requirements.txt"
_PLACES = {"github": ".github/", "gitlab": "."}
"""What goes before the paths of the files of each forge, since hidden files are easily lost on the way."""
_NEXT = {
    "github": "In the settings of the repository, choose 'GitHub Actions' as the source of Pages.",
    "gitlab": "In .gitlab-ci.yml, pin the image by its digest.",
}
_ON_MAIN = "    branches: [main]\n"
_UNKNOWN = "-r ./say-in-requirements.txt-where-trailbook-comes-from"
"""A line with which pip stops, and quotes it: no index has the name, so whoever took it there could run their code."""


@click.command()
@click.argument("forge", type=click.Choice(tuple(_PLACES)))
@root_option
def pipelines(forge: str, root: Path) -> None:
    """Write the workflows of a forge: checks of a change, one comment on what it changes on record, a preview, Pages.

    They are written where the forge looks for them, at the top of the repository, also for a knowledge base in a folder
    of it, and run on the main branch by the name that it has. Every action is pinned to a commit, and no job has more
    rights than it needs. A requirements.txt that says where this Trailbook was installed from is written if there is
    none. Nothing is overwritten.
    """
    top, folder = top_of(root), from_top(root)
    branch = main_branch(root)
    wanted = {
        top / f"{_PLACES[forge]}{path}": _on_branch(_placed(text, folder.rstrip("/")), branch)
        for path, text in _texts(forge)
    }
    taken = [str(path.relative_to(top)) for path in wanted if os.path.lexists(path)]
    if taken:
        raise Misuse(f"{', '.join(taken)}: there already; move what is there, or take over by hand")
    has_requirements, source = os.path.lexists(root / REQUIREMENTS), _source()
    if not has_requirements:
        wanted[root.resolve() / REQUIREMENTS] = f"{requirement()}\n"
    for path, text in wanted.items():
        write_output(path, text, within=top)
    click.echo("".join(f"{path.relative_to(top).as_posix()}\n" for path in wanted))
    place = f"{folder}{REQUIREMENTS}"
    if has_requirements:
        click.echo(f"{place} was there already; it has to name trailbook and where it comes from.")
    elif source:
        click.echo(f"{place} names {source}, where this Trailbook was installed from.")
    else:
        click.echo(
            f"In {place}, say where Trailbook comes from, such as 'trailbook[site] @ git+https://…@COMMIT' or the "
            "address of a wheel with '#sha256=…'. "
            "Until then the workflows stop there, for anybody could take the name on an index."
        )
    click.echo(_NEXT[forge])


def requirement() -> str:
    """The line of a requirements.txt by which pip finds Trailbook, or stops and quotes why it can't."""
    return _source() or _UNKNOWN


def _source() -> str:
    """Where the installed Trailbook came from, as pip requires it: a commit or a file with its hash; else empty.

    Source: the file direct_url.json, https://packaging.python.org/en/latest/specifications/direct-url/
    """
    try:
        stated = json.loads(distribution("trailbook").read_text("direct_url.json") or "{}")
    except (PackageNotFoundError, ValueError):
        return ""
    url, vcs, archive = stated.get("url", ""), stated.get("vcs_info", {}), stated.get("archive_info", {})
    if not url.startswith("https://"):
        return ""
    if vcs.get("vcs") == "git" and vcs.get("commit_id"):
        return f"trailbook[site] @ git+{url}@{vcs['commit_id']}"
    hashes = archive.get("hashes", {})
    return f"trailbook[site] @ {url}#sha256={hashes['sha256']}" if "sha256" in hashes else ""


def _placed(text: str, folder: str) -> str:
    """A workflow for a knowledge base in a folder of the repository; the same where it is the top."""
    if not folder or "  FOLDER: . " not in text:
        return text
    quoted = json.dumps(folder, ensure_ascii=False)
    paths = f"    paths: [{json.dumps(f'{folder}/**', ensure_ascii=False)}, .github/workflows/**]\n"
    text = text.replace("  FOLDER: . ", f"  FOLDER: {quoted} ")
    return re.sub(rf"(?m)^  pull_request:\n|^{re.escape(_ON_MAIN)}", lambda found: f"{found[0]}{paths}", text)


def _on_branch(text: str, branch: str) -> str:
    """A workflow that runs on what is pushed to the main branch, by the name that it has here."""
    return (
        text.replace(_ON_MAIN, f"    branches: [{json.dumps(branch, ensure_ascii=False)}]\n")
        if branch != "main"
        else text
    )


def _texts(forge: str) -> list[tuple[str, str]]:
    """The files of a forge with their paths, in the order of these."""
    return sorted(_below(files(__package__).joinpath("workflows", forge), ""))


def _below(folder: Traversable, before: str) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    for entry in folder.iterdir():
        if entry.is_dir():
            found += _below(entry, f"{before}{entry.name}/")
        else:
            found.append((f"{before}{entry.name}", entry.read_text(encoding="utf-8")))
    return found
