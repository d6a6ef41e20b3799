"""``trailbook init``: a small working knowledge base to begin with."""

import sys
from importlib.resources import as_file, files
from os.path import lexists
from pathlib import Path
from shutil import copyfile, copytree
from tempfile import TemporaryDirectory

import click

from trailbook.cli.displayed_paths import top_of
from trailbook.cli.import_ import import_
from trailbook.cli.output import reporting_unwritable
from trailbook.cli.pipelines import REQUIREMENTS, requirement
from trailbook.records.kinds import schemas
from trailbook.text.mkdocs_yml import NAMES

_FROM_FORGES = (".git", ".gitattributes", ".gitignore", "LICENSE", "LICENSE.md", "README.md")
"""What a forge puts into a new repository, and what a knowledge base leaves as it is."""
_PROPERDOCS = "properdocs>=1.6.5,<2"
_PLUGINS = """\
{file} is there already, so this is a site. To its 'plugins', add those that you want:

plugins:
  - search
  - trailbook/records     # records become pages and registers, references become links
  - trailbook/diagrams    # draws data flows that fenced blocks ask for
  - trailbook/playbooks   # pages by role
  - trailbook/trail       # who decided what, when and why, of every page

'trailbook new policy' drafts a first record then. For a knowledge base of its own, name a new folder elsewhere."""


@click.command()
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path), metavar="[DIR]", default=Path())
@click.option("--empty", is_flag=True, help="Write the configuration alone, without records as examples.")
@click.option(
    "--generator",
    type=click.Choice(("mkdocs", "properdocs")),
    default="mkdocs",
    show_default=True,
    help="What builds the site. For ProperDocs, a requirements.txt that names it is written.",
)
@click.option(
    "--from",
    "exports",
    multiple=True,
    metavar="EXPORT",
    type=click.Path(exists=True, path_type=Path),
    help="Begin with an application as its platform exports it, in place of examples. May be repeated.",
)
@click.pass_context
def init(context: click.Context, folder: Path, empty: bool, generator: str, exports: tuple[Path, ...]) -> None:
    """Start a knowledge base in DIR, the current folder if absent: one record of each kind, and its configuration.

    Nothing that is there is overwritten: DIR has to be new, empty, or the top of a git repository that has nothing in
    the places of a knowledge base; a README.md and a .gitignore stay. In a folder that has a mkdocs.yml, it says what
    to add there.
    """
    found = {entry.name for entry in folder.iterdir()} if folder.is_dir() else set()
    if site := next((name for name in NAMES if name in found), None):
        click.echo(_PLUGINS.format(file=folder / site), err=True)
        sys.exit(2)
    with TemporaryDirectory() as scratch, reporting_unwritable():
        fresh = Path(scratch, "kb")
        _assemble(fresh, empty or bool(exports), generator)
        if obstacle := _obstacle(found, {entry.name for entry in fresh.iterdir()}):
            place = "this folder" if folder == Path() else folder
            click.echo(f"{place} {obstacle}; name a new folder: 'trailbook init our-knowledge'", err=True)
            sys.exit(2)
        kept = _write(folder, fresh)
    status = _import(context, folder, exports) if exports else 0
    click.echo(_next_steps(folder, empty, generator, kept, imported=bool(exports)))
    sys.exit(status)


def _import(context: click.Context, folder: Path, exports: tuple[Path, ...]) -> int:
    """Import each export as an application of the knowledge base; give the exit code of the import."""
    (folder / "threat-models").mkdir(exist_ok=True)
    try:
        context.invoke(import_, root=folder, files=exports, form="auto", folder="threat-models", identity="", into="")
    except SystemExit as ended:
        return int(ended.code or 0)
    finally:
        click.echo()
    return 0


def _next_steps(folder: Path, empty: bool, generator: str, kept: list[str], *, imported: bool) -> str:
    """What was written and what comes next: only what is left to do in this folder."""
    is_here = folder.resolve() == Path.cwd()
    begin = "" if (top_of(folder) / ".git").exists() else "git init && "
    steps = [
        "" if is_here else f"cd {folder}",
        f"{begin}git add . && git commit -m 'Start the knowledge base'",
        f"pip install '{_PROPERDOCS}'    what builds the site then" if generator == "properdocs" else "",
        "trailbook serve              look at it on http://127.0.0.1:8000",
        "trailbook questions          see what no export says, and 'trailbook answer' it" if imported else "",
        "trailbook findings --draft   settle what the rules found, one after the other" if imported else "",
        "trailbook new policy         draft the first record, or one of another kind" if empty else "",
        "trailbook check              see what is wrong after an edit",
    ]
    records = "with what the exports hold" if imported else "with one record of each kind"
    content = "without records" if empty and not imported else records
    lines = [
        f"A knowledge base {content} is in {'this folder' if is_here else folder}.",
        *(f"{name} is as it was{_MISSING.get(name, '')}." for name in kept),
        "",
        *(f"  {step}" for step in steps if step),
        "",
        "A tutorial, guides and a reference: docs/ in the sources of Trailbook ('make docs')",
    ]
    return "\n".join(lines)


_MISSING = {".gitignore": "; add the lines '/site/' and '/public/'"}
"""What to add to a file that was there already."""
_CONFIGURATION = ("README.md", "content/index.md", "content/tags.md", "gitignore", "mkdocs.yml")
"""The files of the starter that hold no example."""
_ON_EXAMPLES = "\nThe records here are examples:"
"""The beginning of the last paragraph of its README."""


def _obstacle(found: set[str], written: set[str]) -> str:
    """Why nothing can be written into a folder with the files that were ``found``; empty if all can."""
    more = sorted(found.difference(_FROM_FORGES))
    if ".git" not in found:
        return f"is neither empty (it has {more[0]}) nor the top of a git repository" if more else ""
    taken = next((name for name in more if name in written), "")
    return f"has {taken}, which a knowledge base has for its own" if taken else ""


def _write(folder: Path, fresh: Path) -> list[str]:
    """Write the ``fresh`` files, and give the names of those that were there already and were kept."""
    kept = [name for name in _FROM_FORGES if (fresh / name).exists() and lexists(folder / name)]
    folder.mkdir(parents=True, exist_ok=True)
    for source in sorted(path for path in fresh.rglob("*") if path.is_file()):
        target = folder / source.relative_to(fresh)
        if target.name not in kept or target.parent != folder:
            target.parent.mkdir(parents=True, exist_ok=True)
            copyfile(source, target)
    return kept


def _assemble(folder: Path, empty: bool, generator: str) -> None:
    folder.mkdir()
    with as_file(files(__package__).joinpath("starter")) as starter:
        if empty:
            (folder / "content").mkdir()
            for name in _CONFIGURATION:
                copyfile(starter / name, folder / name)
        else:
            copytree(starter, folder, dirs_exist_ok=True)
    if empty:
        about = folder / "README.md"
        about.write_text(about.read_text(encoding="utf-8").partition(_ON_EXAMPLES)[0], encoding="utf-8")
    (folder / "gitignore").rename(folder / ".gitignore")
    (folder / "schemas").mkdir()
    for name, text in schemas().items():
        (folder / "schemas" / name).write_text(text, encoding="utf-8")
    if generator == "properdocs":
        (folder / REQUIREMENTS).write_text(f"{requirement()}\n{_PROPERDOCS}\n", encoding="utf-8")
